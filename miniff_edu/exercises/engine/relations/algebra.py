"""The slips that are made in means, spreads, fits and eigenvalues. In: a name. Out: what may be done instead, in words.

Triples as in `slips`: what is done instead, words, whether it is common.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .slips import Triple, as_it_is

OF_MATRICES = {"solve", "lstsq", "eigvalsh"}
REDUCTIONS = {"mean", "std", "sum", "norm"}
NAMES = {"mean": "mean", "std": "standard deviation", "sum": "sum", "norm": "length"}


def _lstsq(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
    """Fit, unless something is not finite: LAPACK would write to the terminal of a reader."""
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("not finite")
    return np.linalg.lstsq(x, y)


def _rms(x: Any, axis: int | None) -> Any:
    return np.sqrt(np.mean(np.square(x), axis=axis))


_REDUCTIONS: dict[str, Callable[[Any, int | None], Any]] = {
    "mean": lambda x, axis: np.mean(x, axis=axis),
    "sum": lambda x, axis: np.sum(x, axis=axis),
    "standard deviation": lambda x, axis: np.std(x, axis=axis),
    "standard deviation with n - 1 (`ddof=1`)": lambda x, axis: np.std(x, axis=axis, ddof=1),
    "variance": lambda x, axis: np.var(x, axis=axis),
    "median": lambda x, axis: np.median(x, axis=axis),
    "largest value": lambda x, axis: np.max(x, axis=axis),
    "smallest value": lambda x, axis: np.min(x, axis=axis),
    "largest absolute value": lambda x, axis: np.abs(x).max(axis=axis),
    "sum of absolute values": lambda x, axis: np.abs(x).sum(axis=axis),
    "root of the mean square": _rms,
    "mean absolute deviation": lambda x, axis: np.abs(x - np.mean(x, axis=axis)).mean(axis=axis),
    "distance of largest and smallest": lambda x, axis: np.ptp(x, axis=axis),
    "length": lambda x, axis: np.linalg.norm(x, axis=axis),
    "length of what is left when the mean is gone": lambda x, axis: np.linalg.norm(x - np.mean(x, axis), axis=axis),
    "sum without the largest": lambda x, axis: np.sum(x, axis=axis) - np.max(x, axis=axis),
    "sum divided by n - 1": lambda x, axis: np.sum(x, axis=axis) / (np.shape(x)[axis or 0] - 1),
    "sum divided by 100, the number of the notebook's samples,": lambda x, axis: np.sum(x, axis=axis) / 100,
    "root of the sum": lambda x, axis: np.sqrt(np.sum(x, axis=axis)),
    "square of the mean of the roots": lambda x, axis: np.mean(np.sqrt(np.abs(x)), axis=axis) ** 2,
    "product": lambda x, axis: np.prod(x, axis=axis),
    "interval of the middle half": lambda x, axis: np.subtract(*np.percentile(x, [75, 25], axis=axis)),
    "first value": lambda x, axis: np.take(x, 0, axis=axis or 0),
}
COMMON = {"mean", "sum", "variance", "standard deviation with n - 1 (`ddof=1`)"}


def of_reduction(name: str, x: str, axis: int | None) -> list[Triple]:
    """Return the slips of a mean, a spread, a sum or a length."""
    own = NAMES[name]
    act = _REDUCTIONS[own]
    slips: list[Triple] = [
        (lambda v, f=f: f(v, axis), f"with the {words} of {x} where its {own} is asked", words in COMMON)
        for words, f in _REDUCTIONS.items()
        if words != own
    ]
    slips.append((_neutral(own), f"when the {own} of {x} is left out", True))
    if axis is not None:
        over = "rows" if axis == 0 else "columns"
        other = 1 - axis
        slips += [
            (lambda v: act(v, None), f"with one {own} of all of {x}, not one for each column (`axis={axis}`)", True),
            (lambda v: _kept(act, v, other), f"with the {own} of {x} along the wrong axis, not over its {over}", True),
            (lambda v: act(v, other), f"with the {own} of {x} along the wrong axis, not over its {over}", True),
        ]
    return slips


def _neutral(own: str) -> Callable[[Any], Any]:
    return (
        (lambda v: 0.0) if own == "mean" else (lambda v: 1.0) if own in ("standard deviation", "length") else as_it_is
    )


def _kept(act: Callable[[Any, int | None], Any], x: Any, axis: int) -> Any:
    return np.expand_dims(act(x, axis), axis)


def of_matrices(name: str, arguments: list[str]) -> list[Triple] | None:
    """Return the slips of solving, fitting and of eigenvalues; ``None`` where none are known."""
    if name in ("solve", "lstsq") and len(arguments) == 2:
        a, b = arguments
        tail: tuple[Any, ...] = (None, None, None)
        known: list[tuple[Callable[[Any, Any], Any], str]] = [
            (lambda x, y: y / np.diag(x), f"when {b} is divided by the diagonal of {a} alone, and nothing is solved"),
            (lambda x, y: x @ y, f"when {a} is multiplied with {b}, and nothing is solved"),
            (lambda x, y: x.T @ y, f"when {a} transposed is multiplied with {b}, and nothing is solved"),
            (lambda x, y: np.linalg.inv(x), f"when only {a} is inverted, and {b} forgotten"),
            (lambda x, y: np.linalg.pinv(x.T).T @ y, f"when the pseudoinverse of {a} is applied to {b}"),
            (lambda x, y: (x.T @ y) / (x * x).sum(axis=0), f"when each column of {a} is fitted alone"),
            (lambda x, y: _with_constant(x, y), "when a constant column is fitted too, and its weight dropped"),
            (lambda x, y: _centred(x, y), f"when the means of {a} and {b} are subtracted before the fit"),
            (lambda x, y: _lstsq(x[:-1], y[:-1])[0], "when the last sample is left out"),
            (lambda x, y: _lstsq(x[1:], y[1:])[0], "when the first sample is left out"),
            (lambda x, y: np.linalg.solve(x[: len(x.T)], y[: len(x.T)]), "when only the first few samples are used"),
            (lambda x, y: _lstsq(x, np.abs(y))[0], f"when {b} loses its signs"),
            (lambda x, y: _lstsq(x * x, y)[0], f"when {a} is squared"),
            (lambda x, y: _lstsq(x, y / np.linalg.norm(y))[0], f"when {b} is normalised too"),
            (lambda x, y: _lstsq(x, y - np.mean(y))[0], f"when the mean of {b} is subtracted, and not {a}'s"),
            (lambda x, y: _lstsq(x / np.linalg.norm(x), y)[0], f"when {a} is divided by its one length"),
            (
                lambda x, y: _lstsq(x / np.linalg.norm(x, axis=0), y)[0],
                f"when the columns of {a} are divided by their lengths, and the weights belong to those",
            ),
            (
                lambda x, y: _lstsq((x - x.mean(axis=0)) / x.std(axis=0), y)[0],
                f"when the columns of {a} are standardised, and the weights belong to those",
            ),
            (lambda x, y: _lstsq(x[::2], y[::2])[0], "when only every second sample is used"),
            (lambda x, y: np.linalg.qr(x)[0].T @ y, f"when the columns of {a} are orthogonalised before the fit"),
        ]
        wrap = name == "lstsq"
        return [(_wrapped(f, tail) if wrap else f, words, False) for f, words in known]
    if name == "eigvalsh":
        x = arguments[0]
        return [
            (lambda v: np.sort(np.diag(v)), f"with the diagonal of {x} in the place of its eigenvalues", False),
            (lambda v: np.sort(v.ravel()), f"with the entries of {x} in the place of its eigenvalues", False),
            (lambda v: np.sqrt(np.linalg.eigvalsh(v)), f"with the roots of the eigenvalues of {x}", False),
            (lambda v: np.linalg.eigvalsh(v) ** 2, f"with the squares of the eigenvalues of {x}", False),
            (lambda v: np.linalg.eigvalsh(v)[::-1], f"when the eigenvalues of {x} are taken in reverse", False),
            (lambda v: np.linalg.eigvals(v), f"when the eigenvalues of {x} are not sorted: `eigvals` does not", False),
            (_whole_size, f"with the length of {x} (`np.linalg.norm`) in the place of its largest eigenvalue", False),
            (_trace, f"with the trace of {x}, the sum of its eigenvalues, in the place of the largest", False),
            (
                lambda v: np.linalg.eigvalsh(v)[1:],
                f"with the second smallest eigenvalue of {x} for the smallest",
                False,
            ),
        ]
    return None


def _whole_size(x: np.ndarray) -> np.ndarray:
    values = np.linalg.eigvalsh(x)
    return np.append(values[:-1], np.linalg.norm(x))


def _trace(x: np.ndarray) -> np.ndarray:
    values = np.linalg.eigvalsh(x)
    return np.append(values[:-1], np.trace(x))


def _wrapped(f: Callable[..., Any], tail: tuple[Any, ...]) -> Callable[..., Any]:
    return lambda *values: (f(*values), *tail)


def _with_constant(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return _lstsq(np.column_stack([x, np.ones(len(x))]), y)[0][:-1]


def _centred(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return _lstsq(x - x.mean(axis=0), y - np.mean(y))[0]
