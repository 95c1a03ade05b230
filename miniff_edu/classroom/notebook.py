"""Notebooks for others: chapters with nothing in them that belongs to whoever ran them last.

In: a chapter as it lies in the book's folder. Out: its cells, emptied, with the exercises as the library has them.

Only what is named here goes out: kernels, widgets, outputs and whatever an editor keeps in a notebook stay behind.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import exercises
from .._support.cells import Cell, emptied
from .._support.files import chapter_number
from ..exercises.engine.cells import AFTER_EXERCISES, INTRODUCTION, KEY, section

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TEMPLATES = "templates"  # the folder of notebooks for one's own data, in the book and in a handout
# A chapter's name as the book spells it: no scratch notebook, no copy, no companion of another system.
CHAPTER = re.compile(r"\d\d-[a-z0-9-]+\.ipynb")
LISTED = re.compile(r"^\s*-?\s*file:\s*[\"']?chapters/([^\s\"'#]+)", re.MULTILINE)
BEFORE_EXERCISES = INTRODUCTION.partition("\n")[0]
CHECKED = re.compile(r"exercises\.(?:check|hint|solution)\([\"'](\d+)\.")


def chapters_of(checkout: Path) -> list[Path]:
    """Return the chapters of the book, in order.

    What else lies in their folder (``Untitled.ipynb``, ``01-title-Copy1.ipynb``, ``._01-title.ipynb``, an empty file)
    is somebody's own. The book's table of contents tells which are its chapters; where there is none, those are for
    which the library has exercises.

    Raises
    ------
    FileNotFoundError
        If there are no chapters; it says where they should be.
    ValueError
        If two notebooks could be the same chapter.
    """
    contents = checkout / "book" / "_toc.yml"
    paths = [path for path in _notebooks(checkout) if CHAPTER.fullmatch(path.name) and path.stat().st_size]
    if contents.is_file():
        listed = {name.removesuffix(".ipynb") for name in LISTED.findall(contents.read_text(encoding="utf-8-sig"))}
        paths = [path for path in paths if path.stem in listed]
    else:
        paths = [path for path in paths if chapter_number(path) in exercises.CHAPTERS]
    if not paths:
        raise FileNotFoundError(
            f"book is {checkout}; expected the project's folder, with book/chapters in it: the library that comes with "
            "a handout has no chapters. Try --book with the folder that git clone has made, or install the wheel."
        )
    for number, count in Counter(map(chapter_number, paths)).items():
        if count > 1:
            names = " and ".join(path.name for path in paths if chapter_number(path) == number)
            raise ValueError(
                f"chapter {number} is there {count} times: {names}; expected one notebook for each chapter. Move your "
                "own copy out of book/chapters."
            )
    return sorted(paths, key=chapter_number)


def templates_of(checkout: Path) -> list[Path]:
    """Return the notebooks that readers copy for work of their own; none where an older project has no such folder."""
    return sorted((checkout / "book" / TEMPLATES).glob("[a-z]*.ipynb"))


def strays_of(checkout: Path) -> list[str]:
    """Return the names of the notebooks that lie among the chapters and are none."""
    chapters = chapters_of(checkout)
    return [path.name for path in _notebooks(checkout) if path not in chapters]


def _notebooks(checkout: Path) -> list[Path]:
    return sorted((checkout / "book" / "chapters").glob("*.ipynb"))


def read_chapter(path: Path) -> dict[str, Any]:
    """Read a notebook.

    Raises
    ------
    ValueError
        If it is none of format 4; it names the file.
    """
    try:
        notebook = json.loads(path.read_bytes())
        if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
            raise ValueError("it has no cells")
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{path} is no notebook: {error}; expected JSON of format 4. Try git checkout -- {path.name} in its folder."
        ) from None
    return notebook


def cells_of(notebook: Mapping[str, Any]) -> Iterator[Cell]:
    """Yield the cells of a chapter, emptied; its exercises are made anew, so no answer typed there goes out.

    What somebody has put among the exercises, up to the heading behind them, stays behind with them; so does what was
    copied out of them to another place. Exercises are known by what the library writes into a cell: its metadata, its
    id, or, where an editor has dropped both, the heading.

    Raises
    ------
    ValueError
        If there are exercises and nothing tells of which chapter.
    """
    cells = notebook["cells"]
    marked = [i for i, cell in enumerate(cells) if _is_exercise(cell)]
    heads = [i for i, cell in enumerate(cells) if _begins_with(cell, BEFORE_EXERCISES)]
    if not marked and not heads:
        yield from (emptied(cell, i) for i, cell in enumerate(cells))
        return
    start = heads[0] if heads else marked[0]
    ends = [i for i, cell in enumerate(cells) if i > start and _begins_with(cell, AFTER_EXERCISES)]
    end = ends[0] if ends else len(cells)
    chapter = _chapter(cells, [*marked, *range(start, end)])
    for i, cell in enumerate(cells):
        if i == start:
            yield from section(exercises.of_chapter(chapter))
        if not start <= i < end and i not in marked:
            yield emptied(cell, i)


def _is_exercise(cell: Mapping[str, Any]) -> bool:
    metadata = cell.get("metadata", {})
    marks = [str(cell.get("id", "")), *map(str, metadata.get("tags", []))]
    return KEY in metadata or any(mark.startswith(f"{KEY}-") for mark in marks)


def _begins_with(cell: Mapping[str, Any], heading: str) -> bool:
    return bool(cell["cell_type"] == "markdown" and text_of(cell).lstrip().startswith(heading))


def _chapter(cells: Sequence[Mapping[str, Any]], places: Sequence[int]) -> int:
    """Return the chapter to which the cells at these places belong."""
    for i in places:
        number = str(cells[i].get("metadata", {}).get(KEY, "")).partition(".")[0]
        found = CHECKED.search(text_of(cells[i]))
        number = number or (found[1] if found else "")
        if number.isdecimal() and int(number) in exercises.CHAPTERS:
            return int(number)
    raise ValueError(
        "a notebook has exercises, and none of their cells says which; expected cells as tools/refresh.py writes them. "
        "Try git checkout on the chapter, or: python tools/refresh.py"
    )


def notebook_of(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return a notebook for anybody's Python 3."""
    return {"cells": list(cells), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def notebook_text(notebook: Mapping[str, Any]) -> str:
    """Return a notebook as the text of its file, always the same for the same notebook."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def text_of(cell: Mapping[str, Any]) -> str:
    """Return the source of a cell as one text."""
    return "".join(cell.get("source", ""))


def cell_digest(cell: Mapping[str, Any]) -> str:
    """Return what stands for a cell's kind and source; blanks at the ends of lines and of the cell do not count."""
    lines = "\n".join(line.rstrip() for line in text_of(cell).strip().splitlines())
    return hashlib.sha256(f"{cell['cell_type']}\n{lines}".encode("utf-8", "backslashreplace")).hexdigest()[:16]


def cell_digests(raw: bytes) -> dict[str, str]:
    """Return the digest of each cell of a notebook, by its id."""
    return {cell["id"]: cell_digest(cell) for cell in json.loads(raw)["cells"]}
