"""Pictures and views: drawn from live objects, with words, in any font's stead."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from typing import Any

import pytest
from PIL import Image

from course_lib import show
from course_lib.blocks import Block
from course_lib.contracts.traceability.documents import Event, parse
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.network import open_pilot
from course_lib.contracts.traceability.parties import PARTIES
from course_lib.contracts.traceability.pilot import box, pork_pilot
from course_lib.errors import InvalidValue
from course_lib.glossary import glossary
from course_lib.show.picture import Picture, blank
from course_lib.show.questions import quiz

EVENTS = [event for done in pork_pilot() for event in parse(done.text).events]


@pytest.fixture(scope="module")
def blocks() -> list[Block]:
    """The blocks of a pilot that has admitted its members."""
    return list(open_pilot().consortium.ledger)


def image(picture: Picture) -> Image.Image:
    """The picture as an image; a missing character is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Image.open(io.BytesIO(picture.png()))


def trace() -> tuple[Event, ...]:
    """The trace of one box."""
    return TraceGraph(EVENTS).trace_back(box("B3", 1)).events


def test_avalanche_counts_the_bits() -> None:
    picture = show.avalanche("a", "b")
    assert "of 256 bits differ" in picture.words
    assert show.avalanche("a", "a").words.startswith("0 of 256")
    assert show.avalanche("a", "b", "sm3").words != picture.words
    assert "blue 1 = differs" in picture.figure.axes[0].get_title(loc="left")
    assert image(picture).width > 400
    assert len(show.avalanche("a" * 500, "b" * 500).words) < 150


def test_a_trace_map_tells_ways_and_temperature() -> None:
    picture = show.trace_map(trace(), PARTIES, "synthetic")
    assert "Qinghe Farm to Hongfu Meats: 4 items" in picture.words
    assert "Songshan" not in picture.words
    assert "up to 9.4 °C, limit 4 °C" in picture.words
    cool = show.trace_map(TraceGraph(EVENTS).trace_back(box("B1", 1)).events, PARTIES)
    assert "within 4 °C" in cool.words
    assert image(picture).tobytes() != image(cool).tobytes()
    with pytest.raises(InvalidValue, match="needs events and parties"):
        show.trace_map([], PARTIES)


def test_a_map_counts_what_is_asked_about() -> None:
    """Four pigs left the farm in one herd; one of them went into this batch."""
    back = TraceGraph(EVENTS).trace_back(box("B3", 1))
    words = show.trace_map(back.events, PARTIES, things=back.things).words
    assert "Qinghe Farm to Hongfu Meats: 1 item;" in words
    assert "Baiyun Farm to Hongfu Meats: 2 items;" in words
    assert "Hongfu Meats to Beixing Cold Chain: 1 pallet;" in words
    view = show.trace_view(back.events, PARTIES, things=back.things)
    view.controls["step"].value = 3
    assert "4 items" not in view.picture.words


def test_a_trace_view_steps_through_every_event() -> None:
    view = show.trace_view(trace(), PARTIES)
    words = []
    for step in range(view.controls["step"].max + 1):
        view.controls["step"].value = step
        words.append(view.picture.words)
    assert len(set(words)) == len(trace())
    assert "Qinghe Farm 清河养殖场, commissioning, 4 thing(s)" in words[0]
    assert any("9.4 °C" in told for told in words)
    assert words[-1] in view.box.children[1].value


def test_a_chain_shows_the_broken_link(blocks: list[Block]) -> None:
    assert "Every link drawn holds" in show.chain(blocks).words
    assert f"Blocks 0 to {len(blocks) - 1}; 5 of them drawn" in show.chain(blocks).words
    edited = [*blocks[:4], blocks[5], *blocks[5:]]
    words = show.chain(edited, chosen=4).words
    assert "Block 4 is broken" in words
    assert image(show.chain(blocks, newest=3)).width < image(show.chain(blocks)).width
    assert "members.admit" in show.chain(blocks, chosen=2).words
    with pytest.raises(InvalidValue, match="at least one block"):
        show.chain([])


def test_a_chain_view_walks_the_blocks(blocks: list[Block]) -> None:
    view = show.chain_view(blocks)
    view.controls["chosen"].value = 0
    assert "Block 0 holds 0 transaction(s)" in view.picture.words


def test_views_fall_back_to_picture_and_words() -> None:
    data, _ = show.avalanche_view()._repr_mimebundle_()
    assert set(data) == {
        "image/png",
        "text/plain",
        "application/vnd.jupyter.widget-view+json",
    }
    assert "bits differ" in data["text/plain"]
    first = show.avalanche("<b>", '"').html()
    assert "<b>" not in first
    assert "&lt;b&gt;" in first


def test_the_same_picture_has_the_same_bytes() -> None:
    once, again = (show.trace_map(trace(), PARTIES).png() for _ in range(2))
    assert once == again
    assert len(once) < 40_000


def test_every_chinese_word_of_the_course_can_be_drawn() -> None:
    names = [party.zh for party in PARTIES] + [term.zh for term in glossary()]
    names += [term.pinyin for term in glossary()]
    figure, axes = blank(4, 4, "字体")
    axes.set_ylim(0, len(names))
    for row, name in enumerate(names):
        axes.text(0, row, name, fontsize=4)
    assert image(Picture(figure, "all names")).width > 100


def test_a_quiz_explains_every_choice() -> None:
    questions = quiz("09").questions
    assert 4 <= len(questions) <= 6
    for question in questions:
        assert [choice.right for choice in question.choices].count(True) == 1
        assert all(choice.why for choice in question.choices)
        assert len({choice.text for choice in question.choices}) == len(question.choices) >= 3
    data = show.quiz("09")._repr_mimebundle_()
    assert questions[0].text in data["text/markdown"]
    assert questions[0].choices[0].why not in data["text/markdown"]
    for lesson in ("99", "../09", ""):
        with pytest.raises(InvalidValue, match="no quiz"):
            quiz(lesson)


def test_a_quiz_answers_when_asked() -> None:
    from course_lib.show.questions import _ask

    asked = _ask(1, quiz("09").questions[0])
    _, first, second, *_, told = asked.children
    first.click()
    assert "Not quite" in told.value
    assert first.description.startswith("✗ ")
    second.click()
    assert "Right" in told.value
    assert second.description.startswith("✓ ")
    assert first.description == quiz("09").questions[0].choices[0].text


def test_source_is_the_library_itself() -> None:
    from course_lib.blocks import Header
    from course_lib.merkle import root

    shown = show.source(root, Header.hash)
    assert "def root(" in repr(shown)
    assert "def hash(" in repr(shown)
    assert shown._repr_markdown_().startswith("```python\n")


def test_an_unknown_view_names_those_there_are() -> None:
    with pytest.raises(AttributeError, match="trace_map"):
        show.nothing  # noqa: B018


HEAVY = ("matplotlib", "ipywidgets", "PIL", "jsonschema", "cryptography")


@pytest.mark.parametrize(
    "room",
    ["course_lib", "course_lib.show", "course_lib.consortium", "course_lib.facts",
     "course_lib.contracts.traceability.contract"],
)  # fmt: skip
def test_importing_a_room_loads_nothing_heavy(room: str) -> None:
    code = f"import sys, {room}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done: Any = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
