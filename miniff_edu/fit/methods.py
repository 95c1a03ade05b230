"""The optimisers by name. In: a name, as a reader writes it. Out: what takes the steps, and its usual numbers.

The only list of them: `fit`, toy experiments, landscapes, sweeps and the laboratory choose from it with ``method=``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import torch

from ..closure import LBFGS, SimpleClosure
from .least_squares import exact_solution, levenberg_marquardt


class Method(NamedTuple):
    """A way to make the loss of a closure small.

    Attributes
    ----------
    label : str
        Its name for people.
    patience : int
        Steps to wait for a decrease of the loss before a fit counts as converged.
    solver : callable, optional
        Yields the loss after each step of a closure, with the network there; it needs no optimiser of torch.
    optimizer : callable, optional
        Makes an optimiser of torch from parameters. Neither this nor a solver: the closure's own.
    options : mapping
        Options of that optimiser; step lengths suit standardised data.
    """

    label: str
    patience: int = 3
    solver: Callable[[SimpleClosure], Iterator[float]] | None = None
    optimizer: Callable[..., torch.optim.Optimizer] | None = None
    options: Mapping[str, Any] = MappingProxyType({})


METHODS = {
    "optimizer": Method("the closure's own optimiser"),
    "levenberg_marquardt": Method("Levenberg-Marquardt", patience=60, solver=levenberg_marquardt),
    "lbfgs": Method("L-BFGS", optimizer=LBFGS),  # one step of it holds 20
    "adam": Method("Adam", patience=100, optimizer=torch.optim.Adam, options={"lr": 0.01}),
    "gradient_descent": Method("gradient descent", patience=100, optimizer=torch.optim.SGD, options={"lr": 0.05}),
    "exact": Method("exact solution", solver=exact_solution),
}


def method_name(method: object) -> str:
    """Return the key of a method in `METHODS`; capitals, blanks and hyphens do not matter ("L-BFGS" is "lbfgs").

    Raises
    ------
    ValueError
        If there is no such method.
    """
    if isinstance(method, str):
        for name in METHODS:
            if _letters(name) == _letters(method):
                return name
    raise ValueError(f"method is {method!r}; expected one of {', '.join(map(repr, METHODS))}.")


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()
