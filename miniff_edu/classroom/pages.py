"""What stands around the chapters in a handout. In: the project. Out: a start page, a README, a file for conda.

The README is read where nothing works yet, on thirty different computers, so it says what the project's own one says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .._support.cells import code_cell, markdown_cell
from .check.remedy import CONDA_NAMES
from .folder import OPEN, WITHHELD
from .notebook import notebook_of
from .wheelhouse import INSTALL

README = """# {title}

Notebooks to work in. Install once (it needs a network, and some minutes), then open them. You need Python {python} or
newer: `python --version` tells. Your system may call it `python3`, or `py` on Windows. Open a terminal in this folder.

Linux and macOS:

    python3 -m venv env
    source env/bin/activate
    python -m pip install -c software/constraints.txt "./software[lab]"
    miniff-edu check
    python -m jupyterlab start.ipynb

Windows, in PowerShell:

    py -m venv env
    env\\Scripts\\Activate.ps1
    python -m pip install -c software/constraints.txt "./software[lab]"
    miniff-edu check
    python -m jupyterlab start.ipynb

If PowerShell says that running scripts is disabled, this allows it for the window in which you type it:

    Set-ExecutionPolicy -Scope Process -ExecutionPolicy RemoteSigned

In the older Command Prompt, the second line is `env\\Scripts\\activate.bat`.

**Without a network**: where there is a folder `wheels` beside this file, it holds all that is needed, for the versions
of Python and the systems that `wheels/for.txt` names. On each of them, the third line is then

    {offline}

`miniff-edu check` tells whether everything works, and what mends it where it does not. If the installation itself
fails, it can be asked all the same, in the folder `software`: `python -m miniff_edu check`. Another day, only the
second and the last line are needed.

**PyTorch without CUDA.** On Linux, pip installs a PyTorch build that brings gigabytes of libraries for graphics cards,
which these notebooks do not use. The selector on PyTorch's "Get started" page shows, for *CPU*, the address of a
smaller build: before `pip install`, set the environment variable `PIP_EXTRA_INDEX_URL` to it:

    export PIP_EXTRA_INDEX_URL=ADDRESS            (in PowerShell: $env:PIP_EXTRA_INDEX_URL = "ADDRESS")

**Intel Macs**: PyTorch no longer makes builds for them; use conda. With conda or mamba, on any system, instead of pip:

    conda env create -f environment.yml
    conda activate miniff_edu
    miniff-edu check
    python -m jupyterlab start.ipynb

{solutions} What you have done is kept in
`miniff_edu_progress.json`, in this folder; that is the file to hand in, if your teacher asks for one. Before that,
`exercises.sign("Ada Lovelace")` in a notebook writes your name into it, once; to do an exercise afresh, say
`exercises.restart("1.1")`.

Where there is a folder `book`, `book/index.html` is the book to read in a browser, without a network too.

Code is under the BSD 2-Clause License, texts and figures under CC BY 4.0: `software/LICENSE` says more.
"""
# By what became of the solutions.
OPENS = (
    """Solutions open on {day}, by the clock of your computer: from then on `exercises.solution("1.1")` shows one."""
)
SOLUTIONS_ARE = {
    OPEN: 'Solutions are not in the notebooks: `exercises.solution("1.1")` shows one.',
    WITHHELD: "Solutions are not in this folder: your teacher has them.",
}
ABOUT_SOFTWARE = """# miniff_edu

The library behind the notebooks of the folder above, as it was when that folder was made. `python -m pip install .` in
this folder installs it.
"""


def readme(checkout: Path, solutions: str = OPEN) -> str:
    """Return the README of a handout; `solutions` says what became of them."""
    python = _project(checkout)["requires-python"].lstrip(">=")
    words = SOLUTIONS_ARE.get(solutions) or OPENS.format(day=solutions)
    title = "From one toy function to a force field"
    return README.format(title=title, python=python, solutions=words, offline=INSTALL)


def start_page(titles: Mapping[str, tuple[int, str]], templates: Sequence[str] = ()) -> dict[str, Any]:
    """Return the page to begin with, a notebook.

    `titles` are the chapters' numbers and titles, by their file names; `templates` are notebooks to be copied.
    """
    links = [f"{number}. [{title}]({name})" for name, (number, title) in titles.items()]
    own = ", ".join(f"[{Path(name).stem}]({name})" for name in templates)
    words = [
        "# Start here",
        "",
        *links,
        "",
        "Open a chapter and run its cells from the top: Shift+Enter runs one and goes on to the next. Where a box says "
        "*Predict*, say your answer aloud before you run the cell.",
        *([f"\nFor structures of your own there is a template, to be copied: {own}."] if own else []),
        "",
        "At the end of each chapter are exercises. The next cell shows how far you are.",
    ]
    progress = code_cell("progress", "from miniff_edu import exercises\n\nexercises.progress()")
    return notebook_of([markdown_cell("start", "\n".join(words)), progress])


def environment(checkout: Path) -> str:
    """Return an environment file for conda: what the library and JupyterLab need, and the library beside it."""
    project = _project(checkout)
    wanted = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    lines = ["name: miniff_edu", "channels: [conda-forge]", "dependencies:", f"  - python{project['requires-python']}"]
    for requirement in wanted:
        name = re.split(r"[<>=!~ \[]", requirement, maxsplit=1)[0]
        lines.append(f"  - {CONDA_NAMES.get(name, name)}{requirement[len(name) :]}")
    return "\n".join([*lines, "  - pip", "  - pip: [./software]"]) + "\n"


def _project(checkout: Path) -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project
