"""Trials that are right, and trials that are wrong. In: both. Out: what tells them apart, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..compare import Explanation, is_numeric
from ..example import difference
from .trials import Trials

Test = Callable[[Any], bool | None]


def _of_arrays(x: Any) -> np.ndarray | None:
    return x if isinstance(x, np.ndarray) and x.ndim else None


def _array(test: Callable[[np.ndarray], Any]) -> Test:
    return lambda x: bool(test(x)) if isinstance(x, np.ndarray) and x.ndim and x.size else None


def _whole(test: Callable[[int], Any]) -> Test:
    return lambda x: bool(test(int(x))) if isinstance(x, (int, np.integer)) else None


def _list(test: Callable[[list[Any]], Any]) -> Test:
    return lambda x: bool(test(x)) if isinstance(x, list) and x else None


def _samples(test: Callable[[list[np.ndarray]], Any]) -> Test:
    def of_samples(x: Any) -> bool | None:
        are_arrays = isinstance(x, list) and x and all(isinstance(y, np.ndarray) and y.ndim == 1 for y in x)
        return bool(test(x)) if are_arrays else None

    return of_samples


def _floats(test: Callable[[np.ndarray], Any]) -> Test:
    return lambda x: bool(test(np.array(x))) if isinstance(x, list) and x and isinstance(x[0], float) else None


# What may be said of an argument.
TESTS: list[tuple[str, Test]] = [
    ("`{x}` is 0", _whole(lambda x: x == 0)),
    ("`{x}` is 1", _whole(lambda x: x == 1)),
    ("`{x}` is at most 1", _whole(lambda x: x <= 1)),
    ("`{x}` is 2", _whole(lambda x: x == 2)),
    ("`{x}` is 3", _whole(lambda x: x == 3)),
    ("`{x}` is at most 2", _whole(lambda x: x <= 2)),
    ("`{x}` is at most 3", _whole(lambda x: x <= 3)),
    ("`{x}` is at most 4", _whole(lambda x: x <= 4)),
    ("`{x}` is even", _whole(lambda x: x % 2 == 0)),
    ("`{x}` is sorted", _array(lambda x: x.ndim == 1 and (np.diff(x) >= 0).all())),
    ("`{x}` holds a single number", _array(lambda x: x.size == 1)),
    ("`{x}` has one row", _array(lambda x: len(x) == 1)),
    ("`{x}` has 100 rows, as in the notebook", _array(lambda x: len(x) == 100)),
    ("`{x}` is a column of shape (n, 1)", _array(lambda x: x.ndim == 2 and x.shape[1] == 1)),
    ("`{x}` has one axis, shape (n,)", _array(lambda x: x.ndim == 1)),
    ("`{x}` is square", _array(lambda x: x.ndim == 2 and x.shape[0] == x.shape[1])),
    ("`{x}` has two columns", _array(lambda x: x.ndim == 2 and x.shape[1] == 2)),
    ("`{x}` has three columns", _array(lambda x: x.ndim == 2 and x.shape[1] == 3)),
    ("the smallest column of `{x}` is the first one", _array(lambda x: x.ndim == 2 and _smallest(x) == 0)),
    ("the smallest column of `{x}` is the last one", _array(lambda x: x.ndim == 2 and _smallest(x) == x.shape[1] - 1)),
    ("`{x}` has equal numbers in it", _array(lambda x: np.unique(x).size < x.size)),
    ("`{x}` is positive everywhere", _array(lambda x: (x > 0).all())),
    ("`{x}` has 0 in it", _array(lambda x: (x == 0).any())),
    ("`{x}` has one entry", _list(lambda x: len(x) == 1)),
    ("`{x}` has two entries", _list(lambda x: len(x) == 2)),
    ("`{x}` has at most two entries", _list(lambda x: len(x) <= 2)),
    ("`{x}` has at most three entries", _list(lambda x: len(x) <= 3)),
    ("`{x}` has at most four entries", _list(lambda x: len(x) <= 4)),
    ("`{x}` has three entries", _list(lambda x: len(x) == 3)),
    ("the entries of `{x}` are of one length", _samples(lambda x: len(set(map(len, x))) == 1)),
    ("no entry of `{x}` holds more than two numbers", _samples(lambda x: max(map(len, x)) <= 2)),
    ("no entry of `{x}` holds more than three numbers", _samples(lambda x: max(map(len, x)) <= 3)),
    ("no entry of `{x}` holds more than four numbers", _samples(lambda x: max(map(len, x)) <= 4)),
    ("no entry of `{x}` holds more than five numbers", _samples(lambda x: max(map(len, x)) <= 5)),
    ("an entry of `{x}` holds a single number", _samples(lambda x: min(map(len, x)) == 1)),
    ("an entry of `{x}` is empty", _samples(lambda x: min(map(len, x)) == 0)),
    ("`{x}` has equal numbers in it", _floats(lambda x: np.unique(x).size < x.size)),
    ("the smallest of `{x}` comes first", _floats(lambda x: x.argmin() == 0)),
    ("the smallest of `{x}` comes last", _floats(lambda x: x.argmin() == x.size - 1)),
    ("`{x}` falls all the time", _floats(lambda x: (np.diff(x) < 0).all())),
    ("`{x}` begins with 1 or more", _floats(lambda x: x[0] >= 1)),
    ("a layer of `{x}` has width 1 before the last", lambda x: _narrow(x)),
]
OF_PAIRS: list[tuple[str, Callable[[np.ndarray, np.ndarray], Any]]] = [
    ("`{x}` and `{y}` have the same shape", lambda x, y: x.shape == y.shape),
    ("`{x}` and `{y}` have as many rows", lambda x, y: len(x) == len(y)),
    ("`{x}` has more rows than `{y}`", lambda x, y: len(x) > len(y)),
]


def _smallest(x: np.ndarray) -> int:
    return int(np.linalg.norm(x, axis=0).argmin())


def _narrow(x: Any) -> bool | None:
    if not isinstance(x, list) or not x or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in x):
        return None
    return any(np.size(biases) == 1 for _, biases in x[:-1])


def told_apart(trials: Trials) -> Explanation | None:
    """Return what tells right trials from wrong ones: said only where each side has two trials, and six numbers."""
    right = trials.is_right
    enough = sum(np.size(b) for b in trials.expected if not isinstance(b, tuple)) or 6
    if enough < 6 or min(right.count(True), right.count(False)) < 2:
        return None
    words = _words(trials, right)
    if not words:
        return None
    score = f"{right.count(True)} of {len(right)} trials"
    return "relation-right-in-some", f"Your function is right where {words}, and only there: in {score}."


def wrong_at_zero(trials: Trials) -> Explanation | None:
    """Tell whether a result is wrong even where a number of steps is 0: then it is wrong before anything is done."""
    for k, name in enumerate(trials.names):
        zero = [i for i, case in enumerate(trials.cases) if type(case[k]) is int and case[k] == 0]
        if len(zero) < 2 or len(zero) == len(trials.cases) or any(trials.is_right[i] for i in zero):
            continue
        if sum(np.size(trials.expected[i]) for i in zero) >= 6 and all(is_numeric(trials.got[i]) for i in zero):
            words = f"Your result is wrong even where `{name}` is 0 and nothing is to be done: look at where you begin"
            seen = difference(trials.got[zero[0]], trials.expected[zero[0]], trials.task.rtol, trials.task.atol)
            return "relation-wrong-at-zero", f"{words}. There {seen}."
    return None


def _words(trials: Trials, right: list[bool]) -> str:
    values = {name: [case[k] for case in trials.cases] for k, name in enumerate(trials.names)}
    for words, test in TESTS:
        for name, of_name in values.items():
            if [test(value) for value in of_name] == right:
                return words.format(x=name)
    for words, test in TESTS:
        for name, of_name in values.items():
            seen = [test(value) for value in of_name]
            if None not in seen and [not s for s in seen] == right:
                return f"it is not so that {words.format(x=name)}"
    for x, of_x in values.items():
        for y, of_y in values.items():
            if x != y and all(
                _of_arrays(p) is not None and _of_arrays(q) is not None for p, q in zip(of_x, of_y, strict=True)
            ):
                for words, of_pair in OF_PAIRS:
                    if [bool(of_pair(p, q)) for p, q in zip(of_x, of_y, strict=True)] == right:
                        return words.format(x=x, y=y)
    return ""


def varied(case: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield a case with one thing changed, so that not all trials with two columns have one step too."""
    for k, value in enumerate(case):
        if type(value) is int:
            yield from ((*case[:k], other, *case[k + 1 :]) for other in (0, 1, 2, 3) if other != value)
    widths = [x.shape[1] for x in case if isinstance(x, np.ndarray) and x.ndim == 2]
    if widths and widths[0] > 1:
        narrow = [
            x[:, :-1] if isinstance(x, np.ndarray) and x.ndim == 2 and x.shape[1] == widths[0] else x for x in case
        ]
        yield tuple(narrow)
