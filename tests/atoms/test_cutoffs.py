import numpy as np
import pytest
import torch
from plain_symmetry import f_c

from miniff_edu.atoms.cutoffs import CUTOFFS, Cutoff

R = np.linspace(0.01, 7, 400)


@pytest.mark.parametrize("inner", [0.0, 0.3])
@pytest.mark.parametrize("kind", CUTOFFS)
def test_values_are_the_formulas_and_slopes_their_derivatives(kind: str, inner: float) -> None:
    if inner and kind.startswith("tanh3"):
        pytest.skip("refused: there would be a kink")
    r = torch.tensor(R, requires_grad=True)
    expected = f_c(kind, r, 6.0, inner)
    (slope,) = torch.autograd.grad(expected.sum(), r)
    value, found = Cutoff(kind, 6.0, inner).value_and_slope(R)
    # n2p2's polynomials, as the other route has them, are sums of numbers up to 540 that cancel near the cutoff.
    np.testing.assert_allclose(value, expected.detach(), rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(found, slope, rtol=1e-13, atol=1e-12)
    np.testing.assert_array_equal(Cutoff(kind, 6.0, inner)(R), value)


@pytest.mark.parametrize("shape", [(), (2, 3)])
@pytest.mark.parametrize("kind", CUTOFFS)
def test_distances_of_any_shape_and_a_single_number(kind: str, shape: tuple[int, ...]) -> None:
    r = np.linspace(1, 7, int(np.prod(shape))).reshape(shape)
    value, slope = Cutoff(kind, 6.0).value_and_slope(r)
    expected, steep = Cutoff(kind, 6.0).value_and_slope(r.ravel())
    assert value.shape == slope.shape == shape
    np.testing.assert_array_equal(value.ravel(), expected)
    np.testing.assert_array_equal(slope.ravel(), steep)
    assert Cutoff(kind, 6.0)(1.5) == Cutoff(kind, 6.0)(np.array([1.5]))[0]


@pytest.mark.parametrize("kind", CUTOFFS)
def test_value_and_slope_are_0_at_the_cutoff_and_beyond(kind: str) -> None:
    beyond = np.array([6.0, 6.0000001, 7.0, 100.0])
    value, slope = Cutoff(kind, 6.0).value_and_slope(beyond)
    assert not value.any()
    assert not slope.any()
    near, steep = Cutoff(kind, 6.0).value_and_slope(np.array([6.0 - 1e-5]))
    assert abs(near[0]) < 1e-10
    assert abs(steep[0]) < 1e-5


# What the second derivative is just inside of the cutoff, in 1/A^2 for a cutoff of 6 A; outside it is 0.
JUMPS = {"cosine": np.pi**2 / 2 / 36, "poly1": 6 / 36}


@pytest.mark.parametrize("kind", CUTOFFS)
def test_the_second_derivative_jumps_where_it_may(kind: str) -> None:
    h = 1e-5
    _, slope = Cutoff(kind, 6.0).value_and_slope(np.array([6.0 - 2 * h, 6.0 - h]))
    assert (slope[1] - slope[0]) / h == pytest.approx(JUMPS.get(kind, 0.0), abs=2e-5)


def test_up_to_the_inner_radius_it_is_1() -> None:
    value, slope = Cutoff("poly2", 6.0, 0.5).value_and_slope(np.array([0.0, 1.0, 2.999]))
    np.testing.assert_array_equal(value, 1)
    np.testing.assert_array_equal(slope, 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cosin", 6.0), "expected one of cosine, tanh3"),
        (("cosine", -1.0), "cutoff is -1.0; expected a finite number above 0"),
        (("cosine", 6.0, 1.0), "inner is 1.0; expected at least 0 and below 1"),
        (("tanh3", 6.0, 0.5), "there would be a kink"),
    ],
)
def test_errors_say_what_is_wrong(arguments: tuple, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Cutoff(*arguments)
