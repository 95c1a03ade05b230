"""Moved to :mod:`miniff_edu.toy.figures`; this name stays, for notebooks and scripts that have it."""

from .toy.figures import *  # noqa: F403
