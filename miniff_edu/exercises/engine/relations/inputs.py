"""Relations with other inputs. In: trials. Out: the right result, but for other arguments; what the result ignores."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from ..compare import Explanation, alike, is_numeric
from ..sandbox import Failure, attempt
from .trials import ROUNDING, SECONDS_FOR_CALLS, Trials, counts_of, is_constant, is_enough, near, quietly

Change = Callable[[Any], Any]
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
}


def as_for_others(trials: Trials) -> Iterator[Explanation]:
    """Yield with which other arguments the right function returns the same."""
    if not trials.may_hold:
        return
    for i, j in combinations(range(len(trials.names)), 2):
        if trials.holds(lambda k, i=i, j=j: _right(trials, _swapped(trials.cases[k], i, j))):  # type: ignore[misc]
            a, b = trials.names[i], trials.names[j]
            yield "relation-arguments-swapped", f"Your result is the right one for `{a}` and `{b}` swapped."
            return
    for k, name in enumerate(trials.names):
        found = _as_for(trials, k, EXACTLY) or _as_for(trials, k, ROUNDING)
        if found:
            yield (
                "relation-other-argument",
                f"Your result is the right one with {found.format(x=f'`{name}`')}, in every trial.",
            )
            return
    for i, j in combinations(range(len(trials.names)), 2):
        for k, other in ((i, j), (j, i)):
            if trials.holds(lambda t, k=k, o=other: _right(trials, _replaced(trials.cases[t], k, trials.cases[t][o]))):  # type: ignore[misc]
                a, b = trials.names[k], trials.names[other]
                yield "relation-other-argument", f"Your result is the right one with `{b}` in the place of `{a}`."
                return
    yield from _of_notebook(trials)


def _as_for(trials: Trials, k: int, rounding: float) -> str:
    """Return in words what argument number `k` would have to be for the results to be right."""
    name = trials.names[k]
    for words, change in _changes(trials.cases[0][k]).items():
        if trials.holds(lambda i, change=change: _right(trials, _changed(trials.cases[i], k, change)), rounding):  # type: ignore[misc]
            return words.replace("`{x}`", "{x}") + ("" if "place" in words else f" in the place of `{name}`")
    if isinstance(trials.cases[0][k], float):
        for n, counts in counts_of(trials).items():
            for words, f in OF_COUNTS.items():
                if trials.holds(
                    lambda i, f=f, c=counts: _right(trials, _changed(trials.cases[i], k, lambda x: f(x, c[i])))
                ):  # type: ignore[misc]
                    return words.format(x="{x}", n=n) + f" in the place of `{name}`"
    return ""


OF_COUNTS: dict[str, Callable[[float, int], float]] = {
    "{x} times {n}": lambda x, n: x * n,
    "{x} divided by {n}": lambda x, n: x / n,
    "{x} times the square of {n}": lambda x, n: x * n * n,
    "{x} divided by the square of {n}": lambda x, n: x / n / n,
    "the square of {x}, times {n}": lambda x, n: x * x * n,
    "the square of {x}, divided by {n}": lambda x, n: x * x / n,
}


def _of_notebook(trials: Trials) -> Iterator[Explanation]:
    """Tell whether a variable of the notebook was taken for an argument."""
    code = getattr(trials.answer, "__code__", None)
    outside = getattr(trials.answer, "__globals__", {})
    names = [name for name in getattr(code, "co_names", ()) if is_numeric(outside.get(name))]
    for name in names:
        for k, argument in enumerate(trials.names):
            if trials.holds(lambda i, k=k, n=name: _right(trials, _replaced(trials.cases[i], k, outside[n]))):  # type: ignore[misc]
                words = f"Your result is the right one for the `{name}` of the notebook in the place of `{argument}`"
                yield "relation-of-the-notebook", f"{words}: a function works with its arguments alone."
                return


def of_calls(trials: Trials) -> Iterator[Explanation]:
    """Yield what further calls show: a result that changes, an argument that changes, one that does not count."""
    first = trials.order[0]
    if not is_enough(trials.got) or is_constant(trials.got):
        return
    again = [_call(trials, trials.cases[i]) for i in trials.order[:2]]
    if not all(near(b, trials.got[i]) or b is None for i, b in zip(trials.order, again, strict=False)):
        words = "Called again with the same arguments, your function returns something else. Does it draw by chance, "
        yield "relation-changes-from-call-to-call", words + "or remember what it was called with before?"
        return
    for k, name in enumerate(trials.names):
        before, after = trials.cases[first][k], trials.used[first][k]
        if is_numeric(before) and not near(after, before):
            words = (
                f"Your function changes its argument `{name}` as it runs, so later lines see other numbers. Work on a"
            )
            yield "relation-changes-its-argument", f"{words} copy: `{name} = {name}.copy()`."
            return
    if trials.may_hold:
        yield from _ignored(trials)
        if all(np.shape(a) == np.shape(b) for a, b in zip(trials.got, trials.expected, strict=True)):
            yield from _order(trials)


def _ignored(trials: Trials) -> Iterator[Explanation]:
    """Tell which argument, or its last entry, the result does not depend on, although it must."""
    ignored = [name for k, name in enumerate(trials.names) if _is_ignored(trials, k, MOVES)]
    if ignored and len(ignored) < len(trials.names):
        shown = " and ".join(f"`{name}`" for name in ignored)
        yield (
            "relation-does-not-depend",
            f"Your result does not depend on {shown}: it stays the same when only that changes.",
        )
        return
    for k, name in enumerate(trials.names):
        if isinstance(trials.cases[0][k], np.ndarray) and _is_ignored(trials, k, (_moved_last,)):
            words = f"Your result stays the same when the last entry or row of `{name}` changes."
            yield "relation-does-not-depend", f"{words} Does a range, or a slice, end too soon?"
            return


def _is_ignored(trials: Trials, k: int, moves: tuple[Change, ...]) -> bool:
    """Tell whether changes of an argument change what is asked, and never what is returned, in any trial."""
    counts = 0
    end = time.perf_counter() + SECONDS_FOR_CALLS
    for i in trials.order:
        changes = 0
        for move in moves:
            case = _changed(trials.cases[i], k, move)
            right = _right(trials, case)
            if right is None or near(right, trials.expected[i]):
                continue
            if time.perf_counter() > end or not near(_call(trials, case), trials.got[i]):
                return False
            changes += 1
        counts += changes > 0
    return counts >= 2


def _order(trials: Trials) -> Iterator[Explanation]:
    """Tell whether the result depends on the order of the samples where what is asked does not."""
    counts = 0
    for i in trials.order[:3]:
        lengths = [len(x) for x in trials.cases[i] if isinstance(x, (np.ndarray, list)) and np.ndim(x[:1]) >= 1]
        if not lengths or lengths.count(lengths[0]) < 2:
            return
        turned = [x[::-1] if isinstance(x, (np.ndarray, list)) and len(x) == lengths[0] else x for x in trials.cases[i]]
        if not near(_right(trials, turned), trials.expected[i]) or near(_call(trials, turned), trials.got[i]):
            return
        counts += 1
    if counts >= 2:
        words = "Your result changes when the samples come in another order (all arguments alike)"
        yield "relation-depends-on-order", f"{words}, and what is asked does not."


def _moved(x: Any) -> Any:
    """Return another value of the same kind: neither a multiple, nor shifted, as a result may be blind to both."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return x * 1.5 + 0.25 * np.cos(np.arange(x.size)).reshape(x.shape)
    if isinstance(x, (list, tuple)) and x:
        return type(x)(1.5 * y + 0.1 * ((7 * i) % 5) if isinstance(y, float) else _moved(y) for i, y in enumerate(x))
    if callable(x):
        return lambda *values: 1.5 * x(*values)
    return x + 1 if isinstance(x, int) else 1.5 * x if isinstance(x, float) else None


