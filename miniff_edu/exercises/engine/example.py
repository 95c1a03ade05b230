"""A counterexample in words. In: inputs, and two results that differ. Out: where they differ, and by how much."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from .compare import Explanation, alike, is_numeric, plain, same
from .exercise import Function
from .sandbox import text_of

FEW = 4  # numbers of one argument that are written out
MOST = 6  # numbers of all of them together


def called(task: Function, case: tuple[Any, ...], most: int = MOST) -> str:
    """Say with which arguments a function was called, in short: with at most so many numbers."""
    left, shown = most, []
    for name, value in zip(inspect.signature(task.reference).parameters, case, strict=False):
        n = _count(value)
        shown.append(f"{name} = {short(value, min(FEW, left))}")
        left -= n if n <= min(FEW, left) else 0
    return f"called with {', '.join(shown)}"


def _count(value: Any) -> int:
    value = plain(value)
    if isinstance(value, tuple):
        return sum(map(_count, value))
    return int(np.size(value)) if is_numeric(value) else 0


def counterexample(
    got: Sequence[Any], expected: Sequence[Any], cases: Sequence[tuple[Any, ...]], task: Function, items: Sequence[str]
) -> Explanation:
    """Show the smallest case that is wrong, the first number in it that is, and say which cases are right."""
    i = smallest_wrong(got, expected, task)
    right = [k for k, (a, b) in enumerate(zip(got, expected, strict=True)) if same(a, b, task.rtol, task.atol)]
    score = ""
    if right:
        score = f" It is right in {len(right)} of {len(cases)} cases"
        score += f", as when {called(task, cases[right[0]], FEW)}."
    words = f"When {called(task, cases[i])}, {difference(got[i], expected[i], task.rtol, task.atol, items)}.{score}"
    return "not-recognised", words


def smallest_wrong(got: Sequence[Any], expected: Sequence[Any], task: Function) -> int:
    """Return which of the cases that are wrong is the smallest."""
    wrong = [i for i, (a, b) in enumerate(zip(got, expected, strict=True)) if not same(a, b, task.rtol, task.atol)]
    return min(wrong or [0], key=lambda i: np.size(plain(expected[i])) if is_numeric(plain(expected[i])) else 1)


def difference(got: Any, expected: Any, rtol: float, atol: float, items: Sequence[str] = ()) -> str:
    """Say where two results differ first."""
    got, expected = alike(got, expected)
    if isinstance(got, tuple) and isinstance(expected, tuple) and len(got) == len(expected):
        for i, (a, b) in enumerate(zip(got, expected, strict=True), 1):
            if not same(a, b, rtol, atol):
                item = items[i - 1] if items else f"part {i} of {len(expected)}"
                return f"{item} is wrong: {difference(a, b, rtol, atol)}"
    if is_numeric(got) and is_numeric(expected) and np.shape(got) == np.shape(expected) and np.size(got) > 1:
        close = np.isclose(got, expected, rtol=rtol, atol=atol)
        first = tuple(np.argwhere(~close)[0].tolist())
        place = ", ".join(map(str, first))
        return f"at [{place}] you have {got[first]:.6g}, expected is {expected[first]:.6g}"
    return f"you return {short(got)}, expected is {short(expected)}"


def short(value: Any, most: int = FEW) -> str:
    """Return how a value prints, in one short line, with at most so many numbers."""
    value = plain(value)
    if callable(value):
        return "a function"
    if isinstance(value, tuple):
        each = most if _count(value) <= most else 0
        return "(" + ", ".join(short(item, each) for item in value[:3]) + (", ...)" if len(value) > 3 else ")")
    if not is_numeric(value):
        return " ".join(text_of(value).split())
    if np.size(value) > most and np.ndim(value):
        return f"an array of shape {np.shape(value)}"
    return np.array2string(np.asarray(value), precision=6, separator=", ").replace("\n", "")
