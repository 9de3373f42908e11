"""The report of a made class whose figures are known; the page takes nobody's text for markup."""

from __future__ import annotations

import csv
import io
import json
import statistics
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import marked_class as made
import pytest
from typer.testing import CliRunner

from classroom import cli
from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.report import items
from classroom.report.gather import gather
from classroom.report.report import Figures, figures_of, write_report
from classroom.report.traces import cells_of, record_in

VOID = {"meta", "link", "br", "path", "use", "rect"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Course:
    return made.make(tmp_path_factory.mktemp("made") / "course", root)


@pytest.fixture(scope="module")
def figures(course: Course) -> Figures:
    return figures_of(gather(course, made.SLUG))


@pytest.fixture(scope="module")
def page(course: Course) -> str:
    _, path = write_report(course, made.SLUG)
    return path.read_text(encoding="utf-8")


class Seen(HTMLParser):
    """Elements, attributes and text of a page; complains of what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data


def test_counts_of_learners(figures: Figures) -> None:
    assert figures.submissions == made.ABLE + 1
    assert set(figures.missing) == set(made.MISSING)
    assert figures.unreadable == (made.UNREADABLE,)
    assert figures.waiting == len(made.WAITING)
    assert figures.most == sum(made.ITEMS.values()) + 4
    assert figures.isolation == {"bubblewrap": made.ABLE + 1}


def test_points_are_those_that_were_given(figures: Figures) -> None:
    totals = [float(made.total(at)) for at in range(made.ABLE)]
    totals[0] -= made.essay(0)
    totals[1] -= made.essay(1)
    totals[20] -= 1.5
    assert figures.points is not None
    assert figures.points.median == statistics.median(totals)
    assert figures.points.mean == pytest.approx(statistics.fmean(totals))
    assert sum(bar.count for bar in figures.bars) == made.ABLE


def test_items_in_order_with_difficulty_and_flags(figures: Figures) -> None:
    found = {item.item: item for item in figures.items}
    assert list(found) == [*made.ITEMS, made.ESSAY]
    for name in made.ITEMS:
        share = sum(made.passed(name, at) for at in range(made.ABLE)) / made.ABLE
        assert found[name].difficulty == pytest.approx(share)
    assert found["01_nobody"].flag == items.NOBODY
    assert found["01_all"].flag == items.EVERYBODY
    assert found["01_reversed"].flag == items.REVERSED
    assert found[made.ESSAY].by_hand
    assert found[made.ESSAY].flag == "2 wait for a person"
    assert found[made.ESSAY].count == made.ABLE - len(made.WAITING)


def test_discrimination_against_a_total_without_the_item(figures: Figures) -> None:
    """The essay is undecided for two, so it is in nobody's total."""
    found = {item.item: item.discrimination for item in figures.items}
    points = {
        name: [most * made.passed(name, at) for at in range(made.ABLE)]
        for name, most in made.ITEMS.items()
    }
    for name in ("01_easy", "01_half", "01_hard", "01_reversed"):
        others = [values for other, values in points.items() if other != name]
        rest = [sum(column) for column in zip(*others, strict=True)]
        assert found[name] == pytest.approx(statistics.correlation(points[name], rest))


def test_common_failures_are_counted_by_their_words(figures: Figures) -> None:
    found = {(f.item, f.kind, f.words): f.count for f in figures.faults}
    assert found["01_half", "public test", made.PUBLIC] == 10
    assert found["01_half", "hidden test", "Zero too."] == 8
    assert found["01_hard", "error", "TimeLimit"] == 3
    assert found["01_hard", "public test", "assert hard()"] == 25


def test_what_happened_names_the_learners(figures: Figures) -> None:
    found = {one.kind: one.learners for one in figures.happenings}
    assert found["ran out of time"] == ("s07", "s08")
    assert found["a locked cell was missing"] == ("s03",)
    assert found["no notebook, or a damaged one"] == (made.UNREADABLE,)


def test_times_and_likeness(figures: Figures) -> None:
    assert figures.times is not None
    assert figures.times.spread.count == made.ABLE + 1
    assert figures.times.slowest[0] == ("s35", pytest.approx(4.5))
    [pair] = figures.pairs
    assert (pair.one, pair.other, pair.share) == (made.COPIER, made.SOURCE, 1.0)


def test_hostile_text_is_text(page: str) -> None:
    """A learner's id, a learner's code and a test's message hold markup; none of it is markup."""
    seen = Seen(page)
    assert not seen.tags["script"]
    assert not seen.tags["b"]
    assert made.HOSTILE in seen.text
    assert "Half of four is <b>two</b>." in seen.text
    assert not [name for _, name, _ in seen.attributes if name.startswith("on")]


def test_the_page_needs_no_network_and_may_run_nothing(page: str) -> None:
    seen = Seen(page)
    links = [value for _, name, value in seen.attributes if name in ("href", "src", "xlink:href")]
    assert links
    assert all(link.startswith(("#", "../../")) or link.endswith(".csv") for link in links)
    policy = [value for tag, name, value in seen.attributes if (tag, name) == ("meta", "content")]
    assert any("default-src 'none'" in value for value in policy)
    assert "url(" not in page.replace("url(#", "")


def test_links_lead_to_the_graded_notebooks(course: Course, page: str) -> None:
    folder = course.root / "reports" / made.SLUG
    links = {v for _, name, v in Seen(page).attributes if name == "href" and v.startswith("..")}
    assert len(links) == made.ABLE + 1
    assert all((folder / unquote(link)).resolve().is_file() for link in links)


def test_whoever_cannot_see_hears_the_same(page: str) -> None:
    """Figures have words, tables have heads, references lead to one thing each."""
    seen = Seen(page)
    assert seen.tags["svg"] == 3
    labels = [v for tag, name, v in seen.attributes if (tag, name) == ("svg", "aria-label")]
    assert all(len(label) > 30 for label in labels)
    ids = [value for _, name, value in seen.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    wanted = [v[1:] for _, n, v in seen.attributes if n in ("href", "xlink:href") and v[0] == "#"]
    assert set(wanted) <= set(ids)
    assert ("html", "lang", "en") in seen.attributes
    assert seen.tags["h1"] == 1


def test_the_same_class_makes_the_same_files(course: Course) -> None:
    folder = course.root / "reports" / made.SLUG
    write_report(course, made.SLUG)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_report(course, made.SLUG)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert set(before) == {"report.html", "marks.csv", "canvas.csv", "moodle.csv"}


def test_the_gradebook_is_only_read(course: Course) -> None:
    before = (course.root / "gradebook.db").read_bytes()
    write_report(course, made.SLUG)
    assert (course.root / "gradebook.db").read_bytes() == before


def test_files_of_marks_hold_what_the_gradebook_holds(course: Course, page: str) -> None:
    data = (course.root / "reports" / made.SLUG / "marks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    found = {row["student"]: row for row in rows}
    assert len(rows) == made.ABLE + 1 + len(made.MISSING)
    assert "'" + made.FORMULA in found
    assert float(found["s35"]["total"]) == made.total(35)
    assert float(found["s20"]["total"]) == made.total(20) - 1.5
    assert found["s20"]["late penalty"] == "1.5"
    assert found["s00"]["needs manual"] == "1"


def test_the_command_prints_figures_and_says_where_the_page_is(course: Course) -> None:
    runner = CliRunner()
    words = ["--course", str(course.root), "report", "01"]
    result = runner.invoke(cli.app, words)
    assert result.exit_code == 0, result.output
    assert f"reports/{made.SLUG}/report.html" in result.output
    assert "37 submissions graded" in result.output
    told = json.loads(runner.invoke(cli.app, [*words, "--json"]).stdout)
    assert told["submissions"] == made.ABLE + 1
    assert told["pairs"][0]["share"] == 1.0
    assert told["items"][3]["flag"] == items.NOBODY


def test_nothing_to_report_is_one_sentence(course: Course, tmp_path: Path, root: Path) -> None:
    with pytest.raises(ClassroomError, match="does not know 02_other"):
        gather(course, "02_other")
    (tmp_path / "nbgrader_config.py").write_bytes((root / "nbgrader_config.py").read_bytes())
    with pytest.raises(ClassroomError, match="there is no gradebook"):
        gather(Course(tmp_path), made.SLUG)
    assert not (tmp_path / "gradebook.db").exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"record": 3}', '{"record": {"seconds": "fast", "told": 1}}']
)
def test_a_damaged_stamp_tells_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / ".lianke-grading.json").write_text(text, encoding="utf-8")
    record = record_in(tmp_path)
    assert (record.seconds, record.told, record.problem) == (None, (), "")


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cells": 3}', '{"cells": [1, {}, {"metadata": []}]}', "[" * 5000]
)
def test_a_damaged_notebook_tells_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(text, encoding="utf-8")
    assert cells_of(path) == []
    assert cells_of(tmp_path / "none.ipynb") == []
