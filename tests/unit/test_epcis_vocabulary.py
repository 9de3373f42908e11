"""The words of CBV 2.0: spellings, suggestions, and the same lists as the official schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from course_lib.contracts.traceability import vocabulary
from course_lib.errors import InvalidValue

OFFICIAL = {
    "bizStep": "bizStep",
    "disposition": "disposition",
    "bizTransaction": "bizTransaction-type",
    "sourceDest": "source-dest-type",
    "errorReason": "error-reason",
    "component": "component",
    "measurement": "measurementType",
    "sensorAlert": "sensorAlertType",
}


def test_a_word_has_one_full_uri() -> None:
    assert vocabulary.full("bizStep", "shipping") == "https://ref.gs1.org/cbv/BizStep-shipping"
    assert vocabulary.full("measurement", "Temperature") == "https://gs1.org/voc/Temperature"
    assert vocabulary.full("component", "cbv:Comp-x") == "https://ref.gs1.org/cbv/Comp-x"


@pytest.mark.parametrize(
    "spelling",
    ["shipping", "cbv:BizStep-shipping", "https://ref.gs1.org/cbv/BizStep-shipping",
     "urn:epcglobal:cbv:bizstep:shipping"],
)  # fmt: skip
def test_every_spelling_leads_to_the_bare_word(spelling: str) -> None:
    assert vocabulary.bare("bizStep", spelling) == "shipping"


def test_a_word_of_ones_own_stays_itself() -> None:
    assert vocabulary.bare("bizStep", "https://pork.example/step/scalding").endswith("scalding")
    assert vocabulary.fault("bizStep", "https://pork.example/step/scalding") == ""


@pytest.mark.parametrize("word", ["shiping", "https://ref.gs1.org/cbv/BizStep-shiping"])
def test_a_misspelt_word_is_answered_with_the_nearest(word: str) -> None:
    assert "did you mean 'shipping'" in vocabulary.fault("bizStep", word)


def test_unknown_words_and_lists_are_refused() -> None:
    with pytest.raises(InvalidValue, match=r"section 7\.2"):
        vocabulary.full("disposition", "frozen solid")
    with pytest.raises(InvalidValue, match="no word list 'steps'"):
        vocabulary.bare("steps", "shipping")


@pytest.mark.vectors
def test_the_lists_are_the_official_ones(
    vectors: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = vectors("epcis/gs1/EPCIS-JSON-Schema.json")
    definitions = json.loads(path.read_text("utf-8"))["definitions"]
    lists = vocabulary.word_lists()
    assert set(lists) == set(OFFICIAL)
    for name, theirs in OFFICIAL.items():
        assert lists[name].words == set(definitions[theirs]["anyOf"][1]["enum"])
    with capsys.disabled():
        count = sum(len(words.words) for words in lists.values())
        print(f"\n  {count} words in {len(lists)} CBV lists equal the official ones", end=" ")
