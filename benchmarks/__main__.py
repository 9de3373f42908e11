"""Run the benchmarks and print their table: ``python -m benchmarks [NAME ...]``."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.harness import Row, ratio

NAMES = (
    "hashing",
    "canonical",
    "merkle",
    "signatures",
    "sm2",
    "proof_of_work",
    "chain",
    "contracts",
    "network",
    "growth",
    "grading",
    "ledger",
    "imports",
    "trace",
)
REMEDY = "not installed: pip install --no-deps -r benchmarks/requirements.lock"
VERDICTS = {True: "[green]reached", False: "[red]MISSED", None: "–"}


def main() -> int:
    """Print a line for each row; the exit code is 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(NAMES)} (default: all)"
    )
    names = parser.parse_args().names or NAMES
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark {unknown[0]!r}: choose from {', '.join(NAMES)}")
    console = Console(width=None if sys.stdout.isatty() else 160)
    found = list(_rows(names, console))
    console.print(_table(found))
    return 1 if any(row.passed is False for row in found) else 0


def _rows(names: tuple[str, ...], console: Console) -> Iterator[Row]:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("", total=len(names))
        for name in names:
            progress.update(task, description=name)
            if find_spec(f"benchmarks.{name}") is not None:
                yield from import_module(f"benchmarks.{name}").rows()
            progress.advance(task)


def _table(rows: list[Row]) -> Table:
    table = Table(
        title="Medians of runs in turns, CPU time unless said otherwise",
        caption="vs peer: how many times faster we are; vs limit: how many times the limit's time",
    )
    for heading in ("what", "ours", "peer", "vs peer", "limit", "vs limit", "target", ""):
        table.add_column(heading, justify="left" if heading in ("what", "target") else "right")
    for row in rows:
        table.add_row(
            row.name,
            _time(row.ours, row.unit),
            _other(row.peer_name, row.peer, row.unit),
            _times(ratio(row.peer, row.ours)),
            _other(row.limit_name, row.limit, row.unit),
            _times(ratio(row.ours, row.limit)),
            row.target,
            VERDICTS[row.passed],
        )
    return table


def _time(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def _other(name: str, value: float | None, unit: str) -> str:
    if not name:
        return ""
    return f"{name}: {_time(value, unit)}" if value is not None else f"{name} {REMEDY}"


def _times(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3g}×"


if __name__ == "__main__":
    sys.exit(main())
