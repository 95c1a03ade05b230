"""What looks wrong in data. In: structures and their labels. Out: sentences, each with the fix.

Nothing is changed here, and only what is nearly certain is said: a false alarm teaches to read past the next one.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .consistency import BOHR, HARTREE, KCAL, KJ, MOST_MEASURED, bonds_within, signs, work
from .labels import Labels
from .structures import structure_hash

LARGE_FORCE = 100.0  # eV/A; bonds break at some 10
WILD_FORCE = 1e3  # eV/A: not even atoms that nearly touch
NET_FORCE = 0.02  # of a typical force: what forces may sum to, per atom
CLOSE, FAR = 0.45, 1.65  # distances over sums of covalent radii: all below the one, none below the other
LARGE_ENERGY = 300.0  # eV per atom; what bonds bring is below 10
NOBLE = {"He", "Ne", "Ar", "Kr", "Xe", "Rn"}


def doubts(structures: Sequence[Any], labels: Labels) -> list[str]:
    """Return what looks wrong, a sentence or two each, with the fix.

    Parameters
    ----------
    structures : sequence of ase.Atoms
        The data.
    labels : Labels
        What is known of them.
    """
    checks = (_distances, _duplicates, _sizes_of_energies, _growth, _sizes_of_forces, _net_forces, signs, work)
    return [sentence for check in checks for sentence in check(structures, labels)]


def which(indices: Sequence[int] | np.ndarray) -> str:
    """Name structures by their numbers, the first few of them: ``structures 3, 7, 9, ... (12 in all)``."""
    first = ", ".join(str(int(i)) for i in indices[:3])
    if len(indices) > 3:
        return f"structures {first}, ... ({len(indices)} in all)"
    return f"structure {first}" if len(indices) == 1 else f"structures {first}"


def largest_force(forces: np.ndarray) -> float:
    """Return the largest component of some forces; 0 where there are no atoms."""
    return float(np.abs(forces).max(initial=0.0))


def warn_of_wild_forces(forces: Mapping[int, np.ndarray | None], stacklevel: int) -> None:
    """Warn where forces are beyond anything that atoms do, and name the structures.

    Parameters
    ----------
    forces : dict
        Labelled forces by the numbers that structures have for the reader; None where there are none.
    stacklevel : int
        As for :func:`warnings.warn`, counted from the caller: 1 is the caller itself.
    """
    wild = {i: size for i, f in forces.items() if f is not None and (size := largest_force(f)) > WILD_FORCE}
    if wild:
        warnings.warn(
            f"The labelled forces of {which(list(wild))} reach {max(wild.values()):.2g} eV/A, which no bond exerts: "
            "expected eV/A. Are they in other units (1 Hartree/Bohr is 51.4 eV/A), or do atoms overlap? "
            "print(read_structures(file).report) may tell.",
            stacklevel=stacklevel + 1,
        )


def _distances(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """Compare the smallest distances with bonds: other units of length, fractions of the cell, atoms on each other."""
    several = [i for i, atoms in enumerate(structures) if len(atoms) > 1]
    near = {}
    for i in several:
        try:
            near[i] = _nearest(structures[i], CLOSE)
        except ValueError as error:
            yield f"Structure {i}: {str(error).replace('structures[0]', 'it')}"
    close = [i for i, ratio in near.items() if ratio < CLOSE]
    if near and len(close) == len(near):
        typical = np.median(list(near.values()))
        yield (
            f"In every structure some atoms are nearer than {CLOSE:g} of a bond (typically {typical:.2g} of the sum of "
            "their covalent radii): positions in nm, or in fractions of the cell? Expected A. Multiply positions and "
            "cell by 10, or use atoms.set_scaled_positions."
        )
    elif close:
        yield (
            f"Atoms nearly lie on each other in {which(close)} (nearer than {CLOSE:g} of a bond). Leave these out, "
            "unless they are meant: their forces outweigh all others."
        )
    elif near:
        some = list(near)[:: -(-len(near) // MOST_MEASURED)]
        ratios = [_nearest(structures[i], 2.5) for i in some if not set(structures[i].symbols) <= NOBLE]
        if ratios and FAR < min(ratios) < np.inf:
            yield (
                f"No two atoms are nearer than {min(ratios):.2g} of a bond: positions in Bohr? Expected A. Multiply "
                f"positions and cell by {BOHR}."
            )


def _nearest(atoms: Any, within: float) -> float:
    """Return the smallest distance over the sum of covalent radii, infinite beyond `within`."""
    from ase.data import covalent_radii

    first, second, _, r = bonds_within(atoms, within)
    radii = covalent_radii[atoms.numbers]
    return float((r / (radii[first] + radii[second])).min(initial=np.inf))


def _duplicates(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """Look for structures that are there twice, to a millionth of an A, and for two energies of one structure."""
    groups = defaultdict(list)
    for i, atoms in enumerate(structures):
        groups[structure_hash(atoms)].append(i)
    twice = [group for group in groups.values() if len(group) > 1]
    if not twice:
        return
    pairs = "; ".join(" and ".join(map(str, group[:3])) for group in twice[:3]) + ("; ..." if len(twice) > 3 else "")
    extra = sum(len(group) - 1 for group in twice)
    yield (
        f"The same positions and cell are there more than once ({pairs}; {extra} too many): leave these out, or they "
        "count twice, and one of a pair may end up in the test set, which then tests nothing."
    )
    apart = [np.ptp(known) for group in twice if len(known := _known(labels.energies[group])) > 1]
    if apart and max(apart) > 1e-3:
        yield (
            f"The same structure has energies that differ by up to {max(apart):.3g} eV: two codes or settings in one "
            "file? Keep one of them."
        )


def _known(energies: np.ndarray) -> np.ndarray:
    return energies[~np.isnan(energies)]


def _with_energy(structures: Sequence[Any], labels: Labels) -> list[int]:
    return [i for i, atoms in enumerate(structures) if len(atoms) and not np.isnan(labels.energies[i])]


def _whole_atoms(numbers: np.ndarray) -> float:
    """Return the energy of neutral atoms with all their electrons, in Hartree, to some 2 % beyond helium.

    The Thomas-Fermi energy with Scott's and Schwinger's corrections (Schwinger 1981, doi:10.1103/PhysRevA.24.2353).
    """
    z = np.asarray(numbers, dtype=float)
    return float((-0.7687 * z ** (7 / 3) + z**2 / 2 - 0.2699 * z ** (5 / 3)).sum())


def _sizes_of_energies(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """Compare energies with those of free atoms: total energies, in which unit."""
    rows = _with_energy(structures, labels)
    if not rows:
        return
    per_atom = float(np.median([labels.energies[i] / len(structures[i]) for i in rows]))
    heavy = [i for i in rows if (structures[i].numbers > 2).any()]
    ratios = [labels.energies[i] / _whole_atoms(structures[i].numbers) for i in heavy]
    ratio = float(np.median(ratios)) if ratios else 0.0
    for unit, size in (("Hartree", HARTREE), ("kcal/mol", KCAL), ("kJ/mol", KJ)):
        if abs(ratio * size / HARTREE - 1) < 0.04:
            yield (
                f"Energies, typically {per_atom:.6g} per atom, are those of whole atoms in {unit}; expected eV. "
                f"Multiply them by {size} (and forces, if they are in {unit} too)."
            )
            return
    if abs(per_atom) > LARGE_ENERGY:
        yield (
            f"Energies are {per_atom:.6g} eV per atom: they hold the energies of free atoms, a thousand times what "
            "bonds bring. Nothing is lost, since each element gets an offset; but state to others what they are, and "
            "subtract the energies of isolated atoms before you mix data of two codes."
        )


def _growth(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """See whether energies grow with the number of atoms: of all things, the composition tells most of an energy."""
    rows = _with_energy(structures, labels)
    sizes = np.array([len(structures[i]) for i in rows])
    if len(rows) < 4 or sizes.max() < 1.5 * sizes.min():
        return
    elements = sorted({n for i in rows for n in structures[i].numbers})
    counts = np.array([[float(sum(structures[i].numbers == n)) for n in elements] for i in rows])
    energies = labels.energies[rows]
    rests = []
    for table in (counts, counts / sizes[:, None]):
        rests.append(np.std(energies - table @ np.linalg.lstsq(table, energies, rcond=None)[0]))
    if len(rows) > len(elements) + 2 and rests[1] < 0.1 * rests[0]:
        yield (
            f"Energies do not grow with the number of atoms ({sizes.min()} to {sizes.max()}): are they per atom? "
            "Expected totals. Multiply each by the number of its atoms."
        )


def _sizes_of_forces(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """Look for forces that no bond exerts, everywhere or here and there."""
    largest = {i: largest_force(forces) for i, forces in enumerate(labels.forces) if forces is not None}
    if not largest:
        return
    typical = float(np.median(list(largest.values())))
    if typical > LARGE_FORCE:
        yield (
            f"The largest force of a structure is typically {typical:.3g} eV/A, beyond what bonds exert: other units? "
            f"Expected eV/A. Multiply by {KCAL} for kcal/mol/A, {KJ} for kJ/mol/A, 0.001 for meV/A."
        )
    elif wild := [i for i, force in largest.items() if force > LARGE_FORCE]:
        yield (
            f"Forces reach {max(largest.values()):.3g} eV/A in {which(wild)}, and typically {typical:.3g}: atoms too "
            "near each other, or a calculation that went wrong? Look at them, and leave them out if in doubt."
        )


def _net_forces(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """See whether the forces of a structure add up to zero, as they do where nothing pulls from outside."""
    odd, most = [], 0.0
    for i, forces in enumerate(labels.forces):
        if forces is not None and len(forces):
            net = float(np.abs(forces.sum(axis=0)).max() / len(forces))
            if net > max(NET_FORCE * float(np.sqrt(np.mean(forces**2))), 1e-3):
                odd.append(i)
                most = max(most, net)
    if odd:
        yield (
            f"Forces do not add up to zero in {which(odd)}, by up to {most:.3g} eV/A per atom: fixed atoms whose "
            "forces were set to 0, a field, or a coarse grid? No potential of distances can learn that. Take raw "
            "forces (apply_constraint=False), or subtract their mean."
        )
