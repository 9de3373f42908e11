"""A certificate authority 证书颁发机构: it says which key belongs to which organisation.

Everything it signs is determined by what it is told: the same authority and the same request give
the same certificate, byte for byte. A serial number is a digest of the request, so that no two
certificates share one and nothing has to be counted.

Left out of the real thing: everything that makes its word worth something. It checks that a USCC is
well formed, not that the applicant is that organisation; a licensed authority (Electronic Signature
Law 电子签名法, articles 16 to 18) looks at the register, the papers and the person.
"""

from __future__ import annotations

from dataclasses import replace

from course_lib import canonical, uscc
from course_lib.errors import InvalidCertificate, InvalidValue, shown
from course_lib.hashing import tagged
from course_lib.keys.certificates import Certificate, Contents, RevocationList, Revocations
from course_lib.keys.pair import PrivateKey, PublicKey
from course_lib.units import iso

ALGORITHMS = ("ed25519", "ecdsa-p256")
_LONGEST_NAME = 64  # X.520, ub-organization-name
_SERIAL_BYTES = 16  # RFC 5280, 4.1.2.2, allows 20


class CertificateAuthority:
    """Issues and revokes certificates under one key.

    Args:
        organisation: the authority's own name.
        code: the authority's own USCC.
        key: its private key, ``ed25519`` or ``ecdsa-p256``.
        valid_from: first moment of its own certificate, milliseconds, whole seconds.
        valid_until: last moment.

    Raises:
        InvalidValue: if a name, a code, a key or a time is not as described.
    """

    def __init__(
        self, organisation: str, code: str, key: PrivateKey, *, valid_from: int, valid_until: int
    ) -> None:
        self._key = key
        self._revoked: dict[int, int] = {}
        self.certificate = self._sign(
            Contents(
                serial=0,
                organisation=organisation,
                uscc=code,
                issuer_organisation=organisation,
                issuer_uscc=code,
                public_key=key.public_key,
                valid_from=valid_from,
                valid_until=valid_until,
                is_authority=True,
            )
        )

    def issue(
        self,
        organisation: str,
        code: str,
        public_key: PublicKey,
        *,
        valid_from: int,
        valid_until: int,
    ) -> Certificate:
        """A certificate that ties the key to the organisation.

        Args:
            organisation: its name as registered, 1 to 64 printable characters.
            code: its USCC.
            public_key: its key, ``ed25519`` or ``ecdsa-p256``.
            valid_from: first moment, milliseconds since the Unix epoch, whole seconds.
            valid_until: last moment; within the authority's own span.

        Raises:
            InvalidValue: if one of them is not as described.
        """
        own = self.certificate.contents
        if type(valid_from) is type(valid_until) is int and not (
            own.valid_from <= valid_from and valid_until <= own.valid_until
        ):
            raise InvalidValue(
                f"a certificate must lie within the authority's own, from {iso(own.valid_from)} "
                f"until {iso(own.valid_until)}"
            )
        return self._sign(
            Contents(
                serial=0,
                organisation=organisation,
                uscc=code,
                issuer_organisation=own.organisation,
                issuer_uscc=own.uscc,
                public_key=public_key,
                valid_from=valid_from,
                valid_until=valid_until,
                is_authority=False,
            )
        )

    def revoke(self, certificate: Certificate, at_ms: int) -> None:
        """Take a certificate back from a moment on; :meth:`revocations` tells the world.

        Raises:
            InvalidCertificate: if this authority did not issue it.
            InvalidValue: if it is revoked already, or the time is not in whole seconds.
        """
        from course_lib.keys import x509

        if not x509.is_issued_by(certificate.der, self.certificate.der):
            raise InvalidCertificate(f"the certificate of {certificate.organisation} is not ours")
        serial = certificate.contents.serial
        if serial in self._revoked:
            raise InvalidValue(f"it is revoked already, since {iso(self._revoked[serial])}")
        self._revoked[serial] = _whole_seconds(at_ms)

    def revocations(self, at_ms: int, next_due: int) -> RevocationList:
        """The signed list of what is revoked at a moment.

        Args:
            at_ms: the moment, milliseconds since the Unix epoch, whole seconds.
            next_due: when the next list is due; a verifier refuses this one from then on.

        Raises:
            InvalidValue: unless ``next_due`` is later than ``at_ms``, both in whole seconds.
        """
        from course_lib.keys import x509

        if _whole_seconds(at_ms) >= _whole_seconds(next_due):
            raise InvalidValue(f"the next list is due after this one, not at {shown(next_due)}")
        own = self.certificate.contents
        known = {serial: since for serial, since in self._revoked.items() if since <= at_ms}
        listed = Revocations(own.uscc, at_ms, next_due, known)
        return RevocationList(x509.build_revocations(listed, own, self._key))

    def _sign(self, contents: Contents) -> Certificate:
        from course_lib.keys import x509

        _refuse_malformed(contents, self._key)
        request = canonical.encode(
            [
                self._key.public_key.to_text(),
                contents.organisation,
                contents.uscc,
                contents.public_key.to_text(),
                contents.valid_from,
                contents.valid_until,
            ]
        )
        digest = tagged("lianke/certificate-serial", request)[:_SERIAL_BYTES]
        serial = int.from_bytes(digest, "big") + 1  # never zero
        return Certificate(x509.build_certificate(replace(contents, serial=serial), self._key))


def _refuse_malformed(contents: Contents, key: PrivateKey) -> None:
    name = contents.organisation
    if type(name) is not str or not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise InvalidValue(
            f"{shown(name)} is no name of an organisation: give 1 to {_LONGEST_NAME} "
            "printable characters"
        )
    uscc.parse(contents.uscc)
    for public_key in (contents.public_key, key.public_key):
        if public_key.algorithm not in ALGORITHMS:
            raise InvalidValue(
                f"no certificate for {public_key.algorithm} keys: use {' or '.join(ALGORITHMS)}"
            )
    if _whole_seconds(contents.valid_from) >= _whole_seconds(contents.valid_until):
        raise InvalidValue("a certificate is valid from an earlier moment until a later one")


def _whole_seconds(ms: int) -> int:
    if type(ms) is not int or ms % 1000:
        raise InvalidValue(f"{shown(ms)} is no X.509 time: give milliseconds in whole seconds")
    return ms
