"""What is known of a structure. In: ``ase.Atoms`` with results. Out: its energy and forces, as they were stored.

Labels are never computed: where an atoms object has a calculator, only the results that it already holds count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Labels:
    """What is known of some structures; what is missing is missing.

    Parameters
    ----------
    energies : numpy.ndarray, shape (n_structures,)
        Total energies in eV; NaN where there is none.
    forces : tuple
        For each structure its forces, shape (n_atoms, 3), in eV/A, or None.
    stresses : tuple
        For each structure its stress in eV/A^3, ASE's sign and order (xx, yy, zz, yz, xz, xy), or None.
    """

    energies: np.ndarray
    forces: tuple[np.ndarray | None, ...]
    stresses: tuple[np.ndarray | None, ...]

    def take(self, rows: Sequence[int]) -> Labels:
        """Return those of some structures."""
        picked = list(rows)
        return Labels(
            self.energies[picked], tuple(self.forces[i] for i in picked), tuple(self.stresses[i] for i in picked)
        )


def labels_of(structures: Sequence[Any], energy_key: str | None = None, forces_key: str | None = None) -> Labels:
    """Return all that is known of some structures; raise where a label is there and no good.

    Parameters
    ----------
    structures : sequence of ase.Atoms
        Labels are what their calculators already hold.
    energy_key, forces_key : str, optional
        Look in ``atoms.info`` and ``atoms.arrays`` instead.
    """
    energies = np.full(len(structures), np.nan)
    forces: list[np.ndarray | None] = []
    stresses: list[np.ndarray | None] = []
    for i, atoms in enumerate(structures):
        results = _results(atoms)
        if (atoms.info if energy_key is not None else results).get(energy_key or "energy") is not None:
            energies[i] = energy_of(atoms, i, energy_key)
        known = (atoms.arrays if forces_key is not None else results).get(forces_key or "forces") is not None
        forces.append(forces_of(atoms, i, forces_key) if known else None)
        stresses.append(_stress_of(atoms, i) if results.get("stress") is not None else None)
    return Labels(energies, tuple(forces), tuple(stresses))


def energy_of(atoms: Any, i: int, key: str | None = None) -> float:
    """Return the total energy of structure number `i`, in eV: `info[key]`, or by default what its calculator holds."""
    value = atoms.info.get(key) if key is not None else _results(atoms).get("energy")
    if value is None:
        raise ValueError(
            f"structures[{i}] has no energy: {_where(key, 'info')}; expected its total energy, in eV. Pass "
            "energy_key=, or attach results with ase.calculators.singlepoint.SinglePointCalculator."
        )
    if not np.ndim(value) == 0 or not np.isfinite(value):
        raise ValueError(f"structures[{i}] has the energy {value!r}; expected one finite number, in eV.")
    return float(value)


def forces_of(atoms: Any, i: int, key: str | None = None) -> np.ndarray:
    """Return the forces on structure number `i`, in eV/A: `arrays[key]`, or by default what its calculator holds."""
    value = atoms.arrays.get(key) if key is not None else _results(atoms).get("forces")
    if value is None:
        raise ValueError(
            f"structures[{i}] has no forces: {_where(key, 'arrays')}; expected them in eV/A. Pass forces_key=, or "
            "forces=False to leave forces out."
        )
    forces = np.asarray(value, dtype=float)
    if forces.shape != (len(atoms), 3) or not np.isfinite(forces).all():
        raise ValueError(
            f"structures[{i}] has forces of shape {forces.shape}; expected {(len(atoms), 3)}, finite numbers in eV/A."
        )
    return forces


def charges_of(atoms: Any, i: int, key: str) -> np.ndarray:
    """Return the charges of structure number `i`, `arrays[key]`, one per atom."""
    charges = np.asarray(atoms.arrays.get(key, np.zeros(0)), dtype=float)
    if charges.shape != (len(atoms),) or not np.isfinite(charges).all():
        raise ValueError(
            f"structures[{i}] has charges of shape {charges.shape} in atoms.arrays[{key!r}]; expected {(len(atoms),)}, "
            "finite numbers."
        )
    return charges


def _stress_of(atoms: Any, i: int) -> np.ndarray:
    stress = np.asarray(_results(atoms)["stress"], dtype=float)
    if stress.shape == (3, 3):
        from ase.stress import full_3x3_to_voigt_6_stress

        stress = full_3x3_to_voigt_6_stress(stress)
    if stress.shape != (6,) or not np.isfinite(stress).all():
        raise ValueError(
            f"structures[{i}] has a stress of shape {stress.shape}; expected (6,), finite numbers in eV/A^3, in ASE's "
            "order xx, yy, zz, yz, xz, xy."
        )
    return stress


def _results(atoms: Any) -> dict[str, Any]:
    return {} if atoms.calc is None else dict(atoms.calc.results)


def _where(key: str | None, place: str) -> str:
    return "atoms.calc holds none" if key is None else f"atoms.{place} has no {key!r}"
