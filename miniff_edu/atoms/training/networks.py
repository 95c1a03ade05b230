"""From weights to networks. In: the vectors of a training. Out: a network for each element, ready to be used."""

from __future__ import annotations

import torch

from ..atomic_network import AtomicNetwork
from .data import Units
from .problem import Shape
from .sweeps import ACTIVATIONS


def make_networks(shape: Shape, units: Units, theta: torch.Tensor, last: torch.Tensor) -> dict[str, AtomicNetwork]:
    """Return a network for each element, with its scaling, offset and range.

    Parameters
    ----------
    shape : Shape
        The networks.
    units : Units
        Means, spreads, offsets and ranges.
    theta, last : torch.Tensor
        Hidden weights; last layers.
    """
    result = {}
    hidden, start = shape.layers(theta.detach()), 0
    widths = dict(zip(shape.n_inputs, shape.last_widths, strict=True))
    for element in units.sf.elements:
        if element not in widths:
            result[element] = AtomicNetwork(None, offset=units.offsets[element])
            continue
        layers: list[torch.nn.Module] = []
        for weight, bias in hidden[element]:
            layers += [_linear(weight, bias), ACTIVATIONS[shape.activation][0]()]
        row = last.detach()[start : start + widths[element]]
        layers.append(_linear(row[None, :-1], row[-1:]))
        start += widths[element]
        mean, spread = units.scaling[element]
        result[element] = AtomicNetwork(
            torch.nn.Sequential(*layers),
            mean=mean.numpy(),
            spread=spread.numpy(),
            scale=units.scale,
            offset=units.offsets[element],
            low=units.low[element],
            high=units.high[element],
        )
    return result


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> torch.nn.Linear:
    # Without the usual random start, which would draw from the global generator.
    n_out, n_in = weight.shape
    layer = torch.nn.utils.skip_init(torch.nn.Linear, n_in, n_out, dtype=weight.dtype)
    layer.weight, layer.bias = torch.nn.Parameter(weight.clone()), torch.nn.Parameter(bias.clone())
    return layer
