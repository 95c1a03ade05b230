"""Training of potentials: least squares on energies and forces. In: structures, functions. Out: a potential."""

from .live import TrainingView
from .run import Progress, train

__all__ = ["Progress", "TrainingView", "train"]
