"""What `train` decides where nobody has: validation, widths, what counts. In: structures, arguments. Out: choices."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..._support.checks import a_type, check_count
from ..comparison import Errors
from ..doubts import LARGE_ENERGY
from ..judging import EXACT, GAP
from ..labels import Labels
from ..structures import structure_hash
from ..symmetry_functions import SymmetryFunctions
from .data import Weights
from .problem import Shape

WIDEST = 15  # of the hidden layers that are chosen
ROWS_PER_WEIGHT = 9  # fewer, and a network learns the training data by heart
FAR = 100.0  # a largest error of validation data, over the RMSE of training: beyond, some were never understood


def split(n: int, validation: float | None, seed: int) -> tuple[list[int], list[int]]:
    """Return which structures teach and which are held back, both in their order.

    Parameters
    ----------
    n : int
        The number of structures.
    validation : float or None
        The share that is held back: at least one structure where there are two.
    seed : int
        Draws them.

    Raises
    ------
    ValueError
        If none would be left to teach.
    """
    if not validation or n < 2:
        return list(range(n)), []
    n_held = max(1, round(validation * n))
    if n_held == n:
        raise ValueError(f"The validation part takes all {n} structures; expected some to train with.")
    order = np.random.default_rng([seed, 0]).permutation(n)
    return sorted(order[n_held:].tolist()), sorted(order[:n_held].tolist())


def check_validation(validation: Any) -> None:
    """Raise unless it is a share, structures, or None."""
    if validation is None or (isinstance(validation, Sequence) and not isinstance(validation, str)):
        return
    if isinstance(validation, bool) or not isinstance(validation, (int, float)) or not 0 < validation < 1:
        raise ValueError(
            f"validation is {validation!r}; expected a share of the structures between 0 and 1, a list of structures, "
            "or None. Try validation=0.15."
        )


def check_hidden(hidden: Any) -> tuple[int, ...] | None:
    """Return the widths of hidden layers as a tuple, None where they are to be chosen."""
    if hidden is None:
        return None
    if isinstance(hidden, (str, Mapping)) or not hasattr(hidden, "__iter__"):
        raise TypeError(f"hidden is {hidden!r}; expected the widths of the hidden layers. Try hidden=(15, 15), or ().")
    return tuple(check_count(f"hidden[{i}]", width) for i, width in enumerate(hidden))


def choose_hidden(
    widths: tuple[int, ...] | None, n_inputs: dict[str, int], n_rows: int, activation: str
) -> tuple[Shape, str]:
    """Return the networks' shape, and a sentence about it.

    Parameters
    ----------
    widths : tuple of int, or None
        Of the hidden layers; None chooses two equal ones, with at most a ninth as many weights as rows.
    n_inputs : dict
        Number of functions of each element.
    n_rows : int
        Energies and force components that teach.
    activation : str
        What stands between layers.

    Warns
    -----
    UserWarning
        If given widths make more weights than that.
    """
    if widths is None:
        candidates = [(w, w) for w in range(WIDEST, 1, -1)] + [(w,) for w in range(8, 1, -1)] + [()]
        shapes = [Shape(n_inputs, candidate, activation) for candidate in candidates]
        shape = next((s for s in shapes if ROWS_PER_WEIGHT * s.n_weights <= n_rows), shapes[-1])
        return shape, f"hidden={shape.hidden} was chosen: {shape.n_weights} weights for {n_rows} rows."
    shape = Shape(n_inputs, widths, activation)
    if ROWS_PER_WEIGHT * shape.n_weights > n_rows:
        warnings.warn(
            f"hidden is {widths}, which makes {shape.n_weights} weights for {n_rows} energies and force components; "
            f"expected at most a ninth as many, {n_rows // ROWS_PER_WEIGHT}, or the networks may learn the data by "
            "heart. Try hidden=None, which chooses.",
            stacklevel=5,
        )
    return shape, f"hidden={widths}: {shape.n_weights} weights for {n_rows} rows."


def make_weights(structures: Sequence[Any], labels: Labels, weights: Any) -> Weights:
    """Return what each error counts, 0 where there is no label.

    Parameters
    ----------
    structures : list of ase.Atoms
        The structures.
    labels : Labels
        What is known of them.
    weights : sequence, or None
        For each structure a number, or a dict with "energy" (a number) and "forces" (a number, one per atom, or one
        per component).
    """
    given = [1.0] * len(structures) if weights is None else list(weights)
    if len(given) != len(structures):
        raise ValueError(
            f"weights has {len(given)} entries and there are {len(structures)} structures; expected one for each."
        )
    energy = np.zeros(len(structures))
    forces = []
    for i, (atoms, weight) in enumerate(zip(structures, given, strict=True)):
        entry = weight if isinstance(weight, Mapping) else {"energy": weight, "forces": weight}
        if not set(entry) <= {"energy", "forces"}:
            raise ValueError(f"weights[{i}] has the keys {sorted(entry)}; expected 'energy' and 'forces'.")
        energy[i] = _weight(f"weights[{i}]", entry.get("energy", 1.0), ())
        shape = (len(atoms), 3)
        force = _weight(f"weights[{i}]['forces']", entry.get("forces", 1.0), shape)
        forces.append(force * (labels.forces[i] is not None))
    return Weights(energy * np.isfinite(labels.energies), tuple(forces))


def _weight(name: str, value: Any, shape: tuple[int, ...]) -> np.ndarray:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} is {a_type(value)}; expected a number of at least 0.") from error
    if array.shape not in {(), shape[:1], shape} or not np.isfinite(array).all():
        raise ValueError(
            f"{name} has shape {array.shape}; expected finite numbers: one"
            + (f", one per atom {shape[:1]}, or one per component {shape}." if shape else ".")
        )
    if (array < 0).any():
        raise ValueError(f"{name} is {array.min()}; expected at least 0: what counts nothing has weight 0.")
    return np.broadcast_to(array[:, None] if shape and array.ndim == 1 else array, shape).copy()


def present(sf: SymmetryFunctions, structures: Sequence[Any]) -> SymmetryFunctions:
    """Return the functions of those elements that occur: of the others nothing can be learnt."""
    symbols = set().union(*(set(atoms.symbols) for atoms in structures))
    if set(sf.elements) <= symbols:
        return sf
    kept = {element: functions for element, functions in sf.functions.items() if element in symbols}
    return SymmetryFunctions(kept, sf.cutoff, sf.cutoff_function, inner=sf.inner)


def data_hash(structures: Sequence[Any], labels: Labels, weights: Weights | None = None) -> str:
    """Return sixteen letters that change with any structure, label or weight."""
    digest = hashlib.sha256(labels.energies.tobytes())
    for atoms, forces in zip(structures, labels.forces, strict=True):
        digest.update(structure_hash(atoms).encode())
        digest.update(b"" if forces is None else forces.tobytes())
    if weights is not None:
        for array in (weights.energy, *weights.forces):
            digest.update(array.tobytes())
    return digest.hexdigest()[:16]


def what_is_labelled(labels: Labels) -> str:
    """Return a sentence about labels that are missing; empty where none is."""
    n, energies = len(labels.forces), int(np.isfinite(labels.energies).sum())
    forces = sum(f is not None for f in labels.forces)
    if energies == forces == n:
        return ""
    return f"Of {n} structures {energies} have an energy and {forces} have forces; each counts for what it has."


def about_offsets(offsets: Mapping[str, float]) -> str:
    """Return a sentence about energies that count all electrons; empty where they do not."""
    if not any(abs(value) > LARGE_ENERGY for value in offsets.values()):
        return ""
    listed = ", ".join(f"{element} {value:.1f}" for element, value in offsets.items())
    return (
        "Energies per atom are those of all electrons, not of binding: offsets per element were taken off by least "
        f"squares, in eV: {listed}. Isolated atoms then have no meaningful energy; where that matters, subtract their "
        "energies before, or give them to calculator(atom_energies={...})."
    )


def warn_of_duplicates(train: Sequence[Any], held: Sequence[Any]) -> None:
    """Warn where structures that judge are among those that teach."""
    known = {structure_hash(atoms) for atoms in train}
    twice = [i for i, atoms in enumerate(held) if structure_hash(atoms) in known]
    if twice:
        warnings.warn(
            f"validation holds {len(twice)} structures that teach as well, the first at validation[{twice[0]}]; "
            "expected others: their errors say nothing. Take them out of one of the two.",
            stacklevel=3,
        )


def known(
    structures: Sequence[Any], held: Sequence[Any] | None, drawn: Sequence[Sequence[int]]
) -> dict[str, list[str]]:
    """Return what tells the structures of training and validation again, so that a test with them is noticed.

    Parameters
    ----------
    structures, held : list of ase.Atoms
        All that teach or were drawn from; validation structures that were given.
    drawn : list of list of int
        For each member the structures that were held back: what all held back has taught nobody.
    """
    never = set.intersection(*map(set, drawn)) if drawn else set()
    teaching = [structure_hash(atoms) for i, atoms in enumerate(structures) if i not in never]
    watched = [structure_hash(structures[i]) for i in sorted(never)] + [structure_hash(atoms) for atoms in held or []]
    return {"train": teaching, "validation": watched}


def pooled(members: Sequence[Errors]) -> Errors:
    """Return the errors of several members, each with data of its own: as if all numbers stood in one list."""
    result: Errors = {}
    for name in members[0]:
        table = np.array([errors[name] for errors in members if name in errors])
        rmse, mae, largest, n = table.T
        total = n.sum()
        squares = float((n * rmse**2).sum() / total)
        result[name] = [squares**0.5, float((n * mae).sum() / total), float(largest.max()), int(total)]
    return result


def warn_of_overfit(errors: Mapping[str, Errors]) -> None:
    """Warn where validation tells that the networks know their data by heart."""
    for name, held in errors.get("validation", {}).items():
        rmse = errors["train"].get(name, held)[0]
        if held[0] > max(GAP * rmse, EXACT) or held[2] > max(FAR * rmse, EXACT):
            warnings.warn(
                f"Over-fit: the RMSE of the {name} is {rmse:.2g} in training and {held[0]:.2g} in validation, where "
                f"the largest error is {held[2]:.2g}; expected them alike. The networks know their data by heart. Try "
                'more data, smaller layers (hidden=None chooses), or ridge="auto".',
                stacklevel=4,
            )
