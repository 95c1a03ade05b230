"""One visit to every page of the built book. In: its folder, a browser. Out: what was asked for, and what was seen.

A page takes longer to open than to look at, so it is opened once for all tests that ask what a visit shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from built_book import pages
from playwright.sync_api import Browser, Page

WIDE, NARROW = 1280, 390
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
SCALES = """() => {
  document.querySelectorAll("details.predict").forEach((fold) => { fold.open = true; });
  return [...document.querySelectorAll("article .cell_output img")].filter((image) => image.checkVisibility())
    .map((image) => image.getBoundingClientRect().width / image.getAttribute("width"));
}"""


@dataclass
class Visit:
    """What a page asked for and showed: in both colour schemes, wide, narrow and printed."""

    trouble: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    themes: dict[str, str] = field(default_factory=dict)
    alternatives: list[str] = field(default_factory=list)
    formulas: dict[int, list[dict[str, bool]]] = field(default_factory=dict)
    scales: list[float] = field(default_factory=list)

    def files(self, but: Path) -> set[Path]:
        """Return the files that were asked for, but for one, which is the page."""
        return {Path(unquote(urlsplit(url).path)) for url in self.urls if url.startswith("file:")} - {but}


def visit_all(book: Path, browser: Browser) -> dict[Path, Visit]:
    """Visit every page, but the one that only leads to the introduction: one half dark at first, the other light."""
    found: dict[Path, Visit] = {}
    page = browser.new_page()
    for i, path in enumerate(sorted({*pages(book)} - {book / "index.html"})):
        found[path] = visit = Visit()
        listeners = _watch(page, visit)
        _look(page, path, visit, SCHEMES if i % 2 else SCHEMES[::-1])
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    page.close()
    return found


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


def _look(page: Page, path: Path, visit: Visit, schemes: tuple[str, ...]) -> None:
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.emulate_media(color_scheme=schemes[0], media="screen")  # type: ignore[arg-type]
    page.goto(path.as_uri())  # waits for the event `load`: all that the page itself asks for is there
    page.wait_for_function("document.fonts.status === 'loaded'")
    visit.themes[schemes[0]] = page.evaluate("document.documentElement.dataset.theme")
    visit.alternatives = page.evaluate("[...document.images].map((image) => image.alt)")
    visit.formulas[WIDE] = page.evaluate(FORMULAS)
    page.emulate_media(color_scheme=schemes[1])  # type: ignore[arg-type]
    page.set_viewport_size({"width": NARROW, "height": 844})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # what follows a resize
    visit.formulas[NARROW] = page.evaluate(FORMULAS)
    visit.scales = page.evaluate(SCALES)
    visit.themes[schemes[1]] = page.evaluate("document.documentElement.dataset.theme")
    page.emulate_media(media="print")
    page.wait_for_function("document.fonts.status === 'loaded'")
