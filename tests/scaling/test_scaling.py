"""Standardising: on the training part only, undone exactly, folded into a map without a change of its predictions."""

import pytest
import torch
from samples import random_dataset

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energy, predict_energy_and_gradients
from miniff_edu.scaling import Scaling


@pytest.fixture
def data() -> Dataset:
    raw = random_dataset(n_samples=30, n_points=(3,))
    part = raw.per_point[0]
    shifted = 5 + 3 * part.features
    return Dataset(raw.per_cell, PerPointDataset(shifted, part.mask, part.features_g, part.charges, part.energies_p))


def test_features_become_standard(data: Dataset) -> None:
    scaled = Scaling.fit(data).apply(data)
    part = scaled.per_point[0]
    real = part.features[part.mask.bool()]
    torch.testing.assert_close(real.mean(dim=0), torch.zeros(4, dtype=torch.float64), rtol=0, atol=1e-12)
    torch.testing.assert_close(real.std(dim=0, correction=0), torch.ones(4, dtype=torch.float64))
    assert (part.features[part.mask == 0] == 0).all()
    assert scaled.per_cell.energy.std(correction=0).item() == pytest.approx(1)


def test_all_energies_have_the_same_unit(data: Dataset) -> None:
    scaling = Scaling.fit(data)
    scaled, (raw,) = scaling.apply(data), data.per_point
    (part,) = scaled.per_point
    assert scaling.energy_scale != pytest.approx(1)
    torch.testing.assert_close(scaled.per_cell.energy * scaling.energy_scale, data.per_cell.energy)
    torch.testing.assert_close(scaled.per_cell.energy_g * scaling.energy_scale, data.per_cell.energy_g)
    torch.testing.assert_close(part.energies_p * scaling.energy_scale, raw.energies_p)
    torch.testing.assert_close(part.features_g * scaling.spread[:, None, None], raw.features_g)
    torch.testing.assert_close(part.charges, raw.charges, msg="charges are no energies")


def test_padding_is_not_looked_at(data: Dataset) -> None:
    part = data.per_point[0]
    changed = torch.where(part.mask.bool()[..., None], part.features, 1e6)
    one, two = Scaling.fit(data), Scaling.fit(Dataset(data.per_cell, PerPointDataset(changed, part.mask)))
    torch.testing.assert_close(one.mean, two.mean, rtol=0, atol=0)


def test_undo(data: Dataset) -> None:
    scaling = Scaling.fit(data)
    again = scaling.undo(scaling.apply(data))
    mask = data.per_point[0].mask.bool()
    torch.testing.assert_close(again.per_point[0].features[mask], data.per_point[0].features[mask])
    for name in ("features_g", "energies_p", "charges"):
        torch.testing.assert_close(again.per_point[0].tensors[name], data.per_point[0].tensors[name])
    torch.testing.assert_close(again.per_cell.energy, data.per_cell.energy)
    torch.testing.assert_close(again.per_cell.energy_g, data.per_cell.energy_g)


@pytest.mark.parametrize("n_layers", [1, 2, 3])
@pytest.mark.parametrize("bias", [True, False])
def test_folding_changes_no_prediction(data: Dataset, n_layers: int, bias: bool) -> None:
    """A network on scaled data, unscaled, is the folded network on raw data: energies and gradients."""
    network = behler_nn(4, 6, n_layers, bias, seed=0, dtype=torch.float64)
    scaling = Scaling.fit(data)
    energy, gradients = predict_energy_and_gradients([network], scaling.apply(data))
    raw_energy, raw_gradients = predict_energy_and_gradients([scaling.fold_into(network)], data)
    torch.testing.assert_close(raw_energy, energy * scaling.energy_scale)
    torch.testing.assert_close(raw_gradients, gradients * scaling.energy_scale)


