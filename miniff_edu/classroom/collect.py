"""A teacher's summary. In: a folder of returned progress files. Out: who got how far and what went wrong, drawn too.

Files are only read, as JSON, up to a stated size; nothing that a student wrote is executed, and nothing in it is
trusted. A file that cannot be understood gets a line in the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .. import exercises
from .._support.palette import CORRECT, NOT_YET
from ..exercises.engine.record import NAME, RANK, merged, parse
from ..plotting.picture import Picture, show
from ..plotting.style import legend_above, panels, styled

MAX_BYTES = 1_000_000  # an honest file has some 20 kB
MAX_FILES = 2_000
MAX_NAME = 60  # characters of a student's name that are shown
MOST_COMMON = 10
MARKS = {"correct": ("o", CORRECT), "not yet": ("^", NOT_YET)}


@dataclass(frozen=True)
class Summary:
    """What a class has handed in.

    Parameters
    ----------
    table : DataFrame
        A row for each student and exercise that was begun: ``student, exercise, status, tries, hints, solution_seen``.
    mistakes : DataFrame
        A row for each mistake: ``exercise, mistake, students, times``, the most common first.
    trouble : list of str
        A line for each file that could not be used, or not as it is.
    """

    table: pd.DataFrame
    mistakes: pd.DataFrame
    trouble: list[str]

    @property
    def students(self) -> list[str]:
        """The names, in order."""
        return sorted(self.table.student.unique())

    def overview(self) -> pd.DataFrame:
        """Return a row for each student: how many exercises of each chapter are correct, and how many were begun."""
        chapters = self.table.exercise.str.partition(".")[0]
        correct = (self.table.status == "correct").groupby([self.table.student, chapters]).sum().unstack(fill_value=0)
        correct.columns = [f"chapter {chapter}" for chapter in correct.columns]
        begun = self.table.groupby("student").size().rename("begun")
        return correct.assign(correct=correct.sum(axis=1)).join(begun)

    def __str__(self) -> str:
        return self.report(most_trouble=20)

    def report(self, most_trouble: int = MAX_FILES) -> str:
        """Return all of it in words, with at most so many lines about files that could not be used."""
        parts = [f"{len(self.students)} students"]
        if len(self.table):
            parts += ["", "Correct exercises", self.overview().to_string()]
        if len(self.mistakes):
            shown = self.mistakes.head(MOST_COMMON)
            parts += ["", "What to explain again: the most common mistakes", shown.to_string(index=False)]
            parts += ["", *(f"{row.exercise} {row.mistake}: {_reason(row)}" for row in shown.head(3).itertuples())]
        if self.trouble:
            parts += ["", "Files that need a look", *self.trouble[:most_trouble]]
            more = len(self.trouble) - most_trouble
            parts += [f"... and {more} more, which report.txt lists (option --to)"] if more > 0 else []
        return "\n".join(parts)

    @styled
    def plot(self) -> Picture:
        """Draw a row for each student and a column for each exercise."""
        known = _known()
        figure, axes = panels(1, 1, size=(9.6, 1.3 + 0.25 * max(4, len(self.students))))
        ax = axes[0, 0]
        rows = {student: i for i, student in enumerate(self.students)}
        for status, (marker, colour) in MARKS.items():
            chosen = self.table[self.table.status == status]
            x, y = chosen.exercise.map(known.index), chosen.student.map(rows)
            ax.plot(x, y, linestyle="none", marker=marker, color=colour, label=status)
        ax.set_xticks(range(len(known)), known, rotation=90, fontsize=8)
        ax.set_yticks(range(len(rows)), [name[:12] for name in rows], fontsize=8)
        ax.set(xlabel="exercise", ylabel="student", xlim=(-0.5, len(known) - 0.5), ylim=(max(1, len(rows)) - 0.5, -0.5))
        legend_above(ax, 2)
        counts = self.table.status.value_counts()
        words = ", ".join(f"{counts.get(status, 0)} {status}" for status in MARKS)
        return show(figure, f"Progress of {len(rows)} students in {len(known)} exercises: {words}.")


def collect(folder: str | Path) -> Summary:
    """Read all files of progress in a folder and in those below it.

    Parameters
    ----------
    folder : path
        A student's name is the name of the folder that the file lies in; for a file that lies in `folder` itself,
        the name of the file without its ending.

    Returns
    -------
    Summary

    Raises
    ------
    NotADirectoryError
        If there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"folder is {folder}; expected a folder with returned files called {NAME}.")
    rows: list[dict[str, Any]] = []
    mistakes: list[dict[str, Any]] = []
    trouble: list[str] = []
    found: dict[str, dict[str, Any]] = {}
    paths = sorted(path for path in root.rglob("*.json") if not _is_hidden(path.relative_to(root)))
    for path in paths[:MAX_FILES]:
        where = _printable(path.relative_to(root).as_posix())
        student = _printable(path.stem if path.parent == root else path.parent.relative_to(root).as_posix())
        try:
            entries = _entries(path)
        except (OSError, ValueError, RecursionError) as error:
            trouble.append(f"{where}: {_printable(str(error), 200)}")
            continue
        if student in found:
            trouble.append(f"{where}: one more file of {student}; of each exercise the better one counts")
        kept = {}
        for number, entry in entries.items():
            if number not in _known() or not isinstance(entry, dict):
                trouble.append(f"{where}: {_printable(number)} is no exercise of this book, or its entry is none")
            else:
                kept[number] = entry
        copies = [{"exercises": found.get(student, {})}, {"exercises": kept}]
        found[student] = merged(copies)["exercises"]
    for student, entries in found.items():
        for number, entry in entries.items():
            rows.append(_row(student, number, entry))
            mistakes += _mistakes(student, number, entry)
    if len(paths) > MAX_FILES:
        trouble.append(f"{len(paths) - MAX_FILES} more files were not read: at most {MAX_FILES}")
    columns = ["student", "exercise", "status", "tries", "hints", "solution_seen"]
    return Summary(pd.DataFrame(rows, columns=columns), _common(mistakes), trouble)


