"""The built book. In: nothing. Out: the folder of its pages, and what builds them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from book_stamp import NAME, stamp

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "book"
BUILD = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]


def build(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build a book, warnings being errors."""
    options = ["--path-output", str(target), "--all", "-n", "-W", "--keep-going"]
    return subprocess.run([*BUILD, str(source), *options], capture_output=True, text=True, check=False)


def is_fresh(built: Path) -> bool:
    """Say whether pages were made from the sources as they are."""
    return (built / NAME).exists() and (built / NAME).read_text(encoding="utf-8") == stamp(ROOT)


def pages(book: Path) -> list[Path]:
    """Return all pages of a built book."""
    return [path for path in sorted(book.rglob("*.html")) if "_static" not in path.parts]


def chapters(book: Path) -> list[Path]:
    """Return its chapters."""
    return sorted((book / "chapters").glob("*.html"))
