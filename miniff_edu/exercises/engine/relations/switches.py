"""A solution in which small slips can be switched on. In: its code. Out: a function, and the slips that it knows.

The code is compiled once. Each place of it asks, as it runs, whether a slip is switched on there: so hundreds of wrong
answers are tried in the time of a check.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from . import algebra, calls
from . import slips as known
from .slips import Act

MOST_CHARACTERS = 36  # of code that is quoted


@dataclass(frozen=True)
class Slip:
    """A small thing done otherwise.

    Parameters
    ----------
    place : int
        Where in the code.
    act : callable
        What is done there instead.
    words : str
        Completes "your result is what comes out ...".
    is_common : bool
        Whether it is made often enough to be tried together with another one.
    """

    place: int
    act: Act
    words: str
    is_common: bool = False

    @property
    def is_number(self) -> bool:
        """Whether one number of the code stands for another: what is tried last, as it says least."""
        return self.words.startswith("with the number")


@dataclass
class Switched:
    """A function with switches: ``slips`` are those that are possible, ``on`` what is switched on, by place."""

    slips: list[Slip]
    function: Callable[..., Any]
    on: dict[int, Act]

    def run(self, slips: Sequence[Slip], arguments: Sequence[Any]) -> Any:
        """Call the function with these slips switched on."""
        self.on.clear()
        self.on.update({slip.place: slip.act for slip in slips})
        try:
            return self.function(*arguments)
        finally:
            self.on.clear()


@lru_cache(maxsize=8)
def switched(code: str, name: str) -> Switched:
    """Return the function `name` of some code, with switches."""
    tree = ast.parse(code)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    writer = _Writer([argument.arg for argument in function.args.args])
    function.body = [writer.visit(statement) for statement in function.body]
    ast.fix_missing_locations(tree)
    on: dict[int, Act] = {}

    def do(place: int, usual: Act, *values: Any) -> Any:
        return on.get(place, usual)(*values)

    def do_if_finite(place: int, usual: Act, *values: Any) -> Any:
        if not all(np.isfinite(value).all() for value in values):
            raise ValueError("not finite")  # or LAPACK writes to the terminal of a reader who has done nothing wrong
        return do(place, usual, *values)

    space: dict[str, Any] = {
        "__name__": "exercise",
        "_do": do,
        "_do_if_finite": do_if_finite,
        "_is": lambda place: place in on,
    }
    exec(compile(tree, "<slips>", "exec"), space)
    return Switched(writer.slips, space[name], on)


class _Writer(ast.NodeTransformer):
    """Puts a switch wherever a slip is known."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments
        self.slips: list[Slip] = []
        self.places = 0
        self.above: list[str] = []

    def visit(self, node: ast.AST) -> Any:
        """Visit a node, and remember the code of those above it, as it was."""
        says_where = isinstance(node, (ast.Call, ast.BinOp, ast.Subscript, ast.Compare))
        self.above.append(text(node) if says_where or not self.above else "")
        try:
            return super().visit(node)
        finally:
            self.above.pop()

    def context(self) -> str:
        """Return the smallest piece of code around the place that says where it is."""
        return next((code for code in reversed(self.above[:-1]) if code), self.above[0])

    def switch(
        self, usual: ast.expr, values: list[ast.expr], slips: list[tuple[Any, str, bool]], do: str = "_do"
    ) -> ast.expr:
        """Return a call that does as usual with some values, or one of the slips."""
        self.places += 1
        self.slips += [Slip(self.places, act, words, common) for act, words, common in slips]
        names = [f"_{i}" for i in range(len(values))]
        return _call(do, ast.Constant(self.places), _function(names, usual), *values)

    def either(self, usual: ast.expr, other: ast.expr, words: str) -> ast.expr:
        """Return what stands there, or something else where that is switched on."""
        self.places += 1
        self.slips.append(Slip(self.places, known.nothing, words, True))
        return ast.IfExp(_call("_is", ast.Constant(self.places)), other, usual)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        others = [(_parsed(code), words) for code, words in known.rewritten(node, text)]
        a, b = text(node.left), text(node.right)
        slips = known.of_operation(node, a, b)
        left, right = self.visit(node.left), self.visit(node.right)
        result = self.switch(ast.BinOp(ast.Name("_0", ast.Load()), node.op, _name("_1")), [left, right], slips)
        for other, words in others:
            result = self.either(result, other, words)
        return result

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        value = text(node.operand)
        usual = ast.UnaryOp(node.op, _name("_0"))
        if not isinstance(node.op, ast.USub) or isinstance(node.operand, ast.Constant):
            return self.generic_visit(node)  # type: ignore[return-value]
        slips = [(known.as_it_is, f"when the minus before {value} is left out", True)]
        return self.switch(usual, [self.visit(node.operand)], slips)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        slips = known.of_comparison(node, text(node.left), text(node.comparators[0]))
        usual = ast.Compare(_name("_0"), node.ops, [_name("_1")])
        return self.switch(usual, [self.visit(node.left), self.visit(node.comparators[0])], slips)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, (int, float)) or isinstance(node.value, bool):
            return node
        return self.switch(_name("_0"), [ast.Constant(node.value)], known.of_constant(node.value, self.context()))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.arguments or not isinstance(node.ctx, ast.Load):
            return node
        others = [name for name in self.arguments if name != node.id]
        slips = known.of_argument(node.id, others, self.context())
        return self.switch(_name("_0"), [node, *map(_name, others)], slips)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if node.attr == "T":
            slips = [(known.as_it_is, f"without the `.T` in `{ast.unparse(node)}`", True)]
            return self.switch(ast.Attribute(_name("_0"), "T", ast.Load()), [self.visit(node.value)], slips)
        if ast.unparse(node) == "np.pi":
            return self.switch(node, [], known.of_pi())
        if isinstance(node.value, ast.Name) and node.value.id == "np":
            return node
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if not isinstance(node.ctx, ast.Load) or ast.unparse(node.value).endswith(".shape"):
            return node
        where = ast.unparse(node.slice)
        usual = ast.Subscript(_name("_0"), node.slice, ast.Load())
        return self.switch(usual, [self.visit(node.value)], known.of_index(where, text(node.value)))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = ast.unparse(node.func).removeprefix("np.").removeprefix("linalg.")
        method = isinstance(node.func, ast.Attribute) and name.partition(".")[2] in algebra.REDUCTIONS
        if method or name in algebra.REDUCTIONS:
            return self._reduction(node, name.rpartition(".")[2])
        slips = calls.of_call(name, [text(argument) for argument in node.args], text(node))
        if slips is None or node.keywords:
            return self.generic_visit(node)  # type: ignore[return-value]
        values = [self.visit(argument) for argument in node.args]
        usual = ast.Call(node.func, [_name(f"_{i}") for i in range(len(values))], [])
        return self.switch(usual, values, slips, "_do_if_finite" if name in algebra.OF_MATRICES else "_do")

    def _reduction(self, node: ast.Call, name: str) -> ast.expr:
        """Write a mean, a spread, a sum or a length: of a method, or of a function of numpy."""
        is_method = isinstance(node.func, ast.Attribute) and not ast.unparse(node.func).startswith("np.")
        x = node.func.value if is_method and isinstance(node.func, ast.Attribute) else node.args[0]
        axes = [keyword.value for keyword in node.keywords if keyword.arg == "axis"]
        axis = int(ast.unparse(axes[0])) if axes else None
        slips = algebra.of_reduction(name, text(x), axis)
        function = ast.Attribute(_name("_0"), name, ast.Load()) if is_method else node.func
        usual = ast.Call(function, [] if is_method else [_name("_0")], node.keywords)
        return self.switch(usual, [self.visit(x)], slips)

    def visit_For(self, node: ast.For) -> ast.stmt:
        node.body = [self.visit(statement) for statement in node.body]
        if isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range":
            values = [self.visit(argument) for argument in node.iter.args]
            usual = ast.Call(node.iter.func, [_name(f"_{i}") for i in range(len(values))], [])
            node.iter = self.switch(usual, values, known.OF_ROUNDS)
        else:
            node.iter = self.visit(node.iter)
        return node


def text(node: ast.AST) -> str:
    """Return code as it is quoted; what is long is shortened."""
    code = ast.unparse(node)
    return f"`{code}`" if len(code) <= MOST_CHARACTERS else f"`{code[: MOST_CHARACTERS - 3]}...`"


def _parsed(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _call(name: str, *values: ast.expr) -> ast.expr:
    return ast.Call(_name(name), list(values), [])


def _function(names: list[str], body: ast.expr) -> ast.expr:
    return ast.Lambda(ast.arguments([], [ast.arg(n) for n in names], None, [], [], None, []), body)
