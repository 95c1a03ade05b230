"""A training in a real JupyterLab: seen in pictures and in words, and stopped by the keys that its words name."""

import re

from playwright.sync_api import Locator, expect

# 500 steps with a pause after each take minutes; nobody waits for their end.
CELLS = [
    """
import time
from miniff_edu.atoms import TrainingView, behler_recipe, train
from miniff_edu.data import load

data, test = load("water", "train")[:30], load("water", "test")[:10]
sf = behler_recipe(data, 4.0, n_radial=3, n_angular=1)

def go():
    view = TrainingView(test)
    slowly = lambda p: view(p) or time.sleep(0.3) or p.step == 500
    return train(data, sf, hidden=(2,), on_step=slowly)
""",
    "'here'",
    "'there'",
]


def test_watch_interrupt_by_keyboard_and_find_a_potential(jupyterlab) -> None:
    page = jupyterlab.open(jupyterlab.write("training.ipynb", *CELLS), height=1400)

    def enter(number: int, source: str) -> Locator:
        """Run something else in a cell, and return it."""
        cell = page.locator(".jp-CodeCell").nth(number)
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.type(source)
        page.keyboard.press("Control+Enter")
        return cell

    cell = enter(1, "potential = go()")
    status, pictures = cell.get_by_role("status"), cell.get_by_role("img", name=re.compile("^Figure with"))
    expect(status).to_have_text(
        re.compile(r"^training: \d+ steps, RMSE of energy .*Esc and then I twice"), timeout=60_000
    )
    expect(pictures).to_have_count(2)
    expect(pictures.first).to_have_attribute("alt", re.compile(r"RMSE of the energy \(eV/atom, logarithmic\) against"))
    expect(pictures.last).to_have_attribute("alt", re.compile(r"Errors of the forces: RMSE [\d.]+, largest"))
    for i in range(2):
        assert pictures.nth(i).bounding_box()["width"] > 600
    expect(page.get_by_text("| Busy")).to_be_visible()

    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("i")
    expect(cell.get_by_text(re.compile(r"Interrupted after \d+ steps: the best so far is returned"))).to_be_visible(
        timeout=60_000
    )
    expect(status).to_have_text(re.compile(r"^ended: \d+ steps, RMSE .*The parity plots show what is returned"))
    steps = int(re.match(r"ended: (\d+)", status.inner_text())[1])
    cell = enter(2, "print(potential.elements, len(potential.card['history'][0]), potential.card['stopped'])")
    expect(cell.locator(".jp-OutputArea-output").first).to_have_text(f"('H', 'O') {steps} ['interrupted']\n")
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
