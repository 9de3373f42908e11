"""The Unified Social Credit Code 统一社会信用代码 (USCC), which names every Chinese organisation.

Its 18 characters (GB 32100-2015, clause 4), here of 91350100M000100Y43:

==========  ===================================================  =============
characters  meaning                                              example
==========  ===================================================  =============
1           registering authority: 1 staffing commission,        ``9``
            5 civil affairs, 9 market regulation, ...
2           kind of organisation under that authority            ``1``
3 to 8      administrative division (GB/T 2260)                  ``350100``
9 to 17     organisation code (GB 11714-1997); its last          ``M000100Y4``
            character is a check character of its own
18          check character over the first 17                    ``3``
==========  ===================================================  =============

The letters I, O, S, V and Z are not used: they look like 1, 0, 5, U and 2. Both check characters
weight each place differently, so that one wrong character, or two that changed places, show.

    >>> parse("91350100M000100Y43").organisation_code
    'M000100Y4'

A check character finds slips, not lies: everyone can compute it. That the code belongs to an
organisation is what a certificate says (:mod:`course_lib.keys`).

Left out of the real thing: the register behind the code, and whether the administrative division
and the kind of organisation are on the lists in force.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.errors import InvalidValue, shown

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(CHARACTERS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))  # GB 32100-2015, annex A
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997, 3.2
_DIVISION = slice(2, 8)


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code in its parts; made by :func:`parse`."""

    authority: str
    kind: str
    division: str
    organisation_code: str
    check: str

    def __str__(self) -> str:
        return f"{self.authority}{self.kind}{self.division}{self.organisation_code}{self.check}"


def parse(code: str) -> Uscc:
    """The parts of a code, after checking both check characters.

    Raises:
        InvalidValue: if it is not such a code; the message names the character that would fit.
    """
    _require(code, 18)
    for name, found, wanted in (
        ("character 17, the organisation code's check", code[16], organisation_check(code[8:16])),
        ("character 18, the check over all", code[17], check_character(code[:17])),
    ):
        if found != wanted:
            raise InvalidValue(
                f"{code} is no USCC: {name}, is {found!r} and would be {wanted!r}; "
                "one of the characters is mistyped"
            )
    return Uscc(code[0], code[1], code[_DIVISION], code[8:17], code[17])


def compose(prefix: str, body: str) -> str:
    """The code with both check characters filled in, as the registering authority would.

    Args:
        prefix: authority, kind and administrative division, 8 characters such as ``91310000``.
        body: the organisation code without its check character, 8 characters.

    Raises:
        InvalidValue: if a part has another length or a character that codes do not use.
    """
    for part in (prefix, body):
        if type(part) is not str or len(part) != 8:
            raise InvalidValue(f"{shown(part)} is no part of a USCC: give 8 characters")
    code = prefix + body + organisation_check(body)
    return code + check_character(code)


def check_character(first_17: str) -> str:
    """Character 18: added to the weighted sum of the others, it gives a multiple of 31.

    The weights are 1, 3, 9, ..., the powers of 3 modulo 31 (GB 32100-2015, annex A).

    Raises:
        InvalidValue: unless these are 17 characters of a code.
    """
    _require(first_17, 17)
    weighted = zip(_WEIGHTS, first_17, strict=True)
    return CHARACTERS[-sum(weight * _VALUES[character] for weight, character in weighted) % 31]


def organisation_check(first_8: str) -> str:
    """Character 9 of an organisation code: a digit, or X for ten (GB 11714-1997, 3.2).

    Here letters count on in the Latin alphabet: A is 10 and Z is 35.

    Raises:
        InvalidValue: unless these are 8 digits or capital letters.
    """
    if type(first_8) is not str or len(first_8) != 8 or not set(first_8) <= set(CHARACTERS):
        raise InvalidValue(f"{shown(first_8)} is no organisation code: give 8 of {CHARACTERS}")
    weighted = zip(_ORGANISATION_WEIGHTS, first_8, strict=True)
    rest = -sum(weight * int(character, 36) for weight, character in weighted) % 11
    return "X" if rest == 10 else str(rest)


def _require(code: str, length: int) -> None:
    """Refuse what has another length, another alphabet, or letters in the division's place."""
    if type(code) is not str or len(code) != length:
        raise InvalidValue(f"{shown(code)} is no USCC: give {length} characters as text")
    for place, character in enumerate(code, 1):
        allowed = CHARACTERS[:10] if _DIVISION.start < place <= _DIVISION.stop else CHARACTERS
        if character not in allowed:
            raise InvalidValue(
                f"{shown(code)} is no USCC: character {place} is {character!r}, "
                f"where only {allowed} can stand"
            )
