"""New texts in a notebook that somebody has worked in. In: theirs, and the new one. Out: one, and what changed.

The new notebook gives the order. What the student has not touched becomes as in the new one; answers and other cells
that they changed stay as they are; cells of their own stay behind the cell that they stood behind. Where both have
changed a cell, both versions are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._support.cells import Cell, markdown_cell
from .notebook import cell_digest, text_of

MAX_TITLE = 60  # characters of a cell that name it
CHECK = re.compile(r"exercises\.check\(\s*[\"'](\d+\.\d+)[\"']")
STUB = re.compile(r"exercise-\d+-\d+-stub")
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
YOURS = "> **Your version** of the cell above, from before the update:\n\n"
BOOKS = "> **The book's new version** of the cell above; yours is left as it was:\n\n"


@dataclass
class Merged:
    """A notebook with new texts, and what became of its cells.

    Parameters
    ----------
    cells : list of dict
    renewed, added, removed, both : list of str
        The beginnings of cells: as in the new notebook now; new; no longer there; changed by both.
    n_answers, n_own : int
        How many answers and how many other cells of the student's were kept.
    """

    cells: list[Cell] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)
    n_answers: int = 0
    n_own: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether there is anything new."""
        return bool(self.renewed or self.added or self.removed or self.both)

    def __str__(self) -> str:
        counts = [f"{len(self.renewed)} cells renewed", f"{len(self.added)} new", f"{len(self.removed)} taken out"]
        lines = [f"{', '.join(counts)}; {self.n_answers} answers and {self.n_own} other cells of yours kept."]
        for word, titles in {"renewed": self.renewed, "new": self.added, "taken out": self.removed}.items():
            lines += [f"    {word}: {title}" for title in titles]
        lines += [f"    changed by you and by the book, both are there: {title}" for title in self.both]
        return "\n".join(lines)


def cells_in(notebook: Any) -> list[Cell]:
    """Return the cells of a notebook that somebody has saved.

    Raises
    ------
    ValueError
        If they are not those of a notebook of format 4.
    """
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        raise ValueError("its cells are not those of a notebook of format 4")
    return cells


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    source = cell.get("source")
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))


def merged(theirs: Sequence[Cell], new: Sequence[Cell], old: Mapping[str, str]) -> Merged:
    """Put new texts into the cells of a notebook.

    Parameters
    ----------
    theirs : sequence of dict
        Cells as the student has them.
    new : sequence of dict
        Cells as they are handed out now, each with an id.
    old : mapping of str to str
        The digest of each cell as it was handed out, by its id; those that are not known are left out.

    Returns
    -------
    Merged
    """
    result = Merged()
    of_new = _pairs(theirs, new)  # place in theirs, by place in new
    behind: dict[int, list[Cell]] = {}
    names = {cell["id"] for cell in new}
    last, places = -1, {there: here for here, there in of_new.items()}
    for i, cell in enumerate(theirs):
        if i in places:
            last = i
        elif old.get(str(cell.get("id"))) == cell_digest(cell):
            result.removed.append(title(cell))  # the book has it no more, and nobody has touched it
        else:
            is_free = cell.get("id") not in names
            behind.setdefault(last, []).append(cell if is_free else {k: v for k, v in cell.items() if k != "id"})
            result.n_own += 1
    texts = {text_of(cell) for cell in theirs}
    result.cells += behind.get(-1, [])
    for here, cell in enumerate(new):
        if here in of_new:
            result.cells += _both(theirs[of_new[here]], cell, old.get(cell["id"]), texts, result)
            result.cells += behind.get(of_new[here], [])
        elif old.get(cell["id"]) != cell_digest(cell):  # else the student has deleted it
            result.cells.append(cell)
            result.added.append(title(cell))
    result.cells = list(_with_ids(result.cells))
    return result


def _both(mine: Cell, new: Cell, old: str | None, texts: set[str], result: Merged) -> list[Cell]:
    """Return what stands in the place of a cell that both have."""
    is_code, is_answer = new["cell_type"] == "code", bool(STUB.fullmatch(new["id"]))
    now, then = cell_digest(mine), cell_digest(new)
    kept = {**mine, "id": new["id"]}
    if now == then:
        return [kept]
    if now == old:
        result.renewed.append(title(new))
        metadata = {**mine.get("metadata", {}), **new["metadata"]}
        return [{**new, "metadata": metadata}]
    result.n_answers += is_answer
    result.n_own += not is_answer
    if then == old or (is_answer and old is None):
        return [kept]
    if is_code:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text_of(new))), default=0))
        note = markdown_cell(f"{new['id']}-new", f"{BOOKS}{fence}python\n{text_of(new)}\n{fence}")
        if note["source"] in texts:
            return [kept]
        result.both.append(title(new))
        return [kept, note]
    result.both.append(title(new))
    return [new, {**mine, "id": f"{new['id']}-yours", "metadata": {}, "source": YOURS + text_of(mine)}]


def _pairs(theirs: Sequence[Cell], new: Sequence[Cell]) -> dict[int, int]:
    """Return which of their cells each new one is, by their places: known by its id, or by what it says."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for mark in (_by_id, _by_text, _by_exercise, _by_heading):
        places: dict[str, int] = {}
        for i, cell in enumerate(theirs):
            if i not in taken and (key := mark(cell)):
                places.setdefault(key, i)
        for here, cell in enumerate(new):
            key = mark(cell)
            if here not in pairs and key in places:
                pairs[here] = places.pop(key)
                taken.add(pairs[here])
    return pairs


def _by_id(cell: Cell) -> str:
    name = cell.get("id")
    return name if isinstance(name, str) else ""


def _by_text(cell: Cell) -> str:
    return cell_digest(cell) if text_of(cell).strip() else ""


def _by_exercise(cell: Cell) -> str:
    """Return the number of the exercise of which a cell holds the answer."""
    found = CHECK.search(text_of(cell)) if cell["cell_type"] == "code" else None
    return found[1] if found else ""


def _by_heading(cell: Cell) -> str:
    first = text_of(cell).strip().partition("\n")[0].rstrip()
    return first if cell["cell_type"] == "markdown" and first.startswith("#") else ""


def _with_ids(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Give each cell an id that a notebook may have, and no two the same; who has one keeps it."""
    taken, used = set(map(_by_id, cells)), set()
    n = 0
    for cell in cells:
        name = _by_id(cell)
        while name in used or not ID.fullmatch(name):
            n += 1
            name = f"own-{n}" if f"own-{n}" not in taken else ""
        used.add(name)
        yield {**cell, "id": name}


def title(cell: Cell) -> str:
    """Return the first words of a cell."""
    lines = [line.strip() for line in text_of(cell).splitlines() if line.strip()] or ["an empty cell"]
    clean = "".join(c if c.isprintable() else "?" for c in lines[0])
    return clean if len(clean) <= MAX_TITLE else f"{clean[: MAX_TITLE - 3]}..."
