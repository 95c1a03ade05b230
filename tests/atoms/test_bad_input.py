"""Bad input, a line per row, each tried in the functions, the potential and the calculator.

A row says what is to come: an error with these words, or nothing but finite numbers that agree with another way to ask.
"""

import json
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ase import Atoms
from potentials import random_potential

from miniff_edu.atoms import G4, G5, NeuralPotential, SymmetryFunctions, load

POTENTIAL = random_potential(("O", "Si"))
CELL = np.diag([2.6, 2.9, 3.1]) + 0.2  # half of it is far below the cutoff of 3 A


def in_functions(atoms: Any) -> list[np.ndarray]:
    listed = [atoms] if isinstance(atoms, Atoms) else atoms
    return [table for values in POTENTIAL.sf(listed) for table in values.values()]


def in_potential(atoms: Any) -> list[np.ndarray]:
    listed = [atoms] if isinstance(atoms, Atoms) else atoms
    return [x for found in POTENTIAL.predict(listed) for x in (np.array(found.energy), found.energies, found.forces)]


def in_calculator(atoms: Any) -> list[np.ndarray]:
    result = []
    for each in [atoms] if isinstance(atoms, Atoms) else atoms:
        copy = each.copy()
        copy.calc = POTENTIAL.calculator()
        result += [np.array(copy.get_potential_energy()), copy.get_potential_energies(), copy.get_forces()]
    return result


WAYS = [in_functions, in_potential, in_calculator]
O_SI = Atoms("OSi", [[0, 0, 0], [0, 0, 1.6]])

ERRORS = {
    "overlapping atoms": (
        Atoms("OSi", [[1, 1, 1], [1, 1, 1]]),
        r"structures\[0\] has atoms 0 and 1 at a distance of 0 A; expected at least 0.001",
    ),
    "an element without functions": (
        Atoms("OGe", [[0, 0, 0], [0, 0, 1.6]]),
        r"structures\[0\] holds Ge \(atom 1\), which has no symmetry functions; expected elements that are keys: O, Si",
    ),
    "NaN positions": (
        Atoms("OSi", [[0, 0, 0], [0, 0, np.nan]]),
        r"structures\[0\] has NaN or infinite positions, the first at atom 1; expected finite numbers, in A",
    ),
    "a cell of no volume": (
        Atoms("OSi", [[0, 0, 0], [0, 0, 1.6]], cell=[[5, 0, 0], [5, 0, 0], [0, 0, 5]], pbc=True),
        r"structures\[0\] is periodic along \[True, True, True\], but its cell .* spans no volume there",
    ),
    "a direction that is periodic and has no length": (
        Atoms("OSi", [[0, 0, 0], [0, 0, 1.6]], cell=[5, 5, 0], pbc=[True, False, True]),
        r"structures\[0\] is periodic along \[True, False, True\], but its cell .* spans no volume there",
    ),
}


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize("row", ERRORS)
def test_an_error_that_names_it(row: str, ask: Callable[[Any], list[np.ndarray]]) -> None:
    atoms, message = ERRORS[row]
    with pytest.raises(ValueError, match=message):
        ask(atoms)


def supercell(atoms: Atoms) -> list[np.ndarray]:
    """Ask the potential for a supercell whose half is beyond the cutoff, and take the numbers of its first cell."""
    found = POTENTIAL.predict(atoms.repeat(3))
    n = len(atoms)
    return [np.array(found.energy / 27), found.energies[:n], found.forces[:n]]


def shaken(pbc: Any) -> Atoms:
    positions = np.array([[0.1, 0.2, 0.3], [1.5, 1.4, 1.7]])
    return Atoms("OSi", positions, cell=CELL, pbc=pbc)


def one_by_one(structures: list[Atoms]) -> list[np.ndarray]:
    return [x for atoms in structures for x in in_potential(atoms)]


