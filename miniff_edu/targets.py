"""Moved to :mod:`miniff_edu.toy.targets`; this name stays, for notebooks and scripts that have it."""

from .toy.targets import *  # noqa: F403
