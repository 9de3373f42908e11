"""Facts: every figure about the world that a lesson shows, with where it comes from.

A figure without a source is an opinion. Each fact is a frozen record with its unit, the date
it describes, who published it, where in the source it stands and how far it can be trusted.
The records are TOML files in this folder, one a case::

    >>> from course_lib.facts import fact
    >>> fact("walmart", "product_lines").value
    23

Confidence has four levels: ``official`` (a law, a standard, a regulator), ``reported`` (a third
party says so), ``claimed`` (the company says it of itself), ``expected`` (announced for later,
not known to have come true).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from course_lib.errors import InvalidValue

CONFIDENCE = ("official", "reported", "claimed", "expected")


@dataclass(frozen=True, slots=True)
class Fact:
    """One sourced figure.

    Attributes:
        value: a number or a text. Shares are in percent, as the source gives them.
        unit: of the value; ``-`` for a text.
        as_of: the day, month or year that it describes, ISO 8601.
        publisher: who published it.
        source: the document.
        place: where in the document, by words to look up.
        confidence: one of :data:`CONFIDENCE`.
        note: what a reader must know before quoting it.
    """

    value: int | float | str
    unit: str
    as_of: str
    publisher: str
    source: str
    place: str
    confidence: str
    note: str = ""

    def __str__(self) -> str:
        figure = str(self.value) if self.unit == "-" else f"{self.value} {self.unit}"
        return f"{figure} ({self.confidence}, {self.as_of}; {self.publisher}, {self.place})"


@cache
def facts(case: str) -> MappingProxyType[str, Fact]:
    """All facts of one case, by name.

    Raises:
        InvalidValue: there is no such case, or its file is at fault.
    """
    path = files(__name__) / f"{case}.toml"
    if not case.isidentifier() or not path.is_file():
        known = ", ".join(
            sorted(p.name[:-5] for p in files(__name__).iterdir() if _is_toml(p.name))
        )
        raise InvalidValue(f"no facts for the case {case!r}; there are: {known}")
    table = tomllib.loads(path.read_text("utf-8"))
    defaults = table.pop("defaults", {})
    return MappingProxyType(
        {name: _checked(case, name, {**defaults, **entry}) for name, entry in table.items()}
    )


def fact(case: str, name: str) -> Fact:
    """One fact.

    Raises:
        InvalidValue: there is no such case or fact.
    """
    known = facts(case)
    if name not in known:
        raise InvalidValue(f"no fact {name!r} for {case!r}; there are: {', '.join(known)}")
    return known[name]


def _is_toml(name: str) -> bool:
    return name.endswith(".toml")


def _checked(case: str, name: str, entry: dict[str, Any]) -> Fact:
    wanted = {field.name for field in fields(Fact)}
    wrong = set(entry) ^ wanted - ({"note"} - set(entry))
    if wrong:
        raise InvalidValue(f"{case}.{name}: missing or unknown: {', '.join(sorted(wrong))}")
    if entry["confidence"] not in CONFIDENCE:
        raise InvalidValue(
            f"{case}.{name}: confidence {entry['confidence']!r} is none of {', '.join(CONFIDENCE)}"
        )
    return Fact(**entry)
