"""The library's size, as the contributor's guide states it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FLOORS = {
    "1": ("hashing", "canonical", "units", "uscc", "errors"),
    "2": ("merkle", "keys"),
    "3": ("blocks", "ledger"),
    "4": ("network", "consensus"),
    "5": ("contracts", "replica", "consortium"),
    "6": ("cases",),
    "side": ("facts", "glossary", "show"),
}
TOLERANCE = 0.15


def lines_of_code(path: Path) -> int:
    """Lines that are no docstring, no comment and not empty."""
    text = path.read_text("utf-8")
    told = {line for first, last in _docstrings(ast.parse(text)) for line in range(first, last + 1)}
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in told
        for number, line in enumerate(text.splitlines(), 1)
    )


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        named = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if named and ast.get_docstring(node) is not None:
            yield node.body[0].lineno, node.body[0].end_lineno or 0


def room_of(path: Path) -> str:
    """The room that a file of the library belongs to."""
    first, *rest = path.parts
    if first == "contracts" and len(rest) > 1:
        return "cases"
    return first.removesuffix(".py")


def test_the_guide_states_the_librarys_size(root: Path) -> None:
    library = root / "course_lib"
    sizes: dict[str, int] = {}
    for path in library.rglob("*.py"):
        room = room_of(path.relative_to(library))
        sizes[room] = sizes.get(room, 0) + lines_of_code(path)
    guide = (root / "CONTRIBUTING.md").read_text("utf-8")
    stated = dict(re.findall(r"^\| (\w+) \|.*\| (\d+) \|$", guide, re.M))
    assert stated.keys() == FLOORS.keys()
    for floor, rooms in FLOORS.items():
        size = sum(sizes.pop(room, 0) for room in rooms)
        print(f"floor {floor}: stated {stated[floor]}, {size} there")
        assert abs(size - int(stated[floor])) <= TOLERANCE * size, f"floor {floor} has {size} lines"
    sizes.pop("__init__")
    assert not sizes, f"rooms without a floor: {sizes}"
