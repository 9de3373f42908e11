"""Run a lesson in a fresh kernel, the same way on every machine.

The kernel starts in the notebook's folder with a fixed environment: hash seed, time zone, plot
backend and date of plots. What this leaves out: limits on memory and network; a lesson is trusted,
a learner's work is not run here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.errors import NotebookError
from classroom.outputs import plain

if TYPE_CHECKING:
    from nbclient import NotebookClient
    from nbformat.notebooknode import NotebookNode

ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "SOURCE_DATE_EPOCH": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
CELL_SECONDS = 120


def kernel_environment() -> dict[str, str]:
    """This process's environment with the course's fixed settings on top."""
    return {**os.environ, **ENVIRONMENT}


def run_notebook(
    notebook: NotebookNode,
    folder: Path,
    *,
    allow_errors: bool = False,
    seconds: int = CELL_SECONDS,
) -> None:
    """Execute all cells in place in a new kernel whose working directory is ``folder``.

    Args:
        allow_errors: go on after a cell that raises (for a learner's notebook).
        seconds: the longest that one cell may take.

    Raises:
        NotebookError: a cell raised or took too long, or the kernel died.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = _client(notebook, folder, seconds, allow_errors=allow_errors)
    begun = [0]
    client.on_cell_start = lambda cell, cell_index: begun.append(cell_index)
    try:
        client.execute(env=kernel_environment())
    except CellTimeoutError:
        told = f"{_where(notebook, begun[-1])} took longer than {seconds} s"
        raise NotebookError(told) from None
    except CellExecutionError as problem:
        told = f"{problem.ename}: {plain(problem.evalue)}"
        raise NotebookError(f"{_where(notebook, begun[-1])} raised {told}") from None
    except DeadKernelError:
        raise NotebookError(f"the kernel died in {_where(notebook, begun[-1])}") from None


def _client(
    notebook: NotebookNode, folder: Path, seconds: int, *, allow_errors: bool
) -> NotebookClient:
    from nbclient import NotebookClient
    from traitlets.config import Config

    return NotebookClient(
        notebook,
        timeout=seconds,
        allow_errors=allow_errors,
        interrupt_on_timeout=allow_errors,
        error_on_timeout=_too_long(seconds) if allow_errors else None,
        kernel_name="python3",
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )


def _too_long(seconds: int) -> dict[str, object]:
    """The error that a cell gets when it is stopped, so that the next cells still run."""
    told = f"it was stopped after {seconds} s; look for a loop that never ends"
    return {"ename": "TimeLimit", "evalue": told, "traceback": [f"TimeLimit: {told}"]}


def _where(notebook: NotebookNode, at: int) -> str:
    """A cell as a reader would find it: its number and first line."""
    first = notebook.cells[at].source.strip().splitlines()[:1]
    return f"cell {at + 1} ({first[0] if first else 'empty'})"
