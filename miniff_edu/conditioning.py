"""How much a fit magnifies errors. In: a matrix of descriptors. Out: better-conditioned ones, and figures.

The condition number of a matrix is its largest singular value over its smallest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from ._support.arrays import columns, to_array
from ._support.checks import check_positive
from ._support.palette import CONDITION, ERROR, INK
from .plotting.picture import number, set_description, set_message, size_text
from .plotting.style import new_axes, set_log, styled


@np.errstate(under="ignore")  # squares of what has died out are 0, whatever a reader has set with np.seterr
def normalise(g: ArrayLike) -> np.ndarray:
    """Divide each descriptor by its length, so that all are of one size; they still point where they did.

    Parameters
    ----------
    g : array_like, shape (n_samples, n_descriptors)
        One column per descriptor.

    Returns
    -------
    numpy.ndarray, the shape of g
        A descriptor that is zero at all samples stays zero.
    """
    g = _matrix(g)
    lengths = np.linalg.norm(g, axis=0)
    return g / np.where(lengths > 0, lengths, 1)


@np.errstate(under="ignore")
def orthogonalise(g: ArrayLike) -> np.ndarray:
    """Replace descriptors by combinations of them that are orthogonal at the samples and of length one (QR).

    Parameters
    ----------
    g : array_like, shape (n_samples, n_descriptors), n_descriptors <= n_samples
        One column per descriptor.

    Returns
    -------
    numpy.ndarray, the shape of g
        They span the same fits, with the condition number 1.
    """
    g = _matrix(g)
    if g.shape[1] > g.shape[0]:
        raise ValueError(
            f"g has shape {g.shape}: {g.shape[1]} descriptors cannot be orthogonal at {g.shape[0]} samples; expected "
            "at least as many samples as descriptors."
        )
    return np.linalg.qr(normalise(g))[0]


def _matrix(g: ArrayLike) -> np.ndarray:
    g = to_array(g)
    if g.ndim != 2 or g.size == 0:
        raise ValueError(f"g has shape {g.shape}; expected (n_samples, n_descriptors). Try PowerDecay(3)(r).")
    return g


@styled
def plot_spectrum(
    singular_values: ArrayLike,
    *,
    cut: float | None = None,
    x_label: str = "number of the singular value",
    ax: Axes | None = None,
) -> Axes:
    """Draw singular values, relative to the largest, on a logarithmic axis, with the limit of float64.

    Parameters
    ----------
    singular_values : array_like, shape (n,)
        In decreasing order, as ``numpy.linalg.svd`` returns them.
    cut : float, optional
        What a solver takes for rounding, relative to the largest: a dashed line. ``numpy.linalg.lstsq`` drops what lies
        below the larger side of the matrix times 2.2e-16.
    x_label : str
        What is counted.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    (values,) = columns(singular_values=singular_values)
    ax = new_axes() if ax is None else ax
    condition = values[0] / max(values[-1], np.finfo(float).tiny)
    eps = np.finfo(float).eps
    label = f"condition {number(condition)}" if condition < 0.1 / eps else "condition above 1e+15"
    ax.axhline(eps, color=INK, linewidth=0.8, label="_limit of float64")
    relative = np.maximum(values / values[0], eps / 10)  # what lies deeper is rounding, not information
    ax.plot(np.arange(1, len(values) + 1), relative, "o-", color=CONDITION, markersize=4, label=label)
    set_log(ax)
    ax.set(xlim=(0.5, len(values) + 0.5), ylim=(eps / 30, 5))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.set(xlabel=x_label, ylabel="singular value / largest (1)")
    set_message(ax, label)
    if cut is not None:
        limit = check_positive("cut", cut)
        ax.axhline(limit, color=INK, linewidth=0.8, linestyle="--", label=f"cut at {limit:.1e}")
        n_below = int((values < limit * values[0]).sum())
        below = f"{n_below} of them below the cut at {limit:.1e}"
        set_message(ax, f"{label}, {n_below} of {len(values)} singular values below the cut")
        words = f"{len(values)} singular values relative to the largest (logarithmic y), {below}; {label}."
        set_description(ax, words)
    ax.legend(loc="center right", frameon=True, framealpha=0.9, edgecolor="none")
    return ax


@styled
def plot_counts(
    counts: Sequence[int],
    rmse: ArrayLike,
    condition: ArrayLike,
    *,
    marked: int | None = None,
    x_label: str = "number of descriptors",
    unit: str = "energy units",
    ax: Axes | None = None,
) -> Axes:
    """Draw error and condition number against the number of descriptors, on a logarithmic axis.

    Parameters
    ----------
    counts : sequence of int
        Numbers of descriptors.
    rmse : array_like, shape (n_counts,)
        Root mean square error of the fit with that many.
    condition : array_like, shape (n_counts,)
        Condition number of the matrix of descriptors.
    marked : int, optional
        The count to mark; the legend then tells its two numbers.
    x_label : str
        What is counted.
    unit : str
        Unit of the error.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    x, rmse, condition = columns(counts=counts, rmse=rmse, condition=condition)
    ax = new_axes() if ax is None else ax
    labels = ["condition number", "RMSE"]
    if marked is not None:
        if marked not in list(counts):
            raise ValueError(f"marked is {marked}; expected one of the counts {list(counts)}.")
        here = list(counts).index(marked)
        labels = [f"condition {number(condition[here])}", f"RMSE {size_text(rmse[here])}"]
        ax.axvline(marked, color=INK, linewidth=0.8)
    ax.plot(x, condition, "s--", color=CONDITION, markersize=4, label=labels[0])
    ax.plot(x, rmse, "o-", color=ERROR, markersize=4, label=labels[1])
    set_log(ax)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.set(xlabel=x_label, ylabel=f"RMSE ({unit}), condition")
    ax.legend(loc="center right", frameon=True, framealpha=0.9, edgecolor="none")
    return ax
