"""Folders for students. In: the chapters of the book. Out: notebooks without solutions, and what is needed to run them.

The same book always gives the same bytes. A file that somebody has edited since is never written over, and solutions
never come to lie in a folder for students: an nbgrader course is no place for a handout, nor the other way round.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .._support.files import CHECKOUT, PACKAGE, chapter_number
from ..exercises.engine.cells import KEY, is_for_students
from .notebook import cells_of, chapters_of, notebook_of, notebook_text, read_chapter, strays_of
from .pages import ABOUT_SOFTWARE, environment, readme, start_page

MANIFEST = ".handout.json"  # what was written, so that an edited file is recognised
SOFTWARE = ("pyproject.toml", "constraints.txt", "LICENSE")
LEFTOVERS = (".pyc", ".pyo", ".ipynb", ".orig", ".rej", ".bak", "~")  # no part of the package, wherever they lie
# A file that only one of the two kinds of folder has.
COURSE = "nbgrader_config.py"
KINDS = {"start.ipynb": "a folder for students", COURSE: "an nbgrader course, with the solutions"}


@dataclass
class Handout:
    """What was done with each file, by its path in the folder.

    Parameters
    ----------
    written, unchanged, kept : list of str
        Written now; there already; edited by somebody, so left alone.
    left_out : list of str
        Notebooks that lie among the chapters of the book and are none.
    """

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{len(self.written)} files written, {len(self.unchanged)} unchanged, {len(self.kept)} kept as edited."
        ]
        lines += [f"  kept: {name} (to take the new one, rename or remove yours)" for name in self.kept]
        lines += [f"  left out: {name} (it lies in book/chapters, and is no chapter)" for name in self.left_out]
        return "\n".join(lines)


def make_handout(folder: str | Path, *, checkout: str | Path = CHECKOUT) -> Handout:
    """Write the students' folder.

    Parameters
    ----------
    folder : path
        Made where it does not exist.
    checkout : path
        The project's folder, with ``book/chapters`` and ``pyproject.toml`` in it.

    Returns
    -------
    Handout

    Raises
    ------
    FileNotFoundError
        If there are no chapters.
    ValueError
        If a chapter is no notebook, or `folder` is for something else.
    """
    return write(Path(folder), _files(Path(checkout)), Path(checkout))


def for_students(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chapter as students get it: no hints, no solutions, no outputs.

    Parameters
    ----------
    notebook : mapping
        A notebook of format 4, as its JSON says.

    Returns
    -------
    dict
    """
    kept = filter(is_for_students, cells_of(notebook))
    return notebook_of([{**c, "metadata": {k: v for k, v in c["metadata"].items() if k == KEY}} for c in kept])


def write(folder: Path, files: Iterator[tuple[str, str | bytes]], checkout: Path) -> Handout:
    """Write files into `folder`, but not over a file that has been edited since it was written."""
    contents = {name: text.encode() if isinstance(text, str) else text for name, text in files}  # or nothing at all
    _check_folder(folder, checkout, next(kind for kind in KINDS if kind in contents))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise NotADirectoryError(
            f"folder is {folder}, where a file is in the way; expected a folder, or nothing. Give another name."
        ) from None
    known = _manifest(folder)
    result = Handout(left_out=strays_of(checkout))
    for name, new in contents.items():
        path = folder / name
        there = path.read_bytes() if path.exists() else None
        if there == new:
            result.unchanged.append(name)
        elif there is not None and known.get(name) != _digest(there):
            result.kept.append(name)
            continue
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new)
            result.written.append(name)
        known[name] = _digest(new)
    text = json.dumps(known, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return result


def _check_folder(folder: Path, checkout: Path, kind: str) -> None:
    """Raise a ``ValueError`` where `folder` is, or lies in, one for something else."""
    place, project = folder.resolve(), checkout.resolve()
    if place == project or any(project / name in (place, *place.parents) for name in ("book", PACKAGE.name)):
        raise ValueError(
            f"folder is {folder}, where the project itself lies; expected a folder of its own. Try another one, such "
            "as ../workshop."
        )
    if kind == "start.ipynb":
        mixed = [path.parent for pattern in (COURSE, f"*/{COURSE}") for path in place.glob(pattern)]
    else:
        mixed = [above for above in (place, *place.parents) if "start.ipynb" in _manifest(above)]
    if mixed:
        (other,) = KINDS.keys() - {kind}
        raise ValueError(
            f"folder is {folder}, and {mixed[0]} is {KINDS[other]}; expected a folder of its own for {KINDS[kind]}: "
            "in one folder, solutions would be handed out. Give another name."
        )


def _manifest(folder: Path) -> dict[str, str]:
    """Return what was written before; without a readable manifest, every file that is there counts as edited."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _files(checkout: Path) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and the content of each file of a handout."""
    titles = {}
    for path in chapters_of(checkout):
        notebook = read_chapter(path)
        title = "".join(notebook["cells"][0]["source"]).partition("\n")[0].lstrip("# ")
        titles[path.name] = chapter_number(path), title
        yield path.name, notebook_text(for_students(notebook))
    yield "start.ipynb", notebook_text(start_page(titles))
    yield "README.md", readme(checkout)
    yield "environment.yml", environment(checkout)
    for name in SOFTWARE:
        yield f"software/{name}", (checkout / name).read_bytes()
    yield "software/README.md", ABOUT_SOFTWARE
    for path in sorted((checkout / PACKAGE.name).rglob("*")):
        place = path.relative_to(checkout)
        is_left = path.name.endswith(LEFTOVERS) or any(part.startswith((".", "__pycache__")) for part in place.parts)
        if path.is_file() and not is_left:
            yield f"software/{place.as_posix()}", path.read_bytes()  # data too, which are no text
