"""How cost grows: decisions of 4 to 256 replicas, a ledger file of up to a million transactions.

What should stay flat is what one message, or one transaction, costs; the limit is the smallest
size, measured in the same run. Memory is the most that a process of its own ever held.

``python -m benchmarks growth`` takes a few minutes: a million transactions are signed and checked.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.chain import CHAIN, next_block, signed_transactions
from benchmarks.harness import Row, alternate, compare
from course_lib.blocks import genesis
from course_lib.consensus.hotstuff import stories as hotstuff
from course_lib.consensus.pbft import stories as pbft
from course_lib.keys import generate, teaching_seed
from course_lib.ledger import Ledger
from course_lib.network import Link, Scenario, run

SIZES = (4, 16, 64, 256)
TRANSACTIONS = (10_000, 100_000, 1_000_000)
BLOCK = 1_000
MEASURED = 10  # blocks
HIGHEST_GROWTH = 2.0
MB = 1 << 20


def rows() -> Iterator[Row]:
    """A row for each size: cost of one message or transaction, and memory."""
    yield from _decisions("PBFT", lambda n: pbft.cluster(n, 1_000))
    yield from _decisions("HotStuff", lambda n: hotstuff.cluster(n, 2_000, link=Link(10, 10)))
    yield from _ledger()


def _decisions(name: str, scenario: Callable[[int], Scenario]) -> Iterator[Row]:
    costs = {}
    for n in SIZES:
        sent = sum(run(scenario(n), traced=False).sent.values())
        (seconds,) = alternate(lambda n=n: run(scenario(n), traced=False), rounds=3)
        costs[n] = seconds / sent
        yield compare(
            f"{name}, n = {n}: one of {sent:,} messages of a decision",
            costs[n],
            unit="µs",
            limit=(f"n = {SIZES[0]}", costs[SIZES[0]]),
            at_most=HIGHEST_GROWTH,
        )


def _ledger() -> Iterator[Row]:
    script = [sys.executable, "-m", "benchmarks.growth"]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True) as grower:
        assert grower.stdout is not None
        first: dict[str, float] = {}
        for line in grower.stdout:
            seen = json.loads(line)
            first = first or seen
            count = seen["transactions"]
            yield compare(
                f"ledger of {count:,}: appending one more, all checks",
                seen["append_s"],
                unit="µs",
                limit=(f"at {first['transactions']:,}", first["append_s"]),
                at_most=HIGHEST_GROWTH,
            )
            yield compare(
                f"ledger of {count:,}: finding one by its id",
                seen["find_s"],
                unit="µs",
                limit=(f"at {first['transactions']:,}", first["find_s"]),
                at_most=HIGHEST_GROWTH,
            )
            yield _memory(count, seen["memory_mb"], first)


def _memory(count: int, memory_mb: float, first: dict[str, float]) -> Row:
    name, limit = f"ledger of {count:,}: memory of the process", first["memory_mb"]
    passed = memory_mb <= HIGHEST_GROWTH * limit
    target = f"≤ {HIGHEST_GROWTH:g}× at {first['transactions']:,}"
    return Row(
        name, memory_mb, "", None, f"at {first['transactions']:,}", limit, "MB", target, passed
    )


def grow() -> None:
    """Fill one ledger file; at each size print what the newest blocks cost."""
    key = generate(seed=teaching_seed("benchmark"))
    newest = genesis(CHAIN)
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder, "l"), CHAIN) as ledger:
        ledger.append(newest)
        spent: list[float] = []
        for number in range(TRANSACTIONS[-1] // BLOCK):
            newest = next_block(newest, signed_transactions(key, BLOCK, number * BLOCK))
            start = time.process_time()
            ledger.append(newest)
            spent.append(time.process_time() - start)
            count = (number + 1) * BLOCK
            if count in TRANSACTIONS:
                _tell(ledger, count, sorted(spent[-MEASURED:])[MEASURED // 2] / BLOCK)


def _tell(ledger: Ledger, count: int, append_s: float) -> None:
    step = max(ledger.height // MEASURED, 1)
    names = [ledger.block(h).transactions[0].id for h in range(1, ledger.height + 1, step)]
    (find_s,) = alternate(lambda: [ledger.transaction(name) for name in names])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
    told = {"transactions": count, "append_s": append_s, "find_s": find_s / len(names)}
    print(json.dumps(told | {"memory_mb": peak}), flush=True)


if __name__ == "__main__":
    grow()
