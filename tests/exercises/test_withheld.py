"""Solutions put away until a day: the same ones come back, on the day and not before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from miniff_edu import exercises
from miniff_edu.exercises.engine import withheld
from miniff_edu.exercises.engine.exercise import Exercise

DAY = date(2026, 12, 1)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Exercise, ...]:
    whole = exercises.of_chapter(1)
    path = tmp_path / "solutions.json"
    path.write_text(withheld.sealed(whole, DAY), encoding="utf-8")
    monkeypatch.setattr(withheld, "FILE", path)
    return tuple(replace(exercise, solution="", insight="") for exercise in whole)


@pytest.mark.parametrize("today", [DAY, date(2030, 1, 1)])
def test_on_the_day_they_are_there(bare: tuple, today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withheld, "today", lambda: today)
    assert withheld.opened(bare) == exercises.of_chapter(1)


@pytest.mark.parametrize("today", [date(2026, 11, 30), date(1970, 1, 1)])
def test_before_it_they_are_not(bare: tuple, today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withheld, "today", lambda: today)
    for exercise in withheld.opened(bare):
        assert exercise.solution == ""
        assert exercise.insight == "A sentence to remember opens on 2026-12-01."
    assert withheld.why() == f"Solutions open on 2026-12-01. The clock of this computer says {today}."


def test_who_has_solutions_needs_no_file() -> None:
    assert not withheld.FILE.exists(), "the project itself withholds nothing"
    whole = exercises.of_chapter(2)
    assert withheld.opened(whole) is whole


def test_they_cannot_be_read_in_passing(bare: tuple) -> None:
    content = json.loads(withheld.FILE.read_text(encoding="utf-8"))
    assert content["release"] == "2026-12-01"
    for exercise in exercises.of_chapter(1):
        for line in [*exercise.solution.strip().splitlines(), *exercise.insight.split()]:
            assert len(line) < 6 or line not in content["texts"]


def test_an_exercise_of_which_the_file_knows_nothing_stays_without(bare: tuple, monkeypatch) -> None:
    monkeypatch.setattr(withheld, "today", lambda: DAY)
    (stranger,) = withheld.opened((replace(bare[0], number="1.99"),))
    assert (stranger.solution, stranger.insight) == ("", "")
