"""Nobody is kept out of the built book: axe-core, the Nu HTML checker, keyboard, 320 pixels, forced colours, no motion.

Each page is opened once; the tests change its width and its colours. Folds are open, except where a test closes them.
"""

import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from access import AXE, ONE_OF_EACH_KIND, STANDARDS, asked
from built_book import pages
from PIL import Image

WIDE, NARROW, NARROWEST = 1280, 390, 320
# What may differ in the dark; all other rules ask for elements and sizes, which are the same.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]

RUN_AXE = """async ([kind, values, where]) => {
  const found = await axe.run(where || document, {
    runOnly: { type: kind, values }, resultTypes: ["violations"], elementRef: false, preload: false });
  return found.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].target.join(" "), v.nodes[0].failureSummary]);
}"""

# All that the key Tab stops at, in order. Beside what HTML makes a stop, Chromium stops at boxes that scroll.
STOPS = """window.stops = () => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], iframe, audio, video")]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))"""

# What is wrong with the sight of an element that has the focus, or nothing.
SIGHT = """window.sight = (e) => {
  const channel = (v) => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
  const numbers = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const paper = (element) => {
    for (let p = element; p; p = p.parentElement) {
      const rgba = numbers(getComputedStyle(p).backgroundColor);
      if (rgba.length < 4 || rgba[3] > 0.5) return rgba;
    }
    return [255, 255, 255];
  };
  const style = getComputedStyle(e);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline";
  const inside = parseFloat(style.outlineOffset) < 0;
  const [a, b] = [light(numbers(style.outlineColor)), light(paper(inside ? e : e.parentElement))];
  if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3) return "a pale outline";
  for (let p = e; p; p = p.parentElement) if (getComputedStyle(p).opacity < 0.5) return "transparent";
  const box = e.getClientRects()[0];
  if (!box || box.width < 2 || box.height < 2) return "nothing to see";
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  if (left >= right || top >= bottom) return "outside of the window";
  const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  if (above && !e.contains(above) && !above.contains(e)) return "below " + above.className;
  return "";
}"""


def show(context, path: Path):
    """Return a page with all its folds open."""
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate(f"{STOPS}; {SIGHT}; document.querySelectorAll('details').forEach((d) => {{ d.open = true }})")
    page.evaluate(ONE_OF_EACH_KIND)
    return page


@pytest.fixture(scope="module")
def opened(book: Path, browser):
    """Return every page, opened once, wide and light, with all folds open; what moves has come to rest."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": WIDE, "height": 900})
    found = {}
    for path in sorted({*pages(book)} - {book / "index.html"}):  # which only leads to the introduction
        found[path.relative_to(book).as_posix()] = show(context, path)
    yield found
    context.close()


@pytest.fixture(scope="module")
def chapter(opened):
    """Return the first chapter."""
    return opened["chapters/01-toy-function-fitting.html"]


def look(page, width: int, scheme: str = "light") -> None:
    """Show a page in another width and other colours."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}' && innerWidth === {width}")
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    )  # what follows a resize is done


