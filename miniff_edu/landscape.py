"""Moved to :mod:`miniff_edu.toy.landscape`; this name stays, for notebooks and scripts that have it."""

from .toy.landscape import *  # noqa: F403
