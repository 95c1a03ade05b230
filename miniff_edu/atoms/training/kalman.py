"""A block Kalman filter: least squares that looks at one block after the other. In: a problem. Out: epochs of updates.

The filter keeps the weights and their covariance P. A block brings residuals r and their Jacobian J, and moves both,

    K = P J^T (l + J P J^T)^-1,   weights <- weights - K r,   P <- (P - K J P) / l,

so after the last block it is where a Gauss-Newton step on all of them would be, had the model been linear. What was
seen long ago is forgotten, since J was another one then: l rises from `FORGETTING` to 1 (Blank and Brown 1994). Only
one block is in memory: this is for data that do not fit, whose derivatives are computed again each time. The codes of
the field do the same with one observation at a time (Singraber et al. 2019, doi:10.1021/acs.jctc.8b01092).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from .data import Data
from .learner import Learner
from .problem import Problem

FORGETTING, RISE = 0.97, 0.998
BEGIN = 8  # blocks that the last layers are solved with before anything else


class BlockKalman(Learner):
    """A Kalman filter whose observations are blocks of structures. A step is an epoch, in random order.

    Parameters
    ----------
    problem, data, theta
        As for any :class:`~miniff_edu.atoms.training.learner.Learner`.
    ridge : float or "auto"
        Inverse of the variance that the weights are given at the start; "auto" is 1.
    seed : int
        Draws the order of the blocks.
    """

    def __init__(
        self, problem: Problem, data: Data, theta: np.ndarray, ridge: float | str = "auto", seed: int = 0
    ) -> None:
        super().__init__(problem, data, theta)
        self.order = np.random.default_rng([seed, 2])
        self.forgetting = FORGETTING
        self.ridge = 1.0 if isinstance(ridge, str) else max(ridge, 1e-8)
        self.covariance = torch.eye(problem.shape.n_weights, dtype=torch.float64) / self.ridge

    def step(self) -> float:
        """Go through all blocks once; return the mean square of the residuals met on the way, before their updates."""
        if not self.log:
            self._begin()
        squares = np.zeros(2)
        covariance = self.covariance.numpy()
        weights = np.concatenate([self.theta.numpy(), self.last.numpy()])
        n = len(self.theta)
        for i in self.order.permutation(len(self.data)):
            block = self.data[int(i)]
            rows = self.problem.rows(weights[:n], weights[n:], block)
            jacobian, rest = rows[:, :-1], rows[:, -1]
            squares += [
                rest[: block.n_structures] @ rest[: block.n_structures],
                rest[block.n_structures :] @ rest[block.n_structures :],
            ]
            spread = jacobian @ covariance
            innovation = spread @ jacobian.T
            innovation[np.diag_indices_from(innovation)] += self.forgetting
            gain = np.linalg.solve(innovation, spread).T
            weights = weights - gain @ rest
            covariance -= gain @ spread
            covariance /= self.forgetting
            covariance += covariance.T.copy()  # rounding must not make it lopsided
            covariance /= 2
            self.forgetting = RISE * self.forgetting + 1 - RISE
        self.theta.copy_(torch.from_numpy(weights[:n]))
        self.last.copy_(torch.from_numpy(weights[n:]))
        self.note(squares)
        return float(squares.sum()) / self.data.n_rows

    def _begin(self) -> None:
        """Solve for the last layers with the first few blocks."""
        few = [self.data[i] for i in range(min(BEGIN, len(self.data)))]
        state = Problem(self.problem.shape, few).solve(self.theta.numpy(), 1.0)
        self.last.copy_(torch.from_numpy(state.last))

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint needs."""
        own = {"covariance": self.covariance.clone(), "forgetting": self.forgetting}
        return {**super().state_dict(), **own, "order": self.order.bit_generator.state}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.covariance.copy_(state["covariance"])
        self.forgetting = float(state["forgetting"])
        self.order.bit_generator.state = state["order"]
