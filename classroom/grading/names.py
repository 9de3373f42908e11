"""Which names a cell of code binds at its top level, and which it reads anywhere.

What this leaves out: names that are made with ``exec``, ``globals()`` or a star import.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import TypeVar

from IPython.core.inputtransformer2 import TransformerManager

MAX_KEPT = 20_000
_Answer = TypeVar("_Answer")


def _kept(ask: Callable[[str], _Answer]) -> Callable[[str], _Answer]:
    """Remember answers for cells of a usual size: given cells and tests come again and again."""
    remembered = lru_cache(maxsize=1024)(ask)

    @wraps(ask)
    def answer(source: str) -> _Answer:
        return remembered(source) if len(source) <= MAX_KEPT else ask(source)

    return answer


@_kept
def tree_of(source: str) -> ast.Module | None:
    """The syntax tree of a cell, magics and ``!`` lines included; None where there is none."""
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@_kept
def bound(source: str) -> frozenset[str]:
    """Names that the cell defines, assigns or imports."""
    tree = tree_of(source)
    return frozenset() if tree is None else frozenset(_bound(tree.body))


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((name.asname or name.name).split(".")[0] for name in node.names)
        else:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id
                elif isinstance(inner, ast.FunctionDef | ast.ClassDef):
                    yield inner.name


def only_defines(source: str) -> bool:
    """Whether running the cell does nothing but define functions and import modules."""
    tree = tree_of(source)
    return tree is not None and all(map(_only_defines, tree.body))


def _only_defines(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef):
        every = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        return not node.decorator_list and all(isinstance(one, ast.Constant) for one in every)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom)


def imports(source: str) -> frozenset[str]:
    """Names that the cell binds by importing."""
    tree = tree_of(source)
    found = ast.walk(tree) if tree is not None else iter(())
    lines = [node for node in found if isinstance(node, ast.Import | ast.ImportFrom)]
    return frozenset(_bound(list(lines)))


@_kept
def loaded(source: str) -> frozenset[str]:
    """Names that the cell reads, in functions too."""
    tree = tree_of(source)
    if tree is None:
        return frozenset()
    names = (
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    )
    return frozenset(names)


def imported(source: str) -> frozenset[str]:
    """Modules that the cell imports."""
    tree = tree_of(source)
    found: set[str] = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return frozenset(found)
