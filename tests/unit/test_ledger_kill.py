"""A writer is killed, really and at random points: nothing it acknowledged may be missing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chains import CHAIN, following, signed

from course_lib.ledger import Ledger

TESTS = Path(__file__).resolve().parent.parent
WRITER = """
import sys
from chains import CHAIN, following, signed
from course_lib.blocks import genesis
from course_lib.ledger import Ledger

ledger = Ledger.open(sys.argv[1], CHAIN)
if ledger.height < 0:
    ledger.append(genesis(CHAIN))
block = ledger.block(ledger.height)
while True:
    nonce = 3 * block.header.height
    block = following(block, signed(nonce), signed(nonce + 1), signed(nonce + 2))
    ledger.append(block)
    print(block.header.height, block.hash, flush=True)
"""


def write_and_kill(path: Path, acknowledgements: int, delay: float) -> dict[int, str]:
    """Let a process append, kill it a moment after some acknowledgements; return all it gave."""
    command = [sys.executable, "-c", WRITER, str(path)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TESTS)
    lines = [writer.stdout.readline() for _ in range(acknowledgements)]
    time.sleep(delay)
    writer.kill()
    rest = writer.stdout.read()
    assert writer.wait(timeout=30) != 0
    complete = [line for line in "".join([*lines, rest]).splitlines(True) if line.endswith("\n")]
    return {int(height): block_hash for height, block_hash in map(str.split, complete)}


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance, path, acknowledged = random.Random(20161013), tmp_path / "a.ledger", {}
    for _ in range(8):
        given = write_and_kill(path, chance.randrange(1, 20), chance.random() * 0.02)
        acknowledged |= given
        with Ledger.open(path, CHAIN) as ledger:
            assert ledger.height >= max(acknowledged)
            for height, block_hash in acknowledged.items():
                assert ledger.block(height).hash == block_hash
            ledger.verify()
    with Ledger.open(path) as ledger:
        ledger.append(following(ledger.block(ledger.height), signed(10**6)))
        ledger.verify()
    print(f"8 kills, {len(acknowledged)} blocks acknowledged, none missing")
