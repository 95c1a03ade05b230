"""Named tensors that share axes: what the containers of :mod:`miniff_edu.dataset` have in common.

In: fields and the axes that each one should have.
Out: a checked part that indexes, converts, concatenates and displays itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, ClassVar, NoReturn, Self

import torch

from .._support.checks import a_type
from .._support.tensors import axes_text, check_finite, check_floating, check_is_tensor, check_no_graph, check_shape


class Part(torch.utils.data.Dataset):
    """Named tensors that share axes. Subclasses say which axes each field has."""

    _axes: ClassVar[dict[str, tuple[str, ...]]]
    _meaning: ClassVar[dict[str, str]]
    _required: ClassVar[tuple[str, ...]]

    def __init__(self, fields: dict[str, torch.Tensor | None]) -> None:
        self.tensors: dict[str, torch.Tensor] = {}
        for name, value in fields.items():
            if value is None and name not in self._required:
                continue
            self.tensors[name] = tensor = check_is_tensor(name, value)
            check_shape(name, tensor, self._axes[name], self._meaning[name])
        first = self.tensors[self._required[0]]
        for name, tensor in self.tensors.items():
            check_floating(name, tensor, first.dtype if first.dtype.is_floating_point else None)
            check_no_graph(name, tensor)
        self.dtype: torch.dtype = first.dtype
        self._check_same_dtype()
        self._sizes = self._check_same_sizes()
        for name, tensor in self.tensors.items():
            check_finite(name, tensor)
        self.is_padded = "mask" in self.tensors and self._check_mask(self.tensors["mask"])

    def _check_same_dtype(self) -> None:
        first = self._required[0]
        for name, tensor in self.tensors.items():
            if tensor.dtype != self.dtype:
                raise ValueError(
                    f"{name} has dtype {tensor.dtype} and {first} has dtype {self.dtype}; expected one dtype "
                    f"throughout. Try {name}.to({first}.dtype)."
                )

    def _check_same_sizes(self) -> dict[str, int]:
        """Compare each field with the first one that has the same axis; return the sizes of all axes."""
        sizes: dict[str, int] = {}
        owner: dict[str, str] = {}
        for name, tensor in self.tensors.items():
            for axis, size in zip(self._axes[name], tensor.shape, strict=True):
                if axis != "1" and sizes.setdefault(axis, size) != size:
                    self._blame(name, owner[axis], axis)
                owner.setdefault(axis, name)
        return sizes

    def _blame(self, name: str, other: str, axis: str) -> NoReturn:
        raise ValueError(
            f"{name} has shape {tuple(self.tensors[name].shape)}, {axes_text(self._axes[name])}, and {other} has shape "
            f"{tuple(self.tensors[other].shape)}, {axes_text(self._axes[other])}; expected the same {axis} in both."
        )

    @staticmethod
    def _check_mask(mask: torch.Tensor) -> bool:
        """Return whether anything is padding; a mask of other numbers than 0 and 1 is a ``ValueError``."""
        zero, one = mask == 0, mask == 1
        odd = ~(zero | one)
        if bool(odd.any()):
            first = tuple(odd.nonzero()[0].tolist())
            raise ValueError(
                f"mask holds {mask[first].item():g} at index {first}; expected 1 for a real point and 0 for padding. A "
                "mask is no sample weight: it multiplies the prediction of a point. Try (mask != 0).to(mask.dtype), "
                "and give weights of shape (n_samples, 1) to a criterion of your own."
            )
        return bool(zero.any())

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self._sizes["n_samples"]

    @property
    def n_atoms(self) -> int | None:
        """Number of atoms per sample, padding included; None where no field has that axis."""
        return self._sizes.get("n_atoms")

    @property
    def n_coords(self) -> int | None:
        """Number of coordinates per atom; None where no field has that axis."""
        return self._sizes.get("n_coords")

    def __len__(self) -> int:
        return self.n_samples

    def __getitem__(self, index: Any) -> tuple[torch.Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors.values())

    def to(self, dtype: torch.dtype) -> Self:
        """Return this part in another floating-point `dtype` (itself where nothing changes)."""
        if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
            raise ValueError(f"dtype is {dtype!r}; expected a floating-point torch.dtype such as torch.float64.")
        return self if dtype == self.dtype else self._like({k: v.to(dtype) for k, v in self.tensors.items()})

    def _like(self, tensors: dict[str, torch.Tensor]) -> Self:
        return type(self)(**tensors)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name}={list(tensor.shape)}" for name, tensor in self.tensors.items())
        return f"{type(self).__name__}({shapes}, dtype={str(self.dtype).removeprefix('torch.')})"

    def _repr_html_(self) -> str:
        return table(f"{type(self).__name__}, {self.dtype}", self._rows())

    def _rows(self) -> list[tuple[str, str, str]]:
        """Return name, shape and meaning of each field, and the axes explained."""
        return [
            (
                name,
                " × ".join(map(str, tensor.shape)),
                f"{self._meaning[name]} [" + ", ".join(self._axes[name]) + "]",
            )
            for name, tensor in self.tensors.items()
        ]

    @classmethod
    def _cat(cls, items: Sequence[Any]) -> dict[str, torch.Tensor]:
        """Concatenate the fields of several parts along the samples, padding atoms and points with zeros."""
        check_items(cls, items)
        first = items[0]
        for i, item in enumerate(items):
            if item.tensors.keys() != first.tensors.keys():
                raise ValueError(
                    f"items[{i}] has the fields {', '.join(item.tensors)} and items[0] has {', '.join(first.tensors)}; "
                    "expected the same fields in all. Leave the extra field out, or add it to the others."
                )
            for what in ("dtype", "n_features", "n_coords"):
                got, wanted = getattr(item, what, None), getattr(first, what, None)
                if got != wanted:
                    fix = f" Try items[{i}].to({wanted})." if what == "dtype" else ""
                    raise ValueError(
                        f"items[{i}] has {what} = {got} and items[0] has {what} = {wanted}; "
                        f"expected the same in all parts that are concatenated.{fix}"
                    )
        return {name: pad_and_cat([item.tensors[name] for item in items]) for name in first.tensors}


def pad_and_cat(tensors: Sequence[torch.Tensor]) -> torch.Tensor:
    """Concatenate along the first axis; shorter axes are filled up with zeros (masks then say: padding)."""
    sizes = [max(lengths) for lengths in zip(*(tensor.shape[1:] for tensor in tensors), strict=True)]
    result = tensors[0].new_zeros(sum(len(tensor) for tensor in tensors), *sizes)
    start = 0
    for tensor in tensors:
        result[(slice(start, start + len(tensor)), *map(slice, tensor.shape[1:]))] = tensor
        start += len(tensor)
    return result


def check_items(kind: type, items: Sequence[Any]) -> None:
    """Raise unless `items` is a non-empty list of containers of type `kind`."""
    if not isinstance(items, (list, tuple)):
        raise TypeError(f"items is {a_type(items)}; expected a list of {kind.__name__} parts. Try [a, b].")
    if not items:
        raise ValueError(f"items is empty; expected at least one {kind.__name__}.")
    for i, item in enumerate(items):
        if not isinstance(item, kind):
            raise TypeError(f"items[{i}] is {a_type(item)}; expected a {kind.__name__} like all the others.")


def table(title: str, rows: Sequence[tuple[str, str, str]]) -> str:
    """Return an HTML table of fields: name, shape, meaning."""
    head = "".join(f"<th scope='col'>{text}</th>" for text in ("field", "shape", "what it holds [axes]"))
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(shape)}</td><td>{escape(meaning)}</td></tr>"
        for name, shape, meaning in rows
    )
    return f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
