"""Living atoms as a picture: for print, for readers without a script, and until the script runs. Out: a figure."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..._support.palette import INK, PAGE, RESIDUAL
from ...plotting.style import WIDTH, panels, styled
from ..symmetry_functions import SymmetryFunctions
from .script import colours
from .shape import BONDED, CORNERS, cell_corners, orientation, shown_radii


@styled
def draw_still(model: Any, atoms: Any) -> Figure:
    """Draw atoms and bonds, and the bars of the first atom where a model has some."""
    sf = model if model is None or isinstance(model, SymmetryFunctions) else model.sf
    n_panels = 1 if sf is None else 2
    figure, axes = panels(1, n_panels, size=(WIDTH if sf else 4, 2.8), width_ratios=[3, 2][:n_panels])
    axes[0, 0].set_position((0, 0, 0.55 if sf else 1, 1))  # atoms need no room for labels
    draw_atoms(axes[0, 0], atoms)
    if sf is not None:
        ax, symbol = axes[0, 1], atoms.symbols[0]
        values = sf(atoms)[symbol][0]
        ax.bar(range(len(values)), values, color=RESIDUAL)
        ax.set(title=f"Fingerprint of {symbol} 1", xlabel="function", ylabel="value")
    return figure


def draw_atoms(ax: Axes, atoms: Any) -> None:
    """Draw spheres as discs with their letters, from the back to the front, bonds, and the cell."""
    from ase.data import covalent_radii

    rows = orientation(atoms)
    flat = (atoms.positions - atoms.positions.mean(axis=0)) @ rows.T
    covalent = covalent_radii[atoms.numbers]
    fills = colours(list(atoms.symbols))
    reach = np.abs(flat[:, :2]).max(initial=0) + 0.9
    shown = shown_radii(covalent)
    for j in range(len(atoms)):
        for i in range(j):
            r = np.linalg.norm(atoms.positions[i] - atoms.positions[j])
            if 1e-3 < r < covalent[i] + covalent[j] + BONDED:
                along = (flat[j] - flat[i]) / r  # from surface to surface
                ends = np.array(
                    [flat[i] + min(0.9 * shown[i], 0.45 * r) * along, flat[j] - min(0.9 * shown[j], 0.45 * r) * along]
                )
                depth = ends[:, 2].mean()
                ax.plot(*ends[:, :2].T, "-", color=PAGE["line"][0], linewidth=4, zorder=10 + depth, label="_bond")
    for symbol, (right, up, z), radius in zip(atoms.symbols, flat, shown, strict=True):
        fill, letters = fills[symbol]
        disc = plt.Circle((right, up), radius, facecolor=fill, edgecolor=INK, zorder=10 + z + radius)
        ax.add_patch(disc)
        if len(atoms) <= 40:
            middle: dict[str, Any] = {"ha": "center", "va": "center", "weight": "bold", "clip_on": True}
            ax.text(right, up, symbol, color=letters, zorder=10 + z + radius, **middle)
    if atoms.cell.rank:
        reach = max(reach, draw_cell(ax, atoms, rows))
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.axis("off")


def draw_cell(ax: Axes, atoms: Any, rows: np.ndarray) -> float:
    """Draw the edges of the cell; return how far they reach."""
    flat = (cell_corners(atoms) - atoms.positions.mean(axis=0)) @ rows.T
    for a in range(8):
        for b in range(a):
            if np.abs(CORNERS[a] - CORNERS[b]).sum() == 1:
                ax.plot(*flat[[a, b], :2].T, "-", color=PAGE["line"][0], linewidth=1, zorder=0, label="_edge")
    return float(np.abs(flat[:, :2]).max()) + 0.3
