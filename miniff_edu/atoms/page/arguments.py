"""What can live in a page, and what cannot. In: the arguments of ``alive``. Out: nothing, or errors that teach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._support.checks import a_type, check_count, check_positive
from ..potential import NeuralPotential
from ..symmetry_functions import SymmetryFunctions

MOST_ATOMS = 20  # with a model: energy and forces within a few milliseconds
MOST_SHOWN = 300
MOST_POSITIONS = 20_000  # atoms times frames: a third of a megabyte


def check_model(model: object) -> None:
    """Raise a ``TypeError`` unless it is a potential, symmetry functions, or None."""
    if model is not None and not isinstance(model, (NeuralPotential, SymmetryFunctions)):
        raise TypeError(
            f"model is {a_type(model)}; expected a NeuralPotential, SymmetryFunctions, or None for a viewer. "
            "Try alive(potential, atoms)."
        )


def check_frames(atoms: Any, trajectory: Sequence[Any] | None) -> list[Any]:
    """Return the frames as a list, or an empty one; raise unless all are of the same atoms."""
    if trajectory is None:
        if not hasattr(atoms, "positions"):
            raise TypeError(f"atoms is {a_type(atoms)}; expected an ase.Atoms, or trajectory=[...] with some.")
        return []
    if hasattr(trajectory, "positions") or not hasattr(trajectory, "__iter__"):
        raise TypeError(f"trajectory is {a_type(trajectory)}; expected a list of ase.Atoms. Try trajectory=[atoms].")
    frames = list(trajectory)
    if not frames:
        raise ValueError("trajectory holds no frame; expected at least one. Leave it out to show atoms only.")
    first = frames[0] if atoms is None else atoms
    for i, frame in enumerate(frames):
        if not hasattr(frame, "positions"):
            raise TypeError(f"trajectory[{i}] is {a_type(frame)}; expected an ase.Atoms.")
        if list(frame.symbols) != list(first.symbols):
            raise ValueError(
                f"trajectory[{i}] is {frame.symbols} and the atoms at the beginning are {first.symbols}; expected the "
                "same atoms, in the same order, in every frame."
            )
        _check_finite(f"trajectory[{i}]", frame)
    if len(frames) * len(first) > MOST_POSITIONS:
        most = max(MOST_POSITIONS // len(first), 1)
        raise ValueError(
            f"trajectory holds {len(frames)} frames of {len(first)} atoms; expected at most {MOST_POSITIONS} places, "
            f"since the page carries them all. Try trajectory=frames[::{-(-len(frames) // most)}]."
        )
    return frames


def check_atoms(model: Any, atoms: Any, n_frames: int) -> None:
    """Raise a ``ValueError`` unless a page can hold these atoms, and the model knows them."""
    if not hasattr(atoms, "positions"):
        raise TypeError(f"atoms is {a_type(atoms)}; expected an ase.Atoms.")
    _check_finite("atoms", atoms)
    most = MOST_SHOWN if model is None else MOST_ATOMS
    if not 1 <= len(atoms) <= most:
        why = "" if model is None else ", since the page computes every pair and every angle of them. Try a smaller"
        raise ValueError(f"atoms holds {len(atoms)} atoms; expected 1 to {most}{why}{' molecule.' if why else '.'}")
    if model is None:
        return
    if atoms.pbc.any():
        raise ValueError(
            f"atoms is periodic (pbc = {atoms.pbc.tolist()}); expected no periodic direction with a model: the page "
            "knows no images of atoms. Try atoms.pbc = False for a piece of it, or alive(None, atoms) to look at it."
        )
    unknown = sorted(set(atoms.symbols) - set(model.elements))
    if unknown:
        raise ValueError(
            f"atoms holds {', '.join(unknown)}; expected elements that the model knows: {', '.join(model.elements)}."
        )


def check_numbers(**numbers: Any) -> dict[str, float]:
    """Return the numbers; raise unless each makes sense."""
    height, temperature = numbers["height"], numbers["temperature"]
    numbers["height"] = check_count("height", height, minimum=120)
    numbers["temperature"] = float(temperature) if temperature == 0 else check_positive("temperature", temperature)
    numbers["timestep"] = check_positive("timestep", numbers["timestep"])
    numbers["speed"] = check_positive("speed", numbers["speed"])
    if numbers["timestep"] > 5:
        raise ValueError(f"timestep is {numbers['timestep']} fs; expected at most 5: atoms would jump over each other.")
    return numbers


def start_velocities(atoms: Any, temperature: float, seed: int) -> np.ndarray:
    """Return velocities in ASE's unit, shape (n_atoms, 3): those of the atoms, or drawn ones."""
    from ase.md.velocitydistribution import Stationary, force_temperature

    if np.any(atoms.get_momenta()):
        return np.asarray(atoms.get_velocities())
    if temperature == 0 or len(atoms) < 2 or atoms.pbc.any():
        return np.zeros((len(atoms), 3))
    moving = atoms.copy()  # Maxwell's momenta, by hand: ASE is renaming its function for them
    moving.set_momenta(np.random.default_rng(seed).normal(size=(len(atoms), 3)) * atoms.get_masses()[:, None] ** 0.5)
    Stationary(moving, preserve_temperature=False)
    _stop_turning(moving)
    force_temperature(moving, temperature)
    return np.asarray(moving.get_velocities())


def _stop_turning(atoms: Any) -> None:
    """Take the rotation of the whole out of the velocities.

    About its own axis a linear molecule has none; there ASE's ``ZeroRotation`` divides 0 by 0, and warns.
    """
    arms, masses, speeds = atoms.positions - atoms.get_center_of_mass(), atoms.get_masses(), atoms.get_velocities()
    inertia = np.sum(masses * np.sum(arms**2, axis=1)) * np.eye(3) - np.einsum("i,ia,ib->ab", masses, arms, arms)
    angular_momentum = np.sum(masses[:, None] * np.cross(arms, speeds), axis=0)
    turning = np.linalg.pinv(inertia, rcond=1e-10, hermitian=True) @ angular_momentum
    atoms.set_velocities(speeds - np.cross(turning, arms))


def _check_finite(name: str, atoms: Any) -> None:
    if not np.isfinite(atoms.positions).all():
        raise ValueError(f"{name} has positions that are NaN or infinite; expected finite numbers, in A.")
