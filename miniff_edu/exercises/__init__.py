"""Exercises that answer back. In: the number of an exercise and an answer. Out: a reason, a hint, a solution.

In a notebook::

    from miniff_edu import exercises

    exercises.check("1.2", answer)  # not attempted, not yet (with the reason), or correct (with an insight)
    exercises.case("1.3")           # what the last verdict is about: arguments, and what is expected
    exercises.hint("1.2")           # where to look; called again, the key formula
    exercises.solution("1.2")       # on request
    exercises.progress()            # what is done
    exercises.restart("1.2")        # afresh; earlier tries are kept
    exercises.sign("Ada")           # your name in the file of progress, if your teacher collects it

Each chapter has a module here that holds its exercises whole: text, stub, hints, solution, check, wrong answers and
their reasons. The chapters of the book, the students' notebooks and the teacher's guide are written from them.
"""

from __future__ import annotations

import copy
import textwrap
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from .._support.files import PACKAGE
from .._support.words import tell
from .engine import record, withheld
from .engine.exercise import Case, Choice, Exercise, Mistake, Number
from .engine.verdict import WIDTH, Verdict, say, wrapped

_last: dict[str, Verdict] = {}  # what this kernel has told, by the number of the exercise
CHAPTERS = tuple(sorted(int(p.stem[-2:]) for p in (PACKAGE / "exercises" / "chapters").glob("chapter_??.py")))

__all__ = [
    "CHAPTERS",
    "case",
    "check",
    "find",
    "hint",
    "judge",
    "of_chapter",
    "progress",
    "restart",
    "sign",
    "solution",
]


def of_chapter(chapter: int) -> tuple[Exercise, ...]:
    """Return the exercises of a chapter, in their order."""
    return withheld.opened(_of_chapter(chapter))


@cache
def _of_chapter(chapter: int) -> tuple[Exercise, ...]:
    slips = import_module(f".chapters.chapter_slips_{chapter:02}", __name__)
    further: dict[str, tuple[Mistake, ...]] = slips.FURTHER
    own: tuple[Exercise, ...] = import_module(f".chapters.chapter_{chapter:02}", __name__).EXERCISES
    return tuple(replace(e, mistakes=(*e.mistakes, *further.get(e.number, ()))) for e in own)


