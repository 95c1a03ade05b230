"""Which fields are these? In: the bare tensors of one part. Out: the names of the fields, where the axes tell.

Indexing a dataset leaves the names behind, and the fields that are absent. Their order is kept, and their axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import torch

from .field import Field, fields_of


def guess_names(kind: Any, name: str, group: Sequence[torch.Tensor]) -> list[str]:
    """Tell the fields of one part by their number, order and axes.

    Parameters
    ----------
    kind : type
        The kind of part.
    name : str
        How errors call the group.
    group : sequence of torch.Tensor
        The fields that are present, in the order in which the class declares them.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If several choices of fields have these axes, or none.
    """
    known = fields_of(kind)
    fitting = [choice for choice in _choices(known, len(group)) if _fits(choice, group)]
    if len(fitting) == 1:
        return [field.name for field in fitting[0]]
    if not fitting:
        # Where no choice fits, the part itself says best what is wrong with the only one of this length.
        possible = list(_choices(known, len(group)))
        if len(possible) == 1:
            return [field.name for field in possible[0]]
        why = f"which fit no choice of the fields {', '.join(known)}"
    else:
        several = " or ".join(", ".join(field.name for field in choice) for choice in fitting)
        why = f"which leaves open which optional fields they are: their axes fit {several}"
    raise ValueError(
        f"{name} holds {len(group)} tensors, {why}. "
        "Try Dataset.from_tensors(tensors, like=dataset) with the dataset that they came from, or dataset.take(rows)."
    )


def _choices(known: dict[str, Field], n: int) -> Iterator[tuple[Field, ...]]:
    """Yield all choices of `n` fields that a part may have, in the order in which they are declared."""
    for choice in combinations(known.values(), n):
        names = {field.name for field in choice}
        complete = all(field.name in names for field in known.values() if field.required)
        if complete and all(names.issuperset(field.needs) for field in choice):
            yield choice


def _fits(choice: tuple[Field, ...], group: Sequence[torch.Tensor]) -> bool:
    sizes: dict[str, int] = {"1": 1}
    for field, tensor in zip(choice, group, strict=True):
        if not isinstance(tensor, torch.Tensor) or tensor.ndim != len(field.axes):
            return False
        if any(sizes.setdefault(axis, n) != n for axis, n in zip(field.axes, tensor.shape, strict=True)):
            return False
    return True
