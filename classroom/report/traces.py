"""What a graded folder tells: the stamp's record, and of each notebook its answers and faults.

Everything in it but the tests is a learner's. It is read as text, with care, and judged by none
of its own words: a damaged file tells nothing, and stops nothing.

What this leaves out: outputs of the learner's own cells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classroom.grading.one import STAMP
from classroom.report.faults import NOT_RUN, fault_of
from classroom.report.records import Fault, Item, Record

MAX_BYTES = 50_000_000
LONGEST = 20_000

Seen = tuple[Record, tuple[Fault, ...], dict[str, str], tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a name: its text, its errors, and whether a learner writes in it."""

    name: str
    source: str
    errors: tuple[Mapping[str, Any], ...]
    is_answer: bool


def read(folder: Path | None, items: Mapping[str, Item], root: Path) -> Seen:
    """Record, faults, answers and notebooks of one graded submission."""
    if folder is None:
        return Record(), (), {}, ()
    record = record_in(folder)
    answers: dict[str, str] = {}
    faults: list[Fault] = []
    paths = []
    for notebook in sorted({item.notebook for item in items.values()}):
        path = folder / f"{notebook}.ipynb"
        if not path.is_file():
            continue
        paths.append(path.relative_to(root))
        here = {item.name: item for item in items.values() if item.notebook == notebook}
        for cell in cells_of(path):
            if cell.is_answer and cell.name not in here:
                answers[cell.name] = cell.source[:LONGEST]
            elif cell.name in here and cell.errors and not here[cell.name].by_hand:
                faults.append(fault_of(here[cell.name].label, cell.source, cell.errors[0]))
    if not record.problem and any(fault.words == NOT_RUN for fault in faults):
        record = Record(problem="it could not be read")
    return record, tuple(faults), answers, tuple(paths)


def record_in(folder: Path) -> Record:
    """The record in the stamp; an empty one where there is none."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Record()
    found = stamp.get("record") if isinstance(stamp, dict) else None
    if not isinstance(found, dict):
        return Record()
    seconds = found.get("seconds")
    is_time = isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds >= 0
    return Record(
        float(seconds or 0) if is_time else None,
        str(found.get("isolation") or ""),
        _words(found.get("told")),
        _words(found.get("trouble")),
        str(found.get("problem") or ""),
    )


def _words(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def cells_of(path: Path) -> list[Cell]:
    """The named cells of a notebook; none where it is damaged."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return []
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return []
    return [found for cell in cells if (found := _cell(cell))] if isinstance(cells, list) else []


def _cell(cell: Any) -> Cell | None:
    if not isinstance(cell, dict):
        return None
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(mark, dict) or not isinstance(mark.get("grade_id"), str):
        return None
    outputs = cell.get("outputs")
    errors = [
        output
        for output in (outputs if isinstance(outputs, list) else [])
        if isinstance(output, dict) and output.get("output_type") == "error"
    ]
    is_answer = bool(mark.get("solution")) and cell.get("cell_type") == "code"
    return Cell(mark["grade_id"], text_of(cell.get("source")), tuple(errors), is_answer)


def text_of(value: Any) -> str:
    """A notebook's text, which is one string or a list of them."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")
