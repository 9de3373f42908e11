"""What ``lianke lab`` and ``lianke lab --check`` print."""

from __future__ import annotations

import webbrowser

from rich.console import Console

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.lab import START, running
from classroom.lab_check import DEFAULT_LESSON, run_check


def show_lab(course: Course, *, port: int | None, browser: bool) -> int:
    """Serve the course until Ctrl+C; print its address."""
    console = Console(soft_wrap=True)
    if not (course.root / START).exists():
        raise ClassroomError(f"{START} is missing; run 'lianke build 00' first")
    console.print("Starting JupyterLab …")
    with running(course, port) as server:
        address = server.address()
        console.print(f"JupyterLab is ready at [link={address}]{address}[/link]")
        console.print("Leave this window open; press Ctrl+C to stop.")
        if browser:
            webbrowser.open(address)
        try:
            server.process.wait()
        except KeyboardInterrupt:
            console.print("Stopping JupyterLab …")
    return 0


def show_check(course: Course) -> int:
    """Run the whole path once and print each step; 0 when all went well."""
    console = Console(soft_wrap=True, highlight=False)
    for told in run_check(course, DEFAULT_LESSON):
        console.print(f"[green]✓[/] {told}")
    console.print("[bold green]The lab works.[/]")
    return 0
