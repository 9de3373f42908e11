"""Put back, before grading, the cells that a learner deleted, and let copies count once.

nbgrader's own repair stops on a copied cell, on a deleted pair and never restores set-up cells.
:class:`RestoreCells` stands in ``c.Autograde.sanitize_preprocessors`` before nbgrader's checks. It
takes each lost cell from the gradebook and its place from the order of the instructor's notebook.

What this leaves out: answers. A deleted answer stays deleted, and its test says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from classroom.named_cells import forget_copies
from classroom.percent import grade_id

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode


class RestoreCells(Preprocessor):
    """Make a submission whole again before nbgrader looks at it."""

    enabled = Bool(True, help="Whether to put cells back.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Drop the marks of copies, then insert what is missing."""
        from nbgrader.api import Gradebook

        from classroom.grading.plan import source_cells
        from classroom.grading.repair import put_back

        for name in forget_copies(nb):
            self.log.warning("a copy of the cell %s does not count", name)
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            cells = source_cells(gradebook.find_notebook(where["notebook"], where["assignment"]))
        order = self._order(where["assignment"], where["notebook"]) or list(cells)
        order += sorted(set(cells) - set(order))
        for words in put_back(nb, cells, order):
            self.log.warning(words)
        return nb, resources

    def _order(self, assignment: str, notebook: str) -> list[str]:
        """The grade_ids of the instructor's notebook, top to bottom."""
        from nbformat import read

        course = self.parent.parent.coursedir
        folder = Path(course.format_path(course.source_directory, ".", assignment))
        path = folder / f"{notebook}.ipynb"
        if not path.exists():
            return []
        return [name for cell in read(path, as_version=4).cells if (name := grade_id(cell))]
