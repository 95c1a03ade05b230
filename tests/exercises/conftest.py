"""Each test begins as a fresh kernel does: in its own folder, with nothing waiting to be written."""

import pytest

from miniff_edu.exercises.engine import record


@pytest.fixture(autouse=True)
def fresh_kernel() -> None:
    record._folder = None
    record._waiting.clear()
    record._without_locks.clear()
