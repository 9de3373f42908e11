"""Malformed and senseless messages: refused when made, or handled; never a foreign exception."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib.consensus import pbft, raft
from course_lib.consensus.pbft import Agreement, Replica
from course_lib.consensus.pbft.stories import cluster
from course_lib.consensus.raft import Server
from course_lib.errors import CourseError, InvalidValue
from course_lib.network import Deliver, Message, Network, Scenario, run

FUZZ = settings(
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def kinds(module: ModuleType) -> tuple[type[Message], ...]:
    """The messages that a module exports."""
    found = (getattr(module, name) for name in module.__all__)
    return tuple(k for k in found if isinstance(k, type) and issubclass(k, Message))


NUMBERS = st.integers(0, 5) | st.integers(0, 2**53 - 1)
ANY_NUMBERS = st.integers(-3, 3) | st.integers()
WORDS = st.sampled_from(("r0", "r1", "r2", "n1", "n2", "c1", "", "outside", "字"))
JUNK = st.none() | st.booleans() | st.floats() | st.binary(max_size=2) | st.lists(NUMBERS)


def well_typed(module: ModuleType) -> st.SearchStrategy[Any]:
    """Messages of a module whose fields have the right types and any values."""
    strategies = {int: NUMBERS, str: WORDS, bool: st.booleans()}
    return st.one_of([_build(strategies, kind) for kind in kinds(module)])


def _build(strategies: dict[type, Any], kind: type[Message]) -> st.SearchStrategy[Any]:
    def of(hint: Any) -> st.SearchStrategy[Any]:
        if get_origin(hint) is tuple:
            return st.lists(of(get_args(hint)[0]), max_size=3).map(tuple)
        if get_origin(hint) is not None:
            return st.one_of([of(part) for part in get_args(hint)])
        if hint is type(None):
            return st.none()
        return strategies[hint] if hint in strategies else _build(strategies, hint)

    return st.builds(kind, **{name: of(hint) for name, hint in get_type_hints(kind).items()})


@pytest.mark.parametrize("kind", [*kinds(raft), *kinds(pbft)])
@FUZZ
@given(data=st.data())
def test_a_message_with_a_wrong_field_cannot_be_made(kind: type[Message], data: Any) -> None:
    fields = list(kind.__dataclass_fields__)
    values = {name: data.draw(ANY_NUMBERS | WORDS | JUNK) for name in fields}
    with suppress(InvalidValue):
        made = kind(**values)
        assert all(type(getattr(made, name)) not in (float, bytes, list) for name in fields)


RAFT = ("n1", "n2", "n3")


@FUZZ
@given(messages=st.lists(st.tuples(st.sampled_from(RAFT), well_typed(raft)), max_size=6))
def test_raft_survives_senseless_messages(messages: list[tuple[str, Message]]) -> None:
    nodes = dict.fromkeys(RAFT, partial(Server, members=RAFT))
    network = Network(Scenario(nodes, 3_000), traced=True)
    network.run_until(lambda n: n.now_ms > 400, 1_000)
    server = network.nodes["n1"]
    for sender, message in messages:
        with suppress(CourseError):  # Raft trusts its servers: a lie may end in such an error
            server.handlers[type(message)](server, sender, message)
    with suppress(CourseError):
        network.run()


@FUZZ
@given(messages=st.lists(well_typed(pbft), max_size=6))
def test_pbft_survives_one_that_signs_and_sends_anything(
    messages: list[Message],
) -> None:
    """r1 also does what an honest replica does; everything that is not signed well is ignored."""
    honest = cluster(4, 2_000, operations=("a", "b", "c"))
    schedule = tuple(
        Deliver(10 * number, name, message, "r1")
        for number, message in enumerate(messages)
        for name in ("r0", "r2", "r3")
        if type(message) in Replica.handlers
    )
    run(Scenario(honest.nodes, 2_000, schedule=schedule), observe=Agreement())
