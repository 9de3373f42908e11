"""Who signed what: orders, the keys that signed them, whose keys those are, and six checks.

A row for each order: what it says, the key, the certificate that ties the key to an organisation,
then a mark for each check of :mod:`course_lib.keys.orders`. A forged order can be slipped in as the
last row, and a check left out, to see what that check was for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from course_lib.errors import InvalidValue
from course_lib.keys.orders import CHECKS, Desk, SignedOrder, findings, refusal
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PALE, PAPER, RED, Picture, blank
from course_lib.show.view import View, choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NONE = "none"
SAYS, KEY, HELD, FIRST_MARK, PITCH, DECISION, RIGHT = 0.0, 1.75, 2.5, 3.98, 0.72, 8.42, 9.75
ROW = 0.62
MARKS = {"✓": GREEN, "×": RED, "left out": AMBER}


class Party(Protocol):
    """What the picture must know of an organisation."""

    @property
    def name(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One order, what each check says of it, and which of them refuses it."""

    order: SignedOrder
    sender: str
    objections: Mapping[str, str]
    refused_by: str
    slipped_in: bool

    @property
    def decision(self) -> str:
        """What becomes of the order."""
        return "refused" if self.refused_by else f"{self.order.record['boxes']} boxes leave"

    @property
    def words(self) -> str:
        """The order and its fate as a sentence."""
        record, held = self.order.record, self.order.certificate
        key = f"number {record['nonce']}, key {held.public_key.fingerprint[:6]}"
        if not self.slipped_in and not self.refused_by:
            return f"{self.sender}, {key}: {self.decision}."
        said = f"{self.sender}, {record['boxes']} boxes, {key}, certificate {held.organisation}"
        fate = self.decision
        if self.refused_by:
            fate += f" by {self.refused_by}: {self.objections[self.refused_by]}"
        return f"{'SLIPPED IN: ' if self.slipped_in else ''}{said}: {fate}."


def who_signed(
    orders: Sequence[SignedOrder],
    desk: Desk,
    parties: Sequence[Party],
    slipped_in: SignedOrder | None = None,
    skipped: str | None = None,
    title: str = "Who signed what? (synthetic)",
) -> Picture:
    """Draw what a desk decides about orders, one after the other.

    Args:
        orders: as they arrive; the desk remembers those that it carries out.
        desk: who decides.
        parties: organisations with name, zh and code, to name senders by.
        slipped_in: an order that arrives last, marked as such.
        skipped: a check of :data:`course_lib.keys.orders.CHECKS` that the desk leaves out.
        title: shown above; say *synthetic* where the data are.

    Raises:
        InvalidValue: if there is no order, or no such check.
    """
    arriving = [*orders, *([slipped_in] if slipped_in else [])]
    if not arriving:
        raise InvalidValue("a picture needs at least one order, got 0")
    rows = _decide(arriving, desk, parties, slipped_in, skipped)
    figure, axes = blank(8.6, 0.52 * len(rows) + 1.1, title)
    _draw_head(axes, skipped)
    for place, row in enumerate(rows):
        _draw_row(axes, -ROW * (place + 0.5), row, skipped)
    _draw_reasons(axes, -ROW * len(rows) - 0.25, rows)
    axes.set_xlim(SAYS - 0.05, RIGHT)
    axes.set_ylim(-ROW * len(rows) - 0.45, 0.42)
    return Picture(figure, _words(rows, skipped))


def signers_view(
    orders: Sequence[SignedOrder],
    desk: Desk,
    parties: Sequence[Party],
    forgeries: Mapping[str, SignedOrder],
    title: str = "Who signed what? (synthetic)",
) -> View:
    """Slip a forged order in with the first slider, leave out a check with the second."""

    controls = {
        "forged": choice([NONE, *forgeries], "Slip in"),
        "skipped": choice([NONE, *CHECKS], "Leave out"),
    }

    def draw(forged: str, skipped: str) -> Picture:
        left_out = None if skipped == NONE else skipped
        return who_signed(orders, desk, parties, forgeries.get(forged), left_out, title)

    return View(controls, draw)


