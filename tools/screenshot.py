"""Take the picture of the README: chapter 1 of the built book, its slider moved to three descriptors by keyboard.

Usage: python tools/run.py book && .venv/bin/python tools/screenshot.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from browser import open_browser  # noqa: E402 - tests/support is no package

PAGE = ROOT / "book" / "_build" / "html" / "chapters" / "01-toy-function-fitting.html"
PICTURE = ROOT / "book" / "images" / "slider.png"


def main() -> None:
    """Write the picture."""
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 900}, device_scale_factor=1.5)
        page.goto(PAGE.as_uri())
        slider = page.get_by_role("slider", name="n descriptors", include_hidden=True)
        page.locator("details.predict", has=slider).locator("> summary").click()
        slider.focus()
        for _ in range(2):
            slider.press("ArrowRight")
        figure = page.locator("figure.explorer", has=slider)
        figure.screenshot(path=PICTURE)
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
