"""Relations of two results of the same shape. In: trials. Out: a factor, an offset, a function of what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..compare import Explanation, is_numeric
from .trials import ROUNDING, Trials, counts_of, near

FACTORS = {
    2.0: "twice",
    0.5: "half of",
    -1.0: "minus",
    3.0: "3 times",
    1 / 3: "a third of",
    4.0: "4 times",
    0.25: "a quarter of",
    np.pi: "pi times",
    1 / np.pi: "1 / pi times",
    2 * np.pi: "2 pi times",
    180 / np.pi: "180 / pi times (degrees for radians)",
    np.pi / 180: "pi / 180 times (radians for degrees)",
    np.log(10): "ln 10 times (ln where log10 is asked)",
    1 / np.log(10): "1 / ln 10 times (log10 where ln is asked)",
    1 / np.log(2): "1 / ln 2 times (log2 where ln is asked)",
    np.sqrt(2): "the root of 2 times",
    np.sqrt(0.5): "1 over the root of 2 times",
    1 / np.sqrt(2 * np.pi): "1 over the root of 2 pi times",
    100.0: "100 times (per cent)",
    0.01: "a hundredth of",
    10.0: "10 times",
    0.1: "a tenth of",
    1000.0: "1000 times",
    0.001: "a thousandth of",
}
OF_COUNT: dict[str, Callable[[int], float]] = {
    "{n} times": lambda n: n,
    "1 / {n} times": lambda n: 1 / n,
    "the root of {n} times": lambda n: n**0.5,
    "1 over the root of {n} times": lambda n: n**-0.5,
    "{n} - 1 times": lambda n: n - 1,
    "1 / ({n} - 1) times": lambda n: 1 / (n - 1) if n > 1 else np.nan,
    "2 {n} times": lambda n: 2 * n,
    "1 / (2 {n}) times": lambda n: 0.5 / n,
    "{n} / 2 times": lambda n: n / 2,
    "2 / {n} times": lambda n: 2 / n,
    "{n} squared times": lambda n: n**2,
    "{n} / ({n} - 1) times (n - 1 where n is asked, or the other way round)": lambda n: (
        n / (n - 1) if n > 1 else np.nan
    ),
    "({n} - 1) / {n} times (n - 1 where n is asked, or the other way round)": lambda n: (n - 1) / n,
    "the root of {n} / ({n} - 1) times (n - 1 where n is asked)": lambda n: (n / (n - 1)) ** 0.5 if n > 1 else np.nan,
    "the root of ({n} - 1) / {n} times (n - 1 where n is asked, as `ddof=1` does)": lambda n: ((n - 1) / n) ** 0.5,
    "{n} / 100 times (100 samples, as in the notebook)": lambda n: n / 100,
    "the root of {n} / 100 times (100 samples, as in the notebook)": lambda n: (n / 100) ** 0.5,
    "100 / {n} times (100 samples, as in the notebook)": lambda n: 100 / n,
}
FUNCTIONS: dict[str, tuple[str, Callable[[np.ndarray], np.ndarray]]] = {
    "squared": ("the square of", lambda b: b * b),
    "root": ("the square root of", lambda b: np.sqrt(b)),
    "inverse": ("one over", lambda b: 1 / b),
    "one-minus": ("one minus", lambda b: 1 - b),
    "exponential": ("the exponential of", lambda b: np.exp(b)),
    "logarithm": ("the natural logarithm of", lambda b: np.log(b)),
    "log10": ("log10 of", lambda b: np.log10(b)),
    "minus-logarithm": ("minus the logarithm of", lambda b: -np.log(b)),
    "absolute-value": ("the absolute value of", lambda b: np.abs(b)),
    "minus-absolute-value": ("minus the absolute value of", lambda b: -np.abs(b)),
    "cubed": ("the cube of", lambda b: b**3),
    "minus-squared": ("minus the square of", lambda b: -b * b),
    "sign-alone": ("the sign of", lambda b: np.sign(b)),
    "sigmoid": ("the sigmoid of", lambda b: 1 / (1 + np.exp(-b))),
    "inverse-squared": ("one over the square of", lambda b: 1 / (b * b)),
    "positive-part": ("only the positive part (negative numbers are 0) of", lambda b: np.maximum(b, 0)),
    "negative-part": ("only the negative part (positive numbers are 0) of", lambda b: np.minimum(b, 0)),
    "cut-off-at-1": ("what is left, cut off at -1 and 1, of", lambda b: np.clip(b, -1, 1)),
    "cut-off-at-0-and-1": ("what is left, cut off at 0 and 1, of", lambda b: np.clip(b, 0, 1)),
}


def relations(trials: Trials) -> Iterator[Explanation]:
    """Yield what is true of the numbers, where shapes are right."""
    both = [*trials.got, *trials.expected]
    if (
        not trials.may_hold
        or not all(map(is_numeric, both))
        or any(np.shape(a) != np.shape(b) for a, b in zip(trials.got, trials.expected, strict=True))
    ):
        return
    a = [np.asarray(value, dtype=float) for value in trials.got]
    b = [np.asarray(value, dtype=float) for value in trials.expected]
    yield from _factor(trials, a, b)
    yield from _with_arguments(trials, b)
    yield from _digits(trials, a, b)
    yield from _function(trials)
    yield from _offset(a, b)
    yield from _each(a, b)


def _factor(trials: Trials, a: list[np.ndarray], b: list[np.ndarray]) -> Iterator[Explanation]:
    ratios = [_ratio(x, y) for x, y in zip(a, b, strict=True)]
    known = [i for i, ratio in enumerate(ratios) if ratio is not None and np.isfinite(ratio)]
    if len(known) < 2 or any(ratio is None for ratio in ratios) or not any(np.abs(x).max() > 0 for x in a):
        return
    values = np.array([ratios[i] for i in known], dtype=float)
    if np.allclose(values, values[0], rtol=ROUNDING, atol=0):
        name = next((words for c, words in FACTORS.items() if abs(values[0] / c - 1) < ROUNDING), "")
        words = name or f"{values[0]:.4g} times"
        yield "relation-factor", f"Your result is {words} what is asked, in every trial."
        return
    for n, counts in counts_of(trials).items():
        of_known = [counts[i] for i in known]
        for words, f in OF_COUNT.items():
            if len(set(of_known)) > 1 and np.allclose(values, [f(c) for c in of_known], rtol=ROUNDING, atol=0):
                yield "relation-factor", f"Your result is {words.format(n=n)} what is asked, in every trial."
                return
    if all(x.size > 1 for x in a) and sum(x.size - 1 for x in a) >= 6:
        shown = " and ".join(f"{value:.3g}" for value in values[:2])
        words = f"In each trial your result is a multiple of what is asked, but another one each time ({shown} times)"
        yield "relation-factor-of-each", f"{words}: all is right but a factor that depends on the arguments."


def _with_arguments(trials: Trials, b: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell whether the result is what is asked, combined with an argument of the same shape."""
    for k, name in enumerate(trials.names):
        values = [case[k] for case in trials.cases]
        if not all(is_numeric(x) for x in values):
            continue
        if any(np.shape(x) != np.shape(y) and np.ndim(x) for x, y in zip(values, b, strict=True)):
            continue
        for words, f in WITH_ARGUMENTS.items():
            if trials.is_made_by(f, values):
                yield "relation-with-argument", f"Your result is {words.format(x=f'`{name}`')}, in every trial."
                return


