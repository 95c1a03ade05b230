import json
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.build import molecule
from ase.calculators.singlepoint import SinglePointCalculator
from potentials import random_potential
from small_structures import random_structure

from miniff_edu.atoms import NeuralPotential, load
from miniff_edu.atoms.comparison import errors_of
from miniff_edu.atoms.figures import plot_learning, plot_parity
from miniff_edu.atoms.judging import evaluate
from miniff_edu.atoms.labels import labels_of
from miniff_edu.plotting import show

TWO = ("O", "Si")
POTENTIAL = random_potential()


def structures(n: int = 6, noise: float = 1.0, stress: bool = True, sizes: tuple[int, ...] = (4, 2)) -> list[Atoms]:
    """Structures whose labels are what the potential says, minus known errors: see :func:`errors`."""
    rng = np.random.default_rng(0)
    listed = []
    for i in range(n):
        atoms = random_structure(i, TWO, n=sizes[i % len(sizes)], periodic=i % 2 == 0)
        atoms.calc = POTENTIAL.calculator()
        wanted = ["energy", "forces", *(["stress"] if stress and i % 2 == 0 else [])]
        true = {name: atoms.calc.get_property(name, atoms) for name in wanted}
        away = {"energy": 0.01, "forces": 0.1, "stress": 0.001}
        error = {name: noise * away[name] * rng.normal(size=np.shape(value)) for name, value in true.items()}
        atoms.calc = SinglePointCalculator(atoms, **{name: true[name] - error[name] for name in true})
        atoms.info["error"] = error
        listed.append(atoms)
    return listed


def four(errors: list) -> list[float]:
    flat = np.concatenate([np.ravel(e) for e in errors])
    return [np.sqrt((flat**2).mean()), np.abs(flat).mean(), np.abs(flat).max(), len(flat)]


def test_the_table_holds_errors_that_were_put_in() -> None:
    listed = structures()
    table = POTENTIAL.evaluate(listed).table
    assert table.index.names == ["part", "quantity"]
    assert list(table.columns) == ["RMSE", "MAE", "largest", "n"]
    assert list(table.index) == [("test", q) for q in ("energy [eV/atom]", "forces [eV/A]", "stress [eV/A^3]")]
    put = [atoms.info["error"] for atoms in listed]
    expected = [
        four([e["energy"] / len(atoms) for e, atoms in zip(put, listed, strict=True)]),
        four([e["forces"] for e in put]),
        four([e["stress"] for e in put if "stress" in e]),
    ]
    np.testing.assert_allclose(table.to_numpy(float), expected, rtol=1e-8)
    assert table["n"].tolist() == [6, 3 * 18, 6 * 3]


def test_errors_have_the_form_of_a_card() -> None:
    listed = structures()
    errors = errors_of(POTENTIAL, listed, labels_of(listed))
    assert json.loads(json.dumps(errors)) == errors
    table = POTENTIAL.evaluate(listed).table
    np.testing.assert_array_equal(list(errors.values()), table.to_numpy(float))
    assert list(errors) == ["energy", "forces", "stress"]
    bare = [Atoms("O2", [[0, 0, 0], [0, 0, 1.2]])]
    assert errors_of(POTENTIAL, bare, labels_of(bare)) == {}


def test_parts_that_are_remembered_stand_in_the_table_and_in_the_file(tmp_path: Path) -> None:
    kept = {"train": {"energy": [0.001, 0.0005, 0.003, 100]}, "validation": {"energy": [0.002, 0.001, 0.005, 20]}}
    known = NeuralPotential(POTENTIAL.sf, POTENTIAL.members, card={"errors": kept})
    known.save(tmp_path / "a.potential")
    table = load(tmp_path / "a.potential").evaluate(structures()).table
    assert table.index.get_level_values("part").tolist() == ["train", "validation", "test", "test", "test"]
    assert table.loc["train"].loc["energy [eV/atom]"].tolist() == [0.001, 0.0005, 0.003, 100]
    again = evaluate(known, structures(), part="validation").table
    assert again.index.get_level_values("part").tolist() == ["train"] + 3 * ["validation"], "the new one counts"


