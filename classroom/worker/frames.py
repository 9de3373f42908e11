"""Messages on a socket: four bytes of length, then that many bytes.

What comes from the learner's side is JSON, never a pickle, and never longer than a limit.
What this leaves out: encryption; both ends are on one machine, in one family of processes.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

MAX_BYTES = 64_000_000
MAX_NESTS = 3_000_000
_LENGTH = struct.Struct("!I")


class BrokenLine(Exception):
    """The other side is gone or sent what is no message."""


def send_bytes(line: socket.socket, body: bytes, fds: Sequence[int] = ()) -> None:
    """Send one message, and open files beside it.

    Raises:
        BrokenLine: the other side is gone.
    """
    head = _LENGTH.pack(len(body))
    try:
        if fds:
            socket.send_fds(line, [head], list(fds))
            line.sendall(body)
        else:
            line.sendall(head + body)
    except (OSError, ValueError) as problem:
        raise BrokenLine(str(problem)) from None


def receive_bytes(line: socket.socket, limit: int = MAX_BYTES, until: float | None = None) -> bytes:
    """The next message.

    Args:
        until: when to give up, by the monotonic clock; a sender that drips gains nothing.

    Raises:
        BrokenLine: the other side is gone, or announces more than ``limit`` bytes.
        TimeoutError: the message was not there in time.
    """
    try:
        return _body(line, _exactly(line, _LENGTH.size, until), limit, until)
    except TimeoutError:
        raise
    except (OSError, MemoryError) as problem:
        raise BrokenLine(str(problem)) from None


def receive_with_files(line: socket.socket, *, files: int = 4) -> tuple[bytes, list[int]]:
    """The next message and the open files that came with it."""
    try:
        head, fds, _, _ = socket.recv_fds(line, _LENGTH.size, files)
        head += _exactly(line, _LENGTH.size - len(head)) if head else b""
        if not head:
            raise BrokenLine("the other side closed the line")
        return _body(line, head, MAX_BYTES), list(fds)
    except TimeoutError:
        raise
    except OSError as problem:
        raise BrokenLine(str(problem)) from None


def _body(line: socket.socket, head: bytes, limit: int, until: float | None = None) -> bytes:
    [size] = _LENGTH.unpack(head)
    if size > limit:
        raise BrokenLine(f"a message of {size} bytes; at most {limit} are read")
    return _exactly(line, size, until)


def _exactly(line: socket.socket, size: int, until: float | None = None) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        if until is not None:
            line.settimeout(max(until - time.monotonic(), 0.001))
        part = line.recv(min(size - len(parts), 1 << 20))
        if not part:
            told = "in the middle of a message" if parts else ""
            raise BrokenLine(f"the other side closed the line {told}".rstrip())
        parts += part
    return bytes(parts)


def send(line: socket.socket, message: dict[str, Any], fds: Sequence[int] = ()) -> None:
    """Send a JSON message."""
    send_bytes(line, json.dumps(message, separators=(",", ":")).encode(), fds)


def receive(line: socket.socket, limit: int = MAX_BYTES) -> dict[str, Any]:
    """The next JSON message.

    Raises:
        BrokenLine: it is no JSON object.
    """
    return as_message(receive_bytes(line, limit))


def as_message(body: bytes) -> dict[str, Any]:
    """Bytes as a JSON object, whoever sent them.

    Raises:
        BrokenLine: they are none.
    """
    if body.count(b"[") + body.count(b"{") > MAX_NESTS:
        raise BrokenLine(f"a message with more than {MAX_NESTS} lists and objects")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError, MemoryError):
        raise BrokenLine("a message that is no JSON") from None
    if not isinstance(message, dict):
        raise BrokenLine("a message that is no JSON object")
    return message
