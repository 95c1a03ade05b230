"""Run a closure until it has converged. In: a closure. Out: fitted networks (in place) and the history of the loss."""

from .loop import fit

__all__ = ["fit"]