@pytest.mark.parametrize("errors", ["none", {"train": 0.1}, {"train": {"energy": [1, 2]}}, None])
def test_a_card_may_hold_anything(errors: object) -> None:
    known = NeuralPotential(POTENTIAL.sf, POTENTIAL.members, card={"errors": errors})
    assert known.evaluate(structures()).table.index.get_level_values("part").unique().tolist() == ["test"]
    assert "errors" not in known.describe() or errors is not None


def test_what_has_no_label_is_left_out_of_its_row_and_counted() -> None:
    listed = structures()
    listed[1].calc = None
    del listed[2].calc.results["forces"]
    del listed[4].calc.results["energy"]
    found = POTENTIAL.evaluate(listed)
    assert found.table["n"].tolist() == [4, 3 * (4 + 2 + 4 + 2), 6 * 3]
    assert "2 of 6 structures have no energy, and are left out of that row." in found.remarks
    assert "2 of 6 structures have no forces, and are left out of that row." in found.remarks
    for atoms in listed:
        if atoms.calc is not None:
            atoms.calc.results.pop("forces", None)
    assert "No structure has forces." in POTENTIAL.evaluate(listed).remarks


def test_labels_under_their_own_keys() -> None:
    listed = structures(stress=False)
    expected = POTENTIAL.evaluate(listed).table
    for atoms in listed:
        atoms.info["E"], atoms.arrays["F"] = atoms.calc.results["energy"], atoms.calc.results["forces"]
        atoms.calc = None
    np.testing.assert_array_equal(POTENTIAL.evaluate(listed, energy_key="E", forces_key="F").table, expected)


def test_the_worst_come_first() -> None:
    listed = structures(20, noise=1e-3, stress=False)
    listed[7].calc.results["forces"][1, 2] += 0.4
    for i, error in ((12, 0.02), (13, 0.015)):
        listed[i].calc.results["energy"] -= error * len(listed[i])
    worst = POTENTIAL.evaluate(listed).worst(3)
    assert worst["structure"].tolist() == [7, 12, 13]
    assert worst["formula"].tolist()[:2] == [listed[i].get_chemical_formula() for i in (7, 12)]
    assert worst["force error [eV/A]"][0] == pytest.approx(0.4, abs=1e-3)
    assert worst["energy error [eV/atom]"][1] == pytest.approx(0.02, abs=1e-4), "prediction minus reference"
    assert len(worst) == 3
    outside = np.max(POTENTIAL.predict(listed[7]).extrapolation)
    assert worst["extrapolation"][0] == pytest.approx(outside)
    with pytest.raises(ValueError, match="n is 0; expected at least 1"):
        POTENTIAL.evaluate(listed).worst(0)


def test_the_worst_of_what_is_labelled_in_part() -> None:
    listed = structures(4, stress=False)
    for atoms in listed[:2]:
        del atoms.calc.results["forces"]
    worst = POTENTIAL.evaluate(listed).worst()
    assert len(worst) == 4
    assert worst.set_index("structure")["force error [eV/A]"].isna().sort_index().tolist() == [True, True, False, False]


def with_errors(**errors: list[float]) -> NeuralPotential:
    return NeuralPotential(POTENTIAL.sf, POTENTIAL.members, card={"errors": {"train": errors}})


def test_an_over_fit_is_named() -> None:
    listed = structures()
    rmse = POTENTIAL.evaluate(listed).errors["forces"][0]
    found = with_errors(forces=[rmse / 3.5, 0.0, 0.0, 1]).evaluate(listed)
    said = f"Over-fit: the RMSE of the forces is {rmse:.2g} in test and {rmse / 3.5:.2g} in training. More data"
    assert found.remarks[0].startswith(said)
    assert found.remarks[0] in repr(found)
    assert not [line for line in with_errors(forces=[rmse / 2.5, 0, 0, 1]).evaluate(listed).remarks if "Over" in line]
    exact = with_errors(energy=[1e-13, 0, 0, 1], forces=[1e-12, 0, 0, 1]).evaluate(structures(noise=1e-9))
    assert not [line for line in exact.remarks if "Over" in line], "errors of rounding"
    assert any("Over-fit" in line for line in with_errors(energy=[0.0, 0, 0, 1]).evaluate(listed).remarks)
    by_validation = NeuralPotential(
        POTENTIAL.sf,
        POTENTIAL.members,
        card={"errors": {"train": {"energy": [0.1, 0, 0, 1]}, "validation": {"energy": [0.5, 0, 0, 1]}}},
    )
    assert "the energy is 0.5 in validation and 0.1 in training" in by_validation.evaluate(listed).remarks[0]


