"""Relations of place. In: trials. Out: which entries, rows or columns are wrong, or where; the rest is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..compare import Explanation, is_numeric
from .trials import Trials, near


def relations(trials: Trials) -> Iterator[Explanation]:
    """Yield where the wrong numbers are, where shapes are right."""
    if not trials.may_hold or not all(map(is_numeric, [*trials.got, *trials.expected])):
        return
    got, expected = ([np.asarray(value) for value in side] for side in (trials.got, trials.expected))
    if all(a.shape == b.shape for a, b in zip(got, expected, strict=True)):
        yield from _places(trials, got, expected)


def _places(trials: Trials, got: list[np.ndarray], expected: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell where the wrong numbers are: in an entry, row or column, or where what is asked has something in common."""
    task = trials.task
    wrong = [~np.isclose(a, b, rtol=task.rtol, atol=task.atol) for a, b in zip(got, expected, strict=True)]
    n_right, n_wrong = (int(sum(np.sum(w == side) for w in wrong)) for side in (False, True))
    if n_right < 3 or n_right + n_wrong < 6 or n_wrong < 2 or any(w.ndim == 0 for w in wrong):
        return
    for words, mask in PLACES.items():
        if all(np.array_equal(w, mask(w)) for w in wrong if w.size) and sum(w.any() for w in wrong) >= 2:
            zero = all((a[w] == 0).all() for a, w in zip(got, wrong, strict=True))
            tail = " The others are 0, as if they had never been filled." if zero else ""
            yield "relation-one-wrong", f"{words}, in every trial.{tail}"
            return
    row_a, row_b = (np.concatenate([x.ravel() for x in side]) for side in (got, expected))
    row = np.concatenate([w.ravel() for w in wrong])
    for words, f in VALUES.items():
        if np.array_equal(row, f(row_b)) and min(n_right, n_wrong) >= 3:
            yield "relation-where", f"Your numbers are right where {words}, and wrong everywhere else, in every trial."
            return
    if n_right >= 3 and n_wrong >= 3 and (row_a[row] == 0).all():
        yield (
            "relation-zeros",
            "Where your numbers are wrong they are 0, and all others are right: what sets them to 0?",
        )
    elif all(_same_numbers(a, b) for a, b in zip(got, expected, strict=True)) and min(x.size for x in got) > 2:
        yield "relation-other-order", "Your numbers are those that are asked, in other places: in another order."


def _same_numbers(a: np.ndarray, b: np.ndarray) -> bool:
    return near(np.sort(a, axis=None), np.sort(b, axis=None))


def _filled(where: Any) -> Callable[[np.ndarray], np.ndarray]:
    def mask(w: np.ndarray) -> np.ndarray:
        result = np.zeros(w.shape, bool)
        try:
            result[where] = True
        except IndexError:
            return ~w
        return result

    return mask


_SINGLE = {
    "All is right but the first entry or row": np.s_[:1],
    "All is right but the last entry or row": np.s_[-1:],
    "All is right but the second entry or row": np.s_[1:2],
    "All is right but the first column": np.s_[:, :1],
    "All is right but the last column": np.s_[:, -1:],
    "All is right but the second column": np.s_[:, 1:2],
    "The first three columns are right, and no others": np.s_[:, 3:],
    "The first two entries or rows are right, and no others": np.s_[2:],
    "The first three entries or rows are right, and no others": np.s_[3:],
    "The first entry or row is right, and no other": np.s_[1:],
    "The last entry or row is right, and no other": np.s_[:-1],
    "The first column is right, and no other": np.s_[:, 1:],
    "The last column is right, and no other": np.s_[:, :-1],
}
PLACES = {words: _filled(where) for words, where in _SINGLE.items()}
VALUES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "something else than 0 is asked": lambda b: b == 0,
    "0 is asked": lambda b: b != 0,
    "a positive number (or 0) is asked": lambda b: b < 0,
    "a negative number (or 0) is asked": lambda b: b > 0,
    "something else than 1 is asked": lambda b: b == 1,
    "at most 1 is asked": lambda b: b > 1,
    "a number from -1 to 1 is asked": lambda b: np.abs(b) > 1,
}
