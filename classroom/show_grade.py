"""What ``lianke grade`` and ``lianke feedback`` print."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table

from classroom import feedback as pages
from classroom.course import Course
from classroom.grading.enter import submitted
from classroom.grading.run import FAILED, GRADED, Result, grade
from classroom.grading.settings import Settings
from classroom.progress import steps
from classroom.sandbox.box import Box
from classroom.sandbox.entry import NONE

LOG = ".lianke/grading.log"
NO_WALLS = (
    "isolation: none (--unsafe). Learners' code could read and change your files; "
    "do not trust these marks."
)


def show_grade(
    course: Course,
    assignment: str,
    student: str | None,
    settings: Settings,
    *,
    as_json: bool,
    early: Box | None = None,
) -> int:
    """Grade with progress and print a table of scores; 1 when one could not be read."""
    [assignment] = course.known([assignment])
    students = submitted(course, assignment, student)
    with _logged(course.root / LOG), _progress(assignment, len(students)) as on_result:
        results = grade(course, assignment, students, settings, on_result, early)
    if as_json:
        used = sorted({result.isolation for result in results if result.isolation})
        told = {"assignment": assignment, "isolation": used, "results": list(map(asdict, results))}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print(assignment, results)
    return 1 if any(result.problem for result in results) else 0


def _print(assignment: str, results: list[Result]) -> None:
    table = Table("learner", "points", "by hand", "state", title=assignment, title_justify="left")
    for result in results:
        table.add_row(*_row(result))
    console = Console()
    console.print(table)
    for tier in sorted({result.isolation for result in results if result.isolation}):
        line = f"[bold red]{NO_WALLS}[/]" if tier == NONE else f"isolation: {tier}"
        console.print(line, soft_wrap=True)
    for result in results:
        for words in filter(None, (result.problem, *result.told, *result.trouble)):
            line = f"[red]{escape(result.student)}[/]: {escape(words.splitlines()[-1])}"
            console.print(line, soft_wrap=True)


def _row(result: Result) -> tuple[str, str, str, str]:
    marks = result.marks
    points = "–" if marks is None else f"{marks.score:g} of {marks.max_score:g}"
    colour = "red" if result.state == FAILED or result.problem else "default"
    by_hand = str(marks.by_hand or "") if marks else ""
    return escape(result.student), points, by_hand, f"[{colour}]{result.state}[/]"


@contextmanager
def _logged(path: Path) -> Iterator[None]:
    """Keep the grading's own log, which names every decision, in a file of the course."""
    path.parent.mkdir(exist_ok=True)
    log = logging.getLogger("lianke")
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[[Result], None]]:
    """Show how many are done, how fast, how long it will take, and what went wrong."""
    console = Console(stderr=True)
    kinds: Counter[str] = Counter()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[wrong]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=total, speed="", wrong="")

        def on_result(result: Result) -> None:
            kinds.update(_kinds(result))
            speed = bar.tasks[0].speed
            bar.update(
                task,
                advance=1,
                speed=f"{speed:.1f}/s" if speed else "",
                wrong=", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())),
            )
            if not console.is_terminal and result.state == GRADED:
                print(f"graded: {result.student}", file=console.file, flush=True)

        yield on_result


def _kinds(result: Result) -> list[str]:
    """What is unusual about a result, in a word each."""
    found = (
        ("failed", result.state == FAILED),
        ("unreadable", bool(result.problem) and result.state != FAILED),
        ("repaired", bool(result.told)),
        ("in trouble", bool(result.trouble)),
    )
    return [word for word, is_so in found if is_so]


def show_feedback(course: Course, assignment: str, student: str | None) -> int:
    """Write feedback with a progress bar and print where each page is."""
    [assignment] = course.known([assignment])
    students = pages.graded(course, assignment, student)
    with steps("writing feedback", len(students)) as on_student:
        written = pages.write_feedback(course, assignment, students, on_student)
    where = Column("feedback", overflow="fold")
    table = Table("learner", where, title=assignment, title_justify="left")
    for one in written:
        place = one.page.relative_to(course.root).as_posix() if one.page else one.told
        table.add_row(escape(one.student), escape(place))
    Console(soft_wrap=True).print(table)
    return 0 if all(one.page for one in written) else 1
