"""The process that runs the instructor's cells, as the driver sees it.

What this leaves out: what is asked on the line to the learner's copy; the driver never reads it.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from classroom.grading.lost import GRACE, LOST
from classroom.grading.outputs import one_line, outputs_of
from classroom.sandbox.box import Box, Child
from classroom.sandbox.limits import Limits
from classroom.worker.failures import as_output

_BROKEN = "the test could not be run; tell your instructor"


@dataclass
class Judge:
    """A judge that is replaced when a test kills or blocks it."""

    box: Box
    limits: Limits
    files: Mapping[str, bytes]
    trouble: list[str]
    _child: Child | None = None
    _given: list[tuple[dict[str, Any], socket.socket | None]] = field(default_factory=list)

    def start(self, ordered: socket.socket | None = None) -> None:
        """Start the process; the given cells that an earlier one ran are run again."""
        self._child = self.box.born("judge", ordered or self.box.order("judge", self.limits))
        if self.files:
            self._child.give(self.files, self.limits.cell_seconds)
        given, self._given = self._given, []
        for order, line in given:
            gone = line is None or line.fileno() < 0
            self.run(order, None if gone else line)

    def run(self, order: dict[str, Any], line: socket.socket | None) -> list[Any]:
        """Run one cell, asking the learner's names on ``line``; what it showed."""
        if self._child is None:
            self.start()
        assert self._child is not None
        try:
            self._child.tell(order, [] if line is None else [line.fileno()])
            answer = self._child.answer(order["seconds"] + GRACE)
        except LOST:
            self._child.close()
            self._child = None
            told = f"stopped after {order['seconds']:g} s; the test did not end"
            return [as_output("TimeLimit", told)]
        if order.get("given"):
            self._given.append((order, line))
        if "broken" in answer:
            self.trouble.append(f"a test could not be run: {one_line(answer['broken'])}")
            return [as_output("BrokenTest", _BROKEN)]
        return _with_verdict(answer)

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            self._child.close()


def _with_verdict(answer: Mapping[str, Any]) -> list[Any]:
    """The outputs; a test that did not end well has an error among them, whatever was printed."""
    outputs = outputs_of(answer)
    failed = any(output.get("output_type") == "error" for output in outputs)
    if answer.get("well") is not True and not failed:
        outputs.append(as_output("TestFailed", "the test did not end well"))
    return outputs
