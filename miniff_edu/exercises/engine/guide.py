"""What a teacher should know of a chapter's exercises. In: exercises. Out: Markdown for the teacher's guide.

The misconceptions are those that the checks know: the guide and the checks cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .cells import WORDS
from .exercise import Exercise

BEGIN, END = "<!-- exercises: begin -->\n", "<!-- exercises: end -->"


def misconceptions(exercises: Sequence[Exercise]) -> str:
    """Return, for each exercise, the wrong answers that its check knows, and what it says to them.

    Parameters
    ----------
    exercises : sequence of Exercise
        Those of one chapter.

    Returns
    -------
    str
        Markdown, with a heading for each exercise.
    """
    parts = []
    for exercise in exercises:
        parts += [f"### {exercise.number} {_markdown(exercise.title)}", ""]
        parts += [f"*{WORDS[exercise.minutes]}. Goal: {exercise.goal}.* {_markdown(exercise.insight)}", ""]
        parts += [f"- **{mistake.name}**: {_markdown(mistake.reason)}" for mistake in exercise.mistakes]
        parts.append("")
    return "\n".join(parts)


def put_misconceptions(page: str, exercises: Sequence[Exercise]) -> str:
    """Return a page of the guide with what stands between its two marks renewed.

    Parameters
    ----------
    page : str
        The text of the page, with the marks in it.
    exercises : sequence of Exercise

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    if BEGIN not in page or END not in page:
        raise ValueError(f"page lacks a mark; expected {BEGIN.strip()} and {END}, with the list between them.")
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{misconceptions(exercises)}\n{END}{rest.partition(END)[2]}"


def _markdown(text: str) -> str:
    """Return plain text as Markdown: what stands in backquotes is code, and nothing else means anything."""
    parts = text.replace("\n", " ").split("`")
    return "`".join(part if i % 2 else re.sub(r"([\\*_<>\[\]$|#])", r"\\\1", part) for i, part in enumerate(parts))
