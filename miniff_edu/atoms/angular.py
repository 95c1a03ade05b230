r"""Angular functions by triples. In: lists of triples and what each function weighs. Out: values, and derivatives.

A triple has three sides a = r_ij, b = r_ik, c = r_jk. With the law of cosines all three angles follow from these:
cos at the centre = (a^2 + b^2 - c^2) / (2 a b). So a derivative takes three numbers per triple, the slopes with respect to
the sides; vectors enter once per edge. G4's radial factor w = R(a) R(b) R(c) is the same seen from all three corners: each
triangle is made once, and serves three atoms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .fans import Fan, Triples, triples
from .functions import Radial
from .neighbours import Pairs
from .plan import Group, Term

# Value and slope over distance of a radial factor, for all pairs.
Factors = Callable[[Radial], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Slots:
    """Where the corners of a chunk of triples belong.

    A slot is a corner of an edge, or a centre; `index` [n_corners, n_triples] has the slot of each corner. Slots
    `parts[corner]` belong to atoms `rows[corner]` of the element at that corner.
    """

    index: np.ndarray
    parts: list[slice]
    rows: list[np.ndarray]
    size: int


class Chunk:
    """A few triples: their sides, angles, and atoms."""

    def __init__(self, group: Group, found: Triples, fans: tuple[Fan, Fan], pairs: Pairs, cutoff: float) -> None:
        self.group, self.triples, self.fans = group, found, fans
        self.vectors = fans[0].vectors(pairs, found.edges_1), fans[1].vectors(pairs, found.edges_2)
        e1, e2 = found.e1, found.e2
        squares = np.zeros(len(e1))
        for first, second in zip(*self.vectors, strict=True):
            difference = second.take(e2) - first.take(e1)
            difference *= difference
            squares += difference
        if group.closed:
            near = np.flatnonzero(squares < cutoff**2)
            e1, e2, squares = e1.take(near), e2.take(near), squares.take(near)
        self.e1, self.e2 = e1, e2
        r = fans[0].of_pairs(pairs.r, found.edges_1), fans[1].of_pairs(pairs.r, found.edges_2)
        self.sides = r[0].take(e1), r[1].take(e2), np.sqrt(squares)
        self.cosines = self._cosines(squares)
        self.slots = self._slots()

    def _cosines(self, c2: np.ndarray) -> np.ndarray:
        """Return the cosines at the corners in use, shape (n_corners, n_triples)."""
        a, b, c = self.sides
        a2, b2 = a * a, b * b
        result = np.empty((len(self.group.corners), len(a)))
        with np.errstate(divide="ignore", invalid="ignore"):  # c is 0 only where two neighbours are one atom's images
            for row, corner in zip(result, self.group.corners, strict=True):
                x, y, p, q, opposite = ((a2, b2, a, b, c2), (a2, c2, a, c, b2), (b2, c2, b, c, a2))[corner]
                np.add(x, y, out=row)
                row -= opposite
                row /= p * q
                row *= 0.5
        return result

    def _slots(self) -> Slots:
        found, (fan_1, fan_2) = self.triples, self.fans
        row_1 = fan_1.row[found.edges_1]
        candidates = (
            (row_1 - found.centres.start, self.e1, np.arange(found.centres.start, found.centres.stop)),
            (None, self.e1, fan_1.other[found.edges_1]),
            (None, self.e2, fan_2.other[found.edges_2]),
        )
        index = np.empty((len(self.group.corners), len(self.e1)), dtype=np.int64)
        parts, rows, size = [], [], 0
        for line, corner in zip(index, self.group.corners, strict=True):
            of_edges, edges, atoms = candidates[corner]
            np.add(edges if of_edges is None else of_edges.take(edges), size, out=line)
            parts.append(slice(size, size + len(atoms)))
            rows.append(atoms)
            size += len(atoms)
        return Slots(index, parts, rows, size)

    def weights(self, radial: Radial, factors: Factors, slopes: bool) -> tuple[np.ndarray, ...]:
        """Return w, and where asked for dw/da / a, dw/db / b, dw/dc / c."""
        value, slope = factors(radial)
        (fan_1, fan_2), found = self.fans, self.triples
        value_1 = fan_1.of_pairs(value, found.edges_1).take(self.e1)
        value_2 = fan_2.of_pairs(value, found.edges_2).take(self.e2)
        w = value_1 * value_2
        if not slopes:
            return (w * _closing(radial, self.sides[2])[0] if self.group.closed else w,)
        slope_1 = fan_1.of_pairs(slope, found.edges_1).take(self.e1)
        slope_2 = fan_2.of_pairs(slope, found.edges_2).take(self.e2)
        if not self.group.closed:
            return w, slope_1 * value_2, value_1 * slope_2, np.zeros_like(w)
        third, third_slope = _closing(radial, self.sides[2])
        return w * third, slope_1 * (value_2 * third), slope_2 * (value_1 * third), w * third_slope / self.sides[2]

    def side_slopes(self, at_corners: np.ndarray, weighted: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
        """Return (dE/da)/a, (dE/db)/b, (dE/dc)/c from dE/dcos at the corners and from what the weights bring."""
        a, b, c = self.sides
        ha, hb, hc = weighted
        adjacent = {0: (a, b), 1: (a, c), 2: (b, c)}
        for corner, cosine, slope in zip(self.group.corners, self.cosines, at_corners, strict=True):
            p, q = adjacent[corner]
            across = slope / (p * q)
            along = slope * cosine
            # The two sides at this corner, then the one across.
            if corner == 0:
                ha, hb, hc = ha + across - along / (a * a), hb + across - along / (b * b), hc - across
            elif corner == 1:
                ha, hc, hb = ha + across - along / (a * a), hc + across - along / (c * c), hb - across
            else:
                hb, hc, ha = hb + across - along / (b * b), hc + across - along / (c * c), ha - across
        return ha, hb, hc

    def edge_vectors(self, slopes: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return the derivatives by the vectors of both slices of edges, each of shape (3, n_edges)."""
        ha, hb, hc = slopes
        (d1, d2), (e1, e2) = self.vectors, (self.e1, self.e2)
        n1, n2 = d1.shape[1], d2.shape[1]
        # c is the length of d2 - d1
        by_1 = np.bincount(e1, ha + hc, n1) * d1
        by_2 = np.bincount(e2, hb + hc, n2) * d2
        for i in range(3):
            by_1[i] -= np.bincount(e1, hc * d2[i].take(e2), n1)
            by_2[i] -= np.bincount(e2, hc * d1[i].take(e1), n2)
        return by_1, by_2


