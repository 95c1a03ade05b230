"""Cutoff functions f_c(r): 1 near an atom, 0 at and beyond the cutoff. In: distances. Out: values and slopes.

The kinds are those of n2p2 and RuNNer (Singraber et al., doi:10.1021/acs.jctc.8b00770), under names that say what they
are. With x = (r / r_c - inner) / (1 - inner), and 1 for x < 0:

================== ================================ ======================================
kind (n2p2)        f_c                              continuous at r_c
================== ================================ ======================================
cosine (1)         (1 + cos(pi x)) / 2              value, slope (Behler & Parrinello 2007)
tanh3 (2)          tanh(1 - x)^3                    and the second derivative
tanh3_normalised   the same over tanh(1)^3 (3)      and the second derivative
smooth (4)         exp(1 - 1 / (1 - x^2))           all derivatives
poly1 (5)          1 + x^2 (2 x - 3)                value, slope
poly2 to poly4     polynomials of order 5, 7, 9     2, 3, 4 derivatives
================== ================================ ======================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
import torch

from .._support.checks import check_positive

Pair = tuple[np.ndarray, np.ndarray]


def exp(x: np.ndarray) -> np.ndarray:
    """Return e^x: torch takes half of numpy's time for it."""
    result: np.ndarray = torch.exp(torch.from_numpy(np.asarray(x))).numpy()
    return result


def cos(x: np.ndarray) -> np.ndarray:
    """Return cos(x), by torch as well."""
    result: np.ndarray = torch.cos(torch.from_numpy(np.asarray(x))).numpy()
    return result


def sin(x: np.ndarray) -> np.ndarray:
    """Return sin(x), by torch as well."""
    result: np.ndarray = torch.sin(torch.from_numpy(np.asarray(x))).numpy()
    return result


def _cosine(x: np.ndarray) -> Pair:
    angle = x * np.pi
    value, slope = cos(angle), sin(angle)
    value += 1
    value *= 0.5
    slope *= (x < 1) * (-np.pi / 2)  # sin(pi) is not quite 0
    return value, slope


def _tanh3(x: np.ndarray) -> Pair:
    t = np.tanh(1 - x)
    return t**3, -3 * t**2 * (1 - t**2)


def _tanh3_normalised(x: np.ndarray) -> Pair:
    value, slope = _tanh3(x)
    return value / np.tanh(1) ** 3, slope / np.tanh(1) ** 3


def _smooth(x: np.ndarray) -> Pair:
    rest = 1 / np.maximum(1 - x * x, 1e-3)  # beyond, e^(1 - 1000) is 0 anyway, and nothing is divided by 0
    value = exp(1 - rest) * (rest < 1e3)
    return value, value * rest * rest * x * -2


def _polynomial(*coefficients: float) -> Callable[[np.ndarray], Pair]:
    """Return a kind: y^n (c_0 + c_1 y + ...) with y = 1 - x, as many coefficients as make up its order 2 n - 1.

    It is the polynomial 1 - x^n (c_0 + c_1 x + ...) that n2p2 has, written so that no digits are lost near the cutoff.
    """
    n = len(coefficients)
    steepness = factorial(2 * n - 1) / factorial(n - 1) ** 2
    rest = np.polynomial.Polynomial(coefficients)
    return lambda x: ((1 - x) ** n * rest(1 - x), (x * (1 - x)) ** (n - 1) * -steepness)


CUTOFFS: dict[str, Callable[[np.ndarray], Pair]] = {
    "cosine": _cosine,
    "tanh3": _tanh3,
    "tanh3_normalised": _tanh3_normalised,
    "smooth": _smooth,
    "poly1": _polynomial(3, -2),
    "poly2": _polynomial(10, -15, 6),
    "poly3": _polynomial(35, -84, 70, -20),
    "poly4": _polynomial(126, -420, 540, -315, 70),
}


@dataclass(frozen=True)
class Cutoff:
    """A cutoff function of one kind and radius.

    Parameters
    ----------
    kind : str
        One of the kinds in the table of :mod:`miniff_edu.atoms.cutoffs`.
    radius : float
        The distance r_c, in A, from which on it is 0.
    inner : float
        Up to ``inner * radius`` it is 1 (n2p2's alpha); from 0, which is the usual choice, to below 1.
    """

    kind: str
    radius: float
    inner: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in CUTOFFS:
            raise ValueError(
                f"cutoff_function is {self.kind!r}; expected one of {', '.join(CUTOFFS)}. Try cutoff_function='smooth'."
            )
        check_positive("cutoff", self.radius)
        if not 0 <= self.inner < 1:
            raise ValueError(f"inner is {self.inner}; expected at least 0 and below 1. Try inner=0.0.")
        if self.inner and self.kind.startswith("tanh3"):
            raise ValueError(
                f"inner is {self.inner} and cutoff_function is {self.kind!r}, whose slope at r = 0 is not 0: there "
                "would be a kink. Try inner=0.0, or cutoff_function='smooth'."
            )

    def __call__(self, r: np.ndarray) -> np.ndarray:
        """Return f_c at distances `r`, in A, of any shape."""
        return self.value_and_slope(r)[0]

    def value_and_slope(self, r: np.ndarray) -> Pair:
        """Return f_c and df_c/dr (in 1/A) at distances `r`, in A, of any shape."""
        steepness = 1 / (self.radius * (1 - self.inner))
        x = np.multiply(np.atleast_1d(r), steepness, dtype=float)  # numpy's power rounds single numbers otherwise
        if self.inner:
            x = np.maximum(x - self.inner / (1 - self.inner), 0)
        value, slope = CUTOFFS[self.kind](np.minimum(x, 1))
        return value.reshape(np.shape(r)), (slope * steepness).reshape(np.shape(r))
