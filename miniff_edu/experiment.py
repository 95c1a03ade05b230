"""Moved to :mod:`miniff_edu.toy.experiment`; this name stays, for notebooks and scripts that have it."""

from .toy.experiment import *  # noqa: F403
