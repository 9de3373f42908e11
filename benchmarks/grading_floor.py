"""The floor of grading: a parent that has imported everything, a fork for each submission.

The same cells run in the same IPython shell, the figure is drawn as often as Jupyter draws it,
points are counted. Nothing is isolated, repaired or written, and tests share a process with
answers. Run as a script::

    python -m benchmarks.grading_floor COURSE WORKERS imported|rehearsed

Rehearsed, the parent has also run the cells that our own parent process runs before it forks. It
prints the wall seconds of the whole class, without the parent's imports.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from benchmarks.grading_class import SLUG
from classroom.worker.figures import FIGURES
from classroom.worker.shell import Shell, make_shell
from classroom.worker.zygote import preload, rehearse

MODULES = ("matplotlib.pyplot", "cryptography.hazmat.primitives.asymmetric.ed25519")


def grade(shell: Shell, cells: list[tuple[str, str]], tests: dict[str, str]) -> int:
    """Run all cells in a forked child; its points."""
    ends = os.pipe()
    child = os.fork()
    if child:
        os.close(ends[1])
        return ends[0]
    shell.begin()
    for ours in (FIGURES.before, FIGURES.after):
        shell.events.unregister("post_execute", ours)
    points = 0
    for count, (name, source) in enumerate(cells, start=1):
        well, _ = shell.run(tests.get(name, source), count)
        points += 2 * (well and name in tests)
    os.write(ends[1], b"%d" % points)
    os._exit(0)


def main() -> None:
    """Grade every submission, a few at a time."""
    root, workers, how = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    shell = make_shell()
    preload(list(MODULES))
    if how == "rehearsed":
        rehearse(shell)
    tests = {
        name: source
        for name, source in _cells(root / "solutions" / SLUG / f"{SLUG}.ipynb")
        if "_test" in name
    }
    begun, running, scores = time.perf_counter(), [], []
    for path in sorted(root.glob(f"submitted/*/{SLUG}/*.ipynb")):
        running.append(grade(shell, _cells(path), tests))
        if len(running) == workers:
            scores.append(_end(running.pop(0)))
    scores += [_end(one) for one in running]
    print(json.dumps({"seconds": time.perf_counter() - begun, "points": scores}))


def _end(pipe: int) -> int:
    points = int(os.read(pipe, 100))
    os.close(pipe)
    os.wait()
    return points


def _cells(path: Path) -> list[tuple[str, str]]:
    """Name and source of each code cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        (cell["metadata"].get("nbgrader", {}).get("grade_id", ""), "".join(cell["source"]))
        for cell in cells
        if cell["cell_type"] == "code"
    ]


if __name__ == "__main__":
    main()
