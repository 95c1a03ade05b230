"""What a fit of total energies that subtracts nothing says, and the figure of it."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator

from miniff_edu.atoms import G2, SymmetryFunctions, to_dataset
from miniff_edu.atoms.totals import Course, learn_totals, plot_totals
from miniff_edu.dataset import Dataset
from miniff_edu.plotting.picture import describe

ALONE = {"H": -13.0, "O": -2040.0}


@pytest.fixture(scope="module")
def totals() -> tuple[Dataset, np.ndarray, np.ndarray]:
    """Return hydrogen molecules and OH, their energies, and how many atoms of each element they have."""
    structures = []
    for symbols in ("HH", "OH"):
        for r in np.linspace(0.7, 1.3, 6):
            atoms = Atoms(symbols, [[0, 0, 0], [0, 0, r]])
            energy = sum(ALONE[s] for s in atoms.symbols) + 5 * (r - 1) ** 2
            atoms.calc = SinglePointCalculator(atoms, energy=energy)
            structures.append(atoms)
    listed = [G2(eta=1.0, neighbour="H"), G2(eta=4.0, neighbour="O")]
    data = to_dataset(structures, SymmetryFunctions({"H": listed, "O": listed[:1]}, 4.0), forces=False)
    counts = np.array([[2, 0]] * 6 + [[1, 1]] * 6)
    return data, data.per_cell.energy[:, 0].numpy(), counts


def test_what_is_subtracted_is_where_the_fit_begins(totals) -> None:
    data, energies, counts = totals
    nothing, own = (learn_totals(data, x, 10) for x in ([0, 0], list(ALONE.values())))
    for course, x in ((nothing, [0, 0]), (own, list(ALONE.values()))):
        assert course.rmse.shape == (10,)
        assert course.prediction.shape == (12,)
        rest = np.sqrt(np.mean((energies - counts @ x) ** 2))
        assert course.rmse[0] == pytest.approx(rest, abs=3), "a random network says next to nothing"
    assert nothing.rmse[-1] > 1000 > 3 > own.rmse[-1]
    off = np.sqrt(np.mean((own.prediction - energies) ** 2))
    assert off == pytest.approx(own.rmse[-1], rel=0.2), "the prediction is that of the last step"


def test_a_method_that_solves_for_the_constants_needs_no_offset(totals) -> None:
    course = learn_totals(totals[0], [0, 0], 10, method="levenberg_marquardt")
    assert course.rmse[-1] < 0.1
    np.testing.assert_allclose(course.prediction, totals[1], atol=0.3)


def test_a_seed_draws_the_first_weights(totals) -> None:
    first, again, other = (learn_totals(totals[0], [0, 0], 2, seed=seed).rmse[0] for seed in (0, 0, 5))
    assert first == again != other


def test_the_figure_says_how_far_each_way_has_come(totals) -> None:
    courses = {
        "nothing": Course(np.array([1500.0, 1400.0]), np.array([-10.0, -20.0])),
        "each its own": Course(np.array([2.0, 0.35]), np.array([-29.0, -2074.5])),
    }
    figure = plot_totals(courses, "each its own", np.array([-30.0, -2074.0]))
    upper, lower = figure.axes
    assert [line.get_linewidth() for line in upper.lines] == [1, 3], "the chosen one is thick"
    np.testing.assert_array_equal(lower.lines[1].get_ydata(), [-29.0, -2074.5])
    words = describe(figure)
    assert "nothing, from 1500 to 1400 eV; each its own, from 2 to 0.35 eV" in words
    assert "off by up to 1 eV" in words
    plt.close(figure)


def test_errors_teach(totals) -> None:
    with pytest.raises(ValueError, match=r"subtracted has shape \(1,\); expected \(2,\), a finite energy for each"):
        learn_totals(totals[0], [0.0])
    with pytest.raises(ValueError, match=r"chosen is 'all'; expected one of 'nothing'"):
        plot_totals({"nothing": Course(np.ones(1), np.ones(1))}, "all", np.ones(1))
