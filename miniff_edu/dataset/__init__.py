"""Checked containers. In: torch tensors. Out: per-cell and per-point parts, and the dataset that they make."""

from .dataset import Dataset, as_dataset
from .parts import PerCellDataset, PerPointDataset

__all__ = ["Dataset", "PerCellDataset", "PerPointDataset", "as_dataset"]
