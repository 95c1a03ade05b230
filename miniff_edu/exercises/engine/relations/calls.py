"""The slips that are made in calls of functions. In: a function's name. Out: what may be called instead, and its words.

Triples as in `slips`: what is done instead, words, whether it is common.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .algebra import of_matrices
from .slips import Triple, as_it_is


def _sigmoid_like() -> dict[str, Callable[[Any], Any]]:
    return {
        "np.exp": np.exp,
        "np.sin": np.sin,
        "np.cos": np.cos,
        "np.sqrt": np.sqrt,
        "np.square": np.square,
        "np.log": np.log,
        "np.tanh": np.tanh,
        "np.abs": np.abs,
    }


def of_call(name: str, arguments: list[str], call: str) -> list[Triple] | None:
    """Return the slips of a call; ``None`` where none are known."""
    if f"np.{name}" in _sigmoid_like() and len(arguments) == 1:
        (x,) = arguments
        others: list[Triple] = [
            (f, f"with `{other}` in the place of `np.{name}`", False)
            for other, f in _sigmoid_like().items()
            if other != f"np.{name}"
        ]
        extra: list[Triple] = [(lambda v: np.exp(-v), f"when the sign of {x} is turned in `np.exp`", True)]
        return [
            (as_it_is, f"without `np.{name}`", True),
            *(extra if name == "exp" else []),
            *others,
        ]
    if name == "len":
        return _of_len(*arguments)
    if name == "PowerDecay":
        return _OF_POWERS
    if name == "where":
        return [
            (lambda c, a, b: np.where(c, b, a), f"when {arguments[1]} and {arguments[2]} are swapped in `where`", True),
            (lambda c, a, b: np.where(c, 1, b), f"with 1 in the place of {arguments[1]} in `where`", False),
            (lambda c, a, b: np.where(c, a, 1), f"with 1 in the place of {arguments[2]} in `where`", False),
            (lambda c, a, b: np.where(c, a, -1), f"with -1 in the place of {arguments[2]} in `where`", False),
            (lambda c, a, b: a + np.zeros(np.shape(c)), f"with {arguments[1]} throughout, without `where`", False),
        ]
    if name == "zeros" and len(arguments) == 1:
        return [
            (lambda n: np.ones(n), f"when you begin with ones, not with zeros (`np.zeros` of {arguments[0]})", True),
            (
                lambda n: np.full(n, 0.5),
                f"when you begin with 0.5, not with zeros (`np.zeros` of {arguments[0]})",
                False,
            ),
            (
                lambda n: np.full(n, 0.1),
                f"when you begin with 0.1, not with zeros (`np.zeros` of {arguments[0]})",
                False,
            ),
        ]
    if name == "arange":
        return [
            (lambda n: np.arange(1, n + 1), "with 1 to n in the place of 0 to n - 1, `range(1, n + 1)`", True),
            (lambda n: np.arange(n)[::-1], "when the powers come in reverse, the highest one first", False),
            (lambda n: np.arange(n) + 2, "with 2 to n + 1 in the place of 0 to n - 1", False),
            (lambda n: np.arange(n) / 2, "with half of each power", False),
            (lambda n: 2 * np.arange(n), "with twice each power", False),
            (lambda n: -np.arange(n), "with minus each power", False),
            (lambda n: np.arange(n + 1), "with one more, 0 to n", False),
            (lambda n: np.arange(n - 1), "with one less, 0 to n - 2", False),
            (lambda n: np.arange(1, n), "with 1 to n - 1 in the place of 0 to n - 1", False),
            (lambda n: np.arange(3), "with three in the place of n: `range(3)`, as in the notebook", False),
        ]
    if name == "eye":
        return [
            (lambda n: np.ones((n, n)), "when it is added to all entries, not to the diagonal alone (`np.eye`)", True),
            (_without(-1), "when the last entry of the diagonal is left out of `np.eye`", False),
            (_without(0), "when the first entry of the diagonal is left out of `np.eye`", False),
        ]
    return of_matrices(name, arguments)


def _powers(of: Callable[[Any, Any], Any], first: int = 0) -> Callable[[int], Callable[[Any], Any]]:
    """Return a family of descriptors in which something is done otherwise."""
    return lambda n: lambda r: of(np.asarray(r, dtype=float)[..., None], np.arange(first, first + n))


_OF_POWERS: list[Triple] = [
    (_powers(lambda r, i: r**i * np.exp(-r), first=1), "when the powers begin with 1, `range(1, n + 1)`", True),
    (_powers(lambda r, i: r**i), "when the decay exp(-r) is left out of the descriptors", True),
    (_powers(lambda r, i: r**i * np.exp(r)), "when the descriptors have exp(r) in them, not exp(-r)", True),
    (_powers(lambda r, i: (r * np.exp(-r)) ** i), "when the decay is raised to the power too, (r exp(-r))**i", False),
    (_powers(lambda r, i: r * i * np.exp(-r)), "when r is multiplied by i, not raised to that power", False),
    (_powers(lambda r, i: r ** (2 * i) * np.exp(-r)), "with even powers only", False),
    (_powers(lambda r, i: r**i * np.exp(-(r**2))), "with exp(-r**2) in the descriptors, not exp(-r)", False),
    (_powers(lambda r, i: r**i * np.exp(-2 * r)), "with exp(-2 r) in the descriptors, not exp(-r)", False),
    (_powers(lambda r, i: r**i * np.exp(-i * r)), "with exp(-i r) in the descriptors, not exp(-r)", False),
    (_powers(lambda r, i: r ** i[::-1] * np.exp(-r)), "with the highest power first, in reverse", False),
    (
        _powers(lambda r, i: i * r ** np.maximum(i - 1, 0) * np.exp(-r) - r**i * np.exp(-r)),
        "with the slopes of the descriptors in their place",
        False,
    ),
    (lambda n: _powers(lambda r, i: r**i * np.exp(-r))(n + 1), "with one descriptor more", False),
    (_powers(lambda r, i: np.cumsum(r**i * np.exp(-r), axis=-1)), "when the descriptors are summed up", False),
]


def _without(i: int) -> Callable[[int], np.ndarray]:
    def eye(n: int) -> np.ndarray:
        result = np.eye(n)
        result[i, i] = 0
        return result

    return eye


def _of_len(x: str) -> list[Triple]:
    return [
        (lambda v: len(v) - 1, f"with n - 1 in the place of n, the length of {x}", True),
        (lambda v: len(v) + 1, f"with n + 1 in the place of n, the length of {x}", False),
        (lambda v: 100, f"with 100, the number of the notebook's samples, in the place of the length of {x}", True),
        (lambda v: np.shape(v)[-1], f"with the number of columns of {x} in the place of its length", True),
        (lambda v: np.size(v), f"with the number of all entries of {x} in the place of its length", False),
        (lambda v: 1, f"with 1 in the place of the length of {x}", False),
        (lambda v: np.sqrt(len(v)), f"with the root of the length of {x}", True),
        (lambda v: len(v) ** 2, f"with the square of the length of {x}", True),
    ]
