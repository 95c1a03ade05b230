"""What a lesson of 45 minutes leaves out. In: a chapter. Out: its sections, and the notebook without their code.

The plan is the table on the chapter's page for teachers: a row "section 5: ..." or "sections 4 and 5: ..." whose first
plan says "skip".
"""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from miniff_edu._support.files import CHECKOUT


def skipped_sections(chapter: Path) -> set[int]:
    """Return the numbers of the sections that the plan of 45 minutes skips."""
    text = (CHECKOUT / "book" / "teaching" / f"{chapter.stem}.md").read_text(encoding="utf-8")
    skipped: set[int] = set()
    for what, plan in re.findall(r"^\| (sections? [^|:]*):[^|]*\| ([^|]*) \|", text, re.MULTILINE):
        if plan.startswith("skip"):
            first, *others = map(int, re.findall(r"\d+", what))
            skipped |= set(range(first, (others or [first])[-1] + 1))
    return skipped


def sections_of(notebook: NotebookNode) -> set[int]:
    """Return the numbers of the sections of a chapter."""
    return {
        int(number)
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for number in re.findall(r"^## (\d+) ", cell.source, re.MULTILINE)
    }


def without_sections(notebook: NotebookNode, numbers: set[int], and_the_end: bool = False) -> NotebookNode:
    """Drop the code of these sections, in place: from a heading "## 5 ..." to the next heading of this level.

    The end is what stands below headings without a number: the recap, the exercises.
    """
    kept, is_dropped = [], False
    for cell in notebook.cells:
        headings = re.findall(r"^## (\d*)", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []
        if headings:
            is_dropped = int(headings[-1]) in numbers if headings[-1] else and_the_end
        if not is_dropped or cell.cell_type == "markdown":
            kept.append(cell)
    notebook.cells = kept
    return notebook
