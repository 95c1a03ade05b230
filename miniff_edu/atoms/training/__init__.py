"""Training of potentials: least squares on energies and forces. In: structures, functions. Out: a potential."""

from .live import TrainingView
from .member import Progress
from .run import train

__all__ = ["Progress", "TrainingView", "train"]
