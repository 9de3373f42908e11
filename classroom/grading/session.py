"""Run one repaired notebook: the learner's cells in one process, the tests in another.

The notebook stays here. First the learner's cells run, one at a time, in a player; where a test
stands, a copy of the player is put aside. Then a judge runs the given cells and the tests and asks
those copies. Both sides send back outputs only.

What this leaves out: repairing notebooks and deciding points.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from classroom.grading import names
from classroom.grading.judges import Judge
from classroom.grading.outputs import accept, size_of
from classroom.grading.plan import Plan, SourceCell
from classroom.grading.players import Player
from classroom.percent import grade_id
from classroom.sandbox.box import Box
from classroom.sandbox.limits import Limits
from classroom.worker.failures import as_output

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

MOST_STATE = 5_000_000
ROOM = 20  # cells may show this many times as much, together, as one of them may


@dataclass
class Session:
    """One submission on its way through the box."""

    box: Box
    plan: Plan
    limits: Limits
    files: Mapping[str, bytes]
    trouble: list[str] = field(default_factory=list)
    _used: int = 0
    _shown: dict[str, list[Any]] = field(default_factory=dict)
    _waiting: list[tuple[NotebookNode, SourceCell, int]] = field(default_factory=list)
    _tests: list[SourceCell] = field(default_factory=list)
    _known: frozenset[str] = frozenset()

    def run(self, notebook: NotebookNode) -> None:
        """Execute every code cell and put its outputs into the notebook, in place."""
        files = {**self.files, **self.plan.files}
        player = Player(self.box, self.limits, files, self.trouble)
        judge = Judge(self.box, self.limits, self.plan.files, self.trouble)
        try:
            first, second = (self.box.order(role, self.limits) for role in ("learner", "judge"))
            player.start(self.limits.whole_seconds, first)
            self._play(notebook, player)
            self._keep_widgets(notebook, player)
            player.more_time(self.limits.whole_seconds)
            judge.start(second)
            for cell, source, count in self._waiting:
                self._judge(cell, source, count, player, judge)
        finally:
            player.close()
            judge.close()

    def _play(self, notebook: NotebookNode, player: Player) -> None:
        """The learner's cells and the given ones, top to bottom."""
        needed = names_needed_later(notebook, self.plan)
        cells = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
        for count, cell in enumerate(cells, start=1):
            cell["execution_count"] = count
            source = self.plan.cells.get(str(grade_id(cell)))
            if player.used_up():
                told = f"the submission used up its {self.limits.whole_seconds:g} s"
                cell["outputs"] = accept([as_output("TimeLimit", told)], self.limits.output, {})
                continue
            if source is not None and source.locked:
                self._waiting.append((cell, source, count))
                self._want_copy(source, player)
            if source is None or not source.is_test:
                self._keep_copies(player, before=cell.source)
                outputs = player.run(cell.source, count)
                cell["outputs"] = self._accepted(outputs)
            elif names.bound(source.public) & needed:
                self._keep_copies(player)
                player.run(source.public, count)  # a later cell uses a name of this test
        first, others = self._groups()
        player.keep_own(first)
        player.keep_shared(others)

    def _want_copy(self, source: SourceCell, player: Player) -> None:
        if self._asked(source) and source.is_test:
            self._tests.append(source)
        elif self._asked(source):
            player.keep_copy(source.name)

    def _keep_copies(self, player: Player, before: str = "") -> None:
        """Keep the copies that the tests so far want, unless the next cell makes no difference.

        A cell that only defines functions changes nothing for the tests before it, if nobody before
        it uses their names.
        """
        if before:
            asked = frozenset().union(*map(self._asked, self._tests))
            seen = names.bound(before) & (self._known | asked)
            self._known |= names.bound(before) | names.loaded(before)
            if not seen and names.only_defines(before):
                return
        for group in self._groups():
            player.keep_shared(group)

    def _groups(self) -> tuple[list[str], list[str]]:
        """The tests so far, those that share a copy together; a new group begins after them.

        Feedback shows nothing of what a test with a hidden part prints, so that these may share a
        copy. A test that is shown may not be asked of it after one of them.
        """
        tests, self._tests = self._tests, []
        hidden = [one.is_hidden for one in tests]
        if sorted(hidden) == hidden:
            return [one.name for one in tests], []
        shown = [one.name for one in tests if not one.is_hidden]
        return shown, [one.name for one in tests if one.is_hidden]

    def _accepted(self, outputs: list[Any]) -> list[Any]:
        """What may stand below a cell of the learner's; all cells share some room as well."""
        updates = [one for one in outputs if one.get("output_type") == "update_display_data"]
        self._used += sum(map(size_of, updates))
        room = ROOM * self.limits.output - self._used
        if room < 0:
            outputs = [one for one in outputs if one not in updates]
        kept = accept(outputs, max(min(room, self.limits.output), 0), self._shown)
        for one in kept if room < 0 else ():
            if one.output_type == "error":
                one.update(evalue=one.evalue[:200], traceback=[])
        self._used += sum(map(size_of, kept))
        return kept

    def _judge(
        self, cell: NotebookNode, source: SourceCell, count: int, player: Player, judge: Judge
    ) -> None:
        """Run one of the instructor's cells where no learner's code runs."""
        if player.used_up():
            told = f"the tests used up their {self.limits.whole_seconds:g} s"
            outputs = [as_output("TimeLimit", told)]
        else:
            outputs = self._judged(source, count, player, judge)
        if source.is_test:
            if _lost(outputs) and player.split(source.name):  # an earlier test may have ended it
                outputs = self._judged(source, count, player, judge)
            lost = _lost(outputs)
            self.trouble.extend(f"{source.name}: {one['evalue']}" for one in lost)
            cell["outputs"] = accept(outputs, self.limits.output, {})
            player.forget_copy(source.name, hangs=bool(lost))

    def _judged(
        self, source: SourceCell, count: int, player: Player, judge: Judge
    ) -> list[dict[str, Any]]:
        line = player.line_of(source.name)
        if line is None and source.is_test and self._asked(source):
            return [as_output("ProcessEnded", f"this test was not asked: {player.stopped}")]
        return judge.run(self._order(source, count, player), line)

    def _asked(self, source: SourceCell) -> frozenset[str]:
        """Names that this cell of the instructor's takes from the learner's answers."""
        loaded = names.loaded(source.source)
        return self.plan.answers & (loaded | self.plan.given_loads if source.is_test else loaded)

    def _order(self, source: SourceCell, count: int, player: Player) -> dict[str, Any]:
        return {
            "run": source.source,
            "count": count,
            "names": sorted(self._asked(source)),
            "loads": sorted(names.loaded(source.source) | self.plan.given_loads),
            "seconds": player.seconds(),
            "given": not source.is_test,
        }

    def _keep_widgets(self, notebook: NotebookNode, player: Player) -> None:
        states = player.widgets()
        if isinstance(states, dict) and states:
            if len(json.dumps(states)) > MOST_STATE:
                self.trouble.append("the states of its widgets are too large; they are not kept")
                return
            notebook.metadata["widgets"] = widget_state(states)


def _lost(outputs: list[Any]) -> list[Any]:
    """Errors that say that a test got no answer."""
    return [one for one in outputs if one.get("ename") in ("TimeLimit", "AnswerLost")]


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
