"""Moved to :mod:`miniff_edu.plotting.style`; this name stays, for notebooks and scripts that have it."""

from .plotting.style import *  # noqa: F403