def test_an_outlier_is_named() -> None:
    listed = structures(40, stress=False)
    listed[11].calc.results["forces"][0, 0] += 30
    remarks = POTENTIAL.evaluate(listed).remarks
    (said,) = [line for line in remarks if line.startswith("The largest error of the forces")]
    assert "in structure 11" in said
    assert not [line for line in POTENTIAL.evaluate(structures(40)).remarks if line.startswith("The largest")]


def test_another_zero_of_energy_is_named() -> None:
    listed = structures()
    for atoms in listed:
        atoms.calc.results["energy"] += 0.25 * len(atoms)
    assert any("All energies are off by about -0.25" in line for line in POTENTIAL.evaluate(listed).remarks)


def test_extrapolation_is_named() -> None:
    listed = [random_structure(seed, TWO, n=4) for seed in range(8)]  # those of the trained range
    squeezed = listed[0].copy()
    squeezed.set_cell(squeezed.cell * 0.8, scale_atoms=True)
    squeezed.positions *= 1 if squeezed.cell.rank == 3 else 0.8
    for atoms in (*listed, squeezed):
        atoms.calc = SinglePointCalculator(atoms, energy=0.0)
    assert not [line for line in POTENTIAL.evaluate(listed).remarks if "outside" in line]
    (said,) = [line for line in POTENTIAL.evaluate([*listed, squeezed]).remarks if "outside" in line]
    assert re.match(r"1 of 9 structures are outside of the trained range, by up to .*: structure 8\.", said)


def test_members_that_say_the_same_are_no_error_bar() -> None:
    twice = NeuralPotential(POTENTIAL.sf, 2 * [*POTENTIAL.members])
    (said,) = [line for line in twice.evaluate(structures(stress=False)).remarks if "committee" in line]
    assert "say the same" in said
    assert "give networks hidden layers" in said


def test_the_spread_of_a_committee_is_compared_with_its_error() -> None:
    committee, listed = random_potential(members=2), structures(stress=False)
    found = committee.evaluate(listed)
    spreads = [committee.predict(atoms).forces_spread for atoms in listed]
    assert found.spread["forces"] == pytest.approx(np.sqrt(np.mean(np.concatenate(spreads) ** 2)))
    ratio = found.errors["forces"][0] / found.spread["forces"]
    assert any(
        f"the forces is {found.errors['forces'][0]:.2g}: multiply a spread by {ratio:.2g}" in r for r in found.remarks
    )


def test_it_shows_itself_with_three_digits() -> None:
    listed = structures(stress=False)
    first, second = (repr(POTENTIAL.evaluate(listed)) for _ in range(2))
    assert first == second
    lines = first.splitlines()
    assert lines[0] == "Evaluation of 6 structures"
    rmse, mae, largest, n = POTENTIAL.evaluate(listed).errors["forces"]
    assert lines[4].split() == ["forces", "[eV/A]", f"{rmse:.3g}", f"{mae:.3g}", f"{largest:.3g}", str(n)]


