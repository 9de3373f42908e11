"""What ``lianke`` does not do at its start, since it costs most of the time and nobody asks for it.

What this leaves out: making nbgrader itself lighter; other programs import it whole.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_SERVER = tuple(
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "validate_assignment", "formgrader")
)


class _Spared(ModuleType):
    """Whatever is taken from it is None."""

    def __getattr__(self, name: str) -> None:
        return None


@contextmanager
def without_collector() -> Iterator[None]:
    """Import without garbage collection; what is there afterwards is never looked through again.

    What is imported stays; looking through it again and again takes a fifth longer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def spare_grammar() -> None:
    """Let jsonschema, which nbformat imports, go without a grammar that it reads for a second."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def import_nbgrader() -> None:
    """Import nbgrader without its extensions of Jupyter's server, and so without the server.

    Who imports one of them later gets the real one.
    """
    if "nbgrader" in sys.modules:
        return
    sys.modules.update({name: _Spared(name) for name in _SERVER})
    try:
        importlib.import_module("nbgrader.api")
    finally:
        for name in _SERVER:
            del sys.modules[name]
