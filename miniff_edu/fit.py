"""Run a closure until it has converged. In: a closure. Out: fitted networks (in place) and the history of the loss."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from tqdm import tqdm

from ._checks import a_type, check_count
from .closure import SimpleClosure
from .history import LossHistory
from .least_squares import levenberg_marquardt


def fit(
    closure: SimpleClosure,
    n_steps: int | None = None,
    *,
    method: str = "optimizer",
    tolerance: float = 1e-6,
    patience: int = 3,
    target: float | None = None,
    max_steps: int = 1000,
) -> LossHistory:
    """Take optimiser steps until the loss stops decreasing, or for a given number of steps.

    A progress bar appears when the work takes longer than a second. Interrupting the fit (Ctrl-C, or the square stop
    button of a notebook) keeps the parameters of the last finished step.

    Parameters
    ----------
    closure : SimpleClosure
        A closure that was made with a dataset.
    n_steps : int, optional
        Take exactly this many steps. Without it, go on until convergence.
    method : str
        "optimizer" takes the steps of the closure's optimiser. "levenberg_marquardt" solves for the last layer exactly
        and takes Levenberg-Marquardt steps for the others (:mod:`miniff_edu.least_squares`): made for small networks
        and up to some thousand samples. A linear map is solved in one step.
    tolerance : float
        Converged when the lowest loss so far has decreased by less than this fraction in `patience` steps.
    patience : int
        Number of steps to wait for a decrease. Raise it for optimisers that go up and down, such as Adam.
    target : float, optional
        Stop as soon as the loss is at most this.
    max_steps : int
        Give up after this many steps.

    Returns
    -------
    LossHistory
        The history of the closure, earlier fits included; ``history.stopped`` says why this one ended.

    Raises
    ------
    DivergedError
        If the loss becomes NaN or infinite. The parameters are those of the last finished step.
    TypeError, ValueError
        If an argument does not fit.
    """
    _check_arguments(closure, method, tolerance, target)
    patience, max_steps = check_count("patience", patience), check_count("max_steps", max_steps)
    limit = max_steps if n_steps is None else check_count("n_steps", n_steps)
    parameters = list(closure.learning_parameters())
    history, best, waited = closure.history, math.inf, 0
    history.stopped = "max_steps" if n_steps is None else "n_steps"
    kept = _copy(parameters)
    steps = METHODS[method](closure)
    try:
        for _ in (bar := tqdm(range(limit), desc="fit", unit="step", delay=1, leave=False)):
            loss = next(steps, None)
            if loss is None:
                history.stopped = "converged"
                break
            kept = _copy(parameters)
            bar.set_postfix_str(f"loss {loss:.3g}", refresh=False)
            if target is not None and loss <= target:
                history.stopped = "target"
                break
            waited = 0 if loss < best * (1 - tolerance) else waited + 1
            best = min(best, loss)
            if n_steps is None and waited >= patience:
                history.stopped = "converged"
                break
    except BaseException as error:  # whatever happened in the middle of a step: go back to the last finished one
        with torch.no_grad():
            for parameter, value in zip(parameters, kept, strict=True):
                parameter.copy_(value)
        closure.optimizer.state.clear()  # what it remembers of the unfinished step no longer belongs together
        if not isinstance(error, KeyboardInterrupt):
            raise
        history.stopped = "interrupted"
        with torch.no_grad():
            closure.loss()
    return history


def _optimizer_steps(closure: SimpleClosure) -> Iterator[float]:
    """Yield the loss after each step of the closure's optimiser, for ever."""
    while True:
        yield float(closure.optimizer_step())


METHODS = {"optimizer": _optimizer_steps, "levenberg_marquardt": levenberg_marquardt}


def _copy(parameters: list[torch.nn.Parameter]) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in parameters]


def _check_arguments(closure: object, method: str, tolerance: float, target: float | None) -> None:
    if not isinstance(closure, SimpleClosure):
        raise TypeError(f"closure is {a_type(closure)}; expected a SimpleClosure. Try simple_energy_closure(...).")
    if closure.dataset is None:
        raise ValueError("closure was made without a dataset; expected one. Try simple_energy_closure([net], dataset).")
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; expected one of {', '.join(map(repr, METHODS))}.")
    if not 0 <= tolerance < 1:
        raise ValueError(f"tolerance is {tolerance}; expected a fraction in [0, 1). Try tolerance=1e-6.")
    if target is not None and not 0 <= target < math.inf:
        raise ValueError(f"target is {target}; expected a finite loss of at least 0. Try target=1e-8.")
