"""Predictions beside labels. In: a potential, structures, labels. Out: errors, as tables show and cards keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .labels import Labels

# How quantities are called in tables, and by what a file keeps them.
QUANTITIES = {"energy": "energy [eV/atom]", "forces": "forces [eV/A]", "stress": "stress [eV/A^3]"}

Errors = dict[str, list[float]]


class Compared(NamedTuple):
    """References and predictions of one quantity, one-dimensional, and the structure that each number belongs to."""

    reference: np.ndarray
    prediction: np.ndarray
    structure: np.ndarray

    @property
    def error(self) -> np.ndarray:
        """Prediction minus reference."""
        return self.prediction - self.reference

    def errors(self) -> list[float]:
        """Return RMSE, MAE, largest error and the count of numbers."""
        error = self.error
        rmse = float(np.sqrt(np.mean(error**2)))
        return [rmse, float(np.abs(error).mean()), float(np.abs(error).max()), len(error)]


def errors_of(potential: Any, structures: Sequence[Any], labels: Labels) -> Errors:
    """Return the errors of a potential, in the form that a card keeps.

    Parameters
    ----------
    potential : NeuralPotential
        What predicts.
    structures : sequence of ase.Atoms
        For which it does.
    labels : Labels
        What is known of them, such as :func:`~miniff_edu.atoms.labels.labels_of` returns.

    Returns
    -------
    dict
        ``{"energy": [RMSE, MAE, largest, n], "forces": [...], "stress": [...]}``, in eV/atom, eV/A and eV/A^3; what has
        no label is not in it.
    """
    compared = compare(potential.predict(structures), structures, labels)
    return {name: numbers.errors() for name, numbers in compared.items()}


def compare(predictions: Sequence[Any], structures: Sequence[Any], labels: Labels) -> dict[str, Compared]:
    """Return what is labelled beside what is predicted, as far as there is something; energies per atom.

    Parameters
    ----------
    predictions : sequence of Prediction
        One for each structure.
    structures : sequence of ase.Atoms
        The structures.
    labels : Labels
        What is known of them.
    """
    from ase.stress import full_3x3_to_voigt_6_stress

    rows: dict[str, list[tuple[np.ndarray, np.ndarray, int]]] = {name: [] for name in QUANTITIES}
    for i, (found, atoms) in enumerate(zip(predictions, structures, strict=True)):
        n = len(atoms)
        if n and not np.isnan(labels.energies[i]):
            rows["energy"].append((np.array([labels.energies[i] / n]), np.array([found.energy / n]), i))
        if n and (forces := labels.forces[i]) is not None:
            rows["forces"].append((forces.ravel(), found.forces.ravel(), i))
        if (stress := labels.stresses[i]) is not None and atoms.pbc.all() and atoms.cell.rank == 3:
            predicted = full_3x3_to_voigt_6_stress(found.strain / atoms.get_volume())
            rows["stress"].append((stress, predicted, i))
    return {
        name: Compared(
            np.concatenate([reference for reference, _, _ in listed]),
            np.concatenate([prediction for _, prediction, _ in listed]),
            np.repeat([i for _, _, i in listed], [len(reference) for reference, _, _ in listed]),
        )
        for name, listed in rows.items()
        if listed
    }


def kept_errors(card: Mapping[str, Any]) -> dict[str, Errors]:
    """Return the errors that a card keeps; a card may hold anything, so only what has their form counts."""
    kept = card.get("errors")
    if not isinstance(kept, Mapping):
        return {}
    return {
        part: {
            name: list(numbers) for name, numbers in errors.items() if name in QUANTITIES and np.shape(numbers) == (4,)
        }
        for part, errors in kept.items()
        if isinstance(errors, Mapping)
    }
