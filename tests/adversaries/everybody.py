"""Everybody who hands in, under which limits, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import by_force
import by_forging
import by_mischief
import by_notebook
import by_reading
import nbformat
from adversary import Adversary
from boxes import SLUG

from classroom.course import Course
from classroom.grading.run import Result
from classroom.sandbox.limits import Limits

HONEST = (Adversary("honest", "nothing"), Adversary("zz-honest", "nothing"))
EVERYBODY = (
    HONEST[0],
    *by_reading.WAYS,
    *by_force.WAYS,
    *by_forging.WAYS,
    *by_mischief.WAYS,
    *by_notebook.WAYS,
    HONEST[1],
)
LIMITS = Limits(
    cell_seconds=3,
    whole_seconds=40,
    cpu_seconds=60,
    memory=500 << 20,
    processes=40,
    disk=16 << 20,
    files=2000,
    output=200 << 10,
)


@dataclass
class Class:
    """The graded class, and what listened while it was graded."""

    course: Course
    secrets: dict[str, str]
    marker: str
    results: dict[str, Result] = field(default_factory=dict)
    log: str = ""
    reached: list[str] = field(default_factory=list)

    def notebook(self, name: str) -> nbformat.NotebookNode:
        """A learner's graded notebook."""
        path = self.course.root / "autograded" / name / SLUG / f"{SLUG}.ipynb"
        return nbformat.read(path, as_version=4)

    def page(self, name: str) -> str:
        """A learner's feedback."""
        return (self.course.root / "feedback" / name / SLUG / f"{SLUG}.html").read_text("utf-8")
