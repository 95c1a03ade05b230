"""Descriptor families: values, derivatives, shapes, types, and how they print."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from miniff_edu.descriptors import PowerDecay


@given(n=st.integers(1, 8), r=npst.arrays(float, npst.array_shapes(max_dims=3), elements=st.floats(0, 20)))
def test_values_against_a_plain_loop(n: int, r: np.ndarray) -> None:
    g = PowerDecay(n)(r)
    assert g.shape == (*r.shape, n)
    for index in np.ndindex(*r.shape):
        for i in range(n):
            assert g[(*index, i)] == pytest.approx(float(r[index]) ** i * np.exp(-r[index]), rel=1e-13)


@pytest.mark.parametrize("n", [1, 3, 6])
def test_derivative_against_finite_differences(n: int) -> None:
    family, r, step = PowerDecay(n), np.linspace(0.1, 10, 50), 1e-6
    numeric = (family(r + step) - family(r - step)) / (2 * step)
    np.testing.assert_allclose(family.derivative(r), numeric, rtol=1e-6, atol=1e-6)


def test_derivative_at_zero_is_finite() -> None:
    np.testing.assert_allclose(PowerDecay(4).derivative(np.array(0.0)), [-1, 1, 0, 0])


def test_torch_agrees_and_carries_gradients() -> None:
    r = torch.linspace(0.1, 10, 20, dtype=torch.float64, requires_grad=True)
    g = PowerDecay(4)(r)
    np.testing.assert_allclose(g.detach(), PowerDecay(4)(r.detach().numpy()), rtol=1e-13)
    for i in range(4):
        (slope,) = torch.autograd.grad(g[:, i].sum(), r, retain_graph=True)
        torch.testing.assert_close(slope, PowerDecay(4).derivative(r)[:, i].detach())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype: type) -> None:
    assert PowerDecay(3)(np.ones(4, dtype=dtype)).dtype == dtype
    assert PowerDecay(3)(torch.from_numpy(np.ones(4, dtype=dtype))).numpy().dtype == dtype


def test_integers_and_scalars_are_taken_as_numbers() -> None:
    np.testing.assert_allclose(PowerDecay(3)(np.array([2])), PowerDecay(3)(np.array([2.0])))
    assert PowerDecay(3)(2.0).shape == (3,)
    assert PowerDecay(2)(torch.tensor([1, 2])).dtype == torch.get_default_dtype()


def test_the_toy_function_is_in_the_span() -> None:
    from miniff_edu.targets import toy_function

    r = np.linspace(0.1, 10, 100)
    np.testing.assert_allclose(PowerDecay(3)(r) @ [1, -1, 1], toy_function(r), rtol=1e-12)


def test_prints_as_its_formula() -> None:
    assert repr(PowerDecay(3)) == "PowerDecay(3): g_i(r) = r^i exp(-r), i = 0..2"


@pytest.mark.parametrize(
    ("n", "kind", "message"),
    [(0, ValueError, "n_descriptors is 0; expected at least 1"), (2.5, TypeError, "n_descriptors is a float")],
)
def test_bad_count(n: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        PowerDecay(n)
