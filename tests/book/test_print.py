"""Pages on paper: printed by Chromium from both colour schemes, read again, and compared with what was written."""

import io
import re
import unicodedata
from pathlib import Path

import nbformat
import pytest
from built_book import SOURCE, chapters
from PIL import Image
from publish.check import texts_of
from visits import Visit

from miniff_edu._support.palette import COLOURS

PRINTED = {"light": "01-toy-function-fitting", "dark": "04-optimisation"}  # by the scheme that they are printed from
MAX_LIGHTNESS = 0.05  # of text, from 0 for black to 1 for white


def squeezed(text: str) -> str:
    """Return text without white space, and with ligatures undone: lines break elsewhere on paper."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module", params=PRINTED)
def printed(request, book: Path, browser) -> tuple[str, list[str]]:
    """Return the name of a chapter and the text of each sheet of it, printed from one of the colour schemes."""
    page = browser.new_page(color_scheme=request.param)
    name = PRINTED[request.param]
    page.goto((book / "chapters" / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.theme") == request.param
    sheets = texts_of(page.pdf(format="A4", print_background=True))
    page.close()
    return name, sheets


def cells_of(name: str, kind: str) -> list[str]:
    notebook = nbformat.read(SOURCE / "chapters" / f"{name}.ipynb", as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_every_line_of_code_is_on_paper(printed: tuple[str, list[str]]) -> None:
    """Whole, in folds too: long lines are wrapped, not cut."""
    name, sheets = printed
    paper = squeezed("".join(sheets))
    lines = [line for cell in cells_of(name, "code") for line in cell.splitlines() if line.strip()]
    assert len(lines) > 150
    assert [line for line in lines if squeezed(line) not in paper] == []


def test_every_word_of_prose_is_on_paper(printed: tuple[str, list[str]]) -> None:
    """Hints in folds too. Formulas are signs of their own; what stands between them is compared."""
    name, sheets = printed
    paper = squeezed("".join(sheets))
    words = set()
    for cell in cells_of(name, "markdown"):
        text = re.sub(r"\]\([^)]*\)|\$\$[^$]*\$\$|\$[^$]*\$|<[^>]*>", " ", cell)
        words |= set(re.findall(r"[^\W_]{2,}", text))
    assert len(words) > 400
    assert {word for word in words if squeezed(word) not in paper} == set()


def test_sheets_hold_no_controls_and_no_empty_paper(printed: tuple[str, list[str]]) -> None:
    _, sheets = printed
    assert 5 < len(sheets) < 40
    assert [number for number, sheet in enumerate(sheets) if len(sheet.split()) < 5] == []
    assert not re.search("Back to top|Skip to main|Search this book|Contents\n|Previous\n|Next\n", "".join(sheets))


def test_page_is_black_on_white_on_paper(visits: dict[Path, Visit]) -> None:
    """From the dark scheme, folds open: all text and all marks before and after it are dark, and all paper is white."""
    assert sum(len(visit.printed) for visit in visits.values()) > 3000, "of each kind of element one, once in the book"
    for path, visit in visits.items():
        assert [one for one in visit.printed if one[0] > MAX_LIGHTNESS or one[1] < 0.99] == [], path
        assert visit.printed_scheme == "light"


def test_what_a_screen_is_for_stays_off_paper(book: Path, browser) -> None:
    """Sliders show their picture and its words; sidebars and buttons are gone; nothing is wider than the sheet."""
    page = browser.new_page(viewport={"width": 680, "height": 960})  # as wide as A4 within its margins
    for path in chapters(book)[1:3]:
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        for selector in ("button", "input[type=range]", ".bd-sidebar-primary", ".bd-sidebar-secondary", ".headerlink"):
            assert page.locator(selector).locator("visible=true").count() == 0, selector
        for figure in page.locator("figure.explorer").all():
            assert figure.locator("img:visible").count() == 1
        states = page.locator("figure.explorer .explorer-value").all()
        assert states
        assert all(state.is_visible() and state.inner_text() for state in states)
        cut = page.evaluate(
            """() => [...document.querySelectorAll("article :is(pre, img, math, table)")]
                .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)
                .map((e) => e.tagName)"""
        )
        assert cut == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
        page.emulate_media(media="screen")
    page.close()


def test_folds_are_open_on_paper_and_as_they_were_afterwards(book: Path, browser) -> None:
    page = browser.new_page()
    page.goto(chapters(book)[0].as_uri())
    folds = page.locator("article details")
    assert folds.count() > 10
    folds.first.locator("> summary").click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("article details[open]").count() == 1
    page.close()


def test_figures_keep_their_colours_on_paper(book: Path, browser) -> None:
    """In the dark scheme they are dimmed; on paper the colour of what is predicted is that of the palette."""
    page = browser.new_page(color_scheme="dark")
    page.goto(chapters(book)[0].as_uri())
    page.emulate_media(media="print")
    picture = Image.open(io.BytesIO(page.locator("figure.explorer img:visible").first.screenshot())).convert("RGB")
    wanted = tuple(int(COLOURS["vermillion"][i : i + 2], 16) for i in (1, 3, 5))
    colours = {colour for _, colour in picture.getcolors(maxcolors=1_000_000)}
    assert (255, 255, 255) in colours
    assert min(max(abs(a - b) for a, b in zip(colour, wanted, strict=True)) for colour in colours) <= 8
    page.close()
