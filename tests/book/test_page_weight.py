"""What a reader has to load: pages, what they ask for besides, and the whole book as a folder and as a file."""

import os
import re
import zipfile
from pathlib import Path

import pytest
from book_light import _mentioned
from built_book import chapters, pages
from visits import Visit

MAX_PAGE_BYTES = 2_500_000
MAX_SHARED_BYTES = 1_200_000
MAX_BOOK_BYTES = 32_000_000
MAX_ZIP_BYTES = 16_000_000


def files(book: Path) -> list[Path]:
    return [path for path in book.rglob("*") if path.is_file()]


def test_pages_are_small(book: Path) -> None:
    """With all frames of their sliders, which are in the page itself."""
    assert max(path.stat().st_size for path in pages(book)) <= MAX_PAGE_BYTES


@pytest.fixture
def requested(visits: dict[Path, Visit]) -> dict[Path, set[Path]]:
    """Return for each page the files besides it that the browser asked for, light and dark, and printing included."""
    return {path: visit.files(but=path) for path, visit in visits.items()}


def test_what_pages_load_besides_is_small(requested: dict[Path, set[Path]]) -> None:
    assert min(len(asked) for asked in requested.values()) > 5, "styles and scripts of the theme"
    for path, asked in requested.items():
        assert sum(os.path.getsize(file) for file in asked) <= MAX_SHARED_BYTES, path.name


def test_pages_load_nothing_that_they_have_no_use_for(book: Path, requested: dict[Path, set[Path]]) -> None:
    """Search tools are for the search page; what draws formulas, cells and folds is for pages that have some."""
    only = {"searchtools.js", "language_data.js", "searchindex.js"}
    for path, asked in requested.items():
        names = {file.name for file in asked}
        assert names & only == (only if path.name == "search.html" else set()), path.name
        assert not [name for name in names if re.search("fontawesome|mathjax|thebe|fa-solid", name, re.IGNORECASE)]
        text = path.read_text(encoding="utf-8")
        assert ("math.css" in names) == ("<math" in text), path.name
        assert any(name.startswith("mystnb") for name in names) == ('class="cell' in text), path.name


def test_chapters_share_what_they_load(book: Path, requested: dict[Path, set[Path]]) -> None:
    """A reader of all chapters loads it once."""
    asked = [requested[path] for path in chapters(book)]
    shared = set.intersection(*asked)
    assert all(own == shared for own in asked)


def test_book_is_small_as_a_folder_and_as_a_file(book: Path, tmp_path: Path) -> None:
    assert sum(path.stat().st_size for path in files(book)) <= MAX_BOOK_BYTES
    archive = tmp_path / "book.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in files(book):
            zipped.write(path, path.relative_to(book))
    assert archive.stat().st_size <= MAX_ZIP_BYTES


def test_nothing_lies_around_that_nothing_mentions(book: Path) -> None:
    static = files(book / "_static")
    assert [path.name for path in static if path.suffix in (".map", ".ttf", ".woff2", ".po")] == []
    assert set(static) - _mentioned(pages(book), static) == set()
    assert len(static) > 10


def test_every_icon_is_drawn(book: Path, browser) -> None:
    """The theme names its icons by class; those that icons.css lacks would be empty squares or nothing."""
    names = set()
    for path in pages(book):
        for classes in re.findall(
            r'<(?:i|span) [^>]*\bclass="([^"]*\bfa[sr]?\b[^"]*|[^"]*\bfa-solid\b[^"]*)"', path.read_text("utf-8")
        ):
            names |= {name for name in classes.split() if name.startswith("fa-")} - {"fa-solid", "fa-lg"}
    assert {"fa-bars", "fa-download", "fa-sun", "fa-moon", "fa-expand", "fa-magnifying-glass"} <= names
    page = browser.new_page()
    page.goto(chapters(book)[0].as_uri())
    for name in sorted(names):
        drawn = page.evaluate(
            """(name) => {
              const icon = document.body.appendChild(document.createElement("i"));
              icon.className = `fa-solid ${name}`;
              const style = getComputedStyle(icon, "::before");
              return [style.maskImage, style.width, style.height];
            }""",
            name,
        )
        assert drawn[0].startswith('url("data:image/svg+xml'), name
        assert min(float(length.removesuffix("px")) for length in drawn[1:]) >= 8, name
    page.close()


def test_long_formulas_scroll_by_themselves_and_are_tab_stops_only_then(visits: dict[Path, Visit]) -> None:
    """At 390 px no formula makes its page wider; at 1280 px no formula is a stop for the Tab key."""
    boxes = scrolling = 0
    for path, visit in visits.items():
        for measured in visit.formulas.values():
            assert [m for m in measured if not m["box"] and m["long"]] == [], f"{path.name}: too long for a line"
            assert [m for m in measured if m["stop"] != (m["box"] and m["long"])] == [], path.name
            boxes += sum(m["box"] for m in measured)
            scrolling += sum(m["box"] and m["long"] for m in measured)
    assert boxes >= 2
    assert scrolling >= 1, "the test has met no long formula"