def complaints(page, *, rules: list[str] | None = None, where: str | None = None) -> list[list[object]]:
    """Return what axe-core finds wrong on a page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(asked(AXE).read_text(encoding="utf-8"))
    return page.evaluate(RUN_AXE, ["rule", rules, where] if rules else ["tag", STANDARDS, where])


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme: str, width: int) -> None:
    for name, page in opened.items():
        look(page, width, scheme)
        assert complaints(page, rules=RULES_OF_COLOUR if scheme == "dark" else None) == [], name


def test_axe_finds_nothing_in_what_opens(opened) -> None:
    """The search, the chapters on a narrow screen, the menu of downloads, and the way back to the top."""
    page = opened["teaching/workshop.html"]
    look(page, WIDE)
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
        assert complaints(page, where="#pst-back-to-top", rules=["color-contrast"]) == []


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


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "dark"), (NARROW, "light")])
def test_focus_is_seen_at_every_stop(opened, width: int, scheme: str) -> None:
    """On every page: an outline with a contrast of 3 or more, in the window, below nothing."""
    for name, page in opened.items():
        look(page, width, scheme)
        page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
        page.keyboard.press("Tab")  # from now on the browser shows where the focus is
        unseen = page.evaluate("""() => stops()
            .map((e) => { e.focus(); return [sight(e), e.outerHTML.slice(0, 90)]; })
            .filter(([trouble]) => trouble)""")
        assert unseen == [], name


@pytest.mark.parametrize("name", ["chapters/01-toy-function-fitting.html", "teaching/server.html"])
def test_tab_stops_at_everything_in_order(book: Path, opened, name: str) -> None:
    """Each link, button, fold and slider once, no formula, and then out of the page again.

    A page of its own: whoever has scrolled up before has the way back to the top as one more stop.
    """
    page = show(opened[name].context, book / name)
    look(page, NARROW)
    page.evaluate(
        "scrollTo(0, 0); document.body.tabIndex = -1; document.body.focus(); window.met = []; "
        "addEventListener('focusin', (event) => met.push([event.target, sight(event.target)]))"
    )
    n_stops = page.evaluate("stops().length")
    for _ in range(n_stops):
        page.keyboard.press("Tab")
    assert page.evaluate("met.map(([e, trouble]) => [trouble, e.outerHTML.slice(0, 90)]).filter(([t]) => t)") == []
    met, expected = (
        page.evaluate(f"{what}.map((e) => e.outerHTML.slice(0, 90))") for what in ("met.map(([e]) => e)", "stops()")
    )
    assert met == expected
    assert page.evaluate("met.filter(([e]) => e.closest('math, mjx-container, .math:not([role=group])')).length") == 0
    assert (page.evaluate("met.filter(([e]) => e.type === 'range').length") >= 1) == name.startswith("chapters")
    page.close()


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


def test_folds_say_what_they_fold(opened) -> None:
    """Each in its own words, which are those in sight."""
    for name, page in opened.items():
        if name.startswith("chapters/"):
            number = int(name.removeprefix("chapters/")[:2])
            exercises = [f"{number}.{i}" for i in range(1, 8)]
            folds = page.locator(
                "article details:not(.explorer-description) > summary"
            )  # those stand below their picture
            said = [" ".join(text.split()) for text in folds.all_text_contents()]
            assert len(set(said)) == len(said)
            assert page.locator("article summary[aria-label]").count() == 0
            for exercise in exercises:
                assert f"Hint 1 of 2 for exercise {exercise}" in said
                assert f"Hint 2 of 2 for exercise {exercise}" in said
            folds = page.locator("details.hide > summary")
            assert folds.all_inner_texts() == [f"Hide the solution to exercise {e}" for e in exercises]
            folds.last.press("Enter")
            assert folds.last.inner_text() == f"Show a solution to exercise {number}.7, and what the check says to it"
            folds.last.press("Enter")


def test_nothing_scrolls_sideways_at_320_pixels(opened) -> None:
    """But for boxes of their own, each of which the keyboard reaches and a screen reader names."""
    n_boxes = 0
    for name, page in opened.items():
        look(page, NARROWEST)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST, name
        beyond = page.evaluate("""() => [...document.querySelectorAll("article *, footer *")].filter((e) => {
            if (!e.checkVisibility() || e.closest(".said, svg, math")) return false;
            for (let p = e.parentElement; p; p = p.parentElement)
              if (getComputedStyle(p).overflowX !== "visible") return false;
            return e.getBoundingClientRect().right > innerWidth + 1;
          }).map((e) => e.outerHTML.slice(0, 90))""")
        assert beyond == [], name
        boxes = page.evaluate("""() => [...document.querySelectorAll("article *")].filter((e) =>
            e.checkVisibility() && ["auto", "scroll"].includes(getComputedStyle(e).overflowX) &&
            e.scrollWidth > e.clientWidth).map((e) => [e.tabIndex, e.role, e.ariaLabel, e.outerHTML.slice(0, 90)])""")
        for stop, role, label, box in boxes:
            assert (stop, role) == (0, "group"), f"{name}: {box}"
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
    return set(picture.getdata())


def test_nothing_moves_where_motion_is_unwelcome(chapter) -> None:
    moving = chapter.evaluate("""() => [...document.querySelectorAll("*")].filter((e) => {
        const style = getComputedStyle(e);
        const still = (times) => times.split(", ").every((t) => parseFloat(t) === 0);
        return style.animationName !== "none" || !still(style.transitionDuration) || style.scrollBehavior === "smooth";
      }).map((e) => e.outerHTML.slice(0, 90))""")
    assert moving == []


def test_chapters_lead_to_the_list_of_references(opened) -> None:
    """Under the name that the text has for it; the list has the DOI."""
    names = {
        item.get_attribute("id"): item.locator("strong").inner_text()
        for item in opened["references.html"].locator("article li[id]").all()
    }
    assert names["behlerparrinello2007"] == "Behler and Parrinello 2007"
    assert names["bartok2013"] == "Bartók and others 2013"
    assert opened["references.html"].locator("article li[id] a[href^='https://doi.org/']").count() == len(names)
    met = set()
    for name, page in opened.items():
        links = page.evaluate("""() => [...document.querySelectorAll("article a[href*='references.html#']")].map(
            (a) => [a.getAttribute("href").split("#")[1], a.textContent])""")
        for key, text in links:
            assert names[key] == text
            met.add(key)
        if name != "references.html":
            assert page.locator("article a[href^='https://doi.org/']").count() == 0
    assert met == set(names)
