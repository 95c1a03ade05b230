"""A teacher's summary. In: a folder of returned files. Out: who got how far, what went wrong, who can begin.

Nothing that a student wrote is executed, and nothing in it is trusted. A file that cannot be understood gets a line in
the report, and so does what is understood in part only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from .. import exercises
from .._support.palette import CORRECT, INK, NOT_YET
from ..exercises.engine.content import earlier_of, name_of
from ..exercises.engine.record import FORMAT, NAME, RANK, merged
from ..plotting.picture import Picture, show
from ..plotting.style import MARGINS, legend_above, panels, styled
from .readiness import readiness, ready_report
from .returned import MAX_FILES, printable, read_returned, shown

MOST_COMMON = 10
MOST_LETTERS = 28  # of a student's name in the picture
LETTER = 0.075  # inches, at the size of the labels there
MOST_REMARKS = 5  # on the entries of one file
MOST_ATTEMPTS = 100  # at one exercise, begun afresh as often, of which the mistakes are counted
MARKS = {"correct": ("o", CORRECT), "not yet": ("^", NOT_YET)}
COLUMNS = ["student", "exercise", "status", "tries", "hints", "solution_seen", "restarts", "signed"]


@dataclass(frozen=True)
class Summary:
    """What a class has handed in.

    Parameters
    ----------
    students : list of str
        The names, in order; also of those who have tried nothing.
    table : DataFrame
        A row for each student and exercise that was begun: ``student, exercise, status, tries, hints, solution_seen,
        restarts, signed``. An exercise that was begun afresh counts as it is now; ``restarts`` says how often it was.
        That its solution was seen stays.
    mistakes : DataFrame
        A row for each mistake: ``exercise, mistake, students, times``, the most common first; those of earlier attempts
        too, since they were made.
    ready : DataFrame
        From the files of ``miniff-edu check --json``, if there are any: see :func:`.readiness.readiness`.
    trouble : list of str
        A line for each file that could not be used, or not as it is.
    signed : dict of str to str
        The name with which a student has signed (``exercises.sign``), for those who have.
    """

    students: list[str]
    table: pd.DataFrame
    mistakes: pd.DataFrame
    ready: pd.DataFrame
    trouble: list[str]
    signed: dict[str, str] = field(default_factory=dict)

    def overview(self) -> pd.DataFrame:
        """Return a row for each student: the correct exercises of each chapter, and how many were begun."""
        table = self.table.assign(chapter=self.table.exercise.map(lambda number: number.partition(".")[0]))
        result = pd.DataFrame(index=pd.Index(self.students, name="student"))
        right = table[table.status == "correct"]
        for chapter in sorted(set(table.chapter), key=int):
            result[f"chapter {chapter}"] = self._count(right[right.chapter == chapter])
        result["correct"], result["begun"] = self._count(right), self._count(table)
        result["solutions seen"] = self._count(table[table.solution_seen.astype(bool)])
        return self._with_names(result)

    def wide(self) -> pd.DataFrame:
        """Return a row for each student and a column for each exercise, for a gradebook: 1 for correct, or else 0."""
        right = self.table[self.table.status == "correct"]
        result = pd.DataFrame(0, index=pd.Index(self.students, name="student"), columns=_known())
        for student, exercise in zip(right.student, right.exercise, strict=True):
            result.loc[student, exercise] = 1
        # A spreadsheet would take 1.1 for a date.
        result = result.rename(columns="exercise {}".format).assign(correct=result.sum(axis=1))
        return self._with_names(result)

    def _with_names(self, table: pd.DataFrame) -> pd.DataFrame:
        """Put the signatures before the first column, if anybody has signed."""
        if self.signed:
            table.insert(0, "signed", [self.signed.get(student, "") for student in self.students])
        return table

    def _count(self, rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("student").size().reindex(self.students, fill_value=0)

    def __str__(self) -> str:
        return self.report(most_trouble=20)

    def report(self, most_trouble: int = MAX_FILES) -> str:
        """Return all of it in words, with at most so many lines about files that could not be used."""
        parts = [f"{len(self.students)} students"]
        if self.students:
            parts += ["", "Correct exercises", self.overview().to_string()]
        if len(self.mistakes):
            common = self.mistakes.head(MOST_COMMON)
            parts += ["", "What to explain again: the most common mistakes", common.to_string(index=False)]
            parts += ["", *(f"{row.exercise} {row.mistake}: {_reason(row)}" for row in common.head(3).itertuples())]
        if len(self.ready):
            parts = [*parts, ""] if self.students else []
            parts += ready_report(self.ready)
        if self.trouble:
            parts += ["", "Files that need a look", *self.trouble[:most_trouble]]
            more = len(self.trouble) - most_trouble
            parts += [f"... and {more} more, which report.txt lists (option --to)"] if more > 0 else []
        return "\n".join(parts)

    @styled
    def plot(self) -> Picture:
        """Draw a row for each student and a column for each exercise; a ring where the solution was looked at."""
        known, rows = _known(), {student: i for i, student in enumerate(self.students)}
        names = list(shown(self.students, MOST_LETTERS).values())
        room = max(MARGINS[0], 0.5 + LETTER * max(map(len, names), default=0))  # a long name widens the figure
        width = 8.55 + room
        figure, axes = panels(1, 1, size=(width, 1.3 + 0.25 * max(4, len(rows))))
        ax = axes[0, 0]
        ax.get_gridspec().update(left=room / width)
        for status, (marker, colour) in MARKS.items():
            chosen = self.table[self.table.status == status]
            x, y = chosen.exercise.map(known.index), chosen.student.map(rows)
            ax.plot(x, y, linestyle="none", marker=marker, color=colour, label=status)
        helped = self.table[self.table.solution_seen.astype(bool)]
        x, y = helped.exercise.map(known.index), helped.student.map(rows)
        ring = {"markersize": 11, "markerfacecolor": "none", "color": INK, "markeredgewidth": 1}
        ax.plot(x, y, linestyle="none", marker="o", label="solution looked at", **ring)
        ax.set_xticks(range(len(known)), known, rotation=90, fontsize=8)
        ax.set_yticks(range(len(rows)), names, fontsize=8)
        ax.set(xlabel="exercise", xlim=(-0.5, len(known) - 0.5), ylim=(max(1, len(rows)) - 0.5, -0.5))
        legend_above(ax, 3)
        counts = self.table.status.value_counts()
        words = [f"{counts.get(status, 0)} {status}" for status in MARKS]
        words += [f"{len(helped)} solutions looked at"] if len(helped) else []
        return show(figure, f"Progress of {len(rows)} students in {len(known)} exercises: {', '.join(words)}.")


def collect(folder: str | Path) -> Summary:
    """Read all files of progress, and of `miniff-edu check --json`, in a folder and in those below it.

    Parameters
    ----------
    folder : path
        A student's name is the name of the folder that the file lies in; for a file that lies in `folder` itself,
        the name of the file without its ending. Copies in one student's folder are merged.

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
    returned = read_returned(root)
    trouble, known = returned.trouble, _known()
    rows: list[dict[str, Any]] = []
    mistakes: list[dict[str, Any]] = []
    students = sorted(returned.progress)
    signed = _signatures(returned.progress, trouble)
    for student in students:
        copies: list[dict[str, Any]] = []
        for i, (where, content) in enumerate(returned.progress[student]):
            if i:
                trouble.append(f"{where}: one more file of {student}; of each exercise the better one counts")
            remarks = _remarks(content)
            trouble += [f"{where}: {remark}" for remark in remarks[:MOST_REMARKS]]
            if len(remarks) > MOST_REMARKS:
                trouble.append(f"{where}: and {len(remarks) - MOST_REMARKS} more such entries")
            entries = content["exercises"].items()
            copies.append({"exercises": {n: e for n, e in entries if n in known and isinstance(e, dict)}})
        kept = merged(copies)["exercises"]
        for number in sorted(kept, key=known.index):
            rows.append({**_row(student, number, kept[number]), "signed": signed.get(student, "")})
            mistakes += _mistakes(student, number, kept[number])
    ready = readiness(returned.checks, trouble)
    return Summary(students, pd.DataFrame(rows, columns=COLUMNS), _common(mistakes), ready, trouble, signed)


