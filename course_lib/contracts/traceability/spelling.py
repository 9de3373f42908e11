"""Reading the two spellings of a GS1 key: EPC URN and GS1 Digital Link.

The rows of :mod:`.keys` say how each key is built; this module applies them. Sources: GS1 EPC Tag
Data Standard 2.0, section 6; GS1 Digital Link: URI Syntax 1.2, sections 4 and 5.

Left out of the real thing: see :mod:`.identifiers`.
"""

from __future__ import annotations

import re

from course_lib.contracts.traceability.keys import (
    GS1_TEXT,
    LINK_KEYS,
    OTHER_QUALIFIERS,
    QUALIFIERS,
    SCHEMES,
    Identifier,
    Scheme,
    check_digit,
)
from course_lib.errors import shown

DOMAIN = "https://id.gs1.org"

_URN = r"urn:epc:(id|class|idpat):([a-z]+):(.+)"
_LINK = r"https?://([^/?#]+)/([^?#]*?)/?(?:\?[^#]*)?(?:#.*)?"
_REFERENCE = r"(?:%[0-9A-Fa-f]{2}|[!'()*+,\-.0-9:;=A-Za-z_])*"
_IN_LINKS, _IN_URNS = "';=", "';=!()*+,:"


def unescaped(text: str) -> str:
    """Percent-encoded signs decoded (RFC 3986, section 2.1)."""
    from urllib.parse import unquote

    return unquote(text)


def escaped(text: str, urn: bool = False) -> str:
    """Signs percent-encoded as a Digital Link asks, or as a URN asks."""
    from urllib.parse import quote

    return quote(text, safe=_IN_URNS if urn else _IN_LINKS).replace("~", "%7E")


def split_key(scheme: Scheme, found: Identifier) -> tuple[str, list[str]]:
    """The key without lead and check digit, and the parts that follow it in a URN."""
    end = len(scheme.lead) + scheme.digits if scheme.checked else len(found.key)
    body, rest = found.key[len(scheme.lead) : end], found.key[end + 1 :]
    tail = [escaped(value, urn=True) for _, value in found.qualifiers]
    if scheme.tail == "+":
        tail = [escaped(rest, urn=True)]
    elif scheme.name == "itip":
        tail = [rest[:2], rest[2:], *(tail or [""])]
    elif scheme.name == "sgln":
        tail = tail or ["0"]
    elif scheme.tail:
        tail = tail or [""]
    return body, tail


def from_urn(uri: str) -> Identifier | None:
    """What an EPC URN names (EPC Tag Data Standard 2.0, section 6), or None if it is none."""
    match = re.fullmatch(_URN, uri)
    if match is None or urn_problem(uri):
        return None
    space, name, rest = match.groups()
    scheme = SCHEMES.get(name)
    if scheme is None or space not in (scheme.space, "idpat"):
        return None
    prefix, reference, *tail = rest.split(".", scheme.parts - 1)
    if space == "idpat" and (reference == "*" or "*" in tail[:-1]):
        return None
    reference = unescaped(reference)
    head = reference[:1] if scheme.indicator else ""
    body = scheme.lead + head + prefix + reference[len(head) :]
    key = body + check_digit(body) if scheme.checked else body
    return _identifier(scheme, key, [unescaped(part) for part in tail], space, prefix)


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


def urn_problem(uri: str) -> str:
    """What is wrong with an EPC URN of a scheme we know; empty if nothing."""
    match = re.fullmatch(_URN, uri)
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
    if not scheme.checked and not (reference and re.fullmatch(_REFERENCE, reference)):
        return f"the reference {shown(reference)} has characters that a URN does not allow"
    return _tail_problem(scheme, parts[2:], space)


def _tail_problem(scheme: Scheme, tail: list[str], space: str) -> str:
    if not tail or (space == "idpat" and tail[-1] == "*"):
        return ""
    text = re.fullmatch(GS1_TEXT + "+", unescaped(tail[-1]))
    if not text or not re.fullmatch(scheme.tail_chars, tail[-1]):
        return f"{shown(tail[-1])} is no serial or lot of a {scheme.name}: too long or a bad sign"
    return ""


def from_link(uri: str) -> Identifier | None:
    """What a Digital Link names (GS1 Digital Link: URI Syntax 1.2, 4), or None if it is none."""
    match = re.fullmatch(_LINK, uri)
    if match is None:
        return None
    steps = match[2].split("/")
    for i in range(len(steps) - 1):
        ai, value = steps[i], unescaped(steps[i + 1])
        if ai in LINK_KEYS and re.fullmatch(LINK_KEYS[ai], value):
            return _from_pairs(ai, value, steps[i + 2 :])
    return None


def _from_pairs(ai: str, value: str, rest: list[str]) -> Identifier | None:
    pairs = dict(zip(rest[::2], map(unescaped, rest[1::2]), strict=False))
    known = OTHER_QUALIFIERS.issuperset(pairs) and len(rest) % 2 == 0
    if not known or not all(re.fullmatch(GS1_TEXT + "{1,90}", v) for v in pairs.values()):
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
    return DOMAIN + "".join(f"/{a}/{escaped(v)}" for a, v in pairs)
