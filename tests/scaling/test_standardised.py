"""Networks that standardise by themselves: against scaled data, for one species and several, through every solver."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch
from samples import random_dataset

from miniff_edu.closure import simple_energy_closure
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energy, predict_energy_and_gradients
from miniff_edu.scaling import Scaling, Standardised, standardise

F64 = torch.float64


def species(n_samples: int = 40, seed: int = 0, offsets: tuple[float, ...] = (-50.0, 13.0)) -> Dataset:
    """Two species in changing numbers, energies with an offset for each, descriptors far from 0."""
    generator = torch.Generator().manual_seed(seed)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=F64)

    parts, energy = [], torch.zeros(n_samples, 1, dtype=F64)
    for i, offset in enumerate(offsets):
        mask = (torch.rand(n_samples, 4, generator=generator) > 0.4).to(F64)
        mask[:, 0] = 1
        x = draw(n_samples, 4, 2)
        energy = energy + ((offset + x[..., :1].tanh()) * mask[..., None]).sum(dim=1)
        parts.append(PerPointDataset(torch.where(mask.bool()[..., None], 30 + 5 * x, 0), mask, tag="AB"[i]))
    return Dataset(PerCellDataset(energy), *parts)


def networks_for(data: Dataset, n_layers: int = 2, **options: object) -> list[torch.nn.Module]:
    return [behler_nn(n, 4, n_layers, seed=i, dtype=F64, **options) for i, n in enumerate(data.n_features)]


def test_one_species_is_a_scaling() -> None:
    """Scaled data and a bare network, raw data and a standardised one: the same predictions, and the same fit."""
    raw = random_dataset(n_samples=20, n_points=(3,))
    scaling = Scaling.fit(raw)
    scaled, bare = scaling.apply(raw), networks_for(raw)
    (wrapped,) = standardise(copy.deepcopy(bare), raw, offset=False)
    torch.testing.assert_close(predict_energy([wrapped], raw), predict_energy(bare, scaled) * scaling.energy_scale)
    for pair in zip(
        predict_energy_and_gradients([wrapped], raw), predict_energy_and_gradients(bare, scaled), strict=True
    ):
        torch.testing.assert_close(pair[0], pair[1] * scaling.energy_scale)
    one = fit(simple_energy_closure(bare, scaled), 8, method="levenberg_marquardt")
    other = fit(simple_energy_closure([wrapped], raw), 8, method="levenberg_marquardt")
    assert np.array(other.steps) == pytest.approx(np.array(one.steps) * scaling.energy_scale**2, rel=1e-6)


def test_offsets_are_found_per_species() -> None:
    data = species()
    made = standardise(networks_for(data), data)
    assert [net.offset.item() for net in made] == pytest.approx([-50, 13], abs=0.5)
    numbers = np.stack([part.mask.sum(1).numpy() for part in data.per_point], axis=1)
    wanted = np.linalg.lstsq(numbers, data.per_cell.energy.numpy()[:, 0])[0]
    assert [net.offset.item() for net in made] == pytest.approx(list(wanted), rel=1e-9)
    rest = data.per_cell.energy.numpy()[:, 0] - numbers @ wanted
    assert made[0].scale.item() == made[1].scale.item() == pytest.approx(rest.std(), rel=1e-9)
    for net, part in zip(made, data.per_point, strict=True):
        real = part.features[part.mask.bool()]
        torch.testing.assert_close(net.mean, real.mean(dim=0))
        torch.testing.assert_close(net.spread, real.std(dim=0, correction=0))


def test_molecules_of_one_formula_share_the_shortest_offsets() -> None:
    """One oxygen and two hydrogens in every sample: no data can tell their offsets apart."""
    parts = [PerPointDataset(torch.rand(5, n, 2, dtype=F64), torch.ones(5, n, dtype=F64)) for n in (1, 2)]
    data = Dataset(PerCellDataset(-100 + torch.rand(5, 1, dtype=F64)), *parts)
    made = standardise(networks_for(data), data)
    mean = data.per_cell.energy.mean().item()
    assert [net.offset.item() for net in made] == pytest.approx([mean / 5, 2 * mean / 5])


@pytest.mark.parametrize("method", ["optimizer", "levenberg_marquardt"])
def test_it_learns_where_a_bare_network_cannot(method: str) -> None:
    data = species()
    networks = standardise(networks_for(data), data)
    history = fit(simple_energy_closure(networks, data), 30, method=method)
    assert history.steps[-1] < 1e-2 * data.per_cell.energy.var().item()
    assert history.steps[-1] < 0.05


def test_several_parts_by_levenberg_marquardt_agree_with_one_network_of_all() -> None:
    """Two species that share everything are one: the same linear map, as two halves of a wider one."""
    data = species(offsets=(0.0, 0.0))
    networks = networks_for(data, 1)
    fit(simple_energy_closure(networks, data), method="exact")
    sums = [(part.features * part.mask[..., None]).sum(dim=1).numpy() for part in data.per_point]
    counts = [part.mask.sum(dim=1, keepdim=True).numpy() for part in data.per_point]
    matrix = np.concatenate([sums[0], counts[0], sums[1], counts[1]], axis=1)
    wanted = matrix @ np.linalg.lstsq(matrix, data.per_cell.energy.numpy())[0]
    np.testing.assert_allclose(predict_energy(networks, data).detach().numpy(), wanted, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("wrap", [False, True])
def test_the_jacobian_of_several_parts(wrap: bool) -> None:
    """Against torch's own derivatives, weight by weight."""
    from miniff_edu.fit.least_squares import Problem

    data = species(6)
    data = Dataset(data.per_cell.replace(weight=torch.rand(6, 1, dtype=F64) + 0.5), *data.per_point)
    networks = networks_for(data, 3)
    networks = standardise(networks, data) if wrap else networks
    problem = Problem(simple_energy_closure(networks, data))
    state = problem.start()
    problem.store(state)
    bare = [net.network if isinstance(net, Standardised) else net for net in networks]
    hidden = [p for net in bare for p in list(net.parameters())[:-2]]
    rows = []
    for energy in predict_energy(networks, data)[:, 0]:
        slopes = dict(zip(map(id, hidden), torch.autograd.grad(energy, hidden, retain_graph=True), strict=True))
        layers = [layer for net in bare for layer in list(net)[:-1:2]]
        rows.append(
            np.concatenate(
                [
                    np.concatenate([slopes[id(m.weight)].numpy(), slopes[id(m.bias)].numpy()[:, None]], axis=1).ravel()
                    for m in layers
                ]
            )
        )
    root = np.sqrt(data.per_cell.weight.numpy())
    np.testing.assert_allclose(problem.jacobian(state), root * np.array(rows), rtol=1e-9, atol=1e-10)
    got = predict_energy(networks, data).detach().numpy() - data.per_cell.energy.numpy()
    np.testing.assert_allclose(state.residual, (root * got)[:, 0], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("n_layers", [1, 2, 3])
def test_folded_networks_are_the_same_map(n_layers: int, bias: bool) -> None:
    data = species()
    networks = standardise(networks_for(data, n_layers, bias=bias), data)
    folded = [net.fold() for net in networks]
    assert all(isinstance(layer, (torch.nn.Linear, torch.nn.Sigmoid)) for net in folded for layer in net)
    torch.testing.assert_close(predict_energy(folded, data), predict_energy(networks, data), rtol=1e-10, atol=1e-9)


def test_buffers_travel_and_do_not_learn() -> None:
    data = species()
    (net, _) = standardise(networks_for(data), data)
    assert set(dict(net.named_buffers())) == {"mean", "spread", "scale", "offset"}
    assert all(name.startswith("network.") for name, _ in net.named_parameters())
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        torch.testing.assert_close(other(data.per_point[0].features), net(data.per_point[0].features))
    fresh = Standardised(behler_nn(2, 4, 2, seed=9, dtype=F64), torch.zeros(2), torch.ones(2))
    fresh.load_state_dict(net.state_dict())
    torch.testing.assert_close(fresh(data.per_point[0].features), net(data.per_point[0].features))
    assert net.float().mean.dtype == torch.float32
    assert repr(net).startswith("Standardised(\n  2 features, scale ")


def test_constant_features_and_energies_count_as_spread_one() -> None:
    x = torch.rand(6, 1, 2, dtype=F64)
    x[..., 1] = 7
    data = Dataset(PerCellDataset(torch.full((6, 1), 3.0, dtype=F64)), PerPointDataset(x, torch.ones(6, 1, dtype=F64)))
    (net,) = standardise(networks_for(data), data)
    assert (net.spread[1].item(), net.scale.item()) == (1, 1)
    assert net.offset.item() == pytest.approx(3)


NET = behler_nn(2, 4, 2, seed=0, dtype=F64)
WRONG = {
    "no network": (
        lambda: Standardised(3, torch.zeros(2), torch.ones(2)),
        TypeError,
        "network is an int; expected a torch",
    ),
    "twice": (
        lambda: Standardised(Standardised(NET, torch.zeros(2), torch.ones(2)), torch.zeros(2), torch.ones(2)),
        TypeError,
        "Standardised already",
    ),
    "lengths": (
        lambda: Standardised(NET, torch.zeros(2), torch.ones(3)),
        ValueError,
        r"mean has shape \(2,\) and spread",
    ),
    "a table": (
        lambda: Standardised(NET, torch.zeros(1, 2), torch.ones(2)),
        ValueError,
        r"mean has shape \(1, 2\); exp",
    ),
    "spread 0": (
        lambda: Standardised(NET, torch.zeros(2), torch.tensor([1.0, 0])),
        ValueError,
        "spread holds a number that",
    ),
    "scale": (
        lambda: Standardised(NET, torch.zeros(2), torch.ones(2), -1),
        ValueError,
        "scale holds a number that is not",
    ),
    "nan": (lambda: Standardised(NET, torch.tensor([0, torch.nan]), torch.ones(2)), ValueError, "mean holds NaN"),
    "width": (
        lambda: predict_energy([Standardised(NET, torch.zeros(3), torch.ones(3))], random_dataset(n_points=(3,))),
        ValueError,
        r"networks\[0\] cannot take features of shape .4, 3, 4.: it was standardised for 3 features",
    ),
    "number of networks": (
        lambda: standardise([NET], species()),
        ValueError,
        "networks has 1 entries and the dataset has 2",
    ),
    "no points": (
        lambda: standardise(
            [behler_nn(4, dtype=F64)],
            (d := random_dataset(n_points=(3,))).map(
                lambda part: part if part is d.per_cell else part.replace(mask=0 * part.mask)
            ),
        ),
        ValueError,
        r"per_point\[0\] .* has no real point",
    ),
    "no linear ends": (
        lambda: Standardised(torch.nn.Sequential(torch.nn.Tanh()), torch.zeros(2), torch.ones(2)).fold(),
        TypeError,
        "does not begin and end",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistake_is_named(name: str) -> None:
    make, kind, pattern = WRONG[name]
    with pytest.raises(kind, match=pattern):
        make()
