"""Percent scripts: stable ids, roles, and each broken rule refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.errors import ScriptError
from classroom.percent import parse_script, read_script, without_instructor_notes
from classroom.roles import read_assignment, regions

GOOD = '''"""For readers of the script."""

# %% tags=["given"] grade_id="09_setup"
import math

# %% tags=["answer", "wide"] grade_id="09_square"
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION

# %% tags=["test"] grade_id="09_square_test" points=2
assert square(2) == 4
### BEGIN HIDDEN TESTS
assert square(-3) == 9
### END HIDDEN TESTS

# %% [markdown] tags=["rubric"] grade_id="09_judgement" points=1.5
# ### BEGIN SOLUTION
# It depends on who measures.
# ### END SOLUTION
'''


def write(folder: Path, text: str) -> Path:
    """An assignment's script in its own folder."""
    path = folder / "09_squares.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_terse_headers_become_nbgrader_metadata(tmp_path: Path) -> None:
    """Schema version 3, with the flags that nbgrader itself writes."""
    cells = read_assignment(write(tmp_path, GOOD)).cells
    flags = [
        {k: c.metadata.nbgrader[k] for k in ("grade", "locked", "solution", "task")} for c in cells
    ]
    assert flags == [
        {"grade": False, "locked": True, "solution": False, "task": False},
        {"grade": False, "locked": False, "solution": True, "task": False},
        {"grade": True, "locked": True, "solution": False, "task": False},
        {"grade": True, "locked": False, "solution": True, "task": False},
    ]
    assert [c.metadata.nbgrader.get("points") for c in cells] == [None, None, 2, 1.5]
    assert {c.metadata.nbgrader.schema_version for c in cells} == {3}
    assert [c["id"] for c in cells] == [c.metadata.nbgrader.grade_id for c in cells]
    assert cells[1].metadata.tags == ["wide"]


def test_nbgrader_accepts_the_metadata(tmp_path: Path) -> None:
    """nbgrader's own validator has nothing to say."""
    from nbgrader.nbgraderformat import MetadataValidator

    MetadataValidator().validate_nb(read_assignment(write(tmp_path, GOOD)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('tags=["given"]', 'tags=["given", "test"]', "give it one"),
        ('tags=["given"] ', "", "no role"),
        ('grade_id="09_setup"', 'grade_id="08_setup"', "it must be 09_"),
        ('grade_id="09_setup"', 'grade_id="09_Set-up"', "it must be 09_"),
        (' grade_id="09_setup"', "", "None; it must be"),
        ('grade_id="09_setup"', 'grade_id="09_square"', "used twice"),
        (" points=2", "", "points are None"),
        (" points=2", " points=0", "points are 0"),
        (" points=2", " points=true", "points are True"),
        ('"wide"] grade_id', '"wide"] points=1 grade_id', "its test does"),
        ("    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION", "    pass", "must"),
        ("    ### END SOLUTION\n", "", "not closed"),
        ("### BEGIN HIDDEN TESTS", "### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS", "twice"),
        ("import math", "### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS", "belong in a test"),
        ('"09_square_test"', '"09_cube_test"', "no answer before it"),
        ("### END HIDDEN TESTS", "### END HIDDEN TESTS\nsquare(2)", "bare expression"),
        ("assert square(2) == 4", "%time square(2)", "not plain Python"),
        ("# %% [markdown]", "# %%", "must be markdown"),
    ],
)
def test_each_rule_is_refused_by_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    """The message says which cell and what would be right."""
    assert old in GOOD
    with pytest.raises(ScriptError, match=told):
        read_assignment(write(tmp_path, GOOD.replace(old, new)))


def test_a_script_without_tests_is_no_assignment(tmp_path: Path) -> None:
    """Something must be graded."""
    with pytest.raises(ScriptError, match="no graded test"):
        read_assignment(write(tmp_path, "# %%\n1\n"))


def test_a_script_needs_a_cell_and_a_readable_file(tmp_path: Path) -> None:
    """Missing, undecodable and empty files are told apart."""
    with pytest.raises(ScriptError, match="cannot be read"):
        read_script(tmp_path / "absent.py")
    (tmp_path / "latin.py").write_bytes("# %%\n# é".encode("latin-1"))
    with pytest.raises(ScriptError, match="UTF-8"):
        read_script(tmp_path / "latin.py")
    with pytest.raises(ScriptError, match="begin each cell"):
        parse_script("x = 1\n", "empty")


def test_ids_follow_the_content_and_not_the_place() -> None:
    """A cell inserted above leaves the ids below it alone; equal cells stay apart."""
    before = parse_script("# %%\na = 1\n\n# %%\nb = 2\n\n# %%\nb = 2\n", "s")
    after = parse_script("# %%\nnew = 0\n\n# %%\na = 1\n\n# %%\nb = 2\n\n# %%\nb = 2\n", "s")
    assert [c["id"] for c in after.cells][1:] == [c["id"] for c in before.cells]
    assert len({c["id"] for c in after.cells}) == 4


def test_no_tool_version_enters_the_metadata() -> None:
    """Only the kernel is named."""
    notebook = parse_script("# %%\na = 1\n", "s")
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"


def test_instructor_cells_leave_the_learners_copy() -> None:
    """The whole notebook keeps them."""
    text = '# %%\na = 1\n\n# %% [markdown] tags=["instructor"]\n# Wait for three answers.\n'
    notebook = parse_script(text, "s")
    assert len(notebook.cells) == 2
    assert [c.source for c in without_instructor_notes(notebook).cells] == ["a = 1"]


def test_regions_split_a_cell() -> None:
    """Inside, outside, markers in neither."""
    source = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc"
    assert regions(source, "hidden test") == (["b"], ["a", "c"])
