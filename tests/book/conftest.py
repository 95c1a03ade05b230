"""The built book, shared by the tests of pages: built once, also where several processes test."""

from pathlib import Path

import pytest
from built_book import SOURCE, build, is_fresh
from filelock import FileLock
from visits import Visit, visit_all


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder of the pages: those that are there, if made from these very sources, or else built now."""
    built = SOURCE / "_build" / "html"
    if is_fresh(built):
        return built
    base = tmp_path_factory.getbasetemp()
    target = (base if worker_id == "master" else base.parent) / "book"
    with FileLock(f"{target}.lock"):
        if not is_fresh(target / "_build" / "html"):
            result = build(SOURCE, target)
            assert result.returncode == 0, result.stdout + result.stderr
    return target / "_build" / "html"


@pytest.fixture(scope="session")
def visits(book: Path, browser) -> dict[Path, Visit]:
    """Return what a visit to each page shows."""
    return visit_all(book, browser)
