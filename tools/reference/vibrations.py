"""Harmonic wavenumbers of water by coupled cluster: what those of the potential of chapter 9 are compared with.

The method is that of the set of water, CCSD(T)/cc-pVDZ; the Hessian is made of central differences of analytic
gradients at the minimum.

    python tools/reference/vibrations.py    # miniff_edu/data/summaries/vibrations.toml, a minute
"""

import platform
from datetime import date
from importlib.metadata import version

import numpy as np
from ase import units
from ase.data import atomic_masses
from keep import FOLDER, as_toml
from scipy.optimize import minimize
from water import coupled_cluster, place, valley

STEP = 0.005  # A
MASSES = atomic_masses[[8, 1, 1]]


def wavenumbers(positions: np.ndarray) -> np.ndarray:
    """Return all nine in 1/cm, ascending; imaginary ones below 0."""
    hessian = np.empty((9, 9))
    for i in range(9):
        move = np.zeros(9)
        move[i] = STEP
        there, back = (coupled_cluster(positions + s * move.reshape(3, 3))["forces"] for s in (1, -1))
        hessian[i] = (np.ravel(back) - np.ravel(there)) / (2 * STEP)
    root = np.sqrt(np.repeat(MASSES, 3))
    squares = np.linalg.eigvalsh((hessian + hessian.T) / 2 / np.outer(root, root))  # eV/A^2/u
    return np.sign(squares) * np.sqrt(np.abs(squares)) * units._hbar * units.J * units.s / units.invcm


def main() -> None:
    """Compute, and write what was found."""
    low = minimize(valley, [0.966, 1.779], jac=True, method="BFGS", options={"gtol": 1e-4})
    found = wavenumbers(place(low.x[0], low.x[0], low.x[1]))
    record = {
        "name": "vibrations",
        "script": "tools/reference/vibrations.py",
        "license": "CC0-1.0",
        "title": "Harmonic vibrations of one water molecule",
        "method": f"CCSD(T)/cc-pVDZ, the 1s orbital of oxygen frozen; central differences of gradients, {STEP} A",
        "masses": np.round(MASSES, 4).tolist(),
        "citations": [
            "from spectra: W. S. Benedict, N. Gailar, E. K. Plyler, J. Chem. Phys. 24, 1139 (1956), "
            "doi:10.1063/1.1742731",
            "PySCF: Q. Sun et al., J. Chem. Phys. 153, 024109 (2020), doi:10.1063/5.0006074",
        ],
        "date": date.today().isoformat(),
        "largest_of_shifts_and_turns": round(float(np.abs(found[:6]).max()), 1),
        "harmonic": np.round(found[6:], 1).tolist(),
        "from_spectra": {"harmonic": [1648.5, 3832.2, 3942.5], "fundamental": [1594.6, 3656.7, 3755.8]},
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("pyscf", "ase", "numpy")},
        },
    }
    (FOLDER / "summaries").mkdir(exist_ok=True)
    (FOLDER / "summaries" / "vibrations.toml").write_text(as_toml(record), encoding="utf-8")
    print(record["harmonic"], record["largest_of_shifts_and_turns"], low.x[0], np.degrees(low.x[1]))


if __name__ == "__main__":
    main()
