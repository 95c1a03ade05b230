"""Atoms to drag in a real JupyterLab: the widget appears, keys move an atom, and Python knows where it is."""

import re

import nbformat
import pytest
import refresh
from lab_server import lab_server, run_all
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


@pytest.fixture(scope="module")
def address(browser: object, tmp_path_factory: pytest.TempPathFactory):
    folder, private = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("private")
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS[:1]]
    cells += [nbformat.v4.new_code_cell("'waits'") for _ in CELLS[1:]]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=refresh.METADATA)
    nbformat.write(notebook, folder / "alive.ipynb")
    with lab_server(folder, private) as address:
        yield address.format(notebook="alive.ipynb")


def test_an_atom_moves_by_keys_and_python_knows_where_it_is(browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1200})
    foreign, errors = [], []
    here = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(here) else foreign.append(r.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    run_all(page, address)

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
    assert foreign == []
    assert errors == []
    page.close()