def _signatures(progress: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]], trouble: list[str]) -> dict[str, str]:
    """Return how each student has signed; two names in one student's files, or one in two students', are told."""
    signed: dict[str, str] = {}
    for student, files in sorted(progress.items()):
        names = list(dict.fromkeys(printable(name) for _, content in files if (name := name_of(dict(content)))))
        if len(names) > 1:
            trouble.append(f"{student}: its files are signed by {' and by '.join(names[:MOST_REMARKS])}")
        if names:
            signed[student] = names[0]
    for name in sorted(set(signed.values())):
        alike = [student for student in signed if signed[student] == name]
        if len(alike) > 1:
            trouble.append(f"{', '.join(alike[:MOST_REMARKS])}: {len(alike)} are signed by {name}")
    return signed


def _remarks(content: Mapping[str, Any]) -> list[str]:
    """Return what this version of the library does not understand in a file."""
    remarks, known, version = [], _known(), content.get("format", FORMAT)
    if version != FORMAT:
        remarks.append(f"has the format {printable(str(version))}; expected {FORMAT}: what is understood is counted")
    for number, entry in content["exercises"].items():
        status = entry.get("status") if isinstance(entry, dict) else None
        if number not in known or not isinstance(entry, dict):
            remarks.append(f"{printable(number)} is no exercise of this book, or its entry is none")
        elif not isinstance(status, str) or status not in RANK:
            remarks.append(
                f"{number} has the status {printable(str(status))}; expected one of {', '.join(RANK)}: "
                "it counts as not attempted"
            )
    return remarks


