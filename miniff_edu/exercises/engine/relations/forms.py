"""Relations of order and of shape. In: trials. Out: transposed, in reverse, summed, a step too few or too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..compare import Explanation, is_numeric
from .trials import Trials, counts_of, near, quietly

ORDERS: dict[str, Callable[[np.ndarray], Any]] = {
    "transposed": lambda b: b.T,
    "in reverse, the last first": lambda b: b[::-1],
    "with its columns in reverse": lambda b: b[:, ::-1],
    "sorted": lambda b: np.sort(b, axis=0),
    "sorted, the largest first": lambda b: np.sort(b, axis=0)[::-1],
    "with each row sorted": lambda b: np.sort(b, axis=1),
    "shifted by one place, the last comes first": lambda b: np.roll(b, 1, axis=0),
    "shifted by one place, the first comes last": lambda b: np.roll(b, -1, axis=0),
    "with its columns shifted by one": lambda b: np.roll(b, 1, axis=1),
    "with its columns shifted by one to the left": lambda b: np.roll(b, -1, axis=1),
    "summed up from the first on (cumulative)": lambda b: np.cumsum(b, axis=0),
    "summed up along each row": lambda b: np.cumsum(b, axis=1),
    "multiplied up from the first on": lambda b: np.cumprod(b, axis=0),
    "as differences from one to the next": lambda b: np.diff(b, axis=0),
    "with `reshape` where it should be turned (`.T`)": lambda b: b.T.reshape(b.shape),
    "turned and with `reshape` on top": lambda b: b.reshape(b.shape[::-1]),
    "in one row, without its axes (`ravel`)": lambda b: b.ravel(),
    "column after column in one row": lambda b: b.T.ravel(),
    "with an axis of length one at its end": lambda b: b[..., None] if b.ndim else None,
    "with an axis of length one at its beginning": lambda b: b[None] if b.ndim else None,
    "with its last row missing": lambda b: b[:-1],
    "with its first row missing": lambda b: b[1:],
    "with its last column missing": lambda b: b[:, :-1],
    "with its first column missing": lambda b: b[:, 1:],
    "its first row or entry alone": lambda b: b[:1],
    "its first entry or row alone": lambda b: b[0],
    "its last entry or row alone": lambda b: b[-1],
    "its first column alone": lambda b: b[:, 0],
    "its last column alone": lambda b: b[:, -1],
    "its first column alone, as a column": lambda b: b[:, :1],
    "its first two entries or rows alone": lambda b: b[:2],
    "its first three entries or rows alone": lambda b: b[:3],
    "summed over its rows (`axis=0`)": lambda b: b.sum(axis=0),
    "summed over its columns (`axis=1`)": lambda b: b.sum(axis=1),
    "all of it summed to one number": lambda b: b.sum(),
    "its mean": lambda b: b.mean(),
    "the mean of its rows (`axis=0`)": lambda b: b.mean(axis=0),
    "the mean of its columns (`axis=1`)": lambda b: b.mean(axis=1),
    "its largest number": lambda b: b.max(),
    "its smallest number": lambda b: b.min(),
    "its length, one number": lambda b: np.linalg.norm(b),
    "the sum of its squares": lambda b: (b**2).sum(),
    "where its largest number is": lambda b: b.argmax(),
    "on the diagonal of a matrix": lambda b: np.diag(b),
    "its last row twice": lambda b: np.concatenate([b, b[-1:]]),
    "a row of zeros after it": lambda b: np.concatenate([b, 0 * b[-1:]]),
    "a row of zeros before it": lambda b: np.concatenate([0 * b[-1:], b]),
    "all its rows like the last one": lambda b: np.broadcast_to(b[-1], b.shape),
    "all its columns like the last one": lambda b: np.broadcast_to(b[:, -1:], b.shape),
    "all its columns like the first one": lambda b: np.broadcast_to(b[:, :1], b.shape),
    "all its rows like the first one": lambda b: np.broadcast_to(b[0], b.shape),
    "all its rows like the last one of its running sum": lambda b: np.broadcast_to(b.sum(axis=0), b.shape),
}
# From what is returned to what is asked: what is still to be done with it.
TO_DO: dict[str, Callable[[np.ndarray], Any]] = {
    "its first entry, `[0]`,": lambda a: a[0],
    "its second entry, `[1]`,": lambda a: a[1],
    "its last entry, `[-1]`,": lambda a: a[-1],
    "its sum": lambda a: a.sum(),
    "its mean": lambda a: a.mean(),
    "its largest number": lambda a: a.max(),
    "its smallest number": lambda a: a.min(),
    "its length (`np.linalg.norm`)": lambda a: np.linalg.norm(a),
    "the sum of its squares": lambda a: (a**2).sum(),
    "the root of the mean of its squares": lambda a: np.sqrt((a**2).mean()),
    "the root of its mean": lambda a: np.sqrt(a.mean()),
    "its first column, `[:, 0]`,": lambda a: a[:, 0],
    "its last column, `[:, -1]`,": lambda a: a[:, -1],
    "its sum over the rows, `.sum(axis=0)`,": lambda a: a.sum(axis=0),
    "its sum over the columns, `.sum(axis=1)`,": lambda a: a.sum(axis=1),
    "its mean over the rows, `.mean(axis=0)`,": lambda a: a.mean(axis=0),
    "its mean over the columns, `.mean(axis=1)`,": lambda a: a.mean(axis=1),
    "its diagonal": lambda a: np.diag(a),
    "where its smallest number is (`np.argmin`)": lambda a: a.argmin(),
}


def relations(trials: Trials) -> Iterator[Explanation]:
    """Yield how the numbers that are asked come otherwise arranged, or reduced."""
    if not trials.may_hold or not all(map(is_numeric, [*trials.got, *trials.expected])):
        return
    expected = [np.asarray(value) for value in trials.expected]
    for words, f in ORDERS.items() if np.ndim(trials.expected[0]) else ():  # a single number has no order
        if trials.is_made_by(f):
            yield _name(words), f"Your result is what is asked, {words}, in every trial."
            return
    got = [np.asarray(value) for value in trials.got]
    yield from _more_than_asked(got, expected)
    if any(a.shape != b.shape for a, b in zip(got, expected, strict=True)):
        for words, f in TO_DO.items():
            if all(near(quietly(f, a), b) for a, b in zip(got, expected, strict=True)):
                yield (
                    "relation-step-missing",
                    f"What you return is not yet what is asked; {words} would be, in all trials.",
                )
                return
        yield from _multiplied(trials)
        yield from _some_missing(got, expected)


def _multiplied(trials: Trials) -> Iterator[Explanation]:
    """Tell whether the result is what is asked, multiplied with a matrix that was given."""
    for k, name in enumerate(trials.names):
        if trials.is_made_by(lambda b, x: x @ b, [case[k] for case in trials.cases]):
            words = f"Your result is `{name}` multiplied with what is asked, in every trial: you went a step too far"
            yield "relation-step-too-many", f"{words}, and what is asked came before it."
            return


def _some_missing(got: list[np.ndarray], expected: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell whether some entries are left out, and the others are right."""
    pairs = list(zip(got, expected, strict=True))
    if not all(a.ndim == b.ndim == 1 and 0 < len(a) < len(b) for a, b in pairs):
        return
    for words, keep in KEPT.items():
        if all(near(a, b[keep(b)]) for a, b in pairs):
            yield "relation-missing", f"{words} missing from your result, and all others are right, in order."
            return
    if all(_is_within(a, b) for a, b in pairs):
        missing = " and ".join(str(len(b) - len(a)) for a, b in pairs[:2])
        yield (
            "relation-missing",
            f"All your numbers are asked, in this order, but some are missing: {missing} in two trials.",
        )


