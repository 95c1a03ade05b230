"""The laboratory: from the click on Fit to the picture of the final result, in a real Chromium and a real JupyterLab.

All states of 1 to 4 descriptors and 1 to 5 layers, with Levenberg-Marquardt, seed 0, 100 points, no noise, powers.
"""

from __future__ import annotations

import re
import sys
import tempfile
from itertools import product
from pathlib import Path
from statistics import median

import nbformat
from playwright.sync_api import Locator, expect

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "support")]
from browser import find_chromium, open_browser  # noqa: E402 - tools/ is no package
from jupyterlab_server import jupyterlab_server, run_all  # noqa: E402
from refresh import METADATA  # noqa: E402

ROUNDS = 4
STATES = list(product(range(1, 5), range(1, 6)))
Row = tuple[str, str, str]

# Resolve with the milliseconds from the click to the first decoded picture of a result; pictures on the way say "step".
WATCH = """(box) => {
  window.measured = new Promise((resolve) => {
    let start = 0;
    box.addEventListener("click", () => { start = performance.now(); }, {capture: true, once: true});
    const before = box.querySelector("img").src;
    new MutationObserver(async (_, observer) => {
      const image = box.querySelector("img");
      if (!image || image.src === before || !image.alt.startsWith("test RMSE")) return;
      observer.disconnect();
      await image.decode();
      resolve(performance.now() - start);
    }).observe(box, {subtree: true, childList: true});
  });
}"""


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    if find_chromium() is None:
        print("no Chromium found: the laboratory is not measured", file=sys.stderr)
        return []
    times = measure()
    first = {state: measured[0] for state, measured in times.items()}
    middle = {state: median(measured) for state, measured in times.items()}
    slowest = max(times, key=lambda state: max(times[state]))
    everything = [value for measured in times.values() for value in measured]
    of_all = f"median of {len(STATES)} states x {ROUNDS}"
    worst = (
        f"{max(everything):.0f} ms (descriptors, layers = {slowest}; worst at first sight {max(first.values()):.0f})"
    )
    return [
        (f"laboratory: click on Fit to the final picture, {of_all}", f"{median(everything):.0f} ms", "50 ms"),
        ("laboratory: the slowest of these", f"{worst}, slowest median {max(middle.values()):.0f} ms", "150 ms"),
    ]


def measure() -> dict[tuple[int, int], list[float]]:
    """Return the milliseconds of each state, in the order in which they were measured."""
    times: dict[tuple[int, int], list[float]] = {state: [] for state in STATES}
    with tempfile.TemporaryDirectory() as name, open_browser() as browser:
        folder, private = Path(name) / "notebooks", Path(name) / "private"
        folder.mkdir()
        private.mkdir()
        cell = nbformat.v4.new_code_cell("from miniff_edu.lab import Laboratory\nLaboratory()")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=METADATA), folder / "laboratory.ipynb")
        with jupyterlab_server(folder, private) as address:
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            run_all(page, address.format(notebook="laboratory.ipynb"))
            box = page.locator(".jp-OutputArea-output").last
            fit, status = box.get_by_role("button", name="Fit", exact=True), box.get_by_role("status")
            for _ in range(ROUNDS):
                for n_descriptors, n_layers in STATES:
                    _set(box, "descriptors", n_descriptors)
                    _set(box, "layers", n_layers)
                    expect(status).to_contain_text("out of date")
                    page.wait_for_timeout(300)  # the kernel is idle again, and the hand has reached the button
                    box.evaluate(WATCH)
                    fit.click()
                    times[n_descriptors, n_layers].append(float(page.evaluate("() => window.measured")))
                    expect(status).to_have_text(re.compile("^fitted"))
            page.close()
    return times


def _set(box: Locator, label: str, value: int) -> None:
    field = box.get_by_role("spinbutton", name=label, exact=True)
    field.fill(str(value))
    field.press("Tab")


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
    if "--states" in sys.argv:
        for state, measured in measure().items():
            print(state, *(f"{value:.0f}" for value in measured))
