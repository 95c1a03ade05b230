"""The book as an ePub 3: a zip of XHTML pages, their contents and a list of all files. In: a `Book`. Out: a file."""

from __future__ import annotations

import re
import uuid
import zipfile
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from xml.etree import ElementTree

from .pages import MEDIA_TYPES, Book, Page
from .words import LANGUAGE, LICENCE, LICENCE_ADDRESS, style_sheet, title_page

CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

PACKAGE = Template("""\
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="$language">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:$identifier</dc:identifier>
<dc:title>$title</dc:title>
<dc:creator>$author</dc:creator>
<dc:language>$language</dc:language>
<dc:rights>$licence</dc:rights>
<link rel="dcterms:license" href="$licence_address"/>
<meta property="dcterms:modified">$modified</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Every picture has a text for what it shows; formulas are MathML.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
$items
</manifest>
<spine>
$spine
</spine>
</package>
""")

DOCUMENT = Template("""\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  lang="$language" xml:lang="$language">
<head><title>$title</title><link rel="stylesheet" href="style.css" type="text/css"/></head>
<body>
$body
</body>
</html>
""")


def write_epub(book: Book, path: Path, made: datetime) -> None:
    """Write the book as an ePub.

    Parameters
    ----------
    book
        What `pages.read_book` returned.
    path
        The file to write.
    made
        When the pages were built, in UTC: the same pages give the same bytes.

    Raises
    ------
    ValueError
        If a page is not well-formed.
    """
    documents = {"title": (book.title, title_page(book)), "nav": ("Contents", navigation(book))}
    documents |= {page.slug: (page.title, in_epub(page)) for page in book.pages}
    files: dict[str, bytes] = {"style.css": style_sheet().encode()}
    for name, (title, body) in documents.items():
        text = DOCUMENT.substitute(language=LANGUAGE, title=escape(title), body=body)
        try:
            ElementTree.fromstring(text)
        except ElementTree.ParseError as error:
            raise ValueError(f"{name}.xhtml is not well-formed: {error}") from error
        files[f"{name}.xhtml"] = text.encode()
    files |= {f"images/{name}": content for name, content in book.images.items()}
    files["package.opf"] = package(book, made).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and not compressed, so that the file says what it is in its first bytes.
        archive.writestr(zipfile.ZipInfo("mimetype"), b"application/epub+zip")
        archive.writestr(zipfile.ZipInfo("META-INF/container.xml"), CONTAINER.encode(), zipfile.ZIP_DEFLATED)
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"book/{name}"), content, zipfile.ZIP_DEFLATED)


def in_epub(page: Page) -> str:
    """Return a page with links that name the file of the page that they point to."""
    # An identifier is the name of its page, or begins with it and two dashes.
    return re.sub(r'href="#(.+?)((?:--[^"]*)?)"', r'href="\1.xhtml#\1\2"', page.xhtml())


def navigation(book: Book) -> str:
    """Return the table of contents: parts and their pages."""
    lines = ['<nav epub:type="toc" id="toc" role="doc-toc"><h1>Contents</h1>', "<ol>"]
    for part, pages in book.parts:
        listed = [f'<li><a href="{page.slug}.xhtml">{escape(page.title)}</a></li>' for page in pages]
        lines += [f"<li><span>{escape(part)}</span><ol>", *listed, "</ol></li>"] if part else listed
    return "\n".join([*lines, "</ol></nav>"])


def package(book: Book, made: datetime) -> str:
    """Return the list of all files, and what the book says of itself."""
    pages = [("title", ""), *((page.slug, page.xhtml()) for page in book.pages)]
    items = []
    for name, text in pages:
        properties = " ".join({"<math": "mathml", "<svg": "svg"}[tag] for tag in ("<math", "<svg") if tag in text)
        extra = f' properties="{properties}"' if properties else ""
        items.append(f'<item id="p-{name}" href="{name}.xhtml" media-type="application/xhtml+xml"{extra}/>')
    for name in book.images:
        media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        items.append(f'<item id="i-{name}" href="images/{name}" media-type="{media_type}"/>')
    spine = [f'<itemref idref="{name}"/>' for name in ("p-title", "nav", *(f"p-{page.slug}" for page in book.pages))]
    return PACKAGE.substitute(
        language=LANGUAGE,
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, f"miniff_edu: {book.title}"),
        title=escape(book.title),
        author=escape(book.author),
        licence=escape(LICENCE),
        licence_address=LICENCE_ADDRESS,
        modified=made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        items="\n".join(items),
        spine="\n".join(spine),
    )
