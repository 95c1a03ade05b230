"""Relations with other inputs. In: trials. Out: the right result, but for other arguments than the answer has got."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations, permutations, product
from typing import Any

import numpy as np

from ..compare import Explanation, is_numeric
from .trials import ROUNDING, Case, Change, Trials, changed, counts_of, quietly, replaced

EXACTLY = 1e-13
FIXED = (0, 1, 2, 3, 4, 5, 10, 12, 100, 0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-8, 0.5)
OF_NUMBERS: dict[str, Change] = {
    **{f"{value:g} in the place of {{x}}": lambda x, value=value: type(x)(value) for value in FIXED},  # type: ignore[misc]
    "{x} + 1 in its place": lambda x: x + 1,
    "{x} - 1 in its place": lambda x: x - 1,
    "twice {x}": lambda x: 2 * x,
    "half of {x}": lambda x: x / 2,
    "minus {x}": lambda x: -x,
    "the square of {x}": lambda x: x * x,
    "the root of {x}": lambda x: x**0.5,
    "1 / {x}": lambda x: 1 / x,
    "{x} + 2 in its place": lambda x: x + 2,
    "{x} - 2 in its place": lambda x: x - 2,
    "{x} divided by pi": lambda x: x / np.pi,
    "{x} times pi": lambda x: x * np.pi,
    "a quarter of {x}": lambda x: x / 4,
    "4 times {x}": lambda x: 4 * x,
}
OF_ARRAYS: dict[str, Change] = {
    "minus `{x}`": lambda x: -x,
    "zeros": lambda x: 0 * x,
    "ones": lambda x: 0 * x + 1,
    "twice `{x}`": lambda x: 2 * x,
    "half of `{x}`": lambda x: x / 2,
    "the absolute values of `{x}`": lambda x: np.abs(x),
    "the squares of `{x}`": lambda x: x * x,
    "the roots of `{x}`": lambda x: np.sqrt(x),
    "`{x}` sorted": lambda x: np.sort(x, axis=0),
    "`{x}` in reverse": lambda x: x[::-1],
    "the columns of `{x}` in reverse": lambda x: x[:, ::-1],
    "the transpose of `{x}`": lambda x: x.T,
    "`{x}` without its last entry or row": lambda x: x[:-1],
    "`{x}` without its first entry or row": lambda x: x[1:],
    "`{x}` with its last entry or row as 0": lambda x: np.concatenate([x[:-1], 0 * x[-1:]]),
    "`{x}` with its first entry or row as 0": lambda x: np.concatenate([0 * x[:1], x[1:]]),
    "the first entry or row of `{x}` alone": lambda x: x[:1],
    "the first column of `{x}` alone": lambda x: x[:, :1],
    "`{x}` without its last column": lambda x: x[:, :-1],
    "`{x}` less its mean": lambda x: x - x.mean(axis=0),
    "`{x}` less its mean, one of all,": lambda x: x - x.mean(),
    "`{x}` standardised": lambda x: (x - x.mean(axis=0)) / x.std(axis=0),
    "`{x}` with columns of length 1": lambda x: x / np.linalg.norm(x, axis=0),
    "`{x}` divided by its length": lambda x: x / np.linalg.norm(x),
    "`{x}` scaled to 0 ... 1": lambda x: (x - x.min(axis=0)) / np.ptp(x, axis=0),
    "`{x}` as whole numbers": lambda x: np.trunc(x),
    "`{x}` rounded": lambda x: np.round(x),
    "`{x}` rounded to 2 digits": lambda x: np.round(x, 2),
    "the signs of `{x}`": lambda x: np.sign(x),
    "`{x}` divided by the spread of its columns": lambda x: x / x.std(axis=0),
    "`{x}` scaled to the range of its columns": lambda x: x / np.ptp(x, axis=0),
    "the different values of `{x}`, each once,": lambda x: np.unique(x),
    "`{x}` summed up from the first on": lambda x: np.cumsum(x, axis=0),
    "the mean of `{x}` for each of its entries": lambda x: 0 * x + x.mean(axis=0),
    "the first entry of `{x}` for all": lambda x: 0 * x + x[0],
    "100 arguments from 0.1 to 10, those of the notebook,": lambda x: np.linspace(0.1, 10, 100),
    "`{x}` with a column of ones": lambda x: np.column_stack([x, np.ones(len(x))]),
}
OF_LISTS: dict[str, Change] = {
    "`{x}` in reverse": lambda x: x[::-1],
    "`{x}` without its last entry": lambda x: x[:-1],
    "`{x}` without its first entry": lambda x: x[1:],
    "the first entry of `{x}` alone": lambda x: x[:1],
    "the first two entries of `{x}` alone": lambda x: x[:2],
    "the first and the last of `{x}`": lambda x: [x[0], x[-1]],
    "each entry of `{x}` without its last value": lambda x: [y[:-1] for y in x],
    "each entry of `{x}` with its different values once": lambda x: [np.unique(y) for y in x],
    "the mean of each entry of `{x}`": lambda x: [np.mean(y, keepdims=True) for y in x],
    "the sum of each entry of `{x}`": lambda x: [np.sum(y, keepdims=True) for y in x],
    "each entry of `{x}` filled up with zeros": lambda x: [
        np.append(y, np.zeros(max(map(len, x)) - len(y))) for y in x
    ],
    "all of `{x}` in one": lambda x: [np.concatenate(x)],
    "`{x}` with the signs turned": lambda x: [-y for y in x],
    "each entry of `{x}` cut to the length of the shortest": lambda x: [y[: min(map(len, x))] for y in x],
    "`{x}` with the second part of its last entry as 0": lambda x: [*x[:-1], (x[-1][0], 0 * x[-1][1])],
    "`{x}` with the second part of its first entry as 0": lambda x: [(x[0][0], 0 * x[0][1]), *x[1:]],
}


OF_COUNTS: dict[str, Callable[[float, int], float]] = {
    "{x} times {n}": lambda x, n: x * n,
    "{x} divided by {n}": lambda x, n: x / n,
    "{x} times the square of {n}": lambda x, n: x * n * n,
    "{x} divided by the square of {n}": lambda x, n: x / n / n,
    "the square of {x}, times {n}": lambda x, n: x * x * n,
    "the square of {x}, divided by {n}": lambda x, n: x * x / n,
}


def relations(trials: Trials) -> Iterator[Explanation]:
    """Yield with which other arguments the right function returns the same."""
    if not trials.may_hold:
        return
    for i, j in combinations(range(len(trials.names)), 2):
        if trials.is_right_for(partial(_swapped, i=i, j=j)):
            a, b = trials.names[i], trials.names[j]
            yield "relation-arguments-swapped", f"Your result is the right one for `{a}` and `{b}` swapped."
            return
    for k, name in enumerate(trials.names):
        found = _as_for(trials, k, EXACTLY) or _as_for(trials, k, ROUNDING) or _with_count(trials, k)
        if found:
            words = f"Your result is the right one with {found.format(x=f'`{name}`')}, in every trial."
            yield "relation-other-argument", words
            return
    for k, other in permutations(range(len(trials.names)), 2):
        if trials.is_right_for(partial(_doubled, k=k, other=other)):
            a, b = trials.names[k], trials.names[other]
            yield "relation-other-argument", f"Your result is the right one with `{b}` in the place of `{a}`."
            return
    yield from _of_notebook(trials)


def _as_for(trials: Trials, k: int, rounding: float) -> str:
    """Return in words what argument number `k` would have to be for the results to be right."""
    for words, change in _changes(trials.cases[0][k]).items():
        if trials.is_right_for(partial(changed, k=k, change=change), rounding):
            tail = "" if "place" in words else f" in the place of `{trials.names[k]}`"
            return words.replace("`{x}`", "{x}") + tail
    return ""


def _with_count(trials: Trials, k: int) -> str:
    """Return the same where a number of samples has come in, or a width."""
    if not isinstance(trials.cases[0][k], float):
        return ""
    for n, counts in counts_of(trials).items():
        for words, f in OF_COUNTS.items():
            values = [quietly(f, case[k], count) for case, count in zip(trials.cases, counts, strict=True)]
            if trials.holds(partial(_asked_with, trials, k, values)):
                return words.format(x="{x}", n=n) + f" in the place of `{trials.names[k]}`"
    return ""


def _asked_with(trials: Trials, k: int, values: list[Any], i: int) -> Any:
    return trials.asked_for(replaced(trials.cases[i], k, values[i]))


def _of_notebook(trials: Trials) -> Iterator[Explanation]:
    """Tell whether a variable of the notebook was taken for an argument."""
    code = getattr(trials.answer, "__code__", None)
    outside = getattr(trials.answer, "__globals__", {})
    names = [name for name in getattr(code, "co_names", ()) if is_numeric(outside.get(name))]
    for name, (k, argument) in product(names, enumerate(trials.names)):
        if trials.is_right_for(partial(replaced, k=k, value=outside[name])):
            words = f"Your result is the right one for the `{name}` of the notebook in the place of `{argument}`"
            yield "relation-of-the-notebook", f"{words}: a function works with its arguments alone."
            return


def _changes(x: Any) -> dict[str, Change]:
    if isinstance(x, list):
        return OF_LISTS
    return OF_ARRAYS if isinstance(x, np.ndarray) else OF_NUMBERS if isinstance(x, (int, float)) else {}


def _swapped(case: Case, i: int, j: int) -> Case:
    return replaced(replaced(case, i, case[j]), j, case[i])


def _doubled(case: Case, k: int, other: int) -> Case:
    return replaced(case, k, case[other])
