"""Every exercise: its stub, its solution, its wrong answers, and answers that others have written."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from importlib import import_module

import pytest

from miniff_edu import exercises
from miniff_edu.exercises.engine.exercise import Choice, Exercise, Mistake, make
from miniff_edu.exercises.engine.judging import judge

ALL = [exercise for chapter in exercises.CHAPTERS for exercise in exercises.of_chapter(chapter)]
MISTAKES = [(exercise, mistake) for exercise in ALL for mistake in exercise.mistakes]
ANSWERS = [answer for n in exercises.CHAPTERS for answer in import_module(f"answers_{n}").ANSWERS]

every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.number)


def seeds(answer: object, n: int) -> range:
    """Return seeds of the inputs on which a function is tried; what is no function is tried on none."""
    return range(n if callable(answer) else 1)


@every_exercise
def test_stub_is_not_attempted(exercise: Exercise) -> None:
    assert exercises.judge(exercise.number, make(exercise.stub, exercise.task.answer)).status == "not attempted"
    assert exercises.judge(exercise.number).status == "not attempted"


@every_exercise
def test_solution_is_correct_on_any_inputs(exercise: Exercise) -> None:
    for seed in seeds(make(exercise.solution, exercise.task.answer), 5):
        verdict = exercises.judge(exercise.number, make(exercise.solution, exercise.task.answer), seed=seed)
        assert verdict.is_correct, verdict
    assert verdict.text.startswith(exercise.insight)
    assert ("starts" in verdict.text) == (exercise.number == "4.7"), "from how many starts a right walk arrives"


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=lambda x: getattr(x, "number", None) or x.name)
def test_wrong_answer_gets_its_reason(exercise: Exercise, mistake: Mistake) -> None:
    gets_its_reason(exercise, mistake, seed=0)


@pytest.mark.thorough
@every_exercise
def test_wrong_answers_get_their_reasons_on_other_inputs_too(exercise: Exercise) -> None:
    for mistake in exercise.mistakes:
        for seed in list(seeds(make(mistake.code, exercise.task.answer), 3))[1:]:
            gets_its_reason(exercise, mistake, seed)


def gets_its_reason(exercise: Exercise, mistake: Mistake, seed: int) -> None:
    verdict = exercises.judge(exercise.number, make(mistake.code, exercise.task.answer), seed=seed)
    assert verdict.status == "not yet"
    assert verdict.mistake == mistake.name, verdict
    assert mistake.reason in verdict.text


@pytest.mark.parametrize(("number", "says", "code"), ANSWERS)
def test_answers_in_other_words(number: str, says: str, code: str) -> None:
    """The checker has not seen these: what it recognises, it recognises by what the code does."""
    exercise = exercises.find(number)
    exercise = replace(exercise, seconds=1) if says == "endless" else exercise
    verdict = judge(exercise, make(code, exercise.task.answer))
    assert (verdict.mistake or verdict.status) == says, verdict


@every_exercise
def test_an_exercise_is_whole(exercise: Exercise) -> None:
    assert exercise.minutes in (2, 10, None)
    assert len(exercise.mistakes) >= 3
    assert len({mistake.name for mistake in exercise.mistakes}) == len(exercise.mistakes)
    assert len({mistake.reason for mistake in exercise.mistakes}) == len(exercise.mistakes)
    assert len(exercise.hints) == 2
    if isinstance(exercise.task, Choice):
        wrong = {make(mistake.code, exercise.task.answer) for mistake in exercise.mistakes}
        assert wrong | {exercise.task.right} == set(exercise.task.options)
    words = [exercise.statement, exercise.insight, *exercise.hints, *(m.reason for m in exercise.mistakes)]
    for word in ("simply", "obviously", "of course", " just "):
        assert word not in " ".join(words).lower()
    plain = "".join(re.sub(r"`.*?`", "", text) for text in words[1:])
    assert not re.search(r"\$|(?<![\w*])\*\w[^*]*\w\*(?!\w)", plain), "outside of the statement nothing is typeset"


@pytest.mark.parametrize("chapter", exercises.CHAPTERS)
def test_a_chapter_has_exercises_of_all_sizes(chapter: int) -> None:
    of_chapter = exercises.of_chapter(chapter)
    assert [exercise.number for exercise in of_chapter] == [f"{chapter}.{i + 1}" for i in range(len(of_chapter))]
    sizes = [exercise.minutes for exercise in of_chapter]
    assert len(sizes) >= 6
    assert sizes.count(2) >= 2
    assert sizes.count(10) >= 3
    assert sizes.count(None) >= 1
    numbers = {number for number, _, _ in import_module(f"answers_{chapter}").ANSWERS}
    assert numbers == {exercise.number for exercise in of_chapter}


def test_exercises_need_no_torch_until_one_is_checked_that_does() -> None:
    """It takes seconds to import; the start page of a handout draws the progress of all chapters."""
    code = "import sys\nfrom miniff_edu import exercises\nfor n in exercises.CHAPTERS: exercises.of_chapter(n)\n"
    code += "exercises.judge('1.1', 3.0)\nsys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
