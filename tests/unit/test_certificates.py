"""Certificates: what is believed, and every way in which one must not be."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import uscc
from course_lib.errors import CourseError, InvalidCertificate, InvalidValue, NotAuthorised
from course_lib.keys import PrivateKey, generate, teaching_seed
from course_lib.keys import x509 as room
from course_lib.keys.authority import ALGORITHMS, CertificateAuthority
from course_lib.keys.certificates import Certificate, RevocationList, check_certificate
from course_lib.units import milliseconds

DAY = 86_400_000
START, END = milliseconds("2024-01-01T00:00:00Z"), milliseconds("2034-01-01T00:00:00Z")
UNTIL = START + 365 * DAY
ALICE_CODE, BOB_CODE = "91350100M000100Y43", uscc.compose("91310000", "MA1FL0B0")
AUTHORITY_CODE = uscc.compose("91110000", "MA01CA00")
ALICE, BOB = (generate("ecdsa-p256", teaching_seed(name)) for name in ("Alice", "Bob"))


def authority(
    algorithm: str = "ed25519", name: str = "链课证书中心", seed: str = "CA"
) -> CertificateAuthority:
    key = generate(algorithm, teaching_seed(seed))
    return CertificateAuthority(name, AUTHORITY_CODE, key, valid_from=START, valid_until=END)


def issued(
    ca: CertificateAuthority, key: PrivateKey = ALICE, code: str = ALICE_CODE
) -> Certificate:
    return ca.issue("甲食品公司", code, key.public_key, valid_from=START + DAY, valid_until=UNTIL)


CA = authority()
CERTIFICATE = issued(CA)
LIST = CA.revocations(START, END)


def checked(certificate: Certificate = CERTIFICATE, **changes: object) -> None:
    usual = {"root": CA.certificate, "at_ms": START + 9 * DAY, "revocations": LIST}
    check_certificate(certificate, **{**usual, **changes})


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("member", ALGORITHMS)
def test_what_is_believed(algorithm: str, member: str) -> None:
    ca, key = authority(algorithm), generate(member, teaching_seed("Alice"))
    certificate = issued(ca, key)
    assert (certificate.organisation, certificate.uscc) == ("甲食品公司", ALICE_CODE)
    assert certificate.public_key == key.public_key
    checked(
        certificate,
        root=ca.certificate,
        revocations=ca.revocations(START, END),
        uscc=ALICE_CODE,
        public_key=key.public_key,
    )
    assert certificate.der == issued(authority(algorithm), key).der
    assert Certificate.from_pem(certificate.to_pem()) == certificate


def test_both_ends_of_validity_count() -> None:
    checked(at_ms=START + DAY)
    checked(at_ms=UNTIL)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"at_ms": START + DAY - 1}, r"not valid before 2024-01-02T08:00:00\+08:00"),
        ({"at_ms": UNTIL + 1}, r"expired at 2024-12-31T08:00:00\+08:00"),
        ({"at_ms": START - 1}, "authority's own certificate is not valid before"),
        ({"uscc": BOB_CODE}, f"is for {ALICE_CODE}, not for '{BOB_CODE}'"),
        ({"public_key": BOB.public_key}, "not for the one used"),
        ({"revocations": CA.revocations(START, START + 9 * DAY)}, "the revocation list holds"),
        ({"revocations": CA.revocations(START + 10 * DAY, END)}, "the revocation list holds"),
    ],
)
def test_what_is_not_authorised(changes: dict[str, object], words: str) -> None:
    with pytest.raises(NotAuthorised, match=words) as found:
        checked(**changes)
    assert not isinstance(found.value, InvalidCertificate)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_revoked_from_its_moment_on(algorithm: str) -> None:
    ca = authority(algorithm)
    alice, bob = issued(ca), issued(ca, BOB, BOB_CODE)
    ca.revoke(alice, START + 5 * DAY)
    believed = {"root": ca.certificate, "revocations": ca.revocations(START + 5 * DAY, END)}
    checked(bob, **believed)
    with pytest.raises(NotAuthorised, match=r"revoked since 2024-01-06T08:00:00\+08:00"):
        checked(alice, **believed)
    with pytest.raises(NotAuthorised, match="revoked since"):
        checked(alice, **believed, at_ms=START + 5 * DAY)
    assert ca.revocations(START, END).contents.revoked == {}, "a list knows nothing of the future"
    before = {"revocations": ca.revocations(START, END), "at_ms": START + 5 * DAY - 1}
    checked(alice, root=ca.certificate, **before)
    with pytest.raises(InvalidValue, match="revoked already"):
        ca.revoke(alice, START + 6 * DAY)
    with pytest.raises(InvalidCertificate, match="is not ours"):
        authority(seed="other").revoke(alice, START)


def test_another_issuer_of_the_same_name_is_not_believed() -> None:
    impostor = authority(seed="Mallory")
    assert impostor.certificate.organisation == CA.certificate.organisation
    with pytest.raises(InvalidCertificate, match="not signed by 链课证书中心"):
        checked(issued(impostor))
    with pytest.raises(InvalidCertificate, match="revocation list is not signed by"):
        checked(revocations=impostor.revocations(START, END))
    with pytest.raises(InvalidCertificate, match="not signed by"):
        checked(root=authority(name="别的中心").certificate)
    with pytest.raises(InvalidCertificate, match="revocation list is not signed by"):
        checked(revocations=authority(name="别的中心").revocations(START, END))


def test_a_member_cannot_issue_and_a_root_is_no_member() -> None:
    with pytest.raises(InvalidCertificate, match="is no authority"):
        checked(root=CERTIFICATE)
    with pytest.raises(InvalidCertificate, match="an authority, not a member"):
        checked(CA.certificate)


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_no_changed_byte_is_believed() -> None:
    """Every byte of a certificate and of a list, in four ways."""
    kinds = {"unread": 0, "unbelieved": 0}
    for good, load, name in (
        (CERTIFICATE.der, Certificate, "certificate"),
        (LIST.der, RevocationList, "revocations"),
    ):
        for place in range(len(good)):
            for flip in (1, 2, 4, 128):
                bad = good[:place] + bytes([good[place] ^ flip]) + good[place + 1 :]
                try:
                    loaded = load(bad)
                except InvalidCertificate:
                    kinds["unread"] += 1
                    continue
                with pytest.raises(InvalidCertificate):
                    checked(**{name: loaded})
                kinds["unbelieved"] += 1
    print(kinds)
    assert min(kinds.values()) > 100


def test_a_signature_ends_with_a_whole_byte() -> None:
    """A bit string that calls its last zero bits unused would be a second form of one text."""
    lists = (CA.revocations(START, END - second * 1000).der for second in range(100))
    made = (
        CA.issue("甲", ALICE_CODE, BOB.public_key, valid_from=START, valid_until=END - s * 1000).der
        for s in range(100)
    )
    for load, forms in ((RevocationList, lists), (Certificate, made)):
        good = next(der for der in forms if der[-1] % 8 == 0)
        load(good)
        for unused in (1, 2, 3):
            with pytest.raises(InvalidCertificate, match="whole byte"):
                load(good[:-65] + bytes([unused]) + good[-64:])


def forged(code: str = ALICE_CODE, name: str = "甲", key=None, **others: object) -> bytes:
    """A certificate as a careless or lying authority might build it, with CA's own key."""
    attributes = [
        x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, name),
        x509.NameAttribute(x509.NameOID.ORGANIZATION_IDENTIFIER, "NTRCN-" + code),
        *others.get("attributes", []),
    ]
    moment = datetime(2024, 1, 2, tzinfo=UTC)
    root = x509.load_der_x509_certificate(CA.certificate.der)
    builder = (
        x509.CertificateBuilder()
        .serial_number(7)
        .subject_name(x509.Name(attributes))
        .issuer_name(root.subject)
        .public_key(key or ALICE._loaded.public_key())
        .not_valid_before(moment)
        .not_valid_after(moment.replace(year=2026))
        .add_extension(room._constraints(False), critical=True)
        .add_extension(others.get("usage", room._usage(False)), critical=True)
    )
    for extension in others.get("extensions", []):
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(CA._key._loaded, None).public_bytes(Encoding.DER)


