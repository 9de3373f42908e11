"""Files of marks: the shapes that Canvas and Moodle read, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.report import exports
from classroom.report.records import Class, Item, Learner, Record, Submission

ITEMS = (Item("q", "n", "q", 2, False), Item("essay", "n", "essay", 4, True))


def one(name: str, essay: float | None = 3.0, penalty: float = 0.0, **more: str) -> Submission:
    return Submission(Learner(name, **more), {"q": 1.5, "essay": essay}, penalty)


def rows(data: bytes) -> list[list[str]]:
    """The file as Excel, Canvas and Moodle decode it."""
    assert data.startswith(b"\xef\xbb\xbf"), "Excel on Chinese Windows needs the mark"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def files(*submissions: Submission, missing: tuple[str, ...] = ()) -> dict[str, list[list[str]]]:
    marked = Class("09_trace", ITEMS, submissions, missing, (), ())
    return {name: rows(data) for name, data in exports.exports(marked).items()}


def test_canvas_has_its_columns_and_the_row_of_points() -> None:
    table = files(one("ada", first="Ada", last="Lovelace", lms="4711"), one("李华"))["canvas.csv"]
    assert table == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "09_trace"],
        ["    Points Possible", "", "", "", "", "6"],
        ["Lovelace, Ada", "4711", "ada", "ada", "", "4.5"],
        ["李华", "", "李华", "李华", "", "4.5"],
    ]


def test_no_name_passes_for_the_row_of_points_and_no_word_for_canvas_number() -> None:
    table = files(one("Points Possible", lms="12ab"))["canvas.csv"]
    assert [row[0] for row in table].count("    Points Possible") == 1
    assert "Points Possible" not in table[2][0]
    assert table[2][1] == ""


def test_moodle_has_its_columns_and_a_comment_for_the_learner() -> None:
    table = files(one("ada", penalty=1, email="ada@example.org"))["moodle.csv"]
    heads = ["Username", "ID number", "Email address", "09_trace", "Feedback comments"]
    assert table[0] == heads
    assert table[1][:4] == ["ada", "ada", "ada@example.org", "3.5"]
    assert table[1][4] == "q: 1.5 of 2; essay: 3 of 4; late: -1"


def test_moodle_gets_no_column_with_gaps() -> None:
    """Mapped by a blank cell, a mark would go to the learner of the row before."""
    table = files(one("ada", email="ada@example.org"), one("bob"))["moodle.csv"]
    assert table[0] == ["Username", "ID number", "09_trace", "Feedback comments"]
    assert all(all(row) for row in table)


def test_only_finished_marks_leave_and_marks_csv_has_everybody() -> None:
    found = files(one("ada"), one("bob", essay=None), missing=("cai",))
    assert [row[0] for row in found["canvas.csv"][2:]] == ["ada"]
    assert [row[0] for row in found["moodle.csv"][1:]] == ["ada"]
    assert found["marks.csv"] == [
        ["student", "q", "essay", "total", "max", "late penalty", "needs manual", "state"],
        ["ada", "1.5", "3", "4.5", "6", "0", "0", "graded"],
        ["bob", "1.5", "", "1.5", "6", "0", "1", "graded"],
        ["cai", "", "", "", "", "", "", "no submission"],
    ]


def test_an_unreadable_submission_says_why() -> None:
    zero = {"q": 0.0, "essay": 0.0}
    broken = Submission(Learner("bad"), zero, 0.0, Record(problem="=not a notebook"))
    found = files(broken)
    assert found["marks.csv"][1][-1] == "unreadable: =not a notebook"
    assert found["moodle.csv"][1][-1].startswith("not graded: =not")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =1", "\t=1", "\r\n@x", "=cmd|' /C calc'!A0"]
)
def test_no_text_is_a_formula(cell: str) -> None:
    assert exports.safe(cell).startswith("'")


@given(st.text())
def test_any_name_is_one_harmless_cell(name: str) -> None:
    cell = exports.safe(name)
    assert not cell.lstrip().startswith(exports.FORMULA)
    [[read]] = rows(exports.as_csv([[name or "x"]]))
    assert read == exports.safe(name or "x").encode("utf-8", "replace").decode()


def test_numbers_stay_numbers() -> None:
    assert [exports.safe(value) for value in (-1.5, 0, 3.0, 1 / 3)] == ["-1.5", "0", "3", "0.3333"]
