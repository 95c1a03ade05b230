"""Losses and their gradients against plain loops and finite differences; what is missing is named."""

import copy
from itertools import product

import pytest
import torch
from samples import random_dataset

from miniff_edu.closure.losses import LossResult, charges_loss, energy_loss
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.models import behler_nn
from miniff_edu.predict import check_networks, predict_energy_and_gradients

MSE = torch.nn.MSELoss()


@pytest.fixture
def data() -> Dataset:
    return random_dataset()


@pytest.fixture
def networks(data: Dataset) -> list[torch.nn.Module]:
    return [behler_nn(n, 5, 2, seed=i, dtype=torch.float64) for i, n in enumerate(data.n_features)]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def loop_losses(networks: list[torch.nn.Module], data: Dataset) -> dict[str, float]:
    """Compute every mean squared error with Python loops over real entries only."""
    energy, gradients = predict_energy_and_gradients(networks, data)
    cell = data.per_cell
    result = {
        "energy": mean([(energy[s, 0] - cell.energy[s, 0]).item() ** 2 for s in range(4)]),
        "gradients": mean(
            [
                (gradients[s, a, c] - cell.energy_g[s, a, c]).item() ** 2
                for s, a, c in product(range(4), range(5), range(3))
                if cell.mask[s, a] == 1
            ]
        ),
    }
    for field in ("charges", "energies_p"):
        result[field] = sum(
            mean(
                [
                    (network(part.features[s, p]) - part.tensors[field][s, p]).item() ** 2
                    for s, p in product(range(4), range(part.n_points))
                    if part.mask[s, p] == 1
                ]
            )
            for network, part in zip(networks, data.per_point, strict=True)
        )
    return result


def test_energy_loss(networks: list[torch.nn.Module], data: Dataset) -> None:
    loss = energy_loss(networks, data, MSE)
    assert loss.loss_id == "total"
    assert [c.loss_id for c in loss.components] == ["energy"]
    assert loss.loss_value.item() == pytest.approx(loop_losses(networks, data)["energy"])
    assert loss.reference is data.per_cell.energy
    assert loss.prediction.shape == (4, 1)
    assert loss.components[0].components is None


def test_energy_weight_counts_without_gradients(networks: list[torch.nn.Module], data: Dataset) -> None:
    once, thrice = (energy_loss(networks, data, MSE, w_energy=w).loss_value.item() for w in (1, 3))
    assert thrice == pytest.approx(3 * once)


def test_total_loss(networks: list[torch.nn.Module], data: Dataset) -> None:
    loss = energy_loss(networks, data, MSE, w_energy=2, w_gradients=0.5)
    loops = loop_losses(networks, data)
    assert loss.loss_id == "total"
    assert loss.loss_value.item() == pytest.approx(2 * loops["energy"] + 0.5 * loops["gradients"])
    assert [c.loss_id for c in loss.components] == ["energy", "gradients"]
    assert [c.loss_value.item() for c in loss.components] == pytest.approx([loops["energy"], loops["gradients"]])


def test_padding_does_not_dilute_the_gradient_loss(networks: list[torch.nn.Module], data: Dataset) -> None:
    """Ten more atoms of padding change nothing: the mean runs over real atoms."""
    wider = Dataset.cat([data, random_dataset(seed=9, n_samples=1, n_atoms=15)])
    padded = Dataset.from_tensors(wider[:4], like=wider)
    assert padded.n_atoms == 15
    losses = [energy_loss(networks, d, MSE, w_energy=0, w_gradients=1).loss_value.item() for d in (data, padded)]
    assert losses[1] == pytest.approx(losses[0], rel=1e-12)


def test_point_energies(networks: list[torch.nn.Module], data: Dataset) -> None:
    loss = energy_loss(networks, data, MSE, w_energy=3, energies_p=True)
    assert loss.loss_value.item() == pytest.approx(3 * loop_losses(networks, data)["energies_p"])
    assert [c.loss_id for c in loss.components] == ["A", "B"]


def test_point_energies_with_gradients(networks: list[torch.nn.Module], data: Dataset) -> None:
    loss = energy_loss(networks, data, MSE, w_energy=3, w_gradients=2, energies_p=True)
    loops = loop_losses(networks, data)
    assert loss.loss_value.item() == pytest.approx(3 * loops["energies_p"] + 2 * loops["gradients"])
    assert [c.loss_id for c in loss.components] == ["A", "B", "gradients"]
    assert (loss.reference, loss.prediction) == (None, None)


def test_charges(networks: list[torch.nn.Module], data: Dataset) -> None:
    loss = charges_loss(networks, data, MSE)
    assert loss.loss_id == "total"
    assert loss.loss_value.item() == pytest.approx(loop_losses(networks, data)["charges"])
    nameless = data.map(lambda part: part.replace(tag=None) if isinstance(part, PerPointDataset) else part)
    assert [c.loss_id for c in charges_loss(networks, nameless, MSE).components] == ["charges[0]", "charges[1]"]


