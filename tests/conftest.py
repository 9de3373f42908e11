"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT.parent / "shared" / "vectors"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Path]:
    """A function that finds a folder or file of official test vectors, or skips with the reason."""

    def find(name: str) -> Path:
        path = VECTORS / name
        if not path.exists():
            pytest.skip(
                f"official vectors '{name}' are not here: put them at ../shared/vectors/{name}"
            )
        return path

    return find
