"""Datasets in the wrapping that torch puts around them. In: a Subset, a ConcatDataset. Out: the containers inside.

``torch.utils.data.random_split`` returns Subsets: a dataset with a list of numbers, which has none of its fields.
"""

from __future__ import annotations

from typing import Any

from torch.utils.data import ConcatDataset, Subset

from .._support.checks import a_type


def unwrap(name: str, value: Any, kind: Any) -> Any:
    """Return the samples that `value` stands for, as a `kind`, or `value` itself where that is nothing of the sort.

    Parameters
    ----------
    name : str
        How errors call it.
    value : Dataset, Subset or ConcatDataset
        Subsets of Subsets, and parts that are put together again, are understood too.
    kind : type
        The container that should be inside; it has ``take`` and ``cat``.

    Returns
    -------
    kind, or what `value` was
    """
    if isinstance(value, Subset):
        inside = unwrap(f"{name}.dataset", value.dataset, kind)
        if not isinstance(inside, kind):
            raise TypeError(
                f"{name} is a torch.utils.data.Subset of {a_type(inside)}; expected one of a {kind.__name__}. Make a "
                f"{kind.__name__} of all samples first, then divide it: try train, test = split(dataset, (0.8, 0.2), "
                "seed=0) of miniff_edu.evaluate."
            )
        indices = [int(index) for index in value.indices]
        if len(indices) == 0:
            raise ValueError(f"{name} is a torch.utils.data.Subset without any sample; expected at least one.")
        return inside.take(indices)
    if isinstance(value, ConcatDataset):
        parts = [unwrap(f"{name}.datasets[{i}]", part, kind) for i, part in enumerate(value.datasets)]
        return kind.cat(parts)
    return value