WITH_ARGUMENTS: dict[str, Callable[[np.ndarray, Any], Any]] = {
    "{x} itself, as it was given": lambda b, x: x + 0 * b,
    "{x} minus what is asked": lambda b, x: x - b,
    "what is asked, minus {x}": lambda b, x: b - x,
    "the sum of what is asked and {x}": lambda b, x: b + x,
    "what is asked, multiplied by {x}": lambda b, x: b * x,
    "what is asked, divided by {x}": lambda b, x: b / x,
    "{x} divided by what is asked": lambda b, x: x / b,
    "what is asked, multiplied by the square of {x}": lambda b, x: b * x * x,
    "what is asked, divided by the square of {x}": lambda b, x: b / x / x,
    "what is asked, multiplied by twice {x}": lambda b, x: 2 * b * x,
    "what is asked, divided by twice {x}": lambda b, x: b / x / 2,
}


def _ratio(x: np.ndarray, y: np.ndarray) -> float | None:
    """Return what `y` is multiplied with in `x`; ``nan`` where both are 0, ``None`` where it is no multiple."""
    i = np.unravel_index(int(np.abs(y).argmax()), y.shape) if y.size else ()
    if not y.size or abs(y[i]) < 1e-14:
        return float("nan") if near(x, y) else None
    ratio = float(x[i] / y[i])
    return ratio if abs(ratio) > 1e-14 and near(x, ratio * y) else None


