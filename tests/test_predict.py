"""Predictions against plain loops over samples, parts, points, features, atoms and coordinates."""

import pytest
import torch
from samples import random_dataset

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energies_p, predict_energy, predict_energy_and_gradients, predict_points


def networks_for(data: Dataset) -> list[torch.nn.Module]:
    return [behler_nn(n, 6, 3, seed=i, dtype=torch.float64) for i, n in enumerate(data.n_features)]


def test_energy_against_a_plain_loop() -> None:
    data = random_dataset()
    networks = networks_for(data)
    energy = predict_energy(networks, data)
    assert energy.shape == (4, 1)
    for s in range(4):
        total = 0.0
        for network, part in zip(networks, data.per_point, strict=True):
            for p in range(part.n_points):
                total += part.mask[s, p].item() * network(part.features[s, p]).item()
        assert energy[s, 0].item() == pytest.approx(total, rel=1e-12)


def test_padding_contributes_nothing() -> None:
    data = random_dataset()
    points = predict_energies_p(networks_for(data), data)
    for prediction, part in zip(points, data.per_point, strict=True):
        assert part.is_padded
        assert (prediction[part.mask == 0] == 0).all()
        assert (prediction[part.mask == 1] != 0).all()


def test_gradients_against_a_plain_loop() -> None:
    data = random_dataset()
    networks = networks_for(data)
    _, gradients = predict_energy_and_gradients(networks, data)
    expected = torch.zeros(4, 5, 3, dtype=torch.float64)
    for network, part in zip(networks, data.per_point, strict=True):
        for s in range(4):
            for p in range(part.n_points):
                g = part.features[s, p].clone().requires_grad_()
                (slope,) = torch.autograd.grad(network(g).sum(), g)
                for d in range(part.n_features):
                    expected[s] += part.mask[s, p] * slope[d] * part.features_g[s, p, d]
    torch.testing.assert_close(gradients, expected)


def test_gradients_against_finite_differences() -> None:
    """Move every coordinate of every atom; the features follow their derivatives."""
    data, step = random_dataset(n_samples=2), 1e-5
    networks = networks_for(data)
    _, gradients = predict_energy_and_gradients(networks, data)
    for atom in range(5):
        for coordinate in range(3):
            shifted = []
            for sign in (1, -1):
                parts = [
                    PerPointDataset(part.features + sign * step * part.features_g[..., atom, coordinate], part.mask)
                    for part in data.per_point
                ]
                shifted.append(predict_energy(networks, Dataset(PerCellDataset(data.per_cell.energy), *parts)))
            numeric = (shifted[0] - shifted[1]) / (2 * step)
            torch.testing.assert_close(gradients[:, atom, coordinate, None], numeric, rtol=1e-6, atol=1e-8)


def test_gradients_without_autograd_carry_no_graph() -> None:
    data = random_dataset()
    with torch.no_grad():
        energy, gradients = predict_energy_and_gradients(networks_for(data), data)
    assert not energy.requires_grad
    assert not gradients.requires_grad
    assert not data.per_point[0].features.requires_grad, "the dataset must stay as it was"


def test_wrong_input_size_is_explained() -> None:
    with pytest.raises(ValueError, match=r"network cannot take features of shape \(2, 1, 3\).*n_inputs=3"):
        predict_points(torch.nn.Linear(4, 1), torch.ones(2, 1, 3))


def test_wrong_output_size_is_explained() -> None:
    with pytest.raises(ValueError, match=r"network returned shape \(2, 2\) for 2 points; expected \(2, 1\): one"):
        predict_points(torch.nn.Linear(3, 2), torch.ones(2, 1, 3))


@pytest.mark.parametrize("predict", [predict_energy, predict_energies_p, predict_energy_and_gradients])
def test_networks_that_do_not_match_the_parts_are_named(predict: object) -> None:
    data = random_dataset()
    network = torch.nn.Linear(4, 1, dtype=torch.float64)
    with pytest.raises(TypeError, match=r"networks is a torch\.nn\.Linear; expected a list.*Try \[network\]"):
        predict(network, data)
    with pytest.raises(ValueError, match="networks has 1 entries and the dataset has 2 per-point parts"):
        predict([network], data)


def test_padding_counts_for_nothing_with_one_point_per_sample() -> None:
    """No sum is needed there, but the mask is."""
    data = random_dataset(n_samples=20, n_points=(1,))
    (part,) = data.per_point
    (network,) = networks_for(data)
    padded = part.mask[:, 0] == 0
    assert padded.any()
    assert not padded.all()
    expected = torch.where(padded[:, None], 0, network(part.features[:, 0]))
    torch.testing.assert_close(predict_energy([network], data), expected)
    energy, gradients = predict_energy_and_gradients([network], data)
    torch.testing.assert_close(energy, expected)
    assert (gradients[padded] == 0).all()
    assert (predict_energies_p([network], data)[0][padded] == 0).all()
