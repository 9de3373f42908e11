"""The client of a real kernel: sends it a cell, gathers its messages as a notebook's outputs.

What this leaves out: messages that belong to no cell that was asked for, such as those of a thread
that an earlier cell left running.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient

from classroom.worker import frames, player
from classroom.worker.shell import Output, Shell

START_SECONDS = 30
_PARTS = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata", "transient"),
    "update_display_data": ("data", "metadata", "transient"),
    "execute_result": ("data", "metadata"),
    "error": ("ename", "evalue", "traceback"),
    "clear_output": ("wait",),
}
_COMMS = ("comm_open", "comm_msg")


class Client:
    """Answers the driver as the fast mode's player does, from what the kernel says."""

    def __init__(self, shell: Shell, connection: Path, side: socket.socket) -> None:
        self._shell, self._side = shell, side
        self._kernel = BlockingKernelClient(connection_file=str(connection))

    def serve(self, line: socket.socket) -> None:
        """Do what the driver asks until it closes the line."""
        self._kernel.load_connection_file()
        self._kernel.start_channels()
        self._kernel.wait_for_ready(timeout=START_SECONDS)
        while True:
            try:
                body, files = frames.receive_with_files(line)
                frames.send(line, self._done(frames.as_message(body), files))
            except frames.BrokenLine:
                return

    def _done(self, order: dict[str, Any], files: list[int]) -> dict[str, Any]:
        if "run" in order:
            return self._run(order["run"], order["count"])
        if "copy" in order or "end" in order:
            frames.send(self._side, order, files)
            for file in files:
                os.close(file)
            return frames.receive(self._side)
        if "files" in order:
            return player.write(order["files"])
        return {"widgets": self._shell.comms.take()}

    def _run(self, source: str, count: int) -> dict[str, Any]:
        frames.send(self._side, {"count": count})
        frames.receive(self._side)
        asked = self._kernel.execute(source, allow_stdin=False, stop_on_error=False)
        self._gather(asked, count)
        reply = self._of(asked, self._kernel.get_shell_msg)
        outputs, content = self._shell.take_outputs(), reply["content"]
        failed = content.get("status") != "ok"
        if failed and not any(one["output_type"] == "error" for one in outputs):
            told = [f"{content.get('ename')}: {content.get('evalue')}"]  # in the reply alone
            outputs.append({**_output("error", content, count), "traceback": told})
        return {"well": not failed, "outputs": outputs}

    def _gather(self, asked: str, count: int) -> None:
        """Keep what the kernel publishes until it is idle again."""
        while True:
            message = self._of(asked, self._kernel.get_iopub_msg)
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return
            if kind in _COMMS:
                self._shell.comms.note(
                    content["comm_id"], kind, content["data"], message["buffers"]
                )
            elif kind in _PARTS:
                self._shell.keep(_output(kind, content, count))

    @staticmethod
    def _of(asked: str, receive: Callable[..., dict[str, Any]]) -> dict[str, Any]:
        """The next message that answers this request."""
        while True:
            message = receive(timeout=None)
            if message["parent_header"].get("msg_id") == asked:
                return message


def _output(kind: str, content: dict[str, Any], count: int) -> Output:
    output = {"output_type": kind, **{part: content.get(part, {}) for part in _PARTS[kind]}}
    if kind == "execute_result":
        output["execution_count"] = count
    return output