def _decide(
    arriving: Sequence[SignedOrder],
    desk: Desk,
    parties: Sequence[Party],
    slipped_in: SignedOrder | None,
    skipped: str | None,
) -> list[Row]:
    names = {party.code: f"{party.name} {party.zh}" for party in parties}
    rows = []
    for place, order in enumerate(arriving):
        code = str(order.record["from"])
        last = slipped_in is not None and place == len(arriving) - 1
        refused_by = refusal(order, desk, skipped)
        rows.append(Row(order, names.get(code, code), findings(order, desk), refused_by, last))
        if not refused_by:
            desk = replace(desk, used=desk.used | {order.once})
    return rows


def _draw_head(axes: Axes, skipped: str | None) -> None:
    for x, text in ((SAYS, "the order says"), (KEY, "signed with"), (HELD, "certificate 证书")):
        axes.text(x, 0.2, text, color=INK, fontsize=8, va="center")
    for place, name in enumerate(CHECKS):
        colour = AMBER if name == skipped else INK
        x = FIRST_MARK + PITCH * (place + 0.5)
        axes.text(x, 0.2, name, color=colour, fontsize=7.5, ha="center", va="center")
    axes.text(DECISION, 0.2, "the store", color=INK, fontsize=8, va="center")
    axes.plot([SAYS, RIGHT], [0, 0], color=INK, lw=1)


def _draw_row(axes: Axes, y: float, row: Row, skipped: str | None) -> None:
    from matplotlib.patches import Rectangle

    if row.slipped_in:
        corner = (SAYS - 0.04, y - ROW / 2 + 0.03)
        width, height = RIGHT - SAYS - 0.02, ROW - 0.06
        axes.add_patch(Rectangle(corner, width, height, fc=PAPER, ec=AMBER, lw=2))
    record, held = row.order.record, row.order.certificate
    english, _, chinese = row.sender.rpartition(" ")
    lines = (
        (SAYS + 0.03, f"{english} {chinese}", f"{record['boxes']} boxes, number {record['nonce']}"),
        (KEY, "key", f"{held.public_key.fingerprint[:6]}…"),
        (HELD, held.organisation, held.uscc),
    )
    for x, upper, lower in lines:
        axes.text(x, y + 0.12, upper, color=INK, fontsize=7.5, va="center")
        axes.text(x, y - 0.13, lower, color=INK, fontsize=7, va="center")
    for place, (name, told) in enumerate(row.objections.items()):
        mark = "left out" if name == skipped else ("×" if told else "✓")
        text = axes.text(FIRST_MARK + PITCH * (place + 0.5), y, mark, color=MARKS[mark])
        text.set(ha="center", va="center", fontsize=6.5 if name == skipped else 12)
        if mark == "×":
            text.set(color=PAPER, bbox={"boxstyle": "square,pad=0.15", "fc": RED, "ec": RED})
    axes.plot([SAYS, RIGHT], [y - ROW / 2, y - ROW / 2], color=PALE, lw=0.8, zorder=0)
    _draw_decision(axes, y, row)


def _draw_reasons(axes: Axes, y: float, rows: Sequence[Row]) -> None:
    """The newest objection in words, below the table."""
    refused = [row for row in rows if row.refused_by]
    if refused:
        told = f"× {refused[-1].refused_by}: {refused[-1].objections[refused[-1].refused_by]}"
        axes.text(SAYS + 0.03, y, told, color=RED, fontsize=8, va="center")


def _draw_decision(axes: Axes, y: float, row: Row) -> None:
    colour, text = BLUE, row.decision
    if row.refused_by:
        colour, text = INK, f"refused by\n{row.refused_by}"
    elif row.slipped_in:
        colour, text = RED, f"! {text}"
    axes.text(DECISION, y, text, color=colour, fontsize=8, va="center")


def _words(rows: Sequence[Row], skipped: str | None) -> str:
    leaving = sum(int(str(row.order.record["boxes"])) for row in rows if not row.refused_by)
    told = [row.words for row in sorted(rows, key=lambda row: not row.slipped_in)]
    left_out = f" The check '{skipped}' is left out." if skipped else ""
    return f"{leaving} boxes leave the store.{left_out} {' '.join(told)}"
