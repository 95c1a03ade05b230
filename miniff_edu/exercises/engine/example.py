"""A counterexample in words. In: inputs, and two results that differ. Out: where they differ, and by how much."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from .compare import Explanation, alike, is_numeric, plain, same
from .exercise import Function
from .sandbox import text_of

FEW = 4  # numbers that are written out


def called(task: Function, case: tuple[Any, ...]) -> str:
    """Say with which arguments a function was called."""
    names = inspect.signature(task.reference).parameters
    shown = ", ".join(f"{name} = {short(value)}" for name, value in zip(names, case, strict=False))
    return f"called with {shown}"


def counterexample(
    got: Sequence[Any], expected: Sequence[Any], cases: Sequence[tuple[Any, ...]], task: Function
) -> Explanation:
    """Show the smallest case that is wrong, and the first number in it that is."""
    wrong = [i for i, (a, b) in enumerate(zip(got, expected, strict=True)) if not same(a, b, task.rtol, task.atol)]
    i = min(wrong, key=lambda i: np.size(plain(expected[i])) if is_numeric(plain(expected[i])) else 1)
    right = len(cases) - len(wrong)
    score = f" It is right in {right} of {len(cases)} cases." if right else ""
    words = f"When {called(task, cases[i])}, {difference(got[i], expected[i], task.rtol, task.atol)}.{score}"
    return "not-recognised", words


def difference(got: Any, expected: Any, rtol: float, atol: float) -> str:
    """Say where two results differ first."""
    got, expected = alike(got, expected)
    if isinstance(got, tuple) and isinstance(expected, tuple) and len(got) == len(expected):
        for i, (a, b) in enumerate(zip(got, expected, strict=True), 1):
            if not same(a, b, rtol, atol):
                return f"part {i} of {len(expected)} is wrong: {difference(a, b, rtol, atol)}"
    if is_numeric(got) and is_numeric(expected) and np.shape(got) == np.shape(expected) and np.size(got) > 1:
        close = np.isclose(got, expected, rtol=rtol, atol=atol)
        first = tuple(np.argwhere(~close)[0].tolist())
        place = ", ".join(map(str, first))
        return f"at [{place}] you have {got[first]:.6g}, expected is {expected[first]:.6g}"
    return f"you return {short(got)}, expected is {short(expected)}"


def short(value: Any) -> str:
    """Return how a value prints, in one short line."""
    value = plain(value)
    if callable(value):
        return "a function"
    if isinstance(value, tuple):
        return "(" + ", ".join(short(part) for part in value[:3]) + (", ...)" if len(value) > 3 else ")")
    if not is_numeric(value):
        return " ".join(text_of(value).split())
    if np.size(value) > FEW:
        return f"an array of shape {np.shape(value)}"
    return np.array2string(np.asarray(value), precision=6, separator=", ").replace("\n", "")
