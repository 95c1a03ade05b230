"""The names of ``miniff.ml_util`` that the tutorial uses: ``from miniff_edu import ml, ml_util`` is the only change.

Where they live: :mod:`miniff_edu.models`, :mod:`miniff_edu.closure.losses`, :mod:`miniff_edu.closure`.
"""

from .closure import LBFGS, SimpleClosure, simple_charges_closure, simple_energy_closure
from .closure.losses import LossResult as loss_result
from .closure.losses import charges_loss, energy_loss
from .models import behler_nn

__all__ = [
    "LBFGS",
    "SimpleClosure",
    "behler_nn",
    "charges_loss",
    "energy_loss",
    "loss_result",
    "simple_charges_closure",
    "simple_energy_closure",
]
