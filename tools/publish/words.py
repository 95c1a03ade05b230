"""What both files say beyond the pages: title, licence, language, style. In: a `Book`. Out: text."""

from __future__ import annotations

from html import escape
from importlib.metadata import version
from pathlib import Path

from pygments.formatters import HtmlFormatter

from .pages import Book

LANGUAGE = "en"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
LICENCE = f"Text, figures and exercises: CC BY 4.0 ({LICENCE_ADDRESS}). Code: BSD-2-Clause."
# As the pages of the book have it; its contrast is at least 7:1.
CODE_COLOURS = "a11y-high-contrast-light"


def style_sheet() -> str:
    """Return the style of both files, with the colours of code."""
    colours = HtmlFormatter(style=CODE_COLOURS).get_style_defs(".highlight")
    # Without the style's own background: the sheet has one.
    colours = "\n".join(line for line in colours.splitlines() if line.startswith(".highlight ."))
    return f"{Path(__file__).with_name('book.css').read_text(encoding='utf-8')}\n{colours}\n"


def title_page(book: Book) -> str:
    """Return the first page."""
    return (
        f'<section class="title-page"><p class="title">{escape(book.title)}</p>\n<p>{escape(book.author)}</p>\n'
        f"<p>miniff_edu {version('miniff_edu')}</p>\n"
        "<p>This is the book as it was printed: its sliders stand still, and its folds are open, so solutions are in "
        "sight. In the web edition and in JupyterLab figures move, and exercises answer back.</p>\n"
        f'<p>Text, figures and exercises: <a href="{LICENCE_ADDRESS}">CC BY 4.0</a>. Code: BSD-2-Clause.</p></section>'
    )
