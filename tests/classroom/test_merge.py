"""New texts in a notebook that somebody works in: each cell that a student has made or changed is still there."""

from __future__ import annotations

import random
from typing import Any

import nbformat
import pytest

from miniff_edu.classroom.merge import BOOKS, YOURS, Merged, cells_in, merged
from miniff_edu.classroom.notebook import cell_digest, notebook_of, text_of

Cell = dict[str, Any]


def text(name: str, source: str) -> Cell:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name: str, source: str, **more: Any) -> Cell:
    return {**text(name, source), "cell_type": "code", "outputs": [], "execution_count": None, **more}


STUB = 'def f(x):\n    return ...\n\n\nexercises.check("1.1", f)'
ANSWER = 'def f(x):\n    return x + 1\n\n\nexercises.check("1.1", f)'
OLD = [text("a", "# Title\n\nOld."), code("b", "n = 1"), text("c", "## Two"), code("exercise-1-1-stub", STUB)]
NEW = [text("a", "# Title\n\nNew."), code("b", "n = 2"), text("c", "## Two"), code("exercise-1-1-stub", STUB)]
OUTPUT = {"output_type": "stream", "name": "stdout", "text": "3"}


def known(cells: list[Cell]) -> dict[str, str]:
    return {cell["id"]: cell_digest(cell) for cell in cells}


def put(theirs: list[Cell], new: list[Cell] = NEW, old: list[Cell] | None = OLD) -> Merged:
    result = merged(theirs, new, known(old or []))
    nbformat.validate(nbformat.from_dict(notebook_of(result.cells)))
    return result


def sources(result: Merged) -> list[str]:
    return [text_of(cell) for cell in result.cells]


def test_what_nobody_touched_becomes_new() -> None:
    result = put(OLD)
    assert result.cells == NEW
    assert result.renewed == ["# Title", "n = 2"]
    assert (result.added, result.removed, result.both, result.n_answers, result.n_own) == ([], [], [], 0, 0)
    assert not put(NEW, NEW, NEW).is_changed


def test_answers_outputs_and_own_cells_are_kept_in_their_places() -> None:
    first, third = code("x", "first = 1"), text("y", "my note")
    theirs = [
        first,
        OLD[0],
        code("b", "n = 1", outputs=[OUTPUT], execution_count=7),
        third,
        {**OLD[2], "metadata": {"collapsed": True}},
        code("exercise-1-1-stub", ANSWER, outputs=[OUTPUT], execution_count=9),
    ]
    result = put(theirs)
    assert sources(result) == ["first = 1", "# Title\n\nNew.", "n = 2", "my note", "## Two", ANSWER]
    assert result.cells[0] is not first
    assert result.cells[2]["outputs"] == [], "it belonged to the old code"
    assert result.cells[4]["metadata"] == {"collapsed": True}
    assert result.cells[5]["outputs"] == [OUTPUT]
    assert (result.n_answers, result.n_own) == (1, 2)
    assert "2 cells renewed, 0 new, 0 taken out; 1 answers and 2 other cells of yours kept." in str(result)


def test_a_cell_that_only_the_student_changed_stays() -> None:
    theirs = [*NEW[:1], code("b", "n = 77"), *NEW[2:]]
    result = put(theirs, NEW, NEW)
    assert sources(result)[1] == "n = 77"
    assert not result.is_changed


@pytest.mark.parametrize("old", [OLD, None], ids=["known", "manifest lost"])
def test_of_a_cell_that_both_have_changed_both_versions_are_there(old: list[Cell] | None) -> None:
    theirs = [text("a", "# Title\n\nOld, says Ada."), code("b", "n = 77"), *OLD[2:]]
    result = put(theirs, NEW, old)
    assert sources(result)[:4] == [
        *("# Title\n\nNew.", f"{YOURS}# Title\n\nOld, says Ada.", "n = 77", f"{BOOKS}```python\nn = 2\n```"),
    ]
    assert result.cells[3]["cell_type"] == "markdown", "not to be run by accident"
    assert result.both == ["# Title", "n = 2"]
    again = put(result.cells, NEW, NEW)
    assert not again.is_changed, "once"
    assert not put(result.cells, NEW, None).is_changed


def test_an_answer_stays_where_its_stub_has_changed() -> None:
    new = [*NEW[:3], code("exercise-1-1-stub", STUB.replace("f(x)", "f(x, y)"))]
    result = put([*OLD[:3], code("exercise-1-1-stub", ANSWER)], new)
    assert sources(result)[3] == ANSWER
    assert "def f(x, y)" in sources(result)[4]
    assert result.n_answers == 1
    assert put(OLD, new).cells[3] == new[3], "an untouched one is renewed"


