"""A real JupyterLab on 127.0.0.1 with a private configuration, for tests and benchmarks.

In: a folder of notebooks. Out: addresses to open, and a page object that runs a notebook and moves its sliders.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as TooLate

START_SECONDS, RUN_SECONDS = 90, 120
# One question for all cells, of the text as it stands in the page: what is seen of it would need a layout each time.
FINISHED = """() => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map((one) => one.textContent.trim());
  return prompts.length > 0 && !prompts.includes("[*]:") && prompts.at(-1) !== "[ ]:";
}"""
SETTINGS = {
    # All cells in the page at once: a slider that has scrolled out of sight must be found too.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none", "kernelShutdown": True},
    # No news and no updates: nothing reaches for a network.
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextmanager
def jupyterlab_server(folder: Path, private: Path, **variables: str) -> Iterator[str]:
    """Start JupyterLab on `folder`, yield the address of its file tree with the token, and end it.

    Parameters
    ----------
    folder : Path
        Where the notebooks are; give it copies, since running a notebook saves it.
    private : Path
        An empty folder for configuration, run time files and the log (``jupyterlab.log``).
    **variables : str
        Environment variables of the server and its kernels.
    """
    for name, settings in SETTINGS.items():
        file = private / "config" / "lab" / "user-settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(settings), encoding="utf-8")
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(private / "config" / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "IPYTHONDIR": str(private / "ipython"),
        "TQDM_DISABLE": "1",
        "MINIFF_EDU_PROGRESS": "off",
        **variables,
    }
    environment.pop("MINIFF_EDU_STATIC", None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", "--no-browser", "--allow-root"]
    options += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    options += ["--LabApp.expose_app_in_browser=True"]  # so that a test can open a notebook without all else anew
    with (private / "jupyterlab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_up(server, f"http://127.0.0.1:{port}/api?token={token}", private / "jupyterlab.log")
            # `reset`: without the tabs that an earlier visit has left open
            yield f"http://127.0.0.1:{port}/lab/tree/{{notebook}}?reset&token={token}"
        finally:
            server.terminate()  # it shuts its kernels down
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_up(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start within {START_SECONDS} s; its log ends:\n{log.read_text()[-2000:]}")


def end_kernels(address: str) -> None:
    """End all sessions of a server, whose address is as :func:`jupyterlab_server` gives it, with their kernels."""
    server, token = re.match(r"(http://[\d.:]+)/.*(token=\w+)", address).groups()  # type: ignore[union-attr]
    with urllib.request.urlopen(f"{server}/api/sessions?{token}", timeout=30) as answer:
        sessions = json.load(answer)
    for session in sessions:
        url = f"{server}/api/sessions/{session['id']}?{token}"
        urllib.request.urlopen(urllib.request.Request(url, method="DELETE"), timeout=30).close()


def run_all(page: Page, address: str) -> None:
    """Open a notebook, run all its cells from the menu, and wait until the kernel has finished."""
    page.goto(address)
    run_cells(page)


def run_cells(page: Page) -> None:
    """Run all cells of the notebook that is open from the menu, and wait until the kernel has finished."""
    idle = page.locator(".jp-StatusBar-Widget, #jp-main-statusbar").get_by_text("| Idle")
    idle.wait_for(timeout=START_SECONDS * 1000)  # earlier, the click would be lost
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    try:
        page.wait_for_function(FINISHED, polling=250, timeout=RUN_SECONDS * 1000)
    except TooLate:
        prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        raise RuntimeError(f"the notebook did not finish within {RUN_SECONDS} s: {prompts}") from None
    idle.wait_for(timeout=RUN_SECONDS * 1000)


class LiveExplorer(NamedTuple):
    """The parts of a live explorer in a notebook."""

    box: Locator
    handle: Locator
    picture: Locator


def explorers(page: Page) -> list[LiveExplorer]:
    """Return the live explorers of the notebook: the box around all, the handle of the first slider, the picture."""
    boxes = page.locator(".widget-vbox", has=page.locator(".noUi-handle"))
    found = [boxes.nth(i) for i in range(boxes.count())]
    return [LiveExplorer(box, box.locator(".noUi-handle").first, box.locator("img")) for box in found]
