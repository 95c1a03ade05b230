"""Ask whether the checks of the exercises separate: make small errors in each solution, and check every one of them.

Usage: python tools/mutate_answers.py run [--only NUMBER] [--again]
       python tools/mutate_answers.py left

`run` writes a table for each chapter, tests/exercises/mutants/chapter_NN.csv: what was changed, and what the check
said. It goes on where it was stopped, exercise by exercise: one whose solution and check are as they were is left out,
until --again. `left` lists what is accepted without a reason in tests/exercises/mutants/equivalent.toml, where a
maintainer writes why an accepted answer is a right one; it exits with 1 where there is any. Mend the trials of such an
exercise, so that they separate, never the mutant.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import inspect
import io
import multiprocessing
import os
import re
import sys
import tomllib
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from slip import Slip, slips

from miniff_edu import exercises
from miniff_edu.exercises.engine.exercise import Choice, Exercise, Function, Number, make
from miniff_edu.exercises.engine.judging import judge
from miniff_edu.exercises.engine.limit import OutOfTime, within

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "exercises" / "mutants"
REASONS = FOLDER / "equivalent.toml"
COLUMNS = ("exercise", "made_from", "place", "change", "verdict", "why")
ACCEPTED, HANGS = "accepted", "hangs"
SEEDS = 3  # accepted by the trials of one of them is accepted
PATIENCE = 5.0  # seconds beyond what a check itself allows
GRACE = 5.0  # seconds for a process to end by itself


def mutants(exercise: Exercise) -> list[Slip]:
    """Return all small errors in a solution."""
    task = exercise.task
    letters = list(task.options) if isinstance(task, Choice) else []
    trials = list(task.cases(np.random.default_rng(0))) if isinstance(task, Function) else []
    return slips(exercise.solution, letters, trials)


def made_from(exercise: Exercise) -> str:
    """Return a short name of a solution and of all code that checks it: with any of it the name changes."""
    task = exercise.task
    functions = [getattr(task, name, None) for name in ("cases", "reference", "examine", "rule")]
    tolerances = [getattr(task, name, "") for name in ("rtol", "atol")]
    number = f"{task.expected():.8g}" if isinstance(task, Number) else ""
    parts = [exercise.solution, repr(tolerances), number, *_sources([part for part in functions if part])]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def _sources(functions: Iterable[Callable[..., Any]]) -> Iterator[str]:
    """Yield the code of functions, and of what they use of their chapter: other functions, classes, constants."""
    waiting, seen = list(functions), set[str]()
    while waiting:
        thing = inspect.unwrap(waiting.pop(0))
        source = inspect.getsource(thing)
        yield source
        chapter = vars(sys.modules[thing.__module__])
        for name in sorted(set(re.findall(r"\w+", source)) - seen):
            seen.add(name)
            if isinstance(chapter.get(name), int | float | str | tuple):
                yield f"{name} = {chapter[name]!r}"
            elif getattr(chapter.get(name), "__module__", "") == thing.__module__:
                waiting.append(chapter[name])


def verdict(exercise: Exercise, mutant: Slip, seeds: int = SEEDS) -> str:
    """Return what the check says to a mutant: a name, or that it is accepted with the trials of one seed or another."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answer = within(exercise.seconds, make, mutant.code, exercise.task.answer)
        except (Exception, OutOfTime) as error:
            return f"cell-raises-{type(error).__name__}"
        verdicts = [judge(exercise, answer, seed) for seed in range(seeds if callable(answer) else 1)]
    return ACCEPTED if any(v.is_correct for v in verdicts) else verdicts[0].mistake or verdicts[0].status


class Apart:
    """A process that checks mutants, and can be ended: least squares of infinite numbers may never return from C."""

    def __init__(self) -> None:
        self._start()

    def verdict(self, exercise: Exercise, mutant: Slip) -> str:
        """Return what `verdict` does, or that there is no answer within the time."""
        self.pipe.send((exercise.number, mutant))
        try:
            if self.pipe.poll(exercise.seconds * SEEDS + PATIENCE):
                return str(self.pipe.recv())
        except EOFError:
            pass
        self.end()
        self._start()
        return HANGS

    def end(self) -> None:
        """End the process: when it has nothing more to do it goes by itself, unless it hangs."""
        self.pipe.close()
        self.process.join(GRACE)
        self.process.kill()
        self.process.join()

    def _start(self) -> None:
        # From a server that has imported the slow part: a process that hangs is replaced in no time.
        ways = multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
        if "forkserver" in ways:
            context.set_forkserver_preload(["torch._dynamo"])
        self.pipe, there = context.Pipe()
        self.process = context.Process(target=_serve, args=(there,), daemon=True)
        self.process.start()
        there.close()
        self.pipe.recv()  # an import is no part of an answer's time


