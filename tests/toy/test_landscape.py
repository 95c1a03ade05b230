"""The landscape of two weights: heights against a loop in numpy, paths against the optimisers themselves."""

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt

from miniff_edu.closure import simple_energy_closure
from miniff_edu.dataset import Dataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.fit.methods import METHODS
from miniff_edu.models import behler_nn
from miniff_edu.plotting.picture import describe
from miniff_edu.toy.landscape import follow, loss_landscape, plot_landscape, set_weights, two_weights
from miniff_edu.toy.settings import MAX_STEPS
from miniff_edu.toy.targets import toy_function

R = np.linspace(0.1, 10, 100)


def by_hand(w_1: float, w_2: float) -> float:
    g = PowerDecay(1)(R)[:, 0]
    x = (g - g.mean()) / g.std()
    return float(np.mean((w_2 / (1 + np.exp(-w_1 * x)) - toy_function(R)) ** 2))


def weights_of(closure) -> list[float]:
    return [p.item() for p in closure.learning_parameters()]


def test_heights_are_the_loss() -> None:
    closure = two_weights(start=(0.5, -0.25))
    first, second = [-1.0, 2.0, 3.0], [0.5, 1.0]
    heights = loss_landscape(closure, first, second)
    expected = [[by_hand(a, b) for b in second] for a in first]
    np.testing.assert_allclose(heights, expected, rtol=1e-12)
    assert weights_of(closure) == [0.5, -0.25], "the weights are back where they were"
    assert closure.last_loss is None


@pytest.mark.parametrize("method", MAX_STEPS)
def test_paths_begin_at_the_start_and_lead_down(method: str) -> None:
    path = follow(two_weights(start=(-2, 1)), 30, method=method)
    assert path.weights[0].tolist() == [-2, 1]
    assert len(path.weights) == len(path.losses) == len(path.evaluations)
    np.testing.assert_allclose(path.losses, [by_hand(*w) for w in path.weights], rtol=1e-9)
    assert path.losses[-1] < path.losses[0]
    assert path.evaluations[0] == 0
    assert (np.diff(path.evaluations) >= 1).all()


def test_gradient_descent_is_gradient_descent() -> None:
    """Against steps along finite differences."""
    path = follow(two_weights(start=(-1, 0.5)), 5)
    w, d = np.array([-1, 0.5]), 1e-5
    for expected in path.weights[1:]:
        gradient = [
            (by_hand(w[0] + d, w[1]) - by_hand(w[0] - d, w[1])) / (2 * d),
            (by_hand(w[0], w[1] + d) - by_hand(w[0], w[1] - d)) / (2 * d),
        ]
        w = w - np.array(gradient)
        np.testing.assert_allclose(w, expected, atol=1e-8)


def test_the_walkers_differ_as_the_chapter_says() -> None:
    losses = {METHODS[m].label: follow(two_weights(), 10, method=m).losses[-1] for m in MAX_STEPS}
    lowest = by_hand(2.97, 0.519)
    assert losses["Levenberg-Marquardt"] == pytest.approx(lowest, rel=1e-3)
    assert losses["L-BFGS"] < 1.05 * lowest
    assert losses["gradient descent"] > 5 * lowest


def test_plot_says_where_the_path_goes() -> None:
    x, y = np.linspace(-1, 1, 5), np.linspace(0, 2, 4)
    heights = 0.1 + x[:, None] ** 2 + (y[None, :] - 2 / 3) ** 2
    ax = plot_landscape(x, y, heights, [[-1, 2], [0.5, 1]], title="walk")
    text = describe(ax.figure)
    plt.close("all")
    assert "walk: contours of the loss over first weight (1) and second weight (1): lowest near (0, 0.67)" in text
    assert "the path goes from (-1, 2) to (0.5, 1) in 1 steps" in text


def test_a_path_that_leaves_the_map_is_marked_at_the_border() -> None:
    x, way = np.linspace(-1, 1, 5), np.array([[-1, 0.5], [17, 0.25], [0.5, -3], [0, 0]])
    ax = plot_landscape(x, x, 1 + x[:, None] ** 2 + x**2, way)
    text = describe(ax.figure)
    plt.close("all")
    at = {line.get_label(): np.array(line.get_data()).T for line in ax.get_lines()}
    np.testing.assert_array_equal(at["off the map, to (17, 0.25)"], [[1, 0.25], [0.5, -1]])
    assert "in 3 steps, and leaves the map on its way, as far as to (17, 0.25)" in text


def test_a_path_inside_of_the_map_has_no_such_mark() -> None:
    """Not even where it touches the border."""
    x = np.linspace(-1, 1, 5)
    ax = plot_landscape(x, x, 1 + x[:, None] ** 2 + x**2, [[-1, 1], [0, 0]])
    text = describe(ax.figure)
    plt.close("all")
    assert not [line for line in ax.get_lines() if str(line.get_label()).startswith("off")]
    assert "leaves" not in text


def test_bad_arguments(toy: Dataset) -> None:
    with pytest.raises(ValueError, match="method is 'SGD'; expected one of 'optimizer', 'levenberg_marquardt'"):
        follow(two_weights(), 1, method="SGD")
    closure = simple_energy_closure([behler_nn(3, n_layers=1, bias=False, seed=0, dtype=torch.float64)], toy)
    for function in (lambda: follow(closure, 1), lambda: loss_landscape(closure, [0], [0])):
        with pytest.raises(ValueError, match=r"closure has 3 parameters; expected 2, one for each axis"):
            function()
    with pytest.raises(ValueError, match=r"closure has 3 parameters; expected 2"):
        set_weights(closure, [1, 2])
    with pytest.raises(ValueError, match=r"heights has shape \(2, 3\); expected \(3, 2\)"):
        plot_landscape([1, 2, 3], [1, 2], np.ones((2, 3)))


@pytest.mark.parametrize("method", ["gradient_descent", "lbfgs", "levenberg_marquardt"])
def test_every_path_counts_from_zero(method: str) -> None:
    """A closure that has been used is as good as a new one."""
    closure = two_weights()
    follow(closure, 4, method=method)
    set_weights(closure, (-2, 1))
    again, new = follow(closure, 4, method=method), follow(two_weights(), 4, method=method)
    assert again.evaluations[0] == 0
    assert again.evaluations.tolist() == new.evaluations.tolist()
    np.testing.assert_allclose(again.weights, new.weights)


def test_ring_at_the_start_and_dot_at_the_end() -> None:
    x, way = np.linspace(-1, 1, 5), np.array([[-1, 0.5], [0, 0.25], [0.5, 1]])
    ax = plot_landscape(x, x, 1 + x[:, None] ** 2 + (x - 0.5) ** 2, way)
    plt.close("all")
    at = {line.get_label(): np.array(line.get_data()).T for line in ax.get_lines()}
    np.testing.assert_array_equal(at["start"], way[:1])
    np.testing.assert_array_equal(at["end"], way[-1:])
    np.testing.assert_array_equal(at["path"], way)
    np.testing.assert_array_equal(at["lowest"], [[0, 0.5]])
    looks = {line.get_label(): line.get_markerfacecolor() for line in ax.get_lines()}
    assert looks["start"] == "none"
    assert looks["end"] != "none"
