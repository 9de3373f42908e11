"""A made class of forty learners whose figures are known, in a real gradebook of nbgrader.

Learners ``s00`` to ``s35`` are ordered by ability. Besides them: one who handed in what cannot be
read, and three who handed in nothing. Two have hostile names. All of it is made up.
"""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook

from classroom.course import Course, blank_gradebook

SLUG = "01_synthetic"
ABLE = 36
HOSTILE = "<script>alert(1)"
FORMULA = "=HYPERLINK(1)"
UNREADABLE = "zz_unreadable"
MISSING = ("zz_away", "zz_ill", "李华")
COPIER, SOURCE = "s33", "s34"
WAITING = ("s00", "s01")
ITEMS = {"01_easy": 2, "01_half": 3, "01_hard": 3, "01_nobody": 1, "01_all": 1, "01_reversed": 2}
ESSAY = "01_essay"
PUBLIC = 'assert half(4) == 2, "Half of four is <b>two</b>."'
TESTS = {
    "01_half": f'{PUBLIC}\n### BEGIN HIDDEN TESTS\nassert half(0) == 0, "Zero too."\n'
    "### END HIDDEN TESTS",
}

STUB = (
    'def half(x):\n    """Return half of x."""\n    # YOUR CODE HERE\n    raise NotImplementedError'
)
PLAIN = "def half(x):\n    return x / 2\n"
UNUSUAL = """
def half(x):
    # count down in two steps until they meet
    low, high = 0, x
    while high - low > 1:
        middle = low + (high - low) // 3
        if middle * 2 < x and middle not in (7, 11):
            low = max(low + 1, middle)
        else:
            high = min(high - 1, abs(middle) + 5)
    return sum(step for step in (low, high) if step * 2 == x) or None
"""
RENAMED = '''
def half(number):
    """My own work."""
    a, b = 0, number
    while b - a > 1:
        m = a + (b - a) // 3

        if m * 2 < number and m not in (7, 11):
            a = max(a + 1, m)
        else:
            b = min(b - 1, abs(m) + 5)
    return sum(i for i in (a, b) if i * 2 == number) or None
'''


def names() -> list[str]:
    """The learners whose work was read, by ability."""
    return [{4: HOSTILE, 5: FORMULA}.get(at, f"s{at:02}") for at in range(ABLE)]


def passed(item: str, ability: int) -> bool:
    """Who solved what."""
    return {
        "01_easy": ability >= 6,
        "01_half": ability >= 18,
        "01_hard": ability >= 28,
        "01_nobody": False,
        "01_all": True,
        "01_reversed": ability < 12,
    }[item]


def essay(ability: int) -> int:
    """What a person gave for the essay."""
    return 4 if ability >= 20 else 2


def total(ability: int) -> int:
    """A learner's points, before a penalty."""
    return sum(most for item, most in ITEMS.items() if passed(item, ability)) + essay(ability)


