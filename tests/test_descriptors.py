"""Descriptor families: values, derivatives, shapes, types, and how they print."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from miniff_edu.descriptors import Bessel, Chebyshev, Family, Gaussians, PowerDecay


@given(n=st.integers(1, 8), r=npst.arrays(float, npst.array_shapes(max_dims=3), elements=st.floats(0, 20)))
def test_values_against_a_plain_loop(n: int, r: np.ndarray) -> None:
    g = PowerDecay(n)(r)
    assert g.shape == (*r.shape, n)
    for index in np.ndindex(*r.shape):
        for i in range(n):
            assert g[(*index, i)] == pytest.approx(float(r[index]) ** i * np.exp(-r[index]), rel=1e-13)


FAMILIES = [
    PowerDecay(1),
    PowerDecay(6),
    Gaussians(1),
    Gaussians(5, 0.1, 8.0),
    Gaussians(4, width=0.5),
    Chebyshev(1, cutoff=6.0),
    Chebyshev(2, cutoff=6.0),
    Chebyshev(7, cutoff=6.0),
    Bessel(1, cutoff=6.0),
    Bessel(5, cutoff=6.0),
]
every_family = pytest.mark.parametrize("family", FAMILIES, ids=str)


def plain(family: Family, r: float, i: int) -> float:
    """Return one descriptor from the formula of the textbook."""
    if isinstance(family, PowerDecay):
        return r**i * np.exp(-r)
    if isinstance(family, Gaussians):
        n = family.n_descriptors
        centres = np.linspace(family.low, family.high, n) if n > 1 else [(family.low + family.high) / 2]
        width = family.width or (centres[1] - centres[0] if n > 1 else (family.high - family.low) / 2)
        return np.exp(-0.5 * ((r - centres[i]) / width) ** 2)
    if r >= family.cutoff:
        return 0.0
    fc = 0.5 * (np.cos(np.pi * r / family.cutoff) + 1)
    if isinstance(family, Chebyshev):
        return np.polynomial.chebyshev.Chebyshev.basis(i)(2 * r / family.cutoff - 1) * fc
    return np.sqrt(2 / family.cutoff) * np.sin((i + 1) * np.pi * r / family.cutoff) / r * fc


@every_family
def test_every_family_against_its_formula(family: Family) -> None:
    r = np.array([[1e-3, 0.1, 1.0], [5.9, 6.0, 7.5]])
    g = family(r)
    assert g.shape == (2, 3, family.n_descriptors)
    for index in np.ndindex(*r.shape):
        for i in range(family.n_descriptors):
            assert g[(*index, i)] == pytest.approx(plain(family, r[index], i), rel=1e-10, abs=1e-12)


@every_family
def test_derivative_against_finite_differences(family: Family) -> None:
    r, step = np.linspace(0.01, 10, 80), 1e-6
    numeric = (family(r + step) - family(r - step)) / (2 * step)
    np.testing.assert_allclose(family.derivative(r), numeric, rtol=1e-5, atol=1e-6)


@every_family
def test_torch_agrees_and_carries_gradients(family: Family) -> None:
    r = torch.linspace(0.1, 10, 20, dtype=torch.float64, requires_grad=True)
    g = family(r)
    np.testing.assert_allclose(g.detach(), family(r.detach().numpy()), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(family.derivative(r).detach(), family.derivative(r.detach().numpy()), atol=1e-12)
    for i in range(family.n_descriptors):
        (slope,) = torch.autograd.grad(g[:, i].sum(), r, retain_graph=True)
        torch.testing.assert_close(slope, family.derivative(r)[:, i].detach(), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("family", [Chebyshev(5, cutoff=4.0), Bessel(5, cutoff=4.0)], ids=str)
def test_cutoff_is_smooth(family: Family) -> None:
    """At the cutoff value and slope vanish; beyond it all is zero."""
    np.testing.assert_allclose(family(np.array([4.0, 4.5, 100.0])), 0, atol=1e-15)
    np.testing.assert_allclose(family.derivative(np.array([4.0, 4.5, 100.0])), 0, atol=1e-15)
    just_inside = np.array([4.0 - 1e-4])
    assert np.abs(family(just_inside)).max() < 1e-6
    assert np.abs(family.derivative(just_inside)).max() < 1e-2


def test_bessel_is_finite_at_zero() -> None:
    g = Bessel(3, cutoff=5.0)
    expected = np.sqrt(2 / 5) * np.arange(1, 4) * np.pi / 5
    np.testing.assert_allclose(g(np.array([0.0]))[0], expected, rtol=1e-12)
    np.testing.assert_allclose(g(np.array([1e-9]))[0], expected, rtol=1e-12)
    np.testing.assert_allclose(g.derivative(np.array([0.0]))[0], 0, atol=1e-12)


def test_derivative_at_zero_is_finite() -> None:
    np.testing.assert_allclose(PowerDecay(4).derivative(np.array(0.0)), [-1, 1, 0, 0])


@every_family
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(family: Family, dtype: type) -> None:
    for what in (family, family.derivative):
        assert what(np.ones(4, dtype=dtype)).dtype == dtype
        assert what(torch.from_numpy(np.ones(4, dtype=dtype))).numpy().dtype == dtype


def test_integers_and_scalars_are_taken_as_numbers() -> None:
    np.testing.assert_allclose(PowerDecay(3)(np.array([2])), PowerDecay(3)(np.array([2.0])))
    assert PowerDecay(3)(2.0).shape == (3,)
    assert PowerDecay(2)(torch.tensor([1, 2])).dtype == torch.get_default_dtype()


def test_the_toy_function_is_in_the_span() -> None:
    from miniff_edu.toy.targets import toy_function

    r = np.linspace(0.1, 10, 100)
    np.testing.assert_allclose(PowerDecay(3)(r) @ [1, -1, 1], toy_function(r), rtol=1e-12)


@pytest.mark.parametrize(
    ("family", "text"),
    [
        (PowerDecay(3), "PowerDecay(3): g_i(r) = r^i exp(-r), i = 0..2"),
        (Gaussians(4, 0, 6), "Gaussians(4, low=0, high=6): g_i(r) = exp(-(r - c_i)^2 / 2 w^2), i = 0..3"),
        (Chebyshev(2, cutoff=5), "Chebyshev(2, cutoff=5): g_i(r) = T_i(2 r / r_c - 1) f_c(r), i = 0..1"),
    ],
)
def test_prints_as_its_formula(family: Family, text: str) -> None:
    assert repr(family) == text


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: PowerDecay(0), ValueError, "n_descriptors is 0; expected at least 1"),
        (lambda: Bessel(-2), ValueError, "n_descriptors is -2"),
        (lambda: PowerDecay(2.5), TypeError, "n_descriptors is a float"),
        (lambda: Chebyshev(3, cutoff=0), ValueError, "cutoff is 0; expected a finite number above 0"),
        (lambda: Bessel(3, cutoff=-1.0), ValueError, r"cutoff is -1\.0"),
        (lambda: Bessel(3, cutoff=float("inf")), ValueError, "cutoff is inf"),
        (lambda: Bessel(3, cutoff="5"), TypeError, "cutoff is a str"),
        (lambda: Gaussians(3, 5, 1), ValueError, "low is 5 and high is 1; expected low < high"),
        (lambda: Gaussians(3, width=0.0), ValueError, r"width is 0\.0"),
        (lambda: Bessel(3)(np.array([1.0, -0.5])), ValueError, r"r is negative at index \(1,\).*for Bessel"),
        (lambda: Chebyshev(3)(torch.tensor([[-2.0]])), ValueError, r"r is negative at index \(0, 0\)"),
        (lambda: PowerDecay(3)(np.array([1.0, np.nan])), ValueError, r"r holds 1 NaN and 0 infinite.*index \(1,\)"),
        (lambda: PowerDecay(3)(np.array([1j])), TypeError, "r holds complex128 entries; expected real numbers"),
        (lambda: Gaussians(3)(torch.tensor([np.inf])), ValueError, r"r holds 0 NaN and 1 infinite"),
    ],
)
def test_mistake_is_named(make: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        make()


@pytest.mark.parametrize("family", [PowerDecay(3), Gaussians(40, 0, 40), Chebyshev(4), Bessel(3)], ids=repr)
def test_a_readers_own_settings_do_no_harm(family: Family) -> None:
    """Errors of numpy raised, another default device or dtype: the same numbers, where the arguments are."""
    r = np.linspace(0, 40, 50) if not isinstance(family, PowerDecay) else np.linspace(0, 800, 50)
    values, slopes = family(r), family.derivative(r)
    with np.errstate(all="raise"):
        assert np.array_equal(family(r), values)
        assert np.array_equal(family.derivative(r), slopes)
    with torch.device("meta"):
        tensor = torch.from_numpy(r)
        assert family(tensor).device == family.derivative(tensor).device == tensor.device
    torch.set_default_dtype(torch.float16)
    try:
        assert family(torch.from_numpy(r)).dtype == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
