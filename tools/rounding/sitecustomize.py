"""Move the initial weights of each network by a few roundings, as another processor moves what it computes.

Python imports a module of this name when it starts, if its folder is in PYTHONPATH; there `run.py try --rounding` puts
it. Processors round sums differently, and a long fit can make a visible number of the last digit. Whoever has one
computer does not see that; this shows it. MINIFF_EDU_ROUNDING is the seed.
"""

import os

import torch

ROUNDINGS = 50
GENERATOR = torch.Generator().manual_seed(int(os.environ["MINIFF_EDU_ROUNDING"]))
plain = torch.nn.Linear.reset_parameters


def moved(self: torch.nn.Linear) -> None:
    """Initialise a layer, and move its weights."""
    plain(self)
    with torch.no_grad():
        for weights in self.parameters(recurse=False):
            noise = torch.randn(weights.shape, generator=GENERATOR, dtype=weights.dtype)
            weights.mul_(1 + ROUNDINGS * torch.finfo(weights.dtype).eps * noise)


torch.nn.Linear.reset_parameters = moved  # type: ignore[method-assign]
