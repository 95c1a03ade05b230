"""Living atoms as a picture: for print, for readers without a script, and until the script runs. Out: a figure."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..._support.palette import INK, PAGE, RESIDUAL
from ...plotting.picture import set_description
from ..symmetry_functions import SymmetryFunctions
from .script import colours

BONDED = 1.25  # times the sum of covalent radii


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


def draw_still(model: Any, atoms: Any, text: str) -> Figure:
    """Draw atoms and bonds, and the bars of the first atom where a model has some."""
    sf = model if model is None or isinstance(model, SymmetryFunctions) else model.sf
    n_panels = 1 if sf is None else 2
    figure, axes = plt.subplots(
        1, n_panels, figsize=(6.2 if sf else 4, 2.8), squeeze=False, gridspec_kw={"width_ratios": [3, 2][:n_panels]}
    )
    draw_atoms(axes[0, 0], atoms)
    set_description(axes[0, 0], text)
    if sf is not None:
        ax, symbol = axes[0, 1], atoms.symbols[0]
        values = sf(atoms)[symbol][0]
        ax.bar(range(len(values)), values, color=RESIDUAL)
        ax.set(title=f"Fingerprint of {symbol} 1", xlabel="symmetry function", ylabel="value")
        set_description(ax, f"Bars: the {len(values)} symmetry functions of {symbol} 1.")
    return figure


def draw_atoms(ax: Axes, atoms: Any) -> None:
    """Draw spheres as discs with their letters, from the back to the front, bonds, and the cell."""
    from ase.data import covalent_radii

    rows = orientation(atoms)
    flat = (atoms.positions - atoms.positions.mean(axis=0)) @ rows.T
    covalent = covalent_radii[atoms.numbers]
    fills = colours(list(atoms.symbols))
    reach = np.abs(flat[:, :2]).max(initial=0) + 0.9
    for j in range(len(atoms)):
        for i in range(j):
            if 1e-3 < np.linalg.norm(atoms.positions[i] - atoms.positions[j]) < BONDED * (covalent[i] + covalent[j]):
                depth = (flat[i, 2] + flat[j, 2]) / 2
                ax.plot(*flat[[i, j], :2].T, color=PAGE["line"][0], linewidth=4, zorder=10 + depth, label="_bond")
    for symbol, (right, up, z), radius in zip(atoms.symbols, flat, shown_radii(covalent), strict=True):
        fill, letters = fills[symbol]
        disc = plt.Circle((right, up), radius, facecolor=fill, edgecolor=INK, zorder=10 + z + radius)
        ax.add_patch(disc)
        if len(atoms) <= 40:
            ax.text(right, up, symbol, color=letters, ha="center", va="center", zorder=10 + z + radius, clip_on=True)
    if atoms.cell.rank:
        reach = max(reach, draw_cell(ax, atoms, rows))
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.axis("off")


def draw_cell(ax: Axes, atoms: Any, rows: np.ndarray) -> float:
    """Draw the edges of the cell; return how far they reach."""
    corners = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    flat = (corners @ atoms.cell.array - atoms.positions.mean(axis=0)) @ rows.T
    for a in range(8):
        for b in range(a):
            if np.abs(corners[a] - corners[b]).sum() == 1:
                ax.plot(*flat[[a, b], :2].T, color=PAGE["line"][0], linewidth=1, zorder=0, label="_edge")
    return float(np.abs(flat[:, :2]).max()) + 0.3


def shown_radii(covalent: np.ndarray) -> np.ndarray:
    """Return the radii of spheres, in A: between those of all and their own, so that bonds are seen."""
    return 0.2 + 0.3 * covalent