RIGHT = {
    "an isolated atom": (Atoms("O"), lambda atoms: [np.array(e) for e in isolated(atoms)]),
    "a cutoff larger than half the cell": (shaken(True), supercell),
    "an atom far outside the cell": (shifted := shaken(True), supercell),
    "structures of different periodicity and size in one batch": (
        [shaken(True), O_SI, Atoms("Si"), shaken([True, False, True]), Atoms("O3", np.eye(3) * 1.3), Atoms()],
        one_by_one,
    ),
}
shifted.positions[0] += 7 * CELL[0] - 3 * CELL[2]


def isolated(atoms: Atoms) -> list[Any]:
    """Return what the network of oxygen says of descriptors that are 0."""
    import torch

    network = POTENTIAL.members[0]["O"]
    energy = float(network(torch.zeros(1, network.n_functions, dtype=torch.float64)))
    return [energy, [energy], [[0.0, 0.0, 0.0]]]


@pytest.mark.parametrize("ask", [in_potential, in_calculator])
@pytest.mark.parametrize("row", RIGHT)
def test_simply_right(row: str, ask: Callable[[Any], list[np.ndarray]]) -> None:
    given, other_way = RIGHT[row]
    found, expected = ask(given), other_way(given)
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        assert np.isfinite(a).all()
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("row", RIGHT)
def test_simply_right_in_functions(row: str) -> None:
    given, _ = RIGHT[row]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tables = in_functions(given)
    assert all(np.isfinite(table).all() for table in tables)
    if isinstance(given, list):
        alone = [table for atoms in given for table in in_functions(atoms)]
        for a, b in zip(tables, alone, strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


@pytest.mark.parametrize("family", [G4, G5])
@pytest.mark.parametrize("ask", ["pull_back", "tensors", "potential"])
def test_zeta_below_one(family: type, ask: str) -> None:
    sf = SymmetryFunctions({"O": [family(eta=0.1, zeta=0.5, lam=1, neighbours=("O", "O"))]}, 3.0)
    atoms = Atoms("O3", np.eye(3) * 1.3)
    assert np.isfinite(sf(atoms)["O"]).all()  # values are fine
    calls = {
        "pull_back": lambda: sf.pull_back(atoms, {"O": np.ones((3, 1))}),
        "tensors": lambda: sf.tensors(atoms, derivatives=True),
        "potential": lambda: NeuralPotential(sf, POTENTIAL.members[0]),
    }
    with pytest.raises(ValueError, match=r"functions\['O'\]\[0\] has zeta = 0.5; expected at least 1"):
        calls[ask]()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def foreign(path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"weight": np.ones(3)}, path)


def text(path: Path) -> None:
    path.write_text("Lattice=...", encoding="utf-8")


def tampered(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(bytes(content))


def edited(path: Path) -> None:
    """Change a number of the header, where its length stays."""
    content = path.read_bytes()
    assert content.count(b'eta\\\\\\": 0.1') or content.count(b'eta\\": 0.1')
    path.write_bytes(content.replace(b'eta\\": 0.1', b'eta\\": 0.2'))


def newer(path: Path) -> None:
    """Write what a later version would: another number of the format, with a checksum that is right."""
    from safetensors import safe_open
    from safetensors.numpy import save_file

    from miniff_edu.atoms.files import _checksum

    with safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()["miniff_edu"])["header"]
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    header["format"] = 99
    save_file(
        tensors, path, metadata={"miniff_edu": json.dumps({"sha256": _checksum(header, tensors), "header": header})}
    )


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (truncated, r"p is no whole safetensors file .*; expected what potential.save\(path\) writes"),
        (foreign, r"p was not written by miniff_edu; expected what potential.save\(path\) writes"),
        (text, "p is no whole safetensors file"),
        (tampered, "p has been changed since it was written: its checksum differs"),
        (edited, "p has been changed since it was written: its checksum differs"),
        (newer, "p has format 99; this version reads up to 1. Install a newer miniff_edu"),
    ],
)
def test_a_file_that_is_none(spoil: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    POTENTIAL.save(tmp_path / "p")
    assert struct.unpack("<Q", (tmp_path / "p").read_bytes()[:8])[0] > 100
    load(tmp_path / "p")
    spoil(tmp_path / "p")
    with pytest.raises(ValueError, match=message):
        load(tmp_path / "p")
