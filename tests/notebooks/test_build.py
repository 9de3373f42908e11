"""lianke build: what it makes, that it is the same each time, and that its check can fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny
from conftest import Lianke
from nbformat import v4

from classroom import craft
from classroom.build import build, orphans
from classroom.course import Course
from classroom.course_map import as_markdown, load
from classroom.errors import ClassroomError, NotebookError, ScriptError
from classroom.release import leaks

SLUG = tiny.SLUG
LESSON = f"notebooks/{SLUG}.ipynb"
RELEASE = f"exercises/{SLUG}/{SLUG}.ipynb"
SOLUTION = f"solutions/{SLUG}/{SLUG}.ipynb"
NOTES = f"solutions/{SLUG}/instructor/{SLUG}_lesson.ipynb"


def quiet(words: str) -> None:
    """No progress."""


def files(course: Course) -> dict[str, bytes]:
    """All files of a course by relative path."""
    found = (p for p in course.root.rglob("*") if p.is_file())
    return {p.relative_to(course.root).as_posix(): p.read_bytes() for p in found}


def test_build_makes_each_product_once(unbuilt: Course, built: Course) -> None:
    """The same bytes in another folder at another moment; then nothing is left to do."""
    report = build(unbuilt, [], check=False, progress=quiet)
    assert set(report.written) == {LESSON, RELEASE, SOLUTION, NOTES}
    assert files(unbuilt) == files(built)
    again = build(unbuilt, [], check=True, progress=quiet)
    assert (again.unchanged, again.failed) == (4, False)


def test_the_learner_sees_no_answer_and_no_note(built: Course) -> None:
    """Answers, hidden tests and notes stay on the instructor's side."""
    texts = {name: data.decode("utf-8") for name, data in files(built).items()}
    for secret in ("twofold_secret", "-77123", "says nothing about the truth"):
        assert secret in texts[SOLUTION]
        assert secret not in texts[RELEASE]
    assert "take a photograph" in texts[NOTES]
    assert "take a photograph" not in texts[LESSON] + texts[RELEASE]
    assert not (built.exercises / SLUG / "wrong").exists()


def test_stored_outputs_hold_no_machine(built: Course) -> None:
    """No widget model, tool version, folder or time; pictures and text stay."""
    text = files(built)[LESSON].decode("utf-8")
    for word in (
        "widget",
        "Software",
        "Matplotlib",
        str(built.root),
        "ipywidgets.version",
        "3.11.",
    ):
        assert word not in text.replace("import ipywidgets", "").replace("ipywidgets.IntS", "")
    data = json.loads(text)
    kinds = [sorted(o.get("data", {})) for c in data["cells"] for o in c.get("outputs", [])]
    assert ["image/png", "text/plain"] in kinds
    assert {"one\ntwo\n"} <= {
        "".join(o.get("text", "")) for c in data["cells"] for o in c.get("outputs", [])
    }


def edit(name: str, old: str, new: str) -> Callable[[Course], None]:
    """A change to one file of a course."""

    def change(course: Course) -> None:
        path = course.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def add(name: str) -> Callable[[Course], None]:
    """A file that no script makes."""

    def change(course: Course) -> None:
        (course.root / name).parent.mkdir(parents=True, exist_ok=True)
        (course.root / name).write_text("{}", encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (edit(f"notebooks/{SLUG}.py", 'print("two")', 'print("too")'), [LESSON, "cell 4 differs"]),
        (edit(LESSON, "one\\n", "won\\n"), [LESSON, "cell 4", "won"]),
        (edit(RELEASE, "Try a number", "Try any number"), [RELEASE, "cell 4", "Try any number"]),
        (edit(SOLUTION, "twofold_secret", "twice"), [SOLUTION, "cell 3", "twofold_secret"]),
        (add(f"exercises/{SLUG}/hints.txt"), ["hints.txt", "made by no script"]),
        (add("notebooks/02_signatures.ipynb"), ["02_signatures", "no script"]),
        (add("exercises/02_signatures/x.ipynb"), ["exercises/02_signatures", "has no solutions"]),
    ],
    ids=["script", "output", "release", "solution", "extra-file", "orphan", "orphan-release"],
)
def test_the_check_fails_on_any_difference(
    built: Course, lianke: Lianke, change: Callable[[Course], None], told: list[str]
) -> None:
    """It names the file and the cell, exits 1 and writes nothing."""
    change(built)
    before = files(built)
    result = lianke(built, "build", "--check")
    assert result.exit_code == 1, result.output
    for words in told:
        assert words in result.output
    assert files(built) == before


