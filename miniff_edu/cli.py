"""Moved to :mod:`miniff_edu.classroom.cli`; this name stays, for notebooks and scripts that have it."""

from .classroom.cli import *  # noqa: F403
