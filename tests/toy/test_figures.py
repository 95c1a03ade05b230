"""Figures of experiments: what is drawn is what was computed, and the words say it."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from miniff_edu.plotting import panels
from miniff_edu.plotting.picture import describe
from miniff_edu.toy.experiment import toy_experiment
from miniff_edu.toy.figures import plot_beyond, plot_course, plot_experiment, plot_hidden_units
from miniff_edu.toy.targets import toy_function


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_experiment_shows_fit_residual_units_and_numbers() -> None:
    made = toy_experiment(n_descriptors=1, n_layers=2, n_internal=4)
    figure = plot_experiment(made)
    text = describe(figure)
    assert "13 parameters" in text
    assert "residual" in text
    assert "4 hidden units" in text
    curve = next(line for line in figure.axes[0].get_lines() if line.get_label() == "fit")
    np.testing.assert_allclose(curve.get_ydata(), made.predict(curve.get_xdata()))


def test_without_hidden_layers_the_descriptors_are_drawn() -> None:
    text = describe(plot_experiment(toy_experiment(n_descriptors=2, n_layers=1)))
    assert "2 descriptors, 2 of which change by more than 0.1" in text


def test_units_are_one_line_each() -> None:
    r = np.array([0.0, 1.0, 2.0])
    units = np.array([[0, 1.0], [0.5, 1], [1, 1]])
    (line,) = plot_hidden_units(r, units).get_lines()
    x, y = line.get_data()
    np.testing.assert_array_equal(np.asarray(x, float), [0, 1, 2, np.nan, 0, 1, 2, np.nan])
    np.testing.assert_array_equal(np.asarray(y, float), [0, 0.5, 1, np.nan, 1, 1, 1, np.nan])
    assert "2 hidden units, 1 of which change by more than 0.1, with values from 0 to 1" in describe(plt.gcf())


def test_beyond_tells_how_far_off_the_fit_is() -> None:
    made = toy_experiment(family="Gaussians", n_descriptors=4, high=6.0)
    figure, axes = panels()
    plot_beyond(made, until=10, ax=axes[0, 0])
    far = np.linspace(6, 10, 400)
    off = np.abs(made.predict(far) - toy_function(far)).max()
    assert "100 data up to r = 6" in describe(figure)
    told = float(describe(figure).split("off by up to ")[1].rstrip("."))
    assert told == pytest.approx(off, rel=0.1)
    with pytest.raises(ValueError, match=r"until is 5 and the data end at 6.0; expected a larger number"):
        plot_beyond(made, until=5, ax=axes[0, 0])


def test_course_is_that_of_the_fit() -> None:
    made = toy_experiment(n_descriptors=1, noise=0.05, target=None, max_steps=7, watch=True)
    assert made.course.shape == (7, 2)
    assert made.course[-1].tolist() == pytest.approx([made.train.rmse, made.test.rmse])
    scale = np.std(made.f)
    np.testing.assert_allclose(made.course[:, 0], scale * np.sqrt(made.history.steps), rtol=1e-9)
    figure, axes = panels()
    ax = plot_course(made, ax=axes[0, 0])
    test, train = ax.get_lines()
    np.testing.assert_array_equal(train.get_ydata(), made.course[:, 0])
    np.testing.assert_array_equal(test.get_ydata(), made.course[:, 1])
    best = int(made.course[:, 1].argmin()) + 1
    assert f"at step {best}" in describe(figure)


def test_no_curve_is_told_by_its_colour_alone() -> None:
    made = toy_experiment(n_descriptors=1, noise=0.05, target=None, max_steps=3, high=6.0, watch=True)
    _, axes = panels(2, 1)
    for ax in (plot_beyond(made, until=10, ax=axes[0, 0]), plot_course(made, ax=axes[1, 0])):
        looks = {(line.get_linestyle(), line.get_marker()) for line in ax.get_lines()}
        assert len(looks) == len(ax.get_lines())


def test_course_must_have_been_watched() -> None:
    _, axes = panels()
    with pytest.raises(ValueError, match=r"experiment has no course; expected one. Try toy_experiment\(..., watch"):
        plot_course(toy_experiment(), ax=axes[0, 0])


def test_units_must_be_columns() -> None:
    with pytest.raises(ValueError, match=r"units has shape \(3,\); expected \(3, n_units\)"):
        plot_hidden_units([0.0, 1, 2], [0.0, 1, 2])
