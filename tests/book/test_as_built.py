"""What the cells said when the book was built is what their notebooks hold, by the comparison that nbval has here.

The book has run every cell, so nothing runs again. nbval itself runs them live, with widgets in place of pictures:
`pytest book/chapters book/templates`, which CI asks for on an old processor.
"""

from pathlib import Path

import nbformat
import pytest
from book_ahead import run
from built_book import SOURCE
from jupyter_cache import get_cache
from nbformat import NotebookNode
from notebook_numbers import agree

NOTEBOOKS = sorted([*(SOURCE / "chapters").glob("*.ipynb"), *(SOURCE / "templates").glob("*.ipynb")])
# A page gets pictures and frames where a kernel would bring widgets; all else is text.
TEXTS = ("text/plain", "text/html")


def said(cell: NotebookNode) -> dict[str, list[str]]:
    """Return what a cell printed, showed and raised, by kind; as for nbval, what was printed is one text."""
    texts: dict[str, list[str]] = {}
    for output in cell.outputs:
        if output.output_type == "stream":
            texts[output.name] = ["".join([*texts.get(output.name, []), output.text])]
        elif output.output_type == "error":
            texts.setdefault("error", []).append(output.evalue)
        else:
            for kind in TEXTS:
                if kind in output.data:
                    texts.setdefault(kind, []).append(output.data[kind])
    return texts


def differences(stored: NotebookNode, ran: NotebookNode) -> list[str]:
    """Return what differs, cell by cell; HTML counts where it is stored."""
    found = []
    for i, (before, after) in enumerate(zip(stored.cells, ran.cells, strict=True)):
        if before.cell_type != "code" or "nbval-ignore-output" in before.metadata.get("tags", []):
            continue
        expected, got = said(before), said(after)
        if "text/html" not in expected:
            got.pop("text/html", None)
        for kind in sorted({*expected, *got}):
            one, other = expected.get(kind, []), got.get(kind, [])
            if len(one) != len(other) or not all(map(agree, one, other)):
                found.append(f"cell {i}, {before.source[:60]!r}: {kind}: stored {one}, built {other}")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_say_what_is_stored(book: Path, path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    _, ran = get_cache(book.parent / ".jupyter_cache").merge_match_into_notebook(stored)
    assert sum(cell.cell_type == "code" and bool(said(cell)) for cell in ran.cells) >= 10
    assert differences(stored, ran) == []


@pytest.mark.parametrize(
    ("stored", "ran", "n_differences"),
    [
        ("error 0.1581 of 20\n", "error 0.1582 of 20\n", 0),
        ("error 0.1581 of 20\n", "error 0.1583 of 20\n", 1),
        ("error 0.1581 of 20\n", "error 0.1581 of 21\n", 1),
        ("error 0.1581 of 20\n", "", 1),
        ("", "error 0.1581 of 20\n", 1),
    ],
)
def test_the_comparison_bites(stored: str, ran: str, n_differences: int) -> None:
    new = nbformat.v4
    before, after = (
        new.new_notebook(cells=[new.new_code_cell("1", outputs=[new.new_output("stream", text=text)] if text else [])])
        for text in (stored, ran)
    )
    assert len(differences(before, after)) == n_differences


def test_what_comes_in_pieces_is_one_text(tmp_path: Path) -> None:
    """A busy kernel sends what is printed in pieces, which end anywhere."""
    code = "import sys, time\nprint('the error is', end='', flush=True)\ntime.sleep(1)\nprint(' 0.1')\n"
    code += "display('a table')\nprint('end')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    result = run(notebook, str(tmp_path / "pieces.ipynb"), timeout=60)
    assert result.err is None
    assert said(result.nb.cells[0]) == {"stdout": ["the error is 0.1\nend\n"], "text/plain": ["'a table'"]}
    assert len(result.nb.cells[0].outputs) == 2
