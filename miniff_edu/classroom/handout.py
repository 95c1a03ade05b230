"""Folders for students. In: the chapters of the book. Out: notebooks without solutions, and what is needed to run them.

The same book always gives the same bytes. The library that goes with them holds the solutions too, unless they are
withheld: then it has none, or has them put away until a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .._support.files import CHECKOUT, SHIPPED, chapter_number, package_of, project
from ..exercises.engine.cells import INTRODUCTION_TAG, KEY, is_for_students
from ..exercises.engine.withheld import sealed
from .edition import students_edition
from .folder import CHAPTERS_CODE, COURSE, MANIFEST, OPEN, SOLUTIONS, START, WITHHELD, Handout, Manifest, write
from .notebook import (
    TEMPLATES,
    cell_digests,
    cells_of,
    chapters_of,
    notebook_of,
    notebook_text,
    read_chapter,
    strays_of,
    templates_of,
)
from .pages import ABOUT_SOFTWARE, environment, readme, start_page
from .withhold import exercises_in, without_solutions

__all__ = ["CHECKOUT", "COURSE", "MANIFEST", "Handout", "for_students", "make_handout", "write"]

SOFTWARE = ("pyproject.toml", "constraints.txt", "LICENSE")
LEFTOVERS = (".pyc", ".pyo", ".ipynb", ".orig", ".rej", ".bak", "~")  # no part of the package, wherever they lie
TELLS_ALL = '; `exercises.solution("{number}")` tells all'  # in the text before the exercises; not where it does not


def make_handout(
    folder: str | Path,
    *,
    checkout: str | Path | None = None,
    withhold: bool = False,
    release: date | None = None,
    book: str | Path | None = None,
) -> Handout:
    """Write the students' folder.

    Parameters
    ----------
    folder : path
        Made where it does not exist.
    checkout : path, optional
        The project's folder, with ``book/chapters`` and ``pyproject.toml`` in it; by default that of this library, or
        what was installed with it.
    withhold : bool, default False
        Leave solutions and insights out of the library that goes with the notebooks.
    release : date, optional
        Open solutions and insights from this day on, by the clock of the student's computer; until then they are put
        away in a file of their own.
    book : path, optional
        The folder of a built book, with ``index.html`` in it: its students' edition, without solutions, goes into the
        folder ``book``.

    Returns
    -------
    Handout

    Raises
    ------
    FileNotFoundError
        If there are no chapters.
    ValueError
        If a chapter is no notebook, a page of the book has other solutions than the library, `folder` is for something
        else, or it has its solutions withheld and this would put them in.
    """
    folder, checkout, solutions = Path(folder), Path(checkout or project()), state_of(withhold, release)
    before = Manifest.read(folder).solutions
    if solutions == OPEN and before not in (OPEN, ""):
        again = "--without-solutions" if before == WITHHELD else f"--release {before}"
        raise ValueError(
            f"folder is {folder}, from which solutions are withheld, and now they would come into it; expected {again} "
            "again, or a folder of another name."
        )
    contents = files_of(checkout, solutions) | (students_edition(Path(book)) if book else {})
    result = write(folder, contents, checkout, manifest_of(contents, solutions))
    result.left_out = strays_of(checkout)
    return result


def state_of(withhold: bool, release: date | None) -> str:
    """Return what becomes of the solutions, in a word or as a day."""
    if withhold and release:
        raise ValueError(
            f"withhold is True and release is {release}; expected one of them. With a day alone, solutions are there "
            "and put away until then."
        )
    return WITHHELD if withhold else release.isoformat() if release else OPEN


def manifest_of(contents: Mapping[str, bytes], solutions: str) -> Manifest:
    """Return what is to be remembered of a handout, but for what is known of its files when they are written."""
    cells = {name: cell_digests(raw) for name, raw in contents.items() if name.endswith(".ipynb") and "/" not in name}
    return Manifest({}, cells, solutions)


def for_students(notebook: Mapping[str, Any], *, tells_all: bool = True) -> dict[str, Any]:
    """Return a chapter as students get it: no hints, no solutions, no outputs.

    Parameters
    ----------
    notebook : mapping
        A notebook of format 4, as its JSON says.
    tells_all : bool, default True
        Whether the text before the exercises says that solutions can be asked for.

    Returns
    -------
    dict
    """
    cells = []
    for cell in filter(is_for_students, cells_of(notebook)):
        number = cell["metadata"].get(KEY)
        if not tells_all and INTRODUCTION_TAG in cell["metadata"].get("tags", []):
            cell = {**cell, "source": cell["source"].replace(TELLS_ALL.format(number=number), "")}
        cells.append({**cell, "metadata": {KEY: number} if number else {}})
    return notebook_of(cells)


def files_of(checkout: Path, solutions: str = OPEN) -> dict[str, bytes]:
    """Return the content of each file of a handout, by its path."""
    files = {n: t.encode() if isinstance(t, str) else t for n, t in _files(checkout, solutions)}  # all, or an error
    if solutions != OPEN:
        names = [name for name in files if name.startswith(CHAPTERS_CODE) and name.endswith(".py")]
        codes = {name: files[name].decode("utf-8-sig") for name in names}
        modules = {name: name.removeprefix("software/").removesuffix(".py").replace("/", ".") for name in names}
        everything = [e for name in names for e in exercises_in(codes[name], modules[name])]
        files |= {name: without_solutions(codes[name], modules[name]).encode() for name in names}
        if solutions != WITHHELD:
            files[SOLUTIONS] = sealed(everything, date.fromisoformat(solutions)).encode()
    return files


def _files(checkout: Path, solutions: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and the content of each file of a handout."""
    titles = {}
    for path in chapters_of(checkout):
        notebook = read_chapter(path)
        title = "".join(notebook["cells"][0]["source"]).partition("\n")[0].lstrip("# ")
        titles[path.name] = chapter_number(path), title
        yield path.name, notebook_text(for_students(notebook, tells_all=solutions != WITHHELD))
    templates = {f"{TEMPLATES}/{path.name}": path for path in templates_of(checkout)}
    for name, path in templates.items():
        yield name, notebook_text(for_students(read_chapter(path)))
    yield START, notebook_text(start_page(titles, [*templates]))
    yield "README.md", readme(checkout, solutions)
    yield "environment.yml", environment(checkout)
    for name in SOFTWARE:
        yield f"software/{name}", (checkout / name).read_bytes()
    yield "software/README.md", ABOUT_SOFTWARE
    package = package_of(checkout)
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package.parent)
        is_left = path.name.endswith(LEFTOVERS) or any(part.startswith((".", "__pycache__")) for part in place.parts)
        if path.is_file() and not is_left and SHIPPED not in path.parents:
            yield f"software/{place.as_posix()}", path.read_bytes()  # data too, which are no text
