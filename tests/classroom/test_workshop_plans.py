"""The plans of the page for workshops: they add up, each chapter has its turn, and what they say to run does run."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from lesson_plan import sections_of, without_sections
from nbclient import NotebookClient

from miniff_edu._support.files import chapter_number

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = {chapter_number(path): path for path in sorted((BOOK / "chapters").glob("*.ipynb"))}
PAGE = (BOOK / "teaching" / "workshop.md").read_text(encoding="utf-8")
SHORT = [
    (int(minutes), int(chapter), {int(n) for n in re.findall(r"\d+", what)})
    for minutes, chapter, what in re.findall(r"^\| (\d+) \| (\d+) \| (the hook.*) \|$", PAGE, re.MULTILINE)
]
LONG = [tuple(map(int, row)) for row in re.findall(r"^\| ([12]) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)]


def test_ninety_minutes_are_ninety_and_lead_through_all_chapters() -> None:
    assert sum(minutes for minutes, _, _ in SHORT) == 90
    assert [chapter for _, chapter, _ in SHORT] == [*CHAPTERS]


def test_two_days_are_as_long_as_the_page_says() -> None:
    assert [chapter for _, chapter, _ in LONG] == [*CHAPTERS]
    for day in (1, 2):
        assert sum(minutes for of, _, minutes in LONG if of == day) == 4.5 * 60
    for (
        _,
        chapter,
        minutes,
    ) in LONG:  # whose plan stands on its own page, and is tested there
        plans = (BOOK / "teaching" / f"{CHAPTERS[chapter].stem}.md").read_text(encoding="utf-8")
        assert re.search(rf"^\| minutes \|.* {minutes} \|", plans, re.MULTILINE)


def run(chapter: int, sections: set[int], folder: Path) -> None:
    """Run the hook of a chapter and these sections, without all else."""
    notebook = nbformat.read(CHAPTERS[chapter], as_version=4)
    assert sections <= sections_of(notebook)
    without_sections(notebook, sections_of(notebook) - sections, and_the_end=True)
    assert [cell for cell in notebook.cells if cell.cell_type == "code"], "something to show"
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()


@pytest.mark.thorough
@pytest.mark.parametrize(("chapter", "sections"), [SHORT[0][1:]], ids=str)
def test_the_first_minutes_run(chapter: int, sections: set[int], tmp_path: Path) -> None:
    run(chapter, sections, tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize(("chapter", "sections"), [row[1:] for row in SHORT[1:]], ids=str)
def test_the_rest_of_ninety_minutes_runs(chapter: int, sections: set[int], tmp_path: Path) -> None:
    run(chapter, sections, tmp_path)
