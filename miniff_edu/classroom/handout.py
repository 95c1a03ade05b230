"""Folders for students. In: the chapters of the book. Out: notebooks without solutions, and what is needed to run them.

The same book always gives the same bytes. A file that somebody has edited since is never written over.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .._support.files import CHECKOUT, PACKAGE
from ..exercises.engine.cells import KEY, is_for_students
from .check.remedy import CONDA_NAMES
from .notebook import cells_of, chapters_of, code_cell, markdown_cell, notebook_of, notebook_text

MANIFEST = ".handout.json"  # what was written, so that an edited file is recognised
SOFTWARE = ("pyproject.toml", "constraints.txt", "LICENSE")
README = """# {title}

Notebooks to work in. Install once (it needs a network, and some minutes), then open them:

    python -m venv env
    source env/bin/activate        (on Windows: env\\Scripts\\activate)
    python -m pip install -c software/constraints.txt "./software[lab]"
    miniff-edu check
    python -m jupyterlab start.ipynb

`miniff-edu check` tells whether everything works, and what mends it where it does not. With conda instead of pip:

    conda env create -f environment.yml
    conda activate miniff_edu

Solutions are not in the notebooks: `exercises.solution("1.1")` shows one. What you have done is kept in
`miniff_edu_progress.json`, in this folder; that is the file to hand in, if your teacher asks for one.
"""
ABOUT_SOFTWARE = """# miniff_edu

The library behind the notebooks of the folder above, as it was when that folder was made. `python -m pip install .` in
this folder installs it.
"""


@dataclass
class Handout:
    """What was done with each file, by its path in the folder.

    Parameters
    ----------
    written, unchanged, kept : list of str
        Written now; there already; edited by somebody, so left alone.
    """

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{len(self.written)} files written, {len(self.unchanged)} unchanged, {len(self.kept)} kept as edited."
        ]
        lines += [f"  kept: {name} (to take the new one, rename or remove yours)" for name in self.kept]
        return "\n".join(lines)


def make_handout(folder: str | Path, *, checkout: str | Path = CHECKOUT) -> Handout:
    """Write the students' folder.

    Parameters
    ----------
    folder : path
        Made where it does not exist.
    checkout : path
        The project's folder, with ``book/chapters`` and ``pyproject.toml`` in it.

    Returns
    -------
    Handout

    Raises
    ------
    FileNotFoundError
        If there are no chapters.
    """
    return write(Path(folder), dict(_files(Path(checkout))))


def for_students(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chapter as students get it: no hints, no solutions, no outputs.

    Parameters
    ----------
    notebook : mapping
        A notebook of format 4.5, as its JSON says.

    Returns
    -------
    dict
    """
    kept = filter(is_for_students, cells_of(notebook))
    return notebook_of([{**c, "metadata": {k: v for k, v in c["metadata"].items() if k == KEY}} for c in kept])


def write(folder: Path, files: Mapping[str, str | bytes]) -> Handout:
    """Write files into `folder`, but not over a file that has been edited since it was written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise NotADirectoryError(
            f"folder is {folder}, where a file is in the way; expected a folder, or nothing. Give another name."
        ) from None
    known = _manifest(folder)
    result = Handout()
    for name, content in files.items():
        path, new = folder / name, content.encode() if isinstance(content, str) else content
        there = path.read_bytes() if path.exists() else None
        if there == new:
            result.unchanged.append(name)
        elif there is not None and known.get(name) != _digest(there):
            result.kept.append(name)
            continue
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new)
            result.written.append(name)
        known[name] = _digest(new)
    text = json.dumps(known, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return result


def _manifest(folder: Path) -> dict[str, str]:
    """Return what was written before; without a readable manifest, every file that is there counts as edited."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _files(checkout: Path) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and the content of each file of a handout."""
    chapters = chapters_of(checkout)
    titles = {}
    for path in chapters:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        titles[path.name] = "".join(notebook["cells"][0]["source"]).partition("\n")[0].lstrip("# ")
        yield path.name, notebook_text(for_students(notebook))
    yield "start.ipynb", notebook_text(_start(titles))
    yield "README.md", README.format(title="From one toy function to a force field")
    yield "environment.yml", _environment(checkout)
    for name in SOFTWARE:
        yield f"software/{name}", (checkout / name).read_text(encoding="utf-8")
    yield "software/README.md", ABOUT_SOFTWARE
    for path in sorted((checkout / PACKAGE.name).rglob("*")):
        place = path.relative_to(checkout)
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in place.parts):
            yield f"software/{place.as_posix()}", path.read_bytes()  # data too, which are no text


def _start(titles: Mapping[str, str]) -> dict[str, Any]:
    """Return the start page, a notebook of its own."""
    links = [f"{i}. [{title}]({name})" for i, (name, title) in enumerate(titles.items(), 1)]
    words = [
        "# Start here",
        "",
        *links,
        "",
        "Open a chapter and run its cells from the top: Shift+Enter runs one and goes on to the next. Where a box says "
        "*Predict*, say your answer aloud before you run the cell.",
        "",
        "At the end of each chapter are exercises. The next cell shows how far you are.",
    ]
    progress = code_cell("progress", "from miniff_edu import exercises\n\nexercises.progress()")
    return notebook_of([markdown_cell("start", "\n".join(words)), progress])


def _environment(checkout: Path) -> str:
    """Return an environment file for conda: what the library and JupyterLab need, and the library beside it."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    lines = ["name: miniff_edu", "channels: [conda-forge]", "dependencies:", f"  - python{project['requires-python']}"]
    for requirement in wanted:
        name = re.split(r"[<>=!~ \[]", requirement, maxsplit=1)[0]
        lines.append(f"  - {CONDA_NAMES.get(name, name)}{requirement[len(name) :]}")
    return "\n".join([*lines, "  - pip", "  - pip: [./software]"]) + "\n"
