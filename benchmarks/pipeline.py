"""Descriptors, and the way from ragged samples to a dataset, against plain numpy, up to a million points."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np
import torch

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.samples import make_dataset

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REPEATS = 7
Row = tuple[str, str, str]


def plain_descriptors(r: np.ndarray) -> np.ndarray:
    """Return three powers times decay, as one would write them in numpy."""
    return r[:, None] ** np.arange(3) * np.exp(-r)[:, None]


def plain_dataset(samples: list[np.ndarray], energy: np.ndarray) -> Dataset:
    """Return the dataset of summed descriptors, as one would write it in numpy."""
    starts = np.concatenate([[0], np.cumsum([len(sample) for sample in samples])[:-1]])
    sums = np.add.reduceat(plain_descriptors(np.concatenate(samples)), starts)
    ones = torch.ones(len(samples), 1, dtype=torch.float64)
    part = PerPointDataset(torch.from_numpy(sums)[:, None], ones)
    return Dataset(PerCellDataset(torch.from_numpy(energy)[:, None]), part)


def alternate(*functions: Callable[[], object]) -> list[float]:
    """Return the median seconds of each function; they take turns, so that a noisy machine disturbs all alike."""
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(REPEATS):
        for function, seconds in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            seconds.append(time.perf_counter() - start)
    return [median(seconds) for seconds in times]


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    rng = np.random.default_rng(0)
    found: dict[str, list[tuple[int, float, float]]] = {"descriptors": [], "ragged samples to dataset": []}
    for n in SIZES:
        r = rng.uniform(0.1, 5, size=n)
        ends = np.sort(rng.choice(np.arange(1, n), size=n // 5, replace=False))
        samples = np.split(r, ends)
        energy = rng.normal(size=len(samples))
        own, plain = alternate(partial(PowerDecay(3), r), partial(plain_descriptors, r))
        found["descriptors"].append((n, own, plain))
        own, plain = alternate(
            partial(make_dataset, samples, energy, PowerDecay(3), summed=True), partial(plain_dataset, samples, energy)
        )
        found["ragged samples to dataset"].append((n, own, plain))
    result = []
    for what, numbers in found.items():
        text = "; ".join(
            f"{n:,}: {1e9 * own / n:.0f} ns per point = {own / plain:.2f} x numpy" for n, own, plain in numbers
        )
        result.append((f"{what}, median of {REPEATS}", text, "2 x numpy, linear"))
    return result


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
