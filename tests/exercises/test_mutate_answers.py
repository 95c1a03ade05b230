"""The trials of the exercises separate what is right from what is nearly so: small errors in each solution."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import mutate_answers
import pytest
from mutate_answers import ACCEPTED, HANGS
from slip import Slip, slips

from miniff_edu import exercises
from miniff_edu.exercises.engine import relations
from miniff_edu.exercises.engine.exercise import Choice, Exercise, make
from miniff_edu.exercises.engine.judging import judge

ALL = [exercise for chapter in exercises.CHAPTERS for exercise in exercises.of_chapter(chapter)]
ROWS = {chapter: mutate_answers.read(mutate_answers.table_of(chapter)) for chapter in exercises.CHAPTERS}
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.number)


all_mutants = mutate_answers.mutants


@cache
def made(number: str) -> list[Slip]:
    """Return the small errors in a solution, which are made once."""
    return all_mutants(exercises.find(number))


def rows_of(exercise: Exercise) -> list[dict[str, str]]:
    return [row for row in ROWS[exercise.chapter] if row["exercise"] == exercise.number]


def is_in_the_tenth(row: dict[str, str]) -> bool:
    """Choose a tenth of the mutants, always the same, without those that no check can end."""
    name = "\0".join((row["exercise"], row["place"], row["change"]))
    return row["verdict"] != HANGS and hashlib.sha256(name.encode()).digest()[0] < 26


@every_exercise
def test_the_table_is_as_new_as_the_solution_and_its_check(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutate_answers, "mutants", lambda exercise: made(exercise.number))
    assert mutate_answers.is_new(exercise, rows_of(exercise)), "python tools/mutate_answers.py run"


@every_exercise
def test_a_mutant_of_the_fixed_tenth_is_not_accepted(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whether it is accepted is asked here, not why it is wrong, which takes a hundred times as long to find.
    monkeypatch.setattr(relations, "find", lambda trials: None)
    mutants = {(slip.place, slip.change): slip for slip in made(exercise.number)}
    for row in filter(is_in_the_tenth, rows_of(exercise)):
        if row["verdict"] != ACCEPTED:
            said = mutate_answers.verdict(exercise, mutants[row["place"], row["change"]], seeds=1)
            assert said != ACCEPTED, f"line {row['place']}: {row['change']}"


# Errors that no small change of a solution makes, and that trials have once let through.
LET_THROUGH = [
    ("2.5", "the second column", "g = g * [1, 1e20, 1]; return np.linalg.lstsq(g, f)[0] * [1, 1e20, 1]"),
    ("2.6", "each argument once", "return [[sum(x**i * np.exp(-x) for x in {*s}) for i in range(n)] for s in samples]"),
    (
        "4.4",
        "ten steps at most",
        """
    w = 0 * g[0]
    for _ in range(min(n_steps, 10)):
        w = w - 2 * rate * (g @ w - f) @ g / len(f)
    return w""",
    ),
    (
        "4.6",
        "no small damping",
        "return np.linalg.solve(j.T @ j + max(damping, 0.05) * np.eye(j.shape[1]), -j.T @ rho)",
    ),
    ("4.6", "no large damping", "return np.linalg.solve(j.T @ j + min(damping, 10) * np.eye(j.shape[1]), -j.T @ rho)"),
    (
        "5.5",
        "losses below 1",
        """
    lowest, best = 1.0, 0
    for step, loss in enumerate(validation):
        if loss < lowest:
            lowest, best = loss, step
        if step - best == patience:
            break
    return best""",
    ),
]


def test_what_is_accepted_has_a_reason_and_what_has_a_reason_is_accepted(capsys: pytest.CaptureFixture) -> None:
    assert mutate_answers.left() == 0, capsys.readouterr().out
    rows = [row for table in ROWS.values() for row in table]
    accepted = {(row["exercise"], f"{row['place']} {row['change']}") for row in rows if row["verdict"] == ACCEPTED}
    why = mutate_answers.reasons()
    assert set(why) == accepted, "a reason for what is not accepted: is it still true?"
    for row in rows:
        assert bool(row["why"]) == (row["verdict"] == ACCEPTED)
        assert row["why"] == mutate_answers.reason_of(row, why)


@pytest.mark.parametrize(("number", "what", "body"), LET_THROUGH, ids=lambda text: text if len(text) < 20 else "")
def test_what_was_let_through_once_is_not_accepted(number: str, what: str, body: str) -> None:
    exercise = exercises.find(number)
    head = exercise.stub.strip().rpartition("def ")[2].partition("\n")[0]
    answer = make(f"import numpy as np\n\ndef {head}\n    {body.strip()}", exercise.task.answer)
    for seed in range(3):
        verdict = judge(exercise, answer, seed)
        assert verdict.status == "not yet", what
        assert not verdict.mistake.startswith("raised"), verdict


def test_there_are_many() -> None:
    """Thirty of each solution, except where it is a letter; and few enough of them are in the tenth."""
    for exercise in ALL:
        assert len(rows_of(exercise)) >= (10 if isinstance(exercise.task, Choice) else 30), exercise.number
    tenth = sum(is_in_the_tenth(row) for rows in ROWS.values() for row in rows)
    assert 0.08 < tenth / sum(map(len, ROWS.values())) < 0.12


def test_a_changed_solution_check_or_tolerance_is_new() -> None:
    exercise = exercises.find("1.6")
    assert mutate_answers.is_new(exercise, rows_of(exercise))
    for changed in (
        replace(exercise, solution=exercise.solution + "\n"),
        replace(exercise, task=replace(exercise.task, rtol=1e-3)),
        replace(exercise, task=replace(exercise.task, cases=exercises.find("2.4").task.cases)),
    ):
        assert not mutate_answers.is_new(changed, rows_of(exercise))
    assert not mutate_answers.is_new(exercise, rows_of(exercise)[:-1])


CODE = """
import numpy as np


