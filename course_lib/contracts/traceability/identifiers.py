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
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from course_lib.contracts.traceability.keys import (
    CHECKED_LENGTH,
    LINK_KEYS,
    OTHER_QUALIFIERS,
    QUALIFIERS,
    SCHEMES,
    Scheme,
)
from course_lib.errors import InvalidValue, shown

DOMAIN = "https://id.gs1.org"

_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)")
_LINK = re.compile(r"https?://([^/?#]+)/([^?#]*?)/?(?:\?[^#]*)?(?:#.*)?")
_REFERENCE = re.compile(r"(?:%[0-9A-Fa-f]{2}|[!'()*+,\-.0-9:;=A-Za-z_])*")
_KEYS = {ai: re.compile(pattern) for ai, pattern in LINK_KEYS.items()}
_UNESCAPED = "';="


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


@lru_cache(maxsize=65536)
def canonical(uri: str) -> str:
    """The one spelling of ``uri``: canonical Digital Link for a GS1 key, else ``uri`` itself."""
    found = _from_urn(uri) if uri.startswith("urn:epc:") else _from_link(uri)
    return uri if found is None else found.uri


def same_thing(a: str, b: str) -> bool:
    """True if both URIs name the same thing."""
    return canonical(a) == canonical(b)


@lru_cache(maxsize=65536)
def parse(uri: str) -> Identifier:
    """Read an identifier, strictly.

    Raises:
        InvalidValue: an EPC URN with wrong lengths or characters, or a wrong check digit.
    """
    if uri.startswith(("urn:epc:id", "urn:epc:class:")):
        found = _from_urn(uri)
        if found is None and (problem := _urn_problem(uri)):
            raise InvalidValue(f"{shown(uri)}: {problem}")
        return found or Identifier(uri, "uri", uri)
    found = _from_link(uri)
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
    body, tail = _split_key(scheme, found)
    cut = prefix_digits + (1 if scheme.indicator else 0)
    reference = (body[0] if scheme.indicator else "") + body[cut:]
    prefix = body[1:cut] if scheme.indicator else body[:cut]
    pieces = [prefix, quote(reference, safe=_UNESCAPED + "!()*+,:"), *tail]
    space = "idpat" if pattern or not all(tail) else scheme.space
    return f"urn:epc:{space}:{scheme.name}:" + ".".join(piece or "*" for piece in pieces)


def _split_key(scheme: Scheme, found: Identifier) -> tuple[str, list[str]]:
    """The key without lead and check digit, and the parts that follow it in a URN."""
    end = len(scheme.lead) + scheme.digits if scheme.checked else len(found.key)
    body, rest = found.key[len(scheme.lead) : end], found.key[end + 1 :]
    tail = [quote(value, safe=_UNESCAPED + "!()*+,:") for _, value in found.qualifiers]
    if scheme.tail == "+":
        tail = [rest]
    elif scheme.name == "itip":
        tail = [rest[:2], rest[2:], *(tail or [""])]
    elif scheme.name == "sgln":
        tail = tail or ["0"]
    elif scheme.tail:
        tail = tail or [""]
    return body, tail


def _from_urn(uri: str) -> Identifier | None:
    match = _URN.fullmatch(uri)
    if match is None or _urn_problem(uri):
        return None
    space, name, rest = match.groups()
    scheme = SCHEMES.get(name)
    if scheme is None or space not in (scheme.space, "idpat"):
        return None
    prefix, reference, *tail = rest.split(".", scheme.parts - 1)
    if space == "idpat" and (reference == "*" or "*" in tail[:-1]):
        return None
    reference = unquote(reference)
    head = reference[:1] if scheme.indicator else ""
    body = scheme.lead + head + prefix + reference[len(head) :]
    key = body + check_digit(body) if scheme.checked else body
    return _identifier(scheme, key, [unquote(part) for part in tail], space, prefix)


