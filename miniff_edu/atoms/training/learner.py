"""What all ways of training share. In: a problem, data. Out: weights that `fit` may copy and put back, and a log."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import torch

from ...closure.history import LossHistory
from .data import Data
from .problem import Problem

RMSE = dict[str, float | None]  # of "energy" in eV/atom and "forces" in eV/A


class Learner:
    """Weights of the networks, and how good they are. A :class:`~miniff_edu.closure.Trainable` but for its step.

    Parameters
    ----------
    problem : Problem
        Networks and training data.
    data : Data
        The training data.
    theta : numpy.ndarray
        Hidden weights to start from.

    Attributes
    ----------
    theta, last : torch.Tensor
        All weights: what learns.
    log : list of dict
        For each step its number, the seconds so far, and root mean square errors of training and validation data.
    """

    cost = 0.0  # one thread: the matrices of a block are small
    is_converged = False

    def __init__(self, problem: Problem, data: Data, theta: np.ndarray) -> None:
        self.problem, self.data = problem, data
        self.theta = torch.from_numpy(theta.copy())
        self.last = torch.zeros(sum(problem.shape.last_widths), dtype=torch.float64)
        self.history = LossHistory()
        self.log: list[dict[str, Any]] = []
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds of training so far, those before a checkpoint included."""
        return time.monotonic() - self._began

    def learning_parameters(self) -> list[torch.Tensor]:
        """Return hidden weights and last layers."""
        return [self.theta, self.last]

    def judge(self, validation: Data) -> float:
        """Return the squared errors of validation data, each in units of the expected one: energies and forces alike.

        A force is one of many in a structure; their mean, not their number, stands beside that of the energies.
        """
        if validation.errors != self.data.errors:
            validation.expect(self.data.errors)
        theta, last = self.theta.detach().numpy(), self.last.detach().numpy()
        squares = self.problem.squares(theta, last, validation)
        self.log[-1]["validation"] = errors_from(squares, validation)
        return means(squares, validation)

    def note(self, squares: np.ndarray) -> None:
        """Add a step to the log, with the residuals of the training data."""
        step = {"step": len(self.log), "seconds": round(self.seconds, 2), "train": errors_from(squares, self.data)}
        self.log.append({**step, "validation": None})

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint needs."""
        return {
            "theta": self.theta.clone(),
            "last": self.last.clone(),
            "errors": list(self.data.errors),
            "log": list(self.log),
            "seconds": self.seconds,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self.theta.copy_(state["theta"])
        self.last.copy_(state["last"])
        self.data.expect(tuple(state["errors"]))
        self.log = list(state["log"])
        self._began = time.monotonic() - state["seconds"]


def errors_from(squares: np.ndarray, data: Data) -> RMSE:
    """Return root mean square errors of energies (eV/atom) and forces (eV/A) from sums of squares; None without any."""
    pairs = zip(("energy", "forces"), squares, (data.n_energies, data.n_forces), data.errors, strict=True)
    return {name: float(unit * np.sqrt(s / n)) if n else None for name, s, n, unit in pairs}


def means(squares: np.ndarray, data: Data) -> float:
    """Return the mean square of energies plus that of forces, in units of the expected errors."""
    return float(sum(s / n for s, n in zip(squares, (data.n_energies, data.n_forces), strict=True) if n))