def _row(student: str, number: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    status = entry.get("status")
    return {
        "student": student,
        "exercise": number,
        "status": status if isinstance(status, str) and status in RANK else "not attempted",
        "tries": _tally(entry.get("tries")),
        "hints": _tally(entry.get("hints")),
        "solution_seen": entry.get("solution_seen") is True,
        "restarts": len(earlier_of(dict(entry))),
    }


def _mistakes(student: str, number: str, entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    attempts = [entry, *earlier_of(dict(entry))[-MOST_ATTEMPTS:]]
    counts = [attempt["mistakes"] for attempt in attempts if isinstance(attempt.get("mistakes"), dict)]
    return [
        {"exercise": number, "mistake": printable(name), "student": student, "times": _tally(times)}
        for of_attempt in counts
        for name, times in list(of_attempt.items())[:100]
    ]


def _common(mistakes: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(mistakes, columns=["exercise", "mistake", "student", "times"])
    grouped = table.groupby(["exercise", "mistake"]).agg(students=("student", "nunique"), times=("times", "sum"))
    result = grouped.reset_index()
    result = result.assign(place=result.exercise.map(_known().index))  # 9.7 stands before 10.1
    order = ["students", "times", "place", "mistake"]
    result = result.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    return result.drop(columns="place")


def _known() -> list[str]:
    return [e.number for chapter in exercises.CHAPTERS for e in exercises.of_chapter(chapter)]


def _reason(row: Any) -> str:
    for mistake in exercises.find(row.exercise).mistakes:
        if mistake.name == row.mistake:
            return mistake.reason
    return "a mistake that is made everywhere; the student was told"


def _tally(value: Any) -> int:
    return min(max(value, 0), 10_000) if isinstance(value, int) and not isinstance(value, bool) else 0
