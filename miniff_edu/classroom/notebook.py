"""Notebooks for others: chapters with nothing in them that belongs to whoever ran them last.

In: a chapter as it lies in the book's folder. Out: its cells, emptied, with the exercises as the library has them.

Only what is named here goes out: kernels, widgets, outputs and whatever an editor keeps in a notebook stay behind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import exercises
from ..exercises.engine.cells import KEY, section

Cell = dict[str, Any]

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# A chapter's name as the book spells it: no scratch notebook, no copy, no companion of another system.
CHAPTER = re.compile(r"\d\d-[a-z0-9-]+\.ipynb")


def chapters_of(checkout: Path) -> list[Path]:
    """Return the chapters of the book, in order.

    What else lies in their folder (``Untitled.ipynb``, ``01-title-Copy1.ipynb``, ``._01-title.ipynb``, an empty file)
    is somebody's own, and so is a notebook that the book's table of contents does not name.

    Raises
    ------
    FileNotFoundError
        If there are no chapters; it says where they should be.
    """
    folder, contents = checkout / "book" / "chapters", checkout / "book" / "_toc.yml"
    paths = [path for path in sorted(folder.glob("*.ipynb")) if CHAPTER.fullmatch(path.name) and path.stat().st_size]
    if contents.is_file():
        listed = set(re.findall(r"file: chapters/(\S+)", contents.read_text(encoding="utf-8")))
        paths = [path for path in paths if path.stem in listed]
    if not paths:
        raise FileNotFoundError(
            f"book is {checkout}; expected the project's folder, with book/chapters in it: the chapters are no part of "
            "the installed package. Try --book with the folder that git clone has made."
        )
    return paths


def cells_of(notebook: Mapping[str, Any]) -> Iterator[Cell]:
    """Yield the cells of a chapter, emptied; its exercises are made anew, so no answer typed there goes out."""
    cells = notebook["cells"]
    places = [i for i, cell in enumerate(cells) if KEY in cell["metadata"]]
    for i, cell in enumerate(cells):
        if places and i == places[0]:
            chapter = int(str(cell["metadata"][KEY]).partition(".")[0])
            yield from section(exercises.of_chapter(chapter))
        elif not places or not places[0] <= i <= places[-1]:
            yield emptied(cell)


def emptied(cell: Mapping[str, Any]) -> Cell:
    """Return a cell with its text and nothing else."""
    kept = {name: cell[name] for name in ("cell_type", "id", "source")}
    unrun: Cell = {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {}
    return {**kept, "metadata": {}, **unrun}


def code_cell(name: str, source: str, **metadata: Any) -> Cell:
    """Return a new cell of code."""
    return emptied({"cell_type": "code", "id": name, "source": source}) | {"metadata": metadata}


def markdown_cell(name: str, source: str) -> Cell:
    """Return a new cell of text."""
    return emptied({"cell_type": "markdown", "id": name, "source": source})


def notebook_of(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return a notebook for anybody's Python 3."""
    return {"cells": list(cells), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def notebook_text(notebook: Mapping[str, Any]) -> str:
    """Return a notebook as the text of its file, always the same for the same notebook."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
