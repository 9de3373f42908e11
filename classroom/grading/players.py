"""The learner's process as the driver sees it: cells go in, outputs come back.

For each test a paused copy of the process is kept. It learns what the test asks only when the last
of the learner's cells has run, so that no cell can show what a hidden test hands over.

A process that hangs or dies is replaced: the new one runs the earlier cells again, without the one
that ended it, and keeps its copies anew. Trouble in one item costs that item.

What this leaves out: reading answers; the judge does that.
"""

from __future__ import annotations

import base64
import contextlib
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from classroom.errors import ClassroomError
from classroom.grading.outputs import one_line, outputs_of
from classroom.sandbox.box import Box, Child
from classroom.sandbox.limits import Limits
from classroom.sandbox.watch import WATCH
from classroom.worker.failures import as_output
from classroom.worker.frames import BrokenLine

GRACE = 2.0
REPLAYS = 3
LOST = (BrokenLine, TimeoutError)
NEVER_ENDS = "stopped after {:g} s; look for a loop that never ends"


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
    _groups: dict[str, list[str]] = field(default_factory=dict)
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
        except TimeoutError:
            return self._interrupt(count)
        except BrokenLine as problem:
            return self._ended(count, self._child.ended_for or _in_words(problem))
        self._past.append((count, source))
        return outputs_of(answer)

    def keep_copy(self, test: str) -> None:
        """Keep a copy of the process as it is now, for this test."""
        self._past.append(test)
        if self._child is not None and not self.stopped:
            try:
                self._copy(self._child, test)
            except LOST as problem:
                self._replace(self._child.ended_for or _in_words(problem))

    def keep_shared(self, tests: Sequence[str]) -> None:
        """Keep one copy for several tests that hide nothing; the first gives it its name."""
        if tests:
            self._groups[tests[0]] = list(tests)
            self.keep_copy(tests[0])

    def line_of(self, test: str) -> socket.socket | None:
        """The line to the copy that was kept for a test; None where there is none."""
        if self._child is not None and self._child.process_id() == 0:
            self._replace(self._child.ended_for or "it ended its own process")
        return self._lines.get(self._owner(test))

    def _owner(self, test: str) -> str:
        return next((name for name, group in self._groups.items() if test in group), test)

    def split(self, test: str) -> bool:
        """Give each test that shares this one's copy a copy of its own; whether it shared one."""
        owner = self._owner(test)
        if test == owner or owner not in self._past:
            return False
        place = self._past.index(owner)
        self._past[place : place + 1] = self._groups.pop(owner)
        self.close()
        self._begin()
        return True

    def forget_copy(self, test: str, *, hangs: bool) -> None:
        """A test needs its copy no more."""
        owner = self._owner(test)
        if group := self._groups.get(owner):
            group.remove(test)
            if group and hangs:
                self.split(group[0])
            if group:
                return
            del self._groups[owner]
            test = owner
        if test in self._past:
            self._past.remove(test)
        if line := self._lines.pop(test, None):
            line.close()
        if hangs and self._child is not None:
            with contextlib.suppress(*LOST):
                self._child.ask({"end": test}, GRACE)

    def widgets(self) -> Any:
        """The states of the widgets that the cells have made."""
        if self._child is None:
            return None
        try:
            return self._child.ask({"widgets": True}, GRACE).get("widgets")
        except LOST:
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
        if self._child is not None:
            self._child.close()
            self._child = None

    def _begin(self, ordered: socket.socket | None = None) -> None:
        for _ in range(REPLAYS):
            ordered = ordered or self.box.order("learner", self.limits)
            child = self._child = self.box.born("learner", ordered)
            WATCH.add(child, self.limits)
            ordered = None
            if (lost := self._replayed(child)) is None:
                return
            why = child.ended_for or "its earlier cells did not run a second time"
            self.stopped = f"its process could not be replaced: {why}"
            self.trouble.append(self.stopped)
            self.close()
            cells = [at for at in range(min(lost + 1, len(self._past))) if self._is_cell(at)]
            del self._past[cells[-1] if cells else 0 :]

    def _is_cell(self, at: int) -> bool:
        return not isinstance(self._past[at], str)

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
        form = {name: base64.b64encode(data).decode() for name, data in self.files.items()}
        answer = child.ask({"files": form}, self.limits.cell_seconds + GRACE)
        if "refused" in answer:
            raise ClassroomError(f"the box gives no learner: {answer['refused']!s:.200}")
        if told := answer.get("unwritten"):
            told = one_line(told)
            self.trouble.append(f"not all files could be put beside the notebook: {told}")

    def _copy(self, child: Child, test: str) -> None:
        ours, theirs = socket.socketpair()
        try:
            told = child.ask({"copy": test}, GRACE, [theirs.fileno()]).get("refused")
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


def _in_words(problem: BrokenLine) -> str:
    told = str(problem)
    return "it ended its own process" if "closed the line" in told else f"it sent {told}"
