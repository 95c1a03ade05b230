"""What the theme leaves out for readers who hear a page or have no mouse. In: the written pages. Out: the same, mended.

Each line of `mend` is a fault that axe-core or the Nu HTML checker names; what depends on the width of the window or on
what a reader does is in `_static/book_access.js`, what is seen in `_static/book.css`.
"""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

DIALOGS = {
    "#pst-search-dialog": "Search",
    "#pst-primary-sidebar-modal": "Chapters and search",
    "#pst-secondary-sidebar-modal": "Contents of this page",
}
REDIRECT = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><meta http-equiv="refresh" content="0; url={page}.html"></head>
<body><p><a href="{page}.html">{title}</a></p></body>
</html>
"""


def mend(page: BeautifulSoup) -> None:
    """Mend one page of the theme."""
    for button in page.select(".search-button-field"):
        del button["aria-label"]  # its text is its name, with the keys that do the same
    for icon in page.select("button i, button span[class^=fa], #pst-back-to-top i"):
        icon["aria-hidden"] = "true"
        del icon["title"]
    for brand in page.select("a.navbar-brand"):
        if not brand.get_text(strip=True):
            brand.decompose()  # the front page leaves its title out: a link without a word leads nowhere
    for box in page.select("#pst-primary-sidebar"):
        box["role"], box["aria-label"] = "region", "Chapters and search"
    for selector, name in DIALOGS.items():
        for dialog in page.select(selector):
            dialog["aria-label"] = name


def mended(text: str) -> str:
    """Return the text of a page, its theme mended. The article, most of a page, is not of the theme: not even read."""
    before, opening, rest = text.partition('<article class="bd-article">')
    article, closing, after = rest.rpartition("</article>")
    page = BeautifulSoup(before + opening + closing + after, "html.parser")
    mend(page)
    if not opening:  # the search has no article
        return str(page)
    head, tail = str(page).split(opening + closing)
    return head + opening + article + closing + tail


def mend_all(app: Sphinx, error: Exception | None) -> None:
    """Mend all pages, and write the first one, which only leads to the introduction, as a whole page."""
    if app.builder.name != "html" or error is not None:
        return
    folder = Path(app.outdir)
    for path in folder.rglob("*.html"):
        if "_static" not in path.relative_to(folder).parts:
            path.write_text(mended(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    if app.config.root_doc != "index":
        text = REDIRECT.format(title=app.config.html_title or app.config.project, page=app.config.root_doc)
        (folder / "index.html").write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above to Sphinx."""
    app.connect("build-finished", mend_all, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
