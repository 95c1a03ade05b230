"""One visit to every page of the built book. In: its folder, a browser. Out: what was asked for, and what was seen.

A page takes longer to open than to look at, so it is opened once for all tests that ask what a visit shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from access import AXE, SIDEWAYS, complaints, empty_what_is_known, found, look, unfold, unseen
from built_book import pages
from playwright.sync_api import Browser, Page

WIDE, NARROW, NARROWEST = 1280, 390, 320
SCHEMES = ("light", "dark")
HERE = ("file:", "data:", "blob:")
# What a request failed of whose page was left: the icon of the tab is fetched after the event `load`.
LEFT = "net::ERR_ABORTED"

# Of each formula: whether it stands in a box of its own, is too long for its place, and is a stop for the key Tab.
FORMULAS = """() => [...document.querySelectorAll("math")].map((math) => {
  const box = math.closest(".formula");
  return box ? { box: true, long: box.scrollWidth > box.clientWidth, stop: box.tabIndex >= 0 }
             : { box: false, long: math.getBoundingClientRect().right > innerWidth, stop: math.tabIndex >= 0 };
})"""
# How large the pictures are drawn, predictions unfolded: pixels of the page for each of their own.
SCALES = """() => [...document.querySelectorAll("article .cell_output img")].filter((image) => image.checkVisibility())
  .map((image) => image.getBoundingClientRect().width / image.getAttribute("width"))"""
# Of each prediction: what its summary says, whether a paragraph is in there, which is not allowed; whether what it
# hides is in sight; and the box that stands before it.
PREDICTIONS = """() => [...document.querySelectorAll("details.predict")].map((fold) => {
  const [summary, inside] = [fold.querySelector(":scope > summary"), fold.querySelector(":scope > :not(summary)")];
  let before = fold;
  while (before && before.tagName !== "BLOCKQUOTE") before = before.previousElementSibling;
  return [summary.innerText, summary.querySelector("p") !== null, inside.checkVisibility(),
          before ? before.textContent.trim() : ""];
})"""
SUMMARIES = """(folds) => [...document.querySelectorAll(`${folds} > summary`)].map((s) => s.innerText)"""
# What all folds say that they fold, and how those are called that have a name besides.
FOLDS = """() => [...document.querySelectorAll("article details:not(.explorer-description) > summary")].map(
  (s) => [s.textContent.trim().replace(/\\s+/g, " "), s.ariaLabel])"""
# What leads to the list of references, to which entry, in which words; how many links lead to a DOI; and the entries.
REFERENCES = """() => [
  [...document.querySelectorAll("article a[href*='references.html#']")].map(
    (a) => [a.getAttribute("href").split("#")[1], a.textContent]),
  document.querySelectorAll("article a[href^='https://doi.org/']").length,
  [...document.querySelectorAll("article li[id]")].map((item) => [item.id, item.querySelector("strong")?.innerText])]"""
# On paper: how light all text is (0 for black), and all that is behind it, marks before and after it included.
LIGHTNESS = """() => {
  const lightness = (colour) => {
    const [r, g, b, alpha = 1] = colour.match(/[0-9.]+/g).map(Number);
    return [(0.2126 * r + 0.7152 * g + 0.0722 * b) / 255, alpha];
  };
  const seen = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.matches("option"));
  const found = [];
  for (const element of [document.documentElement, document.body, ...seen]) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      const [paper, alpha] = lightness(style.backgroundColor);
      found.push([lightness(style.color)[0], alpha > 0 ? paper : 1, element.tagName + (part || "")]);
    }
  }
  return found;
}"""


@dataclass
class Visit:
    """What a page asked for and showed: in both colour schemes, wide, narrow and printed; with its folds open.

    By width and scheme: what axe-core complains about, and stops of the key Tab where the focus is not seen.
    """

    trouble: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    themes: dict[str, str] = field(default_factory=dict)
    alternatives: list[str] = field(default_factory=list)
    formulas: dict[int, list[dict[str, bool]]] = field(default_factory=dict)
    scales: list[float] = field(default_factory=list)
    predictions: list[Any] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    folds: list[Any] = field(default_factory=list)
    references: list[Any] = field(default_factory=list)
    complaints: dict[tuple[int, str], list[Any]] = field(default_factory=dict)
    unseen: dict[tuple[int, str], list[Any]] = field(default_factory=dict)
    sideways: list[Any] = field(default_factory=list)
    printed: list[Any] = field(default_factory=list)
    printed_scheme: str = ""

    def files(self, but: Path) -> set[Path]:
        """Return the files that were asked for, but for one, which is the page."""
        return {Path(unquote(urlsplit(url).path)) for url in self.urls if url.startswith("file:")} - {but}


def visit_all(book: Path, browser: Browser) -> dict[Path, Visit]:
    """Visit every page, but the one that only leads to the introduction: one half dark at first, the other light."""
    met: dict[Path, Visit] = {}
    known = "[]"
    page = browser.new_page(reduced_motion="reduce")
    for i, path in enumerate(sorted({*pages(book)} - {book / "index.html"})):
        met[path] = visit = Visit()
        listeners = _watch(page, visit)
        first, second = SCHEMES if i % 2 else SCHEMES[::-1]
        _open(page, path, visit, first)
        _look_at_everything(page, visit, WIDE, first)
        look(page, NARROW, second)
        visit.themes[second] = page.evaluate("document.documentElement.dataset.theme")
        visit.scales = page.evaluate(SCALES)
        _look_at_everything(page, visit, NARROW, second)
        look(page, NARROWEST, second)
        visit.sideways = page.evaluate(SIDEWAYS)
        known = _look_at_kinds(page, visit, known)
        page.emulate_media(media="print")
        page.wait_for_function("document.fonts.status === 'loaded'")
        visit.printed = page.evaluate(LIGHTNESS)
        visit.printed_scheme = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    page.close()
    return met


def _watch(page: Page, visit: Visit) -> dict[str, Any]:
    def failed(request: Any) -> None:
        if request.failure != LEFT:
            visit.trouble.append(f"{request.failure}: {request.url}")

    def asked(request: Any) -> None:
        visit.urls.append(request.url)
        if not request.url.startswith(HERE):
            visit.trouble.append(request.url)

    listeners = {
        "request": asked,
        "requestfailed": failed,
        "pageerror": lambda error: visit.trouble.append(f"page error: {error}"),
        "console": lambda m: visit.trouble.append(m.text) if m.type in ("error", "warning") else None,
    }
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]
    return listeners


def _open(page: Page, path: Path, visit: Visit, scheme: str) -> None:
    """Open a page as a reader finds it, and then its folds."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.emulate_media(color_scheme=scheme, media="screen")  # type: ignore[arg-type]
    page.goto(path.as_uri())  # waits for the event `load`: all that the page itself asks for is there
    page.wait_for_function("document.fonts.status === 'loaded'")
    visit.themes[scheme] = page.evaluate("document.documentElement.dataset.theme")
    visit.alternatives = page.evaluate("[...document.images].map((image) => image.alt)")
    visit.predictions = page.evaluate(PREDICTIONS)
    visit.folds = page.evaluate(FOLDS)
    visit.closed = page.evaluate(SUMMARIES, "details.hide")
    visit.references = page.evaluate(REFERENCES)
    unfold(page)
    visit.opened = page.evaluate(SUMMARIES, "details.hide")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # what follows unfolding


def _look_at_everything(page: Page, visit: Visit, width: int, scheme: str) -> None:
    visit.formulas[width] = page.evaluate(FORMULAS)
    if found(AXE):
        visit.complaints[width, scheme] = complaints(page, colour=False)
    visit.unseen[width, scheme] = unseen(page)


def _look_at_kinds(page: Page, visit: Visit, known: str) -> str:
    """Look at colours, once for each kind of element in the book: it looks the same on all pages. End in the dark."""
    before, known = known, empty_what_is_known(page, known)
    for width, scheme in ((NARROW, "dark"), (NARROW, "light"), (WIDE, "light"), (WIDE, "dark")):
        visit.complaints.setdefault((width, scheme), [])
        is_seen = (width, scheme) in visit.unseen  # at every stop, that is
        visit.unseen.setdefault((width, scheme), [])
        if known != before:  # or else the page is empty now
            look(page, width, scheme)
            if not is_seen:
                visit.unseen[width, scheme] = unseen(page)
            if found(AXE):
                visit.complaints[width, scheme] += complaints(page, others=False)
    page.emulate_media(color_scheme="dark")
    return known
