"""Sliders: drawing all states in advance, moving one in JupyterLab, moving one in a built page.

The last two run in a real Chromium; the live one talks to a real JupyterLab on 127.0.0.1.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import psutil
from matplotlib.axes import Axes

from miniff_edu.descriptors import PowerDecay
from miniff_edu.explore import explore
from miniff_edu.plotting import plot_fit
from miniff_edu.toy.targets import toy_function

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "support")]
from browser import find_chromium, open_browser  # noqa: E402 - tools/ is no package
from jupyterlab_server import explorers, jupyterlab_server, run_all  # noqa: E402

CHAPTER = ROOT / "book" / "chapters" / "01-toy-function-fitting.ipynb"
MOVES = 50
Row = tuple[str, str, str]

# Resolve with the milliseconds from the key press to the first change of the source of the picture.
LIVE = """(box) => new Promise((resolve) => {
  let start = 0;
  box.addEventListener("keydown", () => { start = performance.now(); }, {capture: true, once: true});
  const before = box.querySelector("img").src;
  new MutationObserver((_, observer) => {
    const image = box.querySelector("img");
    if (image && image.src !== before) { observer.disconnect(); resolve(performance.now() - start); }
  }).observe(box, {subtree: true, childList: true, attributes: true});
})"""
# Return the milliseconds of the handler, and in which animation frame after the event the new picture is laid out.
STATIC = """async (slider) => {
  const figure = slider.closest("figure"), shown = () => [...figure.querySelectorAll("img")].find((i) => !i.hidden);
  const before = shown(), next = String((Number(slider.value) + 1) % (Number(slider.max) + 1));
  slider.value = next;
  const start = performance.now();
  slider.dispatchEvent(new Event("input", {bubbles: true}));
  const handler = performance.now() - start;
  for (let frame = 1; frame < 10; frame++) {
    await new Promise(requestAnimationFrame);
    const image = shown();
    if (image !== before && image.complete && image.naturalWidth && image.getBoundingClientRect().height) {
      return [handler, frame];
    }
  }
  return [handler, 99];
}"""


def draw(n_descriptors: int) -> Axes:
    """Draw one linear state: fit and residual."""
    r = np.linspace(0.1, 10, 100)
    g = PowerDecay(n_descriptors)(r)
    weights = np.linalg.lstsq(g, toy_function(r))[0]
    return plot_fit(r, toy_function(r), g @ weights)


def prerender() -> list[Row]:
    """Time ten linear states, and see what a thousand draws leave in memory."""
    process = psutil.Process()
    explore(draw, n_descriptors=range(1, 11))
    before = process.memory_info().rss
    times = []
    for _ in range(100):
        start = time.perf_counter()
        explore(draw, n_descriptors=range(1, 11))
        times.append(time.perf_counter() - start)
    left = (process.memory_info().rss - before) / 1e6
    return [
        ("explore: ten linear states drawn in advance, median of 100", f"{median(times):.2f} s", "1 s"),
        ("explore: memory left by 1,000 draws", f"{left:.1f} MB", "20 MB"),
    ]


def live() -> list[Row]:
    """Time the slider of chapter 1 in a live JupyterLab, from the key press to the new picture."""
    with tempfile.TemporaryDirectory() as name, open_browser() as browser:
        folder, private = Path(name) / "notebooks", Path(name) / "private"
        folder.mkdir()
        private.mkdir()
        shutil.copy(CHAPTER, folder)
        with jupyterlab_server(folder, private) as address:
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            run_all(page, address.format(notebook=CHAPTER.name))
            box, handle, picture = explorers(page)[-1]
            handle.focus()
            times = []
            for i in range(MOVES):
                box.evaluate(f"(box) => {{ window.moved = ({LIVE})(box); }}")
                handle.press("ArrowRight" if i // 9 % 2 == 0 else "ArrowLeft")
                times.append(float(page.evaluate("() => window.moved")))
                page.wait_for_timeout(50)  # the kernel is idle again
            assert picture.get_attribute("alt")
            page.close()
    text = f"{median(times):.0f} ms (slowest {max(times):.0f})"
    return [(f"live slider: key press to new picture, median of {MOVES}", text, "50 ms")]


def static() -> list[Row]:
    """Time the slider of chapter 1 in the built page."""
    with tempfile.TemporaryDirectory() as name, open_browser() as browser:
        build = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(ROOT / "book")]
        subprocess.run([*build, "--path-output", name, "--all"], check=True, capture_output=True)
        page = browser.new_page()
        page.goto((Path(name) / "_build" / "html" / "chapters" / f"{CHAPTER.stem}.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        slider = page.locator("figure.explorer input[type=range]").last
        slider.scroll_into_view_if_needed()
        moves = [slider.evaluate(STATIC) for _ in range(MOVES)]
        page.close()
    handlers, frames = zip(*moves, strict=True)
    return [
        (f"static slider: the handler, median of {MOVES}", f"{median(handlers):.2f} ms", "4 ms"),
        (
            f"static slider: animation frames until the new picture, median of {MOVES}",
            f"{median(frames):.0f} (most {max(frames)})",
            "2",
        ),
    ]


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    parts: list[Callable[[], list[Row]]] = [prerender]
    if find_chromium() is None:
        print("no Chromium found: the sliders in a browser are not measured", file=sys.stderr)
    else:
        parts += [live, static]
    return [row for part in parts for row in part()]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
