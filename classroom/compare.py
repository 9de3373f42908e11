"""Compare a committed notebook with the one just built, cell by cell.

Everything must be equal except PNG pictures: another processor may round a curve's edge
otherwise, so two pictures of one size count as the same while at most 0.5 % of their pixels
differ by more than 16 of 255 in any channel; and except the outputs of a cell with nbval's tag for
outputs that depend on an optional package. What this leaves out: JPEG and PDF outputs, which must
be equal byte by byte.
"""

from __future__ import annotations

import base64
import difflib
import io
import json
from pathlib import Path
from typing import Any

PIXEL_STEP = 16
PIXEL_SHARE = 0.005
UNCOMPARED = "nbval-ignore-output"


def difference(committed: Path, built: Path) -> str | None:
    """The first difference between two files in words, or None when they are the same."""
    if not committed.exists():
        return "is missing; run 'lianke build' and commit it"
    if committed.read_bytes() == built.read_bytes():
        return None
    if built.suffix != ".ipynb":
        return "differs from its source"
    try:
        old = json.loads(committed.read_text(encoding="utf-8"))
        cells = old["cells"]
    except (ValueError, KeyError, TypeError):
        return "is not a notebook; run 'lianke build' and commit it"
    new = json.loads(built.read_text(encoding="utf-8"))
    return _first_cell(cells, new["cells"]) or _rest(old, new)


def _first_cell(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> str | None:
    for number, (one, other) in enumerate(zip(old, new, strict=False), start=1):
        if not same_cell(one, other):
            diff = difflib.unified_diff(
                _lines(one), _lines(other), "committed", "built", n=1, lineterm=""
            )
            return f"cell {number} differs:\n" + "\n".join(list(diff)[:30])
    if len(old) != len(new):
        return f"has {len(old)} cells, but its script makes {len(new)}"
    return None


def _rest(old: dict[str, Any], new: dict[str, Any]) -> str | None:
    for key in sorted({*old, *new} - {"cells"}):
        if old.get(key) != new.get(key):
            return f"{key} differs: committed {old.get(key)}, built {new.get(key)}"
    return None


def same_cell(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two cells are equal, pictures within the tolerance."""
    if _without_pictures(one) != _without_pictures(other):
        return False
    pairs = zip(_pictures(one), _pictures(other), strict=True)
    return all(a == b or same_picture(a, b) for a, b in pairs)


def same_picture(one: str, other: str) -> bool:
    """Whether two base64 PNG pictures look the same within the tolerance."""
    import numpy as np
    from PIL import Image

    a, b = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"), dtype=np.int16)
        for data in (one, other)
    )
    if a.shape != b.shape:
        return False
    far = (np.abs(a - b) > PIXEL_STEP).any(axis=-1)
    return float(far.mean()) <= PIXEL_SHARE


def _pictures(cell: dict[str, Any]) -> list[str]:
    return [o["data"]["image/png"] for o in cell.get("outputs", []) if "image/png" in _data(o)]


def _data(output: dict[str, Any]) -> dict[str, Any]:
    return dict(output.get("data", {}))


def _without_pictures(cell: dict[str, Any]) -> dict[str, Any]:
    copy = json.loads(json.dumps(cell))
    if UNCOMPARED in copy.get("metadata", {}).get("tags", []):
        copy["outputs"] = []
    for output in copy.get("outputs", []):
        if "image/png" in output.get("data", {}):
            output["data"]["image/png"] = "a picture"
    return dict(copy)


def _lines(cell: dict[str, Any]) -> list[str]:
    """A cell as lines for a diff: its text first, then what it stores."""
    source = "".join(cell.get("source", ""))
    rest = {key: value for key, value in _without_pictures(cell).items() if key != "source"}
    if "outputs" in rest and _pictures(cell):
        rest["pictures"] = [f"{len(data)} characters" for data in _pictures(cell)]
    return source.splitlines() + json.dumps(rest, indent=1, ensure_ascii=False).splitlines()
