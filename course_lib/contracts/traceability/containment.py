"""Which thing was inside which, and when: windows of time made of ADD and DELETE events.

EPCIS 2.0, sections 7.4.3 (aggregation) and 7.4.7 (association). A window runs from the ADD to the
DELETE, both moments included; without a DELETE it stays open. A DELETE that names no children
empties the container. An OBSERVE, or a DELETE whose ADD was never recorded, proves only that the
child was there at that very moment: a link was lost, and the window says no more than is known.

Left out of the real thing: quantities of a lot (the first DELETE ends the lot's stay), and the
guess that a child put into a second container must have left the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from course_lib.contracts.traceability.documents import Event

FOREVER = 2**62
Window = tuple[int, int]
"""First and last millisecond, both included."""
ALWAYS: Window = (-FOREVER, FOREVER)

Contents = Mapping[str, Sequence[Window]]
"""Each child of one container, with the windows in which it was inside."""


def contents_of(events: Iterable[Event]) -> dict[str, list[Window]]:
    """What one container held, from its aggregation and association events in time order."""
    inside: dict[str, int] = {}
    windows: dict[str, list[Window]] = {}
    for event in events:
        children = event.children
        if event.action == "DELETE" and not children:
            children = tuple(inside)
        for child in children:
            held = windows.setdefault(child, [])
            since = inside.get(child)
            if event.action == "ADD" and since is None:
                inside[child] = event.time_ms
            elif event.action == "DELETE":
                held.append((event.time_ms if since is None else since, event.time_ms))
                inside.pop(child, None)
            elif event.action == "OBSERVE" and since is None:
                held.append((event.time_ms, event.time_ms))
    for child, since in inside.items():
        windows[child].append((since, FOREVER))
    return windows


def common(a: Window, b: Window) -> Window | None:
    """The time that two windows share; None if there is none."""
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return (start, end) if start <= end else None


def inside(
    contents: Callable[[str], Contents], parent: str, window: Window
) -> Iterator[tuple[str, Window]]:
    """Everything in ``parent`` during ``window``, however deep, with the time it was there."""
    todo, seen = [(parent, window)], {(parent, window)}
    while todo:
        current, span = todo.pop()
        for child, windows in contents(current).items():
            for stay in windows:
                shared = common(span, stay)
                if shared is not None and (child, shared) not in seen:
                    seen.add((child, shared))
                    todo.append((child, shared))
                    yield child, shared


def around(
    containers: Callable[[str], Iterable[str]],
    contents: Callable[[str], Contents],
    child: str,
    window: Window,
) -> Iterator[tuple[str, Window]]:
    """Every container around ``child`` during ``window``, however far out, with the time."""
    todo, seen = [(child, window)], {(child, window)}
    while todo:
        current, span = todo.pop()
        for parent in containers(current):
            for stay in contents(parent).get(current, ()):
                shared = common(span, stay)
                if shared is not None and (parent, shared) not in seen:
                    seen.add((parent, shared))
                    todo.append((parent, shared))
                    yield parent, shared