def _serve(pipe: Connection) -> None:
    import torch._dynamo  # noqa: F401  takes seconds, and half imported by an answer that is stopped it is broken

    pipe.send("ready")
    with contextlib.suppress(EOFError, OSError):  # the other end is closed
        while True:
            number, mutant = pipe.recv()
            pipe.send(verdict(exercises.find(number), mutant))


def reasons() -> dict[tuple[str, str], str]:
    """Return why accepted mutants are right, by exercise, and place and change in one text."""
    entries = tomllib.loads(REASONS.read_text(encoding="utf-8"))["equivalent"] if REASONS.exists() else []
    return {(entry["exercise"], change): entry["why"] for entry in entries for change in entry["changes"]}


def reason_of(row: dict[str, str], why: dict[tuple[str, str], str]) -> str:
    """Return the reason for a row; empty where there is none."""
    return why.get((row["exercise"], f"{row['place']} {row['change']}"), "")


def table_of(chapter: int) -> Path:
    """Return where the table of a chapter is."""
    return FOLDER / f"chapter_{chapter:02}.csv"


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; none where there is no table yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write a table with the reasons as they are now; whole, or not at all."""
    why = reasons()
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "why": reason_of(row, why) if row["verdict"] == ACCEPTED else ""})
    os.replace(part, path)


def is_new(exercise: Exercise, rows: Sequence[dict[str, str]]) -> bool:
    """Tell whether the rows of an exercise belong to its solution, its check and these errors, as they are now."""
    known = [(row["made_from"], row["place"], row["change"]) for row in rows]
    name = made_from(exercise)
    return known == [(name, mutant.place, mutant.change) for mutant in mutants(exercise)]


def run(only: str = "", again: bool = False, say: Callable[[str], None] = print) -> int:
    """Check the mutants of all exercises that are not known yet, and write the tables; return an exit code."""
    apart = Apart()
    for chapter in exercises.CHAPTERS:
        rows = {number: list(_rows(chapter, number)) for number in _numbers(chapter)}
        for exercise in exercises.of_chapter(chapter):
            if exercise.number.startswith(only) and (again or not is_new(exercise, rows[exercise.number])):
                start = {"exercise": exercise.number, "made_from": made_from(exercise)}
                found = mutants(exercise)
                rows[exercise.number] = [
                    {**start, "place": m.place, "change": m.change, "verdict": apart.verdict(exercise, m)}
                    for m in found
                ]
                taken = sum(row["verdict"] == ACCEPTED for row in rows[exercise.number])
                say(f"{exercise.number}: {len(found)} mutants, {taken} accepted")
                write(table_of(chapter), [row for number in rows for row in rows[number]])
        if table_of(chapter).exists():
            write(table_of(chapter), [row for number in rows for row in rows[number]])  # reasons may have changed
    apart.end()
    return left(say)


def _numbers(chapter: int) -> list[str]:
    return [exercise.number for exercise in exercises.of_chapter(chapter)]


def _rows(chapter: int, number: str) -> list[dict[str, str]]:
    return [row for row in read(table_of(chapter)) if row["exercise"] == number]


def left(say: Callable[[str], None] = print) -> int:
    """Say what is accepted without a reason; return an exit code."""
    rows = [row for chapter in exercises.CHAPTERS for row in read(table_of(chapter))]
    why = reasons()
    lacking = [row for row in rows if row["verdict"] == ACCEPTED and not reason_of(row, why)]
    for row in lacking:
        say(f"{row['exercise']} at {row['place']} {row['change']}")
    accepted = sum(row["verdict"] == ACCEPTED for row in rows)
    say(f"{len(rows)} mutants, {accepted} accepted, {len(lacking)} of them without a reason")
    return 1 if lacking else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; return an exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    running = verbs.add_parser("run", help="check what is not known yet")
    running.add_argument("--only", default="", help="an exercise, as in 2.5, or a chapter, as in 2.")
    running.add_argument("--again", action="store_true", help="check what is known, too")
    verbs.add_parser("left", help="list what is accepted without a reason")
    options = vars(parser.parse_args(arguments))
    return run(**options) if options.pop("verb") == "run" else left()


if __name__ == "__main__":
    sys.exit(main())