def _closing(radial: Radial, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return radial.value_and_slope(c, radial.cutoff.value_and_slope(c))


def chunks(group: Group, fans: tuple[Fan, Fan], pairs: Pairs, cutoff: float) -> Iterator[Chunk]:
    """Yield the triples of a group, some at a time; beyond the cutoff only where the third side does not count."""
    for found in triples(*fans):
        chunk = Chunk(group, found, fans, pairs, cutoff)
        if len(chunk.e1):
            yield chunk


class Powers:
    """Powers of 1 + lam cos at all corners, which share their squares."""

    def __init__(self, cosines: np.ndarray) -> None:
        self.cosines = cosines
        self.squares: dict[float, list[np.ndarray]] = {}

    def base(self, lam: float) -> np.ndarray:
        """Return 1 + lam cos, 0 where that is negative."""
        if lam not in self.squares:
            base = self.cosines * lam
            base += 1
            self.squares[lam] = [np.maximum(base, 0, out=base)]
        return self.squares[lam][0]

    def __call__(self, lam: float, exponent: float) -> np.ndarray | None:
        """Return (1 + lam cos)^exponent; None stands for 1."""
        base = self.base(lam)
        if exponent != int(exponent):
            result: np.ndarray = base**exponent
            return result
        squares, product = self.squares[lam], None
        for bit in range(int(exponent).bit_length()):
            if bit == len(squares):
                squares.append(squares[-1] * squares[-1])
            if int(exponent) >> bit & 1:
                product = squares[bit] if product is None else product * squares[bit]
        return product


def add_values(chunk: Chunk, factors: Factors, values: list[np.ndarray]) -> None:
    """Add the values at the corners to the tables of all elements, each of shape (n_functions, n_atoms)."""
    powers, slots = Powers(chunk.cosines), chunk.slots
    index = slots.index.ravel()
    for radial, terms in chunk.group.terms.items():
        (w,) = chunk.weights(radial, factors, False)
        sums = np.empty((len(terms), slots.size))
        for line, term in zip(sums, terms, strict=True):
            weighted = w * powers(term.lam, term.zeta)
            line[:] = np.bincount(index, weighted.ravel(), slots.size)
            line *= 2 ** (1 - term.zeta)
        for at, corner in enumerate(chunk.group.corners):
            which, columns = _columns(terms, at)
            table = values[chunk.group.elements[corner]]
            places = columns[:, None] * table.shape[1] + slots.rows[at]
            np.add.at(table.reshape(-1), places.ravel(), sums[which, slots.parts[at]].ravel())


def _columns(terms: list[Term], at: int) -> tuple[list[int], np.ndarray]:
    """Return which terms have a function at a corner, and its column."""
    found = [(i, column) for i, term in enumerate(terms) if (column := term.columns[at]) is not None]
    return [i for i, _ in found], np.array([column for _, column in found], dtype=np.int64)


def pull_back(chunk: Chunk, factors: Factors, c: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the derivatives of sum(c G) by the vectors of the edges; `c` has one table [function, atom] per element."""
    powers, slots = Powers(chunk.cosines), chunk.slots
    shape = chunk.cosines.shape
    at_corners = np.zeros(shape)
    weighted: tuple[np.ndarray, ...] = tuple(np.zeros(shape[1]) for _ in range(3))
    for radial, terms in chunk.group.terms.items():
        w, *slopes = chunk.weights(radial, factors, True)
        spread = np.zeros((len(terms), slots.size))
        for at, corner in enumerate(chunk.group.corners):
            which, columns = _columns(terms, at)
            spread[which, slots.parts[at]] = c[chunk.group.elements[corner]][columns[:, None], slots.rows[at]]
        total, by_cosine = np.zeros(shape[1]), np.zeros(shape)
        for lam in dict.fromkeys(term.lam for term in terms):
            plain, steep = np.zeros(shape), np.zeros(shape)
            for line, term in zip(spread, terms, strict=True):
                if term.lam == lam:
                    line *= 2 ** (1 - term.zeta)
                    part = line.take(slots.index)
                    power = powers(lam, term.zeta - 1)
                    if power is not None:
                        part *= power
                    plain += part
                    part *= lam * term.zeta
                    steep += part
            plain *= powers.base(lam)
            total += plain.sum(axis=0)
            by_cosine += steep
        by_cosine *= w
        at_corners += by_cosine
        weighted = tuple(sum_ + total * slope for sum_, slope in zip(weighted, slopes, strict=True))
    return chunk.edge_vectors(chunk.side_slopes(at_corners, weighted))


def one_by_one(chunk: Chunk, factors: Factors) -> Iterator[tuple[int, tuple[np.ndarray, np.ndarray]]]:
    """Yield each column at the centre with its derivatives by the vectors of both slices of edges."""
    powers = Powers(chunk.cosines)
    for radial, terms in chunk.group.terms.items():
        w, *slopes = chunk.weights(radial, factors, True)
        for term in terms:
            power = powers(term.lam, term.zeta - 1)
            steep = np.full_like(chunk.cosines, 2 ** (1 - term.zeta)) if power is None else power * 2 ** (1 - term.zeta)
            total = (steep * powers.base(term.lam))[0]
            sides = chunk.side_slopes(steep * (term.lam * term.zeta) * w, tuple(total * slope for slope in slopes))
            column = term.columns[0]
            assert column is not None  # groups of a single corner have no term without a function there
            yield column, chunk.edge_vectors(sides)
