"""Structures with energies and forces that are cheap: of a Morse potential between all atoms."""

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.calculators.morse import MorsePotential
from ase.calculators.singlepoint import SinglePointCalculator


def labelled(atoms: Atoms, *, energy: bool = True, forces: bool = True) -> Atoms:
    """Return a copy with labels in its results."""
    atoms = atoms.copy()
    atoms.calc = MorsePotential(epsilon=0.6, r0=2.4, rho0=4.0, rcut1=3.6, rcut2=4.4)
    known = {}
    if energy:
        known["energy"] = atoms.get_potential_energy()
    if forces:
        known["forces"] = atoms.get_forces()
    atoms.calc = SinglePointCalculator(atoms, **known)
    return atoms


def crystals(n: int, seed: int = 0, **options: bool) -> list[Atoms]:
    """Return silicon cells of eight atoms, shaken and strained."""
    rng = np.random.default_rng(seed)
    result = []
    for _ in range(n):
        atoms = bulk("Si", "diamond", 4.6, cubic=True)
        atoms.set_cell(atoms.cell.array @ (np.eye(3) + rng.uniform(-0.04, 0.04, (3, 3))), scale_atoms=True)
        atoms.positions += rng.normal(0, 0.08, (8, 3))
        result.append(labelled(atoms, **options))
    return result


def molecules(n: int, seed: int = 0) -> list[Atoms]:
    """Return molecules of two elements and three to five atoms."""
    rng = np.random.default_rng(seed)
    shape = np.array([[0, 0, 0], [2.3, 0, 0], [0, 2.4, 0], [0, 0, 2.2], [1.7, 1.7, 1.6]])
    result = []
    for i in range(n):
        size = 3 + i % 3
        result.append(
            labelled(Atoms(["O", "Si", "O", "Si", "O"][:size], shape[:size] + rng.normal(0, 0.12, (size, 3))))
        )
    return result
