"""The template for one's own data runs on the file that chapter 10 makes, and travels with the chapters.

As it stands, with its example, nbval runs it, and so does the book, daily.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from miniff_edu.classroom.handout import make_handout

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "book" / "templates" / "own-data.ipynb"
CHAPTER = next((ROOT / "book" / "chapters").glob("10-*.ipynb"))


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def own_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the file by the cells of the chapter that make it, without the cells that fit."""
    words = ("def labelled(", "def run(", "def write_as_others_do(")
    making = [cell.source for cell in cells(CHAPTER) if any(word in cell.source for word in words)]
    assert len(making) == len(words)
    namespace: dict[str, Any] = {}
    exec("import numpy as np\n" + "\n".join(making), namespace)
    path = tmp_path_factory.mktemp("own") / "copper.xyz"
    namespace["write_as_others_do"](namespace["frames"], path)
    return path


@pytest.fixture(scope="module")
def done(own_file: Path) -> dict[str, Any]:
    """Run the template as a reader does: with the first cell changed, without the example, cell by cell."""
    first, example, *others = cells(TEMPLATE)
    assert example.source.endswith("# the example: delete this cell")
    changes = {
        'path = f"{example.name}/structures.xyz"': f"path = {str(own_file)!r}",
        "keys = {}": 'keys = {"energy_key": "dft_energy", "forces_key": "dft_forces"}',
        "hidden = None": "hidden = (3,)",
        "minutes = 5": "minutes = 2 / 60",
        'folder = f"{example.name}/potential"': f"folder = {str(own_file.parent / 'potential')!r}",
    }
    for old, new in changes.items():
        assert first.source.count(old) == 1
        first.source = first.source.replace(old, new)
    namespace: dict[str, Any] = {}
    for cell in (first, *others):
        exec(compile(cell.source, f"<{cell.id}>", "exec"), namespace)
    return namespace


@pytest.mark.thorough
def test_it_comes_out_with_what_it_promises(done, own_file: Path) -> None:
    assert sum(map(len, (done["teaching"], done["validation"], done["test"]))) == len(done["structures"]) == 101
    assert done["structures"].remarks == ()
    assert len(done["potential"].members) == 3
    parts = set(done["evaluation"].table.index.get_level_values("part"))
    assert parts == {"train", "validation", "test"}
    assert done["evaluation"].errors["energy"][0] < 0.02, "eV per atom"
    assert 1.5 < done["shortest"](done["teaching"]) < 2.5, "A, of copper"
    assert abs(done["apart"]) < 1e-9
    files = {path.name for path in (own_file.parent / "potential").rglob("*") if path.is_file()}
    assert files == {"committee.safetensors", "input.nn", "scaling.data", "weights.029.data"}


@pytest.mark.thorough
def test_its_dynamics_stops_where_it_begins_to_guess(done) -> None:
    assert 0 < len(done["energies"]) == done["step"] + 1 <= 201
    assert (done["outside"] > 0.1) == (done["step"] < 200)


@pytest.mark.thorough
def test_a_test_block_is_never_taught(done) -> None:
    taught = {id(atoms) for name in ("teaching", "validation") for atoms in done[name]}
    assert taught.isdisjoint(id(atoms) for atoms in done["test"])


def test_its_checklist_is_that_of_the_chapter() -> None:
    asked = [
        next(c.source for c in nbformat.read(path, as_version=4).cells if "reproduce that was" in c.source)
        for path in (TEMPLATE, CHAPTER)
    ]
    for words in (
        "one method for all",
        "independent",
        "gap between training and test",
        "shortest distance",
        "calibrated",
    ):
        assert all(words in text for text in asked), words


def test_cells_are_short_and_what_they_print_is_compared() -> None:
    """But for what differs from machine to machine, which is the smaller part."""
    compared = 0
    for number, cell in enumerate(cells(TEMPLATE), 1):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 15
        assert max(map(len, lines)) <= 79
        assert cell.execution_count == number
        assert {output.output_type for output in cell.outputs} <= {"stream", "execute_result"}
        compared += bool(cell.outputs) and "nbval-ignore-output" not in cell.metadata.get("tags", [])
    assert compared >= 4


def test_handouts_carry_it_and_it_is_no_chapter(tmp_path: Path) -> None:
    make_handout(tmp_path / "handout")
    copy = cells(tmp_path / "handout" / "templates" / TEMPLATE.name)
    assert [cell.source for cell in copy] == [cell.source for cell in cells(TEMPLATE)]
    assert {(cell.execution_count, len(cell.outputs)) for cell in copy} == {(None, 0)}
    start = (tmp_path / "handout" / "start.ipynb").read_text(encoding="utf-8")
    assert f"templates/{TEMPLATE.name}" in start
    assert "templates/own-data" in (ROOT / "book" / "_toc.yml").read_text(encoding="utf-8")
