"""Standard output and error of a child, kept as text; standard input, which is nobody.

Python's own prints go through :class:`Text`. What C code and child processes write to the file
descriptors 1 and 2 goes to two nameless files, read and emptied after each cell.

What this leaves out: bytes that are not UTF-8; they are shown as replacement characters.
"""

from __future__ import annotations

import fcntl
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from IPython.core.error import StdinNotImplementedError

_NAMES = ((1, "stdout"), (2, "stderr"))
_NOBODY = "was called, but this frontend does not support input requests."
MAX_BYTES = 2_500_000


class Text(io.TextIOBase):
    """A text stream whose lines become outputs."""

    encoding = "UTF-8"  # type: ignore[assignment]

    def __init__(self, name: str, keep: Callable[[dict[str, Any]], None]) -> None:
        self.name = name
        self._keep = keep

    def write(self, text: str) -> int:
        """Keep some text.

        Raises:
            TypeError: it is no text.
        """
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self._keep({"output_type": "stream", "name": self.name, "text": text})
        return len(text)

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """The descriptor that child processes inherit."""
        return 1 if self.name == "stdout" else 2


class Descriptors:
    """Nameless files in place of the descriptors 1 and 2."""

    def __init__(self) -> None:
        for number, _ in _NAMES:
            with tempfile.TemporaryFile(buffering=0) as kept:
                flags = fcntl.fcntl(kept, fcntl.F_GETFL)
                fcntl.fcntl(kept, fcntl.F_SETFL, flags | os.O_APPEND)
                os.dup2(kept.fileno(), number)

    def take(self) -> Iterator[tuple[str, str]]:
        """What was written since the last time: the name of the stream and the text."""
        for number, name in _NAMES:
            try:
                if data := os.pread(number, MAX_BYTES, 0):
                    os.ftruncate(number, 0)
                    yield name, data.decode("utf-8", "replace")
            except OSError:
                continue  # the cell closed it


def pass_on(output: dict[str, Any]) -> None:
    """Write the text of a forked process where its parent reads; other outputs have no way."""
    if output["output_type"] == "stream":
        os.write(1 if output["name"] == "stdout" else 2, output["text"].encode("utf-8", "replace"))


def put_folder_on_path() -> None:
    """Modules beside the notebook can be imported, after Python's own and before the installed."""
    if "" not in sys.path:
        places = [os.path.basename(place) for place in sys.path]
        sys.path.insert(places.index("site-packages") if "site-packages" in places else 0, "")


def no_input(*_: object) -> NoReturn:
    """Raise what ``input()`` raises in a kernel without a person."""
    raise StdinNotImplementedError(f"raw_input {_NOBODY}")


def no_password(*_: object, **__: object) -> NoReturn:
    """Raise what ``getpass()`` raises there."""
    raise StdinNotImplementedError(f"getpass {_NOBODY}")
