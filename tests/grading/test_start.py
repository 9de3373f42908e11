"""What ``lianke`` leaves out at its start is there for whoever asks for it later."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc, sys
from classroom.spared import import_nbgrader, spare_grammar, without_collector
spare_grammar()
with without_collector():
    import_nbgrader()
print("jupyter_server" in sys.modules, "nbconvert" in sys.modules, gc.isenabled())
from nbgrader.api import Gradebook
from nbgrader.preprocessors import LimitOutput
from nbgrader.server_extensions.formgrader import load_jupyter_server_extension
import nbformat
print(callable(load_jupyter_server_extension), nbformat.validate(nbformat.v4.new_notebook()))
"""


def test_the_server_is_not_imported_before_somebody_asks_for_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n") == ["False False True", "True None", ""]
