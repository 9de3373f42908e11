"""The simulated network: order, chance, faults, and that a scenario always gives the same run."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path

import pytest

from course_lib.errors import InvalidValue
from course_lib.network import (
    Crash,
    Delaying,
    Deliver,
    Fault,
    Heal,
    Link,
    Message,
    Network,
    Node,
    Partition,
    Restart,
    Run,
    Scenario,
    Silent,
    run,
)
from course_lib.network import (
    handles as on,
)


@dataclass(frozen=True, slots=True)
class Ping(Message):
    number: int


@dataclass(frozen=True, slots=True)
class Pong(Message):
    number: int
    names: tuple[str, ...] = ()
    note: str | None = None


class Player(Node):
    """Answers pings, counts pongs, and keeps on disk how often it started."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.durable = 0
        self.pongs: list[tuple[int, str, int]] = []

    def start(self) -> None:
        self.durable += 1

    @on(Ping)
    def on_ping(self, sender: str, ping: Ping) -> None:
        self.send(sender, Pong(ping.number))

    @on(Pong)
    def on_pong(self, sender: str, pong: Pong) -> None:
        self.pongs.append((self.now_ms, sender, pong.number))


class Caller(Player):
    """Pings everybody every 10 ms."""

    def start(self) -> None:
        super().start()
        self.count = 0
        self.call()

    def call(self) -> None:
        self.count += 1
        self.broadcast(Ping(self.count))
        self.after(10, self.call)


FIXED = Link(3, 3)


def scenario(duration_ms: int = 100, *schedule: Fault, **settings: object) -> Scenario:
    nodes = {"n1": Caller, "n2": Player, "n3": Player}
    return Scenario(nodes, duration_ms, schedule=schedule, **{"link": FIXED, **settings})


def pongs(done: Run) -> list[tuple[int, str, int]]:
    return done.nodes["n1"].pongs


def test_messages_take_the_links_time_and_keep_their_order() -> None:
    done = run(scenario(17))
    assert pongs(done) == [(6, "n2", 1), (6, "n3", 1), (16, "n2", 2), (16, "n3", 2)]
    assert done.sent == {"Ping": 4, "Pong": 4}
    assert done.story().splitlines()[:2] == [
        "     3 ms  n1 → n2      Ping(number=1)",
        "     3 ms  n1 → n3      Ping(number=1)",
    ]


def test_delays_are_uniform_between_least_and_most() -> None:
    done = run(scenario(20_000, link=Link(2, 5)))
    sent = {2, 3, 4, 5}
    delays = [h.time_ms % 10 for h in done.trace if str(h.what).startswith("Ping")]
    assert set(delays) == sent
    assert all(len(delays) / 4 * 0.9 < delays.count(d) < len(delays) / 4 * 1.1 for d in sent)


def test_a_link_of_its_own() -> None:
    done = run(scenario(9, links={("n1", "n3"): Link(5, 5)}))
    assert pongs(done) == [(6, "n2", 1), (8, "n3", 1)]


def test_loss_duplication_and_reordering_happen_as_often_as_asked() -> None:
    done = run(scenario(50_000, link=Link(3, 3, loss=0.2)))
    assert 0.18 < sum(h.kind == "lost" for h in done.trace) / sum(done.sent.values()) < 0.22
    done = run(scenario(50_000, link=Link(3, 3, duplication=0.3)))
    pings = [h for h in done.trace if isinstance(h.what, Ping)]
    assert 1.27 < len(pings) / done.sent["Ping"] < 1.33
    done = run(scenario(50_000, link=Link(3, 10, reordering=0.3)))
    numbers = [h.what.number for h in done.trace if isinstance(h.what, Ping) and h.target == "n2"]
    assert numbers != sorted(numbers)
    assert len(numbers) == len(set(numbers)) > 4_990


