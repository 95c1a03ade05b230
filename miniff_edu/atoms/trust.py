"""Doubt. In: what several potentials say, and what is true. Out: where they are not to be trusted, in figures.

Fits and dynamics differ in their last digits from machine to machine, and in more than that where nothing was learned:
the texts of these figures say limits, such as "more than 5.0 eV", where others would say a number.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from .._support.palette import INK, PARTS, PREDICTION, REFERENCE, RESIDUAL, TRAIN
from ..plotting import panels, set_description, set_log
from ..plotting.picture import number, set_message
from ..plotting.style import styled
from .potential import NeuralPotential
from .symmetry_functions import SymmetryFunctions
from .training import train

CLOSE = 0.8  # of the shortest distance in training: nearer than that, atoms are lost
MOST_STEPS = 25  # of a fit that does not reach its target
SMALLEST = 1e-6  # what is drawn for a zero on a logarithmic axis


def at_least(value: float) -> str:
    """Return the next of 1, 2, 5, 10, 20, ... below a positive `value`: 5.8 is "5.0", 0.031 is "0.02"."""
    return _limit(value, max, lambda x: x <= value)


def at_most(value: float) -> str:
    """Return the next of 1, 2, 5, 10, 20, ... above a positive `value`: 5.2 is "10", 0.031 is "0.05"."""
    return _limit(value, min, lambda x: x >= value)


def _limit(value: float, choose: Callable[[Iterable[float]], float], suits: Callable[[float], bool]) -> str:
    if not 0 < value < np.inf:
        raise ValueError(f"value is {value!r}; expected a positive number, such as an error in meV.")
    decade = int(np.floor(np.log10(value)))
    limit = choose(x for power in (decade - 1, decade, decade + 1) for d in (1, 2, 5) if suits(x := d * 10.0**power))
    return f"{limit:.1f}" if 1 <= limit < 10 else f"{limit:.0f}" if limit >= 10 else f"{limit:.1g}"


class Part(NamedTuple):
    """What was learned of a part: the committee `potential`, and `said` [n_members, n_structures], energies in eV."""

    potential: NeuralPotential
    said: np.ndarray


def learn_part(
    structures: Sequence[Any],
    taught: ArrayLike,
    sf: SymmetryFunctions,
    *,
    hidden: Sequence[int] = (6, 6),
    target: float = 1e-3,
    members: int = 4,
    seed: int = 0,
) -> Part:
    """Train a committee on some of the structures, without a word, and ask each member about all of them.

    Parameters
    ----------
    structures : list of ase.Atoms
        With labels.
    taught : array_like of bool, shape (n_structures,)
        Which of them it learns.
    sf : SymmetryFunctions
        What describes atoms.
    hidden : sequence of int
        Widths of the hidden layers.
    target : float
        RMSE of the energy in training, eV per atom, at which a member stops; after 25 steps it stops anyway.
    members, seed : int
        How many, with seeds ``seed``, ``seed + 1``, ...

    Returns
    -------
    Part

    Raises
    ------
    ValueError
        If `taught` has not one truth value for each structure.
    """
    chosen = np.asarray(taught)
    if chosen.dtype != bool or chosen.shape != (len(structures),):
        raise ValueError(
            f"taught has shape {chosen.shape} and type {chosen.dtype}; expected ({len(structures)},) and bool, a truth "
            "value for each structure."
        )

    def is_done(progress: Any) -> bool:
        return bool(progress.log[-1]["train"]["energy"] < target) or progress.step == MOST_STEPS

    some = [atoms for atoms, is_taught in zip(structures, chosen, strict=True) if is_taught]
    with warnings.catch_warnings(action="ignore"), redirect_stdout(None):
        potential = train(some, sf, hidden=hidden, validation=None, committee=members, seed=seed, on_step=is_done)
    alone = [NeuralPotential(sf, member) for member in potential.members]
    return Part(potential, np.array([[p.energy for p in one.predict(structures)] for one in alone]))


@styled
def plot_committee(r: ArrayLike, said: ArrayLike, reference: ArrayLike, taught: ArrayLike, name: str) -> Figure:
    """Draw what the members of a committee say along a distance, and how far off and how far apart they are.

    Parameters
    ----------
    r : array_like, shape (n,)
        Distances in A.
    said : array_like, shape (n_members, n)
        Energies in eV.
    reference : array_like, shape (n,)
        The right energies in eV.
    taught : array_like of bool, shape (n,)
        Where there were data in training.
    name : str
        What they were taught; the title.

    Returns
    -------
    matplotlib Figure
        Curves above; below, on a logarithmic axis, the error of the mean and the spread of the members.
    """
    r, said, reference, taught = (np.asarray(x) for x in (r, said, reference, taught))
    if said.ndim != 2 or said.shape[1:] != r.shape or reference.shape != r.shape or taught.shape != r.shape:
        raise ValueError(
            f"said has shape {said.shape}, r {r.shape}, reference {reference.shape}, taught {taught.shape}; expected "
            "(n_members, n) and three times (n,)."
        )
    figure, axes = panels(2, 1, size=(5.2, 6.0), sharex=True, height_ratios=(1.5, 1))
    upper, lower = axes[:, 0]
    upper.plot(r, reference, color=REFERENCE, linewidth=1.5, label="reference")
    for i, energies in enumerate(said):
        upper.plot(r, energies, color=PREDICTION, linewidth=1, label="potentials" if i == 0 else f"_{i}")
    upper.plot(r[taught], reference[taught], ".", color=TRAIN, markersize=5, label="taught")
    span = np.ptp(reference)
    upper.set(ylabel="energy (eV)", title=name, ylim=(reference.min() - 0.15 * span, reference.max() + 0.15 * span))
    upper.legend()
    error, spread = np.abs(said.mean(axis=0) - reference), said.std(axis=0)
    for what, values, colour in (("error", error, RESIDUAL), ("spread", spread, PREDICTION)):
        lower.plot(
            r, np.maximum(values, SMALLEST), color=colour, label=what, linestyle="-" if what == "error" else "--"
        )
    set_log(lower)
    lower.set(xlabel="r (A)", ylabel="eV")
    lower.legend()
    inside, worst = float(np.sqrt(np.mean(error[taught] ** 2))), int(np.argmax(np.where(taught, 0, error)))
    set_description(
        upper,
        f"Energies (eV) of {len(said)} potentials and the reference against r (A), {name}; {taught.sum()} points.",
    )
    limit = 10 ** np.ceil(np.log10(max(inside, SMALLEST)))
    apart = at_most(max(float(np.ptp(said[:, worst])), SMALLEST))
    far = at_least(max(error[worst], SMALLEST))
    told = (
        f"where taught the error is below {limit:g} eV; at {r[worst]:.1f} A it is more than {far} eV, "
        f"and all are within {apart} eV of each other"
    )
    set_message(upper, "")  # the title is what was chosen
    set_message(lower, f"at {r[worst]:.1f} A off by more than {far} eV, and within {apart} eV of each other")
    set_description(lower, f"Error of the mean and spread of the potentials (eV, logarithmic): {told}.")
    return figure


@styled
def plot_calibration(parts: Mapping[str, tuple[np.ndarray, np.ndarray]], factor: float = 1.0) -> Figure:
    """Draw errors against the spread of a committee.

    Parameters
    ----------
    parts : dict of (numpy.ndarray, numpy.ndarray)
        Spreads and errors, shape (n,) each, in meV, by the name of the structures.
    factor : float
        What the spreads are multiplied with.

    Returns
    -------
    matplotlib Figure
        A point for each structure, both axes logarithmic, with the line on which an error is as large as the spread.
    """
    if not parts:
        raise ValueError("parts is empty; expected at least one pair of spreads and errors.")
    figure, axes = panels(1, 1, size=(5.2, 4.4))
    ax, texts = axes[0, 0], []
    for (name, (spread, error)), colour, mark in zip(parts.items(), PARTS, "o^sv", strict=False):
        bar, size = np.maximum(factor * np.asarray(spread), SMALLEST), np.maximum(np.abs(error), SMALLEST)
        ax.plot(bar, size, mark, color=colour, markersize=3, alpha=0.6, label=name)
        share = 100 * np.mean(size < 2 * bar)
        texts.append(f"{name}, {len(bar)} structures, {share:.0f} % of the errors below twice the spread")
    ends = np.array(ax.get_xlim())
    ends[0] = max(ends[0], 0.1)
    ax.plot(ends, ends, color=INK, linewidth=0.8, label="_equal")
    set_log(ax, "x")
    set_log(ax)
    ax.set_ylim(bottom=0.01 * ends[1] / 10)
    ax.set(xlabel="spread of the committee (meV)", ylabel="error (meV)")
    ax.legend()
    set_description(ax, f"Error against spread (meV, both logarithmic): {'; '.join(texts)}.")
    return figure


@styled
def plot_shortest(time: ArrayLike, runs: Mapping[str, np.ndarray], taught: float, alarms: Mapping[str, int]) -> Figure:
    """Draw the shortest distance in several runs of molecular dynamics.

    Parameters
    ----------
    time : array_like, shape (n,)
        In fs.
    runs : dict of numpy.ndarray, shape (n,)
        Shortest distances in A, by the name of what moved the atoms; the first one is the reference.
    taught : float
        The shortest distance of the training structures, A.
    alarms : dict of int
        In which frame a run has first left the trained range, for those that have.

    Returns
    -------
    matplotlib Figure
    """
    if not runs:
        raise ValueError("runs is empty; expected shortest distances by the name of what moved the atoms.")
    time = np.asarray(time)
    figure, axes = panels(1, 1, size=(5.2, 4.0))
    ax, texts = axes[0, 0], []
    colours = (REFERENCE, *(c for c in PARTS if c != REFERENCE))
    for (name, shortest), colour, look in zip(runs.items(), colours, ("-", "--", "-.", ":", "-"), strict=False):
        ax.plot(time, shortest, look, color=colour, label=name, linewidth=1.4)
        least = float(np.min(shortest))
        close = f"below {CLOSE * taught:.1f}" if least < CLOSE * taught else f"{least:.1f}"
        texts.append(f"{name}, shortest {close} A")
        if name in alarms:
            ax.plot(
                time[alarms[name]], shortest[alarms[name]], "o", color=colour, markersize=7, label=f"_alarm of {name}"
            )
    ax.axhline(taught, color=INK, linewidth=0.8, linestyle=(0, (1, 1)), label="shortest in training")
    ax.set(xlabel="time (fs)", ylabel="shortest distance (A)", ylim=(0, None))
    ax.legend(loc="lower left", fontsize="small")
    rings = f" Alarms, where a run first left the trained range: {len(alarms)} of {len(runs)} runs." if alarms else ""
    set_description(
        ax, f"Shortest distance (A) against time (fs), in training {number(taught)} A: {'; '.join(texts)}.{rings}"
    )
    return figure


@styled
def plot_picking(sizes: ArrayLike, errors: Mapping[str, np.ndarray]) -> Figure:
    """Draw how the error falls with the number of labels, for several ways to pick the next ones.

    Parameters
    ----------
    sizes : array_like, shape (n_rounds,)
        How many labels there were.
    errors : dict of numpy.ndarray, shape (n_repeats, n_rounds)
        Errors in meV, by the way to pick.

    Returns
    -------
    matplotlib Figure
        Means over the repeats, with standard errors of the mean as bars.
    """
    sizes = np.asarray(sizes)
    errors = {name: np.asarray(each) for name, each in errors.items()}
    for name, each in errors.items():
        if each.ndim != 2 or each.shape[1:] != sizes.shape or len(each) < 2:
            raise ValueError(
                f"errors[{name!r}] has shape {each.shape}; expected (n_repeats, {len(sizes)}) with two repeats or more."
            )
    figure, axes = panels(1, 1, size=(5.2, 4.0))
    ax, texts = axes[0, 0], []
    for (name, each), colour, mark in zip(errors.items(), PARTS, ("o-", "^--", "s-.", "v:"), strict=False):
        mean, bar = each.mean(axis=0), each.std(axis=0, ddof=1) / np.sqrt(len(each))
        ax.errorbar(sizes, mean, bar, fmt=mark, color=colour, capsize=3, label=name)
        texts.append(f"{name}, from {number(mean[0])} to {number(mean[-1])} +- {bar[-1]:.1g} meV")
    set_log(ax)
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(lambda value, _: number(value))
    ax.set(xlabel="labelled structures", ylabel="test RMSE (meV)")
    ax.legend()
    span = f"{sizes[0]} to {sizes[-1]} labelled structures"
    set_description(ax, f"Test RMSE (meV, logarithmic) against {span}: {'; '.join(texts)}.")
    return figure
