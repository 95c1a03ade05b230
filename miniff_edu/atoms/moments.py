r"""G5 with a whole zeta, without triples. In: edges. Out: sums over pairs of neighbours, and their derivatives.

The power of a cosine between unit vectors is a product of tensors, :math:`(u_j \cdot u_k)^p = u_j^{\otimes p} \cdot
u_k^{\otimes p}`, so that a sum over pairs of neighbours is the square of a sum over neighbours:

.. math::

    T_p = \sum_{j<k} R_j R_k \cos^p\theta_{jk} = \tfrac12 \Big[ |M_p|^2 - \sum_j R_j^2 \Big],
    \qquad M_p = \sum_j R_j\, u_j^{\otimes p},

and :math:`G^5 = 2^{1-\zeta} \sum_p \binom{\zeta}{p} \lambda^p T_p`. For neighbours of two elements, :math:`T_p =
M_p^A \cdot M_p^B`. The cost grows with the number of neighbours, not of pairs. (The same moments are the basis of
moment tensor potentials and, turned to spherical harmonics, of the atomic cluster expansion.) Rounding: errors are
1e-16 of the sum of the absolute terms; a G5 that is nearly 0 because its terms cancel has fewer digits than by
triples.

A tensor that is symmetric is kept as its different components, the monomials x^i y^j z^k with i + j + k = p.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import factorial

import numpy as np

from .fans import Fan
from .neighbours import Pairs


@dataclass(frozen=True)
class Monomials:
    """Monomials of x, y, z up to an order, lowest first.

    Parameters
    ----------
    made_of : list of (int, int)
        From the second one on: an earlier monomial, and the coordinate to multiply it with.
    starts : list of int
        Where each order begins; one more entry than there are orders.
    count : numpy.ndarray, shape (n,)
        How often each one stands in the tensor: p! / (i! j! k!).
    slopes : numpy.ndarray, shape (3, n, n_lower)
        d(monomial)/d(coordinate), as factors of the monomials of lower order.
    """

    made_of: list[tuple[int, int]]
    starts: list[int]
    count: np.ndarray
    slopes: np.ndarray


@cache
def monomials(order: int) -> Monomials:
    """Return the monomials up to `order`."""
    powers: list[tuple[int, ...]] = [
        (i, j, p - i - j) for p in range(order + 1) for i in range(p, -1, -1) for j in range(p - i, -1, -1)
    ]
    place = {power: n for n, power in enumerate(powers)}
    starts = [p * (p + 1) * (p + 2) // 6 for p in range(order + 2)]
    slopes = np.zeros((3, len(powers), max(1, starts[order])))
    made_of = []
    for n, power in enumerate(powers):
        for axis in range(3):
            if power[axis]:
                lower = place[tuple(k - (i == axis) for i, k in enumerate(power))]
                slopes[axis, n, lower] = power[axis]
        if n:
            axis = next(i for i in range(3) if power[i])
            made_of.append((place[tuple(k - (i == axis) for i, k in enumerate(power))], axis))
    count = np.array([factorial(sum(p)) / np.prod([factorial(k) for k in p]) for p in powers])
    return Monomials(made_of, starts, count, slopes)


class Table:
    """Edges of a few centres side by side: arrays [centre, place], padded with zeros, for small matrices' products."""

    def __init__(self, fan: Fan, pairs: Pairs, centres: slice, order: int, factors: np.ndarray) -> None:
        self.edges = edges = slice(int(fan.starts[centres.start]), int(fan.starts[centres.stop]))
        starts = fan.starts[centres.start : centres.stop + 1]
        self.n, self.width = len(starts) - 1, max(1, int(np.diff(starts).max(initial=1)))
        rows = fan.row[edges]
        self.place = np.arange(edges.start, edges.stop) - fan.starts[rows] + (rows - centres.start) * self.width
        self.r = fan.of_pairs(pairs.r, edges)
        self.unit = fan.vectors(pairs, edges) / self.r
        self.basis = monomials(order)
        self.powers = np.empty((len(self.basis.count), self.n, self.width))  # of the unit vectors
        self.powers[0] = 1
        unit = self.padded(self.unit)
        for n, (lower, axis) in enumerate(self.basis.made_of, 1):
            np.multiply(self.powers[lower], unit[axis], out=self.powers[n])
        # R, and dR/dr over r, of the edges (n_radials, n_edges), and R side by side (n_centres, n_radials, width)
        self.value, self.slope = fan.of_pairs(factors, edges)
        self.factors = self.padded(self.value).transpose(1, 0, 2)
        self.moments: np.ndarray = self.factors @ self.powers.transpose(1, 2, 0)  # (n_centres, n_radials, n_monomials)

    def padded(self, values: np.ndarray) -> np.ndarray:
        """Return values of edges, shape (..., n_edges), as a table, shape (..., n_centres, width)."""
        result = np.zeros((*values.shape[:-1], self.n * self.width))
        result[..., self.place] = values
        return result.reshape(*values.shape[:-1], self.n, self.width)

    def squares(self) -> np.ndarray:
        """Return the sums of R^2, shape (n_centres, n_radials)."""
        return np.einsum("nrw,nrw->nr", self.factors, self.factors)

    def of_edges(self, table: np.ndarray) -> np.ndarray:
        """Return the entries of a table (..., n_centres, width) that are no padding, shape (..., n_edges)."""
        return np.take(table.reshape(*table.shape[:-2], -1), self.place, axis=-1)

    def pull_back(self, by_moments: np.ndarray, by_squares: np.ndarray) -> np.ndarray:
        """Return derivatives by the vectors of the edges, shape (3, n_edges).

        Parameters
        ----------
        by_moments : numpy.ndarray, shape (n_centres, n_radials, n_monomials)
            dE/dM.
        by_squares : numpy.ndarray, shape (n_centres, n_radials)
            dE/d(sum of R^2).
        """
        n_radials = by_moments.shape[1]
        lower = self.basis.slopes.shape[2]
        # dE/dR, then dE/du / R along the three axes, for each radial factor: one product with the monomials.
        straight = by_moments @ self.powers.transpose(1, 0, 2)
        turned = (by_moments[:, None] @ self.basis.slopes).reshape(self.n, 3 * n_radials, lower)
        turned = (turned @ self.powers[:lower].transpose(1, 0, 2)).reshape(self.n, 3, n_radials, self.width)
        slopes = self.padded(self.slope).transpose(1, 0, 2)
        straight += 2 * by_squares[:, :, None] * self.factors
        along = np.einsum("nrw,nrw->nw", slopes, straight)
        across = self.of_edges(np.einsum("nrw,ncrw->cnw", self.factors, turned))
        across /= self.r
        radial = self.of_edges(along) * self.r - np.einsum("ce,ce->e", across, self.unit)
        across += radial * self.unit
        return across

    def one_by_one(self, partner: Table, result: np.ndarray) -> None:
        """Write the derivatives of all T_p by the vectors of the edges.

        Parameters
        ----------
        partner : Table
            That of the other neighbour of each pair: this one where both are of one element.
        result : numpy.ndarray, shape (n_radials * n_orders, 3, n_edges)
            Where to write: orders change fastest.
        """
        basis, value, slope = self.basis, self.value, self.slope
        result = result.reshape(len(value), len(basis.starts) - 1, 3, len(self.r))  # a view: the first axis is split
        weighted = partner.moments * basis.count
        rows = self.place // self.width
        over_r, own = value / self.r, value if partner is self else 0.0
        for p in range(len(basis.starts) - 1):
            block = slice(basis.starts[p], basis.starts[p + 1])
            if p == 0:
                straight = weighted[:, :, 0].T.take(rows, axis=1)
                np.multiply((slope * self.r * (straight - own))[:, None], self.unit, out=result[:, p])
                continue
            lower = slice(basis.starts[p - 1], basis.starts[p])
            turned = weighted[:, None, :, block] @ basis.slopes[:, block, lower]  # (n_centres, 3, n_radials, n_lower)
            if p == 1:
                turned = np.take(turned[..., 0].transpose(2, 1, 0), rows, axis=2)  # of the only monomial, 1
            else:
                turned = turned.reshape(self.n, 3 * len(value), turned.shape[-1]) @ self.powers[lower].transpose(
                    1, 0, 2
                )
                turned = turned.reshape(self.n, 3, len(value), self.width).transpose(2, 1, 0, 3)
                turned = self.of_edges(turned)
            inward = np.einsum("rce,ce->re", turned, self.unit)  # p times the tensor with u in all places
            np.multiply(turned, over_r[:, None], out=result[:, p])
            radial = slope * self.r * (inward / p - own) - over_r * inward
            result[:, p] += radial[:, None] * self.unit


def sums(basis: Monomials, first: np.ndarray, second: np.ndarray, squares: np.ndarray | None) -> np.ndarray:
    """Return T_p, shape (n_radials, n_orders, n_centres), of the moments of two elements.

    Where both are the same, `squares` [n_centres, n_radials] holds the sum of R^2, which is taken off.
    """
    products = first * second
    products *= basis.count
    result = np.add.reduceat(products, basis.starts[:-1], axis=2).transpose(1, 2, 0)
    return result if squares is None else (result - squares.T[:, None]) / 2


def per_monomial(basis: Monomials, by_sums: np.ndarray) -> np.ndarray:
    """Return what d(sum)/dM is to be multiplied with: (n_radials, n_orders, n_centres) spread over the monomials."""
    return np.repeat(by_sums, np.diff(basis.starts), axis=1).transpose(2, 0, 1) * basis.count
