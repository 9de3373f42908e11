"""The learner's end of the line: answer a test's questions with plain data.

This runs in the learner's process, so nothing here is trusted by anybody: a submission may replace
it. It never sees a test, a hidden region or an expected value; it sees arguments.

What this leaves out: answering two tests at once.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from itertools import islice
from typing import Any

from classroom.closed_book import closed_book
from classroom.worker import frames, parcel
from classroom.worker.given import content_of, differs, parts_of
from classroom.worker.shell import Shell
from classroom.worker.wire import Encoder

AT_ONCE = 64
_OWN = ("classroom/worker/", "classroom/closed_book.py")


class Answers:
    """Objects that tests hold by number, and the functions that ask them."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._held: list[Any] = []
        self._line: socket.socket | None = None
        self._questions: dict[str, Callable[..., Any]] = {
            "names": self._named,
            "call": lambda target, *given: target(*given[:-1], **given[-1]),
            "get": getattr,
            "set": setattr,
            "item": lambda target, key: target[key],
            "len": len,
            "bool": bool,
            "contains": lambda target, value: value in target,
            "str": str,
            "repr": repr,
            "iter": iter,
            "one": next,
            "next": lambda walker: list(islice(walker, AT_ONCE)),
        }

    def serve(self, line: socket.socket) -> None:
        """Answer until the other side closes the line."""
        self._line = line
        while True:
            try:
                body = frames.receive_bytes(line)
            except frames.BrokenLine:
                return
            frames.send(line, self._answer(body))

    def _answer(self, body: bytes) -> dict[str, Any]:
        what, target, given, closed = parcel.unpack(body, self._find)
        parts = parts_of(given)
        before = [content_of(part) for part in parts]
        encoder = Encoder(self._handle, parts)
        reply: dict[str, Any] = {}
        try:
            with closed_book(*closed), self._shell.loop.running():
                value = self._questions[what](target, *given)
        except BaseException as error:
            reply["error"] = encoder.encode(error)
            reply["frames"] = self._shell.frames_of(error, _OWN)
        else:
            reply["value"] = encoder.encode(value)
        if changed := self._changes(parts, before):
            reply["changed"] = changed
        self._shell.flush_figures()
        if outputs := self._shell.take_outputs():
            reply["outputs"] = outputs
        return reply

    def _changes(self, parts: list[Any], before: list[Any]) -> list[list[Any]]:
        """Number and new content of each part that the call changed."""
        contents = ((number, content_of(part)) for number, part in enumerate(parts))
        return [
            [number, Encoder(self._handle, parts).encode(now)]
            for number, now in contents
            if before[number] is not None and differs(before[number], now)
        ]

    def _named(self, _: object, names: list[str]) -> dict[str, Any]:
        """What the learner's cells have bound to these names; those they lack are left out."""
        return {name: self._shell.user_ns[name] for name in names if name in self._shell.user_ns}

    def _handle(self, value: object) -> int:
        for number, held in enumerate(self._held[-50:], start=max(0, len(self._held) - 50)):
            if held is value:
                return number
        self._held.append(value)
        return len(self._held) - 1

    def _find(self, kind: str, number: int) -> Any:
        return self._held[number] if kind == "handle" else self._callback(number)

    def _callback(self, number: int) -> Callable[..., Any]:
        def given_function(*arguments: Any, **named: Any) -> Any:
            """A function of the test; it runs where the test runs."""
            assert self._line is not None
            form = Encoder(self._handle).encode((arguments, named))
            frames.send(self._line, {"call": number, "arguments": form})
            how, result = parcel.unpack(frames.receive_bytes(self._line), self._find)
            if how == "raised":
                raise result
            return result

        return given_function
