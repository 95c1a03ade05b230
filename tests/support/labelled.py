"""Structures with energies and forces that are cheap: of a Morse potential between all atoms."""

from functools import cache

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


def crystals(n: int, seed: int = 0, *, energy: bool = True, forces: bool = True) -> list[Atoms]:
    """Return silicon cells of eight atoms, shaken and strained. The first of many are those of a few."""
    rng, made = _made(seed)
    while len(made) < n:
        atoms = bulk("Si", "diamond", 4.6, cubic=True)
        atoms.set_cell(atoms.cell.array @ (np.eye(3) + rng.uniform(-0.04, 0.04, (3, 3))), scale_atoms=True)
        atoms.positions += rng.normal(0, 0.08, (8, 3))
        made.append(labelled(atoms))
    return [_with_labels(atoms, {"energy": energy, "forces": forces}) for atoms in made[:n]]


@cache
def _made(seed: int) -> tuple[np.random.Generator, list[Atoms]]:
    """Return what makes the next crystal, and those made so far: files of tests ask for the same ones on import."""
    return np.random.default_rng(seed), []


def _with_labels(atoms: Atoms, wanted: dict[str, bool]) -> Atoms:
    new = atoms.copy()
    new.calc = SinglePointCalculator(new, **{name: atoms.calc.results[name] for name in wanted if wanted[name]})
    return new


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