def test_a_partition_cuts_what_is_sent_and_not_what_is_under_way() -> None:
    done = run(scenario(40, Partition(11, (("n1", "n2"), ("n3",))), Heal(35)))
    assert pongs(done) == [
        (6, "n2", 1),
        (6, "n3", 1),
        (16, "n2", 2),
        (26, "n2", 3),
        (36, "n2", 4),
    ]
    assert [(h.time_ms, h.source, h.target) for h in done.trace if h.kind == "cut"] == [
        (13, "n3", "n1"),
        (20, "n1", "n3"),
        (30, "n1", "n3"),
    ]


def test_nodes_in_no_group_are_one_group() -> None:
    done = run(scenario(9, Partition(0, (("n2",),))))
    assert pongs(done) == [(6, "n3", 1)]


def test_a_crash_loses_all_but_the_disk() -> None:
    done = run(scenario(25, Crash(1, "n1"), Restart(20, "n1")))
    caller = done.nodes["n1"]
    assert caller.durable == 2
    assert caller.count == 1
    assert [h.kind for h in done.trace if h.target == "n1"] == ["down", "down"]
    # the timer of before the crash, due at 10 ms, and its successors died with the node
    assert done.sent["Ping"] == 4


def test_a_timer_set_before_a_crash_does_not_fire_after_a_quick_restart() -> None:
    done = run(scenario(12, Crash(1, "n1"), Restart(2, "n1")))
    assert done.nodes["n1"].count == 2  # at 2 and 12 ms; not at 10 ms


def test_crash_and_restart_twice_have_no_effect() -> None:
    done = run(scenario(9, Restart(1, "n2"), Crash(5, "n2"), Crash(6, "n2")))
    assert [h.kind for h in done.trace if h.source == "n2" and not h.target] == ["crash"]


def test_a_cancelled_timer_does_not_fire() -> None:
    class Sleeper(Node):
        def start(self) -> None:
            self.rang: list[int] = []
            first = self.after(5, lambda: self.rang.append(self.now_ms))
            self.after(7, lambda: self.rang.append(self.now_ms))
            self.after(3, first.cancel)

    assert run(Scenario({"n1": Sleeper}, 10)).nodes["n1"].rang == [7]


def test_a_message_from_outside_and_an_answer_to_it() -> None:
    done = run(scenario(5, Deliver(1, "n2", Ping(9), "auditor")))
    assert "     4 ms  n2 → auditor Pong(number=9, " in done.story()


def test_byzantine_nodes() -> None:
    class Late(Delaying, Player):
        delay_ms = 4

    nodes = {"n1": Caller, "n2": Silent, "n3": Late}
    done = run(Scenario(nodes, 12, link=FIXED))
    assert pongs(done) == [(10, "n3", 1)]


def test_a_handler_can_be_overridden() -> None:
    class Wrong(Player):
        def on_ping(self, sender: str, ping: Ping) -> None:
            self.send(sender, Pong(ping.number + 1))

    nodes = {"n1": Caller, "n2": Wrong}
    assert pongs(run(Scenario(nodes, 9, link=FIXED))) == [(6, "n2", 2)]


def test_a_message_without_a_handler_is_an_error_that_says_so() -> None:
    class Deaf(Node):
        pass

    with pytest.raises(InvalidValue, match=r"Deaf has no handler for Ping: write one with @handle"):
        run(Scenario({"n1": Caller, "n2": Deaf}, 9, link=FIXED))


TROUBLE = Link(1, 20, loss=0.1, duplication=0.1, reordering=0.1)
SCHEDULE = (Crash(50, "n2"), Restart(90, "n2"), Partition(120, (("n1",), ("n2", "n3"))), Heal(150))


def test_the_same_scenario_gives_the_same_run_and_another_seed_another() -> None:
    one, same = (run(scenario(400, *SCHEDULE, link=TROUBLE, seed=1)) for _ in range(2))
    assert one == same
    assert one.story() == same.story()
    assert one.story() != run(scenario(400, *SCHEDULE, link=TROUBLE, seed=2)).story()


