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

# Set before the page's own scripts: keep the milliseconds at which a frame shows another picture of the first slider.
WATCH = """addEventListener("input", async (event) => {
  const image = [...event.target.closest("figure").querySelectorAll("img")].find((i) => !i.hidden);
  await image.decode();
  await new Promise(requestAnimationFrame);
  window.moved = performance.now();
}, {once: true});"""


def opened(path: Path) -> float:
    """Return the seconds from asking for a page to its first moved slider, in a browser started for it."""
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH)
        page.goto(path.as_uri(), wait_until="commit")
        slider = page.locator("figure.explorer :is(input[type=range], select)").first  # chapter 10 has a menu
        if slider.evaluate("(e) => e.closest('details:not([open])') !== null"):  # the reader has predicted, and opens
            slider.locator("xpath=ancestor::details[1]/summary").press("Enter", no_wait_after=True)
        slider.press("ArrowDown", no_wait_after=True)
        slider.press("ArrowUp", no_wait_after=True)  # one of the two changes a slider, wherever it stands
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
