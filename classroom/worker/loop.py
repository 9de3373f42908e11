"""One event loop for all cells of a notebook, running while a cell runs, as in a kernel.

What this leaves out: tasks that go on between two cells; they wait for the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from typing import Any


class Loop:
    """The loop of this process, made when it is first needed."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def _ready(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        return self._loop

    def run(self, cell: Coroutine[Any, Any, Any]) -> Any:
        """Run until the cell is done."""
        loop = self._ready()
        task = loop.create_task(cell)
        try:
            return loop.run_until_complete(task)
        except KeyboardInterrupt:  # while the loop itself was waiting
            task.cancel()
            return loop.run_until_complete(task)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """As inside a cell: code that asks finds a loop that runs."""
        asyncio._set_running_loop(self._ready())
        try:
            yield
        finally:
            asyncio._set_running_loop(None)

    def close(self) -> None:
        """Forget the loop, before forking."""
        if self._loop is not None:
            self._loop.close()
            asyncio.set_event_loop(None)
            self._loop = None
