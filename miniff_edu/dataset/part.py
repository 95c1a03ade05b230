"""Named tensors that share axes: what the containers of :mod:`miniff_edu.dataset` have in common.

In: fields and the axes that each one should have.
Out: a checked part that indexes, converts, concatenates and displays itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from html import escape
from typing import Any, NoReturn, Self

import torch

from .._support.checks import a_type
from .._support.devices import Place, has_values, parse_place
from .._support.tensors import axes_text, check_finite, check_floating, check_is_tensor, check_no_graph, check_shape
from .field import Field, fields_of
from .rows import check_rows


class Part(torch.utils.data.Dataset):
    """Named tensors that share axes.

    A subclass is a frozen dataclass that declares its fields (:mod:`miniff_edu.dataset.field`); all else follows:
    checks, indexing, `take`, `to`, concatenation, scaling, display.

    Attributes
    ----------
    tensors : dict of str to torch.Tensor
        The fields that are present, in the order in which they are declared.
    dtype, device : torch.dtype, torch.device
        Those of all tensors.
    is_padded : bool
        Whether any point or atom is padding.
    """

    tensors: dict[str, torch.Tensor]
    dtype: torch.dtype
    device: torch.device
    is_padded: bool
    _sizes: dict[str, int]

    def __post_init__(self) -> None:
        fields = self.fields()
        tensors: dict[str, torch.Tensor] = {}
        for name, field in fields.items():
            value = getattr(self, name)
            if value is None and not field.required:
                continue
            for other in field.needs:
                if getattr(self, other) is None:
                    raise ValueError(_without(name, other))
            tensors[name] = check_is_tensor(name, value)
            check_shape(name, value, field.axes, field.meaning)
        first = next(iter(tensors.values()))
        for name, tensor in tensors.items():
            check_floating(name, tensor, first.dtype if first.dtype.is_floating_point else None)
            check_no_graph(name, tensor)
        self._adopt(tensors)
        self._check_same_place()
        self._check_same_sizes()
        for name, tensor in tensors.items():
            if has_values(tensor):
                check_finite(name, tensor)
                _CHECKS[fields[name].kind](name, tensor)

    def _adopt(self, tensors: dict[str, torch.Tensor]) -> None:
        """Take tensors that fit together as what this part holds, and note what follows from them."""
        first = next(iter(tensors.values()))
        absent = dict.fromkeys(self.fields())
        sizes = {axis: n for name, t in tensors.items() for axis, n in zip(self.axes(name), t.shape, strict=True)}
        masks = [tensor for name, tensor in tensors.items() if self.fields()[name].kind == "mask"]
        is_padded = any(has_values(mask) and bool((mask == 0).any()) for mask in masks)
        vars(self).update(absent | tensors, tensors=tensors, dtype=first.dtype, device=first.device)
        vars(self).update(_sizes=sizes, is_padded=is_padded)

    @classmethod
    def fields(cls) -> dict[str, Field]:
        """Return what is known of each field, in the order in which they are declared."""
        kind: Any = cls
        return fields_of(kind)

    @classmethod
    def axes(cls, name: str) -> tuple[str, ...]:
        """Return the axes of a field by name."""
        return cls.fields()[name].axes

    def _check_same_place(self) -> None:
        first, *others = self.tensors
        for what in ("dtype", "device"):
            wanted = getattr(self, what)
            for name in others:
                if (got := getattr(self.tensors[name], what)) != wanted:
                    raise ValueError(
                        f"{name} has {what} {got} and {first} has {what} {wanted}; expected one {what} throughout. Try "
                        f"{name}.to({first}.{what})."
                    )

    def _check_same_sizes(self) -> None:
        """Compare each field with the first one that has the same axis."""
        owner: dict[str, str] = {}
        for name, tensor in self.tensors.items():
            for axis, size in zip(self.axes(name), tensor.shape, strict=True):
                other = owner.setdefault(axis, name)
                if axis != "1" and self.tensors[other].shape[self.axes(other).index(axis)] != size:
                    self._blame(name, other, axis)

    def _blame(self, name: str, other: str, axis: str) -> NoReturn:
        raise ValueError(
            f"{name} has shape {tuple(self.tensors[name].shape)}, {axes_text(self.axes(name))}, and {other} has shape "
            f"{tuple(self.tensors[other].shape)}, {axes_text(self.axes(other))}; expected the same {axis} in both."
        )

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

    def take(self, rows: Any) -> Self:
        """Return some of the samples.

        Parameters
        ----------
        rows : slice, sequence of int, or torch.Tensor of int or bool
            Which ones, in which order.

        Returns
        -------
        a part of the same kind
        """
        return self._with({name: tensor[check_rows(rows, len(self))] for name, tensor in self.tensors.items()})

    def to(self, *places: Place, dtype: torch.dtype | None = None, device: Place = None) -> Self:
        """Return this part in another floating-point `dtype`, or on another device (itself where nothing changes).

        Parameters
        ----------
        *places, dtype, device : torch.dtype, torch.device or str
            By position or by name, as ``torch.Tensor.to`` takes them.

        Returns
        -------
        a part of the same kind
        """
        dtype, device = parse_place(*places, dtype=dtype, device=device)
        moved = {name: tensor.to(device=device, dtype=dtype) for name, tensor in self.tensors.items()}
        if all(moved[name] is tensor for name, tensor in self.tensors.items()):
            return self
        return self.replace(**moved)

    def replace(self, **changes: Any) -> Self:
        """Return a part with other tensors in some fields; everything is checked anew."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def scale_energies(self, factor: float) -> Self:
        """Return this part with everything that is proportional to the energy multiplied by `factor`."""
        energies = [name for name, field in self.fields().items() if field.unit == "energy"]
        return self.replace(**{name: self.tensors[name] * factor for name in energies if name in self.tensors})

    def _with(self, tensors: dict[str, torch.Tensor]) -> Self:
        """Return a part of the same kind with tensors that are known to be right."""
        new = object.__new__(type(self))
        vars(new).update(vars(self))
        new._adopt(tensors)
        return new

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
                f"{self.fields()[name].meaning} [" + ", ".join(self.axes(name)) + "]",
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


