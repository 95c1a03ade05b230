"""Cells of notebooks, made in one place. In: a name, a text. Out: dictionaries as Jupyter's format has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Cell = dict[str, Any]


def code_cell(name: str, source: str, **metadata: Any) -> Cell:
    """Return a new cell of code."""
    return emptied({"cell_type": "code", "id": name, "source": source}) | {"metadata": metadata}


def markdown_cell(name: str, source: str, **metadata: Any) -> Cell:
    """Return a new cell of text."""
    return emptied({"cell_type": "markdown", "id": name, "source": source}) | {"metadata": metadata}


def emptied(cell: Mapping[str, Any], place: int = 0) -> Cell:
    """Return a cell with its text and nothing else; one of an older notebook gets an id, from its place."""
    kept = {"cell_type": cell["cell_type"], "id": cell.get("id", f"cell-{place}"), "source": cell["source"]}
    unrun: Cell = {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {}
    return {**kept, "metadata": {}, **unrun}
