import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms, units
from ase.build import bulk, molecule
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io import write

from miniff_edu import data
from miniff_edu.atoms import consistency, read_structures
from miniff_edu.atoms.doubts import doubts, which
from miniff_edu.atoms.labels import labels_of
from miniff_edu.atoms.reading import hint, likely_keys


def labelled(atoms: Atoms, **results: object) -> Atoms:
    atoms = atoms.copy()
    atoms.calc = SinglePointCalculator(atoms, **results)
    return atoms


def copper(n: int = 8, step: float = 0.06) -> list[Atoms]:
    """Crystals that were shaken, one after the other, with EMT's labels."""
    listed = []
    for seed in range(n):
        atoms = bulk("Cu", cubic=True)
        atoms.rattle(step, seed=seed)
        atoms.calc = EMT()
        results = {name: atoms.calc.get_property(name, atoms) for name in ("energy", "forces", "stress")}
        listed.append(labelled(atoms, **results))
    return listed


def ethanol(n: int = 8) -> list[Atoms]:
    return data.load("molecule")[:n]


def changed(
    listed: list[Atoms], energy: object = 1.0, forces: float = 1.0, length: float = 1.0, shift: float = 0.0
) -> list[Atoms]:
    result = []
    for atoms in listed:
        factor = energy(atoms) if callable(energy) else energy
        new = atoms.copy()
        new.set_cell(atoms.cell * length)
        new.positions *= length
        results = {
            "energy": factor * atoms.calc.results["energy"] + shift,
            "forces": forces * atoms.calc.results["forces"],
        }
        result.append(labelled(new, **results))
    return result


def doubts_of(listed: list[Atoms]) -> list[str]:
    return doubts(listed, labels_of(listed))


def test_labels_come_back_and_the_report_counts_them(tmp_path: Path) -> None:
    listed = copper(3)
    del listed[2].calc.results["stress"]
    write(tmp_path / "cu.xyz", listed)
    found = read_structures(tmp_path / "cu.xyz")
    assert isinstance(found, list)
    assert found.remarks == ()
    for before, after in zip(listed, found, strict=True):
        np.testing.assert_allclose(after.positions, before.positions, atol=1e-7)
        assert after.get_potential_energy() == pytest.approx(before.get_potential_energy())
        np.testing.assert_allclose(after.get_forces(), before.get_forces(), atol=1e-7)
    np.testing.assert_allclose(found[0].get_stress(), listed[0].get_stress(), atol=1e-7)
    energies = [atoms.get_potential_energy() / 4 for atoms in listed]
    largest = [abs(atoms.get_forces()).max() for atoms in listed]
    assert found.report.splitlines() == [
        "cu.xyz: 3 structures, 12 atoms",
        "elements: Cu (12 atoms)",
        "sizes: 4 atoms",
        "periodic: xyz (3)",
        "labels: 3 energies, 3 forces, 2 stresses",
        f"energy: {min(energies):.6g} to {max(energies):.6g} eV/atom",
        f"largest force component of a structure: {min(largest):.3g} to {max(largest):.3g} eV/A",
        "nothing looks wrong",
    ]
    assert repr(found) == found.report


def test_labels_under_other_names_are_found_and_moved(tmp_path: Path) -> None:
    listed = []
    for atoms in copper(2):
        new = atoms.copy()
        new.info["REF_energy"] = atoms.get_potential_energy()
        new.arrays["dft_forces"] = atoms.get_forces()
        listed.append(new)
    write(tmp_path / "cu.extxyz", listed)
    plain = read_structures(tmp_path / "cu.extxyz")
    assert plain[0].calc is None
    assert plain.remarks == (
        "No energies are known. 'REF_energy' looks like it: pass energy_key='REF_energy'.",
        "No forces are known. 'dft_forces' looks like it: pass forces_key='dft_forces'.",
    )
    assert hint(plain) == "energy_key='REF_energy', forces_key='dft_forces'"
    found = read_structures(tmp_path / "cu.extxyz", energy_key="REF_energy", forces_key="dft_forces")
    assert found.remarks == ()
    assert found[1].get_potential_energy() == pytest.approx(listed[1].info["REF_energy"])
    np.testing.assert_allclose(found[1].get_forces(), listed[1].arrays["dft_forces"], atol=1e-7)
    with pytest.raises(ValueError, match=r"energy_key is 'E', which no structure has.*There is: REF_energy"):
        read_structures(tmp_path / "cu.extxyz", energy_key="E")
    with pytest.raises(ValueError, match=r"forces_key is 'F', which no structure has.*There is: dft_forces"):
        read_structures(tmp_path / "cu.extxyz", forces_key="F")


