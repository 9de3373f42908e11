"""Who must vouch for a transaction, and the collecting of their signatures.

Left out of the real thing: see :mod:`course_lib.consortium`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from course_lib.blocks import SignedTransaction
from course_lib.contracts.members import FOUNDER
from course_lib.contracts.state import value_of
from course_lib.errors import InvalidTransaction

if TYPE_CHECKING:
    from course_lib.consortium.consortium import Consortium


CLOCK_TOLERANCE_MS = 5 * 60 * 1_000
"""How far a transaction's own time may be from the consortium's clock, milliseconds."""


def check_time(consortium: Consortium, signed: SignedTransaction) -> None:
    """Return if the transaction's own time is about now.

    Raises:
        InvalidTransaction: it is not.
    """
    ahead = signed.transaction.time_ms - consortium.now_ms
    if abs(ahead) > CLOCK_TOLERANCE_MS:
        raise InvalidTransaction(
            f"its time is {ahead} ms from the consortium's clock; "
            f"at most {CLOCK_TOLERANCE_MS} ms are allowed, so that nobody backdates"
        )


def endorsers(consortium: Consortium, signed: SignedTransaction) -> tuple[str, ...]:
    """The members that the policy of the transaction's contract names; none without a policy."""
    from course_lib.contracts.policy import parse

    state = consortium.replica(FOUNDER).state
    text = value_of(state.read(f"lifecycle/policy/{signed.transaction.contract}"))
    named = () if text is None else parse(str(text)).organisations
    return tuple(name for name in named if name in consortium.organisations)


def endorsed(
    consortium: Consortium, signed: SignedTransaction, by: Iterable[str]
) -> SignedTransaction:
    """The transaction with the endorsement of each organisation in ``by``.

    Raises:
        CourseError: the action fails, the endorsers see different results, or the certificate of
            one does not hold.
    """
    seen = signed.endorsement
    for name in by:
        desk = consortium.desk(name)
        check_identity(consortium, desk.key)
        mine = desk.endorse(signed)
        seen = mine if seen is None else seen.joined(mine)
    return replace(signed, endorsement=seen)


def check_identity(consortium: Consortium, key: str) -> None:
    """Return if the key is a member's, and its certificate holds now where one is asked for.

    Raises:
        NotAuthorised: not a member, or the certificate does not hold.
    """
    caller = consortium.replica(FOUNDER).caller(key)
    if consortium.trust is not None and caller.name != FOUNDER:
        consortium.trust.check_member(caller, consortium.now_ms)
