r"""Angular functions by triples. In: lists of triples and what each function weighs. Out: values, and derivatives.

A triple has three sides a = r_ij, b = r_ik, c = r_jk. With the law of cosines all three angles follow from these: cos
at the centre = (a^2 + b^2 - c^2) / (2 a b). So a derivative takes three numbers per triple, the slopes with respect
to the sides; vectors enter once per edge. G4's radial factor w = R(a) R(b) R(c) is the same seen from all three
corners: each triangle is made once, and serves three atoms.

Arrays have the axes [lam, corner, triple]: few calls, each on much. Corners stand opposite to sides in reverse order:
the centre to c, the end of the first edge to b, that of the second to a.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from .fans import Fan, Triples, triples
from .functions import Radial
from .neighbours import Pairs
from .plan import Grid, Group

# Value, and slope over distance, of a radial factor for all pairs, as an array [2, n_pairs].
Factors = Callable[[Radial], np.ndarray]


class Chunk:
    """A few triples: their sides, angles, and atoms.

    What triples bring is summed in two ways: for centres, whose triples stand together, and for edges, the first ones
    and behind them the second ones.
    """

    def __init__(self, group: Group, found: Triples, fans: tuple[Fan, Fan], pairs: Pairs, cutoff: float) -> None:
        self.group, self.triples, self.fans = group, found, fans
        self.vectors = fans[0].vectors(pairs, found.edges_1), fans[1].vectors(pairs, found.edges_2)
        e1, e2 = found.e1, found.e2
        across = np.take(self.vectors[1], e2, axis=1) - np.take(self.vectors[0], e1, axis=1)  # along the third side
        squares = np.einsum("ct,ct->t", across, across)
        if group.closed:
            near = np.flatnonzero(squares < cutoff**2)
            e1, e2, squares, across = e1.take(near), e2.take(near), squares.take(near), np.take(across, near, axis=1)
        self.e1, self.e2, self.across = e1, e2, across
        self._weights: dict[Radial, np.ndarray] = {}
        if len(e1):
            self._measure(pairs, squares)

    def _measure(self, pairs: Pairs, squares: np.ndarray) -> None:
        """Find sides, angles, and where the corners belong."""
        (fan_1, fan_2), found, corners = self.fans, self.triples, self.group.corners
        self.sides = np.empty((3, len(self.e1)))
        fan_1.of_pairs(pairs.r, found.edges_1).take(self.e1, out=self.sides[0], mode="clip")
        fan_2.of_pairs(pairs.r, found.edges_2).take(self.e2, out=self.sides[1], mode="clip")
        np.sqrt(squares, out=self.sides[2])
        self.squares = self.sides * self.sides
        opposite = self.squares[::-1][:corners]
        a, b, c = self.sides
        adjacent = np.stack((a * b, a * c, b * c)[:corners])
        # Two images of one atom may be neighbours of an atom; only a triple of no length at all would divide by 0.
        self.inverse = 1 / adjacent
        self.cosines = (self.squares.sum(axis=0) * 0.5 - opposite) * self.inverse
        rows = fan_1.row[found.edges_1].take(self.e1)
        self.starts = np.flatnonzero(np.diff(rows, prepend=-1))
        self.n_edges = [vectors.shape[1] for vectors in self.vectors]
        self.ends = np.stack((self.e1, self.e2 + self.n_edges[0]))
        # Where a corner belongs: to one of the centres, or to the end of an edge.
        n = len(self.starts)
        centre = np.repeat(np.arange(n), np.diff(self.starts, append=len(rows)))
        self.index = np.concatenate((centre[None], self.ends + n))[:corners]
        self.rows = [rows.take(self.starts), fan_1.other[found.edges_1], fan_2.other[found.edges_2]][:corners]

    def weights(self, radial: Radial, factors: Factors) -> np.ndarray:
        """Return w, and dw/da / a, dw/db / b, dw/dc / c, shape (4, n_triples)."""
        if radial not in self._weights:
            both = factors(radial)
            first = np.take(self.fans[0].of_pairs(both, self.triples.edges_1), self.e1, axis=1)
            second = np.take(self.fans[1].of_pairs(both, self.triples.edges_2), self.e2, axis=1)
            result = np.empty((4, len(self.e1)))
            np.multiply(first[0], second[0], out=result[0])
            np.multiply(first[1], second[0], out=result[1])
            np.multiply(first[0], second[1], out=result[2])
            result[3] = 0
            if self.group.closed:
                c = self.sides[2]
                value, slope = radial.value_and_slope(c, radial.cutoff.value_and_slope(c))
                np.multiply(result[0], slope / c, out=result[3])
                result[:3] *= value
            self._weights[radial] = result
        return self._weights[radial]

    def over_centres(self, values: np.ndarray) -> np.ndarray:
        """Return sums over the triples (last axis) of each centre that has any."""
        result: np.ndarray = np.add.reduceat(values, self.starts, axis=-1)
        return result

    def over_edges(self, values: np.ndarray) -> np.ndarray:
        """Return sums of values (2, n_triples) over the triples of each edge, first ones, then second ones."""
        return np.bincount(self.ends.reshape(-1), values.reshape(-1), sum(self.n_edges))

    def edge_vectors(self, by_cosine: np.ndarray, by_side: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the derivatives by the vectors of both slices of edges, each of shape (3, n_edges).

        Parameters
        ----------
        by_cosine : numpy.ndarray, shape (n_corners, n_triples)
            dE/dcos.
        by_side : numpy.ndarray, shape (3, n_triples)
            What the radial factors bring: (dE/da)/a and so on.
        """
        turned, along = by_cosine * self.inverse, by_cosine * self.cosines
        if self.group.corners == 3:
            # At each corner: cos = (p^2 + q^2 - o^2) / (2 p q) with sides p, q and the opposite side o.
            slopes = along[::-1] - along.sum(axis=0)
            slopes /= self.squares
            slopes += turned.sum(axis=0)
            slopes -= 2 * turned[::-1]
        else:
            slopes = np.empty_like(by_side)
            np.subtract(turned, along / self.squares[:2], out=slopes[:2])
            np.negative(turned[0], out=slopes[2])
        slopes += by_side
        sums = np.empty((3, sum(self.n_edges)))
        push = np.empty((2, len(self.e1)))  # what the third side does to the ends of both edges
        for total, across in zip(sums, self.across, strict=True):
            np.multiply(across, slopes[2], out=push[1])
            np.negative(push[1], out=push[0])
            total[:] = self.over_edges(push)
        sums += np.concatenate(self.vectors, axis=1) * self.over_edges(slopes[:2])
        return sums[:, : self.n_edges[0]], sums[:, self.n_edges[0] :]


