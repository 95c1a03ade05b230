"""Relations with columns. In: trials. Out: all columns alike; numbers times the length of a column; weights too small.

Weights belong to the columns of a matrix that was given: what is wrong with them is seen column by column, or along
the directions in which the matrix is steep and flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..compare import Explanation, is_numeric
from .trials import Trials

FEWEST_ALIKE = 2  # trials with several columns
FEWEST_CLEAR = 3  # trials in which weights fall short differently along different directions
OF_A_COLUMN: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "the length of its column of `{x}`": lambda x: np.linalg.norm(x, axis=0),
    "the root of the mean square of its column of `{x}`": lambda x: np.sqrt((x**2).mean(axis=0)),
    "the mean square of its column of `{x}`": lambda x: (x**2).mean(axis=0),
    "the sum of the squares of its column of `{x}`": lambda x: (x**2).sum(axis=0),
    "the spread of its column of `{x}`": lambda x: x.std(axis=0),
    "the largest of its column of `{x}`, without sign,": lambda x: np.abs(x).max(axis=0),
    "the sum of its column of `{x}`": lambda x: x.sum(axis=0),
    "the mean of its column of `{x}`": lambda x: x.mean(axis=0),
}


def relations(trials: Trials) -> Iterator[Explanation]:
    """Yield what is true of a result column by column, or of weights along the directions of a matrix."""
    if not trials.may_hold or not all(map(is_numeric, [*trials.got, *trials.expected])):
        return
    got, expected = ([np.asarray(value, dtype=float) for value in side] for side in (trials.got, trials.expected))
    if any(a.shape != b.shape for a, b in zip(got, expected, strict=True)):
        return
    yield from _alike(got, expected)
    for k, name in enumerate(trials.names):
        tables = [case[k] for case in trials.cases if isinstance(case[k], np.ndarray) and is_numeric(case[k])]
        tables = [table.astype(float) for table in tables]  # whole numbers have no powers below 0
        pairs = zip(tables, expected, strict=False)
        if len(tables) == len(got) and all(x.ndim == 2 and b.shape == (x.shape[1],) for x, b in pairs):
            yield from _scaled(name, tables, got, expected)
            yield from _short(name, tables, got, expected)


def _alike(got: list[np.ndarray], expected: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell whether all columns, or all rows, are the same, and should not be."""
    for what, turn in (("columns", lambda x: x.T), ("rows", lambda x: x)):
        several = [(turn(a), turn(b)) for a, b in zip(got, expected, strict=True) if a.ndim == 2]
        several = [(a, b) for a, b in several if len(b) > 1 and not np.allclose(b, b[:1])]
        if len(several) >= FEWEST_ALIKE and all((a == a[:1]).all() for a, _ in several):
            words = f"All {what} of your result are the same, in every trial: is one array put in several times"
            yield "relation-all-alike", f"{words}, and changed afterwards? Make a new one each time."


def _scaled(
    name: str, tables: list[np.ndarray], got: list[np.ndarray], expected: list[np.ndarray]
) -> Iterator[Explanation]:
    """Tell whether each number is what is asked times, or over, something of its column; and times a power of n."""
    with np.errstate(all="ignore"):
        for words, f in OF_A_COLUMN.items():
            sizes = [f(x) for x in tables]
            for how, power in (("times", 1), ("divided by", -1)):
                ways = [a / (b * size**power) for a, b, size in zip(got, expected, sizes, strict=True)]
                if all(np.isfinite(way).all() and np.allclose(way, 1, rtol=1e-6) for way in ways):
                    yield "relation-of-a-column", f"Each number is what is asked, {how} {words.format(x=name)}."
                    return


def _short(
    name: str, tables: list[np.ndarray], got: list[np.ndarray], expected: list[np.ndarray]
) -> Iterator[Explanation]:
    """Tell whether weights fall short of what is asked in every direction, and most where the matrix is flat."""
    clear = 0
    for x, a, b in zip(tables, got, expected, strict=True):
        _, directions = np.linalg.eigh(x.T @ x)  # the flattest one first
        missing = 1 - (directions.T @ a) / (directions.T @ b)
        if not ((missing > -1e-6) & (missing < 1)).all() or not (np.diff(missing) <= 1e-6).all() or len(b) < 2:
            return
        clear += bool(missing[0] - missing[-1] > 1e-3)
    if clear >= FEWEST_CLEAR:
        words = "Your weights fall short of what is asked, in every trial, and most along the flattest direction of"
        yield "relation-short", f"{words} `{name}`: as after too few steps, or with too large a penalty."
