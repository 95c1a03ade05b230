"""Who computes what. In: the lists of functions. Out: a plan, in which functions that share work stand together.

Elements are numbers here, in the order of the dictionary. A function stands in a *column* of its element's table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb

import numpy as np

from .cutoffs import Cutoff
from .functions import G2, G4, Angular, Radial, SymmetryFunction

MOMENTS = 6  # the largest zeta that goes by moments: its tensors have 84 components, all orders together


@dataclass(frozen=True)
class Grid:
    """Functions with one radial factor, and all combinations of some zeta and lam, at the corners of triples.

    `columns` [corner, zeta, lam] holds the column that a combination belongs to, or -1 where there is no such function.
    """

    radial: Radial
    zetas: tuple[float, ...]
    lams: tuple[float, ...]
    columns: np.ndarray


@dataclass(frozen=True)
class Group:
    """Angular functions of triples whose corners have certain elements: the centre, and the ends of both edges.

    `corners` is 3 where a triple serves all its corners, and 1 where it serves its centre; `closed` tells whether the
    third side counts, as in G4.
    """

    elements: tuple[int, int, int]
    corners: int
    closed: bool
    grids: list[Grid]


@dataclass(frozen=True)
class MomentGroup:
    """G5 functions of one element that go by moments: the sums over pairs T_p, p = 0 .. order, and how to mix them.

    `mix` [radial, p, n_functions] makes the functions in `columns` of the sums for the neighbours `elements`.
    """

    elements: tuple[int, int]
    columns: np.ndarray
    mix: np.ndarray


@dataclass(frozen=True)
class Plan:
    """All work, sorted. `radial[a, b]` lists (column, factor) of the G2 of element a with neighbours b."""

    radial: dict[tuple[int, int], list[tuple[int, Radial]]]
    closed: list[Group]  # G4, by triangles: three corners
    corner: list[Group]  # G4, seen from each corner by itself, for derivatives one by one
    open: list[Group]  # G5 that do not go by moments
    moments: dict[int, list[MomentGroup]]
    radials: dict[int, list[Radial]]  # those of the moments, by element
    order: dict[int, int]  # the largest zeta there


def make_plan(functions: dict[str, tuple[SymmetryFunction, ...]], default: Cutoff) -> Plan:
    """Return the plan for functions of all elements; `default` is the cutoff function of those without one."""
    elements = list(functions)
    number = {element: i for i, element in enumerate(elements)}
    radial: dict[tuple[int, int], list[tuple[int, Radial]]] = {}
    tables: dict[str, dict[tuple[int, ...], list[tuple[int, Radial, Angular]]]] = {"G4": {}, "G5": {}, "moments": {}}
    for a, element in enumerate(elements):
        for column, function in enumerate(functions[element]):
            if not set(function.others) <= number.keys():
                continue  # such neighbours never occur: an element that is no key is refused
            others = sorted(number[other] for other in function.others)
            if isinstance(function, G2):
                radial.setdefault((a, others[0]), []).append((column, function.radial(default)))
            elif isinstance(function, Angular):
                kind = "G4" if isinstance(function, G4) else "moments" if by_moments(function) else "G5"
                row = (column, function.radial(default), function)
                tables[kind].setdefault((a, *others), []).append(row)
    n = range(len(elements))
    closed = [_group(tables["G4"], (a, b, c), 3, True) for a, b, c in combinations_with_replacement(n, 3)]
    pairs = list(combinations_with_replacement(n, 2))
    corner = [_group(tables["G4"], (a, *pair), 1, True) for a in n for pair in pairs]
    opened = [_group(tables["G5"], (a, *pair), 1, False) for a in n for pair in pairs]
    moments, radials, order = _moment_groups(tables["moments"])
    return Plan(radial, _used(closed), _used(corner), _used(opened), moments, radials, order)


def by_moments(function: Angular) -> bool:
    """Tell whether an angular function is a polynomial in the cosine that moments make short work of."""
    is_polynomial = function.zeta == int(function.zeta) and abs(function.lam) <= 1  # else 1 + lam cos is cut off at 0
    return not isinstance(function, G4) and is_polynomial and function.zeta <= MOMENTS


def _used(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group.grids]


def _group(
    table: dict[tuple[int, ...], list[tuple[int, Radial, Angular]]],
    elements: tuple[int, int, int],
    corners: int,
    closed: bool,
) -> Group:
    """Gather the functions at the corners of triples whose corners have these elements."""
    a, b, c = elements
    seen = ((a, b, c), (b, *sorted((a, c))), (c, *sorted((a, b))))[:corners]  # centre and neighbours at each corner
    columns: dict[tuple[Radial, int], dict[tuple[float, float], list[int]]] = {}
    for corner, key in enumerate(seen):
        count: dict[tuple[Radial, float, float], int] = {}
        for column, radial, function in table.get(key, []):
            same = (radial, function.zeta, function.lam)
            count[same] = copy = count.get(same, -1) + 1  # functions that are given twice have columns of their own
            angles = columns.setdefault((radial, copy), {})
            angles.setdefault((function.zeta, function.lam), [-1] * corners)[corner] = column
    grids = [grid for (radial, _), angles in columns.items() for grid in _grids(radial, angles, corners)]
    return Group(elements, corners, closed, grids)


def _grids(radial: Radial, angles: dict[tuple[float, float], list[int]], corners: int) -> list[Grid]:
    """Put those lam together that come with the same zeta."""
    zetas_of: dict[float, tuple[float, ...]] = {}
    for zeta, lam in sorted(angles):
        zetas_of[lam] = (*zetas_of.get(lam, ()), zeta)
    lams_of: dict[tuple[float, ...], list[float]] = {}
    for lam, zetas in zetas_of.items():
        lams_of.setdefault(zetas, []).append(lam)
    grids = []
    for zetas, lams in lams_of.items():
        columns = [[[angles[zeta, lam][corner] for lam in lams] for zeta in zetas] for corner in range(corners)]
        grids.append(Grid(radial, zetas, tuple(lams), np.array(columns)))
    return grids


def _moment_groups(
    table: dict[tuple[int, ...], list[tuple[int, Radial, Angular]]],
) -> tuple[dict[int, list[MomentGroup]], dict[int, list[Radial]], dict[int, int]]:
    groups: dict[int, list[MomentGroup]] = {}
    radials: dict[int, list[Radial]] = {}
    order: dict[int, int] = {}
    for (a, *_), rows in table.items():
        radials[a] = list(dict.fromkeys([*radials.get(a, []), *(radial for _, radial, _ in rows)]))
        order[a] = max([order.get(a, 0), *(int(function.zeta) for _, _, function in rows)])
    for (a, b, c), rows in table.items():
        mix = np.zeros((len(radials[a]), order[a] + 1, len(rows)))
        for i, (_, radial, function) in enumerate(rows):
            zeta = int(function.zeta)
            # 2^(1 - zeta) (1 + lam x)^zeta, as a polynomial in x
            mix[radials[a].index(radial), : zeta + 1, i] = [
                2.0 ** (1 - zeta) * comb(zeta, p) * function.lam**p for p in range(zeta + 1)
            ]
        columns = np.array([column for column, _, _ in rows])
        groups.setdefault(a, []).append(MomentGroup((b, c), columns, mix))
    return groups, radials, order
