"""What a learner's process and all that it has started use together.

The kernel's limits hold for one process; many processes together may still use up the machine. One
thread looks at all open children, a few times a second, and ends the one that uses too much.

Source: Linux manual page proc(5).
What this leaves out: kernel memory, such as the buffers of sockets and pipes.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classroom.sandbox.box import Child
    from classroom.sandbox.limits import Limits

SECONDS = 0.25
_log = logging.getLogger("lianke.grading")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Watch:
    """The thread that looks; it sleeps while no child is open."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._open: dict[Child, Limits] = {}
        self._thread: threading.Thread | None = None

    def add(self, child: Child, limits: Limits) -> None:
        """Look after a child from now on."""
        with self._lock:
            self._open[child] = limits
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
                self._thread.start()
            self._lock.notify()

    def remove(self, child: Child) -> None:
        """Look no longer after a child."""
        with self._lock:
            self._open.pop(child, None)

    def _look(self) -> None:
        pause = threading.Event()
        while True:
            with self._lock:
                while not self._open:
                    self._lock.wait()
                for child, limits in self._open.items():
                    try:
                        why = too_much(child.process_id(), limits)
                    except Exception:  # of one that is ending; the others are still watched
                        _log.exception("a learner's process could not be looked at")
                        continue
                    if why:
                        child.end(why)
            pause.wait(SECONDS)


def too_much(process: int, limits: Limits) -> str:
    """Which limit a process and its descendants exceed together, in words; empty if none."""
    family = descendants(process, limits.processes + 1) if process else []
    if len(family) > limits.processes:
        return f"it started more than {limits.processes} processes"
    if sum(map(_resident, family)) > limits.memory and sum(map(_own, family)) > limits.memory:
        return f"it used more than {limits.memory >> 20} MB of memory"
    return ""


def descendants(process: int, most: int) -> list[int]:
    """A process and all that descend from it, ``most`` or a few more."""
    found, at = [process], 0
    while at < len(found) <= most:
        for task in _listed(Path(f"/proc/{found[at]}/task")):
            found += map(int, _text(task / "children").split())
        at += 1
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _resident(process: int) -> int:
    """Bytes in memory, those that are shared with other processes included."""
    words = _text(Path(f"/proc/{process}/statm")).split()
    return int(words[1]) * _PAGE if words else 0


def _own(process: int) -> int:
    """Bytes in memory; what is shared counts by its share."""
    for line in _text(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) << 10
    return 0


WATCH = Watch()
