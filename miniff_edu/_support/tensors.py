"""The checks of tensors. In: a tensor and its name. Out: nothing, or an error that teaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from .checks import a_type, type_name


def axes_text(axes: Sequence[str]) -> str:
    """Write axes as a shape: ``(n_samples, 1)``."""
    return "(" + ", ".join(axes) + ("," if len(axes) == 1 else "") + ")"


def check_is_tensor(name: str, value: object) -> torch.Tensor:
    """Raise a ``TypeError`` unless `value` is a torch tensor; the data themselves are never printed."""
    if isinstance(value, torch.Tensor):
        return value
    if value is None:
        fix = " Without padding, try torch.ones(features.shape[:2], dtype=features.dtype)." if name == "mask" else ""
        raise TypeError(f"{name} is None; expected a torch.Tensor. This field cannot be left out.{fix}")
    fix = (
        f"torch.from_numpy({name})"
        if type_name(value) == "numpy.ndarray"
        else f"torch.tensor({name}, dtype=torch.float64)"
    )
    raise TypeError(f"{name} is {a_type(value)}; expected a torch.Tensor. Try {fix}.")


def check_floating(name: str, value: torch.Tensor, dtype: torch.dtype | None = None) -> None:
    """Raise a ``ValueError`` unless `value` holds floating-point numbers, of type `dtype` where one is given."""
    if not value.dtype.is_floating_point:
        wanted = dtype or torch.float64
        why = " (a mask multiplies predictions, so it holds 0.0 and 1.0)" if name == "mask" else ""
        raise ValueError(
            f"{name} has dtype {value.dtype}; expected floating-point numbers{why}. Try {name}.to({wanted})."
        )


def check_no_graph(name: str, value: object) -> None:
    """Raise a ``ValueError`` where `value` is a tensor that requires a gradient: data are numbers, not functions."""
    if isinstance(value, torch.Tensor) and value.requires_grad:
        raise ValueError(
            f"{name} has requires_grad=True: it remembers what it was computed from; expected plain numbers, since a "
            f"fit goes through the data many times and changes the weights only. Try {name}.detach()."
        )


def check_finite(name: str, value: torch.Tensor | np.ndarray) -> None:
    """Raise a ``ValueError`` that counts the NaN and infinite entries of `value` and locates the first one."""
    xp: Any = torch if isinstance(value, torch.Tensor) else np
    finite = xp.isfinite(value)
    if bool(finite.all()):
        return
    n_nan, n_bad = int(xp.isnan(value).sum()), int((~finite).sum())
    first = tuple(int(n) for n in xp.argwhere(~finite)[0])
    size = int(np.prod(value.shape))
    where = f"{name}[{', '.join(map(str, first))}]" if first else name
    raise ValueError(
        f"{name} holds {n_nan} NaN and {n_bad - n_nan} infinite entries out of {size}, the first at "
        f"index {first}; expected finite numbers. Look at {where} and at what made it."
    )


def check_shape(name: str, value: torch.Tensor, axes: Sequence[str], meaning: str) -> None:
    """Raise a ``ValueError`` unless `value` has the axes named in `axes` (``"1"`` is an axis of length one)."""
    shape, expected = tuple(value.shape), axes_text(axes)
    message = f"{name} has shape {shape}; expected {expected}: {meaning}."
    if value.ndim != len(axes):
        raise ValueError(f"{message} {_suggest_dimensions(name, value, axes)}".rstrip())
    for axis, (size, wanted) in enumerate(zip(shape, axes, strict=True)):
        if wanted == "1" and size != 1:
            raise ValueError(f"{message} {_suggest_column(name, value, axis)}".rstrip())
        if size == 0:
            raise ValueError(f"{message} Axis {axis} ({wanted}) has length 0; at least 1 is needed.")


def _suggest_dimensions(name: str, value: torch.Tensor, axes: Sequence[str]) -> str:
    if value.ndim == 1 and len(axes) == 2:
        return f"Try {name}[:, None]."
    if value.ndim == 2 and tuple(axes[1:]) == ("n_points", "n_features"):
        return f"With one point per sample, try {name}[:, None, :]."
    if value.ndim == 2 and tuple(axes[1:]) == ("n_points", "1"):
        return f"Try {name}[..., None]."
    if value.ndim == 1 and len(axes) == 3:
        return f"Try {name}[:, None, None]."
    return f"It has {value.ndim} axes instead of {len(axes)}."


def _suggest_column(name: str, value: torch.Tensor, axis: int) -> str:
    if value.ndim == 2 and axis == 1 and value.shape[0] == 1:
        return f"This is a row instead of a column. Try {name}.T."
    return f"Axis {axis} has length {value.shape[axis]}, not 1."
