"""Closures in one call: of energies and gradients, of charges. In: networks, a dataset. Out: a `SimpleClosure`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from .._support.checks import check_weight
from ..dataset import Dataset
from .closure import SimpleClosure
from .compare import Criterion
from .losses import charges_loss, check_gradients, energy_loss


def simple_energy_closure(
    networks: Sequence[torch.nn.Module],
    dataset: Dataset | None = None,
    criterion: Criterion | None = None,
    optimizer: Callable[..., torch.optim.Optimizer] | None = None,
    optimizer_kwargs: dict[str, Any] | None = None,
    w_energy: float = 1,
    w_gradients: float = 0,
    energies_p: bool = False,
    weight_decay: float = 0,
) -> SimpleClosure:
    """Make a closure that fits energies, and gradients where they have a weight.

    Parameters
    ----------
    networks, dataset, criterion, optimizer, optimizer_kwargs, weight_decay
        As in `SimpleClosure`.
    w_energy, w_gradients : float
        Weights of the two terms in the loss, at least 0, not both 0.
    energies_p : bool
        Compare the energy of each point instead of the total energy.

    Returns
    -------
    SimpleClosure

    Raises
    ------
    ValueError
        If a weight is negative, or gradients are asked for that the dataset does not have.
    """
    for name, weight in (("w_energy", w_energy), ("w_gradients", w_gradients)):
        check_weight(name, weight)
    if not w_energy and not w_gradients:
        raise ValueError("w_energy and w_gradients are both 0; expected something to fit. Try w_energy=1.")
    options = {"w_energy": w_energy, "w_gradients": w_gradients, "energies_p": energies_p}
    made = SimpleClosure(networks, energy_loss, dataset, criterion, optimizer, optimizer_kwargs, options, weight_decay)
    if made.dataset is not None and w_gradients:
        check_gradients(made.dataset)
    return made


def simple_charges_closure(
    networks: Sequence[torch.nn.Module],
    dataset: Dataset | None = None,
    criterion: Criterion | None = None,
    optimizer: Callable[..., torch.optim.Optimizer] | None = None,
    optimizer_kwargs: dict[str, Any] | None = None,
    weight_decay: float = 0,
) -> SimpleClosure:
    """Make a closure that fits the charge of each point.

    Parameters
    ----------
    networks, dataset, criterion, optimizer, optimizer_kwargs, weight_decay
        As in `SimpleClosure`.

    Returns
    -------
    SimpleClosure
    """
    return SimpleClosure(
        networks, charges_loss, dataset, criterion, optimizer, optimizer_kwargs, weight_decay=weight_decay
    )
