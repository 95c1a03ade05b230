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

from .blocks import Neighbourhoods

Layer = tuple[torch.Tensor, torch.Tensor]  # weight [n_out, n_in], bias [n_out]


def _tanh(u: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    h = torch.tanh(u)
    slope = 1 - h * h
    return h, slope, -2 * h * slope


def _sigmoid(u: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    h = torch.sigmoid(u)
    slope = h * (1 - h)
    return h, slope, slope * (1 - 2 * h)


def _softplus(u: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    slope = torch.sigmoid(u)
    return torch.nn.functional.softplus(u), slope, slope * (1 - slope)


def _silu(u: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    h = torch.sigmoid(u)
    bend = h * (1 - h)
    return u * h, h + u * bend, bend * (2 + u * (1 - 2 * h))


# Value, slope and second derivative; and the module of torch that does the same.
ACTIVATIONS: dict[str, tuple[Callable[[torch.Tensor], tuple[torch.Tensor, ...]], type[torch.nn.Module]]] = {
    "tanh": (_tanh, torch.nn.Tanh),
    "sigmoid": (_sigmoid, torch.nn.Sigmoid),
    "softplus": (_softplus, torch.nn.Softplus),
    "silu": (_silu, torch.nn.SiLU),
}


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
        curve = ACTIVATIONS[activation][0]
        x, t = place.values, place.slopes
        self.steps: list[Step] = []
        for weight, bias in hidden:
            h, slope, bend = curve(torch.addmm(bias, x, weight.T))
            v = t @ weight.T
            self.steps.append(Step(x, t, v, slope, bend))
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
