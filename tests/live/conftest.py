"""One JupyterLab, and one browser with its memory, for all live tests of a process: each of them starts slowly."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import refresh
from jupyterlab_server import end_kernels, jupyterlab_server, run_all
from playwright.sync_api import BrowserContext, Page

HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


class JupyterLab:
    """A live server, its folder, and a browser that keeps the scripts of JupyterLab from one page to the next."""

    def __init__(self, folder: Path, address: str, context: BrowserContext) -> None:
        self.folder, self.address, self.context = folder, address, context
        self.trouble: list[str] = []

    def write(self, name: str, *sources: str) -> str:
        """Write a notebook of these cells; return its name."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        # Without a kernel named, Lab would ask.
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=refresh.METADATA), self.folder / name)
        return name

    def open(self, name: str, height: int = 1000) -> Page:
        """Open a notebook and run all its cells."""
        page = self.context.new_page()
        page.set_viewport_size({"width": 1400, "height": height})
        page.on("request", lambda r: None if r.url.startswith(HERE) else self.trouble.append(r.url))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        run_all(page, self.address.format(notebook=name))
        return page


@pytest.fixture(scope="session")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    folder, private = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("private")
    with jupyterlab_server(folder, private, MINIFF_EDU_PROGRESS="on") as address:
        context = browser.new_context()
        yield JupyterLab(folder, address, context)
        context.close()


@pytest.fixture
def jupyterlab(server: JupyterLab) -> Iterator[JupyterLab]:
    """Yield the server; at the end nothing foreign was asked for, no script has failed, nothing runs on."""
    server.trouble.clear()
    yield server
    for page in server.context.pages:
        page.close()
    end_kernels(server.address)
    assert server.trouble == []