def make(root: Path, real: Path) -> Course:
    """Write the class below ``root``: gradebook, graded notebooks, stamps, submissions."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(real / "nbgrader_config.py", root)
    (root / "notebooks").mkdir()
    (root / "solutions" / SLUG).mkdir(parents=True)
    (root / "solutions" / SLUG / f"{SLUG}.py").write_text("# made for a test\n", encoding="utf-8")
    _write(root / "solutions" / SLUG / f"{SLUG}.ipynb", notebook(PLAIN, ABLE))
    (root / "gradebook.db").write_bytes(blank_gradebook())
    with _gradebook(root) as book:
        _describe(book)
        for at, name in enumerate(names()):
            _enter(book, name, at)
        for item in _submission(book, UNREADABLE).grades:
            item.auto_score, item.needs_manual_grade = 0.0, False
        for name in MISSING:
            book.add_student(name)
        book.db.commit()
    for at, name in enumerate(names()):
        _leave(root, name, at)
    _leave(root, UNREADABLE, 0, problem="01_synthetic.ipynb is not a notebook")
    return Course(root)


@contextmanager
def _gradebook(root: Path) -> Iterator[Gradebook]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader's relationships
        with Gradebook(f"sqlite:///{(root / 'gradebook.db').as_posix()}", "lianke") as book:
            yield book


def _describe(book: Gradebook) -> None:
    book.add_assignment(SLUG)
    book.add_notebook(SLUG, SLUG)
    for item, most in ITEMS.items():
        book.add_grade_cell(item, SLUG, SLUG, max_score=most, cell_type="code")
        source = TESTS.get(item, f"assert {item[3:]}()")
        book.add_source_cell(item, SLUG, SLUG, cell_type="code", source=source, locked=True)
    book.add_solution_cell("01_answer", SLUG, SLUG)
    book.add_source_cell("01_answer", SLUG, SLUG, cell_type="code", source=STUB)
    book.add_grade_cell(ESSAY, SLUG, SLUG, max_score=4, cell_type="markdown")
    book.add_solution_cell(ESSAY, SLUG, SLUG)


def _submission(book: Gradebook, name: str) -> object:
    book.add_student(name, first_name="Hua", last_name="Li", lms_user_id="77")
    return book.add_submission(SLUG, name).notebooks[0]


def _enter(book: Gradebook, name: str, at: int) -> None:
    submitted = _submission(book, name)
    for grade in submitted.grades:
        if grade.name == ESSAY:
            grade.manual_score = None if name in WAITING else essay(at)
            grade.needs_manual_grade = name in WAITING
        else:
            grade.auto_score = ITEMS[grade.name] if passed(grade.name, at) else 0
            grade.needs_manual_grade = False
    if name == "s20":
        submitted.late_submission_penalty = 1.5


def _leave(root: Path, name: str, at: int, problem: str = "") -> None:
    """What grading leaves in ``autograded``, and what came to ``submitted``."""
    answer = {COPIER: RENAMED, SOURCE: UNUSUAL}.get(name, PLAIN)
    handed_in = notebook(STUB if problem else answer, at)
    for folder in ("submitted", "autograded"):
        _write(root / folder / name / SLUG / f"{SLUG}.ipynb", handed_in)
    record = {
        "seconds": 1 + at / 10,
        "isolation": "bubblewrap",
        "told": ["the cell 01_easy was missing; the original is used"] if name == "s03" else [],
        "trouble": ["cell 3: stopped after 30 s; look for a loop"]
        if name in ("s07", "s08")
        else [],
        "problem": problem,
    }
    stamp = root / "autograded" / name / SLUG / ".lianke-grading.json"
    stamp.write_text(json.dumps({"submission": "x", "record": record}), encoding="utf-8")


def notebook(answer: str, ability: int) -> dict[str, object]:
    """A graded notebook; what failed has an error like the grader's."""
    cells = [_cell("01_answer", answer, solution=True)]
    for item in ITEMS:
        source = TESTS.get(item, f"assert {item[3:]}()")
        error = [] if passed(item, ability) else [_error(item, ability)]
        cells.append(_cell(item, source, grade=True, outputs=error))
    essays = {"cell_type": "markdown", "source": "Because.", "metadata": _marked(ESSAY)}
    return {"cells": [*cells, essays], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _error(item: str, ability: int) -> dict[str, object]:
    """``01_half`` fails in its public test below ability 10 and in its hidden one above."""
    at, told = (1, "Half of four is <b>two</b>.") if item == "01_half" else (1, "")
    if item == "01_half" and ability >= 10:
        at, told = 3, "Zero too."
    name = "TimeLimit" if item == "01_hard" and ability < 3 else "AssertionError"
    lines = [] if name == "TimeLimit" else [f"Cell In[4], line {at}", f"----> {at} assert"]
    return {"output_type": "error", "ename": name, "evalue": told, "traceback": lines}


def _marked(name: str, **roles: bool) -> dict[str, object]:
    return {"nbgrader": {"grade_id": name, "grade": False, "solution": False, **roles}}


def _cell(name: str, source: str, **rest: object) -> dict[str, object]:
    outputs = rest.pop("outputs", [])
    return {
        "cell_type": "code",
        "source": source.splitlines(keepends=True),
        "metadata": _marked(name, **rest),
        "outputs": outputs,
        "execution_count": 1,
    }


def _write(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
