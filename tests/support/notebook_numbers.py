"""Let nbval forgive one unit of the last printed digit, and nothing else.

Another release of torch, or another processor, rounds otherwise: 0.1581 becomes 0.1582, and nothing has broken. So
where nbval compares a stored text with the produced one, two numbers agree if they differ by at most one unit of the
last digit that is printed. All else must agree to the letter: words, integers, signs, exponents, spaces, line breaks,
and how many digits are printed before and after the point.

A number is: a sign or none; digits; a point and digits, or an exponent as Python writes it (a sign, two or three
digits), or both. It stands alone: next to a letter, a digit, or one of ``_ . + - / \\ : @ #`` it is part of a word
(x1.5, 1.5s, 2.13.0, 127.0.0.1, 2026-01-02, 10.1063/1.5019779, 12:30:01.5, 1.5+2.5j), and so it is after a comparison
(numpy>=2.1); but points and colons behind it are punctuation ("it is 0.1581.", "r = 0.5: f = 0.3679"). What has no
digit behind its point is an integer: numpy prints 1. for what is 1 in all digits that it shows.

The conftest.py of the project loads this. Elsewhere, with this folder on PYTHONPATH: ``pytest -p notebook_numbers``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from nbval.plugin import IPyNbCell

GLUE = r"\w.+\-/\\:@#"
EXPONENT = r"[eE][+-][0-9]{2,3}"
NUMBER = re.compile(
    rf"(?<![{GLUE}])(?<![=<>!~]=)"  # nothing glued on before it
    rf"[+-]?[0-9]+(?:\.[0-9]+(?:{EXPONENT})?|\.?{EXPONENT})"
    rf"(?=[.:]*(?:[^{GLUE}]|\Z))"  # nor behind it, except for punctuation
)


def _is_neighbour(stored: str, produced: str) -> bool:
    """Tell whether two numbers look alike and differ by at most one unit of their last digit."""
    # The same text once every digit of the mantissa is hidden: sign, point, number of digits, and the whole exponent.
    mantissas = [re.split("[eE]", number, maxsplit=1)[0] for number in (stored, produced)]
    shapes = [
        re.sub("[0-9]", "0", mantissa) + number[len(mantissa) :]
        for mantissa, number in zip(mantissas, (stored, produced), strict=True)
    ]
    first, second = (int(mantissa.replace(".", "")) for mantissa in mantissas)
    return shapes[0] == shapes[1] and abs(first - second) <= 1


def agree(stored: str, produced: str) -> bool:
    """Tell whether two texts are the same but for one unit of the last digit of each number."""
    if NUMBER.split(stored) != NUMBER.split(produced):
        return False
    return all(map(_is_neighbour, NUMBER.findall(stored), NUMBER.findall(produced)))


class Text(str):
    """A text of an output, equal to another one if the two agree."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return agree(str(self), str(other)) if isinstance(other, str) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not agree(str(self), str(other)) if isinstance(other, str) else NotImplemented


def _forgiving(sanitize: Callable[..., Any]) -> Callable[..., Any]:
    """Return nbval's last step before it compares, with its texts made into such that agree."""

    def sanitize_and_forgive(self: IPyNbCell, output: object) -> object:
        clean = sanitize(self, output)
        return Text(clean) if isinstance(clean, str) else clean

    return sanitize_and_forgive


ORIGINAL = pytest.StashKey[Callable[..., Any]]()


def pytest_configure(config: pytest.Config) -> None:
    """Put the comparison into nbval, which compares whatever `sanitize` returns with `!=`."""
    config.stash[ORIGINAL] = IPyNbCell.sanitize
    IPyNbCell.sanitize = _forgiving(IPyNbCell.sanitize)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give nbval back as it was: one process may run pytest twice."""
    if ORIGINAL in config.stash:
        IPyNbCell.sanitize = config.stash[ORIGINAL]