def test_new_cells_come_and_old_ones_go() -> None:
    new = [NEW[0], text("n", "## New section"), NEW[3]]
    theirs = [*OLD[:2], code("x", "mine"), code("c2", "mine too"), *OLD[2:]]
    result = put(theirs, new)
    assert sources(result) == ["# Title\n\nNew.", "mine", "mine too", "## New section", STUB]
    assert (result.added, result.removed) == (["## New section"], ["n = 1", "## Two"])
    edited = put([OLD[0], code("b", "n = 5"), *OLD[2:]], new)
    assert "n = 5" in sources(edited), "edited: no longer the book's alone"


def test_what_a_student_has_deleted_stays_away_until_it_is_new() -> None:
    theirs = [OLD[0], OLD[3]]
    result = put(theirs)
    assert sources(result) == ["# Title\n\nNew.", "n = 2", STUB]
    assert result.added == ["n = 2"]


def test_the_book_decides_the_order() -> None:
    new = [NEW[2], NEW[0], NEW[1], NEW[3]]
    result = put([OLD[0], code("x", "behind a"), OLD[1], OLD[2], code("y", "behind c"), OLD[3]], new)
    assert sources(result) == ["## Two", "behind c", "# Title\n\nNew.", "behind a", "n = 2", STUB]


def test_without_ids_cells_are_known_by_what_they_say() -> None:
    """As some editors and hosts of notebooks save them; lines in a list, and blanks at their ends gone."""
    theirs = [
        {**OLD[0], "source": ["# Title  \n", "\n", "Old."]},
        code("", "n = 1"),
        code("", "mine"),
        OLD[2],
        code("", ANSWER),
    ]
    theirs = [{k: v for k, v in cell.items() if k != "id"} for cell in theirs]
    result = put(theirs, NEW, OLD)
    assert "mine" in sources(result)
    assert sources(result).count(ANSWER) == 1
    assert STUB not in sources(result)
    assert sources(result)[0] == "# Title\n\nNew."
    assert len({cell["id"] for cell in result.cells}) == len(result.cells)


def test_ids_that_are_none_or_twice_there() -> None:
    theirs = [*OLD, code("b", "a copy"), code("b", "another"), code("ü ü", "odd"), code("own-1", "taken"), code("", "")]
    theirs[-1]["id"] = 3
    result = put(theirs)
    assert {"a copy", "another", "odd", "taken"} <= set(sources(result))
    assert next(cell for cell in result.cells if cell["id"] == "b")["source"] == "n = 2"


def test_code_with_fences_in_it_is_shown_whole() -> None:
    new = [NEW[0], code("b", 'print("```` md")'), *NEW[2:]]
    result = put([OLD[0], code("b", "n = 5"), *OLD[2:]], new)
    assert '`````python\nprint("```` md")\n`````' in sources(result)[2]


@pytest.mark.parametrize(
    "content",
    [None, [], {}, {"cells": 3}, {"cells": [3]}, {"cells": [{}]}, {"cells": [{"cell_type": "code"}]},
     {"cells": [{"cell_type": "code", "source": [3]}]}, {"worksheets": [{"cells": []}]}],
)  # fmt: skip
def test_what_is_no_notebook_is_refused(content: Any) -> None:
    with pytest.raises(ValueError, match="not those of a notebook"):
        cells_in(content)


@pytest.mark.parametrize("seed", range(60))
def test_nothing_that_a_student_wrote_is_ever_missing(seed: int) -> None:
    """Books and students change cells at random; each of the student's is there, and a second time changes nothing."""
    rng = random.Random(seed)
    old = [rng.choice([text, code])(f"id-{i}", f"old {i}") for i in range(12)]
    old += [code(f"exercise-1-{i}-stub", f'x = ...\nexercises.check("1.{i}", x)') for i in range(3)]

    def change(cells: list[Cell], word: str) -> list[Cell]:
        changed = []
        for cell in cells:
            what = rng.random()
            if what < 0.15:
                continue
            changed.append({**cell, "source": f"{word} {cell['source']}"} if what < 0.5 else cell)
            if rng.random() < 0.3:
                name = f"{word}-{rng.random():.9f}".replace(".", "-")
                changed.append(rng.choice([text, code])(name, f"{word} own {name}"))
        if rng.random() < 0.2:
            rng.shuffle(changed)
        return changed

    new, theirs = change(old, "book"), change(old, "ada")
    if rng.random() < 0.3:
        theirs = [{k: v for k, v in cell.items() if k != "id"} for cell in theirs]
    for base in (old, None):
        result = put(theirs, new, base)
        everything = "\n\n".join(sources(result))
        for cell in theirs:
            if "ada" in cell["source"]:
                assert cell["source"] in everything
        for cell in new:
            mine = next((c for c in theirs if c.get("id") == cell["id"]), None)
            deleted = base is not None and mine is None and cell in old
            is_answer = "exercises.check" in cell["source"] and base is None
            if not deleted and not is_answer and not (cell in old and "id" in theirs[0]):
                assert cell["source"] in everything
        again = put(result.cells, new, new)
        assert sources(again) == sources(result)
        assert not again.is_changed
