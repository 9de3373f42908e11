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


def source(*things: Callable[..., Any] | property) -> Source:
    """The source of functions, methods, properties or classes of the library, one by one."""
    found = (thing.fget if isinstance(thing, property) else thing for thing in things)
    texts = (textwrap.dedent(inspect.getsource(one)).rstrip() for one in found if one is not None)
    return Source("\n\n\n".join(texts))