def _without(name: str, other: str) -> str:
    if other != "mask":
        return f"{name} is given without {other}; expected both. Pass {other}=... too, or leave {name} out."
    return (
        f"{name} is given without a mask; expected both: the mask tells real atoms from padding. Without "
        f"padding, try mask=torch.ones({name}.shape[:2], dtype={name}.dtype)."
    )


def _check_data(name: str, tensor: torch.Tensor) -> None:
    """Any finite number will do."""


def _check_mask(name: str, mask: torch.Tensor) -> None:
    """Raise a ``ValueError`` for a mask of other numbers than 0 and 1."""
    odd = (mask != 0) & (mask != 1)
    if bool(odd.any()):
        first = tuple(odd.nonzero()[0].tolist())
        raise ValueError(
            f"{name} holds {mask[first].item():g} at index {first}; expected 1 for a real point and 0 for padding. A "
            "mask is no sample weight: it multiplies the prediction of a point. Try (mask != 0).to(mask.dtype), "
            "and give weights as weight=..."
        )


def _check_weight(name: str, weight: torch.Tensor) -> None:
    """Raise a ``ValueError`` for weights below 0."""
    odd = weight < 0
    if bool(odd.any()):
        first = tuple(odd.nonzero()[0].tolist())
        raise ValueError(
            f"{name} holds {weight[first].item():g} at index {first}; expected weights of at least 0: 0 leaves an "
            f"entry out, 2 counts it twice. Try {name}.clamp(min=0)."
        )


_CHECKS = {"data": _check_data, "mask": _check_mask, "weight": _check_weight}


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
