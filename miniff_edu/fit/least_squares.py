"""Least squares solved as such: exactly for a linear map, by Levenberg and Marquardt for a network.

In: a closure whose loss is the mean squared error of energies. Out: its network, fitted. `fit` calls these by name.

Variable projection (Golub and Pereyra 1973, in Kaufman's form, 1975): for given hidden layers the best last layer
is a linear least-squares problem, so it is solved, not searched for. Only the hidden layers are left to Levenberg and
Marquardt, whose step is (JᵀJ + λ) step = -Jᵀr with the residuals r and their Jacobian J, written out below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch

from .._support.checks import a_type
from ..closure import SimpleClosure
from ..closure.losses import energy_loss
from .plain import check_plain

# Activations with their slopes, both in terms of z and of the value a: what a slope costs is what this solver costs.
Function = Callable[[np.ndarray], np.ndarray]
ACTIVATIONS: dict[type, tuple[Function, Function]] = {
    torch.nn.Sigmoid: (lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))), lambda a: a * (1 - a)),
    torch.nn.Tanh: (np.tanh, lambda a: 1 - a**2),
}
RIDGE = 1e-13  # times the largest squared singular value: keeps the last layer finite and its solution smooth


@dataclass
class State:
    """A set of hidden layers, everything that follows from it, and its loss."""

    hidden: list[np.ndarray]
    values: list[np.ndarray]
    basis: tuple[np.ndarray, np.ndarray]
    last: np.ndarray
    residual: np.ndarray
    objective: float

    @property
    def sum_of_squares(self) -> float:
        """The sum of the squares of all weights and biases."""
        return float(self.last @ self.last) + sum(float((matrix**2).sum()) for matrix in self.hidden)


class Problem:
    """The least-squares problem of a closure in numpy arrays.

    A layer is one matrix, its bias a last column that multiplies a column of ones. A sample's prediction is the sum
    over its points, so sums over points are taken of the last hidden layer, and of the Jacobian.
    """

    def __init__(self, closure: SimpleClosure) -> None:
        self.linear, self.activate, self.slope = _take_apart(closure)
        assert closure.dataset is not None
        part = closure.dataset.per_point[0]
        self.mask = part.mask.numpy().astype(float)
        self.x = part.features.numpy().astype(float).reshape(-1, part.n_features)
        self.y = closure.dataset.per_cell.energy.numpy().astype(float)[:, 0]
        self.weight = closure.loss_function_kwargs.get("w_energy", 1)
        # The same penalty for a sum of squares, which the loss divides by the number of samples.
        self.decay = closure.weight_decay * len(self.y) / self.weight if closure.weight_decay else 0.0
        self.ridge: float | None = None

    def loss(self, state: State) -> float:
        """Return what the closure minimises: the weighted mean of the squares, and the penalty on the weights."""
        n_samples = len(self.y)
        return self.weight * (state.residual @ state.residual + self.decay * state.sum_of_squares) / n_samples

    def start(self) -> State:
        """Return the state of the network as it is; its last layer is solved for at once."""
        columns = [
            [layer.weight.detach().numpy(), *([] if layer.bias is None else [layer.bias.detach().numpy()[:, None]])]
            for layer in self.linear[:-1]
        ]
        return self.evaluate([np.concatenate(both, axis=1).astype(float) for both in columns])

    def sum_points(self, values: np.ndarray) -> np.ndarray:
        """Add up the rows of the real points of each sample."""
        if self.mask.shape[1] == 1:
            return values * self.mask
        return np.einsum("sp,sp...->s...", self.mask, values.reshape(*self.mask.shape, *values.shape[1:]))

    def with_ones(self, values: np.ndarray, layer: int) -> np.ndarray:
        """Append a column of ones where the next layer has a bias."""
        has_bias = self.linear[layer].bias is not None
        return np.concatenate([values, np.ones((len(values), 1))], axis=1) if has_bias else values

    def evaluate(self, hidden: list[np.ndarray]) -> State:
        """Send the data through the hidden layers and solve for the last one."""
        values = [self.with_ones(self.x, 0)]
        for i, matrix in enumerate(hidden):
            values.append(self.with_ones(self.activate(values[-1] @ matrix.T), i + 1))
        u, s, vt = np.linalg.svd(self.sum_points(values[-1]), full_matrices=False)
        if self.ridge is None:
            self.ridge = RIDGE * float(s[0]) ** 2 + self.decay
        last = vt.T @ (s / (s**2 + self.ridge) * (u.T @ self.y))
        residual = u @ (s * (vt @ last)) - self.y
        squares = sum(float((matrix**2).sum()) for matrix in hidden) if self.decay else 0.0
        objective = float(residual @ residual + self.ridge * last @ last) + self.decay * squares
        return State(hidden, values, (u, s), last, residual, objective)

    def jacobian(self, state: State) -> np.ndarray:
        """Return the derivatives of all predictions with respect to all hidden weights, for a last layer held fixed."""
        blocks: list[np.ndarray] = []
        back = np.broadcast_to(state.last, state.values[-1].shape)
        for i in reversed(range(len(state.hidden))):
            width = len(state.hidden[i])
            delta = back[:, :width] * self.slope(state.values[i + 1][:, :width])
            outer = delta[:, :, None] * state.values[i][:, None, :]
            blocks.insert(0, self.sum_points(outer.reshape(len(outer), -1)))
            back = delta @ state.hidden[i]
        return np.concatenate(blocks, axis=1)

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
            gradient += self.decay * np.concatenate([matrix.ravel() for matrix in state.hidden])
        u, s = state.basis
        # What the last layer would repair by itself is projected out; the ridge makes the projection a soft one.
        jacobian -= u @ ((1 - np.sqrt(self.ridge / (s**2 + self.ridge)))[:, None] * (u.T @ jacobian))
        is_wide = jacobian.shape[1] > jacobian.shape[0]
        return jacobian, gradient, jacobian @ jacobian.T if is_wide else jacobian.T @ jacobian

    def moved(self, state: State, step: np.ndarray) -> State:
        """Return the state after a step."""
        ends = np.cumsum([matrix.size for matrix in state.hidden])[:-1]
        pieces = zip(state.hidden, np.split(step, ends), strict=True)
        return self.evaluate([matrix + piece.reshape(matrix.shape) for matrix, piece in pieces])

    def store(self, state: State) -> None:
        """Write the weights into the network."""
        with torch.no_grad():
            for layer, matrix in zip(self.linear, [*state.hidden, state.last[None, :]], strict=True):
                layer.weight.copy_(torch.from_numpy(matrix[:, : layer.in_features]))
                if layer.bias is not None:
                    layer.bias.copy_(torch.from_numpy(matrix[:, -1]))


def levenberg_marquardt(closure: SimpleClosure) -> Iterator[float]:
    """Yield the loss after each step, with the network at that step, until no step decreases it any more.

    Parameters
    ----------
    closure : SimpleClosure
        One network of linear layers with sigmoids or hyperbolic tangents between them.

    Yields
    ------
    float
        What the closure minimises, the first time with nothing but the last layer solved.
    """
    problem = Problem(closure)
    state = problem.start()
    # JᵀJ grows with the square of the energies; damping that does so too makes their unit irrelevant.
    unit = float(problem.y @ problem.y) / len(problem.y) or 1.0
    damping, smallest, largest = 2e-3 * unit, 1e-12 * unit, 1e12 * unit
    closure.history.evaluations.append(problem.loss(state))
    yield _finish_step(closure, problem, state)
    while state.hidden:
        system = problem.system(state)
        while True:
            trial = problem.moved(state, problem.step(damping, system))
            closure.history.evaluations.append(problem.loss(trial))
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
        One network, which is a single linear layer.

    Yields
    ------
    float
        The loss at the solution.
    """
    linear = _take_apart(closure)[0]
    if len(linear) > 1:
        raise ValueError(
            f"closure has a network of {len(linear)} linear layers; expected one, only a linear map has an exact "
            'solution. Try method="levenberg_marquardt", or behler_nn(..., n_layers=1).'
        )
    yield from levenberg_marquardt(closure)


