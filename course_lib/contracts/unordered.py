"""Finding where code takes the items of a set one by one.

A set of texts has another order in each Python process, because ``hash`` of a text is salted. What
does not depend on the order is allowed: ``sorted(s)``, ``len(s)``, ``sum(s)``, ``x in s``.

Left out of the real thing: sets that come from elsewhere (an argument without an annotation, an
attribute); see :mod:`course_lib.contracts.determinism`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

SET_TYPES = frozenset({"set", "frozenset", "AbstractSet", "Set"})
SET_METHODS = frozenset(["copy", "difference", "intersection", "symmetric_difference", "union"])
SET_SIGNS = (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)
ORDER_FREE = frozenset(
    ("all", "any", "frozenset", "isinstance", "len", "max", "min", "set", "sorted", "sum")
)
TAKERS = frozenset(
    """dict enumerate extend filter format fromkeys iter join list map next reduce repr reversed
    str tuple zip""".split()  # noqa: SIM905
)
REMEDY = "a set has no order that all replicas share: use sorted(...)"


def unordered_uses(tree: ast.FunctionDef) -> Iterator[tuple[ast.expr, str]]:
    """Each place where a set's order shows, with what would be right."""
    sets = _names_of_sets(tree)
    harmless = _harmless(tree)
    for node in ast.walk(tree):
        for found in _taken_one_by_one(node):
            if id(found) not in harmless and is_set(found, sets):
                yield found, REMEDY


def is_set(node: ast.expr, sets: frozenset[str] = frozenset()) -> bool:
    """Whether an expression is visibly a set; ``sets`` are the names known to hold one."""
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Name(id=name):
            return name in sets
        case ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.Call(func=ast.Attribute(value=value, attr=name)):
            return name in SET_METHODS and is_set(value, sets)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, SET_SIGNS):
            return is_set(left, sets) or is_set(right, sets)
        case ast.IfExp(body=body, orelse=orelse):
            return is_set(body, sets) or is_set(orelse, sets)
    return False


def _names_of_sets(tree: ast.FunctionDef) -> frozenset[str]:
    """Names that the function assigns a set to, or that are annotated as one."""
    found: frozenset[str] = frozenset()
    for _ in range(2):  # the second round finds names assigned from names
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if is_set(value, found):
                    found |= {name}
                case ast.AnnAssign(target=ast.Name(id=name), annotation=kind) if _says_set(kind):
                    found |= {name}
                case ast.arg(arg=name, annotation=ast.expr() as kind) if _says_set(kind):
                    found |= {name}
    return found


def _says_set(annotation: ast.expr) -> bool:
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    return isinstance(annotation, ast.Name) and annotation.id in SET_TYPES


def _harmless(tree: ast.FunctionDef) -> set[int]:
    """Iterations inside a comprehension whose result no order can change, such as sorted(...)."""
    found = set()
    for node in ast.walk(tree):
        inner: list[ast.expr] = []
        match node:
            case ast.SetComp():
                inner = [node]
            case ast.Call(func=ast.Name(id=name), args=args) if name in ORDER_FREE:
                inner = args
        for comprehension in inner:
            if isinstance(comprehension, ast.GeneratorExp | ast.ListComp | ast.SetComp):
                found |= {id(part.iter) for part in comprehension.generators}
    return found


def _taken_one_by_one(node: ast.AST) -> list[ast.expr]:
    """The expressions whose items a node takes in their order."""
    match node:
        case ast.For(iter=taken) | ast.comprehension(iter=taken):
            return [taken]
        case ast.Starred(value=taken) | ast.YieldFrom(value=taken):
            return [taken]
        case ast.FormattedValue(value=taken):
            return [taken]
        case ast.Assign(targets=[ast.Tuple() | ast.List()], value=taken):
            return [taken]
        case ast.Call(func=ast.Attribute(value=value, attr="pop"), args=[]):
            return [value]
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
            return args if name in TAKERS else []
    return []
