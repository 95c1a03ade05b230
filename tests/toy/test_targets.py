"""The black boxes and their derivatives."""

import numpy as np
import pytest
import torch

from miniff_edu.toy.targets import kink, morse, toy_function, toy_function_g


def test_extrema_and_decay() -> None:
    r = np.linspace(0.1, 10, 100_001)
    slope = np.diff(toy_function(r))
    turns = r[1:-1][np.sign(slope[1:]) != np.sign(slope[:-1])]
    np.testing.assert_allclose(turns, [1, 2], atol=1e-3)
    assert toy_function(np.array([1.0, 2.0])) == pytest.approx([np.exp(-1), 3 * np.exp(-2)])
    assert toy_function(np.array(50.0)) < 1e-18


def test_derivative_against_finite_differences() -> None:
    r, step = np.linspace(0.1, 10, 100), 1e-5
    numeric = (toy_function(r + step) - toy_function(r - step)) / (2 * step)
    np.testing.assert_allclose(toy_function_g(r), numeric, atol=1e-9)


def test_torch_agrees_with_numpy_and_autograd() -> None:
    r = torch.linspace(0.1, 10, 100, dtype=torch.float64, requires_grad=True)
    f = toy_function(r)
    np.testing.assert_allclose(f.detach(), toy_function(r.detach().numpy()), rtol=1e-14)
    (slope,) = torch.autograd.grad(f.sum(), r)
    torch.testing.assert_close(slope, toy_function_g(r).detach())


def test_lists_are_as_good_as_arrays() -> None:
    np.testing.assert_allclose(toy_function([1, 2]), toy_function(np.array([1.0, 2.0])))


@pytest.mark.parametrize("kind", [np.array, lambda r: torch.tensor(r, dtype=torch.float64)])
def test_values_by_hand(kind: object) -> None:
    """A well at 2 of depth 1 that a bond leaves at 0; a kink at 4 with a slope of a tenth to both sides."""
    np.testing.assert_allclose(morse(kind([2.0, 60.0])), [-1, 0], atol=1e-12)
    np.testing.assert_allclose(morse(kind([1.0, 3.0])), [(1 - np.e) ** 2 - 1, (1 - 1 / np.e) ** 2 - 1])
    np.testing.assert_allclose(kink(kind([0.0, 4.0, 14.0])), [0.4, 0, 1])
    np.testing.assert_allclose(toy_function(kind([0.0, 3.0])), [1, 7 * np.exp(-3)])


def test_morse_is_a_spring_near_its_well() -> None:
    d = 1e-4
    low, here, high = morse(np.array([2 - d, 2, 2 + d]))
    assert (high - low) / (2 * d) == pytest.approx(0, abs=1e-7)
    assert (high - 2 * here + low) / d**2 == pytest.approx(2, rel=1e-5)
