"""Total energies, and what is subtracted before. In: a dataset, energies per atom. Out: how a fit goes, and a figure.

A lesson, not a way to train: for that there is :func:`~miniff_edu.atoms.train`, which subtracts by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from .._support.checks import check_count
from .._support.palette import INK, PREDICTION
from ..closure import simple_energy_closure
from ..dataset import Dataset, as_dataset
from ..fit import fit
from ..models import behler_nn
from ..plotting import panels, set_description, set_log
from ..plotting.picture import number
from ..plotting.style import styled
from ..predict import predict_energy
from ..scaling import standardise


class Course(NamedTuple):
    """How a fit went: `rmse` [n_steps] of total energies after each step, and `prediction` [n_samples] at the end."""

    rmse: np.ndarray
    prediction: np.ndarray


def learn_totals(
    dataset: Dataset, subtracted: ArrayLike, n_steps: int = 100, *, method: str = "adam", seed: int = 0
) -> Course:
    """Fit one network per element to total energies, after so much per atom was subtracted.

    Descriptors are standardised, energies are not: each network has two hidden layers of six tanh units.

    Parameters
    ----------
    dataset : Dataset
        Total energies, and a per-point part for each element, as :func:`~miniff_edu.atoms.to_dataset` makes it.
    subtracted : array_like, shape (n_elements,)
        Energy of an atom of each element, in the order of the parts and the unit of the energies.
    n_steps : int
        Steps of the optimiser.
    method : str
        As for :func:`~miniff_edu.fit.fit`, with its usual rate.
    seed : int
        Draws the first weights.

    Returns
    -------
    Course

    Raises
    ------
    TypeError, ValueError
        If `subtracted` has not one number for each part, or the other arguments do not fit.
    """
    dataset = as_dataset("dataset", dataset)
    energies = np.asarray(subtracted, dtype=float)
    if energies.shape != (len(dataset.per_point),) or not np.isfinite(energies).all():
        raise ValueError(
            f"subtracted has shape {energies.shape}; expected ({len(dataset.per_point)},), a finite energy for each "
            "per-point part. Try [0.0] * len(dataset.per_point)."
        )
    check_count("n_steps", n_steps)
    bare = [
        behler_nn(part.n_features, 6, 3, activation=torch.nn.Tanh, seed=seed + i, dtype=dataset.dtype)
        for i, part in enumerate(dataset.per_point)
    ]
    networks = standardise(bare, dataset, energy=False, offset=False)
    for network, energy in zip(networks, energies, strict=True):
        network.offset.fill_(float(energy))
    history = fit(simple_energy_closure(networks, dataset), n_steps, method=method)
    prediction = predict_energy(networks, dataset)[:, 0].detach()
    return Course(np.sqrt(np.array(history.steps)), prediction.numpy())


@styled
def plot_totals(courses: Mapping[str, Course], chosen: str, reference: np.ndarray) -> Figure:
    """Draw how far several ways to learn total energies have come, and what one of them says in the end.

    Parameters
    ----------
    courses : dict of Course
        By the name of what was subtracted; in eV, such as :func:`learn_totals` returns them.
    chosen : str
        The way whose predictions are drawn.
    reference : numpy.ndarray, shape (n_structures,)
        The total energies in eV.

    Returns
    -------
    matplotlib Figure
        Errors of all ways against the step, on a logarithmic axis; below, predictions of the chosen one against the
        references.
    """
    if chosen not in courses:
        raise ValueError(f"chosen is {chosen!r}; expected one of {', '.join(map(repr, courses))}.")
    figure, axes = panels(2, 1, size=(5.2, 6.4), height_ratios=(1.2, 1))
    upper, lower = axes[:, 0]
    texts = []
    for (name, (course, _)), look in zip(courses.items(), ("-", "--", "-.", ":") * len(courses), strict=False):
        upper.plot(np.arange(len(course)), course, look, linewidth=3 if name == chosen else 1, label=name)
        start, end = (number(each, 3 if course[0] > 100 else 2) for each in course[[0, -1]])  # 1466 to 1448 is a little
        texts.append(f"{name}, from {start} to {end} eV")
    set_log(upper)
    upper.set(
        xlabel="step", ylabel="RMSE (eV)", ylim=(None, 30 * max(course.rmse.max() for course in courses.values()))
    )
    upper.legend(title="subtracted", fontsize="small", ncols=len(courses), loc="upper center")
    prediction = courses[chosen].prediction
    ends = [float(reference.min()), float(reference.max())]
    lower.plot(ends, ends, "-", color=INK, linewidth=0.8, label="_diagonal")
    lower.plot(reference, prediction, "o", color=PREDICTION, markersize=4, label="_predictions")
    lower.set(xlabel="total energy (eV)", ylabel="prediction (eV)")
    largest = float(np.abs(prediction - reference).max())
    lower.set_title(f"largest error {number(largest)} eV")
    set_description(
        upper, f"RMSE of total energies against step (logarithmic), by what was subtracted: {'; '.join(texts)}."
    )
    ranges = f"{len(reference)} total energies from {number(ends[0])} to {number(ends[1])} eV"
    set_description(lower, f"Predictions, {chosen} subtracted, against {ranges}: off by up to {number(largest)} eV.")
    return figure
