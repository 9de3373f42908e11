"""The one glossary: English terms with their Chinese counterparts.

Lessons take their Chinese from here, so that a term is written the same way everywhere.
Source of each word: the ``source`` of its entry in ``glossary.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from course_lib.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Term:
    """One term: English, Chinese, pinyin, a plain meaning, and where the word is defined."""

    en: str
    zh: str
    pinyin: str
    meaning: str
    source: str

    def __str__(self) -> str:
        return f"{self.en} ({self.zh} {self.pinyin}): {self.meaning}"


@cache
def glossary() -> tuple[Term, ...]:
    """All terms, sorted by their English names."""
    table = tomllib.loads((files("course_lib") / "glossary.toml").read_text("utf-8"))
    return tuple(Term(en, **entry) for en, entry in sorted(table.items()))


def term(en: str) -> Term:
    """Look up one term by its English name.

    Raises:
        InvalidValue: the glossary does not have it.
    """
    for entry in glossary():
        if entry.en == en.lower():
            return entry
    near = ", ".join(entry.en for entry in glossary() if entry.en[:2] == en.lower()[:2])
    raise InvalidValue(f"the glossary has no {en!r}; {f'near it: {near}' if near else 'add it'}")
