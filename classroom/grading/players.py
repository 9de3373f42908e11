"""The learner's process as the driver sees it: cells go in, outputs come back.

For the tests paused copies of the process are kept. They learn what a test asks only when the last
of the learner's cells has run, so that no cell can show what a hidden test hands over. After that
the process itself is a copy like the others: the last tests are asked of it.

A process that hangs or dies is replaced: the new one runs the earlier cells again, without the one
that ended it, and keeps its copies anew. Trouble in one item costs that item.

What this leaves out: reading answers; the judge does that.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from classroom.errors import ClassroomError
from classroom.grading import names
from classroom.grading.lost import GRACE, LOST, NEVER_ENDS, why_lost
from classroom.grading.outputs import one_line, outputs_of
from classroom.grading.shares import Shares
from classroom.sandbox.box import Box, Child
from classroom.sandbox.limits import Limits
from classroom.sandbox.watch import SECONDS, WATCH, descendants, too_much
from classroom.worker.failures import as_output
from classroom.worker.frames import BrokenLine

REPLAYS = 3
SETTLES = 2 * SECONDS


@dataclass
class Player:
    """The process that runs one submission's cells, and the copies of it that wait for tests."""

    box: Box
    limits: Limits
    files: Mapping[str, bytes]
    trouble: list[str]
    _child: Child | None = None
    _past: list[tuple[int, str] | str] = field(default_factory=list)
    _lines: dict[str, socket.socket] = field(default_factory=dict)
    _shares: Shares = field(default_factory=Shares)
    _own: str = ""
    _running: int = 0
    _restarts: int = 0
    _deadline: float = 0.0
    stopped: str = ""

    def start(self, seconds: float, ordered: socket.socket | None = None) -> None:
        """Start the process; it may run for so long in all."""
        self._deadline = time.monotonic() + seconds
        self._begin(ordered)

    def run(self, source: str, count: int) -> list[Any]:
        """Run one cell; what it showed."""
        if self._child is None or self.stopped:
            return [as_output("ProcessEnded", f"this cell did not run: {self.stopped}")]
        try:
            answer = self._child.ask({"run": source, "count": count}, self.seconds())
            if not names.only_defines(source):
                self._settle(self._child)
        except TimeoutError:
            return self._interrupt(count)
        except BrokenLine as problem:
            return self._ended(count, why_lost(self._child, problem))
        self._past.append((count, source))
        return outputs_of(answer)

    def _settle(self, child: Child) -> None:
        """Let what a cell leaves running show whether it stays within the limits.

        Else the limit would be noticed later, in a test that has nothing to do with it.

        Raises:
            BrokenLine: it did not, so that the process was ended.
        """
        family = descendants(child.process_id(), self.limits.processes + 1)
        before, self._running = self._running, len(family) - len(self._lines)
        if self._running <= before and not child.has_ended():
            return
        with contextlib.suppress(TimeoutError):
            child.answer(SETTLES)
        if why := too_much(child.process_id(), self.limits):  # the watch is late
            child.end(why)
        if why or child.has_ended():
            child.answer(GRACE)

    def keep_copy(self, test: str) -> None:
        """Keep a copy of the process as it is now, for this test."""
        self._past.append(test)
        if self._child is not None and not self.stopped:
            self._to_copy(self._child, "copy", test)

    def _to_copy(self, child: Child, how: str, test: str) -> None:
        try:
            self._copy(child, test, how)
        except LOST as problem:
            self._replace(why_lost(child, problem))

    def keep_shared(self, tests: Sequence[str]) -> None:
        """Keep one copy for several tests; the first gives it its name."""
        if tests:
            self.keep_copy(self._shares.add(tests))

    def keep_own(self, tests: Sequence[str]) -> None:
        """Let the process itself answer these tests; no cell comes after them."""
        if self.box.exact:  # a kernel answers no tests
            self.keep_shared(tests)
        elif tests:
            self._own = self._shares.add(tests)
            self._past.append(self._own)

    def line_of(self, test: str) -> socket.socket | None:
        """The line to what answers a test, when all cells have run; None where there is nothing."""
        if self._child is not None and self._child.has_ended():
            self._replace(self._child.ended_for or "it ended its own process")
        owner = self._shares.owner(test)
        if owner == self._own and self._child is not None and owner not in self._lines:
            self._to_copy(self._child, "serve", owner)
        return self._lines.get(owner)

    def split(self, test: str) -> bool:
        """Give each test that shares this one's copy a copy of its own; whether it shared one."""
        owner = self._shares.owner(test)
        if test == owner or owner not in self._past:
            return False
        place = self._past.index(owner)
        self._past[place : place + 1] = self._shares.pop(owner)
        self.close()
        self._begin()
        return True

    def forget_copy(self, test: str, *, hangs: bool) -> None:
        """A test needs its copy no more."""
        owner = self._shares.owner(test)
        if others := self._shares.without(test):
            if hangs:
                self.split(others[0])
            return
        if owner in self._past:
            self._past.remove(owner)
        answers = self._own in self._lines
        if line := self._lines.pop(owner, None):
            line.close()
        if hangs and self._child is not None and answers:  # it hangs, or listens to another test
            self.close()
            if any(isinstance(step, str) for step in self._past):
                self._begin()
        elif hangs and self._child is not None:
            with contextlib.suppress(*LOST):
                self._child.ask({"end": owner}, GRACE)

    def widgets(self) -> Any:
        """The states of the widgets that the cells have made."""
        if self._child is None:
            return None
        with contextlib.suppress(*LOST):
            return self._child.ask({"widgets": True}, GRACE).get("widgets")
        return None

    def seconds(self) -> float:
        """How long the next step may take."""
        return min(self.limits.cell_seconds, max(self._deadline - time.monotonic(), 0.1))

    def more_time(self, seconds: float) -> None:
        """Begin a new account of time in all."""
        self._deadline = time.monotonic() + seconds

    def used_up(self) -> bool:
        """Whether the time in all is over."""
        return time.monotonic() > self._deadline

    def close(self) -> None:
        """End the process and all that it has started."""
        for line in self._lines.values():
            line.close()
        self._lines.clear()
        self._own = ""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _begin(self, ordered: socket.socket | None = None) -> None:
        for _ in range(REPLAYS):
            ordered = ordered or self.box.order("learner", self.limits)
            child = self._child = self.box.born("learner", ordered)
            WATCH.add(child, self.limits)
            self._running = 2 if self.box.exact else 1  # a kernel has a client
            ordered = None
            if (lost := self._replayed(child)) is None:
                return
            why = child.ended_for or "its earlier cells did not run a second time"
            self.stopped = f"its process could not be replaced: {why}"
            self.trouble.append(self.stopped)
            self.close()
            tried = enumerate(self._past[: lost + 1])
            cells = [at for at, step in tried if not isinstance(step, str)]
            del self._past[cells[-1] if cells else 0 :]

    def _replayed(self, child: Child) -> int | None:
        """Do again what was done; the number of the step that ended the process, if one did."""
        done = 0
        try:
            self._send_files(child)
            for step in self._past:
                if isinstance(step, str):
                    self._copy(child, step)
                else:
                    child.ask({"run": step[1], "count": step[0]}, self.seconds())
                done += 1
        except LOST:
            return done
        return None

    def _send_files(self, child: Child) -> None:
        answer = child.give(self.files, self.limits.cell_seconds + GRACE)
        if "refused" in answer:
            raise ClassroomError(f"the box gives no learner: {answer['refused']!s:.200}")
        if told := answer.get("unwritten"):
            told = one_line(told)
            self.trouble.append(f"not all files could be put beside the notebook: {told}")

    def _copy(self, child: Child, test: str, how: str = "copy") -> None:
        ours, theirs = socket.socketpair()
        try:
            told = child.ask({how: test}, GRACE, [theirs.fileno()]).get("refused")
        except LOST:
            ours.close()
            raise
        finally:
            theirs.close()
        if told:
            self.trouble.append(f"{test} could not be asked: {one_line(told)}")
        self._lines[test] = ours

    def _interrupt(self, count: int) -> list[Any]:
        """Stop a cell that runs too long, gently if it lets itself be stopped."""
        assert self._child is not None
        told = NEVER_ENDS.format(self.limits.cell_seconds)
        self._child.signal(signal.SIGINT)
        try:
            answer = self._child.answer(GRACE)
        except LOST:
            self._ended(count, told)
            return [as_output("TimeLimit", told)]
        self.trouble.append(f"cell {count}: {told}")
        shown = [one for one in outputs_of(answer) if one.get("output_type") != "error"]
        return [*shown, as_output("TimeLimit", told)]

    def _ended(self, count: int, why: str) -> list[Any]:
        self.trouble.append(f"cell {count}: {why}")
        self._replace(why)
        return [as_output("ProcessEnded", f"this cell was ended: {why}")]

    def _replace(self, why: str) -> None:
        """A new process with the same past."""
        self.close()
        if self._restarts >= self.limits.restarts:
            self.stopped = "the code ended its process too often"
        self._restarts += 1
        if self._restarts <= self.limits.restarts + 1:
            self._begin()
            return
        self.stopped = why
