"""The training of one potential. In: a job, a seed. Out: networks, how it went, how good they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..._support.words import tell
from ...fit import fit
from ...fit.checkpoint import Checkpoint
from ..atomic_network import AtomicNetwork
from ..comparison import Errors, errors_of
from ..labels import Labels
from ..potential import NeuralPotential
from ..symmetry_functions import SymmetryFunctions
from . import choices
from .data import Data, Units, Weights, find_units
from .methods import make_learner
from .networks import make_networks
from .problem import Problem, Shape, best_start

TOLERANCE, MAX_STEPS = 0.01, 1000


@dataclass(frozen=True)
class Progress:
    """What training tells after each step.

    Parameters
    ----------
    log : list of dict
        For each step so far: "step", "seconds", and the root mean square errors of "train" and "validation" by then,
        each a dict of "energy" (eV/atom) and "forces" (eV/A), None where there are no such labels.
    seed : int
        Whose training this is, in a committee.
    potential : callable
        Returns the potential as it is by then.
    """

    log: list[dict[str, Any]]
    seed: int
    potential: Callable[[], NeuralPotential]

    @property
    def step(self) -> int:
        """The number of steps so far."""
        return len(self.log)


@dataclass(frozen=True)
class Job:
    """All that the training of any member needs."""

    structures: list[Any]
    labels: Labels
    weights: Weights
    held: list[Any] | None
    held_labels: Labels | None
    sf: SymmetryFunctions
    hidden: tuple[int, ...] | None
    activation: str
    validation: float | None
    method: str
    expected_errors: tuple[float, float] | None
    ridge: float | str
    until: float
    checkpoint: Path | None
    arguments: dict[str, Any]
    on_step: Callable[[Progress], object] | None
    device: torch.device


@dataclass(frozen=True)
class Member:
    """What the training of a member has come to."""

    seed: int
    networks: dict[str, AtomicNetwork]
    log: list[dict[str, Any]]
    stopped: str
    errors: tuple[float, float]
    held: list[int]
    shape: Shape
    train_errors: Errors
    held_errors: Errors | None


def train_member(job: Job, first_seed: int, number: int) -> Member:
    """Train one member of a committee, or the only one.

    Parameters
    ----------
    job : Job
        What is to be done.
    first_seed, number : int
        The seed of the first member, and the number of this one, whose seed is the sum; the first one prints.
    """
    seed, say = first_seed + number, tell if number == 0 else _silence
    teach, held = choices.split(len(job.structures), job.validation, seed)
    structures, weights = [job.structures[i] for i in teach], job.weights.take(teach)
    labels = job.labels.take(teach)
    units = find_units(job.sf, structures, labels, weights.energy > 0)
    data = Data(structures, labels, weights, units, job.device)
    watched = _validation(job, held, units)
    say(f"{len(teach)} structures teach, {0 if watched is None else len(watched.structures)} are held back.")
    n_inputs = {element: len(functions) for element, functions in job.sf.functions.items() if functions}
    shape, about = choices.choose_hidden(job.hidden, n_inputs, data.n_rows, job.activation)
    say(about)
    if about := choices.about_offsets(units.offsets):
        say(about)
    problem = Problem(shape, data)
    start = best_start(shape, data, np.random.default_rng([seed, 1]))
    _expect(job, problem, data, start, say)
    learner, patience = make_learner(job.method, problem, data, start, job.ridge, seed)

    def potential() -> NeuralPotential:
        return NeuralPotential(job.sf, make_networks(shape, units, learner.theta, learner.last))

    def after_step(_: object) -> object:
        answer = None if job.on_step is None else job.on_step(Progress(learner.log, seed, potential))
        return True if time.monotonic() > job.until else answer

    history = fit(
        learner,
        patience=patience,
        tolerance=TOLERANCE,
        max_steps=MAX_STEPS,
        validation=watched,
        on_step=after_step,
        checkpoint=None
        if job.checkpoint is None
        else Checkpoint(_file(job.checkpoint, number), {**job.arguments, "seed": seed}),
    )
    stopped = "max_seconds" if history.stopped == "stopped" and time.monotonic() > job.until else history.stopped
    say(f"{len(learner.log)} steps in {learner.seconds:.1f} s: {stopped}.")
    done = potential()
    held_errors = None if watched is None else errors_of(done, watched.structures, watched.labels)
    return Member(
        seed, done.members[0], learner.log, stopped, data.errors, held, shape,
        errors_of(done, structures, labels), held_errors,
    )  # fmt: skip


def _silence(_: str) -> None:
    """Stand for telling, where another member has told it already."""


def _file(checkpoint: Path, number: int) -> Path:
    return checkpoint if number == 0 else checkpoint.with_name(f"{checkpoint.name}.{number}")


def _validation(job: Job, held: list[int], units: Units) -> Data | None:
    """Return the data that are watched, if any of them is labelled."""
    if job.held is not None:
        assert job.held_labels is not None
        structures, labels = job.held, job.held_labels
        weights = choices.make_weights(structures, labels, None)
    else:
        structures, labels, weights = [job.structures[i] for i in held], job.labels.take(held), job.weights.take(held)
    data = Data(structures, labels, weights, units, job.device) if structures else None
    return data if data is not None and data.n_rows else None


def _expect(job: Job, problem: Problem, data: Data, start: np.ndarray, say: Callable[[str], None]) -> None:
    """Set the expected errors: as given, or the residuals with random hidden layers and the best last ones."""
    if job.expected_errors is not None:
        data.expect(job.expected_errors)
        return
    squares = problem.solve(start, 0.0).squares
    found = [np.sqrt(s / n) if n else 1.0 for s, n in zip(squares, (data.n_energies, data.n_forces), strict=True)]
    # What a random network already says exactly needs no weight without bound.
    energy, force = (max(float(value), 1e-6 * data.units.scale) for value in found)
    # One energy stands beside many forces: their means count alike, as in `judge`.
    if data.n_energies and data.n_forces:
        energy /= float(np.sqrt(data.n_forces / data.n_energies))
    data.expect((energy, force))
    say(f"Expected errors, from the first residuals: {1e3 * energy:.3g} meV/atom, {1e3 * force:.3g} meV/A.")
