"""The maps: layers, seeds, types, and errors."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from miniff_edu.models import behler_nn


@given(
    n_inputs=st.integers(1, 5),
    n_internal=st.integers(1, 6),
    bias=st.lists(st.booleans(), min_size=1, max_size=4),
    seed=st.integers(0, 1000),
)
def test_against_a_plain_loop(n_inputs: int, n_internal: int, bias: list[bool], seed: int) -> None:
    """The network is what its weights say: W x + b, a sigmoid between each two layers."""
    n_layers = len(bias)
    network = behler_nn(n_inputs, n_internal, n_layers, bias, seed=seed, dtype=torch.float64)
    linear = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
    assert [layer.bias is not None for layer in linear] == bias
    assert len(network) == 2 * n_layers - 1
    x = np.random.default_rng(seed).normal(size=(7, 2, n_inputs))
    expected = x
    for i, layer in enumerate(linear):
        if i > 0:
            expected = 1 / (1 + np.exp(-expected))
        expected = expected @ layer.weight.detach().numpy().T
        if layer.bias is not None:
            expected = expected + layer.bias.detach().numpy()
    np.testing.assert_allclose(network(torch.from_numpy(x)).detach().numpy(), expected, rtol=1e-10, atol=1e-12)


def test_seed_is_reproducible_and_leaves_the_global_generator_alone() -> None:
    torch.manual_seed(5)
    untouched = torch.rand(3)
    torch.manual_seed(5)
    one, two, other = behler_nn(3, seed=1), behler_nn(3, seed=1), behler_nn(3, seed=2)
    torch.testing.assert_close(torch.rand(3), untouched, rtol=0, atol=0)
    torch.testing.assert_close(one[0].weight, two[0].weight, rtol=0, atol=0)
    assert not torch.equal(one[0].weight, other[0].weight)


@pytest.mark.parametrize("seed", [0, 1, 42])
def test_a_seed_is_that_of_torch(seed: int) -> None:
    """So that layers made by hand after ``torch.manual_seed`` begin with the same weights."""
    torch.manual_seed(seed)
    by_hand = torch.nn.Linear(3, 5)
    assert torch.equal(behler_nn(3, 5, seed=seed)[0].weight, by_hand.weight)


def test_without_a_seed_the_global_generator_decides() -> None:
    torch.manual_seed(5)
    one, two = behler_nn(3), behler_nn(3)
    torch.manual_seed(5)
    again = behler_nn(3)
    assert torch.equal(one[0].weight, again[0].weight)
    assert not torch.equal(one[0].weight, two[0].weight)


def test_defaults() -> None:
    network = behler_nn(4)
    assert [tuple(p.shape) for p in network.parameters()] == [(15, 4), (15,), (15, 15), (15,), (1, 15), (1,)]
    assert next(network.parameters()).dtype == torch.float32
    assert isinstance(network[1], torch.nn.Sigmoid)


def test_activation() -> None:
    network = behler_nn(4, activation=torch.nn.Tanh)
    assert isinstance(network[1], torch.nn.Tanh)
    assert network[1] is not network[3]


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"n_inputs": 0}, ValueError, r"n_inputs is 0; expected at least 1"),
        ({"n_inputs": "3"}, TypeError, r"n_inputs is a str; expected a whole number"),
        ({"n_internal": 0}, ValueError, r"n_internal is 0"),
        ({"n_layers": 0}, ValueError, r"n_layers is 0"),
        ({"n_layers": 2.0}, TypeError, r"n_layers is a float"),
        ({"n_layers": True}, TypeError, r"n_layers is a bool"),
        ({"bias": [True]}, ValueError, r"bias has 1 entries; expected 3.*bias=\[True, True, False\]"),
        ({"bias": "yes"}, TypeError, r"bias is 'yes'; expected a bool"),
        ({"activation": torch.nn.Tanh()}, TypeError, r"activation is a Tanh object.*activation=torch\.nn\.Tanh"),
        ({"activation": "tanh"}, TypeError, r"activation is 'tanh'; expected a class"),
        ({"dtype": torch.int32}, ValueError, r"dtype is torch\.int32"),
        ({"seed": -1}, ValueError, r"seed is -1; expected at least 0"),
    ],
)
def test_mistake_is_named(options: dict[str, object], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        behler_nn(**{"n_inputs": 3, **options})
