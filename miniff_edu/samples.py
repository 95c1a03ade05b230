"""From ragged samples to a dataset. In: lists of arguments, a family of descriptors. Out: features and masks.

A sample may have any number of arguments: two atoms or twenty. Either each argument keeps its descriptors (padded
to the longest sample), or they are added up, which no order of the arguments can change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike

from ._support.checks import a_type
from ._support.devices import CPU, to_numpy
from ._support.tensors import check_no_graph
from .dataset import Dataset, PerCellDataset, PerPointDataset

Descriptors = Callable[[np.ndarray], np.ndarray]


def pad_points(
    samples: Sequence[ArrayLike] | np.ndarray, descriptors: Descriptors
) -> tuple[torch.Tensor, torch.Tensor]:
    """Describe every argument of every sample, padded with zeros to the longest sample.

    Parameters
    ----------
    samples : sequence of array_like
        One list of arguments per sample; the lengths may differ.
    descriptors : callable
        Maps arguments (n,) to descriptors (n, n_features), such as ``PowerDecay(3)``.

    Returns
    -------
    features : torch.Tensor, shape (n_samples, n_points, n_features), float64
    mask : torch.Tensor, shape (n_samples, n_points), float64
        1 for an argument, 0 for padding.

    Raises
    ------
    TypeError, ValueError
        If a sample is empty, holds NaN or infinity, or is no list of numbers; the message says which one.
    """
    arguments, lengths = _flatten(samples)
    mask = np.arange(lengths.max()) < lengths[:, None]
    g = _describe(descriptors, arguments)
    features = np.zeros((*mask.shape, g.shape[1]))
    features[mask] = g
    return torch.from_numpy(features), torch.from_numpy(mask.astype(np.float64))


def sum_over_points(
    samples: Sequence[ArrayLike] | np.ndarray, descriptors: Descriptors
) -> tuple[torch.Tensor, torch.Tensor]:
    """Add up the descriptors of all arguments of a sample: a fixed number of them, the same in any order.

    Parameters
    ----------
    samples : sequence of array_like
        One list of arguments per sample; the lengths may differ.
    descriptors : callable
        Maps arguments (n,) to descriptors (n, n_features), such as ``PowerDecay(3)``.

    Returns
    -------
    features : torch.Tensor, shape (n_samples, 1, n_features), float64
    mask : torch.Tensor, shape (n_samples, 1), float64
        All ones: each sample has become a single point.

    Raises
    ------
    TypeError, ValueError
        As in `pad_points`.
    """
    arguments, lengths = _flatten(samples)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    sums = np.add.reduceat(_describe(descriptors, arguments), starts, axis=0)
    return torch.from_numpy(sums)[:, None, :], torch.ones(len(lengths), 1, dtype=torch.float64, device=CPU)


def make_dataset(
    samples: Sequence[ArrayLike] | np.ndarray, energy: ArrayLike, descriptors: Descriptors, *, summed: bool = False
) -> Dataset:
    """Make a dataset of ragged samples in one call.

    Parameters
    ----------
    samples : sequence of array_like
        One list of arguments per sample, or one number per sample.
    energy : array_like, shape (n_samples,) or (n_samples, 1)
        What the black box returned for each.
    descriptors : callable
        Maps arguments (n,) to descriptors (n, n_features), such as ``PowerDecay(3)``.
    summed : bool
        Add the descriptors up (`sum_over_points`) instead of keeping every argument (`pad_points`).

    Returns
    -------
    Dataset
        float64.

    Raises
    ------
    TypeError, ValueError
        If samples or energies do not fit; the message names the argument.
    """
    features, mask = (sum_over_points if summed else pad_points)(samples, descriptors)
    _check_no_graph("energy", energy)
    values = np.asarray(energy, dtype=np.float64)
    if values.shape not in ((len(features),), (len(features), 1)):
        raise ValueError(
            f"energy has shape {values.shape} and there are {len(features)} samples; expected ({len(features)},): one "
            "number per sample."
        )
    return Dataset(PerCellDataset(torch.from_numpy(values.reshape(-1, 1).copy())), PerPointDataset(features, mask))


def _flatten(samples: Sequence[ArrayLike] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return all arguments in one array, and how many each sample has."""
    _check_no_graph("samples", samples)
    if isinstance(samples, torch.Tensor):
        samples = to_numpy(samples)
    if not isinstance(samples, (list, tuple, np.ndarray)):
        raise TypeError(f"samples is {a_type(samples)}; expected a list with one list of arguments per sample.")
    if len(samples) == 0:
        raise ValueError("samples is empty; expected at least one sample.")
    if isinstance(samples, np.ndarray) and samples.ndim <= 2 and samples.dtype != object:  # nothing ragged about it
        array = samples.reshape(len(samples), -1).astype(np.float64, copy=False)
        arrays, lengths = [array.ravel()], np.full(len(array), array.shape[1])
    else:
        plain = _is_plain(samples)
        arrays = list(samples) if plain else [_argument_list(i, sample) for i, sample in enumerate(samples)]
        lengths = np.fromiter(map(len, arrays), dtype=int, count=len(arrays))
    if (lengths == 0).any():
        raise ValueError(
            f"samples[{lengths.argmin()}] is empty, as are {(lengths == 0).sum()} of {len(lengths)} samples; expected "
            "at least one argument in each. Leave such samples out."
        )
    arguments = np.concatenate(arrays)
    bad = ~np.isfinite(arguments)
    if bad.any():
        sample = int(np.searchsorted(np.cumsum(lengths), bad.argmax(), side="right"))
        raise ValueError(
            f"samples[{sample}] holds {arguments[bad.argmax()]}, the first of {bad.sum()} arguments that are NaN or "
            "infinite; expected finite numbers."
        )
    return arguments, lengths


def _check_no_graph(name: str, values: object) -> None:
    """Look at tensors, and at lists of them."""
    check_no_graph(name, values)
    if isinstance(values, (list, tuple)):
        for i, value in enumerate(values):
            check_no_graph(f"{name}[{i}]", value)


def _is_plain(samples: Sequence[ArrayLike] | np.ndarray) -> bool:
    """Tell whether all samples are lists of arguments already: looking is quicker than converting a million of them."""
    if set(map(type, samples)) != {np.ndarray}:
        return False
    return {(sample.ndim, sample.dtype) for sample in samples} == {(1, np.dtype(float))}  # type: ignore[union-attr]


def _argument_list(i: int, sample: ArrayLike) -> np.ndarray:
    try:
        array = np.atleast_1d(np.asarray(sample, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise TypeError(f"samples[{i}] is {a_type(sample)} that does not hold numbers ({error}).") from error
    if array.ndim != 1:
        raise ValueError(f"samples[{i}] has shape {array.shape}; expected (n,): a list of arguments. Try .ravel().")
    return array


def _describe(descriptors: Descriptors, arguments: np.ndarray) -> np.ndarray:
    g = descriptors(arguments)
    if not isinstance(g, np.ndarray) or g.ndim != 2 or len(g) != len(arguments):
        shape = f" of shape {g.shape}" if isinstance(g, np.ndarray) else ""
        raise ValueError(
            f"descriptors returned {a_type(g)}{shape} for {len(arguments)} arguments; expected an array of shape "
            f"({len(arguments)}, n_features). Try PowerDecay(3)."
        )
    return g
