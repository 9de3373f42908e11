"""Byzantine nodes 拜占庭节点 that know no protocol: the silent one and the slow one.

A node that lies in a protocol's own words is a subclass of that protocol's node; see
``course_lib.consensus.pbft``.

Left out of the real thing: nodes that conspire over channels of their own, and stolen keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from course_lib.network.message import Message
from course_lib.network.node import Node


class Silent(Node):
    """Receives everything and says nothing; from outside it looks crashed."""

    honest = False

    def on_other(self, sender: str, message: Any) -> None:
        """Ignore it."""


class Delaying(Node):
    """Whatever it says leaves ``delay_ms`` late: ``class Slow(Delaying, Replica): ...``."""

    honest = False
    delay_ms: ClassVar[int] = 500

    def send(self, to: str, message: Message) -> None:
        """Send it later."""
        self.after(self.delay_ms, partial(super().send, to, message))

    def broadcast(self, message: Message, to: Iterable[str] | None = None) -> None:
        """Broadcast it later."""
        self.after(self.delay_ms, partial(super().broadcast, message, to))
