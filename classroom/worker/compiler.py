"""The compiler of cells: each cell has a name, by which a traceback finds its lines.

What this leaves out: compiling; IPython does that.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from typing import Any

from IPython.core.compilerop import CachingCompiler


def _kernels_names() -> Callable[[str], str]:
    """How a kernel names cells.

    This is one file of ipykernel. Its package would bring zmq and tornado, a tenth of the memory
    that each fork copies.
    """
    package = find_spec("ipykernel")
    assert package is not None
    assert package.submodule_search_locations is not None
    [folder] = package.submodule_search_locations
    spec = spec_from_file_location("ipykernel_compiler", f"{folder}/compiler.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    names: Callable[[str], str] = module.get_file_name
    return names


_name_of = _kernels_names()


class Compiler(CachingCompiler):
    """IPython's compiler, which keeps cells in ``linecache``; it names them as a kernel does."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The name of a cell."""
        return _name_of(raw_code)

    def cache(self, *cell: Any, **named: Any) -> str:
        """Keep a cell; its name, as if it were a file's.

        ``inspect`` is told that no module has this name. Else the first traceback would look for it
        in every module, and so touch a thousand pages that a forked process shares.
        """
        name: str = super().cache(*cell, **named)
        inspect.modulesbyfile[name] = ""
        return name
