"""Datasets of random numbers, in every field that there is."""

import torch

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset


def random_dataset(seed: int = 0, n_samples: int = 4, n_points: tuple[int, ...] = (3, 2), n_atoms: int = 5) -> Dataset:
    """Return random numbers in every field: two species, padding, gradients, charges, point energies; float64."""
    generator = torch.Generator().manual_seed(seed)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    def mask(*shape: int) -> torch.Tensor:
        values = (torch.rand(*shape, generator=generator) > 0.3).to(torch.float64)
        values[0, 0], values[0, -1] = 1, 0  # something real and something padded, whatever the seed
        return values

    n_coords = 3
    cell = PerCellDataset(random(n_samples, 1), mask(n_samples, n_atoms), random(n_samples, n_atoms, n_coords))
    parts = [
        PerPointDataset(
            random(n_samples, n, 4),
            mask(n_samples, n),
            random(n_samples, n, 4, n_atoms, n_coords),
            random(n_samples, n, 1),
            random(n_samples, n, 1),
            tag=tag,
        )
        for n, tag in zip(n_points, "AB", strict=False)
    ]
    return Dataset(cell, *parts)
