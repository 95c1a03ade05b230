"""What a potential is and where it comes from. In: its parts and its card. Out: rows to read, as text or for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from .atomic_network import AtomicNetwork
from .comparison import QUANTITIES, kept_errors
from .symmetry_functions import SymmetryFunctions

# What training writes into a card, in the order in which it is read, and its words there.
WORDS = {
    "date": "made on",
    "n_structures": "structures",
    "data": "hash of the data",
    "settings": "settings",
    "seeds": "seeds",
    "versions": "versions",
}
ELSEWHERE = ("errors", "history", "known")  # they have a place of their own

Member = Mapping[str, AtomicNetwork]


def making(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a card says of how a potential was made, as pairs of a name and words.

    Parameters
    ----------
    card : dict
        The card: what training has written there, and whatever else somebody has.
    """
    names = [*(name for name in WORDS if name in card), *sorted(set(card) - set(WORDS) - set(ELSEWHERE))]
    rows = [(WORDS.get(name, name.replace("_", " ")), in_words(card[name])) for name in names]
    for part, errors in kept_errors(card).items():
        for quantity, (rmse, mae, largest, n) in errors.items():
            unit = QUANTITIES[quantity].split("[")[1].rstrip("]")
            rows.append(
                (f"{part}, {quantity}", f"RMSE {rmse:.3g}, MAE {mae:.3g}, largest {largest:.3g} {unit} (n = {n:.0f})")
            )
    history = card.get("history")
    if isinstance(history, Sequence) and history and not isinstance(history, str):
        members = [history] if isinstance(history[0], Mapping) else history
        taken = [f"{len(member)} in {member[-1].get('seconds', 0):.3g} s" for member in members if member]
        rows.append(("steps", "; ".join(taken)))
    return rows


def networks(members: Sequence[Member]) -> list[tuple[str, str]]:
    """Return the network of each element in words.

    Parameters
    ----------
    members : sequence of dict
        The networks of each member by element; offsets are those of the first.
    """
    rows = []
    for element, network in members[0].items():
        layers = "offset alone" if network.network is None else " - ".join(map(_layer_name, network.network))
        known = bool(torch.isfinite(network.low).all()) and network.network is not None
        inside = "range of the training data known" if known else "range unknown"
        rows.append((element, f"{layers}; offset {network.offset.item():.6g} eV; {inside}"))
    return rows


def functions(sf: SymmetryFunctions, members: Sequence[Member]) -> list[tuple[str, int, str, str]]:
    """Return element, number, function and range of the training data of each function.

    Parameters
    ----------
    sf : SymmetryFunctions
        The functions.
    members : sequence of dict
        The networks, which know the ranges; the widest of all members counts.
    """
    rows = []
    for element, listed in sf.functions.items():
        low = np.min([member[element].low.numpy() for member in members], axis=0).round(12) + 0.0  # no -1e-20
        high = np.max([member[element].high.numpy() for member in members], axis=0).round(12) + 0.0
        for i, function in enumerate(listed):
            known = np.isfinite(low[i]) and np.isfinite(high[i])
            rows.append((element, i, repr(function), f"{low[i]:.3g} to {high[i]:.3g}" if known else "unknown"))
    return rows


def model_card(name: str, sf: SymmetryFunctions, members: Sequence[Member], card: Mapping[str, Any]) -> str:
    """Return a model card as text.

    Parameters
    ----------
    name : str
        The first line.
    sf : SymmetryFunctions
        The functions.
    members : sequence of dict
        The networks.
    card : dict
        What is known of the making.
    """
    lines = [name]
    rows = making(card)
    width = max((len(key) for key, _ in rows), default=0)
    lines += [f"{key + ':':<{width + 1}} {words}" for key, words in rows]
    lines += [f"{element}: {words}" for element, words in networks(members)]
    table = functions(sf, members)
    lines.append(
        f"{len(sf)} symmetry functions, {sf.cutoff_function} cutoff at {sf.cutoff:g} A, with the trained range"
    )
    lines += [f"  {element:2} {i:3d}  {function}  {inside}" for element, i, function, inside in table]
    return "\n".join(lines)


def in_words(value: Any) -> str:
    """Return a value of a card as a reader would write it: ``0, 1, 2``, or ``hidden 15, 15; ridge 1``."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {in_words(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(in_words, value))
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _layer_name(layer: torch.nn.Module) -> str:
    return f"{layer.in_features}x{layer.out_features}" if isinstance(layer, torch.nn.Linear) else type(layer).__name__
