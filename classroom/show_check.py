"""What ``lianke check`` prints."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from rich.console import Console
from rich.text import Text

from classroom.check import BY_HAND, NOT_ATTEMPTED, NOT_YET, PASSED, Item, Verdict, check
from classroom.course import Course

SIGNS = {
    PASSED: ("✓ passed", "green"),
    NOT_YET: ("✗ not yet", "red"),
    NOT_ATTEMPTED: ("· not attempted", "dim"),
    BY_HAND: ("✎ by hand", "cyan"),
}


def show_check(course: Course, path: Path, *, seconds: int, as_json: bool) -> int:
    """Check a notebook and print each item; 0 when every test passes, else 1."""
    console = Console(soft_wrap=True)
    if as_json:
        verdict = check(course, path, seconds)
        print(json.dumps(as_record(verdict), indent=2, ensure_ascii=False))
    else:
        with Console(stderr=True).status("running the notebook"):
            verdict = check(course, path, seconds)
        _print(console, verdict)
    return 0 if all(item.state in (PASSED, BY_HAND) for item in verdict.items) else 1


def as_record(verdict: Verdict) -> dict[str, object]:
    """A verdict as plain data, for other programs."""
    record = dataclasses.asdict(verdict)
    return {**record, "earned": verdict.earned, "points": verdict.points}


def _print(console: Console, verdict: Verdict) -> None:
    for note in verdict.notes:
        console.print(Text(f"note: {note}", style="yellow"))
    width = max(len(item.grade_id) for item in verdict.items)
    for item in verdict.items:
        console.print(_line(item, width))
    told = f"{verdict.earned:g} of {verdict.points:g} points from the public tests."
    rest = sum(item.state == NOT_ATTEMPTED for item in verdict.items)
    if rest:
        told += f" {rest} not attempted."
    console.print(Text(told, style="bold"))


def _line(item: Item, width: int) -> Text:
    sign, colour = SIGNS[item.state]
    points = f"{item.points if item.state == PASSED else 0:g}/{item.points:g}"
    if item.state == BY_HAND:
        points = f"–/{item.points:g}"
    line = Text(f"{sign:<16}", style=colour)
    line.append(f"{item.grade_id:<{width}}  {points:>5}", style="default")
    return line.append(f"  {item.told}" if item.told else "", style="default")
