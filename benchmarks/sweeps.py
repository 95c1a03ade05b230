"""A sweep of 200 settings on one worker and on two, and the explorer of chapter 3, drawn in advance."""

from __future__ import annotations

import os
import time
from statistics import median

from matplotlib.figure import Figure

from miniff_edu.explore import explore
from miniff_edu.sweep import sweep
from miniff_edu.toy.experiment import best_of, measure
from miniff_edu.toy.figures import plot_experiment

REPEATS = 3
GRID = {"method": "lbfgs", "n_descriptors": [2, 3], "n_layers": [2, 3], "seed": range(50)}
Row = tuple[str, str, str]


def draw(n_descriptors: int, n_layers: int) -> Figure:
    """Draw one state of chapter 3's explorer: the best of three starts."""
    return plot_experiment(best_of(range(3), n_descriptors=n_descriptors, n_layers=n_layers))


def seconds_of_sweep(n_jobs: int) -> float:
    """Time the sweep."""
    start = time.perf_counter()
    table = sweep(measure, n_jobs=n_jobs, **GRID)
    seconds = time.perf_counter() - start
    assert len(table) == 200
    assert (table.error == "").all()
    return seconds


def seconds_of_explorer() -> float:
    """Time all states of the explorer."""
    start = time.perf_counter()
    assert len(explore(draw, n_descriptors=(1, 4), n_layers=(1, 5)).frames) == 20
    return time.perf_counter() - start


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    os.environ["TQDM_DISABLE"] = "1"
    cold = seconds_of_sweep(2)  # starts the workers, which import torch
    pairs = [(seconds_of_sweep(1), seconds_of_sweep(2)) for _ in range(REPEATS)]
    one, two = (median(times) for times in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    seconds_of_explorer()
    drawn = median(seconds_of_explorer() for _ in range(5))
    text = f"{ratio:.2f} x faster on two workers ({two:.1f} s) than on one ({one:.1f} s); {cold:.1f} s with their start"
    return [
        (f"sweep of 200 settings, median of {REPEATS}", text, "at least 1.6 x"),
        ("explore: 20 states of chapter 3, each the best of three fits, median of 5", f"{drawn:.1f} s", "3 s"),
    ]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
