"""Several structures as one set of arrays. In: ``ase.Atoms``. Out: a batch, its atoms sorted by element.

Inside of the library atoms are numbered through the whole batch, element after element, and within an element as they
come in the structures: so the atoms of an element, the rows of its table of descriptors, are a slice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._support.checks import a_type


@dataclass(frozen=True)
class Batch:
    """Structures side by side.

    Parameters
    ----------
    elements : tuple of str
        The elements, in the order in which atoms are sorted.
    positions : numpy.ndarray, shape (3, n_atoms)
        In A, sorted by element.
    starts : numpy.ndarray, shape (n_elements + 1,)
        Where the atoms of each element begin.
    structure, atom : numpy.ndarray, shape (n_atoms,)
        The structure that an atom belongs to, and its number in there.
    sizes : numpy.ndarray, shape (n_structures,)
        Numbers of atoms.
    order : numpy.ndarray, shape (n_atoms,)
        Where an atom stands if structures are written one after the other.
    cells : numpy.ndarray, shape (n_structures, 3, 3)
        Rows are the cell's vectors, in A.
    periodic : numpy.ndarray, shape (n_structures, 3)
        Along which of them a structure repeats.
    """

    elements: tuple[str, ...]
    positions: np.ndarray
    starts: np.ndarray
    structure: np.ndarray
    atom: np.ndarray
    sizes: np.ndarray
    order: np.ndarray
    cells: np.ndarray
    periodic: np.ndarray

    def rows(self, element: int) -> slice:
        """Return the atoms of an element, given by its number."""
        return slice(int(self.starts[element]), int(self.starts[element + 1]))

    def counts(self, element: int) -> np.ndarray:
        """Return how many atoms of an element each structure has."""
        return np.bincount(self.structure[self.rows(element)], minlength=len(self.sizes))

    @property
    def first(self) -> np.ndarray:
        """Where each structure begins if they are written one after the other."""
        return np.cumsum(self.sizes) - self.sizes


def make_batch(structures: Sequence[Any], elements: tuple[str, ...]) -> Batch:
    """Return structures as arrays; raise where one cannot be described, and name it.

    Parameters
    ----------
    structures : sequence of ase.Atoms
        Of any periodicity and size.
    elements : tuple of str
        The elements that have functions.
    """
    for i, atoms in enumerate(structures):
        if not (hasattr(atoms, "arrays") and hasattr(atoms, "pbc")):
            raise TypeError(
                f"structures[{i}] is {a_type(atoms)}; expected an ase.Atoms. Try ase.Atoms('H2', positions=...)."
            )
    sizes = np.array([len(atoms) for atoms in structures], dtype=np.int64)
    structure = np.repeat(np.arange(len(sizes)), sizes)
    numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(atoms.arrays["numbers"] for atoms in structures)])
    positions = np.concatenate([np.zeros((0, 3)), *(atoms.arrays["positions"] for atoms in structures)])
    atom = np.arange(len(structure)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    _check_positions(positions, structure, atom)
    kinds = _kinds(numbers, elements, structure, atom)
    order = np.argsort(kinds, kind="stable")
    cells = np.array([atoms.cell.array for atoms in structures]).reshape(-1, 3, 3)
    periodic = np.array([atoms.pbc for atoms in structures], dtype=bool).reshape(-1, 3)
    _check_cells(cells, periodic)
    return Batch(
        elements=elements,
        positions=np.ascontiguousarray(positions[order].T),
        starts=np.searchsorted(kinds[order], np.arange(len(elements) + 1)),
        structure=structure[order],
        atom=atom[order],
        sizes=sizes,
        order=order,
        cells=cells,
        periodic=periodic,
    )


def _kinds(numbers: np.ndarray, elements: tuple[str, ...], structure: np.ndarray, atom: np.ndarray) -> np.ndarray:
    """Return the number of each atom's element among `elements`, as small integers, which sort quickly."""
    from ase.data import atomic_numbers, chemical_symbols

    table = np.full(len(chemical_symbols), -1, dtype=np.int16)
    table[[atomic_numbers[element] for element in elements]] = np.arange(len(elements))
    kinds: np.ndarray = table[numbers]
    if len(kinds) and kinds.min() < 0:
        first = int(np.argmin(kinds))
        symbol = chemical_symbols[numbers[first]]
        known = ", ".join(elements) or "none"
        raise ValueError(
            f"structures[{structure[first]}] holds {symbol} (atom {atom[first]}), which has no symmetry functions; "
            f"expected elements that are keys: {known}. Try {{..., {symbol!r}: [...]}}; an empty list will do."
        )
    return kinds


def _check_positions(positions: np.ndarray, structure: np.ndarray, atom: np.ndarray) -> None:
    finite = np.isfinite(positions).all(axis=1)
    if not finite.all():
        first = int(np.argmin(finite))
        raise ValueError(
            f"structures[{structure[first]}] has NaN or infinite positions, the first at atom {atom[first]}; expected "
            "finite numbers, in A. Look at what made this structure: a step of dynamics that exploded, perhaps."
        )


def _check_cells(cells: np.ndarray, periodic: np.ndarray) -> None:
    """Raise where vectors along which a structure repeats are missing, parallel, or no numbers."""
    used = np.where(periodic[:, :, None], cells, 0.0)
    finite = np.isfinite(used).all(axis=(1, 2))
    used[~finite] = 0.0
    lengths = np.linalg.norm(used, axis=2)
    units = used / np.where(lengths > 0, lengths, 1.0)[:, :, None]
    # Volume, area or length that the unit vectors along periodic directions span, squared; others are left out.
    gram = units @ units.transpose(0, 2, 1)
    gram[:, range(3), range(3)] = np.where(periodic, gram[:, range(3), range(3)], 1.0)
    flat = ~finite | (periodic & (lengths < 1e-6)).any(axis=1) | (np.linalg.det(gram) < 1e-12)
    if flat.any():
        first = int(np.argmax(flat))
        raise ValueError(
            f"structures[{first}] is periodic along {periodic[first].tolist()}, but its cell {cells[first].tolist()} "
            "spans no volume there; expected independent vectors along all periodic directions. Try "
            "atoms.set_cell([10, 10, 10]), or atoms.pbc = False for a molecule."
        )


def structure_hash(atoms: Any) -> str:
    """Return twelve letters that tell structures apart: by elements, positions to 1e-6 A, and cell."""
    digest = hashlib.sha256(atoms.numbers.astype(np.int64).tobytes())
    digest.update((np.round(atoms.positions, 6) + 0.0).tobytes())
    digest.update((np.round(atoms.cell.array, 6) + 0.0).tobytes() + np.asarray(atoms.pbc).tobytes())
    return digest.hexdigest()[:12]
