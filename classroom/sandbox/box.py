"""A box that is open: ask it for a child, send the child orders, end it.

What this leaves out: which walls the box has; :mod:`classroom.sandbox.tiers` decides that.
"""

from __future__ import annotations

import base64
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from classroom.errors import ClassroomError
from classroom.sandbox import tiers
from classroom.sandbox.entry import Entry, enter
from classroom.sandbox.limits import Limits
from classroom.sandbox.watch import WATCH
from classroom.worker import frames

START_SECONDS = 60.0
CHILD_SECONDS = 20.0
END_SECONDS = 5.0
MAX_ANSWER = 32_000_000


class Child:
    """A forked process in the box and the line to it."""

    def __init__(self, line: socket.socket, watch: int) -> None:
        self.line = line
        self._watch = watch
        self.ended_for = ""

    def ask(
        self, order: dict[str, Any], seconds: float, files: Sequence[int] = ()
    ) -> dict[str, Any]:
        """Send an order and wait for the answer.

        Raises:
            TimeoutError: no answer within ``seconds``.
            BrokenLine: the child has ended or sent nonsense.
        """
        self.tell(order, files)
        return self.answer(seconds)

    def give(self, files: Mapping[str, bytes], seconds: float) -> dict[str, Any]:
        """Put files into its working folder; its answer."""
        form = {name: base64.b64encode(data).decode() for name, data in files.items()}
        return self.ask({"files": form}, seconds)

    def tell(self, order: dict[str, Any], files: Sequence[int] = ()) -> None:
        """Send an order."""
        self.line.settimeout(CHILD_SECONDS)
        frames.send(self.line, order, files)

    def answer(self, seconds: float) -> dict[str, Any]:
        """The next answer."""
        until = time.monotonic() + max(seconds, 0.001)
        answer = frames.as_message(frames.receive_bytes(self.line, MAX_ANSWER, until))
        if "ended" in answer:  # its warden's last word
            self.end(str(answer["ended"])[:200])
            raise frames.BrokenLine("its warden ended it")
        return answer

    def signal(self, number: int) -> None:
        """Send a signal; to a child that has ended it does nothing."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._watch, number)

    def end(self, why: str = "") -> None:
        """End the child and, with it, everything it has started."""
        self.ended_for = self.ended_for or why
        self.signal(signal.SIGKILL)

    def close(self) -> None:
        """End the child, wait until it and all that it has started are gone, and forget it."""
        WATCH.remove(self)
        self.end()
        self.line.close()
        self.has_ended(END_SECONDS)
        os.close(self._watch)

    def has_ended(self, within: float = 0) -> bool:
        """Whether the process has ended, or ends within so many seconds."""
        return bool(select.select([self._watch], [], [], within)[0])

    def process_id(self) -> int:
        """Its number as this machine counts; 0 when it is gone."""
        with contextlib.suppress(OSError):
            for text in Path(f"/proc/self/fdinfo/{self._watch}").read_text().splitlines():
                if text.startswith("Pid:"):
                    return max(int(text.split()[1]), 0)
        return 0


class Box:
    """The parent process inside the walls of a tier; of the strongest one unless one is named."""

    def __init__(
        self, preload: Sequence[str] = (), tier: str | None = None, *, exact: bool = False
    ) -> None:
        self.tier = tier or tiers.choose()
        self.exact = exact
        self._preload = [*preload, *(["classroom.worker.kernel"] if exact else [])]
        self._entry: Entry | None = None
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._ready = False

    def start(self) -> None:
        """Start the parent if it does not run.

        Raises:
            ClassroomError: it does not start; the message says what it printed.
        """
        if self._process is None or self._process.poll() is not None:
            self.spawn()
        if self._ready:
            return
        assert self._line is not None
        self._line.settimeout(START_SECONDS)
        try:
            frames.receive(self._line)
        except (frames.BrokenLine, TimeoutError) as problem:
            told = self._last_words() or str(problem)
            self.close()
            raise ClassroomError(f"the box for learners' code does not start: {told}") from None
        self._ready = True

    def preload(self, names: Sequence[str]) -> None:
        """Let the parent import some modules before it forks the next child."""
        with self._lock:
            self._preload += names
            if self._process is not None and self._process.poll() is None:
                self.start()
                assert self._line is not None
                frames.send(self._line, {"preload": list(names)})

    def spawn(self) -> None:
        """Start the parent without waiting for its imports.

        It ends with the thread that calls this, as bubblewrap's ``--die-with-parent`` has it.
        """
        self._ready = False
        if self._entry is not None:
            self._entry.remove()
        self._line, theirs = socket.socketpair()
        inside = [sys.executable, "-m", "classroom.worker.zygote", str(theirs.fileno())]
        entry = self._entry = enter(self.tier, [*inside, *self._preload])
        self._process = subprocess.Popen(
            entry.command,
            env=entry.environment,
            pass_fds=[theirs.fileno(), *entry.files],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            process_group=0,
        )
        entry.close()
        theirs.close()

    def _last_words(self) -> str:
        assert self._process is not None
        told = _ended(self._process)
        self._process = None
        return " ".join(told.decode("utf-8", "replace").splitlines()[-1:])

    def child(self, role: str, limits: Limits) -> Child:
        """A new child.

        Args:
            role: ``learner`` or ``judge``.

        Raises:
            ClassroomError: the machine refuses one.
        """
        return self.born(role, self.order(role, limits))

    def order(self, role: str, limits: Limits) -> socket.socket:
        """Ask for a child; it comes into being while the caller does something else."""
        ours, theirs = socket.socketpair()
        order = {
            "role": role,
            "tier": self.tier,
            "exact": self.exact,
            "limits": limits.for_child(),
        }
        with self._lock:
            self.start()
            assert self._line is not None
            frames.send(self._line, order, [theirs.fileno()])
        theirs.close()
        return ours

    @staticmethod
    def born(role: str, line: socket.socket) -> Child:
        """The child that was asked for.

        Raises:
            ClassroomError: the machine refuses it.
        """
        line.settimeout(CHILD_SECONDS)
        try:
            body, files = frames.receive_with_files(line)
        except (frames.BrokenLine, TimeoutError) as problem:
            raise ClassroomError(f"the box gives no {role}: {problem}") from None
        if not files:
            raise ClassroomError(f"the box gives no {role}: {frames.as_message(body)}")
        return Child(line, files[0])

    def close(self) -> None:
        """End the parent and all its children."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            _ended(self._process)
        if self._entry is not None:
            self._entry.remove()
        self._process = self._line = self._entry = None


def _ended(process: subprocess.Popen[bytes]) -> bytes:
    """End a box's parent with its whole group, and say what it printed.

    bubblewrap is two processes; one that has not been set up yet outlives the other's end.
    """
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return bytes(process.communicate()[1])


@contextmanager
def open_box(
    preload: Sequence[str] = (), tier: str | None = None, *, exact: bool = False
) -> Iterator[Box]:
    """A box for the time of a ``with`` block, of the strongest tier unless one is named."""
    box = Box(preload, tier, exact=exact)
    try:
        yield box
    finally:
        box.close()
