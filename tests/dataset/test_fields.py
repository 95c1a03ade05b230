"""A field is declared once: a new one survives whatever is done to a dataset. Rows are taken as lists are."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from samples import random_dataset
from torch.utils.data import DataLoader, Subset

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset, as_dataset
from miniff_edu.dataset.field import fields_of, optional
from miniff_edu.evaluate import split
from miniff_edu.scaling import Scaling

F64 = torch.float64


@dataclass(frozen=True, eq=False, repr=False)
class Magnetic(PerPointDataset):
    """A part with two new fields."""

    spin: torch.Tensor | None = optional(("n_samples", "n_points", "1"), "spin of each point")
    exchange: torch.Tensor | None = optional(
        ("n_samples", "n_points", "n_neighbours"), "energy of each bond", needs=["spin"], unit="energy"
    )


def magnetic(n_samples: int = 12, seed: int = 0) -> Dataset:
    rng = torch.Generator().manual_seed(seed)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=rng, dtype=F64)

    mask = torch.ones(n_samples, 2, dtype=F64)
    mask[::3, 1] = 0
    part = Magnetic(draw(n_samples, 2, 3), mask, tag="Fe", spin=draw(n_samples, 2, 1), exchange=draw(n_samples, 2, 4))
    return Dataset(PerCellDataset(draw(n_samples, 1)), part)


def new_fields(data: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    (part,) = data.per_point
    assert isinstance(part, Magnetic)
    assert part.tag == "Fe"
    assert part.spin is not None
    assert part.exchange is not None
    return part.spin, part.exchange


ROWS = [5, 1, 7]
KEEPING = {
    "take": (lambda d: d.take(ROWS), lambda spin: spin[ROWS]),
    "take and map": (lambda d: d.map(lambda part: part.take(ROWS)), lambda spin: spin[ROWS]),
    "to": (lambda d: d.to(torch.float32).to(F64), lambda spin: spin.float().double()),
    "to the same": (lambda d: d.to(F64), lambda spin: spin),
    "cat": (lambda d: Dataset.cat([d.take(ROWS), d]), lambda spin: torch.cat([spin[ROWS], spin])),
    "from_tensors": (lambda d: Dataset.from_tensors(d[ROWS], like=d), lambda spin: spin[ROWS]),
    "a loader": (
        lambda d: Dataset.cat([Dataset.from_tensors(b, like=d) for b in DataLoader(d, batch_size=5)]),
        lambda spin: spin,
    ),
    "a subset": (lambda d: as_dataset("d", Subset(d, ROWS)), lambda spin: spin[ROWS]),
    "a copy": (copy.deepcopy, lambda spin: spin),
    "a pickle": (lambda d: pickle.loads(pickle.dumps(d)), lambda spin: spin),
    "scaling there and back": (lambda d: (s := Scaling.fit(d)).undo(s.apply(d)), lambda spin: spin),
}


@pytest.mark.parametrize("name", KEEPING)
def test_a_new_field_survives(name: str) -> None:
    data = magnetic()
    change, wanted = KEEPING[name]
    for got, before in zip(new_fields(change(data)), new_fields(data), strict=True):
        torch.testing.assert_close(got, wanted(before), rtol=1e-13, atol=1e-13)


def test_a_new_field_is_divided_with_its_samples() -> None:
    data = magnetic()
    pieces = split(data, (0.5, 0.5), seed=3)
    together = torch.cat([new_fields(piece)[0] for piece in pieces])
    assert sorted(together.ravel().tolist()) == sorted(new_fields(data)[0].ravel().tolist())


def test_a_new_energy_is_scaled_and_nothing_else() -> None:
    data = magnetic()
    scaling = Scaling.fit(data)
    spin, exchange = new_fields(scaling.apply(data))
    assert scaling.energy_scale != 1
    torch.testing.assert_close(spin, new_fields(data)[0])
    torch.testing.assert_close(exchange, new_fields(data)[1] / scaling.energy_scale)


def test_a_new_field_is_checked_and_shown() -> None:
    data = magnetic()
    assert "spin of each point [n_samples, n_points, 1]" in data._repr_html_()
    assert "exchange=[12, 2, 4]" in repr(data)
    (part,) = data.per_point
    with pytest.raises(ValueError, match=r"exchange is given without spin; expected both\. Pass spin=\.\.\. too"):
        part.replace(spin=None)
    with pytest.raises(ValueError, match=r"spin has shape \(3, 2, 1\).*expected the same n_samples"):
        part.replace(spin=torch.ones(3, 2, 1, dtype=F64))
    odd = torch.ones(12, 2, 1, dtype=F64)
    odd[3, 1] = float("nan")
    with pytest.raises(ValueError, match=r"spin holds 1 NaN.*at index .3, 1, 0."):
        part.replace(spin=odd)


def test_every_field_says_its_axes_and_meaning() -> None:
    for kind in (PerCellDataset, PerPointDataset, Magnetic):
        for field in fields_of(kind).values():
            assert field.axes[0] == "n_samples"
            assert field.meaning
            assert field.name in (kind.__doc__ or "") or kind is Magnetic


SAME = {
    "list": [2, 0, 5],
    "tuple": (2, 0, 5),
    "range": range(1, 6, 2),
    "slice": slice(1, 4),
    "backwards": slice(4, 1, -1),
    "whole slice": slice(None),
    "numpy": np.array([2, 0, 5]),
    "numpy flags": np.array([True, False, True, False, False, True]),
    "flags": [False, True, False, True, True, False],
    "tensor": torch.tensor([2, 0, 5]),
    "small tensor": torch.tensor([2, 0, 5], dtype=torch.int32),
    "negative": [-1, 0, -6],
    "twice": [3, 3],
}


@pytest.mark.parametrize("name", SAME)
def test_take_is_indexing(name: str) -> None:
    rows = SAME[name]
    data = random_dataset(n_samples=6)
    taken = data.take(rows)
    index = np.arange(6)[rows if isinstance(rows, (slice, np.ndarray)) else np.asarray(rows)]
    for part, before in zip((taken.per_cell, *taken.per_point), (data.per_cell, *data.per_point), strict=True):
        assert type(part) is type(before)
        for field, tensor in part.tensors.items():
            assert torch.equal(tensor, before.tensors[field][torch.from_numpy(index.copy())])
        assert len(part) == len(index)
    assert [part.tag for part in taken.per_point] == [part.tag for part in data.per_point]


def test_take_knows_its_padding() -> None:
    mask = torch.tensor([[1.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=F64)
    part = PerPointDataset(torch.ones(3, 2, 1, dtype=F64), mask)
    assert part.is_padded
    assert not part.take([0, 2]).is_padded
    assert part.take([1]).is_padded


WRONG: dict[str, tuple[Any, type, str]] = {
    "one number": (3, TypeError, r"rows is an int; expected several samples\. Try take\(\[3\]\)"),
    "a word": ("first", TypeError, "rows is a str"),
    "fractions": ([0.5, 1.0], TypeError, "rows is a list of shape .2,. and dtype torch.float64"),
    "too large": ([0, 6], IndexError, "rows holds 6 and there are 6 samples; expected -6 to 5"),
    "too small": ([0, -7], IndexError, "rows holds -7"),
    "too few flags": ([True, False], IndexError, "rows has 2 flags and there are 6 samples"),
    "no flag": ([False] * 6, ValueError, "False throughout"),
    "nothing": ([], ValueError, "rows is empty"),
    "an empty slice": (slice(6, 9), ValueError, "takes none of 6 samples"),
    "a table": ([[0, 1]], TypeError, "of shape .1, 2."),
}


@pytest.mark.parametrize("name", WRONG)
def test_rows_that_are_none(name: str) -> None:
    rows, kind, pattern = WRONG[name]
    with pytest.raises(kind, match=pattern):
        random_dataset(n_samples=6).take(rows)


def test_parts_cannot_be_changed_behind_their_checks() -> None:
    part = random_dataset().per_cell
    with pytest.raises(AttributeError):
        part.energy = torch.full((2, 1), float("nan"))  # type: ignore[misc]


def test_scaled_energies_are_those_of_points_too() -> None:
    one = torch.ones(2, 3, 1, dtype=F64)
    part = PerPointDataset(features=one, mask=one[..., 0], charges=2 * one, energies_p=4 * one)
    scaled = part.scale_energies(0.5)
    assert scaled.energies_p is not None
    assert scaled.energies_p.flatten().tolist() == [2.0] * 6
    assert scaled.charges is not None
    assert scaled.charges.flatten().tolist() == [2.0] * 6
