"""Make small errors in code, one at a time. In: the code of an answer. Out: where, what, and the code with the error.

Operators, numbers, axes, indices and ranges off by one, calls left out, arguments swapped, another variable, a return
too early, a size that is fixed, an argument spoiled before it is used or changed in place, a result spoiled at the end.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

# What is taken for each other.
OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.Pow: (ast.Mult, ast.BitXor),
    ast.MatMult: (ast.Mult,),
}
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq)
MISTAKEN = {
    "mean": ("sum", "std"),
    "sum": ("mean", "max"),
    "std": ("var", "mean"),
    "exp": ("exp2", "sin"),
    "cos": ("sin",),
    "log": ("log10", "log2"),
    "sqrt": ("square", "abs"),
    "zeros": ("ones",),
    "ones": ("zeros", "eye"),
    "eye": ("ones", "diag"),
    "permutation": ("integers", "random"),
    "eigvalsh": ("eigvals", "diag"),
    "PowerDecay": ("Chebyshev", "Gaussians"),
    "float64": ("float32", "int64"),
    "round": ("int",),
}
SIZES = (2, 3, 100)
OF_ARRAY = (
    *("-{0}", "2 * {0}", "abs({0})", "{0}[1:]", "{0}[:-1]", "{0}[::-1]", "{0}[:3]", "{0}[..., ::-1]", "{0}[..., :2]"),
    *(
        "np.sort({0})",
        "np.unique({0})",
        "np.round({0}, 3)",
        "np.float32({0})",
        "np.ones_like({0})",
        "np.clip({0}, 0, 1)",
    ),
)
OF_LIST = (
    *("{0}[1:]", "{0}[:-1]", "{0}[::-1]", "{0}[:2]", "{0}[:3]", "sorted({0}, key=len)", "sorted({0})"),
    *(f"[{form.format('x')} for x in {{0}}]" for form in OF_ARRAY),
)
OF_RESULT = (
    *("-{0}", "2 * {0}", "{0} / 2", "1 / {0}", "{0}**2", "abs({0})", "np.maximum({0}, 0)", "np.minimum({0}, 1)"),
    *("{0}[::-1]", "{0}[:-1]", "np.sort({0})", "np.cumsum({0})", "np.round({0}, 3)", "np.float32({0})"),
    *("np.sum({0})", "np.zeros_like({0})", "np.array({0})[..., None]", "np.transpose({0})", "None"),
)
IN_PLACE = ("{1}, {0} = {0}, {0} + 0; {1}[...] = 7", "{1}, {0} = {0}, {0}[:]; {1}.pop()")


class Slip(NamedTuple):
    """An error in code: where it is (line and column), what it is, and the whole code."""

    place: str
    change: str
    code: str


class Context(NamedTuple):
    """What is known besides the code: names in it, those of tables, the options of a choice, inputs of trials."""

    names: tuple[str, ...]
    tables: tuple[str, ...]
    letters: tuple[str, ...]
    trials: tuple[tuple[Any, ...], ...]


New = tuple[Sequence[ast.AST], str]  # what takes the place of a node, and a word for it where its code says too much


def slips(code: str, letters: Sequence[str] = (), trials: Sequence[tuple[Any, ...]] = ()) -> list[Slip]:
    """Return all small errors, in the order of the syntax tree; no two lead to the same code.

    Parameters
    ----------
    code : str
    letters : sequence of str
        What else a text may be, where the answer is a letter.
    trials : sequence of tuple
        Arguments that the function is called with: a number among them is taken for fixed.
    """
    tree = ast.parse(code.strip())
    names = [a.arg for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) for a in n.args.args]
    names += sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)})
    first = zip(names, trials[0], strict=False) if trials else ()
    tables = [name for name, value in first if getattr(value, "ndim", 0) == 2]
    context = Context(tuple(dict.fromkeys(names)), tuple(tables), tuple(letters), tuple(trials))
    found, seen = [], {ast.unparse(tree)}
    for place, change in _changed(tree, context):
        text = ast.unparse(ast.fix_missing_locations(tree))
        if text not in seen:
            seen.add(text)
            found.append(Slip(place, change, f"import numpy as np\n{text}"))
    return found


def _changed(tree: ast.Module, context: Context) -> Iterator[tuple[str, str]]:
    """Make one change after the other in the tree itself; each is undone when the next one is asked for."""
    for parent in list(ast.walk(tree)):
        for field, value in list(ast.iter_fields(parent)):
            for i, child in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(child, ast.stmt | ast.expr):
                    continue
                is_head = isinstance(parent, ast.Attribute) and isinstance(child, ast.Name)
                for new, words in _of_statement(child, context) if isinstance(child, ast.stmt) else _of(child, context):
                    if is_head and not isinstance(new[0], ast.Name):
                        continue  # the f of f.shape may be another array, and nothing else
                    said = words or f"{_said([child])} -> {_said(new)}"
                    if isinstance(value, list):
                        value[i : i + 1] = new
                        yield f"{child.lineno}:{child.col_offset}", said
                        value[i : i + len(new)] = [child]
                    else:
                        setattr(parent, field, new[0])
                        yield f"{child.lineno}:{child.col_offset}", said
                        setattr(parent, field, child)


def _said(nodes: Sequence[ast.AST]) -> str:
    """Return code in one short line."""
    text = "; ".join(ast.unparse(ast.fix_missing_locations(node)) for node in nodes).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:28]} ... {text[-27:]}"


def _read(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _of(node: ast.expr, context: Context) -> Iterator[New]:
    if not isinstance(getattr(node, "ctx", None), ast.Store):
        yield from (([new], "") for new in _of_expression(node, context))


def _of_expression(node: ast.expr, context: Context) -> Iterator[ast.expr]:
    """Yield what may stand in the place of an expression by a slip."""
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
        yield from (node.left, node.right)
        if not isinstance(node.op, ast.Add | ast.Mult):  # the other way round is another result
            yield ast.BinOp(node.right, node.op, node.left)
        if isinstance(node.right, ast.BinOp):  # brackets left out
            yield ast.BinOp(ast.BinOp(node.left, node.op, node.right.left), node.right.op, node.right.right)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Compare):
        yield from (ast.Compare(node.left, [comparison()], node.comparators) for comparison in COMPARISONS)
        yield from (_read("True"), _read("False"), _read(f"abs({ast.unparse(node.left)}) > 0.5"))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (ast.Constant(letter) for letter in context.letters if letter != node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        x = node.value
        yield from (_read(repr(new)) for new in (x + 1, x - 1, 2 * x, -x, x / 2, 1.01 * x, 0, 1) if new != x)
    elif isinstance(node, ast.Subscript):
        yield node.value
        yield from (_read(f"{ast.unparse(node.value)}[{index}]") for index in _indices(node.slice))
        if ast.unparse(node).endswith((".shape[0]", ".shape[1]")):
            yield from map(ast.Constant, SIZES)
    elif isinstance(node, ast.Attribute):
        if node.attr == "T":
            yield node.value
        yield from (ast.Attribute(node.value, other) for other in MISTAKEN.get(node.attr, ()))
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Tuple | ast.List):
        for i in range(len(node.elts)):
            yield type(node)([*node.elts[:i], *node.elts[i + 1 :]], ast.Load())
            yield type(node)([*node.elts[i:], *node.elts[:i]], ast.Load())
    elif isinstance(node, ast.Name) and node.id in context.names:
        yield from (ast.Name(name) for name in context.names if name != node.id)
        yield from (ast.Constant(3), _read(f"-{node.id}"))
        if node.id in context.tables:
            yield _read(f"{node.id}.T")


def _indices(index: ast.expr) -> Iterator[str]:
    """Yield indices like `index`, off by one, turned round, or with an axis elsewhere."""
    if isinstance(index, ast.Slice):
        low, high = (ast.unparse(end) if end else "" for end in (index.lower, index.upper))
        yield from (":", "::-1", f"{low}:{high} - 1" if high else f"{low}:-1", f"{low or 0} + 1:{high}", f"{high}:")
    elif isinstance(index, ast.Tuple):
        parts = [ast.unparse(part) for part in index.elts]
        yield ", ".join(parts[::-1])
        yield from (", ".join([*parts[:i], *parts[i + 1 :]]) for i in range(len(parts)))
    else:
        yield from (f"{ast.unparse(index)} - 1", f"{ast.unparse(index)} + 1", ":", f"{ast.unparse(index)}:")


def _of_call(node: ast.Call) -> Iterator[ast.expr]:
    """Yield a call that is left out, of another function, or with arguments swapped, missing or off by one."""
    name = ast.unparse(node.func)
    yield from (a for a in node.args if not isinstance(a, ast.Starred))
    if isinstance(node.func, ast.Attribute) and name.split(".")[0] != "np":
        yield node.func.value
    yield from (ast.Call(ast.Name(other), node.args, node.keywords) for other in MISTAKEN.get(name, ()))
    if len(node.args) > 1:
        yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
    for i in range(len(node.args)):
        yield ast.Call(node.func, [*node.args[:i], *node.args[i + 1 :]], node.keywords)
    for i in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, [*node.keywords[:i], *node.keywords[i + 1 :]])
    if name == "range":
        end = ast.unparse(node.args[-1])
        yield from (_read(f"range({ends})") for ends in (f"1, {end}", f"{end} + 1", f"{end} - 1", f"1, {end} + 1"))
    if name == "len":
        yield from map(ast.Constant, SIZES)


def _of_statement(node: ast.stmt, context: Context) -> Iterator[New]:
    """Yield what may stand in the place of a statement: nothing, a return too early, a result spoiled."""
    if isinstance(node, ast.FunctionDef):
        for text, words in _beginnings([argument.arg for argument in node.args.args], context.trials):
            body = [*ast.parse(text).body, *node.body]
            yield [ast.FunctionDef(node.name, node.args, body, [])], f"first {words or text}"
    elif isinstance(node, ast.Assign):
        target = node.targets[0]
        name = ast.unparse(target.elts[0] if isinstance(target, ast.Tuple) else target)
        texts = [f"return {name}", *(f"{name}[{index}] = {x}" for index in ("0", "1", "-1", "...") for x in (0, 1))]
        yield [ast.Pass()], ""
        yield from (([node, *ast.parse(text).body], f"then {text}") for text in texts)
    elif isinstance(node, ast.Return) and node.value:
        value = ast.unparse(node.value)
        for form in OF_RESULT:
            yield ast.parse(f"return {form.format(f'({value})')}").body, f"return {form.format('result')}"
    elif isinstance(node, ast.For):
        last = next((n for n in reversed(node.body) if isinstance(n, ast.Assign)), None)
        for text in ("break", f"return {ast.unparse(last.targets[0])}" if last else "continue"):
            yield [ast.For(node.target, node.iter, [*node.body, *ast.parse(text).body], [])], f"{text} in the loop"
        yield node.body, "no loop"
    elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr):
        yield [ast.Pass()], ""


def _beginnings(names: Sequence[str], trials: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """Yield lines that spoil an argument, take it for fixed, change it in place, or take it for another one."""
    for i, name in enumerate(names):
        values = [trial[i] for trial in trials]
        if values and isinstance(values[0], int | float):
            yield from ((f"{name} = {size}", "") for size in SIZES)
            for which, value in (("the first", values[0]), ("the last", values[-1]), ("minus the first", -values[0])):
                yield f"{name} = {value!r}", f"{name} = {which} one"  # in words, since digits depend on the computer
            yield f"{name} = min({name}, {min(values) / 2!r})", f"{name} = half the smallest one at most"
            yield f"{name} = max({name}, {max(values) * 2!r})", f"{name} = twice the largest one at least"
        else:
            forms = OF_LIST if values and isinstance(values[0], list) else OF_ARRAY
            yield from ((f"{name} = {form.format(name)}", "") for form in forms)
            yield from ((form.format(name, "before"), "") for form in IN_PLACE)
        yield from ((f"{name}, {other} = {other}, {name}", "") for other in names[i + 1 :])
