"""Cells that have a name: drop copies of one, find the place of a lost one.

What this leaves out: what stands in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classroom.percent import grade_id

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode


def forget_copies(notebook: NotebookNode) -> list[str]:
    """Take nbgrader's metadata from all but the last cell of each ``grade_id``; name those."""
    seen: set[str] = set()
    copies = []
    for cell in reversed(notebook.cells):
        name = grade_id(cell)
        if name in seen:
            del cell.metadata["nbgrader"]
            copies.append(name)
        elif name is not None:
            seen.add(name)
    return copies


def place_of(name: str, notebook: NotebookNode, order: Sequence[str]) -> int:
    """Where a lost cell belongs: behind the nearest named cell that should stand before it."""
    places = {grade_id(cell): at for at, cell in enumerate(notebook.cells) if grade_id(cell)}
    before = order[: order.index(name)] if name in order else order
    return next((places[other] + 1 for other in reversed(before) if other in places), 0)
