"""Certificates: an authority's signed word that a public key belongs to an organisation.

A signature proves which key signed, not whose key it is. A certificate (X.509, RFC 5280) ties the
key to an organisation's name and its USCC (:mod:`course_lib.uscc`) for a span of time. The subject
has three attributes:

====================  ========  =======================================================
attribute             OID       value
====================  ========  =======================================================
country               2.5.4.6   ``CN``
organisation          2.5.4.10  the name, as registered
organisation          2.5.4.97  ``NTRCN-`` and the USCC: national trade register,
identifier                      China (ETSI EN 319 412-1, 5.1.4)
====================  ========  =======================================================

The third has a published meaning everywhere; Chinese authorities use extensions of their own
(GB/T 20518) for the same purpose.

What was promised too early, a revocation list takes back: the authority's signed list of serial
numbers, with the day on which the next list is due. :func:`check_certificate` is what a verifier
asks before it believes a key. No clock is read: the caller says at which moment to check.

Keys are Ed25519 or ECDSA P-256; certificates of SM2 keys (GB/T 20518) are left out, because
``cryptography`` cannot sign them. Also left out: authorities under authorities, the proof that an
applicant holds the private key (PKCS #10), asking online (OCSP, RFC 6960), reasons for revoking.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from course_lib.errors import InvalidCertificate, InvalidValue, NotAuthorised, shown
from course_lib.keys.pair import PublicKey
from course_lib.units import iso

_FIRST, _LAST = "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a certificate says; times in milliseconds since the Unix epoch, whole seconds."""

    serial: int
    organisation: str
    uscc: str
    issuer_organisation: str
    issuer_uscc: str
    public_key: PublicKey
    valid_from: int
    valid_until: int
    is_authority: bool


