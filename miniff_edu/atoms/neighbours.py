"""Who is near whom. In: a batch of structures and a cutoff. Out: each pair of neighbours once, with its vector.

A pair is (first, second, vector): the vector leads from the first atom to the second or to one of its images. In a
crystal "once" needs an order of all atoms of the infinite lattice that does not change when the lattice is shifted: by
number, and among images of the same atom by the shift of the cell. Each pair leads from the smaller to the larger one.
That makes perfect lattices and atoms that see their own images right, with integers only.

Three routes give the same pairs: vesin's cell lists, written in C, for what is periodic or large; all pairs at once
for batches of small open structures; and :func:`plain_pairs`, the one to read first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .structures import Batch

# first, second, shift of the cell, vector: in any order, each pair in one direction, whichever
Found = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
SMALL = 30  # atoms of an open structure up to which all its pairs are looked at
TOO_CLOSE = 1e-3  # A: atoms that lie on each other have no direction between them
BLOCK = 1 << 18  # pairs that are looked at together


@dataclass(frozen=True)
class Pairs:
    """All pairs of a batch, sorted by the elements of both atoms, then by the first atom.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (n_pairs,)
        Atoms by their number in the batch; first <= second.
    vectors : numpy.ndarray, shape (3, n_pairs)
        From the first to the second, in A.
    r : numpy.ndarray, shape (n_pairs,)
        Distances, in A, below the cutoff.
    blocks : dict
        The slice of pairs for each two elements (numbers a <= b).
    """

    first: np.ndarray
    second: np.ndarray
    vectors: np.ndarray
    r: np.ndarray
    blocks: dict[tuple[int, int], slice]


def find_pairs(batch: Batch, cutoff: float, find: Callable[..., Found] | None = None) -> Pairs:
    """Return all pairs of atoms nearer than `cutoff`, in A.

    Parameters
    ----------
    batch : Batch
        The structures.
    cutoff : float
        In A. It may be larger than a cell.
    find : callable, optional
        Finds the pairs of a single structure: :func:`plain_pairs`, or by default :func:`vesin_pairs`, where the way
        through all pairs at once is not quicker.
    """
    inner = np.empty(len(batch.order), dtype=np.int64)  # from the order of the structures to that of the batch
    inner[batch.order] = np.arange(len(batch.order))
    small = (batch.sizes <= SMALL) & ~batch.periodic.any(axis=1) if find is None else np.zeros(len(batch.sizes), bool)
    found = []
    for n in np.unique(batch.sizes[small & (batch.sizes > 1)]):
        atoms = inner[batch.first[small & (batch.sizes == n)][:, None] + np.arange(n)]
        step = max(1, BLOCK // int(n * n))
        found += [_open_pairs(batch.positions, atoms[i : i + step], cutoff) for i in range(0, len(atoms), step)]
    for s in np.flatnonzero(~small):
        atoms = inner[batch.first[s] : batch.first[s] + batch.sizes[s]]
        if len(atoms):
            one = (find or vesin_pairs)(batch.positions[:, atoms].T, batch.cells[s], batch.periodic[s], cutoff)
            found.append((atoms[one[0]], atoms[one[1]], *one[2:]))
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 3), np.int64), np.zeros((0, 3))
    first, second, shift, vectors = (np.concatenate(parts) for parts in zip(nothing, *found, strict=True))
    return _sorted_pairs(batch, first, second, shift, vectors)


def _sorted_pairs(batch: Batch, first: np.ndarray, second: np.ndarray, shift: np.ndarray, vectors: np.ndarray) -> Pairs:
    """Let each pair lead from the smaller atom to the larger one, keep it once, and sort."""
    own = first == second
    backward = first > second
    backward[own] = _is_negative(shift[own])
    first, second = np.where(backward, second, first), np.where(backward, first, second)
    vectors = vectors.T * np.where(backward, -1.0, 1.0)
    n = len(batch.elements)
    borders = batch.starts[1:-1]
    block = (np.searchsorted(borders, first, "right") * n + np.searchsorted(borders, second, "right")) if n > 1 else 0
    order = _argsort(block * len(batch.order) + first, n * n * len(batch.order))
    first, second, vectors = first[order], second[order], np.take(vectors, order, axis=1)
    r = np.sqrt(np.einsum("cp,cp->p", vectors, vectors))
    _check_apart(batch, first, second, r)
    ends = np.cumsum(np.bincount(np.broadcast_to(block, first.shape), minlength=n * n))
    slices = {
        (a, b): slice(int(ends[a * n + b - 1]) if a + b else 0, int(ends[a * n + b]))
        for a in range(n)
        for b in range(a, n)
    }
    return Pairs(first, second, vectors, r, slices)


def _argsort(keys: np.ndarray, largest: int) -> np.ndarray:
    """Sort whole numbers; numpy does so in a time proportional to their number where they have 16 bits."""
    return np.argsort(keys.astype(np.uint16) if largest < 1 << 16 else keys, kind="stable")


def _is_negative(shift: np.ndarray) -> np.ndarray:
    """Tell which shifts [n, 3] have a negative number as the first one that is not 0."""
    sign = np.sign(shift) @ np.array([9, 3, 1])
    return sign < 0


def _check_apart(batch: Batch, first: np.ndarray, second: np.ndarray, r: np.ndarray) -> None:
    if len(r) and r.min() < TOO_CLOSE:
        at = int(np.argmin(r))
        i, j = first[at], second[at]
        raise ValueError(
            f"structures[{batch.structure[i]}] has atoms {batch.atom[i]} and {batch.atom[j]} at a distance of "
            f"{r[at]:.2g} A; expected at least {TOO_CLOSE:g}: there is no direction between atoms that overlap. Look "
            "for an atom that was added twice."
        )


def vesin_pairs(positions: np.ndarray, cell: np.ndarray, periodic: np.ndarray, cutoff: float) -> Found:
    """Return the pairs of one structure, each in one direction, by vesin."""
    from vesin import NeighborList

    if periodic.any() and not periodic.all():
        cell = complete_cell(cell, periodic)
    elif not periodic.any():
        cell = np.eye(3)  # whatever a molecule's cell is, it means nothing
    search = NeighborList(cutoff=cutoff, full_list=False, n_threads=1)
    first, second, shift, vectors = search.compute(
        np.ascontiguousarray(positions), np.ascontiguousarray(cell), periodic, "ijSD"
    )
    return first.astype(np.int64), second.astype(np.int64), shift, vectors


def plain_pairs(positions: np.ndarray, cell: np.ndarray, periodic: np.ndarray, cutoff: float) -> Found:
    """Return the pairs of one structure, each once, by looking at all atoms of all images that may matter.

    Parameters
    ----------
    positions : numpy.ndarray, shape (n_atoms, 3)
        In A; atoms may lie outside of the cell.
    cell : numpy.ndarray, shape (3, 3)
        Rows are its vectors, in A.
    periodic : numpy.ndarray, shape (3,)
        Along which of them the structure repeats.
    cutoff : float
        In A.
    """
    cell = complete_cell(cell, periodic)
    # The planes of the cell lie 1 / |row of the inverse| apart; atoms spread over several cells reach further.
    fractions = positions @ np.linalg.inv(cell)
    spread = fractions.max(axis=0) - fractions.min(axis=0)
    reach = np.where(periodic, np.ceil(cutoff * np.linalg.norm(np.linalg.inv(cell), axis=0) + spread), 0).astype(int)
    found = []
    for step in np.ndindex(*(2 * reach + 1)):
        shift = np.array(step) - reach
        vectors = positions[None, :] + shift @ cell - positions[:, None]  # from the first atom to all images
        near = (vectors**2).sum(axis=2) < cutoff**2
        once = np.triu(near, 0 if tuple(shift) > (0, 0, 0) else 1)
        first, second = np.nonzero(once)
        found.append((first, second, np.tile(shift, (len(first), 1)), vectors[once]))
    first, second, shift, vectors = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return first, second, shift, vectors


def complete_cell(cell: np.ndarray, periodic: np.ndarray) -> np.ndarray:
    """Return a cell with unit vectors, at right angles to the others, along directions that do not repeat."""
    cell = np.where(periodic[:, None], cell, 0.0)
    missing = np.flatnonzero(~np.asarray(periodic))
    if len(missing):
        # The last right singular vectors belong to the directions that the rows do not reach.
        cell[missing] = np.linalg.svd(cell)[2][3 - len(missing) :]
    return cell


def _open_pairs(positions: np.ndarray, atoms: np.ndarray, cutoff: float) -> Found:
    """Return the pairs of open structures of one size at once; `atoms` [structure, n] are numbers in the batch."""
    i, j = np.triu_indices(atoms.shape[1], 1)
    first, second = atoms[:, i].ravel(), atoms[:, j].ravel()
    vectors = positions[:, second] - positions[:, first]
    near = np.flatnonzero(np.einsum("cp,cp->p", vectors, vectors) < cutoff**2)
    first, second = first[near], second[near]
    return first, second, np.zeros((len(near), 3), dtype=np.int64), vectors[:, near].T
