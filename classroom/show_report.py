"""What ``lianke report`` prints: the items in short, what to look at, and where the files are."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from classroom.course import Course
from classroom.report.report import Figures, write_report


def show_report(course: Course, assignment: str, *, as_json: bool) -> int:
    """Write the report; print a short table, or the figures as JSON."""
    [assignment] = course.known([assignment])
    figures, page = write_report(course, assignment)
    where = page.relative_to(course.root).as_posix()
    if as_json:
        told = {**asdict(figures), "page": where}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print(figures, where)
    return 0


def _print(figures: Figures, where: str) -> None:
    table = Table(
        "item", "mean share", "discrimination", "in words", title=figures.assignment,
        title_justify="left",
    )  # fmt: skip
    for item in figures.items:
        share = "–" if item.difficulty is None else f"{100 * item.difficulty:.0f} %"
        r = "–" if item.discrimination is None else f"{item.discrimination:.2f}"
        table.add_row(escape(item.item), share, r, item.flag or item.band or item.why_not)
    console = Console(soft_wrap=True)
    console.print(table)
    for line in _lines(figures):
        console.print(escape(line), highlight=False)
    console.print(f"page: {escape(where)}; beside it marks.csv, canvas.csv, moodle.csv")


def _lines(figures: Figures) -> list[str]:
    """The class in a few lines; what is zero is not told, but for the submissions."""
    found = [f"{figures.submissions} submissions graded, of {figures.most:g} points"]
    if figures.points is not None:
        p = figures.points
        found[0] += f": median {p.median:g}, middle half {p.lower:g} to {p.upper:g}"
    counts = (
        (len(figures.missing), "learners without a submission"),
        (len(figures.ungraded), "handed in but not graded; run 'lianke grade'"),
        (len(figures.unreadable), "unreadable"),
        (figures.waiting, "wait for a person, and are not in canvas.csv and moodle.csv yet"),
        (len(figures.pairs), "pairs that are nearly the same"),
    )
    return found + [f"{count} {words}" for count, words in counts if count]
