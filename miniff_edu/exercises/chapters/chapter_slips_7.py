"""Further wrong answers of chapter 7, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_number

KCAL = 23.06  # kcal/mol in one eV

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "7.2": (
        slip_in_number(
            "converted-the-wrong-way",
            "An eV is 23.06 kcal/mol, so there are fewer eV than kcal/mol: divide.",
            f"1000 * 0.3 * {KCAL} / 9",
        ),
        slip_in_number(
            "converted-the-wrong-way-per-molecule",
            "An eV is 23.06 kcal/mol, so there are fewer eV than kcal/mol: divide. And per atom is asked.",
            f"1000 * 0.3 * {KCAL}",
        ),
        slip_in_number(
            "multiplied-by-atoms",
            "An atom has its share of the error of the molecule: divide by the number of atoms.",
            f"1000 * 0.3 / {KCAL} * 9",
        ),
        slip_in_number(
            "elements-for-atoms",
            "Three is the number of elements. The molecule has more atoms than that: count them in the formula.",
            f"1000 * 0.3 / {KCAL} / 3",
        ),
        slip_in_number(
            "one-atom-left-out",
            "You divide by 8: one atom was forgotten. Two C, six H and one O.",
            f"1000 * 0.3 / {KCAL} / 8",
        ),
        slip_in_number(
            "not-converted",
            "That is in thousandths of kcal/mol per atom. Convert to eV: divide by 23.06.",
            "1000 * 0.3 / 9",
        ),
        slip_in_number(
            "kilojoules",
            "That takes an eV for 96.49 kcal/mol. So many kJ/mol it is; in kcal/mol it is 23.06.",
            "1000 * 0.3 / 96.49 / 9",
        ),
        slip_in_number("one-over", "That is one over the error.", f"9 * {KCAL} / 300"),
    ),
}
