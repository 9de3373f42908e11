"""The words of the Core Business Vocabulary (CBV 2.0): what may happen to a thing, and its state.

A document writes a standard word bare (``"bizStep": "shipping"``), a company's own word as a
full URI. The lists are data, in ``vocabulary.json``, each with its section of the standard::

    >>> full("bizStep", "shipping")
    'https://ref.gs1.org/cbv/BizStep-shipping'
    >>> bare("bizStep", "urn:epcglobal:cbv:bizstep:shipping")
    'shipping'

Left out of the real thing: the definitions of the words, master data, and which step may go
with which disposition.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from course_lib.errors import InvalidValue, shown

PREFIXES = {
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": "https://ref.gs1.org/cbv/",
    "cbvmda": "urn:epcglobal:cbv:mda:",
    "gs1": "https://gs1.org/voc/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}
"""Prefixes that the EPCIS JSON-LD context declares for everyone (EPCIS 2.0, section 10.1)."""


@dataclass(frozen=True, slots=True)
class WordList:
    """One list of standard words.

    Args:
        name: such as ``bizStep``.
        source: the section of CBV 2.0 that defines it.
        web: what stands before a word in its web URI.
        urn: what stands before a word in its URN of CBV 1; empty where there was none.
        words: the bare words.
    """

    name: str
    source: str
    web: str
    urn: str
    words: frozenset[str]


@cache
def word_lists() -> dict[str, WordList]:
    """Every list by name: bizStep, disposition, bizTransaction, sourceDest, errorReason,
    component, measurement, sensorAlert."""
    from importlib.resources import files

    text = files(__package__).joinpath("vocabulary.json").read_text(encoding="utf-8")
    return {
        name: WordList(name, row["source"], row["web"], row["urn"], frozenset(row["names"]))
        for name, row in json.loads(text).items()
    }


def full(name: str, word: str) -> str:
    """The full URI of a word; a URI stays itself, a CURIE such as ``cbv:BizStep-shipping`` is
    expanded.

    Raises:
        InvalidValue: the word is not in the list, or the list does not exist.
    """
    found = _list(name)
    if ":" in word:
        return expand(word, PREFIXES)
    problem = fault(name, word)
    if problem:
        raise InvalidValue(problem)
    return found.web + word


def bare(name: str, word: str) -> str:
    """The bare word for any spelling of a standard word; any other URI as it is.

    Raises:
        InvalidValue: a bare word that is not in the list, or no such list.
    """
    found, uri = _list(name), full(name, word)
    for start in (found.web, found.urn):
        if start and uri.startswith(start) and uri.removeprefix(start) in found.words:
            return uri.removeprefix(start)
    return uri


def fault(name: str, word: str) -> str:
    """What is wrong with a word, and what was probably meant; empty if nothing is wrong.

    A URI is free, unless it claims to be a standard word and is none.
    """
    found = _list(name)
    word_itself = word
    if ":" in word:
        uri = expand(word, PREFIXES)
        start = next((s for s in (found.web, found.urn) if s and uri.startswith(s)), None)
        if start is None:
            return ""
        word_itself = uri.removeprefix(start)
    if word_itself in found.words:
        return ""
    from difflib import get_close_matches

    near = get_close_matches(word_itself, sorted(found.words), n=1, cutoff=0.6)
    meant = f"did you mean {near[0]!r}?" if near else f"such as {min(found.words)!r}"
    return (
        f"{shown(word)} is no {name} word of {found.source}; {meant} "
        "A word of your own is written as a full URI"
    )


def expand(curie: str, prefixes: dict[str, str]) -> str:
    """A compact URI written out, if its prefix is known; else the text itself."""
    prefix, colon, local = curie.partition(":")
    if colon and not local.startswith("//") and prefix in prefixes:
        return prefixes[prefix] + local
    return curie


def _list(name: str) -> WordList:
    found = word_lists().get(name)
    if found is None:
        known = ", ".join(word_lists())
        raise InvalidValue(f"there is no word list {shown(name)}; there are: {known}")
    return found
