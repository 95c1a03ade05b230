"""A toy experiment from beginning to end. In: all its settings. Out: a fitted map, and how good it is.

What chapters 1 and 2 do step by step, in one call: data from a black box, descriptors, standardising, a network, a
closure, a fit. Sweeps and the laboratory are made of such experiments.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike

from .._support.checks import check_count, check_weight
from ..closure import LBFGS, simple_energy_closure
from ..closure.history import LossHistory
from ..descriptors import Bessel, Chebyshev, Family, Gaussians, PowerDecay
from ..evaluate import Metrics, metrics
from ..fit import fit
from ..models import behler_nn
from ..samples import make_dataset
from ..scaling import Scaling
from .targets import kink, morse, toy_function

Predict = Callable[[ArrayLike], np.ndarray]

BLACK_BOXES: dict[str, Callable[[Any], Any]] = {"toy function": toy_function, "Morse": morse, "kink": kink}
FAMILIES: dict[str, Callable[[int], Family]] = {
    "powers": PowerDecay,
    "Gaussians": Gaussians,
    "Chebyshev": partial(Chebyshev, cutoff=12.0),
    "Bessel": partial(Bessel, cutoff=12.0),
}


class Optimiser(NamedTuple):
    """What the closure and the fit need to know about an optimiser; step lengths suit standardised data."""

    method: str
    max_steps: int
    patience: int | None = None
    kind: Any = LBFGS
    options: dict[str, Any] | None = None


OPTIMISERS = {
    "Levenberg-Marquardt": Optimiser("levenberg_marquardt", max_steps=300),
    "L-BFGS": Optimiser("optimizer", max_steps=100),
    "Adam": Optimiser("optimizer", 3000, patience=100, kind=torch.optim.Adam, options={"lr": 0.01}),
    "gradient descent": Optimiser("optimizer", 3000, patience=100, kind=torch.optim.SGD, options={"lr": 0.05}),
}


@dataclass(frozen=True, repr=False)
class Experiment:
    """A toy experiment that was made by :func:`toy_experiment`.

    Attributes
    ----------
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
    *,
    black_box: str = "toy function",
    n_points: int = 100,
    noise: float = 0.0,
    low: float = 0.1,
    high: float = 10.0,
    family: str = "powers",
    n_descriptors: int = 3,
    n_layers: int = 2,
    n_internal: int = 15,
    optimiser: str = "Levenberg-Marquardt",
    seed: int = 0,
    target: float | None = 7e-4,
    weight_decay: float = 0.0,
    max_steps: int | None = None,
    data_seed: int = 0,
    watch: bool = False,
    on_step: Callable[[LossHistory, Predict], object] | None = None,
) -> Experiment:
    """Make data, fit a network to them, and judge it.

    Parameters
    ----------
    black_box : str
        "toy function", "Morse" or "kink" (:mod:`miniff_edu.toy.targets`).
    n_points : int
        How many arguments, evenly spaced from `low` to `high`.
    noise : float
        Standard deviation of the normally distributed noise on the data, in their units.
    low, high : float
        The range of the data.
    family : str
        "powers", "Gaussians", "Chebyshev" or "Bessel" (:mod:`miniff_edu.descriptors`).
    n_descriptors, n_layers, n_internal : int
        Sizes: descriptors, linear layers, width of the hidden layers.
    optimiser : str
        "Levenberg-Marquardt", "L-BFGS", "Adam" or "gradient descent".
    seed : int
        Makes the initial weights.
    target : float, optional
        Stop at this root mean square error on the training data, in their units. None goes on until convergence.
    weight_decay : float
        Penalty on the squares of all weights; see :class:`miniff_edu.closure.SimpleClosure`.
    max_steps : int, optional
        Give up after this many steps; by default 300 of Levenberg-Marquardt, 100 of L-BFGS, 3,000 of the others.
    data_seed : int
        Makes the noise.
    watch : bool
        Note the errors after each step, as `course`.
    on_step : callable, optional
        Called after each step with the history and the fit of that moment, a function of arguments; the experiment
        ends where it returns True.

    Returns
    -------
    Experiment

    Raises
    ------
    ValueError
        If a setting is not one of those above.
    """
    r, f = toy_data(black_box, n_points, noise, low, high, data_seed)
    f_of_r = BLACK_BOXES[black_box]
    descriptors = _choose("family", family, FAMILIES)(check_count("n_descriptors", n_descriptors))
    way = _choose("optimiser", optimiser, OPTIMISERS)
    dataset = make_dataset(r, f, descriptors)
    scaling = Scaling.fit(dataset)
    with torch.device(dataset.per_cell.energy.device):  # not on what a reader has made the default device
        network = behler_nn(n_descriptors, n_internal, n_layers, seed=seed, dtype=dataset.dtype)
    closure = simple_energy_closure(
        [network],
        scaling.apply(dataset),
        optimizer=way.kind,
        optimizer_kwargs=way.options,
        weight_decay=weight_decay,
    )

    def predict(r: ArrayLike) -> np.ndarray:
        return _send(r, descriptors, scaling.fold_into(network))[..., 0]

    dense = np.linspace(low, high, 1000)
    course: list[list[float]] = []

    def after_step(history: LossHistory) -> object:
        if watch:
            both = predict(np.concatenate([r, dense]))
            course.append([metrics(f, both[: len(r)]).rmse, metrics(f_of_r(dense), both[len(r) :]).rmse])
        return on_step is not None and on_step(history, predict)

    history = fit(
        closure,
        method=way.method,
        patience=way.patience,
        target=None if target is None else (target / scaling.energy_scale) ** 2,
        max_steps=way.max_steps if max_steps is None else max_steps,
        on_step=after_step,
    )
    train, test = metrics(f, predict(r)), metrics(f_of_r(dense), predict(dense))
    errors = np.array(course).reshape(-1, 2)
    return Experiment(r, f, f_of_r, descriptors, scaling.fold_into(network), history, train, test, errors)


