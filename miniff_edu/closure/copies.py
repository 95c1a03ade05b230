"""Closures that are copied, or sent to another process. In: what a closure holds. Out: the same, fit to be copied.

Torch copies the settings of an optimiser and its memory, and nothing else: a copied LBFGS knows no parameters and
cannot step. A tensor with a graph it does not copy at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from .losses import LossResult


def packed(optimizer: torch.optim.Optimizer) -> tuple[type, dict[str, Any]]:
    """Return all that an optimiser is made of; a scheduler's hold on its `step` stays behind, being the original's."""
    return type(optimizer), {key: value for key, value in vars(optimizer).items() if key not in ("step", "_opt_called")}


def unpacked(kind: type[torch.optim.Optimizer], state: dict[str, Any]) -> torch.optim.Optimizer:
    """Return the optimiser again, with the parameters that were copied with it."""
    optimizer = kind.__new__(kind)
    optimizer.__setstate__(state)
    return optimizer


def without_graph(result: LossResult | None) -> LossResult | None:
    """Return a loss as plain numbers: a graph leads to the networks it came from, not to their copies."""
    if result is None:
        return None
    tensors = {name: value.detach() for name, value in result._asdict().items() if isinstance(value, torch.Tensor)}
    parts = None if result.components is None else tuple(map(without_graph, result.components))
    return result._replace(**tensors, components=parts)  # type: ignore[arg-type]


def computed(networks: Sequence[torch.nn.Module]) -> dict[int, torch.Tensor]:
    """Return copies of the tensors that layers have computed and kept, by the id of the original.

    Pruning keeps the masked weight like that, and computes it anew at the next call; ``copy.deepcopy`` refuses it.
    """
    kept = [
        value
        for network in networks
        for module in network.modules()
        for value in vars(module).values()
        if isinstance(value, torch.Tensor) and not value.is_leaf
    ]
    return {id(value): value.detach().clone() for value in kept}
