"""Moved to :mod:`miniff_edu.classroom.collect`; this name stays, for notebooks and scripts that have it."""

from .classroom.collect import *  # noqa: F403
