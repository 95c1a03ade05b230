"""Means, spreads and offsets of a training set. In: a dataset. Out: numbers to standardise with.

Padding does not count, and neither does a sample of weight 0: it is not there.
"""

from __future__ import annotations

import torch

from ..dataset import Dataset, PerPointDataset


def features_statistics(part: PerPointDataset, name: str, counts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return mean and standard deviation of each feature over the real points.

    Parameters
    ----------
    part : PerPointDataset
        The points of one species.
    name : str
        How errors call it.
    counts : torch.Tensor of bool, shape (n_samples,)
        Which samples count.

    Returns
    -------
    mean, spread : torch.Tensor, shape (n_features,)
        The spread of a feature that is constant is 1.
    """
    real = part.features[part.mask.bool() & counts[:, None]]
    if len(real) == 0:
        raise ValueError(f"{name} has no real point (its mask is 0 throughout); expected something to take means of.")
    return mean_and_spread(real)


def mean_and_spread(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return mean and standard deviation over rows; a constant column has spread 1, so that it becomes 0, not NaN."""
    mean, spread = values.mean(dim=0), values.std(dim=0, correction=0)
    # Rounding leaves a constant feature with a spread of some 1e-16 of its size: that is zero too.
    flat = spread <= 1e-12 * mean.abs().clamp(min=torch.finfo(values.dtype).tiny)
    return mean, torch.where(flat, 1, spread)


def samples_that_count(dataset: Dataset) -> torch.Tensor:
    """Return which samples count, as bool of shape (n_samples,): those of a weight above 0, all without weights."""
    weight = dataset.per_cell.weight
    if weight is None:
        return torch.ones(len(dataset), dtype=torch.bool, device=dataset.device)
    return weight[:, 0] > 0


def spread_of_energies(energy: torch.Tensor) -> float:
    """Return the standard deviation of energies, 0 where it is rounding."""
    scale, offset = energy.std(correction=0).item(), abs(energy.mean().item())
    return 0.0 if scale <= max(1e-12, 10 * torch.finfo(energy.dtype).eps) * offset else scale


def energy_offsets(dataset: Dataset, counts: torch.Tensor) -> torch.Tensor:
    """Return the energy per point of each species that explains the energies best.

    Least squares on energy = sum of (number of points of a species) times (its offset). Where the numbers do not tell
    the species apart, as in molecules of one formula, it is the shortest of all solutions.

    Parameters
    ----------
    dataset : Dataset
        The training part of the data.
    counts : torch.Tensor of bool, shape (n_samples,)
        Which samples count.

    Returns
    -------
    torch.Tensor, shape (n_species,)
    """
    numbers = torch.stack([part.mask.sum(dim=1) for part in dataset.per_point], dim=1)[counts]
    # By the pseudo-inverse: torch.linalg.lstsq does not take matrices that lack rank.
    return torch.linalg.pinv(numbers) @ dataset.per_cell.energy[counts, 0]
