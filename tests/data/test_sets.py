"""The data that travel with the library: unharmed, complete, in their units, and right by a route of their own."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ase import Atoms
from ase.neighborlist import neighbor_list
from scipy.interpolate import make_interp_spline

from miniff_edu._support.files import CHECKOUT
from miniff_edu.data import NAMES, load, provenance, sets

# Formula, training and test structures, range of the energy per atom in eV.
SETS = {
    "h2": ("H2", 94, 47, (-16.0, -8.0)),
    "water": ("OH2", 600, 168, (-691.6, -691.0)),
    "molecule": ("C2OH6", 200, 100, (-34.5, -34.2)),
    "silicon": ("Si64", 120, 60, (-4.3366, -3.85)),
    "silicon_melt": ("Si64", 40, 20, (-4.2, -3.5)),
}
CRYSTALS = ("silicon", "silicon_melt")
MOLECULES = ("h2", "water", "molecule")


def labels(structures: list[Atoms]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return positions, energies and forces of structures of one size."""
    return (
        np.array([atoms.positions for atoms in structures]),
        np.array([atoms.get_potential_energy() for atoms in structures]),
        np.array([atoms.get_forces() for atoms in structures]),
    )


def test_every_set_is_known() -> None:
    assert sorted(NAMES) == sorted(SETS) == sorted(path.stem for path in sets.FOLDER.glob("*.npz"))
    assert sorted(NAMES) == sorted(path.stem for path in sets.FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_numbers_and_units(name: str) -> None:
    formula, n_train, n_test, (low, high) = SETS[name]
    train, test, both = load(name, "train"), load(name, "test"), load(name)
    assert (len(train), len(test), len(both)) == (n_train, n_test, n_train + n_test)
    record = provenance(name)
    assert (record["train"], record["test"], record["atoms_each"]) == (n_train, n_test, len(both[0]))
    for atoms in both:
        assert atoms.symbols.formula.count() == Atoms(formula).symbols.formula.count()
        assert atoms.pbc.all() if name in CRYSTALS else not atoms.pbc.any()
        assert low < atoms.get_potential_energy() / len(atoms) < high
        assert atoms.get_forces().dtype == float
        assert np.isfinite(atoms.get_forces()).all()


@pytest.mark.parametrize("name", NAMES)
def test_parts_share_no_structure(name: str) -> None:
    def shape(atoms: Atoms) -> np.ndarray:
        return np.sort(atoms.get_all_distances(mic=False).ravel())

    train, test = (np.array([shape(atoms) for atoms in load(name, part)]) for part in ("train", "test"))
    assert min(np.abs(train - row).max(axis=1).min() for row in test) > 1e-3
    energies = sorted(atoms.get_potential_energy() for part in ("train", "test") for atoms in load(name, part))
    assert energies == sorted(atoms.get_potential_energy() for atoms in load(name))


@pytest.mark.parametrize("name", NAMES)
def test_checksum_and_size(name: str) -> None:
    content = (sets.FOLDER / f"{name}.npz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == provenance(name)["sha256"]
    assert len(content) < 400_000


def test_all_of_it_is_small() -> None:
    assert sum(path.stat().st_size for path in sets.FOLDER.iterdir() if path.is_file()) < 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_origin(name: str) -> None:
    record = provenance(name)
    assert record["name"] == name
    assert record["license"] == "CC0-1.0"
    assert record["units"]["energy"].startswith("eV")
    assert record["units"]["forces"].startswith("eV/A")
    assert (CHECKOUT / record["script"]).exists()
    assert sum("doi:10." in line for line in record["citations"]) >= 2
    pins = (CHECKOUT / "tools" / "reference" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    for package, version in record["versions"].items():
        assert package == "python" or f"{package}=={version}" in pins


@pytest.mark.parametrize("name", NAMES)
def test_forces_sum_to_zero(name: str) -> None:
    _, _, forces = labels(load(name))
    # Half of the last stored digit for each atom.
    digit = 0.5e-6 if name in MOLECULES else np.abs(forces).max() * 2.0**-24
    assert np.abs(forces.sum(axis=1)).max() < forces.shape[1] * digit
    assert np.abs(forces).max() > 1


@pytest.mark.parametrize("name", MOLECULES)
def test_forces_do_not_turn_a_molecule(name: str) -> None:
    positions, _, forces = labels(load(name))
    centred = positions - positions.mean(axis=1, keepdims=True)
    assert np.abs(np.cross(centred, forces).sum(axis=1)).max() < 2e-5


def h2_curve() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    positions, energies, forces = labels(load("h2"))
    return np.linalg.norm(positions[:, 1] - positions[:, 0], axis=1), energies, forces[:, 1, 2]


def test_h2_forces_are_the_slope_of_its_energies() -> None:
    distances, energies, along = h2_curve()
    assert (distances[0], distances[-1], len(distances)) == (pytest.approx(0.3), pytest.approx(6), 141)
    spline = make_interp_spline(np.log(distances), energies, k=9)
    slope = spline.derivative()(np.log(distances)) / distances
    inside = slice(8, -8)
    assert along[inside] == pytest.approx(-slope[inside], abs=5e-6)


def test_h2_is_as_far_from_the_exact_molecule_as_it_says() -> None:
    """Wolniewicz (1993): r_e = 0.741421 A, D_e = 4.74773 eV."""
    distances, energies, _ = h2_curve()
    record = provenance("h2")
    spline = make_interp_spline(np.log(distances), energies, k=9)
    fine = np.linspace(0.7, 0.8, 100_001)
    values = spline(np.log(fine))
    r_e, d_e = fine[values.argmin()], 2 * record["atom_energies"]["H"] - values.min()
    assert record["exact"] == {"r_e": 0.741421, "D_e": 4.74773}
    assert r_e == pytest.approx(record["in_this_basis"]["r_e"], abs=1e-5)
    assert d_e == pytest.approx(record["in_this_basis"]["D_e"], abs=2e-5)
    assert r_e - 0.741421 == pytest.approx(record["basis_error"]["r_e"], abs=1e-5)
    assert d_e - 4.74773 == pytest.approx(record["basis_error"]["D_e"], abs=2e-5)
    assert abs(r_e - 0.741421) < 0.001
    assert -0.02 < d_e - 4.74773 < 0, "a finite basis binds too little"
    # Far apart they are two atoms; an atom is known exactly.
    assert energies[-1] == pytest.approx(2 * record["atom_energies"]["H"], abs=1e-3)
    assert record["atom_energies"]["H"] == pytest.approx(-13.6057, abs=0.01)


def internal(positions: np.ndarray, forces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return lengths and angle of water, the shorter length first, and the slopes by them."""
    first, second = positions[1] - positions[0], positions[2] - positions[0]
    r1, r2 = np.linalg.norm(first), np.linalg.norm(second)
    u1, u2 = first / r1, second / r2
    cosine = u1 @ u2
    # A hydrogen moves along its bond, or across it in the plane, away from the other.
    across = (u2 * cosine - u1) / np.sqrt(1 - cosine**2)
    slopes = np.array([-forces[1] @ u1, -forces[2] @ u2, -forces[2] @ across * r2])
    order = [0, 1, 2] if r1 <= r2 else [1, 0, 2]
    return np.array([r1, r2, np.arccos(cosine)])[order], slopes[order]


def test_water_forces_are_the_slope_of_its_energies() -> None:
    """Between the nearest geometries: the work along the way, by the trapezoidal rule, is the difference in energy."""
    positions, energies, forces = labels(load("water"))
    shapes, slopes = (
        np.array(rows) for rows in zip(*(internal(x, f) for x, f in zip(positions, forces, strict=True)), strict=True)
    )
    distances = np.linalg.norm(shapes[:, None] - shapes, axis=2) + 9 * np.eye(len(shapes))
    near = distances.argmin(axis=1)
    close = distances.min(axis=1) < 0.04
    assert close.sum() > 100
    work = ((slopes + slopes[near]) / 2 * (shapes[near] - shapes)).sum(axis=1)[close]
    gain = (energies[near] - energies)[close]
    assert np.abs(work - gain).max() < 5e-3
    assert np.abs(gain).mean() > 0.05, "ten times what was allowed above"


def test_water_is_what_was_promised() -> None:
    record = provenance("water")
    above = np.array([atoms.get_potential_energy() for atoms in load("water")]) - record["minimum"]["energy"]
    assert above.min() > 0
    assert 1.4 < above.max() < 1.5
    assert record["largest_T1"] <= 0.02
    assert record["drawn"] - record["left_out_high"] - record["left_out_T1"] >= len(above)
    assert record["basis_error"]["geometries"] >= 8
    assert 0 < record["basis_error"]["RMS"] <= record["basis_error"]["largest"] < 0.2


def test_molecule_forces_are_the_slope_of_its_energies() -> None:
    """All geometries stand in one frame: between near ones, the work by the trapezoidal rule is close to the gain."""
    positions, energies, forces = (values.reshape(len(values), -1) for values in labels(load("molecule")))
    i, j = np.triu_indices(len(positions), 1)
    distances = np.linalg.norm(positions[j] - positions[i], axis=1)
    near = np.argsort(distances)[:400]
    i, j = i[near], j[near]
    work = -0.5 * ((forces[i] + forces[j]) * (positions[j] - positions[i])).sum(axis=1)
    gain = (energies[j] - energies[i]).ravel()
    assert np.corrcoef(work, gain)[0, 1] > 0.99
    assert np.polyfit(work, gain, 1)[0] == pytest.approx(1, abs=0.03)


def stillinger_weber(atoms: Atoms) -> float:
    """Return the energy of silicon in eV, from the article's formulas, one atom after the other."""
    epsilon, sigma, cutoff = 2.1683, 2.0951, 1.8
    a, b, lam, gamma = 7.049556277, 0.6022245584, 21.0, 1.2
    centres, vectors = neighbor_list("iD", atoms, cutoff * sigma - 1e-6)
    energy = 0.0
    for i in range(len(atoms)):
        own = vectors[centres == i] / sigma
        r = np.linalg.norm(own, axis=1)
        energy += 0.5 * np.sum(a * (b * r**-4 - 1) * np.exp(1 / (r - cutoff)))
        h = np.exp(gamma / (r - cutoff))
        three = lam * np.outer(h, h) * (own @ own.T / np.outer(r, r) + 1 / 3) ** 2
        energy += (three.sum() - np.trace(three)) / 2
    return epsilon * energy


@pytest.mark.parametrize("name", CRYSTALS)
def test_silicon_by_the_formulas_of_the_article(name: str) -> None:
    structures = load(name)
    assert provenance(name)["epsilon"] == 2.1683
    for atoms in structures[:: len(structures) // 4]:
        assert stillinger_weber(atoms) == pytest.approx(atoms.get_potential_energy(), abs=2e-6)
    atoms, step = structures[-1], 1e-4
    for i, axis in ((0, 0), (17, 1), (40, 2)):
        moved = []
        for sign in (1, -1):
            there = atoms.copy()
            there.positions[i, axis] += sign * step
            moved.append(stillinger_weber(there))
        assert atoms.get_forces()[i, axis] == pytest.approx((moved[1] - moved[0]) / (2 * step), abs=2e-5)


def test_perfect_silicon() -> None:
    from ase.build import bulk

    crystal = provenance("silicon")["perfect_crystal"]
    assert crystal["energy_per_atom"] == pytest.approx(-2 * 2.1683, abs=1e-7)
    assert stillinger_weber(bulk("Si", a=crystal["lattice"])) / 2 == pytest.approx(crystal["energy_per_atom"], abs=1e-7)


def test_the_melt_is_molten() -> None:
    """Neighbours of the crystal are 2.35 A apart; no atom of the melt has all four of them."""
    for name, molten in (("silicon", False), ("silicon_melt", True)):
        spread = []
        for atoms in load(name, "test"):
            distances = np.sort(atoms.get_all_distances(mic=True), axis=1)
            spread.append(distances[:, 5].mean() - distances[:, 4].mean())  # fourth and fifth neighbour
        assert (np.mean(spread) < 0.4) == molten


@pytest.mark.parametrize(
    ("name", "part", "error", "words"),
    [
        ("watr", None, ValueError, "Try load('water')"),
        ("H2", "train", ValueError, "Try load('h2')"),
        ("argon", "train", ValueError, "expected one of h2, water, molecule, silicon, silicon_melt"),
        (3, None, TypeError, "name is an int"),
        (None, None, TypeError, "name is None"),
        ("h2", "training", ValueError, "expected 'train', 'test', or None"),
        ("h2", 0, ValueError, "part is 0"),
        ("h2", "", ValueError, "part is ''"),
    ],
)
def test_errors_teach(name: str, part: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        load(name, part)
    assert words in str(caught.value)


def test_damaged_data_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("npz", "toml"):
        shutil.copy(sets.FOLDER / f"h2.{kind}", tmp_path)
    content = bytearray((tmp_path / "h2.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "h2.npz").write_bytes(content)
    monkeypatch.setattr(sets, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"not those that h2.toml describes.*Install the package again"):
        load("h2")


def test_structures_are_the_callers_own() -> None:
    load("h2", "test")[0].positions[:] = 0
    assert np.ptp(load("h2", "test")[0].positions) > 0.3


def test_ase_is_imported_when_data_are_loaded() -> None:
    code = (
        "import sys, socket\n"
        "from miniff_edu.data import load\n"
        "assert not {'ase', 'torch', 'scipy'} & set(sys.modules)\n"
        "def refuse(*a, **k): raise OSError\n"
        "socket.socket = refuse\n"
        "print(len(load('h2')))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, "141"), result.stderr
