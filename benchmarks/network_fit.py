"""Fitting a network to the toy function: Levenberg-Marquardt here, L-BFGS here, in scipy and in scikit-learn.

100 points, 1 to 3 standardised descriptors, 2 to 4 layers of width 15, 20 starts each. A start arrives when its error
on a dense grid is below 1e-3; one that does not arrive within a second counts as a second. The first three peers start
from the same weights and stop at the same training error, so that each is timed until it is good enough and no longer.
scikit-learn cannot stop at a target: it is given the number of iterations, from a rising list, with which it first
arrives, and only the time of that run counts.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from miniff_edu._support.threads import one_thread
from miniff_edu.closure import simple_energy_closure
from miniff_edu.closure.history import LossHistory
from miniff_edu.dataset import Dataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energy
from miniff_edu.samples import make_dataset
from miniff_edu.scaling import Scaling
from miniff_edu.toy.targets import toy_function

STARTS, LIMIT = range(20), 1.0
UNIT = float(np.std(toy_function(np.linspace(0.1, 10, 100))))
# RMSE on the dense grid; RMSE on the data at which the fits stop, so that the grid follows
GOOD, TRAIN = 1e-3 / UNIT, 7e-4 / UNIT
SIZES = [(n_descriptors, n_layers) for n_descriptors in (1, 2, 3) for n_layers in (2, 3, 4)]
Row = tuple[str, str, str]
Fit = Callable[[Dataset, Dataset, int, int], tuple[float, float]]


def data(n_descriptors: int) -> tuple[Dataset, Dataset]:
    """Return training data and dense grid, standardised with the training data; energies in units of `UNIT`."""
    raw, dense = (
        make_dataset(r, toy_function(r), PowerDecay(n_descriptors))
        for r in (np.linspace(0.1, 10, 100), np.linspace(0.1, 10, 1000))
    )
    scaling = Scaling.fit(raw)
    return scaling.apply(raw), scaling.apply(dense)


def rmse(network: torch.nn.Module, dataset: Dataset) -> float:
    """Return the root mean square error of a network."""
    with torch.no_grad():
        return float((predict_energy([network], dataset) - dataset.per_cell.energy).square().mean().sqrt())


def library(method: str) -> Fit:
    """Return a fit with a method of this library."""

    def run(train: Dataset, dense: Dataset, n_layers: int, seed: int) -> tuple[float, float]:
        network = behler_nn(train.per_point[0].n_features, 15, n_layers, seed=seed, dtype=train.dtype)
        start = time.perf_counter()
        closure = simple_energy_closure([network], train)

        def is_late(history: LossHistory) -> bool:
            return time.perf_counter() - start > LIMIT

        fit(closure, method=method, target=TRAIN**2, on_step=is_late)
        return time.perf_counter() - start, rmse(network, dense)

    return run


def scipy_lbfgs(train: Dataset, dense: Dataset, n_layers: int, seed: int) -> tuple[float, float]:
    """Fit the same network with scipy's L-BFGS-B, torch giving loss and gradient."""
    network = behler_nn(train.per_point[0].n_features, 15, n_layers, seed=seed, dtype=train.dtype)
    x, y = train.per_point[0].features[:, 0], train.per_cell.energy
    parameters = list(network.parameters())
    sizes = [p.numel() for p in parameters]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        with torch.no_grad():
            for p, piece in zip(parameters, np.split(weights, np.cumsum(sizes)[:-1]), strict=True):
                p.copy_(torch.from_numpy(piece).reshape(p.shape))
        value = torch.nn.functional.mse_loss(network(x), y)
        gradients = torch.autograd.grad(value, parameters)
        return value.item(), np.concatenate([g.numpy().ravel() for g in gradients])

    begin = np.concatenate([p.detach().numpy().ravel() for p in parameters])
    start = time.perf_counter()

    def watch(intermediate_result: object) -> None:
        if intermediate_result.fun <= TRAIN**2 or time.perf_counter() - start > LIMIT:  # type: ignore[attr-defined]
            raise StopIteration

    options = {"maxiter": 100_000, "maxfun": 100_000, "ftol": 0, "gtol": 1e-12}
    result = minimize(loss, begin, jac=True, method="L-BFGS-B", callback=watch, options=options)
    seconds = time.perf_counter() - start
    loss(result.x)
    return seconds, rmse(network, dense)


def scikit_learn(train: Dataset, dense: Dataset, n_layers: int, seed: int) -> tuple[float, float]:
    """Fit a network of the same size with scikit-learn, from a start of its own."""
    (x, y), (x_dense, y_dense) = (
        (d.per_point[0].features[:, 0].numpy(), d.per_cell.energy[:, 0].numpy()) for d in (train, dense)
    )
    options = {"activation": "logistic", "solver": "lbfgs", "alpha": 0.0, "tol": 1e-14, "max_fun": 100_000}
    seconds, error = LIMIT, np.inf
    for max_iter in (25, 50, 100, 200, 400, 800, 1600):
        model = MLPRegressor(hidden_layer_sizes=[15] * (n_layers - 1), max_iter=max_iter, random_state=seed, **options)
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(x, y)
        seconds = time.perf_counter() - start
        error = float(np.sqrt(np.mean((model.predict(x_dense) - y_dense) ** 2)))
        if error < GOOD or seconds > LIMIT:
            break
    return seconds, error


PEERS: dict[str, Fit] = {
    "Levenberg-Marquardt": library("levenberg_marquardt"),
    "L-BFGS, the closure's default": library("optimizer"),
    "scipy L-BFGS-B": scipy_lbfgs,
    "scikit-learn MLPRegressor(solver='lbfgs')": scikit_learn,
}


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    times: dict[str, list[float]] = {name: [] for name in PEERS}
    arrived = dict.fromkeys(PEERS, 0)
    with one_thread():  # for all peers alike: two threads make each of them slower
        for n_descriptors, n_layers in SIZES:
            train, dense = data(n_descriptors)
            for run in PEERS.values():
                run(train, dense, n_layers, 99)  # warms up
            for seed in STARTS:
                for name, run in PEERS.items():
                    seconds, error = run(train, dense, n_layers, seed)
                    good = error < GOOD and seconds <= LIMIT
                    arrived[name] += good
                    times[name].append(seconds if good else LIMIT)
    result = []
    own = median(times["Levenberg-Marquardt"])
    n_starts = len(SIZES) * len(STARTS)
    for name, all_seconds in times.items():
        middle, late = 1e3 * median(all_seconds), 1e3 * float(np.percentile(all_seconds, 95))
        ratio = "" if name == "Levenberg-Marquardt" else f" = {middle / 1e3 / own:.0f} x Levenberg-Marquardt"
        text = (
            f"{arrived[name]} of {n_starts} starts arrive; median {middle:.1f} ms{ratio}, 95th percentile {late:.0f} ms"
        )
        allowed = {"Levenberg-Marquardt": "all; 10 ms, 40 ms", "L-BFGS, the closure's default": "at least 20 x"}
        result.append((f"network fit to a dense RMSE < 1e-3: {name}", text, allowed.get(name, "")))
    return result


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
