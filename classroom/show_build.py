"""What ``lianke build`` prints."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from classroom.build import Report, build
from classroom.course import Course
from classroom.progress import steps


def show_build(course: Course, slugs: list[str], *, check: bool, overwrite: bool) -> int:
    """Build or check with a progress line; print the report; return the exit code."""
    console = Console(soft_wrap=True)
    total = sum(
        course.lesson_script(s).exists() + course.assignment_script(s).exists()
        for s in course.known(slugs)
    )
    with steps("checking" if check else "building", total) as progress:
        report = build(course, slugs, check=check, progress=progress, overwrite=overwrite)
    _print(console, report)
    if check and report.failed:
        console.print("[bold red]The notebooks are not what their scripts make.[/]")
        return 1
    count = len(report.written)
    told = "Everything is as built." if not count else f"{count} files written."
    console.print(f"[green]{told}[/] {report.unchanged} unchanged.")
    return 0


def _print(console: Console, report: Report) -> None:
    for path in report.written:
        console.print(f"  {escape(path)}")
    for finding in report.findings:
        colour, word = ("red", "error") if finding.error else ("yellow", "advice")
        console.print(f"[{colour}]{word}[/] {escape(finding.where)}: {escape(finding.told)}")
    for told in report.differences:
        console.print(f"[red]differs[/] {escape(told)}")
