"""Training: what it chooses and says, what it returns, what it does with labels that are missing or wrong."""

import random
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from ase import Atoms
from labelled import crystals, labelled, molecules

from miniff_edu.atoms import NeuralPotential, SymmetryFunctions, behler_recipe, load, train
from miniff_edu.atoms.structures import structure_hash
from miniff_edu.atoms.training import Progress

CRYSTALS = crystals(20)
SF = behler_recipe(CRYSTALS, 4.2, n_radial=4, n_angular=1)
QUICK = {"hidden": (3,), "on_step": lambda progress: progress.step >= 4}


def quick(structures: list[Atoms] = CRYSTALS, sf: SymmetryFunctions = SF, **options: object) -> NeuralPotential:
    return train(structures, sf, **{**QUICK, **options})  # type: ignore[arg-type]


def numbers(potential: NeuralPotential) -> list[torch.Tensor]:
    return [tensor for member in potential.members for net in member.values() for tensor in net.state_dict().values()]


def same(a: NeuralPotential, b: NeuralPotential) -> bool:
    return all(torch.equal(x, y) for x, y in zip(numbers(a), numbers(b), strict=True))


def rmse(potential: NeuralPotential, structures: list[Atoms]) -> float:
    errors = [(potential.predict(a).forces - a.get_forces()).ravel() for a in structures]
    return float(np.sqrt(np.mean(np.concatenate(errors) ** 2)))


def test_it_learns(capsys: pytest.CaptureFixture[str]) -> None:
    structures = crystals(60)
    potential = train(structures, behler_recipe(structures, 4.2), on_step=lambda progress: progress.step >= 20)
    said = capsys.readouterr().out
    assert "51 structures teach, 9 are held back." in said
    assert "hidden=(4, 4) was chosen: 121 weights for 1275 rows." in said
    assert "Expected errors, from the first residuals: " in said
    assert "20 steps in" in said
    fresh = crystals(5, seed=7)
    spread = float(np.std(np.concatenate([a.get_forces() for a in fresh])))
    assert rmse(potential, fresh) < 0.1 * spread
    energies = [(potential.predict(a).energy - a.get_potential_energy()) / 8 for a in fresh]
    assert np.abs(energies).max() < 0.02
    assert len(potential.members) == 1
    card = potential.card
    assert card["seeds"] == [0]
    assert card["n_structures"] == 60
    assert card["settings"]["hidden"] == [4, 4]
    assert card["settings"]["method"] == "levenberg_marquardt"
    assert set(card["versions"]) == {"python", "numpy", "torch", "ase"}
    assert len(card["data"]) == 16
    assert len(card["history"][0]) == 20
    assert set(card["errors"]) == {"train", "validation"}
    assert card["errors"]["train"]["energy"][3] == 51
    assert card["errors"]["validation"]["forces"][3] == 9 * 24
    assert not any("taught" in remark for remark in potential.evaluate(fresh).remarks)
    taught = [i for i, atoms in enumerate(structures) if structure_hash(atoms) in card["known"]["train"]]
    assert len(taught) == 51
    remark = potential.evaluate([*fresh, structures[taught[0]]]).remarks[0]
    assert remark.startswith("1 of 6 structures have taught the potential: structure 5. What it says of them is no")
    table = potential.evaluate(fresh).table
    assert table.loc[("test", "forces [eV/A]"), "RMSE"] == pytest.approx(rmse(potential, fresh))


def test_the_best_by_validation_is_returned() -> None:
    seen: list[tuple[float, float]] = []

    def watch(progress: Progress) -> bool:
        seen.append((progress.log[-1]["validation"]["forces"], progress.log[-1]["validation"]["energy"]))
        return progress.step >= 25

    potential = train(CRYSTALS, SF, hidden=(6,), on_step=watch, ridge=0.0)
    forces, energy = (
        potential.card["errors"]["validation"]["forces"][0],
        potential.card["errors"]["validation"]["energy"][0],
    )
    expected = potential.card["settings"]["expected_errors"]
    best = min(seen, key=lambda e: (e[0] / expected[1]) ** 2 + (e[1] / expected[0]) ** 2)
    assert (forces, energy) == (pytest.approx(best[0], rel=1e-6), pytest.approx(best[1], rel=1e-6))


def test_the_same_seed_gives_the_same_bits_and_leaves_the_generators_alone() -> None:
    torch.manual_seed(3)
    np.random.seed(3)  # noqa: NPY002 - the global one is what must not move
    random.seed(3)
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()  # noqa: NPY002
    first = quick(seed=4)
    assert same(first, quick(seed=4))
    assert not same(first, quick(seed=5))
    assert torch.equal(torch.get_rng_state(), before[0])
    assert (np.random.get_state()[1] == before[1]).all()  # noqa: NPY002
    assert random.getstate() == before[2]


