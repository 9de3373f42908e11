"""Who may record what: the pilot's rules, one line a role.

A farm brings animals into being, a processor turns them into boxes, a carrier moves, a
distributor packs anew and trades, a shop sells, a regulator only observes. Each may speak only
of its own places. The roles are those of the report's exhibit 2.4; the rules are this course's,
for the standards leave them to each network (EPCIS 2.0 section 10, authorisation).

Left out of the real thing: rights by product, by time, or delegated to a service provider.
"""

from __future__ import annotations

from collections.abc import Iterable

from course_lib.contracts.runtime import Caller
from course_lib.contracts.traceability.documents import CONTAINING, Event
from course_lib.contracts.traceability.identifiers import parse
from course_lib.errors import NotAuthorised

DEEDS: dict[str, frozenset[str]] = {
    "farm": frozenset({"create", "observe", "retire"}),
    "processor": frozenset({"create", "observe", "retire", "transform", "pack"}),
    "carrier": frozenset({"observe", "pack"}),
    "distributor": frozenset({"observe", "pack", "trade"}),
    "shop": frozenset({"observe", "pack", "trade", "retire"}),
    "regulator": frozenset({"observe"}),
}
"""For each role, what it may record."""

PLACED = frozenset({"sgln", "pgln"})
"""Identifiers that name a place or party of one company: their key begins with its prefix."""


def deed(event: Event) -> str:
    """What an event does: create, observe, retire, transform, pack or trade."""
    if event.kind == "TransformationEvent":
        return "transform"
    if event.kind in CONTAINING:
        return "pack"
    if event.kind == "TransactionEvent":
        return "trade"
    return {"ADD": "create", "DELETE": "retire"}.get(event.action, "observe")


def check_rights(caller: Caller, event: Event) -> None:
    """Refuse an event that its recorder has no right to record.

    Raises:
        NotAuthorised: the role may not do this, or the place belongs to somebody else.
    """
    allowed = DEEDS.get(caller.role, frozenset())
    done = deed(event)
    if done not in allowed:
        raise NotAuthorised(
            f"{caller.name} has the role {caller.role!r} and may {_listing(allowed)}; "
            f"this {event.kind} would {done}"
        )
    prefixes = _texts(caller, "company_prefixes")
    places = _texts(caller, "places")
    for place in filter(None, (event.read_point, event.biz_location)):
        if place not in places and not _own(place, prefixes):
            raise NotAuthorised(
                f"{caller.name} may speak of its own places only "
                f"(company prefixes {', '.join(prefixes) or 'none'}), not of {place}"
            )


def _own(place: str, prefixes: Iterable[str]) -> bool:
    identifier = parse(place)
    return identifier.scheme in PLACED and identifier.key.startswith(tuple(prefixes))


def _texts(caller: Caller, name: str) -> list[str]:
    listed = caller.profile.get(name)
    return [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []


def _listing(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "record nothing"
