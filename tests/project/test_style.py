"""The house's own rules, run as tests: lint, types, sizes, cleanliness."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

LONGEST_FILE = 250
LONGEST_FUNCTION = 30


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False
    )


def python_files(root: Path, *folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (root / folder).rglob("*.py"))


def committed(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this copy is no git checkout: clone it with git to check what is committed")
    return [root / name for name in listed.stdout.decode().split("\0") if name]


def test_ruff_finds_nothing(root: Path) -> None:
    done = run(root, "ruff", "check", ".")
    assert done.returncode == 0, done.stdout
    done = run(root, "ruff", "format", "--check", ".")
    assert done.returncode == 0, done.stdout


def test_mypy_is_strict_about_the_library(root: Path) -> None:
    done = run(root, "mypy")
    assert done.returncode == 0, done.stdout


def test_library_files_and_functions_stay_short(root: Path) -> None:
    lengths = []
    for path in python_files(root, "course_lib"):
        text = path.read_text("utf-8")
        lines = len(text.splitlines())
        assert lines <= LONGEST_FILE, f"{path.relative_to(root)} has {lines} lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = node.end_lineno - node.lineno + 1 - _docstring_lines(node)
                assert length <= LONGEST_FUNCTION, f"{path.name}: {node.name} has {length} lines"
                lengths.append(length)
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 10


def _docstring_lines(node: ast.FunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return 0
    return first.end_lineno - first.lineno + 1


def test_every_public_part_of_the_library_says_what_it_is(root: Path) -> None:
    for path in python_files(root, "course_lib", "classroom"):
        tree = ast.parse(path.read_text("utf-8"))
        if path.name != "__init__.py" or tree.body:
            assert ast.get_docstring(tree), f"{path.relative_to(root)} has no docstring"
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            if public:
                assert ast.get_docstring(node), f"{path.relative_to(root)}: {node.name}"


def test_nothing_committed_names_a_machine_or_a_host(root: Path) -> None:
    forbidden = re.compile(r"/(?:root|home)/\w|/work/|(?:pypi|pythonhosted)\.org/\w", re.I)
    for path in committed(root):
        if path.suffix in {".ttf", ".png"} or not path.is_file() or path == Path(__file__):
            continue
        found = forbidden.search(path.read_text("utf-8", "replace"))
        assert not found, f"{path.relative_to(root)} names {found[0]!r}"


FLOORS = (
    {"errors"},
    {"hashing", "canonical", "units", "uscc"},
    {"merkle", "keys"},
    {"blocks", "ledger"},
    {"network", "consensus"},
    {"contracts", "consortium", "replica"},
)
BESIDE = {"facts", "glossary", "show"}


def test_each_floor_imports_only_from_the_same_or_a_lower_one(root: Path) -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    library = root / "course_lib"
    for path in python_files(root, "course_lib"):
        room = path.relative_to(library).parts[0].removesuffix(".py")
        if room not in floor:
            assert room in BESIDE | {"__init__"}, f"{room} stands on no floor"
            continue
        for target in _imported_rooms(path):
            where = f"{path.relative_to(root)} imports {target}"
            assert target not in {"show"}, where
            assert target in BESIDE or floor[target] <= floor[room], where


def _imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_lib"):
            parts = node.module.split(".")
            rooms |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names = [a.name.split(".") for a in node.names if a.name.startswith("course_lib.")]
            rooms |= {name[1] for name in names}
    return rooms
