"""Whatever a student hands in, a check ends in words: odd values, odd functions, odd results, odd errors."""

from __future__ import annotations

import functools
import signal
import sys
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from miniff_edu import exercises
from miniff_edu.exercises.engine import record
from miniff_edu.exercises.engine.exercise import Choice, Finding, Function, Number, make
from miniff_edu.exercises.engine.judging import judge

ALL = [exercise for chapter in exercises.CHAPTERS for exercise in exercises.of_chapter(chapter)]
# The fastest of each kind, and a finding whose answer is a function.
KINDS = {
    kind.__name__: next(e for e in ALL if isinstance(e.task, kind)) for kind in (Choice, Number, Function, Finding)
} | {"Walk": exercises.find("4.7"), "Parts": exercises.find("5.3"), "Learn": exercises.find("5.7")}


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no words")

    __str__ = __repr__


class Hostile(Unprintable):
    """Fails whatever is done with it."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(name)

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("equal?")

    __hash__ = None

    def __array__(self, *arguments: object, **options: object) -> np.ndarray:
        raise RuntimeError("array?")

    def __float__(self) -> float:
        raise RuntimeError("float?")

    def __deepcopy__(self, memo: dict) -> object:
        raise RuntimeError("copy?")

    def __iter__(self) -> object:
        raise RuntimeError("iterate?")


class Wordless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


class Text(str):
    def strip(self, *arguments: object) -> str:
        raise RuntimeError("strip?")

    lower = strip


def circle() -> list:
    items: list = []
    items.append(items)
    return items


def deep() -> list:
    items: list = []
    for _ in range(100_000):
        items = [items]
    return items


VALUES = {
    "none": None,
    "bool": True,
    "huge": 10**400,
    "nan": float("nan"),
    "inf": -float("inf"),
    "complex": 1j,
    "bytes": b"b",
    "text": "\ud800",
    "strange text": Text("b"),
    "dict": {},
    "set": {1, 2},
    "empty": [],
    "ragged": [[1], [1, 2]],
    "mixed": [1, "a", None],
    "circle": circle(),
    "deep": deep(),
    "generator": (n for n in range(3)),
    "module": sys,
    "class": Hostile,
    "unprintable": Unprintable(),
    "hostile": Hostile(),
    "zero-dimensional": np.array(3.0),
    "objects": np.array([object(), None]),
    "strings": np.array(["a", "b"]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "empty array": np.zeros((0, 3)),
    "masked": np.ma.masked,
    "masked array": np.ma.array([1.0, 2.0], mask=[True, False]),
    "structured": np.zeros(2, dtype=[("a", float)]),
    "bfloat16": torch.ones(3, dtype=torch.bfloat16),
    "sparse": torch.eye(3).to_sparse(),
    "meta": torch.ones(3, device="meta"),
    "conjugate": torch.ones(3, dtype=torch.complex64).conj(),
    "gradient": torch.ones(3, requires_grad=True),
    "frame": pd.DataFrame({"a": ["x", 1]}),
    "partial": functools.partial(max, 1),
    "builtin": len,
    "ufunc": np.add,
    "exception": Wordless(),
    "ellipsis inside": [..., 1],
    "type": int,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", VALUES)
@pytest.mark.filterwarnings("ignore")
def test_odd_values_and_odd_results(kind: str, name: str) -> None:
    exercise, value = KINDS[kind], VALUES[name]
    arguments = getattr(make(exercise.stub, exercise.task.answer), "__code__", None)
    returns = [lambda *a, **k: value] if arguments else []
    if kind == "Learn":
        returns.append(lambda *a: lambda r: value)
    for answer in (value, *returns):
        verdict = judge(exercise, answer)
        assert verdict.status == "not yet"
        assert verdict.mistake
        assert verdict.text.encode("utf-8")
        assert "Traceback" not in repr(verdict)
        exercises.check(exercise.number, answer)


@pytest.mark.parametrize("kind", ["Function", "Walk", "Parts", "Learn"])
@pytest.mark.parametrize(
    "error",
    [SystemExit(3), GeneratorExit(), Wordless(), KeyError(Unprintable()), BaseExceptionGroup("x", [ValueError()])],
    ids=lambda error: type(error).__name__,
)
def test_odd_errors(kind: str, error: BaseException) -> None:
    def raises(*arguments: object) -> None:
        raise error

    verdict = judge(KINDS[kind], raises)
    assert verdict.status == "not yet"
    assert type(error).__name__ in verdict.text
    if kind == "Learn":
        assert type(error).__name__ in judge(KINDS[kind], lambda r, f: raises).text


def test_errors_of_the_check_are_not_blamed_on_the_student() -> None:
    """The line that is shown is a student's, or none."""
    for number, answer in (("4.7", lambda loss, w: "x"), ("5.3", lambda n, rng: 3), ("1.7", {1, 2, 3})):
        text = exercises.judge(number, answer).text
        assert "in line" not in text, text


def test_numbers_of_other_kinds_are_numbers() -> None:
    for answer in (Fraction(200000, 9), Decimal("22222.222222"), torch.tensor(200000 / 9, dtype=torch.float64)):
        assert exercises.judge("1.1", answer).is_correct
    assert exercises.judge("1.2", ' "B". ').is_correct


def test_a_check_within_a_check_and_other_peoples_clocks() -> None:
    exercise = exercises.find("1.3")
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *a: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.4)
    try:
        judge(exercise, lambda r, n: exercises.judge("1.2", "b"))
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0, "the clock outside goes on"
        time.sleep(0.5)
        assert rung == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_bare_except_does_not_swallow_the_end() -> None:
    import dataclasses

    exercise = dataclasses.replace(exercises.find("1.3"), seconds=0.3)
    code = """
def descriptor_matrix(r, n):
    while True:
        try:
            for _ in range(1000):
                x = r * 2
        except:
            pass
"""
    start = time.perf_counter()
    trace = sys.gettrace()
    assert judge(exercise, make(code, "descriptor_matrix")).mistake == "endless"
    assert time.perf_counter() - start < 3
    assert sys.gettrace() is trace


def test_places_where_no_progress_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.delenv("MINIFF_EDU_PROGRESS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / record.NAME).mkdir()
    exercises.check("1.2", "b")
    exercises.progress()
    assert "1.2 correct" in capsys.readouterr().out
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    exercises.check("1.2", "b")
    exercises.hint("1.2")
    exercises.progress()
    out = capsys.readouterr().out
    assert "1.2 correct" in out
    assert "could not be" in out


def test_a_second_damaged_file_is_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINIFF_EDU_PROGRESS", raising=False)
    monkeypatch.chdir(tmp_path)
    for text in "first", "second":
        (tmp_path / record.NAME).write_text(text)
        exercises.check("1.2", "b")
    kept = sorted(path.read_text() for path in tmp_path.glob("*broken*"))
    assert kept == ["first", "second"]


def test_a_solution_can_be_pasted(capsys: pytest.CaptureFixture) -> None:
    for exercise in ALL:
        exercises.solution(exercise.number)
        make(capsys.readouterr().out, exercise.task.answer)
