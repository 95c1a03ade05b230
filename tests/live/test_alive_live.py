"""Atoms to drag in a real JupyterLab: the widget appears, keys move an atom, and Python knows where it is."""

import re

from playwright.sync_api import expect

CELLS = [
    """
from ase.build import molecule
from miniff_edu.atoms import G2, SymmetryFunctions, alive

pairs = {e: [G2(eta=1, shift=s, neighbour=n) for n in "HO" for s in (0, 1)] for e in "HO"}
view = alive(SymmetryFunctions(pairs, 4.0), molecule("H2O"))
view
""",
    "print((view.atoms.positions - molecule('H2O').positions).round(3).tolist())",
    "view._widget.positions = (molecule('H2O').positions + [0, 0, 1]).ravel().tolist()",
]


def test_an_atom_moves_by_keys_and_python_knows_where_it_is(jupyterlab) -> None:
    page = jupyterlab.open(jupyterlab.write("alive.ipynb", CELLS[0], "'waits'", "'waits'"), height=1200)

    def enter(number: int, source: str):
        cell = page.locator(".jp-CodeCell").nth(number)
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(source)
        page.keyboard.press("Control+Enter")
        return cell.locator(".jp-OutputArea-output")

    handle = page.get_by_role("button", name=re.compile("^H, atom 3, at "))
    handle.wait_for(timeout=30_000)
    assert page.locator("[data-mime-type='text/html']").count() == 0
    handle.focus()
    before = handle.get_attribute("aria-label")
    for _ in range(3):
        page.keyboard.press("PageUp")
    expect(handle).not_to_have_attribute("aria-label", before)
    expect(page.locator(".alive-status")).to_have_text("H, atom 3, moved out: the bars are those of H, atom 3.")

    moved = enter(1, CELLS[1])
    expect(moved).to_have_text(re.compile(r"^\[\[0\.0, 0\.0, 0\.0\], \[0\.0, 0\.0, 0\.0\], \[.*0\.15.*\]\]\n$"))
    enter(2, CELLS[2])
    expect(page.get_by_role("button", name=re.compile("^O, atom 1, at 0.00, 0.00, 1.12 Å"))).to_have_count(1)
