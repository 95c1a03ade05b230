"""A student in a real JupyterLab, with a handout: not attempted, a reason, an insight; and what is kept of it."""

import json

from playwright.sync_api import expect

from miniff_edu.classroom.handout import make_handout
from miniff_edu.exercises.engine.record import NAME

CHAPTER = "01-toy-function-fitting.ipynb"


def test_a_student_answers(jupyterlab) -> None:
    handout = jupyterlab.folder / "handout"
    make_handout(handout)
    page = jupyterlab.open(f"handout/{CHAPTER}")
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
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
