"""What ``lianke doctor`` prints."""

from __future__ import annotations

import dataclasses
import json

from rich.console import Console
from rich.text import Text

from classroom.course import Course
from classroom.doctor import LACKING, MISSING, OK, examine

SIGNS = {OK: ("✓", "green"), LACKING: ("–", "yellow"), MISSING: ("✗", "red")}


def show_doctor(course: Course, *, as_json: bool) -> int:
    """Print each finding with its remedy; 1 when something required is missing."""
    findings = list(examine(course))
    missing = any(finding.state == MISSING for finding in findings)
    if as_json:
        records = [dataclasses.asdict(finding) for finding in findings]
        print(json.dumps({"ok": not missing, "findings": records}, indent=2, ensure_ascii=False))
        return int(missing)
    console = Console(soft_wrap=True, highlight=False)
    for finding in findings:
        sign, colour = SIGNS[finding.state]
        console.print(Text.assemble((f"{sign} {finding.name:<16} ", colour), finding.told))
        if finding.remedy and finding.state != OK:
            console.print(f"    remedy: {finding.remedy}", markup=False)
    told = "Something required is missing." if missing else "Everything required is here."
    console.print(Text(told, style="bold red" if missing else "bold green"))
    return int(missing)
