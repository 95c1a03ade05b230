"""Least squares on energies and forces. In: blocks, weights of networks. Out: residuals, the last layers, JᵀJ.

All weights stand in one vector: the hidden layers of all elements, then their last layers, solved for exactly. Every
sum runs over blocks, one at a time, so what is needed beside the data does not grow with the number of structures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch

from ..._support.devices import to_numpy
from .blocks import Block
from .sweeps import Layer, Sweep, predict

Weights = np.ndarray | torch.Tensor
STARTS, FEW_BLOCKS = 30, 4  # random starts that are compared, and blocks that tell


@dataclass(frozen=True)
class Shape:
    """The networks of all elements, and where their weights stand in one vector.

    Parameters
    ----------
    n_inputs : dict
        Number of functions of each element that has any.
    hidden : tuple of int
        Widths of the hidden layers, the same for all elements.
    activation : str
        What stands between layers.
    """

    n_inputs: dict[str, int]
    hidden: tuple[int, ...]
    activation: str

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Shapes of the hidden layers' weights, [n_out, n_in], element after element."""
        widths = {element: (n, *self.hidden) for element, n in self.n_inputs.items()}
        return [(o, i) for row in widths.values() for i, o in pairwise(row)]

    @property
    def hidden_counts(self) -> list[int]:
        """The number of weights and biases in the hidden layers of each element."""
        n = len(self.hidden)
        return [sum(o * (i + 1) for o, i in self.sizes[k * n : (k + 1) * n]) for k in range(len(self.n_inputs))]

    @property
    def n_hidden(self) -> int:
        """The number of weights and biases in hidden layers."""
        return sum(self.hidden_counts)

    @property
    def last_widths(self) -> list[int]:
        """The lengths of the last layers, a bias included."""
        return [(self.hidden[-1] if self.hidden else n) + 1 for n in self.n_inputs.values()]

    @property
    def n_weights(self) -> int:
        """The number of all weights and biases."""
        return self.n_hidden + sum(self.last_widths)

    def layers(self, theta: torch.Tensor) -> dict[str, list[Layer]]:
        """Return the hidden layers of each element as views of the vector of all hidden weights."""
        layers, start = [], 0
        for o, i in self.sizes:
            layers.append((theta[start : start + o * i].reshape(o, i), theta[start + o * i : start + o * (i + 1)]))
            start += o * (i + 1)
        n = len(self.hidden)
        return {element: layers[k * n : (k + 1) * n] for k, element in enumerate(self.n_inputs)}

    def is_penalised(self) -> np.ndarray:
        """Return for all weights whether the ridge pulls at them: at weights, not at biases."""
        hidden = [np.repeat([True, False], [o * i, o]) for o, i in self.sizes]
        last = [np.repeat([True, False], [width - 1, 1]) for width in self.last_widths]
        return np.concatenate([*hidden, *last])

    def start(self, generator: np.random.Generator) -> np.ndarray:
        """Return random hidden weights: each unit sees inputs of spread 1, and bends at a place of its own."""
        parts = []
        for o, i in self.sizes:
            parts += [generator.normal(size=o * i) / np.sqrt(i), generator.normal(size=o)]
        return np.concatenate([np.zeros(0), *parts])


@dataclass(frozen=True)
class Solved:
    """Hidden weights, and everything that follows from them.

    Parameters
    ----------
    theta, last : numpy.ndarray
        Hidden weights; last layers of all elements.
    triangles : pair of numpy.ndarray
        Of energies and of forces: R of the QR decomposition of the features and, as last column, the targets, all times
        the weights of rows. It stands for all rows: a sum of squares over them is one over its few.
    squares : numpy.ndarray, shape (2,)
        Sums of the squares of the residuals of energies and of forces.
    penalty : float
        Sum of the squares of all weights that the ridge pulls at.
    """

    theta: np.ndarray
    last: np.ndarray
    triangles: tuple[np.ndarray, np.ndarray]
    squares: np.ndarray
    penalty: float

    def objective(self, ridge: float) -> float:
        """Return what is minimised."""
        return float(self.squares.sum()) + ridge * self.penalty


