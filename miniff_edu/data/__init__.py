"""Reference data that travel with the library: each set with its origin, its errors and its checksum.

>>> from miniff_edu.data import load
>>> train, test = load("water", "train"), load("water", "test")

Each set is two files in this folder: ``water.npz`` with the numbers, ``water.toml`` with where they come from. They
were computed by the scripts in ``tools/reference`` and belong to everybody (CC0 1.0). Loading needs neither these nor a
network.
"""

from .sets import NAMES, load, provenance
from .summaries import SUMMARIES, origin, summary

__all__ = ["NAMES", "SUMMARIES", "load", "origin", "provenance", "summary"]