def test_a_key_may_be_the_usual_one(tmp_path: Path) -> None:
    """ASE takes `energy` and `forces` of a file for results: they are in no dictionary any more."""
    write(tmp_path / "cu.xyz", copper(2))
    found = read_structures(tmp_path / "cu.xyz", energy_key="energy", forces_key="forces")
    assert (found[0].get_forces() == read_structures(tmp_path / "cu.xyz")[0].get_forces()).all()


def test_another_energy_takes_the_place_of_the_first_and_the_rest_stays(tmp_path: Path) -> None:
    listed = copper(2)
    for atoms in listed:
        atoms.calc.results |= {"free_energy": atoms.calc.results["energy"] - 1, "magmom": 0.5}
        atoms.info["ccsd_energy"] = -7.0
    write(tmp_path / "cu.traj", listed)
    plain = read_structures(tmp_path / "cu.traj")
    assert plain[0].calc.results["free_energy"] == pytest.approx(listed[0].calc.results["energy"] - 1)
    found = read_structures(tmp_path / "cu.traj", energy_key="ccsd_energy")
    assert found[1].get_potential_energy() == -7.0
    assert "free_energy" not in found[1].calc.results
    assert found[1].calc.results["magmom"] == 0.5
    np.testing.assert_array_equal(found[1].get_forces(), plain[1].get_forces())


def test_labels_that_are_no_numbers_are_left_out_and_named(tmp_path: Path) -> None:
    listed = copper(5)
    listed[1].calc.results["energy"] = np.nan
    listed[3].calc.results["forces"] = np.full((4, 3), np.inf)
    write(tmp_path / "cu.traj", listed)
    found = read_structures(tmp_path / "cu.traj")
    assert "energy" not in found[1].calc.results
    assert "forces" in found[1].calc.results
    assert "forces" not in found[3].calc.results
    assert found.remarks[0].startswith("The energy of structure 1 is NaN, infinite or no number: left out")
    assert found.remarks[1].startswith("The forces of structure 3 are NaN")
    assert "No energies are known of structure 1." in found.remarks
    assert "labels: 4 energies, 4 forces, 5 stresses" in found.report


def test_keys_that_look_like_labels() -> None:
    atoms = molecule("H2O")
    atoms.info |= {"energy_unit": "eV", "dft_energy": -1.0, "config": 3, "converged_energy": True}
    atoms.arrays["gradient"] = np.zeros((3, 3))
    atoms.arrays["force_norm"] = np.zeros(3)
    assert likely_keys([atoms, molecule("H2")]) == {"energy_key": "dft_energy", "forces_key": "gradient"}
    assert hint([molecule("H2")]) == ""


def test_what_is_between_labels_and_ase_is_said(tmp_path: Path) -> None:
    atoms = bulk("Cu")
    atoms.info["virial"] = np.eye(3)
    atoms.arrays["gradient"] = np.zeros((1, 3))
    write(tmp_path / "cu.xyz", [atoms])
    remarks = " ".join(read_structures(tmp_path / "cu.xyz").remarks)
    assert "ASE's stress is minus the virial over the volume" in remarks
    assert "A gradient is not a force" in remarks


