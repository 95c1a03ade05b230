"""The contest of ways to train: what is stored, what it says, and its figure."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest

from miniff_edu.atoms import contest
from miniff_edu.atoms.contest import Course, courses_of, plot_contest, shares, stored_contest
from miniff_edu.plotting.picture import describe

FAST = [Course(np.array([1.0, 2, 4]), np.array([4.0, 2, 1]), np.array([8.0, 4, 2]))]
SLOW = [
    Course(np.array([1.0, 3]), np.array([40.0, 20]), np.array([800.0, 400])),
    Course(np.array([2.0, 9]), np.array([10.0, 5]), np.array([200.0, 100])),
]
CONTEST = {"fast": FAST, "slow": SLOW}


def test_the_stored_contest_is_whole() -> None:
    table = stored_contest()
    silicon = table["silicon"]["curves"]
    runs = sorted((curve["method"], curve["seed"]) for curve in silicon)
    assert runs == [(method, seed) for method in sorted(contest.LABELS) for seed in (0, 1)]
    for curve in [*silicon, *table["dft"]["curves"]]:
        lengths = {len(curve[key]) for key in ("steps", "seconds", "energy", "forces")}
        assert len(lengths) == 1
        assert min(lengths.pop(), len(set(curve["steps"]))) >= 4
        assert (np.diff(curve["seconds"]) > 0).all()
        assert min(curve["energy"] + curve["forces"]) > 0
    assert table["made_by"] == "benchmarks/forces_contest.py"
    assert contest.TABLE.stat().st_size < 20_000
    assert json.dumps(table, indent=1) + "\n" == contest.TABLE.read_text(encoding="utf-8"), "as the benchmark writes it"


def test_courses_are_grouped_by_their_method() -> None:
    curve = {"method": "adam", "seed": 0, "seconds": [1, 2], "energy": [3, 4], "forces": [5, 6]}
    found = courses_of([curve, {**curve, "seed": 1, "energy": [7, 8]}])
    assert list(found) == ["Adam"]
    np.testing.assert_array_equal(found["Adam"][1].energy, [7, 8])
    np.testing.assert_array_equal(found["Adam"][0].cost, [1, 2])


def test_shares_are_those_at_the_same_cost() -> None:
    # At 3: 4 against the root of 400 * 200 (the second has its first point only).
    assert shares(CONTEST, 3) == {"fast": float(f"{4 / np.sqrt(400 * 200):.1g}"), "slow": 1.0}
    assert shares(CONTEST, 100, "energy") == {"fast": 0.1, "slow": 1.0}
    assert shares(CONTEST, 0.1)["fast"] == 0.02, "before the first point it is the first"


def test_the_figure_says_who_is_where() -> None:
    figure = plot_contest(CONTEST, "CPU seconds", at=100)
    upper, lower = figure.axes
    assert len(upper.lines) == len(lower.lines) == 3
    np.testing.assert_array_equal(lower.lines[0].get_ydata(), FAST[0].forces)
    assert {lower.lines[1].get_color(), lower.lines[2].get_color()} == {lower.lines[1].get_color()}
    words = describe(figure)
    assert "Errors of the forces (meV/A) against CPU seconds" in words
    assert "after 100 CPU seconds, as shares of the largest: fast 0.01, slow 1." in words
    plt.close(figure)
    other = plot_contest(CONTEST, "passes")
    assert "at the end small: fast; large: slow." in describe(other)
    plt.close(other)
    alike = plot_contest({"fast": FAST, "nearly": [FAST[0]._replace(forces=2.9 * FAST[0].forces)]}, "passes")
    assert describe(alike).count("at the end all within a factor of 3.") == 2
    plt.close(alike)


def test_errors_teach() -> None:
    with pytest.raises(ValueError, match=r"error is 'stress'; expected 'energy' or 'forces'"):
        shares(CONTEST, 1, "stress")
    with pytest.raises(ValueError, match=r"contest is empty; expected courses by label"):
        plot_contest({}, "passes")
