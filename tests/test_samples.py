"""Ragged samples: padding, sums, and what is refused."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from miniff_edu.descriptors import PowerDecay
from miniff_edu.predict import predict_energy
from miniff_edu.samples import make_dataset, pad_points, sum_over_points
from miniff_edu.toy.targets import toy_function

ragged = st.lists(st.lists(st.floats(0, 10), min_size=1, max_size=5), min_size=1, max_size=6)


@given(samples=ragged)
def test_against_plain_loops(samples: list[list[float]]) -> None:
    family = PowerDecay(3)
    features, mask = pad_points(samples, family)
    sums, ones = sum_over_points(samples, family)
    longest = max(map(len, samples))
    assert features.shape == (len(samples), longest, 3)
    assert sums.shape == (len(samples), 1, 3)
    assert (ones == 1).all()
    for i, sample in enumerate(samples):
        total = np.zeros(3)
        for p in range(longest):
            is_real = p < len(sample)
            assert mask[i, p] == is_real
            expected = family(np.array(sample[p])) if is_real else np.zeros(3)
            np.testing.assert_allclose(features[i, p], expected, rtol=1e-13)
            total += expected
        np.testing.assert_allclose(sums[i, 0], total, rtol=1e-12, atol=1e-14)


def test_both_ways_agree_for_a_linear_map() -> None:
    """Summed predictions are predictions of sums, and [1, -1, 1] is the sum of toy functions."""
    rng = np.random.default_rng(0)
    samples = [rng.uniform(0.1, 10, size=n) for n in (1, 4, 2, 7)]
    energy = [toy_function(sample).sum() for sample in samples]
    network = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
    with torch.no_grad():
        network.weight.copy_(torch.tensor([[1.0, -1, 1]]))
        for summed in (False, True):
            data = make_dataset(samples, energy, PowerDecay(3), summed=summed)
            np.testing.assert_allclose(predict_energy([network], data)[:, 0], energy, rtol=1e-12)


def test_order_does_not_matter_to_sums() -> None:
    one, two = (sum_over_points([s], PowerDecay(4))[0] for s in ([1.0, 2.0, 5.0], [5.0, 1.0, 2.0]))
    torch.testing.assert_close(one, two, rtol=1e-14, atol=0)


def test_one_argument_per_sample() -> None:
    r = np.linspace(0.1, 10, 20)
    data = make_dataset(r, toy_function(r), PowerDecay(3))
    np.testing.assert_allclose(data.per_point[0].features[:, 0], PowerDecay(3)(r))
    assert not data.per_point[0].is_padded
    same = make_dataset(torch.from_numpy(r)[:, None], toy_function(r)[:, None], PowerDecay(3))
    torch.testing.assert_close(same.per_point[0].features, data.per_point[0].features)


@pytest.mark.parametrize(
    ("samples", "kind", "message"),
    [
        ([], ValueError, "samples is empty"),
        (5, TypeError, "samples is an int"),
        ([[1.0], [], [2.0]], ValueError, r"samples\[1\] is empty, as are 1 of 3"),
        ([[1.0, 2.0], [3.0, np.nan, np.inf]], ValueError, r"samples\[1\] holds nan, the first of 2 arguments"),
        ([[1.0], [[2.0, 3.0]]], ValueError, r"samples\[1\] has shape \(1, 2\); expected \(n,\)"),
        ([[1.0], ["a"]], TypeError, r"samples\[1\] is a list that does not hold numbers"),
    ],
)
@pytest.mark.parametrize("function", [pad_points, sum_over_points])
def test_mistake_is_named(function: object, samples: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        function(samples, PowerDecay(3))


def test_energies_and_descriptors_are_checked() -> None:
    with pytest.raises(ValueError, match=r"energy has shape \(3,\) and there are 2 samples"):
        make_dataset([[1.0], [2.0]], [1, 2, 3], PowerDecay(2))
    with pytest.raises(ValueError, match=r"descriptors returned a numpy\.ndarray of shape \(2,\)"):
        make_dataset([[1.0], [2.0]], [1, 2], np.exp)
