"""The built pages as plain XHTML, for readers without a script. In: book/_build/html. Out: a `Book`.

The cells ran when the pages were built; here nothing runs. What only a browser can do is taken out, and what it stood
for is said: a slider becomes the picture of its first state with its words, a fold is open, a link to another page is
a link inside of the book.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import yaml
from bs4 import BeautifulSoup, Comment, Tag
from sphinx_external_toc.parsing import parse_toc_yaml

XHTML = "http://www.w3.org/1999/xhtml"
NAMESPACES = {
    "math": {"xmlns": "http://www.w3.org/1998/Math/MathML"},
    "svg": {"xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink"},
}
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
MEDIA_TYPES = {ending: media_type for media_type, ending in ENDINGS.items()}
# Links to the notebook and to the top of a heading, scripts, and what is there for the other colour scheme only.
DROPPED = "script, style, noscript, template, button, a.headerlink, p.handout, .only-dark, .dark-only"
# What the theme writes for scripts, for browsers, or as HTML had it twenty years ago.
DROPPED_ATTRIBUTES = ("srcset", "sizes", "loading", "decoding", "border", "align", "valign", "aria-live", "tabindex")
REFERRING = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-details")


@dataclass(frozen=True)
class Page:
    """A page of the book: its name in the table of contents, the part that it opens or "", its title, its article."""

    name: str
    part: str
    title: str
    article: Tag

    @property
    def slug(self) -> str:
        """The name as an identifier, and the beginning of every identifier in it."""
        return slug(self.name)

    def xhtml(self) -> str:
        """Return the article as well-formed XML."""
        return self.article.decode(formatter="minimal")


@dataclass
class Book:
    """Title, author, pages in the order of reading, and the pictures that they show, by name of file."""

    title: str
    author: str
    pages: list[Page] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)


def slug(name: str) -> str:
    """Return the name of a page as an identifier."""
    return name.replace("/", "-")


def read_book(source: Path, built: Path) -> Book:
    """Read the built pages that the table of contents names, and make them plain.

    Parameters
    ----------
    source
        The folder of the book, with ``_config.yml`` and ``_toc.yml``.
    built
        The folder of its built pages.

    Raises
    ------
    FileNotFoundError
        If a page has not been built.
    """
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    book = Book(config["title"], config["author"])
    toc = parse_toc_yaml(source / "_toc.yml")
    names = [("", toc.root.docname)]
    for part in toc.root.subtrees:
        names += [(part.caption or "" if i == 0 else "", str(name)) for i, name in enumerate(part.items)]
    known = {name for _, name in names}
    for part_title, name in names:
        path = built / f"{name}.html"
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing, although _toc.yml names it; run: python tools/run.py book")
        article = plain(path.read_text(encoding="utf-8"), name, known, book.images, built)
        heading = article.find("h1")
        title = heading.get_text() if heading else name
        book.pages.append(Page(name, part_title, title, article))
    return book


def plain(html: str, name: str, known: set[str], images: dict[str, bytes], built: Path) -> Tag:
    """Return the article of a page, without all that needs a script; add its pictures to `images`."""
    # It is parsed letter by letter. So only the article is, and megabytes of pictures wait outside.
    html = html[max(0, html.find("<article")) :].partition("</article>")[0]
    inline: list[str] = []

    def wait(found: re.Match[str]) -> str:
        inline.append(found[1])
        return f'src="inline:{len(inline) - 1}"'

    soup = BeautifulSoup(re.sub(r'\bsrc="(data:[^"]*)"', wait, html), "html5lib")
    article = soup.find("article")
    if not isinstance(article, Tag):
        raise ValueError(f"{name}: the built page has no <article>; has the theme changed?")
    article.name = "section"
    article.attrs = {"id": slug(name), "class": ["page"]}
    for figure in article.find_all("figure", class_="explorer"):
        stand_still(figure, soup)
    for element in article.select(f"{DROPPED}, input, select, output, [hidden]"):
        element.decompose()
    for comment in article.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    # From the innermost out: a fold may stand in a fold.
    for fold in reversed(article.find_all("details")):
        open_fold(fold, soup)
    for tag in article.find_all(["math", "svg"]):
        tag.attrs.update(NAMESPACES[tag.name])
    for element in article.find_all(True):
        for attribute in DROPPED_ATTRIBUTES:
            element.attrs.pop(attribute, None)
    for image in article.find_all("img"):
        source = str(image["src"])
        source = inline[int(source.removeprefix("inline:"))] if source.startswith("inline:") else source
        image["src"] = keep_image(source, built / posixpath.dirname(name), images)
    for link in article.find_all("a", href=True):
        point(link, name, known)
    for entry in article.select('[role="doc-biblioentry"]'):
        entry["role"] = "listitem"  # the other one is deprecated, and not what a list holds
    make_unique(article, slug(name))
    return article


def stand_still(figure: Tag, soup: BeautifulSoup) -> None:
    """Put in place of a slider the picture of the state that it shows, and words for what it would do."""
    words = []
    for control in figure.select("input, select"):
        label = control.find_parent("label")
        what = " ".join(label.get_text(" ").split()) if label else "value"
        if control.name == "select":
            states = [option.get_text() for option in control.select("option")]
            what = what.removesuffix(" ".join(states)).strip()
            words.append(f"{what}: {states[0]} (in the web edition a menu, with {', '.join(states)})")
        elif control.get("type") == "checkbox":
            words.append(f"{what}: {'on' if control.has_attr('checked') else 'off'} (in the web edition a switch)")
        else:
            states = json.loads(str(control["data-names"]))
            now = states[int(str(control["value"]))]
            words.append(f"{what}: {now} (in the web edition a slider, from {states[0]} to {states[-1]})")
    caption = soup.new_tag("figcaption")
    caption.string = f"Shown for {'; '.join(words)}."
    for controls in figure.select(".explorer-controls"):
        controls.decompose()
    figure.append(caption)


def open_fold(fold: Tag, soup: BeautifulSoup) -> None:
    """Turn a fold into a block with its label as title: not every reader, and no paper, can open one."""
    summary = fold.find("summary")
    label = ""
    if summary:
        closed = summary.select_one(".collapsed") or summary
        label = " ".join(closed.get_text(" ").split()).removeprefix("Show ")
        summary.decompose()
    fold.name = "div"
    fold.attrs = {"class": ["fold"]}
    if label:
        title = soup.new_tag("p", attrs={"class": "fold-title"})
        title.string = label[0].upper() + label[1:]
        fold.insert(0, title)


def keep_image(source: str, folder: Path, images: dict[str, bytes]) -> str:
    """Put the picture at `source`, a data URI or a path from `folder`, into `images`; return its new address."""
    if source.startswith("data:"):
        head, _, body = source.partition(",")
        media_type = head.removeprefix("data:").split(";")[0]
        content = base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
        ending = ENDINGS[media_type]
    else:
        path = folder / urlsplit(source).path
        content, ending = path.read_bytes(), path.suffix[1:].lower()
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    images[name] = content
    return f"images/{name}"


def point(link: Tag, name: str, known: set[str]) -> None:
    """Let a link to a page of the book point to its identifier; unwrap one to a file that is not in the book."""
    address = urlsplit(str(link["href"]))
    if address.scheme or address.netloc:
        return
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address.path)) if address.path else f"{name}.html"
    target = path.removesuffix(".html")
    if target not in known:
        link.unwrap()
        return
    link["href"] = f"#{slug(target)}" + (f"--{address.fragment}" if address.fragment else "")


def make_unique(article: Tag, beginning: str) -> None:
    """Put the name of the page before its identifiers, and before what refers to them."""
    for element in article.find_all(True):
        if "id" in element.attrs:
            element["id"] = f"{beginning}--{element['id']}"
        for attribute in REFERRING:
            if attribute in element.attrs:
                value = element[attribute]
                names = value.split() if isinstance(value, str) else list(value)
                element[attribute] = " ".join(f"{beginning}--{name}" for name in names)
