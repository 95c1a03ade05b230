"""Small structures of every kind, and functions for them: what the tests of atoms share."""

from itertools import combinations_with_replacement

import numpy as np
from ase import Atoms
from numpy.typing import ArrayLike

from miniff_edu.atoms import G2, G4, G5, SymmetryFunctions
from miniff_edu.atoms.functions import SymmetryFunction

# zeta, lambda, shift: by moments, by triples, not whole, cut off at 0
ANGLES = ((1, 1, 0.0), (2, -1, 1.2), (4, 1, 0.0), (6, -0.5, 0.0), (16, 1, 0.0), (2.5, -1, 0.3), (3, 1.5, 0.0))


def all_kinds(
    elements: tuple[str, ...], cutoff: float = 3.0, kind: str = "cosine", few: bool = False
) -> SymmetryFunctions:
    """Return functions of all kinds for all elements, some with a cutoff of their own; fewer where there are many."""
    angles = ANGLES[:2] if few else ANGLES if len(elements) < 3 else ANGLES[1::2]
    functions: dict[str, list[SymmetryFunction]] = {}
    for element in elements:
        functions[element] = [G2(eta=0.5, shift=1.0, neighbour=other) for other in elements]
        functions[element] += [G2(eta=0.1, neighbour=other, cutoff=cutoff * 0.8) for other in elements]
        for pair in combinations_with_replacement(elements, 2):
            for zeta, lam, shift in angles:
                own = cutoff * 0.9 if zeta == 4 else None
                functions[element] += [
                    family(eta=0.1, shift=shift, zeta=zeta, lam=lam, neighbours=pair, cutoff=own) for family in (G4, G5)
                ]
    return SymmetryFunctions(functions, cutoff, kind)


def random_structure(
    seed: int, elements: tuple[str, ...], n: int | None = None, periodic: ArrayLike | None = None
) -> Atoms:
    """Return atoms that do not overlap, in a cell that is sheared, perhaps left-handed, and perhaps periodic."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 5)) if n is None else n
    while True:
        cell = np.eye(3) * rng.uniform(2.2, 3.5, 3) + rng.uniform(-0.9, 0.9, (3, 3))
        if rng.random() < 0.3:
            cell = cell[[1, 0, 2]]
        pbc = rng.random(3) < 0.6 if periodic is None else np.broadcast_to(periodic, 3)
        atoms = Atoms(rng.choice(elements, n), rng.uniform(0, 1, (n, 3)) @ cell, cell=cell, pbc=pbc)
        if n and rng.random() < 0.5:
            atoms.positions[0] += np.where(pbc, 3, 0) @ cell  # far outside
        if _smallest(atoms) > 0.6:
            break
    if rng.random() < 0.3:
        atoms.cell[~atoms.pbc] = 0
    return atoms


def _smallest(atoms: Atoms) -> float:
    from ase.neighborlist import neighbor_list

    return float(min(neighbor_list("d", atoms, 3.0), default=np.inf))


def random_weights(seed: int, sf: SymmetryFunctions, atoms: Atoms) -> dict[str, np.ndarray]:
    """Return numbers shaped like the values."""
    rng = np.random.default_rng(seed)
    return {
        element: rng.normal(size=(sum(atoms.symbols == element), len(functions)))
        for element, functions in sf.functions.items()
    }
