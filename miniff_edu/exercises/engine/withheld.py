"""Solutions that are not there, or not yet. In: the exercises of a copy for students. Out: with what may be seen today.

A handout may come without solutions, or with a file that holds them until a day. The day is that of the computer's own
clock: without a network there is no other. Whoever sets the clock, or decodes the file, reads them sooner: this is a
curtain and no lock.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..._support.files import PACKAGE
from .exercise import Exercise

FILE = PACKAGE / "data" / "solutions.json"  # only handouts have it
Texts = Mapping[str, Mapping[str, str]]


def sealed(exercises: Iterable[Exercise], release: date) -> str:
    """Return the text of a file that holds solutions and insights until a day: not to be read in passing.

    Parameters
    ----------
    exercises : iterable of Exercise
    release : date
        From this day on they are open.

    Returns
    -------
    str
    """
    texts = {e.number: {"solution": e.solution, "insight": e.insight} for e in exercises}
    code = base64.b85encode(json.dumps(texts).encode()).decode()
    return json.dumps({"release": release.isoformat(), "texts": code}, indent=1) + "\n"


def opened(exercises: tuple[Exercise, ...]) -> tuple[Exercise, ...]:
    """Return the exercises with their solutions and insights, where they lie beside the code and the day has come."""
    if all(exercise.solution for exercise in exercises):
        return exercises
    release, texts = _read(FILE)
    if release is None:
        return exercises
    if today() < release:
        words = f"A sentence to remember opens on {release}."
        return tuple(replace(exercise, insight=exercise.insight or words) for exercise in exercises)
    here = [(exercise, texts.get(exercise.number, {})) for exercise in exercises]
    return tuple(replace(e, solution=of.get("solution", ""), insight=of.get("insight", "")) for e, of in here)


def why() -> str:
    """Say why there is no solution."""
    release, _ = _read(FILE)
    if release is None:
        return "This copy of the exercises has no solutions: your teacher has them."
    return f"Solutions open on {release}. The clock of this computer says {today()}."


def today() -> date:
    """Return the day that the computer's clock shows."""
    return date.today()


@functools.cache
def _read(file: Path) -> tuple[date | None, Texts]:
    """Return the day and the texts; no day where there is no file, or none that is understood."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        texts = json.loads(base64.b85decode(content["texts"]))
        kept = {n: {k: str(entry[k]) for k in ("solution", "insight")} for n, entry in texts.items()}
        return date.fromisoformat(content["release"]), kept
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, {}
