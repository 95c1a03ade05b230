"""The lesson on what forces are worth: rows by another route, fits in closed form, and what its figure says."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from labelled import crystals, molecules

from miniff_edu.atoms import NeuralPotential, behler_recipe
from miniff_edu.atoms.force_weights import fit_linear, linear_errors, linear_rows, plot_force_weights
from miniff_edu.plotting.picture import describe, message_of

STRUCTURES = crystals(6)
SF = behler_recipe(STRUCTURES, 4.2, n_radial=4, n_angular=1)
ROWS, TARGETS = linear_rows(STRUCTURES, SF)
N_ATOMS = len(STRUCTURES[0])


def test_rows_times_weights_are_what_a_potential_predicts() -> None:
    weights = np.random.default_rng(0).normal(size=len(SF) + 1)
    layer = torch.nn.Linear(len(SF), 1, dtype=torch.float64)
    layer.weight.data = torch.from_numpy(weights[None, :-1])
    layer.bias.data = torch.from_numpy(weights[-1:])
    said = NeuralPotential(SF, {"Si": torch.nn.Sequential(layer)}).predict(STRUCTURES)
    found = ROWS @ weights
    assert ROWS.shape == (6, 1 + 3 * N_ATOMS, len(SF) + 1)
    np.testing.assert_allclose(found[:, 0], [p.energy / N_ATOMS for p in said], atol=1e-10)
    np.testing.assert_allclose(found[:, 1:], [p.forces.ravel() for p in said], atol=1e-10)


def test_targets_are_the_labels() -> None:
    np.testing.assert_allclose(TARGETS[:, 0], [a.get_potential_energy() / N_ATOMS for a in STRUCTURES])
    np.testing.assert_array_equal(TARGETS[:, 1:], [a.get_forces().ravel() for a in STRUCTURES])


@pytest.mark.parametrize("weight", [0.01, 0.5])
def test_a_fit_makes_the_weighted_squares_least(weight: float) -> None:
    x = fit_linear(ROWS, TARGETS, weight)

    def loss(weights: np.ndarray) -> float:
        off = ROWS @ weights - TARGETS
        return float((off[:, 0] ** 2).sum() + weight**2 * (off[:, 1:] ** 2).sum())

    for step in 1e-3 * np.random.default_rng(1).normal(size=(20, len(x))):
        assert loss(x) < loss(x + step)


def test_without_a_weight_forces_do_not_count() -> None:
    other = TARGETS.copy()
    other[:, 1] += 5  # of one component: of all together, no map could follow
    np.testing.assert_allclose(fit_linear(ROWS, TARGETS, 0), fit_linear(ROWS, other, 0), atol=1e-9)
    assert abs(fit_linear(ROWS, TARGETS, 0.1) - fit_linear(ROWS, other, 0.1)).max() > 1e-3


def test_errors_are_in_thousandths() -> None:
    off = np.zeros_like(TARGETS)
    off[:, 0], off[:, 1:] = 0.003, -0.02
    assert linear_errors(np.zeros(len(SF) + 1), 0 * ROWS, off) == pytest.approx((3.0, 20.0))


def test_the_figure_marks_the_chosen_fit() -> None:
    errors = {(n, w): (10.0 / n, 100.0 * (1 + (w == 0)) / n) for n in (1, 2, 4) for w in (0, 0.1)}
    figure = plot_force_weights(errors, 4, 0)
    upper, lower = figure.axes
    np.testing.assert_allclose(lower.lines[0].get_ydata(), [200, 100, 50])
    assert [line.get_linewidth() for line in upper.lines[:2]] == [3, 1.2]
    assert "4 structures, force weight 0 A: 50 meV/A." in describe(figure)
    assert message_of(figure).endswith(" meV/atom; 50 meV/A")
    plt.close(figure)


def test_errors_teach() -> None:
    with pytest.raises(ValueError, match=r"force_weight is -1; expected a finite weight of at least 0"):
        fit_linear(ROWS, TARGETS, -1)
    with pytest.raises(ValueError, match=r"expected one element and structures of one size"):
        linear_rows(molecules(1), behler_recipe(molecules(2), 4.0, n_radial=2, n_angular=0))
    with pytest.raises(ValueError, match=r"errors has no fit for 3 structures with weight 0.1"):
        plot_force_weights({(1, 0.1): (1.0, 1.0)}, 3, 0.1)
