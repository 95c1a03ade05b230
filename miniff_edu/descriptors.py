"""Descriptors: functions g(r) that a map is fitted on top of. In: arguments r. Out: one more axis, of descriptors.

Each family is a small callable object that prints as its formula and knows its derivative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch

from ._checks import check_count

ArrayT = TypeVar("ArrayT", np.ndarray, torch.Tensor)


@dataclass(frozen=True)
class PowerDecay:
    """Powers times a decay: g_i(r) = rⁱ e⁻ʳ for i = 0, 1, ..., n_descriptors - 1.

    Parameters
    ----------
    n_descriptors : int
        How many, at least 1.

    Examples
    --------
    >>> PowerDecay(3)
    PowerDecay(3): g_i(r) = r^i exp(-r), i = 0..2
    >>> PowerDecay(3)(np.linspace(0.1, 10, 100)).shape
    (100, 3)
    """

    n_descriptors: int

    def __post_init__(self) -> None:
        check_count("n_descriptors", self.n_descriptors)

    def __call__(self, r: ArrayT) -> ArrayT:
        """Return the descriptors of `r`: its shape with an axis of length n_descriptors appended."""
        i, r, exp = self._prepare(r)
        return r**i * exp

    def derivative(self, r: ArrayT) -> ArrayT:
        """Return dg_i/dr = (i rⁱ⁻¹ - rⁱ) e⁻ʳ, shaped like the descriptors themselves."""
        i, r, exp = self._prepare(r)
        lower = (i - 1).clip(0)  # the term with i = 0 vanishes; 0⁻¹ must not be formed
        return (i * r**lower - r**i) * exp

    def _prepare(self, r: ArrayT) -> tuple[ArrayT, ArrayT, ArrayT]:
        if isinstance(r, torch.Tensor):
            r = r if r.dtype.is_floating_point else r.to(torch.get_default_dtype())
            i = torch.arange(self.n_descriptors, dtype=r.dtype, device=r.device)
            return i, r[..., None], torch.exp(-r[..., None])
        array = np.asarray(r, dtype=np.result_type(r, np.float32 if np.asarray(r).dtype == np.float32 else np.float64))
        return np.arange(self.n_descriptors, dtype=array.dtype), array[..., None], np.exp(-array[..., None])

    def __repr__(self) -> str:
        return f"PowerDecay({self.n_descriptors}): g_i(r) = r^i exp(-r), i = 0..{self.n_descriptors - 1}"
