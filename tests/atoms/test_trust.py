"""What a committee learns of a part, limits in words, and the figures of doubt."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from miniff_edu.atoms import behler_recipe
from miniff_edu.atoms.trust import (
    at_least,
    at_most,
    learn_part,
    plot_calibration,
    plot_committee,
    plot_picking,
    plot_shortest,
)
from miniff_edu.data import load
from miniff_edu.plotting.picture import describe, message_of


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [(5.8, "5.0", "10"), (5.0, "5.0", "5.0"), (0.031, "0.02", "0.05"), (1.0, "1.0", "1.0"), (730, "500", "1000")],
)
def test_limits_are_the_next_of_one_two_five(value: float, below: str, above: str) -> None:
    assert (at_least(value), at_most(value)) == (below, above)
    assert float(below) <= value <= float(above)


@pytest.mark.parametrize("value", [0, -1.0, np.nan, np.inf])
def test_a_limit_of_nothing_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="expected a positive number"):
        at_least(value)


def test_a_part_is_learned_and_all_is_asked(capsys) -> None:
    h2 = load("h2", "train")
    distance = np.array([atoms.get_distance(0, 1) for atoms in h2])
    taught = distance > 0.7
    sf = behler_recipe(h2, cutoff=5.0, n_radial=3, n_angular=0)
    potential, said = learn_part(h2, taught, sf, hidden=(5,), target=0.05, members=2, seed=3)
    assert capsys.readouterr().out == ""
    assert said.shape == (2, len(h2))
    assert potential.card["seeds"] == [3, 4]
    np.testing.assert_allclose(said.mean(axis=0), [p.energy for p in potential.predict(h2)])
    known = np.array([atoms.get_potential_energy() for atoms in h2])
    assert np.sqrt(np.mean((said - known)[:, taught] ** 2)) < 0.2
    assert all(len(steps) < 25 for steps in potential.card["history"]), "the target, not the limit"
    with pytest.raises(ValueError, match="a truth value for each structure"):
        learn_part(h2, taught[1:], sf)


def text_of(figure) -> str:
    text = describe(figure)
    plt.close(figure)
    return text


def test_the_figure_of_a_committee_says_where_it_is_worst() -> None:
    r = np.linspace(0.3, 2, 18)
    reference = (r - 1) ** 2
    taught = r > 0.6
    said = reference + 0.002 + np.where(taught, 0, -7.3) + np.array([[-0.3], [0.3]]) * ~taught
    text = text_of(plot_committee(r, said, reference, taught, "nothing below 0.6 A"))
    assert "2 potentials" in text
    assert f"nothing below 0.6 A; {taught.sum()} points" in text
    assert "where taught the error is below 0.01 eV; at 0.3 A it is more than 5.0 eV" in text
    assert "all are within 1.0 eV of each other" in text
    figure = plot_committee(r, said, reference, taught, "nothing below 0.6 A")
    assert message_of(figure) == "at 0.3 A off by more than 5.0 eV, and within 1.0 eV of each other"
    plt.close(figure)
    with pytest.raises(ValueError, match="three times"):
        plot_committee(r, said[:, 1:], reference, taught, "")


def test_the_figure_of_a_calibration_counts_what_is_covered() -> None:
    spread = np.array([1.0, 1.0, 2.0, 4.0])
    error = np.array([0.5, -5.0, 3.9, -3.0])
    assert "water, 4 structures, 75 % of the errors" in text_of(plot_calibration({"water": (spread, error)}))
    assert "water, 4 structures, 100 % of the errors" in text_of(plot_calibration({"water": (spread, error)}, 3.0))
    with pytest.raises(ValueError, match="parts is empty"):
        plot_calibration({})


def test_the_figure_of_runs_says_which_have_collapsed() -> None:
    time = np.arange(5) * 10
    runs = {"EMT": np.array([2.5, 2.4, 2.2, 2.3, 2.4]), "a fit": np.array([2.5, 2.2, 1.5, 0.4, 0.9])}
    text = text_of(plot_shortest(time, runs, 2.25, {"a fit": 1}))
    assert "in training 2.2 A: EMT, shortest 2.2 A; a fit, shortest below 1.8 A" in text
    assert "Alarms, where a run first left the trained range: 1 of 2 runs." in text
    assert "Alarms" not in text_of(plot_shortest(time, runs, 2.25, {}))
    with pytest.raises(ValueError, match="runs is empty"):
        plot_shortest(time, {}, 2.25, {})


def test_the_figure_of_picking_has_standard_errors() -> None:
    each = np.array([[200.0, 40.0], [100.0, 30.0], [150.0, 20.0]])
    figure = plot_picking([10, 20], {"at random": each, "by spread": each / 2})
    (bars, *_) = figure.axes[0].containers
    segments = bars.lines[2][0].get_segments()
    assert segments[1][1, 1] - segments[1][0, 1] == pytest.approx(2 * 10 / np.sqrt(3))
    text = text_of(figure)
    assert "at random, from 150 to 30 +- 6 meV; by spread, from 75 to 15 +- 3 meV" in text
    plt.close(figure)
    with pytest.raises(ValueError, match="two repeats or more"):
        plot_picking([10, 20], {"once": each[:1]})
    assert plt.get_fignums() == [], "what is refused leaves no figure open"
