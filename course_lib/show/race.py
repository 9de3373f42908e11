"""A mining race 挖矿竞争: a pool and all others find blocks, and branches grow and die.

Above stand the blocks of the others, below those of the pool, by height. A block may be agreed on
by both, known to one side only, contested in a race, or wasted: in nobody's branch any more. The
runs are those of :mod:`course_lib.consensus.proof_of_work.miners`; nobody hashes here.

Left out of the real thing: more than two miners (the others count as one, so that none of them
helps the pool in a race), targets that move, the time between two blocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from course_lib.consensus.proof_of_work import selfish_revenue
from course_lib.consensus.proof_of_work.miners import Block, HonestMiner, mining_scenario
from course_lib.errors import InvalidValue, shown
from course_lib.network import Link, Network, run
from course_lib.show.picture import AMBER, BLUE, INK, PAPER, RED, Picture, arrow, blank
from course_lib.show.view import View, choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POOL, OTHERS = "pool", "others"
BLOCKS, SEED, SHOWN = 80, 43, 10
LEAST, MOST = 5, 45
FAST, SLOW = Link(500, 1_500), Link(150_000, 210_000)
STORIES: Mapping[str, tuple[bool, Link]] = {
    "selfish pool": (True, FAST),
    "honest pool": (False, FAST),
    "honest, slow blocks": (False, SLOW),
}
"""What may happen: whether the pool keeps blocks back, and how blocks travel."""

AGREED, CONTESTED, WASTED = "agreed ✓", "contested", "wasted ×"
KEPT_BACK, UNDER_WAY = "kept back", "under way"
ROWS = {OTHERS: 1.0, POOL: 0.0}
COLOURS = {OTHERS: BLUE, POOL: AMBER}


@dataclass(frozen=True, slots=True)
class Moment:
    """Just before the next block is found: who knows what, and whose branch ends where.

    Args:
        found: all blocks so far, in the order in which they were found.
        fate: of each, by name: one of the five words above.
    """

    found: tuple[Block, ...]
    fate: Mapping[str, str]

    @property
    def agreed(self) -> Counter[str]:
        """How many blocks each side has in the branch that both follow."""
        return Counter(b.miner for b in self.found if self.fate[b.block] == AGREED)


def mining_race(share: int = 35, story: str = "selfish pool", step: int | None = None) -> Picture:
    """Draw a race of a pool and the others after some of its blocks.

    Args:
        share: the pool's share of the power, 5 to 45 percent.
        story: one of :data:`STORIES`.
        step: how many blocks were found, from 1; 80 by default or if there are fewer.

    Raises:
        InvalidValue: a share or a story that there is not.
    """
    moments = race(share, story)
    at = len(moments) if step is None else max(1, min(step, len(moments)))
    moment = moments[at - 1]
    title = f"{story}, {share} % of the power (synthetic): block {at} of {len(moments)}"
    figure, axes = blank(9.2, 2.9, title[0].upper() + title[1:])
    _draw(axes, moment)
    return Picture(figure, _words(moment, share, story, len(moments)))


def mining_view(share: int = 35) -> View:
    """Choose the pool's share and behaviour, then step from block to block (arrow keys)."""
    import ipywidgets as widgets

    controls = {
        "share": widgets.IntSlider(share, LEAST, MOST, 5, description="Pool, %"),
        "story": choice(STORIES, "Story", "32em"),
        "step": widgets.IntSlider(14, 1, BLOCKS, description="Block", layout={"width": "30em"}),
    }
    return View(controls, mining_race)


@lru_cache(maxsize=None, typed=True)
def race(share: int, story: str) -> tuple[Moment, ...]:
    """A run of 80 blocks, moment by moment.

    Raises:
        InvalidValue: as :func:`mining_race`.
    """
    if type(share) is not int or not LEAST <= share <= MOST:
        raise InvalidValue(f"{shown(share)} is no share: give whole percent, {LEAST} to {MOST}")
    if story not in STORIES:
        raise InvalidValue(f"there is no story {shown(story)}; there are: {', '.join(STORIES)}")
    keeps_back, link = STORIES[story]
    shares = {OTHERS: 1 - share / 100, POOL: share / 100}
    selfish = (POOL,) if keeps_back else ()
    scenario = mining_scenario(
        shares, duration_ms=2 * BLOCKS * 600_000, seed=SEED, link=link, selfish=selfish
    )
    found: dict[str, Block] = {}
    moments: dict[int, Moment] = {}

    def observe(network: Network) -> None:
        nodes = [n for n in network.nodes.values() if isinstance(n, HonestMiner)]
        for node in nodes:
            found.update({name: b for name, b in node.blocks.items() if name not in found})
        if len(found) - 1 <= BLOCKS:
            moments[len(found) - 1] = _moment(tuple(found.values())[1:], nodes, keeps_back)

    run(scenario, traced=False, observe=observe)
    return tuple(moments[number] for number in range(1, BLOCKS + 1))


