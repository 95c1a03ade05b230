"""What has converged beats a constant; any other fit says what to do, and no good fit says anything."""

import warnings

import numpy as np
import pytest
import torch
from samples import random_dataset

from miniff_edu.closure import SimpleClosure, simple_charges_closure, simple_energy_closure
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.evaluate import split
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn
from miniff_edu.samples import make_dataset
from miniff_edu.scaling import Scaling
from miniff_edu.toy.targets import toy_function

F64 = torch.float64
R = np.linspace(0.1, 10, 100)
STUCK = r"the fit has stopped at a loss of .*; a constant.* would have"


def toy_data(scale: float = 1, offset: float = 0, dtype: torch.dtype = F64) -> Dataset:
    return make_dataset(R, scale * toy_function(R) + offset, PowerDecay(3)).to(dtype)


def network(n_layers: int = 2, dtype: torch.dtype = F64, bias: bool = True) -> torch.nn.Sequential:
    return behler_nn(3, 5, n_layers, bias, seed=0, dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float32, F64])
@pytest.mark.parametrize("n_layers", [1, 2, 3])
@pytest.mark.parametrize("scale", [1e-5, 1e-6])
def test_small_energies(scale: float, n_layers: int, dtype: torch.dtype) -> None:
    closure = simple_energy_closure([network(n_layers, dtype)], toy_data(scale, dtype=dtype))
    with pytest.warns(UserWarning, match=f"{STUCK}.*spread 1.*Scaling.*tolerance_grad") as said:
        assert fit(closure).stopped == "stalled"
    assert said[0].filename == __file__, "it points at the line that asked for the fit"


def test_what_the_warning_says_helps() -> None:
    data = toy_data(1e-5)
    options = {"tolerance_grad": 1e-14, "tolerance_change": 1e-18}
    assert fit(simple_energy_closure([network(1)], data, optimizer_kwargs=options)).stopped == "converged"
    data = Scaling.fit(data).apply(data)
    assert fit(simple_energy_closure([network()], data)).stopped == "converged"


def test_ended_on_the_way() -> None:
    """Better than a constant, but half of what there is to explain is left."""
    with pytest.warns(UserWarning, match=r"% of what a constant would have; it may not be at its end.*tolerance_grad"):
        fit(simple_energy_closure([network(1, bias=False)], toy_data(1e-4)))


@pytest.mark.parametrize("offset", [-1e5, 1e6])
@pytest.mark.parametrize("validated", [False, True])
def test_large_offset(offset: float, validated: bool) -> None:
    data = toy_data(offset=offset)
    with pytest.warns(UserWarning, match=r"the energies lie around .* and spread by 0\.18.*Subtract it before") as said:
        data = Scaling.fit(data).apply(data)
    assert said[0].filename == __file__
    validation = split(data, (0.5, 0.5), seed=0)[1] if validated else None
    with pytest.warns(UserWarning, match=f"{STUCK}.*offset per atom"):
        history = fit(simple_energy_closure([network(3)], data), validation=validation)
    assert history.stopped == ("validation" if validated else "stalled")


def test_charges_and_point_energies() -> None:
    data = random_dataset(n_samples=30, n_points=(3,))
    part, cell = data.per_point[0], data.per_cell
    small = PerPointDataset(part.features, part.mask, None, 1e-6 * part.charges, 1e-6 * part.energies_p)
    data = Dataset(PerCellDataset(cell.energy), small)
    nets = [behler_nn(4, 3, 2, seed=0, dtype=F64)]
    with pytest.warns(UserWarning, match=f"{STUCK}.*the charges"):
        fit(simple_charges_closure(nets, data))
    with pytest.warns(UserWarning, match=STUCK):
        fit(simple_energy_closure(nets, data, energies_p=True))


