"""The toy world: black boxes of numbers, and the whole way from one of them to a judged fit.

:mod:`miniff_edu.toy.landscape` and :mod:`miniff_edu.toy.figures` draw; import them where a figure is wanted.
"""

from .experiment import Experiment, best_of, measure, toy_data, toy_experiment
from .settings import ToySettings
from .targets import kink, morse, toy_function, toy_function_g

__all__ = [
    "Experiment",
    "ToySettings",
    "best_of",
    "kink",
    "measure",
    "morse",
    "toy_data",
    "toy_experiment",
    "toy_function",
    "toy_function_g",
]
