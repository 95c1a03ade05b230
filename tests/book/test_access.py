"""Nobody is kept out of the built book: axe-core, the Nu HTML checker, keyboard, 320 pixels, forced colours, no motion.

What can be seen on a page is collected by the one visit to it (see visits); here are opened those where a test does
something. Folds are open, except where a test closes them.
"""

import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from access import AXE, asked, complaints, empty_what_is_known, look, unfold, unseen
from built_book import chapters, pages
from PIL import Image
from visits import NARROW, NARROWEST, SCHEMES, WIDE, Visit

from miniff_edu._support.files import chapter_number

CHAPTER, WORKSHOP = "chapters/01-toy-function-fitting.html", "teaching/workshop.html"


def show(context, path: Path):
    """Return a page with all its folds open."""
    page = context.new_page()
    page.goto(path.as_uri())
    unfold(page)
    return page


@pytest.fixture(scope="module")
def context(browser):
    """Return where pages are opened that tests do something on, wide and light; what moves has come to rest."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": WIDE, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def chapter(book: Path, context):
    """Return the first chapter."""
    return show(context, book / CHAPTER)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(visits: dict[Path, Visit], scheme: str, width: int) -> None:
    asked(AXE)
    assert len(visits) > 15
    for path, visit in visits.items():
        assert visit.complaints[width, scheme] == [], path


def test_axe_finds_what_is_planted(book: Path, context) -> None:
    """Colours also where all is emptied that is known: a pale paragraph, though it is in a place like others."""
    page = show(context, book / WORKSHOP)
    known = empty_what_is_known(page)
    page.goto((book / WORKSHOP).as_uri())
    unfold(page)
    page.evaluate("""() => {
      const article = document.querySelector("article");
      article.append(Object.assign(new Image(9, 9), { src: "data:," }));
      article.prepend(Object.assign(document.createElement("style"),
        { textContent: `article section p:nth-of-type(2) { color: #bbb }
                        html[data-theme] :focus { outline: 0 !important }` }));
    }""")
    assert [found[0] for found in complaints(page, colour=False)] == ["image-alt"]
    assert len(unseen(page)) > 50
    n_elements = page.evaluate("document.querySelectorAll('article *').length")
    empty_what_is_known(page, known)
    assert page.evaluate("document.querySelectorAll('article *').length") < n_elements / 2
    assert [found[0] for found in complaints(page, others=False)] == ["color-contrast"]
    page.close()


def test_axe_finds_nothing_in_what_opens(book: Path, context) -> None:
    """The search, the chapters on a narrow screen, the menu of downloads, and the way back to the top."""
    page = show(context, book / WORKSHOP)
    page.locator(".dropdown-download-buttons > button").press("Enter")
    page.locator(".dropdown-item").first.wait_for()
    assert complaints(page) == []
    page.keyboard.press("Escape")
    page.locator(".search-button-field").press("Enter")
    page.locator("#pst-search-dialog").wait_for()
    assert complaints(page, where="#pst-search-dialog") == []
    page.keyboard.press("Escape")
    look(page, NARROW)
    page.locator(".primary-toggle").press("Enter")
    page.locator("#pst-primary-sidebar-modal nav").wait_for()
    assert complaints(page, where="#pst-primary-sidebar-modal") == []
    page.keyboard.press("Escape")
    for scheme in ("light", "dark"):
        look(page, NARROW, scheme)
        for position in range(3000, 1000, -100):  # it shows to who scrolls upwards, as soon as the page has noticed
            page.evaluate(f"scrollTo(0, {position})")
            page.wait_for_timeout(50)
            if page.locator("#pst-back-to-top").is_visible():
                break
        page.locator("#pst-back-to-top").wait_for()
        assert complaints(page, where="#pst-back-to-top", others=False) == []
    page.close()


def test_nu_checker_finds_no_error(book: Path) -> None:
    jar = asked("vnu-jar/build/dist/vnu.jar")
    paths = list(map(str, pages(book)))
    # One processor: the checker is over before a second one would pay.
    options = [
        "-Xss8m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-jar",
        str(jar),
        "--errors-only",
        "--format",
        "json",
    ]
    told = subprocess.run(["java", *options, *paths], capture_output=True, text=True, check=False).stderr
    assert len(paths) > 15
    assert [(m["url"].rsplit("/", 1)[-1], m["message"]) for m in json.loads(told)["messages"]] == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_focus_is_seen_at_every_stop(visits: dict[Path, Visit], scheme: str, width: int) -> None:
    """On every page: an outline with a contrast of 3 or more, in the window, below nothing."""
    for path, visit in visits.items():
        assert visit.unseen[width, scheme] == [], path


@pytest.mark.parametrize("name", [CHAPTER, "teaching/server.html"])
def test_tab_stops_at_everything_in_order(book: Path, context, name: str) -> None:
    """Each link, button, fold and slider once, no formula, and then out of the page again."""
    n_sliders = walk(context, book / name)
    assert (n_sliders >= 1) == name.startswith("chapters")


@pytest.mark.thorough
def test_tab_stops_at_everything_in_order_on_every_page(book: Path, context) -> None:
    walked = {path: walk(context, path) for path in pages(book) if path != book / "index.html"}
    assert len(walked) > 15
    assert all(walked[path] >= 1 for path in chapters(book))


def walk(context, path: Path) -> int:
    """Press Tab through a page: it meets all stops in order, each in sight; return how many of them are sliders.

    A page of its own: whoever has scrolled up before has the way back to the top as one more stop.
    """
    page = show(context, path)
    look(page, NARROW)
    page.evaluate(
        "scrollTo(0, 0); document.body.tabIndex = -1; document.body.focus(); window.met = []; "
        "addEventListener('focusin', (event) => met.push([event.target, sight(event.target)]))"
    )
    n_stops = page.evaluate("stops().length")
    for _ in range(n_stops):
        page.keyboard.press("Tab")
    trouble = page.evaluate("met.map(([e, trouble]) => [trouble, e.outerHTML.slice(0, 90)]).filter(([t]) => t)")
    assert trouble == [], path
    met, expected = (
        page.evaluate(f"{what}.map((e) => e.outerHTML.slice(0, 90))") for what in ("met.map(([e]) => e)", "stops()")
    )
    assert met == expected, path
    # Formulas are no stops, but for the box of one that is too long for its place and scrolls.
    formulas = "math, mjx-container, .math:not([role=group])"
    stray = f"met.filter(([e]) => !e.matches('.formula[role=group]') && e.closest('{formulas}')).length"
    assert page.evaluate(stray) == 0, path
    n_sliders = page.evaluate("met.filter(([e]) => e.matches('[type=range], .explorer select')).length")
    page.close()
    return n_sliders


def test_switch_of_colours_keeps_its_focus_and_says_what_it_did(chapter) -> None:
    look(chapter, WIDE)
    switch = chapter.locator(".theme-switch-button")
    said = []
    for _ in range(4):
        switch.press("Enter")
        chapter.wait_for_timeout(50)
        assert switch.evaluate("e => e === document.activeElement && e.matches(':focus-visible')")
        said.append(chapter.locator("#main-content > [role=status]").inner_text())
        assert switch.get_attribute("aria-label") == said[-1]
    assert said == ["Colours: dark", "Colours: light", "Colours: as your system", "Colours: dark"]
    for _ in range(2):  # back to what the system has, for the other tests
        switch.press("Enter")


def test_folds_say_what_they_fold(book: Path, visits: dict[Path, Visit]) -> None:
    """Each in its own words, which are those in sight."""
    for path in chapters(book):
        visit, number = visits[path], chapter_number(path)
        exercises = [f"{number}.{i}" for i in range(1, 8)]
        said = [text for text, _ in visit.folds]  # but for those below their picture
        assert len(set(said)) == len(said)
        assert [label for _, label in visit.folds if label is not None] == []
        for exercise in exercises:
            assert f"Hint 1 of 2 for exercise {exercise}" in said
            assert f"Hint 2 of 2 for exercise {exercise}" in said
        assert visit.opened == [f"Hide the solution to exercise {e}" for e in exercises]
        assert visit.closed == [f"Show a solution to exercise {e}, and what the check says to it" for e in exercises]


def test_nothing_scrolls_sideways_at_320_pixels(visits: dict[Path, Visit]) -> None:
    """But for boxes of their own, each of which the keyboard reaches and a screen reader names."""
    n_boxes = 0
    for path, visit in visits.items():
        width, beyond, boxes = visit.sideways
        assert width <= NARROWEST, path
        assert beyond == [], path
        for stop, role, label, box in boxes:
            assert (stop, role) == (0, "group"), f"{path}: {box}"
            assert re.fullmatch(r"(Code or output|Table|Formula|Picture), scrolls sideways", label)
        n_boxes += len(boxes)
    assert n_boxes > 50


def test_forced_colours_keep_focus_slider_and_pictures(chapter) -> None:
    look(chapter, WIDE)
    picture = chapter.locator("figure.explorer img:visible").first
    before = colours(picture)
    chapter.emulate_media(forced_colors="active")
    try:
        assert colours(picture) == before
        slider = chapter.get_by_role("slider").first
        at_rest = slider.screenshot()
        assert len(colours(slider)) > 1, "the slider is not seen"
        slider.press("ArrowRight")
        assert chapter.evaluate("sight(document.activeElement)") == ""
        assert slider.screenshot() != at_rest
        for button in chapter.locator(".article-header-buttons button:visible, .primary-toggle:visible").all():
            assert len(colours(button)) > 1, "a button has lost its picture"
    finally:
        chapter.emulate_media(forced_colors="none")


def colours(locator) -> set[tuple[int, ...]]:
    """Return the colours in the picture of an element."""
    picture = Image.open(io.BytesIO(locator.screenshot())).convert("RGB")
    return {colour for _, colour in picture.getcolors(picture.width * picture.height)}


def test_nothing_moves_where_motion_is_unwelcome(chapter) -> None:
    moving = chapter.evaluate("""() => [...document.querySelectorAll("*")].filter((e) => {
        const style = getComputedStyle(e);
        const still = (times) => times.split(", ").every((t) => parseFloat(t) === 0);
        return style.animationName !== "none" || !still(style.transitionDuration) || style.scrollBehavior === "smooth";
      }).map((e) => e.outerHTML.slice(0, 90))""")
    assert moving == []


def test_chapters_lead_to_the_list_of_references(book: Path, visits: dict[Path, Visit]) -> None:
    """Under the name that the text has for it; the list has the DOI."""
    _, n_dois, entries = visits[book / "references.html"].references
    names = dict(entries)
    assert names["behlerparrinello2007"] == "Behler and Parrinello 2007"
    assert names["bartok2013"] == "Bartók and others 2013"
    assert n_dois == len(names)
    assert "<ol" not in (book / "references.html").read_text(encoding="utf-8").partition("<article")[2], "no numbers"
    met = set()
    for path, visit in visits.items():
        links, n_dois, _ = visit.references
        for key, text in links:
            assert names[key] == text
            met.add(key)
        if path.name != "references.html":
            assert n_dois == 0
    assert met == set(names)