class Problem:
    """All training data, and what is asked about them.

    Parameters
    ----------
    shape : Shape
        The networks.
    blocks : iterable of Block, which can be gone through again and again
        The data.
    """

    def __init__(self, shape: Shape, blocks: Iterable[Block]) -> None:
        self.shape, self.blocks = shape, blocks
        penalised = shape.is_penalised()
        self.pulled, self.pulled_last = penalised[: shape.n_hidden], penalised[shape.n_hidden :]

    def sweeps(self, theta: Weights, block: Block) -> list[Sweep]:
        """Send a block through the hidden layers of all elements."""
        layers = self.shape.layers(_tensor(theta, block))
        return [
            Sweep(block.places[element], hidden, self.shape.activation, block.n_structures)
            for element, hidden in layers.items()
        ]

    def solve(self, theta: np.ndarray, ridge: float) -> Solved:
        """Return the best last layers for some hidden ones."""
        energies = forces = np.zeros((0, sum(self.shape.last_widths) + 1))
        for block in self.blocks:
            features = [sweep.features() for sweep in self.sweeps(theta, block)]
            table = to_numpy(torch.cat([*features, block.targets[:, None]], dim=1) * block.weights[:, None])
            energies = _triangle(energies, table[: block.n_structures])
            forces = _triangle(forces, table[block.n_structures :])
        return self.solved(theta, (energies, forces), ridge)

    def solved(self, theta: np.ndarray, triangles: tuple[np.ndarray, np.ndarray], ridge: float) -> Solved:
        """Return the best last layers, given the triangles: another ridge needs no look at the data."""
        both = np.concatenate(triangles)
        pull = np.diag(np.sqrt(ridge) * self.pulled_last)
        rows = np.concatenate([both[:, :-1], pull])
        # Scaled columns: none is taken for nothing because of its unit. Equal ones share what they explain.
        width = np.sqrt((rows**2).sum(axis=0))
        width[width == 0] = 1.0
        targets = np.concatenate([both[:, -1], np.zeros(len(pull))])
        last = np.linalg.lstsq(rows / width, targets, rcond=1e-13)[0] / width
        penalty = float((theta[self.pulled] ** 2).sum() + (last[self.pulled_last] ** 2).sum())
        squares = np.array([((triangle[:, :-1] @ last - triangle[:, -1]) ** 2).sum() for triangle in triangles])
        return Solved(theta, last, triangles, squares, penalty)

    def squares(self, theta: np.ndarray, last: np.ndarray, blocks: Iterable[Block]) -> np.ndarray:
        """Return the sums of the squares of the residuals of energies and of forces, for other data."""
        total = np.zeros(2)
        for block in blocks:
            rest = (self.predict(theta, last, block) - block.targets) * block.weights
            total += block.squares(rest)
        return total

    def normal_equations(self, state: Solved) -> np.ndarray:
        """Return [J r]ᵀ[J r] for the derivatives J of all rows by all weights, hidden ones first, and residuals r."""
        n = self.shape.n_weights
        total = np.zeros((n + 1, n + 1))
        for block in self.blocks:
            rows = self.rows(state.theta, state.last, block)
            total += rows.T @ rows
        return total

    def rows(self, theta: np.ndarray, last: np.ndarray, block: Block) -> np.ndarray:
        """Return [J r], the derivatives of all rows by all weights and the residuals, times the weights of rows."""
        shape = self.shape
        weights = _tensor(last, block)
        table = block.targets.new_empty((len(block.targets), shape.n_weights + 1))
        start, end = 0, 0
        for sweep, n, width in zip(self.sweeps(theta, block), shape.hidden_counts, shape.last_widths, strict=True):
            sweep.jacobian(weights[end : end + width - 1], table[:, start : start + n])
            table[:, shape.n_hidden + end : shape.n_hidden + end + width] = sweep.features()
            start, end = start + n, end + width
        table[:, -1] = table[:, shape.n_hidden : -1] @ weights - block.targets
        table *= block.weights[:, None]
        return to_numpy(table)

    def predict(self, theta: Weights, last: Weights, block: Block) -> torch.Tensor:
        """Return energies and forces of a block, in the unit of its targets; autograd may look on."""
        layers = self.shape.layers(_tensor(theta, block))
        lasts = _tensor(last, block).split(self.shape.last_widths)
        rows = [
            predict(block.places[element], hidden, self.shape.activation, each, block.n_structures)
            for (element, hidden), each in zip(layers.items(), lasts, strict=True)
        ]
        return torch.stack(rows).sum(dim=0)


def best_start(shape: Shape, blocks: Sequence[Block], generator: np.random.Generator) -> np.ndarray:
    """Return the best of a few random sets of hidden weights: that with which the last layers explain most.

    Steps go downhill from where they start, and some valleys end high up. A look at a few blocks costs less than that.

    Parameters
    ----------
    shape : Shape
        The networks.
    blocks : sequence of Block
        The data; the first few are looked at.
    generator : numpy.random.Generator
        Draws the weights.
    """
    few = Problem(shape, [blocks[i] for i in range(min(FEW_BLOCKS, len(blocks)))])
    starts = [shape.start(generator) for _ in range(STARTS)] if shape.hidden else [np.zeros(0)]
    return min(starts, key=lambda start: float(few.solve(start, 0.0).squares.sum()))


def _triangle(above: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return R of the QR decomposition of an earlier R and more rows."""
    return np.asarray(np.linalg.qr(np.concatenate([above, rows]), mode="r"))


def _tensor(weights: Weights, block: Block) -> torch.Tensor:
    tensor = torch.from_numpy(weights) if isinstance(weights, np.ndarray) else weights
    return tensor.to(block.targets.device)
