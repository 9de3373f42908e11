"""The state root: one digest for all keys, whatever the way that led there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from course_lib.canonical import encode
from course_lib.contracts.state import WorldState

KEYS = st.text("abc/", min_size=1, max_size=4)
CHANGES = st.dictionaries(KEYS, st.one_of(st.none(), st.integers(0, 9).map(encode)), max_size=6)


@given(st.lists(CHANGES, max_size=6))
def test_the_root_depends_on_the_content_only(steps: list[dict[str, bytes | None]]) -> None:
    slow, content = WorldState(), dict[str, bytes]()
    for changes in steps:
        foretold = slow.root_after(changes)
        slow.apply(changes)
        assert slow.root() == foretold
        for key, value in changes.items():
            content.pop(key, None) if value is None else content.update({key: value})
    fresh = WorldState()
    fresh.apply(dict(reversed(content.items())))
    assert fresh.root() == slow.root()
    assert list(slow.keys()) == sorted(content)
    assert len(slow) == len(content)


@given(CHANGES, KEYS, st.integers(10, 99))
def test_any_difference_changes_the_root(
    changes: dict[str, bytes | None], key: str, value: int
) -> None:
    one, other = WorldState(), WorldState()
    one.apply(changes)
    other.apply({**changes, key: encode(value)})
    assert one.root() != other.root()
