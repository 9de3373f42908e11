"""An IPython shell that keeps what a cell shows as notebook outputs, as Jupyter's kernel would.

Text, errors, rich display, figures, results, widgets' state, top-level ``await``, and what child
processes print are kept. The shell is made before forking; a child begins with :meth:`Shell.begin`.

What this leaves out: ``input()``, which raises as in any kernel without a person; and tasks that go
on between two cells, which wait for the next one.
"""

from __future__ import annotations

import builtins
import contextlib
import getpass
import os
import sys
import traceback
from typing import Any

from IPython.core import page
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from classroom.worker import streams
from classroom.worker.comms import Comms
from classroom.worker.compiler import Compiler
from classroom.worker.displays import KeptDisplay, KeptResults
from classroom.worker.failures import as_output, ends, text_of
from classroom.worker.figures import FIGURES
from classroom.worker.loop import Loop
from classroom.worker.streams import Descriptors, Text

Output = dict[str, Any]
MAX_BYTES = 2_500_000


class Shell(InteractiveShell):
    """IPython without a terminal, a history file, a thread or a kernel."""

    displayhook_class = Type(KeptResults)
    display_pub_class = Type(KeptDisplay)

    def __init__(self, **settings: Any) -> None:
        self.outputs: list[Output] = []
        self.kept_bytes = 0
        self.number = 1
        self.descriptors: Descriptors | None = None
        self.owner = os.getpid()
        self.loop = Loop()
        super().__init__(**settings)
        self.compile = Compiler()
        self.comms = Comms()

    def init_virtualenv(self) -> None:
        """The environment is the one that was imported."""

    def init_io(self) -> None:
        """Streams are taken over when a child begins."""

    def init_hooks(self) -> None:
        """A pager has nobody to show its pages to."""
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(lambda *_, **__: None), 99)

    def _tee(self, channel: str) -> contextlib.AbstractContextManager[None]:
        """What is printed is not kept a second time for the history."""
        return contextlib.nullcontext()

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window system."""

    def begin(self) -> None:
        """Take over a forked child's streams and plots."""
        sys.stdout, sys.stderr = Text("stdout", self.keep), Text("stderr", self.keep)
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
        self.own_descriptors()
        streams.put_folder_on_path()
        self.builtin_trap.activate()
        builtins.input, getpass.getpass = streams.no_input, streams.no_password
        configure(self)

    def own_descriptors(self) -> None:
        """What this process and its children print is its own from now on."""
        self.owner = os.getpid()
        self.descriptors = Descriptors()

    def forget(self) -> None:
        """As if no cell had ever been run."""
        self.outputs, self.kept_bytes = [], 0
        self.loop.close()
        self.last_execution_succeeded, self.last_execution_result = True, None
        self.history_manager.reset()
        self.compile = Compiler()
        self.user_ns.pop("_", None)
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            if hasattr(sys, name):
                delattr(sys, name)

    def keep(self, output: Output) -> None:
        """Add one output; neighbouring pieces of one stream become one, what is too much is cut."""
        if os.getpid() != self.owner:  # a process that a cell has forked
            streams.pass_on(output)
            return
        self._keep_descriptors()
        self._keep(output)

    def _keep_descriptors(self) -> None:
        """What child processes have written so far stands before what comes now."""
        if self.descriptors is not None:
            for name, text in self.descriptors.take():
                self._keep({"output_type": "stream", "name": name, "text": text})

    def _keep(self, output: Output) -> None:
        room = MAX_BYTES - self.kept_bytes
        self.kept_bytes += _size(output)
        if room < 0 or (room < _size(output) and "text" not in output) or self.comms.takes(output):
            return
        if "text" in output:
            output = {**output, "text": output["text"][:room]}
        last = self.outputs[-1] if self.outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["pieces"].append(output["text"])
        elif output["output_type"] == "stream":
            self.outputs.append({**output, "pieces": [output["text"]]})
        else:
            self.outputs.append(output)

    def _mend_streams(self) -> None:
        """A cell may have put anything in the place of the streams; the next one shall work."""
        for name in ("stdout", "stderr"):
            try:
                getattr(sys, name).flush()
            except Exception:
                setattr(sys, name, Text(name, self.keep))

    def take_outputs(self) -> list[Output]:
        """What was shown since the last time."""
        self._mend_streams()
        self._keep_descriptors()
        self.comms.forget_takers()
        taken, self.outputs = self.outputs, []
        for output in taken:
            if "pieces" in output:
                output["text"] = "".join(output.pop("pieces"))
        if self.kept_bytes > MAX_BYTES:
            told = {"text/plain": f"[cut: this cell shows more than {MAX_BYTES / 1e6:g} MB]"}
            taken.append({"output_type": "display_data", "data": told, "metadata": {}})
        self.kept_bytes = 0
        return taken

    def run(self, source: str, count: int) -> tuple[bool, list[Output]]:
        """Run one cell as number ``count``; whether it ended well, and what it showed."""
        self.execution_count = self.number = count
        result = self.loop.run(self._cell(source))
        error = result.error_before_exec or result.error_in_exec
        outputs = self.take_outputs()
        shown = any(output["output_type"] == "error" for output in outputs)
        if error is not None and not shown:
            outputs.append(as_output(type(error).__name__, text_of(error)))
        return error is None and not shown, outputs

    async def _cell(self, source: str) -> Any:
        if "await" not in source and "async" not in source:
            return self.run_cell(source, store_history=True)
        try:
            ready, problem = self.transform_cell(source), None
        except Exception:
            ready, problem = source, sys.exc_info()
        forms = {"transformed_cell": ready, "preprocessing_exc_tuple": problem}
        if not self.should_run_async(source, **forms):
            return self.run_cell(source, store_history=True)
        result = await self.run_cell_async(source, store_history=True, **forms)
        self.events.trigger("post_execute")
        self.events.trigger("post_run_cell", result)
        return result

    def flush_figures(self) -> None:
        """Show the figures that a call has drawn."""
        if "matplotlib.pyplot" in sys.modules:
            from matplotlib_inline.backend_inline import flush_figures

            flush_figures()

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.keep(
            {
                "output_type": "error",
                "ename": str(etype.__name__),
                "evalue": text_of(evalue),
                "traceback": [str(line)[:20_000] for line in ends(stb)],
            }
        )

    def frames_of(self, error: BaseException, skip: tuple[str, ...]) -> list[str]:
        """The frames of an error as IPython words them, without those of our own files."""
        place = error.__traceback__
        while place is not None and _is_ours(place.tb_frame.f_code.co_filename, skip):
            place = place.tb_next
        try:
            told = self.InteractiveTB.structured_traceback(type(error), error, place, tb_offset=0)
        except Exception:
            told = traceback.format_exception_only(error)
        return [str(line)[:20_000] for line in ends(told)]

    def ask_exit(self) -> None:
        """A cell cannot end the shell."""


def _is_ours(name: str, skip: tuple[str, ...]) -> bool:
    plain = name.replace(os.sep, "/")
    return any(part in plain for part in skip)


def _size(output: Output) -> int:
    if "text" in output:
        return len(output["text"])
    return sum(len(part) for part in output.get("data", {}).values() if isinstance(part, str)) + 100


# Libraries look at this name to learn whether they are in a notebook.
Shell.__name__ = Shell.__qualname__ = "ZMQInteractiveShell"


def configure(shell: Shell) -> None:
    """Let figures be shown at the end of a cell, in this process."""
    from matplotlib_inline import backend_inline

    events = shell.events.callbacks["post_execute"]
    if backend_inline.flush_figures not in events:
        backend_inline.configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    FIGURES.stand_around_pyplot(events)


def make_shell() -> Shell:
    """The one shell of the parent process."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "neutral"
    config.IPKernelApp = Config()  # the other sign of a notebook that libraries look for
    return Shell.instance(config=config)
