"""Run one repaired notebook: the learner's cells in one process, the tests in another.

The notebook stays here. A player gets the learner's cells one at a time, a judge gets the tests;
both send back outputs only. A player that hangs or dies is replaced: the new one runs the earlier
cells again, without the one that ended it, so that trouble in one item costs that item.

What this leaves out: repairing notebooks and deciding points.
"""

from __future__ import annotations

import base64
import json
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from classroom.grading import names
from classroom.grading.outputs import accept, error
from classroom.grading.plan import Plan
from classroom.percent import grade_id
from classroom.sandbox.box import Box, Child
from classroom.sandbox.limits import Limits
from classroom.worker.frames import BrokenLine

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

GRACE = 2.0
MOST_STATE = 5_000_000
_LOST = (BrokenLine, TimeoutError)


@dataclass
class Session:
    """One submission on its way through the box."""

    box: Box
    plan: Plan
    limits: Limits
    files: Mapping[str, bytes]
    trouble: list[str] = field(default_factory=list)
    _player: Child | None = None
    _judge: Child | None = None
    _history: list[tuple[int, str]] = field(default_factory=list)
    _given: list[tuple[int, str]] = field(default_factory=list)
    _shown: dict[str, list[Any]] = field(default_factory=dict)
    _restarts: int = 0
    _deadline: float = 0.0

    def run(self, notebook: NotebookNode) -> None:
        """Execute every code cell and put its outputs into the notebook, in place."""
        self._deadline = time.monotonic() + self.limits.whole_seconds
        try:
            player, judge = (self.box.order(role, self.limits) for role in ("learner", "judge"))
            self._start_player(player)
            self._start_judge(judge)
            needed = names_needed_later(notebook, self.plan)
            count = 0
            for cell in notebook.cells:
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                count += 1
                cell["execution_count"] = count
                outputs = self._one(cell, count)
                shown = {} if self._is_test(cell) else self._shown
                cell["outputs"] = accept(outputs, self.limits.output, shown)
                self._run_public_test(cell, count, needed)
            self._keep_widgets(notebook)
        finally:
            for child in (self._player, self._judge):
                if child is not None:
                    child.close()

    def _is_test(self, cell: NotebookNode) -> bool:
        """Whether a cell is a test; what it shows changes no display outside it."""
        source = self.plan.cells.get(str(grade_id(cell)))
        return source is not None and source.is_test

    def _one(self, cell: NotebookNode, count: int) -> list[Any]:
        source = self.plan.cells.get(str(grade_id(cell)))
        if time.monotonic() > self._deadline:
            told = f"the submission used up its {self.limits.whole_seconds:g} s"
            return [error("TimeLimit", told)]
        if source is not None and source.is_test:
            return self._test(source.source, count, hidden=source.is_hidden)
        if source is not None and source.locked:
            self._judge_given(cell.source, count)
        return self._play(cell.source, count)

    # The learner's cells

    def _play(self, source: str, count: int) -> list[Any]:
        """Run a cell in the player."""
        if self._player is None:
            return [error("ProcessEnded", "the code ended its process too often; this did not run")]
        try:
            answer = self._player.ask({"run": source, "count": count}, self._seconds())
            self._history.append((count, source))
            return list(answer.get("outputs") or [])
        except TimeoutError:
            return self._interrupt(source, count)
        except BrokenLine as problem:
            return self._replace(self._player.ended_for or f"its process ended ({problem})")

    def _interrupt(self, source: str, count: int) -> list[Any]:
        """Stop a cell that runs too long, gently if it lets itself be stopped."""
        assert self._player is not None
        told = f"stopped after {self.limits.cell_seconds:g} s; look for a loop that never ends"
        self.trouble.append(f"cell {count}: {told}")
        self._player.signal(signal.SIGINT)
        try:
            answer = self._player.answer(GRACE)
        except _LOST:
            self._replace(told)
            return [error("TimeLimit", told)]
        self._history.append((count, ""))
        shown = [one for one in answer.get("outputs") or [] if _kind(one) != "error"]
        return [*shown, error("TimeLimit", told)]

    def _replace(self, why: str) -> list[Any]:
        """A new player with the same past, apart from the cell that ended the last one."""
        self.trouble.append(f"the learner's process was replaced: {why}")
        if self._player is not None:
            self._player.close()
        self._player = None
        if self._restarts < self.limits.restarts and time.monotonic() < self._deadline:
            self._restarts += 1
            self._start_player()
        return [error("ProcessEnded", f"this cell was ended: {why}")]

    def _start_player(self, ordered: socket.socket | None = None) -> None:
        ordered = ordered or self.box.order("learner", self.limits)
        player = self._player = self.box.born("learner", ordered)
        try:
            self._send_files(player, {**self.files, **self.plan.files})
            for count, source in self._history:
                player.ask({"run": source, "count": count}, self._seconds())
        except _LOST:
            player.close()
            self._player = None

    # The tests

    def _judge_given(self, source: str, count: int) -> None:
        self._given.append((count, source))
        asked = self.plan.answers & names.loaded(source)
        self._judged(
            self._order(source, count, asked) | {"given": True}, mode="here" if asked else ""
        )

    def _test(self, source: str, count: int, *, hidden: bool) -> list[Any]:
        """Run a test in the judge; questions go to the player, or to a copy of it."""
        asked = self.plan.answers & (names.loaded(source) | self.plan.given_loads)
        return self._judged(self._order(source, count, asked), "copy" if hidden else "here")

    def _order(self, source: str, count: int, asked: frozenset[str]) -> dict[str, Any]:
        return {
            "run": source,
            "count": count,
            "names": sorted(asked),
            "loads": sorted(names.loaded(source) | self.plan.given_loads),
            "seconds": self._seconds(),
        }

    def _judged(self, order: dict[str, Any], mode: str) -> list[Any]:
        if self._judge is None:
            self._start_judge()
        assert self._judge is not None
        judges, players = socket.socketpair()
        try:
            self._judge.tell(order, [judges.fileno()] if mode else [])
            if mode and self._player is not None:
                self._player.tell({"answer": mode}, [players.fileno()])
            judges.close()
            players.close()
            answer = self._judge.answer(order["seconds"] + GRACE)
        except _LOST as problem:
            self._judge.close()
            self._judge = None
            answer = {"outputs": [error("TimeLimit", f"the test did not end: {problem}")]}
        finally:
            judges.close()
            players.close()
        self._after_questions(mode)
        if "broken" in answer:
            self.trouble.append(str(answer["broken"]))
            return [error("BrokenTest", "the test could not be run; tell your instructor")]
        return list(answer["outputs"])

    def _after_questions(self, mode: str) -> None:
        """Free the player from the questions, or replace it."""
        if not mode or self._player is None:
            return
        try:
            self._player.answer(GRACE)
            if mode == "copy":
                self._player.ask({"reap": True}, GRACE)
            return
        except BrokenLine as problem:
            why = self._player.ended_for or f"a tested function ended its process ({problem})"
        except TimeoutError:
            self._player.signal(signal.SIGINT)
            try:
                self._player.answer(GRACE)
                return
            except _LOST:
                why = "a tested function never ended"
        self._replace(why)

    def _start_judge(self, ordered: socket.socket | None = None) -> None:
        self._judge = self.box.born("judge", ordered or self.box.order("judge", self.limits))
        self._send_files(self._judge, self.plan.files)
        given, self._given = self._given, []
        for count, source in given:
            self._judge_given(source, count)

    # Details

    def _run_public_test(self, cell: NotebookNode, count: int, needed: frozenset[str]) -> None:
        """Where a later cell of the learner uses a name of a test, the player gets it as well."""
        source = self.plan.cells.get(str(grade_id(cell)))
        if source is not None and source.is_test and names.bound(source.public) & needed:
            self._play(source.public, count)

    def _keep_widgets(self, notebook: NotebookNode) -> None:
        if self._player is None:
            return
        try:
            states = self._player.ask({"widgets": True}, GRACE).get("widgets")
        except _LOST:
            return
        if isinstance(states, dict) and states:
            if len(json.dumps(states)) > MOST_STATE:
                self.trouble.append("the states of its widgets are too large; they are not kept")
                return
            notebook.metadata["widgets"] = widget_state(states)

    def _send_files(self, child: Child, files: Mapping[str, bytes]) -> None:
        if files:
            encoded = {name: base64.b64encode(data).decode() for name, data in files.items()}
            child.ask({"files": encoded}, self.limits.cell_seconds)

    def _seconds(self) -> float:
        return min(self.limits.cell_seconds, max(self._deadline - time.monotonic(), 0.1))


