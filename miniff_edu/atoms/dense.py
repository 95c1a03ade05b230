"""The way to Part I: structures as a dataset. In: structures. Out: what closures and `fit` take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from ..dataset import Dataset, PerCellDataset, PerPointDataset
from .derivatives import edge_slopes
from .labels import charges_of, energy_of, forces_of
from .structures import Batch
from .symmetry_functions import SymmetryFunctions
from .workspace import Workspace


def to_dataset(
    structures: Sequence[Any],
    sf: SymmetryFunctions,
    *,
    forces: bool = True,
    energy_key: str | None = None,
    forces_key: str | None = None,
    charges_key: str | None = None,
) -> Dataset:
    """Return labelled structures as a dataset of Part I: one per-point part for each element.

    The derivatives are dense, [sample, point, feature, atom, coordinate], which is plain, and large: 64 silicon atoms
    with 23 functions take 2.3 MB. For many structures there is :meth:`SymmetryFunctions.tensors`.

    Parameters
    ----------
    structures : list of ase.Atoms
        With energies, and forces, as labels: in the results of their calculators, or under the keys below.
    sf : SymmetryFunctions
        What describes them. Each element needs a function.
    forces : bool
        Whether to include derivatives and forces (as gradients, that is with the opposite sign).
    energy_key, forces_key : str, optional
        Where to look in ``atoms.info`` and ``atoms.arrays``.
    charges_key : str, optional
        Where to look for charges in ``atoms.arrays``, for :func:`~miniff_edu.closure.simple_charges_closure`.

    Returns
    -------
    Dataset
        float64; energies in eV, gradients in eV/A; parts in the order of ``sf.elements``, which are their tags.
    """
    structures = list(structures)
    if not structures:
        raise ValueError("structures is empty; expected at least one ase.Atoms.")
    for element, functions in sf.functions.items():
        if not functions:
            raise ValueError(f"sf has no functions for {element}; expected at least one for each element of a dataset.")
    workspace = sf.workspace(structures)
    batch = workspace.batch
    values = workspace.values()
    slopes = _dense_slopes(sf, workspace) if forces else [None] * len(values)
    parts = []
    for a, element in enumerate(sf.elements):
        place = _places(batch, a)
        features = np.zeros((*_table(batch, a), len(sf.functions[element])))
        mask = np.zeros(_table(batch, a))
        features[place], mask[place] = values[a].T, 1
        charges = None
        if charges_key is not None:
            charges = np.zeros((*_table(batch, a), 1))
            all_charges = np.concatenate([charges_of(atoms, i, charges_key) for i, atoms in enumerate(structures)])
            charges[place] = all_charges[batch.order[batch.rows(a)], None]
        tensors = [_tensor(array) for array in (features, mask, slopes[a], charges)]
        parts.append(PerPointDataset(*tensors, tag=element))  # type: ignore[misc,arg-type]
    energy = _tensor(np.array([[energy_of(atoms, i, energy_key)] for i, atoms in enumerate(structures)]))
    assert energy is not None
    if not forces:
        return Dataset(PerCellDataset(energy), *parts)
    cell_mask = np.arange(batch.sizes.max()) < batch.sizes[:, None]
    gradients = np.zeros((*cell_mask.shape, 3))
    gradients[cell_mask] = np.concatenate([-forces_of(atoms, i, forces_key) for i, atoms in enumerate(structures)])
    return Dataset(PerCellDataset(energy, _tensor(cell_mask.astype(float)), _tensor(gradients)), *parts)


def _tensor(array: np.ndarray | None) -> torch.Tensor | None:
    return None if array is None else torch.from_numpy(array)


def _table(batch: Batch, a: int) -> tuple[int, int]:
    """Return the number of structures, and of points: a column of padding where an element never occurs."""
    return len(batch.sizes), max(1, int(batch.counts(a).max()))


def _places(batch: Batch, a: int) -> tuple[np.ndarray, np.ndarray]:
    """Return structure and point of each row of an element's table."""
    structure, counts = batch.structure[batch.rows(a)], batch.counts(a)
    return structure, np.arange(len(structure)) - np.repeat(np.cumsum(counts) - counts, counts)


def _dense_slopes(sf: SymmetryFunctions, workspace: Workspace) -> list[np.ndarray]:
    batch = workspace.batch
    within = np.arange(len(batch.order)) - np.repeat(batch.first, batch.sizes)
    result = [
        np.zeros((*_table(batch, a), int(batch.sizes.max()), len(sf.functions[element]), 3))
        for a, element in enumerate(sf.elements)
    ]
    for edges in edge_slopes(workspace):
        a = sf.elements.index(edges.element)
        sample, point = (index[edges.rows] for index in _places(batch, a))
        slopes = np.einsum("tf,tce->efc", edges.mix, edges.vectors)
        np.add.at(result[a], (sample, point, within[edges.atoms]), slopes)
        np.subtract.at(result[a], (sample, point, within[edges.centres]), slopes)
    return [np.ascontiguousarray(array.swapaxes(2, 3)) for array in result]