def _entries(path: Path) -> Mapping[str, Any]:
    """Read one file; raise a ``ValueError`` that says what is wrong with it."""
    if path.is_symlink() or not path.is_file():
        raise ValueError("a link or a special file is not followed")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"has {size} bytes; at most {MAX_BYTES} are read")
    content = parse(path.read_bytes(), parse_int=_small_int)
    entries = content.get("exercises") if isinstance(content, dict) else None
    if not isinstance(entries, dict):
        raise ValueError("holds no progress: there is no object called exercises in it")
    return entries


def _small_int(text: str) -> int:
    """Read a whole number, but not one of a million digits."""
    return int(text[:18])


def _is_hidden(path: Path) -> bool:
    """Tell whether a file came along unseen: JupyterLab's checkpoints, macOS's companions, a repository."""
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _row(student: str, number: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    status = entry.get("status")
    return {
        "student": student,
        "exercise": number,
        "status": status if isinstance(status, str) and status in RANK else "not attempted",
        "tries": _count(entry.get("tries")),
        "hints": _count(entry.get("hints")),
        "solution_seen": entry.get("solution_seen") is True,
    }


def _mistakes(student: str, number: str, entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    counts = entry.get("mistakes")
    if not isinstance(counts, dict):
        return []
    return [
        {"exercise": number, "mistake": _printable(name), "student": student, "times": _count(times)}
        for name, times in list(counts.items())[:100]
    ]


def _common(mistakes: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(mistakes, columns=["exercise", "mistake", "student", "times"])
    grouped = table.groupby(["exercise", "mistake"]).agg(students=("student", "nunique"), times=("times", "sum"))
    order = ["students", "times", "exercise", "mistake"]
    return grouped.reset_index().sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def _known() -> list[str]:
    return [e.number for chapter in exercises.CHAPTERS for e in exercises.of_chapter(chapter)]


def _reason(row: Any) -> str:
    for mistake in exercises.find(row.exercise).mistakes:
        if mistake.name == row.mistake:
            return mistake.reason
    return "a mistake that is made everywhere; the student was told"


def _count(value: Any) -> int:
    return min(max(value, 0), 10_000) if isinstance(value, int) and not isinstance(value, bool) else 0


def _printable(text: str, most: int = MAX_NAME) -> str:
    """Return `text` without control characters (which could write over a terminal), and not too long.

    A spreadsheet would run what begins like a formula: an apostrophe before it makes it text.
    """
    clean = "".join(c if c.isprintable() else "?" for c in text)
    clean = f"'{clean}" if clean.startswith(("=", "+", "-", "@")) else clean
    return clean if len(clean) <= most else clean[: most - 3] + "..."
