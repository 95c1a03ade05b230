"""One network and the points that it serves, in numpy arrays. In: a closure. Out: branches, for least squares.

A layer is one matrix, its bias a last column that multiplies a column of ones. A sample's prediction is the sum over
its points, so sums over points are taken of the last hidden layer, and of the Jacobian.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import torch

from .._support.checks import a_type
from .._support.devices import CPU, to_numpy
from ..closure import SimpleClosure
from ..closure.losses import energy_loss
from ..dataset import PerPointDataset
from ..scaling import Standardised
from .plain import check_apart, check_plain

# Activations with their slopes, both in terms of z and of the value a: what a slope costs is what this solver costs.
Function = Callable[[np.ndarray], np.ndarray]
ACTIVATIONS: dict[type, tuple[Function, Function]] = {
    torch.nn.Sigmoid: (lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))), lambda a: a * (1 - a)),
    torch.nn.Tanh: (np.tanh, lambda a: 1 - a**2),
}


class Branch:
    """A network, the descriptors that it sees, and the mask that sums over points multiply with.

    Attributes
    ----------
    linear : list of torch.nn.Linear
        Its layers; the last one is solved for.
    x : numpy.ndarray, shape (n_samples * n_points, n_features)
        Descriptors, standardised where the network does so.
    mask : numpy.ndarray, shape (n_samples, n_points)
        1 for a real point, times the scale of a standardised network.
    """

    def __init__(self, network: torch.nn.Module, part: PerPointDataset) -> None:
        bare = network.network if type(network) is Standardised else network
        self.linear, self.activate, self.slope = _layers(network, bare)
        self.x = to_numpy(part.features).astype(float).reshape(-1, part.n_features)
        self.mask = to_numpy(part.mask).astype(float)
        self._offset: np.ndarray | None = None
        if type(network) is Standardised:
            self.x = (self.x - to_numpy(network.mean)) / to_numpy(network.spread)
            self._offset = float(network.offset) * self.mask.sum(axis=1)
            self.mask = float(network.scale) * self.mask

    def without_offset(self, energy: np.ndarray) -> np.ndarray:
        """Return what is left of the energies for the bare network to explain."""
        return energy if self._offset is None else energy - self._offset

    def start(self) -> list[np.ndarray]:
        """Return the matrices of the hidden layers as they are."""
        columns = [
            [to_numpy(layer.weight), *([] if layer.bias is None else [to_numpy(layer.bias)[:, None]])]
            for layer in self.linear[:-1]
        ]
        return [np.concatenate(both, axis=1).astype(float) for both in columns]

    def with_ones(self, values: np.ndarray, layer: int) -> np.ndarray:
        """Append a column of ones where the next layer has a bias."""
        has_bias = self.linear[layer].bias is not None
        return np.concatenate([values, np.ones((len(values), 1))], axis=1) if has_bias else values

    def forward(self, hidden: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return what each layer gets."""
        values = [self.with_ones(self.x, 0)]
        for i, matrix in enumerate(hidden):
            values.append(self.with_ones(self.activate(values[-1] @ matrix.T), i + 1))
        return values

    def sum_points(self, values: np.ndarray) -> np.ndarray:
        """Add up the rows of the real points of each sample."""
        if self.mask.shape[1] == 1:
            return values * self.mask
        return np.einsum("sp,sp...->s...", self.mask, values.reshape(*self.mask.shape, *values.shape[1:]))

    def jacobian(
        self, hidden: Sequence[np.ndarray], values: Sequence[np.ndarray], last: np.ndarray
    ) -> list[np.ndarray]:
        """Return the derivatives of all energies with respect to each hidden layer, for a last layer held fixed."""
        blocks: list[np.ndarray] = []
        back = np.broadcast_to(last, values[-1].shape)
        for i in reversed(range(len(hidden))):
            width = len(hidden[i])
            delta = back[:, :width] * self.slope(values[i + 1][:, :width])
            outer = delta[:, :, None] * values[i][:, None, :]
            blocks.insert(0, self.sum_points(outer.reshape(len(outer), -1)))
            back = delta @ hidden[i]
        return blocks

    def store(self, matrices: Sequence[np.ndarray]) -> None:
        """Write the weights into the network, wherever that is."""
        with torch.no_grad():
            for layer, matrix in zip(self.linear, matrices, strict=True):
                layer.weight.copy_(torch.from_numpy(matrix[:, : layer.in_features]))
                if layer.bias is not None:
                    layer.bias.copy_(torch.from_numpy(matrix[:, -1]))


def join(blocks: Sequence[np.ndarray]) -> np.ndarray:
    """Put columns side by side; a single block needs no copy."""
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=1)


def take_apart(closure: SimpleClosure) -> list[Branch]:
    """Return one branch per per-point part; say what does not fit where something does not."""
    options = closure.loss_function_kwargs
    if closure.loss_function is not energy_loss or options.get("w_gradients") or options.get("energies_p"):
        raise ValueError("closure fits more than total energies; least squares can do that only. Use the optimiser.")
    if not isinstance(closure.criterion, torch.nn.MSELoss) or closure.criterion.reduction != "mean":
        raise ValueError(
            f"closure has the criterion {closure.criterion}; least squares minimises the mean squared error. Leave the "
            "criterion out, or use the optimiser."
        )
    assert closure.dataset is not None
    if closure.dataset.device != CPU:
        warnings.warn(
            f"least squares computes on the CPU: the data are copied there from {closure.dataset.device}, and the "
            "weights back after each step.",
            stacklevel=6,
        )
    branches = [Branch(*both) for both in zip(closure.networks, closure.dataset.per_point, strict=True)]
    check_apart([branch.linear for branch in branches])
    return branches


def _layers(network: torch.nn.Module, bare: torch.nn.Module) -> tuple[list[torch.nn.Linear], Function, Function]:
    """Return the linear layers, the activation and its slope."""
    layers = list(bare) if isinstance(bare, torch.nn.Sequential) else [bare]
    linear, between = layers[::2], layers[1::2]
    kinds = {type(layer) for layer in between}
    fits = all(isinstance(layer, torch.nn.Linear) for layer in linear) and len(layers) % 2 == 1
    if not fits or len(kinds) > 1 or not kinds <= ACTIVATIONS.keys():
        names = " or ".join(kind.__name__ for kind in ACTIVATIONS)
        raise ValueError(
            f"closure has a network that is {a_type(bare)} of {[type(layer).__name__ for layer in layers]}; "
            f"expected linear layers with one kind of activation, {names}, between each two. Try behler_nn(...)."
        )
    check_plain([network, bare], layers)
    activate, slope = ACTIVATIONS[kinds.pop() if kinds else torch.nn.Sigmoid]
    return [layer for layer in linear if isinstance(layer, torch.nn.Linear)], activate, slope
