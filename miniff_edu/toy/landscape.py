"""The loss of a map with two weights, as a landscape to walk in. In: a closure. Out: heights, paths, and a picture.

`two_weights` makes the map of chapter 4: one hidden unit, fitted to the toy function.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from .._support.arrays import columns, to_array
from .._support.palette import INK, LOWEST, PATH
from ..closure import SimpleClosure, simple_energy_closure
from ..descriptors import PowerDecay
from ..fit import fit
from ..fit.methods import method_name
from ..models import behler_nn
from ..plotting.picture import number, set_description
from ..plotting.style import new_axes, styled
from ..samples import make_dataset
from ..scaling import Scaling
from .targets import toy_function

N_CONTOURS = 12


# Step lengths that suit the two weights of chapter 4; the methods themselves are those of `fit`.
OPTIONS: dict[str, dict[str, Any]] = {
    "gradient_descent": {"lr": 1.0},
    "adam": {"lr": 0.1},
    # One iteration per step. Without max_eval, torch cuts the line search off after one evaluation, and stands still.
    "lbfgs": {"max_iter": 1, "max_eval": 25},
}


class Path(NamedTuple):
    """Where an optimiser has been.

    Attributes
    ----------
    weights : numpy.ndarray, shape (n_steps + 1, 2)
        The two weights at the start and after each step.
    losses : numpy.ndarray, shape (n_steps + 1,)
        The loss there.
    evaluations : numpy.ndarray of int, shape (n_steps + 1,)
        How often the loss had been evaluated by then.
    """

    weights: np.ndarray
    losses: np.ndarray
    evaluations: np.ndarray


def two_weights(start: ArrayLike = (-2.0, 1.0)) -> SimpleClosure:
    """Return a closure that fits p = w₂ σ(w₁ x) to 100 samples of the toy function, x being g₀, standardised.

    Parameters
    ----------
    start : array_like, shape (2,)
        The two weights.

    Returns
    -------
    SimpleClosure
    """
    r = np.linspace(0.1, 10, 100)
    raw = make_dataset(r, toy_function(r), PowerDecay(1))
    with torch.device(raw.device):  # not on what a reader has made the default device
        network = behler_nn(1, n_internal=1, n_layers=2, bias=False, seed=0, dtype=raw.dtype)
    closure = simple_energy_closure([network], Scaling.fit(raw, energy=False).apply(raw))
    set_weights(closure, start)
    return closure


def loss_landscape(closure: SimpleClosure, first: ArrayLike, second: ArrayLike) -> np.ndarray:
    """Evaluate the loss of a closure on a grid of its two weights; afterwards they are what they were.

    Parameters
    ----------
    closure : SimpleClosure
        Its networks have two parameters in all.
    first, second : array_like, shape (n,) and (m,)
        Values of the first and of the second weight.

    Returns
    -------
    numpy.ndarray, shape (n, m)
    """
    (first,), (second,) = columns(first=first), columns(second=second)
    before = _get(closure)
    heights = np.empty((len(first), len(second)))
    with torch.no_grad():
        for i, j in np.ndindex(heights.shape):
            set_weights(closure, [first[i], second[j]])
            heights[i, j] = closure.loss(save=False).loss_value.item()
    set_weights(closure, before)
    return heights


def follow(
    closure: SimpleClosure, n_steps: int, *, method: str = "gradient_descent", options: dict[str, Any] | None = None
) -> Path:
    """Take steps from where the weights are, and note the way.

    Parameters
    ----------
    closure : SimpleClosure
        Its networks have two parameters in all.
    n_steps : int
        How many steps to take, at most: Levenberg-Marquardt ends where no step leads down any more.
    method : str
        As in :func:`miniff_edu.fit.fit`.
    options : dict, optional
        As in :func:`miniff_edu.fit.fit`; by default step lengths for the map of `two_weights`.

    Returns
    -------
    Path
    """
    method = method_name(method)
    evaluations = len(closure.history.evaluations)
    with torch.no_grad():
        loss = closure.loss(save=False).loss_value.item()
    way = [(*_get(closure), loss, 0)]
    fit(
        closure,
        n_steps,
        method=method,
        options=OPTIONS.get(method) if options is None else options,
        on_step=lambda history: way.append(
            (*_get(closure), history.steps[-1], len(history.evaluations) - evaluations),
        ),
    )
    table = np.array(way)
    return Path(table[:, :2], table[:, 2], table[:, 3].astype(int))


def set_weights(closure: SimpleClosure, weights: ArrayLike) -> None:
    """Put the two weights of a closure's networks somewhere."""
    (values,) = columns(weights=weights)
    _get(closure)
    ends = np.cumsum([p.numel() for p in closure.learning_parameters()])
    with torch.no_grad():
        for parameter, piece in zip(closure.learning_parameters(), np.split(values, ends[:-1]), strict=True):
            parameter.copy_(torch.from_numpy(piece).reshape(parameter.shape))


