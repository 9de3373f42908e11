"""X.509 certificates and revocation lists as bytes, through ``cryptography`` (RFC 5280).

:mod:`course_lib.keys.certificates` gives them meaning; here they are only built and read.
Reading is strict: exactly the form that :func:`build_certificate` writes, nothing critical beside.

Left out of the real thing: chains with authorities in between, other attributes and extensions,
certificates of SM2 keys (GB/T 20518), which ``cryptography`` can neither sign nor read. Under a
P-256 key every certificate has a twin with ``n - s`` for ``s``: compare contents, never bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from course_lib import uscc
from course_lib.errors import InvalidCertificate, InvalidValue, shown
from course_lib.keys.certificates import Contents, Revocations
from course_lib.keys.pair import PrivateKey, PublicKey

REGISTER = "NTRCN-"  # national trade register, China (ETSI EN 319 412-1, 5.1.4)
_ATTRIBUTES = (NameOID.COUNTRY_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATION_IDENTIFIER)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_READ = (x509.BasicConstraints, x509.KeyUsage)


def build_certificate(contents: Contents, issuer_key: PrivateKey) -> bytes:
    """The certificate in DER, signed; the same contents give the same bytes.

    Raises:
        InvalidValue: if the contents have no place in a certificate, such as a year before 1950.
    """
    key, issuer = contents.public_key._loaded, issuer_key.public_key._loaded
    with _values():
        builder = (
            x509.CertificateBuilder()
            .serial_number(contents.serial)
            .subject_name(_name(contents.organisation, contents.uscc))
            .issuer_name(_name(contents.issuer_organisation, contents.issuer_uscc))
            .public_key(key)
            .not_valid_before(_time(contents.valid_from))
            .not_valid_after(_time(contents.valid_until))
            .add_extension(_constraints(contents.is_authority), critical=True)
            .add_extension(_usage(contents.is_authority), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False
            )
        )
        return builder.sign(issuer_key._loaded, **_signing(issuer_key)).public_bytes(Encoding.DER)


def read_certificate(der: bytes) -> Contents:
    """What a certificate says; its signature is not looked at yet.

    Raises:
        InvalidCertificate: if it is malformed, or of another form than ours.
    """
    with _refusals("certificate", der):
        certificate = x509.load_der_x509_certificate(der)
        _require_whole_bytes(der, certificate.signature)
        is_authority = _read_extensions(certificate.extensions)
        return Contents(
            certificate.serial_number,
            *_organisation(certificate.subject),
            *_organisation(certificate.issuer),
            _public_key(certificate.public_key()),
            _milliseconds(certificate.not_valid_before_utc),
            _milliseconds(certificate.not_valid_after_utc),
            is_authority,
        )


def is_issued_by(der: bytes, issuer_der: bytes) -> bool:
    """Whether a certificate names this issuer and carries its signature."""
    issuer = x509.load_der_x509_certificate(issuer_der)
    try:
        x509.load_der_x509_certificate(der).verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def build_revocations(contents: Revocations, issuer: Contents, key: PrivateKey) -> bytes:
    """The revocation list in DER, signed (RFC 5280, 5); its number is its time in seconds.

    Raises:
        InvalidValue: if a time has no place in a list.
    """
    with _values():
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_name(issuer.organisation, issuer.uscc))
            .last_update(_time(contents.issued_at))
            .next_update(_time(contents.next_due))
            .add_extension(x509.CRLNumber(contents.issued_at // 1000), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key._loaded),
                critical=False,
            )
        )
        for serial, at in sorted(contents.revoked.items()):
            entry = x509.RevokedCertificateBuilder().serial_number(serial)
            builder = builder.add_revoked_certificate(entry.revocation_date(_time(at)).build())
        return builder.sign(key._loaded, **_signing(key)).public_bytes(Encoding.DER)


def read_revocations(der: bytes) -> Revocations:
    """What a revocation list says; its signature is not looked at yet.

    Raises:
        InvalidCertificate: if it is malformed, or of another form than ours.
    """
    with _refusals("revocation list", der):
        found = x509.load_der_x509_crl(der)
        _require_whole_bytes(der, found.signature)
        if found.next_update_utc is None or any(
            extension.critical for extension in found.extensions
        ):
            raise ValueError("it names no next list, or has a critical extension")
        _, code = _organisation(found.issuer)
        revoked = {entry.serial_number: _milliseconds(entry.revocation_date_utc) for entry in found}
        return Revocations(
            code,
            _milliseconds(found.last_update_utc),
            _milliseconds(found.next_update_utc),
            revoked,
        )


def is_list_signed_by(der: bytes, issuer_der: bytes) -> bool:
    """Whether a revocation list names this issuer and carries its signature."""
    issuer, found = x509.load_der_x509_certificate(issuer_der), x509.load_der_x509_crl(der)
    try:
        return found.issuer == issuer.subject and found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return False


def _name(organisation: str, code: str) -> x509.Name:
    values = ("CN", organisation, REGISTER + code)
    pairs = zip(_ATTRIBUTES, values, strict=True)
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs])


def _organisation(name: x509.Name) -> tuple[str, str]:
    """The organisation and its USCC, from a name that holds exactly our three attributes."""
    values = [str(attribute.value) for rdn in name.rdns for attribute in rdn]
    if [attribute.oid for attribute in name] != list(_ATTRIBUTES) or len(name.rdns) != 3:
        raise ValueError("the name is not country, organisation and organisation identifier")
    country, organisation, identifier = values
    if country != "CN" or not identifier.startswith(REGISTER):
        raise ValueError(f"{shown(identifier)} of {shown(country)} is not {REGISTER}<USCC> of 'CN'")
    return organisation, str(uscc.parse(identifier.removeprefix(REGISTER)))


def _constraints(is_authority: bool) -> x509.BasicConstraints:
    return x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None)


def _usage(is_authority: bool) -> x509.KeyUsage:
    """An authority signs certificates and lists, everybody else signs data (RFC 5280, 4.2.1.3)."""
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _read_extensions(extensions: x509.Extensions) -> bool:
    """Whether it is an authority's; what is critical and unknown is refused (RFC 5280, 4.2)."""
    unknown = [e.oid.dotted_string for e in extensions if e.critical and type(e.value) not in _READ]
    if unknown:
        raise ValueError(f"unknown critical extension {unknown[0]}")
    constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    if usage != _usage(constraints.ca):
        raise ValueError("the key's allowed uses do not fit its holder")
    return constraints.ca


