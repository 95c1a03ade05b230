"""Figures. In: data and, optionally, the Axes to draw on. Out: Axes in the style of the book.

End a notebook cell with ``show(ax)``: the picture then carries its text alternative (:mod:`.picture`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from .._support.arrays import columns, to_array
from .._support.checks import a_type
from .._support.palette import COLOURS, INK, LOSS, PREDICTION, REFERENCE, RESIDUAL
from .picture import Picture, number, off_text, set_description, set_message, show, size_text
from .style import SUBSCRIPTS, fix_labels, legend_over_curves, new_axes, panels, set_log, style, styled

__all__ = [
    "COLOURS",
    "Picture",
    "panels",
    "plot_descriptors",
    "plot_fit",
    "plot_loss",
    "plot_parity",
    "show",
    "style",
]


@styled
def plot_fit(
    r: ArrayLike,
    reference: ArrayLike,
    prediction: ArrayLike,
    *,
    curve: tuple[ArrayLike, ArrayLike] | None = None,
    residual: bool = True,
    labels: tuple[str, str] = ("data", "fit"),
    x_label: str = "r (length units)",
    y_label: str = "f (energy units)",
    ax: Axes | None = None,
) -> Axes:
    """Draw data with their fit and, in a panel of its own below, the residual (prediction minus reference).

    Parameters
    ----------
    r, reference, prediction : array_like, shape (n_samples,)
        Arguments, the data there, and the fit there.
    curve : (array_like, array_like), optional
        The fit on a denser grid of arguments, drawn instead of joining the predictions: it shows what happens
        between the data.
    residual : bool
        Add the panel with the residual.
    labels : (str, str)
        Names of the data and of the fit in the legend.
    x_label, y_label : str
        Labels of the axes, units included.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default. With `residual` it gives up its lower third.

    Returns
    -------
    matplotlib Axes
        The Axes of the data.
    """
    r, reference, prediction = columns(r=r, reference=reference, prediction=prediction)
    ax = new_axes() if ax is None else ax
    r_curve, f_curve = columns(curve_r=curve[0], curve_f=curve[1]) if curve else (r, prediction)
    ax.plot(r, reference, ".", color=REFERENCE, markersize=5, label=labels[0])
    ax.plot(r_curve, f_curve, "-", color=PREDICTION, label=labels[1])
    ax.set_ylabel(y_label)
    ax.legend()
    set_message(ax, f"{labels[1]} {off_text(float(np.abs(prediction - reference).max()))}")
    lowest = ax
    if residual:
        lowest = _add_panel_below(ax)
        lowest.axhline(0, color=INK, linewidth=0.8)
        lowest.plot(r, prediction - reference, ".-", color=RESIDUAL, linewidth=1, markersize=4, label="residual")
        size = 1.2 * float(np.abs(prediction - reference).max())
        lowest.set_ylim(-max(size, 1e-3), max(size, 1e-3))  # rounding errors look like what they are: nothing
        lowest.locator_params(axis="y", nbins=2)
        lowest.set_ylabel("residual")
        ax.tick_params(labelbottom=False)
    lowest.set_xlabel(x_label)
    return ax


@styled
def plot_descriptors(
    r: ArrayLike,
    descriptors: ArrayLike,
    target: ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
    x_label: str = "r (length units)",
    y_label: str = "value",
    ax: Axes | None = None,
) -> Axes:
    """Draw descriptors over the target that they are meant to describe.

    Parameters
    ----------
    r : array_like, shape (n_samples,)
        Arguments.
    descriptors : array_like, shape (n_samples, n_descriptors)
        One column per descriptor.
    target : array_like, shape (n_samples,), optional
        The target, drawn as points.
    names : sequence of str, optional
        Names of the descriptors; g₀, g₁, ... by default.
    x_label, y_label : str
        Labels of the axes, units included.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    (r,) = columns(r=r)
    g = to_array(descriptors)
    if g.ndim != 2 or len(g) != len(r):
        raise ValueError(
            f"descriptors has shape {g.shape}; expected ({len(r)}, n_descriptors): one row per entry of r, one column "
            "per descriptor. Try PowerDecay(3)(r)."
        )
    names = [f"g{str(i).translate(SUBSCRIPTS)}" for i in range(g.shape[1])] if names is None else names
    if len(names) != g.shape[1]:
        raise ValueError(f"names has {len(names)} entries; expected {g.shape[1]}, one per descriptor.")
    ax = new_axes() if ax is None else ax
    if target is not None:
        ax.plot(r, columns(r=r, target=target)[1], ".", color=REFERENCE, markersize=5, label="target")
    for column, name in zip(g.T, names, strict=True):
        ax.plot(r, column, label=name)
    ax.set(xlabel=x_label, ylabel=y_label)
    legend_over_curves(ax)
    return ax


@styled
def plot_loss(losses: Sequence[float], *, y_label: str = "loss (energy units²)", ax: Axes | None = None) -> Axes:
    """Draw how a loss converges, on a logarithmic axis.

    Parameters
    ----------
    losses : sequence of float
        One loss per evaluation, such as ``closure.history.evaluations``.
    y_label : str
        Label of the loss, units included.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    if not isinstance(losses, (Sequence, np.ndarray, torch.Tensor)):
        raise TypeError(f"losses is {a_type(losses)}; expected a list of numbers. Try closure.history.evaluations.")
    (values,) = columns(losses=losses)
    ax = new_axes() if ax is None else ax
    ax.plot(np.arange(1, len(values) + 1), values, ".-", color=LOSS, label="loss")
    set_log(ax)
    ax.set(xlabel="evaluation of the closure", ylabel=y_label)
    # The number of evaluations is left out: it differs by a few between machines.
    course = f"from {number(values[0])} to {size_text(values[-1])}"
    set_description(ax, f"{y_label} against evaluation of the closure (logarithmic y): {course}.")
    return ax


@styled
def plot_parity(
    reference: ArrayLike, prediction: ArrayLike, *, unit: str = "energy units", ax: Axes | None = None
) -> Axes:
    """Draw predictions against references: a perfect fit lies on the diagonal.

    Parameters
    ----------
    reference, prediction : array_like, shape (n_samples,) or (n_samples, 1)
        What was to be predicted, and what was.
    unit : str
        The unit of both.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    reference, prediction = columns(reference=reference, prediction=prediction)
    ax = new_axes() if ax is None else ax
    rmse = float(np.sqrt(np.mean((prediction - reference) ** 2)))
    ends = [min(reference.min(), prediction.min()), max(reference.max(), prediction.max())]
    ax.plot(ends, ends, "-", color=INK, linewidth=0.8, label="_diagonal")
    ax.plot(reference, prediction, ".", color=PREDICTION, label=f"RMSE {size_text(rmse)}")
    ax.set(xlabel=f"reference ({unit})", ylabel=f"prediction ({unit})")
    ax.set_aspect("equal", adjustable="box")
    ax.legend()
    return ax


def _add_panel_below(ax: Axes) -> Axes:
    """Split the place of `ax` and return new Axes in the lower third, sharing its x axis."""
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError(
            "ax was placed by hand; expected Axes of a grid, which can be split. Pass residual=False, or use panels()."
        )
    grid = place.subgridspec(2, 1, height_ratios=(3, 1), hspace=0.05)
    ax.set_subplotspec(grid[0])
    figure = ax.get_figure()
    assert figure is not None
    below = figure.add_subplot(grid[1], sharex=ax)
    fix_labels(below)
    return below
