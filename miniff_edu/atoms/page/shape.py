"""How atoms are looked at. In: atoms. Out: which way they are turned, and how large their spheres are."""

from __future__ import annotations

from typing import Any

import numpy as np

CORNERS = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
BONDED = 0.3  # A beyond the sum of two covalent radii, up to which a bond is drawn


def orientation(atoms: Any) -> np.ndarray:
    """Return the rows of a rotation that shows atoms broadly: right, up, towards the reader, shape (3, 3).

    The longest extent goes to the right, the shortest to the reader; a cell is seen from a little above and beside.
    """
    if atoms.cell.rank:
        a, b = np.radians(20), np.radians(15)
        around = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
        return np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]]) @ around
    away = atoms.positions - atoms.positions.mean(axis=0)
    # Equal extents have no order of their own: a small bias keeps the axes where they are on every machine.
    _, vectors = np.linalg.eigh(away.T @ away + np.diag([3e-6, 2e-6, 1e-6]))
    rows = vectors.T[::-1]
    for row in rows[:2]:
        row *= np.sign(row[np.argmax(np.abs(row) > 0.3)])
    rows[2] = np.cross(rows[0], rows[1])
    return rows


def cell_corners(atoms: Any) -> np.ndarray:
    """Return the corners of the cell, shape (8, 3), in A; two are joined by an edge where one index differs."""
    return CORNERS @ atoms.cell.array


def shown_radii(covalent: np.ndarray) -> np.ndarray:
    """Return the radii of spheres, in A: between those of all and their own, so that bonds are seen."""
    return 0.2 + 0.3 * covalent
