"""Ways to train, side by side. In: errors by what they cost. Out: a figure, and who is ahead by how much.

The stored contest was measured by ``benchmarks/forces_contest.py``: a page that draws it waits for no training.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from .._support.files import PACKAGE
from .._support.palette import WAYS
from ..fit.methods import METHODS
from ..plotting import panels, set_description, set_log
from ..plotting.style import styled

TABLE = PACKAGE / "data" / "forces_contest.json"
LABELS = {"kalman": "Kalman", **{name: METHODS[name].label for name in ("levenberg_marquardt", "lbfgs", "adam")}}
LOOKS = tuple(zip(WAYS, ("o-", "s--", "^-.", "v:"), strict=True))
UNITS = {"energy": "meV/atom", "forces": "meV/A"}
ALIKE = 3  # errors that differ by a smaller factor are told to be alike


class Course(NamedTuple):
    """How a training went: `cost` [n], and the errors by then, `energy` [n] in meV/atom and `forces` [n] in meV/A."""

    cost: np.ndarray
    energy: np.ndarray
    forces: np.ndarray


def stored_contest() -> dict[str, Any]:
    """Return the stored contest: when and on what it was measured, its settings, and all its numbers.

    Returns
    -------
    dict
        "silicon" and "dft" have "curves", each with "method", "seed", "seconds" (of a processor), "energy" and
        "forces": errors of test data in meV/atom and meV/A, of the best potential by validation until then.
    """
    table: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table


def courses_of(curves: Sequence[Mapping[str, Any]]) -> dict[str, list[Course]]:
    """Return stored curves by the label of their method, one course for each seed."""
    result: dict[str, list[Course]] = {}
    for curve in curves:
        label = LABELS.get(curve["method"], curve["method"])
        course = Course(*(np.asarray(curve[key], dtype=float) for key in ("seconds", "energy", "forces")))
        result.setdefault(label, []).append(course)
    return result


def shares(contest: Mapping[str, Sequence[Course]], at: float, error: str = "forces") -> dict[str, float]:
    """Return the errors after the same cost as shares of the largest, rounded to one digit.

    Parameters
    ----------
    contest : dict
        Courses by label.
    at : float
        The cost; of each course counts the last point before, or its first one. Courses of one label are averaged
        geometrically.
    error : {"forces", "energy"}
        Which error.

    Returns
    -------
    dict of float
    """
    if error not in UNITS:
        raise ValueError(f"error is {error!r}; expected 'energy' or 'forces'.")
    reached = {}
    for label, courses in contest.items():
        ends = [getattr(c, error)[max(0, int(np.searchsorted(c.cost, at, "right")) - 1)] for c in courses]
        reached[label] = float(np.exp(np.mean(np.log(ends))))
    largest = max(reached.values())
    return {label: float(f"{value / largest:.1g}") for label, value in reached.items()}


@styled
def plot_contest(contest: Mapping[str, Sequence[Course]], cost: str, at: float | None = None) -> Figure:
    """Draw errors against what they cost, on logarithmic axes.

    Parameters
    ----------
    contest : dict
        Courses by label, several of one label for several seeds.
    cost : str
        What the horizontal axis is, such as ``"CPU seconds"``.
    at : float, optional
        The cost at which the text alternative compares, see :func:`shares`. Without it, it says who is at the
        end nearer to the smallest than to the largest error, in powers of ten, or that all are alike.

    Returns
    -------
    matplotlib Figure
        A panel for the energies, one for the forces.
    """
    if not contest:
        raise ValueError("contest is empty; expected courses by label, such as courses_of(...) returns.")
    figure, axes = panels(2, 1, size=(5.4, 6.4), sharex=True)
    for (error, unit), ax in zip(UNITS.items(), axes[:, 0], strict=True):
        for (label, courses), (colour, look) in zip(contest.items(), LOOKS * len(contest), strict=False):
            for i, course in enumerate(courses):
                values = getattr(course, error)
                name = label if i == 0 else f"_{label} again"
                ax.plot(course.cost, values, look, color=colour, markersize=4, label=name)
        set_log(ax)
        set_log(ax, "x")
        ax.set(ylabel=f"error of the {error} ({unit})")
        set_description(ax, _in_words(contest, error, cost, at))
    axes[1, 0].set_xlabel(cost)
    axes[0, 0].set_ylim(top=30 * axes[0, 0].get_ylim()[1])
    axes[0, 0].legend(ncols=2, fontsize="small", loc="upper center")
    return figure


def _in_words(contest: Mapping[str, Sequence[Course]], error: str, cost: str, at: float | None) -> str:
    start = f"Errors of the {error} ({UNITS[error]}) against {cost}, both logarithmic"
    if at is None:
        ends = {
            label: float(np.mean([np.log(getattr(c, error)[-1]) for c in courses]))
            for label, courses in contest.items()
        }
        if max(ends.values()) - min(ends.values()) < np.log(ALIKE):
            return f"{start}; at the end all within a factor of {ALIKE}."
        middle = (min(ends.values()) + max(ends.values())) / 2
        low, high = (
            ", ".join(sorted(k for k, end in ends.items() if (end < middle) == side)) for side in (True, False)
        )
        return f"{start}; at the end small: {low}; large: {high}."
    listed = ", ".join(f"{label} {share:g}" for label, share in shares(contest, at, error).items())
    return f"{start}; after {at:g} {cost}, as shares of the largest: {listed}."
