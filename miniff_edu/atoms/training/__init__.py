"""Training of potentials: least squares on energies and forces. In: structures, functions. Out: a potential."""

from .run import Progress, train

__all__ = ["Progress", "train"]
