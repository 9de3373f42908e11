"""Writing the counting of steps into a contract's functions; see :mod:`course_lib.contracts.meter`.

Left out of the real thing: compiled code that is counted by the machine that runs it.
"""

from __future__ import annotations

import ast
import copy
from functools import lru_cache
from types import CodeType
from typing import Any

from course_lib.contracts.source import read


class Metered(ast.NodeTransformer):
    """Writes the counting into a function's syntax tree."""

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_call("__step__")))
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        node.iter = self._iterated(node.iter)
        node.target = self.visit(node.target)
        node.body = [ast.Expr(_call("__step__")), *map(self.visit, node.body)]
        node.orelse = [self.visit(line) for line in node.orelse]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.iter = self._iterated(node.iter)
        node.ifs = [_call("__step__"), *map(self.visit, node.ifs)]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [ast.Expr(_call("__step__")), *map(self.visit, node.body)]
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        node.body = ast.BoolOp(ast.And(), [_call("__step__"), node.body])
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        stand_in = {"range": "__range__", "pow": "__power__"}.get(node.id)
        return ast.Name(stand_in or node.id, node.ctx)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _guarded(node.op, node.left, node.right) or node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            value = _guarded(node.op, ast.Name(node.target.id, ast.Load()), node.value)
            return ast.Assign([node.target], value) if value else node
        return node

    def _iterated(self, node: ast.expr) -> ast.expr:
        """What a loop runs over: a plain ``range`` there is counted turn by turn."""
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range":
            node.args = [self.visit(arg) for arg in node.args]
            return node
        visited: ast.expr = self.visit(node)
        return visited


def _guarded(op: ast.operator, left: ast.expr, right: ast.expr) -> ast.expr | None:
    if isinstance(op, ast.Pow):
        return _call("__power__", left, right)
    if isinstance(op, ast.LShift):
        return _call("__shift__", left, right)
    return None


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


@lru_cache(maxsize=1024)
def metered(code: CodeType) -> CodeType:
    """The same function's code with the counting in it.

    It is compiled inside another function whose variables are the names that it takes from outside,
    so that it takes them from outside again.
    """
    tree = Metered().visit(copy.deepcopy(read(code).tree))
    tree.decorator_list = []
    module = ast.parse("def outer(): pass")
    outer: Any = module.body[0]
    outer.body = [ast.parse(f"{name} = None").body[0] for name in code.co_freevars] + [tree]
    compiled = compile(ast.fix_missing_locations(module), code.co_filename, "exec")
    return _code_named(_code_named(compiled, "outer"), code.co_name)


def _code_named(code: CodeType, name: str) -> CodeType:
    return next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