@pytest.mark.parametrize("options", [{}, {"w_gradients": 0.7}, {"energies_p": True}, None])
def test_parameter_gradients_against_finite_differences(
    networks: list[torch.nn.Module], data: Dataset, options: dict[str, float] | None
) -> None:
    def evaluate() -> torch.Tensor:
        result = charges_loss(networks, data, MSE) if options is None else energy_loss(networks, data, MSE, **options)
        return result.loss_value

    parameters = [p for network in networks for p in network.parameters()]
    exact = torch.autograd.grad(evaluate(), parameters)
    step = 1e-5
    for parameter, slope in zip(parameters, exact, strict=True):
        flat = parameter.data.view(-1)
        for i in range(0, len(flat), 3):
            old = flat[i].item()
            values = []
            for sign in (1, -1):
                flat[i] = old + sign * step
                values.append(evaluate().item())
            flat[i] = old
            assert slope.view(-1)[i].item() == pytest.approx((values[0] - values[1]) / (2 * step), rel=1e-5, abs=1e-8)


def test_a_batch_without_a_species_counts_nothing(networks: list[torch.nn.Module], data: Dataset) -> None:
    """A mean over no atoms would be NaN; the term is 0 and keeps its graph."""
    empty = copy.copy(data.per_point[1])
    empty = PerPointDataset(empty.features, 0 * empty.mask, charges=empty.charges, tag="B")
    full = PerPointDataset(data.per_point[0].features, data.per_point[0].mask, charges=data.per_point[0].charges)
    loss = charges_loss(networks, Dataset(PerCellDataset(data.per_cell.energy), full, empty), MSE)
    assert loss.components[1].loss_value.item() == 0
    loss.loss_value.backward()
    assert networks[1][0].weight.grad.abs().max() == 0


def test_unpadded_masks_take_the_short_way_to_the_same_number(networks: list[torch.nn.Module], data: Dataset) -> None:
    """Masks of ones are skipped; a padded copy with one extra point must give the same."""
    part = PerPointDataset(data.per_point[0].features, torch.ones(4, 3, dtype=torch.float64))
    wide = torch.zeros(4, 4, 4, dtype=torch.float64)
    wide[:, :3] = part.features
    mask = torch.ones(4, 4, dtype=torch.float64)
    mask[:, 3] = 0
    cell = PerCellDataset(data.per_cell.energy)
    short, long = (
        energy_loss(networks[:1], Dataset(cell, p), MSE).loss_value.item() for p in (part, PerPointDataset(wide, mask))
    )
    assert short == pytest.approx(long, rel=1e-12)


def test_what_is_missing_is_named(networks: list[torch.nn.Module], data: Dataset) -> None:
    bare = [PerPointDataset(part.features, part.mask, tag=part.tag) for part in data.per_point]
    no_cell = Dataset(PerCellDataset(data.per_cell.energy), *data.per_point)
    no_part = Dataset(data.per_cell, data.per_point[0], bare[1])
    with pytest.raises(ValueError, match=r"the per-cell part has no energy_g.*w_gradients=0"):
        energy_loss(networks, no_cell, MSE, w_gradients=1)
    with pytest.raises(ValueError, match=r"per_point\[1\] \(tag 'B'\) has no features_g"):
        energy_loss(networks, no_part, MSE, w_gradients=1)
    with pytest.raises(ValueError, match=r"per_point\[1\] \(tag 'B'\) has no energies_p"):
        energy_loss(networks, no_part, MSE, energies_p=True)
    with pytest.raises(ValueError, match=r"per_point\[0\] \(tag 'A'\) has no charges.*charges=charges"):
        charges_loss(networks, Dataset(data.per_cell, *bare), MSE)


def test_networks_must_be_a_list() -> None:
    with pytest.raises(TypeError, match=r"networks is a torch\.nn\.Linear; expected a list.*Try \[network\]"):
        check_networks(torch.nn.Linear(3, 1))
    with pytest.raises(TypeError, match=r"networks is a torch\.nn\.Sequential"):
        check_networks(behler_nn(3))
    with pytest.raises(TypeError, match=r"networks is a list; expected a non-empty list"):
        check_networks([])
    with pytest.raises(TypeError, match=r"networks\[1\] is a function"):
        check_networks([torch.nn.Linear(3, 1), lambda x: x])


def test_result_prints_briefly(networks: list[torch.nn.Module], data: Dataset) -> None:
    loss = energy_loss(networks, data, MSE, w_gradients=1)
    assert repr(loss) == f"LossResult(total, {loss.loss_value.item():.3g}, 2 components)"
    assert LossResult._fields == ("loss_id", "loss_value", "reference", "prediction", "components")