@dataclass(frozen=True, slots=True)
class Revocations:
    """What a revocation list says: the time of each by serial number, and when the next is due."""

    issuer_uscc: str
    issued_at: int
    next_due: int
    revoked: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate, read but not yet believed: that takes :func:`check_certificate`.

    Args:
        der: its bytes (ASN.1 DER, RFC 5280, 4.1).

    Raises:
        InvalidCertificate: if they are malformed, of another form than ours, or name a USCC whose
            check character is wrong.
    """

    der: bytes
    contents: Contents = field(init=False, compare=False)

    def __post_init__(self) -> None:
        from course_lib.keys import x509

        object.__setattr__(self, "contents", x509.read_certificate(self.der))

    @property
    def organisation(self) -> str:
        """The name of the organisation that holds the key."""
        return self.contents.organisation

    @property
    def uscc(self) -> str:
        """The USCC of the organisation that holds the key."""
        return self.contents.uscc

    @property
    def public_key(self) -> PublicKey:
        """The key."""
        return self.contents.public_key

    def to_pem(self) -> str:
        """The certificate as text (RFC 7468, 5); one certificate has one text."""
        digits = base64.b64encode(self.der).decode()
        lines = [digits[at : at + 64] + "\n" for at in range(0, len(digits), 64)]
        return _FIRST + "".join(lines) + _LAST

    @staticmethod
    def from_pem(text: str) -> Certificate:
        """The certificate that :meth:`to_pem` wrote.

        Raises:
            InvalidCertificate: if the text is not exactly what :meth:`to_pem` writes.
        """
        try:
            if type(text) is not str:
                raise ValueError("give text")
            middle = text.removeprefix(_FIRST).removesuffix(_LAST).replace("\n", "")
            certificate = Certificate(base64.b64decode(middle, validate=True))
            if certificate.to_pem() != text:
                raise ValueError("its lines are not as RFC 7468 has them")
        except (ValueError, binascii.Error) as error:
            raise InvalidCertificate(f"{shown(text)} is no PEM certificate: {error}") from None
        return certificate


@dataclass(frozen=True, slots=True)
class RevocationList:
    """An authority's list of revoked certificates (RFC 5280, 5), read but not yet believed.

    Args:
        der: its bytes.

    Raises:
        InvalidCertificate: if they are malformed or of another form than ours.
    """

    der: bytes
    contents: Revocations = field(init=False, compare=False)

    def __post_init__(self) -> None:
        from course_lib.keys import x509

        object.__setattr__(self, "contents", x509.read_revocations(self.der))


def check_certificate(
    certificate: Certificate,
    *,
    root: Certificate,
    at_ms: int,
    revocations: RevocationList,
    uscc: str | None = None,
    public_key: PublicKey | None = None,
) -> None:
    """Return if the certificate can be believed at a moment, else raise.

    Args:
        certificate: the one that somebody shows.
        root: the authority's own certificate, which the verifier got by a way it trusts.
        at_ms: the moment to check for, such as the time of the block.
        revocations: the authority's list in force at that moment.
        uscc: the organisation that it should be for, or None if any will do.
        public_key: the key that it should be for, or None if any will do.

    Raises:
        InvalidCertificate: certificate or list is altered, or not from this authority.
        NotAuthorised: not valid yet or no longer, revoked, the list overdue, or for another
            organisation or key.
    """
    _refuse_foreign(certificate, root, revocations)
    held, listed = certificate.contents, revocations.contents
    _refuse_outside(root.contents, at_ms, "the authority's own certificate")
    _refuse_outside(held, at_ms, f"the certificate of {held.organisation}")
    if not listed.issued_at <= at_ms < listed.next_due:
        raise NotAuthorised(
            f"the revocation list holds from {iso(listed.issued_at)} until {iso(listed.next_due)}, "
            f"not at {iso(at_ms)}: get the one in force, or a revoked key would pass"
        )
    if at_ms >= listed.revoked.get(held.serial, at_ms + 1):
        since = iso(listed.revoked[held.serial])
        raise NotAuthorised(f"the certificate of {held.organisation} is revoked since {since}")
    if uscc not in (None, held.uscc):
        raise NotAuthorised(f"the certificate is for {held.uscc}, not for {shown(uscc)}")
    if public_key not in (None, held.public_key):
        raise NotAuthorised(
            f"the certificate of {held.organisation} is for the key "
            f"{held.public_key.fingerprint[:16]}…, not for the one used"
        )


def _refuse_foreign(
    certificate: Certificate, root: Certificate, revocations: RevocationList
) -> None:
    if not root.contents.is_authority:
        raise InvalidCertificate(
            f"{root.organisation} is no authority: its certificate does not let it issue others"
        )
    if certificate.contents.is_authority:
        raise InvalidCertificate(
            f"this certificate makes {certificate.organisation} an authority, not a member"
        )
    if not _is_issued_by(certificate.der, root.der):
        raise InvalidCertificate(
            f"the certificate that names {certificate.organisation} is not signed by "
            f"{root.organisation}: it is altered, or another issuer made it"
        )
    if not _is_list_of(revocations.der, root):
        raise InvalidCertificate(
            f"the revocation list is not signed by {root.organisation}: it is altered, or another's"
        )


def _refuse_outside(contents: Contents, at_ms: int, what: str) -> None:
    if type(at_ms) is not int:
        raise InvalidValue(f"{shown(at_ms)} is no moment: give integer milliseconds")
    if at_ms < contents.valid_from:
        raise NotAuthorised(f"{what} is not valid before {iso(contents.valid_from)}")
    if at_ms > contents.valid_until:
        raise NotAuthorised(f"{what} expired at {iso(contents.valid_until)}")


@lru_cache(maxsize=4096)
def _is_issued_by(der: bytes, issuer_der: bytes) -> bool:
    """Remembered, since a consortium meets the same few certificates in every block."""
    from course_lib.keys import x509

    return x509.is_issued_by(der, issuer_der)


@lru_cache(maxsize=64)
def _is_list_of(der: bytes, root: Certificate) -> bool:
    from course_lib.keys import x509

    return x509.is_list_signed_by(der, root.der)
