"""Figures of experiments. In: an experiment. Out: its fit, its hidden units, its course, and what lies beyond."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from .._support.arrays import columns, to_array
from .._support.palette import BEYOND, HIDDEN, PREDICTION, REFERENCE, TEST, TRAIN
from ..plotting import plot_fit
from ..plotting.picture import number, off_text, set_description, set_message, size_text
from ..plotting.style import new_axes, panels, set_log, styled
from .experiment import Experiment

ZERO = 1e-6


def plot_experiment(experiment: Experiment) -> Figure:
    """Draw a fit with its residual and, below it, what the last layer adds up.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    matplotlib Figure
    """
    figure, axes = panels(2, 1)
    dense = np.linspace(experiment.r.min(), experiment.r.max(), 300)
    curve = dense, experiment.predict(dense)
    ax = plot_fit(experiment.r, experiment.f, experiment.predict(experiment.r), curve=curve, ax=axes[0, 0])
    title = f"RMSE {size_text(experiment.test.rmse)}, {experiment.n_parameters} parameters"
    ax.set_title(title)
    set_message(ax, title)
    plot_hidden_units(dense, experiment.last_inputs(dense), hidden=len(experiment.network) > 1, ax=axes[1, 0])
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
    ax.plot(x, np.concatenate([values, gaps]).T.ravel(), "-", color=HIDDEN, linewidth=1, alpha=0.8)
    name = "hidden unit" if hidden else "descriptor"
    n_units = f"{values.shape[1]} {name}{'s' if values.shape[1] > 1 else ''}"
    ax.set_title(n_units)
    ax.set(xlabel=x_label, ylabel=f"{name} (1)" if hidden else f"{name}")
    set_message(ax, "")  # how many there are is no news
    moving = int((np.ptp(values, axis=0) > 0.1).sum())
    set_description(
        ax,
        f"{name}s against {x_label}: {n_units}, {moving} of which change by more than 0.1, with values from "
        f"{number(values.min())} to {number(values.max())}.",
    )
    return ax


@styled
def plot_beyond(
    experiment: Experiment, until: float, *, x_label: str = "r (length units)", ax: Axes | None = None
) -> Axes:
    """Draw a fit and what it says beyond its data: the band where they end is shaded.

    Parameters
    ----------
    experiment : Experiment
    until : float
        How far to look, in the units of r.
    x_label : str
        Label of the arguments, units included.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    end = float(experiment.r.max())
    if not until > end:
        raise ValueError(f"until is {until} and the data end at {end}; expected a larger number.")
    ax = new_axes() if ax is None else ax
    dense = np.linspace(experiment.r.min(), until, 400)
    ax.axvspan(end, until, color=BEYOND, alpha=0.25, linewidth=0)
    ax.plot(dense, experiment.black_box(dense), "--", color=REFERENCE, linewidth=1, label="black box")
    ax.plot(experiment.r, experiment.f, ".", color=REFERENCE, markersize=5, label="data")
    ax.plot(dense, experiment.predict(dense), "-", color=PREDICTION, label="fit")
    title = f"test error {size_text(experiment.test.rmse)}, no data from r = {number(end)} on"
    ax.set(xlabel=x_label, ylabel="f (energy units)", ylim=(-0.6, 1.4), title=title)
    ax.legend()
    far = dense[dense > end]
    off = float(np.abs(experiment.predict(far) - experiment.black_box(far)).max())
    set_message(ax, f"test error {size_text(experiment.test.rmse)}, {off_text(off)} beyond r = {number(end)}")
    set_description(
        ax,
        f"f (energy units) against {x_label}: {len(experiment.r)} data up to r = {number(end)}; there the fit has an "
        f"error of {size_text(experiment.test.rmse)}; from there to {number(until)}, where no data are, it is off by "
        f"up to {size_text(off)}.",
    )
    return ax


@styled
def plot_course(experiment: Experiment, *, ax: Axes | None = None) -> Axes:
    """Draw the training and the test error after each step.

    Parameters
    ----------
    experiment : Experiment
        Made with ``watch=True``.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    if len(experiment.course) == 0:
        raise ValueError("experiment has no course; expected one. Try toy_experiment(..., watch=True).")
    ax = new_axes() if ax is None else ax
    steps = np.arange(1, len(experiment.course) + 1)
    train, test = experiment.course.T
    ax.plot(steps, np.maximum(test, ZERO), "-", color=TEST, label=f"test, at last {_error(test[-1])}")
    ax.plot(steps, np.maximum(train, ZERO), "--", color=TRAIN, label=f"train, at last {_error(train[-1])}")
    set_log(ax)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.set(xlabel="step", ylabel="RMSE (energy units)", title="train and test")
    ax.legend()
    best = int(test.argmin())
    courses = [f"{name} from {_error(y[0])} to {_error(y[-1])}" for name, y in (("train", train), ("test", test))]
    lowest = f"lowest {_error(test[best])} at step {best + 1}"
    set_description(ax, f"RMSE (energy units) against step (logarithmic y): {'; '.join(courses)}, {lowest}.")
    return ax


def _error(value: float) -> str:
    """Write an error. On its way to zero it has other digits on every machine, and nobody needs them."""
    return f"below {ZERO:.0e}" if value < ZERO else number(value)
