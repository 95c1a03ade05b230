"""The slips that are made in formulas. In: a piece of a solution. Out: what may be done there instead, and its words.

Each is a triple: what is done instead, words that complete "your result is what comes out ...", and whether it is
common enough to be tried together with another one.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Act = Callable[..., Any]
Triple = tuple[Act, str, bool]


def nothing(*values: Any) -> Any:
    """Stand for a slip that is written as other code."""


def as_it_is(x: Any, *rest: Any) -> Any:
    """Leave a value as it is."""
    return x


def of_operation(node: ast.BinOp, a: str, b: str) -> list[Triple]:
    """Return the slips of an operation on `a` and `b`."""
    return _OF_OPERATION[type(node.op)](a, b) if type(node.op) in _OF_OPERATION else []


def _product(a: str, b: str) -> list[Triple]:
    return [
        (lambda x, y: x, f"when the factor {b} is left out", True),
        (lambda x, y: y, f"when the factor {a} is left out", True),
        (operator.truediv, f"when {a} is divided by {b}, not multiplied by it", True),
        (lambda x, y: y / x, f"when {b} is divided by {a}, not multiplied by it", False),
        (operator.add, f"when {a} and {b} are added, not multiplied", False),
        (operator.sub, f"when {b} is subtracted from {a}, not multiplied by it", False),
        (operator.pow, f"when {a} is raised to the power {b}, not multiplied by it", False),
        (lambda x, y: x * y * y, f"when {b} enters squared", False),
        (lambda x, y: x * np.sqrt(y), f"when only the root of {b} enters", False),
        (lambda x, y: x @ y, f"when {a} and {b} are multiplied as matrices (`@`)", False),
    ]


def _quotient(a: str, b: str) -> list[Triple]:
    return [
        (lambda x, y: x, f"when the division by {b} is left out", True),
        (operator.mul, f"when {a} is multiplied by {b}, not divided by it", True),
        (lambda x, y: y / x, f"when {b} is divided by {a}: the fraction upside down", False),
        (lambda x, y: 1 / y, f"when 1 is divided by {b}, not {a}", False),
        (lambda x, y: x / y**2, f"when {a} is divided by the square of {b}", False),
        (lambda x, y: x / np.sqrt(y), f"when {a} is divided by the root of {b}", False),
        (lambda x, y: x / (2 * y), f"when {a} is divided by twice {b}", False),
        (lambda x, y: x / (y - 1), f"when {a} is divided by {b} - 1 (n - 1 where n is asked, as `ddof=1` does)", False),
        (lambda x, y: x / (y + 1), f"when {a} is divided by {b} + 1", False),
        (lambda x, y: x / 100, f"when {a} is divided by 100, the number of the notebook's samples, not by {b}", True),
        (operator.floordiv, f"when the division by {b} drops what follows the point (`//`)", False),
        (operator.sub, f"when {b} is subtracted from {a}, not divided by", False),
        (lambda x, y: x / np.shape(x)[-1], f"when {a} is divided by its number of columns, not by {b}", True),
        (lambda x, y: (x.T / y).T, f"when the rows of {a} are divided by {b}, not the columns", False),
        (lambda x, y: x / np.sum(y), f"when {a} is divided by the sum of {b}", False),
        (lambda x, y: (x / y) ** 2, f"when the quotient {a} / {b} is squared", False),
        (lambda x, y: np.sqrt(x / y), f"when the root of the quotient {a} / {b} is taken", False),
        (lambda x, y: 2 * x / y, f"when the quotient {a} / {b} is doubled", False),
    ]


def _power(a: str, b: str) -> list[Triple]:
    return [
        (lambda x, y: x, f"when the power {b} of {a} is left out", True),
        (operator.mul, f"when {a} is multiplied by {b}, not raised to that power", True),
        (lambda x, y: np.abs(x), f"when {a} is taken without its sign, and not to the power {b}", True),
        (lambda x, y: x ** (y + 1), f"when the power of {a} is one too high", True),
        (lambda x, y: x ** (y - 1.0), f"when the power of {a} is one too low", False),
        (lambda x, y: x ** (y / 2), f"when the power of {a} is half of {b}", False),
        (lambda x, y: x ** (2 * y), f"when the power of {a} is twice {b}", False),
        (lambda x, y: x ** (-1.0 * y), f"when the power of {a} is minus {b}", False),
        (lambda x, y: y**x, f"when {b} is raised to the power {a}: base and exponent swapped", False),
        (operator.add, f"when {a} and {b} are added", False),
    ]


def _sum(a: str, b: str) -> list[Triple]:
    return [
        (lambda x, y: x, f"when {b} is not added", True),
        (lambda x, y: y, f"when {a} is left out of {a} + {b}", True),
        (operator.sub, f"when {b} is subtracted from {a}, not added", True),
        (lambda x, y: y - x, f"when {a} is subtracted from {b}, not added", False),
        (operator.mul, f"when {a} is multiplied by {b}, not added", False),
        (lambda x, y: x + y / 2, f"when only half of {b} is added", False),
        (lambda x, y: x + 2 * y, f"when {b} is added twice", False),
    ]


def _difference(a: str, b: str) -> list[Triple]:
    return [
        (lambda x, y: x, f"when {b} is not subtracted from {a}", True),
        (lambda x, y: -y, f"when {a} is left out of {a} - {b}", True),
        (operator.add, f"when {b} is added to {a}, not subtracted", True),
        (lambda x, y: y - x, f"when {a} is subtracted from {b}: the other way round", True),
        (operator.mul, f"when {a} is multiplied by {b}, which is to be subtracted", False),
        (operator.truediv, f"when {a} is divided by {b}, which is to be subtracted", False),
        (lambda x, y: x - 2 * y, f"when {b} is subtracted twice", False),
        (lambda x, y: x - y / 2, f"when only half of {b} is subtracted", False),
        (lambda x, y: np.abs(x) - np.abs(y), f"when {a} and {b} lose their signs before they are subtracted", False),
        (lambda x, y: (x - y) / y, f"when the difference is divided by {b}: a relative one", False),
        (lambda x, y: (x - y) / x, f"when the difference is divided by {a}: a relative one", False),
        (lambda x, y: (x - y) / np.std(y, axis=0), f"when the difference is divided by the spread of {b}", False),
        (lambda x, y: (x - y) / np.ptp(y, axis=0), f"when the difference is divided by the range of {b}", False),
        (lambda x, y: (x - y) / np.mean(y, axis=0), f"when the difference is divided by the mean of {b}", False),
        (lambda x, y: (x - y) / np.max(np.abs(y)), f"when the difference is divided by the largest size of {b}", False),
        (lambda x, y: x**2 - y**2, f"when the squares of {a} and {b} are subtracted, not the two themselves", False),
        (lambda x, y: x - np.mean(y), f"when the mean of {b} is subtracted from {a}, not {b}", False),
        (lambda x, y: np.mean(x - y) + 0 * y, f"with the mean of {a} - {b} in the place of each difference", False),
        (lambda x, y: (x - y) - np.mean(x - y, axis=0), f"when the difference {a} - {b} loses its own mean", False),
    ]


def _matrices(a: str, b: str) -> list[Triple]:
    return [
        (lambda x, y: y @ x, f"when the product is taken the other way round, {b} @ {a}", True),
        (operator.mul, f"when {a} and {b} are multiplied entry by entry (`*`), not as matrices", True),
        (lambda x, y: x.T @ y, f"when {a} is transposed in its product with {b}", False),
        (lambda x, y: x @ y.T, f"when {b} is transposed in its product with {a}", False),
        (lambda x, y: x @ y / len(y), f"when {a} @ {b} is divided by the number of rows", True),
        (lambda x, y: 2 * (x @ y), f"when {a} @ {b} is doubled", True),
        (lambda x, y: x[:, :-1] @ y[:-1], f"when the last column of {a} is left out of the product with {b}", False),
        (lambda x, y: y, f"when the product with {a} is left out", False),
        (lambda x, y: x, f"when the product with {b} is left out", False),
        (lambda x, y: x @ np.abs(y), f"when {b} loses its signs", False),
        (lambda x, y: x @ np.sign(y), f"when only the signs of {b} enter", True),
        (lambda x, y: x @ (y / np.sqrt(np.mean(y**2))), f"when {b} is divided by the root of its mean square", True),
    ]


_OF_OPERATION: dict[type[ast.operator], Callable[[str, str], list[Triple]]] = {
    ast.Mult: _product,
    ast.Div: _quotient,
    ast.Pow: _power,
    ast.Add: _sum,
    ast.Sub: _difference,
    ast.MatMult: _matrices,
}


ACTIVATIONS = {
    "np.maximum({x}, 0)": "with max(x, 0), the ReLU, in the place of the sigmoid",
    "np.tanh({x})": "with tanh in the place of the sigmoid",
    "np.exp({x})": "with `np.exp` in the place of the sigmoid",
    "np.exp(-{x})": "with `np.exp(-x)` in the place of the sigmoid",
    "1 / (1 - np.exp(-{x}))": "with 1 - `np.exp(-x)` below the fraction of the sigmoid, where 1 + is asked",
    "1 + np.exp(-{x})": "when the sigmoid is upside down",
    "(1 + np.tanh({x})) / 2": "when x is doubled in the sigmoid",
    "({x} > 0) * 1.0": "with a step in the place of the sigmoid",
    "np.sin({x})": "with a sine in the place of the sigmoid",
}


def rewritten(node: ast.BinOp, text: Callable[[ast.AST], str]) -> Iterator[tuple[str, str]]:
    """Yield code that stands in the place of an operation when brackets are wrong, and its words."""
    left, right = node.left, node.right
    a, b = ast.unparse(left), ast.unparse(right)
    if isinstance(node.op, ast.Div) and isinstance(right, ast.BinOp) and isinstance(right.op, ast.Mult):
        c, d = ast.unparse(right.left), ast.unparse(right.right)
        yield f"({a}) / ({c}) * ({d})", f"when the brackets around {text(right)} are missing: `/ {c} * {d}` multiplies"
        if isinstance(right.right, ast.BinOp) and isinstance(right.right.op, ast.Pow):
            e, f = ast.unparse(right.right.left), ast.unparse(right.right.right)
            yield f"({a}) / (({c}) * ({e})) ** ({f})", f"when the factor `{c}` gets the power `{f}` too, `({c} * {e})`"
    if isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Add, ast.Sub)):
        c, d = ast.unparse(left.left), ast.unparse(left.right)
        if isinstance(node.op, (ast.Div, ast.Mult)):
            s, o = ("+" if isinstance(left.op, ast.Add) else "-"), ("/" if isinstance(node.op, ast.Div) else "*")
            words = f"when the brackets around {text(left)} are missing: only `{d}` gets `{o} {b}`"
            yield f"({c}) {s} ({d}) {o} ({b})", words
    if isinstance(node.op, ast.Div) and isinstance(right, ast.BinOp) and isinstance(right.op, (ast.Add, ast.Sub)):
        c, d = ast.unparse(right.left), ast.unparse(right.right)
        s = "+" if isinstance(right.op, ast.Add) else "-"
        yield f"({a}) / ({c}) {s} ({d})", f"when the brackets around {text(right)} are missing: `{a} / {c}` comes first"
    match = re.fullmatch(r"1 / \(1 \+ np\.exp\(-(\w+)\)\)", ast.unparse(node))
    for code, words in ACTIVATIONS.items() if match else ():
        yield code.format(x=match[1]), words  # type: ignore[index]
    if isinstance(node.op, ast.Mult) and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Pow):
        c, d = ast.unparse(left.left), ast.unparse(left.right)
        yield f"(({c}) * ({b})) ** ({d})", f"when the power `{d}` takes {text(right)} along: it belongs to `{c}` alone"
    if isinstance(node.op, ast.Mult) and isinstance(right, ast.BinOp) and isinstance(right.op, ast.Pow):
        c, d = ast.unparse(right.left), ast.unparse(right.right)
        yield f"(({a}) * ({c})) ** ({d})", f"when the power `{d}` takes {text(left)} along: it belongs to `{c}` alone"


def of_comparison(node: ast.Compare, a: str, b: str) -> list[Triple]:
    """Return the slips of a comparison."""
    signs = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
    acts = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    old = signs.get(type(node.ops[0]), "")
    slips = [(act, f"when {a} is asked to be `{sign}` {b}, not `{old}`", False) for sign, act in acts.items()]
    always = (lambda x, y: np.ones(np.shape(x), bool) if np.ndim(x) else True), f"when {a} {old} {b} always holds", True
    never = (lambda x, y: np.zeros(np.shape(x), bool) if np.ndim(x) else False), f"when {a} {old} {b} never holds", True
    half = (lambda x, y: acts[old](x, y + 0.5)), f"when {a} is compared with {b} + 0.5", False
    more = (lambda x, y: acts[old](x, y + 1)), f"when {a} is compared with {b} + 1", False
    less = (lambda x, y: acts[old](x, y - 1)), f"when {a} is compared with {b} - 1", False
    return [*slips, always, never, more, less, half] if old else []


def of_constant(value: float, where: str) -> list[Triple]:
    """Return the slips of a number in the code."""
    others = [value + 1, value - 1] if isinstance(value, int) else [2 * value, value / 2, 1.0, 0.0]
    others += [0.5, 3] if value in (1, 2) else []
    return [
        (lambda x, o=o: o, f"with the number {o:g} in the place of the {value:g} in {where}", False)
        for o in others
        if o != value
    ]


def of_argument(name: str, others: list[str], where: str) -> list[Triple]:
    """Return the slips of one use of an argument: another one in its place, or a function of it."""
    slips: list[Triple] = [
        (lambda *v, i=i: v[i], f"with `{other}` in the place of `{name}` in {where}", True)
        for i, other in enumerate(others, 1)
    ]
    slips += [
        (lambda x, *rest: np.square(x), f"with the square of `{name}` in {where}", False),
        (lambda x, *rest: np.sqrt(x), f"with the root of `{name}` in {where}", False),
        (lambda x, *rest: x - np.mean(x, axis=0), f"with `{name}` less its mean in {where}", False),
        (lambda x, *rest: x[:-1], f"with the last of `{name}` missing in {where}", False),
        (lambda x, *rest: x[::-1], f"with `{name}` in reverse in {where}", False),
    ]
    return slips


def of_index(where: str, x: str) -> list[Triple]:
    """Return the slips of an index."""
    slips: list[Triple] = []
    if "None" in where:
        slips.append((as_it_is, f"without the `[{where}]` behind {x}", True))
    if where.lstrip("-").isdecimal():
        other = {0: -1, -1: 0}.get(int(where), int(where) - 1)
        slips.append((lambda v: v[other], f"with `[{other}]` in the place of the `[{where}]` behind {x}", False))
        slips.append((lambda v: v[1], f"with `[1]` in the place of the `[{where}]` behind {x}", False))
    return slips


def of_pi() -> list[Triple]:
    """Return the slips of the number pi."""
    return [
        (lambda: 180, "with 180 in the place of `np.pi`: degrees", False),
        (lambda: 2 * np.pi, "with twice `np.pi`", False),
        (lambda: np.pi / 2, "with half of `np.pi`", False),
        (lambda: 1, "without `np.pi`", False),
        (lambda: 360, "with 360 in the place of `np.pi`: degrees", False),
    ]


def _of_rounds(first: int | None, factor: int, more: int) -> Act:
    """Return a range whose ends are moved."""
    return lambda *ends: range(ends[0] if first is None and len(ends) > 1 else first or 0, factor * ends[-1] + more)


OF_ROUNDS: list[Triple] = [
    (_of_rounds(None, 1, -1), "when the loop ends one turn too early", False),
    (_of_rounds(None, 1, 1), "when the loop takes one turn too many", False),
    (_of_rounds(1, 1, 0), "when the loop begins with 1, not with 0", False),
    (lambda *ends: range(ends[-1])[:1], "when the loop ends after its first turn", False),
    (lambda *ends: range(ends[-1])[:2], "when the loop ends after two turns", False),
    (_of_rounds(None, 2, 0), "when the loop takes twice as many turns", False),
]