def test_the_test_part_is_scaled_by_the_training_part(data: Dataset) -> None:
    train, test = (Dataset.from_tensors(data[rows], like=data) for rows in (slice(0, 20), slice(20, 30)))
    scaled = Scaling.fit(train).apply(test)
    real = scaled.per_point[0].features[scaled.per_point[0].mask.bool()]
    assert real.mean(dim=0).abs().min() > 1e-6, "the test part has been centred by itself"


def test_a_constant_feature_becomes_zero() -> None:
    features = torch.randn(10, 1, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    features[..., 1] = 0.1  # its computed spread is a rounding error, not zero
    ones = torch.ones(10, 1, dtype=torch.float64)
    data = Dataset(PerCellDataset(ones), PerPointDataset(features, ones))
    scaling = Scaling.fit(data)
    assert scaling.spread[1] == 1
    assert scaling.energy_scale == 1
    assert scaling.apply(data).per_point[0].features[..., 1].abs().max() < 1e-15


@pytest.mark.parametrize("relative", [1e-2, 1e-4, 1e-6, 1e-9])
def test_a_feature_that_changes_little_is_scaled_all_the_same(relative: float) -> None:
    ones = torch.ones(4, 1, dtype=torch.float64)
    features = 7 * (1 + relative * torch.tensor([-1.0, 1, -1, 1], dtype=torch.float64))[:, None, None]
    data = Dataset(PerCellDataset(features[:, 0]), PerPointDataset(features, ones))
    scaling = Scaling.fit(data, energy=False)
    assert scaling.spread.item() == pytest.approx(7 * relative, rel=1e-5)
    assert scaling.apply(data).per_point[0].features.ravel().tolist() == pytest.approx([-1, 1, -1, 1], rel=1e-5)


def test_energy_may_stay(data: Dataset) -> None:
    assert Scaling.fit(data, energy=False).energy_scale == 1


def test_mistakes_are_named(data: Dataset) -> None:
    scaling = Scaling.fit(data)
    part = data.per_point[0]
    with pytest.raises(ValueError, match="dataset has 2 per-point parts; expected one"):
        Scaling.fit(random_dataset())
    with pytest.raises(TypeError, match=r"dataset is a torch\.Tensor"):
        Scaling.fit(part.features)
    with pytest.raises(ValueError, match="no real point"):
        Scaling.fit(Dataset(data.per_cell, PerPointDataset(part.features, 0 * part.mask)))
    with pytest.raises(ValueError, match="dataset has 2 features and the scaling was fitted to 4"):
        scaling.apply(Dataset(data.per_cell, PerPointDataset(part.features[..., :2].clone(), part.mask)))
    with pytest.raises(ValueError, match="network takes 3 features and the scaling has 4"):
        scaling.fold_into(behler_nn(3))
    with pytest.raises(TypeError, match=r"does not begin and end with torch\.nn\.Linear"):
        scaling.fold_into(torch.nn.Sequential(torch.nn.Linear(4, 1), torch.nn.Sigmoid()))


def test_predictions_of_the_folded_network_are_raw_energies() -> None:
    """One number, by hand: mean 2, spread 4, energies scaled by 3."""
    scaling = Scaling(torch.tensor([2.0]), torch.tensor([4.0]), 3.0)
    network = torch.nn.Sequential(torch.nn.Linear(1, 1))
    with torch.no_grad():
        network[0].weight.fill_(5.0)
        network[0].bias.fill_(7.0)
    ones = torch.ones(1, 1)
    data = Dataset(PerCellDataset(ones), PerPointDataset(torch.tensor([[[10.0]]]), ones))
    assert predict_energy([scaling.fold_into(network)], data).item() == pytest.approx(3 * (5 * (10 - 2) / 4 + 7))


def test_folding_leaves_the_global_generator_alone(data: Dataset) -> None:
    network = behler_nn(4, seed=0, dtype=torch.float64)
    before = torch.get_rng_state()
    Scaling.fit(data).fold_into(network)
    assert torch.equal(before, torch.get_rng_state())
