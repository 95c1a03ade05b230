"""Closures that are copied, or sent to another process. In: what a closure holds. Out: the same, fit to be copied.

Torch copies the settings of an optimiser and its memory, and nothing else: a copied LBFGS knows no parameters and
cannot step. A tensor with a graph it does not copy at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from .losses import LossResult


def packed(optimizer: torch.optim.Optimizer | None) -> tuple[type, dict[str, Any]] | None:
    """Return all that an optimiser is made of; a scheduler's hold on its `step` stays behind, being the original's."""
    if optimizer is None:
        return None
    return type(optimizer), {key: value for key, value in vars(optimizer).items() if key not in ("step", "_opt_called")}


def unpacked(packed: tuple[type, dict[str, Any]] | None) -> torch.optim.Optimizer | None:
    """Return the optimiser again, with the parameters that were copied with it."""
    if packed is None:
        return None
    kind: Any = packed[0]
    optimizer: torch.optim.Optimizer = kind.__new__(kind)
    optimizer.__setstate__(packed[1])
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
