"""Data that remember what they were computed from: each field is named, wherever it enters."""

import numpy as np
import pytest
import torch
from samples import random_dataset

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.samples import make_dataset, pad_points

CELL, POINT = ["energy", "mask", "energy_g"], ["features", "mask", "features_g", "charges", "energies_p"]


@pytest.mark.parametrize(("which", "name"), [*((0, name) for name in CELL), *((1, name) for name in POINT)])
def test_every_field(which: int, name: str) -> None:
    data = random_dataset(n_points=(3,))
    part = (data.per_cell, data.per_point[0])[which]
    tensors = dict(part.tensors)
    tensors[name] = tensors[name].clone().requires_grad_() * 1
    with pytest.raises(ValueError, match=rf"{name} has requires_grad=True: .*Try {name}\.detach\(\)"):
        (PerCellDataset, PerPointDataset)[which](**tensors)


def test_from_tensors() -> None:
    data = random_dataset(n_points=(3,))
    cell, points = data[:2]
    with pytest.raises(ValueError, match=r"features has requires_grad=True"):
        Dataset.from_tensors([cell, [points[0].clone().requires_grad_(), *points[1:]]], like=data)


def test_a_parameter_is_no_data() -> None:
    with pytest.raises(ValueError, match=r"Try energy\.detach\(\)"):
        PerCellDataset(torch.nn.Parameter(torch.ones(3, 1)))


def test_a_field_that_was_marked_afterwards() -> None:
    data = random_dataset(n_points=(3,))
    data.per_cell.energy.requires_grad_()
    with pytest.raises(ValueError, match=r"energy has requires_grad=True"):
        Dataset.cat([data, data])


def test_make_dataset() -> None:
    r = torch.linspace(1, 3, 4, dtype=torch.float64, requires_grad=True)
    plain = np.linspace(1, 3, 4)
    with pytest.raises(ValueError, match=r"Try energy\.detach\(\)"):
        make_dataset(plain, r**2, PowerDecay(2))
    with pytest.raises(ValueError, match=r"Try energy\[0\]\.detach\(\)"):
        make_dataset(plain, list(r**2), PowerDecay(2))
    with pytest.raises(ValueError, match=r"Try samples\.detach\(\)"):
        make_dataset(r, plain, PowerDecay(2))
    with pytest.raises(ValueError, match=r"Try samples\[1\]\.detach\(\)"):
        pad_points([plain, r[:2]], PowerDecay(2))
    assert len(make_dataset(r.detach(), (r**2).detach(), PowerDecay(2))) == 4
