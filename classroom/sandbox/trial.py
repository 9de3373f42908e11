"""A tiny process in the box that tries to get out: ``python -m classroom.sandbox.trial FD TIER``.

It is enclosed exactly as a learner's process is, then tries what a hostile submission would.

What this leaves out: everything a wall stops that is not among :data:`ATTEMPTS`; the tests under
``tests/grading`` and ``tests/adversaries`` try more.
"""

from __future__ import annotations

import os
import select
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from classroom.worker import frames, walls
from classroom.worker.inner import enclose

Order = dict[str, Any]


def read_outside(order: Order) -> None:
    """Read a file of the instructor."""
    Path(order["file"]).read_text()


def write_outside(order: Order) -> None:
    """Write beside it."""
    Path(order["file"]).with_name("written").write_text("out")


def connect(order: Order) -> None:
    """Reach a listener on this machine."""
    socket.create_connection(("127.0.0.1", order["port"]), 1)


def send_datagram(order: Order) -> None:
    """Send to it without a connection."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"out", ("127.0.0.1", order["port"]))


def see_process(order: Order) -> None:
    """Signal a process outside."""
    os.kill(order["process"], 0)


def read_process(order: Order) -> None:
    """Read what another process was given."""
    Path(f"/proc/{order['process']}/environ").read_bytes()


ATTEMPTS: dict[str, Callable[[Order], None]] = {
    "a file outside can be read": read_outside,
    "a file outside can be written": write_outside,
    "a connection can be opened": connect,
    "a datagram can be sent": send_datagram,
    "another process can be signalled": see_process,
    "another process's environment can be read": read_process,
}


def escapes(order: Order) -> list[str]:
    """Which attempts succeed."""
    found = []
    for told, attempt in ATTEMPTS.items():
        try:
            attempt(order)
        except OSError:
            continue
        found.append(told)
    return found


def _wait_for_end(line: socket.socket) -> NoReturn:
    """End when the other side of the line is closed, or gone with whoever held it."""
    closed = select.poll()
    closed.register(line, select.POLLRDHUP)
    closed.poll()
    os._exit(0)


def main() -> None:
    """Be enclosed, try, tell."""
    line, tier = socket.socket(fileno=int(sys.argv[1])), sys.argv[2]
    limits = frames.receive(line)["limits"]
    walls.be_nobody()
    if os.fork():
        _wait_for_end(line)
    try:
        enclose(tier, line, limits)
        (Path.cwd() / "own").write_text("a file of its own")
        frames.send(line, {"escapes": escapes(frames.receive(line))})
    except OSError as problem:
        frames.send(line, {"refused": str(problem)})
    os._exit(0)


if __name__ == "__main__":
    main()