def _finish_step(closure: SimpleClosure, problem: Problem, state: State) -> float:
    """Put the network where the solver is, and let the closure see it: the loss is the closure's own."""
    problem.store(state)
    with torch.no_grad():
        loss = closure.loss().loss_value.item() + (closure.penalty().item() if closure.weight_decay else 0)
    closure.history.steps.append(loss)
    return loss


def _take_apart(closure: SimpleClosure) -> tuple[list[torch.nn.Linear], Function, Function]:
    """Return the linear layers, the activation and its slope; say what does not fit where something does not."""
    options = closure.loss_function_kwargs
    if closure.loss_function is not energy_loss or options.get("w_gradients") or options.get("energies_p"):
        raise ValueError("closure fits more than total energies; least squares can do that only. Use the optimiser.")
    if not isinstance(closure.criterion, torch.nn.MSELoss) or closure.criterion.reduction != "mean":
        raise ValueError(
            f"closure has the criterion {closure.criterion}; least squares minimises the mean squared error. Leave the "
            "criterion out, or use the optimiser."
        )
    if len(closure.networks) != 1:
        raise ValueError(f"closure has {len(closure.networks)} networks; least squares fits one. Use the optimiser.")
    network = closure.networks[0]
    layers = list(network) if isinstance(network, torch.nn.Sequential) else [network]
    linear, between = layers[::2], layers[1::2]
    kinds = {type(layer) for layer in between}
    fits = all(isinstance(layer, torch.nn.Linear) for layer in linear) and len(layers) % 2 == 1
    if not fits or len(kinds) > 1 or not kinds <= ACTIVATIONS.keys():
        names = " or ".join(kind.__name__ for kind in ACTIVATIONS)
        raise ValueError(
            f"closure has a network that is {a_type(network)} of {[type(layer).__name__ for layer in layers]}; "
            f"expected linear layers with one kind of activation, {names}, between each two. Try behler_nn(...)."
        )
    check_plain(network, layers)
    activate, slope = ACTIVATIONS[kinds.pop() if kinds else torch.nn.Sigmoid]
    return cast(list[torch.nn.Linear], linear), activate, slope
