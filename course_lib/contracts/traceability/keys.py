"""The GS1 keys as data: how each one is written as an EPC URN and as a GS1 Digital Link.

One row says how a key is built, so that conversion in both directions is one small piece of
code in :mod:`.identifiers`. Take an SGTIN, a trade item with a serial number::

    urn:epc:id:sgtin:0614141.107346.2017          company prefix . indicator+item . serial
    https://id.gs1.org/01/10614141073464/21/2017  indicator+prefix+item+check digit / serial

Sources: GS1 EPC Tag Data Standard 2.0, section 6 (URNs); GS1 Digital Link: URI Syntax 1.2,
section 4 (application identifiers, AI); GS1 General Specifications, section 3 (lengths).

Left out of the real thing: the schemes that have no GS1 key (GID, US DoD, ADI, BIC, IMO) and
the short names ("gtin" for "01") that Digital Link 1.0 allowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from course_lib.errors import InvalidValue, shown

SERIAL = r"(?:%[0-9A-Fa-f]{2}|[!'()*+,\-.0-9:;=A-Za-z_])"
"""One character of a serial or lot number in a URN (Tag Data Standard, section 6.3)."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one kind of key is built.

    Args:
        name: the scheme's name in a URN.
        ai: application identifier of the primary key in a Digital Link.
        digits: digits of company prefix and reference together; 0 where they are free text.
        parts: number of parts in the URN, counted between dots.
        tail: how what follows the key is attached: ``""`` nothing follows, ``"+"`` appended to
            the key, else the AI under which it follows.
        tail_chars: pattern of the last part.
        indicator: the reference's first digit moves to the front (GTIN, SSCC).
        lead: digits that stand before the company prefix (GRAI).
        space: ``id`` for instances, ``class`` for classes.
    """

    name: str
    ai: str
    digits: int
    parts: int
    tail: str = ""
    tail_chars: str = ""
    indicator: bool = False
    lead: str = ""
    space: str = "id"

    @property
    def checked(self) -> bool:
        """Whether the key ends in a check digit."""
        return self.digits > 0


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme("sgtin", "01", 13, 3, "21", SERIAL + "{1,20}", indicator=True),
        Scheme("lgtin", "01", 13, 3, "10", SERIAL + "{1,20}", indicator=True, space="class"),
        Scheme("upui", "01", 13, 3, "235", SERIAL + "{1,28}", indicator=True),
        Scheme("sscc", "00", 17, 2, indicator=True),
        Scheme("sgln", "414", 12, 3, "254", SERIAL + "{1,20}"),
        Scheme("pgln", "417", 12, 2),
        Scheme("grai", "8003", 12, 3, "+", SERIAL + "{1,16}", lead="0"),
        Scheme("giai", "8004", 0, 2),
        Scheme("gsrn", "8018", 17, 2),
        Scheme("gsrnp", "8017", 17, 2),
        Scheme("gdti", "253", 12, 3, "+", SERIAL + "{1,17}"),
        Scheme("sgcn", "255", 12, 3, "+", "[0-9]{1,12}"),
        Scheme("cpi", "8010", 0, 3, "8011", "[0-9]{1,12}"),
        Scheme("ginc", "401", 0, 2),
        Scheme("gsin", "402", 16, 2),
        Scheme("itip", "8006", 13, 5, "21", SERIAL + "{1,20}", indicator=True),
    )
}

GS1_TEXT = r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]"
"""One of the 82 signs of a serial or lot number (General Specifications, section 7.11)."""

LINK_KEYS = {
    "00": r"[0-9]{18}",
    "01": r"[0-9]{8}|[0-9]{12,14}",
    "253": r"[0-9]{13}" + GS1_TEXT + "{0,17}",
    "255": r"[0-9]{13,25}",
    "401": r"[0-9]{4}" + GS1_TEXT + "{0,26}",
    "402": r"[0-9]{17}",
    "414": r"[0-9]{13}",
    "417": r"[0-9]{13}",
    "8003": r"[0-9]{14}" + GS1_TEXT + "{0,16}",
    "8004": r"[0-9]{4}" + GS1_TEXT + "{0,26}",
    "8006": r"[0-9]{18}",
    "8010": r"[0-9]{4}[#\-/0-9A-Z]{0,26}",
    "8017": r"[0-9]{18}",
    "8018": r"[0-9]{18}",
}
"""Primary keys of a Digital Link, with the pattern of their value (decoded)."""

CHECKED_LENGTH = {
    "00": 18, "01": 14, "253": 13, "255": 13, "402": 17, "414": 13, "417": 13,
    "8003": 14, "8006": 14, "8017": 18, "8018": 18,
}  # fmt: skip
"""How many digits of the key, from the left, end in a check digit."""

QUALIFIERS = {
    "01": ("21", "235", "10"),
    "414": ("254",),
    "8006": ("21", "10"),
    "8010": ("8011",),
}
"""Qualifiers that tell things apart, the finest first (CBV 2.0, section 8.9)."""

OTHER_QUALIFIERS = frozenset({"10", "21", "22", "235", "254", "7040", "8011", "8019", "8020"})
"""Qualifiers that may also stand in a Digital Link; those not named above are dropped."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One GS1 identifier.

    Args:
        uri: its canonical GS1 Digital Link, or the URI itself where it is no GS1 key.
        scheme: ``sgtin``, ``lgtin``, ``gtin``, ``sscc``, ``sgln``, ...; ``uri`` for any other.
        key: value of the primary key, check digit included; the whole URI for ``uri``.
        qualifiers: pairs of application identifier and value, such as ``("21", "2017")``.
        company_prefix: the owner's GS1 company prefix; None where only a table could tell.
    """

    uri: str
    scheme: str
    key: str
    qualifiers: tuple[tuple[str, str], ...] = ()
    company_prefix: str | None = None

    @property
    def is_class(self) -> bool:
        """True for a kind or a lot of things, False for one thing."""
        return self.scheme in ("gtin", "lgtin")


def check_digit(digits: str) -> str:
    """The GS1 check digit that follows ``digits`` (General Specifications, section 7.9.1).

    Raises:
        InvalidValue: if ``digits`` is not a text of digits.
    """
    if not isinstance(digits, str) or not re.fullmatch(r"[0-9]+", digits):
        raise InvalidValue(f"{shown(digits)} has no check digit: give digits only, as a text")
    weighted = sum(int(d) * (1 if i % 2 else 3) for i, d in enumerate(reversed(digits)))
    return str(-weighted % 10)