def toy_data(
    black_box: str = "toy function",
    n_points: int = 100,
    noise: float = 0.0,
    low: float = 0.1,
    high: float = 10.0,
    data_seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the data of an experiment; see :func:`toy_experiment` for the settings.

    Returns
    -------
    r, f : numpy.ndarray, shape (n_points,)
        Arguments, and what the black box returns for them, noise included.
    """
    f_of_r = _choose("black_box", black_box, BLACK_BOXES)
    if not low < high:
        raise ValueError(f"low is {low} and high is {high}; expected low < high. Try low=0.1, high=10.")
    r = np.linspace(low, high, check_count("n_points", n_points, minimum=2))
    rng = np.random.default_rng(check_count("data_seed", data_seed, minimum=0))
    return r, f_of_r(r) + check_weight("noise", noise) * rng.normal(size=len(r))


def measure(**settings: Any) -> dict[str, Any]:
    """Make one experiment and return the numbers that a table needs; see :func:`toy_experiment` for the settings.

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
        All else; see :func:`toy_experiment`.

    Returns
    -------
    Experiment
    """
    experiments = [toy_experiment(seed=seed, **settings) for seed in seeds]
    if not experiments:
        raise ValueError("seeds is empty; expected at least one. Try seeds=range(3).")
    return min(experiments, key=lambda experiment: experiment.train.rmse)


def _choose(name: str, given: str, choices: dict[str, Any]) -> Any:
    if given not in choices:
        raise ValueError(f"{name} is {given!r}; expected one of {', '.join(map(repr, choices))}.")
    return choices[given]


def _send(r: ArrayLike, descriptors: Family, network: torch.nn.Module) -> np.ndarray:
    with torch.no_grad():
        values: np.ndarray = network(torch.from_numpy(descriptors(np.asarray(r, dtype=float)))).numpy()
    return values
