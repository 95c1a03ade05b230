"""Opening a chapter of the built book: from file://, in a browser with a fresh profile, to the first moved slider.

The clock is the page's own; it starts with the navigation and stops in the frame that shows the next picture.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from miniff_edu._support.files import chapter_number

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "book" / "_ext")]
from browser import find_chromium, open_browser  # noqa: E402 - tests/support is no package
from built_book import SOURCE, build, chapters, is_fresh  # noqa: E402

ROUNDS = 7
Row = tuple[str, str, str]

SLIDER = "figure.explorer :is(input[type=range], select)"  # chapter 10 has a menu
# Set before the page's own scripts: keep the milliseconds at which a frame shows another picture of the first slider.
WATCH = """{
  const shown = (figure) => [...figure.querySelectorAll("img")].find((image) => image.checkVisibility());
  addEventListener("focusin", ({ target }) => {
    const figure = target.closest("figure.explorer");
    if (figure) window.before = shown(figure).src;
  });
  addEventListener("input", async ({ target }) => {
    const figure = target.closest("figure");
    while (shown(figure).src === before) await new Promise(requestAnimationFrame);
    await shown(figure).decode();
    await new Promise(requestAnimationFrame);
    window.moved = performance.now();
  }, { once: true });
}"""
# As soon as it is there. The reader has predicted, and opens the fold in which it may stand.
FOCUS = """(selector) => {
  const slider = document.querySelector(selector), fold = slider?.closest("details:not([open])");
  (fold ? fold.querySelector("summary") : slider)?.focus();
  return slider && [fold !== null, slider.selectedIndex > 0 ? "ArrowUp"
    : slider.matches("select") || +slider.value > +slider.min ? "ArrowDown" : "ArrowUp"];
}"""


def opened(path: Path) -> float:
    """Return the seconds from asking for a page to its first moved slider, in a browser started for it.

    The keys are real. The focus is set: the time of a hand, and of what drives the browser, is not that of the page.
    """
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH)
        page.goto(path.as_uri(), wait_until="commit")
        is_folded, key = page.wait_for_function(FOCUS, arg=SLIDER).json_value()
        if is_folded:
            page.keyboard.press("Enter")
            page.evaluate(FOCUS, SLIDER)
        page.keyboard.press(key)
        return float(page.wait_for_function("window.moved").json_value()) / 1000


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    if find_chromium() is None:
        print("no Chromium found: opening pages is not measured", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as name:
        pages = SOURCE / "_build" / "html"
        if not is_fresh(pages):
            result = build(SOURCE, Path(name))
            if result.returncode != 0:
                raise RuntimeError(f"the book cannot be built:\n{result.stderr}")
            pages = Path(name) / "_build" / "html"
        found = []
        for path in chapters(pages):
            times = [opened(path) for _ in range(ROUNDS)]
            what = (
                f"opening chapter {chapter_number(path)}: cold browser, to the first moved slider, median of {ROUNDS}"
            )
            found.append((what, f"{median(times):.2f} s (slowest {max(times):.2f})", "1 s"))
    return found


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
