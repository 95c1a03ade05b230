"""What a book shows of itself: the minutes of its chapters on the first page, and what other programs show of a page.

In: the chapters as read, and the words of each page. Out: a number in each row of the table of chapters; a description
and `og:` tags in the head of each page, so that a link to it, sent to somebody, shows more than a file's name.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Any

from book_pages import minutes_of
from docutils import nodes
from sphinx.application import Sphinx

MAX_DESCRIPTION = 200
PICTURE = "_static/slider.png"


def add_minutes(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill the last column of the table of chapters with the minutes that their header cards name."""
    if docname != app.config.root_doc:
        return
    for row in doctree.findall(nodes.row):
        link = next(row.findall(nodes.reference), None)
        page = PurePosixPath(link.get("refuri", "").partition("#")[0]).with_suffix("").as_posix() if link else ""
        if page in app.env.found_docs:
            cell = row.children[-1]
            assert isinstance(cell, nodes.entry)
            cell.children = []
            cell += nodes.paragraph(text=str(minutes_of(app, page)))


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add description and `og:` tags, and let the first page have its title once."""
    if page == app.config.root_doc:
        context["docstitle"] = ""
    if doctree is None:
        return
    words = description(doctree)
    tags = {
        "og:title": unescape(re.sub(r"<[^>]*>", "", context.get("title", ""))),
        "og:description": words,
        "og:type": "website" if page == app.config.root_doc else "article",
        "og:image": context["pathto"](PICTURE, resource=True),
        "og:image:alt": "A fit to the points of a black box, and the slider that changes it",
        "og:site_name": app.config.html_title or app.config.project,
    }
    lines = [f'<meta name="description" content="{escape(words)}">']
    lines += [f'<meta property="{name}" content="{escape(text)}">' for name, text in tags.items() if text]
    context["metatags"] = context.get("metatags", "") + "\n".join(lines)


def description(doctree: nodes.document) -> str:
    """Return the first paragraph of a page that stands in no box, cut after a whole word."""
    boxes = (nodes.block_quote, nodes.container, nodes.list_item, nodes.entry, nodes.Admonition)
    for paragraph in doctree.findall(nodes.paragraph):
        parents = []
        node = paragraph.parent
        while node is not None:
            parents.append(node)
            node = node.parent
        text = " ".join(paragraph.astext().split())
        if text and not any(isinstance(parent, boxes) for parent in parents):
            if len(text) <= MAX_DESCRIPTION:
                return text
            return text[:MAX_DESCRIPTION].rpartition(" ")[0].rstrip(",;:.") + " …"
    return ""


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above to Sphinx."""
    app.connect("doctree-resolved", add_minutes)
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
