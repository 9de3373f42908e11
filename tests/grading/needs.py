"""What the tests of grading need of a machine."""

from __future__ import annotations

import shutil

import pytest

bubblewrap = pytest.mark.skipif(
    shutil.which("bwrap") is None, reason="bubblewrap is not here: apt install bubblewrap"
)
