"""The built book, shared by the tests of pages: built once, also where several processes test."""

import subprocess
import sys
from pathlib import Path

import pytest
from book_stamp import NAME, stamp
from filelock import FileLock

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "book"
BUILD = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]


def build_book(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    options = ["--path-output", str(target), "--all", "-n", "-W", "--keep-going"]
    return subprocess.run([*BUILD, str(source), *options], capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def build():
    """Return the function that builds a book."""
    return build_book


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder of the pages: those that are there, if made from these very sources, or else built now."""
    built = SOURCE / "_build" / "html"
    if (built / NAME).exists() and (built / NAME).read_text(encoding="utf-8") == stamp(ROOT):
        return built
    base = tmp_path_factory.getbasetemp()
    target = (base if worker_id == "master" else base.parent) / "book"
    pages = target / "_build" / "html"
    with FileLock(f"{target}.lock"):
        if not (pages / NAME).exists():
            result = build_book(SOURCE, target)
            assert result.returncode == 0, result.stdout + result.stderr
    return pages
