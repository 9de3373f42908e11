"""Facts have sources; the glossary has Chinese."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from course_lib.errors import InvalidValue
from course_lib.facts import CONFIDENCE, _checked, fact, facts
from course_lib.glossary import glossary, term

CASES = sorted(p.name[:-5] for p in files("course_lib.facts").iterdir() if p.name.endswith(".toml"))
GOOD = {
    "value": 1, "unit": "d", "as_of": "2020", "publisher": "p", "source": "s", "place": "x",
    "confidence": "official",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_fact_is_complete(case: str) -> None:
    assert facts(case)
    for name, entry in facts(case).items():
        for field in ("unit", "publisher", "source", "place"):
            assert getattr(entry, field), f"{case}.{name} has no {field}"
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", entry.as_of)
        assert entry.confidence in CONFIDENCE
        assert entry.publisher in str(entry)


def test_the_pilots_figures_are_the_reports() -> None:
    assert fact("walmart", "product_lines").value == 23
    assert fact("walmart", "batch_search_seconds").value == 10
    assert fact("walmart", "fresh_meat_share").confidence == "expected"
    assert "Not pork" in fact("walmart", "mango_after_seconds").note


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidValue, match=r"there are: .*walmart"):
        facts("nobody")
    with pytest.raises(InvalidValue, match="no facts"):
        facts("../walmart")
    with pytest.raises(InvalidValue, match="there are: pilot_start"):
        fact("walmart", "nothing")


@pytest.mark.parametrize(
    ("change", "words"),
    [({"confidence": "sure"}, "none of official"), ({"extra": 1}, "unknown: extra")],
)
def test_a_fact_at_fault_is_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        _checked("case", "name", {**GOOD, **change})
    missing = {key: value for key, value in GOOD.items() if key != "source"}
    with pytest.raises(InvalidValue, match="missing or unknown: source"):
        _checked("case", "name", missing)


def test_the_glossary_is_sorted_and_chinese() -> None:
    names = [entry.en for entry in glossary()]
    assert names == sorted(names)
    for entry in glossary():
        assert re.fullmatch(r"[\u4e00-\u9fff]+", entry.zh)
        assert entry.pinyin
        assert entry.source
    assert "追溯" in str(term("Traceability"))
    with pytest.raises(InvalidValue, match=r"near it: .*traceability"):
        term("trace")
