"""A node 节点: one role, with one handler for each kind of message.

::

    class Echo(Node):
        @handles(Ping)
        def on_ping(self, sender, ping):
            self.send(sender, Pong(ping.number))

A node that crashes is thrown away. The one that restarts is made afresh and gets only what the
old one kept in ``durable``, its disk; then ``start`` is called again.

Left out of the real thing: the time that computing and writing to disk take, threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from course_lib.errors import InvalidValue
from course_lib.network.message import Message

if TYPE_CHECKING:
    from course_lib.network.engine import Network

Handler = TypeVar("Handler", bound=Callable[..., None])


def handles(kind: type[Message]) -> Callable[[Handler], Handler]:
    """Mark a method ``(self, sender, message)`` as the handler of one kind of message."""

    def mark(method: Handler) -> Handler:
        method.__dict__["_handles"] = kind
        return method

    return mark


class Timer:
    """A call that waits for its time; it dies with its node."""

    __slots__ = ("call", "owner")
    owner: Node
    call: Callable[[], None] | None

    def cancel(self) -> None:
        """Forget the call."""
        self.call = None


class _Handlers(dict[type, Callable[..., None]]):
    """The handlers of a class, by the class of message; ``on_other`` for all that have none."""

    def __init__(self, on_other: Callable[..., None]) -> None:
        self._on_other = on_other

    def __missing__(self, kind: type) -> Callable[..., None]:
        return self._on_other


class Node:
    """What every node can do: send, wait and tell. Subclasses say what it answers.

    Args:
        name: the node's name, as the scenario calls it.

    Attributes:
        durable: what survives a crash; anything else is lost.
        honest: False for the classes that may break the protocol; promises are about the others.
    """

    handlers: ClassVar[dict[type, Callable[..., None]]]
    durable: Any = None
    honest: ClassVar[bool] = True
    network: Network

    def __init__(self, name: str) -> None:
        self.name = name

    def __init_subclass__(cls) -> None:
        """Look the handlers up once; a method that overrides a handler handles the same kind."""
        super().__init_subclass__()
        cls.handlers = _Handlers(cls.on_other)
        cls.handlers[Timer] = Node._fire
        for base in reversed(cls.__mro__):
            for name, method in vars(base).items():
                kind = getattr(method, "_handles", None)
                if kind is not None:
                    cls.handlers[kind] = getattr(cls, name)

    def start(self) -> None:
        """Called when the node comes up, the first time and after each restart."""

    def on_other(self, sender: str, message: Any) -> None:
        """Called for a message that no handler is for.

        Raises:
            InvalidValue: always; a class that wants to ignore such messages overrides this.
        """
        mine, kind = type(self).__name__, type(message).__name__
        raise InvalidValue(f"{mine} has no handler for {kind}: write one with @handles({kind})")

    @property
    def now_ms(self) -> int:
        """The virtual time, milliseconds since the run began."""
        return self.network.now_ms

    def send(self, to: str, message: Message) -> None:
        """Put a message on its way; the network may lose, copy or delay it."""
        self.network.send(self.name, to, message)

    def broadcast(self, message: Message, to: Iterable[str] | None = None) -> None:
        """Send a message to each of ``to``; by default to all other nodes, in their order."""
        self.network.broadcast(self.name, message, to)

    def after(self, delay_ms: int, call: Callable[[], None]) -> Timer:
        """Call ``call()`` when ``delay_ms`` have passed, unless cancelled or crashed before."""
        timer, network = Timer(), self.network
        timer.owner, timer.call = self, call
        network.post(network.now_ms + delay_ms, self.name, self.name, timer)
        return timer

    def draw(self, low: int, high: int) -> int:
        """A random integer from ``low`` to ``high``, both included, from the run's one seed."""
        return low + int(self.network.random() * (high - low + 1))

    def sign(self, message: Message) -> None:
        """Sign a message, so that others can show it around as this node's."""
        self.network.signed.add((self.name, message))

    def is_signed(self, signer: str, message: Message) -> bool:
        """Whether ``signer`` signed exactly this message; signatures cannot be forged here."""
        return (signer, message) in self.network.signed

    def note(self, text: str) -> None:
        """Tell the story what this node decided; nothing but the trace notices."""
        if self.network.traced:
            self.network.record("note", self.name, "", text)

    def _fire(self, _sender: str, timer: Timer) -> None:
        if timer.owner is self and timer.call is not None:
            timer.call()
