"""What an action sees of the world, and what is left of it afterwards.

Events and receipts are named tuples and not dataclasses: every call makes some, and a tuple is made
in half the time.

Left out of the real thing: see :mod:`course_lib.contracts.runtime`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from course_lib.canonical import JSON
from course_lib.contracts.state import Journal, ReadOnly, value_of
from course_lib.errors import ContractError, CourseError


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a member's name, role, public key and profile, as the ledger knows them."""

    name: str
    role: str
    key: str
    profile: dict[str, JSON] = field(default_factory=dict)


class Event(NamedTuple):
    """What an action announces to those who watch the ledger."""

    contract: str
    name: str
    payload: dict[str, JSON]
    transaction: str


class Receipt(NamedTuple):
    """What became of one transaction. ``error`` is None exactly when it took effect.

    ``steps`` is what the action used of its budget (:mod:`course_lib.contracts.meter`).
    """

    transaction: str
    result: JSON
    error: CourseError | None
    events: tuple[Event, ...]
    steps: int = 0

    @property
    def ok(self) -> bool:
        """True where the action took effect."""
        return self.error is None

    def unwrap(self) -> JSON:
        """The action's result; raises its error where it failed."""
        if self.error is not None:
            raise self.error
        return self.result


class Context:
    """An action's only window on the world.

    Args:
        contract: whose keys it opens on; no other contract's can be read or written.
        caller: who asks.
        state: where changes are noted, or a state that refuses them.
        time_ms: the transaction's time, milliseconds since the Unix epoch.
        tx: the transaction's id.
    """

    __slots__ = ("_contract", "_prefix", "_state", "caller", "events", "time_ms", "transaction")

    def __init__(
        self, contract: str, caller: Caller, state: Journal | ReadOnly, time_ms: int, tx: str
    ) -> None:
        self.caller = caller
        self.time_ms = time_ms
        self.transaction = tx
        self.events: list[Event] = []
        self._prefix = f"{contract}/"
        self._contract = contract
        self._state = state

    def get(self, key: str, default: JSON = None) -> JSON:
        """The value under ``key`` (a copy), or ``default``."""
        return value_of(self._state.read(self._prefix + key), default)

    def put(self, key: str, value: JSON) -> None:
        """Set ``key``; the value must have one canonical encoding."""
        self._state.write(self._prefix + key, value)

    def delete(self, key: str) -> None:
        """Remove ``key``."""
        self._state.remove(self._prefix + key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """This contract's keys that start with ``prefix``, sorted."""
        skip = len(self._prefix)
        return (key[skip:] for key in self._state.keys(self._prefix + prefix))

    def emit(self, event: str, **payload: JSON) -> None:
        """Announce an event; it is published only if the action succeeds."""
        self.events.append(Event(self._contract, event, payload, self.transaction))

    def require(self, condition: bool, otherwise: str) -> None:
        """A guard 守卫: go on only if ``condition`` holds.

        Raises:
            ContractError: with the text ``otherwise``.
        """
        if not condition:
            raise ContractError(otherwise)
