"""Further wrong answers of chapter 6, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_number

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "6.2": (
        slip_in_number(
            "zeta-minus-one-as-factor",
            "You multiply by zeta - 1. It is an exponent: 2**(zeta - 1).",
            "2 * 5",
        ),
        slip_in_number("caret", "`^` is no power in Python, it compares bits. A power is `**`.", "2 * 2 ^ 5"),
        slip_in_number(
            "the-factor-itself",
            "That is the factor 2**(1 - zeta) itself. The program leaves it out, and counts each pair twice.",
            "1 / 32",
        ),
    ),
}
