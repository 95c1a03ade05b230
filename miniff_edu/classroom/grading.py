"""An nbgrader course. In: the chapters of the book. Out: a folder in which nbgrader can work.

Grading is nbgrader's job. Here each chapter only becomes one of its assignments: a cell to be filled in for each
exercise, with the stub and, between nbgrader's marks, the solution; and behind it a locked cell with points, which asks
the same check as the student's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .. import exercises
from .._support.cells import code_cell, emptied
from .._support.files import project
from ..exercises.engine.cells import INTRODUCTION_TAG, KEY, STUB, is_for_students
from ..exercises.engine.exercise import Exercise
from .folder import COURSE, Handout, write
from .notebook import cells_of, chapters_of, notebook_of, notebook_text, read_chapter, strays_of

POINTS = {2: 1, 10: 2, None: 3}  # by the minutes that an exercise takes; None is an open one
CONFIG = """# Written by `miniff-edu handout --nbgrader`. See nbgrader's documentation for what else can be set.
c = get_config()

c.CourseDirectory.course_id = "miniff_edu"
# Each cell keeps its stub when the solution is taken out; nothing has to be put in its place.
c.ClearSolutions.code_stub = {"python": ""}
# An answer that runs for too long is stopped by the check itself; this ends a notebook that hangs elsewhere.
c.ExecutePreprocessor.timeout = 120
"""


def make_course(folder: str | Path, *, checkout: str | Path | None = None) -> Handout:
    """Write an nbgrader course: its configuration, and the source of an assignment for each chapter.

    Parameters
    ----------
    folder : path
        Made where it does not exist.
    checkout : path, optional
        The project's folder, with ``book/chapters`` in it; by default that of this library, or what was installed
        with it.

    Returns
    -------
    Handout

    Raises
    ------
    FileNotFoundError
        If there are no chapters.
    ValueError
        If a chapter is no notebook, or `folder` is for something else.
    """
    checkout = Path(checkout or project())
    contents = {name: text.encode() for name, text in _files(checkout)}  # or nothing at all
    result = write(Path(folder), contents, checkout)
    result.left_out = strays_of(checkout)
    return result


def _files(checkout: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the content of each file of a course."""
    yield COURSE, CONFIG
    for path in chapters_of(checkout):
        yield f"source/{path.stem}/{path.name}", notebook_text(as_assignment(read_chapter(path)))


def as_assignment(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a chapter as the source of an nbgrader assignment.

    Parameters
    ----------
    notebook : mapping
        A chapter of the book.

    Returns
    -------
    dict
    """
    cells: list[dict[str, Any]] = []
    for cell in filter(is_for_students, cells_of(notebook)):
        tags = cell["metadata"].get("tags", [])
        if STUB in tags:
            cells += _graded(exercises.find(cell["metadata"][KEY]))
        elif INTRODUCTION_TAG not in tags:
            cells.append(emptied(cell))
    return notebook_of(cells)


def _graded(exercise: Exercise) -> list[dict[str, Any]]:
    """Return the cell to be filled in, and the one that gives the points."""
    name = exercise.number.replace(".", "-")
    solution = f"### BEGIN SOLUTION\n{exercise.solution.strip()}\n### END SOLUTION"
    test = (
        # No `assert`: where PYTHONOPTIMIZE is set it is left out, and every answer would get its points. And no name
        # that the cells above may have given to something else, but for that of the answer.
        "import builtins\n\n"
        "from miniff_edu.exercises import judge as _judge\n\n"
        f'_verdict = _judge("{exercise.number}", {exercise.task.answer})\n'
        "builtins.print(_verdict)\n"
        "if _verdict.is_correct is not True:\n"
        "    raise builtins.AssertionError(_verdict.text)"
    )
    return [
        _code(f"exercise-{name}", f"{exercise.stub.strip()}\n\n\n{solution}", solution=True),
        _code(f"check-{name}", test, grade=True, locked=True, points=POINTS[exercise.minutes]),
    ]


def _code(name: str, source: str, **graded: Any) -> dict[str, Any]:
    metadata = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    return code_cell(name, source, nbgrader={**metadata, "grade_id": name, **graded})
