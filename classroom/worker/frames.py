"""Messages on a socket: four bytes of length, then that many bytes.

What comes from the learner's side is JSON, never a pickle, and never longer than a limit.
What this leaves out: encryption; both ends are on one machine, in one family of processes.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

MAX_BYTES = 64_000_000
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


def receive_bytes(line: socket.socket, limit: int = MAX_BYTES) -> bytes:
    """The next message.

    Raises:
        BrokenLine: the other side is gone, or announces more than ``limit`` bytes.
        TimeoutError: nothing came within the socket's timeout.
    """
    return receive_with_files(line, limit=limit, files=0)[0]


def receive_with_files(
    line: socket.socket, *, limit: int = MAX_BYTES, files: int = 4
) -> tuple[bytes, list[int]]:
    """The next message and the open files that came with it."""
    try:
        if files:
            head, fds, _, _ = socket.recv_fds(line, _LENGTH.size, files)
        else:
            head, fds = line.recv(_LENGTH.size), []
        if head and len(head) < _LENGTH.size:
            head += _exactly(line, _LENGTH.size - len(head))
        if not head:
            raise BrokenLine("the other side closed the line")
        [size] = _LENGTH.unpack(head)
        if size > limit:
            raise BrokenLine(f"a message of {size} bytes; at most {limit} are read")
        return _exactly(line, size), list(fds)
    except TimeoutError:
        raise
    except OSError as problem:
        raise BrokenLine(str(problem)) from None


def _exactly(line: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = line.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise BrokenLine("the line was closed in the middle of a message")
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
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise BrokenLine("a message that is no JSON") from None
    if not isinstance(message, dict):
        raise BrokenLine("a message that is no JSON object")
    return message