def _require_whole_bytes(der: bytes, signature: bytes) -> None:
    """A bit string may say that its last bits do not count; then one text would have two forms."""
    if not der.endswith(bytes([3, len(signature) + 1, 0]) + signature):
        raise ValueError("the signature does not end with a whole byte")


def _public_key(key: object) -> PublicKey:
    if isinstance(key, ed25519.Ed25519PublicKey):
        return PublicKey("ed25519", key.public_bytes_raw())
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        raw = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return PublicKey("ecdsa-p256", raw)
    raise ValueError("the key is neither ed25519 nor ecdsa-p256")


def _signing(key: PrivateKey) -> dict[str, Any]:
    if key.algorithm == "ed25519":
        return {"algorithm": None}
    return {"algorithm": SHA256(), "ecdsa_deterministic": True}


def _time(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def _milliseconds(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(milliseconds=1)


@contextmanager
def _values() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidValue(f"no certificate can say this: {error}") from None


@contextmanager
def _refusals(what: str, der: bytes) -> Iterator[None]:
    """Whatever the parser raises over foreign bytes, it means one thing."""
    if type(der) is not bytes:
        raise InvalidCertificate(f"{shown(der)} is no {what}: give its DER bytes")
    try:
        yield
    except Exception as error:
        raise InvalidCertificate(f"this is no {what} of ours: {error}") from None
