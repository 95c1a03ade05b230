"""Ethanol by GFN2-xTB, a tight-binding method (not ab initio): 300 geometries as heat displaces them.

The minimum and its vibrations come first; each geometry is a draw from the classical harmonic distribution at 500 K,
unless that lies 1.5 eV or more above the minimum.

    python tools/reference/molecule.py    # miniff_edu/data/molecule.npz and molecule.toml, a minute
"""

import numpy as np
from ase import Atoms, units
from ase.build import molecule
from ase.optimize import BFGS
from keep import keep
from tblite.ase import TBLite

KELVIN = 500
HIGHEST = 1.5  # eV above the minimum: beyond, straight lines are no picture of how a methyl group turns
N_STRUCTURES, N_TRAIN = 300, 200
SEED = 2026
STEP = 0.005  # A


def label(atoms: Atoms, positions: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the energy [eV] and the forces [eV/A] of a geometry."""
    here = atoms.copy()
    here.positions = positions
    here.calc = TBLite(method="GFN2-xTB", accuracy=0.01, verbosity=0)
    return here.get_potential_energy(), here.get_forces()


def vibrations(atoms: Atoms) -> np.ndarray:
    """Return how far each vibration moves the atoms at 500 K, one deviation: [n_vibrations, n_atoms, 3] in A."""
    n = 3 * len(atoms)
    hessian = np.empty((n, n))
    for i in range(n):
        moves = np.zeros(n)
        moves[i] = STEP
        there, back = (label(atoms, atoms.positions + s * moves.reshape(-1, 3))[1].ravel() for s in (1, -1))
        hessian[i] = (back - there) / (2 * STEP)
    root = np.sqrt(np.repeat(atoms.get_masses(), 3))
    stiffness, modes = np.linalg.eigh((hessian + hessian.T) / 2 / np.outer(root, root))
    # The six softest are shifts and turns.
    spread = np.sqrt(KELVIN * units.kB / stiffness[6:])
    return ((modes[:, 6:] / root[:, None]) * spread).T.reshape(-1, len(atoms), 3)


def main() -> None:
    """Compute, and write what was found."""
    atoms = molecule("CH3CH2OH")
    atoms.calc = TBLite(method="GFN2-xTB", accuracy=0.01, verbosity=0)
    if not BFGS(atoms, logfile=None).run(fmax=1e-4, steps=500):
        raise RuntimeError("The minimum was not found.")
    lowest = atoms.get_potential_energy()
    spread = vibrations(atoms)
    random = np.random.default_rng(SEED)
    kept: list[tuple[np.ndarray, float, np.ndarray]] = []
    n_drawn = 0
    while len(kept) < N_STRUCTURES:
        n_drawn += 1
        positions = np.round(atoms.positions + np.tensordot(random.normal(size=len(spread)), spread, axes=1), 8)
        energy, forces = label(atoms, positions)
        if energy - lowest < HIGHEST:
            kept.append((positions, energy, forces))
    positions, energies, forces = (np.array(field) for field in zip(*kept, strict=True))
    keep(
        "molecule",
        {
            "numbers": atoms.numbers, "positions": positions, "energy": energies, "forces": forces,
            "train": np.arange(N_STRUCTURES) < N_TRAIN,
        },
        ["tblite", "ase", "numpy"],
        {
            "title": "Ethanol, displaced as at 500 K",
            "method": "GFN2-xTB (semi-empirical tight binding, not ab initio), accuracy 0.01",
            "selection": "the classical harmonic distribution at 500 K about the minimum, below 1.5 eV; seed 2026",
            "drawn": n_drawn,
            "citations": [
                "GFN2-xTB: C. Bannwarth et al., J. Chem. Theory Comput. 15, 1652 (2019), doi:10.1021/acs.jctc.8b01176",
                "tblite, https://github.com/tblite/tblite",
                "ASE: A. H. Larsen et al., J. Phys.: Condens. Matter 29, 273002 (2017), doi:10.1088/1361-648X/aa680e",
            ],
            "lowest_energy": round(float(lowest), 8),
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
