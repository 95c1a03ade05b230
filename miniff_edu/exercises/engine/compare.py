"""Comparing two results, and naming how they differ. In: what was returned and what was asked. Out: a mistake, or none.

These are the mistakes that students make everywhere; those of one exercise stand with the exercise.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence, Set, ValuesView
from contextlib import suppress
from decimal import Decimal
from numbers import Real
from typing import Any

from ..._support.checks import a_type
from ..._support.later import np


def plain(value: Any) -> Any:
    """Return tensors, tables and lists of numbers as arrays, and tuples as tuples of such; the rest as it is."""
    try:
        torch = sys.modules.get("torch")  # where nobody has imported it, nothing is a tensor
        if torch and isinstance(value, torch.Tensor):
            dense = value.detach().to_dense() if value.layout != torch.strided else value.detach()
            exact = dense.double() if dense.dtype in (torch.bfloat16, torch.float16) else dense
            return exact.cpu().resolve_conj().resolve_neg().numpy()
        if type(value).__module__.partition(".")[0] == "pandas":  # imported only by who uses it
            return value.to_numpy()
        if isinstance(value, tuple):
            return tuple(plain(v) for v in value)
        if isinstance(value, (bool, int, float)) and not isinstance(value, np.generic):
            return value
        if isinstance(value, (np.ndarray, np.generic, complex, Real, Decimal)):
            return _real(value)
        if isinstance(value, Sequence) and not isinstance(value, (list, str, bytes)):  # a range, a deque
            return plain(list(value))
        if isinstance(value, list) and not any(_is_no_number(v) for v in value):
            items = [plain(v) for v in value]
            is_even = all(map(is_numeric, items)) and len({np.shape(item) for item in items}) <= 1
            return np.asarray(items) if is_even else tuple(items)
    except Exception:  # a tensor without numbers, a list that holds itself: nothing that compares
        return value
    return value


def _real(value: Any) -> Any:
    """Return complex numbers without imaginary part as real ones, fractions and decimals as floats."""
    kind = np.asarray(value).dtype.kind
    if kind == "c" and not np.any(np.imag(value)):
        return np.real(value)
    if kind == "O" and all(isinstance(x, (Real, Decimal)) for x in np.ravel(np.asarray(value))):
        return np.asarray(value, dtype=float)[()]
    return value


def listed(value: Any) -> Any:
    """Return sets as lists, also those in lists: for answers whose order does not matter."""
    if not isinstance(value, (Set, ValuesView, list, tuple)):
        return value
    try:
        return [listed(item) for item in value]
    except RecursionError:  # a list that holds itself
        return value


def _is_no_number(value: Any) -> bool:
    return value is None or value is Ellipsis or isinstance(value, (str, dict, set)) or callable(value)


def alike(got: Any, expected: Any, any_shape: bool = False) -> tuple[Any, Any]:
    """Make both plain, and both arrays or both tuples where that is possible: students mix them up, and may.

    An array of one number is a number. With `any_shape`, further axes of length one make no difference either.
    """
    got, expected = plain(got), plain(expected)
    if isinstance(expected, tuple) and isinstance(got, np.ndarray) and got.ndim and len(got) == len(expected):
        return tuple(got), expected
    if isinstance(got, tuple) and is_numeric(expected):
        with suppress(ValueError):
            array = np.asarray(got)
            got = array if array.dtype.kind in "biuf" else got
    if is_numeric(got) and is_numeric(expected) and (any_shape or np.ndim(expected) == 0):
        got = squeezed(got, np.shape(expected))
    return got, expected


def squeezed(value: Any, shape: tuple[int, ...]) -> Any:
    """Return numbers in this shape where they differ from it by axes of length one alone; else as they are."""
    differs = np.shape(value) != shape and np.squeeze(value).shape == tuple(n for n in shape if n != 1)
    return np.reshape(value, shape) if differs else value


def is_numeric(value: Any) -> bool:
    """Tell whether `value` is a number, or an array of numbers."""
    return isinstance(value, (bool, int, float, np.generic, np.ndarray)) and np.array(value).dtype.kind in "biuf"


def same(got: Any, expected: Any, rtol: float, atol: float) -> bool:
    """Tell whether two results agree: shapes, then numbers within the tolerances."""
    got, expected = alike(got, expected)
    if is_numeric(got) and is_numeric(expected):
        shapes = np.shape(got) == np.shape(expected)
        return shapes and bool(np.allclose(got, expected, rtol=rtol, atol=atol, equal_nan=True))
    if isinstance(got, tuple) and isinstance(expected, tuple):
        return len(got) == len(expected) and all(same(a, b, rtol, atol) for a, b in zip(got, expected, strict=True))
    if is_numeric(got) or is_numeric(expected) or type(got) is not type(expected):
        return False
    if isinstance(got, dict):
        return got.keys() == expected.keys() and all(same(got[k], expected[k], rtol, atol) for k in got)
    try:
        return bool(got == expected)
    except Exception:  # what cannot be compared is not the same
        return False


Explanation = tuple[str, str]  # the name of a mistake, and the reason
RIGHT_NUMBERS = "The numbers are right, only their shape is not."


def items_of(code: str) -> tuple[str, ...]:
    """Return what the several things are called that a solution returns; nothing where it returns one."""
    returned = next((n.value for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Return)), None)
    if not isinstance(returned, ast.Tuple):
        return ()
    names = [f" (`{x.id}`)" if isinstance(x, ast.Name) else "" for x in returned.elts]
    return tuple(f"part {i} of {len(names)}{name}" for i, name in enumerate(names, 1))


def explain(
    got: list[Any], expected: list[Any], returns: str, rtol: float, atol: float, items: Sequence[str] = ()
) -> Explanation | None:
    """Name how results differ from what was asked, over all cases at once; ``None`` where no general rule fits."""
    pairs = [alike(a, b) for a, b in zip(got, expected, strict=True)]
    got, expected = [a for a, _ in pairs], [b for _, b in pairs]
    asked = f"Expected is {returns}."
    first, wanted = next(
        ((a, b) for a, b in zip(got, expected, strict=True) if not same(a, b, rtol, atol)), (got[0], expected[0])
    )
    if first is None:
        return "nothing-returned", f"Your function returns None. Is there a `return` on every way through it? {asked}"
    if _is_same_for_all(got, expected):
        words = f"Your function returns the same in all {len(got)} trials, whatever it is called with."
        return "same-for-all", f"{words} Use its arguments, not numbers or variables of the notebook. {asked}"
    if first is Ellipsis or (isinstance(first, tuple) and any(item is Ellipsis for item in first)):
        return "placeholder-left", f"A placeholder `...` is still in your code. {asked}"
    if callable(first):
        return "function-returned", f"Your function returns a function. Call it with its arguments, in (). {asked}"
    if isinstance(wanted, tuple) and isinstance(first, tuple):
        return _items(got, expected, returns, rtol, atol, items)
    if not is_numeric(wanted):
        return None if type(first) is type(wanted) else ("other-type", f"You return {a_type(first)}. {asked}")
    if not is_numeric(first):
        words = "It makes its values one by one: `np.array(list(...))` makes an array of it. "
        return "other-type", f"You return {a_type(first)}. {words if hasattr(first, '__next__') else ''}{asked}"
    if all(_has_the_numbers(a, b, rtol, atol) for a, b in zip(got, expected, strict=True)):
        asked = f"{RIGHT_NUMBERS} {asked}"
    return _shapes(first, wanted, asked) or _numbers(got, expected, first, asked, rtol, atol)


def _has_the_numbers(got: Any, expected: Any, rtol: float, atol: float) -> bool:
    """Tell whether the numbers are right, whatever becomes of axes of length one, or when turned."""
    if not is_numeric(got) or not is_numeric(expected):
        return False
    ways = (squeezed(got, np.shape(expected)), np.transpose(got))
    return any(same(way, expected, rtol, atol) for way in ways)


def _is_same_for_all(got: list[Any], expected: list[Any]) -> bool:
    """Tell whether results are the same throughout, and should not be."""
    if len(got) < 2 or not all(map(is_numeric, [*got, *expected])) or (len(got) < 4 and np.size(expected[0]) < 2):
        return False
    differ = not all(same(b, expected[0], 1e-9, 0) for b in expected)
    return differ and all(same(a, got[0], 1e-9, 1e-12) for a in got)


def _items(
    got: list[Any], expected: list[Any], returns: str, rtol: float, atol: float, items: Sequence[str]
) -> Explanation | None:
    """Explain the first item of several that differs."""
    n = len(expected[0])
    if any(not isinstance(value, tuple) or len(value) != n for value in got):
        return "other-count", f"{n} things are to be returned, separated by commas. Expected is {returns}."
    for i in range(n):
        a, b = [value[i] for value in got], [value[i] for value in expected]
        if not all(same(x, y, rtol, atol) for x, y in zip(a, b, strict=True)):
            found = explain(a, b, returns, rtol, atol)
            item = items[i] if len(items) == n else f"part {i + 1} of {n}"
            return (found[0], f"{item[0].upper()}{item[1:]}: {found[1]}") if found else None
    return None


def _shapes(got: Any, wanted: Any, asked: str) -> Explanation | None:
    has, needs = np.shape(got), np.shape(wanted)
    if has == needs:
        return None
    shapes = f"Your result has shape {has}, expected {needs}."
    if has == needs[::-1] and 1 in needs:
        return "row-for-column", f"{shapes} A row and a column are two things: turn it with `.T`. {asked}"
    if has == needs[::-1]:
        return "transposed", f"{shapes} It is transposed: samples are rows, features are columns. {asked}"
    if len(needs) == 2 and has == needs[:1] and needs[1] == 1:
        return "missing-axis", f"{shapes} An axis of length one is missing: `[:, None]` adds it. {asked}"
    if has == (*needs, 1):
        return "extra-axis", f"{shapes} There is an axis of length one too many: `[:, 0]` takes the column out. {asked}"
    if len(has) == 2 * len(needs) == 2 and has[0] == has[1] == needs[0]:
        words = "Somewhere a row met a column or a table, and numpy made a table of all pairs."
        return "broadcast", f"{shapes} {words} {asked}"
    if needs == () and len(has) >= 1:
        return "array-for-number", f"{shapes} One number is asked: a sum or a mean over the samples? {asked}"
    if has == ():
        return "number-for-array", f"{shapes} You return a single number. Which axis should be left? {asked}"
    return "other-shape", f"{shapes} {asked}"


def _numbers(
    got: list[Any], expected: list[Any], first: Any, asked: str, rtol: float, atol: float
) -> Explanation | None:
    """Compare numbers of right shapes: a sign, a factor, digits."""
    if not all(map(is_numeric, got)):
        if any(value is None for value in got):
            words = "In some trials your function returns None: is a `return` inside of a loop or an `if`?"
            return "nothing-returned-in-some", f"{words} {asked}"
        return "type-in-some-cases", f"Your result holds numbers in some cases only. {asked}"
    if any(np.shape(a) != np.shape(b) for a, b in zip(got, expected, strict=True)):
        return "shape-in-some-cases", f"The shape of your result is right in some cases only. {asked}"
    a = np.concatenate([np.ravel(np.asarray(value, dtype=float)) for value in got])
    b = np.concatenate([np.ravel(np.asarray(value, dtype=float)) for value in expected])
    if not np.isfinite(a).all():
        return "not-finite", f"Your result holds NaN or infinity. {asked}"

    def close(x: np.ndarray, factor: float = 1.0) -> bool:
        return bool(np.allclose(x, b, rtol=factor * rtol, atol=factor * atol))

    is_positive = bool((b >= 0).all())
    rules: list[tuple[str, Callable[[], bool], str]] = [
        (
            "sign",
            lambda: close(-a),
            "Right but for the sign. (Forces are minus the gradient, residuals prediction - f.)",
        ),
        ("factor-2-too-large", lambda: close(a / 2), "Twice what is asked. Is everything counted twice?"),
        ("factor-2-too-small", lambda: close(a * 2), "Half of what is asked. Is a factor 2 missing?"),
        ("squared", lambda: is_positive and close(np.sqrt(np.abs(a)), 10), "The square of what is asked."),
        ("root", lambda: is_positive and close(a**2, 10), "The square root of what is asked."),
        ("inverse", lambda: bool((a != 0).all()) and close(1 / a, 10), "One over what is asked."),
    ]
    for name, holds, words in rules:
        if holds():
            return name, f"{words} {asked}"
    is_single = any(getattr(value, "dtype", None) == np.float32 for value in got) or np.array_equal(a, np.float32(a))
    if is_single and np.allclose(a, b, rtol=1e-4, atol=1e-5 * float(np.abs(b).max())):
        words = "Right to about seven digits only: that is float32. Compute in float64."
        return "float32", f"{words} {asked}"
    few = max(1e-4, 30 * rtol)
    if np.allclose(a, b, rtol=few, atol=few / 10 * float(np.abs(b).max())):
        off = float(np.max(np.abs(a - b) / np.maximum(np.abs(b), np.abs(b).max() * 1e-3)))
        words = f"Close, but off by up to {off:.0e} of the value, where {rtol:.0e} is allowed."
        more = "If a loop or an optimiser has found it, let it go on, with a smaller tolerance."
        return "few-digits", f"{words} {more if rtol > 1e-8 else ''} {asked}".replace("  ", " ")
    return None
