"""The book as a PDF, printed by Chromium from one document. In: a `Book`. Out: a file with contents, outline and tags.

It is printed in two passes, since where chapters begin is known only afterwards. In the first one the front and each
chapter are printed one by one and their sheets are counted. In the second one all of them are one document, so links
between chapters work, pages are numbered through, fonts are embedded once, and the tags that screen readers follow stay
whole; its links must lead to where the count has put each chapter.
"""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path

from playwright.sync_api import Browser
from pypdf import PdfReader, PdfWriter

from .pages import Book, Page
from .words import LANGUAGE, LICENCE, style_sheet, title_page

PAPER = """
@page { size: A4; margin: 20mm 20mm 22mm;
  @bottom-center { content: counter(page); font: 9pt "DejaVu Sans", sans-serif; color: #333; } }
@page :first { @bottom-center { content: none; } }
/* Without ligatures: "fi" copied, searched or read aloud is two letters. */
html { font-size: 10pt; font-variant-ligatures: none; }
body { margin: 0; }
img { max-width: min(100%, 13.5cm); }
/* A cell of a chapter has at most 15 lines. */
.highlight { break-inside: avoid; }
.cell_input { break-after: avoid; }
.title-page { padding-top: 60mm; }
.title-page .title { font: bold 24pt/1.2 "DejaVu Sans", sans-serif; }
.contents, .page { break-before: page; }
.contents ul { list-style: none; padding: 0; }
.contents li { display: flex; gap: 1em; margin: 0.35em 0; }
.contents li span { flex: 1; border-bottom: 1px dotted #999; margin-bottom: 0.3em; }
.contents li b { font-weight: normal; font-variant-numeric: tabular-nums; min-width: 2.5em; text-align: right; }
"""
UNKNOWN = 0


def write_pdf(book: Book, path: Path, browser: Browser) -> None:
    """Print the book.

    Parameters
    ----------
    book
        What `pages.read_book` returned.
    path
        The file to write.
    browser
        A Chromium, as `open_browser` of tests/support gives it.

    Raises
    ------
    RuntimeError
        If a chapter begins elsewhere than its count says, so that the contents would name the wrong page.
    """
    with tempfile.TemporaryDirectory() as folder:
        images = Path(folder) / "images"
        images.mkdir()
        for name, content in book.images.items():
            (images / name).write_bytes(content)
        numbers = counted(book, Path(folder), browser)
        printed = print_once(document(book, numbers), Path(folder), browser)
        if (found := first_pages(printed, book)) != numbers:
            wrong = {slug: (numbers[slug], found[slug]) for slug in numbers if numbers[slug] != found[slug]}
            raise RuntimeError(f"chapters begin on other pages than was counted one by one (counted, found): {wrong}")
        finish(printed, book, path)


def counted(book: Book, folder: Path, browser: Browser) -> dict[str, int]:
    """Print the front and each page of the book alone; return on which sheet each begins, counted from 1."""
    unknown = dict.fromkeys((page.slug for page in book.pages), UNKNOWN)
    begins = 1 + n_sheets(print_once(document(book, unknown, pages=[]), folder, browser))
    numbers = {}
    for page in book.pages:
        numbers[page.slug] = begins
        begins += n_sheets(print_once(document(book, unknown, front=False, pages=[page]), folder, browser))
    return numbers


def n_sheets(printed: Path) -> int:
    """Return how many pages a file has."""
    return len(PdfReader(printed).pages)


def document(book: Book, numbers: dict[str, int], *, front: bool = True, pages: list[Page] | None = None) -> str:
    """Return the book as one page of HTML, with these numbers in its contents: all of it, or some of its pages."""
    parts = [title_page(book), contents(book, numbers)] if front else []
    body = "\n".join([*parts, *(page.xhtml() for page in (book.pages if pages is None else pages))])
    return (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGE}"><head><meta charset="utf-8"><title>{escape(book.title)}</title>'
        f"<style>{style_sheet()}{PAPER}</style></head>\n<body>{body}</body></html>"
    )


def contents(book: Book, numbers: dict[str, int]) -> str:
    """Return the table of contents: parts, and pages with the numbers where they begin."""
    lines = ['<nav class="contents" aria-label="Contents"><h1>Contents</h1>']
    for part, pages in book.parts:
        lines.append(f"{f'<h2>{escape(part)}</h2>' if part else ''}<ul>")
        for page in pages:
            link = f'<a href="#{page.slug}">{escape(page.title)}</a>'
            lines.append(f"<li>{link}<span></span><b>{numbers[page.slug] or ''}</b></li>")
        lines.append("</ul>")
    return "\n".join([*lines, "</nav>"])


def print_once(html: str, folder: Path, browser: Browser) -> Path:
    """Print a page of HTML; return the file, the same for each."""
    source, printed = folder / "book.html", folder / "book.pdf"
    source.write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto(source.as_uri())
    page.pdf(path=printed, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
    page.close()
    return printed


def first_pages(printed: Path, book: Book) -> dict[str, int]:
    """Return on which page each page of the book begins, counted from 1, from where the contents' links lead."""
    reader = PdfReader(printed)
    places = {name.lstrip("/"): place for name, place in reader.named_destinations.items()}
    return {page.slug: (reader.get_destination_page_number(places[page.slug]) or 0) + 1 for page in book.pages}


def finish(printed: Path, book: Book, path: Path) -> None:
    """Write what Chromium does not: author and licence; and let readers open the outline."""
    # What Chromium wrote stays as it is, and this is added to it.
    writer = PdfWriter(printed, incremental=True)
    writer.add_metadata({"/Title": book.title, "/Author": book.author, "/Subject": LICENCE})
    writer.page_mode = "/UseOutlines"
    writer.write(path)
