"""A Merkle proof 默克尔证明, walked from the leaf to the root: one partner a step, left or right.

What is drawn is what a verifier has: the record that was presented, the partners' digests of the
proof, and the published root. All other nodes are pale: nobody needs them.

Left out of the real thing: proofs in trees of more than eight records, which have the same form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.errors import InvalidValue, shown
from course_lib.merkle import leaf_hash, node_hash
from course_lib.merkle.tree import split
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PALE, PAPER, RED, Picture, blank
from course_lib.show.view import View, choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST, MOST = 2, 8
WIDTH, HEIGHT = 0.86, 0.56
SHORT = 6
"""Hexadecimal digits of a digest that fit into a node."""


@dataclass(frozen=True, slots=True)
class Node:
    """A digest of the tree, where it is drawn, and the two digests that it joins."""

    digest: bytes
    x: float
    y: int
    below: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step up: the partner, its side, the node above, and the digest computed for it."""

    partner: Node
    side: str
    above: Node
    computed: bytes


@dataclass(frozen=True, slots=True)
class Walk:
    """A way from a leaf to the root, with what a presented record makes of it."""

    root: Node
    leaf: Node
    started: bytes
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        """Whether the walk ends at the published root."""
        return self.steps[-1].computed == self.root.digest


def proof_walk(
    records: Sequence[bytes],
    index: int,
    step: int | None = None,
    presented: bytes | None = None,
    names: Sequence[str] = (),
) -> Picture:
    """Draw a Merkle proof after some of its steps.

    Args:
        records: 2 to 8 records, each bytes; the tree over them is RFC 6962's, with SHA-256.
        index: the place of the record that is to be proved, from 0.
        step: how many partners were joined, from 0; all of them by default or if there are fewer.
        presented: the record that somebody shows; the true one by default.
        names: short names of the records, for the picture; 1, 2, 3 and so on by default.

    Raises:
        InvalidValue: too few or too many records, no such index, or a name too few.
    """
    labels = list(names) or [str(number) for number in range(1, len(records) + 1)]
    _check(records, index, labels)
    walk = _walk(records, index, records[index] if presented is None else presented)
    done = len(walk.steps) if step is None else max(0, min(step, len(walk.steps)))
    title = "blue: computed; amber: given in the proof; pale: not needed"
    figure, axes = blank(
        8.4, 0.85 * walk.root.y + 1.4, f"From {labels[index]} to the root ({title})"
    )
    _draw_tree(axes, walk, done)
    _draw_root(axes, walk, done, len(records))
    for place, label in enumerate(labels):
        text, size = (f"▲ {label}", 9) if place == index else (label, 7.5)
        axes.text(place, -0.5, text, **_centred(INK, size))
    axes.set_xlim(-0.6, len(records) + 0.9)
    axes.set_ylim(-0.65, walk.root.y + 0.4)
    return Picture(figure, _words(walk, done, labels[index]))


def proof_view(records: Sequence[bytes], names: Sequence[str] = ()) -> View:
    """Choose a record, step up with the slider, and edit the record that is presented.

    Args:
        records: 2 to 8 records that are UTF-8 text, such as canonical JSON.
        names: as for :func:`proof_walk`.
    """
    import ipywidgets as widgets

    texts = [record.decode() for record in records]
    labels = list(names) or [str(number) for number in range(1, len(records) + 1)]
    _check(records, 0, labels)
    options = [(label, index) for index, label in enumerate(labels)]
    wide = {"width": "32em"}
    controls: dict[str, Any] = {
        "index": choice(options, "Record"),
        "step": widgets.IntSlider(max=_height(records, 0), description="Step"),
        "presented": widgets.Text(value=texts[0], description="Presented", layout=wide),
    }

    def choose(change: dict[str, Any]) -> None:
        controls["step"].max = _height(records, change["new"])
        controls["presented"].value = texts[change["new"]]

    controls["index"].observe(choose, names="value")

    def draw(index: int, step: int, presented: str) -> Picture:
        return proof_walk(records, index, step, presented.encode(), labels)

    return View(controls, draw)


def _check(records: Sequence[bytes], index: int, labels: list[str]) -> None:
    if not FEWEST <= len(records) <= MOST or len(labels) != len(records):
        told = f"{len(records)} records with {len(labels)} names"
        raise InvalidValue(f"cannot draw {told}: give {FEWEST} to {MOST}, each with one name")
    if type(index) is not int or not 0 <= index < len(records):
        raise InvalidValue(f"no record {shown(index)} among {len(records)}: count from 0")


