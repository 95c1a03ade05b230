"""One JupyterLab in one page for all live tests of a process: it takes long to start, and little to open a notebook."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
import refresh
from jupyterlab_server import end_kernels, jupyterlab_server, run_cells
from playwright.sync_api import Page

HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


# To null: what the command returns is the whole notebook, which would come here as text.
OPEN = "(path) => jupyterapp.commands.execute('docmanager:open', { path }).then(() => null)"
# Without the question whether to save.
CLOSE_ALL = "() => { for (const widget of [...jupyterapp.shell.widgets('main')]) widget.dispose(); }"


class JupyterLab:
    """A live server, its folder, and a page that shows it."""

    def __init__(self, folder: Path, address: str, page: Page) -> None:
        self.folder, self.address, self.page = folder, address, page
        self.trouble: list[str] = []
        page.on("request", lambda r: None if r.url.startswith(HERE) else self.trouble.append(r.url))
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.goto(address.replace("/tree/{notebook}", ""))
        page.wait_for_function("window.jupyterapp")
        page.evaluate("() => jupyterapp.restored.then(() => null)")

    def write(self, name: str, *sources: str) -> str:
        """Write a notebook of these cells; return its name."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        # Without a kernel named, Lab would ask.
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=refresh.METADATA), self.folder / name)
        return name

    def open(self, name: str, height: int = 1000) -> Page:
        """Open a notebook, as a double click in the list of files does, and run all its cells."""
        self.page.set_viewport_size({"width": 1400, "height": height})
        self.page.evaluate(CLOSE_ALL)
        self.page.evaluate(OPEN, name)
        run_cells(self.page)
        return self.page


@pytest.fixture(scope="session")
def server(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    folder, private = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("private")
    with jupyterlab_server(folder, private, MINIFF_EDU_PROGRESS="on") as address:
        page = browser.new_page()
        yield JupyterLab(folder, address, page)
        page.close()


@contextmanager
def watched(server: JupyterLab) -> Iterator[JupyterLab]:
    """Yield the server; at the end nothing foreign was asked for, no script has failed, nothing runs on."""
    server.trouble.clear()
    yield server
    server.page.evaluate(CLOSE_ALL)
    end_kernels(server.address)
    assert server.trouble == []


@pytest.fixture
def jupyterlab(server: JupyterLab) -> Iterator[JupyterLab]:
    with watched(server):
        yield server


@pytest.fixture(scope="module")
def jupyterlab_of_file(server: JupyterLab) -> Iterator[JupyterLab]:
    """Yield it to a file whose tests share a notebook and its kernel."""
    with watched(server):
        yield server
