"""What ``lianke`` does not import, since it costs a start most of its time and nothing asks for it.

What this leaves out: making nbgrader itself lighter; other programs import it whole.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_SERVER = tuple(
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "validate_assignment", "formgrader")
)


class _Spared(ModuleType):
    """Whatever is taken from it is None."""

    def __getattr__(self, name: str) -> None:
        return None


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
        importlib.import_module("nbgrader")
    finally:
        for name in _SERVER:
            del sys.modules[name]
