"""An IPython shell that keeps what a cell shows as notebook outputs, as Jupyter's kernel would.

Text, errors, rich display, figures, results, widgets' state, top-level ``await``, and what child
processes print are kept. The shell is made before forking; a child begins with :meth:`Shell.begin`.

What this leaves out: ``input()``, which raises as in any kernel without a person; and the order
of what child processes print among what the cell itself prints (theirs comes last).
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any, NoReturn

from ipykernel.compiler import XCachingCompiler
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from classroom.worker.comms import Comms
from classroom.worker.streams import Descriptors, Text

Output = dict[str, Any]
MAX_BYTES = 20_000_000


class KeptDisplay(DisplayPublisher):
    """``display(...)`` becomes an output instead of a message."""

    def publish(  # type: ignore[override]
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Keep one rich output."""
        shell: Shell = self.shell  # type: ignore[assignment]
        shell.keep(
            {
                "output_type": "update_display_data" if update else "display_data",
                "data": json_clean(encode_images(dict(data))),
                "metadata": json_clean(dict(metadata or {})),
                "transient": json_clean(dict(transient or {})),
            }
        )

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown."""
        shell: Shell = self.shell  # type: ignore[assignment]
        shell.keep({"output_type": "clear_output", "wait": bool(wait)})


class KeptResults(DisplayHook):
    """The value of a cell's last expression becomes an output."""

    def start_displayhook(self) -> None:
        """Nothing is printed before a result."""

    def write_output_prompt(self) -> None:
        """The prompt is the output's execution count."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the result in all its forms."""
        shell: Shell = self.shell  # type: ignore[assignment]
        shell.keep(
            {
                "output_type": "execute_result",
                "execution_count": shell.number,
                "data": json_clean(encode_images(dict(format_dict))),
                "metadata": json_clean(dict(md_dict or {})),
            }
        )

    def finish_displayhook(self) -> None:
        """Nothing is pending."""
        sys.stdout.flush()
        sys.stderr.flush()


class Shell(InteractiveShell):
    """IPython without a terminal, a history file, a thread or a kernel."""

    displayhook_class = Type(KeptResults)
    display_pub_class = Type(KeptDisplay)

    def __init__(self, **settings: Any) -> None:
        self.outputs: list[Output] = []
        self.kept_bytes = 0
        self.number = 1
        self.descriptors: Descriptors | None = None
        super().__init__(**settings)
        self.compile = XCachingCompiler()
        self.comms = Comms()

    def init_virtualenv(self) -> None:
        """The environment is the one that was imported."""

    def init_io(self) -> None:
        """Streams are taken over when a child begins."""

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window system."""

    def begin(self) -> None:
        """Take over a forked child's streams and plots."""
        sys.stdout, sys.stderr = Text("stdout", self.keep), Text("stderr", self.keep)
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
        self.descriptors = Descriptors()
        self.builtin_trap.activate()
        import builtins

        builtins.input = _no_input
        configure(self)

    def forget(self) -> None:
        """As if no cell had ever been run."""
        self.outputs, self.kept_bytes = [], 0
        self.last_execution_succeeded, self.last_execution_result = True, None
        self.history_manager.reset()
        self.compile = XCachingCompiler()
        self.user_ns.pop("_", None)
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            if hasattr(sys, name):
                delattr(sys, name)

    def keep(self, output: Output) -> None:
        """Add one output; neighbouring pieces of one stream become one, what is too much is cut."""
        self.kept_bytes += _size(output)
        if self.kept_bytes > MAX_BYTES:
            return
        last = self.outputs[-1] if self.outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["pieces"].append(output["text"])
        elif output["output_type"] == "stream":
            self.outputs.append({**output, "pieces": [output["text"]]})
        else:
            self.outputs.append(output)

    def take_outputs(self) -> list[Output]:
        """What was shown since the last time."""
        sys.stdout.flush()
        sys.stderr.flush()
        if self.descriptors is not None:
            for name, text in self.descriptors.take():
                self.keep({"output_type": "stream", "name": name, "text": text})
        taken, self.outputs = self.outputs, []
        for output in taken:
            if "pieces" in output:
                output["text"] = "".join(output.pop("pieces"))
        if self.kept_bytes > MAX_BYTES:
            told = f"\n[cut: this cell shows more than {MAX_BYTES // 1_000_000} MB]\n"
            taken.append({"output_type": "stream", "name": "stderr", "text": told})
        self.kept_bytes = 0
        return taken

    def run(self, source: str, count: int) -> tuple[bool, list[Output]]:
        """Run one cell as number ``count``; whether it ended well, and what it showed."""
        self.execution_count = self.number = count
        result = self.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        outputs = self.take_outputs()
        shown = any(output["output_type"] == "error" for output in outputs)
        if error is not None and not shown:
            outputs.append(_bare_error(error))
        return error is None and not shown, outputs

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
                "evalue": str(evalue),
                "traceback": json_clean(stb),
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
        return [str(line) for line in told]

    def ask_exit(self) -> None:
        """A cell cannot end the shell."""


def _is_ours(name: str, skip: tuple[str, ...]) -> bool:
    plain = name.replace(os.sep, "/")
    return any(part in plain for part in skip)


def _bare_error(error: BaseException) -> Output:
    name, told = type(error).__name__, str(error)
    line = f"{name}: {told}"
    return {"output_type": "error", "ename": name, "evalue": told, "traceback": [line]}


def _size(output: Output) -> int:
    if "text" in output:
        return len(output["text"])
    return sum(len(part) for part in output.get("data", {}).values() if isinstance(part, str)) + 100


def _no_input(prompt: object = "") -> NoReturn:
    raise StdinNotImplementedError(
        "raw_input was called, but this frontend does not support input requests."
    )


def configure(shell: Shell) -> None:
    """Let figures be shown at the end of a cell, in this process."""
    from matplotlib_inline import backend_inline

    events = shell.events.callbacks["post_execute"]
    if backend_inline.flush_figures not in events:
        backend_inline.configure_inline_support(shell, "module://matplotlib_inline.backend_inline")


def make_shell() -> Shell:
    """The one shell of the parent process."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "neutral"
    return Shell.instance(config=config)
