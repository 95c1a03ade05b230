"""Relations of place. In: trials. Out: other order, one entry, row or column wrong, other shapes, one for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..compare import Explanation, is_numeric, plain
from .trials import Trials, counts_of, near

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
    "without its axes of length one": lambda b: np.squeeze(b),
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
    """Yield what is true of the places and shapes of numbers."""
    if any(isinstance(value, (tuple, dict)) for value in (*trials.got, *trials.expected)):
        yield from _of_tuples(trials)
        return
    if not trials.may_hold or not all(map(is_numeric, trials.expected)):
        return
    expected = [np.asarray(value) for value in trials.expected]
    for words, f in ORDERS.items():
        if trials.holds(lambda i, f=f: _quiet(f, expected[i])):  # type: ignore[misc]
            yield _name(words), f"Your result is what is asked, {words}, in every trial."
            return
    got = [np.asarray(value) for value in trials.got]
    yield from _more_than_asked(got, expected)
    if any(a.shape != b.shape for a, b in zip(got, expected, strict=True)):
        for words, f in TO_DO.items():
            if all(near(_quiet(f, a), b) for a, b in zip(got, expected, strict=True)):
                yield (
                    "relation-step-missing",
                    f"What you return is not yet what is asked; {words} would be, in all trials.",
                )
                return
        yield from _multiplied(trials)
        yield from _some_missing(got, expected)


def sizes(trials: Trials) -> Iterator[Explanation]:
    """Yield what the size of a result says, where its shape is wrong."""
    if trials.may_hold and all(map(is_numeric, [*trials.got, *trials.expected])):
        got, expected = ([np.asarray(value) for value in side] for side in (trials.got, trials.expected))
        if all(a.shape != b.shape for a, b in zip(got, expected, strict=True)):
            yield from _sizes(trials, got, expected)


def _multiplied(trials: Trials) -> Iterator[Explanation]:
    """Tell whether the result is what is asked, multiplied with a matrix that was given."""
    for k, name in enumerate(trials.names):
        if trials.holds(lambda i, k=k: _quiet(lambda b: trials.cases[i][k] @ b, np.asarray(trials.expected[i]))):  # type: ignore[misc]
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


def _sizes(trials: Trials, got: list[np.ndarray], expected: list[np.ndarray]) -> Iterator[Explanation]:
    """Say in words which sizes a result of the wrong shape has: one number for each sample, say, not for each column."""
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
    if not all(names):
        return ""
    return f"{names[0]} entries" if len(names) == 1 else f"{names[0]} rows and {names[1]} columns"


def places(trials: Trials) -> Iterator[Explanation]:
    """Yield where the wrong numbers are, where shapes are right."""
    if not trials.may_hold or not all(map(is_numeric, [*trials.got, *trials.expected])):
        return
    got, expected = ([np.asarray(value) for value in side] for side in (trials.got, trials.expected))
    if all(a.shape == b.shape for a, b in zip(got, expected, strict=True)):
        yield from _places(trials, got, expected)


def _name(words: str) -> str:
    for key in ("transposed", "reverse", "sorted", "shifted", "summed", "mean", "missing", "alone", "differences"):
        if key in words:
            return f"relation-{key}"
    return "relation-other-order" if "reshape" in words else "relation-other-form"


def _quiet(f: Callable[[np.ndarray], Any], x: np.ndarray) -> Any:
    try:
        return f(x)
    except (ValueError, IndexError, TypeError):
        return None


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


def _of_tuples(trials: Trials) -> Iterator[Explanation]:
    """Tell whether the parts are in another order, or what is asked is one of several things that are returned."""
    pairs = list(zip(trials.got, trials.expected, strict=True))
    if len(pairs) < 2 or not all(isinstance(a, tuple) for a, _ in pairs):
        yield from _alone(trials, pairs)
        return
    if all(isinstance(b, tuple) and len(a) == len(b) for a, b in pairs):
        n = len(pairs[0][1])
        if n == 2 and all(near(a[0], b[1]) and near(a[1], b[0]) for a, b in pairs):
            yield "relation-parts-swapped", "Both parts are right, and in the wrong order: swap them."
        elif n > 2:
            orders = [[next((j for j in range(n) if near(a[i], b[j])), -1) for i in range(n)] for a, b in pairs]
            if all(order == orders[0] for order in orders) and sorted(orders[0]) == list(range(n)):
                yield "relation-parts-swapped", "All parts are right, and in the wrong order."
    elif all(is_numeric(b) for _, b in pairs):
        yield from _unsummed(pairs)
        n = min(len(a) for a, _ in pairs)
        for k in range(n):
            if all(near(a[k], b) for a, b in pairs):
                words = f"You return several things, and number {k + 1} of them is what is asked"
                yield "relation-part", f"{words}: return it alone, with `[{k}]` or by a name of its own."
                return


def _alone(trials: Trials, pairs: list[tuple[Any, Any]]) -> Iterator[Explanation]:
    """Tell whether one part of several is returned alone, or all of them under names."""
    n = len(pairs[0][1]) if isinstance(pairs[0][1], tuple) else 0
    for k in range(n):
        if all(near(plain(a), b[k]) for a, b in pairs):
            yield (
                "relation-part-alone",
                f"You return part {k + 1} of {n} alone, and it is right: return all {n} of them.",
            )
            return
    dicts = [a for a, _ in pairs if isinstance(a, dict)]
    if n and len(dicts) == len(pairs) and all(near(plain(tuple(a.values())), b) for a, b in pairs):
        words = f"All {n} values of your dictionary are right: return them as a tuple, separated by commas."
        yield "relation-parts-in-a-dictionary", words


def _unsummed(pairs: list[tuple[Any, Any]]) -> Iterator[Explanation]:
    """Tell whether each entry of a list still has to be reduced to what is asked."""
    for words, f in TO_DO.items():
        if all(len(a) == len(b) and all(near(_quiet(f, x), y) for x, y in zip(a, b, strict=True)) for a, b in pairs):
            yield "relation-step-missing", f"Each entry of your list is not yet what is asked; {words} would be."
            return


def _places(trials: Trials, got: list[np.ndarray], expected: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell where the wrong numbers are: in one entry, row or column, or where something can be said of what is asked."""
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
