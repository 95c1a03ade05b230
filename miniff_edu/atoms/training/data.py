"""Training data as blocks. In: structures, labels, units. Out: blocks, kept in memory or computed again each time.

The derivatives of descriptors take some 10 to 20 kB per atom. What fits into `KEEP` stays; blocks beyond are computed
anew whenever they are needed, so that memory does not grow with the number of structures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from ...scaling.statistics import mean_and_spread
from ..labels import Labels
from ..symmetry_functions import SymmetryFunctions
from .blocks import Block, in_blocks, neighbourhoods

KEEP = 1 << 30  # bytes of derivatives that stay in memory
NOTHING = (torch.zeros(0, dtype=torch.float64), torch.ones(0, dtype=torch.float64))  # scaling of no functions


@dataclass(frozen=True)
class Units:
    """What raw descriptors and energies are standardised with, found in the training data.

    Parameters
    ----------
    sf : SymmetryFunctions
        What describes atoms.
    scaling : dict
        Mean and spread of each function, for each element.
    offsets : dict
        Energy of an atom of each element, in eV.
    scale : float
        Unit of the networks' energies, in eV.
    low, high : dict
        Range of each function, for each element.
    """

    sf: SymmetryFunctions
    scaling: dict[str, tuple[torch.Tensor, torch.Tensor]]
    offsets: dict[str, float]
    scale: float
    low: dict[str, np.ndarray]
    high: dict[str, np.ndarray]


def find_units(sf: SymmetryFunctions, structures: Sequence[Any], labels: Labels, counts: np.ndarray) -> Units:
    """Return means, spreads and ranges of descriptors, and a zero and a unit of energy.

    Parameters
    ----------
    sf : SymmetryFunctions
        What describes atoms.
    structures : list of ase.Atoms
        The training structures; every element occurs.
    labels : Labels
        Their energies and forces.
    counts : numpy.ndarray of bool, shape (n_structures,)
        Which energies count.
    """
    tables = sf(structures)
    columns = {element: np.concatenate([table[element] for table in tables]) for element in sf.elements}
    numbers = composition(structures, sf.elements)
    offsets = np.zeros(len(sf.elements))
    rest = np.zeros(0)
    if counts.any():
        # The shortest of all solutions: in molecules of one formula numbers do not tell elements apart.
        offsets = np.linalg.lstsq(numbers[counts], labels.energies[counts], rcond=1e-10)[0]
        rest = (labels.energies[counts] - numbers[counts] @ offsets) / np.sqrt(numbers[counts].sum(axis=1))
    forces = np.concatenate([np.zeros(0), *(f.ravel() for f in labels.forces if f is not None)])
    sizes = [float(np.sqrt(np.mean(x**2))) for x in (rest, forces) if len(x)]  # forces times 1 A
    return Units(
        sf,
        {
            element: mean_and_spread(torch.from_numpy(table)) if table.size else NOTHING
            for element, table in columns.items()
        },
        dict(zip(sf.elements, offsets.tolist(), strict=True)),
        next((size for size in sizes if size > 1e-9), 1.0),
        {element: table.min(axis=0) for element, table in columns.items()},
        {element: table.max(axis=0) for element, table in columns.items()},
    )


def composition(structures: Sequence[Any], elements: Sequence[str]) -> np.ndarray:
    """Return how many atoms of each element structures have, shape (n_structures, n_elements)."""
    from ase.data import atomic_numbers

    known = [atomic_numbers[element] for element in elements]
    rows = [np.bincount(atoms.numbers, minlength=120)[known] for atoms in structures]
    return np.array(rows, dtype=float).reshape(len(structures), len(known))


@dataclass(frozen=True)
class Weights:
    """What errors count: `energy` [n_structures], `forces` [n_atoms, 3] of each; 0 where there is no label."""

    energy: np.ndarray
    forces: tuple[np.ndarray, ...]

    def take(self, rows: Sequence[int]) -> Weights:
        """Return those of some structures."""
        return Weights(self.energy[list(rows)], tuple(self.forces[i] for i in rows))


class Data(Sequence[Block]):
    """Structures and their labels as blocks.

    Parameters
    ----------
    structures : list of ase.Atoms
        The structures.
    labels : Labels
        Their energies and forces; what is missing has weight 0.
    weights : Weights
        What errors count.
    units : Units
        Means, spreads and offsets.
    device : torch.device
        Where to compute.

    Attributes
    ----------
    errors : tuple of float
        Expected errors, of an energy per atom in eV and a force component in eV/A: residuals are divided by them.
    n_energies, n_forces : float
        Sums of the weights.
    """

    def __init__(
        self, structures: Sequence[Any], labels: Labels, weights: Weights, units: Units, device: torch.device
    ) -> None:
        self.structures, self.labels, self.weights, self.units, self.device = structures, labels, weights, units, device
        self.slices = list(in_blocks([len(atoms) for atoms in structures]))
        self.n_energies = float(weights.energy.sum())
        self.n_forces = float(sum(w.sum() for w in weights.forces))
        self.n_rows = int((weights.energy > 0).sum() + sum((w > 0).sum() for w in weights.forces))
        self.errors = (1.0, 1.0)
        self._kept: dict[int, Block] = {}
        self._size = 0

    def expect(self, errors: tuple[float, float]) -> None:
        """Take other expected errors."""
        self.errors = errors
        self._kept = {i: replace(block, weights=self._row_weights(self.slices[i])) for i, block in self._kept.items()}

    def sample(self, n_rows: int) -> Data | None:
        """Return evenly spaced structures with some `n_rows` rows; None where that would be more than half of all.

        Evenly spaced: files have one kind of structure after the other.
        """
        every = self.n_rows // n_rows
        if every < 2:
            return None
        rows = range(0, len(self.structures), every)
        structures = [self.structures[i] for i in rows]
        result = Data(structures, self.labels.take(rows), self.weights.take(rows), self.units, self.device)
        result.expect(self.errors)
        return result

    def __len__(self) -> int:
        return len(self.slices)

    def __iter__(self) -> Iterator[Block]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, i: Any) -> Any:
        if i in self._kept:
            return self._kept[i]
        block = self._make(self.slices[i])
        if self._size + block.size <= KEEP:
            self._kept[i], self._size = block, self._size + block.size
        return block

    def _make(self, part: slice) -> Block:
        units, structures = self.units, self.structures[part]
        offsets = np.array([units.offsets[element] for element in units.sf.elements])
        energies = np.nan_to_num(self.labels.energies[part] - composition(structures, units.sf.elements) @ offsets)
        forces = [
            np.zeros((len(atoms), 3)) if found is None else found
            for atoms, found in zip(structures, self.labels.forces[part], strict=True)
        ]
        targets = np.concatenate([energies, *(f.ravel() for f in forces)]) / units.scale
        places = neighbourhoods(units.sf, structures, units.scaling, forces=self.n_forces > 0, device=self.device)
        if not self.n_forces:
            targets = targets[: len(energies)]
        return Block(places, torch.from_numpy(targets).to(self.device), self._row_weights(part))

    def _row_weights(self, part: slice) -> torch.Tensor:
        sizes = np.array([len(atoms) for atoms in self.structures[part]])
        energy = np.sqrt(self.weights.energy[part]) / (sizes * self.errors[0])
        forces = [np.sqrt(w.ravel()) / self.errors[1] for w in self.weights.forces[part]] if self.n_forces else []
        return torch.from_numpy(self.units.scale * np.concatenate([energy, *forces])).to(self.device)
