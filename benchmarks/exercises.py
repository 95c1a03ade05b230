"""The exercises in numbers: how many, how many wrong answers get their reason, how long a check and a handout take."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from statistics import median

from miniff_edu import exercises
from miniff_edu.classroom.handout import make_handout
from miniff_edu.exercises.engine.exercise import Exercise, Finding, make

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "exercises"))
REPEATS = 5
# What a check says when it can only say that something is wrong.
UNKNOWN = {"not-recognised", "near", "far", "other-shape", "few-digits"}


def rows() -> list[tuple[str, str, str]]:
    """Return rows of the table: what, measured, allowed."""
    os.environ["MINIFF_EDU_PROGRESS"] = "off"
    everything = [exercise for chapter in exercises.CHAPTERS for exercise in exercises.of_chapter(chapter)]
    sizes = [sum(exercise.minutes == minutes for exercise in everything) for minutes in (2, 10, None)]
    words = f"{len(everything)}: {sizes[0]} of two minutes, {sizes[1]} of ten, {sizes[2]} open"
    result = [("exercises of Part I", words, "6 per chapter")]
    result.append(("wrong answers that get their reason", _recognised(everything), ""))
    fast = [ms for exercise in everything if not isinstance(exercise.task, Finding) for ms in _milliseconds(exercise)]
    result.append(
        ("a check, right or wrong answer: median", f"{median(fast):.1f} ms, slowest {max(fast):.0f} ms", "50 ms")
    )
    with tempfile.TemporaryDirectory() as folder:
        times = [_seconds_of_handout(Path(folder) / str(i)) for i in range(REPEATS)]
    result.append((f"handout of all chapters, median of {REPEATS}", f"{median(times):.2f} s", ""))
    return result


def _recognised(everything: list[Exercise]) -> str:
    """Count the wrong answers of the authors, and those that others have written for the tests."""
    own = [(e.number, make(m.code, e.task.answer)) for e in everything for m in e.mistakes]
    tables = [import_module(f"answers_{chapter}").ANSWERS for chapter in exercises.CHAPTERS]
    written = [row for table in tables for row in table if row[1] not in ("correct", "not attempted")]
    other = [(number, make(code, exercises.find(number).task.answer)) for number, _, code in written]
    counts = []
    for answers in (own, other):
        names = [exercises.judge(number, answer).mistake for number, answer in answers]
        good = [name for name in names if name not in UNKNOWN and not name.startswith("raised-")]
        counts.append(f"{len(good)} of {len(names)}")
    return f"{counts[0]} of the authors' own, {counts[1]} in other words"


def _milliseconds(exercise: Exercise) -> list[float]:
    """Return the median time of the check of the solution, and of each wrong answer."""
    codes = [exercise.solution, *(mistake.code for mistake in exercise.mistakes)]
    result = []
    for answer in (make(code, exercise.task.answer) for code in codes):
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            exercises.judge(exercise.number, answer)
            times.append(1000 * (time.perf_counter() - start))
        result.append(median(times))
    return result


def _seconds_of_handout(folder: Path) -> float:
    start = time.perf_counter()
    make_handout(folder)
    return time.perf_counter() - start


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
