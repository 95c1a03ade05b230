"""A reader in JupyterLab: a real server, a real browser. Open a chapter, run all, move sliders by keyboard, answer."""

import json
import re
import shutil
from pathlib import Path

import pytest
from jupyterlab_server import explorers
from playwright.sync_api import expect

from miniff_edu.classroom.handout import make_handout
from miniff_edu.exercises.engine.record import NAME

CHAPTERS = sorted((Path(__file__).parents[2] / "book" / "chapters").glob("*.ipynb"))

TWO_AXES = [
    """
from matplotlib import pyplot as plt
from miniff_edu.explore import explore

def draw(n, family, bias):
    figure, ax = plt.subplots(figsize=(3, 2))
    ax.set_title(f"n {n}, {family}, {bias}")
    return figure

explore(draw, n=(1, 3), family=["power", "gauss"], bias=True)
""",
    "import time",
]


SLOW_WORK = """
import os, time
os.environ.pop("TQDM_DISABLE")  # which the tests set
from miniff_edu._support.progress import progress

for _ in progress(range(4), desc="fit", unit="step"):
    time.sleep(0.6)
print("done")
"""


def test_a_bar_of_progress_leaves_nothing_to_see(jupyterlab) -> None:
    page = jupyterlab.open(jupyterlab.write("slow.ipynb", SLOW_WORK))
    outputs = page.locator(".jp-OutputArea-child")
    expect(outputs).to_have_count(1)
    expect(outputs).to_have_text("done\n")


@pytest.mark.thorough
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_run_all_and_move_every_slider(jupyterlab, chapter: Path) -> None:
    shutil.copy(chapter, jupyterlab.folder)
    check_chapter(jupyterlab.open(chapter.name))


def test_a_student_reads_and_answers(jupyterlab) -> None:
    """The first chapter, as a handout has it: sliders; not attempted, a reason, an insight; what is kept of it."""
    handout = jupyterlab.folder / "handout"
    make_handout(handout)
    page = jupyterlab.open(f"handout/{CHAPTERS[0].name}")
    check_chapter(page)
    verdicts = page.locator(".jp-OutputArea-output", has_text="not attempted.")
    expect(verdicts).to_have_count(7)
    assert not (handout / NAME).exists()

    answer(page, "1.2", '"a"')
    expect(page.get_by_text("there is nothing to gain")).to_be_visible()
    answer(page, "1.2", '"b"')
    expect(page.get_by_text("1.2 correct.")).to_be_visible()
    answer(page, "1.1", "(_ for _ in iter(int, 1))")
    expect(page.get_by_text("a number is asked")).to_be_visible()
    expect(verdicts).to_have_count(5)
    noted = json.loads((handout / NAME).read_text(encoding="utf-8"))["exercises"]
    assert noted["1.2"]["status"] == "correct"
    assert noted["1.2"]["mistakes"] == {"more-is-better": 1}
    assert noted["1.1"]["mistakes"] == {"not-a-number": 1}


def answer(page, number: str, value: str) -> None:
    """Replace the answer in the cell of an exercise, and run it."""
    cell = page.locator(".jp-CodeCell", has_text=f'exercises.check("{number}"')
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(f'answer = {value}\nexercises.check("{number}", answer)')
    page.keyboard.press("Control+Enter")


def check_chapter(page) -> None:
    """Look at a chapter that has run, and move all that can be moved in it."""
    outputs = page.locator(".jp-OutputArea-output")
    assert outputs.count() > 5
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts() == []
    pictures = page.locator(".jp-OutputArea-output img")
    assert all((image.get_attribute("src") or "").startswith(("data:", "blob:")) for image in pictures.all())

    found = explorers(page)
    assert found or move_a_menu(page), "neither a live slider nor a menu in this chapter"
    for _, handle, picture in found:
        before = picture.get_attribute("src"), picture.get_attribute("alt")
        handle.focus()
        handle.press("ArrowRight")
        expect(picture).not_to_have_attribute("src", before[0])
        after = picture.get_attribute("src"), picture.get_attribute("alt")
        assert after[0] != before[0]
        assert after[1] != before[1]
        assert "Figure" in after[1]
        handle.press("ArrowLeft")
        expect(picture).to_have_attribute("src", before[0])


def move_a_menu(page) -> bool:
    """Choose something else in the menus of explorers; say whether there is one."""
    boxes = page.locator(".widget-vbox", has=page.locator("select"))
    for box in boxes.all():
        picture = box.locator("img")
        before = picture.get_attribute("alt")
        box.locator("select").first.select_option(index=1)
        expect(picture).not_to_have_attribute("alt", before)
        assert "Figure" in picture.get_attribute("alt")
    return boxes.count() > 0


def test_several_axes_and_a_busy_kernel(jupyterlab) -> None:
    """Each control does its part, and none waits for the kernel."""
    page = jupyterlab.open(jupyterlab.write("two.ipynb", *TWO_AXES))
    ((box, handle, picture),) = explorers(page)
    cell = page.locator(".jp-CodeCell").last
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("time.sleep(600)")
    page.keyboard.press("Shift+Enter")
    busy = page.get_by_text("| Busy")
    busy.wait_for()

    expect(picture).to_have_attribute("alt", re.compile("n 1, power, True"))
    handle.focus()
    handle.press("ArrowRight")
    expect(picture).to_have_attribute("alt", re.compile("n 2, power, True"))
    box.locator("select").select_option("gauss")
    expect(picture).to_have_attribute("alt", re.compile("n 2, gauss, True"))
    box.get_by_role("button", name="False").click()
    expect(picture).to_have_attribute("alt", re.compile("n 2, gauss, False"))
    handle.press("ArrowRight")
    expect(picture).to_have_attribute("alt", re.compile("n 3, gauss, False"))
    expect(busy).to_be_visible()
