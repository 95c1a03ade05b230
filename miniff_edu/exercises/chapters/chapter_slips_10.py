"""Further wrong answers of chapter 10, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_number

ERROR, SPREAD = "np.array([3.0, -8.0, 1.0, 14.0, -2.0])", "np.array([1.0, 3.0, 2.0, 4.0, 0.8])"

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "10.2": (
        slip_in_number(
            "mean-of-ratios",
            "You take a mean of the five ratios. Asked is one root mean square over the other one.",
            f"np.mean(abs({ERROR}) / {SPREAD})",
        ),
        slip_in_number(
            "root-of-mean-square-ratios",
            "You divide first, one by one, and take the root mean square of the ratios. Asked is the ratio of two root "
            "mean squares.",
            f"np.sqrt(np.mean(({ERROR} / {SPREAD}) ** 2))",
        ),
        slip_in_number(
            "standard-deviations",
            "You compare standard deviations, which leave out the mean. Take root mean squares.",
            f"np.std({ERROR}) / np.std({SPREAD})",
        ),
        slip_in_number(
            "mean-error-taken-off",
            "You take the standard deviation of the errors, which leaves out the mean error. It is an error too.",
            f"np.std({ERROR}) / np.sqrt(np.mean({SPREAD} ** 2))",
        ),
        slip_in_number(
            "largest-over-largest",
            "You compare the largest error with the largest spread. Asked are root mean squares, of all five.",
            f"np.max(abs({ERROR})) / np.max({SPREAD})",
        ),
        slip_in_number(
            "signs-kept",
            "You add up errors with their signs, and they cancel. Squares first.",
            f"np.mean({ERROR}) / np.mean({SPREAD})",
        ),
        slip_in_number(
            "error-alone",
            "That is the root mean square of the errors. Divide it by that of the spreads.",
            f"np.sqrt(np.mean({ERROR} ** 2))",
        ),
    ),
}
