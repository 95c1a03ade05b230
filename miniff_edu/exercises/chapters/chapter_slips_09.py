"""Further wrong answers of chapter 9, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_number

_CV = "2.998e-5 * 3943"  # the frequency, in 1/fs

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "9.2": (
        slip_in_number("frequency", "That is the frequency, in 1/fs. Asked is a time: 2 / omega.", _CV),
        slip_in_number(
            "angular-frequency", "That is omega, in radians per fs. Asked is 2 / omega.", f"2 * np.pi * {_CV}"
        ),
        slip_in_number(
            "half-a-period",
            "That is half a period. The limit is a period divided by pi, a little less than a third.",
            f"1 / (2 * {_CV})",
        ),
        slip_in_number(
            "tenth-of-a-period",
            "A tenth of a period is what one would choose. Asked is where it explodes: 2 / omega.",
            f"0.1 / ({_CV})",
        ),
        slip_in_number(
            "omega-halved",
            "Your fraction is upside down: that is omega / 2.",
            f"np.pi * {_CV}",
        ),
        slip_in_number(
            "metres",
            "You take light in metres. Wavenumbers count per cm, so light is needed in cm/fs, as the stub has it.",
            "2 / (2 * np.pi * 2.998e-7 * 3943)",
        ),
        slip_in_number(
            "picoseconds", "That is in ps. Asked is fs, of which a ps has 1000.", f"2 / (2 * np.pi * {_CV}) / 1000"
        ),
        slip_in_number(
            "multiplied-by-pi",
            "You multiply by pi at the end: 2 / 2 * pi is computed from left to right. Put brackets around 2 * np.pi * nu.",
            f"2 / 2 * np.pi / ({_CV})",
        ),
        slip_in_number(
            "four-over-omega", "That is twice the limit: 4 / omega.", f"4 / (2 * np.pi * {_CV})"
        ),
        slip_in_number(
            "period-over-two-pi-squared",
            "You divide by 2 pi twice: omega has it already.",
            f"2 / (2 * np.pi) ** 2 / ({_CV})",
        ),
    ),
}
