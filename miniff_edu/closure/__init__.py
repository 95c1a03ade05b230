"""What an optimiser calls. In: networks, a dataset, a loss. Out: closures, with the history of the loss."""

from .closure import SimpleClosure
from .history import DivergedError, LossHistory
from .losses import LossResult, charges_loss, energy_loss
from .makers import simple_charges_closure, simple_energy_closure
from .optimizers import LBFGS
from .trainable import Trainable

__all__ = [
    "LBFGS",
    "DivergedError",
    "LossHistory",
    "LossResult",
    "SimpleClosure",
    "Trainable",
    "charges_loss",
    "energy_loss",
    "simple_charges_closure",
    "simple_energy_closure",
]
