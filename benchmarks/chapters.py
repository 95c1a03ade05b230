"""How long each chapter takes to run: kernel start, torch import and all cells, in a fresh kernel."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import nbformat
from nbclient import NotebookClient

CHAPTERS = Path(__file__).resolve().parent.parent / "book" / "chapters"
ALLOWED = {"01-toy-function-fitting": "6 s"}
REPEATS = 5


def seconds(path: Path) -> float:
    """Run a chapter in a fresh kernel and return the seconds until its last cell has finished."""
    client = NotebookClient(nbformat.read(path, as_version=4), resources={"metadata": {"path": str(path.parent)}})
    start = time.perf_counter()
    with client.setup_kernel():
        for index, cell in enumerate(client.nb.cells):
            client.execute_cell(cell, index)
        return time.perf_counter() - start


def rows() -> list[tuple[str, str, str]]:
    """Return rows of the table: what, measured, allowed."""
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["MINIFF_EDU_PROGRESS"] = "off"
    os.environ.pop("MINIFF_EDU_STATIC", None)
    result = []
    for path in sorted(CHAPTERS.glob("*.ipynb")):
        times = [seconds(path) for _ in range(REPEATS)]
        what = f"chapter {path.stem}: kernel, imports and all cells, median of {REPEATS}"
        result.append((what, f"{median(times):.1f} s", ALLOWED.get(path.stem, "15 s")))
    result.append(("all chapters of Part I through nbval", f"{nbval_seconds():.0f} s", "60 s"))
    return result


def nbval_seconds() -> float:
    """Compare all chapters with their stored outputs, as the tests do, and return the seconds that it takes."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", str(CHAPTERS)]
    subprocess.run(command, cwd=CHAPTERS.parent.parent, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