def f(a, n, parts):
    total = np.zeros(n)
    for i in range(len(parts)):
        total = total + (a - parts[i] * 2) ** 2
    if n < 3:
        total = total.sum(axis=0)
    return total / len(parts)"""


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_small_errors_are_of_all_kinds() -> None:
    made = slips(CODE, trials=[([1.0], 4, [1, 2]), ([1.0], 7, [1, 2])])
    changes = [slip.change for slip in made]
    for change in (
        "a - parts[i] * 2 -> a + parts[i] * 2",  # an operator
        "parts[i] * 2 -> parts[i]",  # half of an expression
        "2 -> 3",  # a number
        "0 -> 1",  # an axis
        "n < 3 -> n <= 3",
        "n < 3 -> True",
        "range(len(parts)) -> range(1, len(parts))",
        "parts[i] -> parts[i - 1]",
        "total.sum(axis=0) -> total.sum()",
        "total.sum(axis=0) -> total",  # a call that is left out
        "len(parts) -> 100",  # a size that is fixed
        "total -> a",  # another variable
        "return total in the loop",
        "then return total",
        "no loop",
        "return -result",
        "return None",
        "first n = the first one",
        "first n = twice the largest one at least",
        "first n = 3",
        "first parts = parts[:-1]",
        "first parts = [np.unique(x) for x in parts]",
        "first before, parts = parts, parts[:]; before.pop()",
        "first n, parts = parts, n",
    ):
        assert change in changes, change
    assert len({slip.code for slip in made}) == len(made), "no two are the same"
    assert made == slips(CODE, trials=[([1.0], 4, [1, 2]), ([1.0], 7, [1, 2])]), "and they are the same each time"
    for slip in made:
        compile(slip.code, slip.place, "exec")
    assert "n = 4\n" in next(slip.code for slip in made if slip.change == "first n = the first one")
    assert [slip.change for slip in slips("answer = 'b'", letters="abc")][-2:] == ["'b' -> 'a'", "'b' -> 'c'"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let tables and reasons lie elsewhere, and let two mutants of each exercise be all."""
    monkeypatch.setattr(mutate_answers, "FOLDER", tmp_path)
    monkeypatch.setattr(mutate_answers, "REASONS", tmp_path / "equivalent.toml")
    monkeypatch.setattr(mutate_answers.exercises, "CHAPTERS", (1,))
    monkeypatch.setattr(mutate_answers, "mutants", lambda exercise: [Slip("1:0", "a", "x"), Slip("2:0", "b, c", "y")])
    return tmp_path


def test_a_run_goes_on_where_it_was_stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[tuple[str, str]] = []

    class Apart:
        def verdict(self, exercise: Exercise, mutant: Slip) -> str:
            checked.append((exercise.number, mutant.change))
            if len(checked) == 3:
                raise KeyboardInterrupt
            return ACCEPTED if mutant.change == "b, c" else "sign"

        def end(self) -> None:
            pass

    monkeypatch.setattr(mutate_answers, "Apart", Apart)
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        mutate_answers.run(say=said.append)
    assert [row["change"] for row in mutate_answers.read(folder / "chapter_01.csv")] == ["a", "b, c"]
    assert mutate_answers.run(say=said.append) == 1
    assert checked[3:5] == [("1.2", "a"), ("1.2", "b, c")], "the exercise that was not whole is begun anew"
    assert len(checked) == 3 + 2 * 6
    assert said[-1] == "14 mutants, 7 accepted, 7 of them without a reason"
    reason = '[[equivalent]]\nexercise = "1.{}"\nwhy = "for a reason"\nchanges = ["2:0 b, c"]\n'
    mutate_answers.REASONS.write_text("".join(reason.format(i) for i in range(1, 8)), encoding="utf-8")
    assert mutate_answers.run(say=said.append) == 0
    assert len(checked) == 3 + 2 * 6, "nothing is checked again"
    assert [row["why"] for row in mutate_answers.read(folder / "chapter_01.csv")][:2] == ["", "for a reason"]
    mutate_answers.run(only="1.3", again=True, say=said.append)
    assert len(checked) == 3 + 2 * 7


def test_a_mutant_that_never_ends_is_ended_and_the_next_one_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = exercises.find("1.1")
    mutant = Slip("1:0", "7", "answer = 7")
    apart = mutate_answers.Apart()
    monkeypatch.setattr(mutate_answers, "PATIENCE", -mutate_answers.SEEDS * exercise.seconds)
    assert apart.verdict(exercise, mutant) == HANGS, "no time at all"
    monkeypatch.setattr(mutate_answers, "PATIENCE", 60)
    assert apart.verdict(exercise, mutant) == judge(exercise, 7).mistake == "far"
    apart.end()


def test_a_cell_that_raises_is_no_answer() -> None:
    assert mutate_answers.verdict(exercises.find("1.1"), Slip("1:0", "", "answer = lost")) == "cell-raises-NameError"
    assert mutate_answers.verdict(exercises.find("1.1"), Slip("1:0", "", "answer = 20**6 / 2880")) == ACCEPTED


def test_the_reasons_can_be_read() -> None:
    content = tomllib.loads(mutate_answers.REASONS.read_text(encoding="utf-8"))
    for entry in content["equivalent"]:
        assert set(entry) == {"exercise", "why", "changes"}
        assert len(entry["why"]) > 20
