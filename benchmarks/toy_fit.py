"""The toy fit, the library against bare torch and, where it is installed, miniff 0.1.4: the fit alone, not its set-up.

All start from the same weights, with the same optimiser, the same settings, the same threads. Repeats alternate between
the peers, so that a noisy machine disturbs all alike. The library's extra evaluation at the final parameters counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import Any

import torch

from miniff_edu.closure import simple_energy_closure
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.toy.targets import toy_function

OPTIONS: dict[str, Any] = {"tolerance_grad": 1e-14, "tolerance_change": 1e-14, "max_iter": 100}
SIZES = (100, 10_000, 100_000)
REPEATS = 40
START = torch.tensor([[0.3, 0.2, -0.1]], dtype=torch.float64)

Step = Callable[[], object]


def data(n_samples: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return energy, features and mask in the shapes of the library."""
    r = torch.linspace(0.1, 10, n_samples, dtype=torch.float64)
    mask = torch.ones(n_samples, 1, dtype=torch.float64)
    return toy_function(r)[:, None], PowerDecay(3)(r)[:, None, :], mask


def linear_map() -> torch.nn.Linear:
    """Return the map that is fitted, at its starting point."""
    network = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
    with torch.no_grad():
        network.weight.copy_(START)
    return network


def library(n_samples: int) -> tuple[torch.nn.Linear, Step]:
    """Prepare the fit with miniff_edu."""
    energy, features, mask = data(n_samples)
    network = linear_map()
    dataset = Dataset(PerCellDataset(energy), PerPointDataset(features, mask))
    return network, simple_energy_closure([network], dataset, optimizer_kwargs=OPTIONS).optimizer_step


def bare_torch(n_samples: int) -> tuple[torch.nn.Linear, Step]:
    """Prepare the fit as one would write it with torch alone."""
    energy, features, _ = data(n_samples)
    x = features[:, 0].contiguous()
    network = linear_map()
    optimizer = torch.optim.LBFGS(network.parameters(), line_search_fn="strong_wolfe", **OPTIONS)
    criterion = torch.nn.MSELoss()

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = criterion(network(x), energy)
        loss.backward()
        return loss

    return network, lambda: optimizer.step(closure)


def miniff(n_samples: int) -> tuple[torch.nn.Linear, Step]:
    """Prepare the fit with miniff 0.1.4."""
    from miniff import ml, ml_util

    energy, features, mask = data(n_samples)
    network = linear_map()
    dataset = ml.Dataset(ml.PerCellDataset(energy=energy), ml.PerPointDataset(features=features, mask=mask))
    return network, ml_util.simple_energy_closure([network], dataset, optimizer_kwargs=OPTIONS).optimizer_step


def peers() -> dict[str, Callable[[int], tuple[torch.nn.Linear, Step]]]:
    """Return the peers that are here."""
    found: dict[str, Callable[[int], tuple[torch.nn.Linear, Step]]] = {"miniff_edu": library, "torch": bare_torch}
    with suppress(PackageNotFoundError):
        found[f"miniff {version('miniff')}"] = miniff
    return found


def rows() -> list[tuple[str, str, str]]:
    """Time all peers and return rows of the table: what, measured, allowed."""
    result = []
    for n_samples in SIZES:
        times: dict[str, list[float]] = {name: [] for name in peers()}
        for repeat in range(REPEATS + 3):
            for name, prepare in peers().items():
                network, step = prepare(n_samples)
                start = time.perf_counter()
                step()
                seconds = time.perf_counter() - start
                assert torch.allclose(network.weight, torch.tensor([[1.0, -1, 1]], dtype=torch.float64), atol=1e-5)
                if repeat >= 3:  # the first ones warm up
                    times[name].append(seconds)
        own = median(times["miniff_edu"])
        others = [f"{own / median(t):.2f} x {name} ({1e3 * median(t):.2f} ms)" for name, t in list(times.items())[1:]]
        what = f"toy fit, {n_samples:,} samples, median of {REPEATS}"
        result.append((what, f"{1e3 * own:.2f} ms = {' = '.join(others)}", "1.15 x torch"))
    return result


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
