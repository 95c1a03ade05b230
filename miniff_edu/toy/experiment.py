"""A toy experiment from beginning to end. In: all its settings. Out: a fitted map, and how good it is.

What chapters 1 and 2 do step by step, in one call: data from a black box, descriptors, standardising, a network, a
closure, a fit. Sweeps and the laboratory are made of such experiments.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from ..closure import simple_energy_closure
from ..closure.history import LossHistory
from ..descriptors import Family
from ..evaluate import Metrics, metrics
from ..fit import fit
from ..fit.methods import METHODS
from ..models import behler_nn
from ..samples import make_dataset
from ..scaling import Scaling
from .settings import BLACK_BOXES, FAMILIES, MAX_STEPS, ToySettings

Predict = Callable[[ArrayLike], np.ndarray]
OPTIMISERS = {METHODS[name].label: METHODS[name] for name in MAX_STEPS}  # by the names that people use


@dataclass(frozen=True, repr=False)
class Experiment:
    """A toy experiment that was made by :func:`toy_experiment`.

    Attributes
    ----------
    settings : ToySettings
        What it was made with.
    r, f : numpy.ndarray, shape (n_points,)
        The training data.
    black_box : callable
        What they come from.
    descriptors : callable
        Maps arguments to descriptors.
    network : torch.nn.Sequential
        Maps descriptors to predictions, standardisation included.
    history : LossHistory
        The course of the fit, in units of the standard deviation of the data, squared.
    train, test : Metrics
        The error at the training data; and against the black box itself, without noise, at 1,000 arguments in
        between.
    course : numpy.ndarray, shape (n_steps, 2)
        Root mean square error after each step, against the training data and against the black box; empty unless
        `watch` was asked for.
    """

    settings: ToySettings
    r: np.ndarray
    f: np.ndarray
    black_box: Callable[[Any], Any]
    descriptors: Family
    network: torch.nn.Sequential
    history: LossHistory
    train: Metrics
    test: Metrics
    course: np.ndarray

    @property
    def n_parameters(self) -> int:
        """How many numbers were fitted."""
        return sum(parameter.numel() for parameter in self.network.parameters())

    def predict(self, r: ArrayLike) -> np.ndarray:
        """Return the predictions for arguments of any shape."""
        return _send(r, self.descriptors, self.network)[..., 0]

    def last_inputs(self, r: ArrayLike) -> np.ndarray:
        """Return what the last layer adds up: one column per hidden unit, or per descriptor where nothing is hidden.

        Parameters
        ----------
        r : array_like, shape (n,)

        Returns
        -------
        numpy.ndarray, shape (n, n_internal) or (n, n_descriptors)
        """
        return _send(r, self.descriptors, self.network[:-1])

    def __repr__(self) -> str:
        return (
            f"Experiment({len(self.r)} points, {self.descriptors.n_descriptors} descriptors, "
            f"{self.n_parameters} parameters, train RMSE {self.train.rmse:.2g}, test RMSE {self.test.rmse:.2g})"
        )


@np.errstate(under="ignore")  # far out everything dies out, whatever a reader has set with np.seterr
def toy_experiment(
    settings: ToySettings | None = None,
    *,
    watch: bool = False,
    on_step: Callable[[LossHistory, Predict], object] | None = None,
    **named: Any,
) -> Experiment:
    """Make data, fit a network to them, and judge it.

    Parameters
    ----------
    settings : ToySettings, optional
        All settings at once.
    watch : bool
        Note the errors after each step, as `course`.
    on_step : callable, optional
        Called after each step with the history and the fit of that moment, a function of arguments; the experiment
        ends where it returns True.
    **named
        Settings by name, such as ``noise=0.1``; those of `settings` otherwise (:class:`.settings.ToySettings`).

    Returns
    -------
    Experiment

    Raises
    ------
    TypeError, ValueError
        If there is no such setting, or its value does not fit.
    """
    chosen = ToySettings.of({**({} if settings is None else settings.as_dict()), **named})
    r, f = chosen.data()
    f_of_r = BLACK_BOXES[chosen.black_box]
    descriptors = FAMILIES[chosen.family](chosen.n_descriptors)
    dataset = make_dataset(r, f, descriptors)
    scaling = Scaling.fit(dataset)
    with torch.device(dataset.device):  # not on what a reader has made the default device
        network = behler_nn(
            chosen.n_descriptors, chosen.n_internal, chosen.n_layers, seed=chosen.seed, dtype=dataset.dtype
        )
    closure = simple_energy_closure([network], scaling.apply(dataset), weight_decay=chosen.weight_decay)

    def predict(r: ArrayLike) -> np.ndarray:
        return _send(r, descriptors, scaling.fold_into(network))[..., 0]

    dense = np.linspace(chosen.low, chosen.high, 1000)
    course: list[list[float]] = []

    def after_step(history: LossHistory) -> object:
        if watch:
            both = predict(np.concatenate([r, dense]))
            course.append([metrics(f, both[: len(r)]).rmse, metrics(f_of_r(dense), both[len(r) :]).rmse])
        return on_step is not None and on_step(history, predict)

    history = fit(
        closure,
        method=chosen.method,
        target=None if chosen.target is None else (chosen.target / scaling.energy_scale) ** 2,
        max_steps=chosen.limit,
        on_step=after_step,
    )
    train, test = metrics(f, predict(r)), metrics(f_of_r(dense), predict(dense))
    errors = np.array(course).reshape(-1, 2)
    return Experiment(chosen, r, f, f_of_r, descriptors, scaling.fold_into(network), history, train, test, errors)


def toy_data(
    black_box: str = "toy function",
    n_points: int = 100,
    noise: float = 0.0,
    low: float = 0.1,
    high: float = 10.0,
    data_seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the data of an experiment; see :class:`.settings.ToySettings`.

    Returns
    -------
    r, f : numpy.ndarray, shape (n_points,)
        Arguments, and what the black box returns for them, noise included.
    """
    settings = {"black_box": black_box, "n_points": n_points, "noise": noise, "low": low, "high": high}
    return ToySettings.of({**settings, "data_seed": data_seed}).data()


def measure(**settings: Any) -> dict[str, Any]:
    """Make one experiment and return the numbers that a table needs; see :class:`.settings.ToySettings`.

    Returns
    -------
    dict
        train_rmse, test_rmse (units of the data); parameters, steps, evaluations (counts); seconds; stopped (why).
    """
    start = time.perf_counter()
    made = toy_experiment(**settings)
    return {
        "train_rmse": made.train.rmse,
        "test_rmse": made.test.rmse,
        "parameters": made.n_parameters,
        "steps": len(made.history.steps),
        "evaluations": len(made.history.evaluations),
        "seconds": time.perf_counter() - start,
        "stopped": made.history.stopped,
    }


def best_of(seeds: Iterable[int], **settings: Any) -> Experiment:
    """Start once from each seed and return the experiment with the lowest training error.

    Parameters
    ----------
    seeds : iterable of int
        Seeds of the initial weights.
    **settings
        All else; see :class:`.settings.ToySettings`.

    Returns
    -------
    Experiment
    """
    experiments = [toy_experiment(seed=seed, **settings) for seed in seeds]
    if not experiments:
        raise ValueError("seeds is empty; expected at least one. Try seeds=range(3).")
    return min(experiments, key=lambda experiment: experiment.train.rmse)


def _send(r: ArrayLike, descriptors: Family, network: torch.nn.Module) -> np.ndarray:
    with torch.no_grad():
        values: np.ndarray = network(torch.from_numpy(descriptors(np.asarray(r, dtype=float)))).numpy()
    return values
