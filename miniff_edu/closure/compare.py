"""From predictions and references to one number. In: tensors, a criterion, weights, what is real. Out: a scalar tensor.

A criterion is any function of prediction and reference. Without weights it is asked for one number. With weights it is
asked for one number per entry, and the loss is their weighted mean, sum(w l) / sum(w), over real entries.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from .._support.checks import a_type

Criterion = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def compare(
    prediction: torch.Tensor,
    reference: torch.Tensor,
    criterion: Criterion,
    weight: torch.Tensor | None = None,
    real: torch.Tensor | None = None,
) -> torch.Tensor:
    """Apply a criterion.

    Parameters
    ----------
    prediction, reference : torch.Tensor, shape (n_samples, ...)
        What is compared.
    criterion : callable
        Takes both; returns one number, or one per entry, of which the mean is taken.
    weight : torch.Tensor, the same shape, optional
        How much each entry counts. An entry of weight 0 is not there.
    real : torch.Tensor of bool, optional
        Which entries are no padding; it may leave out the last axis.

    Returns
    -------
    torch.Tensor, shape ()

    Raises
    ------
    ValueError
        If the criterion returns another shape, or, where there are weights, one number only.
    """
    if weight is not None:
        inside = weight > 0
        real = inside if real is None else inside & real.reshape(*real.shape, *[1] * (inside.ndim - real.ndim))
    if real is not None:
        if not bool(real.any()):  # nothing to compare, and a mean over nothing would be NaN
            return 0 * prediction.sum()
        prediction, reference = prediction[real], reference[real]
    if weight is None:
        value = criterion(prediction, reference)
        return value if value.ndim == 0 else _mean(value, prediction.shape)
    each = entry_by_entry(criterion)(prediction, reference)
    if each.shape != prediction.shape:
        raise ValueError(
            f"criterion returned shape {tuple(each.shape)} for {prediction.numel()} entries; expected one number per "
            "entry, since the dataset has weights. Return the loss of each entry and leave the mean to the library: "
            "try criterion=torch.nn.L1Loss(), or lambda prediction, reference: (prediction - reference)**2."
        )
    weight = weight[real]
    total = (weight * each).sum()
    return total if getattr(criterion, "reduction", "mean") == "sum" else total / weight.sum()


def entry_by_entry(criterion: Criterion) -> Criterion:
    """Return a criterion without its mean: torch's own can be told so, any other is taken as it is."""
    if isinstance(getattr(criterion, "reduction", None), str):
        single: Any = copy.copy(criterion)
        single.reduction = "none"
        return single
    try:
        can_be_told = "reduction" in inspect.signature(criterion).parameters
    except (TypeError, ValueError):  # some functions written in C have none
        can_be_told = False
    told: Any = criterion
    return partial(told, reduction="none") if can_be_told else criterion


def _mean(value: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    if value.shape == shape:
        return value.mean()
    raise ValueError(
        f"criterion returned shape {tuple(value.shape)}; expected one number, or one for each of {tuple(shape)} "
        'entries. Try its mean, or reduction="mean".'
    )


def check_criterion(criterion: object) -> Any:
    """Return a criterion; raise a ``TypeError`` for a class, or for what cannot be called."""
    if isinstance(criterion, type) and issubclass(criterion, torch.nn.Module):
        raise TypeError(f"criterion is the class {criterion.__name__}; expected an object. Try {criterion.__name__}().")
    if not callable(criterion):
        raise TypeError(
            f"criterion is {a_type(criterion)}; expected a function of prediction and reference. Try "
            "torch.nn.MSELoss(), or name the argument that you meant, such as optimizer_kwargs=..."
        )
    return criterion
