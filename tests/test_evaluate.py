"""Dividing data and summing up residuals."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.evaluate import metrics, split


def numbered(n: int) -> Dataset:
    energy = torch.arange(n, dtype=torch.float64)[:, None]
    return Dataset(PerCellDataset(energy), PerPointDataset(energy[..., None], torch.ones(n, 1, dtype=torch.float64)))


@given(n=st.integers(10, 60), seed=st.integers(0, 100), first=st.floats(0.2, 0.7))
def test_no_sample_is_lost_or_doubled(n: int, seed: int, first: float) -> None:
    parts = split(numbered(n), (first, 0.9 - first, 0.1), seed)
    found = sorted(int(e) for part in parts for e in part.per_cell.energy[:, 0])
    assert found == list(range(n))
    assert abs(len(parts[0]) - first * n) <= 1
    for part in parts:
        assert torch.equal(part.per_point[0].features[..., 0], part.per_cell.energy), "rows stay together"


def test_seed_decides() -> None:
    a, b, c = (split(numbered(50), (0.8, 0.2), seed)[1].per_cell.energy for seed in (1, 1, 2))
    torch.testing.assert_close(a, b, rtol=0, atol=0)
    assert not torch.equal(a, c)


@pytest.mark.parametrize(
    ("fractions", "message"),
    [
        ((0.5, 0.4), "add up to 1"),
        ((1.2, -0.2), "above 0"),
        ((), "add up to 1"),
        ((0.99, 0.01), r"of 10 samples leave part 1 empty"),
        ((float("nan"), 1), "add up to 1"),
    ],
)
def test_bad_fractions(fractions: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        split(numbered(10), fractions, 0)


def test_metrics_by_hand() -> None:
    result = metrics([1, 2, 3], [1, 2, 6])
    assert result == pytest.approx((np.sqrt(3), 1, 3, 1 - 9 / 2))
    assert repr(result) == "Metrics(RMSE 1.73, MAE 1, max 3, R² -3.5000)"
    assert metrics([1, 2, 6], [1, 2, 3]).max == 3, "errors downwards are as large"
    assert metrics(torch.ones(3, 1), torch.ones(3, 1))[:3] == (0, 0, 0)


def test_r2_of_the_mean_is_zero_and_of_a_constant_undefined() -> None:
    assert metrics([1, 2, 3], [2, 2, 2]).r2 == pytest.approx(0)
    assert np.isnan(metrics([2, 2], [2, 3]).r2)


def test_shapes_are_not_broadcast() -> None:
    with pytest.raises(ValueError, match=r"reference has shape \(3,\) and prediction has shape \(3, 1\)"):
        metrics(np.ones(3), np.ones((3, 1)))
    with pytest.raises(ValueError, match="reference is empty"):
        metrics([], [])
    with pytest.raises(ValueError, match="prediction holds 1 NaN or infinite"):
        metrics([1.0], [np.nan])
