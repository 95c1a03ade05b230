"""Moved to :mod:`miniff_edu.classroom.handout`; this name stays, for notebooks and scripts that have it."""

from .classroom.handout import *  # noqa: F403
