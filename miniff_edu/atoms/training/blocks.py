"""Structures as blocks of rows for least squares. In: structures, labels. Out: descriptors, slopes, targets, weights.

A block is a few structures whose arrays fit into a processor's cache. Its rows are the energy of each structure and
the three force components of each atom. What is missing or does not count has weight 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ..symmetry_functions import Rows, SymmetryFunctions

ATOMS = 64  # in a block, or one structure: small enough for the cache, large enough for matrix products


@dataclass(frozen=True)
class Neighbourhoods:
    """The atoms of one element in a block, and what moves their descriptors.

    Parameters
    ----------
    values : torch.Tensor, shape (n_centres, n_functions)
        Standardised descriptors.
    structure : torch.Tensor, shape (n_centres,)
        The structure in the block that an atom belongs to.
    centres : torch.Tensor, shape (n_atoms, n_slots)
        For every atom of the block, of any element, the centres whose descriptors it moves: itself, its neighbours.
        Slots that are left over name any centre, and their slopes are 0.
    slopes : torch.Tensor, shape (n_atoms, n_slots, 3, n_functions)
        Derivatives of the standardised descriptors of these centres by the position of the atom, 1/A; without slots
        where no forces are asked for.
    """

    values: torch.Tensor
    structure: torch.Tensor
    centres: torch.Tensor
    slopes: torch.Tensor


@dataclass(frozen=True)
class Block:
    """Some structures, ready to be fitted.

    Parameters
    ----------
    places : dict
        For each element its :class:`Neighbourhoods`.
    targets : torch.Tensor, shape (n_structures + 3 n_atoms,)
        Energies without offsets, then forces, if there are any.
    weights : torch.Tensor, shape (n_structures + 3 n_atoms,)
        What the residual of a row is multiplied with; 0 for one that is not there.
    """

    places: dict[str, Neighbourhoods]
    targets: torch.Tensor
    weights: torch.Tensor

    @property
    def n_structures(self) -> int:
        """The number of structures: of energies, which come first among the rows."""
        return len(self.targets) - 3 * self.n_atoms

    @property
    def n_atoms(self) -> int:
        """The number of atoms that have force rows."""
        return len(next(iter(self.places.values())).centres)

    def squares(self, rest: Any) -> list[float]:
        """Return the sums of the squares of residuals, of energies and of forces."""
        n = self.n_structures
        return [float(rest[:n] @ rest[:n]), float(rest[n:] @ rest[n:])]

    @property
    def size(self) -> int:
        """Bytes of its slopes, which are nearly all of it."""
        return sum(place.slopes.nbytes for place in self.places.values())


def in_blocks(sizes: Sequence[int]) -> Iterator[slice]:
    """Yield neighbouring structures that make a block, given the numbers of their atoms."""
    start, atoms = 0, 0
    for stop, size in enumerate(sizes):
        if atoms and atoms + size > ATOMS:
            yield slice(start, stop)
            start, atoms = stop, 0
        atoms += size
    if start < len(sizes):
        yield slice(start, len(sizes))


def neighbourhoods(
    sf: SymmetryFunctions,
    structures: Sequence[Any],
    scaling: dict[str, tuple[torch.Tensor, torch.Tensor]],
    *,
    forces: bool,
    device: torch.device,
) -> dict[str, Neighbourhoods]:
    """Return the descriptors of some structures and, where forces are asked for, all their derivatives.

    Parameters
    ----------
    sf : SymmetryFunctions
        What describes them.
    structures : list of ase.Atoms
        The structures of one block.
    scaling : dict
        Mean and spread of each function, for each element.
    forces : bool
        Whether derivatives are needed.
    device : torch.device
        Where to put them.
    """
    first = np.cumsum([0, *(len(atoms) for atoms in structures)])
    result = {}
    for element, rows in sf.tensors(structures, derivatives=forces).items():
        mean, spread = scaling[element]
        middle = torch.from_numpy(first)[rows.structure] + rows.atom
        centres, slopes = _slots(rows, middle, int(first[-1]), len(mean)) if forces else _no_slots(len(mean))
        result[element] = Neighbourhoods(
            ((rows.values - mean) / spread).to(device),
            rows.structure.to(device),
            centres.to(device),
            slopes.div_(spread).to(device),
        )
    return result


def _no_slots(n_functions: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what there is where no forces are asked for: no atoms to be moved."""
    return torch.zeros((0, 0), dtype=torch.int64), torch.zeros((0, 0, 3, n_functions), dtype=torch.float64)


def _slots(rows: Rows, middle: torch.Tensor, n_atoms: int, n_functions: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the centres that each atom moves, and how; `middle` says which atom a row is."""
    n_rows = len(middle)
    own = middle * n_rows + torch.arange(n_rows)
    keys = [own, *(edges.atoms * n_rows + edges.rows for edges in rows.slopes)]
    # Each pair of an atom and a centre once, sorted by atom: images of an atom act together.
    pairs, where = torch.unique(torch.cat(keys), return_inverse=True)
    summed = torch.zeros((len(pairs), 3 * n_functions), dtype=torch.float64)
    start = n_rows
    for edges in rows.slopes:
        t, _, e = edges.vectors.shape
        by_edge = (edges.mix.T @ edges.vectors.reshape(t, 3 * e)).reshape(n_functions, 3, e)
        by_edge = by_edge.permute(2, 1, 0).reshape(e, 3 * n_functions)
        summed.index_add_(0, where[start : start + e], by_edge)
        summed.index_add_(0, where[:n_rows][edges.rows], by_edge, alpha=-1.0)
        start += e
    atom, centre = pairs // max(n_rows, 1), pairs % max(n_rows, 1)
    counts = torch.bincount(atom, minlength=n_atoms)
    slot = torch.arange(len(pairs)) - (torch.cumsum(counts, 0) - counts)[atom]
    n_slots = int(counts.max()) if n_atoms else 0
    centres = torch.zeros((n_atoms, n_slots), dtype=torch.int64)
    slopes = torch.zeros((n_atoms, n_slots, 3, n_functions), dtype=torch.float64)
    centres[atom, slot] = centre
    slopes[atom, slot] = summed.reshape(len(pairs), 3, n_functions)
    return centres, slopes
