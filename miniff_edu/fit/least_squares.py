"""Least squares solved as such: exactly for a linear map, by Levenberg and Marquardt for a network.

In: a closure whose loss is the mean squared error of energies. Out: its networks, fitted. `fit` calls these by name.

Variable projection (Golub and Pereyra 1973, in Kaufman's form, 1975): for given hidden layers the best last layer
is a linear least-squares problem, so it is solved, not searched for. Only the hidden layers are left to Levenberg and
Marquardt, whose step is (JᵀJ + λ) step = -Jᵀr with the residuals r and their Jacobian J, written out below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from .._support.devices import to_numpy
from ..closure import SimpleClosure
from .branch import join, take_apart

RIDGE = 1e-13  # times the largest squared singular value: keeps the last layer finite and its solution smooth


@dataclass
class State:
    """A set of hidden layers, everything that follows from it, and its loss.

    `hidden` and `values` have one list for each branch.
    """

    hidden: list[list[np.ndarray]]
    values: list[list[np.ndarray]]
    basis: tuple[np.ndarray, np.ndarray]
    last: np.ndarray
    residual: np.ndarray
    objective: float

    @property
    def sum_of_squares(self) -> float:
        """The sum of the squares of all weights and biases."""
        return float(self.last @ self.last) + squares(self.hidden)


class Problem:
    """The least-squares problem of a closure in numpy arrays.

    Each network is a :class:`.branch.Branch`; their last layers are solved for together. A sample counts by its weight,
    the square root of which multiplies its residual: it is part of the masks that the branches multiply with.
    """

    def __init__(self, closure: SimpleClosure) -> None:
        assert closure.dataset is not None
        self.branches = take_apart(closure)
        cell = closure.dataset.per_cell
        self.y = to_numpy(cell.energy).astype(float)[:, 0]
        for branch in self.branches:
            self.y = branch.without_offset(self.y)
        self.n_samples: float = len(self.y)
        if cell.weight is not None:
            weight = to_numpy(cell.weight).astype(float)[:, 0]
            self.n_samples = float(weight.sum())
            self.y = np.sqrt(weight) * self.y
            for branch in self.branches:
                branch.mask = branch.mask * np.sqrt(weight)[:, None]
        self.weight = closure.loss_function_kwargs.get("w_energy", 1)
        # The same penalty for a sum of squares, which the loss divides by the number of samples.
        self.decay = closure.weight_decay * self.n_samples / self.weight if closure.weight_decay else 0.0
        self.ridge: float | None = None

    def loss(self, state: State) -> float:
        """Return what the closure minimises: the weighted mean of the squares, and the penalty on the weights."""
        return self.weight * (state.residual @ state.residual + self.decay * state.sum_of_squares) / self.n_samples

    def start(self) -> State:
        """Return the state of the networks as they are; their last layers are solved for at once."""
        return self.evaluate([branch.start() for branch in self.branches])

    def evaluate(self, hidden: list[list[np.ndarray]]) -> State:
        """Send the data through the hidden layers and solve for the last ones."""
        values = [branch.forward(matrices) for branch, matrices in zip(self.branches, hidden, strict=True)]
        sums = [branch.sum_points(v[-1]) for branch, v in zip(self.branches, values, strict=True)]
        u, s, vt = np.linalg.svd(join(sums), full_matrices=False)
        if self.ridge is None:
            self.ridge = RIDGE * float(s[0]) ** 2 + self.decay
        last = vt.T @ (s / (s**2 + self.ridge) * (u.T @ self.y))
        residual = u @ (s * (vt @ last)) - self.y
        penalty = squares(hidden) if self.decay else 0.0
        objective = float(residual @ residual + self.ridge * last @ last) + self.decay * penalty
        return State(hidden, values, (u, s), last, residual, objective)

    def last_layers(self, state: State) -> list[np.ndarray]:
        """Return the last layer of each branch."""
        if len(self.branches) == 1:  # numpy takes longer to split than to do the rest of a small step
            return [state.last]
        widths = [v[-1].shape[1] for v in state.values]
        return np.split(state.last, np.cumsum(widths)[:-1])

    def jacobian(self, state: State) -> np.ndarray:
        """Return the derivatives of all predictions with respect to all hidden weights, for last layers held fixed."""
        each = zip(self.branches, state.hidden, state.values, self.last_layers(state), strict=True)
        return join([block for branch, net, values, last in each for block in branch.jacobian(net, values, last)])

    def step(self, damping: float, system: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
        """Return the change of all hidden weights, from the smaller one of two equivalent linear systems."""
        projected, gradient, matrix = system
        total = damping + self.decay
        damped = matrix + total * np.eye(len(matrix))
        if len(matrix) == len(gradient):
            return -np.linalg.solve(damped, gradient)
        return (projected.T @ np.linalg.solve(damped, projected @ gradient) - gradient) / total

    def system(self, state: State) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the Jacobian after the last layer has followed, the gradient, and JᵀJ or JJᵀ, whichever is smaller."""
        assert self.ridge is not None
        jacobian = self.jacobian(state)
        gradient = jacobian.T @ state.residual
        if self.decay:
            gradient += self.decay * np.concatenate([matrix.ravel() for net in state.hidden for matrix in net])
        u, s = state.basis
        # What the last layer would repair by itself is projected out; the ridge makes the projection a soft one.
        jacobian -= u @ ((1 - np.sqrt(self.ridge / (s**2 + self.ridge)))[:, None] * (u.T @ jacobian))
        is_wide = jacobian.shape[1] > jacobian.shape[0]
        return jacobian, gradient, jacobian @ jacobian.T if is_wide else jacobian.T @ jacobian

    def moved(self, state: State, step: np.ndarray) -> State:
        """Return the state after a step."""
        start = 0
        hidden: list[list[np.ndarray]] = []
        for matrices in state.hidden:
            hidden.append([])
            for matrix in matrices:
                hidden[-1].append(matrix + step[start : start + matrix.size].reshape(matrix.shape))
                start += matrix.size
        return self.evaluate(hidden)

    def store(self, state: State) -> None:
        """Write the weights into the networks."""
        for branch, hidden, last in zip(self.branches, state.hidden, self.last_layers(state), strict=True):
            branch.store([*hidden, last[None, :]])


