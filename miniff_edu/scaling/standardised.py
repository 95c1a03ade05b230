"""Networks that standardise by themselves. In: bare networks, a training set. Out: networks for raw features.

The data stay as they are; means, spreads, scale and offset are buffers of the network. They travel with it through
copies, files, dtypes and devices, and cannot be forgotten. Several species are one network each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from .._support.checks import a_type
from .._support.devices import has_values
from ..dataset import Dataset, as_dataset
from ..dataset.networks import check_fit_together, check_networks, part_name
from .statistics import energy_offsets, features_statistics, samples_that_count, spread_of_energies


class Standardised(torch.nn.Module):
    """A network that takes raw features, and returns raw energies: offset + scale · network((x - mean) / spread).

    Parameters
    ----------
    network : torch.nn.Module
        Maps standardised features [..., n_features] to [..., 1].
    mean, spread : torch.Tensor, shape (n_features,)
        Mean and standard deviation of each feature.
    scale, offset : float or torch.Tensor
        Unit of the energies of a point, and their zero.

    Attributes
    ----------
    network : torch.nn.Module
        What learns.
    mean, spread, scale, offset : torch.Tensor
        Buffers: they do not learn.

    Raises
    ------
    TypeError, ValueError
        If the network is none, or mean and spread are no lists of one length, or a spread or scale is not above 0.
    """

    mean: torch.Tensor
    spread: torch.Tensor
    scale: torch.Tensor
    offset: torch.Tensor

    def __init__(
        self, network: torch.nn.Module, mean: torch.Tensor, spread: torch.Tensor, scale: Any = 1.0, offset: Any = 0.0
    ) -> None:
        if not isinstance(network, torch.nn.Module):
            raise TypeError(f"network is {a_type(network)}; expected a torch.nn.Module. Try behler_nn(...).")
        if isinstance(network, Standardised):
            raise TypeError(
                "network is Standardised already; expected a bare one. Try Standardised(network.network, ...)."
            )
        super().__init__()
        self.network = network
        like = next(network.parameters(), torch.empty(0, dtype=torch.float64))
        for name, value in (("mean", mean), ("spread", spread), ("scale", scale), ("offset", offset)):
            tensor = torch.as_tensor(value, dtype=like.dtype, device=like.device).detach().clone()
            if tensor.ndim != (name in ("mean", "spread")):
                wanted = "(n_features,)" if name in ("mean", "spread") else "()"
                raise ValueError(f"{name} has shape {tuple(tensor.shape)}; expected {wanted}.")
            if has_values(tensor) and not bool(tensor.isfinite().all()):
                raise ValueError(f"{name} holds NaN or infinite entries; expected finite numbers.")
            self.register_buffer(name, tensor)
        if self.mean.shape != self.spread.shape:
            raise ValueError(
                f"mean has shape {tuple(self.mean.shape)} and spread has shape {tuple(self.spread.shape)}; expected "
                "the same, one number per feature."
            )
        for name in ("spread", "scale"):
            value = getattr(self, name)
            if has_values(value) and not bool((value > 0).all()):
                raise ValueError(
                    f"{name} holds a number that is not above 0; expected numbers above 0. Take 1 for a constant, or "
                    "leave it out."
                )

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return the energies of points, shape (..., 1)."""
        if features.shape[-1] != len(self.mean):
            raise RuntimeError(f"it was standardised for {len(self.mean)} features")
        energy: torch.Tensor = self.network((features - self.mean) / self.spread) * self.scale + self.offset
        return energy

    def extra_repr(self) -> str:
        """Say what the module adds to its network."""
        numbers = [f"{name} {value:.6g}" for name in ("scale", "offset") if has_values(value := getattr(self, name))]
        return ", ".join([f"{len(self.mean)} features", *numbers])

    def fold(self) -> torch.nn.Sequential:
        """Return a bare network of the same values: the same layers, with other numbers in the first and the last.

        Returns
        -------
        torch.nn.Sequential

        Raises
        ------
        TypeError
            If the network does not begin and end with ``torch.nn.Linear``.
        """
        layers = list(self.network) if isinstance(self.network, torch.nn.Sequential) else [self.network]
        if not (isinstance(layers[0], torch.nn.Linear) and isinstance(layers[-1], torch.nn.Linear)):
            raise TypeError(
                f"network is {a_type(self.network)} that does not begin and end with torch.nn.Linear; expected one "
                "that does. Try behler_nn(...)."
            )
        if layers[0].in_features != len(self.mean):
            raise ValueError(
                f"network takes {layers[0].in_features} features and the scaling has {len(self.mean)}; expected equal."
            )
        with torch.no_grad():
            first = layers[0]
            weight = first.weight / self.spread
            shift = -weight @ self.mean
            layers[0] = _linear(weight, shift if first.bias is None else shift + first.bias)
            last = layers[-1]
            bias = None if last.bias is None else last.bias * self.scale
            if bool(self.offset != 0):
                bias = self.offset.reshape(1) if bias is None else bias + self.offset
            layers[-1] = _linear(last.weight * self.scale, bias)
        return torch.nn.Sequential(*layers)


def standardise(
    networks: Sequence[torch.nn.Module], dataset: Dataset, *, energy: bool = True, offset: bool = True
) -> list[Standardised]:
    """Wrap one network per species so that it takes raw features and returns raw energies.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part; they stay as they are, inside.
    dataset : Dataset
        The training part of the data: what is known of the test part would leak into the fit.
    energy : bool
        Take the standard deviation of what the offsets leave of the energies as their unit; otherwise 1.
    offset : bool
        Take an energy per point of each species, by least squares, as zero; otherwise 0.

    Returns
    -------
    list of Standardised
        The same unit in all.

    Raises
    ------
    TypeError, ValueError
        If the networks do not fit the dataset, or a species has no real point.
    """
    dataset = as_dataset("dataset", dataset)
    networks = check_networks(networks)
    check_fit_together(networks, dataset)
    counts = samples_that_count(dataset)
    offsets = [0.0] * len(networks)
    rest = dataset.per_cell.energy[counts]
    if offset:
        found = energy_offsets(dataset, counts)
        offsets = found.tolist()
        for part, value in zip(dataset.per_point, found, strict=True):
            rest = rest - value * part.mask[counts].sum(dim=1, keepdim=True)
    scale = (spread_of_energies(rest) if energy else 0.0) or 1.0
    return [
        Standardised(network, *features_statistics(part, part_name(i, part), counts), scale, offsets[i])
        for i, (network, part) in enumerate(zip(networks, dataset.per_point, strict=True))
    ]


def _linear(weight: torch.Tensor, bias: torch.Tensor | None) -> torch.nn.Linear:
    # Without the usual random start, which would draw from the global generator.
    layer = torch.nn.utils.skip_init(
        torch.nn.Linear,
        weight.shape[1],
        weight.shape[0],
        bias=bias is not None,
        dtype=weight.dtype,
        device=weight.device,
    )
    layer.weight = torch.nn.Parameter(weight.detach().clone())
    if bias is not None:
        layer.bias = torch.nn.Parameter(bias.detach().clone())
    return layer