def _kind(output: Any) -> Any:
    return output.get("output_type") if isinstance(output, dict) else None


def widget_state(states: Mapping[str, Any]) -> dict[str, Any]:
    """Widgets' states in the form in which Jupyter stores them in a notebook."""
    stored = {}
    for model, kept in states.items():
        if isinstance(kept, dict) and isinstance(kept.get("state"), dict):
            state = kept["state"]
            stored[str(model)] = {
                "model_name": state.get("_model_name"),
                "model_module": state.get("_model_module"),
                "model_module_version": state.get("_model_module_version"),
                "state": state,
            }
            buffers = kept.get("buffers")
            if isinstance(buffers, dict) and buffers:
                stored[str(model)]["buffers"] = list(buffers.values())
    inner = {"state": stored, "version_major": 2, "version_minor": 0}
    return {"application/vnd.jupyter.widget-state+json": inner}


def names_needed_later(notebook: NotebookNode, plan: Plan) -> frozenset[str]:
    """Names that the learner's own cells read but only tests define."""
    own = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and not _is_locked(plan, str(grade_id(cell)))
    ]
    given = [c.source for c in plan.cells.values() if c.locked and not c.is_test]
    defined = frozenset().union(*map(names.bound, [*own, *given]))
    return frozenset().union(*map(names.loaded, own)) - defined


def _is_locked(plan: Plan, name: str) -> bool:
    return name in plan.cells and plan.cells[name].locked
