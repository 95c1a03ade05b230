"""The figure of a student's progress. In: exercises and what was noted. Out: a picture with words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..._support.palette import CORRECT, INK, NOT_YET
from ...plotting.picture import Picture, show
from ...plotting.style import legend_above, panels, styled
from .exercise import Exercise

# A shape for each state, so that colour is not needed.
MARKS: dict[str, tuple[str, str]] = {
    "correct": ("o", CORRECT),
    "not yet": ("^", NOT_YET),
    "not attempted": (".", INK),
}


@styled
def plot_progress(exercises: Mapping[int, Sequence[Exercise]], noted: Mapping[str, Mapping[str, Any]]) -> Picture:
    """Draw a row for each chapter and a mark for each exercise.

    Parameters
    ----------
    exercises : mapping of int to sequence of Exercise
        By chapter.
    noted : mapping of str to mapping
        What the file of progress holds, by the number of the exercise.

    Returns
    -------
    Picture
    """
    figure, axes = panels(1, 1, size=(7.2, 1.5 + 0.4 * len(exercises)))
    ax = axes[0, 0]
    places: dict[str, list[tuple[int, int]]] = {status: [] for status in MARKS}
    words = []
    for chapter, of_chapter in exercises.items():
        states = [_status(noted.get(exercise.number, {})) for exercise in of_chapter]
        for i, status in enumerate(states, 1):
            places[status].append((i, chapter))
        count = Counter(states)
        words.append(f"chapter {chapter}: " + ", ".join(f"{count[s]} {s}" for s in MARKS if count[s]))
    for status, points in places.items():
        marker, colour = MARKS[status]
        x, y = zip(*points, strict=True) if points else ((), ())
        ax.plot(x, y, linestyle="none", marker=marker, markersize=9, color=colour, label=status)
    ax.set(yticks=list(exercises), xlabel="exercise", ylabel="chapter")
    most = max(map(len, exercises.values()))
    ax.set_xticks(range(1, 1 + most))
    ax.set_xlim(0.5, most + 0.5)
    ax.set_ylim(max(exercises) + 0.6, min(exercises) - 0.6)
    legend_above(ax, 3)
    return show(figure, "Progress. " + "; ".join(words).capitalize() + ".")


def _status(entry: Mapping[str, Any]) -> str:
    status = entry.get("status")
    return status if isinstance(status, str) and status in MARKS else "not attempted"
