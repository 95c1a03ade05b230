"""Derivatives of all functions one by one, neighbours only. In: a workspace. Out: vectors per edge, and their mix.

Dense derivatives of 64 atoms have 64 x 64 x 3 numbers per function, nearly all of them 0. Here there is a vector per
edge, from an atom to a neighbour, and term. Terms are fewer than functions where these share work: all G5 with one
radial factor are mixed from the same sums T_p.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from .angular import chunks, one_by_one
from .plan import MomentGroup, Plan
from .workspace import Workspace


@dataclass(frozen=True)
class EdgeSlopes:
    """Derivatives of the functions of one element by the positions of neighbours of another.

    ``d values[rows[e], f] / d x[atoms[e]] = sum over terms t of mix[t, f] * vectors[t, :, e]``, and minus that by the
    position of the atom in the middle, `centres[e]`. Entries for the same two atoms (images) add up. Edges are sorted
    by row, so those of a structure stand together.

    Parameters
    ----------
    element, neighbour : str
        Elements of the atom in the middle and of its neighbours.
    rows : array, shape (n_edges,)
        Row of the atom in the middle in the table of its element, all structures one after the other.
    centres, atoms : array, shape (n_edges,)
        Atom in the middle and neighbour, numbered through all structures one after the other.
    vectors : array, shape (n_terms, 3, n_edges)
        Derivatives of the terms, in 1/A.
    mix : array, shape (n_terms, n_functions)
        How functions are made of terms.
    """

    element: str
    neighbour: str
    rows: Any
    centres: Any
    atoms: Any
    vectors: Any
    mix: Any

    def to(self, device: torch.device, dtype: torch.dtype) -> EdgeSlopes:
        """Return the same as torch tensors."""
        whole = (torch.from_numpy(x).to(device) for x in (self.rows, self.centres, self.atoms))
        real = (torch.from_numpy(x).to(device, dtype) for x in (self.vectors, self.mix))
        return EdgeSlopes(self.element, self.neighbour, *whole, *real)


def edge_slopes(workspace: Workspace) -> list[EdgeSlopes]:
    """Return the derivatives of all functions, one entry for every two elements that meet in them."""
    batch, plan = workspace.batch, workspace.plan
    result = []
    for a in range(len(batch.elements)):
        mixes = {b: _mixes(plan, a, b, workspace.widths[a]) for b in range(len(batch.elements))}
        # Everything is written once, where it stays: these arrays are large.
        vectors = {
            b: np.zeros((sum(map(len, mix)), 3, len(workspace.fan(a, b).row))) for b, mix in mixes.items() if mix
        }
        parts = {b: np.split(whole, np.cumsum([len(m) for m in mixes[b]])[:-1]) for b, whole in vectors.items()}
        for b in parts:
            if (a, b) in plan.radial:
                _fill_radial(workspace, a, b, parts[b].pop(0))
        if a in plan.moments:
            _fill_moments(workspace, a, parts)
        _fill_triples(workspace, a, {b: rest[0] for b, rest in parts.items() if rest})
        for b, whole in vectors.items():
            fan = workspace.fan(a, b)
            centres, atoms = batch.order[batch.rows(a)][fan.row], batch.order[batch.rows(b)][fan.other]
            names = batch.elements[a], batch.elements[b]
            result.append(EdgeSlopes(*names, fan.row, centres, atoms, whole, np.concatenate(mixes[b])))
    return result


def _mixes(plan: Plan, a: int, b: int, width: int) -> list[np.ndarray]:
    """Return what makes functions of terms: of radial functions, of each group of moments, of triples."""
    unit = np.eye(width)
    mixes = [unit[[column for column, _ in plan.radial[a, b]]]] if (a, b) in plan.radial else []
    for _, group in _partners(plan, a, b):
        mix = np.zeros((*group.mix.shape[:2], width))
        mix[..., group.columns] = group.mix
        mixes.append(mix.reshape(-1, width))
    columns = _triple_columns(plan, a, b)
    return [*mixes, unit[columns]] if columns else mixes


def _partners(plan: Plan, a: int, b: int) -> list[tuple[int, MomentGroup]]:
    """Return the groups of moments that an edge to element b moves, each with the element of the other neighbour."""
    groups = [group for group in plan.moments.get(a, []) if b in group.elements]
    return [(group.elements[0] if group.elements[1] == b else group.elements[1], group) for group in groups]


def _triple_columns(plan: Plan, a: int, b: int) -> list[int]:
    """Return the columns that go by triples and move with an edge to element b."""
    groups = (group for group in (*plan.corner, *plan.open) if group.elements[0] == a and b in group.elements[1:])
    return [int(column) for group in groups for grid in group.grids for column in grid.columns[0].ravel()]


def _fill_radial(workspace: Workspace, a: int, b: int, vectors: np.ndarray) -> None:
    fan = workspace.fan(a, b)
    slopes = [workspace.factors(radial)[1] for _, radial in workspace.plan.radial[a, b]]
    for _, edges in fan.centres(1 << 14):
        between = fan.vectors(workspace.pairs, edges)
        for result, slope in zip(vectors, slopes, strict=True):
            np.multiply(fan.of_pairs(slope, edges), between, out=result[:, edges])


def _fill_moments(workspace: Workspace, a: int, parts: dict[int, list[np.ndarray]]) -> None:
    """Fill the first parts of each element of neighbours, and take them off the list."""
    partners = {b: [partner for partner, _ in _partners(workspace.plan, a, b)] for b in parts}
    targets = {b: [parts[b].pop(0) for _ in found] for b, found in partners.items()}
    for _, tables in workspace.tables(a):
        for b, found in partners.items():
            for target, partner in zip(targets[b], found, strict=True):
                tables[b].one_by_one(tables[partner], target[..., tables[b].edges])


def _fill_triples(workspace: Workspace, a: int, vectors: dict[int, np.ndarray]) -> None:
    plan = workspace.plan
    places = {b: {column: t for t, column in enumerate(_triple_columns(plan, a, b))} for b in vectors}
    for group in (*plan.corner, *plan.open):
        if group.elements[0] == a:
            _, b, c = group.elements
            for chunk in chunks(group, workspace.group_fans(group, True), workspace.pairs, workspace.cutoff):
                for column, (by_1, by_2) in one_by_one(chunk, workspace.factors):
                    vectors[b][places[b][column], :, chunk.triples.edges_1] += by_1
                    vectors[c][places[c][column], :, chunk.triples.edges_2] += by_2
