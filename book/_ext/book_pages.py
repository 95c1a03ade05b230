"""What the pages of the book need beyond Jupyter Book: static figures, reading times, versions, students' notebooks.

Kernels inherit the environment that this extension sets, so chapters show the face that needs no kernel.
"""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from book_stamp import NAME, stamp
from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx

from miniff_edu.classroom.handout import for_students
from miniff_edu.classroom.notebook import notebook_text

# As readers measured who stopped at each prediction and ran the cells: 50, 45 and 45 minutes for the first chapters as
# they were, of 2,659, 1,485 and 1,934 words and 232, 262 and 246 lines of code.
WORDS_PER_MINUTE = 100
CODE_LINES_PER_MINUTE = 10
SHOWN_VERSIONS = ("torch", "numpy", "matplotlib", "jupyter-book")


def versions() -> str:
    """Name what the book was built with."""
    packages = ", ".join(f"{name} {version(name)}" for name in SHOWN_VERSIONS)
    return f"miniff_edu {version('miniff_edu')}, Python {platform.python_version()}, {packages}"


def prepare(app: Sphinx, config: Any) -> None:
    """Make kernels draw static figures, without progress bars or files; tell the introduction the versions."""
    os.environ["MINIFF_EDU_STATIC"] = "1"
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["MINIFF_EDU_PROGRESS"] = "off"
    config.myst_substitutions = {**config.myst_substitutions, "built_with": f"This copy was built with {versions()}."}


def add_times(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add to the header card of a chapter how long it takes to read and how long its cells took to run."""
    data = NbMetadataCollector.get_exec_data(app.env, docname)
    card = next(doctree.findall(nodes.block_quote), None)
    if not data or card is None:
        return
    line = nodes.paragraph(classes=["times"])
    line += nodes.strong(text="Time ")
    seconds = max(1, round(data["runtime"]))
    minutes = minutes_of(app, docname)
    line += nodes.Text(f"About {minutes} minutes to read. Its cells ran in {seconds} seconds when this page was built.")
    card += line
    # Beside the page, in the folder that the theme's download button uses: see give_to_students.
    notebook = f"../_sources/{docname}.ipynb"
    work = nodes.paragraph(classes=["handout"])
    work += nodes.strong(text="To work in ")
    work += nodes.reference(text="the notebook for students", refuri=notebook, internal=False, classes=["download"])
    work += nodes.Text(": this chapter without its solutions.")
    card += work


def minutes_of(app: Sphinx, docname: str) -> int:
    """Return the minutes for a page of the book, from its words and its code as they were read."""
    return minutes_to_read(*_count(app.env.get_doctree(docname)))


def minutes_to_read(words: int, code_lines: int) -> int:
    """Return the minutes for a page, to the nearest five, predictions and running the cells included."""
    return 5 * max(1, round((words / WORDS_PER_MINUTE + code_lines / CODE_LINES_PER_MINUTE) / 5))


def _count(doctree: nodes.document) -> tuple[int, int]:
    """Return the number of words of prose and of lines of code on a page."""
    words = sum(len(p.astext().split()) for p in doctree.findall(nodes.paragraph))
    cells = [n for n in doctree.findall(nodes.container) if "cell_input" in n["classes"]]
    return words, sum(len(cell.astext().splitlines()) for cell in cells)


def give_to_students(app: Sphinx, error: Exception | None) -> None:
    """Let what can be downloaded be the students' notebooks: they hold no solutions."""
    for path in Path(app.outdir).glob("_sources/chapters/*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(notebook_text(for_students(notebook)), encoding="utf-8", newline="\n")


def remember_sources(app: Sphinx, error: Exception | None) -> None:
    """Leave beside the pages what they were made from, unless there was an error or a warning."""
    file = Path(app.outdir) / NAME
    file.unlink(missing_ok=True)
    root = Path(app.srcdir).parent
    if error is None and app._warncount == 0 and (root / "pyproject.toml").is_file():
        file.write_text(stamp(root), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above to Sphinx."""
    app.connect("config-inited", prepare)
    app.connect("doctree-resolved", add_times)
    app.connect("build-finished", give_to_students)
    app.connect("build-finished", remember_sources, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
