"""The ``lianke`` command: each subcommand loads what it needs when it runs, not before.

Exit codes: 0 done, 1 something is wrong and the message says what, 2 the command was misused.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classroom.spared import import_nbgrader, spare_grammar, without_collector

if TYPE_CHECKING:
    from classroom.course import Course

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Lianke 链课: build, teach and grade a course on industrial blockchain.",
)
_options: dict[str, Path | bool | None] = {"course": None, "debug": False}


@app.callback()
def _every(
    course: Annotated[
        Path | None, typer.Option(help="The course folder; found from here when left out.")
    ] = None,
    debug: Annotated[bool, typer.Option(help="Show the traceback of an error.")] = False,
) -> None:
    _options.update(course=course, debug=debug or bool(os.environ.get("LIANKE_DEBUG")))


@app.command(epilog="Examples:  lianke build  ·  lianke build 09  ·  lianke build --check")
def build(
    slugs: Annotated[
        list[str] | None, typer.Argument(help="Lessons by slug or number; all when left out.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when anything would change.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a release that holds answers.")
    ] = False,
) -> None:
    """Make notebooks, instructor versions and releases from the percent scripts."""
    from classroom.show_build import show_build

    raise typer.Exit(show_build(_course(), slugs or [], check=check, overwrite=overwrite))


@app.command(
    epilog="Example:  lianke check exercises/09_pork_traceability/09_pork_traceability.ipynb"
)
def check(
    notebook: Annotated[Path, typer.Argument(help="A notebook of exercises, with your answers.")],
    seconds: Annotated[int, typer.Option(min=1, help="The longest that a cell may run.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Say item by item what passes and what to examine next."""
    from classroom.show_check import show_check

    raise typer.Exit(show_check(_course(), notebook, seconds=seconds, as_json=as_json))


@app.command(epilog="Examples:  lianke lab  ·  lianke lab --port 9000  ·  lianke lab --check")
def lab(
    check: Annotated[
        bool, typer.Option("--check", help="Start it, run a lesson, grade a sample, stop.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the start page in a browser.")] = True,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port; 8888 or any free one if not.")
    ] = None,
) -> None:
    """Open JupyterLab on the start page of the course."""
    from classroom import show_lab

    if check:
        raise typer.Exit(show_lab.show_check(_course()))
    raise typer.Exit(show_lab.show_lab(_course(), port=port, browser=browser))


_Assignment = Annotated[str, typer.Argument(help="The assignment by slug or number.")]
_Student = Annotated[str | None, typer.Option(help="One learner's id; all when left out.")]
_Force = Annotated[bool, typer.Option("--force", help="Do again what is done already.")]


@app.command(epilog="Examples:  lianke grade 09  ·  lianke grade 09 --student li_hua --force")
def grade(
    assignment: _Assignment,
    student: _Student = None,
    force: _Force = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many at once; as many as cores when left out.")
    ] = None,
    dask: Annotated[str | None, typer.Option(help="The address of a Dask cluster to use.")] = None,
    cell_seconds: Annotated[float, typer.Option(min=1, help="The longest a cell may run.")] = 30,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact", help="Run learners' code in a real Jupyter kernel; takes twice as long."
        ),
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Grade even where this machine offers no isolation.")
    ] = False,
    tier: Annotated[
        str | None,
        typer.Option(help="For trials: this isolation only (bubblewrap, landlock, none)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Grade what learners handed in: all cores, each submission in a box of its own."""
    from classroom.grading.settings import Settings, early_box, with_tier
    from classroom.sandbox.limits import Limits

    course, limits = _course(), Limits(cell_seconds=cell_seconds)
    settings = with_tier(Settings(limits, force, workers, dask, unsafe, exact, tier))
    with early_box(settings) as early:  # it starts while the next lines import
        with without_collector():
            import_nbgrader()
            from classroom.show_grade import show_grade

        code = show_grade(course, assignment, student, settings, as_json=as_json, early=early)
    raise typer.Exit(code)


@app.command(epilog="Examples:  lianke feedback 09  ·  lianke feedback 09 --student li_hua")
def feedback(assignment: _Assignment, student: _Student = None) -> None:
    """Write feedback pages anew, without the hidden tests."""
    from classroom.show_grade import show_feedback

    raise typer.Exit(show_feedback(_course(), assignment, student))


@app.command(epilog="Examples:  lianke report 09  ·  lianke report 09 --json")
def report(
    assignment: _Assignment,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Write a page about a graded class, and its marks for Canvas and Moodle."""
    from classroom.show_report import show_report

    raise typer.Exit(show_report(_course(), assignment, as_json=as_json))


@app.command(epilog="Examples:  lianke doctor  ·  lianke doctor --json")
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what this machine has and lacks, each with its remedy."""
    from classroom.show_doctor import show_doctor

    raise typer.Exit(show_doctor(_course(), as_json=as_json))


def _course() -> Course:
    from classroom.course import find_course

    return find_course(_options["course"])  # type: ignore[arg-type]


def main() -> None:
    """Run the command line; an error of the course's family becomes one red sentence."""
    from course_lib.errors import CourseError

    spare_grammar()
    try:
        app(prog_name="lianke")
    except CourseError as problem:
        if _options["debug"]:
            raise
        from rich.console import Console
        from rich.text import Text

        Console(stderr=True, soft_wrap=True).print(Text(f"Error: {problem}", style="bold red"))
        sys.exit(1)
