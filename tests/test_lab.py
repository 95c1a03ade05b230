"""A reader in JupyterLab: a real server, a real browser. Open a chapter, run all, move the sliders by keyboard."""

import shutil
from pathlib import Path

import pytest
from lab_server import explorers, lab_server, run_all
from playwright.sync_api import expect

CHAPTERS = sorted((Path(__file__).parent.parent / "book" / "chapters").glob("*.ipynb"))
HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


@pytest.fixture(scope="module")
def address(browser: object, tmp_path_factory: pytest.TempPathFactory):
    """Yield the address of a notebook on a live server that works on copies of the chapters."""
    folder, private = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("private")
    for chapter in CHAPTERS:
        shutil.copy(chapter, folder)
    with lab_server(folder, private) as address:
        yield address


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_run_all_and_move_every_slider(browser, address: str, chapter: Path) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    foreign, errors = [], []
    page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(HERE) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    run_all(page, address.format(notebook=chapter.name))

    outputs = page.locator(".jp-OutputArea-output")
    assert outputs.count() > 5
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts() == []
    pictures = page.locator(".jp-OutputArea-output img")
    assert all((image.get_attribute("src") or "").startswith(("data:", "blob:")) for image in pictures.all())

    found = explorers(page)
    assert found, "no live slider in this chapter"
    for handle, picture in found:
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
    assert foreign == []
    assert errors == []
    page.close()
