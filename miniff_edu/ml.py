"""The names of ``miniff.ml`` that the tutorial uses: ``from miniff_edu import ml, ml_util`` is the only change needed.

Where they live: :mod:`miniff_edu.dataset`.
"""

from .dataset import Dataset, PerCellDataset, PerPointDataset

__all__ = ["Dataset", "PerCellDataset", "PerPointDataset"]
