"""Figures of potentials. In: symmetry functions, predictions, how training went. Out: figures in the book's style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from .._support.palette import INK, PREDICTION, RESIDUAL, TEST, TRAIN
from ..plotting import panels, set_description, set_log
from ..plotting.picture import number, size_text
from ..plotting.style import styled
from .functions import G2, Angular
from .symmetry_functions import SymmetryFunctions

MANY = 2000  # points that are drawn as one picture: as many shapes would make a page of megabytes


@styled
def plot_functions(sf: SymmetryFunctions, element: str) -> Figure:
    """Draw the functions of one element, as ``print(sf.describe())`` lists them.

    Parameters
    ----------
    sf : SymmetryFunctions
        The functions.
    element : str
        One of its elements.

    Returns
    -------
    matplotlib Figure
        What a single neighbour at a distance r adds to a radial function, each different factor once; and what two
        neighbours under an angle add to an angular one, beside their radial factors.
    """
    if element not in sf.functions:
        raise ValueError(f"element is {element!r}; expected one of {', '.join(sf.elements)}.")
    listed = sf.functions[element]
    figure, axes = panels(1, 2, size=(7.2, 4.2))
    distance, angle = axes[0]
    r = np.linspace(0.01, sf.cutoff, 400)
    radial = dict.fromkeys(f.radial(sf._cutoff) for f in listed if isinstance(f, G2))
    for factor in radial:
        label = f"shift {factor.shift:.2f} A" if factor.shift else f"eta {factor.eta:g}"
        distance.plot(r, factor.value_and_slope(r, factor.cutoff.value_and_slope(r))[0], label=label)
    distance.set(xlabel="distance r (A)", ylabel="what a neighbour adds")
    theta = np.linspace(0, np.pi, 200)
    shapes = dict.fromkeys((f.zeta, f.lam) for f in listed if isinstance(f, Angular))
    for zeta, lam in shapes:
        shape = 2 ** (1 - zeta) * np.maximum(1 + lam * np.cos(theta), 0) ** zeta
        angle.plot(np.degrees(theta), shape, label=f"zeta {zeta:g}, lam {lam:g}")
    angle.set(xlabel="angle (degrees)", ylabel="what a pair adds")
    for ax, drawn in ((distance, radial), (angle, shapes)):
        if drawn:
            ax.set_ylim(top=ax.get_ylim()[1] * 1.7)  # room for the legend
            ax.legend(fontsize="x-small", loc="upper right", ncols=2)
    return figure


@styled
def plot_parity(compared: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Figure:
    """Draw predictions against references, with the errors below: on the scale of the data all fits look perfect.

    Parameters
    ----------
    compared : dict
        References and predictions, shape (n,) each, by quantity and unit, such as ``"forces [eV/A]"``; see
        :attr:`~miniff_edu.atoms.judging.Evaluation.compared`.

    Returns
    -------
    matplotlib Figure
        A column for each quantity: predictions above, errors in thousandths of the unit below.
    """
    if not compared:
        raise ValueError("compared is empty; expected at least one quantity with references and predictions.")
    n = len(compared)
    figure, axes = panels(2, n, size=(0.3 + 4.1 * n, 5.6), sharex="col", height_ratios=(2.2, 1))
    for (label, (reference, prediction)), upper, lower in zip(compared.items(), *axes, strict=True):
        name, unit = label.removesuffix("]").split(" [")
        error = prediction - reference
        many = len(reference) > MANY
        size = 2 if many else 4
        ends = [min(reference.min(), prediction.min()), max(reference.max(), prediction.max())]
        upper.plot(ends, ends, "-", color=INK, linewidth=0.8, label="_diagonal")
        upper.plot(reference, prediction, ".", color=PREDICTION, markersize=size, label=name, rasterized=many)
        lower.axhline(0, color=INK, linewidth=0.8, label="_zero")
        lower.plot(reference, 1000 * error, ".", color=RESIDUAL, markersize=size, label="error", rasterized=many)
        upper.set(ylabel=f"prediction ({unit})", title=name)
        upper.tick_params(labelbottom=False)
        upper.get_gridspec().update(hspace=0.12)
        lower.set(xlabel=f"reference ({unit})", ylabel=f"error (m{unit})")
        lower.locator_params(axis="y", nbins=3)
        rmse, largest = float(np.sqrt(np.mean(error**2))), float(np.abs(error).max())
        ranges = f"{len(reference)} references from {number(reference.min())} to {number(reference.max())} {unit}"
        set_description(upper, f"Predictions of the {name} against {ranges}; the diagonal is perfect.")
        set_description(
            lower, f"Errors of the {name}: RMSE {size_text(1000 * rmse)}, largest {size_text(1000 * largest)} m{unit}."
        )
    return figure


@styled
def plot_learning(history: Sequence[Any]) -> Figure:
    """Draw how the errors went down in training, on logarithmic axes.

    Parameters
    ----------
    history : list of dict, or a list of such lists
        What ``potential.card["history"]`` holds, for each member of a committee an entry for each step: ``"step"``, and
        in ``"train"`` and ``"validation"`` (or None) the RMSE of ``"energy"`` (eV/atom) and ``"forces"`` (eV/A), None
        where there is none.

    Returns
    -------
    matplotlib Figure
        A panel for the energies and one for the forces, as far as there are any.
    """
    units = {"energy": "eV/atom", "forces": "eV/A"}
    members = [history] if history and isinstance(history[0], Mapping) else history
    drawn = [name for name in units if any((e.get("train") or {}).get(name) is not None for m in members for e in m)]
    if not drawn:
        raise ValueError("history holds no errors; expected what train has written to potential.card['history'].")
    figure, axes = panels(1, len(drawn), size=(0.3 + 4.1 * len(drawn), 3.6))
    for name, ax in zip(drawn, axes[0], strict=True):
        texts = []
        for part, colour, look in (("train", TRAIN, "o-"), ("validation", TEST, "^--")):
            for i, member in enumerate(members):
                known = [(e["step"], v) for e in member if (v := (e.get(part) or {}).get(name)) is not None]
                if known:
                    steps, values = zip(*known, strict=True)
                    label = part if i == 0 else f"_{part} of member {i}"
                    ax.plot(steps, values, look, color=colour, markersize=3, label=label)
                    who = part if len(members) == 1 else f"{part} of member {i}"
                    texts.append(
                        f"{who} from {number(values[0])} to {number(values[-1])}, lowest {number(min(values))}"
                    )
        set_log(ax)
        low, high = ax.get_ylim()
        if high < 50 * low:  # a power of ten or two would be all that is labelled
            ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            ax.yaxis.set_major_formatter(lambda value, _: number(value))
        ax.set(xlabel="step", ylabel=f"RMSE ({units[name]})", title=name)
        ax.legend()
        set_description(ax, f"RMSE of the {name} ({units[name]}, logarithmic) against step: {'; '.join(texts)}.")
    return figure