def _moment(found: tuple[Block, ...], nodes: list[HonestMiner], keeps_back: bool) -> Moment:
    branches = [{block.block for block in node.branch()} for node in nodes]
    fate = {}
    for block in found:
        followed = sum(block.block in branch for branch in branches)
        known = sum(block.block in node.blocks for node in nodes)
        hidden = KEPT_BACK if keeps_back and block.miner == POOL else UNDER_WAY
        apart = CONTESTED if known == len(nodes) else hidden
        fate[block.block] = {0: WASTED, len(nodes): AGREED}.get(followed, apart)
    return Moment(found, fate)


def _draw(axes: Axes, moment: Moment) -> None:
    top = max(block.height for block in moment.found)
    first = max(1, top - SHOWN + 1)
    place = {b.block: (float(b.height - first), ROWS[b.miner]) for b in moment.found}
    for number, block in enumerate(moment.found, start=1):
        if block.height >= first:
            x, y = place[block.block]
            before = place.get(block.parent, (x - 1, ROWS[OTHERS]))
            arrow(axes, (x - 0.37, y), (before[0] + 0.37, before[1]), INK, 1.1)
            _draw_block(axes, number, block, (x, y), moment)
    axes.text(-1.0, -0.62, "height", ha="right", fontsize=8, color=INK)
    for name, y in ROWS.items():
        axes.text(-1.0, y, name, color=COLOURS[name], ha="right", va="center", fontsize=10)
    for column in range(SHOWN):
        axes.text(column, -0.62, str(first + column), ha="center", fontsize=8, color=INK)
    axes.set_xlim(-1.7, SHOWN - 0.4)
    axes.set_ylim(-0.75, 1.5)


def _draw_block(
    axes: Axes, number: int, block: Block, at: tuple[float, float], moment: Moment
) -> None:
    from matplotlib.patches import Rectangle

    (x, y), fate = at, moment.fate[block.block]
    colour = RED if fate == WASTED else COLOURS[block.miner]
    width = 3.2 if number == len(moment.found) else 1.6
    line = "-" if fate in (AGREED, WASTED) else "--"
    corner = (x - 0.37, y - 0.27)
    axes.add_patch(Rectangle(corner, 0.74, 0.54, fc=PAPER, ec=colour, lw=width, ls=line, zorder=2))
    style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8, "zorder": 3}
    axes.text(x, y, f"#{number}\n{fate}", color=colour, linespacing=1.4, **style)


def _words(moment: Moment, share: int, story: str, total: int) -> str:
    selfish, link = STORIES[story]
    newest, fates = moment.found[-1], Counter(moment.fate.values())
    finder = "The pool finds" if newest.miner == POOL else "The others find"
    told = [f"{finder} block {len(moment.found)} of {total}, at height {newest.height}."]
    if fates[KEPT_BACK]:
        told.append(f"The pool keeps {fates[KEPT_BACK]} back.")
    if fates[UNDER_WAY]:
        told.append(f"{fates[UNDER_WAY]} under way.")
    if fates[CONTESTED]:
        told.append(f"Contested: {fates[CONTESTED]}.")
    counts = moment.agreed
    both = counts.total()
    part = f", {100 * counts[POOL] / both:.0f} %" if both else ""
    told.append(
        f"Agreed: {both}, {counts[POOL]} of them the pool's{part}; its fair share is "
        f"{share} %. Wasted: {fates[WASTED]}."
    )
    if link is FAST:
        long_run = selfish_revenue(share / 100, 0) if selfish else share / 100
        told.append(f"In the long run it would get {100 * long_run:.0f} %.")
    return " ".join(told)
