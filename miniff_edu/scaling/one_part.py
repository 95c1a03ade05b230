"""Scale the data themselves, of one species. In: a training set. Out: a scaling to apply, to undo, to fold into a map.

Fit it on the training part only: what it knows of the test part would leak into the fit.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import torch

from ..dataset import Dataset, PerPointDataset, as_dataset
from .standardised import Standardised
from .statistics import features_statistics, samples_that_count, spread_of_energies

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
        counts = samples_that_count(dataset)
        mean, spread = features_statistics(part, "dataset", counts)
        scale = _energy_scale(dataset.per_cell.energy[counts]) if energy else 1.0
        return cls(mean, spread, scale or 1.0)

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
        mean, spread = (values.to(dataset.device, dataset.dtype) for values in (self.mean, self.spread))
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
        return Standardised(network, self.mean, self.spread, scale=self.energy_scale).fold()


def _energy_scale(energy: torch.Tensor) -> float:
    """Return the standard deviation, 0 where it is rounding; warn where it is lost in an offset."""
    scale, mean = spread_of_energies(energy), energy.mean().item()
    if scale and abs(mean) > OFFSET * scale:
        warnings.warn(
            f"the energies lie around {mean:.6g} and spread by {scale:.3g} only; a fit would see little but the offset,"
            " which scaling does not remove. Subtract it before: the mean of the training energies, or an energy per "
            "atom times the number of atoms, and add it to the predictions again. Or try standardise(networks, "
            "dataset) of miniff_edu.scaling, which finds an offset for each species.",
            stacklevel=3,
        )
    return scale


def _only_part(dataset: Dataset) -> PerPointDataset:
    if len(dataset.per_point) != 1:
        raise ValueError(
            f"dataset has {len(dataset.per_point)} per-point parts; expected one. For several species, try "
            "standardise(networks, dataset) of miniff_edu.scaling."
        )
    return dataset.per_point[0]
