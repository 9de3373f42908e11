"""The judge's child: it runs the instructor's cells and never a line of the learner's.

Names that the answer cells define are asked of the learner's process each time a test needs them;
all other names are the test's own. Whatever a submission does to builtins, to IPython or to the
helpers of a test, it does somewhere else.

What this leaves out: tests that read the learner's source or need the learner's class as a base.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import traceback
from collections.abc import Iterator
from typing import Any

from classroom.worker import frames
from classroom.worker.failures import as_output
from classroom.worker.player import put_files
from classroom.worker.remote import MAX_OUTPUTS, AnswerLost, Line, Remote
from classroom.worker.shell import Shell


class TimeLimit(BaseException):
    """The test did not end in time."""


class Judge:
    """The instructor's namespace and the learner's names in it."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.asked: set[str] = set()
        shell.set_custom_exc((BaseException,), _show_error)

    def run(self, order: dict[str, Any], questions: socket.socket | None) -> dict[str, Any]:
        """Run one cell; its outputs and whether it ended well."""
        shell = self._shell
        line = None if questions is None else Line(questions, self._shown)
        names = set(order["names"]) | (self.asked & set(order["loads"]))
        try:
            with _alarm(order["seconds"]):
                if line is not None:
                    self._bind(line, sorted(names))
                well, outputs = shell.run(order["run"], order["count"])
        except (AnswerLost, TimeLimit) as problem:
            told = as_output(type(problem).__name__, str(problem))
            well, outputs = False, [*shell.take_outputs(), told]
        self._note_marked(order.get("given", False))
        return {"well": well, "outputs": outputs}

    def _bind(self, line: Line, names: list[str]) -> None:
        """Put the learner's names into the namespace; a name they lack is absent here too."""
        for name in names:
            self._shell.user_ns.pop(name, None)
        if names:
            found = line.ask("names", None, names)
            if type(found) is not dict:
                raise AnswerLost("the tested code returned what cannot be read")
            self._shell.user_ns.update({name: found[name] for name in names if name in found})

    def _note_marked(self, given: bool) -> None:
        if given:
            marked = vars_marked(self._shell.user_ns)
            self.asked |= marked

    def _shown(self, outputs: Any) -> None:
        """What the learner's functions printed while a test called them."""
        for output in (outputs if isinstance(outputs, list) else [])[:MAX_OUTPUTS]:
            if _is_harmless(output):
                self._shell.keep(output)


def vars_marked(names: dict[str, Any]) -> set[str]:
    """Names of helpers that are marked to run at the learner's side."""
    marked = set()
    for name, value in names.items():
        if type(value) is Remote:
            continue
        own = getattr(value, "__dict__", {})
        if isinstance(own, dict | type(vars(object))) and own.get("__learner_side__") is True:
            marked.add(name)
    return marked


def _is_harmless(output: Any) -> bool:
    """Text and pictures only: an error or a result would be read as the test's verdict."""
    if not isinstance(output, dict):
        return False
    if output.get("output_type") == "stream":
        return output.get("name") in ("stdout", "stderr") and isinstance(output.get("text"), str)
    return output.get("output_type") == "display_data" and isinstance(output.get("data"), dict)


def _show_error(
    shell: Shell, kind: type, error: BaseException, place: Any, tb_offset: Any = None
) -> None:
    """Show a test's error: the test's own frames, then the learner's, as if they were one."""
    there = error.__dict__.get("_frames_there")
    if there is not None:
        _cut(place)
    told = shell.InteractiveTB.structured_traceback(kind, error, place, tb_offset=tb_offset or 1)
    if there is not None and len(there) > 1:
        told = [*told[:-1], *there[2:-1], told[-1]]
    shell._showtraceback(kind, error, told)


def _cut(place: Any) -> None:
    """End a traceback before the frames of the line to the learner."""
    while place is not None and place.tb_next is not None:
        name = place.tb_next.tb_frame.f_code.co_filename.replace("\\", "/")
        if "classroom/worker/" in name:
            place.tb_next = None
            return
        place = place.tb_next


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: Any) -> None:
        raise TimeLimit(f"stopped after {seconds:g} s; look for a loop that never ends")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _done(bench: Judge, order: dict[str, Any], questions: socket.socket | None) -> dict[str, Any]:
    if "files" in order:
        put_files(order["files"])
        return {}
    return bench.run(order, questions)


def judge(shell: Shell, line: socket.socket) -> None:
    """Do what the driver asks until it closes the line."""
    shell.begin()
    bench = Judge(shell)
    while True:
        try:
            body, files = frames.receive_with_files(line)
        except frames.BrokenLine:
            return
        questions = socket.socket(fileno=files[0]) if files else None
        try:
            answer = _done(bench, frames.as_message(body), questions)
        except BaseException:
            answer = {"broken": traceback.format_exc(limit=-1)[-1000:]}
        if questions is not None:
            questions.close()
        frames.send(line, answer)
