"""The Unified Social Credit Code: real codes, every single slip, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import InvalidValue
from course_lib.uscc import CHARACTERS, check_character, compose, organisation_check, parse

# Codes in public use, as the organisations publish them.
PUBLISHED = (
    "9144030071526726XG",  # Tencent 腾讯
    "91330100799655058B",  # Alibaba (China) 阿里巴巴
    "914403001922038216",  # Huawei 华为
    "91110000802100433B",  # Baidu 百度
    "12100000400002259P",  # Peking University 北京大学
    "12100000400000624D",  # Tsinghua University 清华大学
    "91350100M000100Y43",
)
bodies = st.text(st.sampled_from(CHARACTERS), min_size=8, max_size=8)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes(code: str) -> None:
    parts = parse(code)
    assert str(parts) == code
    assert parts.check == check_character(code[:17])
    assert parts.organisation_code == code[8:16] + organisation_check(code[8:16])
    assert compose(code[:8], code[8:16]) == code


@pytest.mark.parametrize("code", PUBLISHED)
def test_any_one_wrong_character_shows(code: str) -> None:
    slips = [
        code[:place] + character + code[place + 1 :]
        for place in range(18)
        for character in CHARACTERS
        if character != code[place]
    ]
    assert len(slips) == 18 * 30
    for slip in slips:
        with pytest.raises(InvalidValue):
            parse(slip)


@pytest.mark.parametrize("code", PUBLISHED)
def test_two_neighbours_that_change_places_show(code: str) -> None:
    for place in range(17):
        one, two = code[place : place + 2]
        if one != two:
            with pytest.raises(InvalidValue):
                parse(code[:place] + two + one + code[place + 2 :])


def test_the_message_names_the_right_character() -> None:
    with pytest.raises(InvalidValue, match=r"character 18, .* is '4' and would be '3'"):
        parse("91350100M000100Y44")
    with pytest.raises(InvalidValue, match=r"character 17, .* is '5' and would be '4'"):
        parse("91350100M000100Y53")
    with pytest.raises(InvalidValue, match="character 3 is 'A', where only 0123456789 can stand"):
        parse("91A50100M000100Y43")
    with pytest.raises(InvalidValue, match="character 9 is 'O'"):
        parse("91350100O000100Y43")


@given(st.integers(0, 999999), bodies)
def test_composed_codes_are_codes(division: int, body: str) -> None:
    code = compose(f"91{division:06}", body)
    assert parse(code).division == f"{division:06}"
    values = [CHARACTERS.index(character) for character in code]
    weights = [3**place % 31 for place in range(17)] + [1]
    assert sum(v * w for v, w in zip(values, weights, strict=True)) % 31 == 0


@given(st.one_of(st.text(max_size=20), st.none(), st.integers(), st.binary(max_size=18)))
def test_anything_else_is_refused(value: object) -> None:
    for function in (parse, lambda v: check_character([v]), lambda v: compose(v, [v])):
        with pytest.raises(InvalidValue):
            function(value)
    for wrong in (value, [value], f"{value}o"):
        with pytest.raises(InvalidValue):
            organisation_check(wrong)
