"""nbgrader's own autograde, and formgrader's button, with learners' code in the box.

:class:`RunInBox` stands in ``c.Autograde.autograde_preprocessors`` where nbgrader has its
``Execute``, which would run a submission in a kernel with the instructor's rights.

What this leaves out: speed. Each notebook starts a box of its own; ``lianke grade`` shares one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.preprocessors import NbGraderPreprocessor

from classroom.course import Course
from classroom.grading.gradebook import open_gradebook
from classroom.grading.plan import Plan, make_plans
from classroom.grading.reading import Submission, read_submission
from classroom.grading.repair import repair
from classroom.grading.session import Session
from classroom.sandbox.box import open_box
from classroom.sandbox.limits import Limits

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode


class RunInBox(NbGraderPreprocessor):  # type: ignore[misc]
    """Run a submitted notebook in the box, its tests where no learner's code runs."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put outputs into a notebook that nbgrader has just made whole.

        Raises:
            ClassroomError: this machine offers no isolation, or the assignment is not built.
        """
        given = resources["nbgrader"]
        course = Course(Path.cwd())  # nbgrader's converter works in the course folder
        with open_gradebook(course, given["db_url"]) as gradebook:
            plan = make_plans(course, given["assignment"], gradebook)[given["notebook"]]
        submission = read_submission(
            course.root, given["student"], given["assignment"], [given["notebook"]]
        )
        for words in [*repair(nb, plan), *_run(nb, plan, submission)]:
            self.log.warning("%s: %s", given["student"], words)
        return nb, resources


def _run(notebook: NotebookNode, plan: Plan, submission: Submission) -> list[str]:
    """What went wrong while running."""
    limits = Limits()
    with open_box(plan.preload) as box:
        session = Session(box, plan, limits, submission.files)
        session.run(notebook)
    return session.trouble
