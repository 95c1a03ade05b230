"""The two kinds of part that a dataset consists of. In: torch tensors. Out: checked per-cell and per-point parts.

The meaning of the axes and the sign conventions are stated in :mod:`miniff_edu`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import NoReturn

import torch

from .field import optional, required
from .part import Part


@dataclass(frozen=True, eq=False, repr=False)
class PerCellDataset(Part):
    """What is known of each sample as a whole.

    Parameters
    ----------
    energy : torch.Tensor, shape (n_samples, 1)
        Total energy of each sample: the output of the black box.
    mask : torch.Tensor, shape (n_samples, n_atoms), optional
        1 for a real atom, 0 for padding.
    energy_g : torch.Tensor, shape (n_samples, n_atoms, n_coords), optional
        Gradient of the energy with respect to the coordinates (the negative of the forces). Needs `mask`.
    weight : torch.Tensor, shape (n_samples, 1), optional
        How much the energy of each sample counts in a loss, a fit, metrics; 0 leaves it out. 1 for all without it.
    weight_g : torch.Tensor, shape (n_samples, n_atoms, n_coords), optional
        The same for each component of the gradients. Needs `energy_g`.

    Raises
    ------
    TypeError
        If an argument is no tensor.
    ValueError
        If shapes, dtypes or values do not fit; the message names the argument and the fix.
    """

    energy: torch.Tensor = required(("n_samples", "1"), "one total energy per sample", unit="energy")
    mask: torch.Tensor | None = optional(("n_samples", "n_atoms"), "1 for a real atom, 0 for padding", kind="mask")
    energy_g: torch.Tensor | None = optional(
        ("n_samples", "n_atoms", "n_coords"), "gradient of the energy, minus the forces", needs=["mask"], unit="energy"
    )
    weight: torch.Tensor | None = optional(("n_samples", "1"), "how much each energy counts", kind="weight")
    weight_g: torch.Tensor | None = optional(
        ("n_samples", "n_atoms", "n_coords"), "how much each gradient counts", needs=["energy_g"], kind="weight"
    )

    def is_gradient_available(self) -> bool:
        """Tell whether `energy_g` is present."""
        return self.energy_g is not None

    @classmethod
    def cat(cls, items: Sequence[PerCellDataset]) -> PerCellDataset:
        """Concatenate parts along the samples; the axis of atoms is padded, masks with zeros."""
        tensors = cls._cat(items)
        return items[0].replace(**tensors)


@dataclass(frozen=True, eq=False, repr=False)
class PerPointDataset(Part):
    """What is known of each point (atom) of one species.

    Parameters
    ----------
    features : torch.Tensor, shape (n_samples, n_points, n_features)
        Descriptors of each point.
    mask : torch.Tensor, shape (n_samples, n_points)
        1 for a real point, 0 for padding. It multiplies the prediction of a point; it is no sample weight.
    features_g : torch.Tensor, shape (n_samples, n_points, n_features, n_atoms, n_coords), optional
        Derivatives of the descriptors with respect to the coordinates.
    charges : torch.Tensor, shape (n_samples, n_points, 1), optional
        Charge of each point.
    energies_p : torch.Tensor, shape (n_samples, n_points, 1), optional
        Energy of each point.
    tag : str, optional
        A name for this part, such as the species. It appears in losses and errors.
    weight : torch.Tensor, shape (n_samples, n_points, 1), optional
        How much the charge or energy of each point counts in a loss; 0 leaves it out. 1 for all without it.

    Raises
    ------
    TypeError
        If an argument is no tensor.
    ValueError
        If shapes, dtypes or values do not fit; the message names the argument and the fix.
    """

    features: torch.Tensor = required(("n_samples", "n_points", "n_features"), "descriptors of each point")
    mask: torch.Tensor = required(("n_samples", "n_points"), "1 for a real point, 0 for padding", kind="mask")
    features_g: torch.Tensor | None = optional(
        ("n_samples", "n_points", "n_features", "n_atoms", "n_coords"), "derivatives of the descriptors"
    )
    charges: torch.Tensor | None = optional(("n_samples", "n_points", "1"), "one charge per point")
    energies_p: torch.Tensor | None = optional(("n_samples", "n_points", "1"), "one energy per point", unit="energy")
    tag: str | None = None
    weight: torch.Tensor | None = optional(("n_samples", "n_points", "1"), "how much each point counts", kind="weight")

    def __post_init__(self) -> None:
        features, mask = self.features, self.mask
        if (
            isinstance(features, torch.Tensor)
            and isinstance(mask, torch.Tensor)
            and (features.ndim, mask.ndim) == (2, 3)
        ):
            raise ValueError(
                f"features has shape {tuple(features.shape)} and mask has shape {tuple(mask.shape)}; expected "
                "(n_samples, n_points, n_features) and (n_samples, n_points). They seem to be swapped: try "
                "PerPointDataset(features=..., mask=...)."
            )
        super().__post_init__()

    def _blame(self, name: str, other: str, axis: str) -> NoReturn:
        """Blame the features, not the mask, for a shape that does not fit the mask: they are the ones often turned."""
        if {name, other} != {"features", "mask"}:
            super()._blame(name, other, axis)
        features, mask = tuple(self.features.shape), tuple(self.mask.shape)
        turned = [order for order in permutations(range(3)) if tuple(features[i] for i in order[:2]) == mask]
        fix = f" Try features.permute{turned[0]}." if turned else f" The mask alone would need shape {features[:2]}."
        raise ValueError(
            f"features has shape {features}; expected (n_samples, n_points, n_features) with n_samples = {mask[0]} "
            f"and n_points = {mask[1]}, as the mask has.{fix}"
        )

    @property
    def n_points(self) -> int:
        """Number of points of this species per sample, padding included."""
        return self._sizes["n_points"]

    n_species = n_points  # miniff's name for it

    @property
    def n_features(self) -> int:
        """Number of descriptors per point."""
        return self._sizes["n_features"]

    def is_gradient_available(self) -> bool:
        """Tell whether `features_g` is present."""
        return self.features_g is not None

    def __repr__(self) -> str:
        text = super().__repr__()
        return text if self.tag is None else f"{text[:-1]}, tag={self.tag!r})"

    @classmethod
    def cat(cls, items: Sequence[PerPointDataset], tag: str | None = None) -> PerPointDataset:
        """Concatenate parts along the samples; the axes of points and atoms are padded, masks with zeros."""
        tensors = cls._cat(items)
        tags = {item.tag for item in items}
        if tag is None and len(tags) > 1:
            names = ", ".join(sorted(map(repr, tags)))
            raise ValueError(f"items have the tags {names}; expected one species. Pass tag=... to give the result one.")
        return items[0].replace(**tensors, tag=items[0].tag if tag is None else tag)
