"""The same class for otter-grader: its assignment, its submissions, its command.

Otter takes tests from cells between ``# BEGIN TESTS`` and ``# END TESTS``; a cell that begins with
``# HIDDEN`` is not shown to learners. Points and checks are the same as for nbgrader.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from nbformat import v4

from benchmarks.grading_class import SLUG
from classroom.percent import grade_id
from classroom.roles import read_assignment, regions
from classroom.submissions import write_notebook


def seconds_of(root: Path, learners: int) -> float:
    """Wall seconds that ``otter run`` takes for a submission, one after another.

    Raises:
        RuntimeError: otter fails; the message is its last line.
    """
    folder = root / "otter"
    (folder / "done").mkdir(parents=True)
    write_notebook(_assignment(root), folder / "assignment.ipynb")
    _run(["assign", "assignment.ipynb", "out", "--no-run-tests"], folder)
    [archive] = (folder / "out" / "autograder").glob("*.zip")
    paths = sorted(root.glob(f"submitted/*/{SLUG}/*.ipynb"))[:learners]
    begun = time.perf_counter()
    for number, path in enumerate(paths):
        notebook = folder / f"learner_{number}.ipynb"
        notebook.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        _run(["run", "-a", str(archive), "-o", str(folder / "done"), str(notebook)], folder)
    return (time.perf_counter() - begun) / len(paths)


def _run(words: list[str], folder: Path) -> None:
    command = [sys.executable, "-m", "otter", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1])


def _assignment(root: Path) -> object:
    """The assignment in otter's form."""
    source = read_assignment(root / "solutions" / SLUG / f"{SLUG}.py")
    tests = {grade_id(c): c.source for c in source.cells if "_test" in str(grade_id(c))}
    cells = [v4.new_raw_cell("# ASSIGNMENT CONFIG\nrequirements: null\n")]
    for cell in source.cells:
        name = str(grade_id(cell))
        if cell.metadata.get("nbgrader", {}).get("solution"):
            mine = [text for test, text in tests.items() if str(test).startswith(f"{name}_test")]
            cells += _question(name, cell.source, mine)
        elif name not in tests:
            cells.append(cell)
    return v4.new_notebook(cells=cells, metadata=source.metadata)


def _question(name: str, answer: str, tests: list[str]) -> list[object]:
    answer = answer.replace("### BEGIN SOLUTION", "# BEGIN SOLUTION")
    answer = answer.replace("### END SOLUTION", "# END SOLUTION")
    cells = [
        v4.new_raw_cell(f"# BEGIN QUESTION\nname: {name}\npoints: {2 * len(tests)}"),
        v4.new_raw_cell("# BEGIN SOLUTION"),
        v4.new_code_cell(answer),
        v4.new_raw_cell("# END SOLUTION"),
        v4.new_raw_cell("# BEGIN TESTS"),
    ]
    for test in tests:
        hidden, public = regions(test, "hidden test")
        cells.append(v4.new_code_cell("\n".join(public)))
        if hidden:
            cells.append(v4.new_code_cell("\n".join(["# HIDDEN", *hidden])))
    return [*cells, v4.new_raw_cell("# END TESTS"), v4.new_raw_cell("# END QUESTION")]


if __name__ == "__main__":
    print(json.dumps({"seconds": seconds_of(Path(sys.argv[1]), int(sys.argv[2]))}))
