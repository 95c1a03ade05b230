"""Levenberg and Marquardt for potentials. In: a problem. Out: steps, each with the last layers at their best.

Variable projection (Golub and Pereyra 1973, in Kaufman's form, 1975): the last layers are solved for, so what is left
of JᵀJ is its Schur complement, in which they have followed. The damping is Marquardt's, by the diagonal, and goes up
and down with the gain ratio (Nielsen 1999): how much of the promised decrease a step has brought.

The ridge is a prior: with residuals in units of the noise, weights are taken to be of the order of 1. "auto" takes the
noise from the residuals themselves, again in each step, as in Bayesian regularisation (MacKay 1992; Foresee and Hagan
1997), so it falls as the fit improves, and never rises.

The way down from random weights is the same for few structures and for many, so the first step walks it with a sample
that has a few rows for each weight; from there on all data count.
"""

from __future__ import annotations

import numpy as np
import torch

from .data import Data
from .learner import Learner
from .problem import Problem, Solved

DAMPING, SMALLEST, LARGEST = 1e-2, 1e-12, 1e12
FLOOR = 1e-9  # of the largest diagonal element of JᵀJ: below, a direction is damped as if it were there
SAME = 1e-9  # relative change of the objective of a linear map that counts as none
SAMPLE, WORTH_IT = 4, 2000  # rows of the sample for each weight; and at least so many rows: fewer cost next to nothing
SAMPLE_STEPS, SAMPLE_GAIN = 15, 0.05  # at most so many steps with the sample, while each gains this share


class LevenbergMarquardt(Learner):
    """Levenberg-Marquardt on all training data at once.

    Parameters
    ----------
    problem, data, theta
        As for any :class:`~miniff_edu.atoms.training.learner.Learner`.
    ridge : float or "auto"
        What the sum of squares of all weights is multiplied with.
    """

    def __init__(self, problem: Problem, data: Data, theta: np.ndarray, ridge: float | str = "auto") -> None:
        super().__init__(problem, data, theta)
        self.is_auto = ridge == "auto"
        self.ridge = np.inf if isinstance(ridge, str) else ridge
        self.damping, self.growth = DAMPING, 2.0
        self._solved: Solved | None = None

    def step(self) -> float:
        """Take one step; return the objective, in units of a row."""
        if not self.log:
            state = self._first()
        else:
            state = self._solved or self.problem.solve(self.theta.numpy().copy(), self.ridge)
            before = state.objective(self.ridge)
            state = self._with_ridge(state)
            if self.problem.shape.hidden:
                moved = self._move(state)
                self.is_converged = moved is None
                state = moved or state
            else:
                self.is_converged = abs(before - state.objective(self.ridge)) <= SAME * before
        self._solved = state
        self.theta.copy_(torch.from_numpy(state.theta))
        self.last.copy_(torch.from_numpy(state.last))
        self.note(state.squares)
        return state.objective(self.ridge) / self.data.n_rows

    def returned(self) -> None:
        """Forget what was solved for weights that are not there any more."""
        self._solved = None

    def _first(self) -> Solved:
        """Solve for the last layers of the hidden ones to which a sample leads."""
        state = self.problem.solve(self._from_sample(), 0.0 if self.is_auto else self.ridge)
        return self._with_ridge(state)

    def _from_sample(self) -> np.ndarray:
        """Return hidden weights after some steps with a sample; as they are where all data are few."""
        sample = self.data.sample(max(SAMPLE * self.problem.shape.n_weights, WORTH_IT))
        start = self.theta.numpy().copy()
        if sample is None or not self.problem.shape.hidden:
            return start
        few = LevenbergMarquardt(
            Problem(self.problem.shape, sample), sample, start, "auto" if self.is_auto else self.ridge
        )
        before, now = np.inf, few.step()
        while len(few.log) < SAMPLE_STEPS and not few.is_converged and (len(few.log) < 4 or now < before):
            before, now = (1 - SAMPLE_GAIN) * now, few.step()
        return few.theta.numpy().copy()

    def _with_ridge(self, state: Solved) -> Solved:
        """Take the noise from the residuals, where that is asked for."""
        if not self.is_auto:
            return state
        noise = float(state.squares.sum()) / self.data.n_rows
        self.ridge = min(self.ridge, noise)
        return self.problem.solved(state.theta, state.triangles, self.ridge)

    def _move(self, state: Solved) -> Solved | None:
        """Return the state after a step that made the objective smaller, or None."""
        n = self.problem.shape.n_hidden
        total = self.problem.normal_equations(state)
        pulled = np.concatenate([self.problem.pulled, self.problem.pulled_last])
        weights = np.concatenate([state.theta, state.last])
        matrix = total[:-1, :-1] + self.ridge * np.diag(pulled * 1.0)
        gradient = total[:-1, -1] + self.ridge * pulled * weights
        hidden, cross, last = matrix[:n, :n], matrix[:n, n:], matrix[n:, n:]
        follow = np.linalg.pinv(last, rcond=1e-14, hermitian=True) @ cross.T
        reduced = hidden - cross @ follow
        gradient = gradient[:n] - follow.T @ gradient[n:]
        diagonal = np.maximum(np.diag(hidden), FLOOR * np.diag(hidden).max())
        before = state.objective(self.ridge)
        while self.damping < LARGEST:
            step = -np.linalg.solve(reduced + self.damping * np.diag(diagonal), gradient)
            trial = self.problem.solve(state.theta + step, self.ridge)
            decrease = before - trial.objective(self.ridge)
            self.history.tried(trial.objective(self.ridge) / self.data.n_rows)
            promised = float(step @ (self.damping * diagonal * step - gradient))
            if decrease > 0:
                gain = decrease / promised
                self.damping = max(self.damping * max(1 / 3, 1 - (2 * gain - 1) ** 3), SMALLEST)
                self.growth = 2.0
                return trial
            self.damping *= self.growth
            self.growth *= 2
        return None

    def state_dict(self) -> dict[str, object]:
        """Return what a checkpoint needs."""
        own = {"ridge": float(self.ridge), "damping": self.damping, "growth": self.growth}
        return {**super().state_dict(), **own}

    def load_state_dict(self, state: dict[str, object]) -> None:
        """Go on from there."""
        super().load_state_dict(state)
        self.ridge, self.damping, self.growth = (float(state[name]) for name in ("ridge", "damping", "growth"))  # type: ignore[arg-type]
        self._solved = None