def test_what_the_authoritys_own_key_cannot_make_right() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    checked(Certificate(forged()))  # the forge works: what follows fails for its own reason
    other_curve = ec.generate_private_key(ec.SECP384R1()).public_key()
    rsa_key = rsa.generate_private_key(65537, 2048).public_key()
    extra = x509.NameAttribute(x509.NameOID.COMMON_NAME, "甲")
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    for arguments, words in (
        ({"code": "91350100M000100Y44"}, "is '4' and would be '3'"),
        ({"code": "91350100M000100Y4"}, "give 18 characters"),
        ({"attributes": [extra]}, "the name is not country"),
        ({"extensions": [unknown]}, r"unknown critical extension 1\.2\.3\.4"),
        ({"usage": room._usage(True)}, "allowed uses do not fit"),
        ({"key": other_curve}, "neither ed25519 nor ecdsa-p256"),
        ({"key": rsa_key}, "neither ed25519 nor ecdsa-p256"),
    ):
        with pytest.raises(InvalidCertificate, match=words):
            Certificate(forged(**arguments))


@settings(max_examples=200)
@given(
    st.one_of(st.binary(max_size=300), st.none(), st.text(max_size=20), st.integers()), st.data()
)
def test_foreign_bytes_end_in_our_errors(junk: object, data: st.DataObject) -> None:
    good = CERTIFICATE.der
    at = data.draw(st.integers(0, len(good) - 1))
    size = data.draw(st.integers(0, 8))
    spliced = good[:at] + data.draw(st.binary(max_size=8)) + good[at + size :]
    for load, bad in ((Certificate, junk), (RevocationList, junk), (Certificate.from_pem, junk)):
        with pytest.raises(InvalidCertificate):
            load(bad)
    if spliced != good:
        with pytest.raises(InvalidCertificate):
            checked(Certificate(spliced))


