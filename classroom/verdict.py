"""How a test compares an answer: by meaning, and as plain data.

An answer may be an object of the learner's own making that claims to equal everything. ``same``
therefore never asks the answer whether it is equal: it looks at its exact type and its parts.

What this leaves out: a submission that replaces this function; the grader's isolation is there
for that.
"""

from __future__ import annotations

from typing import TypeVar

_Helper = TypeVar("_Helper")
_NUMBERS = (int, float)
_COLLECTIONS = (set, frozenset, list, tuple)


def same(got: object, expected: object) -> bool:
    """True where ``got`` means ``expected``.

    Where a set is expected, any collection of the same members will do; where a list is, a
    tuple will; where a whole number is, a float of equal value will. True is not 1.
    """
    if isinstance(expected, set | frozenset):
        return _same_members(got, expected)
    if type(expected) in (list, tuple):
        return (
            type(got) in (list, tuple)
            and len(got) == len(expected)
            and all(same(a, b) for a, b in zip(got, expected, strict=True))
        )
    if type(expected) is dict:
        return (
            type(got) is dict
            and _same_members(list(got), set(expected))
            and all(same(got[key], value) for key, value in expected.items())
        )
    if type(expected) in _NUMBERS:
        return type(got) in _NUMBERS and got == expected
    return type(got) is type(expected) and got == expected


def _same_members(got: object, expected: set | frozenset) -> bool:
    if type(got) not in _COLLECTIONS:
        return False
    kinds = {type(member) for member in expected}
    members = list(got)
    plain = all(type(member) in kinds for member in members)
    return plain and len(members) == len(set(members)) and set(members) == expected


def learner_side(helper: _Helper) -> _Helper:
    """Mark a helper of a *given* cell that takes the learner's own objects into library code.

    In a notebook the mark changes nothing. A grader that keeps tests and answers in two processes
    runs a marked helper where the answers are; what it returns to the test is plain data.
    """
    helper.__learner_side__ = True  # type: ignore[attr-defined]
    return helper
