"""A function that a file system denies a few times. In: how often, the real one, the error. Out: what stands for it."""

from __future__ import annotations

from collections.abc import Callable


def denied(times: int, real: Callable, error: OSError) -> Callable:
    """Return a function that raises `error` so many times, and then does what `real` does."""
    left = [times]

    def call(*arguments: object, **options: object) -> object:
        if left[0]:
            left[0] -= 1
            raise error
        return real(*arguments, **options)

    return call
