"""Black boxes to be fitted. In: arguments r. Out: the number that the box returns for each.

A real black box is an expensive simulation. These are cheap, so that a lesson can look inside afterwards. Each calls 0
what has died out, whatever a reader has set with ``np.seterr``.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import torch

ArrayT = TypeVar("ArrayT", np.ndarray, torch.Tensor)


@np.errstate(under="ignore")
def toy_function(r: ArrayT) -> ArrayT:
    """Return f(r) = (r² - r + 1) e⁻ʳ, the black box of chapter 1.

    Parameters
    ----------
    r : numpy.ndarray or torch.Tensor, any shape
        Arguments, in units of length.

    Returns
    -------
    numpy.ndarray or torch.Tensor, the shape of r
        Function values, in units of energy.

    Notes
    -----
    The function has a minimum at r = 1, a maximum at r = 2, and decays to zero. With g_i = rⁱ e⁻ʳ it is exactly
    g_0 - g_1 + g_2.
    """
    r = _numbers(r)
    return (r**2 - r + 1) * _exp(-r)


@np.errstate(under="ignore")
def toy_function_g(r: ArrayT) -> ArrayT:
    """Return the derivative df/dr = -(r - 1)(r - 2) e⁻ʳ of :func:`toy_function`.

    Parameters
    ----------
    r : numpy.ndarray or torch.Tensor, any shape
        Arguments, in units of length.

    Returns
    -------
    numpy.ndarray or torch.Tensor, the shape of r
        Derivatives, in units of energy per length.
    """
    r = _numbers(r)
    return -(r - 1) * (r - 2) * _exp(-r)


@np.errstate(under="ignore")
def morse(r: ArrayT) -> ArrayT:
    """Return (1 - exp(2 - r))² - 1, Morse's potential of a bond [1]_: a well at r = 2, of depth 1.

    Parameters
    ----------
    r : numpy.ndarray or torch.Tensor, any shape
        Arguments, in units of length.

    Returns
    -------
    numpy.ndarray or torch.Tensor, the shape of r
        Function values, in units of energy.

    References
    ----------
    .. [1] P. M. Morse, Phys. Rev. 34, 57 (1929), doi:10.1103/PhysRev.34.57.
    """
    r = _numbers(r)
    return (1 - _exp(2 - r)) ** 2 - 1


def kink(r: ArrayT) -> ArrayT:
    """Return |r - 4| / 10, which has no derivative at r = 4: hard for anything smooth.

    Parameters
    ----------
    r : numpy.ndarray or torch.Tensor, any shape
        Arguments, in units of length.

    Returns
    -------
    numpy.ndarray or torch.Tensor, the shape of r
        Function values, in units of energy.
    """
    r = _numbers(r)
    return abs(r - 4) / 10


def _numbers(r: ArrayT) -> ArrayT:
    """Let lists be as good as arrays."""
    return r if isinstance(r, torch.Tensor) else np.asarray(r)


def _exp(x: ArrayT) -> ArrayT:
    return torch.exp(x) if isinstance(x, torch.Tensor) else np.exp(x)
