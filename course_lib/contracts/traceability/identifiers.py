"""Names of things, places and parties: GS1 identifiers in both their spellings.

EPCIS 2.0 allows an EPC URN and a GS1 Digital Link for the same thing (section 6.4). Two
documents may therefore name one pig in two ways. :func:`canonical` picks one spelling, the
canonical GS1 Digital Link (GS1 Digital Link: URI Syntax 1.2, section 4.11), as the CBV event
hash asks (CBV 2.0, section 8.9); any other URI stays as it is::

    >>> canonical("urn:epc:id:sgtin:0614141.107346.2017")
    'https://id.gs1.org/01/10614141073464/21/2017'
    >>> same_thing("https://shop.example/01/10614141073464/21/2017?a=b",
    ...            "urn:epc:id:sgtin:0614141.107346.2017")
    True

Left out of the real thing: resolving a link on the web, compressed links, and the table of
company prefix lengths (so a Digital Link alone does not tell its company prefix).
"""

from __future__ import annotations

import re
from functools import lru_cache

from course_lib.contracts.traceability.keys import (
    CHECKED_LENGTH,
    GS1_TEXT,
    SCHEMES,
    Identifier,
    check_digit,
)
from course_lib.contracts.traceability.spelling import (
    DOMAIN,
    escaped,
    from_link,
    from_urn,
    split_key,
    urn_problem,
)
from course_lib.errors import InvalidValue, shown


@lru_cache(maxsize=65536)
def canonical(uri: str) -> str:
    """The one spelling of ``uri``: canonical Digital Link for a GS1 key, else ``uri`` itself."""
    found = from_urn(uri) if uri.startswith("urn:epc:") else from_link(uri)
    return uri if found is None else found.uri


def same_thing(a: str, b: str) -> bool:
    """True if both URIs name the same thing."""
    return canonical(a) == canonical(b)


__all__ = [
    "Identifier", "canonical", "check_digit", "giai", "lgtin", "parse", "pgln", "same_thing",
    "sgln", "sgtin", "sscc", "to_urn",
]  # fmt: skip


@lru_cache(maxsize=65536)
def parse(uri: str) -> Identifier:
    """Read an identifier, strictly.

    Raises:
        InvalidValue: an EPC URN with wrong lengths or characters, or a wrong check digit.
    """
    if uri.startswith(("urn:epc:id", "urn:epc:class:")):
        found = from_urn(uri)
        if found is None and (problem := urn_problem(uri)):
            raise InvalidValue(f"{shown(uri)}: {problem}")
        return found or Identifier(uri, "uri", uri)
    found = from_link(uri)
    if found is None:
        return Identifier(uri, "uri", uri)
    _require_check_digit(uri, found)
    return found


def _require_check_digit(uri: str, found: Identifier) -> None:
    ai = found.uri.removeprefix(DOMAIN).split("/")[1]
    length = CHECKED_LENGTH.get(ai)
    strict = ai in ("00", "01") or uri.startswith(DOMAIN + "/")  # elsewhere it may be no GS1 key
    if length is None or not strict:
        return
    right = check_digit(found.key[: length - 1])
    if found.key[length - 1] != right:
        raise InvalidValue(
            f"{shown(uri)}: the check digit of {found.key[:length]} is "
            f"{found.key[length - 1]}, it would have to be {right}"
        )


def to_urn(uri: str, prefix_digits: int) -> str:
    """A Digital Link written as an EPC URN.

    Args:
        uri: any spelling of a GS1 key.
        prefix_digits: length of the company prefix, 6 to 12, which a link does not tell.

    Raises:
        InvalidValue: no GS1 key, or a length out of range.
    """
    found = parse(uri)
    if found.scheme == "uri":
        raise InvalidValue(f"{shown(uri)} is no GS1 key: it has no EPC URN")
    if prefix_digits not in range(6, 13):
        raise InvalidValue(f"a company prefix has 6 to 12 digits, not {shown(prefix_digits)}")
    pattern = found.scheme == "gtin"
    scheme = SCHEMES["sgtin" if pattern else found.scheme]
    body, tail = split_key(scheme, found)
    cut = prefix_digits + (1 if scheme.indicator else 0)
    reference = (body[0] if scheme.indicator else "") + body[cut:]
    prefix = body[1:cut] if scheme.indicator else body[:cut]
    pieces = [prefix, escaped(reference, urn=True), *tail]
    space = "idpat" if pattern or not all(tail) else scheme.space
    return f"urn:epc:{space}:{scheme.name}:" + ".".join(piece or "*" for piece in pieces)


def sgtin(company_prefix: str, item: str, serial: str) -> str:
    """One trade item: ``item`` is indicator digit and item reference, 13 digits with the prefix.

    Raises:
        InvalidValue: wrong lengths or characters; so for all builders below.
    """
    return _built("sgtin", company_prefix, item, _escaped(serial))


def lgtin(company_prefix: str, item: str, lot: str) -> str:
    """A lot (batch) of a trade item: a class of things, counted by quantity."""
    return _built("lgtin", company_prefix, item, _escaped(lot))


def sscc(company_prefix: str, reference: str) -> str:
    """A logistic unit such as a pallet: extension digit and serial, 17 digits with the prefix."""
    return _built("sscc", company_prefix, reference)


def sgln(company_prefix: str, location: str, extension: str = "0") -> str:
    """A place: location reference, 12 digits with the prefix; ``"0"`` means no extension."""
    return _built("sgln", company_prefix, location, _escaped(extension))


def pgln(company_prefix: str, party: str) -> str:
    """A party, such as a company: party reference, 12 digits with the prefix."""
    return _built("pgln", company_prefix, party)


def giai(company_prefix: str, asset: str) -> str:
    """An asset of its own, such as a thermometer or a lorry."""
    return _built("giai", company_prefix, _escaped(asset))


def _escaped(text: str) -> str:
    if not isinstance(text, str) or not re.fullmatch(GS1_TEXT + "+", text):
        raise InvalidValue(
            f"{shown(text)} is no serial, lot or reference: write letters A to Z, digits and "
            "!\"%&'()*+,-./:;<=>?_"
        )
    return escaped(text, urn=True)


def _built(scheme: str, *parts: str) -> str:
    if not all(isinstance(part, str) for part in parts):
        raise InvalidValue(f"the parts of a {scheme} are texts, got {shown(parts)}")
    uri = f"urn:epc:{SCHEMES[scheme].space}:{scheme}:" + ".".join(parts)
    return parse(uri).uri
