"""The laboratory in a real JupyterLab and a real browser, by keyboard and by name, as a screen reader would find it."""

import re

import pytest
from playwright.sync_api import expect

CELLS = [
    """
from miniff_edu.fit.methods import METHODS
from miniff_edu.lab import Laboratory
from miniff_edu.toy.settings import MAX_STEPS

METHODS["gradient_descent"] = METHODS["gradient_descent"]._replace(patience=10**6)  # until it is stopped
MAX_STEPS["gradient_descent"] = 10**6
MAX_STEPS["levenberg_marquardt"] = 20  # one is enough, but for noisy data, which no fit ends
laboratory = Laboratory()
laboratory
""",
    "print('the kernel answers')",
]
SPINNERS = {"points", "noise", "descriptors", "layers", "width", "seed"}
MENUS = {"black box", "family", "optimiser"}
BUTTONS = {"Fit", "Stop", "Pin", "Unpin"}


@pytest.fixture(scope="module")
def notebook(jupyterlab_of_file):
    """Return the notebook after Run All, for all tests: its kernel imports the library once."""
    return jupyterlab_of_file.open(jupyterlab_of_file.write("laboratory.ipynb", *CELLS))


@pytest.fixture
def page(notebook):
    """Yield it with a new laboratory, at its beginning; at the end no cell has failed, nor complained."""
    page = notebook
    cell = page.locator(".jp-CodeCell").first
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(re.compile(r"^\[\d+\]:$"))
    yield page
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts() == []


def test_fit_watch_stop_pin_compare(page) -> None:
    box = page.locator(".jp-OutputArea-output").first
    status, picture = box.get_by_role("status"), box.get_by_role("img")
    frame = box.locator(".laboratory-picture")
    expect(status).to_have_text(re.compile(r"^fitted: train RMSE .*, 61 parameters"))
    expect(picture).to_have_attribute("alt", re.compile("^test RMSE .*2 layers of width 15; Levenberg"))
    assert set(BUTTONS) == {button.inner_text().strip() for button in box.get_by_role("button").all()}
    for role, names in (("spinbutton", SPINNERS), ("combobox", MENUS), ("button", BUTTONS)):
        assert box.get_by_role(role).count() == len(names)
        for name in names:
            expect(box.get_by_role(role, name=name, exact=True)).to_be_visible()
    expect(box.get_by_role("checkbox", name="fit at every change")).to_be_visible()
    assert box.bounding_box()["width"] >= picture.bounding_box()["width"] > 800
    assert frame.bounding_box()["width"] < 900

    # A change by keyboard makes the picture out of date, in words and by its border; the picture stays.
    before = picture.get_attribute("src")
    layers = box.get_by_role("spinbutton", name="layers", exact=True)
    layers.focus()
    layers.press("ArrowUp")
    expect(status).to_have_text(re.compile(r"^out of date: layers \(2 to 3\) changed since the last fit"))
    expect(frame).to_have_css("border-top-style", "dashed")
    expect(picture).to_have_attribute("src", before)

    fit = box.get_by_role("button", name="Fit", exact=True)
    fit.focus()
    fit.press("Enter")
    expect(status).to_have_text(re.compile(r"^fitted: train RMSE .*, 301 parameters"))
    expect(frame).to_have_css("border-top-style", "solid")
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_attribute("alt", re.compile("^test RMSE .*3 layers of width 15"))
    box.get_by_role("button", name="Pin", exact=True).click()
    expect(picture).to_have_attribute("alt", re.compile("pinned, test RMSE .*3 layers of width 15; Levenberg"))

    # A long fit shows where it is, leaves the kernel free, and stops.
    box.get_by_role("combobox", name="optimiser").select_option("gradient descent")
    expect(status).to_have_text(re.compile("^out of date: optimiser"))
    fit.click()
    expect(status).to_have_text(re.compile(r"^fitting: step \d+, loss "))
    seen = {picture.get_attribute("src")}
    for _ in range(3):
        expect(picture).not_to_have_attribute("src", list(seen)[-1])
        seen.add(picture.get_attribute("src"))
        page.wait_for_timeout(200)
    assert len(seen) >= 3
    expect(picture).to_have_attribute("alt", re.compile(r"^step \d+: "))
    cell = page.locator(".jp-CodeCell").nth(1)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("laboratory.is_running")
    page.keyboard.press("Shift+Enter")
    expect(cell.locator(".jp-OutputArea-output")).to_have_text(re.compile("True"))
    box.get_by_role("button", name="Stop", exact=True).click()
    expect(status).to_have_text(re.compile("^stopped: train RMSE "))
    alt = re.compile(r"^test RMSE .*3 layers of width 15; gradient descent.* pinned, test RMSE .*Levenberg-Marquardt")
    expect(picture).to_have_attribute("alt", alt)
    box.get_by_role("button", name="Unpin", exact=True).click()
    expect(picture).not_to_have_attribute("alt", re.compile("pinned"))


def test_fit_at_every_change(page) -> None:
    box = page.locator(".jp-OutputArea-output").first
    status = box.get_by_role("status")
    box.get_by_role("checkbox", name="fit at every change").check()
    descriptors = box.get_by_role("spinbutton", name="descriptors", exact=True)
    descriptors.focus()
    descriptors.press("ArrowUp")
    expect(status).to_have_text(re.compile(r"^fitted: train RMSE .*, 76 parameters"))
    expect(box.get_by_role("img")).to_have_attribute("alt", re.compile(r"^test RMSE .*; 3 descriptors"))
    noise = box.get_by_role("spinbutton", name="noise", exact=True)
    noise.fill("7")  # out of range: the field takes what is nearest
    noise.press("Tab")
    expect(noise).to_have_value("0.2")
    expect(box.get_by_role("img")).to_have_attribute("alt", re.compile(r"^test RMSE .* points, noise 0.2; "))


def test_running_the_cell_again(page) -> None:
    """In the middle of a fit: a new laboratory, at its beginning, that works."""
    box = page.locator(".jp-OutputArea-output").first
    box.get_by_role("combobox", name="optimiser").select_option("gradient descent")
    box.get_by_role("button", name="Fit", exact=True).click()
    expect(box.get_by_role("status")).to_have_text(re.compile(r"^fitting: step \d+"))
    page.locator(".jp-CodeCell").first.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    expect(box.get_by_role("combobox", name="optimiser")).to_have_value("Levenberg-Marquardt")
    expect(box.get_by_role("status")).to_have_text(re.compile("^fitted: .* 61 parameters"))
    layers = box.get_by_role("spinbutton", name="layers", exact=True)
    layers.focus()
    layers.press("ArrowUp")
    expect(box.get_by_role("status")).to_have_text(re.compile("^out of date"))
    box.get_by_role("button", name="Fit", exact=True).click()
    expect(box.get_by_role("status")).to_have_text(re.compile("^fitted: .* 301 parameters"))
