"""The energy of an atom from its descriptors. In: a network. Out: the network with its scaling, offset and range."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from .._support.checks import a_type
from ..scaling import Standardised
from ..scaling.statistics import mean_and_spread
from .activations import Cosine, Exponential, Gaussian, ReversedSigmoid, Square

ACTIVATIONS: dict[str, type[torch.nn.Module]] = {
    kind.__name__: kind
    for kind in (
        torch.nn.Tanh,
        torch.nn.Sigmoid,
        torch.nn.Softplus,
        torch.nn.SiLU,
        torch.nn.GELU,
        torch.nn.ReLU,
        torch.nn.Identity,
        Gaussian,
        Cosine,
        ReversedSigmoid,
        Exponential,
        Square,
    )
}


def _normal(x: torch.Tensor) -> torch.Tensor:
    """Return the derivative of x Phi(x), with the normal distribution Phi."""
    return torch.special.ndtr(x) + x * torch.exp(-0.5 * x * x) * (2 * np.pi) ** -0.5


def _swish(x: torch.Tensor) -> torch.Tensor:
    s = torch.sigmoid(x)
    return s * (1 + x * (1 - s))


# The derivative of each, from what goes in (x) and what comes out (y).
SLOPES: dict[type[torch.nn.Module], Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    torch.nn.Tanh: lambda x, y: 1 - y * y,
    torch.nn.Sigmoid: lambda x, y: y * (1 - y),
    torch.nn.Softplus: lambda x, y: torch.sigmoid(x),
    torch.nn.SiLU: lambda x, y: _swish(x),
    torch.nn.GELU: lambda x, y: _normal(x),
    torch.nn.ReLU: lambda x, y: (x > 0).to(x.dtype),
    torch.nn.Identity: lambda x, y: torch.ones_like(x),
    Gaussian: lambda x, y: -x * y,
    Cosine: lambda x, y: -torch.sin(x),
    ReversedSigmoid: lambda x, y: y * (y - 1),
    Exponential: lambda x, y: -y,
    Square: lambda x, y: 2 * x,
}


class AtomicNetwork(Standardised):
    """A network for one element, standardised, that knows the range of its training data.

    Parameters
    ----------
    network : torch.nn.Sequential, or None
        Linear layers and activations, float64, to one number; such as :func:`~miniff_edu.models.behler_nn` makes. None
        for an element without functions, whose atoms have the energy `offset`.
    mean, spread : array_like, shape (n_functions,), optional
        What descriptors are standardised with; 0 and 1 by default.
    scale, offset : float
        Unit of what the network says, and the energy of an atom beside it, in eV.
    low, high : array_like, shape (n_functions,), optional
        Range of the training data, by which extrapolation is judged; without it everything counts as inside.
    """

    network: Any  # a torch.nn.Sequential, or None
    low: torch.Tensor
    high: torch.Tensor

    def __init__(
        self,
        network: torch.nn.Sequential | None,
        *,
        mean: ArrayLike | None = None,
        spread: ArrayLike | None = None,
        scale: float = 1.0,
        offset: float = 0.0,
        low: ArrayLike | None = None,
        high: ArrayLike | None = None,
    ) -> None:
        n = 0 if network is None else _check_network(network)
        given = {"mean": (mean, 0.0), "spread": (spread, 1.0), "low": (low, -np.inf), "high": (high, np.inf)}
        known = {name: _values(name, values, default, n) for name, (values, default) in given.items()}
        bare = torch.nn.Identity() if network is None else network
        super().__init__(bare, known["mean"], known["spread"], scale, offset)
        if network is None:
            self.network = None
        self.n_functions = n
        for name in ("low", "high"):
            self.register_buffer(name, known[name])

    @classmethod
    def standardised(cls, network: torch.nn.Sequential | None, values: ArrayLike, offset: float = 0.0) -> AtomicNetwork:
        """Return a network whose scaling and range are those of the training values, shape (n_atoms, n_functions)."""
        array = np.asarray(values, dtype=float)
        if len(array) == 0:
            raise ValueError("values holds no atoms; expected the descriptors of the training data.")
        mean, spread = mean_and_spread(torch.from_numpy(array))
        low, high = array.min(axis=0), array.max(axis=0)
        return cls(network, mean=mean.numpy(), spread=spread.numpy(), offset=offset, low=low, high=high)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the energies of atoms, shape (n_atoms, 1), from their descriptors (n_atoms, n_functions)."""
        return self.offset.expand(len(values), 1) if self.network is None else super().forward(values)

    @torch.no_grad()
    def value_and_slope(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the energies of atoms, shape (n_atoms,), and their derivatives by descriptors, (n_atoms, n_functions).

        The same as :meth:`forward` and autograd, in a fifth of the time where atoms are few: a step of dynamics.

        Parameters
        ----------
        values : numpy.ndarray, shape (n_atoms, n_functions)
            Descriptors.
        """
        if self.network is None:
            return np.full(len(values), self.offset.item()), np.zeros_like(values)
        x = (torch.from_numpy(values) - self.mean) / self.spread
        inner = []
        for layer in self.network:
            y = layer(x)
            inner.append((x, y))
            x = y
        energies = x[:, 0] * self.scale + self.offset
        slope = self.scale.expand_as(x)
        for layer, (x, y) in zip(reversed(self.network), reversed(inner), strict=True):
            is_linear = isinstance(layer, torch.nn.Linear)
            slope = slope @ layer.weight if is_linear else slope * SLOPES[type(layer)](x, y)
        return energies.numpy(), (slope / self.spread).numpy()

    def extrapolation(self, values: np.ndarray) -> np.ndarray:
        """Return how far atoms are outside of the trained range, in units of it: 0 inside, shape (n_atoms,)."""
        low, high = self.low.numpy(), self.high.numpy()
        width = np.where(np.isfinite(high - low) & (high > low), high - low, 1.0)
        outside = np.maximum(low - values, values - high) / width
        return np.maximum(outside, 0).max(axis=1, initial=0.0)


def _values(name: str, given: ArrayLike | None, default: float, n: int) -> torch.Tensor:
    values = np.full(n, default) if given is None else np.array(given, dtype=float)
    if values.shape != (n,) or np.isnan(values).any():
        raise ValueError(f"{name} has shape {values.shape}; expected ({n},), numbers: one per function.")
    return torch.from_numpy(values)


def _check_network(network: object) -> int:
    """Return the number of inputs; raise unless it is a plain stack of layers that can be kept in a file."""
    if not isinstance(network, torch.nn.Sequential):
        raise TypeError(f"network is {a_type(network)}; expected a torch.nn.Sequential. Try behler_nn(n_inputs=...).")
    for i, layer in enumerate(network):
        if type(layer) is torch.nn.Linear:
            if layer.weight.dtype != torch.float64:
                raise ValueError(
                    f"network has {layer.weight.dtype} weights in layer {i}; expected float64, in which "
                    "descriptors and forces are. Try network.double()."
                )
        elif type(layer) not in ACTIVATIONS.values() or layer.extra_repr() != type(layer)().extra_repr():
            raise ValueError(
                f"network has {layer!r} as layer {i}; expected torch.nn.Linear or, with its default settings, one of "
                f"{', '.join(ACTIVATIONS)}."
            )
    linear = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
    if not linear or linear[-1].out_features != 1:
        raise ValueError("network does not end in one number; expected the energy of an atom. Try behler_nn(...).")
    return int(linear[0].in_features)
