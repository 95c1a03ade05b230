"""What a check says. In: an exercise and a reason. Out: words for the eye, the ear, a teacher and a test."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape

from ..._support.palette import CORRECT, NOT_ATTEMPTED, NOT_YET
from ..._support.words import tell
from .exercise import Case, Exercise, Status

WIDTH = 79
# A sign and a word beside the colour; each colour is readable on light and on dark paper.
SIGNS: dict[Status, tuple[str, str]] = {
    "not attempted": ("○", NOT_ATTEMPTED),
    "not yet": ("△", NOT_YET),
    "correct": ("●", CORRECT),
}


@dataclass(frozen=True)
class Verdict:
    """The answer of a check.

    Parameters
    ----------
    exercise : Exercise
    status : {"not attempted", "not yet", "correct"}
    text : str
        The reason, or the insight.
    mistake : str
        The name of the mistake that was recognised; empty where there was none.
    case : Case or None
        What the words are about; ``None`` where there is nothing to call, or to compare.
    """

    exercise: Exercise
    status: Status
    text: str
    mistake: str = ""
    case: Case | None = None

    @property
    def is_correct(self) -> bool:
        """Whether the answer was right."""
        return self.status == "correct"

    def __repr__(self) -> str:
        return wrapped(f"{self.exercise.number} {self.status}. {self.text}")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        sign, colour = SIGNS[self.status]
        return (
            f'<div style="border-left:4px solid {colour};padding-left:0.7em;max-width:48em">'
            f"{sign} <strong>{self.exercise.number} {self.status}.</strong> {paragraphs(self.text)}</div>"
        )


def wrapped(text: str) -> str:
    """Return `text` in lines of at most 79 characters; line breaks stay, and so do lines that are indented."""
    lines = [line if line.startswith("    ") else textwrap.fill(line, WIDTH) for line in text.splitlines()]
    return "\n".join(lines)


def paragraphs(text: str) -> str:
    """Return `text` as HTML: lines broken where it breaks, code in backquotes set as code."""
    parts = escape(text, quote=False).split("`")
    coded = "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
    return coded.replace("\n", "<br>")


def say(thing: object) -> None:
    """Show `thing`: as a notebook shows it, or as text in a terminal. Never raises for want of a notebook."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        tell(str(thing))
        return
    if get_ipython() is None:
        tell(str(thing))
    else:
        display(thing)