def _turned(x: Any) -> Any:
    if isinstance(x, (np.ndarray, list)) and len(x) > 1:
        return x[::-1]
    return x + 3 if isinstance(x, int) else x / 3 if isinstance(x, float) else None


def _ordered(x: Any) -> Any:
    if isinstance(x, int):
        return x - 1
    return sorted(x) if isinstance(x, list) and x and isinstance(x[0], float) else None


MOVES: tuple[Change, ...] = (_moved, _turned, _ordered)


def _moved_last(x: np.ndarray) -> Any:
    # Neither a shift nor a factor alone: a result may be the same for both, and still depend on it.
    return np.concatenate([x[:-1], _moved(x[-1:])]) if len(x) > 1 and x.dtype.kind == "f" else None


def _changes(x: Any) -> dict[str, Change]:
    if isinstance(x, list):
        return OF_LISTS
    return OF_ARRAYS if isinstance(x, np.ndarray) else OF_NUMBERS if isinstance(x, (int, float)) else {}


def _swapped(case: tuple[Any, ...], i: int, j: int) -> tuple[Any, ...]:
    changed = list(case)
    changed[i], changed[j] = case[j], case[i]
    return tuple(changed)


def _replaced(case: tuple[Any, ...], k: int, value: Any) -> tuple[Any, ...]:
    return (*case[:k], value, *case[k + 1 :])


def _changed(case: tuple[Any, ...], k: int, change: Change) -> tuple[Any, ...]:
    value = quietly(change, case[k])
    return () if value is None else _replaced(case, k, value)


def _right(trials: Trials, case: Any) -> Any:
    return trials.value(quietly(trials.right, *case)) if case else None


def _call(trials: Trials, case: Any) -> Any:
    result = attempt(trials.answer, *copy.deepcopy(case))
    if isinstance(result, Failure):
        return None
    value = trials.value(result)
    return alike(value, trials.expected[0])[0]