def test_members_of_a_committee_are_those_of_its_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    both = quick(seed=4, committee=2)
    assert capsys.readouterr().out.count("structures teach") == 1
    assert len(both.members) == 2
    assert both.card["seeds"] == [4, 5]
    singles = [quick(seed=seed) for seed in (4, 5)]
    for member, single in zip(both.members, singles, strict=True):
        assert torch.equal(member["Si"].network[0].weight, single.members[0]["Si"].network[0].weight)
    errors = [single.card["errors"]["train"]["forces"] for single in singles]
    pooled = both.card["errors"]["train"]["forces"]
    assert pooled[0] == pytest.approx(np.sqrt(np.mean([e[0] ** 2 for e in errors])))
    assert pooled[2:] == [max(e[2] for e in errors), 2 * 17 * 24]
    atoms = CRYSTALS[0].copy()
    atoms.calc = both.calculator()
    atoms.get_forces()
    assert atoms.calc.results["forces_spread"].shape == (8, 3)


def test_processes_train_the_same_members() -> None:
    assert same(
        quick(committee=2, on_step=None, max_seconds=60, hidden=()),
        quick(committee=2, n_jobs=2, on_step=None, hidden=()),
    )


@pytest.mark.thorough
def test_a_cluster_trains_the_same_members() -> None:
    import distributed
    import joblib

    alone = quick(committee=2, on_step=None, hidden=())
    with (  # one worker is another process too; the README's sweep has two
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config("dask"),
    ):
        assert same(alone, quick(committee=2, on_step=None, hidden=(), n_jobs=2))


@pytest.mark.parametrize("method", ["kalman", "adam", "lbfgs", "Levenberg-Marquardt"])
def test_all_methods_train(method: str) -> None:
    potential = quick(method=method)
    log = potential.card["history"][0]
    assert len(log) == 4
    assert potential.card["errors"]["train"]["forces"][0] < 2 * log[0]["train"]["forces"]
    assert same(potential, quick(method=method))


def test_a_linear_map_needs_no_steps() -> None:
    potential = train(CRYSTALS, SF, hidden=(), validation=None)
    assert potential.card["stopped"] == ["converged"]
    (layer,) = potential.members[0]["Si"].network
    assert layer.weight.shape == (1, len(SF))
    assert "validation" not in potential.card["errors"]


def test_validation_of_your_own(capsys: pytest.CaptureFixture[str]) -> None:
    held = crystals(4, seed=9)
    potential = quick(validation=held)
    assert "20 structures teach, 4 are held back." in capsys.readouterr().out
    assert potential.card["errors"]["validation"]["energy"][3] == 4
    with pytest.warns(
        UserWarning, match=r"validation holds 1 structures that teach as well, the first at validation\[2\]"
    ):
        quick(validation=[*held[:2], CRYSTALS[5]])


def test_none_is_held_back(capsys: pytest.CaptureFixture[str]) -> None:
    quick(validation=None)
    assert "20 structures teach, 0 are held back." in capsys.readouterr().out


def test_one_structure_only(capsys: pytest.CaptureFixture[str]) -> None:
    potential = quick(CRYSTALS[:1], hidden=())
    assert "1 structures teach, 0 are held back." in capsys.readouterr().out
    assert np.isfinite(potential.predict(CRYSTALS[1]).energy)


def test_what_is_missing_is_used_for_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    mixed = [*crystals(6), *crystals(4, seed=1, energy=False), *crystals(3, seed=2, forces=False)]
    potential = quick(mixed, validation=None)
    assert (
        "Of 13 structures 9 have an energy and 10 have forces; each counts for what it has." in capsys.readouterr().out
    )
    assert potential.card["errors"]["train"]["energy"][3] == 9
    assert potential.card["errors"]["train"]["forces"][3] == 240


def test_energies_alone_and_forces_alone() -> None:
    energies = quick(crystals(20, forces=False))
    assert list(energies.card["errors"]["train"]) == ["energy"]
    forces = quick(crystals(20, energy=False))
    assert list(forces.card["errors"]["train"]) == ["forces"]
    assert forces.members[0]["Si"].offset == 0
    assert rmse(forces, CRYSTALS) < 0.5 * np.std(np.concatenate([a.get_forces() for a in CRYSTALS]))


def test_weight_zero_is_not_there() -> None:
    wrong = crystals(3, seed=5)
    for atoms in wrong:
        atoms.calc.results["energy"] += 50
    some = [*CRYSTALS[:7], wrong[0], *CRYSTALS[7:], *wrong[1:]]
    weights = [float(not any(atoms is bad for bad in wrong)) for atoms in some]
    assert same(quick(some, weights=weights), quick())


