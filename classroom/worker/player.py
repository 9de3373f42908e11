"""The learner's child: it runs the cells it is sent and answers the tests' questions.

Nothing in this process is believed. It is told sources and gives back outputs; a mark that it
claims has no place to go.

What this leaves out: notebooks. It sees one cell at a time and never a test.
"""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import socket
import time
from typing import Any, NoReturn

from classroom.worker import frames
from classroom.worker.answers import Answers
from classroom.worker.shell import Shell

PATIENCE = 1.0


def play(shell: Shell, line: socket.socket) -> None:
    """Do what the driver asks until it closes the line."""
    shell.begin()
    answers = Answers(shell)
    copies: dict[str, int] = {}
    me = os.getpid()
    while True:
        try:
            body, files = frames.receive_with_files(line)
            order = frames.as_message(body)
            if "serve" in order:
                frames.send(line, {})
                with socket.socket(fileno=files[0]) as questions:
                    serve(shell, answers, questions)
                continue
            answer = _done(shell, answers, order, files, copies)
            if os.getpid() != me:
                os._exit(0)  # a cell forked, and its child came to the cell's end as well
            frames.send(line, answer)
        except frames.BrokenLine:
            return
        except KeyboardInterrupt:
            continue


def _done(
    shell: Shell, answers: Answers, order: dict[str, Any], files: list[int], copies: dict[str, int]
) -> dict[str, Any]:
    if "run" in order:
        well, outputs = shell.run(order["run"], order["count"])
        return {"well": well, "outputs": outputs}
    if "copy" in order:
        with socket.socket(fileno=files[0]) as questions:
            try:
                copies[order["copy"]] = _paused_copy(shell, answers, questions)
            except OSError as problem:
                return {"refused": str(problem)}
        return {}
    if "end" in order:
        end(copies.pop(order["end"], 0))
        return {}
    if "files" in order:
        return write(order["files"])
    return {"widgets": shell.comms.take()}


def write(files: dict[str, str]) -> dict[str, Any]:
    """Write files; the answer says why not all were written."""
    try:
        put_files(files)
    except (OSError, ValueError) as problem:
        return {"unwritten": str(problem)}
    return {}


def put_files(files: dict[str, str]) -> None:
    """Write files, given in base64, into the working directory."""
    for name, data in files.items():
        os.makedirs(os.path.dirname(os.path.join(".", name)), exist_ok=True)
        with open(name, "wb") as file:
            file.write(base64.b64decode(data))


def _paused_copy(shell: Shell, answers: Answers, questions: socket.socket) -> int:
    """A forked copy that waits for a test's questions while the cells go on without it."""
    child = _fork_patiently()
    if child == 0:
        serve_and_end(shell, answers, questions)
    return child


def _fork_patiently() -> int:
    """Fork; where all processes of a user are counted together, another's must end first."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return os.fork()
        except BlockingIOError:
            if time.monotonic() > until:
                raise
        time.sleep(0.05)


def serve(shell: Shell, answers: Answers, questions: socket.socket) -> None:
    """Answer tests' questions until their line is closed; no cell comes any more."""
    with contextlib.suppress(OSError):  # no room for a file
        shell.own_descriptors()  # what it prints is for the tests alone
    answers.serve(questions)


def serve_and_end(shell: Shell, answers: Answers, questions: socket.socket) -> NoReturn:
    """Be a copy: answer tests' questions, then end."""
    try:
        serve(shell, answers, questions)
    finally:
        os._exit(0)


def end(child: int) -> None:
    """End a copy; 0 is none."""
    if not child:
        return
    with contextlib.suppress(ChildProcessError):
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except (ProcessLookupError, PermissionError):  # refused by an old kernel's filter
            os.waitpid(child, os.WNOHANG)
