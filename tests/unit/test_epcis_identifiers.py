"""GS1 keys: check digits, builders, the two spellings, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from course_lib.contracts.traceability import identifiers as ids
from course_lib.errors import InvalidValue

# GS1 General Specifications, section 7.9, and the examples of CBV 2.0 / EPCIS 2.0.
CHECK_DIGITS = {"629104150021": "3", "061414100001": "2", "10614141073464"[:-1]: "4", "0": "0"}
SPELLINGS = {
    "urn:epc:id:sgtin:0614141.107346.2017": "https://id.gs1.org/01/10614141073464/21/2017",
    "urn:epc:id:sgtin:0614141.107346.a%2Fb": "https://id.gs1.org/01/10614141073464/21/a%2Fb",
    "urn:epc:class:lgtin:4012345.022222.87545GHGH": (
        "https://id.gs1.org/01/04012345222227/10/87545GHGH"
    ),
    "urn:epc:idpat:sgtin:4012345.044444.*": "https://id.gs1.org/01/04012345444445",
    "urn:epc:id:sscc:4012345.0000000333": "https://id.gs1.org/00/040123450000003338",
    "urn:epc:id:sgln:4012345.00011.987": "https://id.gs1.org/414/4012345000115/254/987",
    "urn:epc:id:sgln:4012345.00005.0": "https://id.gs1.org/414/4012345000054",
    "urn:epc:id:pgln:4012345.00000": "https://id.gs1.org/417/4012345000009",
    "urn:epc:id:grai:4012345.66666.87": "https://id.gs1.org/8003/0401234566666387",
    "urn:epc:id:giai:4000001.111": "https://id.gs1.org/8004/4000001111",
    "urn:epc:id:gsrn:4012345.9876540000": "https://id.gs1.org/8018/401234598765400000",
    "urn:epc:id:gsrnp:4012345.0000098765": "https://id.gs1.org/8017/401234500000987658",
    "urn:epc:id:gdti:4012345.55555.A%2F9": "https://id.gs1.org/253/4012345555554A%2F9",
    "urn:epc:id:gdti:4012345.55555.98": "https://id.gs1.org/253/401234555555498",
    "urn:epc:id:cpi:4012345.ABC.123": "https://id.gs1.org/8010/4012345ABC/8011/123",
    "urn:epc:id:sgcn:4012345.99999.44": "https://id.gs1.org/255/401234599999044",
    "urn:epc:id:ginc:4012345.333": "https://id.gs1.org/401/4012345333",
    "urn:epc:id:gsin:4012345.999987654": "https://id.gs1.org/402/40123459999876541",
    "urn:epc:id:itip:4012345.012345.01.02.999": "https://id.gs1.org/8006/040123451234560102/21/999",
    "urn:epc:id:upui:4012345.012345.AB12": "https://id.gs1.org/01/04012345123456/235/AB12",
}


@pytest.mark.parametrize(("digits", "digit"), CHECK_DIGITS.items())
def test_check_digits(digits: str, digit: str) -> None:
    assert ids.check_digit(digits) == digit


@pytest.mark.parametrize("bad", ["", "12a", "１２", None, 12])
def test_a_check_digit_needs_digits(bad: Any) -> None:
    with pytest.raises(InvalidValue, match="digits"):
        ids.check_digit(bad)


@pytest.mark.parametrize(("urn", "link"), SPELLINGS.items())
def test_both_spellings_mean_the_same(urn: str, link: str) -> None:
    assert ids.canonical(urn) == link
    assert ids.canonical(link) == link
    assert ids.same_thing(
        urn, link.replace("https://id.gs1.org", "https://shop.example/x") + "?q=1"
    )
    assert ids.to_urn(link, len(ids.parse(urn).company_prefix or "")) == urn


def test_a_link_is_cut_to_what_tells_things_apart() -> None:
    """Another domain, a query, a lot beside the serial: still the same item."""
    item = "https://id.gs1.org/01/10614141073464/21/2017"
    assert ids.canonical("https://a.example/01/10614141073464/10/LOT/21/2017?17=251231#x") == item
    assert ids.canonical("http://a.example/shop/01/10614141073464/21/2017/") == item
    assert (
        ids.canonical("https://a.example/01/614141777778") == "https://id.gs1.org/01/00614141777778"
    )


@pytest.mark.parametrize(
    "uri",
    [
        "http://transaction.acme.com/po/12345678",
        "geo:47.506694,11.104301",
        "urn:epcglobal:cbv:bt:0614141073467:1152",
        "https://example.com/01/2023/report",
        "https://example.com/01/10614141073464/99/x",
        "https://example.com/01",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "urn:epc:idpat:sgtin:0614141.*.*",
        "",
    ],
)
def test_other_uris_stay_as_they_are(uri: str) -> None:
    assert ids.canonical(uri) == uri
    assert ids.parse(uri).scheme == "uri"


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("https://id.gs1.org/01/10614141073465/21/1", "have to be 4"),
        ("https://shop.example/01/10614141073465/21/1", "have to be 4"),
        ("https://id.gs1.org/00/040123450000003339", "have to be 8"),
        ("https://id.gs1.org/414/4012345000055", "have to be 4"),
        ("urn:epc:id:sgtin:0614141.10734.1", "make 13 digits"),
        ("urn:epc:id:sgtin:06141.10734612.1", "6 to 12 digits"),
        ("urn:epc:id:sgtin:0614141.107346", "3 parts"),
        ("urn:epc:id:sgtin:0614141.107346." + "1" * 21, "too long"),
        ("urn:epc:id:sgtin:0614141.107346.", "no serial"),
        ("urn:epc:id:sscc:0614141.12345", "make 17 digits"),
        ("urn:epc:id:giai:4000001.a b", "does not allow"),
    ],
)
def test_wrong_keys_are_refused(uri: str, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        ids.parse(uri)


def test_builders_give_canonical_links() -> None:
    assert (
        ids.sgtin("0614141", "107346", "2017") == SPELLINGS["urn:epc:id:sgtin:0614141.107346.2017"]
    )
    assert ids.sgtin("0614141", "107346", "a/b") == "https://id.gs1.org/01/10614141073464/21/a%2Fb"
    assert ids.lgtin("4012345", "022222", "L/1").endswith("/10/L%2F1")
    assert ids.sscc("4012345", "0000000333") == "https://id.gs1.org/00/040123450000003338"
    assert ids.sgln("4012345", "00005") == "https://id.gs1.org/414/4012345000054"
    assert ids.sgln("4012345", "00011", "987").endswith("/254/987")
    assert ids.pgln("4012345", "00000") == "https://id.gs1.org/417/4012345000009"
    assert ids.giai("4000001", "111") == "https://id.gs1.org/8004/4000001111"


@pytest.mark.parametrize(
    "parts",
    [
        ("0614141", "10734", "1"),
        ("0614141", "107346", ""),
        ("x", "107346", "1"),
        ("0614141", "107346", 5),
        ("0614141", "107346", "批次一"),
        ("0614141", "107346", "a b"),
    ],
)
def test_builders_refuse_wrong_parts(parts: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidValue):
        ids.sgtin(*parts)


def test_an_identifier_knows_its_parts() -> None:
    lot = ids.parse("urn:epc:class:lgtin:4012345.022222.AB")
    assert (lot.scheme, lot.key, lot.qualifiers) == ("lgtin", "04012345222227", (("10", "AB"),))
    assert lot.company_prefix == "4012345"
    assert lot.is_class
    assert not ids.parse(SPELLINGS["urn:epc:id:sgtin:0614141.107346.2017"]).is_class
    assert ids.parse("https://id.gs1.org/01/04012345222227").company_prefix is None


def test_a_urn_needs_a_gs1_key_and_a_prefix_length() -> None:
    with pytest.raises(InvalidValue, match="no GS1 key"):
        ids.to_urn("https://example.com/", 7)
    with pytest.raises(InvalidValue, match="6 to 12"):
        ids.to_urn("https://id.gs1.org/414/4012345000054", 5)


@pytest.mark.vectors
def test_every_key_in_the_vectors_survives_both_spellings(
    vectors: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """URN to link and back again, for each EPC URN in any stored document."""
    folder, count = vectors("epcis"), 0
    urns = set[str]()
    for part in ("openepcis/Capture", "openepcis/Query", "gs1/JSON", "event_hash/tests/examples"):
        for path in (folder / part).rglob("*.json*"):
            urns.update(texts(json.loads(path.read_text("utf-8"))))
    for urn in sorted(u for u in urns if u.startswith(("urn:epc:id", "urn:epc:class"))):
        key = ids.parse(urn)
        assert key.uri.startswith("https://id.gs1.org/")
        assert ids.to_urn(key.uri, len(key.company_prefix or "")) == urn
        count += 1
    with capsys.disabled():
        print(f"\n  {count} EPC URNs of the vectors in both spellings", end=" ")
    assert count > 90


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
