"""The cells of a chapter's exercises. In: exercises. Out: notebook cells, for the book and for students.

Both are made here, from the same source. The book shows each exercise with its stub, and hints and solution folded up;
a student's notebook has neither of the two: they come on request.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..._support.cells import Cell, code_cell, markdown_cell
from .exercise import Choice, Exercise
from .verdict import paragraphs

KEY = "exercise"  # marks a generated cell, in its metadata
INTRODUCTION = """## Exercises

Run an exercise's cell as it stands: it says *not attempted*. Replace the `...` and run it again: the check gives a
reason. `exercises.hint("{number}")` helps, a little at first; `exercises.solution("{number}")` tells all;
`exercises.progress()` draws how far you are. What you have done is kept in the file `miniff_edu_progress.json` beside
the notebook, and is sent nowhere."""
IMPORT = "from miniff_edu import exercises"
SOLUTION = "exercise-solution"
STUB = "exercise-stub"
INTRODUCTION_TAG = "exercise-introduction"
HINTS = "exercise-hints"
AFTER_EXERCISES = "## Further reading"  # the heading of a chapter that follows its exercises
WORDS = {2: "Two minutes", 10: "Ten minutes", None: "Open"}


def section(exercises: Iterable[Exercise]) -> list[Cell]:
    """Return the section of exercises as the book has it: with hints and solutions.

    Parameters
    ----------
    exercises : iterable of Exercise
        Those of one chapter, in order.

    Returns
    -------
    list of dict
        Cells of notebook format 4.5, without outputs.
    """
    exercises = list(exercises)
    number = exercises[0].number
    cells = [_markdown(f"{number}-introduction", number, INTRODUCTION.format(number=number), [INTRODUCTION_TAG])]
    cells.append(_code(f"{number}-import", number, IMPORT, []))
    for exercise in exercises:
        n = exercise.number
        cells.append(_markdown(f"{n}-text", n, statement(exercise)))
        cells.append(_code(f"{n}-stub", n, with_check(exercise, exercise.stub), [STUB, "remove-output"]))
        cells.append(_markdown(f"{n}-hints", n, hints(exercise), [HINTS]))
        cells.append(_code(f"{n}-solution", n, with_check(exercise, exercise.solution), [SOLUTION, "hide-cell"]))
    return cells


def is_for_students(cell: Cell) -> bool:
    """Tell whether a cell belongs into a student's notebook: hints and solutions do not."""
    return not {SOLUTION, HINTS} & set(cell["metadata"].get("tags", []))


def statement(exercise: Exercise) -> str:
    """Return the text of an exercise, in Markdown."""
    lines = [f"### {exercise.number} {exercise.title}", ""]
    lines += [f"*{WORDS[exercise.minutes]}. Goal: {exercise.goal}.*", "", exercise.statement.strip()]
    if isinstance(exercise.task, Choice):
        lines += ["", *(f"- **{letter}**: {text}" for letter, text in exercise.task.options.items())]
    return "\n".join(lines)


def with_check(exercise: Exercise, code: str) -> str:
    """Return code followed by the call that checks its answer."""
    gap = "\n\n\n" if exercise.task.answer + "(" in code.split("def ")[-1].split("\n")[0] else "\n"
    return f'{code.strip()}{gap}exercises.check("{exercise.number}", {exercise.task.answer})'


def hints(exercise: Exercise) -> str:
    """Return the hints as elements that unfold, one by one."""
    blocks = [
        f"<details>\n<summary>Hint {i} of {len(exercise.hints)}</summary>\n<p>{paragraphs(text)}</p>\n</details>"
        for i, text in enumerate(exercise.hints, 1)
    ]
    return "\n".join(blocks)


def _markdown(name: str, number: str, text: str, tags: list[str] | None = None) -> Cell:
    return markdown_cell(_id(name), text, **_marks(number, tags))


def _code(name: str, number: str, text: str, tags: list[str]) -> Cell:
    return code_cell(_id(name), text, **_marks(number, tags))


def _marks(number: str, tags: list[str] | None) -> dict[str, Any]:
    """Return the metadata of a cell: to which exercise it belongs, and what it is."""
    return {KEY: number, **({"tags": tags} if tags else {})}


def _id(name: str) -> str:
    """Return an id that stays the same: letters, digits and hyphens only."""
    return "exercise-" + name.replace(".", "-")