@pytest.mark.parametrize("name", data.NAMES)
def test_good_data_raise_no_doubts(name: str) -> None:
    """All sets that are shipped; coupled-cluster energies count all electrons, and H2 goes to short distances."""
    said = [line.split(":")[0].split(" in ")[0] for line in doubts_of(data.load(name))]
    expected = {"water": ["Energies are -691.295 eV per atom"], "h2": ["Forces reach 114 eV/A"]}
    assert said == expected.get(name, [])


HARTREE, BOHR = 27.2114, 0.529177


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (lambda: changed(copper(), forces=-1), r"Forces draw the atoms of short bonds together"),
        (lambda: changed(ethanol(), forces=-1), r"Forces draw the atoms of short bonds together"),
        (lambda: changed(copper(), energy=1 / HARTREE), r"energies are in Hartree and forces in eV/A"),
        (lambda: changed(copper(), energy=96.485), r"energies are in kJ/mol and forces in eV/A"),
        (lambda: changed(copper(), energy=0.25), r"energies are per atom. Expected totals"),
        (lambda: changed(copper(), forces=BOHR / HARTREE), r"forces are in Hartree/Bohr and energies in eV"),
        (
            lambda: changed(copper(), length=1 / BOHR),
            r"No two atoms are nearer than 1\.\d of a bond: positions in Bohr\?",
        ),
        (lambda: changed(copper(), length=0.1), r"In every structure .*positions in nm, or in fractions of the cell\?"),
        (lambda: changed(copper(), forces=1e4), r"typically .*e\+04 eV/A, beyond what bonds exert: other units\?"),
        (
            lambda: changed(copper(), energy=0, shift=-6000),
            r"Energies are -1500 eV per atom: they hold the energies of",
        ),
        (
            lambda: changed(data.load("water")[:6], energy=1 / HARTREE),
            r"Energies, typically -25\.4\d* per atom, are those of whole atoms in Hartree",
        ),
        (
            lambda: changed(data.load("water")[:6], energy=23.0605),
            r"are those of whole atoms in kcal/mol; .*Multiply them by 0\.0433641",
        ),
        (lambda: [*copper(4), copper(1)[0]], r"there more than once \(0 and 4; 1 too many\)"),
        (
            lambda: [*copper(2), *changed(copper(1), shift=0.5)],
            r"The same structure has energies that differ by up to 0\.5 eV",
        ),
        (lambda: [*copper(3), fixed(copper(4)[3])], r"Forces do not add up to zero in structure 3, by up to"),
        (lambda: [*copper(3), overlapping()], r"Atoms nearly lie on each other in structure 3"),
        (
            lambda: [*copper(3), Atoms("Cu2", np.zeros((2, 3)))],
            r"Structure 3: it has atoms 0 and 1 at a distance of 0 A",
        ),
        (lambda: [*copper(3), *changed(copper(4)[3:], forces=500)], r"Forces reach .* eV/A in structure 3, and typ"),
        (lambda: grown(per_atom=True), r"Energies do not grow with the number of atoms \(4 to 32\): are they per atom"),
    ],
)
def test_what_looks_wrong_is_said(listed: Callable[[], list[Atoms]], said: str) -> None:
    assert [line for line in doubts_of(listed()) if re.search(said, line)], doubts_of(listed())


def fixed(atoms: Atoms) -> Atoms:
    atoms.calc.results["forces"][0] = 0
    return atoms


def overlapping() -> Atoms:
    return labelled(Atoms("Cu2", [[0, 0, 0], [0, 0, 0.5]]), energy=0.0)


def grown(per_atom: bool) -> list[Atoms]:
    listed = []
    for seed, n in enumerate((1, 2, 1, 2, 1)):
        atoms = bulk("Cu", cubic=True) * n
        atoms.rattle(0.02, seed=seed)
        atoms.calc = EMT()
        energy = atoms.get_potential_energy() - 3.5 * len(atoms)
        listed.append(labelled(atoms, energy=energy / len(atoms) if per_atom else energy))
    return listed


