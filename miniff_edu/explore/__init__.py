"""Sliders that never need a kernel. In: a function that draws, and the values to try. Out: a figure with sliders."""

from .explorer import Explorer, explore

__all__ = ["Explorer", "explore"]
