"""Which samples are meant? In: a slice, numbers or flags. Out: an index for tensors, or an error that teaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from .._support.checks import a_type


def check_rows(rows: Any, n_samples: int) -> slice | torch.Tensor:
    """Return `rows` as an index that keeps the axis of the samples.

    Parameters
    ----------
    rows : slice, sequence of int, or array or tensor of int or bool
        Which samples; negative numbers count from the end.
    n_samples : int
        How many there are.

    Returns
    -------
    slice or torch.Tensor of int

    Raises
    ------
    TypeError, IndexError, ValueError
        If `rows` is something else, asks for samples that are not there, or for none.
    """
    if isinstance(rows, slice):
        if len(range(*rows.indices(n_samples))) == 0:
            raise ValueError(f"rows is {rows}, which takes none of {n_samples} samples; expected at least one.")
        return rows if (rows.step or 1) > 0 else torch.from_numpy(np.arange(n_samples)[rows].copy())
    if isinstance(rows, (int, np.integer)):
        raise TypeError(f"rows is {a_type(rows)}; expected several samples. Try take([{rows}]).")
    try:
        # By way of numpy, whatever a reader has made the default device.
        index = rows if isinstance(rows, torch.Tensor) else torch.from_numpy(np.ascontiguousarray(rows))
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(f"rows is {a_type(rows)}; expected numbers of samples. Try take([0, 2, 5]).") from error
    if index.numel() == 0:
        raise ValueError(f"rows is empty; expected at least one of {n_samples} samples.")
    if index.ndim != 1 or index.dtype.is_floating_point or index.dtype.is_complex:
        raise TypeError(
            f"rows is {a_type(rows)} of shape {tuple(index.shape)} and dtype {index.dtype}; expected a list of numbers "
            "of samples, or one True or False for each."
        )
    if index.dtype == torch.bool:
        if len(index) != n_samples:
            raise IndexError(f"rows has {len(index)} flags and there are {n_samples} samples; expected one for each.")
        if not bool(index.any()):
            raise ValueError(f"rows is False throughout; expected at least one of {n_samples} samples.")
        return index.nonzero()[:, 0]
    low, high = int(index.min()), int(index.max())
    if low < -n_samples or high >= n_samples:
        odd = high if high >= n_samples else low
        raise IndexError(
            f"rows holds {odd} and there are {n_samples} samples; expected -{n_samples} to {n_samples - 1}."
        )
    return index.long()
