"""Signed orders, and the six questions that a cold store asks before it hands out goods.

An order is a record in canonical JSON. It says who asks (``from``) and who is asked (``to``), both
by USCC, for how many ``boxes``, and carries a ``nonce``, a number that its sender uses once. With
it come a signature over the record's canonical bytes and the sender's certificate. **All parties,
keys and orders here are synthetic**, made for the lesson on signatures.

=============  =========================================================  ======================
check          what it asks                                               what it stops
=============  =========================================================  ======================
signature      does the certificate's key fit these bytes?                an altered order
authority      did the authority that we trust sign the certificate?      a certificate home-made
dates          is the certificate in force at this moment?                an old key
revocation     has the authority taken it back?                           a stolen key
owner          is it for the organisation that the order is ``from``?     another's name
once           is the order ``to`` us, and its nonce new?                 a replay
=============  =========================================================  ======================

Left out of the real thing: how long nonces must be remembered, orders for several receivers, who
inside an organisation may sign, and all that comes before a certificate (:mod:`.authority`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from course_lib import canonical
from course_lib.canonical import JSON
from course_lib.errors import InvalidValue, shown
from course_lib.keys.certificates import Certificate, RevocationList
from course_lib.keys.pair import PrivateKey
from course_lib.units import iso

FIELDS = {"from": str, "to": str, "boxes": int, "nonce": int}


@dataclass(frozen=True, slots=True)
class SignedOrder:
    """An order as it arrives; nothing about it is believed yet.

    Args:
        record: the order: ``from`` and ``to`` as text, ``boxes`` and ``nonce`` as integers.
        signature: what is said to be the sender's signature over :attr:`message`.
        certificate: what is said to be the sender's certificate.

    Raises:
        InvalidValue: if the record has other fields than these, or values of other types.
    """

    record: Mapping[str, JSON] = field(hash=False)
    signature: bytes
    certificate: Certificate

    def __post_init__(self) -> None:
        record = self.record
        if type(record) is not dict or set(record) != set(FIELDS):
            raise InvalidValue(f"{shown(record)} is no order: give {', '.join(FIELDS)}")
        for name, kind in FIELDS.items():
            if type(record[name]) is not kind:
                raise InvalidValue(f"{name} is {shown(record[name])}: give {kind.__name__}")
        object.__setattr__(self, "record", dict(record))

    @property
    def message(self) -> bytes:
        """The bytes that are signed: the record's canonical form (RFC 8785)."""
        return canonical.encode(self.record)

    @property
    def once(self) -> tuple[JSON, JSON]:
        """What must be new: the sender and its nonce."""
        return self.record["from"], self.record["nonce"]


def sign_order(record: dict[str, JSON], key: PrivateKey, certificate: Certificate) -> SignedOrder:
    """The order, signed; that the certificate is for the same key is not looked at.

    Raises:
        InvalidValue: if the record is no order.
    """
    return SignedOrder(record, key.sign(canonical.encode(record)), certificate)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the receiver of orders knows, and which orders it remembers.

    Args:
        code: its own USCC.
        root: the certificate of the authority that it trusts.
        revocations: that authority's list in force.
        at_ms: the moment at which it decides.
        used: sender and nonce of every order that it has carried out.
    """

    code: str
    root: Certificate
    revocations: RevocationList
    at_ms: int
    used: frozenset[tuple[JSON, JSON]] = frozenset()


def findings(order: SignedOrder, desk: Desk) -> dict[str, str]:
    """What each of :data:`CHECKS` objects to, by its name; an empty text where it does not.

    Each check looks at its own question alone, so that one can see which of them a forgery meets.
    A verifier that only wants an answer calls
    :func:`~course_lib.keys.certificates.check_certificate` and stops at the first objection.
    """
    return {name: check(order, desk) for name, check in CHECKS.items()}


def refusal(order: SignedOrder, desk: Desk, skipped: str | None = None) -> str:
    """The first check that refuses the order, by name; an empty text if it is carried out.

    Args:
        order: what arrived.
        desk: who decides.
        skipped: a check that is left out, to see what it was for; None leaves none out.

    Raises:
        InvalidValue: if there is no such check.
    """
    if skipped is not None and skipped not in CHECKS:
        raise InvalidValue(f"no check {shown(skipped)}: there are {', '.join(CHECKS)}")
    found = findings(order, desk)
    return next((name for name, told in found.items() if told and name != skipped), "")


def _signature(order: SignedOrder, desk: Desk) -> str:
    key = order.certificate.public_key
    if key.accepts(order.signature, order.message):
        return ""
    return "the signature does not fit this order and this key"


def _authority(order: SignedOrder, desk: Desk) -> str:
    from course_lib.keys import x509

    if x509.is_issued_by(order.certificate.der, desk.root.der):
        return ""
    return f"the key of {desk.root.organisation} did not sign this certificate"


def _dates(order: SignedOrder, desk: Desk) -> str:
    held = order.certificate.contents
    if desk.at_ms < held.valid_from:
        return f"the certificate is not valid before {_day(held.valid_from)}"
    if desk.at_ms > held.valid_until:
        return f"the certificate expired on {_day(held.valid_until)}"
    return ""


def _revocation(order: SignedOrder, desk: Desk) -> str:
    held, listed = order.certificate.contents, desk.revocations.contents
    if not listed.issued_at <= desk.at_ms < listed.next_due:
        return "the revocation list is not the one in force"
    since = listed.revoked.get(held.serial)
    if since is None or desk.at_ms < since:
        return ""
    return f"the certificate was revoked on {_day(since)}"


def _owner(order: SignedOrder, desk: Desk) -> str:
    if order.record["from"] == order.certificate.uscc:
        return ""
    return f"the certificate is for {order.certificate.uscc}, not for the sender named"


def _once(order: SignedOrder, desk: Desk) -> str:
    if order.record["to"] != desk.code:
        return "the order is for another receiver"
    if order.once in desk.used:
        return f"number {order.record['nonce']} of this sender was carried out before"
    return ""


def _day(ms: int) -> str:
    return iso(ms, "+08:00")[:10]


CHECKS: dict[str, Callable[[SignedOrder, Desk], str]] = {
    "signature": _signature,
    "authority": _authority,
    "dates": _dates,
    "revocation": _revocation,
    "owner": _owner,
    "once": _once,
}
