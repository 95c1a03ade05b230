"""The Stillinger-Weber potential of silicon, from which the sets of silicon are. In: atoms. Out: energies, forces.

Stored sets end where their structures end; whoever lets a potential move atoms wants to ask the reference anywhere. The
labels of :mod:`miniff_edu.data` were computed with matscipy, and this repeats them (a test compares).

With x = r / sigma, each pair has epsilon A (B x^-4 - 1) exp(1 / (x - a)); each atom with two neighbours at an angle
theta has epsilon lambda (cos theta + 1/3)^2 exp(gamma / (x_1 - a)) exp(gamma / (x_2 - a)). Both are 0 from x = a on.

Source: F. H. Stillinger and T. A. Weber, Phys. Rev. B 31, 5262 (1985), doi:10.1103/PhysRevB.31.5262; epsilon as
matscipy has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from ase.calculators.calculator import Calculator, all_changes
from ase.stress import full_3x3_to_voigt_6_stress

from .neighbours import vesin_pairs

EPSILON, SIGMA, A_RANGE = 2.1683, 2.0951, 1.8  # eV, A, and the cutoff in units of sigma
A, B = 7.049556277, 0.6022245584
LAMBDA, GAMMA = 21.0, 1.2
CUTOFF = A_RANGE * SIGMA  # A


def pair_energy(r: np.ndarray) -> np.ndarray:
    """Return the energy of two silicon atoms at distances `r`, in eV and A, of the shape of `r`."""
    return _pair(np.asarray(r, dtype=float))[0]


class StillingerWeber(Calculator):
    """ASE calculator of the Stillinger-Weber potential for silicon: energy [eV], forces [eV/A], stress [eV/A^3].

    Examples
    --------
    >>> from ase.build import bulk
    >>> atoms = bulk("Si", a=5.431)
    >>> atoms.calc = StillingerWeber()
    >>> round(atoms.get_potential_energy() / len(atoms), 4)
    -4.3366
    """

    implemented_properties = ["energy", "free_energy", "energies", "forces", "stress"]  # noqa: RUF012 - as ASE has it

    def calculate(
        self, atoms: Any = None, properties: Sequence[str] = ("energy",), system_changes: Sequence[str] = all_changes
    ) -> None:
        """Fill `results` for these atoms.

        Raises
        ------
        ValueError
            If there is another element than silicon.
        """
        super().calculate(atoms, properties, system_changes)
        if foreign := sorted(set(self.atoms.symbols) - {"Si"}):
            raise ValueError(f"atoms holds {', '.join(foreign)}; expected silicon only, which the parameters are for.")
        i, j, _, vectors = vesin_pairs(self.atoms.positions, self.atoms.cell.array, self.atoms.pbc, CUTOFF)
        first, second, vectors = np.append(i, j), np.append(j, i), np.append(vectors, -vectors, axis=0)
        energies, slopes = _energies_and_slopes(first, vectors, len(self.atoms))
        forces = np.zeros((len(self.atoms), 3))
        np.add.at(forces, first, slopes)
        np.add.at(forces, second, -slopes)
        energy = float(energies.sum())
        self.results = {"energy": energy, "free_energy": energy, "energies": energies, "forces": forces}
        if self.atoms.pbc.all():
            self.results["stress"] = full_3x3_to_voigt_6_stress(slopes.T @ vectors / self.atoms.get_volume())


def _energies_and_slopes(first: np.ndarray, vectors: np.ndarray, n_atoms: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the energy of each atom [eV], and the slope of the total along each vector, shape (n_pairs, 3) [eV/A].

    All pairs are there in both directions. An atom's angles need no triples: with weights w_j and directions u_j,
    the sum of w_j w_k (u_j . u_k + 1/3)^2 over j and k is |sum w u u^T|^2 + 2/3 |sum w u|^2 + (sum w)^2 / 9.
    """
    r = np.linalg.norm(vectors, axis=1)
    u = vectors / r[:, None]
    pair, pair_slope = _pair(r)
    w, w_slope = _decay(r, GAMMA)
    sums = np.zeros((n_atoms, 13))  # of w, w u and w u u^T
    np.add.at(sums, first, w[:, None] * _powers(u))
    weight = np.append([1 / 9] + [2 / 3] * 3, [1.0] * 9)
    itself = w**2 * (1 + 1 / 3) ** 2  # j = k is no angle
    angles = sums**2 @ weight - np.bincount(first, itself, n_atoms)
    strength = EPSILON * LAMBDA
    energies = np.bincount(first, pair, n_atoms) / 2 + strength * angles / 2
    around = (sums * weight)[first]  # what an atom's sums say to each of its pairs
    of_w = (around * _powers(u)).sum(axis=1) - w * (1 + 1 / 3) ** 2
    of_u = w[:, None] * (around[:, 1:4] + 2 * np.einsum("pab,pb->pa", around[:, 4:].reshape(-1, 3, 3), u))
    of_u -= (of_u * u).sum(axis=1, keepdims=True) * u
    radial = pair_slope / 2 + strength * of_w * w_slope
    return energies, radial[:, None] * u + strength * of_u / r[:, None]


def _powers(u: np.ndarray) -> np.ndarray:
    """Return 1, u and u u^T of each direction in a row, shape (n_pairs, 13)."""
    return np.column_stack([np.ones(len(u)), u, np.einsum("pa,pb->pab", u, u).reshape(-1, 9)])


def _decay(r: np.ndarray, gamma: float) -> tuple[np.ndarray, np.ndarray]:
    """Return exp(gamma / (r / sigma - a)) and its slope by r, both 0 from the cutoff on."""
    short = np.minimum(r / SIGMA - A_RANGE, -1e-3)  # exp(-1000) is 0 as well
    value = np.exp(gamma / short)
    return value, -gamma / short**2 / SIGMA * value


def _pair(r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the energy of a pair and its slope by r."""
    decay, slope = _decay(r, 1.0)
    x = r / SIGMA
    core, core_slope = B * x**-4 - 1, -4 * B * x**-5 / SIGMA
    strength = EPSILON * A
    return strength * core * decay, strength * (core_slope * decay + core * slope)
