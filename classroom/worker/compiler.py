"""The compiler of cells: each cell has a name, by which a traceback finds its lines.

What this leaves out: compiling; IPython does that.
"""

from __future__ import annotations

import inspect
import os
import tempfile
import zlib
from typing import Any

from IPython.core.compilerop import CachingCompiler


class Compiler(CachingCompiler):
    """IPython's compiler, which keeps cells in ``linecache``; it names them as a kernel does.

    The kernel's own one would bring zmq and tornado, a sixth of the memory that each fork copies.
    """

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The name of a cell."""
        number = zlib.crc32(raw_code.encode("utf-8", "replace"))
        return f"{tempfile.gettempdir()}/ipykernel_{os.getpid()}/{number}.py"

    def cache(self, *cell: Any, **named: Any) -> str:
        """Keep a cell; its name, as if it were a file's.

        ``inspect`` is told that no module has this name. Else the first traceback would look for it
        in every module, and so touch a thousand pages that a forked process shares.
        """
        name: str = super().cache(*cell, **named)
        inspect.modulesbyfile[name] = ""
        return name
