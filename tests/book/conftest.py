"""The built book, for all tests of its pages."""

from pathlib import Path

import pytest
from built_book import SOURCE, build, is_fresh


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pages: those that are there, if made from these very sources, or else built now."""
    built = SOURCE / "_build" / "html"
    if is_fresh(built):
        return built
    target = tmp_path_factory.mktemp("book")
    result = build(SOURCE, target)
    assert result.returncode == 0, result.stdout + result.stderr
    return target / "_build" / "html"
