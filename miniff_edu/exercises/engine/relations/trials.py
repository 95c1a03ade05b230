"""What relations are looked for in. In: an exercise, an answer and what it returned. Out: trials, and when they agree.

A relation is stated only where it holds in every trial to rounding, over at least 6 numbers (24 where all of them are
integers) from at least 2 trials, and never on constant results.
"""

from __future__ import annotations

import copy
import inspect
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..compare import alike, is_numeric, plain, same
from ..exercise import Exercise, Function, make
from ..sandbox import Failure, result_of

Case = tuple[Any, ...]
Change = Callable[[Any], Any]
FEWEST, FEWEST_INTEGERS, FEWEST_TRIALS = 6, 24, 2
ROUNDING = 1e-7  # of a number; what optimisers leave, and what ill-conditioned sums lose, is below it
MOST_SECONDS = 1.0
SECONDS_FOR_CALLS = 0.04  # what further calls of an answer may take
MOST_DRAWS = 8


class Patience:
    """The time that further calls of an answer may take: its own, since other programs may keep the computer busy."""

    def __init__(self) -> None:
        self._start = time.thread_time(), time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether it has run out; an answer that only waits ends it too."""
        own, waited = time.thread_time() - self._start[0], time.monotonic() - self._start[1]
        return own > SECONDS_FOR_CALLS or waited > MOST_SECONDS


@dataclass
class Trials:
    """An answer, what it was called with, and what it returned.

    Parameters
    ----------
    exercise : Exercise
    answer : callable
    cases : list of tuple
        Arguments, untouched.
    used : list of tuple
        Copies of them, as the answer has left them.
    got, expected : list
        What the answer returned (or its `Failure`), and what is asked.
    draw : callable
        Draws further cases.
    item : int or None
        Which item of the results is meant, where they are tuples.
    """

    exercise: Exercise
    answer: Callable[..., Any]
    cases: list[Case]
    used: list[Case]
    got: list[Any]
    expected: list[Any]
    draw: Callable[[], Sequence[Case]]
    item: int | None = None
    seconds: float = 0.0  # that a call of the answer takes
    _is_long: bool = field(default=False, repr=False)

    @property
    def task(self) -> Function:
        """The task, with its reference."""
        assert isinstance(self.exercise.task, Function)
        return self.exercise.task

    @cached_property
    def names(self) -> list[str]:
        """The names of the arguments."""
        return list(inspect.signature(make(self.exercise.stub, self.task.answer)).parameters)

    @cached_property
    def right(self) -> Callable[..., Any]:
        """A right function that takes odd arguments: the solution, which is faster than the reference mostly."""
        function: Callable[..., Any] = make(self.exercise.solution, self.task.answer)
        return function

    @cached_property
    def is_right(self) -> list[bool]:
        """Whether each trial is right."""
        return [same(a, b, self.task.rtol, self.task.atol) for a, b in zip(self.got, self.expected, strict=True)]

    @cached_property
    def order(self) -> list[int]:
        """The trials, the smallest wrong one first: there most candidates fall."""
        size = [np.size(b) if is_numeric(b) else 1 for b in self.expected]
        return sorted(range(len(self.cases)), key=lambda i: (self.is_right[i], size[i]))

    def value(self, result: Any) -> Any:
        """Return the item of a result that is meant, as arrays."""
        value = plain(result)
        if self.item is None:
            return value
        return value[self.item] if isinstance(value, tuple) and len(value) > self.item else None

    def of_item(self, item: int) -> Trials:
        """Return the same trials, with one item of the results."""
        whole = self.lengthened()
        got = [value[item] if isinstance(value, tuple) else value for value in whole.got]
        expected = [value[item] for value in whole.expected]
        return replace(whole, got=got, expected=expected, item=item)

    def joined(self, more: Trials) -> Trials:
        """Return these trials and others of the same answer."""
        mine, other = ((x.cases, x.used, x.got, x.expected) for x in (self, more))
        cases, used, got, expected = ([*a, *b] for a, b in zip(mine, other, strict=True))
        return replace(self, cases=cases, used=used, got=got, expected=expected)

    def finite(self) -> Trials:
        """Return the trials whose results are numbers, where there are such and others."""
        return self._kept([i for i, value in enumerate(self.got) if _is_finite(value)])

    def without_failures(self) -> Trials:
        """Return the trials in which the answer has returned anything."""
        return self._kept([i for i, value in enumerate(self.got) if not isinstance(value, Failure)])

    def _kept(self, kept: list[int]) -> Trials:
        if len(kept) == len(self.got):
            return self
        cases, used, got, expected = ([x[i] for i in kept] for x in (self.cases, self.used, self.got, self.expected))
        return replace(self, cases=cases, used=used, got=got, expected=expected)

    def wrong_items(self) -> list[int]:
        """Return which items of the results are wrong in some trial."""
        n = min(len(value) for value in (*self.got, *self.expected))
        pairs = list(zip(self.got, self.expected, strict=True))
        rtol, atol = self.task.rtol, self.task.atol
        return [i for i in range(n) if not all(same(a[i], b[i], rtol, atol) for a, b in pairs)]

    def lengthened(self, draws: int = 0) -> Trials:
        """Return these trials with further ones, until there are numbers enough; an answer that is slow gets fewer.

        At least so many times further ones are drawn as `draws` says.
        """
        if self._is_long:
            return self
        cases, used, got, expected = [list(x) for x in (self.cases, self.used, self.got, self.expected)]
        patience = Patience()
        for k in range(MOST_DRAWS):
            if (k >= draws and _are_enough(expected) and _are_enough(got)) or patience.is_over:
                break
            more = self.extended(self.draw())
            for old, new in zip(
                (cases, used, got, expected), (more.cases, more.used, more.got, more.expected), strict=True
            ):
                old += new
        return replace(self, cases=cases, used=used, got=got, expected=expected, draw=lambda: [], _is_long=True)

    def extended(self, cases: Iterable[Case]) -> Trials:
        """Return trials of other cases; those with which a right function cannot do anything are left out."""
        kept: list[Case] = []
        used: list[Case] = []
        got: list[Any] = []
        expected: list[Any] = []
        patience = Patience()
        for case in cases:
            asked = quietly(self.task.reference, *copy.deepcopy(case))
            if asked is None or (is_numeric(asked) and np.size(asked) == 0) or patience.is_over:
                continue
            kept.append(case)
            used.append(copy.deepcopy(case))
            result = result_of(self.answer, *used[-1])
            expected.append(asked)
            got.append(result if isinstance(result, Failure) else alike(result, asked, self.task.any_shape)[0])
        return replace(self, cases=kept, used=used, got=got, expected=expected, _is_long=True)

    def holds(self, candidate: Callable[[int], Any], rounding: float = ROUNDING) -> bool:
        """Tell whether the results are those that `candidate` makes for the trial with this index, in all trials."""
        return self.may_hold and all(near(self.got[i], candidate(i), rounding) for i in self.order)

    def is_made_by(self, function: Callable[..., Any], *more: Sequence[Any]) -> bool:
        """Tell whether the results are what `function` makes of what is asked, and of further values for each trial."""
        asked = [np.asarray(value, dtype=float) for value in self.expected] if self.may_hold else []
        return self.holds(lambda i: quietly(function, asked[i], *(values[i] for values in more)))

    def is_right_for(self, change: Callable[[Case], Case], rounding: float = ROUNDING) -> bool:
        """Tell whether the results are the right ones for other cases; an empty one stands for none."""
        return self.holds(lambda i: self.asked_for(change(self.cases[i])), rounding)

    def asked_for(self, case: Case) -> Any:
        """Return what is asked for a case, or the item of it that is meant; ``None`` where there is no such thing."""
        return self.value(quietly(self.right, *case)) if case else None

    @cached_property
    def may_hold(self) -> bool:
        """Whether anything may be said: there are numbers enough, not all the same, and not right to rounding."""
        pairs = zip(self.got, self.expected, strict=True)
        return is_enough(self.got) and not is_constant(self.got) and not all(near(a, b) for a, b in pairs)


def counts_of(trials: Trials) -> dict[str, list[int]]:
    """Return numbers of each trial that a factor may depend on: lengths and widths of arguments, whole numbers."""
    counts: dict[str, list[int]] = {}
    for k, name in enumerate(trials.names):
        values = [case[k] for case in trials.cases]
        if all(type(value) is int for value in values):
            counts[f"`{name}`"] = values
        elif all(isinstance(value, np.ndarray) and value.ndim for value in values):
            counts[f"`len({name})`"] = [len(value) for value in values]
            if all(value.ndim == 2 for value in values):
                counts[f"`{name}.shape[1]`"] = [value.shape[1] for value in values]
                counts[f"`{name}.size`"] = [value.size for value in values]
        elif all(isinstance(value, list) for value in values):
            counts[f"`len({name})`"] = [len(value) for value in values]
    return counts


def _is_finite(value: Any) -> bool:
    row = numbers([value])
    return row is not None and bool(np.isfinite(row).all())


def numbers(values: Sequence[Any]) -> np.ndarray | None:
    """Return all numbers of some results in one row; ``None`` where a result holds anything else."""
    items: list[np.ndarray] = []
    for value in values:
        for item in value if isinstance(value, tuple) else (value,):
            if not is_numeric(item):
                return None
            items.append(np.ravel(np.asarray(item, dtype=float)))
    return np.concatenate(items) if items else None


def is_enough(values: Sequence[Any]) -> bool:
    """Tell whether these results are numbers enough to state a relation on them."""
    row = numbers(values)
    if row is None or len(values) < FEWEST_TRIALS or not np.isfinite(row).all():
        return False
    return len(row) >= (FEWEST_INTEGERS if (row == np.round(row)).all() else FEWEST)


def _are_enough(values: Sequence[Any]) -> bool:
    """Tell the same of each item, where results have several."""
    if values and all(isinstance(value, tuple) and len(value) == len(values[0]) for value in values):
        return all(is_enough([value[i] for value in values]) for i in range(len(values[0])))
    return is_enough(values) or numbers(values) is None


def is_constant(values: Sequence[Any]) -> bool:
    """Tell whether the results are the same in all trials, or one number throughout."""
    row = numbers(values)
    if row is None or len(row) == 0 or np.ptp(row) <= 1e-12 * np.abs(row).max():
        return True
    return all(near(value, values[0]) for value in values[1:])


def near(a: Any, b: Any, rounding: float = ROUNDING) -> bool:
    """Tell whether two results agree to rounding."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(near(x, y, rounding) for x, y in zip(a, b, strict=True))
    if not is_numeric(a) or not is_numeric(b) or np.shape(a) != np.shape(b):
        return False
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if not np.isfinite(b).all():
        return False
    sizes = np.abs(b)
    largest = sizes.max() if b.size else 0.0
    # Differences of large numbers leave rounding: a column 1e20 times the others has an own scale, hence the cap.
    allowed = rounding * sizes + min(max(1e-12 * largest, 1e-14), 1e-9)
    return bool((np.abs(a - b) <= allowed).all())


def quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function of the author's, which changes no argument; return ``None`` where it fails."""
    try:
        return plain(function(*arguments))
    except Exception:
        return None


def replaced(case: Case, k: int, value: Any) -> Case:
    """Return a case with another value of argument number `k`."""
    return (*case[:k], value, *case[k + 1 :])


def changed(case: Case, k: int, change: Change) -> Case:
    """Return a case with argument number `k` changed; an empty one where that cannot be."""
    value = quietly(change, case[k])
    is_odd = value is None or (is_numeric(value) and not np.isfinite(value).all())
    return () if is_odd else replaced(case, k, value)
