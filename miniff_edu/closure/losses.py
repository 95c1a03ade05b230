"""From networks and a dataset to a number that says how wrong they are. In: networks, dataset. Out: a `LossResult`.

Padding counts nowhere: masks multiply the predictions, and means run over real points and atoms only. Where the dataset
has weights, they are weighted means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

from ..dataset import Dataset, as_dataset
from ..dataset.networks import part_name
from ..predict import predict_energies_p, predict_energy, predict_energy_and_gradients
from .compare import Criterion, compare


class LossResult(NamedTuple):
    """A loss and what it was made of.

    Attributes
    ----------
    loss_id : str
        "total" for the weighted sum of terms. For a term what was compared: "energy" or "gradients", and for charges or
        energies of points the tag of their per-point part, or "charges[0]", "energies_p[0]" where it has none.
    loss_value : torch.Tensor, shape ()
        The loss; of a total, with the weights of its terms.
    reference, prediction : torch.Tensor or None
        What was compared, padding included; None for a total of several terms.
    components : tuple of LossResult or None
        The terms of a total, each before its weight; None for a term.
    """

    loss_id: str
    loss_value: torch.Tensor
    reference: torch.Tensor | None
    prediction: torch.Tensor | None
    components: tuple[LossResult, ...] | None

    def __repr__(self) -> str:
        n = 0 if self.components is None else len(self.components)
        terms = f", {n} component{'s' if n > 1 else ''}" if n else ""
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
        Takes prediction and reference, returns one number, or one per entry, such as ``torch.nn.MSELoss()``.
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
    cell = dataset.per_cell
    if w_gradients:
        check_gradients(dataset)
        energy, gradients = predict_energy_and_gradients(networks, dataset)
    elif not energies_p:
        energy = predict_energy(networks, dataset)
    if energies_p:
        terms = _per_point("energies_p", predict_energies_p(networks, dataset), dataset, criterion)
    else:
        terms = [_term("energy", energy, cell.energy, criterion, cell.weight)]
    value = _sum(terms) if w_energy == 1 else w_energy * _sum(terms)  # a product with 1 would cost an operation
    if w_gradients:
        assert cell.energy_g is not None  # check_gradients has looked
        assert cell.mask is not None  # PerCellDataset takes energy_g with a mask only
        real = cell.mask.bool() if cell.is_padded else None
        terms.append(_term("gradients", gradients, cell.energy_g, criterion, cell.weight_g, real))
        value = value + w_gradients * terms[-1].loss_value
    return _total(value, terms)


def charges_loss(networks: Sequence[torch.nn.Module], dataset: Dataset, criterion: Criterion) -> LossResult:
    """Compare the predicted charge of each real point with that of the dataset, summed over the per-point parts.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part.
    dataset : Dataset
        Supplies descriptors and `charges`.
    criterion : callable
        Takes prediction and reference, returns one number, or one per entry.

    Returns
    -------
    LossResult
        A total with one component per per-point part.
    """
    dataset = as_dataset("dataset", dataset)
    terms = _per_point("charges", predict_energies_p(networks, dataset), dataset, criterion)
    return _total(_sum(terms), terms)


def check_gradients(dataset: Dataset) -> None:
    """Raise a ``ValueError`` that names which of `energy_g` and `features_g` is missing."""
    if dataset.per_cell.energy_g is None:
        raise ValueError(
            "w_gradients is not 0 and the per-cell part has no energy_g; expected the reference gradients. Pass "
            "PerCellDataset(energy, mask, energy_g), or w_gradients=0."
        )
    for i, part in enumerate(dataset.per_point):
        if part.features_g is None:
            raise ValueError(
                f"w_gradients is not 0 and {part_name(i, part)} has no features_g; expected the derivatives of the "
                "descriptors. Pass PerPointDataset(features, mask, features_g), or w_gradients=0."
            )


def check_some_weight(dataset: Dataset) -> None:
    """Raise a ``ValueError`` where a weight of 0 leaves out everything."""
    for name, part in dataset.named_parts():
        for field, known in part.fields().items():
            weight = part.tensors.get(field)
            if known.kind == "weight" and weight is not None and not bool(weight.any()):
                raise ValueError(
                    f"{field} of {name} is 0 throughout; expected a weight above 0 somewhere, since 0 leaves an entry "
                    "out. Leave the weights away to let all count alike."
                )


def _term(
    name: str,
    prediction: torch.Tensor,
    reference: torch.Tensor,
    criterion: Criterion,
    weight: torch.Tensor | None = None,
    real: torch.Tensor | None = None,
) -> LossResult:
    return LossResult(name, compare(prediction, reference, criterion, weight, real), reference, prediction, None)


def _per_point(
    field: str, predictions: Sequence[torch.Tensor], dataset: Dataset, criterion: Criterion
) -> list[LossResult]:
    """Compare a per-point field part by part."""
    terms = []
    for i, (prediction, part) in enumerate(zip(predictions, dataset.per_point, strict=True)):
        reference = part.tensors.get(field)
        if reference is None:
            raise ValueError(
                f"{part_name(i, part)} has no {field}; expected them in every per-point part. Pass "
                f"PerPointDataset(features, mask, {field}={field})."
            )
        real = part.mask.bool() if part.is_padded else None
        terms.append(_term(part.tag or f"{field}[{i}]", prediction, reference, criterion, part.weight, real))
    return terms


def _sum(terms: Sequence[LossResult]) -> torch.Tensor:
    return terms[0].loss_value if len(terms) == 1 else torch.stack([term.loss_value for term in terms]).sum()


def _total(value: torch.Tensor, terms: Sequence[LossResult]) -> LossResult:
    """Put terms together; a single one leaves what it compared in sight."""
    reference, prediction = terms[0][2:4] if len(terms) == 1 else (None, None)
    return LossResult("total", value, reference, prediction, tuple(terms))
