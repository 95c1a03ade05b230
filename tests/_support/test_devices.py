"""Devices: one way to name them, and everything follows its data; meta stands for shapes, and for any other device."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest
import torch
from samples import random_dataset

from miniff_edu._support.devices import parse_place, to_numpy
from miniff_edu._support.files import PACKAGE
from miniff_edu.closure import simple_energy_closure
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energies_p, predict_energy, predict_energy_and_gradients
from miniff_edu.scaling import Scaling, standardise

F64, F32, CPU = torch.float64, torch.float32, torch.device("cpu")
PLACES = {
    "nothing": ((), {}, (None, None)),
    "a dtype": ((F32,), {}, (F32, None)),
    "a device": ((CPU,), {}, (None, CPU)),
    "a name": (("cpu",), {}, (None, CPU)),
    "both": (("cpu", F32), {}, (F32, CPU)),
    "both turned": ((F32, "cpu"), {}, (F32, CPU)),
    "by name": ((), {"dtype": F32, "device": "cpu"}, (F32, CPU)),
    "one of each": ((F32,), {"device": "cpu"}, (F32, CPU)),
}


@pytest.mark.parametrize("name", PLACES)
def test_places(name: str) -> None:
    places, named, wanted = PLACES[name]
    assert parse_place(*places, **named) == wanted


ODD = {
    "two dtypes": ((F32, F64), {}, TypeError, "two dtypes"),
    "two devices": (("cpu",), {"device": "cpu"}, TypeError, "two devices"),
    "whole numbers": ((torch.int64,), {}, ValueError, "dtype is torch.int64; expected a floating-point"),
    "numpy": ((np.float32,), {}, ValueError, "numpy.float32"),
    "a dtype by name": (("float32",), {}, ValueError, "device is 'float32'.*Try torch.float32"),
    "no device": (("moon",), {}, ValueError, "device is 'moon'"),
    "a bool": ((), {"device": True}, TypeError, "device is a bool"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_places(name: str) -> None:
    places, named, kind, pattern = ODD[name]
    with pytest.raises(kind, match=pattern):
        parse_place(*places, **named)


def networks_for(data: Dataset) -> list[torch.nn.Module]:
    return [behler_nn(n, 4, 2, seed=i, dtype=F64) for i, n in enumerate(data.n_features)]


def test_meta_has_shapes_and_devices() -> None:
    """Everything up to a prediction works without a number."""
    real = random_dataset()
    meta = real.to("meta")
    assert meta.device == torch.device("meta")
    assert meta.to(F32).dtype == F32
    assert (meta.n_samples, meta.n_points, meta.n_features) == (real.n_samples, real.n_points, real.n_features)
    networks = [net.to("meta") for net in standardise(networks_for(real), real)]
    wanted = predict_energy_and_gradients(networks_for(real), real)
    for got, value in zip(predict_energy_and_gradients(networks, meta), wanted, strict=True):
        assert (got.shape, got.device) == (value.shape, meta.device)
    assert [p.shape for p in predict_energies_p(networks, meta)] == [(4, 3, 1), (4, 2, 1)]
    assert meta.take([0, 1]).n_samples == 2
    assert len(Dataset.cat([meta, meta])) == 8


def test_meta_still_checks_shapes() -> None:
    with pytest.raises(ValueError, match=r"energy has shape \(3,\)"):
        PerCellDataset(torch.ones(3, device="meta"))
    with pytest.raises(
        ValueError, match=r"mask has device cpu and features has device meta.*mask.to\(features.device\)"
    ):
        PerPointDataset(torch.ones(3, 1, 2, device="meta"), torch.ones(3, 1))
    cell, part = random_dataset(n_points=(3,)).named_parts()
    with pytest.raises(
        ValueError, match=r"per_point\[0\] has device = meta and per_cell has device = cpu.*to\('cpu'\)"
    ):
        Dataset(cell[1], part[1].to("meta"))


def test_values_are_checked_again_where_there_are_some() -> None:
    with pytest.raises(ValueError, match=r"mask holds 0\.5"):
        PerPointDataset(torch.ones(3, 1, 2), torch.full((3, 1), 0.5))
    PerPointDataset(torch.ones(3, 1, 2, device="meta"), torch.full((3, 1), 0.5, device="meta"))


def test_networks_elsewhere_are_named() -> None:
    data = random_dataset()
    networks = networks_for(data)
    networks[1].to("meta")
    pattern = r"networks\[1\] has .*weight.* on meta and the dataset is on cpu; expected the same device\. Try netw"
    with pytest.raises(ValueError, match=pattern):
        simple_energy_closure(networks, data)
    with pytest.raises(ValueError, match=r"networks\[1\] has its weights on meta and the dataset is on cpu"):
        predict_energy(networks, data)


def test_numpy_from_anywhere() -> None:
    assert to_numpy(torch.ones(2, requires_grad=True)).tolist() == [1, 1]


def test_one_module_names_devices() -> None:
    """A name in quotes, .cpu(), .cuda() or .numpy() on tensors elsewhere would leave the data's device behind."""
    words = re.compile(r"""["'](cpu|cuda|meta|mps)["']|\.cuda\(|\.cpu\(|is_cuda|is_meta""")
    # Exercises compare what students give, and import torch only where they gave a tensor.
    allowed = {"_support/devices.py", "exercises/engine/compare.py"}
    found = {
        str(path.relative_to(PACKAGE)): match.group()
        for path in PACKAGE.rglob("*.py")
        if (match := words.search(path.read_text(encoding="utf-8")))
    }
    assert set(found) <= allowed, found


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("method", ["optimizer", "levenberg_marquardt"])
def test_cuda_fits_like_the_cpu(method: str) -> None:
    here = random_dataset(n_samples=10, n_points=(3,))
    there = here.to("cuda")
    losses = []
    for data in (here, there):
        scaled = Scaling.fit(data).apply(data)
        networks = [net.to(data.device) for net in networks_for(here)]
        losses.append(fit(simple_energy_closure(networks, scaled), 3, method=method).steps)
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)


def test_least_squares_says_that_it_computes_on_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here nothing is elsewhere, so the CPU is taken for another device: the warning comes, and the fit is the same."""
    from miniff_edu.fit import branch

    data = random_dataset(n_samples=10, n_points=(3,))
    histories = []
    for place in (CPU, torch.device("meta")):
        monkeypatch.setattr(branch, "CPU", place)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            histories.append(fit(simple_energy_closure(networks_for(data), data), 3, method="levenberg_marquardt"))
        said = [str(w.message) for w in caught if "computes on the CPU" in str(w.message)]
        assert len(said) == (place != CPU)
    assert "copied there from cpu" in said[0]
    assert histories[0].steps == histories[1].steps
