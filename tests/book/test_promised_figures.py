"""The figure to remember says what the card of its chapter promises: in words, for those who do not see it."""

import re
from pathlib import Path

import nbformat
import pytest

from miniff_edu._support.files import chapter_number

CHAPTERS = sorted((Path(__file__).parents[2] / "book" / "chapters").glob("*.ipynb"))
PART_II = [path for path in CHAPTERS if chapter_number(path) >= 6]


def promised(path: Path) -> list[str]:
    """Return the numbers with a decimal point that the card names for the figure to remember."""
    card = nbformat.read(path, as_version=4).cells[0].source
    return re.findall(r"\d+\.\d+", card.split("**The figure to remember**")[1])


def alternatives(path: Path) -> list[str]:
    """Return the text alternatives of the figures of a chapter, as they are stored."""
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    texts = [output.get("data", {}).get("text/plain", "") for output in outputs]
    return [text for text in texts if text.startswith(("Figure", "Interactive figure"))]


@pytest.mark.parametrize("path", PART_II, ids=lambda path: path.stem)
def test_the_figure_to_remember_says_its_number(path: Path) -> None:
    numbers = promised(path)
    assert numbers, "the card names a number"
    figures = [set(re.findall(r"(?<![\w.])\d+\.\d+(?![\w.])", text.rstrip("."))) for text in alternatives(path)]
    assert any(set(numbers) <= said for said in figures), (numbers, figures)