def test_a_parity_plot_has_a_column_for_each_quantity() -> None:
    found = POTENTIAL.evaluate(structures())
    figure = found.plot()
    upper, lower = figure.axes[:3], figure.axes[3:]
    assert [ax.get_title() for ax in upper] == ["energy", "forces", "stress"]
    assert [ax.get_ylabel() for ax in lower] == ["error (meV/atom)", "error (meV/A)", "error (meV/A^3)"]
    x, y = lower[1].get_lines()[1].get_data()
    np.testing.assert_array_equal(x, found.compared["forces"].reference)
    np.testing.assert_allclose(y, 1000 * found.compared["forces"].error)
    np.testing.assert_allclose(upper[1].get_lines()[1].get_ydata(), found.compared["forces"].prediction)
    text = show(figure).text
    assert f"Predictions of the energy against {len(found.compared['energy'].error)} references" in text
    assert "Errors of the forces: RMSE" in text
    with pytest.raises(ValueError, match="compared is empty"):
        plot_parity({})


def test_a_learning_curve_has_two_panels() -> None:
    history = [
        {
            "step": i,
            "seconds": 0.5 * i,
            "train": {"energy": 0.1 / i, "forces": 1 / i},
            "validation": {"energy": 0.2 / i},
        }
        for i in range(1, 5)
    ]
    history.append({"step": 5, "seconds": 3.0, "train": {"energy": 0.01, "forces": 0.1}, "validation": None})
    figure = plot_learning(history)
    energy, forces = figure.axes
    assert [line.get_label() for line in energy.get_lines()] == ["train", "validation"]
    assert [line.get_label() for line in forces.get_lines()] == ["train"]
    assert energy.get_lines()[0].get_ydata()[:5].tolist() == [0.1, 0.05, 0.1 / 3, 0.025, 0.01]
    text = show(figure).text
    assert "train from 0.1 to 0.01, lowest 0.01; validation from 0.2 to 0.05, lowest 0.05" in text
    history[0]["train"] = {"energy": None, "forces": 1.0}
    two = plot_learning([history, history[:2]])
    assert [len(line.get_xdata()) for line in two.axes[0].get_lines()] == [4, 1, 4, 2]
    assert len(two.axes[0].get_legend().get_texts()) == 2
    assert "train of member 1 from 1 to 0.5" in show(two).text
    with pytest.raises(ValueError, match="history holds no errors"):
        plot_learning([])


GOOD = structures(2, stress=False)


def spoilt(**results: object) -> list[Atoms]:
    listed = structures(2, stress=False)
    listed[1].calc.results.update(results)
    return listed


def keyed() -> list[Atoms]:
    atoms = Atoms("O2", [[0, 0, 0], [0, 0, 1.2]], info={"dft_energy": -1.0})
    return [atoms]


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ([], ValueError, "structures is empty; expected at least one"),
        ("test.xyz", TypeError, "structures is a str; expected a list"),
        (3, TypeError, "structures is an int"),
        ([GOOD[0], 3], TypeError, r"structures\[1\] is an int; expected an ase.Atoms"),
        (
            [Atoms("O2", [[0, 0, 0], [0, 0, 1.2]])],
            ValueError,
            r"no labels \(looked for by atoms.calc\).*read_structures",
        ),
        (keyed(), ValueError, "no labels .*Try energy_key='dft_energy'"),
        ([*GOOD, molecule("H2O")], ValueError, r"structures\[2\] holds H, which the potential does not know"),
        (spoilt(energy=np.nan), ValueError, r"structures\[1\] has the energy nan"),
        (spoilt(forces=np.full((2, 3), np.nan)), ValueError, r"structures\[1\] has forces of shape \(2, 3\)"),
        (spoilt(forces=np.zeros((3, 3))), ValueError, r"structures\[1\] has forces of shape \(3, 3\)"),
    ],
)
def test_bad_input_is_refused(given: object, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        POTENTIAL.evaluate(given)


def test_forces_in_other_units_are_a_warning() -> None:
    with pytest.warns(UserWarning, match=r"forces of structure 1 reach 1e\+04 eV/A.*expected eV/A"):
        POTENTIAL.evaluate(spoilt(forces=np.full((2, 3), 1e4)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        POTENTIAL.evaluate(GOOD)


def test_a_single_structure_will_do() -> None:
    assert POTENTIAL.evaluate(GOOD[0]).table["n"].tolist() == [1, 12]
