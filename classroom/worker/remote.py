"""The judge's end of the line: the learner's functions and objects as a test sees them.

A :class:`Remote` stands for one of the learner's objects. Calling it, or asking for an attribute,
an item or a length, is a question on the line; the answer is plain data or another handle. Two
handles are equal when they stand for one object, and a handle equals nothing else, whatever the
learner's ``__eq__`` says.

What this leaves out: tests that need the learner's class as a base class, or its instances in
library code; such helpers are marked :func:`classroom.verdict.learner_side` and run over there.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from typing import Any

from classroom.closed_book import closed_now
from classroom.worker import frames, parcel
from classroom.worker.failures import ends
from classroom.worker.given import parts_of, put_content
from classroom.worker.wire import Decoder, Unreadable

MAX_OUTPUTS = 1000


class AnswerLost(BaseException):
    """The learner's process ended, or sent what cannot be read, while a test waited for it.

    No test that expects an exception of the learner's catches this one.
    """


class Line:
    """Questions to the learner's process, one after another."""

    def __init__(self, line: socket.socket, show: Any) -> None:
        self._line = line
        self._show = show
        self._callbacks: list[Any] = []

    def ask(self, what: str, target: object, *given: Any) -> Any:
        """Ask one question; the answer. What the learner's code raised is raised here.

        Raises:
            AnswerLost: no answer came.
        """
        try:
            answer = self._exchanged(what, target, given)
            error, value = self._taken(answer, given)
        except frames.BrokenLine as problem:
            odd = str(problem).startswith("a message")
            told = "sent what is no answer" if odd else "ended its process"
            raise AnswerLost(f"the tested code {told}") from None
        except (Unreadable, TypeError, ValueError, LookupError, MemoryError):
            raise AnswerLost("the tested code returned what cannot be read") from None
        if isinstance(error, StopIteration | StopAsyncIteration) and what != "one":
            raise RuntimeError(f"the tested code raised {type(error).__name__}") from None
        if error is not None:
            raise error
        return value

    def _exchanged(self, what: str, target: object, given: tuple[Any, ...]) -> dict[str, Any]:
        frames.send_bytes(self._line, self._packed((what, target, given, closed_now())))
        while "call" in (answer := frames.receive(self._line)):
            frames.send_bytes(self._line, self._called_back(answer))
        return answer

    def _packed(self, value: Any) -> bytes:
        return parcel.pack(value, self._mark)

    def _mark(self, value: Any) -> tuple[str, int] | None:
        if type(value) is Remote:
            return "handle", number_of(value)
        if parcel.is_code(value):
            self._callbacks.append(value)
            return "callback", len(self._callbacks) - 1
        return None

    def _decoder(self, parts: Sequence[Any] = ()) -> Decoder:
        return Decoder(lambda number, name: Remote(self, number, name), parts)

    def _taken(
        self, answer: dict[str, Any], given: tuple[Any, ...]
    ) -> tuple[BaseException | None, Any]:
        """The error that was raised, or None, and the value."""
        self._show(answer.get("outputs"))
        parts = parts_of(given)
        decoder = self._decoder(parts)
        for number, content in answer.get("changed", ()):
            put_content(parts[number], decoder.decode(content))
        if "error" not in answer:
            return None, decoder.decode(answer.get("value"))
        error = decoder.decode(answer["error"])
        if not isinstance(error, BaseException):
            raise Unreadable("an error that is no exception")
        told = answer.get("frames")
        lines = told if isinstance(told, list) else []
        error.__dict__["_frames_there"] = [str(line)[:20_000] for line in ends(lines)]
        return error, None

    def _called_back(self, answer: dict[str, Any]) -> bytes:
        number = answer["call"]
        if type(number) is not int or not 0 <= number < len(self._callbacks):
            raise Unreadable("a call of something that was not given")
        arguments, named = self._decoder().decode(answer.get("arguments"))
        try:
            result = self._callbacks[number](*arguments, **named)
        except Exception as problem:
            return self._packed(("raised", problem))
        return self._packed(("returned", result))


def number_of(remote: Remote) -> int:
    """The number that the learner's side knows the object by."""
    return int(object.__getattribute__(remote, "_number"))


class Remote:
    """One of the learner's objects, on the other side of the line."""

    __slots__ = ("_line", "_name", "_number")

    def __init__(self, line: Line, number: int, name: str) -> None:
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_name", name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return _ask(self, "call", *given, named)

    def __getattr__(self, name: str) -> Any:
        return _ask(self, "get", name)

    def __setattr__(self, name: str, value: Any) -> None:
        _ask(self, "set", name, value)

    def __getitem__(self, key: Any) -> Any:
        return _ask(self, "item", key)

    def __len__(self) -> int:
        return int(_ask(self, "len"))

    def __bool__(self) -> bool:
        return bool(_ask(self, "bool"))

    def __contains__(self, value: Any) -> bool:
        return bool(_ask(self, "contains", value))

    def __str__(self) -> str:
        return str(_ask(self, "str"))

    def __repr__(self) -> str:
        return str(_ask(self, "repr"))

    def __iter__(self) -> Iterator[Any]:
        walker = _ask(self, "iter")
        while True:
            [*found] = _ask(walker, "next")
            yield from found
            if not found:
                return

    def __next__(self) -> Any:
        return _ask(self, "one")

    def __eq__(self, other: object) -> bool:
        return type(other) is Remote and number_of(other) == number_of(self)

    def __hash__(self) -> int:
        return number_of(self)


def _ask(remote: Remote, what: str, *given: Any) -> Any:
    line: Line = object.__getattribute__(remote, "_line")
    return line.ask(what, remote, *given)
