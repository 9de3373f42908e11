"""Endorsement policies: their meaning, their smallest ways, their warnings, and malformed texts."""

from __future__ import annotations

import contextlib
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.contracts.policy import Policy, parse
from course_lib.errors import InvalidValue

NAMES = ("A", "B", "C", "D")


def subsets(names: tuple[str, ...]) -> list[frozenset[str]]:
    sizes = range(len(names) + 1)
    return [frozenset(s) for s in chain.from_iterable(combinations(names, n) for n in sizes)]


policies = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.builds(
        Policy, st.integers(0, 4), st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=8,
).map(lambda rule: Policy(1, (rule,)) if isinstance(rule, str) else rule)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("AND('A', 'B')", ["AB"]),
        ("OR('A', 'B')", ["A", "B"]),
        ("OutOf(2, 'A', 'B', 'C')", ["AB", "AC", "BC"]),
        ("AND('C', OR('A', 'B'))", ["AC", "BC"]),
        ("'A'", ["A"]),
        ("  OutOf(1, AND('A','B'), 'C')  ", ["C", "AB"]),
        ("OutOf(0, 'A')", [""]),
        ("OutOf(3, 'A', 'B')", []),
        ("AND('A', 'A')", ["A"]),
    ],
)
def test_meaning(text: str, ways: list[str]) -> None:
    policy = parse(text)
    assert ["".join(sorted(way)) for way in policy.ways()] == ways
    for by in subsets(("A", "B", "C")):
        assert policy.is_satisfied(by) == any(set(way) <= by for way in ways)


@given(policies)
def test_ways_and_text_say_what_the_policy_says(policy: Policy) -> None:
    assert parse(str(policy)).ways() == policy.ways()
    for by in subsets(NAMES):
        assert policy.is_satisfied(by) == any(way <= by for way in policy.ways())
        assert parse(str(policy)).is_satisfied(by) == policy.is_satisfied(by)
    assert policy.is_satisfied(()) == any("always" in line for line in policy.warnings(NAMES))
    if not policy.is_satisfied(NAMES):
        assert any("never" in line for line in policy.warnings(NAMES))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("OutOf(0, 'A', 'B')", ["always true"]),
        ("OutOf(3, 'A', 'B')", ["never satisfied"]),
        ("AND('A', 'Bank of Nowhere')", ["never satisfied", "no members: Bank of Nowhere"]),
        ("OR('A', 'B')", ["alone can write what it likes: A, B"]),
        ("OR('A', AND('B', 'C'))", ["alone can write what it likes: A"]),
        ("OutOf(2, 'A', 'B', 'C')", []),
        ("OutOf(2, 'A', 'B', 'X')", ["no members: X"]),
    ],
)
def test_warnings(text: str, words: list[str]) -> None:
    found = parse(text).warnings(NAMES)
    assert len(found) == len(words)
    for line, word in zip(found, words, strict=True):
        assert word in line


@pytest.mark.parametrize(
    "text",
    ["", "A", "AND()", "OR()", "AND('A'", "XOR('A')", "AND('A', 3)", "OutOf('A')", "OutOf(-1, 'A')",
     "OutOf(1.5, 'A')",
     "OutOf(True, 'A')", "AND(*['A'])", "AND(x='A')", "AND('')", "1 + 1", "\x00", "(" * 10_000,
     "AND('A'); import os", "__import__('os')", "AND('A', [])", None, 7, b"OR('A')"],
)  # fmt: skip
def test_malformed_policies_are_refused_and_nothing_is_run(text: object) -> None:
    with pytest.raises(InvalidValue):
        parse(text)


@given(st.text(max_size=40))
def test_whatever_the_text_only_our_error(text: str) -> None:
    with contextlib.suppress(InvalidValue):
        parse(text)


def test_too_many_ways_are_refused_instead_of_waited_for() -> None:
    many = ", ".join(f"'O{n}'" for n in range(40))
    policy = parse(f"OutOf(20, {many})")
    assert policy.is_satisfied({f"O{n}" for n in range(20)})
    with pytest.raises(InvalidValue, match="too many ways"):
        policy.ways()
    assert policy.warnings([f"O{n}" for n in range(40)]) == ()
