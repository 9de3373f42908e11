"""The step budget: what never ends, ends with an error and no effect, at the same step for all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from course_lib.blocks import Transaction
from course_lib.canonical import JSON
from course_lib.contracts.meter import LONGEST_NUMBER, Meter, power, shift
from course_lib.contracts.runtime import Caller, Context, Contract, Receipt, Runtime, action, query
from course_lib.contracts.state import Changes, WorldState
from course_lib.errors import ContractError

FACTOR = 2


def down(number: int) -> int:
    return 0 if number <= 0 else down(number - 1)


def forever() -> None:
    while True:
        pass


class Busy(Contract):
    """Every way to work for long, or for ever."""

    name = "busy"

    def __init__(self, limit: int = 3) -> None:
        self.limit = limit

    @action()
    def loop(self, ctx: Context) -> JSON:
        ctx.put("touched", True)
        while True:
            pass

    @action()
    def swallow(self, ctx: Context) -> JSON:
        ctx.put("touched", True)
        try:
            while True:
                pass
        except Exception:
            return "done"

    @action()
    def helper(self, ctx: Context) -> JSON:
        forever()
        return None

    @action()
    def bounce(self, ctx: Context) -> JSON:
        return self.bounce(ctx)

    @action()
    def comprehend(self, ctx: Context, turns: int) -> JSON:
        return len([x for x in range(turns) if x >= 0])

    @action()
    def consume(self, ctx: Context, turns: int) -> JSON:
        return sum(range(turns))

    @action()
    def nested(self, ctx: Context) -> JSON:
        def spin() -> None:
            while True:
                pass

        spin()
        return None

    @action()
    def lambdas(self, ctx: Context, turns: int) -> JSON:
        return [*map(lambda x: x + 1, [1] * turns)]  # noqa: C417

    @action()
    def grow(self, ctx: Context, sign: str) -> JSON:
        number = 7
        if sign == "**":
            number **= 10**9
        elif sign == "<<":
            number <<= 10**9
        elif sign == "pow":
            number = pow(number, 10**9)
        return number % 2

    @action()
    def count(self, ctx: Context, turns: int) -> JSON:
        total = 0
        for turn in range(turns):
            total += turn
        else:
            total += 0
        return total

    @action()
    def plain(self, ctx: Context, exponent: int, *, times: int = 2) -> JSON:
        return [FACTOR**exponent, 1 << exponent, down(times), self.limit, self.third, self.fourth()]

    @property
    def third(self) -> int:
        return 3

    @staticmethod
    def fourth() -> int:
        return 4

    @query()
    def ask(self, ctx: Context) -> JSON:
        while True:
            pass


ALICE = Caller("Alice", "member", "key")


@pytest.fixture
def run() -> Callable[..., tuple[Receipt, Changes]]:
    """Executes one action of a contract with 1000 steps."""
    runtime = Runtime([Busy()], budget=1000)

    def run(name: str, **arguments: JSON) -> tuple[Receipt, Changes]:
        tx = Transaction(
            chain="test", contract="busy", action=name, arguments=arguments,
            sender="ed25519:" + "0" * 64, nonce=1, time_ms=0,
        )  # fmt: skip
        receipt, journal = runtime.execute(WorldState(), tx, ALICE)
        return receipt, journal.changes

    return run


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("loop", {}),
        ("swallow", {}),
        ("helper", {}),
        ("nested", {}),
        ("comprehend", {"turns": 10**9}),
        ("consume", {"turns": 10**12}),
        ("lambdas", {"turns": 2000}),
        ("count", {"turns": 10**12}),
    ],
)
def test_what_never_ends_is_stopped_without_effect(
    run: Callable[..., tuple[Receipt, Changes]], name: str, arguments: dict[str, JSON]
) -> None:
    receipt, changes = run(name, **arguments)
    with pytest.raises(ContractError, match="budget of 1000 steps"):
        receipt.unwrap()
    assert changes == {}
    assert receipt.steps == 1001


def test_endless_recursion_is_an_ordinary_failure(
    run: Callable[..., tuple[Receipt, Changes]],
) -> None:
    receipt, changes = run("bounce")
    assert isinstance(receipt.error, ContractError)
    assert changes == {}


@pytest.mark.parametrize("sign", ["**", "<<", "pow"])
def test_numbers_stay_short(run: Callable[..., tuple[Receipt, Changes]], sign: str) -> None:
    receipt, _ = run("grow", sign=sign)
    with pytest.raises(ContractError, match=f"at most {LONGEST_NUMBER}"):
        receipt.unwrap()


def test_steps_are_counted_and_told(run: Callable[..., tuple[Receipt, Changes]]) -> None:
    """One for the action itself, one a turn."""
    assert run("count", turns=10)[0].steps == 11
    assert run("count", turns=999)[0].unwrap() == 999 * 998 // 2
    assert not run("count", turns=1000)[0].ok
    assert run("comprehend", turns=10)[0].steps == 11
    assert run("consume", turns=10)[0].steps == 11


def test_metered_code_computes_what_the_code_says(
    run: Callable[..., tuple[Receipt, Changes]],
) -> None:
    assert run("plain", exponent=10)[0].unwrap() == [1024, 1024, 0, 3, 3, 4]
    assert run("plain", exponent=0, times=5)[0].unwrap() == [1, 1, 0, 3, 3, 4]


def test_the_code_that_was_registered_is_the_code_that_runs(
    monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[Receipt, Changes]]
) -> None:
    monkeypatch.setattr(f"{__name__}.down", lambda number: 99)
    assert run("plain", exponent=0)[0].unwrap()[2] == 0


def test_a_query_is_metered_too() -> None:
    runtime = Runtime([Busy()], budget=1000)
    with pytest.raises(ContractError, match="1000 steps"):
        runtime.query(WorldState(), ALICE, "busy", "ask", {})


def test_a_meter_that_ran_out_stays_out() -> None:
    meter = Meter(1)
    assert meter.step()
    for _ in range(2):
        with pytest.raises(ContractError):
            meter.step()
    meter.start()
    assert meter.step()
    assert list(meter.range(0)) == []


@pytest.mark.parametrize("base", [-3, -1, 1, 2, 10, 0.5])
@pytest.mark.parametrize("exponent", [-2, 0, 1, 5, 100])
def test_guarded_powers_are_powers(base: float, exponent: int) -> None:
    assert power(base, exponent) == base**exponent
    assert power(7, 10**6, 11) == pow(7, 10**6, 11)
    assert shift(1, 5) == 32


def test_values_that_only_look_long_are_allowed() -> None:
    for base in (-1, 0, 1):
        assert power(base, 10**9) in (-1, 0, 1)
    assert power(2, LONGEST_NUMBER // 2 - 1) == 2 ** (LONGEST_NUMBER // 2 - 1)
