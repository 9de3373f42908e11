"""Ask for an action without sending it: read its arguments, run it on the caller's replica.

Left out of the real thing: what happens between trying an action out and its place in a block.
"""

from __future__ import annotations

from course_lib.blocks import Transaction
from course_lib.canonical import JSON
from course_lib.consortium import Consortium
from course_lib.contracts.context import Receipt
from course_lib.contracts.state import Journal
from course_lib.errors import InvalidValue, shown


def read_arguments(text: str) -> dict[str, JSON]:
    """Arguments written as ``name=value, name=value``; a value of digits is a whole number.

    Raises:
        InvalidValue: a part has no name or no ``=``, or a name stands twice.
    """
    found: dict[str, JSON] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not name or not sign or name in found:
            raise InvalidValue(f"cannot read {shown(part)}: write number=A1, fen=500")
        whole = value.removeprefix("-")
        found[name] = int(value) if whole.isascii() and whole.isdigit() else value
    return found


def tried(
    chain: Consortium, who: str, contract: str, action: str, arguments: dict[str, JSON]
) -> tuple[Receipt, Journal, Journal]:
    """Run an action on the caller's replica, sending nothing: receipt, journal, what is kept."""
    replica, key = chain.replica(who), chain.desk(who).key
    tx = Transaction(
        chain=chain.name, contract=contract, action=action, arguments=arguments,
        sender=key, nonce=1, time_ms=chain.now_ms,
    )  # fmt: skip
    journal = Journal(replica.state)
    receipt, kept = replica.runtime.execute(replica.state, tx, replica.caller(key), journal)
    return receipt, journal, kept


def counted(steps: int) -> str:
    """Such as ``"1 step"``."""
    return f"{steps} step" if steps == 1 else f"{steps} steps"