def test_weights_of_structures_atoms_and_components() -> None:
    twice = quick([*CRYSTALS, *CRYSTALS[:5]], validation=None, ridge=0.0, hidden=())
    weighted = quick(CRYSTALS, weights=[2.0] * 5 + [1.0] * 15, validation=None, ridge=0.0, hidden=())
    a, b = (p.predict(CRYSTALS[8]) for p in (twice, weighted))
    np.testing.assert_allclose(a.forces, b.forces, atol=2e-3 * np.abs(b.forces).max())
    # One atom has a wrong force: it counts nothing, and nothing is left of it.
    spoilt = [atoms.copy() for atoms in CRYSTALS]
    for new, old in zip(spoilt, CRYSTALS, strict=True):
        new.calc = labelled(old).calc
    spoilt[3].calc.results["forces"][2] = 40.0
    per_atom = np.ones(8)
    per_atom[2] = 0
    options = {"validation": None, "expected_errors": (0.01, 0.1)}
    clean = quick(weights=[1.0] * 3 + [{"forces": per_atom}] + [1.0] * 16, **options)
    ignored = quick(spoilt, weights=[1.0] * 3 + [{"forces": per_atom}] + [1.0] * 16, **options)
    assert rmse(ignored, CRYSTALS) == pytest.approx(rmse(clean, CRYSTALS), rel=1e-6)
    noticed = quick(spoilt, **options)
    assert rmse(noticed, CRYSTALS) > 1.01 * rmse(clean, CRYSTALS)


def test_an_energy_counts_as_much_as_all_forces_of_its_structure() -> None:
    """With a linear map nothing is random: the first residuals are those of least squares on rows of weight 1."""
    both = quick(hidden=(), validation=None, ridge=0.0).card["settings"]["expected_errors"]
    alone = quick(hidden=(), validation=None, ridge=0.0, expected_errors=(1.0, 1.0)).card["history"][0][0]["train"]
    assert both == pytest.approx([alone["energy"] / np.sqrt(24), alone["forces"]], rel=1e-9)  # cells of eight atoms


def test_expected_errors_are_the_balance() -> None:
    forces = quick(expected_errors=(1.0, 0.001), validation=None)
    energies = quick(expected_errors=(0.001, 10.0), validation=None)
    assert forces.card["settings"]["expected_errors"] == [1.0, 0.001]
    for name, better, worse in (("forces", forces, energies), ("energy", energies, forces)):
        assert better.card["errors"]["train"][name][0] < worse.card["errors"]["train"][name][0]


def test_several_elements_and_an_atom_of_none(capsys: pytest.CaptureFixture[str]) -> None:
    structures = molecules(18)
    functions = behler_recipe(structures, 4.2, n_radial=3, n_angular=1).functions
    sf = SymmetryFunctions({**functions, "Ge": functions["Si"]}, 4.2, "smooth")
    potential = quick(structures, sf)
    assert potential.elements == ("O", "Si")
    with pytest.raises(ValueError, match=r"structures\[0\] holds Ge"):
        potential.predict(Atoms("GeO", [[0, 0, 0], [0, 0, 2.2]]))
    none = SymmetryFunctions({"O": functions["O"], "Si": []}, 4.2, "smooth")
    offsets = quick(structures, none)
    assert offsets.members[0]["Si"].network is None
    assert np.isfinite(offsets.predict(structures[0]).energy)


def test_offsets_of_all_electrons_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    structures = crystals(12)
    for atoms in structures:
        atoms.calc.results["energy"] -= 8 * 7873.0
    potential = quick(structures)
    said = capsys.readouterr().out
    assert "Energies per atom are those of all electrons, not of binding" in said
    assert "in eV: Si -787" in said
    assert abs(potential.members[0]["Si"].offset + 7873) < 10
    assert abs(potential.predict(CRYSTALS[0]).energy - structures[0].get_potential_energy()) < 8 * 10


def test_forces_in_other_units_are_noticed() -> None:
    structures = crystals(8)
    structures[3].calc.results["forces"] *= 1e4
    for validation in (None, 0.3):  # the number is that of the reader's list, whatever is held back
        with pytest.warns(
            UserWarning, match=r"forces of structure 3 reach .* eV/A, which no bond exerts: expected eV/A"
        ):
            quick(structures, validation=validation)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        quick(structures, weights=[float(i != 3) for i in range(8)])
    assert not any("no bond" in str(warning.message) for warning in caught)


def test_too_large_a_network_is_said() -> None:
    with pytest.warns(
        UserWarning, match=r"hidden is \(15, 15\), which makes .* weights for 425 energies and force comp"
    ):
        quick(hidden=(15, 15))


