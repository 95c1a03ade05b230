"""Run a closure until it has converged. In: a closure, or anything that can be trained. Out: it, fitted; a history."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from .._support.checks import a_type, check_count
from .._support.progress import progress
from .._support.threads import one_thread
from ..closure import SimpleClosure, Trainable
from ..closure.history import LossHistory
from ..closure.trainable import check_trainable, state_of
from .better import warn_unless_better
from .checkpoint import Checkpoint
from .methods import METHODS, method_name
from .stopping import EarlyStopping

SMALL = 1_000_000


def fit(
    closure: Any,
    n_steps: int | None = None,
    *,
    method: str = "optimizer",
    options: dict[str, Any] | None = None,
    tolerance: float = 1e-6,
    patience: int | None = None,
    target: float | None = None,
    max_steps: int = 1000,
    validation: Any = None,
    on_step: Callable[[LossHistory], object] | None = None,
    checkpoint: Checkpoint | str | Path | None = None,
) -> LossHistory:
    """Take optimiser steps until the loss stops decreasing, or for a given number of steps.

    A progress bar appears when the work takes longer than a second, and leaves nothing behind. Interrupting the fit
    (Ctrl-C, or the square stop button of a notebook) keeps the parameters of the last finished step; with validation
    data those of the best.

    Parameters
    ----------
    closure : SimpleClosure, or any Trainable
        A closure that was made with a dataset, or anything else with a step, parameters and a history
        (:class:`miniff_edu.closure.Trainable`).
    n_steps : int, optional
        Take exactly this many steps. Without it, go on until convergence.
    method : str
        "optimizer" takes the steps of the closure's own optimiser. "levenberg_marquardt" solves for the last layer
        exactly and takes Levenberg-Marquardt steps for the others (:mod:`miniff_edu.fit.least_squares`): made for small
        networks and up to some thousand samples. "exact" solves a linear map, and refuses any other. "lbfgs", "adam"
        and "gradient_descent" make an optimiser of torch anew, which the closure keeps.
    options : dict, optional
        Options of such an optimiser, such as ``dict(lr=0.1)``.
    tolerance : float
        Converged when the lowest loss so far has decreased by less than this fraction in `patience` steps.
    patience : int, optional
        Number of steps to wait for a decrease. By default that of the method (:mod:`miniff_edu.fit.methods`): 3, 60 for
        Levenberg-Marquardt, since one step of LBFGS holds 20, 100 for Adam and gradient descent, which go up and down.
    target : float, optional
        Stop as soon as the loss is at most this.
    max_steps : int
        Give up after this many steps.
    validation : Dataset, optional
        Early stopping: `tolerance` and `patience` watch the loss of these samples, which teach the networks nothing,
        and at the end the parameters return to the step where it was lowest.
    on_step : callable, optional
        Called with the history after each step; the fit stops where it returns True.
    checkpoint : str, Path or Checkpoint, optional
        A file that is kept up to date while the fit goes on. The same call goes on from it, after whatever has ended
        the process, and ends where it would have ended. The closure needs ``state_dict()`` and ``load_state_dict()``.

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
    check_trainable("closure", closure)
    method = method_name(method)
    _check_arguments(closure, method, options, tolerance, target)
    getattr(closure, "check", _nothing)()
    validation = _check_validation(closure, validation)
    patience = METHODS[method].patience if patience is None else check_count("patience", patience)
    max_steps = check_count("max_steps", max_steps)
    limit = max_steps if n_steps is None else check_count("n_steps", n_steps)
    history = closure.history
    history.stopped = "max_steps" if n_steps is None else "n_steps"
    watch = EarlyStopping(patience, tolerance, state_of(closure))
    keeper = _Keeper(closure, watch, checkpoint)
    taken = keeper.resume()

    def end() -> str:
        """Say why this is the end, if it is."""
        if target is not None and history.steps[-1] <= target:
            return "target"
        if getattr(closure, "is_converged", False):
            return "converged"
        over = n_steps is None and watch.is_over
        return "" if not over else "converged" if validation is None else "validation"

    def asked() -> str:
        """Ask the caller too; after each step, and where a fit goes on from a file."""
        why = end()
        answer = None if why == "target" or on_step is None else on_step(history)
        return "stopped" if isinstance(answer, (bool, np.bool_)) and answer else why

    steps = _steps(closure, method, options)
    try:
        with one_thread(getattr(closure, "cost", 0) < SMALL):
            if taken and not keeper.is_done and (why := asked()):
                history.stopped, limit = why, taken
            for _ in (bar := progress(range(taken, 0 if keeper.is_done else limit), desc="fit", unit="step")):
                loss = next(steps, None)
                if loss is None:
                    history.stopped = "converged"
                    break
                history.stepped(loss)
                watch.finish_step()
                bar.set_postfix_str(f"loss {loss:.3g}", refresh=False)
                watch.see(loss if validation is None else history.validated(float(closure.judge(validation))))
                keeper.save()
                if why := asked():
                    history.stopped = why
                    break
            keeper.save(at_its_end=True)
            if validation is not None:
                watch.return_to_lowest()
                getattr(closure, "returned", _nothing)()
    except BaseException as error:  # whatever happened in the middle of a step: go back to the last finished one
        if isinstance(error, KeyboardInterrupt) and validation is not None:
            watch.return_to_lowest()
        else:
            watch.return_to_last()
        getattr(closure, "returned", _nothing)()
        if not isinstance(error, KeyboardInterrupt):
            raise
        history.stopped = "interrupted"
    by_itself = history.stopped in ("converged", "validation") and isinstance(closure, SimpleClosure)
    if by_itself and warn_unless_better(closure, method) and history.stopped == "converged":
        history.stopped = "stalled"
    return history


