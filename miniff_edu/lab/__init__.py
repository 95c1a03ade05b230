"""The live laboratory of the toy world: choose all settings, fit, watch, stop, pin, compare."""

from .laboratory import Laboratory

__all__ = ["Laboratory"]
