"""Figures of experiments. In: an experiment. Out: its fit, its hidden units, and a report of its errors."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from ._arrays import columns, to_array
from .experiment import Experiment
from .picture import number, set_description, size_text
from .plotting import plot_fit
from .style import COLOURS, new_axes, panels, styled


def plot_experiment(experiment: Experiment) -> Figure:
    """Draw a fit with its residual and, beside it, what the last layer adds up.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    matplotlib Figure
    """
    figure, axes = panels(1, 2, size=(8.4, 4.2))
    dense = np.linspace(experiment.r.min(), experiment.r.max(), 300)
    curve = dense, experiment.predict(dense)
    ax = plot_fit(experiment.r, experiment.f, experiment.predict(experiment.r), curve=curve, ax=axes[0, 0])
    ax.set_title(f"RMSE {size_text(experiment.test.rmse)}, {experiment.n_parameters} parameters")
    plot_hidden_units(dense, experiment.last_inputs(dense), hidden=len(experiment.network) > 1, ax=axes[0, 1])
    return figure


@styled
def plot_hidden_units(
    r: ArrayLike,
    units: ArrayLike,
    *,
    hidden: bool = True,
    x_label: str = "r (length units)",
    ax: Axes | None = None,
) -> Axes:
    """Draw what the last layer of a network adds up: its hidden units, or the descriptors where nothing is hidden.

    Parameters
    ----------
    r : array_like, shape (n,)
        Arguments.
    units : array_like, shape (n, n_units)
        One column per unit, as from :meth:`miniff_edu.experiment.Experiment.last_inputs`.
    hidden : bool
        Whether these are hidden units.
    x_label : str
        Label of the arguments, units included.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    (r,), values = columns(r=r), to_array(units)
    if values.ndim != 2 or len(values) != len(r):
        raise ValueError(
            f"units has shape {values.shape}; expected ({len(r)}, n_units): one row per entry of r. Try "
            "experiment.last_inputs(r)."
        )
    ax = new_axes() if ax is None else ax
    # One line, broken by NaN: a tenth of the time of one line per unit.
    gaps = np.full((1, values.shape[1]), np.nan)
    x = np.tile(np.append(r, np.nan), values.shape[1])
    ax.plot(x, np.concatenate([values, gaps]).T.ravel(), "-", color=COLOURS["green"], linewidth=1, alpha=0.8)
    name = "hidden unit" if hidden else "descriptor"
    n_units = f"{values.shape[1]} {name}{'s' if values.shape[1] > 1 else ''}"
    ax.set_title(n_units)
    ax.set(xlabel=x_label, ylabel=f"{name} (1)" if hidden else f"{name}")
    moving = int((np.ptp(values, axis=0) > 0.1).sum())
    set_description(
        ax,
        f"{name}s against {x_label}: {n_units}, {moving} of which change by more than 0.1, with values from "
        f"{number(values.min())} to {number(values.max())}.",
    )
    return ax
