"""From networks and a dataset to a number that says how wrong they are. In: networks, dataset. Out: a `LossResult`.

Padding counts nowhere: masks multiply the predictions, and means run over real points and atoms only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

from ..dataset import Dataset, as_dataset
from ..predict import (
    check_gradients,
    part_name,
    predict_energies_p,
    predict_energy,
    predict_energy_and_gradients,
)

Criterion = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


class LossResult(NamedTuple):
    """A loss and what it was made of.

    Attributes
    ----------
    loss_id : str
        What was compared: "energy", "gradients", "charges", or "total" where components were added up.
    loss_value : torch.Tensor, shape ()
        The loss, weights included.
    reference, prediction : torch.Tensor or None
        What was compared, padding included; None where there are components.
    components : tuple of LossResult or None
        The terms of a total, each before its weight.
    """

    loss_id: str
    loss_value: torch.Tensor
    reference: torch.Tensor | None
    prediction: torch.Tensor | None
    components: tuple[LossResult, ...] | None

    def __repr__(self) -> str:
        terms = "" if self.components is None else f", {len(self.components)} components"
        return f"LossResult({self.loss_id}, {self.loss_value.item():.3g}{terms})"


def energy_loss(
    networks: Sequence[torch.nn.Module],
    dataset: Dataset,
    criterion: Criterion,
    w_energy: float = 1,
    w_gradients: float = 0,
    energies_p: bool = False,
) -> LossResult:
    """Compare predicted energies, and gradients where they have a weight, with those of the dataset.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part.
    dataset : Dataset
        Supplies descriptors and reference values.
    criterion : callable
        Takes prediction and reference, returns a scalar, such as ``torch.nn.MSELoss()``.
    w_energy, w_gradients : float
        Weights of the two terms. A weight of 0 leaves the gradients out.
    energies_p : bool
        Compare the energy of each point instead of the total energy.

    Returns
    -------
    LossResult

    Raises
    ------
    ValueError
        If the dataset lacks what is asked for; the message names it.
    """
    dataset = as_dataset("dataset", dataset)
    if not w_gradients:
        if not energies_p:
            return _compare("energy", predict_energy(networks, dataset), dataset.per_cell.energy, criterion, w_energy)
        return _energies_p_loss(predict_energies_p(networks, dataset), dataset, criterion, w_energy)
    check_gradients(dataset)
    mask, energy_g = dataset.per_cell.mask, dataset.per_cell.energy_g
    assert mask is not None  # PerCellDataset takes energy_g with a mask only
    assert energy_g is not None
    energy, gradients = predict_energy_and_gradients(networks, dataset)
    if energies_p:
        first = _energies_p_loss(predict_energies_p(networks, dataset), dataset, criterion)
    else:
        first = _compare("energy", energy, dataset.per_cell.energy, criterion)
    real = mask.bool() if dataset.per_cell.is_padded else None
    second = _compare("gradients", gradients, energy_g, criterion, real=real)
    value = w_energy * first.loss_value + w_gradients * second.loss_value
    return LossResult("total", value, None, None, (first, second))


def charges_loss(networks: Sequence[torch.nn.Module], dataset: Dataset, criterion: Criterion) -> LossResult:
    """Compare the predicted charge of each real point with that of the dataset, summed over the per-point parts.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part.
    dataset : Dataset
        Supplies descriptors and `charges`.
    criterion : callable
        Takes prediction and reference, returns a scalar.

    Returns
    -------
    LossResult
        A total with one component per per-point part.
    """
    dataset = as_dataset("dataset", dataset)
    return _sum_over_parts("charges", predict_energies_p(networks, dataset), dataset, criterion)


def _compare(
    name: str,
    prediction: torch.Tensor,
    reference: torch.Tensor,
    criterion: Criterion,
    weight: float = 1,
    real: torch.Tensor | None = None,
) -> LossResult:
    """Apply the criterion, to real entries only where `real` says which they are."""
    if real is None:
        value = criterion(prediction, reference)
    elif bool(real.any()):
        value = criterion(prediction[real], reference[real])
    else:  # a batch without any atom of this species: nothing to compare, and a mean over nothing would be NaN
        value = 0 * prediction.sum()
    return LossResult(name, value if weight == 1 else weight * value, reference, prediction, None)


def _energies_p_loss(
    predictions: Sequence[torch.Tensor], dataset: Dataset, criterion: Criterion, weight: float = 1
) -> LossResult:
    result = _sum_over_parts("energies_p", predictions, dataset, criterion)
    return result._replace(loss_id="energy", loss_value=weight * result.loss_value)


def _sum_over_parts(
    field: str, predictions: Sequence[torch.Tensor], dataset: Dataset, criterion: Criterion
) -> LossResult:
    """Compare a per-point field part by part and add the losses up."""
    terms = []
    for i, (prediction, part) in enumerate(zip(predictions, dataset.per_point, strict=True)):
        reference = part.tensors.get(field)
        if reference is None:
            raise ValueError(
                f"{part_name(i, part)} has no {field}; expected them in every per-point part. Pass "
                f"PerPointDataset(features, mask, {field}={field})."
            )
        real = part.mask.bool() if part.is_padded else None
        terms.append(_compare(part.tag or f"{field}[{i}]", prediction, reference, criterion, real=real))
    value = torch.stack([term.loss_value for term in terms]).sum()
    return LossResult("total", value, None, None, tuple(terms))
