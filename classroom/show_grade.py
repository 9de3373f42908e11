"""What ``lianke grade`` and ``lianke feedback`` print."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from classroom import feedback as pages
from classroom.course import Course
from classroom.grade import FAILED, Result, grade, submitted
from classroom.progress import steps


def show_grade(course: Course, assignment: str, student: str | None, *, force: bool) -> int:
    """Grade with a progress bar and print a table of scores; 1 when a submission failed."""
    [assignment] = course.known([assignment])
    students = submitted(course, assignment, student)
    with steps("grading", len(students)) as on_student:
        results = grade(course, assignment, students, force=force, on_student=on_student)
    table = Table("learner", "points", "by hand", "state", title=assignment, title_justify="left")
    for result in results:
        table.add_row(*_row(result))
    console = Console()
    console.print(table)
    failed = [result for result in results if result.state == FAILED]
    for result in failed:
        words = f"[red]{escape(result.student)}[/]: {escape(result.told)}"
        console.print(words, soft_wrap=True)
    return 1 if failed else 0


def _row(result: Result) -> tuple[str, str, str, str]:
    points = "–" if result.score is None else f"{result.score:g} of {result.max_score:g}"
    colour = "red" if result.state == FAILED else "default"
    state = f"[{colour}]{result.state}[/]"
    return escape(result.student), points, str(result.by_hand or ""), state


def show_feedback(course: Course, assignment: str, student: str | None) -> int:
    """Write feedback with a progress bar and print where each page is."""
    [assignment] = course.known([assignment])
    students = pages.graded(course, assignment, student)
    with steps("writing feedback", len(students)) as on_student:
        written = pages.write_feedback(course, assignment, students, on_student)
    table = Table("learner", "feedback", title=assignment, title_justify="left")
    for one in written:
        place = one.page.relative_to(course.root).as_posix() if one.page else one.told
        table.add_row(escape(one.student), escape(place))
    Console(soft_wrap=True).print(table)
    return 0 if all(one.page for one in written) else 1