def find(number: str) -> Exercise:
    """Return the exercise of this number.

    Parameters
    ----------
    number : str
        Chapter and place in it, as in ``"1.2"``.

    Returns
    -------
    Exercise

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    first = str(number).split(".")[0]
    known = of_chapter(int(first)) if first.isdecimal() and int(first) in CHAPTERS else ()
    for exercise in known:
        if exercise.number == str(number):
            return exercise
    there = (
        f"{known[0].number} to {known[-1].number}" if known else f"those of chapters {CHAPTERS[0]} to {CHAPTERS[-1]}"
    )
    raise ValueError(f'number is {number!r}; there is no such exercise. Try one of {there}, as in "1.2".')


def judge(number: str, answer: Any = ..., *, seed: int = 0) -> Verdict:
    """Judge an answer without showing or noting anything: for tests and for grading.

    Parameters
    ----------
    number : str
    answer : object
        What your code has made: a letter, a number, a function.
    seed : int, default 0
        Draws the inputs on which a function is tried.

    Returns
    -------
    Verdict
        With ``is_correct``, ``status``, ``text`` and ``mistake``.
    """
    from .engine import judging  # brings numpy, which whoever reads exercises can do without

    return judging.judge(find(number), answer, seed)


def check(number: str, answer: Any = ..., *, seed: int = 0) -> None:
    """Check an answer: show the verdict with its reason, and note it in the file of progress.

    Parameters
    ----------
    number : str
        Chapter and place in it, as in ``"1.2"``.
    answer : object
        What your code has made: a letter, a number, a function.
    seed : int, default 0
        Draws the inputs on which a function is tried.
    """
    from .engine import judging

    warning = judging.can_interrupt()
    if warning:
        tell(warning)
    verdict = judge(number, answer, seed=seed)
    _last[verdict.exercise.number] = verdict
    record.note(verdict, answer)
    say(verdict)


def case(number: str) -> Case:
    """Return what the last check of an exercise called your function with, or found, and what is asked.

    Parameters
    ----------
    number : str
        As in ``"4.4"``.

    Returns
    -------
    Case
        ``case.arguments``, by name, so that ``descend(**case.arguments)`` calls your function with them, and
        ``case.expected``. Where the answer is no function, ``case.found`` is what the check has found of it. All of
        it is a copy: what your function changes in it changes nothing else.

    Raises
    ------
    ValueError
        If the exercise has not been checked yet, or if there is nothing to call or to compare: why is said.
    """
    exercise = find(number)
    verdict = _last.get(exercise.number)
    if verdict is None:
        raise ValueError(
            f'number is "{exercise.number}", which was not checked yet; run its cell with the check first.'
        )
    if verdict.case is None:
        raise ValueError(
            f'number is "{exercise.number}"; its last verdict is about no call of a function with arguments: '
            f"{_why_nothing(exercise, verdict)}."
        )
    return copy.deepcopy(verdict.case)


def _why_nothing(exercise: Exercise, verdict: Verdict) -> str:
    """Say in words why there is no case."""
    if isinstance(exercise.task, (Choice, Number)):
        kind = "letter" if isinstance(exercise.task, Choice) else "number"
        return f"one {kind} is asked, and there is nothing to compare it with but the right one"
    ends = {"endless": "the check was stopped before it had all that it compares"}
    return ends.get(verdict.mistake, "what you gave could not be tried; the verdict says why")


def hint(number: str) -> None:
    """Show a hint: first where to look; asked again, the key formula too.

    Parameters
    ----------
    number : str
    """
    exercise = find(number)
    hints = exercise.hints
    seen = record.note_hint(number, len(hints))
    for i, text in enumerate(hints[:seen], 1):
        tell(wrapped(f"Hint {i} of {len(hints)}: {text}"))
    more = "Call again for the next one." if seen < len(hints) else f'All else tells exercises.solution("{number}").'
    tell(f"({more})" if seen < len(hints) or exercise.solution else wrapped(f"({withheld.why()})"))


def solution(number: str) -> None:
    """Show a solution, and why it is one: for when you have tried, and read the hints.

    Parameters
    ----------
    number : str
    """
    exercise = find(number)
    if not exercise.solution:
        tell(wrapped(f'{withheld.why()} exercises.hint("{number}") helps meanwhile.'))
        return
    record.note_solution(number)
    tell(f"{exercise.solution.strip()}\n")
    tell("\n".join(f"# {line}" for line in textwrap.wrap(exercise.insight, WIDTH - 2)))


def progress() -> Any:
    """Draw what is done: a row for each chapter, a mark for each exercise.

    Returns
    -------
    Picture
        With its text alternative: how many are correct, begun, and not attempted.
    """
    from .engine.chart import plot_progress

    everything = {chapter: of_chapter(chapter) for chapter in CHAPTERS}
    return plot_progress(everything, record.read())


def restart(number: str) -> None:
    """Begin an exercise afresh: it counts as not attempted, with no hint seen. Earlier tries are kept in the file.

    Parameters
    ----------
    number : str
    """
    find(number)
    ended = record.note_restart(number)
    if not ended:
        tell(f"{number} is as new: there is nothing to begin afresh.")
        return
    tries = record.count_of(ended, "tries")
    words = f"{ended.get('status')}, {tries} {'try' if tries == 1 else 'tries'}"
    tell(f"{number} begins afresh. What you had ({words}) is kept beside it.")


def sign(name: str, *, replace: bool = False) -> None:
    """Write your name into the file of progress: once, and only if you ask for it.

    Parameters
    ----------
    name : str
        At most 60 characters.
    replace : bool, default False
        Whether to put it in the place of another name that is there.

    Raises
    ------
    ValueError
        If the file is signed with another name.
    """
    name = record.checked_name(name)
    before = record.note_name(name, replace)
    if before and before != name and not replace:
        raise ValueError(
            f"name is {name!r}, and this file of progress is signed by {before!r}; expected the same name. If both are "
            f"you: exercises.sign({name!r}, replace=True). If not, work in a folder of your own."
        )
    tell(f"{record.NAME} is signed: {name}." if before != name else f"{record.NAME} is signed already: {name}.")
