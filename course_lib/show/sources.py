"""Show what you teach: the library's real source, never a copy of it."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any


class Source:
    """A function's source as it runs, displayed as Python."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.text}\n```"

    def __repr__(self) -> str:
        return self.text


def source(thing: Callable[..., Any]) -> Source:
    """The source of a function, method or class of the library."""
    return Source(textwrap.dedent(inspect.getsource(thing)).rstrip())
