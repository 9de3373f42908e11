"""Grade one submission: repair, run, count points. Nothing outside is written.

The result is plain data, so that it can come from another process or another machine.

What this leaves out: the gradebook; :mod:`classroom.grading.gradebook` writes it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nbformat import v4

from classroom.errors import NotebookError
from classroom.grading.outputs import message
from classroom.grading.plan import Plan
from classroom.grading.reading import Submission, beside
from classroom.grading.repair import repair
from classroom.grading.session import Session
from classroom.learner import parse_notebook
from classroom.sandbox.box import Box
from classroom.sandbox.limits import Limits
from classroom.worker.failures import as_output

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

STAMP = ".lianke-grading.json"
_log = logging.getLogger("lianke.grading")


@dataclass(frozen=True, slots=True)
class GradedNotebook:
    """One notebook after grading.

    Attributes:
        text: the notebook with outputs, as JSON; empty when it could not be read.
        points: ``grade_id`` -> points, None where a person must decide.
        unanswered: names of answer cells that are as they were released.
        told: what was repaired; trouble: what went wrong while running.
    """

    name: str
    text: str
    points: Mapping[str, float | None]
    unanswered: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Graded:
    """A submission after grading.

    Attributes:
        isolation: the tier in which the learner's code ran; empty when none ran.
    """

    student: str
    notebooks: tuple[GradedNotebook, ...]
    seconds: float
    files: Mapping[str, bytes] = field(default_factory=dict)
    timestamp: str | None = None
    problem: str = ""
    isolation: str = ""


def grade_submission(
    box: Box, plans: Mapping[str, Plan], submission: Submission, limits: Limits
) -> Graded:
    """Grade all notebooks of a submission.

    A notebook that cannot be read scores nothing and says why; it raises no error.
    """
    begun = time.perf_counter()
    submission = _with_room(submission, plans)
    done = [_notebook(box, plan, submission, limits) for plan in plans.values()]
    first = next(iter(plans.values()))
    files = {**submission.files, **first.files}
    seconds = time.perf_counter() - begun
    problems = [submission.problem, *(one.problem for one in done)]
    problem = "; ".join(dict.fromkeys(filter(None, problems)))
    when = submission.timestamp
    return Graded(submission.student, tuple(done), seconds, files, when, problem, box.tier)


def not_graded(student: str, why: str) -> Graded:
    """In place of a submission that the grader itself could not deal with; it gets no marks."""
    return Graded(student, (), 0.0, problem=f"could not be graded: {why}")


def _with_room(submission: Submission, plans: Mapping[str, Plan]) -> Submission:
    """The submission without files that stand where the assignment's own belong."""
    own = {name for plan in plans.values() for name in plan.files}
    own |= {f"{name}.ipynb" for name in plans} | {"timestamp.txt", STAMP, f"{STAMP}.new"}
    kept = beside(submission.files, own)
    lost = sorted(set(submission.files) - set(kept) - own)
    told = [f"{name} stands where a file of the assignment belongs" for name in lost[:10]]
    problem = "; ".join(filter(None, [submission.problem, *told]))
    return replace(submission, files=kept, problem=problem)


def _notebook(box: Box, plan: Plan, submission: Submission, limits: Limits) -> GradedNotebook:
    data = submission.notebooks.get(plan.notebook)
    none = dict.fromkeys((cell.name for cell in plan.cells.values() if _is_graded(cell)), 0.0)
    if data is None:
        told = f"there is no {plan.notebook}.ipynb in the submission"
        return _not_run(plan, none, "; ".join(filter(None, [told, submission.problem])))
    try:
        notebook = parse_notebook(data, f"{plan.notebook}.ipynb", outputs=False)
        _check_is_this(notebook, plan)
    except NotebookError as problem:
        return _not_run(plan, none, str(problem))
    told = repair(notebook, plan)
    session = Session(box, plan, limits, submission.files)
    session.run(notebook)
    _finish(notebook)
    return GradedNotebook(
        plan.notebook,
        _as_text(notebook),
        points_of(notebook),
        tuple(unanswered(notebook)),
        tuple(told),
        tuple(session.trouble),
    )


def _not_run(plan: Plan, points: Mapping[str, float | None], why: str) -> GradedNotebook:
    """A page in place of a notebook that cannot be run: the reason, and the items that it cost."""
    notebook = v4.new_notebook()
    repair(notebook, plan)
    notebook.cells.insert(0, v4.new_markdown_cell(f"**Not graded:** {why}"))
    for cell in notebook.cells:
        source = plan.cells.get(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"))
        if source is not None and source.is_test:
            cell["outputs"] = [v4.output_from_msg(message(as_output("NotRun", why)))]
    return GradedNotebook(plan.notebook, _as_text(notebook), points, problem=why)


def _is_graded(cell: Any) -> bool:
    return cell.points is not None and not cell.task


def _check_is_this(notebook: NotebookNode, plan: Plan) -> None:
    """Refuse a notebook of another assignment: none of its cells is one of this plan."""
    from classroom.percent import grade_id

    named = [name for cell in notebook.cells if (name := grade_id(cell))]
    if named and not set(named) & set(plan.cells):
        told = f"its cells are {', '.join(map(str, named[:3]))}, …"
        raise NotebookError(f"{plan.notebook}.ipynb holds another assignment: {told}")


def _finish(notebook: NotebookNode) -> None:
    """The last steps of nbgrader's autograde: stderr costs nothing, long output is cut."""
    for step in _steps():
        step.preprocess(notebook, {})


def _steps() -> Sequence[Any]:
    from nbgrader.preprocessors import IgnorePattern, LimitOutput

    return [IgnorePattern(enabled=True, pattern="^"), LimitOutput()]


def points_of(notebook: NotebookNode) -> dict[str, float | None]:
    """Points of each graded cell by nbgrader's own rule, from outputs that we made."""
    from nbgrader.utils import determine_grade, is_grade

    return {
        cell.metadata.nbgrader["grade_id"]: determine_grade(cell, _log)[0]
        for cell in notebook.cells
        if is_grade(cell)
    }


def unanswered(notebook: NotebookNode) -> list[str]:
    """Answer cells that are as they were released."""
    from nbgrader.utils import compute_checksum, is_solution, is_task

    return [
        cell.metadata.nbgrader["grade_id"]
        for cell in notebook.cells
        if is_solution(cell)
        and not is_task(cell)
        and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    ]


def _as_text(notebook: NotebookNode) -> str:
    import nbformat

    return str(nbformat.writes(notebook, version=nbformat.NO_CONVERT)) + "\n"
