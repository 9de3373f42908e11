"""Which tests share a copy of the learner's process.

What this leaves out: the copies; :mod:`classroom.grading.players` keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence


class Shares:
    """Groups of tests; the first test of a group gives it its name."""

    def __init__(self) -> None:
        self._groups: dict[str, list[str]] = {}

    def add(self, tests: Sequence[str]) -> str:
        """Let some tests share; the name of their group."""
        self._groups[tests[0]] = list(tests)
        return tests[0]

    def owner(self, test: str) -> str:
        """The name of a test's group; its own where it shares nothing."""
        return next((name for name, group in self._groups.items() if test in group), test)

    def pop(self, owner: str) -> list[str]:
        """End a group; the tests that were still in it."""
        return self._groups.pop(owner)

    def without(self, test: str) -> list[str]:
        """Take a test out of its group, which ends with its last test; the tests that are left."""
        owner = self.owner(test)
        left = self._groups.get(owner, [])
        if test in left:
            left.remove(test)
        if not left:
            self._groups.pop(owner, None)
        return left
