"""Moved to :mod:`miniff_edu.classroom.grading`; this name stays, for notebooks and scripts that have it."""

from .classroom.grading import *  # noqa: F403