def test_one_certificate_has_one_text() -> None:
    text = CERTIFICATE.to_pem()
    for other in (text.strip(), text.replace("\n", "\r\n"), text + "\n", text[:-40], "x" + text):
        with pytest.raises(InvalidCertificate):
            Certificate.from_pem(other)


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": ""},
        {"organisation": "甲" * 65},
        {"organisation": "甲\n乙"},
        {"organisation": None},
        {"code": "91350100M000100Y44"},
        {"code": None},
        {"public_key": generate("sm2", teaching_seed("Alice")).public_key},
        {"valid_from": START - 1000},
        {"valid_from": START + 1},
        {"valid_from": None},
        {"valid_from": UNTIL, "valid_until": START},
        {"valid_until": END + 1000},
        {"valid_until": 10**30},
    ],
)
def test_requests_that_no_authority_grants(change: dict[str, object]) -> None:
    request = {
        "organisation": "甲", "code": ALICE_CODE, "public_key": ALICE.public_key,
        "valid_from": START, "valid_until": UNTIL,
    }  # fmt: skip
    assert CA.issue(**request)
    with pytest.raises(InvalidValue):
        CA.issue(**{**request, **change})


def test_times_that_x509_cannot_say() -> None:
    key = generate("ed25519", teaching_seed("CA"))
    for first, last in ((-(10**13), END), (START, 10**15), (0.5, END), (START, START)):
        with pytest.raises(InvalidValue):
            CertificateAuthority("甲", AUTHORITY_CODE, key, valid_from=first, valid_until=last)
    for at, due in ((START, START), (START + 1, END), (START, None), (START, 10**15)):
        with pytest.raises(InvalidValue):
            CA.revocations(at, due)
    for moment in (None, 1.5, "now"):
        with pytest.raises(InvalidValue, match="integer milliseconds"):
            checked(at_ms=moment)


def test_a_refused_revocation_changes_nothing() -> None:
    ca = authority()
    with pytest.raises(InvalidValue, match="whole seconds"):
        ca.revoke(issued(ca), START + 1)
    assert ca.revocations(START, END).contents.revoked == {}


def test_serial_numbers_differ_with_everything_that_is_certified() -> None:
    made = [
        CERTIFICATE,
        issued(CA, BOB),
        issued(CA, ALICE, BOB_CODE),
        issued(authority(seed="other")),
        CA.issue("乙", ALICE_CODE, ALICE.public_key, valid_from=START + DAY, valid_until=UNTIL),
        CA.issue("甲食品公司", ALICE_CODE, ALICE.public_key, valid_from=START, valid_until=UNTIL),
    ]
    serials = [certificate.contents.serial for certificate in made]
    assert len(set(serials)) == len(serials)
    assert all(0 < serial < 2**159 for serial in serials)  # RFC 5280, 4.1.2.2


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl program on this machine")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_openssl_agrees(tmp_path: Path, algorithm: str) -> None:
    """An independent verifier accepts chain and list, and refuses what is revoked."""
    ca = authority(algorithm)
    certificate = issued(ca)
    root, leaf, listed = (tmp_path / name for name in ("root.pem", "leaf.pem", "list.pem"))
    root.write_text(ca.certificate.to_pem())
    leaf.write_text(certificate.to_pem())

    def verdict() -> str:
        found = x509.load_der_x509_crl(ca.revocations(START + 2 * DAY, END).der)
        listed.write_bytes(found.public_bytes(Encoding.PEM))
        moment = str((START + 3 * DAY) // 1000)
        done = subprocess.run(
            ["openssl", "verify", "-attime", moment, "-crl_check", "-x509_strict",
             "-CAfile", root, "-CRLfile", listed, leaf],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    assert verdict().endswith("leaf.pem: OK\n")
    ca.revoke(certificate, START + 2 * DAY)
    assert "certificate revoked" in verdict()


def test_all_errors_are_of_the_family() -> None:
    assert issubclass(InvalidCertificate, NotAuthorised)
    assert issubclass(NotAuthorised, CourseError)
