"""numpy, imported when something of it is first asked for: ``from .later import np``.

Exercises are read where they are not run: to write a handout, on a computer that has the library and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["np"]

if TYPE_CHECKING:
    import numpy as np
else:

    class _Later:
        """A module that is not there yet."""

        def __getattr__(self, name: str) -> Any:
            value = getattr(import_module("numpy"), name)
            setattr(self, name, value)  # the next time it is found without asking here
            return value

    np = _Later()
