"""One action, tried out: the state before, what the action's journal noted, and the state after.

Nothing is sent and nothing changes: the action runs on a member's replica as an endorser would run
it. Where it fails, the journal shows what it had wanted to write when it was stopped.

Left out of the real thing: what happens between trying an action out and its place in a block.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.canonical import JSON, decode
from course_lib.consortium import Consortium
from course_lib.contracts.context import Receipt
from course_lib.contracts.state import Journal, State
from course_lib.errors import CourseError, InvalidValue
from course_lib.show.calls import counted, read_arguments, tried
from course_lib.show.picture import AMBER, GREEN, INK, PALE, RED, Picture, blank
from course_lib.show.view import View, choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KEY, BEFORE, WANTED, AFTER, RIGHT = 0.0, 1.75, 4.1, 6.65, 8.9
LINE, PAD = 0.2, 0.14
WIDTH = 30
"""Characters of a value on one line."""
MOST_ROWS = 9
NOTHING = "–"
TITLE = "One action, tried out (synthetic)"


@dataclass(frozen=True, slots=True)
class Row:
    """One key: its value before, what the journal noted ("" for nothing), its value after."""

    key: str
    before: str
    wanted: str
    after: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one call, and of every key of the contract."""

    called: str
    receipt: Receipt
    rows: tuple[Row, ...]

    @property
    def verdict(self) -> str:
        """Taken over or refused, and why."""
        if self.receipt.error is None:
            return "✓ took effect"
        why = str(self.receipt.error).splitlines()[0]
        return f"× refused, {type(self.receipt.error).__name__}: {why}"

    @property
    def account(self) -> str:
        """The receipt's other two entries."""
        names = ", ".join(event.name for event in self.receipt.events) or "none"
        return f"receipt: {counted(self.receipt.steps)}; events: {names}"


def action_trial(
    chain: Consortium,
    who: str,
    contract: str,
    action: str,
    arguments: str,
) -> Picture:
    """Draw what one action would do now.

    Args:
        chain: the consortium; it stays as it is.
        who: the member that calls.
        contract: the contract's name.
        action: the action's name.
        arguments: such as ``"number=A1, fen=500"``.

    Raises:
        InvalidValue: no such member, or arguments that cannot be read.
    """
    trial = _try(chain, who, contract, action, read_arguments(arguments))
    heights = [PAD + LINE * _lines(row) for row in trial.rows]
    words = textwrap.wrap(trial.verdict, 120)
    depth = sum(heights) + LINE * (len(words) + 1) + 0.25
    figure, axes = blank(8.9, depth + 1.05, f"{TITLE}: {trial.called}")
    _draw_head(axes)
    top = 0.0
    for row, height in zip(trial.rows, heights, strict=True):
        _draw_row(axes, top, row, trial.receipt.ok)
        top -= height
    colour = GREEN if trial.receipt.ok else RED
    for number, (line, ink) in enumerate([*((w, colour) for w in words), (trial.account, INK)]):
        axes.text(KEY, top - 0.25 - LINE * number, line, color=ink, fontsize=9, va="center")
    axes.set_xlim(KEY - 0.05, RIGHT)
    axes.set_ylim(-depth - 0.1, 0.5)
    return Picture(figure, _words(trial))


def trial_view(
    chain: Consortium,
    contract: str,
    calls: Mapping[str, str],
) -> View:
    """Choose who calls and which action, and edit the arguments.

    Args:
        chain: the consortium; it stays as it is.
        contract: the contract's name.
        calls: for each action on offer, the arguments to begin with, such as ``"number=A1"``.
    """
    if not calls:
        raise InvalidValue("a trial needs at least one action to choose from, got none")
    controls = _controls(list(chain.organisations), calls)

    def choose(change: dict[str, Any]) -> None:
        controls["arguments"].value = calls[change["new"]]

    controls["action"].observe(choose, names="value")

    def draw(who: str, action: str, arguments: str) -> Picture:
        try:
            return action_trial(chain, who, contract, action, arguments)
        except CourseError as error:
            figure, axes = blank(8.9, 1.0, TITLE)
            axes.text(0, 0.5, "not sent: see the line above", color=RED, fontsize=9)
            return Picture(figure, f"Not sent: {error}.")

    return View(controls, draw)


def _controls(members: list[str], calls: Mapping[str, str]) -> dict[str, Any]:
    import ipywidgets as widgets

    first, who = next(iter(calls)), members[1 % len(members)]
    wide: dict[str, Any] = {"layout": {"width": "30em"}}
    caller = choice(members, "Who")
    caller.value = who
    return {
        "who": caller,
        "action": choice(calls, "Action"),
        "arguments": widgets.Text(value=calls[first], description="Arguments", **wide),
    }


def _try(
    chain: Consortium, who: str, contract: str, action: str, arguments: dict[str, JSON]
) -> Trial:
    receipt, journal, kept = tried(chain, who, contract, action, arguments)
    told = ", ".join(f"{name}={value}" for name, value in arguments.items())
    rows = _rows(f"{contract}/", chain.replica(who).state, journal, kept)
    return Trial(f"{who} calls {action}({told})", receipt, rows)


def _rows(prefix: str, before: State, wanted: Journal, after: Journal) -> tuple[Row, ...]:
    touched = sorted(wanted.changes)
    others = [key for key in before.keys(prefix) if key not in wanted.changes]
    chosen = sorted([*touched, *others][:MOST_ROWS])
    rows = []
    for key in chosen:
        note = _text(wanted.changes[key], "removed") if key in wanted.changes else ""
        rows.append(
            Row(key.removeprefix(prefix), _text(before.read(key)), note, _text(after.read(key)))
        )
    return tuple(rows)


def _text(data: bytes | None, nothing: str = NOTHING) -> str:
    if data is None:
        return nothing
    value = decode(data)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {part}" for name, part in value.items())
    return str(value)


def _lines(row: Row) -> int:
    return max(len(_wrapped(text)) for text in (row.before, row.wanted, row.after))


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH) or [""]


def _draw_head(axes: Axes) -> None:
    heads = ((KEY, "key"), (BEFORE, "before"), (WANTED, "the action's journal"), (AFTER, "after"))
    for x, text in heads:
        axes.text(x, 0.22, text, color=INK, fontsize=9.5, va="center")


def _draw_row(axes: Axes, top: float, row: Row, ok: bool) -> None:
    axes.plot([KEY, RIGHT], [top + 0.05, top + 0.05], color=PALE, lw=1)
    mark, colour = ("→ ", AMBER) if ok else ("× ", RED)
    changed = row.before != row.after
    cells = (
        (KEY, row.key, INK),
        (BEFORE, row.before, INK),
        (WANTED, f"{mark}{row.wanted}" if row.wanted else "", colour),
        (AFTER, f"✓ {row.after}" if changed else row.after, GREEN if changed else INK),
    )
    for x, text, ink in cells:
        axes.text(
            x,
            top - 0.02,
            "\n".join(_wrapped(text)),
            color=ink,
            fontsize=8,
            va="top",
            linespacing=1.3,
        )


def _words(trial: Trial) -> str:
    told = [f"{trial.called}: {trial.verdict}; {trial.account}."]
    for row in trial.rows:
        if row.wanted:
            told.append(f"{row.key}: before {row.before}, wanted {row.wanted}, after {row.after}.")
    still = [row.key for row in trial.rows if not row.wanted]
    if still:
        told.append(f"Not touched: {', '.join(still)}.")
    return " ".join(told)
