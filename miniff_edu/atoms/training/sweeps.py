"""A network and its derivatives, written out. In: weights, a block. Out: rows of energies and forces, their Jacobian.

A force is minus a sum of derivatives of atomic energies along directions: how descriptors move when an atom does. So a
forward sweep carries the values x and, beside them, the tangents t. A layer does u = W x + b, x' = s(u) to values and
v = W t, t' = s'(u) v to tangents. How energies and forces change with the weights follows in one sweep back, which
carries q = dE/dx and p, the derivative of the tangents' sum by x; the latter comes from the bend of the activation,

    a = q s'(u),    P = q s''(u) v + p s'(u),
    dE/dW = a x^T,  d(force)/dW = -(P x^T + a t^T),    then q <- W^T a, p <- W^T P.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch

from ..atomic_network import SLOPES
from .blocks import Neighbourhoods

Layer = tuple[torch.Tensor, torch.Tensor]  # weight [n_out, n_in], bias [n_out]


def _silu(u: torch.Tensor, h: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    s = torch.sigmoid(u)
    return s * (1 - s) * (2 + u * (1 - 2 * s))


Bend = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
# Module, and the second derivative from what goes in, what comes out, and the slope, which `SLOPES` knows.
ACTIVATIONS: dict[str, tuple[type[torch.nn.Module], Bend]] = {
    "tanh": (torch.nn.Tanh, lambda u, h, slope: -2 * h * slope),
    "sigmoid": (torch.nn.Sigmoid, lambda u, h, slope: slope * (1 - 2 * h)),
    "softplus": (torch.nn.Softplus, lambda u, h, slope: slope * (1 - slope)),
    "silu": (torch.nn.SiLU, _silu),
}


def predict(
    place: Neighbourhoods, hidden: list[Layer], activation: str, last: torch.Tensor, n_structures: int
) -> torch.Tensor:
    """Return what one element's atoms contribute to each row of a block: to energies, then to forces.

    One sweep there and one back: forces need the derivatives of the energy by descriptors, one row for each centre.
    The tangents of a :class:`Sweep`, three for each pair of an atom and a centre, are for derivatives by weights.

    Parameters
    ----------
    place, hidden, activation, n_structures
        As for a :class:`Sweep`.
    last : torch.Tensor, shape (width + 1,)
        Weights and bias of the last layer.
    """
    module, _ = ACTIVATIONS[activation]
    curve, slope_of = module(), SLOPES[module]
    x, slopes = place.values, []
    for weight, bias in hidden:
        u = torch.addmm(bias, x, weight.T)
        x = curve(u)
        slopes.append(slope_of(u, x))
    energies = x.new_zeros(n_structures).index_add(0, place.structure, x @ last[:-1] + last[-1])
    q = last[:-1].expand(len(x), -1)
    for (weight, _), slope in zip(reversed(hidden), reversed(slopes), strict=True):
        q = (q * slope) @ weight
    n_atoms, n_slots, _, n_functions = place.slopes.shape
    pairs = n_atoms * n_slots
    moved = torch.bmm(place.slopes.reshape(pairs, 3, n_functions), q[place.centres].reshape(pairs, n_functions, 1))
    return torch.cat([energies, -moved.reshape(n_atoms, n_slots, 3).sum(dim=1).reshape(3 * n_atoms)])


class Step(NamedTuple):
    """What a layer saw on the way forward: inputs x and t, tangents v before the activation, its slope and bend."""

    x: torch.Tensor
    t: torch.Tensor
    v: torch.Tensor
    slope: torch.Tensor
    bend: torch.Tensor


class Sweep:
    """One element's hidden layers, sent over a block.

    Parameters
    ----------
    place : Neighbourhoods
        The element's atoms.
    hidden : list of (weight, bias)
        The hidden layers; none for a linear map.
    activation : str
        A key of `ACTIVATIONS`.
    n_structures : int
        The number of structures of the block.
    """

    def __init__(self, place: Neighbourhoods, hidden: list[Layer], activation: str, n_structures: int) -> None:
        self.place, self.hidden, self.n_structures = place, hidden, n_structures
        module, bend_of = ACTIVATIONS[activation]
        curve, slope_of = module(), SLOPES[module]
        x, t = place.values, place.slopes
        self.steps: list[Step] = []
        for weight, bias in hidden:
            u = torch.addmm(bias, x, weight.T)
            h = curve(u)
            slope = slope_of(u, h)
            v = t @ weight.T
            self.steps.append(Step(x, t, v, slope, bend_of(u, h, slope)))
            x, t = h, self._there(slope) * v
        self.x, self.t = x, t

    def _there(self, values: torch.Tensor) -> torch.Tensor:
        """Return values of centres at the slots of atoms, with an axis for the three directions."""
        return values[self.place.centres][:, :, None]

    def _by_structure(self, values: torch.Tensor) -> torch.Tensor:
        sums = values.new_zeros((self.n_structures, *values.shape[1:]))
        return sums.index_add_(0, self.place.structure, values)

    def features(self) -> torch.Tensor:
        """Return what the last layer, a column for its bias included, is multiplied with, for each row of the block."""
        energies = torch.cat([self.x, torch.ones_like(self.x[:, :1])], dim=1)
        n_atoms, _, _, width = self.t.shape
        rows = self.t.new_zeros((self.n_structures + 3 * n_atoms, width + 1))
        rows[: self.n_structures] = self._by_structure(energies)
        rows[self.n_structures :, :-1] = -self.t.sum(dim=1).reshape(-1, width)
        return rows

    def jacobian(self, last: torch.Tensor, out: torch.Tensor) -> None:
        """Write the derivatives of all rows by all hidden weights, layer after layer, weight before bias.

        Parameters
        ----------
        last : torch.Tensor, shape (width,)
            The weights of the last layer.
        out : torch.Tensor, shape (n_rows, n_hidden_weights)
            Where to.
        """
        n, stop = self.n_structures, out.shape[1]
        n_atoms, n_slots = self.place.centres.shape
        q = last.expand(len(self.x), -1)
        p: torch.Tensor | None = None
        for layer in reversed(range(len(self.hidden))):
            x, t, v, slope, bend = self.steps[layer]
            weight = self.hidden[layer][0]
            n_out, n_in = weight.shape
            a = q * slope
            curved = self._there(q * bend) * v
            if p is not None:
                curved += self._there(slope) * p
            bias, matrix = out[:, stop - n_out : stop], out[:, stop - n_out - n_out * n_in : stop - n_out]
            stop -= n_out * (n_in + 1)
            bias[:n] = self._by_structure(a)
            matrix[:n] = self._by_structure(a[:, :, None] * x[:, None, :]).reshape(n, -1)
            if n_slots:
                flat = curved.reshape(n_atoms, n_slots, 3 * n_out)
                by_value = torch.bmm(flat.transpose(1, 2), x[self.place.centres])
                by_tangent = torch.bmm(a[self.place.centres].transpose(1, 2), t.reshape(n_atoms, n_slots, 3 * n_in))
                both = by_value.reshape(n_atoms, 3, n_out, n_in)
                both += by_tangent.reshape(n_atoms, n_out, 3, n_in).transpose(1, 2)
                matrix[n:] = both.reshape(3 * n_atoms, -1).neg_()
                bias[n:] = flat.sum(dim=1).reshape(3 * n_atoms, n_out).neg_()
            if layer:
                q = a @ weight
                p = curved @ weight
