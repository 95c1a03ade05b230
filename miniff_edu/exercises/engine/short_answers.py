"""Judging a letter or a number. In: an exercise and an answer. Out: a mistake, or none.

No relation is looked for in a single number: too much can come out equal by chance.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..._support.checks import a_type
from .compare import Explanation, plain, same
from .exercise import Choice, Exercise, Number, make
from .sandbox import text_of

OF_MISTAKES = 1e-4  # of a wrong number, which may have been typed from a page with a few digits
MARKS = "\"'`().: \t\n"  # around a letter


def of_letter(exercise: Exercise, task: Choice, answer: Any) -> Explanation | None:
    """Return the name of a mistake and its reason; ``None`` where the right option is chosen."""
    letters = ", ".join(f'"{letter}"' for letter in task.options)
    letter = _letter(task, _single(answer))
    if not letter:
        return "no-such-option", f"Your answer is {text_of(answer)}; expected one of {letters}."
    if letter == task.right:
        return None
    return next((m.name, m.reason) for m in exercise.mistakes if make(m.code, task.answer) == letter)


def _single(answer: Any) -> Any:
    """Return what is alone in a tuple, a list or a set; a comma at the end of a line makes a tuple."""
    return next(iter(answer)) if isinstance(answer, (tuple, list, set, frozenset)) and len(answer) == 1 else answer


def _letter(task: Choice, answer: Any) -> str:
    """Return the letter that is chosen, also where it is written with the words of its option, or by these alone."""
    if not isinstance(answer, str):
        return ""
    text = re.sub(r"^(answer|option)\W+", "", " ".join(answer.lower().split()).strip(MARKS)).strip(MARKS)
    if text in task.options:
        return text
    head, words = (text[0], text[1:].lstrip(MARKS)) if re.match(r"[a-z][).:]", text) else ("", text)
    found = [a for a, option in task.options.items() if len(words) >= 12 and option.lower().startswith(words)]
    return found[0] if len(found) == 1 and head in ("", found[0]) else ""


def of_number(exercise: Exercise, task: Number, answer: Any) -> Explanation | None:
    """Return the name of a mistake and its reason; ``None`` where the number is right."""
    if callable(answer):
        return "function-for-number", "Your answer is a function; a number is asked. Call it: write () behind its name."
    value = plain(_single(answer))
    if isinstance(value, np.ndarray) and value.size != 1:
        return "array-for-number", f"Your answer is an array of shape {value.shape}; one number is asked."
    try:
        if isinstance(value, (str, bytes, bool)):
            raise TypeError
        value = value.real if isinstance(value, complex) and value.imag == 0 else value
        number = float(value.ravel()[0] if isinstance(value, np.ndarray) else value)
    except (TypeError, ValueError, OverflowError):
        return "not-a-number", f"Your answer is {a_type(answer)}; a number is asked."
    expected = task.expected()
    if same(number, expected, task.rtol, task.atol):
        return None
    for mistake in exercise.mistakes:
        wrong = float(make(mistake.code, task.answer))
        rtol = max(task.rtol, OF_MISTAKES)
        if same(number, wrong, rtol, min(task.atol, 1e-3 * abs(wrong))):  # a small number is no other small one
            return mistake.name, mistake.reason
    if not np.isfinite(number):
        return "not-finite", f"Your answer is {number}; a finite number is asked."
    if expected and same(-number, expected, task.rtol, task.atol):
        return "sign", "Right but for the sign."
    if expected != round(expected) and 0.99 < number / expected < 1.01:
        return "near", f"{number:g} is near, but not right. How many digits did you keep?"
    size = "too large" if abs(number) > abs(expected) else "too small"
    return "far", f"{number:g} is {size}. `exercises.hint({exercise.number!r})` says where to look."
