"""Further wrong answers of chapter 8, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_number

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "8.2": (
        slip_in_number(
            "in-thousandths",
            "That is in thousandths of an Å: meV over eV/Å. Take both in the same unit.",
            "2 / 0.08",
        ),
        slip_in_number(
            "per-structure",
            "You divide by the number of atoms of the crystal, 64. The energy error is per atom already.",
            "0.002 / 0.08 / 64",
        ),
        slip_in_number(
            "total-energy",
            "You multiply by the number of atoms of the crystal, 64. The residual is the error per atom, as expected.",
            "64 * 0.002 / 0.08",
        ),
        slip_in_number(
            "counted-forces",
            "You divide by the number of forces, 192. Each has an expected error of its own, however many there are.",
            "0.002 / 0.08 / 192",
        ),
        slip_in_number(
            "root-of-counted-forces",
            "You divide by the root of the number of forces, as a loss of means would. Here squares are added up, each "
            "with its own expected error.",
            "0.002 / 0.08 / np.sqrt(192)",
        ),
        slip_in_number(
            "squares-upside-down",
            "Two slips: the weight stands before the residual, not before its square; and it is upside down.",
            "(0.08 / 0.002) ** 2",
        ),
        slip_in_number(
            "root",
            "That is the root of it. The weight is multiplied with the residual itself.",
            "np.sqrt(0.002 / 0.08)",
        ),
        slip_in_number("one", "With 1 a force error of 1 eV/Å counts as much as one of 1 eV per atom.", "1.0"),
        slip_in_number(
            "energy-as-it-is", "That is the expected error of the energy. Divide by that of a force.", "0.002"
        ),
        slip_in_number("force-as-it-is", "That is the expected error of a force. It stands below the line.", "0.08"),
    ),
}
