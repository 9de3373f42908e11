"""Tracing: trace back and recall at 100 000 and 1 000 000 events, in memory and in a file.

The limit is what nobody can beat: bare adjacency lists of the same hops, without events, times,
containers or corrections; in a file, the bare recursive query over one table of hops.
"""

from __future__ import annotations

import gc
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness import Row, alternate, installed, ratio
from course_lib.contracts.traceability.documents import Event
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.store import TraceStore
from course_lib.contracts.traceability.tracing import Tracer
from course_lib.units import iso

QUESTIONS = 200
MEMORY, ON_DISK = 3.0, 1.5
HOUR = 3_600_000

Hops = Mapping[str, Sequence[str]]


def supply_chain(size: int) -> Iterator[Event]:
    """``size`` events of pork: pigs, slaughter into lots, boxes, pallets, transport, shops."""
    made = 0
    batch = 0
    while made < size:
        for event in _batch(batch):
            yield event
            made += 1
            if made == size:
                return
        batch += 1


def _batch(batch: int) -> Iterator[Event]:
    base = f"https://id.gs1.org/01/0691234500001{batch}"
    time = batch * HOUR
    pigs = tuple(f"{base}/21/pig{i}" for i in range(10))
    lots = tuple(f"{base}/10/lot{i}" for i in range(2))
    for pig in pigs:
        yield _event(pig, "ObjectEvent", time, epcs=(pig,), action="ADD", biz_location="farm")
    yield _made(f"{base}slaughter", time + 1, pigs, lots)
    for lot in lots:
        pallet = f"{lot}/pallet"
        boxes = tuple(f"{lot}/box{i}" for i in range(8))
        yield _made(f"{lot}cut", time + 2, (lot,), boxes)
        for action, later in (("ADD", 3), ("DELETE", 6)):
            kind = "AggregationEvent"
            yield _event(f"{lot}{action}", kind, time + later, epcs=boxes, parent=pallet,
                         action=action)  # fmt: skip
        for place, later in (("shipped", 4), ("shop", 5)):
            yield _event(f"{lot}{place}", "ObjectEvent", time + later, epcs=(pallet,),
                         action="OBSERVE", read_point=place)  # fmt: skip


def _event(name: str, kind: str, time_ms: int, **fields: Any) -> Event:
    raw = {"type": kind, "eventTime": iso(time_ms), "eventTimeZoneOffset": "+08:00"}
    raw |= {
        key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()
    }
    return Event(kind=kind, time_ms=time_ms, hash=f"ni:{name}", raw=raw, **fields)


