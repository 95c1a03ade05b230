"""Ask another code, dscribe, for the same symmetry functions, and compare. First run `tools/run.py test` once.

Usage: .venv/bin/python tools/peers.py [compare|write]

`compare` (what is done by default) says how far the library and dscribe are apart, and fails beyond 1e-10; `write`
stores what dscribe said in tests/atoms/dscribe.npz, with which the tests compare. dscribe lives in .venv-peers, an
environment of its own, or in the one whose Python MINIFF_PEERS names. It is asked where it is right: version 2.1 is
not for atoms outside of the cell.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "tests" / "atoms" / "dscribe.npz"
FOLDER = ROOT / ".venv-peers"
CONSTRAINTS = ROOT / "tools" / "peers_constraints.txt"
PACKAGES = ["dscribe>=2.1,<3", "quippy-ase>=0.10,<0.11"]
AT_MOST = 1e-10
G2 = [[0.5, 0.0], [1.0, 1.0], [0.7, 2.5]]  # eta, shift
G4 = [[0.02, 1, 1], [0.05, 2, -1], [0.1, 16, 1]]  # eta, zeta, lambda
G5 = [[0.02, 1, -1], [0.05, 4, 1], [0.1, 1.5, 1]]


def set_up() -> str:
    """Return the Python of dscribe's environment, which is made the first time."""
    if "MINIFF_PEERS" in os.environ:
        return os.environ["MINIFF_PEERS"]
    python, stamp, wanted = FOLDER / "bin" / "python", FOLDER / "installed.txt", CONSTRAINTS.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(FOLDER, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-c", str(CONSTRAINTS), *PACKAGES], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)


def structures() -> dict[str, tuple[Any, float]]:
    """Return structures, made by ASE in dscribe's environment, each with a cutoff."""
    from ase import Atoms
    from ase.build import bulk, molecule

    rng = np.random.default_rng(0)
    silicon = bulk("Si", cubic=True)
    salt = bulk("NaCl", "rocksalt", a=5.64, cubic=True)
    for atoms in (silicon, salt):
        atoms.rattle(0.1, seed=1)
        atoms.wrap()
    cell = np.array([[4.9, 0, 0], [-1.2, 4.5, 0], [0.8, 0.9, 4.2]])
    triclinic = Atoms("Si2O4", scaled_positions=rng.uniform(0.05, 0.95, (6, 3)), cell=cell, pbc=True)
    return {
        "ethanol": (molecule("CH3CH2OH"), 4.0),
        "silicon": (silicon, 5.0),
        "salt": (salt, 4.5),
        "triclinic": (triclinic, 4.0),
    }


def ask(path: str) -> None:
    """Write structures and what dscribe says of them; runs in its environment."""
    from importlib.metadata import version

    from dscribe.descriptors import ACSF

    found: dict[str, Any] = {"versions": np.array([f"{name} {version(name)}" for name in ("dscribe", "ase", "numpy")])}
    found |= {"g2": np.array(G2), "g4": np.array(G4), "g5": np.array(G5)}
    for name, (atoms, cutoff) in structures().items():
        acsf = ACSF(
            r_cut=cutoff, g2_params=G2, g4_params=G4, g5_params=G5, species=sorted(set(atoms.symbols)),
            periodic=bool(atoms.pbc.all()),
        )  # fmt: skip
        found |= {f"{name}_positions": atoms.positions, f"{name}_numbers": atoms.numbers, f"{name}_cutoff": cutoff}
        found |= {f"{name}_cell": atoms.cell.array, f"{name}_pbc": atoms.pbc, f"{name}_values": acsf.create(atoms)}
    np.savez_compressed(path, **found)


def ours(said: Any, name: str) -> np.ndarray:
    """Return the values of the library in dscribe's order of columns, for a structure of what dscribe said."""
    from ase import Atoms

    from miniff_edu.atoms import G2, G4, G5, SymmetryFunctions

    fields = {key: said[f"{name}_{key}"] for key in ("positions", "numbers", "cell", "pbc")}
    atoms = Atoms(**fields)
    elements = [str(symbol) for symbol in dict(sorted(zip(atoms.numbers, atoms.symbols, strict=True))).values()]
    functions: list[Any] = []
    for element in elements:
        functions += [G2(eta=eta, shift=shift, neighbour=element) for eta, shift in [(0, 0), *said["g2"]]]
    for pair in sorted(combinations_with_replacement(range(len(elements)), 2), key=lambda pair: pair[::-1]):
        neighbours = elements[pair[0]], elements[pair[1]]
        for kind, rows in ((G4, said["g4"]), (G5, said["g5"])):
            functions += [kind(eta=eta, zeta=zeta, lam=lam, neighbours=neighbours) for eta, zeta, lam in rows]
    values = SymmetryFunctions(dict.fromkeys(elements, functions), float(said[f"{name}_cutoff"]))(atoms)
    result = np.empty((len(atoms), len(functions)))
    for element in elements:
        result[atoms.symbols == element] = values[element]
    return result


def distance(said: Any, name: str) -> float:
    """Return the largest difference from dscribe, relative to the largest value of the same function."""
    theirs = said[f"{name}_values"]
    largest = np.abs(theirs).max(axis=0)
    return float((np.abs(ours(said, name) - theirs).max(axis=0) / np.where(largest > 0, largest, 1)).max())


def names(said: Any) -> list[str]:
    """Return the names of the structures."""
    return [key.removesuffix("_values") for key in said if key.endswith("_values")]


def main() -> int:
    """Compare or write; return an exit code."""
    verb = (sys.argv[1:] or ["compare"])[0]
    if verb == "ask":
        ask(sys.argv[2])
        return 0
    if verb not in ("compare", "write"):
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        path = STORED if verb == "write" else Path(folder) / "said.npz"
        subprocess.run([set_up(), __file__, "ask", str(path)], check=True)
        said = dict(np.load(path))
    print(*said["versions"], sep=", ")
    largest = {name: distance(said, name) for name in names(said)}
    for name, value in largest.items():
        print(f"{name}: at most {value:.1e} of the largest value of a function")
    return int(max(largest.values()) > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
