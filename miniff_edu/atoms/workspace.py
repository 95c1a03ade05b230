"""All descriptors of a batch of structures. In: structures and a plan. Out: values and derivatives.

What is found out once, pairs, fans, radial factors and, while there are few, triples, serves all functions, and
serves the derivatives after the values. Work goes through in chunks: beside pairs, memory does not grow with the
number of triples.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from .angular import Chunk, add_values, chunks, pull_back
from .cutoffs import Cutoff
from .fans import Fan, cut, full_fan, half_fan
from .functions import Radial
from .moments import Table, per_monomial, sums
from .neighbours import Pairs, find_pairs
from .plan import Group, Plan
from .structures import Batch

KEPT = 1 << 17  # triples up to which their sides and angles are kept from the values to the derivatives
KEPT_PAIRS = 1 << 14  # pairs up to which the radial factors of all functions are kept
EDGES = 1 << 13  # edges whose moments are made together
KEPT_EDGES = 1 << 15  # edges up to which their moments are kept


class Workspace:
    """Descriptors of one batch.

    Parameters
    ----------
    batch : Batch
        The structures.
    plan : Plan
        What to compute.
    widths : list of int
        Numbers of functions of each element.
    cutoff : float
        The largest one, in A.
    """

    def __init__(self, batch: Batch, plan: Plan, widths: list[int], cutoff: float) -> None:
        self.batch, self.plan, self.widths, self.cutoff = batch, plan, widths, cutoff
        self._fans: dict[tuple[int, int, bool], Fan] = {}
        self._cutoffs: dict[Cutoff, tuple[np.ndarray, np.ndarray]] = {}
        self._radials: dict[Radial, tuple[np.ndarray, np.ndarray]] = {}
        self._factors: dict[Radial, np.ndarray] = {}
        self._chunks: list[Chunk] | None = None
        self._tables: dict[int, list[tuple[slice, dict[int, Table]]]] = {}
        _keep_freed_memory()

    @cached_property
    def pairs(self) -> Pairs:
        """All pairs of neighbours."""
        return find_pairs(self.batch, self.cutoff)

    def fan(self, a: int, b: int, full: bool = True) -> Fan:
        """Return the fan of two elements, full or half; the same object each time."""
        key = a, b, full
        if key not in self._fans:
            self._fans[key] = (full_fan if full else half_fan)(self.batch, self.pairs, a, b)
        return self._fans[key]

    def radial(self, radial: Radial) -> tuple[np.ndarray, np.ndarray]:
        """Return R and dR/dr of all pairs; they are kept if pairs are few: several elements share them."""
        if radial in self._radials:
            return self._radials[radial]
        if radial.cutoff not in self._cutoffs:
            self._cutoffs[radial.cutoff] = radial.cutoff.value_and_slope(self.pairs.r)
        both = radial.value_and_slope(self.pairs.r, self._cutoffs[radial.cutoff])
        if len(self.pairs.r) <= KEPT_PAIRS:
            self._radials[radial] = both
        return both

    def factors(self, radial: Radial) -> np.ndarray:
        """Return R, and dR/dr over r, of all pairs, shape (2, n_pairs); they are kept."""
        if radial not in self._factors:
            value, slope = self.radial(radial)
            self._factors[radial] = np.stack((value, slope / self.pairs.r))
        return self._factors[radial]

    def chunks(self) -> Iterator[Chunk]:
        """Yield all triples; they are kept for the next time if they are few."""
        if self._chunks is not None:
            yield from self._chunks
            return
        kept: list[Chunk] | None = []
        size = 0
        for chunk in self._make_chunks():
            size += len(chunk.e1)
            kept = [*kept, chunk] if kept is not None and size <= KEPT else None
            yield chunk
        self._chunks = kept

    def _make_chunks(self) -> Iterator[Chunk]:
        for group in (*self.plan.closed, *self.plan.open):
            yield from chunks(group, self.group_fans(group, full=not group.closed), self.pairs, self.cutoff)

    def group_fans(self, group: Group, full: bool) -> tuple[Fan, Fan]:
        """Return the fans of both edges of a group's triples."""
        a, b, c = group.elements
        return self.fan(a, b, full), self.fan(a, c, full)

    def values(self) -> list[np.ndarray]:
        """Return one table [function, atom] per element."""
        batch = self.batch
        counts = np.diff(batch.starts)
        values = [np.zeros((width + 1, n)) for width, n in zip(self.widths, counts, strict=True)]
        for (a, b), functions in self.plan.radial.items():
            block, ends = self._ends(a, b)
            for column, radial in functions:
                value = self.radial(radial)[0][block]
                for rows in ends:
                    values[a][column] += np.bincount(rows, value, counts[a])
        for chunk in self.chunks():
            add_values(chunk, self.factors, values)
        for a, groups in self.plan.moments.items():
            for centres, tables in self.tables(a):
                for group in groups:
                    first, second = (tables[b] for b in group.elements)
                    squares = first.squares() if first is second else None
                    all_sums = sums(first.basis, first.moments, second.moments, squares)
                    values[a][group.columns, centres] = np.einsum("rpn,rpf->fn", all_sums, group.mix)
        return [table[:-1] for table in values]

    def _ends(self, a: int, b: int) -> tuple[slice, list[np.ndarray]]:
        """Return the pairs of two elements, and the rows of their atoms of element a: one end, or both."""
        block = self.pairs.blocks[min(a, b), max(a, b)]
        ends = [self.pairs.first] if a < b else [self.pairs.second] if a > b else [self.pairs.first, self.pairs.second]
        return block, [atoms[block] - self.batch.starts[a] for atoms in ends]

    def tables(self, a: int) -> Iterator[tuple[slice, dict[int, Table]]]:
        """Yield the edges around some atoms of an element at a time, as one table for each element of neighbours."""
        if a in self._tables:
            yield from self._tables[a]
            return
        others = sorted({b for group in self.plan.moments[a] for b in group.elements})
        fans = {b: self.fan(a, b) for b in others}
        factors = np.stack([self.factors(radial) for radial in self.plan.radials[a]], axis=1)
        kept = []
        few = sum(len(fan.row) for fan in fans.values()) <= KEPT_EDGES
        costs = np.sum([np.diff(fan.starts) for fan in fans.values()], axis=0)
        for centres in cut(costs + 1, EDGES):
            order = self.plan.order[a]
            tables = {b: Table(fan, self.pairs, centres, order, factors) for b, fan in fans.items()}
            if few:
                kept.append((centres, tables))
            yield centres, tables
        if few:
            self._tables[a] = kept

    def pull_back(self, c: list[np.ndarray]) -> np.ndarray:
        """Return the derivatives of sum(c G) by the vectors of the pairs, shape (3, n_pairs)."""
        pairs = self.pairs
        c = [np.concatenate([table, np.zeros((1, table.shape[1]))]) for table in c]  # see angular.pull_back
        along = np.zeros(len(pairs.r))  # what points along a pair: times its vector
        for (a, b), functions in self.plan.radial.items():
            block, ends = self._ends(a, b)
            for column, radial in functions:
                weight = sum(c[a][column].take(rows) for rows in ends)
                along[block] += weight * self.radial(radial)[1][block]
        total = pairs.vectors * (along / pairs.r)
        for chunk in self.chunks():
            for fan, edges, vectors in zip(
                chunk.fans,
                (chunk.triples.edges_1, chunk.triples.edges_2),
                pull_back(chunk, self.factors, c),
                strict=True,
            ):
                fan.to_pairs(vectors, edges, total)
        for a, groups in self.plan.moments.items():
            for centres, tables in self.tables(a):
                by_moments = {b: np.zeros_like(table.moments) for b, table in tables.items()}
                by_squares = {b: np.zeros(table.moments.shape[:2]) for b, table in tables.items()}
                for group in groups:
                    first, second = group.elements
                    by_sums = np.einsum("fn,rpf->rpn", c[a][group.columns, centres], group.mix)
                    spread = per_monomial(tables[first].basis, by_sums)
                    by_moments[first] += spread * tables[second].moments
                    if first == second:
                        by_squares[first] -= by_sums.sum(axis=1).T / 2
                    else:
                        by_moments[second] += spread * tables[first].moments
                for b, table in tables.items():
                    vectors = table.pull_back(by_moments[b], by_squares[b])
                    self.fan(a, b).to_pairs(vectors, table.edges, total)
        return total

    def by_atoms(self, by_pairs: np.ndarray) -> np.ndarray:
        """Return derivatives by positions, in the order of the structures, shape (n_atoms, 3)."""
        n = len(self.batch.order)
        result = np.empty((n, 3))
        for axis, vectors in enumerate(by_pairs):
            result[self.batch.order, axis] = np.bincount(self.pairs.second, vectors, n)
            result[self.batch.order, axis] -= np.bincount(self.pairs.first, vectors, n)
        return result

    def by_strain(self, by_pairs: np.ndarray) -> np.ndarray:
        """Return derivatives by a strain that takes x to (1 + strain) x, shape (n_structures, 3, 3)."""
        n = len(self.batch.sizes)
        owner = self.batch.structure[self.pairs.first]
        result = np.empty((n, 3, 3))
        for i in range(3):
            for j in range(i, 3):
                result[:, i, j] = result[:, j, i] = np.bincount(owner, by_pairs[i] * self.pairs.vectors[j], n)
        return result


def _keep_freed_memory() -> None:
    """Let the C library keep memory that is freed, up to 64 MB, instead of giving it back and asking for it again.

    The chunks' arrays come and go a thousand times; each time the system would fill their pages with zeros, a quarter
    of all the time. glibc sets its limit by the largest piece that was ever freed; elsewhere this does nothing.
    """
    np.empty(30 << 20, dtype=np.uint8)
