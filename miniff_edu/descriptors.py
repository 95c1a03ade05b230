"""Descriptors: functions g(r) that a map is fitted on top of. In: arguments r. Out: one more axis, of descriptors.

Each family is a small callable object that prints as its formula and knows its derivative. It takes numpy arrays and
torch tensors of any shape, and returns the same kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import numpy as np
import torch

from ._support.checks import check_count, check_positive
from ._support.tensors import check_finite

ArrayT = TypeVar("ArrayT", np.ndarray, torch.Tensor)


@dataclass(frozen=True, repr=False)
class Family:
    """What all families have in common: the count, the checks of the arguments, the way they print.

    A family implements `_values` and `_slopes`. Both get `r` with a last axis of length one, the indices `i` of the
    descriptors, and the module `xp` (numpy or torch) whose functions to use.
    """

    n_descriptors: int

    formula: ClassVar[str]
    from_zero: ClassVar[bool] = False  # whether r is a distance, which cannot be negative

    def __post_init__(self) -> None:
        check_count("n_descriptors", self.n_descriptors)

    def __call__(self, r: ArrayT) -> ArrayT:
        """Return the descriptors of `r`: its shape with an axis of length n_descriptors appended."""
        with np.errstate(under="ignore"):  # what has died out is 0, whatever a reader has set with np.seterr
            result: ArrayT = self._values(*self._prepare(r))
        return result

    def derivative(self, r: ArrayT) -> ArrayT:
        """Return dg_i/dr, shaped like the descriptors themselves."""
        with np.errstate(under="ignore"):
            result: ArrayT = self._slopes(*self._prepare(r))
        return result

    def _values(self, r: Any, i: Any, xp: Any) -> Any:
        raise NotImplementedError

    def _slopes(self, r: Any, i: Any, xp: Any) -> Any:
        raise NotImplementedError

    def _prepare(self, r: Any) -> tuple[Any, Any, Any]:
        xp: Any = torch if isinstance(r, torch.Tensor) else np
        if xp is torch:
            r = r if r.dtype.is_floating_point else r.to(torch.get_default_dtype())
        else:
            r = np.asarray(r)
            if r.dtype.kind not in "fiub":
                raise TypeError(f"r holds {r.dtype} entries; expected real numbers.")
            r = r if r.dtype == np.float32 else r.astype(np.float64, copy=False)
        check_finite("r", r)
        if self.from_zero and bool((r < 0).any()):
            first = tuple(int(n) for n in (xp.argwhere(r < 0))[0])
            raise ValueError(
                f"r is negative at index {first} (the smallest is {float(r.min()):.3g}); expected distances of at "
                f"least 0 for {type(self).__name__}. Try abs(r), or shift r."
            )
        # Beside the arguments, whatever a reader has made the default device.
        place = {"device": r.device} if xp is torch else {}
        return r[..., None], xp.arange(self.n_descriptors, dtype=r.dtype, **place), xp

    def __repr__(self) -> str:
        options = "".join(f", {k}={v:g}" for k, v in vars(self).items() if k != "n_descriptors" and v is not None)
        return f"{type(self).__name__}({self.n_descriptors}{options}): {self.formula}, i = 0..{self.n_descriptors - 1}"


@dataclass(frozen=True, repr=False)
class PowerDecay(Family):
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

    formula: ClassVar[str] = "g_i(r) = r^i exp(-r)"

    def _values(self, r: Any, i: Any, xp: Any) -> Any:
        return r**i * xp.exp(-r)

    def _slopes(self, r: Any, i: Any, xp: Any) -> Any:
        lower = (i - 1).clip(0)  # the term with i = 0 vanishes; 0⁻¹ must not be formed
        return (i * r**lower - r**i) * xp.exp(-r)


@dataclass(frozen=True, repr=False)
class Gaussians(Family):
    """Gaussians on a grid: g_i(r) = exp(-(r - c_i)² / 2 w²), the centres c_i evenly spaced from `low` to `high`.

    Parameters
    ----------
    n_descriptors : int
        How many, at least 1. A single one sits in the middle.
    low, high : float
        First and last centre, in the units of r.
    width : float, optional
        The width w; the distance between two centres by default (for a single one, half of the range).
    """

    low: float = 0.0
    high: float = 10.0
    width: float | None = None

    formula: ClassVar[str] = "g_i(r) = exp(-(r - c_i)^2 / 2 w^2)"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.low < self.high:
            raise ValueError(
                f"low is {self.low} and high is {self.high}; expected low < high. Try Gaussians(8, 0, 10)."
            )
        if self.width is not None:
            check_positive("width", self.width)

    def _grid(self, i: Any) -> tuple[Any, float]:
        span, n = self.high - self.low, self.n_descriptors
        centres = self.low + span * (i / (n - 1) if n > 1 else i + 0.5)
        return centres, self.width or (span / (n - 1) if n > 1 else span / 2)

    def _values(self, r: Any, i: Any, xp: Any) -> Any:
        centres, width = self._grid(i)
        return xp.exp(-((r - centres) ** 2) / (2 * width**2))

    def _slopes(self, r: Any, i: Any, xp: Any) -> Any:
        centres, width = self._grid(i)
        return -(r - centres) / width**2 * self._values(r, i, xp)


@dataclass(frozen=True, repr=False)
class WithCutoff(Family):
    """A family that vanishes smoothly at a cutoff: values times f_c(r) = (1 + cos(π r / r_c)) / 2 (Behler 2011).

    Value and slope of f_c are zero at r_c, and the descriptors are zero beyond it. r is a distance, at least 0.
    """

    cutoff: float = 10.0

    from_zero: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_positive("cutoff", self.cutoff)

    def _bare(self, r: Any, i: Any, xp: Any) -> tuple[Any, Any]:
        """Return values and slopes without the cutoff function, for r inside the cutoff."""
        raise NotImplementedError

    def _cutoff(self, r: Any, xp: Any) -> tuple[Any, Any]:
        x = xp.clip(r, 0, self.cutoff) * (np.pi / self.cutoff)
        return (1 + xp.cos(x)) / 2, -xp.sin(x) * (np.pi / self.cutoff / 2)

    def _values(self, r: Any, i: Any, xp: Any) -> Any:
        return self._bare(xp.clip(r, 0, self.cutoff), i, xp)[0] * self._cutoff(r, xp)[0]

    def _slopes(self, r: Any, i: Any, xp: Any) -> Any:
        (value, slope), (fc, fc_slope) = self._bare(xp.clip(r, 0, self.cutoff), i, xp), self._cutoff(r, xp)
        return xp.where(r < self.cutoff, value * fc_slope + slope * fc, xp.zeros_like(r * i))


@dataclass(frozen=True, repr=False)
class Chebyshev(WithCutoff):
    """Chebyshev polynomials with a cutoff: g_i(r) = T_i(2 r / r_c - 1) f_c(r).

    Parameters
    ----------
    n_descriptors : int
        How many, at least 1.
    cutoff : float
        The distance r_c where they end, in the units of r.
    """

    formula: ClassVar[str] = "g_i(r) = T_i(2 r / r_c - 1) f_c(r)"

    def _bare(self, r: Any, i: Any, xp: Any) -> tuple[Any, Any]:
        x = 2 * r / self.cutoff - 1
        # T_i and its derivative i U_{i-1}, both from the recurrence a_{i+1} = 2 x a_i - a_{i-1}
        t, u = [xp.ones_like(x), x], [xp.zeros_like(x), xp.ones_like(x)]
        for _ in range(2, self.n_descriptors):
            t.append(2 * x * t[-1] - t[-2])
            u.append(2 * x * u[-1] - u[-2])
        join = xp.cat if xp is torch else xp.concatenate
        n = self.n_descriptors
        return join(t[:n], -1), i * join(u[:n], -1) * (2 / self.cutoff)


@dataclass(frozen=True, repr=False)
class Bessel(WithCutoff):
    """Spherical Bessel functions with a cutoff: g_i(r) = √(2/r_c) sin((i + 1) π r / r_c) / r · f_c(r).

    Parameters
    ----------
    n_descriptors : int
        How many, at least 1.
    cutoff : float
        The distance r_c where they end, in the units of r.
    """

    formula: ClassVar[str] = "g_i(r) = sqrt(2 / r_c) sin((i + 1) pi r / r_c) / r f_c(r)"

    def _bare(self, r: Any, i: Any, xp: Any) -> tuple[Any, Any]:
        k = (i + 1) * (np.pi / self.cutoff)
        near_zero = r * k < 1e-4  # there the series of sin(kr)/r is exact to rounding, and 0/0 is not formed
        safe = xp.where(near_zero, xp.ones_like(r * k), r * xp.ones_like(k))
        value = xp.where(near_zero, k - k**3 * r**2 / 6, xp.sin(k * safe) / safe)
        slope = xp.where(near_zero, -(k**3) * r / 3, (k * xp.cos(k * safe) - xp.sin(k * safe) / safe) / safe)
        norm = (2 / self.cutoff) ** 0.5
        return norm * value, norm * slope
