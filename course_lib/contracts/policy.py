"""Endorsement policies 背书策略: whose signatures a transaction needs before it counts.

A policy is written as in Hyperledger Fabric, with organisations' names in quotes::

    AND('Bank A', 'Bank B')                      both
    OR('Bank A', 'Bank B')                       one of them
    OutOf(2, 'Bank A', 'Bank B', 'Customs')      any two of the three
    AND('Customs', OR('Bank A', 'Bank B'))       nested

    >>> policy = parse("AND('Customs', OR('Bank A', 'Bank B'))")
    >>> policy.is_satisfied({"Customs", "Bank B"}), policy.is_satisfied({"Bank A", "Bank B"})
    (True, False)

All three are one idea, "at least so many of these": ``AND`` needs all, ``OR`` needs one. That makes
two mistakes easy to find: a policy that nobody needs to sign, and one that nobody can satisfy
(:meth:`Policy.warnings`).

Left out of the real thing: roles inside an organisation (``'Org1.admin'``), policies for one key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

from course_lib.errors import InvalidValue, shown

if TYPE_CHECKING:
    import ast

MAX_WAYS = 10_000


@dataclass(frozen=True, slots=True)
class Policy:
    """At least ``needed`` of the ``rules``; a rule is an organisation's name or a policy."""

    needed: int
    rules: tuple[str | Policy, ...]

    def is_satisfied(self, by: Collection[str]) -> bool:
        """Whether the organisations ``by`` suffice."""
        held = sum(
            rule in by if isinstance(rule, str) else rule.is_satisfied(by) for rule in self.rules
        )
        return held >= self.needed

    @property
    def organisations(self) -> tuple[str, ...]:
        """Every organisation that the policy names, sorted."""
        return tuple(sorted(set(self._names())))

    def _names(self) -> Iterator[str]:
        for rule in self.rules:
            yield from [rule] if isinstance(rule, str) else rule._names()

    def ways(self) -> tuple[frozenset[str], ...]:
        """The smallest sets of organisations that satisfy it, fewest first.

        Raises:
            InvalidValue: there are more than :data:`MAX_WAYS` to look at.
        """
        found = sorted(self._ways(), key=lambda way: (len(way), sorted(way)))
        return tuple(way for way in found if not any(other < way for other in found))

    def _ways(self) -> set[frozenset[str]]:
        parts = [
            {frozenset({rule})} if isinstance(rule, str) else rule._ways() for rule in self.rules
        ]
        found: set[frozenset[str]] = set()
        for chosen in combinations(parts, max(self.needed, 0)):
            for way in product(*chosen):
                found.add(frozenset[str]().union(*way))
                if len(found) > MAX_WAYS:
                    raise InvalidValue(f"{self} can be satisfied in too many ways to list them")
        return found

    def warnings(self, members: Collection[str]) -> tuple[str, ...]:
        """What is suspicious about the policy, for the consortium's present members."""
        found = []
        if self.is_satisfied(()):
            found.append("always true: nobody needs to endorse anything")
        elif not self.is_satisfied(members):
            found.append("never satisfied: not even all members together suffice")
        elif alone := [name for name in self.organisations if self.is_satisfied({name})]:
            found.append(f"one organisation alone can write what it likes: {', '.join(alone)}")
        strangers = [name for name in self.organisations if name not in members]
        if strangers:
            found.append(f"names organisations that are no members: {', '.join(strangers)}")
        return tuple(found)

    def __str__(self) -> str:
        inner = ", ".join(repr(rule) if isinstance(rule, str) else str(rule) for rule in self.rules)
        if self.needed == len(self.rules) and self.rules:
            return f"AND({inner})"
        if self.needed == 1:
            return f"OR({inner})"
        return f"OutOf({self.needed}, {inner})" if inner else f"OutOf({self.needed})"


def parse(text: str) -> Policy:
    """The policy that a text writes.

    Raises:
        InvalidValue: names the part that is malformed.
    """
    import ast

    try:
        tree = ast.parse(str.strip(text), mode="eval").body
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        raise InvalidValue(
            f"{shown(text)} is no policy: write AND(...), OR(...), OutOf(n, ...)"
        ) from None
    rule = _rule(tree, text)
    return Policy(1, (rule,)) if isinstance(rule, str) else rule


def _rule(node: ast.expr, text: str) -> str | Policy:
    import ast

    match node:
        case ast.Constant(value=str() as name) if name:
            return name
        case ast.Call(func=ast.Name(id="AND"), args=args, keywords=[]) if args:
            return Policy(len(args), tuple(_rule(arg, text) for arg in args))
        case ast.Call(func=ast.Name(id="OR"), args=args, keywords=[]) if args:
            return Policy(1, tuple(_rule(arg, text) for arg in args))
        case ast.Call(
            func=ast.Name(id="OutOf"), args=[ast.Constant(value=needed), *args], keywords=[]
        ) if type(needed) is int:
            return Policy(needed, tuple(_rule(arg, text) for arg in args))
    part = ast.get_source_segment(text.strip(), node) or text
    raise InvalidValue(
        f"{shown(part)} is no part of a policy: use AND(...), OR(...), OutOf(number, ...) "
        "and organisations' names in quotes"
    )