def test_gradients() -> None:
    data = random_dataset(n_samples=6, n_points=(3,))
    cell, part = data.per_cell, data.per_point[0]
    small = Dataset(PerCellDataset(1e-6 * cell.energy, cell.mask, 1e-6 * cell.energy_g), part)
    closure = simple_energy_closure([behler_nn(4, 3, 2, seed=0, dtype=F64)], small, w_gradients=0.1)
    with pytest.warns(UserWarning, match="a constant with zero gradients would have"):
        fit(closure)


def test_an_impatient_adam() -> None:
    options = {"lr": 0.1}
    closure = simple_energy_closure([network()], toy_data(), optimizer=torch.optim.Adam, optimizer_kwargs=options)
    with pytest.warns(UserWarning, match=r"Adam may need another lr, and patience=100"):
        fit(closure, patience=1)


def test_another_criterion() -> None:
    closure = simple_energy_closure([network()], toy_data(1e-9), torch.nn.L1Loss())
    with pytest.warns(UserWarning, match=STUCK):
        fit(closure)


def test_a_map_that_cannot() -> None:
    """Exactly solved, and still worse than the mean: the offset is what is missing."""
    with pytest.warns(UserWarning, match=f"{STUCK}.*last layer with a bias"):
        history = fit(simple_energy_closure([network(1, bias=False)], toy_data(offset=1e9)), method="exact")
    assert history.stopped == "stalled"


class Mean(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.c = torch.nn.Parameter(torch.zeros(1, dtype=F64))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.c.expand(len(x), 1)


def constant_features(data: Dataset) -> Dataset:
    part = data.per_point[0]
    return Dataset(data.per_cell, PerPointDataset(torch.ones_like(part.features), part.mask))


HONEST = {
    "network": lambda: simple_energy_closure([network(3)], toy_data()),
    "float32": lambda: simple_energy_closure([network(2, torch.float32)], toy_data(dtype=torch.float32)),
    "absolute values": lambda: simple_energy_closure([network(1)], toy_data(), torch.nn.L1Loss()),
    "constant map": lambda: simple_energy_closure([Mean()], toy_data()),
    "constant features": lambda: simple_energy_closure([network(1)], constant_features(toy_data())),
    "constant energies": lambda: simple_energy_closure([network(1)], toy_data(0, 1)),
    "energies of zero": lambda: simple_energy_closure([network(1)], toy_data(0)),
    "one sample": lambda: simple_energy_closure([network(1)], Dataset.from_tensors(toy_data()[:1])),
    "padding": lambda: simple_energy_closure(
        [behler_nn(4, 5, 2, seed=0, dtype=F64)], random_dataset(n_samples=20, n_points=(3,))
    ),
    "charges": lambda: simple_charges_closure([behler_nn(4, 5, 2, seed=0, dtype=F64)] * 2, random_dataset(n_samples=8)),
    "a loss of one's own": lambda: SimpleClosure(
        [network(1)], lambda nets, data, criterion: simple_energy_closure(nets, data).loss(), toy_data(1e-6)
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_fits_are_silent(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit(HONEST[name]()).stopped == "converged"


@pytest.mark.parametrize("method", ["optimizer", "levenberg_marquardt"])
def test_noise_is_silent(method: str) -> None:
    """Half of the variance is noise, which no fit explains: its end is an end."""
    noise = np.random.default_rng(0).normal(scale=0.2, size=len(R))
    data = make_dataset(R, toy_function(R) + noise, PowerDecay(3))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit(simple_energy_closure([network(2)], data), method=method).stopped == "converged"


def test_who_was_told_to_stop_claims_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit(simple_energy_closure([network()], toy_data(1e-6)), 2).stopped == "n_steps"
        assert fit(simple_energy_closure([network()], toy_data(1e-6)), max_steps=1).stopped == "max_steps"


def test_scaling_of_constant_energies_is_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scaling = Scaling.fit(toy_data(0, -1e5 + 0.1))
        Scaling.fit(toy_data(offset=100))
        Scaling.fit(toy_data(offset=-1e5), energy=False)
    assert scaling.energy_scale == 1, "the rounding of a mean is no spread"
