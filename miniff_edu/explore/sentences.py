"""What an explorer says when a control has moved. In: names, values, messages. Out: a sentence, the change first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from ..plotting.picture import Picture


def value_words(name: str, value: Any) -> str:
    """Return a value in words: "8 samples" for n_samples = 8, "not swapped" for swapped = False, "Adam" for a text."""
    words = name.replace("_", " ")
    if isinstance(value, bool):
        return words if value else f"not {words}"
    if isinstance(value, str):
        return value
    if name.startswith("n_"):
        counted = words.removeprefix("n ")
        return f"{value} {counted.removesuffix('s') if value == 1 else counted}"
    return f"{words} = {value}"


def sentence(words: str, message: str) -> str:
    """Return the sentence that begins with `words`, the value of a control, and goes on with what a picture shows."""
    return f"{words}: {message}." if message else f"{words}."


def sentences(values: Mapping[str, Sequence[Any]], frames: Sequence[Picture]) -> list[str]:
    """Return a sentence for each frame, as nobody has moved a control yet: the values of all of them come first."""
    words = product(*([value_words(name, value) for value in v] for name, v in values.items()))
    return [sentence(", ".join(state), frame.message) for state, frame in zip(words, frames, strict=True)]
