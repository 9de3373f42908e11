"""Outputs as they come from the box: taken apart, measured, and only then put into a notebook.

What this leaves out: judging them. A learner's output is text and pictures, never a mark.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import ValidationError, v4

from classroom.worker.failures import ends

_DISPLAYS = ("display_data", "execute_result", "update_display_data")
MOST = 2000


def outputs_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The outputs in an answer, whoever made it up."""
    outputs = answer.get("outputs")
    return [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []


def one_line(told: Any) -> str:
    """What a learner's process says, short and on one line, so that a log stays a log."""
    return " ".join(str(told)[:200].split())


def accept(outputs: list[Any], limit: int, shown: dict[str, list[Any]]) -> list[Any]:
    """What may stand in a notebook: well-formed outputs, ``limit`` bytes together.

    An error always stays, since it decides a test; everything else is cut.

    Args:
        shown: displays that have an id, by that id; updates change them wherever they stand.
    """
    kept: list[Any] = []
    errors = [one for one in outputs[MOST:] if is_error(one)]
    for output in map(_storable, _tidied([*outputs[:MOST], *errors[:1]], kept)):
        ident = output.pop("display_id", None)
        fits = size_of(output) <= limit
        for earlier in shown.get(ident, ()) if ident and fits else ():
            earlier.update(data=output["data"], metadata=output["metadata"])
        if output["output_type"] == "update_display_data":
            continue
        made = _made(output) or _made(_plain(output))
        if made is None:
            continue
        if ident:
            shown.setdefault(ident, []).append(made)
        kept.append(made)
    return list(_cut(kept, limit))


def _made(output: dict[str, Any]) -> Any:
    """An output as a notebook stores it; None where it is none."""
    try:
        return v4.output_from_msg(message(output))
    except (ValidationError, RecursionError):
        return None


def size_of(output: Any) -> int:
    """How much room an output takes in a notebook."""
    return len(json.dumps(output))


def is_error(output: Any) -> bool:
    """Whether an output, whoever made it up, is an error."""
    return isinstance(output, dict) and output.get("output_type") == "error"


def _storable(output: dict[str, Any]) -> dict[str, Any]:
    """An output that a file can hold; parts that it cannot hold are replaced."""
    try:
        json.dumps(output, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return {key: _plain(value) for key, value in output.items()}
    return output


def _plain(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict) and depth < 20:
        return {_plain(str(key)): _plain(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list) and depth < 20:
        return [_plain(one, depth + 1) for one in value]
    return "…" if isinstance(value, dict | list) else value


def _tidied(outputs: list[Any], kept: list[Any]) -> Iterator[dict[str, Any]]:
    """Each output in its own words; ``clear_output`` empties what was kept before it."""
    waiting = False
    for output in outputs:
        kind = output.get("output_type") if isinstance(output, dict) else None
        if kind == "clear_output":
            waiting = bool(output.get("wait"))
            if not waiting:
                kept.clear()
            continue
        if waiting:
            kept.clear()
            waiting = False
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            yield {"output_type": kind, "name": name, "text": str(output.get("text", ""))}
        elif kind == "error":
            yield _error(output)
        elif kind in _DISPLAYS:
            yield _display(output, kind)


def _error(output: dict[str, Any]) -> dict[str, Any]:
    lines = output.get("traceback")
    told = [str(line)[:20_000] for line in ends(lines)] if isinstance(lines, list) else []
    return {
        "output_type": "error",
        "ename": str(output.get("ename", ""))[:200],
        "evalue": str(output.get("evalue", ""))[:20_000],
        "traceback": told,
    }


def _display(output: dict[str, Any], kind: str) -> dict[str, Any]:
    data, metadata = output.get("data"), output.get("metadata")
    tidy: dict[str, Any] = {
        "output_type": kind,
        "data": _bundle(data),
        "metadata": metadata if isinstance(metadata, dict) else {},
    }
    if kind == "execute_result":
        count = output.get("execution_count")
        tidy["execution_count"] = count if isinstance(count, int) else None
    transient = output.get("transient")
    ident = transient.get("display_id") if isinstance(transient, dict) else None
    return {**tidy, "display_id": ident if isinstance(ident, str) else None}


def _bundle(data: Any) -> dict[str, Any]:
    """A bundle of representations: text everywhere but under JSON's own names."""
    if not isinstance(data, dict):
        return {}
    return {
        kind: value if kind.endswith("json") or isinstance(value, str) else f"{value!s:.1000}"
        for kind, value in data.items()
    }


def message(output: dict[str, Any]) -> dict[str, Any]:
    """An output as the message of a kernel, which nbformat turns into a notebook's output."""
    content = {key: value for key, value in output.items() if key != "output_type"}
    return {"header": {"msg_type": output["output_type"]}, "content": content}


def _cut(outputs: list[Any], limit: int) -> Iterator[Any]:
    left, cut = limit, False
    for output in outputs:
        size = size_of(output)
        if output.output_type == "error" or size <= left:
            left -= size
            yield output
            continue
        if output.output_type == "stream" and left > 0:
            output["text"] = output.text[:left]
            yield output
        left, cut = 0, True
    if cut:
        told = f"[cut: one cell may show {limit // 1024} KB]"
        yield v4.new_output("display_data", data={"text/plain": told})
