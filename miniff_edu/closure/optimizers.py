"""What makes an optimiser, checked before one is made. In: a class, its options. Out: them, or an error."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from .._support.checks import a_type

# Without the line search torch's LBFGS takes the full step and can fail on the smallest problem.
LBFGS = partial(torch.optim.LBFGS, line_search_fn="strong_wolfe")


def check_optimizer(optimizer: Any) -> Callable[..., torch.optim.Optimizer]:
    """Return what makes an optimiser from parameters; raise a ``TypeError`` for an object or a name."""
    if isinstance(optimizer, torch.optim.Optimizer) or not callable(optimizer):
        raise TypeError(
            f"optimizer is {a_type(optimizer)}; expected a class, which the closure calls with the parameters. Try "
            "optimizer=torch.optim.Adam, optimizer_kwargs={'lr': 1e-3}."
        )
    made: Callable[..., torch.optim.Optimizer] = optimizer
    return made


def check_options(optimizer: Callable[..., torch.optim.Optimizer], options: dict[str, Any]) -> None:
    """Raise a ``TypeError`` for an option that the optimiser does not have, long before it is made."""
    try:
        signature = inspect.signature(optimizer)
    except (TypeError, ValueError):  # some functions written in C have none
        return
    try:
        signature.bind([], **options)
    except TypeError as error:
        names = ", ".join(name for name in signature.parameters if name != "params")
        raise TypeError(
            f"optimizer_kwargs is {options}, which the optimiser does not take ({error}); expected some of {names}."
        ) from error
