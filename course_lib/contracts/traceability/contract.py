"""The contract ``traceability``: EPCIS documents on a shared ledger.

A member hands in a document as JSON text, exactly as it will be read by others. The contract
refuses the whole of it unless the document keeps to EPCIS 2.0 and CBV 2.0, every event is the
recorder's to record, and none is from the future or already there. What is accepted stays:
the text, and for each event its CBV event hash as the anchor, with who recorded it and when.

Nothing is ever deleted. Whoever recorded a mistake records the same event again with an
``errorDeclaration`` (EPCIS 2.0 section 7.4.1.4) that names the corrective events.

Left out of the real thing: subscriptions, master data, queries by the standard's own query
language, and hiding a document from some members (private data, lesson 08).
"""

from __future__ import annotations

from functools import lru_cache

from course_lib.canonical import JSON
from course_lib.contracts.runtime import Context, Contract, action, query
from course_lib.contracts.traceability import answers
from course_lib.contracts.traceability.documents import Document, Event, parse
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.contracts.traceability.rights import DEEDS, check_rights
from course_lib.errors import ContractError, InvalidValue

LATE_MS = 24 * 60 * 60 * 1000
"""An event recorded later than this after it happened is marked late (our choice)."""


class Traceability(Contract):
    """Capture, correct, trace, recall, answer."""

    name = "traceability"

    @action(roles=DEEDS)
    def capture(self, ctx: Context, document: str) -> JSON:
        """Record an EPCIS document.

        Args:
            document: the JSON text of an EPCISDocument, an EPCISQueryDocument or one event.

        Returns:
            The event hashes, in the document's order.

        Raises:
            InvalidDocument: it breaks the standard; the path of the fault is named.
            NotAuthorised: an event is not the caller's to record.
            ContractError: an event is from the future, or was recorded before.
        """
        events = _parsed(document).events
        ctx.require(len(events) > 0, "the document has no event; there is nothing to record")
        for event in events:
            check_rights(ctx.caller, event)
            self._record(ctx, event)
        ctx.put(f"document/{ctx.transaction}", document)
        return [event.hash for event in events]

    def _record(self, ctx: Context, event: Event) -> None:
        lag = ctx.time_ms - event.time_ms
        ctx.require(lag >= 0, f"an event cannot be recorded {-lag} ms before it happens")
        record: JSON = {
            "by": ctx.caller.name,
            "recorded_ms": ctx.time_ms,
            "document": ctx.transaction,
            "late": lag > LATE_MS,
        }
        if event.error_declaration is None:
            self._record_new(ctx, event, record)
        else:
            self._record_error(ctx, event, record)
        ctx.emit("Captured", hash=event.hash, kind=event.kind, late=lag > LATE_MS)

    def _record_new(self, ctx: Context, event: Event, record: JSON) -> None:
        known = ctx.get(f"event/{event.hash}")
        if isinstance(known, dict):
            raise ContractError(f"{known['by']} has recorded this event already: {event.hash}")
        ctx.put(f"event/{event.hash}", record)
        if event.id:
            ctx.put(f"id/{event.id}", event.hash)

    def _record_error(self, ctx: Context, event: Event, record: JSON) -> None:
        """An error declaration repeats the event it takes back: same content, same hash.

        Where the event itself was never recorded here, it is now, as taken back at once.
        """
        known = ctx.get(f"event/{event.hash}") or ctx.get(f"event/{ctx.get(f'id/{event.id}')}")
        if not isinstance(known, dict):
            self._record_new(ctx, event, record)
            known = {"by": ctx.caller.name}
        ctx.require(
            known["by"] == ctx.caller.name,
            f"only {known['by']} recorded this event and may declare it an error",
        )
        ctx.require(
            ctx.get(f"error/{event.hash}") is None,
            f"this event is declared an error already: {event.hash}",
        )
        ctx.put(f"error/{event.hash}", record)

    @query()
    def record(self, ctx: Context, hash: str) -> JSON:
        """Who recorded the event with this hash, when, in which transaction; null if nobody."""
        return ctx.get(f"event/{hash}")

    @query()
    def trace_back(self, ctx: Context, thing: str) -> JSON:
        """Where a thing came from: its origins, and the events on the way."""
        return answers.traced(_graph(ctx).trace_back(_named(thing)))

    @query()
    def recall(self, ctx: Context, thing: str) -> JSON:
        """What contains a thing, a batch or an animal, and where it is now."""
        graph = _graph(ctx)
        return answers.recalled(graph, graph.recall_forward(_named(thing)))

    @query()
    def consumer(self, ctx: Context, code: str) -> JSON:
        """What a consumer learns from the code on a box: little, and nothing about trade."""
        return answers.for_consumer(_graph(ctx), _named(code), lambda name: self.record(ctx, name))

    @query(roles=("regulator",))
    def regulator(self, ctx: Context, thing: str) -> JSON:
        """The whole file: every event with its recorder, its delay, and what looks wrong."""
        graph = _graph(ctx)
        return answers.for_regulator(graph, _named(thing), lambda name: self.record(ctx, name))


@lru_cache(maxsize=8192)
def _parsed(text: str) -> Document:
    """Parsing depends on the text alone, so what one replica parsed serves the others."""
    return parse(text)


def _graph(ctx: Context) -> TraceGraph:
    """All recorded events as a graph. A large ledger keeps one beside it (``store``)."""
    graph = TraceGraph()
    for event in recorded_events(ctx):
        graph.add(event)
    return graph


def recorded_events(ctx: Context) -> list[Event]:
    """Every recorded event, in the order in which they happened."""
    found: list[Event] = []
    for key in ctx.keys("document/"):
        text = ctx.get(key)
        if isinstance(text, str):
            found.extend(_parsed(text).events)
    return sorted(found, key=lambda event: event.time_ms)


def _named(thing: str) -> str:
    if not isinstance(thing, str) or not thing:
        raise InvalidValue(f"name a thing by its EPC URN or GS1 Digital Link, got {thing!r}")
    return canonical(thing)
