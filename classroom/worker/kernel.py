"""``--exact``: the learner's cells run in a real ipykernel, forked from the box's parent.

Two processes stand where the fast mode has one. The learner's process becomes the kernel; beside
it, in the same walls, a client sends it cells over unix sockets in the learner's own temporary
folder, gathers its messages as outputs and answers the driver. Neither is believed by anybody, so
the client loses nothing by standing within a submission's reach.

A test's paused copy is forked from the kernel between two cells. It has the kernel's names and our
own shell, and touches no zmq: a child that uses its parent's sockets runs wild.

Source: Jupyter's messaging protocol; ipykernel's ``kernelapp``.
What this leaves out: standard input; and what a child that was forked by hand prints, which a real
kernel takes over a TCP port that does not exist here.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop

from classroom.worker import frames, player
from classroom.worker.answers import Answers
from classroom.worker.client import Client
from classroom.worker.comms import Comms
from classroom.worker.shell import Shell

_CHANNELS = ("shell", "iopub", "stdin", "control", "hb")


def play_exact(shell: Shell, line: socket.socket) -> None:
    """Do what the driver asks until it closes the line, with a real kernel."""
    connection = _connection_file()
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        theirs.close()
        try:
            Client(shell, connection, ours).serve(line)
        finally:
            os._exit(0)
    line.close()
    ours.close()
    run_kernel(shell, connection, theirs)


def _connection_file() -> Path:
    """Where the kernel listens: sockets in a folder that nobody else can open."""
    folder = Path(tempfile.mkdtemp(prefix="kernel-"))
    ports = {f"{name}_port": number for number, name in enumerate(_CHANNELS, start=1)}
    told = {"transport": "ipc", "ip": str(folder / "line"), "key": uuid.uuid4().hex}
    path = folder / "connection.json"
    path.write_text(json.dumps({**told, **ports, "signature_scheme": "hmac-sha256"}))
    return path


def run_kernel(shell: Shell, connection: Path, side: socket.socket) -> None:
    """Be a kernel until the process ends; orders for copies come on ``side``."""
    import comm
    from matplotlib import pyplot
    from matplotlib_inline import backend_inline

    type(shell).clear_instance()
    comm.create_comm = ipkernel._create_comm  # type: ignore[assignment]
    comm.get_comm_manager = ipkernel._get_comm_manager
    asyncio.set_event_loop(asyncio.new_event_loop())
    for stream in (sys.__stdout__, sys.__stderr__):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    app = IPKernelApp.instance()
    app.initialize(["-f", str(connection), "--HistoryManager.enabled=False", "--quiet"])
    app.shell.events.register("post_execute", pyplot._draw_all_if_interactive)
    backend_inline.InlineBackend.clear_instance()
    backend_inline.configure_inline_support.current_backend = "unset"
    backend_inline.configure_inline_support(app.shell, os.environ["MPLBACKEND"])
    beside = _Beside(app, shell, side)
    IOLoop.current().add_handler(side.fileno(), beside.answer, IOLoop.READ)
    app.start()


class _Beside:
    """What the client asks of the kernel's process besides running cells."""

    def __init__(self, app: Any, shell: Shell, side: socket.socket) -> None:
        self._app, self._shell, self._side = app, shell, side
        self._copies: dict[str, int] = {}

    def answer(self, *_: Any) -> None:
        """Do one order, between two cells."""
        try:
            body, files = frames.receive_with_files(self._side)
        except frames.BrokenLine:
            os._exit(0)
        frames.send(self._side, self._done(frames.as_message(body), files))

    def _done(self, order: dict[str, Any], files: list[int]) -> dict[str, Any]:
        if "count" in order:
            self._app.shell.execution_count = order["count"]
        elif "copy" in order:
            with socket.socket(fileno=files[0]) as questions:
                try:
                    self._copies[order["copy"]] = self._copy(questions)
                except OSError as problem:
                    return {"refused": str(problem)}
        elif "end" in order:
            player.end(self._copies.pop(order["end"], 0))
        return {}

    def _copy(self, questions: socket.socket) -> int:
        child = os.fork()
        if child == 0:
            try:
                self._side.close()
                player.serve_and_end(self._own_shell(), Answers(self._shell), questions)
            finally:
                os._exit(0)
        return child

    def _own_shell(self) -> Shell:
        """Our own shell with the kernel's names, in place of the kernel and its sockets."""
        kernel, mine = self._app.kernel, self._shell
        asyncio._set_running_loop(None)
        kernel.session.send = _nothing
        kernel.iopub_thread.send_multipart = kernel.iopub_thread.schedule = _nothing
        type(kernel.shell).clear_instance()
        for one in type(mine)._walk_mro():
            one._instance = mine
        mine.user_module, mine.user_ns = kernel.shell.user_module, kernel.shell.user_ns
        mine.compile, mine.display_formatter = kernel.shell.compile, kernel.shell.display_formatter
        mine.comms = Comms()
        mine.begin()
        sys.stdin = None
        return mine


def _nothing(*_: Any, **__: Any) -> None:
    """In place of sending."""
