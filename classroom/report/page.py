"""The report as one page: no network, no script; what learners wrote is text and nothing else.

Jinja escapes every value; only the figures, which are ours, go in as they are. The page also
forbids itself to load or run anything (Content-Security-Policy), should that ever fail.

What this leaves out: other languages than English.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from classroom.course import Course
from classroom.report import alike, items
from classroom.report.faults import Common
from classroom.report.figures import histogram, items_chart
from classroom.report.records import Class, Submission
from classroom.report.spread import Spread

if TYPE_CHECKING:
    from classroom.report.report import Figures

MOST_PAIRS, MOST_SHOWN = 50, 15


def page(course: Course, marked: Class, figures: Figures) -> str:
    """The page as HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, percent=_percent)
    template = environment.get_template("report.html")
    by_name = {one.learner.name: one for one in marked.submissions}
    return template.render(
        f=figures,
        marked=marked,
        charts=_charts(figures),
        links={name: _links(course, marked, one) for name, one in by_name.items()},
        by_name=by_name,
        failures=_by_item(figures),
        fewest=items.FEWEST,
        alike=alike,
        most_pairs=MOST_PAIRS,
        most_shown=MOST_SHOWN,
    )


def _by_item(figures: Figures) -> dict[str, list[Common]]:
    found: dict[str, list[Common]] = {}
    for fault in figures.faults:
        found.setdefault(fault.item, []).append(fault)
    return found


def _charts(figures: Figures) -> Mapping[str, Any]:
    from markupsafe import Markup

    charts = {"spread": "", "difficulty": "", "times": ""}
    if figures.points is not None:
        words = f"Histogram of points: {_said(figures.points)}; {_counts(figures.bars, '')}"
        unit = f"points of {figures.most:g}"
        charts["spread"] = histogram(figures.bars, figures.points, unit, words)
    if figures.times is not None:
        times = figures.times
        words = f"Histogram of grading times in seconds: {_said(times.spread)}"
        unit = "seconds to grade a submission"
        charts["times"] = histogram(times.bars, times.spread, unit, words)
    words = "Each item's mean share of points, and its discrimination; the table has the numbers."
    charts["difficulty"] = items_chart(figures.items, words)
    return {name: Markup(svg) for name, svg in charts.items()}


def _said(found: Spread) -> str:
    return (
        f"{found.count} submissions from {_number(found.least)} to {_number(found.most)}, "
        f"median {_number(found.median)}, "
        f"half of them from {_number(found.lower)} to {_number(found.upper)}"
    )


def _counts(found: list[Any], unit: str) -> str:
    return ", ".join(f"{b.count} from {b.start:g} to {b.end:g}{unit}" for b in found if b.count)


def _links(course: Course, marked: Class, one: Submission) -> list[tuple[str, str]]:
    """What there is of a submission, relative to the report; a hostile name stays one name."""
    found = [("graded notebook", path) for path in one.notebooks]
    for path in one.notebooks:
        feedback = Path("feedback", *path.parts[1:]).with_suffix(".html")
        if (course.root / feedback).is_file():
            found.append(("feedback", feedback))
    return [(words, "../../" + quote(path.as_posix())) for words, path in found]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 2):g}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"
