"""Numbers from wherever, as numpy arrays. In: lists, arrays, tensors. Out: checked arrays of one length."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike

from .checks import a_type
from .devices import to_numpy


def to_array(values: ArrayLike | torch.Tensor) -> np.ndarray:
    """Return numbers as a numpy array, wherever they come from."""
    return to_numpy(values) if isinstance(values, torch.Tensor) else np.asarray(values, dtype=float)


def columns(**named: ArrayLike) -> list[np.ndarray]:
    """Return 1-D arrays of one length; a column (n, 1) is flattened, anything else is a ``ValueError``."""
    arrays: list[np.ndarray] = []
    first = ""
    for name, values in named.items():
        array = to_array(values)
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.ndim != 1 or len(array) == 0:
            raise ValueError(
                f"{name} is {a_type(values)} of shape {array.shape}; expected (n,) or (n, 1) with n >= 1: one number "
                "per point."
            )
        if arrays and len(array) != len(arrays[0]):
            raise ValueError(f"{name} has length {len(array)} and {first} has length {len(arrays[0])}; expected equal.")
        first = first or name
        arrays.append(array)
    return arrays
