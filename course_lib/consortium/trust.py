"""Whom the consortium believes: the authority whose certificates its members show.

Left out of the real thing: several authorities, one for each organisation (Fabric's membership
service providers), and fetching revocation lists.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.canonical import JSON
from course_lib.contracts.context import Caller
from course_lib.errors import NotAuthorised
from course_lib.keys import PublicKey
from course_lib.keys.certificates import Certificate, RevocationList, check_certificate


@dataclass(frozen=True, slots=True)
class Trust:
    """An authority's own certificate, and its revocation list in force."""

    root: Certificate
    revocations: RevocationList

    def check(self, certificate: Certificate, key: str, at_ms: int) -> None:
        """Return if the certificate ties this key to its organisation at this moment.

        Raises:
            InvalidCertificate: it is altered, or from another authority.
            NotAuthorised: it is revoked, not valid at this moment, or for another key.
        """
        check_certificate(
            certificate,
            root=self.root,
            at_ms=at_ms,
            revocations=self.revocations,
            public_key=PublicKey.from_text(key),
        )

    def profile(self, certificate: Certificate | None, key: str, at_ms: int) -> dict[str, JSON]:
        """What goes into a new member's profile, after :meth:`check`.

        Raises:
            NotAuthorised: there is no certificate, or it does not hold.
        """
        if certificate is None:
            raise NotAuthorised("whoever is admitted here shows a certificate of the authority")
        self.check(certificate, key, at_ms)
        return {"certificate": certificate.to_pem(), "uscc": certificate.uscc}

    def check_member(self, member: Caller, at_ms: int) -> None:
        """The same for a member, whose certificate is in its profile on the ledger."""
        pem = member.profile.get("certificate")
        if not isinstance(pem, str):
            raise NotAuthorised(f"{member.name} was admitted without a certificate; admit it anew")
        self.check(Certificate.from_pem(pem), member.key, at_ms)