def _identifier(
    scheme: Scheme, key: str, tail: list[str], space: str, prefix: str | None
) -> Identifier:
    last = tail.pop() if tail else ""
    key += "".join(tail)  # an ITIP's piece and total
    if space == "idpat" and last == "*":
        last = ""
    if scheme.tail == "+":
        key, last = key + last, ""
    if scheme.name == "sgln" and last == "0":
        last = ""  # extension 0 means no extension (Tag Data Standard, section 6.3.3)
    qualifiers = ((scheme.tail, last),) if last else ()
    name = "gtin" if scheme.ai == "01" and not last else scheme.name
    return Identifier(_link(scheme.ai, key, qualifiers), name, key, qualifiers, prefix)


def _urn_problem(uri: str) -> str:
    """What is wrong with an EPC URN of a scheme we know; empty if nothing."""
    match = _URN.fullmatch(uri)
    scheme = SCHEMES.get(match[2]) if match else None
    if match is None or scheme is None:
        return ""
    space, _, rest = match.groups()
    parts = rest.split(".", scheme.parts - 1)
    if len(parts) != scheme.parts:
        return f"{scheme.name} has {scheme.parts} parts between dots, not {len(parts)}"
    prefix, reference = parts[:2]
    if not re.fullmatch(r"[0-9]{6,12}", prefix):
        return f"a company prefix is 6 to 12 digits, not {shown(prefix)}"
    if space == "idpat" and reference == "*":
        return ""
    size = len(prefix + reference)
    if scheme.checked and (size != scheme.digits or not re.fullmatch(r"[0-9]*", reference)):
        return f"company prefix and reference make {scheme.digits} digits, not {size} characters"
    if not scheme.checked and not (reference and _REFERENCE.fullmatch(reference)):
        return f"the reference {shown(reference)} has characters that a URN does not allow"
    return _tail_problem(scheme, parts[2:], space)


def _tail_problem(scheme: Scheme, tail: list[str], space: str) -> str:
    if not tail or (space == "idpat" and tail[-1] == "*"):
        return ""
    if not re.fullmatch(scheme.tail_chars, tail[-1]):
        return f"{shown(tail[-1])} is no serial or lot of a {scheme.name}: too long or a bad sign"
    return ""


def _from_link(uri: str) -> Identifier | None:
    match = _LINK.fullmatch(uri)
    if match is None:
        return None
    steps = match[2].split("/")
    for i in range(len(steps) - 1):
        ai, value = steps[i], unquote(steps[i + 1])
        if ai in _KEYS and _KEYS[ai].fullmatch(value):
            return _from_pairs(ai, value, steps[i + 2 :])
    return None


def _from_pairs(ai: str, value: str, rest: list[str]) -> Identifier | None:
    pairs = dict(zip(rest[::2], map(unquote, rest[1::2]), strict=False))
    if len(rest) % 2 or not OTHER_QUALIFIERS.issuperset(pairs) or not all(pairs.values()):
        return None
    finest = next((q for q in QUALIFIERS.get(ai, ()) if q in pairs), None)
    qualifiers = ((finest, pairs[finest]),) if finest else ()
    key = value.zfill(14) if ai == "01" else value
    name = _SCHEME_OF.get((ai, finest)) or _SCHEME_OF[ai, None]
    return Identifier(_link(ai, key, qualifiers), name, key, qualifiers)


_SCHEME_OF: dict[tuple[str, str | None], str] = {
    **{(s.ai, None): s.name for s in SCHEMES.values()},
    ("01", None): "gtin",
    **{(s.ai, s.tail): s.name for s in SCHEMES.values() if s.ai == "01"},
}


def _link(ai: str, key: str, qualifiers: tuple[tuple[str, str], ...]) -> str:
    pairs = ((ai, key), *qualifiers)
    return DOMAIN + "".join(f"/{a}/{quote(v, safe=_UNESCAPED)}" for a, v in pairs)


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
    if not isinstance(text, str) or not text:
        raise InvalidValue(f"a serial, lot or reference is a text that is not empty: {shown(text)}")
    return quote(text, safe=_UNESCAPED + "!()*+,:").replace("~", "%7E")


def _built(scheme: str, *parts: str) -> str:
    if not all(isinstance(part, str) for part in parts):
        raise InvalidValue(f"the parts of a {scheme} are texts, got {shown(parts)}")
    uri = f"urn:epc:{SCHEMES[scheme].space}:{scheme}:" + ".".join(parts)
    return parse(uri).uri
