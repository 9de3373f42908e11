"""Stored outputs that are the same on every machine.

A live widget keeps the static pictures and text of its bundle and loses its random model id; PNG
files lose the name and version of the tool that wrote them; paths of this machine go.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

WIDGET = "application/vnd.jupyter.widget-view+json"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"pHYs", b"IDAT", b"IEND"}


def plain(text: str) -> str:
    """Text without terminal colours."""
    return _ANSI.sub("", text)


def tidy(notebook: NotebookNode, root: Path) -> None:
    """Make the outputs of an executed notebook independent of machine and moment, in place."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = list(_joined_streams(_tidied(cell.outputs, root)))


def _tidied(outputs: list[NotebookNode], root: Path) -> Iterator[NotebookNode]:
    for output in outputs:
        if output.output_type == "stream":
            output["text"] = _without_paths(output.text, root)
        elif output.output_type == "error":
            output["traceback"] = [_without_paths(line, root) for line in output.traceback]
        else:
            output.data.pop(WIDGET, None)
            _tidy_bundle(output.data, root)
            if not output.data:
                continue
        yield output


def _tidy_bundle(data: dict[str, Any], root: Path) -> None:
    for kind, value in data.items():
        if kind == "image/png":
            data[kind] = strip_png(value)
        elif isinstance(value, str):
            data[kind] = _without_paths(value, root)


def _joined_streams(outputs: Iterator[NotebookNode]) -> Iterator[NotebookNode]:
    """Merge neighbouring pieces of one stream: where they were cut depends on timing."""
    last: NotebookNode | None = None
    for output in outputs:
        same = last is not None and output.output_type == last.output_type == "stream"
        if last is not None and same and output.name == last.name:
            last["text"] += output.text
            continue
        if last is not None:
            yield last
        last = output
    if last is not None:
        yield last


def _without_paths(text: str, root: Path) -> str:
    """Text with this machine's folders cut from file names."""
    roots = [str(root)]
    if root.is_relative_to(Path.home()):
        roots.append("~/" + root.relative_to(Path.home()).as_posix())
    for folder in roots:
        text = text.replace(folder + "/", "").replace(folder + "\\", "")
    return re.sub(r"(?:~|[A-Za-z]:)?[\w./\\-]*[/\\](site-packages[/\\])", r"\1", text)


def strip_png(encoded: str) -> str:
    """A base64 PNG without its text, time and tool chunks, on one line."""
    raw = base64.b64decode(encoded)
    if not raw.startswith(_PNG_START):
        return encoded
    kept = b"".join(chunk for kind, chunk in _chunks(raw) if kind in _PNG_KEPT)
    return base64.b64encode(_PNG_START + kept).decode("ascii")


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG file: length (4 bytes), kind (4), data, checksum (4)."""
    at = len(_PNG_START)
    while at + 8 <= len(raw):
        size = 12 + int.from_bytes(raw[at : at + 4], "big")
        yield raw[at + 4 : at + 8], raw[at : at + size]
        at += size