def _made(name: str, time: int, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> Event:
    return _event(
        name, "TransformationEvent", time, epcs=inputs + outputs, inputs=inputs, outputs=outputs
    )


def hops(events: Sequence[Event]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The same chain as bare lists: sources of each thing, and what each thing went into."""
    back: dict[str, list[str]] = {}
    forward: dict[str, list[str]] = {}
    for event in events:
        for source in event.inputs:
            forward.setdefault(source, []).extend(event.outputs)
        for target in event.outputs:
            back.setdefault(target, []).extend(event.inputs)
        if event.parent and event.action == "ADD":
            for child in event.children:
                forward.setdefault(child, []).append(event.parent)
    return back, forward


def walk(links: Hops, start: str) -> list[str]:
    """The bare walk over adjacency lists."""
    found, seen = [start], {start}
    for thing in found:
        for other in links.get(thing, ()):
            if other not in seen:
                seen.add(other)
                found.append(other)
    return found


Ask = Callable[[str], object]


def rows(sizes: Sequence[int] = (100_000, 1_000_000)) -> list[Row]:
    """Two questions, in memory and in a file, at each size."""
    return [row for size in sizes for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    events = list(supply_chain(size))
    graph, (back, forward) = TraceGraph(events), hops(events)
    boxes = [e.outputs for e in events if e.kind == "TransformationEvent" and len(e.inputs) == 1]
    pigs = [e.epcs[0] for e in events if e.action == "ADD" and e.kind == "ObjectEvent"]
    pick = random.Random(size)
    asked = {
        "trace back": ([outputs[0] for outputs in pick.sample(boxes, QUESTIONS)], back),
        "recall": (pick.sample(pigs[: len(pigs) // 2], QUESTIONS), forward),
    }
    for name, (things, links) in asked.items():
        yield _in_memory(f"{name}, {size:,} events, in memory", graph, things, links)
    with tempfile.TemporaryDirectory() as folder, TraceStore(Path(folder) / "trace") as store:
        store.add(*events)
        for name, (things, links) in asked.items():
            yield _on_disk(f"{name}, {size:,} events, in a file", store, things, links, folder)


def _question(tracer: Tracer, name: str) -> Callable[[str], Any]:
    return tracer.trace_back if name.startswith("trace") else tracer.recall_forward


def _in_memory(name: str, graph: TraceGraph, things: list[str], links: Hops) -> Row:
    ask = _question(graph, name)
    _agree(ask, links, things)
    timed: list[Ask] = [ask, lambda thing: walk(links, thing)]
    peers = [(peer, made(links)) for peer, made in PEERS.items() if installed(peer)]
    ours, limit, *others = _microseconds([*timed, *(peer for _, peer in peers)], things)
    peer_name, peer = min(zip((n for n, _ in peers), others, strict=True), key=lambda p: p[1],
                          default=("rustworkx", None))  # fmt: skip
    target = f"≤ {MEMORY:g}× bare adjacency lists"
    passed = ratio(ours, limit) <= MEMORY
    return Row(name, ours, peer_name, peer, "adjacency lists", limit, "µs", target, passed)


def _on_disk(name: str, store: TraceStore, things: list[str], links: Hops, folder: str) -> Row:
    ask = _question(store, name)
    _agree(ask, links, things)
    bare = _bare_query(links, Path(folder) / f"bare {name}")
    ours, limit = _microseconds([ask, bare], things)
    target = f"≤ {ON_DISK:g}× the bare recursive query"
    return Row(name, ours, "", None, "bare SQLite query", limit, "µs", target,
               ratio(ours, limit) <= ON_DISK)  # fmt: skip


def _agree(ask: Callable[[str], Any], links: Hops, things: list[str]) -> None:
    """Both walks must reach the same things, or the comparison means nothing."""
    for thing in things:
        if set(ask(thing).things) != set(walk(links, thing)):
            raise AssertionError(f"the two walks from {thing} disagree")


def _microseconds(asks: Sequence[Ask], things: list[str]) -> list[float]:
    """Median time of one question; the chain itself is kept out of the garbage collector."""

    def each(ask: Ask) -> Callable[[], object]:
        return lambda: [ask(thing) for thing in things]

    gc.freeze()
    try:
        times = alternate(*map(each, asks), rounds=15)
    finally:
        gc.unfreeze()
    return [time / len(things) * 1e6 for time in times]


def _bare_query(links: Hops, path: Path) -> Ask:
    """One table of hops in a file, and the recursive query over it; the same cache as ours."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA cache_size = -65536")
    db.execute("CREATE TABLE hop (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID")
    pairs = ((a, b) for a, others in links.items() for b in others)
    with db:
        db.executemany("INSERT OR IGNORE INTO hop VALUES (?, ?)", pairs)
    query = (
        "WITH RECURSIVE reached(a) AS (VALUES (?) UNION SELECT b FROM hop JOIN reached USING (a)) "
        "SELECT a FROM reached"
    )
    return lambda thing: db.execute(query, (thing,)).fetchall()


def _rustworkx(links: Hops) -> Ask:
    import rustworkx

    graph, numbers = rustworkx.PyDiGraph(), {}
    for thing in _nodes(links):
        numbers[thing] = graph.add_node(thing)
    graph.add_edges_from_no_data([(numbers[a], numbers[b]) for a in links for b in links[a]])
    return lambda thing: rustworkx.descendants(graph, numbers[thing])


def _networkx(links: Hops) -> Ask:
    import networkx

    graph = networkx.DiGraph((a, b) for a in links for b in links[a])
    return lambda thing: networkx.descendants(graph, thing)


def _nodes(links: Hops) -> dict[str, None]:
    return dict.fromkeys(name for a in links for name in (a, *links[a]))


PEERS: dict[str, Callable[[Hops], Ask]] = {"rustworkx": _rustworkx, "networkx": _networkx}
