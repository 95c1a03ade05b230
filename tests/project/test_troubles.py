"""Troubles of users, as CONTRIBUTING lists them: each is staged in a cell that is there, or answered by a check."""

import re
from pathlib import Path

import nbformat
import pytest

from miniff_edu import exercises

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## Troubles of users.*?$(.*?)^## ", re.MULTILINE | re.DOTALL)
# What must stand in the cells, or be printed by them: a cell that is called so and does something else stages nothing.
SHOWN = {
    "forgotten atomic energies": "nothing, from 1470 to 1450 eV",
    "units, per-atom against total errors": "meV per molecule",
    "a nearly constant function that is scaled": "with it, test, long",
    "choice of symmetry functions": "smallest / largest",
    "padding that gives NaN forces for clusters of different size": "forces are NaN",
    "weight of the forces": "forces only: energies off by",
    "sign of the stress": "sign wrong: a =",
    "own data in extended XYZ": "labels: 0 energies, 0 forces",
    "extrapolation": "outside by",
    "exploding dynamics": "Alarms, where a run first left the trained range",
}


def rows() -> list[list[str]]:
    (text,) = SECTION.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[1:]]


def test_all_troubles_are_listed() -> None:
    assert [row[0] for row in rows()] == list(SHOWN)
    for _, reported, chapter, cells, _ in rows():
        assert re.fullmatch(r"[\w\\-]+#\d+(, [\w-]+#\d+)*", reported)
        assert chapter in {"6", "7", "8", "9", "10"}, "in Part II"
        assert re.findall(r"`([\w-]+)`", cells)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_trouble_is_staged_where_the_table_says(row: list[str]) -> None:
    name, _, chapter, cells, numbers = row
    (path,) = (ROOT / "book" / "chapters").glob(f"{int(chapter):02}-*.ipynb")
    by_id = {cell["id"]: cell for cell in nbformat.read(path, as_version=4).cells}
    printed = ""
    for identifier in re.findall(r"`([\w-]+)`", cells):
        for output in by_id[identifier].outputs:
            printed += output.get("text", "") + output.get("data", {}).get("text/plain", "")
    assert SHOWN[name] in printed
    for number in re.findall(r"\d+\.\d+", numbers):
        assert number.startswith(f"{chapter}.")
        assert len(exercises.find(number).mistakes) >= 3, "with diagnosed wrong answers"
