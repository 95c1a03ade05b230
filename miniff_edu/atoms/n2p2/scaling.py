"""The lines of a ``scaling.data``. In: ranges, means and spreads. Out: text; and back.

n2p2 makes inputs S of descriptors G by one of five rules, with s and S the ends of the range that was asked for:

=================================== ========================================
keywords                            inputs
=================================== ========================================
none                                G
center_symmetry_functions           G - mean
scale_symmetry_functions            s + (S - s) (G - min) / (max - min)
both                                s + (S - s) (G - mean) / (max - min)
scale_symmetry_functions_sigma      s + (S - s) (G - mean) / sigma
=================================== ========================================

All are (G - mean) / spread with other numbers, which is what an :class:`~miniff_edu.atoms.AtomicNetwork` has; the last
one, from 0 to 1, is the same without a change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..atomic_network import AtomicNetwork
from .names import SCALING, SETTINGS, UNKNOWN
from .settings import Settings, as_float


@dataclass(frozen=True)
class Scaling:
    """Means and spreads, and the range of the training data, of the functions of one element."""

    mean: np.ndarray
    spread: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, network: AtomicNetwork, columns: list[int]) -> Scaling:
        """Return those of a network, its functions in the order of `columns`."""
        return cls(*(getattr(network, name).numpy()[columns] for name in ("mean", "spread", "low", "high")))


def to_lines(element: int, scaling: Scaling) -> list[str]:
    """Return the lines of an element, itself and its functions counted from 0."""
    low, high = (np.clip(values, -UNKNOWN, UNKNOWN) for values in (scaling.low, scaling.high))
    rows = zip(low, high, scaling.mean, scaling.spread, strict=True)
    return [f"{element + 1:4d} {i:5d} " + " ".join(f"{value:24.16E}" for value in row) for i, row in enumerate(rows, 1)]


def from_lines(text: str | None, settings: Settings, counts: list[int]) -> list[Scaling]:
    """Return the scaling of each element.

    Parameters
    ----------
    text : str, or None
        What the file holds; None where there is none, which will do without scaling.
    settings : Settings
        Which rule.
    counts : list of int
        The number of functions of each element.
    """
    scaled, centred = "scale_symmetry_functions" in settings, "center_symmetry_functions" in settings
    sigma = "scale_symmetry_functions_sigma" in settings and not scaled and not centred
    start, stop = (settings.value(f"scale_{end}_short", default) for end, default in (("min", 0.0), ("max", 1.0)))
    if text is None and (scaled or centred or sigma):
        raise FileNotFoundError(f"the folder has no {SCALING}; {SETTINGS} asks for scaling, and its numbers are there.")
    if (scaled or sigma) and not start < stop:
        raise ValueError(f"{SETTINGS} scales from {start} to {stop}; expected scale_min_short below scale_max_short.")
    result: list[Scaling] = []
    for low, high, mean, spread in _tables(text, counts, sigma):
        width = spread if sigma else high - low
        if (scaled or sigma) and not (width > 0).all():
            bad = int(np.argmin(width > 0))
            raise ValueError(
                f"{SCALING}: function {bad + 1} of element {len(result) + 1} has {'sigma' if sigma else 'max - min'} = "
                f"{width[bad]}, by which it is to be divided; expected a number above 0. Leave this function out."
            )
        unit = width / (stop - start) if scaled or sigma else np.ones_like(low)
        zero = low if scaled and not centred else mean if scaled or centred or sigma else np.zeros_like(low)
        origin = zero - start * unit if scaled or sigma else zero
        known = [np.where(np.abs(values) < UNKNOWN, values, np.copysign(np.inf, values)) for values in (low, high)]
        result.append(Scaling(origin, unit, *known))
    return result


def _tables(text: str | None, counts: list[int], sigma: bool) -> list[np.ndarray]:
    """Return min, max, mean and sigma (1 where old files have none) of each element, shape (4, n_functions)."""
    if text is None:
        return [np.repeat([[-UNKNOWN], [UNKNOWN], [0.0], [1.0]], n, axis=1) for n in counts]
    lines = [(i, line.split()) for i, line in enumerate(text.splitlines(), 1) if line.strip() and line[0] != "#"]
    if len(lines) < sum(counts):
        raise ValueError(f"{SCALING} has {len(lines)} lines; expected {sum(counts)}, one for each function.")
    tables, start = [], 0
    for e, n in enumerate(counts, 1):
        rows = []
        for f, (i, words) in enumerate(lines[start : start + n], 1):
            where = f"{SCALING}, line {i}"
            if words[:2] != [str(e), str(f)]:
                raise ValueError(f"{where} begins with {words[:2]}; expected element {e}, function {f}.")
            if len(words) < 6 and (sigma or len(words) < 5):
                raise ValueError(f"{where} has {len(words)} columns; expected min, max, mean and sigma from the third.")
            values = [as_float(word, where) for word in words[2:6]]
            rows.append([*values, 1.0][:4])
        tables.append(np.array(rows).T)
        start += n
    return tables
