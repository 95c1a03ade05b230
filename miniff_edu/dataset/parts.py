"""The two kinds of part that a dataset consists of. In: torch tensors. Out: checked per-cell and per-point parts.

The meaning of the axes and the sign conventions are stated in :mod:`miniff_edu`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import ClassVar, NoReturn, Self

import torch

from .part import Part


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

    Raises
    ------
    TypeError
        If an argument is no tensor.
    ValueError
        If shapes, dtypes or values do not fit; the message names the argument and the fix.
    """

    _axes: ClassVar = {
        "energy": ("n_samples", "1"),
        "mask": ("n_samples", "n_atoms"),
        "energy_g": ("n_samples", "n_atoms", "n_coords"),
    }
    _meaning: ClassVar = {
        "energy": "one total energy per sample",
        "mask": "1 for a real atom, 0 for padding",
        "energy_g": "gradient of the energy, minus the forces",
    }
    _required: ClassVar = ("energy",)

    def __init__(
        self, energy: torch.Tensor, mask: torch.Tensor | None = None, energy_g: torch.Tensor | None = None
    ) -> None:
        if energy_g is not None and mask is None:
            raise ValueError(
                "energy_g is given without a mask; expected both: the mask tells real atoms from padding. Without "
                "padding, try mask=torch.ones(energy_g.shape[:2], dtype=energy_g.dtype)."
            )
        super().__init__({"energy": energy, "mask": mask, "energy_g": energy_g})

    @property
    def energy(self) -> torch.Tensor:
        """Total energies, shape (n_samples, 1)."""
        return self.tensors["energy"]

    @property
    def mask(self) -> torch.Tensor | None:
        """Real atoms (1) and padding (0), shape (n_samples, n_atoms), or None."""
        return self.tensors.get("mask")

    @property
    def energy_g(self) -> torch.Tensor | None:
        """Gradients of the energy, shape (n_samples, n_atoms, n_coords), or None."""
        return self.tensors.get("energy_g")

    def is_gradient_available(self) -> bool:
        """Tell whether `energy_g` is present."""
        return self.energy_g is not None

    @classmethod
    def cat(cls, items: Sequence[PerCellDataset]) -> PerCellDataset:
        """Concatenate parts along the samples; the axis of atoms is padded, masks with zeros."""
        return cls(**cls._cat(items))


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

    Raises
    ------
    TypeError
        If an argument is no tensor.
    ValueError
        If shapes, dtypes or values do not fit; the message names the argument and the fix.
    """

    _axes: ClassVar = {
        "features": ("n_samples", "n_points", "n_features"),
        "mask": ("n_samples", "n_points"),
        "features_g": ("n_samples", "n_points", "n_features", "n_atoms", "n_coords"),
        "charges": ("n_samples", "n_points", "1"),
        "energies_p": ("n_samples", "n_points", "1"),
    }
    _meaning: ClassVar = {
        "features": "descriptors of each point",
        "mask": "1 for a real point, 0 for padding",
        "features_g": "derivatives of the descriptors",
        "charges": "one charge per point",
        "energies_p": "one energy per point",
    }
    _required: ClassVar = ("features", "mask")

    def __init__(
        self,
        features: torch.Tensor,
        mask: torch.Tensor,
        features_g: torch.Tensor | None = None,
        charges: torch.Tensor | None = None,
        energies_p: torch.Tensor | None = None,
        tag: str | None = None,
    ) -> None:
        self.tag = tag
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
        super().__init__(
            {
                "features": features,
                "mask": mask,
                "features_g": features_g,
                "charges": charges,
                "energies_p": energies_p,
            }
        )

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
    def features(self) -> torch.Tensor:
        """Descriptors, shape (n_samples, n_points, n_features)."""
        return self.tensors["features"]

    @property
    def mask(self) -> torch.Tensor:
        """Real points (1) and padding (0), shape (n_samples, n_points)."""
        return self.tensors["mask"]

    @property
    def features_g(self) -> torch.Tensor | None:
        """Derivatives of the descriptors, shape (n_samples, n_points, n_features, n_atoms, n_coords), or None."""
        return self.tensors.get("features_g")

    @property
    def charges(self) -> torch.Tensor | None:
        """Charges, shape (n_samples, n_points, 1), or None."""
        return self.tensors.get("charges")

    @property
    def energies_p(self) -> torch.Tensor | None:
        """Energies of points, shape (n_samples, n_points, 1), or None."""
        return self.tensors.get("energies_p")

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

    def _like(self, tensors: dict[str, torch.Tensor]) -> Self:
        return type(self)(**tensors, tag=self.tag)

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
        return cls(**tensors, tag=items[0].tag if tag is None else tag)