def chunks(group: Group, fans: tuple[Fan, Fan], pairs: Pairs, cutoff: float) -> Iterator[Chunk]:
    """Yield the triples of a group, some at a time; beyond the cutoff only where the third side does not count."""
    for found in triples(*fans):
        chunk = Chunk(group, found, fans, pairs, cutoff)
        if len(chunk.e1):
            yield chunk


class Powers:
    """Powers of 1 + lam cos at all corners, shape (n_lams, n_corners, n_triples), which share their squares."""

    def __init__(self, cosines: np.ndarray, lams: tuple[float, ...]) -> None:
        base = np.multiply.outer(lams, cosines)
        base += 1
        self.squares = [np.maximum(base, 0, out=base)]

    def __call__(self, exponent: float) -> np.ndarray | None:
        """Return the power; None stands for 1."""
        squares, product = self.squares, None
        if exponent != int(exponent):
            result: np.ndarray = squares[0] ** exponent
            return result
        for bit in range(int(exponent).bit_length()):
            if bit == len(squares):
                squares.append(squares[-1] * squares[-1])
            if int(exponent) >> bit & 1:
                product = squares[bit] if product is None else product * squares[bit]
        return product


def add_values(chunk: Chunk, factors: Factors, values: list[np.ndarray]) -> None:
    """Add the values at the corners to the tables of all elements, each of shape (n_functions + 1, n_atoms)."""
    corners = chunk.group.corners
    for grid in chunk.group.grids:
        w = chunk.weights(grid.radial, factors)[0]
        powers = Powers(chunk.cosines, grid.lams)
        shape = len(grid.zetas), len(grid.lams)
        sums = np.empty((*shape, sum(map(len, chunk.rows))))
        n = len(chunk.starts)
        for i, zeta in enumerate(grid.zetas):
            weighted = w * powers(zeta)
            sums[i, :, :n] = chunk.over_centres(weighted[:, 0])
            for j in range(len(grid.lams) if corners == 3 else 0):
                sums[i, j, n:] = chunk.over_edges(weighted[j, 1:])
        sums *= 2 ** (1 - np.array(grid.zetas))[:, None, None]
        parts = np.split(sums, np.cumsum([len(rows) for rows in chunk.rows])[:-1], axis=2)
        for corner, (part, rows) in enumerate(zip(parts, chunk.rows, strict=True)):
            table = values[chunk.group.elements[corner]]
            places = grid.columns[corner][:, :, None] % len(table) * table.shape[1] + rows
            np.add.at(table.reshape(-1), places.reshape(-1), part.reshape(-1))


