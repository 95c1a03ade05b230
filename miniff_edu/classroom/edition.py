"""The students' edition of the built book. In: the folder of pages. Out: the same pages without solutions.

A chapter loses its folds with solutions, a page for teachers all that it says; each page stays, so all links lead on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from .. import exercises
from .._support.files import chapter_number, project
from ..exercises.engine.cells import SOLUTION

FOLDER = "book"  # in the handout
BUILT = "book/_build/html"  # in the checkout
FOR_TEACHERS = "This page is for teachers; the whole book has it."
ABOUT = re.compile(r'<meta [^>]*"(?:og:)?description"[^>]*>')  # which quotes what the page says

Classes = set[str]
Choice = Callable[[str, Classes], bool]


def is_built(folder: Path) -> bool:
    """Tell whether a folder holds the pages of a built book."""
    return (folder / "index.html").is_file() and (folder / "chapters").is_dir()


def folders_of(given: Path | None) -> tuple[Path, Path | None]:
    """Return the folders of the project and of the built book; either of them may be given.

    A book that was built in the project, and has other exercises than the library by now, is none.
    """
    if given is not None and is_built(given):
        return project(), given
    checkout = given or project()
    book = checkout / BUILT
    return checkout, book if is_built(book) and all(map(_has_these_exercises, book.glob("chapters/*.html"))) else None


def _has_these_exercises(page: Path) -> bool:
    n_found = page.read_text(encoding="utf-8").count(f'class="cell tag_{SOLUTION} ')
    number = chapter_number(page)
    return number in exercises.CHAPTERS and n_found == len(exercises.of_chapter(number))


def students_edition(book: Path) -> dict[str, bytes]:
    """Return the files of the students' edition of a built book, by their paths in a handout.

    Parameters
    ----------
    book : Path
        The folder with ``index.html`` in it.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    ValueError
        If a chapter's page has not as many solutions as the library has: then something else may be left in it.
    """
    files = {}
    for path in sorted(book.rglob("*")):
        place = path.relative_to(book)
        if not path.is_file() or any(part.startswith(".") for part in place.parts):
            continue
        raw = path.read_bytes()
        if place.parts[:2] == ("_sources", "teaching"):
            raw = f"{FOR_TEACHERS}\n".encode()
        elif place.suffix == ".html" and place.parts[0] == "teaching":
            raw = without_teaching(raw.decode("utf-8")).encode()
        elif place.suffix == ".html" and place.parts[0] == "chapters":
            raw = _chapter(path, raw.decode("utf-8")).encode()
        files[f"{FOLDER}/{place.as_posix()}"] = raw
    return files


def _chapter(path: Path, page: str) -> str:
    """Return the page of a chapter without its solutions."""
    text, n_found = without(page, lambda tag, classes: f"tag_{SOLUTION}" in classes)
    n_known = len(exercises.of_chapter(chapter_number(path)))
    if n_found != n_known:
        raise ValueError(
            f"book is {path.parents[1]}, where {path.name} has {n_found} solutions; expected {n_known}, so that none "
            "is left in the students' edition. Build the book afresh: python tools/run.py book"
        )
    return text


def without_teaching(page: str) -> str:
    """Return a page for teachers with nothing but its title and a sentence in it."""
    text, _ = without(ABOUT.sub("", page), lambda tag, classes: bool({"page-toc", "bd-toc-nav"} & classes))
    title = re.search(r"<h1>.*?</h1>", text, re.DOTALL)
    words = f"{title[0] if title else ''}\n<p>{FOR_TEACHERS}</p>"
    return without(text, lambda tag, classes: "bd-article" in classes, words)[0]


def without(page: str, is_out: Choice, words: str = "") -> tuple[str, int]:
    """Take elements out of a page; all else stays as it is, to the letter.

    Parameters
    ----------
    page : str
        HTML.
    is_out : callable
        ``is_out(tag, classes)`` tells whether an element goes, with all that is in it.
    words : str
        HTML that takes the place of what was in the element, whose own tags stay then.

    Returns
    -------
    str, int
        The page, and how many elements were taken out.
    """
    places = _Places(page, is_out)
    places.feed(page)
    places.close()
    if places.depth:
        raise ValueError("page has an element without an end; expected HTML as the book's build writes it.")
    for begin, inside, end_of_inside, end in reversed(places.found):
        page = page[:inside] + words + page[end_of_inside:] if words else page[:begin] + page[end:]
    return page, len(places.found)


class _Places(HTMLParser):
    """Where the elements are that a choice takes out: the outermost ones."""

    def __init__(self, page: str, is_out: Choice) -> None:
        super().__init__(convert_charrefs=False)
        self.page, self.is_out = page, is_out
        self.lines = [0, *(newline.end() for newline in re.finditer("\n", page))]
        self.tag, self.depth, self.begin, self.inside = "", 0, 0, 0
        self.found: list[tuple[int, int, int, int]] = []

    def here(self) -> int:
        """Return how many characters stand before the tag at which the parser is."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element that goes, or count one of the same name inside of it."""
        if self.depth:
            self.depth += tag == self.tag
        elif self.is_out(tag, {*(dict(attrs).get("class") or "").split()}):
            self.tag, self.depth, self.begin = tag, 1, self.here()
            self.inside = self.begin + len(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Leave an element that has nothing in it, such as ``<path/>``, as it is."""

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self.depth and tag == self.tag:
            self.depth -= 1
            if not self.depth:
                self.found.append((self.begin, self.inside, self.here(), self.page.index(">", self.here()) + 1))
