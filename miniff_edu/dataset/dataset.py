"""Validated containers for samples. In: torch tensors. Out: datasets that a ``DataLoader`` batches.

Everything is checked when a container is made, so that no mistake surfaces later under another name.
The meaning of the axes and the sign conventions are stated in :mod:`miniff_edu`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from .._support.checks import a_type
from .._support.devices import Place
from .guess import guess_names
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
        for what in ("dtype", "device", "n_samples", "n_atoms", "n_coords"):
            self._check_same(what)

    def _check_same(self, what: str) -> None:
        known = [(name, value) for name, part in self.named_parts() if (value := getattr(part, what)) is not None]
        for name, value in known[1:]:
            if value != known[0][1]:
                there = repr(str(known[0][1])) if what == "device" else known[0][1]
                fix = f" Try {name}.to({there})." if what in ("dtype", "device") else ""
                raise ValueError(
                    f"{name} has {what} = {value} and {known[0][0]} has {what} = {known[0][1]}; "
                    f"expected the same in all parts of a Dataset.{fix}"
                )

    def named_parts(self) -> list[tuple[str, PerCellDataset | PerPointDataset]]:
        """Return all parts, each with the name that errors give it."""
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
    def device(self) -> torch.device:
        """Where all tensors are; networks, closures and predictions follow them."""
        return self.per_cell.device

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self.per_cell.n_samples

    @property
    def n_atoms(self) -> int | None:
        """Number of atoms per sample, padding included; None where no part knows it."""
        return next((n for _, part in self.named_parts() if (n := part.n_atoms) is not None), None)

    @property
    def n_coords(self) -> int | None:
        """Number of coordinates per atom; None where no part knows it."""
        return next((n for _, part in self.named_parts() if (n := part.n_coords) is not None), None)

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
        return all(part.is_gradient_available() for _, part in self.named_parts())

    def __len__(self) -> int:
        return self.n_samples

    def __getitem__(self, index: Any) -> tuple[tuple[torch.Tensor, ...], ...]:
        return tuple(part[index] for _, part in self.named_parts())

    def take(self, rows: Any) -> Dataset:
        """Return some of the samples, as a dataset; ``dataset[rows]`` returns bare tensors instead.

        Parameters
        ----------
        rows : slice, sequence of int, or torch.Tensor of int or bool
            Which ones, in which order.

        Returns
        -------
        Dataset

        Raises
        ------
        TypeError, IndexError, ValueError
            If `rows` is something else, asks for samples that are not there, or for none.
        """
        return self.map(lambda part: part.take(rows))

    def to(self, *places: Place, dtype: torch.dtype | None = None, device: Place = None) -> Dataset:
        """Return this dataset in another floating-point `dtype`, or on another device.

        Parameters
        ----------
        *places, dtype, device : torch.dtype, torch.device or str
            By position or by name, as ``torch.Tensor.to`` takes them.

        Returns
        -------
        Dataset
        """
        return self.map(lambda part: part.to(*places, dtype=dtype, device=device))

    def map(self, change: Callable[[Any], Any]) -> Dataset:
        """Return a dataset of the parts that `change` makes of each part of this one."""
        return Dataset(change(self.per_cell), *map(change, self.per_point))

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
        if like is None:
            kinds = [PerCellDataset, *[PerPointDataset] * (len(tensors) - 1)]
            groups = [(guess_names(kind, f"tensors[{i}]", tensors[i]), tensors[i]) for i, kind in enumerate(kinds)]
            return cls(*(kind(**dict(zip(*group, strict=True))) for kind, group in zip(kinds, groups, strict=True)))
        parts = [part for _, part in like.named_parts()]
        got, wanted = [len(group) for group in tensors], [len(part.tensors) for part in parts]
        if got != wanted:
            raise ValueError(
                f"tensors has {got} fields per part and like has {wanted}; expected the same. Pass the dataset "
                "that the tensors came from."
            )
        new = [
            part.replace(**dict(zip(part.tensors, group, strict=True)))
            for part, group in zip(parts, tensors, strict=True)
        ]
        return cls(*new)  # type: ignore[arg-type]

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
        return f"Dataset({', '.join(repr(part) for _, part in self.named_parts())})"

    def _repr_html_(self) -> str:
        rows = [
            (f"{name}.{field}", shape, meaning)
            for name, part in self.named_parts()
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
