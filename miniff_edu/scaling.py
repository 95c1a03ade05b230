"""Standardise features and energies. In: a training set. Out: a scaling to apply, to undo, and to fold into a map.

Fit it on the training part only: what it knows of the test part would leak into the fit.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import torch

from ._support.checks import a_type
from .dataset import Dataset, PerPointDataset, as_dataset

OFFSET = 1000  # times the spread: L-BFGS gets through less than that


@dataclass(frozen=True)
class Scaling:
    """Shift and scale the features of one per-point part, and the energy.

    Attributes
    ----------
    mean, spread : torch.Tensor, shape (n_features,)
        Mean and standard deviation of each feature over the real points of the training set. A feature with zero spread
        is only shifted (its spread counts as 1), so it becomes 0 instead of NaN.
    energy_scale : float
        Standard deviation of the energy over the samples; energies are divided by it (1 where it is zero). They are
        not shifted: a constant per sample is no constant per point.
    """

    mean: torch.Tensor
    spread: torch.Tensor
    energy_scale: float

    @classmethod
    def fit(cls, dataset: Dataset, *, energy: bool = True) -> Scaling:
        """Take means and standard deviations from a (training) dataset with one per-point part.

        Parameters
        ----------
        dataset : Dataset
            The training part of the data.
        energy : bool
            Scale the energy too; otherwise `energy_scale` is 1.

        Returns
        -------
        Scaling

        Warns
        -----
        UserWarning
            If the mean of the energies is more than 1000 times their spread.
        """
        dataset = as_dataset("dataset", dataset)
        part = _only_part(dataset)
        real = part.features[part.mask.bool()]
        if len(real) == 0:
            raise ValueError(
                "dataset has no real point (its mask is 0 throughout); expected something to take means of."
            )
        mean, spread = real.mean(dim=0), real.std(dim=0, correction=0)
        # Rounding leaves a constant feature with a spread of some 1e-16 of its size: that is zero too.
        flat = spread <= 1e-12 * mean.abs().clamp(min=torch.finfo(real.dtype).tiny)
        scale = _energy_scale(dataset.per_cell.energy) if energy else 1.0
        return cls(mean, torch.where(flat, 1, spread), scale or 1.0)

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the dataset with standardised features and scaled energies; padding stays 0."""
        return self._change(dataset, forward=True)

    def undo(self, dataset: Dataset) -> Dataset:
        """Return the dataset as it was before `apply`."""
        return self._change(dataset, forward=False)

    def _change(self, dataset: Dataset, forward: bool) -> Dataset:
        dataset = as_dataset("dataset", dataset)
        part, cell = _only_part(dataset), dataset.per_cell
        if part.n_features != len(self.mean):
            raise ValueError(
                f"dataset has {part.n_features} features and the scaling was fitted to {len(self.mean)}; expected the "
                "same number."
            )
        mean, spread = self.mean.to(dataset.dtype), self.spread.to(dataset.dtype)
        x = (part.features - mean) / spread if forward else part.features * spread + mean
        factor = 1 / self.energy_scale if forward else self.energy_scale
        changes = {"features": torch.where(part.mask.bool()[..., None], x, 0)}
        if part.features_g is not None:
            width = spread[:, None, None]
            changes["features_g"] = part.features_g / width if forward else part.features_g * width
        return Dataset(cell.scale_energies(factor), part.scale_energies(factor).replace(**changes))

    def fold_into(self, network: torch.nn.Sequential) -> torch.nn.Sequential:
        """Return a network that takes raw features and returns raw energies, from one fitted to scaled ones.

        Parameters
        ----------
        network : torch.nn.Sequential
            Begins and ends with a ``torch.nn.Linear``, such as ``behler_nn`` makes. It stays as it is.

        Returns
        -------
        torch.nn.Sequential
            The same layers, with other numbers in the first and the last.
        """
        layers = list(network) if isinstance(network, torch.nn.Sequential) else [network]
        if not (isinstance(layers[0], torch.nn.Linear) and isinstance(layers[-1], torch.nn.Linear)):
            raise TypeError(
                f"network is {a_type(network)} that does not begin and end with torch.nn.Linear; expected one that "
                "does. Try behler_nn(...)."
            )
        if layers[0].in_features != len(self.mean):
            raise ValueError(
                f"network takes {layers[0].in_features} features and the scaling has {len(self.mean)}; expected equal."
            )
        with torch.no_grad():
            first = layers[0]
            weight = first.weight / self.spread.to(first.weight.dtype)
            shift = -weight @ self.mean.to(weight.dtype)
            layers[0] = _linear(weight, shift if first.bias is None else shift + first.bias)
            last = layers[-1]
            bias = None if last.bias is None else last.bias * self.energy_scale
            layers[-1] = _linear(last.weight * self.energy_scale, bias)
        return torch.nn.Sequential(*layers)


def _linear(weight: torch.Tensor, bias: torch.Tensor | None) -> torch.nn.Linear:
    # Without the usual random start, which would draw from the global generator.
    layer = torch.nn.utils.skip_init(
        torch.nn.Linear, weight.shape[1], weight.shape[0], bias=bias is not None, dtype=weight.dtype
    )
    layer.weight = torch.nn.Parameter(weight.detach().clone())
    if bias is not None:
        layer.bias = torch.nn.Parameter(bias.detach().clone())
    return layer


def _energy_scale(energy: torch.Tensor) -> float:
    """Return the standard deviation, 0 where it is rounding; warn where it is lost in an offset."""
    scale, offset = energy.std(correction=0).item(), abs(energy.mean().item())
    if scale <= max(1e-12, 10 * torch.finfo(energy.dtype).eps) * offset:
        return 0.0
    if offset > OFFSET * scale:
        warnings.warn(
            f"the energies lie around {energy.mean().item():.6g} and spread by {scale:.3g} only; a fit would see "
            "little but the offset, which scaling does not remove. Subtract it before: the mean of the training "
            "energies, or an energy per atom times the number of atoms, and add it to the predictions again.",
            stacklevel=3,
        )
    return scale


def _only_part(dataset: Dataset) -> PerPointDataset:
    if len(dataset.per_point) != 1:
        raise ValueError(f"dataset has {len(dataset.per_point)} per-point parts; expected one. Scale them one by one.")
    return dataset.per_point[0]