def test_another_process_gives_the_same_bytes(root: Path) -> None:
    program = (
        "from tests.unit.test_network import *\n"
        "print(run(scenario(400, *SCHEDULE, link=TROUBLE, seed=1)).story(), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == run(scenario(400, *SCHEDULE, link=TROUBLE, seed=1)).story()


def test_stepping_tells_the_same_story_as_running() -> None:
    told = scenario(400, *SCHEDULE, link=TROUBLE)
    network, steps = Network(told), []
    while step := network.step():
        steps.append(step)
    assert tuple(h for step in steps for h in step) == run(told).trace
    assert len(steps) > 100


def test_tracing_and_observing_change_nothing() -> None:
    told = scenario(400, *SCHEDULE, link=TROUBLE)
    looks = []
    plain, traced = run(told, traced=False), run(told, observe=lambda net: looks.append(net.now_ms))
    assert pongs(plain) == pongs(traced)
    assert plain.trace == ()
    assert len(looks) > len([h for h in traced.trace if h.kind == "message"])
    assert looks == sorted(looks)


def test_what_is_under_way_arrives() -> None:
    network = Network(scenario(50))
    assert [(t, s, to) for t, s, to, _ in network.under_way] == [(3, "n1", "n2"), (3, "n1", "n3")]
    network.step()
    assert [(t, s, to) for t, s, to, _ in network.under_way] == [(3, "n1", "n3"), (6, "n2", "n1")]


def test_a_learner_strikes_between_two_steps() -> None:
    network = Network(scenario(50))
    network.step()
    network.strike(Crash(0, "n2"))
    network.run()
    assert pongs_of(network, "n2") == [1]


def pongs_of(network: Network, name: str) -> list[int]:
    return [number for _, sender, number in network.nodes["n1"].pongs if sender == name]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Link(least_ms=-1), "least_ms is -1"),
        (lambda: Link(least_ms=9, most_ms=3), "most_ms=3 is below least_ms=9"),
        (lambda: Link(loss=1.5), "loss is 1.5"),
        (lambda: Link(loss="often"), "loss is 'often'"),
        (lambda: Crash(1.5, "n1"), "at_ms is 1.5"),
        (lambda: scenario(-1), "duration_ms is -1"),
        (lambda: scenario(1, seed="x"), "seed is 'x'"),
        (lambda: scenario(1, Crash(1, "n9")), "there is no node 'n9'"),
        (lambda: scenario(1, Partition(1, (("n1",), ("n1",)))), "in two groups"),
        (lambda: scenario(1, links={("n1", "n9"): FIXED}), "there is no node 'n9'"),
        (lambda: scenario(1, "crash"), "'crash' is no fault"),
        (lambda: Scenario({}, 1), "no nodes"),
        (lambda: run(Scenario({"n1": lambda name: 5}, 1)), "5 is no Node named 'n1'"),
        (lambda: Network(scenario(1), traced=False).step(), "not traced"),
        (lambda: Network(scenario(1)).nodes["n1"].after(-3, print), "no integer from now on"),
        (lambda: Network(scenario(1)).nodes["n1"].after(0.5, print), "no integer from now on"),
        (lambda: Ping("one"), "Ping.number is 'one': give int"),
        (lambda: Ping(True), "Ping.number is True: give int"),
        (lambda: Ping(-1), r"Ping.number is -1: give 0 to 2\^53 - 1"),
        (lambda: Ping(2**53), r"Ping.number is 9007199254740992: give 0 to"),
        (lambda: Pong(1, (), "a\nb"), r"Pong.note is 'a\\nb': give printable text"),
        (lambda: Pong(1, (), "\ud800"), r"Pong.note is '\\ud800': give printable text"),
        (lambda: Pong(1, ["a"]), r"Pong.names is \['a'\]: give tuple"),
        (lambda: Pong(1, (1,)), "Pong.names is 1: give str"),
        (lambda: Pong(1, (), 3), "Pong.note is 3: give str or NoneType"),
    ],
)
def test_bad_input_is_refused_by_name(make: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()


def test_scenarios_and_messages_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Ping(1).number = 2
    with pytest.raises(TypeError):
        scenario().nodes["n9"] = Player
