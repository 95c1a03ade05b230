"""Comparing two results, and naming how they differ. In: what was returned and what was asked. Out: a mistake, or none.

These are the mistakes that students make everywhere; those of one exercise stand with the exercise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._checks import a_type


def plain(value: Any) -> Any:
    """Return tensors as arrays, and lists and tuples of numbers too, so that all of them compare."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, (list, tuple)) and not any(_is_no_number(v) for v in value):
        try:
            return np.asarray([plain(v) for v in value])
        except ValueError:  # of several shapes
            return tuple(plain(v) for v in value)
    return value


def _is_no_number(value: Any) -> bool:
    return value is None or value is Ellipsis or isinstance(value, (str, dict, set)) or callable(value)


def is_numeric(value: Any) -> bool:
    """Tell whether `value` is a number, or an array of numbers."""
    return isinstance(value, (bool, int, float, np.generic, np.ndarray)) and np.asarray(value).dtype.kind in "biuf"


def same(got: Any, expected: Any, rtol: float, atol: float) -> bool:
    """Tell whether two results agree: shapes, then numbers within the tolerances."""
    got, expected = plain(got), plain(expected)
    if is_numeric(got) and is_numeric(expected):
        shapes = np.shape(got) == np.shape(expected)
        return shapes and bool(np.allclose(got, expected, rtol=rtol, atol=atol, equal_nan=True))
    if isinstance(got, tuple) and isinstance(expected, tuple):
        return len(got) == len(expected) and all(same(a, b, rtol, atol) for a, b in zip(got, expected, strict=True))
    if is_numeric(got) or is_numeric(expected) or type(got) is not type(expected):
        return False
    return bool(got == expected)


Explanation = tuple[str, str]  # the name of a mistake, and the reason


def explain(got: list[Any], expected: list[Any], returns: str, rtol: float, atol: float) -> Explanation | None:
    """Name how results differ from what was asked, over all cases at once; ``None`` where no general rule fits."""
    got, expected = [plain(value) for value in got], [plain(value) for value in expected]
    asked = f"Asked is {returns}."
    first, wanted = next(
        ((a, b) for a, b in zip(got, expected, strict=True) if not same(a, b, rtol, atol)), (got[0], expected[0])
    )
    if first is None:
        return "nothing-returned", f"Your function returns None. Is there a `return` on every way through it? {asked}"
    if first is Ellipsis or (isinstance(first, tuple) and any(part is Ellipsis for part in first)):
        return "placeholder-left", f"A placeholder `...` is still in your code. {asked}"
    if callable(first):
        return "function-returned", f"Your function returns a function. Call it with its arguments, in (). {asked}"
    if isinstance(wanted, tuple) and isinstance(first, tuple):
        return _parts(got, expected, returns, rtol, atol)
    if not is_numeric(wanted):
        return None if type(first) is type(wanted) else ("other-type", f"You return {a_type(first)}. {asked}")
    if not is_numeric(first):
        return "other-type", f"You return {a_type(first)}. {asked}"
    return _shapes(first, wanted, asked) or _numbers(got, expected, first, asked, rtol, atol)


def _parts(got: list[Any], expected: list[Any], returns: str, rtol: float, atol: float) -> Explanation | None:
    """Explain the first part of several that differs."""
    n = len(expected[0])
    if any(not isinstance(value, tuple) or len(value) != n for value in got):
        return "other-count", f"{n} things are to be returned, separated by commas. Asked is {returns}."
    for i in range(n):
        a, b = [value[i] for value in got], [value[i] for value in expected]
        if not all(same(x, y, rtol, atol) for x, y in zip(a, b, strict=True)):
            found = explain(a, b, returns, rtol, atol)
            return (found[0], f"Part {i + 1} of {n}: {found[1]}") if found else None
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
        words = "Somewhere a column (n, 1) met a row (n,), and numpy made a table of all pairs."
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
    if any(np.shape(a) != np.shape(b) for a, b in zip(got, expected, strict=True)):
        return "shape-in-some-cases", f"The shape of your result is right in some cases only. {asked}"
    a = np.concatenate([np.ravel(np.asarray(value, dtype=float)) for value in got])
    b = np.concatenate([np.ravel(np.asarray(value, dtype=float)) for value in expected])
    if not np.isfinite(a).all():
        return "not-finite", f"Your result holds NaN or infinity. Is something divided by zero, or too large? {asked}"

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
    is_single = any(getattr(value, "dtype", None) == np.float32 for value in got)
    if np.allclose(a, b, rtol=1e-4, atol=1e-5 * float(np.abs(b).max())):
        if is_single:
            words = "Right to about seven digits only: that is float32. Compute in float64."
            return "float32", f"{words} {asked}"
        return "few-digits", f"Close, but not to the digits that are asked. {asked}"
    return None
