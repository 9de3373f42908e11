"""Lesson 07's last part on a real virtual machine, where the extra ``evm`` is installed."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from classroom.execute import run_notebook

ROOT = Path(__file__).resolve().parents[2]
NEEDS_EVM = "vyper and pyrevm are not installed: run 'python3 kit.py setup evm'"


@pytest.mark.slow
def test_lesson_07_runs_its_clerk_on_the_machine() -> None:
    """The same transfer, the same refusals, and the figures that the lesson states."""
    for name in ("vyper", "pyrevm"):
        pytest.importorskip(name, reason=NEEDS_EVM)
    notebook = nbformat.read(ROOT / "notebooks" / "07_contracts.ipynb", as_version=4)
    run_notebook(notebook, ROOT / "notebooks")
    at = next(i for i, cell in enumerate(notebook.cells) if "show.side_by_side" in cell.source)
    lines = [
        re.split(" {2,}", line) for line in notebook.cells[at].outputs[0].text.splitlines()[1:]
    ]
    told = {tuple(line[0].split()): line[1:] for line in lines[:4]}
    assert told["Haidian", "accept"][1].startswith("done, ")
    assert told["Chaoyang", "accept"][0].startswith("refused: 1 is Haidian's order")
    assert told["Chaoyang", "accept"][1].startswith("refused: not your order, ")
    assert lines[4][2].startswith("refused: by the machine itself, ")
    assert lines[5:] == [["cash/Haidian", *["200,000"] * 2], ["cash/Anhe", *["300,000"] * 2]]
    stated = re.findall(r"\| (\w+ \w+) \| ([^|]+) \| ([^|]+) \|\n", notebook.cells[at + 1].source)
    shown = [
        tuple(re.sub("refused: .*, ", "refused, ", cell).replace("done, ", "") for cell in line)
        for line in lines[:5]
    ]
    assert stated == shown
