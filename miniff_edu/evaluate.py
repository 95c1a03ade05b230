"""Judge a fit. In: a dataset to divide, predictions to compare. Out: parts of the dataset, and four numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike

from ._support.checks import check_count
from ._support.devices import to_numpy
from .dataset import Dataset, as_dataset


class Metrics(NamedTuple):
    """Four ways to sum up the residuals d = prediction - reference.

    Attributes
    ----------
    rmse : float
        Root mean square error, sqrt(mean(d²)), in the units of the data. Large errors count most.
    mae : float
        Mean absolute error, mean(abs(d)).
    max : float
        Largest absolute error.
    r2 : float
        1 - sum(d²) / sum((reference - mean(reference))²): 1 is perfect, 0 is as good as the mean of the references,
        below 0 is worse than that. NaN where all references are equal: there is nothing to explain.
    """

    rmse: float
    mae: float
    max: float
    r2: float

    def __repr__(self) -> str:
        return f"Metrics(RMSE {self.rmse:.3g}, MAE {self.mae:.3g}, max {self.max:.3g}, R² {self.r2:.4f})"


@np.errstate(under="ignore")  # squares of tiny residuals are 0, whatever a reader has set with np.seterr
def metrics(reference: ArrayLike, prediction: ArrayLike, weight: ArrayLike | None = None) -> Metrics:
    """Compare predictions with references.

    Parameters
    ----------
    reference, prediction : array_like or torch.Tensor, the same shape
        What was to be predicted, and what was.
    weight : array_like or torch.Tensor, the same shape, optional
        How much each counts in the means; what has weight 0 is not there, for `max` either.

    Returns
    -------
    Metrics

    Raises
    ------
    ValueError
        If the shapes differ (numpy would broadcast (n,) against (n, 1) to a matrix), nothing is there to compare, or a
        weight is below 0.
    """
    y, p = (_array(name, values) for name, values in (("reference", reference), ("prediction", prediction)))
    if y.shape != p.shape:
        raise ValueError(
            f"reference has shape {y.shape} and prediction has shape {p.shape}; expected the same. Try "
            "prediction.reshape(reference.shape)."
        )
    w = None
    if weight is not None:
        w = _check_weight(weight, y.shape)
        y, p, w = y[w > 0], p[w > 0], w[w > 0]
    residual = p - y
    # With weights of None, numpy's average is its mean, to the last bit.
    spread = float(np.sum((1 if w is None else w) * (y - np.average(y, weights=w)) ** 2))
    squares = residual**2 if w is None else w * residual**2
    return Metrics(
        rmse=float(np.sqrt(np.average(residual**2, weights=w))),
        mae=float(np.average(np.abs(residual), weights=w)),
        max=float(np.max(np.abs(residual))),
        r2=1 - float(np.sum(squares)) / spread if spread > 0 else float("nan"),
    )


def _check_weight(weight: ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    w = _array("weight", weight)
    if w.shape != shape:
        raise ValueError(
            f"weight has shape {w.shape} and reference has shape {shape}; expected the same: one weight per entry."
        )
    if (w < 0).any():
        raise ValueError(f"weight holds {w.min():g}; expected weights of at least 0. Try weight.clip(min=0).")
    if not w.any():
        raise ValueError("weight is 0 throughout, which leaves out everything; expected a weight above 0 somewhere.")
    return w


def split(dataset: Dataset, fractions: Sequence[float], seed: int) -> list[Dataset]:
    """Divide a dataset at random into parts that share no sample.

    Parameters
    ----------
    dataset : Dataset
        What to divide.
    fractions : sequence of float
        The size of each part, as fractions that add up to 1; the parts are rounded so that no sample is lost.
    seed : int
        Decides who goes where: the same seed, the same parts.

    Returns
    -------
    list of Dataset
        One for each fraction.

    Raises
    ------
    TypeError, ValueError
        If the fractions do not add up to 1, or a part would be empty.
    """
    dataset = as_dataset("dataset", dataset)
    sizes = np.array(fractions, dtype=float)
    if sizes.ndim != 1 or len(sizes) == 0 or not (sizes > 0).all() or abs(sizes.sum() - 1) > 1e-9:
        raise ValueError(f"fractions is {fractions}; expected numbers above 0 that add up to 1. Try (0.8, 0.2).")
    ends = np.round(np.cumsum(sizes) * len(dataset)).astype(int)
    counts = np.diff(ends, prepend=0)
    if (counts == 0).any():
        raise ValueError(
            f"fractions {fractions} of {len(dataset)} samples leave part {int(counts.argmin())} empty; expected at "
            "least one sample in each. Take more samples or larger fractions."
        )
    order = torch.from_numpy(np.random.default_rng(check_count("seed", seed, minimum=0)).permutation(len(dataset)))
    pieces = torch.split(order, counts.tolist())
    return [dataset.take(piece) for piece in pieces]


def _array(name: str, values: ArrayLike | torch.Tensor) -> np.ndarray:
    array = to_numpy(values) if isinstance(values, torch.Tensor) else np.asarray(values)
    array = array.astype(np.float64)
    if array.size == 0:
        raise ValueError(f"{name} is empty; expected at least one number.")
    if not np.isfinite(array).all():
        raise ValueError(
            f"{name} holds {(~np.isfinite(array)).sum()} NaN or infinite entries; expected finite numbers."
        )
    return array
