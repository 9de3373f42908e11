"""How a contract is written: a class, its actions and its queries.

Left out of the real thing: see :mod:`course_lib.contracts.runtime`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, TypeVar

from course_lib.canonical import JSON
from course_lib.contracts.context import Context

Method = TypeVar("Method", bound=Callable[..., JSON])


class Contract:
    """Base of every contract. Subclasses set ``name`` and mark their actions and queries.

    A new version of a contract is a class with the same ``name`` and a higher ``version``. Its
    :meth:`migrate` is called once, in the transaction that puts it in charge.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def migrate(self, ctx: Context) -> None:
        """Bring the data of the version before into this version's shape; by default, nothing."""


def action(roles: Iterable[str] = ()) -> Callable[[Method], Method]:
    """Mark a method as an action; ``roles`` limits who may call it (nobody named: everyone)."""
    return _marker("action", tuple(roles))


def query(roles: Iterable[str] = ()) -> Callable[[Method], Method]:
    """Mark a method as a query: it reads, and any attempt to write is refused."""
    return _marker("query", tuple(roles))


def _marker(kind: str, roles: tuple[str, ...]) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        method._lianke = (kind, roles)  # type: ignore[attr-defined]
        return method

    return mark
