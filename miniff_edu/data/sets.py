"""Stored sets of structures. In: the name of one. Out: ``ase.Atoms`` with labels, and a record of their origin."""

from __future__ import annotations

import hashlib
import io
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from .._support.checks import a_type
from .._support.files import PACKAGE

if TYPE_CHECKING:
    from ase import Atoms

FOLDER = PACKAGE / "data"
NAMES = ("h2", "water", "molecule", "silicon", "silicon_melt")
PARTS = ("train", "test")


def load(name: str, part: str | None = None) -> list[Atoms]:
    """Return the structures of a set, with their energies and forces.

    Parameters
    ----------
    name : {"h2", "water", "molecule", "silicon", "silicon_melt"}
        ``"h2"``, the hydrogen molecule by full configuration interaction; ``"water"``, one molecule by coupled cluster;
        ``"molecule"``, ethanol by GFN2-xTB; ``"silicon"``, rattled and strained crystals of 64 atoms by the
        Stillinger-Weber potential; ``"silicon_melt"``, the same potential for a liquid. :func:`provenance` says more.
    part : {"train", "test"}, optional
        One of the two parts, which are fixed; by default all structures, in the order in which they are stored.

    Returns
    -------
    list of ase.Atoms
        Positions in A. ``atoms.get_potential_energy()`` is the total energy in eV, ``atoms.get_forces()`` [n_atoms, 3]
        in eV/A; both are stored, nothing is computed.
    """
    from ase import Atoms
    from ase.calculators.singlepoint import SinglePointCalculator

    record = provenance(name)
    if part is not None and part not in PARTS:
        raise ValueError(f"part is {part!r}; expected 'train', 'test', or None for both. Try load({name!r}, 'train').")
    stored = _arrays(name, record["sha256"])
    chosen = np.ones(len(stored["energy"]), dtype=bool) if part is None else stored["train"] == (part == "train")
    structures = []
    for i in np.flatnonzero(chosen):
        box: dict[str, Any] = {"cell": stored["cell"][i], "pbc": True} if "cell" in stored else {}
        atoms = Atoms(stored["numbers"], positions=stored["positions"][i], **box)
        forces = stored["forces"][i].astype(float)
        atoms.calc = SinglePointCalculator(atoms, energy=float(stored["energy"][i]), forces=forces)
        structures.append(atoms)
    return structures


def provenance(name: str) -> dict[str, Any]:
    """Return where a set comes from: method, script, versions, units, citations, checksum, license, and known errors.

    Parameters
    ----------
    name : str
        As for :func:`load`.

    Returns
    -------
    dict
        What the file ``name.toml`` beside the data holds.
    """
    if not isinstance(name, str):
        raise TypeError(f"name is {a_type(name)}; expected the name of a set of data, one of {', '.join(NAMES)}.")
    if name not in NAMES:
        near = get_close_matches(name.lower(), NAMES, 1, 0.4) or NAMES[:1]
        raise ValueError(f"name is {name!r}; expected one of {', '.join(NAMES)}. Try load({near[0]!r}).")
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _arrays(name: str, sha256: str) -> dict[str, np.ndarray]:
    content = (FOLDER / f"{name}.npz").read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise ValueError(
            f"The data of {name!r} are not those that {name}.toml describes: their SHA-256 is {found[:8]}..., "
            f"expected {sha256[:8]}.... Install the package again, or take {name}.npz from its source."
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return dict(stored)
