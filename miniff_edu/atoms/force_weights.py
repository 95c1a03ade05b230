"""What forces are worth: a linear map fitted to energies and forces. In: structures, a weight. Out: errors, a figure.

A lesson, not a way to train: for that there is :func:`~miniff_edu.atoms.train`, which weighs by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure

from .._support.checks import check_weight
from .._support.palette import INK
from ..plotting import panels, set_description, set_log
from ..plotting.picture import number, set_message
from ..plotting.style import styled
from .labels import energy_of, forces_of
from .symmetry_functions import SymmetryFunctions

NO_MORE = 1e-12  # singular values below, in units of the largest, are rounding
Errors = Mapping[tuple[int, float], tuple[float, float]]


def linear_rows(structures: Sequence[Any], sf: SymmetryFunctions) -> tuple[np.ndarray, np.ndarray]:
    """Return what a linear map of the descriptors is fitted with: a row for each energy and each force component.

    Parameters
    ----------
    structures : list of ase.Atoms
        With energies and forces, all of one element and one size.
    sf : SymmetryFunctions
        Functions of that element.

    Returns
    -------
    rows : numpy.ndarray, shape (n_structures, 1 + 3 n_atoms, n_functions + 1)
        Times the weights of the map, the last of which is its constant: first the energy per atom in eV, then the
        forces in eV/A.
    targets : numpy.ndarray, shape (n_structures, 1 + 3 n_atoms)
        The labels of these rows.
    """
    if len(sf.elements) != 1 or len({len(atoms) for atoms in structures}) != 1:
        raise ValueError(
            f"sf knows {', '.join(sf.elements)} and structures have {sorted({len(a) for a in structures})} atoms; "
            "expected one element and structures of one size."
        )
    tables = [_rows(atoms, sf) for atoms in structures]
    return np.array([rows for rows, _ in tables]), np.array([targets for _, targets in tables])


def _rows(atoms: Any, sf: SymmetryFunctions) -> tuple[np.ndarray, np.ndarray]:
    (table,) = sf.tensors([atoms], derivatives=True).values()
    n, d = len(atoms), len(sf)
    moved = torch.zeros((n, 3, d), dtype=torch.float64)  # how the sum of each function changes with an atom
    for edges in table.slopes:
        by_edge = torch.einsum("tf,tce->ecf", edges.mix, edges.vectors)
        moved.index_add_(0, edges.atoms, by_edge)
        moved.index_add_(0, edges.centres, by_edge, alpha=-1.0)
    rows = np.zeros((1 + 3 * n, d + 1))
    rows[0] = np.append(table.values.sum(dim=0).numpy() / n, 1.0)
    rows[1:, :-1] = -moved.reshape(3 * n, d).numpy()
    energy, forces = energy_of(atoms, 0, None), forces_of(atoms, 0, None)
    return rows, np.append(energy / n, forces.ravel())


def fit_linear(rows: np.ndarray, targets: np.ndarray, force_weight: float) -> np.ndarray:
    """Return the weights that make the errors small: of energies per atom, and `force_weight` times those of forces.

    Parameters
    ----------
    rows, targets : numpy.ndarray
        Such as :func:`linear_rows` returns.
    force_weight : float
        In A: an error of a force (eV/A) times this stands beside one of an energy per atom (eV). 0: no forces.

    Returns
    -------
    numpy.ndarray, shape (n_functions + 1,)
        The shortest of all solutions where there are several, in units of the columns.
    """
    check_weight("force_weight", force_weight)
    counts = np.full(rows.shape[1], float(force_weight))
    counts[0] = 1.0
    table = (rows * counts[:, None]).reshape(-1, rows.shape[-1])
    width = np.sqrt((table**2).sum(axis=0))
    width[width == 0] = 1.0
    solution = np.linalg.lstsq(table / width, (targets * counts).ravel(), rcond=NO_MORE)[0]
    return np.asarray(solution / width)


def linear_errors(weights: np.ndarray, rows: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    """Return the root mean square errors of a linear map, in meV/atom and meV/A."""
    off = 1000 * (rows @ weights - targets)
    return float(np.sqrt(np.mean(off[:, 0] ** 2))), float(np.sqrt(np.mean(off[:, 1:] ** 2)))


@styled
def plot_force_weights(errors: Errors, n_structures: int, force_weight: float) -> Figure:
    """Draw errors against the number of structures, a line for each weight of the forces.

    Parameters
    ----------
    errors : dict
        Errors of energies (meV/atom) and forces (meV/A) by number of structures and weight.
    n_structures : int
    force_weight : float
        The fit that is marked.

    Returns
    -------
    matplotlib Figure
        A panel for the energies, one for the forces.
    """
    if (n_structures, force_weight) not in errors:
        raise ValueError(f"errors has no fit for {n_structures} structures with weight {force_weight:g}.")
    sizes = sorted({n for n, _ in errors})
    weights = sorted({weight for _, weight in errors})
    figure, axes = panels(2, 1, size=(5.2, 6.4), sharex=True)
    said = f"{n_structures} structures, force weight {force_weight:g} A"
    for i, (name, unit) in enumerate((("energy", "meV/atom"), ("forces", "meV/A"))):
        ax = axes[i, 0]
        for weight, look in zip(weights, ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1))) * len(weights), strict=False):
            values = [errors[n, weight][i] for n in sizes]
            thick = 3 if weight == force_weight else 1.2
            ax.plot(
                sizes, values, linestyle=look, linewidth=thick, label="no forces" if weight == 0 else f"{weight:g} A"
            )
        value = errors[n_structures, force_weight][i]
        ax.plot([n_structures], [value], "o", color=INK, markersize=8, label="_chosen")
        set_log(ax)
        ax.set_xscale("log", base=2)
        ax.set_xticks(sizes, [str(n) for n in sizes])
        ax.set(ylabel=f"error of the {name} ({unit})", title=f"{name}: {number(value)} {unit}")
        set_message(ax, f"{number(value)} {unit}")  # without the weights in the legend
        set_description(ax, f"Error of the {name} against the number of structures; {said}: {number(value)} {unit}.")
    axes[1, 0].set_xlabel("structures in the fit")
    axes[1, 0].legend(title="force weight", ncols=3, fontsize="small", loc="upper right")
    axes[1, 0].set_ylim(top=8 * axes[1, 0].get_ylim()[1])
    return figure