def test_ctrl_c_returns_the_best_so_far(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.step == 6:
            raise KeyboardInterrupt

    potential = quick(on_step=interrupt, committee=3)
    assert len(potential.members) == 1
    assert potential.card["stopped"] == ["interrupted"]
    assert "Interrupted after 6 steps: the best so far is returned." in capsys.readouterr().out


def test_time_is_up() -> None:
    potential = train(CRYSTALS, SF, max_seconds=1e-3)
    assert len(potential.card["history"][0]) == 1
    assert potential.card["stopped"] == ["max_seconds"]


def test_progress_tells_what_the_potential_does() -> None:
    seen = []

    def watch(progress: Progress) -> bool:
        done = progress.potential()
        seen.append((progress.log[-1]["train"]["forces"], rmse(done, CRYSTALS), progress.seed))
        return progress.step >= 3

    quick(on_step=watch, validation=None, seed=6)
    assert len(seen) == 3
    for logged, real, seed in seen:
        assert logged == pytest.approx(real, rel=1e-6)
        assert seed == 6
    assert [b[0] < a[0] for a, b in pairwise(seen)] == [True, True]


def test_it_is_kept_in_a_file(tmp_path: Path) -> None:
    potential = quick(committee=2)
    potential.save(tmp_path / "p")
    again = load(tmp_path / "p")
    assert same(potential, again)
    assert again.card == potential.card
    assert "validation, forces" in again.describe()


def nan_energy() -> list[Atoms]:
    structures = crystals(3)
    structures[1].calc.results["energy"] = float("nan")
    return structures


def nan_forces() -> list[Atoms]:
    structures = crystals(3)
    structures[2].calc.results["forces"][0, 0] = float("nan")
    return structures


@pytest.mark.parametrize(
    ("structures", "options", "message"),
    [
        ([], {}, "structures is empty; expected at least one"),
        (CRYSTALS[0], {}, "structures is an? .*Atoms.*; expected a list of ase.Atoms"),
        ([atoms.copy() for atoms in CRYSTALS], {}, "none of 20 structures has an energy or forces that count"),
        (nan_energy(), {}, r"structures\[1\] has the energy nan; expected one finite number, in eV"),
        (nan_forces(), {}, r"structures\[2\] has forces of shape \(8, 3\); expected \(8, 3\), finite numbers"),
        (CRYSTALS, {"sf": "Si"}, "sf is .*; expected SymmetryFunctions"),
        (CRYSTALS, {"activation": "relu"}, "activation is 'relu'; expected one of 'tanh', 'sigmoid'"),
        (CRYSTALS, {"validation": 1.5}, "validation is 1.5; expected a share of the structures between 0 and 1"),
        (CRYSTALS, {"validation": 0.99}, "The validation part takes all 20 structures; expected some to train with"),
        (CRYSTALS, {"method": "newton"}, "method is 'newton'; expected one of 'levenberg_marquardt', 'kalman'"),
        (CRYSTALS, {"hidden": "15"}, "hidden is '15'; expected the widths of the hidden layers"),
        (CRYSTALS, {"hidden": (3, 0)}, r"hidden\[1\] is 0"),
        (CRYSTALS, {"hidden": 15}, "hidden is 15; expected the widths"),
        (CRYSTALS, {"expected_errors": 0.1}, "expected_errors is 0.1; expected two numbers"),
        (CRYSTALS, {"expected_errors": (0.1, -1)}, r"expected_errors\[1\] is -1"),
        (CRYSTALS, {"ridge": -1.0}, 'ridge is -1.0; expected a number of at least 0, or "auto"'),
        (CRYSTALS, {"weights": [1.0]}, "weights has 1 entries and there are 20 structures"),
        (CRYSTALS, {"weights": [-1.0] + [1.0] * 19}, r"weights\[0\] is -1.0; expected at least 0"),
        (CRYSTALS, {"weights": [{"force": 1}] + [1.0] * 19}, r"weights\[0\] has the keys \['force'\]"),
        (CRYSTALS, {"weights": [{"forces": np.ones(3)}] + [1.0] * 19}, r"weights\[0\]\['forces'\] has shape \(3,"),
        (CRYSTALS, {"weights": ["much"] + [1.0] * 19}, r"weights\[0\] is .*; expected a number of at least 0"),
        (CRYSTALS, {"committee": 0}, "committee is 0"),
        (CRYSTALS, {"seed": -1}, "seed is -1"),
        (CRYSTALS, {"max_seconds": 0}, "max_seconds is 0"),
        (crystals(4, forces=False), {"energy_key": "REF"}, "none of 4 structures has an energy or forces that count"),
    ],
)
def test_bad_input(structures: list[Atoms], options: dict, message: str) -> None:
    options = {**options, "sf": options.get("sf", SF)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises((TypeError, ValueError), match=message):
            quick(structures, **options)