def test_build_repairs_an_edited_release(built: Course, lianke: Lianke) -> None:
    """A file that somebody put there is named and stays."""
    add(f"exercises/{SLUG}/mine.txt")(built)
    edit(RELEASE, "Try a number", "Try any number")(built)
    result = lianke(built, "build", "01")
    assert result.exit_code == 0
    assert "mine.txt is made by no script" in result.output
    (built.exercises / SLUG / "mine.txt").unlink()
    assert lianke(built, "build", "--check").exit_code == 0


def test_build_never_throws_answers_away_unasked(built: Course, lianke: Lianke) -> None:
    """A self-learner works in the release; a build refuses until told otherwise."""
    edit(RELEASE, "raise NotImplementedError()", "return x + x")(built)
    before = files(built)
    result = lianke(built, "build", "01")
    assert "holds somebody's answers" in str(result.exception)
    assert files(built) == before
    assert lianke(built, "build", "01", "--overwrite").exit_code == 0
    assert lianke(built, "build", "--check").exit_code == 0


def test_a_failing_lesson_names_its_cell(unbuilt: Course) -> None:
    """Nothing is written."""
    edit(f"notebooks/{SLUG}.py", 'print("one")', "print(one)")(unbuilt)
    before = files(unbuilt)
    with pytest.raises(
        NotebookError, match=r"01_fingerprints.py: cell 4 \(print\(one\)\).*NameError"
    ):
        build(unbuilt, [SLUG], check=False, progress=quiet)
    assert files(unbuilt) == before


def test_a_failing_release_keeps_the_old_one(built: Course) -> None:
    """A rule broken in the script stops before anything is replaced."""
    edit(f"solutions/{SLUG}/{SLUG}.py", " points=2", " points=0")(built)
    before = files(built)
    with pytest.raises(ScriptError, match="points are 0"):
        build(built, [SLUG], check=False, progress=quiet)
    assert files(built) == before


def test_an_unknown_slug_is_told(built: Course) -> None:
    """With what there is."""
    with pytest.raises(ClassroomError, match=r"'77'.*01_fingerprints"):
        build(built, ["77"], check=True, progress=quiet)


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        ("    twofold_secret = x + x", "solution line"),
        ("assert double(-77123) == -154246", "hidden test line"),
        ("### BEGIN HIDDEN TESTS", "shows '### BEGIN HIDDEN"),
    ],
)
def test_a_leak_is_found_anywhere_in_the_release(built: Course, planted: str, kind: str) -> None:
    """In a notebook's source, in its outputs or in a file beside it."""
    script = built.assignment_script(SLUG)
    release = built.exercises / SLUG
    assert leaks(release, script) == []
    if "assert" in planted:
        planted += ', "Negative numbers have doubles too."'
    (release / "helper.py").write_text(planted + "\n")
    assert kind in leaks(release, script)[0]
    (release / "helper.py").unlink()
    notebook = json.loads((release / f"{SLUG}.ipynb").read_text())
    notebook["cells"][0]["source"] = [planted]
    (release / f"{SLUG}.ipynb").write_text(json.dumps(notebook))
    assert kind in leaks(release, script)[0]


def test_instructors_folders_in_a_release_are_leaks(built: Course) -> None:
    """Also when they are empty."""
    (built.exercises / SLUG / "wrong").mkdir()
    assert leaks(built.exercises / SLUG, built.assignment_script(SLUG)) == [
        "wrong is for instructors"
    ]


