"""Write exercises into the chapters and the guide; run the chapters, and store the texts that nbval compares.

Usage: python tools/refresh.py [--check] [notebook.ipynb ...]

Running it twice changes nothing. Exercises come from miniff_edu/exercises: edit them there, not in the notebooks.
Pictures, widget views and whatever differs from run to run are dropped; texts and execution counts are kept. Look at
the diff before you commit it: a golden changes only when the truth has changed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from miniff_edu import exercises
from miniff_edu._support.files import chapter_number
from miniff_edu.exercises.engine.cells import AFTER_EXERCISES, KEY, section
from miniff_edu.exercises.engine.guide import put_misconceptions

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "book" / "chapters"
NOTEBOOKS = sorted([*CHAPTERS.glob("*.ipynb"), *(ROOT / "book" / "templates").glob("*.ipynb")])
GUIDE = ROOT / "book" / "teaching"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def put_exercises(notebook: NotebookNode, chapter: int) -> NotebookNode:
    """Replace the cells of exercises by those that the library makes, in place."""
    others = [cell for cell in notebook.cells if KEY not in cell.metadata]
    (place,) = (i for i, cell in enumerate(others) if cell.source.startswith(AFTER_EXERCISES))
    new = [nbformat.from_dict(cell) for cell in section(exercises.of_chapter(chapter))]
    notebook.cells = others[:place] + new + others[place:]
    return notebook


def is_chapter(path: Path) -> bool:
    """Tell whether a notebook is a chapter; a template has no exercises, and no page in the teacher's guide."""
    return path.name[:2].isdigit()


def is_dropped(mime_type: str) -> bool:
    """Tell whether outputs of this type stay out of the golden: too large, or of no use without a kernel."""
    return mime_type.startswith("image/") or mime_type == "application/vnd.jupyter.widget-view+json"


def strip(notebook: NotebookNode) -> NotebookNode:
    """Drop all that is not text or not stable, in place."""
    notebook.metadata = NotebookNode(METADATA)
    for cell in notebook.cells:
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k in ("tags", KEY)})
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            cell.outputs = []  # it differs from run to run: times, places, the last digits of fits
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = NotebookNode()
            if "data" in output:
                output.data = NotebookNode({k: v for k, v in output.data.items() if not is_dropped(k)})
    return notebook


def run(path: Path) -> str:
    """Return the notebook at `path`, a chapter with its exercises, executed and stripped, as the text of its file."""
    notebook = nbformat.read(path, as_version=4)
    if is_chapter(path):
        put_exercises(notebook, chapter_number(path))
    resources = {"metadata": {"path": str(path.parent)}}
    # Otherwise what a slow cell prints is cut up differently each time.
    NotebookClient(notebook, timeout=600, resources=resources, coalesce_streams=True).execute()
    return nbformat.writes(strip(notebook)) + "\n"


def guide(path: Path) -> str:
    """Return the page of the teacher's guide at `path`, with the misconceptions that the checks of its chapter know."""
    return put_misconceptions(path.read_text(encoding="utf-8"), exercises.of_chapter(chapter_number(path)))


def main() -> int:
    """Refresh the chapters and templates named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("chapters", nargs="*", type=Path, default=NOTEBOOKS)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something would change")
    arguments = parser.parse_args()
    # The live face, without progress bars, as in pytest: see conftest.py.
    os.environ.pop("MINIFF_EDU_STATIC", None)
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["MINIFF_EDU_PROGRESS"] = "off"
    changed = 0
    texts = [(path, run) for path in arguments.chapters]
    texts += [(GUIDE / f"{path.stem}.md", guide) for path in arguments.chapters if is_chapter(path)]
    for path, make in texts:
        text = make(path)
        is_same = text == path.read_text(encoding="utf-8")
        changed += not is_same
        if not is_same and not arguments.check:
            path.write_text(text, encoding="utf-8", newline="\n")
        verb = "unchanged" if is_same else "would change" if arguments.check else "refreshed"
        print(f"{path.name}: {verb}")
    return int(arguments.check and changed > 0)


if __name__ == "__main__":
    sys.exit(main())
