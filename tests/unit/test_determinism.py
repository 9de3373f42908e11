"""What a contract may not reach, and that each offence is refused with its line."""

from __future__ import annotations

import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from time import monotonic as now
from typing import Any

import pytest

from course_lib.canonical import JSON
from course_lib.contracts.runtime import Context, Contract, Runtime, action
from course_lib.errors import ContractError

DICE = random.Random(1)
COUNTER = [0]
TITLES = {"li": "李"}
choose = random.choice
seen_at = partial(time.time)


def clock_behind_a_function() -> int:
    return time.time_ns()


@lru_cache
def clock_behind_a_cache() -> int:
    return time.time_ns()


@dataclass(frozen=True)
class Stamp:
    """A helper class with a method that reads the clock, and one that loops."""

    at: int = 0

    def fresh(self) -> int:
        return time.time_ns()


@dataclass(frozen=True)
class Spinner:
    """A helper class that loops where nobody counts."""

    at: int = 0

    def spin(self) -> int:
        while True:
            pass


def offend(number: int) -> type[Contract]:
    """Contracts that each offend in one line, marked ``# here``."""

    class Clock(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return time.time_ns()  # here

    class ImportedClock(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return int(now())  # here

    class Date(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return datetime.now().year  # here

    class Chance(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return random.randint(0, 9)  # here

    class SeededChance(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return DICE.randint(0, 9)  # here

    class BoundChance(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return choose([1, 2])  # here

    class Unique(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return str(uuid.uuid4())  # here

    class File(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return open("rates.csv").read()  # here

    class PathlibFile(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return Path("rates.csv").read_text()  # here

    class LateImport(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            import os  # here

            return os.getpid()

    class Printing(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            print("done")  # here
            return None

    class Evaluated(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return eval("1")  # here

    class Salted(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return hash("text")  # here

    class Address(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return sorted([ctx], key=id) and None  # here

    class SetLoop(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context, names: list[str]) -> JSON:
            unique = set(names)
            for name in unique:  # here
                ctx.put("last", name)
            return None

    class SetList(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context, names: list[str]) -> JSON:
            return list({name[0] for name in names} | {"x"})  # here

    class SetText(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context, names: list[str]) -> JSON:
            return f"{set(names)}"  # here

    class SetPop(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context, names: list[str]) -> JSON:
            return set(names).pop()  # here

    class SetParameter(Contract):
        name = "c"

        def first(self, names: set[str]) -> str:
            return next(iter(names))  # here

        @action()
        def do(self, ctx: Context) -> JSON:
            return self.first({"a"})

    class SelfState(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            self.calls = 1  # here
            return None

    class GlobalState(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            global COUNTER
            COUNTER = [1]  # here, or the line above
            return None

    class Behind(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return ctx.__class__.__name__  # here

    class Dynamic(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return getattr(ctx, "time_ms")  # noqa: B009  # here

    class Parent(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return super().migrate(ctx)  # here

    class Partial(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return int(seen_at())  # here

    class Undefined(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context) -> JSON:
            return not_there()  # noqa: F821  # here

    found = [kind for kind in locals().values() if isinstance(kind, type)]
    return found[number]


OFFENCES = 26


@pytest.mark.parametrize("number", range(OFFENCES))
def test_an_offence_is_refused_with_its_line(number: int) -> None:
    kind = offend(number)
    with pytest.raises(ContractError, match="replicas could differ") as refusal:
        Runtime([kind()])
    lines = Path(__file__).read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if f"class {kind.__name__}(Contract)" in line)
    offset = next(i for i, line in enumerate(lines[start:]) if "# here" in line)
    named = f"line {start + offset + 1}: `"
    before = f"line {start + offset}: `"  # a `global` statement stands above its use
    assert named in str(refusal.value) or (
        "Global" in kind.__name__ and before in str(refusal.value)
    )


def test_every_offence_is_tried() -> None:
    with pytest.raises(IndexError):
        offend(OFFENCES)


def test_functions_and_classes_that_an_action_reaches_are_read_too() -> None:
    reached: list[tuple[Callable[..., Any], str]] = [
        (clock_behind_a_function, "clock_behind_a_function, line"),
        (clock_behind_a_cache, "clock_behind_a_cache, line"),
        (Stamp, "Stamp.fresh, line"),
        (Spinner, "turns are not counted"),
    ]
    for helper, words in reached:

        class Reaching(Contract):
            name = "c"

            @action()
            def do(self, ctx: Context) -> JSON:
                return str(helper())  # noqa: B023

        with pytest.raises(ContractError, match=words):
            Runtime([Reaching()])


def test_a_parents_method_is_called_with_self_or_not_at_all() -> None:
    """By the parent's name it would escape both the reading and the counting."""

    class Parent(Contract):
        name = "c"

        def stamp(self) -> int:
            return 7

        @action()
        def do(self, ctx: Context) -> JSON:
            return time.time_ns()

    class ByName(Parent):
        @action()
        def do(self, ctx: Context) -> JSON:
            return Parent.do(self, ctx)

    class BySelf(Parent):
        LIMIT = 3

        @action()
        def do(self, ctx: Context) -> JSON:
            return self.stamp() + BySelf.LIMIT

    with pytest.raises(ContractError, match=r"ByName\.do, line .*Parent is another contract"):
        Runtime([ByName()])
    Runtime([BySelf()])


def test_all_faults_are_named_at_once() -> None:
    class Two(Contract):
        name = "c"

        @action()
        def one(self, ctx: Context) -> JSON:
            return time.time_ns()

        @action()
        def two(self, ctx: Context) -> JSON:
            return random.random()

    with pytest.raises(ContractError) as refusal:
        Runtime([Two()])
    text = str(refusal.value)
    assert "use ctx.time_ms" in text
    assert "let the caller bring the number" in text


def test_what_no_order_can_change_is_allowed() -> None:
    class Sorted(Contract):
        name = "c"

        @action()
        def do(self, ctx: Context, names: list[str]) -> JSON:
            unique = {*names}
            lengths = sum(len(name) for name in unique)
            return [*sorted(unique), len(unique), "x" in unique, lengths, TITLES.get("li")]

    Runtime([Sorted()])


def test_code_without_a_text_is_refused() -> None:
    space: dict[str, Any] = {"Contract": Contract, "action": action, "__name__": "typed"}
    exec("class Typed(Contract):\n name='c'\n @action()\n def do(self, ctx):\n  return 1\n", space)
    with pytest.raises(ContractError, match="cannot be read"):
        Runtime([space["Typed"]()])


def test_the_reason_a_set_has_another_order_in_each_process() -> None:
    """Why the rule exists: the same program, two processes, two orders."""
    program = "print(list({'Mei', 'Tom', 'Li', 'Wang', 'Zhao', 'Sun', 'Qian', 'Zhou'}))"
    orders = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(orders) > 1
