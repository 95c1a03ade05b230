"""Training of potentials: least squares on energies and forces. In: structures, functions. Out: a potential."""

from .member import Progress
from .run import train

__all__ = ["Progress", "train"]