def test_right_data_are_not_doubted() -> None:
    assert doubts_of(copper()) == doubts_of(grown(per_atom=False)) == doubts_of(ethanol()) == []


def test_noble_gases_are_far_apart_and_not_in_bohr() -> None:
    atoms = Atoms("Ar4", [[0, 0, 0], [3.8, 0, 0], [0, 3.8, 0], [0, 0, 3.8]], calculator=LennardJones(sigma=3.4, rc=10))
    assert doubts_of([labelled(atoms, energy=atoms.get_potential_energy())]) == []


def test_the_work_sees_molecules_turn_and_atoms_come_back_into_the_cell() -> None:
    listed = []
    for seed in range(8):
        atoms = molecule("H2O")
        atoms.rattle(0.03, seed=seed)
        atoms.calc = EMT()
        energy, forces = atoms.get_potential_energy() / 27.2114, atoms.get_forces()
        atoms.rotate(70.0 * seed, (1, 2, 3))
        forces = Atoms("H3", forces)
        forces.rotate(70.0 * seed, (1, 2, 3))
        listed.append(labelled(atoms, energy=energy, forces=forces.positions))
    assert any("energies are in Hartree" in line for line in doubts_of(listed))
    crystals = changed(copper(), energy=1 / 27.2114)
    for atoms in crystals[::2]:
        atoms.positions += atoms.cell[0] * np.array([[1], [0], [-2], [0]])
    assert any("energies are in Hartree" in line for line in doubts_of(crystals))


@pytest.mark.parametrize(
    ("indices", "words"),
    [([3], "structure 3"), ([1, 2], "structures 1, 2"), (range(9), "structures 0, 1, 2, ... (9 in all)")],
)
def test_structures_are_named_by_number(indices: list[int], words: str) -> None:
    assert which(indices) == words


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("nope.xyz", None, FileNotFoundError, r"nope\.xyz, which is not there\. Did you mean note\.xyz\?"),
        ("far/nope.xyz", None, FileNotFoundError, r"there is no folder .*far"),
        ("", None, ValueError, "path is the folder .*expected a file in it"),
        ("a.xyz", "", ValueError, r"a\.xyz is empty \(0 bytes\)"),
        ("a.foo", "hello\n", ValueError, r"a\.foo is of no kind that ASE knows"),
        ("a.xyz", "3\n\nH 0 0 0\n", ValueError, r"a\.xyz cannot be read: ASE says '.*Frame has 1 atoms, expected 3"),
        ("a.traj", "hello", ValueError, r"a\.traj cannot be read: ASE says .*Was it cut off"),
        ("a.cif", "hello", ValueError, r"a\.cif"),
    ],
)
def test_files_that_are_no_good(tmp_path: Path, name: str, content: str | None, error: type, said: str) -> None:
    (tmp_path / "note.xyz").write_text("1\n\nH 0 0 0\n")
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(error, match=said):
        read_structures(tmp_path / name)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [({"path": 3}, "path is an int"), ({"energy_key": 3}, "energy_key is an int; expected a name")],
)
def test_arguments_of_another_kind(tmp_path: Path, arguments: dict, said: str) -> None:
    (tmp_path / "a.xyz").write_text("1\n\nH 0 0 0\n")
    with pytest.raises(TypeError, match=said):
        read_structures(**{"path": tmp_path / "a.xyz", **arguments})


def test_an_at_sign_belongs_to_the_name(tmp_path: Path) -> None:
    (tmp_path / "a@1.xyz").write_text("1\n\nH 0 0 0\n")
    assert len(read_structures(tmp_path / "a@1.xyz")) == 1


def test_units_are_those_of_ase() -> None:
    told = (consistency.HARTREE, consistency.BOHR, consistency.KCAL, consistency.KJ)
    known = (units.Hartree, units.Bohr, units.kcal / units.mol, units.kJ / units.mol)
    assert told == pytest.approx(known, rel=5e-6)  # half of the last of six digits
