"""A potential as ASE uses it. In: ``ase.Atoms``. Out: what optimisers, dynamics and phonons of ASE ask for.

Signs and units are ASE's: eV, A, eV/A; stress in eV/A^3 with the components xx, yy, zz, yz, xz, xy, (dE/d strain) /
volume, positive where the structure is stretched and pulls itself together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from ase.calculators.calculator import Calculator, all_changes
from ase.stress import full_3x3_to_voigt_6_stress

from .functions import check_element


class PotentialCalculator(Calculator):
    """ASE calculator of a potential.

    Beside the properties of ASE its `results` hold ``extrapolation`` [n_atoms] (0 inside of the trained range;
    outside the distance from it, in units of the range) and, of committees, ``energy_spread`` [eV] and
    ``forces_spread`` [eV/A]. Stress needs three periodic directions.
    """

    implemented_properties = ["energy", "free_energy", "energies", "forces", "stress"]  # noqa: RUF012 - as ASE has it

    def __init__(self, potential: Any, atom_energies: Mapping[str, float] | None = None) -> None:
        super().__init__()
        self.potential = potential
        self.atom_energies = {element: float(energy) for element, energy in (atom_energies or {}).items()}
        for element in self.atom_energies:
            check_element("atom_energies", element)

    def calculate(
        self, atoms: Any = None, properties: Sequence[str] = ("energy",), system_changes: Sequence[str] = all_changes
    ) -> None:
        """Fill `results` for these atoms."""
        super().calculate(atoms, properties, system_changes)
        found = self.potential.predict(self.atoms)
        energies, energy = found.energies, found.energy
        if self.atom_energies:
            energies = energies.copy()
            for i in np.flatnonzero(found.neighbours == 0):
                energies[i] = self.atom_energies.get(self.atoms.symbols[i], energies[i])
            energy = float(energies.sum())
        self.results = {
            "energy": energy,
            "free_energy": energy,
            "energies": energies,
            "forces": found.forces,
            "extrapolation": found.extrapolation,
        }
        if self.atoms.pbc.all():
            self.results["stress"] = full_3x3_to_voigt_6_stress(found.strain / self.atoms.get_volume())
        if found.energy_spread is not None:
            self.results |= {"energy_spread": found.energy_spread, "forces_spread": found.forces_spread}
