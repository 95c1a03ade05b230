"""Ask other codes for the same symmetry functions, and compare. First run `tools/run.py test` once.

Usage: .venv/bin/python tools/peers.py [compare|write]

dscribe knows values of G2, G4 and G5; QUIP (quippy) knows values and derivatives of G2 and G4, which it calls G3.
`compare` (what is done by default) says how far the library and they are apart, and fails beyond 1e-10; `write` stores
what they said in tests/atoms/peers.npz, with which the tests compare. They live in .venv-peers, an environment of its
own, or in the one whose Python MINIFF_PEERS names. dscribe is asked where it is right: version 2.1 is not for atoms
outside of the cell.
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
STORED = ROOT / "tests" / "atoms" / "peers.npz"
FOLDER = ROOT / ".venv-peers"
CONSTRAINTS = ROOT / "tools" / "peers_constraints.txt"
PACKAGES = ["dscribe>=2.1,<3", "quippy-ase>=0.10,<0.11"]
AT_MOST = 1e-10
G2 = [[0.5, 0.0], [1.0, 1.0], [0.7, 2.5]]  # eta, shift
G4 = [[0.02, 1, 1], [0.05, 2, -1], [0.1, 16, 1]]  # eta, zeta, lambda
G5 = [[0.02, 1, -1], [0.05, 4, 1], [0.1, 1.5, 1]]


def set_up() -> str:
    """Return the Python of the peers' environment, which is made the first time."""
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
    """Return structures, made by ASE in the peers' environment, each with a cutoff."""
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
    """Write structures and what others say of them; runs in their environment."""
    from importlib.metadata import version

    packages = ("dscribe", "quippy-ase", "ase", "numpy")
    found: dict[str, Any] = {"versions": np.array([f"{name} {version(name)}" for name in packages])}
    found |= {"g2": np.array(G2), "g4": np.array(G4), "g5": np.array(G5)}
    for name, (atoms, cutoff) in structures().items():
        found |= {f"{name}_positions": atoms.positions, f"{name}_numbers": atoms.numbers, f"{name}_cutoff": cutoff}
        found |= {f"{name}_cell": atoms.cell.array, f"{name}_pbc": atoms.pbc}
        found[f"{name}_dscribe"] = ask_dscribe(atoms, cutoff)
        found[f"{name}_quippy"], found[f"{name}_slopes"] = ask_quippy(atoms, cutoff)
    np.savez_compressed(path, **found)


def ask_dscribe(atoms: Any, cutoff: float) -> np.ndarray:
    """Return what dscribe says, [n_atoms, n_functions]."""
    from dscribe.descriptors import ACSF

    acsf = ACSF(
        r_cut=cutoff, g2_params=G2, g4_params=G4, g5_params=G5, species=sorted(set(atoms.symbols)),
        periodic=bool(atoms.pbc.all()),
    )  # fmt: skip
    return np.asarray(acsf.create(atoms))


def ask_quippy(atoms: Any, cutoff: float) -> tuple[np.ndarray, np.ndarray]:
    """Return what QUIP says, [n_atoms, n_functions], and derivatives by positions, [n_atoms, n_atoms, 3, n_functions].

    It is asked in Bohr, of its own length.
    """
    from quippy.descriptors import Descriptor

    bohr = Descriptor("behler specification={2:H:1:0:1}").cutoff()
    elements = elements_of(atoms)
    spec = [f"2:{n}:{eta * bohr**2!r}:{shift / bohr!r}:{cutoff / bohr!r}" for n in elements for eta, shift in G2]
    for one, two in pairs_of(elements):
        spec += [f"3:{one}:{two}:{eta * bohr**2!r}:{lam}:{zeta}:{cutoff / bohr!r}" for eta, zeta, lam in G4]
    values = np.zeros((len(atoms), len(spec)))
    slopes = np.zeros((len(atoms), len(atoms), 3, len(spec)))
    for number in sorted(set(atoms.numbers)):
        said = Descriptor(f"behler Z={number} specification={{{'|'.join(spec)}}}").calc(atoms, grad=True)
        values[said["ci"] - 1] = said["data"]
        np.add.at(slopes, tuple(said["grad_index_0based"].T), said["grad_data"])  # images of an atom are that atom
    return values, slopes


