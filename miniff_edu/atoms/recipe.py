"""Functions that suit the data. In: structures and a cutoff. Out: symmetry functions, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any, NamedTuple

import numpy as np

from .._support.checks import check_count
from .functions import G2, G4, G5, SymmetryFunction
from .symmetry_functions import SymmetryFunctions

ANGLES = (
    (1, 1),
    (1, -1),
    (2, 1),
)  # zeta and lambda: any polynomial of second order in the cosine is a mixture of these
SAME = 1e-10  # relative to the largest value: columns that differ by less are one column twice
CONSTANT = 1e-8  # spread, relative to 1 or the mean: what varies by less is a constant


class Dropped(NamedTuple):
    """A function that a recipe left out, and why."""

    element: str
    function: SymmetryFunction
    reason: str


def behler_recipe(
    structures: Sequence[Any],
    cutoff: float,
    *,
    cutoff_function: str = "smooth",
    n_radial: int = 8,
    n_angular: int = 5,
    kind: str = "shifted",
) -> SymmetryFunctions:
    """Return symmetry functions for structures: deterministic, from the smallest distance in the data to the cutoff.

    Parameters
    ----------
    structures : list of ase.Atoms
        What is to be described: the training data.
    cutoff : float
        In A.
    cutoff_function : str
        Its kind, see :mod:`miniff_edu.atoms.cutoffs`.
    n_radial : int
        Radial functions for each element and element of neighbours.
    n_angular : int
        Radial factors (``"shifted"``) or powers zeta (``"classic"``) of the angular functions, for each element and two
        elements of neighbours; 0 leaves angular functions out.
    kind : str
        ``"shifted"``: Gaussians side by side, as wide as they are apart (G2), and G5 with such Gaussians and zeta 1
        with lam +1 and -1, zeta 2 with lam +1. ``"classic"``: Behler's centred sets, G2 with eta in a geometric row
        (Imbalzano et al., doi:10.1063/1.5024611) and G4 with zeta 1, 2, 4, ... and lam +1 and -1.

    Returns
    -------
    SymmetryFunctions
        Functions that are constant in these structures, or equal to an earlier one, are left out, and listed with the
        reason in its `dropped`.
    """
    structures = list(structures)
    check_count("n_radial", n_radial)
    check_count("n_angular", n_angular, 0)
    if kind not in ("shifted", "classic"):
        raise ValueError(f"kind is {kind!r}; expected 'shifted' or 'classic'.")
    together = {frozenset(atoms.symbols) for atoms in structures}
    elements = sorted(set().union(*together))
    nearest = _nearest(structures, elements, cutoff)
    functions: dict[str, list[SymmetryFunction]] = {}
    for element in elements:
        met = [other for other in elements if any({element, other} <= group for group in together)]
        radial = [function for other in met for function in _radial(kind, n_radial, nearest, cutoff, other)]
        pairs = [p for p in combinations_with_replacement(met, 2) if any({element, *p} <= group for group in together)]
        angular = [function for pair in pairs for function in _angular(kind, n_angular, nearest, cutoff, pair)]
        functions[element] = [*radial, *angular]
    whole = SymmetryFunctions(functions, cutoff, cutoff_function)
    return _without_idle(whole, structures)


def _nearest(structures: Sequence[Any], elements: Sequence[str], cutoff: float) -> float:
    """Return the smallest distance in the data, in A."""
    bare = SymmetryFunctions({element: [] for element in elements}, cutoff)
    distances = (workspace.pairs.r for workspace in bare.workspaces(structures))
    nearest = min((float(r.min()) for r in distances if len(r)), default=None)
    if nearest is None:
        raise ValueError(
            f"structures holds no two atoms nearer than cutoff = {cutoff} A; expected neighbours. Take a larger cutoff."
        )
    return nearest


def _round(value: float) -> float:
    """Return a number with six digits: it is read by people, and nothing depends on the seventh."""
    return float(f"{value:.6g}")


def _shifts(n: int, nearest: float, cutoff: float) -> tuple[float, list[float]]:
    """Return eta and the centres of Gaussians, evenly spaced; one at the cutoff itself would see nothing."""
    step = (cutoff - nearest) / max(n, 1)
    return _round(1 / (2 * step**2)), [_round(nearest + i * step) for i in range(n)]


def _radial(kind: str, n: int, nearest: float, cutoff: float, other: str) -> list[SymmetryFunction]:
    if kind == "classic":
        return [G2(eta=_round((n ** (i / n) / cutoff) ** 2), neighbour=other) for i in range(n)]
    eta, shifts = _shifts(n, nearest, cutoff)
    return [G2(eta=eta, shift=shift, neighbour=other) for shift in shifts]


def _angular(kind: str, n: int, nearest: float, cutoff: float, pair: tuple[str, str]) -> list[SymmetryFunction]:
    if kind == "classic":
        eta = _round(1 / cutoff**2)
        return [G4(eta=eta, zeta=2**i, lam=lam, neighbours=pair) for i in range(n) for lam in (1, -1)]
    eta, shifts = _shifts(n, nearest, cutoff)
    return [G5(eta=eta, shift=shift, zeta=zeta, lam=lam, neighbours=pair) for shift in shifts for zeta, lam in ANGLES]


def _without_idle(whole: SymmetryFunctions, structures: Sequence[Any]) -> SymmetryFunctions:
    """Return the functions that tell anything about these structures."""
    values = whole(structures)
    kept: dict[str, list[SymmetryFunction]] = {}
    dropped = []
    for element, functions in whole.functions.items():
        columns = np.concatenate([each[element] for each in values]).T
        kept[element] = []
        seen: list[tuple[SymmetryFunction, np.ndarray]] = []
        for function, column in zip(functions, columns, strict=True):
            equal = next((other for other, known in seen if _are_equal(column, known)), None)
            if np.ptp(column) <= CONSTANT * max(1.0, abs(column.mean())):
                dropped.append(
                    Dropped(element, function, f"constant: {column.mean().round(9) + 0.0:.6g} in all structures")
                )
            elif equal is not None:
                dropped.append(Dropped(element, function, f"equal to {equal!r} in all structures"))
            else:
                kept[element].append(function)
                seen.append((function, column))
    result = SymmetryFunctions(kept, whole.cutoff, whole.cutoff_function)
    result.dropped = tuple(dropped)
    return result


def _are_equal(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.abs(a - b).max() <= SAME * max(np.abs(a).max(), np.abs(b).max()))
