"""Neighbours as seen from an atom, and pairs of them. In: pairs. Out: fans of edges, and lists of triples.

A *fan* holds the edges that lead from each atom of one element to its neighbours of another, sorted by that atom, the
*centre*. Two edges of one centre make a *triple*. The full fan has each pair in both directions. The half fan has it
once, from the smaller atom to the larger: then each triangle of neighbours is met once, at the smallest of its
corners.

Triples are flat lists, without padding, made for a few centres at a time: so memory stays bounded, and in the cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .neighbours import Pairs
from .structures import Batch

CHUNK = (
    1 << 15
)  # triples that are looked at together: some ten arrays of them, at all corners, fit into a cache of 8 MB


@dataclass(frozen=True)
class Fan:
    """Edges from the atoms of one element to their neighbours of another.

    Parameters
    ----------
    starts : numpy.ndarray, shape (n_centres + 1,)
        Where the edges of each centre begin.
    row : numpy.ndarray, shape (n_edges,)
        Centre of each edge: its row among the atoms of its element.
    other : numpy.ndarray, shape (n_edges,)
        Neighbour: its row among the atoms of its element.
    pair : numpy.ndarray or slice, shape (n_edges,)
        The pair that an edge is.
    sign : numpy.ndarray, shape (n_edges,), or None
        -1 where an edge runs against its pair; None where none does.
    """

    starts: np.ndarray
    row: np.ndarray
    other: np.ndarray
    pair: np.ndarray | slice
    sign: np.ndarray | None

    def of_pairs(self, values: np.ndarray, edges: slice) -> np.ndarray:
        """Return what pairs have (last axis) for a slice of the edges."""
        if isinstance(self.pair, slice):
            result: np.ndarray = values[..., self.pair][..., edges]
            return result
        return np.take(values, self.pair[edges], axis=-1)

    def vectors(self, pairs: Pairs, edges: slice) -> np.ndarray:
        """Return the vectors from centre to neighbour, in A, shape (3, n_edges)."""
        vectors = self.of_pairs(pairs.vectors, edges)
        return vectors if self.sign is None else vectors * self.sign[edges]

    def to_pairs(self, values: np.ndarray, edges: slice, total: np.ndarray) -> None:
        """Add derivatives by vectors of edges, shape (3, n_edges), to those by vectors of pairs."""
        if isinstance(self.pair, slice):
            total[:, self.pair][:, edges] += values
            return
        if self.sign is not None:
            values = values * self.sign[edges]
        for component, value in zip(total, values, strict=True):
            np.add.at(component, self.pair[edges], value)

    def centres(self, edges_at_once: int) -> Iterator[tuple[slice, slice]]:
        """Yield slices of centres, and of their edges, with about so many edges each."""
        total = np.diff(self.starts)
        for centres in cut(total, edges_at_once):
            yield centres, slice(int(self.starts[centres.start]), int(self.starts[centres.stop]))


def cut(costs: np.ndarray, at_most: int) -> Iterator[slice]:
    """Cut a row of items into slices that cost at most so much each, or hold a single item."""
    ends, start = np.cumsum(costs), 0
    while start < len(costs):
        spent = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, spent + at_most, side="right")))
        yield slice(start, stop)
        start = stop


def half_fan(batch: Batch, pairs: Pairs, a: int, b: int) -> Fan:
    """Return the fan of pairs as they are, from their first atoms, of element a, to their second ones, of b >= a."""
    block = pairs.blocks[a, b]
    rows, others = pairs.first[block] - batch.starts[a], pairs.second[block] - batch.starts[b]
    return Fan(_starts(rows, batch, a), rows, others, block, None)


def full_fan(batch: Batch, pairs: Pairs, a: int, b: int) -> Fan:
    """Return the fan of all neighbours of element b around the atoms of element a."""
    if a < b:
        return half_fan(batch, pairs, a, b)
    block = pairs.blocks[b, a]
    index = np.arange(block.start, block.stop)
    rows, others = pairs.second[block] - batch.starts[a], pairs.first[block] - batch.starts[b]
    sign = np.full(len(index), -1.0)
    if a == b:
        rows, others = np.concatenate([others, rows]), np.concatenate([rows, others])
        index, sign = np.concatenate([index, index]), np.concatenate([-sign, sign])
    n = int(batch.starts[a + 1] - batch.starts[a])
    order = np.argsort(rows.astype(np.uint16) if n < 1 << 16 else rows, kind="stable")
    rows = rows[order]
    return Fan(_starts(rows, batch, a), rows, others[order], index[order], sign[order])


def _starts(rows: np.ndarray, batch: Batch, a: int) -> np.ndarray:
    n = int(batch.starts[a + 1] - batch.starts[a])
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))])


@dataclass(frozen=True)
class Triples:
    """Pairs of edges of the same centres, for a slice of the centres.

    Parameters
    ----------
    centres : slice
        Rows of the centres.
    edges_1, edges_2 : slice
        Their edges in the first and in the second fan.
    e1, e2 : numpy.ndarray, shape (n_triples,)
        The edges of each triple, counted from the beginning of these slices; e1 never decreases.
    """

    centres: slice
    edges_1: slice
    edges_2: slice
    e1: np.ndarray
    e2: np.ndarray


def triples(fan_1: Fan, fan_2: Fan) -> Iterator[Triples]:
    """Yield all triples of one edge from each fan; where both are the same fan, each unordered pair of edges once."""
    same = fan_1 is fan_2
    n_1, n_2 = np.diff(fan_1.starts), np.diff(fan_2.starts)
    for centres in cut(n_1 * (n_1 - 1) // 2 if same else n_1 * n_2, CHUNK):
        edges_1, edges_2 = (
            slice(int(fan.starts[centres.start]), int(fan.starts[centres.stop])) for fan in (fan_1, fan_2)
        )
        edge = np.arange(edges_1.start, edges_1.stop)
        rows = fan_1.row[edges_1]
        begin = edge + 1 if same else fan_2.starts[rows]  # the first partner of each edge, and how many there are
        count = fan_2.starts[rows + 1] - begin
        e1 = np.repeat(edge - edges_1.start, count)
        before = np.cumsum(count) - count
        e2 = np.arange(len(e1)) + np.repeat(begin - edges_2.start - before, count)
        if len(e1):
            yield Triples(centres, edges_1, edges_2, e1, e2)
