"""The course's family of errors.

Every error says three things: what was wrong, with which value, what would be right.
Catch :class:`CourseError` to catch them all.
"""

from __future__ import annotations

import reprlib


class CourseError(Exception):
    """Anything that the course's library refuses to do."""


class InvalidValue(CourseError, ValueError):
    """An argument is of the wrong type, out of range or malformed."""


class NotCanonical(InvalidValue):
    """A value has no single canonical encoding (a float, a huge integer, an unsafe key)."""


class InvalidProof(CourseError):
    """A Merkle proof does not lead from the leaf to the root it claims."""


class InvalidSignature(CourseError):
    """A signature was not made by this key over this message."""


class InvalidTransaction(CourseError):
    """A transaction is malformed, wrongly signed or repeated."""


class InvalidBlock(CourseError):
    """A block does not follow from its parent, or its contents do not match its header."""


class LedgerError(CourseError):
    """A ledger file cannot be opened, read or written."""


class InvalidDocument(CourseError):
    """A business document breaks its standard; ``path`` points at the fault.

    Args:
        path: where the fault is, such as ``$.epcisBody.eventList[0].action``.
        problem: what is wrong there, with which value, and what would be right.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class NotAuthorised(CourseError):
    """A member asks for something that its role or its certificate does not allow."""


class InvalidCertificate(NotAuthorised):
    """A certificate or a revocation list is malformed, altered, or not from the trusted issuer."""


class InvalidSeal(CourseError):
    """A sealed text does not open: the key is another, or the text has been changed."""


class KeyFileError(CourseError):
    """A private-key file cannot be read, written or opened with this password."""


class ContractError(CourseError):
    """A contract's guard refused an action; the action left no trace."""


class ReadConflict(CourseError):
    """What a transaction read when it was endorsed has been written since (MVCC)."""


class NotInstalled(CourseError):
    """The ledger puts a contract's code in charge that this replica does not have."""


def shown(value: object) -> str:
    """A value as an error message shows it: at most 60 characters, whatever the value."""
    if type(value) is int and abs(value) >= 10**40:
        return f"an integer of {value.bit_length()} bits"
    if type(value) is str:
        return repr(value) if len(value) <= 60 else f"{value[:45]!r}... ({len(value)} characters)"
    if type(value) is bytes and len(value) > 24:
        return f"bytes {value[:12].hex()}... ({len(value)} bytes)"
    text = reprlib.repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
