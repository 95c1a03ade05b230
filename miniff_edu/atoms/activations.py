"""Activations that torch has no module for. In: numbers. Out: numbers; they are those of n2p2, and kept in files.

Modules, not functions, so that a ``torch.nn.Sequential`` can hold them: ``behler_nn(8, activation=Gaussian)``.
"""

from __future__ import annotations

import torch


class Gaussian(torch.nn.Module):
    """The bell exp(-x^2 / 2): 1 at 0, and 0 far away on both sides."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return exp(-x^2 / 2)."""
        return torch.exp(-0.5 * x * x)


class Cosine(torch.nn.Module):
    """The cosine of x, in radians."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return cos(x)."""
        return torch.cos(x)


class ReversedSigmoid(torch.nn.Module):
    """The sigmoid turned round: 1 far to the left, 0 far to the right."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return 1 - 1 / (1 + exp(-x))."""
        return torch.sigmoid(-x)


class Exponential(torch.nn.Module):
    """The decay exp(-x), with the sign that n2p2 has."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return exp(-x)."""
        return torch.exp(-x)


class Square(torch.nn.Module):
    """The parabola x^2, which n2p2 calls harmonic."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x^2."""
        return x * x
