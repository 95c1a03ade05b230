"""Figures of symmetry functions. In: symmetry functions. Out: figures of what a neighbour, and an angle, brings."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from ..plotting import panels
from ..plotting.style import styled
from .functions import G2, Angular
from .symmetry_functions import SymmetryFunctions


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
    figure, axes = panels(1, 2)
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
