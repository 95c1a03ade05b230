"""What torch wraps around a dataset: taken wherever a dataset is asked for, or refused with advice that helps."""

from collections.abc import Callable

import pytest
import torch
from samples import random_dataset
from torch.utils.data import ConcatDataset, DataLoader, Subset, TensorDataset, random_split

from miniff_edu.closure import charges_loss, energy_loss, simple_charges_closure, simple_energy_closure
from miniff_edu.dataset import Dataset, PerCellDataset, as_dataset
from miniff_edu.evaluate import split
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energies_p, predict_energy, predict_energy_and_gradients
from miniff_edu.report import fit_report
from miniff_edu.scaling import Scaling

INDICES = [5, 0, 3, 5, -1]


@pytest.fixture
def data() -> Dataset:
    return random_dataset(n_samples=8, n_points=(3,))


def network() -> torch.nn.Module:
    return behler_nn(4, 3, 2, seed=0, dtype=torch.float64)


def same(a: Dataset, b: Dataset) -> bool:
    tensors = [[t for group in d[:] for t in group] for d in (a, b)]
    tags = [[part.tag for part in d.per_point] for d in (a, b)]
    return tags[0] == tags[1] and all(map(torch.equal, *tensors))


WRAPPED: dict[str, tuple[Callable, list[int]]] = {
    "subset": (lambda d: Subset(d, INDICES), INDICES),
    "tensor of numbers": (lambda d: Subset(d, torch.tensor(INDICES)), INDICES),
    "range": (lambda d: Subset(d, range(2, 5)), [2, 3, 4]),
    "nested": (lambda d: Subset(Subset(Subset(d, [7, 6, 5, 4]), [3, 1]), [1, 0]), [6, 4]),
    "put together": (lambda d: ConcatDataset([Subset(d, [2]), Subset(d, [0, 1])]), [2, 0, 1]),
    "part of what is put together": (lambda d: Subset(ConcatDataset([d, d]), [1, 9]), [1, 1]),
    "one sample": (lambda d: Subset(d, [4]), [4]),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_it_is_the_samples(data: Dataset, name: str) -> None:
    wrap, indices = WRAPPED[name]
    assert same(as_dataset("dataset", wrap(data)), Dataset.from_tensors(data[indices], like=data))


def test_parts_of_random_split(data: Dataset) -> None:
    parts = [as_dataset("dataset", part) for part in random_split(data, [6, 2])]
    assert [len(part) for part in parts] == [6, 2]
    energies = torch.cat([part.per_cell.energy for part in parts]).sort(dim=0).values
    torch.testing.assert_close(energies, data.per_cell.energy.sort(dim=0).values, rtol=0, atol=0)


def test_a_dataset_stays_itself(data: Dataset) -> None:
    assert as_dataset("dataset", data) is data


EVERYWHERE: dict[str, Callable] = {
    "closure": lambda d: simple_energy_closure([network()], d).loss().loss_value,
    "closure with gradients": lambda d: simple_energy_closure([network()], d, w_gradients=1).loss().loss_value,
    "charges": lambda d: simple_charges_closure([network()], d).loss().loss_value,
    "loss of a closure": lambda d: simple_energy_closure([network()]).loss(d).loss_value,
    "propagate": lambda d: simple_energy_closure([network()]).propagate(d),
    "energy_loss": lambda d: energy_loss([network()], d, torch.nn.MSELoss()).loss_value,
    "charges_loss": lambda d: charges_loss([network()], d, torch.nn.MSELoss()).loss_value,
    "fit_report": lambda d: torch.tensor(fit_report([network()], a=d).metrics["a"]),
    "predict_energy": lambda d: predict_energy([network()], d),
    "predict_energies_p": lambda d: predict_energies_p([network()], d)[0],
    "predict_energy_and_gradients": lambda d: predict_energy_and_gradients([network()], d)[1],
    "Scaling.fit": lambda d: Scaling.fit(d).mean,
    "Scaling.apply": lambda d: Scaling.fit(d).apply(d).per_cell.energy,
    "Scaling.undo": lambda d: Scaling.fit(d).undo(d).per_cell.energy,
    "split": lambda d: split(d, (0.5, 0.5), seed=0)[0].per_cell.energy,
    "cat": lambda d: Dataset.cat([d, d]).per_cell.energy,
    "from_tensors": lambda d: Dataset.from_tensors(random_dataset(n_points=(3,))[:2], like=d).per_cell.energy,
}


@pytest.mark.parametrize("name", EVERYWHERE)
def test_everywhere(data: Dataset, name: str) -> None:
    do = EVERYWHERE[name]
    plain = Dataset.from_tensors(data[:6], like=data)
    torch.testing.assert_close(do(Subset(data, range(6))), do(plain), rtol=0, atol=0)


def test_validation(data: Dataset) -> None:
    train, validation = random_split(data, [5, 3], generator=torch.Generator().manual_seed(0))
    history = fit(simple_energy_closure([network()], train), 2, validation=validation)
    assert len(history.validation) == 2


MISTAKES = {
    "of another dataset": (
        lambda d: Subset(TensorDataset(torch.ones(3)), [0]),
        r"Subset of a torch\.TensorDataset.*split",
    ),
    "of one part": (lambda d: Subset(d.per_cell, [0]), r"Subset of a PerCellDataset; expected one of a Dataset.*split"),
    "loader": (lambda d: DataLoader(d), r"dataset is a torch\.DataLoader; expected a Dataset\. Try dataset\.dataset"),
    "part": (lambda d: PerCellDataset(torch.ones(3, 1)), r"dataset is a PerCellDataset; expected a Dataset"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_named(data: Dataset, name: str) -> None:
    make, message = MISTAKES[name]
    with pytest.raises(TypeError, match=message):
        as_dataset("dataset", make(data))


def test_an_empty_subset_is_named(data: Dataset) -> None:
    with pytest.raises(ValueError, match=r"validation is a torch\.utils\.data\.Subset without any sample"):
        as_dataset("validation", Subset(data, []))
