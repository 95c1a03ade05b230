"""Move the initial weights of each network by a few roundings, as another processor moves what it computes.

Python imports a module of this name when it starts, if its folder is in PYTHONPATH; there `run.py try --rounding` puts
it. Processors round sums differently, and a long fit can make a visible number of the last digit. Whoever has one
computer does not see that; this shows it. MINIFF_EDU_ROUNDING is the seed.
"""

import os
from typing import Any

import numpy as np
import torch

from miniff_edu.atoms.training.learner import Learner

ROUNDINGS = 50
GENERATOR = torch.Generator().manual_seed(int(os.environ["MINIFF_EDU_ROUNDING"]))
initialise, start = torch.nn.Linear.reset_parameters, Learner.__init__


def nearby(weights: torch.Tensor) -> torch.Tensor:
    """Return weights that are a few roundings off."""
    noise = torch.randn(weights.shape, generator=GENERATOR, dtype=weights.dtype)
    return weights * (1 + ROUNDINGS * torch.finfo(weights.dtype).eps * noise)


def initialise_nearby(self: torch.nn.Linear) -> None:
    """Initialise a layer, and move its weights."""
    initialise(self)
    with torch.no_grad():
        for weights in self.parameters(recurse=False):
            if not weights.is_meta:  # a layer that is made empty, to be filled
                weights.copy_(nearby(weights))


def start_nearby(self: Learner, problem: Any, data: Any, theta: np.ndarray) -> None:
    """Begin to train a potential, from hidden weights that are moved."""
    start(self, problem, data, nearby(torch.from_numpy(theta)).numpy())


torch.nn.Linear.reset_parameters = initialise_nearby  # type: ignore[method-assign]
Learner.__init__ = start_nearby  # type: ignore[method-assign]
