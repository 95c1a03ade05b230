"""Training of potentials: least squares on energies and forces. In: structures, functions. Out: a potential."""

from .live import TrainingView
from .member import Progress
from .rows import rows_of
from .run import train

__all__ = ["Progress", "TrainingView", "rows_of", "train"]