def _spread(chunk: Chunk, grid: Grid, c: list[np.ndarray]) -> np.ndarray:
    """Return what functions weigh where corners belong, shape (n_zetas, n_lams, n_places)."""
    parts = [
        c[chunk.group.elements[corner]][grid.columns[corner][:, :, None], rows]
        for corner, rows in enumerate(chunk.rows)
    ]
    return np.concatenate(parts, axis=2) * 2 ** (1 - np.array(grid.zetas))[:, None, None]


def pull_back(chunk: Chunk, factors: Factors, c: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the derivatives of sum(c G) by the vectors of the edges.

    `c` has a table [function, atom] for each element, with a row of zeros at the end for functions that do not exist.
    """
    by_cosine, by_side = np.zeros_like(chunk.cosines), np.zeros_like(chunk.sides)
    for grid in chunk.group.grids:
        w = chunk.weights(grid.radial, factors)
        powers = Powers(chunk.cosines, grid.lams)
        plain, steep = np.zeros_like(powers.squares[0]), np.zeros_like(powers.squares[0])
        for zeta, weights in zip(grid.zetas, _spread(chunk, grid, c), strict=True):
            part = np.take(weights, chunk.index, axis=1)
            power = powers(zeta - 1)
            if power is not None:
                part *= power
            plain += part
            part *= zeta
            steep += part
        by_side += w[1:] * np.einsum("lct,lct->t", plain, powers.squares[0])
        by_cosine += w[0] * np.einsum("l,lct->ct", np.array(grid.lams), steep)
    return chunk.edge_vectors(by_cosine, by_side)


def one_by_one(chunk: Chunk, factors: Factors) -> Iterator[tuple[int, tuple[np.ndarray, np.ndarray]]]:
    """Yield each column at the centre with its derivatives by the vectors of both slices of edges."""
    for grid in chunk.group.grids:
        w = chunk.weights(grid.radial, factors)
        powers = Powers(chunk.cosines, grid.lams)
        for i, zeta in enumerate(grid.zetas):
            power = powers(zeta - 1)
            steep = (np.ones_like(powers.squares[0]) if power is None else power) * 2 ** (1 - zeta)
            plain = steep * powers.squares[0]
            for j, lam in enumerate(grid.lams):
                vectors = chunk.edge_vectors(w[0] * steep[j] * (lam * zeta), w[1:] * plain[j, 0])
                yield int(grid.columns[0, i, j]), vectors
