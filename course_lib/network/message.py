"""Messages 消息: small frozen records that say everything their receiver needs.

A message is checked once, when it is made, as a real node checks bytes when it parses them. A
handler therefore never meets a term that is a text or a vote without a view.

Left out of the real thing: the bytes on the wire, their size and their signature.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from course_lib.canonical import MAX_INTEGER
from course_lib.errors import InvalidValue, shown


@dataclass(frozen=True, slots=True)
class Message:
    """The base of all messages; a subclass is a frozen dataclass with slots.

    Integers in messages number and count things, so that they are never negative. Texts are
    printable, so that each stays on its line of the trace.

    Raises:
        InvalidValue: a field is not of the type that its annotation says, or out of range.
    """

    def __post_init__(self) -> None:
        kind: type = type(self)
        for name, kinds, inner in _plan(kind):
            value = getattr(self, name)
            if type(value) not in kinds:
                raise InvalidValue(_blame(self, name, value, kinds))
            if type(value) is int and not 0 <= value <= MAX_INTEGER:
                raise InvalidValue(f"{kind.__name__}.{name} is {shown(value)}: give 0 to 2^53 - 1")
            if type(value) is str and not value.isprintable():
                raise InvalidValue(f"{kind.__name__}.{name} is {shown(value)}: give printable text")
            if inner and type(value) is tuple:
                for element in value:
                    if type(element) not in inner:
                        raise InvalidValue(_blame(self, name, element, inner))

    def __str__(self) -> str:
        """The message as a trace writes it: ``RequestVote(term=2, candidate_id=n1)``."""
        inside = ", ".join(f"{f.name}={_brief(getattr(self, f.name))}" for f in fields(self))
        return f"{type(self).__name__}({inside})"


Kinds = tuple[type, ...]


@cache
def _plan(kind: type) -> tuple[tuple[str, Kinds, Kinds], ...]:
    """For each field: its name, the types it may have, the types of a tuple's elements."""
    hints = get_type_hints(kind)
    return tuple((field.name, *_kinds(hints[field.name])) for field in fields(kind))


def _kinds(hint: Any) -> tuple[Kinds, Kinds]:
    parts = get_args(hint) if get_origin(hint) not in (None, tuple) else (hint,)
    outer = tuple(get_origin(part) or part for part in parts)
    inner = {e for part in parts for e in get_args(part) if get_origin(part) is tuple}
    return outer, tuple(get_origin(e) or e for e in inner if e is not Ellipsis)


def _blame(message: Message, name: str, value: object, kinds: Kinds) -> str:
    wanted = " or ".join(kind.__name__ for kind in kinds)
    return f"{type(message).__name__}.{name} is {shown(value)}: give {wanted}"


def _brief(value: object) -> str:
    """A field as a trace shows it; long tuples by their length, digests by their beginning."""
    if type(value) is tuple:
        inside = ", ".join(_brief(element) for element in value[:3])
        return f"({inside}{', …' if len(value) > 3 else ''})"
    if type(value) is bytes:
        return value[:4].hex()
    text = str(value)
    return text if len(text) <= 40 else f"{text[:12]}…"
