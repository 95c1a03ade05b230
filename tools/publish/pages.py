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
# States of a picture whose sentences fit below it.
MAX_LISTED = 12
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

    @property
    def parts(self) -> list[tuple[str, list[Page]]]:
        """The parts with their pages; what stands before the first part has the name ""."""
        found: list[tuple[str, list[Page]]] = []
        for page in self.pages:
            if page.part or not found:
                found.append((page.part, []))
            found[-1][1].append(page)
        return found


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
    article.attrs = {"id": slug(name), "class": "page"}
    for figure in article.find_all("figure", class_="explorer"):
        stand_still(figure, soup)
    for figure in article.select("figure.atoms"):
        let_atoms_rest(figure)
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
    """Put in place of an explorer the picture that it shows with all its words, and what its controls would do."""
    frames = figure.find_all("img")
    controls = figure.select("input, select")
    shown = next(frame for frame in frames if not frame.has_attr("hidden"))
    says = str(shown.get("alt", ""))
    # The page has the long description in a fold; here it is where readers look for it, and the sentence in sight.
    shown["alt"] = str(shown.get("data-text", says))
    caption = soup.new_tag("figcaption")
    caption.string = f"{says} In the web edition this picture has {' and '.join(map(control_words, controls))}."
    if len(controls) == 1 and len(frames) <= MAX_LISTED and all(frame.get("data-message") for frame in frames):
        caption.append(" It says: ")
        states = soup.new_tag("ul")
        for frame in frames:
            states.append(soup.new_tag("li", string=says if frame is shown else str(frame["alt"])))
        caption.append(states)
    for frame in frames:
        frame.attrs = {name: value for name, value in frame.attrs.items() if not name.startswith("data-")}
    for part in figure.select(".explorer-controls, .explorer-says, .explorer-description"):
        part.decompose()
    figure.append(caption)


def let_atoms_rest(figure: Tag) -> None:
    """Put in place of atoms that can be dragged their picture, with its words in sight."""
    for words in figure.select(".atoms-words"):
        words.name = "figcaption"
        figure.append(words)
    for element in figure.find_all("miniff-alive"):
        element.unwrap()


def control_words(control: Tag) -> str:
    """Return what a control of an explorer is called, and what it offers."""
    label = control.find_parent("label")
    own_words = label.find_all(string=True, recursive=False) if isinstance(label, Tag) else []
    name = " ".join("".join(own_words).split())
    if control.get("type") == "checkbox":
        return f"a switch for {name}"
    states = json.loads(str(control["data-names"]))
    if control.name == "select":
        return f"a menu for {name} ({', '.join(states)})"
    return f"a slider for {name} ({states[0]} to {states[-1]})"


def open_fold(fold: Tag, soup: BeautifulSoup) -> None:
    """Turn a fold into a block with its label as title: not every reader, and no paper, can open one."""
    summary = fold.find("summary")
    label = ""
    if summary:
        closed = summary.select_one(".collapsed") or summary
        label = " ".join(closed.get_text(" ").split()).removeprefix("Show ")
        summary.decompose()
    fold.name = "div"
    if "predict" in (fold.get("class") or ""):
        return  # most of a chapter stands behind predictions: in the open it is plain text
    fold.attrs = {"class": "fold"}
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
