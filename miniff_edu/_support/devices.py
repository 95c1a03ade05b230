"""The one place that knows devices by name. In: what a caller says, tensors. Out: dtype and device, numpy arrays.

Everything else follows its data: what is computed from tensors is made where they are. ``meta`` tensors have shapes and
no values; checks of values are left out for them, and only for them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from .checks import a_type

CPU = torch.device("cpu")
Place = torch.dtype | torch.device | str | int | None


def parse_place(
    *places: Place, dtype: Any = None, device: Any = None
) -> tuple[torch.dtype | None, torch.device | None]:
    """Read a dtype, a device, or both, in any order and by position or by name, as ``torch.Tensor.to`` takes them.

    Returns
    -------
    dtype : torch.dtype or None
        A floating-point type; None where none was named.
    device : torch.device or None

    Raises
    ------
    TypeError, ValueError
        If something is neither, is named twice, or is no floating-point type.
    """
    for place in places:
        if place is None:
            continue
        if not isinstance(place, (torch.device, str, int)):
            if dtype is not None:
                raise TypeError(f"to got two dtypes, {dtype} and {place}; expected at most one.")
            dtype = place
        else:
            if device is not None:
                raise TypeError(f"to got two devices, {device} and {place}; expected at most one.")
            device = place
    if dtype is not None and not (isinstance(dtype, torch.dtype) and dtype.is_floating_point):
        raise ValueError(f"dtype is {dtype!r}; expected a floating-point torch.dtype such as torch.float64.")
    return dtype, None if device is None else _parse_device(device)


def _parse_device(device: object) -> torch.device:
    if isinstance(device, bool) or not isinstance(device, (str, int, torch.device)):
        raise TypeError(f'device is {a_type(device)}; expected a torch.device or its name. Try "cpu".')
    try:
        return torch.device(device)
    except RuntimeError as error:
        fix = f"torch.{device}" if isinstance(getattr(torch, str(device), None), torch.dtype) else '"cpu" or "cuda"'
        raise ValueError(f"device is {device!r}; expected the name of a device. Try {fix}.") from error


def has_values(tensor: torch.Tensor) -> bool:
    """Tell whether a tensor holds numbers, and not just a shape."""
    return not tensor.is_meta


def to_numpy(tensor: torch.Tensor) -> np.ndarray:
    """Return the numbers of a tensor as a numpy array, copied to the CPU where they are not there."""
    array: np.ndarray = tensor.detach().to(CPU).numpy()
    return array


def as_device(device: Any) -> torch.device:
    """Return a device of torch; None is the processor, which is quickest for networks as small as ours."""
    return CPU if device is None else _parse_device(device)