def _digits(trials: Trials, a: list[np.ndarray], b: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell whether digits are cut: rounded, or truncated."""
    wanted = np.concatenate([y.ravel() for y in b])
    if (wanted == np.round(wanted)).all():
        return
    got = np.concatenate([x.ravel() for x in a])
    for k in range(7):
        if np.array_equal(got, np.round(wanted, k)):
            digits = f"rounded to {k} digits behind the point" if k else "rounded to whole numbers"
            yield "relation-rounded", f"Your numbers are those that are asked, {digits}. Leave them as they come."
            return
    if np.array_equal(got, np.trunc(wanted)):
        words = "Your numbers are those that are asked without what follows the point: an array of integers holds no "
        yield "relation-truncated", words + "more. Make it of floats: `np.zeros(n)`, without `dtype=int`."


def _function(trials: Trials) -> Iterator[Explanation]:
    for name, (words, f) in FUNCTIONS.items():
        if trials.is_made_by(f):
            yield f"relation-{name}", f"Your result is {words} what is asked, in every trial."
            return
    for words, g in NORMALISED.items():
        if trials.is_made_by(g):
            yield "relation-normalised", f"Your result is what is asked, {words}, in every trial."
            return


NORMALISED: dict[str, Callable[[np.ndarray], Any]] = {
    "divided by its own length": lambda b: b / np.linalg.norm(b),
    "divided by its own sum": lambda b: b / b.sum(),
    "divided by its largest number": lambda b: b / b.max(),
    "less its own mean": lambda b: b - b.mean(),
    "less the means of its columns": lambda b: b - b.mean(axis=0),
    "less its smallest number": lambda b: b - b.min(),
    "less its first number": lambda b: b - b.flat[0],
    "standardised by its own mean and spread": lambda b: (b - b.mean(axis=0)) / b.std(axis=0),
}


def _offset(a: list[np.ndarray], b: list[np.ndarray]) -> Iterator[Explanation]:
    offsets = [_constant(x - y, y) for x, y in zip(a, b, strict=True)]
    if any(offset is None for offset in offsets):
        return
    values = np.array(offsets, dtype=float)
    if np.allclose(values, values[0], rtol=1e-6, atol=1e-12) and sum(x.size for x in a) >= 6:
        size = f"{abs(values[0]):.4g}"
        side = "more" if values[0] > 0 else "less"
        yield "relation-offset", f"Your result is {size} {side} than what is asked, everywhere and in every trial."
    elif all(x.size > 1 for x in a) and sum(x.size - 1 for x in a) >= 6:
        shown = " and ".join(f"{value:.3g}" for value in values[:2])
        words = f"In each trial all your numbers are off by the same amount ({shown} in two of them)"
        yield "relation-offset-of-each", f"{words}: a constant is missing, or one too many, which depends on the data."


def _constant(difference: np.ndarray, y: np.ndarray) -> float | None:
    if not difference.size or not np.isfinite(difference).all():
        return None
    spread = np.ptp(difference)
    return float(difference.mean()) if spread <= 1e-9 * max(np.abs(y).max(), np.abs(difference).max(), 1e-5) else None


def _each(a: list[np.ndarray], b: list[np.ndarray]) -> Iterator[Explanation]:
    """Tell whether each column, or each row, is right but for a factor or a constant of its own."""
    if any(x.ndim != 2 or min(x.shape) < 2 for x in a) or not all(map(is_numeric, a)):
        return
    for turned, one, many in ((False, "column", "columns"), (True, "row", "rows")):
        x, y = ([v.T for v in side] if turned else side for side in (a, b))
        if sum((len(v) - 1) * v.shape[1] for v in x) < 6 or any(len(v) < 3 for v in x):
            continue
        if all(all(_ratio(p, q) is not None for p, q in zip(v.T, w.T, strict=True)) for v, w in zip(x, y, strict=True)):
            words = f"Each {one} of your result is right but for a factor, and the {many} have different ones"
            yield f"relation-factor-of-{many}", f"{words}: look at what you multiply or divide each {one} by."
        elif all(np.ptp(v - w, axis=0).max() <= 1e-9 * max(1e-5, np.abs(w).max()) for v, w in zip(x, y, strict=True)):
            words = f"Each {one} of your result is right but for a constant, and the {many} have different ones"
            yield f"relation-constant-of-{many}", f"{words}: look at what you add to each {one}, or subtract."
        elif all(all(_is_line(p, q) for p, q in zip(v.T, w.T, strict=True)) for v, w in zip(x, y, strict=True)):
            words = f"Each {one} of your result is right but for a scale and a shift of its own"
            yield f"relation-scale-of-{many}", f"{words}: other numbers are subtracted and divided by than are asked."
        else:
            continue
        return


def _is_line(p: np.ndarray, q: np.ndarray) -> bool:
    x, y = p - p.mean(), q - q.mean()
    return bool(np.abs(y).max() > 0 and np.abs(x).max() > 0 and len(p) > 2 and _ratio(x, y) is not None)
