"""Validated containers for samples. In: torch tensors. Out: datasets that a ``DataLoader`` batches.

Everything is checked when a container is made, so that no mistake surfaces later under another name.
The meaning of the axes and the sign conventions are stated in :mod:`miniff_edu`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import torch

from .._support.checks import a_type
from .part import check_items, table
from .parts import PerCellDataset, PerPointDataset
from .subsets import unwrap

__all__ = ["Dataset", "PerCellDataset", "PerPointDataset", "as_dataset"]


class Dataset(torch.utils.data.Dataset):
    """Samples: one per-cell part and one per-point part for each species.

    Indexing returns nested tuples of raw tensors, absent fields left out, which a ``DataLoader`` collates;
    :meth:`from_tensors` makes a dataset of them again.

    Parameters
    ----------
    per_cell : PerCellDataset
        What is known of each sample as a whole.
    *per_point : PerPointDataset
        What is known of the points, one part per species.

    Raises
    ------
    TypeError
        If a part is of the wrong kind, as when arguments are swapped.
    ValueError
        If there is no per-point part, or the parts differ in dtype, n_samples, n_atoms or n_coords.
    """

    def __init__(self, per_cell: PerCellDataset, *per_point: PerPointDataset) -> None:
        if not isinstance(per_cell, PerCellDataset):
            raise TypeError(
                f"per_cell, the first argument of Dataset, is {a_type(per_cell)}; expected a PerCellDataset. "
                "Try Dataset(per_cell, per_point), in this order."
            )
        if not per_point:
            raise ValueError(
                "Dataset got no per-point part; expected at least one: the descriptors that the energy is fitted with. "
                "Try Dataset(per_cell, PerPointDataset(features, mask))."
            )
        for i, part in enumerate(per_point):
            if not isinstance(part, PerPointDataset):
                hint = ""
                if isinstance(part, PerCellDataset):
                    hint = " There is exactly one per-cell part; to join samples, use Dataset.cat."
                raise TypeError(f"per_point[{i}] is {a_type(part)}; expected a PerPointDataset.{hint}")
        self.per_cell, self.per_point = per_cell, per_point
        for what in ("dtype", "n_samples", "n_atoms", "n_coords"):
            self._check_same(what)

    def _check_same(self, what: str) -> None:
        known = [(name, value) for name, part in self._named_parts() if (value := getattr(part, what)) is not None]
        for name, value in known[1:]:
            if value != known[0][1]:
                fix = f" Try {name}.to({known[0][1]})." if what == "dtype" else ""
                raise ValueError(
                    f"{name} has {what} = {value} and {known[0][0]} has {what} = {known[0][1]}; "
                    f"expected the same in all parts of a Dataset.{fix}"
                )

    def _named_parts(self) -> list[tuple[str, PerCellDataset | PerPointDataset]]:
        return [("per_cell", self.per_cell), *((f"per_point[{i}]", part) for i, part in enumerate(self.per_point))]

    @property
    def per_cell_dataset(self) -> PerCellDataset:
        """The per-cell part under the name that miniff gives it."""
        return self.per_cell

    @property
    def per_point_datasets(self) -> tuple[PerPointDataset, ...]:
        """The per-point parts under the name that miniff gives them."""
        return self.per_point

    @property
    def dtype(self) -> torch.dtype:
        """The floating-point type of all tensors."""
        return self.per_cell.dtype

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self.per_cell.n_samples

    @property
    def n_atoms(self) -> int | None:
        """Number of atoms per sample, padding included; None where no part knows it."""
        return next((n for _, part in self._named_parts() if (n := part.n_atoms) is not None), None)

    @property
    def n_coords(self) -> int | None:
        """Number of coordinates per atom; None where no part knows it."""
        return next((n for _, part in self._named_parts() if (n := part.n_coords) is not None), None)

    @property
    def n_points(self) -> tuple[int, ...]:
        """Number of points per sample in each per-point part, padding included."""
        return tuple(part.n_points for part in self.per_point)

    n_species = n_points  # miniff's name for it

    @property
    def n_features(self) -> tuple[int, ...]:
        """Number of descriptors in each per-point part."""
        return tuple(part.n_features for part in self.per_point)

    def is_gradient_available(self) -> bool:
        """Tell whether every part has its gradients."""
        return all(part.is_gradient_available() for _, part in self._named_parts())

    def __len__(self) -> int:
        return self.n_samples

    def __getitem__(self, index: Any) -> tuple[tuple[torch.Tensor, ...], ...]:
        return tuple(part[index] for _, part in self._named_parts())

    def to(self, dtype: torch.dtype) -> Dataset:
        """Return this dataset in another floating-point `dtype`."""
        return Dataset(self.per_cell.to(dtype), *(part.to(dtype) for part in self.per_point))

    @classmethod
    def from_tensors(cls, tensors: Sequence[Sequence[torch.Tensor]], like: Dataset | None = None) -> Dataset:
        """Make a dataset of the nested tensors that indexing or a ``DataLoader`` returns.

        Parameters
        ----------
        tensors : sequence of sequences of torch.Tensor
            The tensors of the per-cell part, then those of each per-point part.
        like : Dataset, optional
            A dataset that has the same optional fields, such as the one that was batched; tags come from it too.

        Returns
        -------
        Dataset

        Raises
        ------
        ValueError
            If the tensors do not fit `like`, or cannot be told apart without it.
        """
        like = None if like is None else as_dataset("like", like)
        if not isinstance(tensors, (list, tuple)) or not tensors:
            raise TypeError(f"tensors is {a_type(tensors)}; expected nested tuples, such as dataset[:10] returns.")
        for i, group in enumerate(tensors):
            if not isinstance(group, (list, tuple)):
                raise TypeError(
                    f"tensors[{i}] is {a_type(group)}; expected the tuple of tensors of one part, such as "
                    "dataset[:10] returns."
                )
        names: list[list[str]]
        if like is None:
            names = [_guess_names(i, group) for i, group in enumerate(tensors)]
            tags: list[str | None] = [None] * len(tensors)
        else:
            parts = [part for _, part in like._named_parts()]
            names = [list(part.tensors) for part in parts]
            tags = [getattr(part, "tag", None) for part in parts]
            got, wanted = [len(group) for group in tensors], [len(group) for group in names]
            if got != wanted:
                raise ValueError(
                    f"tensors has {got} fields per part and like has {wanted}; expected the same. Pass the dataset "
                    "that the tensors came from."
                )
        fields = [dict(zip(keys, group, strict=True)) for keys, group in zip(names, tensors, strict=True)]
        return cls(
            PerCellDataset(**fields[0]),
            *(PerPointDataset(**part, tag=tag) for part, tag in zip(fields[1:], tags[1:], strict=True)),
        )

    @classmethod
    def cat(cls, items: Sequence[Dataset]) -> Dataset:
        """Concatenate datasets along the samples; unequal axes of atoms and points are padded, masks with zeros."""
        if isinstance(items, (list, tuple)):
            items = [unwrap(f"items[{i}]", item, cls) for i, item in enumerate(items)]
        check_items(cls, items)
        for i, item in enumerate(items):
            if len(item.per_point) != len(items[0].per_point):
                raise ValueError(
                    f"items[{i}] has {len(item.per_point)} per-point parts and items[0] has "
                    f"{len(items[0].per_point)}; expected one per species, the same species in all."
                )
        groups = zip(*(item.per_point for item in items), strict=True)
        return cls(
            PerCellDataset.cat([item.per_cell for item in items]), *(PerPointDataset.cat(group) for group in groups)
        )

    def __repr__(self) -> str:
        return f"Dataset({', '.join(repr(part) for _, part in self._named_parts())})"

    def _repr_html_(self) -> str:
        rows = [
            (f"{name}.{field}", shape, meaning)
            for name, part in self._named_parts()
            for field, shape, meaning in part._rows()
        ]
        return table(f"Dataset of {self.n_samples} samples, {self.dtype}", rows)


def as_dataset(name: str, value: object, fix: str = "Try Dataset(per_cell, part).") -> Dataset:
    """Return `value` as a dataset: itself, or the samples that a Subset or a ConcatDataset of datasets stands for.

    Parameters
    ----------
    name : str
        How errors call it.
    value : Dataset, or torch.utils.data.Subset or ConcatDataset of datasets
        What was given where a dataset is asked for.
    fix : str
        What an error suggests.

    Returns
    -------
    Dataset

    Raises
    ------
    TypeError
        If it is anything else.
    """
    if isinstance(value, Dataset):
        return value
    inside = unwrap(name, value, Dataset)
    if isinstance(inside, Dataset):
        return inside
    if isinstance(value, torch.utils.data.DataLoader):
        fix = f"Try {name}.dataset, or one of its batches where a closure takes one."
    raise TypeError(f"{name} is {a_type(value)}; expected a Dataset. {fix}".rstrip())


def _guess_names(position: int, group: Sequence[torch.Tensor]) -> list[str]:
    """Tell the fields of one part apart by their number and their axes."""
    if position == 0:
        return ["energy", "mask", "energy_g"][: len(group)] if 1 <= len(group) <= 3 else _refuse(position, group)
    names = ["features", "mask"]
    rest = list(group[2:])
    if rest and isinstance(rest[0], torch.Tensor) and rest[0].ndim == 5:
        names.append("features_g")
        rest.pop(0)
    if len(group) < 2 or len(rest) == 1 or len(rest) > 2:
        _refuse(position, group)
    return names + ["charges", "energies_p"][: len(rest)]


def _refuse(position: int, group: Sequence[torch.Tensor]) -> NoReturn:
    raise ValueError(
        f"tensors[{position}] holds {len(group)} tensors, which leaves open which optional fields they are. "
        "Try Dataset.from_tensors(tensors, like=dataset) with the dataset that they came from."
    )
