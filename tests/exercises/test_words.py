"""The words for a wrong number: each says the right thing about it, and no other."""

import pytest

from miniff_edu import exercises
from miniff_edu.exercises.engine.exercise import Number

NUMBERS = {
    exercise.number: exercise.task.expected()
    for chapter in exercises.CHAPTERS
    for exercise in exercises.of_chapter(chapter)
    if isinstance(exercise.task, Number)
}
every_number = pytest.mark.parametrize("number", NUMBERS)


def test_there_are_some() -> None:
    assert len(NUMBERS) >= 5


@every_number
def test_a_wrong_sign_is_recognised(number: str) -> None:
    verdict = exercises.judge(number, -NUMBERS[number])
    assert verdict.mistake == "sign"
    assert "but for the sign" in verdict.text
    assert exercises.judge(number, NUMBERS[number]).is_correct


@every_number
@pytest.mark.parametrize("factor", [17.3, 1.7])
@pytest.mark.parametrize("sign", [1, -1])
def test_too_large_and_too_small(number: str, factor: float, sign: int) -> None:
    """What counts is the size, whatever the sign."""
    large, small = (
        exercises.judge(number, sign * each) for each in (NUMBERS[number] * factor, NUMBERS[number] / factor)
    )
    assert (large.mistake, small.mistake) == ("far", "far")
    assert "too large" in large.text
    assert "too small" not in large.text
    assert "too small" in small.text
    assert "too large" not in small.text


@every_number
def test_a_hint_is_named(number: str) -> None:
    assert f"exercises.hint({number!r})" in exercises.judge(number, 17.3 * NUMBERS[number]).text
