"""Counting a contract's steps, so that one that never ends comes to an end.

A ledger cannot wait for an endless loop, and no replica can tell by looking that a loop is endless
(Turing 1936). Every platform therefore counts: gas in Ethereum (Yellow Paper, section 9.4), steps
here. Unlike seconds, steps are the same on every machine, so all replicas stop at the same place.

One step is one turn of a loop, one item of a comprehension, or one call of one of the contract's
own functions. The counting is written into the functions before they run: this ::

    while True:
        pass

is executed as if it were ::

    while True:
        __step__()
        pass

Two operations can take forever without a loop: ``a ** b`` and ``a << b`` with large numbers. Their
result may have at most :data:`LONGEST_NUMBER` bits. A ``range`` that is not looped over, such as
in ``sum(range(n))``, counts its length at once.

Left out of the real thing: a price for each operation, memory, and time spent inside the course's
own library, which is trusted.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

from course_lib.contracts.source import read
from course_lib.errors import ContractError

BUDGET = 100_000
"""Steps that one action or query may take."""

LONGEST_NUMBER = 4096
"""Bits of a number that ``**`` or ``<<`` may make."""


class OutOfSteps(ContractError):
    """An action used its whole budget; it had no effect."""


class Meter:
    """Counts one call's steps down from its budget."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self.left = budget

    def start(self) -> None:
        """A new call, with the whole budget."""
        self.left = self.budget

    @property
    def used(self) -> int:
        """Steps since :meth:`start`."""
        return self.budget - self.left

    def step(self, steps: int = 1) -> bool:
        """Count; always True.

        Raises:
            OutOfSteps: the budget is used up, now or before.
        """
        self.left -= steps
        if self.left < 0:
            self.left = -1  # whoever catches the error fails at the next step
            raise OutOfSteps(
                f"the budget of {self.budget} steps is used up: does a loop never end, "
                "or should the work be spread over several transactions?"
            )
        return True

    def range(self, *bounds: int) -> range:
        """``range``, paid for at once."""
        whole = range(*bounds)
        self.step(len(whole))
        return whole

    def names(self) -> dict[str, Callable[..., Any]]:
        """What the rewritten functions call."""
        return {
            "__step__": self.step,
            "__range__": self.range,
            "__power__": power,
            "__shift__": shift,
        }


def power(base: Any, exponent: Any, modulus: Any = None) -> Any:
    """``base ** exponent``, refused where the result would be too long."""
    if modulus is None and type(base) is int and type(exponent) is int and exponent > 0:
        _check_length(base.bit_length() * exponent if base not in (-1, 0, 1) else 1, "**")
    return pow(base, exponent, modulus)


def shift(number: Any, bits: Any) -> Any:
    """``number << bits``, refused where the result would be too long."""
    if type(number) is int and type(bits) is int:
        _check_length(number.bit_length() + bits, "<<")
    return number << bits


def _check_length(bits: int, sign: str) -> None:
    if bits > LONGEST_NUMBER:
        raise ContractError(
            f"{sign} would make a number of {bits} bits; at most {LONGEST_NUMBER} are allowed"
        )


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