def _grow(records: Sequence[bytes], first: int = 0) -> Node:
    """The tree over the records, the first of which stands at ``first``."""
    if len(records) == 1:
        return Node(leaf_hash(records[0]), first, 0)
    middle = split(len(records))
    left, right = _grow(records[:middle], first), _grow(records[middle:], first + middle)
    digest = node_hash(left.digest, right.digest)
    return Node(digest, (left.x + right.x) / 2, left.y + 1, (left, right))


def _walk(records: Sequence[bytes], index: int, presented: bytes) -> Walk:
    root = node = _grow(records)
    way: list[tuple[Node, str, Node]] = []
    first, size = 0, len(records)
    while node.below:
        left, right = node.below
        middle = split(size)
        if index < first + middle:
            way.insert(0, (right, "right", node))
            node, size = left, middle
        else:
            way.insert(0, (left, "left", node))
            node, first, size = right, first + middle, size - middle
    started = computed = leaf_hash(presented)
    steps = []
    for partner, side, above in way:
        pair = (partner.digest, computed) if side == "left" else (computed, partner.digest)
        computed = node_hash(*pair)
        steps.append(Step(partner, side, above, computed))
    return Walk(root, node, started, tuple(steps))


def _height(records: Sequence[bytes], index: int) -> int:
    return len(_walk(records, index, records[index]).steps)


def _draw_tree(axes: Axes, walk: Walk, done: int) -> None:
    """Pale lines and nodes for the whole tree, then the partners, then the way so far."""
    waiting = [walk.root]
    while waiting:
        node = waiting.pop()
        waiting += node.below
        for child in node.below:
            axes.plot([child.x, node.x], [child.y, node.y], color=PALE, lw=1.2, zorder=1)
        _draw_node(axes, node, "", PALE, 1)
    before = walk.leaf
    for number, step in enumerate(walk.steps, start=1):
        reached = number <= done
        text = f"{_short(step.partner.digest)}\n{step.side} partner"
        _draw_node(axes, step.partner, text, AMBER, 2.6 if reached else 1.2)
        if reached:
            for child in (before, step.partner):
                ends = [child.x, step.above.x], [child.y, step.above.y]
                axes.plot(*ends, color=INK, lw=2, zorder=1)
        before = step.above
    computed = [(walk.leaf, walk.started), *((s.above, s.computed) for s in walk.steps[:done])]
    for node, digest in computed:
        right = digest == node.digest
        text = f"{_short(digest)}\n{'computed' if right else '≠ computed'}"
        _draw_node(axes, node, text, BLUE if right else RED, 2.6)


def _draw_node(axes: Axes, node: Node, text: str, colour: str, width: float) -> None:
    from matplotlib.patches import Rectangle

    corner = (node.x - WIDTH / 2, node.y - HEIGHT / 2)
    axes.add_patch(Rectangle(corner, WIDTH, HEIGHT, fc=PAPER, ec=colour, lw=width, zorder=2))
    axes.text(node.x, node.y, text, zorder=3, linespacing=1.3, **_centred(colour, 7.5))


def _draw_root(axes: Axes, walk: Walk, done: int, size: int) -> None:
    """The published root beside the computed one, and whether they are equal."""
    published = Node(walk.root.digest, size - 0.1, walk.root.y)
    _draw_node(axes, published, f"{_short(published.digest)}\npublished", GREEN, 2.6)
    between = (walk.root.x + published.x) / 2
    if done < len(walk.steps):
        axes.text(between, published.y, f"step {done} of {len(walk.steps)}", **_centred(INK, 9))
    elif walk.holds:
        axes.text(between, published.y, "= the same ✓", **_centred(GREEN, 10))
    else:
        axes.text(between, published.y, "≠ another digest ×", **_centred(RED, 10))


def _centred(colour: str, size: float) -> dict[str, Any]:
    return {"ha": "center", "va": "center", "color": colour, "fontsize": size}


def _short(digest: bytes) -> str:
    return digest.hex()[:SHORT] + "…"


def _words(walk: Walk, done: int, name: str) -> str:
    start = f"the record presented as {name} has the leaf digest {_short(walk.started)}"
    told = [f"Step {done} of {len(walk.steps)}: {start}"]
    for step in walk.steps[:done]:
        joined = f"joined with {_short(step.partner.digest)} on its {step.side}"
        told.append(f"{joined} it gives {_short(step.computed)}")
    text = ", ".join(told)  # which ends in a digest, shortened with "…"
    if done == len(walk.steps):
        verdict = "the same ✓" if walk.holds else "another digest ×"
        text += f" The published root is {_short(walk.root.digest)}: {verdict}."
    return text
