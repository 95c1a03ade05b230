"""The reference of silicon: what matscipy has said of the stored sets, derivatives, and what is known of it exactly."""

import math
from itertools import combinations

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.fd import calculate_numerical_forces, calculate_numerical_stress

from miniff_edu.atoms.stillinger_weber import CUTOFF, EPSILON, SIGMA, StillingerWeber, pair_energy
from miniff_edu.data import load

BOND = 2 ** (1 / 6) * SIGMA


@pytest.mark.parametrize("name", ["silicon", "silicon_melt"])
def test_it_repeats_the_stored_labels(name: str) -> None:
    """Energies are stored to 1e-8 eV, and forces as float32."""
    for stored in load(name)[::9]:
        atoms = stored.copy()
        atoms.calc = StillingerWeber()
        assert atoms.get_potential_energy() == pytest.approx(stored.get_potential_energy(), abs=1e-8)
        forces = stored.get_forces()
        assert np.abs(atoms.get_forces() - forces).max() < np.abs(forces).max() * 2.0**-23


def plain(positions: np.ndarray) -> float:
    """Return the energy of a cluster, pair by pair and angle by angle."""
    energy = 0.0
    n = len(positions)
    for i, j in combinations(range(n), 2):
        r = math.dist(positions[i], positions[j]) / SIGMA
        if r < 1.8:
            energy += EPSILON * 7.049556277 * (0.6022245584 / r**4 - 1) * math.exp(1 / (r - 1.8))
    for i in range(n):
        for j, k in combinations([m for m in range(n) if m != i], 2):
            a, b = positions[j] - positions[i], positions[k] - positions[i]
            r, s = np.linalg.norm(a) / SIGMA, np.linalg.norm(b) / SIGMA
            if r < 1.8 and s < 1.8:
                cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
                energy += EPSILON * 21 * (cosine + 1 / 3) ** 2 * math.exp(1.2 / (r - 1.8) + 1.2 / (s - 1.8))
    return energy


@pytest.mark.parametrize("seed", range(4))
def test_a_cluster_is_its_pairs_and_angles(seed: int) -> None:
    rng = np.random.default_rng(seed)
    atoms = Atoms("Si5", positions=rng.uniform(0, 4.5, size=(5, 3)) + 3 * np.arange(5)[:, None] % 4)
    atoms.calc = StillingerWeber()
    assert atoms.get_potential_energy() == pytest.approx(plain(atoms.positions), rel=1e-11, abs=1e-11)


def test_forces_and_stress_are_derivatives() -> None:
    atoms = bulk("Si", a=5.6, cubic=True)
    atoms.set_cell(atoms.cell.array @ np.array([[1, 0.05, 0], [0, 0.97, 0.02], [0, 0, 1.01]]), scale_atoms=True)
    atoms.rattle(0.2, seed=1)
    atoms.calc = StillingerWeber()
    assert np.abs(atoms.get_forces() - calculate_numerical_forces(atoms, eps=1e-5)).max() < 1e-7
    assert np.abs(atoms.get_forces()).max() > 1
    assert np.abs(atoms.get_stress() - calculate_numerical_stress(atoms, eps=1e-6)).max() < 1e-8


def test_what_is_known_exactly() -> None:
    """A bond is epsilon deep at 2^(1/6) sigma; at perfect angles a crystal has two bonds per atom and nothing else."""
    assert pair_energy(BOND) == pytest.approx(-EPSILON, rel=1e-8)
    r = np.linspace(1.5, 4, 2001)
    assert r[pair_energy(r).argmin()] == pytest.approx(BOND, abs=2e-3)
    assert (pair_energy(np.array([CUTOFF, CUTOFF + 1])) == 0).all()
    assert pair_energy(CUTOFF - 0.01) == pytest.approx(0, abs=1e-30)
    crystal = bulk("Si", a=4 / math.sqrt(3) * BOND)
    crystal.calc = StillingerWeber()
    assert crystal.get_potential_energy() / 2 == pytest.approx(-2 * EPSILON, rel=1e-8)
    assert np.abs(crystal.get_stress()).max() < 1e-7


def test_alone_apart_and_of_another_element() -> None:
    for atoms in (Atoms("Si"), Atoms("Si2", positions=[[0, 0, 0], [9, 0, 0]])):
        atoms.calc = StillingerWeber()
        assert atoms.get_potential_energy() == 0
        assert not atoms.get_forces().any()
        assert "stress" not in atoms.calc.results
    foreign = Atoms("SiC", positions=[[0, 0, 0], [2, 0, 0]], calculator=StillingerWeber())
    with pytest.raises(ValueError, match=r"atoms holds C; expected silicon only"):
        foreign.get_potential_energy()


def test_atoms_of_a_melt_share_the_energy() -> None:
    atoms = load("silicon_melt")[0].copy()
    atoms.calc = StillingerWeber()
    assert atoms.get_potential_energies().sum() == pytest.approx(atoms.get_potential_energy(), rel=1e-12)
    assert np.abs(atoms.get_forces().sum(axis=0)).max() < 1e-10