def _is_within(a: np.ndarray, b: np.ndarray) -> bool:
    rest = iter(b.tolist())
    return all(any(abs(x - y) <= 1e-7 * abs(y) + 1e-14 for y in rest) for x in a.tolist())


KEPT: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "The entries that should be 0 are": lambda b: b != 0,
    "The negative entries are": lambda b: b >= 0,
    "The positive entries are": lambda b: b <= 0,
    "The first and the last entry are": lambda b: (np.arange(len(b)) > 0) & (np.arange(len(b)) < len(b) - 1),
    "Every second entry is": lambda b: np.arange(len(b)) % 2 == 0,
}


def _name(words: str) -> str:
    for key in ("transposed", "reverse", "sorted", "shifted", "summed", "mean", "missing", "alone", "differences"):
        if key in words:
            return f"relation-{key}"
    return "relation-other-order" if "reshape" in words else "relation-other-form"


def _more_than_asked(got: list[np.ndarray], expected: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell whether what is asked stands in a larger result."""
    pairs = list(zip(got, expected, strict=True))
    if all(a.ndim == b.ndim == 2 and len(a) == len(b) and a.shape[1] > b.shape[1] for a, b in pairs):
        sides = {"on the right": lambda a, b: a[:, : b.shape[1]], "on the left": lambda a, b: a[:, -b.shape[1] :]}
        many = "columns"
    elif all(a.ndim == b.ndim > 0 and a.shape[1:] == b.shape[1:] and len(a) > len(b) for a, b in pairs):
        sides = {"at the end": lambda a, b: a[: len(b)], "at the beginning": lambda a, b: a[-len(b) :]}
        many = "rows" if got[0].ndim > 1 else "entries"
    else:
        return
    for where, f in sides.items():
        if all(near(f(a, b), b) for a, b in pairs):
            yield "relation-too-many", f"All that is asked is there, and {where} there are {many} too many."
            return


def sizes(trials: Trials) -> Iterator[Explanation]:
    """Yield what the size of a result says, where its shape is wrong."""
    if trials.may_hold and all(map(is_numeric, [*trials.got, *trials.expected])):
        got, expected = ([np.asarray(value) for value in side] for side in (trials.got, trials.expected))
        if all(a.shape != b.shape for a, b in zip(got, expected, strict=True)):
            yield from _sizes(trials, got, expected)


def _sizes(trials: Trials, got: list[np.ndarray], expected: list[np.ndarray]) -> Iterator[Explanation]:
    """Say in words which sizes a result of the wrong shape has: a number for each sample, not for each column."""
    if len({a.ndim for a in got}) > 1 or got[0].ndim > 2:
        return
    has, needs = (_sides(trials, values) for values in (got, expected))
    if has and needs and has != needs and got[0].ndim and expected[0].ndim:
        words = f"Your result has {has}, and asked is {needs}"
        yield "relation-size", f"{words}: in every trial you return another quantity than the one that is asked."


def _sides(trials: Trials, values: list[np.ndarray]) -> str:
    """Name the lengths of the axes by the arguments that have them; empty where one has no such name."""
    counts = {f"as many as {name}": sizes for name, sizes in counts_of(trials).items()}
    counts |= {str(n): [n] * len(values) for n in range(1, 6)}
    names = []
    for axis in range(values[0].ndim):
        lengths = [value.shape[axis] for value in values]
        of_length = [name for name, sizes in counts.items() if sizes == lengths]
        names.append(of_length[0] if of_length else "")
    if not names or not all(names):
        return ""
    return f"{names[0]} entries" if len(names) == 1 else f"{names[0]} rows and {names[1]} columns"
