"""What n2p2 calls things: cutoff functions, symmetry functions, activations. In: its name or ours. Out: the other.

Source: the keywords of n2p2 (Singraber et al., doi:10.1021/acs.jctc.8b00770), which RuNNer shares.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch

from ..activations import Cosine, Exponential, Gaussian, ReversedSigmoid, Square
from ..functions import G2, G4, G5, SymmetryFunction

SETTINGS, SCALING = "input.nn", "scaling.data"

CUTOFFS = {
    "1": "cosine",
    "2": "tanh3",
    "3": "tanh3_normalised",
    "4": "smooth",
    "5": "poly1",
    "6": "poly2",
    "7": "poly3",
    "8": "poly4",
}
TYPES: dict[str, type[SymmetryFunction]] = {"2": G2, "3": G4, "9": G5}
ACTIVATIONS: dict[str, type[torch.nn.Module]] = {
    "l": torch.nn.Identity,
    "t": torch.nn.Tanh,
    "s": torch.nn.Sigmoid,
    "p": torch.nn.Softplus,
    "r": torch.nn.ReLU,
    "g": Gaussian,
    "c": Cosine,
    "S": ReversedSigmoid,
    "e": Exponential,
    "h": Square,
}
CUTOFF_OF = {kind: number for number, kind in CUTOFFS.items()}
TYPE_OF = {kind: number for number, kind in TYPES.items()}
LETTER_OF = {kind: letter for letter, kind in ACTIVATIONS.items()}

# What stands for a range that is not known: a number that every reader can read, and no descriptor ever reaches.
UNKNOWN = 1e300


def number(value: float) -> str:
    """Return a number with 17 significant digits, from which it can be restored to the last bit."""
    return f"{float(value):.17g}"


def atomic_number(element: str) -> int:
    """Return the atomic number of an element."""
    from ase.data import atomic_numbers

    return int(atomic_numbers[element])


def by_number(elements: Iterable[str]) -> list[str]:
    """Return elements in the order of their atomic numbers, which is that of n2p2."""
    return sorted(elements, key=atomic_number)


def weights_file(element: str) -> str:
    """Return the name of the file with the weights of an element."""
    return f"weights.{atomic_number(element):03d}.data"
