"""Training of a potential. In: labelled structures, symmetry functions. Out: a potential that knows how good it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..._support.checks import a_type, check_count, check_positive
from ..._support.devices import as_device
from ..._support.words import tell
from ..doubts import warn_of_wild_forces
from ..labels import labels_of
from ..potential import NeuralPotential
from ..symmetry_functions import SymmetryFunctions
from . import choices
from .member import Job, Member, Progress, train_member
from .methods import training_method
from .sweeps import ACTIVATIONS


def train(
    structures: Sequence[Any],
    sf: SymmetryFunctions,
    *,
    hidden: Sequence[int] | None = None,
    activation: str = "tanh",
    validation: float | Sequence[Any] | None = 0.15,
    method: str = "levenberg_marquardt",
    expected_errors: tuple[float, float] | None = None,
    weights: Sequence[Any] | None = None,
    ridge: float | str = "auto",
    seed: int = 0,
    committee: int = 1,
    max_seconds: float | None = None,
    checkpoint: str | Path | None = None,
    n_jobs: int = 1,
    on_step: Callable[[Progress], object] | None = None,
    device: str | torch.device | None = None,
    energy_key: str | None = None,
    forces_key: str | None = None,
) -> NeuralPotential:
    """Train a potential on energies and forces.

    Least squares: residuals are errors of the energy per atom and of force components, each divided by the error that
    is expected. What was chosen is printed.

    Parameters
    ----------
    structures : list of ase.Atoms
        With labels: total energies in eV, forces in eV/A, in the results of their calculators. Each is used for what
        it has.
    sf : SymmetryFunctions
        What describes atoms, such as :func:`behler_recipe` makes.
    hidden : sequence of int, optional
        Widths of the hidden layers, for all elements; ``()`` is a linear map, which is solved exactly. None chooses:
        at most a ninth as many weights as energies and force components.
    activation : str
        "tanh", "sigmoid", "softplus" or "silu".
    validation : float, list of ase.Atoms, or None
        A share that is held back, structures of your own, or nothing. The best state by these is returned.
    method : str
        "levenberg_marquardt" for whatever fits into a computer; "kalman" for more, see
        :mod:`miniff_edu.atoms.training.kalman`; "lbfgs" and "adam" to compare with.
    expected_errors : (float, float), optional
        Of the energy per atom (eV) and a force component (eV/A): the balance between the two. None takes the first
        residuals, with random hidden layers; an energy then counts as much as all forces of its structure together.
    weights : sequence, optional
        For each structure what its squared errors count: a number, or a dict with "energy" (a number) and "forces" (a
        number, one per atom, or one per component). 0: not there.
    ridge : float or "auto"
        Pulls at weights, not biases, in units of a row: 1 stands for weights of the order of 1, and residuals of that
        of the expected errors. "auto" takes the residuals as they come.
    seed : int
        Draws split, first weights and order of batches. torch's and numpy's global generators stay as they are.
    committee : int
        Number of potentials, with seeds ``seed``, ``seed + 1``, ..., whose mean is the prediction.
    max_seconds : float, optional
        Stop at the step during which this time is over.
    checkpoint : str or Path, optional
        A file that is kept up to date; the same call goes on from it, and ends where it would have ended. Of
        committees each further member has a file of its own, with its number behind the name.
    n_jobs : int
        Processes for the members of a committee; on a Dask cluster inside ``joblib.parallel_config("dask")``.
    on_step : callable, optional
        Called with a :class:`Progress` after each step; training stops where it returns True.
    device : str or torch.device, optional
        Where networks and derivatives are worked on; the processor by default.
    energy_key, forces_key : str, optional
        Where to look for labels in ``atoms.info`` and ``atoms.arrays``.

    Returns
    -------
    NeuralPotential
        Its card holds errors, settings and the course of the training. Interrupted (Ctrl-C, or the stop button of a
        notebook), it is the best so far.

    Raises
    ------
    TypeError, ValueError
        If an argument or a label does not fit, or nothing is labelled.

    Warns
    -----
    UserWarning
        If `hidden` is too large for the data, labels look wrong, or the result has learnt its data by heart.
    """
    began = time.monotonic()
    structures = _check_structures(structures, sf)
    labels = labels_of(structures, energy_key, forces_key)
    all_weights = choices.make_weights(structures, labels, weights)
    counting = [i for i, f in enumerate(all_weights.forces) if f.any() or all_weights.energy[i]]
    if not counting:
        raise ValueError(
            f"none of {len(structures)} structures has an energy or forces that count; expected labels in the results "
            "of their calculators. Try energy_key=..., forces_key=..., or read_structures(path)."
        )
    warn_of_wild_forces({i: labels.forces[i] for i in counting}, 2)
    given = choices.data_hash(structures, labels, all_weights)
    structures, labels = [structures[i] for i in counting], labels.take(counting)  # weight 0: not there
    all_weights = all_weights.take(counting)
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}; expected one of {', '.join(map(repr, ACTIVATIONS))}.")
    widths = choices.check_hidden(hidden)
    choices.check_validation(validation)
    share = float(validation) if isinstance(validation, (int, float)) else None
    held = None if validation is None or share is not None else list(validation)  # type: ignore[arg-type]
    held_labels = None if held is None else labels_of(held, energy_key, forces_key)
    if held is not None:
        choices.warn_of_duplicates(structures, held)
    expected = _check_errors(expected_errors)
    method = training_method(method)
    seed, committee = check_count("seed", seed, minimum=0), check_count("committee", committee)
    settings = {
        "hidden": None if widths is None else list(widths),
        "activation": activation,
        "validation": share if held is None or held_labels is None else choices.data_hash(held, held_labels),
        "method": method,
        "expected_errors": expected,
        "ridge": _check_ridge(ridge),
        "weights": None if weights is None else "given",
    }
    job = Job(
        structures, labels, all_weights, held, held_labels, choices.present(sf, structures), widths, activation,
        share, method, expected, ridge,
        np.inf if max_seconds is None else began + check_positive("max_seconds", max_seconds),
        None if checkpoint is None else Path(checkpoint), {**settings, "data": given, "functions": repr(sf._key())},
        on_step, as_device(device),
    )  # fmt: skip
    if missing := choices.what_is_labelled(labels):
        tell(missing)
    members = _train_all(job, seed, committee, n_jobs)
    card = {"settings": settings, "data": given, "n_structures": len(structures), "date": date.today().isoformat()}
    return _finish(job, members, card)


def _check_structures(structures: Any, sf: Any) -> list[Any]:
    if hasattr(structures, "positions") or not hasattr(structures, "__iter__"):
        raise TypeError(f"structures is {a_type(structures)}; expected a list of ase.Atoms.")
    if not isinstance(sf, SymmetryFunctions):
        raise TypeError(f"sf is {a_type(sf)}; expected SymmetryFunctions. Try behler_recipe(structures, cutoff=6.0).")
    sf.check_differentiable()
    result = list(structures)
    if not result:
        raise ValueError("structures is empty; expected at least one ase.Atoms with labels.")
    return result


def _check_errors(expected: Any) -> tuple[float, float] | None:
    if expected is None:
        return None
    if not isinstance(expected, (tuple, list)) or len(expected) != 2:
        raise ValueError(
            f"expected_errors is {expected!r}; expected two numbers, of an energy per atom in eV and a force component "
            "in eV/A. Try expected_errors=(0.001, 0.05)."
        )
    return (check_positive("expected_errors[0]", expected[0]), check_positive("expected_errors[1]", expected[1]))


def _check_ridge(ridge: Any) -> float | str:
    if ridge == "auto":
        return "auto"
    if isinstance(ridge, (bool, str)) or not isinstance(ridge, (int, float)) or not 0 <= ridge < np.inf:
        raise ValueError(f'ridge is {ridge!r}; expected a number of at least 0, or "auto".')
    return float(ridge)


def _train_all(job: Job, seed: int, committee: int, n_jobs: int) -> list[Member]:
    """Train the members, here or in other processes; an interruption leaves those that are done."""
    if n_jobs == 1 or committee == 1:
        members = []
        for k in range(committee):
            members.append(train_member(job, seed, k))
            if members[-1].stopped == "interrupted":
                tell(f"Interrupted after {len(members[-1].log)} steps: the best so far is returned.")
                break
        return members
    from joblib import Parallel, delayed

    return list(Parallel(n_jobs=n_jobs)(delayed(train_member)(job, seed, k) for k in range(committee)))


def _finish(job: Job, members: list[Member], card: dict[str, Any]) -> NeuralPotential:
    """Return the potential of all members, with its card."""
    versions = {name: sys.modules[name].__version__ for name in ("numpy", "torch", "ase") if name in sys.modules}
    first = members[0]
    errors = {"train": choices.pooled([member.train_errors for member in members])}
    watched = [member.held_errors for member in members if member.held_errors is not None]
    if watched:
        errors["validation"] = choices.pooled(watched)
    choices.warn_of_overfit(errors)
    card = {
        **card,
        "settings": {**card["settings"], "hidden": list(first.shape.hidden), "expected_errors": list(first.errors)},
        "errors": errors,
        "seeds": [member.seed for member in members],
        "versions": {"python": sys.version.split()[0], **versions},
        "history": [member.log for member in members],
        "stopped": [member.stopped for member in members],
        "known": choices.known(job.structures, job.held, [member.held for member in members]),
    }
    return NeuralPotential(job.sf, [member.networks for member in members], card=card)
