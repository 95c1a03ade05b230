"""What a potential does when it is heated. In: the stored summary of melting silicon. Out: figures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from .._support.palette import INK, PREDICTION, REFERENCE
from ..plotting import panels, set_description
from ..plotting.picture import set_message
from ..plotting.style import styled

MOLTEN = 0.3  # bonds: atoms of a crystal stay nearer to their places, those of a liquid have none
LIQUID = 2400  # K
TRAINED_ON = {"crystal": "crystals", "both": "crystals and liquids", "reference": "nothing"}


def melts_at(temperatures: np.ndarray, lindemann: np.ndarray) -> float:
    """Return the first temperature at which atoms are more than `MOLTEN` bonds from their mean places, else NaN."""
    over = np.flatnonzero(np.asarray(lindemann) > MOLTEN)
    return float(temperatures[over[0]]) if len(over) else float("nan")


def fates(melting: Mapping[str, np.ndarray], potential: str) -> list[str]:
    """Return what became of each run: where it was molten, and where its atoms fell together, which ended it."""
    kelvins, told = melting["temperatures"], []
    for row in melting[f"lindemann_{potential}"]:
        words = [] if np.isnan(at := melts_at(kelvins, row)) else [f"molten at {at:.0f} K"]
        if np.isnan(row).any():
            words.append(f"atoms fell together at {kelvins[np.isnan(row)][0]} K")
        told.append(", ".join(words) or "a crystal to the end")
    return told


def liquid_energy(melting: Mapping[str, np.ndarray], potential: str) -> float:
    """Return the energy of its liquid at `LIQUID` K, in eV/atom: cooled, else what heating has molten, or NaN."""
    at = melting["temperatures"] == LIQUID
    if f"cooled_energy_{potential}" in melting:
        return float(melting[f"cooled_energy_{potential}"][at][0])
    molten = melting[f"energy_{potential}"][:, at][melting[f"lindemann_{potential}"][:, at] > MOLTEN]
    return float(molten.mean()) if len(molten) else float("nan")


@styled
def plot_heating(melting: Mapping[str, np.ndarray], potential: str) -> Figure:
    """Draw the energy of silicon that is heated, and g(r) of the liquid, beside those of the reference.

    Parameters
    ----------
    melting : dict
        What ``summary("melting")`` returns.
    potential : str
        Which of its potentials: ``"both"``, with liquids in its training, or ``"crystal"``.

    Returns
    -------
    matplotlib Figure
        Potential energies per atom against the temperature, a line for each seed; below, g(r) of the liquid.
    """
    if f"energy_{potential}" not in melting:
        known = [key.removeprefix("energy_") for key in melting if key.startswith("energy_")]
        raise ValueError(f"potential is {potential!r}; expected one of {', '.join(map(repr, known))}.")
    figure, axes = panels(2, 1, size=(5.2, 6.4), height_ratios=(1.3, 1))
    upper, lower = axes[:, 0]
    kelvins = melting["temperatures"]
    words = []
    for name, colour, look in (("reference", REFERENCE, "o-"), (potential, PREDICTION, "^--")):
        label = "reference" if name == "reference" else "potential"
        for i, line in enumerate(melting[f"energy_{name}"]):
            upper.plot(kelvins, line, look, color=colour, linewidth=1, markersize=4, label="_" * bool(i) + label)
        words.append(f"{label}: {'; '.join(fates(melting, name))}")
        if f"liquid_{name}" in melting:
            lower.plot(melting["r"], melting[f"liquid_{name}"], look[1:], color=colour, label=label)
        else:
            lower.set_title("The atoms of the potential's liquid fell together.", fontsize="small")
    upper.plot(kelvins, melting["cooled_energy_reference"], ":", color=REFERENCE, label="reference, cooled again")
    gap = liquid_energy(melting, "reference") - liquid_energy(melting, potential)
    if not np.isnan(gap):
        side = "below" if gap > 0 else "above"
        gap_text = f"the liquid of the potential lies {abs(gap):.1f} eV per atom {side} that of the reference"
        words.append(f"at {LIQUID} K {gap_text}")
    set_message(upper, words[-1])
    upper.set(xlabel="temperature (K)", ylabel="energy (eV/atom)", title=f"trained on {TRAINED_ON[potential]}")
    upper.set_ylim(top=upper.get_ylim()[1] + 0.25)  # room for the legend
    upper.legend(loc="upper left", fontsize="small")
    lower.axhline(1, color=INK, linewidth=0.8, label="_gas")
    lower.set(xlabel="r (A)", ylabel="g(r) of the liquid", xlim=(1.5, 8))
    lower.legend()
    set_description(upper, f"Energy of heated silicon. {'; '.join(words)}.")
    return figure
