"""Run a closure until it has converged. In: a closure. Out: fitted networks (in place) and the history of the loss."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch

from .._support.checks import a_type, check_count
from .._support.progress import progress
from .._support.threads import one_thread
from ..closure import SimpleClosure
from ..closure.history import LossHistory
from ..dataset import Dataset, as_dataset
from ..predict import check_fit_together
from .better import warn_unless_better
from .least_squares import exact_solution, levenberg_marquardt


def fit(
    closure: SimpleClosure,
    n_steps: int | None = None,
    *,
    method: str = "optimizer",
    tolerance: float = 1e-6,
    patience: int | None = None,
    target: float | None = None,
    max_steps: int = 1000,
    validation: Dataset | None = None,
    on_step: Callable[[LossHistory], object] | None = None,
) -> LossHistory:
    """Take optimiser steps until the loss stops decreasing, or for a given number of steps.

    A progress bar appears when the work takes longer than a second, and leaves nothing behind. Interrupting the fit
    (Ctrl-C, or the square stop button of a notebook) keeps the parameters of the last finished step.

    Parameters
    ----------
    closure : SimpleClosure
        A closure that was made with a dataset.
    n_steps : int, optional
        Take exactly this many steps. Without it, go on until convergence.
    method : str
        "optimizer" takes the steps of the closure's optimiser. "levenberg_marquardt" solves for the last layer exactly
        and takes Levenberg-Marquardt steps for the others (:mod:`miniff_edu.fit.least_squares`): made for small
        networks and up to some thousand samples. "exact" solves a linear map, and refuses any other.
    tolerance : float
        Converged when the lowest loss so far has decreased by less than this fraction in `patience` steps.
    patience : int, optional
        Number of steps to wait for a decrease; 3 by default, 60 for Levenberg-Marquardt, since one step of LBFGS holds
        20. Raise it for optimisers that go up and down, such as Adam.
    target : float, optional
        Stop as soon as the loss is at most this.
    max_steps : int
        Give up after this many steps.
    validation : Dataset, optional
        Early stopping: `tolerance` and `patience` watch the loss of these samples, which teach the networks nothing,
        and at the end the parameters return to the step where it was lowest.
    on_step : callable, optional
        Called with the history after each step; the fit stops where it returns True.

    Returns
    -------
    LossHistory
        The history of the closure, earlier fits included; ``history.stopped`` says why this one ended.

    Raises
    ------
    DivergedError
        If the loss becomes NaN or infinite. The parameters are those of the last finished step.
    TypeError, ValueError
        If an argument does not fit, or the method would not respect what the network is, such as a frozen layer.
    RuntimeError
        If the networks have other weights than the optimiser was made for; ``closure.optimizer_init()`` mends that.

    Warns
    -----
    UserWarning
        If the fit has stopped by itself, and a constant would do as well; ``history.stopped`` is then "stalled".
    """
    _check_arguments(closure, method, tolerance, target)
    if validation is not None:
        validation = as_dataset("validation", validation, "Try train, validation = split(...).")
        check_fit_together(closure.networks, validation)
    patience = PATIENCE.get(method, 3) if patience is None else check_count("patience", patience)
    max_steps = check_count("max_steps", max_steps)
    limit = max_steps if n_steps is None else check_count("n_steps", n_steps)
    parameters = _state(closure)
    history, best, waited = closure.history, math.inf, 0
    history.stopped = "max_steps" if n_steps is None else "n_steps"
    kept = best_kept = _copy(parameters)
    if method == "optimizer":  # the others need none
        closure.check_weights()
    steps = METHODS[method](closure)
    try:
        with one_thread(_size(closure) < SMALL):
            for _ in (bar := progress(range(limit), desc="fit", unit="step")):
                loss = next(steps, None)
                if loss is None:
                    history.stopped = "converged"
                    break
                kept = _copy(parameters)
                bar.set_postfix_str(f"loss {loss:.3g}", refresh=False)
                watched = loss if validation is None else _validation_loss(closure, validation)
                waited = 0 if watched < best * (1 - tolerance) else waited + 1
                if watched < best:
                    best, best_kept = watched, kept
                if target is not None and loss <= target:
                    history.stopped = "target"
                    break
                answer = None if on_step is None else on_step(history)
                if isinstance(answer, (bool, np.bool_)) and answer:
                    history.stopped = "stopped"
                    break
                if n_steps is None and waited >= patience:
                    history.stopped = "converged" if validation is None else "validation"
                    break
            if validation is not None:
                _put_back(closure, parameters, best_kept)
    except BaseException as error:  # whatever happened in the middle of a step: go back to the last finished one
        _put_back(closure, parameters, kept)
        if not isinstance(error, KeyboardInterrupt):
            raise
        history.stopped = "interrupted"
    by_itself = history.stopped in ("converged", "validation")
    if by_itself and warn_unless_better(closure, method) and history.stopped == "converged":
        history.stopped = "stalled"
    return history


def _state(closure: SimpleClosure) -> list[torch.Tensor]:
    """Return what a step changes: the parameters that learn, and buffers such as the means of BatchNorm."""
    return [*closure.learning_parameters(), *dict.fromkeys(b for net in closure.networks for b in net.buffers())]


def _size(closure: SimpleClosure) -> int:
    """Return the number of points times that of parameters: roughly the multiplications of one evaluation."""
    assert closure.dataset is not None
    points = sum(part.mask.numel() for part in closure.dataset.per_point)
    return points * sum(parameter.numel() for parameter in closure.learning_parameters())


def _put_back(closure: SimpleClosure, parameters: list[torch.Tensor], kept: list[torch.Tensor]) -> None:
    """Return to the parameters of an earlier step, and let the closure see them."""
    with torch.no_grad():
        for parameter, value in zip(parameters, kept, strict=True):
            parameter.copy_(value)
        closure.optimizer.state.clear()  # what it remembers of later steps no longer belongs to these parameters
        closure.loss()


def _validation_loss(closure: SimpleClosure, validation: Dataset) -> float:
    with torch.no_grad():
        loss = closure.loss(validation, save=False).loss_value.item()
    closure.history.validation.append(loss)
    return loss


def _optimizer_steps(closure: SimpleClosure) -> Iterator[float]:
    """Yield the loss after each step of the closure's optimiser, for ever."""
    while True:
        yield float(closure.optimizer_step())


METHODS = {"optimizer": _optimizer_steps, "levenberg_marquardt": levenberg_marquardt, "exact": exact_solution}
SMALL = 1_000_000
PATIENCE = {"levenberg_marquardt": 60}


def _copy(parameters: list[torch.Tensor]) -> list[torch.Tensor]:
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
