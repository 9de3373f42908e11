"""Submissions that are nearly the same, whatever their variables are called.

Each answer is parsed; comments, docstrings, layout and the names that it binds itself are dropped,
and the rest becomes a row of tokens. Every run of twelve tokens is a fingerprint. Two numbers are
given for a pair: the *share* of fingerprints in common (Dice: twice the common ones over the sum
of both), and how many of the common ones are *unusual*, that is found in few submissions. A pair
is told when both are large. What was released to all (stubs, set-up, tests) is no fingerprint.

The idea: S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003, here without sampling, since a class is small; and their program
MOSS, which ignores what many submissions have in common.

What this leaves out: answers in words, cells that the learner added, and copies that were
rewritten. Nothing here proves anything: short functions have few natural forms.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from classroom.grading.names import tree_of
from classroom.report.records import Class, Submission

RUN = 12
LEAST_SHARE = 0.8
LEAST_UNUSUAL = 20
USUAL_COUNT, USUAL_PART = 5, 0.2
MOST_TOKENS = 20_000
OWN = "~"
_WORDS = re.compile(r"\w+|[^\w\s]")

_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler

Prints = frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions that are nearly the same.

    Attributes:
        share: 0 to 1; unusual: how many common fingerprints few others have.
        cells: names of the answers in which they are alike.
    """

    one: str
    other: str
    share: float
    unusual: int
    cells: tuple[str, ...]


def alike(marked: Class) -> list[Pair]:
    """Pairs of nearly equal submissions, the most alike first."""
    given = _of_all(marked.given)
    cells = {one.learner.name: _by_cell(one, given) for one in marked.submissions}
    whole = {name: frozenset().union(*found.values()) for name, found in cells.items()}
    usual = max(USUAL_COUNT, round(USUAL_PART * len(whole)))
    pairs = []
    for (one, other), unusual in sorted(_meetings(whole, usual).items()):
        share = dice(whole[one], whole[other])
        if unusual >= LEAST_UNUSUAL and share >= LEAST_SHARE:
            same = tuple(
                name
                for name, prints in cells[one].items()
                if dice(prints, cells[other].get(name, frozenset())) >= LEAST_SHARE
            )
            pairs.append(Pair(one, other, share, unusual, same))
    return sorted(pairs, key=lambda pair: (-pair.share, -pair.unusual, pair.one, pair.other))


def _by_cell(submission: Submission, given: Prints) -> dict[str, Prints]:
    return {name: prints_of(text) - given for name, text in submission.answers.items()}


def _of_all(sources: Iterable[str]) -> Prints:
    return frozenset().union(*map(prints_of, sources))


def _meetings(whole: Mapping[str, Prints], usual: int) -> Counter[tuple[str, str]]:
    """For each pair of submissions how many unusual fingerprints they have in common."""
    holders: dict[bytes, list[str]] = {}
    for name in sorted(whole):
        for found in whole[name]:
            holders.setdefault(found, []).append(name)
    met: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if 1 < len(names) <= usual:
            met.update(combinations(names, 2))
    return met


def dice(one: Prints, other: Prints) -> float:
    """How much of two sets is in common: 0 nothing, 1 all."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


def prints_of(source: str) -> Prints:
    """The fingerprints of a cell."""
    tokens = tokens_of(source)
    runs = (tokens[at : at + RUN] for at in range(max(1, len(tokens) - RUN + 1)))
    return frozenset(_digest(run) for run in runs if run)


def _digest(run: Sequence[str]) -> bytes:
    return hashlib.blake2b("\0".join(run).encode("utf-8", "replace"), digest_size=8).digest()


def tokens_of(source: str) -> list[str]:
    """A cell as tokens without layout, comments, docstrings and names of its own.

    A cell that is no Python becomes its words, without comments.
    """
    tree = tree_of(source)
    if tree is None:
        lines = (line.partition("#")[0] for line in source.splitlines())
        return _WORDS.findall("\n".join(lines))[:MOST_TOKENS]
    own = _bound_inside(tree)
    found: list[str] = []
    waiting: list[ast.AST] = list(reversed(tree.body))
    while waiting and len(found) < MOST_TOKENS:
        node = waiting.pop()
        if not isinstance(node, ast.expr_context):
            found += _tokens(node, own)
            waiting += reversed(list(_children(node)))
    return found


def _bound_inside(tree: ast.Module) -> frozenset[str]:
    """Names that the cell binds, but for what it defines at its top level for others to call."""
    asked = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, _NAMED) and node.name:
            names.add(node.name)
    return frozenset(names - asked)


def _tokens(node: ast.AST, own: frozenset[str]) -> Iterator[str]:
    yield type(node).__name__
    if isinstance(node, ast.Constant):
        yield repr(node.value)[:200]
        return
    for part in ("name", "id", "arg", "attr", "module", "asname"):
        value = getattr(node, part, None)
        if isinstance(value, str):
            yield OWN if value in own and part != "attr" else value


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Its parts in the order of the text, without a docstring and without type hints."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment"):
            continue
        parts = value if isinstance(value, list) else [value]
        if name == "body" and isinstance(value, list) and _is_text(value):
            parts = value[1:]
        yield from (part for part in parts if isinstance(part, ast.AST))


def _is_text(body: Sequence[ast.AST]) -> bool:
    first = body[0] if body else None
    return (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