def _nothing() -> None:
    """Stand for what a trainable may leave out."""


class _Keeper:
    """Writes the state of a fit to its checkpoint, and reads it; without one it does nothing."""

    def __init__(self, closure: Any, watch: EarlyStopping, checkpoint: Checkpoint | str | Path | None) -> None:
        self.closure, self.watch = closure, watch
        self.file = Checkpoint(checkpoint) if isinstance(checkpoint, (str, Path)) else checkpoint
        self.is_done = False
        self._earlier = len(closure.history.steps)
        if self.file is not None and not hasattr(closure, "load_state_dict"):
            raise TypeError(
                f"checkpoint is given and closure is {a_type(closure)}; expected one with state_dict() and "
                "load_state_dict(), which a checkpoint is made of. Leave checkpoint away."
            )

    def resume(self) -> int:
        """Put everything back to where the file was written; return the number of steps that were taken."""
        state = None if self.file is None else self.file.load()
        if state is None:
            return 0
        history = self.closure.history
        self.closure.load_state_dict(state["closure"])
        self.watch.load_state_dict(state["watch"])
        history.evaluations[:], history.steps[:], history.validation[:] = (state[name] for name in _LISTS)
        self._earlier = int(state["earlier"])
        # What a clock or a hand has stopped may go on; what came to its end by itself has ended.
        self.is_done = state["stopped"] in ("converged", "validation", "target")
        if self.is_done:
            history.stopped = state["stopped"]
        return len(history.steps) - self._earlier

    def save(self, at_its_end: bool = False) -> None:
        """Write where the fit is."""
        if self.file is not None and not self.is_done:
            history = self.closure.history
            lists = dict(zip(_LISTS, (history.evaluations, history.steps, history.validation), strict=True))
            state = {"closure": self.closure.state_dict(), "watch": self.watch.state_dict(), "earlier": self._earlier}
            stopped = history.stopped if at_its_end else ""
            self.file.save({**state, **lists, "stopped": stopped}, at_once=at_its_end)


_LISTS = ("evaluations", "steps", "validation")


def _steps(closure: Any, method: str, options: dict[str, Any] | None) -> Iterator[float]:
    """Return the losses after one step after the other; nothing has been done yet."""
    known = METHODS[method]
    if known.solver is not None:
        return known.solver(closure)
    if known.optimizer is not None:
        closure.optimizer_init(known.optimizer, **{**known.options, **(options or {})})
    elif isinstance(closure, SimpleClosure):
        closure.check_weights()
    return _own_steps(closure)


def _own_steps(closure: Trainable) -> Iterator[float]:
    """Yield the loss after each step, for ever."""
    while True:
        loss: Any = closure.step()
        try:
            yield float(loss)
        except (TypeError, ValueError) as error:
            raise TypeError(
                f"closure is {a_type(closure)} whose step() returned {a_type(loss)}; expected a number, the loss after "
                "the step."
            ) from error


def _check_validation(closure: Any, validation: Any) -> Any:
    if validation is None:
        return None
    if not hasattr(closure, "judge"):
        raise TypeError(
            f"closure is {a_type(closure)} without a method judge(data); expected one where validation is given, to "
            "tell the loss of these data."
        )
    return getattr(closure, "check_validation", lambda data: data)(validation)


def _check_arguments(closure: Trainable, method: str, options: object, tolerance: float, target: float | None) -> None:
    if method != "optimizer" and not isinstance(closure, SimpleClosure):
        raise TypeError(
            f"method is {method!r} and closure is {a_type(closure)}; expected a SimpleClosure for that. Leave method "
            "away: the steps are then its own."
        )
    if options is not None and METHODS[method].optimizer is None:
        raise ValueError(
            f"options is {options} and method is {method!r}, which takes none; expected none. Those of the closure's "
            "own optimiser are given to the closure: try optimizer_kwargs=..."
        )
    if not 0 <= tolerance < 1:
        raise ValueError(f"tolerance is {tolerance}; expected a fraction in [0, 1). Try tolerance=1e-6.")
    if target is not None and not 0 <= target < math.inf:
        raise ValueError(f"target is {target}; expected a finite loss of at least 0. Try target=1e-8.")