def cells(code: int, text: int, lines: int = 3) -> list:
    """So many code and text cells."""
    body = "\n".join(f"x = {n}" for n in range(lines))
    texts = [v4.new_markdown_cell("# Why?") for _ in range(text)]
    return texts + [v4.new_code_cell(body) for _ in range(code)]


def findings(notebook_cells: list, slug: str = "99_none") -> list[craft.Finding]:
    """What the craft rules say of a lesson."""
    return list(craft.lesson_findings(v4.new_notebook(cells=notebook_cells), slug))


def test_a_well_made_lesson_has_no_finding() -> None:
    """30 cells, half of them text, three lines each."""
    assert findings(cells(15, 15)) == []


@pytest.mark.parametrize(
    ("made", "told", "error"),
    [
        (cells(15, 15) + cells(1, 0, 26), "26 lines of code", True),
        (cells(10, 9), "19 cells", False),
        (cells(25, 10), "29% Markdown", False),
        (cells(15, 15, 7), "median of 7", False),
        (cells(13, 15) + cells(3, 0, 20), "above 20 lines", False),
    ],
)
def test_each_rule_of_the_craft_is_told(made: list, told: str, error: bool) -> None:
    """Errors stop the check, advice does not."""
    found = [finding for finding in findings(made) if told in finding.told]
    assert [finding.error for finding in found] == [error]


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (v4.new_output("stream", name="stderr", text="UserWarning: no"), "writes a warning"),
        (v4.new_output("stream", name="stdout", text="<A at 0x7f00aa1100>"), "memory address"),
        (v4.new_output("display_data", data={"text/plain": "<A at 0x7f00aa1100>"}), "address"),
    ],
)
def test_outputs_that_would_differ_are_errors(output: object, told: str) -> None:
    """A warning and a memory address stop the check."""
    [found] = findings([*cells(14, 15), v4.new_code_cell("x", outputs=[output])])
    assert told in found.told
    assert found.error


def test_a_trailing_semicolon_is_an_error() -> None:
    """nbval prints what JupyterLab hides."""
    [found] = findings([*cells(14, 15), v4.new_code_cell("plot();")])
    assert found.error


def test_a_heavy_notebook_is_an_error(tmp_path: Path) -> None:
    """400 kB is the limit."""
    path = tmp_path / "01_heavy.ipynb"
    path.write_bytes(b"x" * 400_000)
    assert list(craft.file_findings(path)) == []
    path.write_bytes(b"x" * 400_001)
    assert [finding.error for finding in craft.file_findings(path)] == [True]


def test_a_lesson_opens_with_its_question() -> None:
    """The course map's, word for word."""
    told = [finding.told for finding in findings(cells(15, 15), "02_signatures")]
    assert told == ["does not open with its question: Who said so?"]


def test_the_course_map_has_32_lessons_in_order() -> None:
    """Numbers 01 to 32, each with a question."""
    lessons = [lesson for part in load() for lesson in part.lessons]
    assert [lesson.number for lesson in lessons] == [f"{n:02}" for n in range(1, 33)]
    assert all(lesson.question.strip() for lesson in lessons)
    assert len({lesson.slug for lesson in lessons}) == 32


def test_the_start_page_links_what_is_ready(built: Course) -> None:
    """The links lead to files; what is not there is not linked."""
    text = as_markdown(built)
    assert f"]({SLUG}.ipynb)" in text
    assert f"](../exercises/{SLUG}/{SLUG}.ipynb)" in text
    assert text.count("](") == 2
    assert text.count("in preparation") == 31
    shutil.rmtree(built.solutions)
    assert as_markdown(built).count("](") == 1


@pytest.mark.slow
def test_the_committed_notebooks_are_as_built(root: Path, lianke: Lianke) -> None:
    """What is committed is what the scripts make; the check writes nothing."""
    result = lianke(Course(root), "build", "--check")
    assert result.exit_code == 0, result.output


def test_no_orphans_in_a_clean_course(built: Course) -> None:
    """A lesson's instructor folder is no orphan even without an assignment."""
    assert orphans(built) == []
    built.assignment_script(SLUG).unlink()
    assert orphans(built) == [f"exercises/{SLUG} has no solutions/{SLUG}/{SLUG}.py"]