def _get(closure: SimpleClosure) -> list[float]:
    weights = [float(w) for p in closure.learning_parameters() for w in p.detach().ravel()]
    if len(weights) != 2:
        raise ValueError(
            f"closure has {len(weights)} parameters; expected 2, one for each axis of the landscape. Try "
            "behler_nn(1, n_internal=1, n_layers=2, bias=False)."
        )
    return weights


@styled
def plot_landscape(
    first: ArrayLike,
    second: ArrayLike,
    heights: ArrayLike,
    path: ArrayLike | None = None,
    *,
    labels: tuple[str, str] = ("first weight (1)", "second weight (1)"),
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a landscape by its contours, each a constant factor above the last, and a path in it.

    Parameters
    ----------
    first, second : array_like, shape (n,) and (m,)
        Values of the two weights.
    heights : array_like, shape (n, m)
        The loss there, above 0.
    path : array_like, shape (n_steps + 1, 2), optional
        Where an optimiser has been; it begins at the ring and ends at the dot. Where it is off the map, a cross
        stands at the border, and the legend says how far it went.
    labels : (str, str)
        Labels of the axes, units included.
    title : str
        Written above.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib Axes
    """
    (x,), (y,), z = columns(first=first), columns(second=second), to_array(heights)
    if z.shape != (len(x), len(y)):
        raise ValueError(f"heights has shape {z.shape}; expected ({len(x)}, {len(y)}), as of loss_landscape.")
    ax = new_axes() if ax is None else ax
    ax.grid(visible=False)
    levels = np.geomspace(z.min() * 1.02, z.max(), N_CONTOURS)
    shades = [(0.85 - 0.5 * i / N_CONTOURS,) * 3 for i in range(N_CONTOURS)][::-1]
    ax.contour(x, y, z.T, levels=levels, colors=shades, linewidths=1)
    low = np.unravel_index(z.argmin(), z.shape)
    at = f"({number(x[low[0]])}, {number(y[low[1]])})"
    text = f"contours of the loss over {labels[0]} and {labels[1]}: lowest near {at}"
    ax.plot(x[low[0]], y[low[1]], "+", color=LOWEST, markersize=12, markeredgewidth=2, label="lowest")
    if path is not None:
        way = to_array(path)
        ax.plot(*way.T, ".-", color=PATH, linewidth=1.2, markersize=4, label="path")
        ax.plot(*way[0], "o", color=INK, markerfacecolor="none", markersize=12, label="start")
        ax.plot(*way[-1], "o", color=PATH, markersize=8, label="end")
        text_outside = _mark_exits(ax, way, (x.min(), y.min()), (x.max(), y.max()))
        start, end = (f"({number(a)}, {number(b)})" for a, b in way[[0, -1]])
        text += f"; the path goes from {start} to {end} in {len(way) - 1} steps{text_outside}"
    ax.set(xlim=(x.min(), x.max()), ylim=(y.min(), y.max()), xlabel=labels[0], ylabel=labels[1])
    ax.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none")
    ax.set_title(title)
    set_description(ax, f"{title}: {text}." if title else f"{text[0].upper()}{text[1:]}.")
    return ax


def _mark_exits(ax: Axes, way: np.ndarray, low: tuple[float, float], high: tuple[float, float]) -> str:
    """Mark where a path is off the map, at its border; return the words for it, none where it stays inside."""
    border = np.clip(way, low, high)
    outside = (border != way).any(axis=1)
    if not outside.any():
        return ""
    far = way[np.abs(way - border).max(axis=1).argmax()]
    at = f"({number(far[0])}, {number(far[1])})"
    ax.plot(*border[outside].T, "X", color=PATH, markersize=10, clip_on=False, label=f"off the map, to {at}")
    return f", and leaves the map on its way, as far as to {at}"
