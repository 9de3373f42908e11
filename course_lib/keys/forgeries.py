"""Synthetic companies with real keys and certificates, and eight ways to forge an order of theirs.

Everything is made anew from names, so it is the same on every machine. **No company, code or order
here exists**; the keys are :func:`~course_lib.keys.teaching_seed` keys, which keep no secret.

Left out of the real thing: forgers who steal a key unnoticed, bribe a clerk of the authority, or
make a manager sign what he has not read. No check of a signature stops these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from course_lib import uscc
from course_lib.canonical import JSON
from course_lib.errors import InvalidValue, shown
from course_lib.keys.authority import CertificateAuthority
from course_lib.keys.certificates import Certificate
from course_lib.keys.orders import Desk, SignedOrder, sign_order
from course_lib.keys.pair import PrivateKey, generate, teaching_seed
from course_lib.units import milliseconds


@dataclass(frozen=True, slots=True)
class Company:
    """A synthetic company: its English and its registered name, and its USCC."""

    name: str
    zh: str
    code: str

    @property
    def key(self) -> PrivateKey:
        """Its private key, of ``ecdsa-p256``."""
        return _key(self.name)


def _company(name: str, zh: str, body: str) -> Company:
    return Company(name, zh, uscc.compose("91110000", body))


AUTHORITY = _company("Lianke CA", "链课证书中心", "MA00CA00")
STORE = _company("North Cold Store", "北方冷库", "MA00NC01")
SOUTH = _company("South Cold Store", "南方冷库", "MA00NC02")
ANHE = _company("Anhe Foods", "安和食品", "MA00AH10")
BODA = _company("Boda Trading", "博达商贸", "MA00BD20")
CHENGUANG = _company("Chenguang Markets", "晨光超市", "MA00CG30")
DONGLI = _company("Dongli Trade", "东力商行", "MA00DL40")
COMPANIES = (ANHE, BODA, CHENGUANG, DONGLI)

OPENED, FROM, UNTIL, CLOSES = (
    milliseconds(f"{year}-01-01T00:00:00+08:00") for year in (2023, 2024, 2026, 2033)
)
LOST = milliseconds("2024-05-20T09:00:00+08:00")
TODAY, TOMORROW = (milliseconds(f"2024-06-0{day}T00:00:00+08:00") for day in (3, 4))
NOW = milliseconds("2024-06-03T10:00:00+08:00")


@cache
def _key(name: str) -> PrivateKey:
    return generate("ecdsa-p256", teaching_seed(name))


def open_authority(seed: str = AUTHORITY.name) -> CertificateAuthority:
    """A new authority of that name and code; with another seed it is an impostor's."""
    key = _key(seed)
    return CertificateAuthority(
        AUTHORITY.zh, AUTHORITY.code, key, valid_from=OPENED, valid_until=CLOSES
    )


def certify(
    company: Company, authority: CertificateAuthority, key: PrivateKey | None = None
) -> Certificate:
    """A certificate for the company's key, or for another key, for the years 2024 and 2025."""
    public_key = (key or company.key).public_key
    return authority.issue(company.zh, company.code, public_key, valid_from=FROM, valid_until=UNTIL)


@cache
def _world() -> tuple[CertificateAuthority, dict[str, Certificate]]:
    """The authority, with the certificate of Boda's lost key revoked, and what it has issued."""
    authority = open_authority()
    held = {company.name: certify(company, authority) for company in COMPANIES}
    held["old"] = authority.issue(
        ANHE.zh, ANHE.code, _key("Anhe, old").public_key, valid_from=OPENED, valid_until=FROM
    )
    held["lost"] = certify(BODA, authority, _key("Boda, lost"))
    authority.revoke(held["lost"], LOST)
    return authority, held


def desk() -> Desk:
    """The cold store's desk in the morning of 3 June 2024: nothing carried out yet."""
    authority, _ = _world()
    return Desk(STORE.code, authority.certificate, authority.revocations(TODAY, TOMORROW), NOW)


def order(sender: Company, boxes: int, nonce: int, to: Company = STORE) -> SignedOrder:
    """An order as its sender signs it, with the sender's own certificate."""
    return sign_order(_record(sender, boxes, nonce, to), sender.key, _world()[1][sender.name])


def _record(sender: Company, boxes: int, nonce: int, to: Company) -> dict[str, JSON]:
    return {"from": sender.code, "to": to.code, "boxes": boxes, "nonce": nonce}


def honest() -> tuple[SignedOrder, ...]:
    """Three orders of the day."""
    return order(ANHE, 40, 7), order(BODA, 25, 3), order(CHENGUANG, 60, 12)


def _claim(sender: Company, seed: str, certificate: Certificate) -> SignedOrder:
    """An order for 400 boxes in the name of a company, under some other key and certificate."""
    return sign_order(_record(sender, 400, 99, STORE), _key(seed), certificate)


def _altered_order() -> SignedOrder:
    true = order(ANHE, 40, 9)  # caught on its way, so that its number is new
    return replace(true, record={**true.record, "boxes": 400})


def _self_made_authority() -> SignedOrder:
    impostor, key = open_authority("an impostor"), _key("swindler")
    return _claim(ANHE, "swindler", certify(ANHE, impostor, key))


def _altered_name() -> SignedOrder:
    der = _world()[1][DONGLI.name].der
    for true, false in ((DONGLI.zh, ANHE.zh), (DONGLI.code, ANHE.code)):
        der = der.replace(true.encode(), false.encode())
    return _claim(ANHE, DONGLI.name, Certificate(der))


def _elsewhere() -> SignedOrder:
    return order(ANHE, 40, 8, to=SOUTH)


_FORGERS: dict[str, tuple[str, Callable[[], SignedOrder]]] = {
    "altered order": ("makes 40 boxes 400 and keeps the signature", _altered_order),
    "home-made CA": (
        "opens an authority of the same name and certifies itself",
        _self_made_authority,
    ),
    "altered name": ("writes another name and USCC into its own certificate", _altered_name),
    "expired": (
        "finds last year's key in an old computer",
        lambda: _claim(ANHE, "Anhe, old", _world()[1]["old"]),
    ),
    "revoked": (
        "uses a key that was stolen and reported",
        lambda: _claim(BODA, "Boda, lost", _world()[1]["lost"]),
    ),
    "another's USCC": (
        "orders in another's name, under its own key and genuine certificate",
        lambda: _claim(ANHE, DONGLI.name, _world()[1][DONGLI.name]),
    ),
    "replay": ("hands in a true order a second time", lambda: honest()[0]),
    "elsewhere": ("hands in a true order that was meant for another store", _elsewhere),
}
FORGERIES: dict[str, str] = {name: told for name, (told, _) in _FORGERS.items()}
"""What the forger does, by the forgery's name."""


def forgery(name: str) -> SignedOrder:
    """The forged order.

    Raises:
        InvalidValue: if there is no such forgery.
    """
    if name not in _FORGERS:
        raise InvalidValue(f"no forgery {shown(name)}: there are {', '.join(_FORGERS)}")
    return _FORGERS[name][1]()
