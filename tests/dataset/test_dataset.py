"""The containers: shapes, round trips, padding, and an error for every mistake that names it."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from samples import random_dataset
from torch.utils.data import DataLoader

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset

F64 = torch.float64


def ones(*shape: int, dtype: torch.dtype = F64) -> torch.Tensor:
    return torch.ones(*shape, dtype=dtype)


# What is wrong, the error, and what its message must say: the argument, what it got, what was expected, the fix.
MISTAKES = {
    "1-D energy": (
        lambda: PerCellDataset(ones(100)),
        ValueError,
        r"energy has shape \(100,\); expected \(n_samples, 1\).*energy\[:, None\]",
    ),
    "row energy": (
        lambda: PerCellDataset(ones(1, 100)),
        ValueError,
        r"energy has shape \(1, 100\).*row instead of a column.*energy\.T",
    ),
    "wide energy": (
        lambda: PerCellDataset(ones(5, 2)),
        ValueError,
        r"energy has shape \(5, 2\).*length 2, not 1",
    ),
    "scalar energy": (lambda: PerCellDataset(torch.tensor(1.0)), ValueError, r"energy has shape \(\)"),
    "numpy energy": (
        lambda: PerCellDataset(np.full((3, 1), 1234.5)),
        TypeError,
        r"energy is a numpy\.ndarray; expected a torch\.Tensor.*torch\.from_numpy\(energy\)",
    ),
    "list energy": (
        lambda: PerCellDataset([[1234.5]]),
        TypeError,
        r"energy is a list; expected a torch\.Tensor.*torch\.tensor\(energy",
    ),
    "energy=None": (lambda: PerCellDataset(None), TypeError, r"energy is None; expected a torch\.Tensor"),
    "integer energy": (
        lambda: PerCellDataset(torch.ones(3, 1, dtype=torch.int64)),
        ValueError,
        r"energy has dtype torch\.int64.*energy\.to\(torch\.float64\)",
    ),
    "bool energy": (
        lambda: PerCellDataset(torch.ones(3, 1, dtype=torch.bool)),
        ValueError,
        r"energy has dtype torch\.bool",
    ),
    "no samples": (lambda: PerCellDataset(ones(0, 1)), ValueError, r"energy has shape \(0, 1\).*at least 1"),
    "nan energy": (
        lambda: PerCellDataset(torch.tensor([[1.0], [np.nan], [np.inf], [np.nan]])),
        ValueError,
        r"energy holds 2 NaN and 1 infinite entries out of 4, the first at index \(1, 0\)",
    ),
    "energy_g without mask": (
        lambda: PerCellDataset(ones(3, 1), energy_g=ones(3, 2, 3)),
        ValueError,
        r"energy_g is given without a mask.*mask=torch\.ones",
    ),
    "2-D energy_g": (
        lambda: PerCellDataset(ones(3, 1), ones(3, 2), ones(3, 2)),
        ValueError,
        r"energy_g has shape \(3, 2\); expected \(n_samples, n_atoms, n_coords\)",
    ),
    "float32 energy_g": (
        lambda: PerCellDataset(ones(3, 1), ones(3, 2), ones(3, 2, 3, dtype=torch.float32)),
        ValueError,
        r"energy_g has dtype torch\.float32 and energy has dtype torch\.float64.*energy_g\.to",
    ),
    "n_atoms in one cell part": (
        lambda: PerCellDataset(ones(3, 1), ones(3, 2), ones(3, 4, 3)),
        ValueError,
        r"energy_g has shape \(3, 4, 3\).*mask has shape \(3, 2\).*same n_atoms",
    ),
    "n_samples in one cell part": (
        lambda: PerCellDataset(ones(3, 1), ones(2, 3)),
        ValueError,
        r"mask has shape \(2, 3\).*energy has shape \(3, 1\).*same n_samples",
    ),
    "2-D features": (
        lambda: PerPointDataset(ones(100, 3), ones(100, 1)),
        ValueError,
        r"^features has shape \(100, 3\); expected \(n_samples, n_points, n_features\).*features\[:, None, :\]",
    ),
    "2-D transposed features": (
        lambda: PerPointDataset(ones(3, 100), ones(100, 1)),
        ValueError,
        r"^features has shape \(3, 100\)",
    ),
    "1-D features": (lambda: PerPointDataset(ones(100), ones(100, 1)), ValueError, r"^features has shape \(100,\)"),
    "transposed features": (
        lambda: PerPointDataset(ones(100, 3, 1), ones(100, 1)),
        ValueError,
        r"^features has shape \(100, 3, 1\).*n_samples = 100 and n_points = 1.*features\.permute\(0, 2, 1\)",
    ),
    "features first": (
        lambda: PerPointDataset(ones(3, 100, 1), ones(100, 1)),
        ValueError,
        r"^features has shape \(3, 100, 1\).*features\.permute\(1, 2, 0\)",
    ),
    "features of others": (lambda: PerPointDataset(ones(7, 2, 3), ones(5, 2)), ValueError, r"^features has shape"),
    "float32 mask": (
        lambda: PerPointDataset(ones(4, 1, 3), ones(4, 1, dtype=torch.float32)),
        ValueError,
        r"mask has dtype torch\.float32 and features has dtype torch\.float64.*mask\.to\(features\.dtype\)",
    ),
    "bool mask": (
        lambda: PerPointDataset(ones(4, 1, 3), torch.ones(4, 1, dtype=torch.bool)),
        ValueError,
        r"mask has dtype torch\.bool.*multiplies.*mask\.to\(torch\.float64\)",
    ),
    "integer mask": (
        lambda: PerPointDataset(ones(4, 1, 3), torch.ones(4, 1, dtype=torch.int32)),
        ValueError,
        r"mask has dtype torch\.int32",
    ),
    "integer features": (
        lambda: PerPointDataset(torch.ones(4, 1, 3, dtype=torch.int64), ones(4, 1)),
        ValueError,
        r"features has dtype torch\.int64",
    ),
    "complex features": (
        lambda: PerPointDataset(torch.ones(4, 1, 3, dtype=torch.complex64), ones(4, 1)),
        ValueError,
        r"features has dtype torch\.complex64",
    ),
    "mask=None": (
        lambda: PerPointDataset(ones(4, 1, 3), None),
        TypeError,
        r"mask is None.*torch\.ones\(features",
    ),
    "features and mask swapped": (
        lambda: PerPointDataset(ones(100, 1), ones(100, 1, 3)),
        ValueError,
        r"features has shape \(100, 1\) and mask has shape \(100, 1, 3\).*swapped.*features=\.\.\., mask=",
    ),
    "features=None": (lambda: PerPointDataset(None, ones(4, 1)), TypeError, r"features is None"),
    "numpy mask": (lambda: PerPointDataset(ones(4, 1, 3), np.ones((4, 1))), TypeError, r"mask is a numpy\.ndarray"),
    "mask as weight": (
        lambda: PerPointDataset(ones(4, 1, 3), 0.5 * ones(4, 1)),
        ValueError,
        r"mask holds 0\.5 at index \(0, 0\).*1 for a real point and 0 for padding.*no sample weight",
    ),
    "nan features": (
        lambda: PerPointDataset(torch.full((2, 1, 3), np.nan), ones(2, 1, dtype=torch.float32)),
        ValueError,
        r"features holds 6 NaN and 0 infinite entries out of 6, the first at index \(0, 0, 0\)",
    ),
    "infinite mask": (
        lambda: PerPointDataset(ones(2, 1, 3), ones(2, 1) / 0),
        ValueError,
        r"mask holds 0 NaN and 2 infinite",
    ),
    "2-D charges": (
        lambda: PerPointDataset(ones(4, 2, 3), ones(4, 2), charges=ones(4, 2)),
        ValueError,
        r"charges has shape \(4, 2\); expected \(n_samples, n_points, 1\).*charges\[\.\.\., None\]",
    ),
    "energies_p of other points": (
        lambda: PerPointDataset(ones(4, 2, 3), ones(4, 2), energies_p=ones(4, 3, 1)),
        ValueError,
        r"energies_p has shape \(4, 3, 1\).*same n_points",
    ),
    "features_g of other features": (
        lambda: PerPointDataset(ones(4, 2, 3), ones(4, 2), ones(4, 2, 5, 6, 3)),
        ValueError,
        r"features_g has shape \(4, 2, 5, 6, 3\).*same n_features",
    ),
    "no features": (lambda: PerPointDataset(ones(4, 1, 0), ones(4, 1)), ValueError, r"features has shape \(4, 1, 0\)"),
    "swapped": (
        lambda: Dataset(PerPointDataset(ones(4, 1, 3), ones(4, 1)), PerCellDataset(ones(4, 1))),
        TypeError,
        r"per_cell, the first argument of Dataset, is a PerPointDataset; expected a PerCellDataset.*in this order",
    ),
    "no per-point part": (
        lambda: Dataset(PerCellDataset(ones(4, 1))),
        ValueError,
        r"no per-point part; expected at least one",
    ),
    "two per-cell parts": (
        lambda: Dataset(PerCellDataset(ones(4, 1)), PerCellDataset(ones(4, 1))),
        TypeError,
        r"per_point\[0\] is a PerCellDataset; expected a PerPointDataset.*Dataset\.cat",
    ),
    "tensor as part": (
        lambda: Dataset(PerCellDataset(ones(4, 1)), ones(4, 1, 3)),
        TypeError,
        r"per_point\[0\] is a torch\.Tensor; expected a PerPointDataset",
    ),
    "list of parts": (
        lambda: Dataset(PerCellDataset(ones(4, 1)), [PerPointDataset(ones(4, 1, 3), ones(4, 1))]),
        TypeError,
        r"per_point\[0\] is a list",
    ),
    "n_samples of parts": (
        lambda: Dataset(PerCellDataset(ones(5, 1)), PerPointDataset(ones(4, 1, 3), ones(4, 1))),
        ValueError,
        r"per_point\[0\] has n_samples = 4 and per_cell has n_samples = 5",
    ),
    "dtype of parts": (
        lambda: Dataset(
            PerCellDataset(ones(4, 1)),
            PerPointDataset(ones(4, 1, 3, dtype=torch.float32), ones(4, 1, dtype=torch.float32)),
        ),
        ValueError,
        r"per_point\[0\] has dtype = torch\.float32 and per_cell has dtype = torch\.float64.*per_point\[0\]\.to\(",
    ),
    "n_atoms of parts": (
        lambda: Dataset(
            PerCellDataset(ones(4, 1), ones(4, 5)), PerPointDataset(ones(4, 1, 3), ones(4, 1), ones(4, 1, 3, 6, 3))
        ),
        ValueError,
        r"per_point\[0\] has n_atoms = 6 and per_cell has n_atoms = 5",
    ),
    "n_coords of parts": (
        lambda: Dataset(
            PerCellDataset(ones(4, 1), ones(4, 5), ones(4, 5, 2)),
            PerPointDataset(ones(4, 1, 3), ones(4, 1), ones(4, 1, 3, 5, 3)),
        ),
        ValueError,
        r"per_point\[0\] has n_coords = 3 and per_cell has n_coords = 2",
    ),
    "second part differs": (
        lambda: Dataset(
            PerCellDataset(ones(4, 1)),
            PerPointDataset(ones(4, 1, 3), ones(4, 1)),
            PerPointDataset(ones(3, 1, 3), ones(3, 1)),
        ),
        ValueError,
        r"per_point\[1\] has n_samples = 3",
    ),
    "cat of nothing": (lambda: PerCellDataset.cat([]), ValueError, r"items is empty"),
    "cat without a list": (lambda: PerCellDataset.cat(PerCellDataset(ones(4, 1))), TypeError, r"items is a PerCell"),
    "cat of kinds": (
        lambda: PerCellDataset.cat([PerCellDataset(ones(4, 1)), PerPointDataset(ones(4, 1, 3), ones(4, 1))]),
        TypeError,
        r"items\[1\] is a PerPointDataset; expected a PerCellDataset",
    ),
    "cat of fields": (
        lambda: PerCellDataset.cat([PerCellDataset(ones(4, 1)), PerCellDataset(ones(4, 1), ones(4, 2))]),
        ValueError,
        r"items\[1\] has the fields energy, mask and items\[0\] has energy",
    ),
    "cat of dtypes": (
        lambda: PerCellDataset.cat([PerCellDataset(ones(4, 1)), PerCellDataset(ones(4, 1, dtype=torch.float32))]),
        ValueError,
        r"items\[1\] has dtype = torch\.float32.*items\[1\]\.to\(torch\.float64\)",
    ),
    "cat of features": (
        lambda: PerPointDataset.cat(
            [PerPointDataset(ones(4, 1, 3), ones(4, 1)), PerPointDataset(ones(4, 1, 2), ones(4, 1))]
        ),
        ValueError,
        r"items\[1\] has n_features = 2 and items\[0\] has n_features = 3",
    ),
    "cat of coords": (
        lambda: PerCellDataset.cat(
            [PerCellDataset(ones(4, 1), ones(4, 2), ones(4, 2, n)) for n in (3, 2)]  # 3 and 2 dimensions
        ),
        ValueError,
        r"items\[1\] has n_coords = 2 and items\[0\] has n_coords = 3",
    ),
    "cat of species": (
        lambda: PerPointDataset.cat([PerPointDataset(ones(4, 1, 3), ones(4, 1), tag=tag) for tag in ("Si", "O")]),
        ValueError,
        r"items have the tags 'O', 'Si'; expected one species",
    ),
    "cat of part counts": (
        lambda: Dataset.cat([random_dataset(), random_dataset(n_points=(3,))]),
        ValueError,
        r"items\[1\] has 1 per-point parts and items\[0\] has 2",
    ),
    "to an integer type": (lambda: PerCellDataset(ones(4, 1)).to(torch.int32), ValueError, r"dtype is torch\.int32"),
    "to a numpy type": (lambda: PerCellDataset(ones(4, 1)).to(np.float32), ValueError, r"dtype is .*numpy.float32"),
    "to a type too small": (
        lambda: PerCellDataset(1e300 * ones(4, 1)).to(torch.float32),
        ValueError,
        r"energy holds 0 NaN and 4 infinite",
    ),
    "from a tensor": (lambda: Dataset.from_tensors(ones(3, 1)), TypeError, r"tensors is a torch\.Tensor"),
    "from flat tensors": (
        lambda: Dataset.from_tensors([ones(3, 1), ones(3, 1, 2)]),
        TypeError,
        r"tensors\[0\] is a torch\.Tensor; expected the tuple",
    ),
    "from ambiguous tensors": (
        lambda: Dataset.from_tensors([[ones(3, 1)], [ones(3, 1, 2), ones(3, 1), ones(3, 1, 1)]]),
        ValueError,
        r"tensors\[1\] holds 3 tensors.*like=dataset",
    ),
    "from too many tensors": (
        lambda: Dataset.from_tensors([[ones(3, 1)] * 4, [ones(3, 1, 2), ones(3, 1)]]),
        ValueError,
        r"tensors\[0\] holds 4 tensors",
    ),
    "from tensors unlike": (
        lambda: Dataset.from_tensors(random_dataset()[:], like=random_dataset(n_points=(3,))),
        ValueError,
        r"tensors has \[3, 5, 5\] fields per part and like has \[3, 5\]",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_named(name: str) -> None:
    make, kind, pattern = MISTAKES[name]
    with pytest.raises(kind, match=re.compile(pattern, re.DOTALL)) as caught:
        make()
    assert type(caught.value) is kind
    assert "1234.5" not in str(caught.value), "an error must not print the data"


def test_sizes() -> None:
    data = random_dataset()
    assert (data.n_samples, data.n_atoms, data.n_coords, data.dtype) == (4, 5, 3, F64)
    assert (data.n_points, data.n_features) == ((3, 2), (4, 4))
    assert len(data) == len(data.per_cell) == len(data.per_point[0]) == 4
    assert data.is_gradient_available()


def test_sizes_without_optional_fields(toy: Dataset) -> None:
    assert (toy.n_samples, toy.n_atoms, toy.n_coords, toy.n_points, toy.n_features) == (100, None, None, (1,), (3,))
    assert not toy.is_gradient_available()
    assert toy.per_cell.mask is toy.per_cell.energy_g is None
    assert toy.per_point[0].charges is toy.per_point[0].energies_p is toy.per_point[0].features_g is None


def test_a_single_sample_and_point_pass() -> None:
    data = Dataset(PerCellDataset(ones(1, 1)), PerPointDataset(ones(1, 1, 1), ones(1, 1)))
    assert len(data) == 1


def test_padding_is_known() -> None:
    assert not PerPointDataset(ones(4, 2, 3), ones(4, 2)).is_padded
    assert PerPointDataset(ones(2, 2, 3), torch.eye(2, dtype=F64)).is_padded


def test_indexing_leaves_absent_fields_out(toy: Dataset) -> None:
    (energy,), (features, mask) = toy[7]
    assert energy.shape == (1,)
    assert features.shape == (1, 3)
    assert mask.shape == (1,)
    with pytest.raises(IndexError):
        toy[100]


@pytest.mark.parametrize("data", [random_dataset(n_samples=7), random_dataset(n_samples=7, n_points=(2,))])
def test_loader_batches_and_back(data: Dataset) -> None:
    batches = [Dataset.from_tensors(batch, like=data) for batch in DataLoader(data, batch_size=3)]
    assert [len(batch) for batch in batches] == [3, 3, 1]
    assert [part.tag for part in batches[0].per_point] == [part.tag for part in data.per_point]
    assert_equal(Dataset.cat(batches), data)


def test_from_tensors_guesses_what_is_unambiguous(toy: Dataset) -> None:
    assert_equal(Dataset.from_tensors(toy[:]), toy)
    gradients = PerPointDataset(ones(4, 2, 3), ones(4, 2), features_g=ones(4, 2, 3, 2, 3))
    atoms = Dataset(PerCellDataset(ones(4, 1), ones(4, 2), ones(4, 2, 3)), gradients)
    assert_equal(Dataset.from_tensors(atoms[:]), atoms)


def test_from_tensors_says_which_fields_it_cannot_tell_apart() -> None:
    full = random_dataset()
    with pytest.raises(ValueError, match=r"features_g, charges, energies_p or features, mask, features_g, charges, we"):
        Dataset.from_tensors(full[:])
    column = Dataset(PerCellDataset(ones(3, 1), ones(3, 1)), PerPointDataset(ones(3, 1, 2), ones(3, 1)))
    with pytest.raises(ValueError, match=r"tensors\[0\].*their axes fit energy, mask or energy, weight.*take\(rows\)"):
        Dataset.from_tensors(column[:])


def test_from_tensors_with_like_tells_charges_from_energies() -> None:
    part = PerPointDataset(ones(3, 2, 4), ones(3, 2), energies_p=2 * ones(3, 2, 1))
    data = Dataset(PerCellDataset(ones(3, 1)), part)
    again = Dataset.from_tensors(data[:], like=data)
    assert again.per_point[0].charges is None
    assert_equal(again, data)


def assert_equal(one: Dataset, other: Dataset) -> None:
    for a, b in zip((one.per_cell, *one.per_point), (other.per_cell, *other.per_point), strict=True):
        assert list(a.tensors) == list(b.tensors)
        for name in a.tensors:
            torch.testing.assert_close(a.tensors[name], b.tensors[name], rtol=0, atol=0)


def test_to() -> None:
    data = random_dataset()
    single = data.to(torch.float32)
    assert single.dtype == single.per_point[1].mask.dtype == torch.float32
    assert single.per_point[1].tag == "B"
    assert data.per_cell.to(F64) is data.per_cell


@given(
    counts=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), st.integers(1, 5)), min_size=1)
)
def test_cat_pads_with_zeros(counts: list[tuple[int, int, int, int]]) -> None:
    """Whatever the sizes: every item is found again in its corner, and everything else is 0."""
    items = [random_dataset(i, n, (a, b), atoms) for i, (n, a, b, atoms) in enumerate(counts[:4])]
    joined = Dataset.cat(items)
    assert len(joined) == sum(map(len, items))
    assert joined.n_atoms == max(item.n_atoms for item in items)
    assert joined.n_points == tuple(max(sizes) for sizes in zip(*(item.n_points for item in items), strict=True))
    start = 0
    for item in items:
        rows = slice(start, start := start + len(item))
        for got, wanted in zip((joined.per_cell, *joined.per_point), (item.per_cell, *item.per_point), strict=True):
            for name, tensor in wanted.tensors.items():
                corner = got.tensors[name][rows]
                inside = tuple(map(slice, tensor.shape))
                torch.testing.assert_close(corner[inside], tensor, rtol=0, atol=0)
                assert corner.abs().sum() == pytest.approx(tensor.abs().sum().item())


def test_cat_takes_a_tag() -> None:
    parts = [PerPointDataset(ones(4, 1, 3), ones(4, 1), tag=tag) for tag in ("Si", "O")]
    assert PerPointDataset.cat(parts, tag="any").tag == "any"


def test_display() -> None:
    data = random_dataset()
    assert repr(data.per_cell) == "PerCellDataset(energy=[4, 1], mask=[4, 5], energy_g=[4, 5, 3], dtype=float64)"
    assert repr(data.per_point[0]).endswith("tag='A')")
    html = data._repr_html_()
    for text in ("per_cell.energy_g", "4 × 5 × 3", "n_samples, n_atoms, n_coords", "padding", "per_point[1].charges"):
        assert text in html
    assert "0x" not in repr(data) + html, "memory addresses would differ from run to run"
    assert "<b>" not in PerPointDataset(ones(1, 1, 1), ones(1, 1), tag="<b>")._repr_html_()


def test_the_points_also_answer_to_the_name_that_miniff_gives_them() -> None:
    data = random_dataset()
    assert data.n_species == data.n_points == (3, 2)
    assert data.per_point[0].n_species == data.per_point[0].n_points == 3
    assert "n_species" not in repr(data) + data._repr_html_()
