"""The ways of training by name. In: a name, a problem. Out: a learner, and how patient to be with it.

The names are those of :data:`miniff_edu.fit.methods.METHODS`, and "kalman".
"""

from __future__ import annotations

import numpy as np

from ...fit.methods import METHODS, method_name
from .data import Data
from .descent import Descent
from .kalman import BlockKalman
from .learner import Learner
from .levenberg_marquardt import LevenbergMarquardt
from .problem import Problem

DESCENT = ("lbfgs", "adam")


def training_method(method: object) -> str:
    """Return the name of a method; raise where it trains no potential."""
    if isinstance(method, str) and method.lower() == "kalman":
        return "kalman"
    known = ["levenberg_marquardt", "kalman", *DESCENT]
    try:
        name = method_name(method)
    except ValueError:
        name = "optimizer"
    if name == "exact":
        return "levenberg_marquardt"  # which solves a linear map exactly
    if name not in known:
        raise ValueError(f"method is {method!r}; expected one of {', '.join(map(repr, known))}.")
    return name


def make_learner(
    method: str, problem: Problem, data: Data, theta: np.ndarray, ridge: float | str, seed: int
) -> tuple[Learner, int]:
    """Return what takes the steps, and how many to wait for an improvement."""
    if method == "levenberg_marquardt":
        return LevenbergMarquardt(problem, data, theta, ridge), 20
    if method == "kalman":
        return BlockKalman(problem, data, theta, ridge, seed), 5
    return Descent(problem, data, theta, ridge, method, seed), METHODS[method].patience