def levenberg_marquardt(closure: SimpleClosure) -> Iterator[float]:
    """Yield the loss after each step, with the networks at that step, until no step decreases it any more.

    Parameters
    ----------
    closure : SimpleClosure
        Its networks are linear layers with sigmoids or hyperbolic tangents between them, standardised or not, one for
        each per-point part. What is elsewhere is copied to the CPU, and the result back, with a warning.

    Yields
    ------
    float
        What the closure minimises, the first time with nothing but the last layers solved.
    """
    problem = Problem(closure)
    state = problem.start()
    # JᵀJ grows with the square of the energies; damping that does so too makes their unit irrelevant.
    unit = float(problem.y @ problem.y) / problem.n_samples or 1.0
    damping, smallest, largest = 2e-3 * unit, 1e-12 * unit, 1e12 * unit
    closure.history.evaluated(problem.loss(state))
    yield _finish_step(closure, problem, state)
    while any(state.hidden):
        system = problem.system(state)
        while True:
            trial = problem.moved(state, problem.step(damping, system))
            closure.history.tried(problem.loss(trial))
            if trial.objective < state.objective:
                break
            damping *= 4
            if damping > largest:
                return
        state, damping = trial, max(damping / 3, smallest)
        yield _finish_step(closure, problem, state)


def exact_solution(closure: SimpleClosure) -> Iterator[float]:
    """Yield the loss once, with a linear map at its least-squares solution.

    Parameters
    ----------
    closure : SimpleClosure
        Each of its networks is a single linear layer, standardised or not.

    Yields
    ------
    float
        The loss at the solution.
    """
    for branch in take_apart(closure):
        if len(branch.linear) > 1:
            raise ValueError(
                f"closure has a network of {len(branch.linear)} linear layers; expected one, only a linear map has an "
                'exact solution. Try method="levenberg_marquardt", or behler_nn(..., n_layers=1).'
            )
    yield from levenberg_marquardt(closure)


def _finish_step(closure: SimpleClosure, problem: Problem, state: State) -> float:
    """Put the networks where the solver is, and let the closure see it: the loss is the closure's own."""
    problem.store(state)
    with torch.no_grad():
        return closure.minimised().item()


def squares(hidden: list[list[np.ndarray]]) -> float:
    """Return the sum of the squares of all matrices."""
    return sum(float((matrix**2).sum()) for matrices in hidden for matrix in matrices)
