"""What is known of a structure. In: ``ase.Atoms`` with results. Out: its energy and forces, as they were stored.

Labels are never computed: where an atoms object has a calculator, only the results that it already holds count.
"""

from __future__ import annotations

from typing import Any

import numpy as np


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


def _results(atoms: Any) -> dict[str, Any]:
    return {} if atoms.calc is None else dict(atoms.calc.results)


def _where(key: str | None, place: str) -> str:
    return "atoms.calc holds none" if key is None else f"atoms.{place} has no {key!r}"