def elements_of(atoms: Any) -> list[str]:
    """Return the elements of a structure by their numbers."""
    return [str(symbol) for symbol in dict(sorted(zip(atoms.numbers, atoms.symbols, strict=True))).values()]


def pairs_of(elements: list[str]) -> list[tuple[str, str]]:
    """Return all pairs in dscribe's order."""
    pairs = sorted(combinations_with_replacement(range(len(elements)), 2), key=lambda pair: pair[::-1])
    return [(elements[i], elements[j]) for i, j in pairs]


def described(said: Any, name: str, peer: str) -> tuple[Any, Any]:
    """Return a structure, and the functions of the library in the order of a peer."""
    from ase import Atoms

    from miniff_edu.atoms import G2, G4, G5, SymmetryFunctions

    atoms = Atoms(**{key: said[f"{name}_{key}"] for key in ("positions", "numbers", "cell", "pbc")})
    elements = elements_of(atoms)
    counted, bent = ([(0, 0)], ((G4, said["g4"]), (G5, said["g5"]))) if peer == "dscribe" else ([], ((G4, said["g4"]),))
    functions: list[Any] = []
    for element in elements:
        functions += [G2(eta=eta, shift=shift, neighbour=element) for eta, shift in [*counted, *said["g2"]]]
    for neighbours in pairs_of(elements):
        for kind, rows in bent:
            functions += [kind(eta=eta, zeta=zeta, lam=lam, neighbours=neighbours) for eta, zeta, lam in rows]
    return atoms, SymmetryFunctions(dict.fromkeys(elements, functions), float(said[f"{name}_cutoff"]))


def distance(said: Any, name: str, peer: str) -> float:
    """Return the largest difference from a peer's values, relative to the largest value of the same function."""
    atoms, sf = described(said, name, peer)
    values, theirs = sf(atoms), said[f"{name}_{peer}"]
    ours = np.empty(theirs.shape)
    for element in sf.elements:
        ours[atoms.symbols == element] = values[element]
    return apart(ours, theirs)


def distance_of_slopes(said: Any, name: str) -> float:
    """Return the largest difference from QUIP's derivatives, relative to the largest one of the same function."""
    atoms, sf = described(said, name, "quippy")
    theirs = said[f"{name}_slopes"]
    counts = np.random.default_rng(0).normal(size=len(atoms))  # of each atom's value in a sum: one derivative for all
    ours = np.empty(theirs.shape[1:])
    for f in range(theirs.shape[-1]):
        c = {
            element: np.zeros((np.count_nonzero(atoms.symbols == element), theirs.shape[-1])) for element in sf.elements
        }
        for element in sf.elements:
            c[element][:, f] = counts[atoms.symbols == element]
        ours[..., f] = sf.pull_back(atoms, c)
    summed = np.einsum("i,ijkf->jkf", counts, theirs)
    return apart(ours.reshape(-1, ours.shape[-1]), summed.reshape(-1, summed.shape[-1]))


def apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the largest difference, relative to the largest number of the same column."""
    largest = np.abs(theirs).max(axis=0)
    return float((np.abs(ours - theirs).max(axis=0) / np.where(largest > 0, largest, 1)).max())


def names(said: Any) -> list[str]:
    """Return the names of the structures."""
    return [key.removesuffix("_dscribe") for key in said if key.endswith("_dscribe")]


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
    largest = 0.0
    for name in names(said):
        found = [distance(said, name, "dscribe"), distance(said, name, "quippy"), distance_of_slopes(said, name)]
        dscribe, quippy, slopes = found
        print(f"{name}: dscribe {dscribe:.1e}, QUIP {quippy:.1e} and derivatives {slopes:.1e} of the largest value")
        largest = max(largest, *found)
    return int(largest > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
