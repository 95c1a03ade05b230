"""Say how good a fit is. In: networks and the parts of the data. Out: metrics, the worst samples, and a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import cycle

import numpy as np
import pandas as pd
import torch
from matplotlib.figure import Figure

from ._support.checks import check_count
from ._support.devices import to_numpy
from ._support.palette import INK, PARTS
from .dataset import Dataset, as_dataset
from .evaluate import Metrics, metrics
from .plotting.picture import number, set_description
from .plotting.style import panels, styled
from .predict import predict_energy

LOOKS = list(zip(PARTS, ("o", "^", "s", "D"), ("-", "--", "-.", ":"), strict=True))


@dataclass(frozen=True, repr=False)
class Report:
    """Predictions for several parts of the data, made by :func:`fit_report`.

    Attributes
    ----------
    reference, prediction : dict of str to numpy.ndarray, shape (n_samples,)
        Energies of each part.
    weight : dict of str to numpy.ndarray, shape (n_samples,)
        How much each sample counts, for parts that have weights; what has weight 0 is in no number and in no picture.
    """

    reference: dict[str, np.ndarray]
    prediction: dict[str, np.ndarray]
    weight: dict[str, np.ndarray] = field(default_factory=dict)

    def _counted(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the samples of a part that count, their references and their predictions."""
        y, p = self.reference[name], self.prediction[name]
        rows = np.flatnonzero(self.weight.get(name, np.ones(len(y))))
        return rows, y[rows], p[rows]

    @property
    def metrics(self) -> dict[str, Metrics]:
        """RMSE, MAE, maximum and R² of each part."""
        return {name: metrics(y, self.prediction[name], self.weight.get(name)) for name, y in self.reference.items()}

    def worst(self, n: int = 5) -> pd.DataFrame:
        """Return the samples with the largest errors, worst first: look at them before you blame the network.

        Parameters
        ----------
        n : int
            How many.

        Returns
        -------
        pandas.DataFrame
            part, sample (its index in the part), reference, prediction, residual (prediction minus reference).
        """
        tables = [
            pd.DataFrame({"part": name, "sample": rows, "reference": y, "prediction": p, "residual": p - y})
            for name in self.reference
            for rows, y, p in [self._counted(name)]
        ]
        table = pd.concat(tables, ignore_index=True)
        order = table.residual.abs().sort_values(ascending=False, kind="stable").index
        return table.loc[order[: check_count("n", n)]].reset_index(drop=True)

    @styled
    def plot(self, *, unit: str = "energy units") -> Figure:
        """Draw predictions against references, and a histogram of the residuals; each part in its own colour.

        Parameters
        ----------
        unit : str
            The unit of the energies.

        Returns
        -------
        matplotlib Figure
        """
        figure, ((parity,), (histogram,)) = panels(2, 1)
        counted = {name: self._counted(name)[1:] for name in self.reference}
        everything = np.concatenate([values for both in counted.values() for values in both])
        ends = [everything.min(), everything.max()]
        parity.plot(ends, ends, "-", color=INK, linewidth=0.8, label="_diagonal")
        largest = max(np.abs(p - y).max() for y, p in counted.values())
        edges = np.linspace(-largest, largest, 22) if largest > 0 else np.linspace(-1, 1, 22)
        texts = []
        for (name, (y, p)), (colour, marker, line) in zip(counted.items(), cycle(LOOKS), strict=False):
            numbers = self.metrics[name]
            parity.plot(y, p, marker, color=colour, markersize=4, label=name, alpha=0.8)
            label = f"{name}, RMSE {number(numbers.rmse)}"
            histogram.hist(p - y, bins=edges, color=colour, histtype="step", linestyle=line, linewidth=1.8, label=label)
            texts.append(f"{name}, {len(y)} samples, RMSE {number(numbers.rmse)}, largest error {number(numbers.max)}")
        parity.set(xlabel=f"reference ({unit})", ylabel=f"prediction ({unit})")
        histogram.set(xlabel=f"residual ({unit})", ylabel="samples (1)")
        histogram.set_ylim(0, 1.3 * histogram.get_ylim()[1])  # room for the legend
        parity.legend()
        histogram.legend()
        set_description(parity, f"Predictions against references ({unit}): {'; '.join(texts)}.")
        set_description(
            histogram, f"Histogram of the residuals ({unit}), from {number(-largest)} to {number(largest)}."
        )
        return figure

    def _rows(self) -> list[tuple[str, str, Metrics]]:
        return [(name, f"{len(self._counted(name)[0])}", numbers) for name, numbers in self.metrics.items()]

    def __repr__(self) -> str:
        lines = [f"{name} ({n} samples): {numbers}" for name, n, numbers in self._rows()]
        return "\n".join(["Report", *lines])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{title}</th>" for title in ("part", "samples", "RMSE", "MAE", "largest", "R²"))
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{n}</td><td>{m.rmse:.3g}</td><td>{m.mae:.3g}</td><td>{m.max:.3g}</td>"
            f"<td>{m.r2:.4f}</td></tr>"
            for name, n, m in self._rows()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def fit_report(networks: Sequence[torch.nn.Module], **datasets: Dataset) -> Report:
    """Predict the energies of several parts of the data and compare them with their references.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part.
    **datasets : Dataset
        The parts, by the names that they shall have, such as ``train=...`` and ``test=...``.

    Returns
    -------
    Report

    Raises
    ------
    TypeError, ValueError
        If there is no part, or one of them does not fit the networks.

    Examples
    --------
    >>> fit_report([network], train=train, test=test)  # doctest: +SKIP
    """
    if not datasets:
        raise ValueError("fit_report got no part of the data; expected at least one. Try fit_report([net], test=test).")
    reference, prediction, weight = {}, {}, {}
    for name, given in datasets.items():
        dataset = as_dataset(name, given, "")
        reference[name] = to_numpy(dataset.per_cell.energy[:, 0])
        with torch.no_grad():
            prediction[name] = to_numpy(predict_energy(networks, dataset)[:, 0])
        if dataset.per_cell.weight is not None:
            weight[name] = to_numpy(dataset.per_cell.weight[:, 0])
    return Report(reference, prediction, weight)
