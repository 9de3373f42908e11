"""How the event hash writes single values, so that each has one spelling (CBV 2.0, section 8.9).

Left out of the real thing: JSON-LD types of extension fields (a time in an extension stays as it
is written).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from course_lib.contracts.traceability import values, vocabulary
from course_lib.contracts.traceability.identifiers import canonical

_TIMES = frozenset({"eventTime", "time", "startTime", "endTime"})


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes values.

    Args:
        prefixes: prefix to namespace, as far as they are in force.
        ignored: names of fields to leave out.
    """

    prefixes: dict[str, str]
    ignored: frozenset[str]

    def value(self, name: str, value: Any) -> str:
        """One value in its one spelling."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float | Decimal):
            return values.number(value)
        text = str(value).strip()
        if name in _TIMES:
            return values.utc(text)
        return canonical(_web(vocabulary.expand(text, self.prefixes)))

    def word(self, name: str, value: str) -> str:
        """A vocabulary word as its full web URI."""
        text = value.strip()
        return self.value(name, text if ":" in text else vocabulary.full(name, text))

    def pair(self, name: str, value: Any) -> str:
        """``name=value``."""
        return f"{name}={self.value(name, value)}"

    def extensions(self, owner: Mapping[str, Any]) -> str:
        """The fields with a prefix, sorted: ``{namespace}name=value``, nested ones behind."""
        found: list[str] = []
        for key, value in owner.items():
            if ":" in key and key not in self.ignored:
                found += self._extension(key, value)
        return "".join(sorted(found))

    def _extension(self, key: str, value: Any) -> list[str]:
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return [text for item in value for text in self._extension(key, item)]
        name = self._qualified(key)
        if not isinstance(value, Mapping):
            text = value.strip() if isinstance(value, str) else self.value("", value)
            return [f"{name}={canonical(_web(text))}"]
        inner = [
            t for k, v in value.items() if k not in self.ignored for t in self._extension(k, v)
        ]
        return [name + "".join(sorted(inner))]

    def _qualified(self, key: str) -> str:
        prefix, colon, local = key.partition(":")
        if colon and prefix in self.prefixes:
            return f"{{{self.prefixes[prefix]}}}{local}"
        cut = max(key.rfind("/"), key.rfind("#"), key.rfind(":")) + 1
        return f"{{{key[:cut]}}}{key[cut:]}" if cut else key


def _web(text: str) -> str:
    """An old CBV URN as its web URI (CBV 2.0, section 8.9, rule on standard vocabulary)."""
    if text.startswith("urn:epcglobal:cbv:"):
        for words in vocabulary.word_lists().values():
            if words.urn and text.startswith(words.urn):
                return words.web + text.removeprefix(words.urn)
    return text
