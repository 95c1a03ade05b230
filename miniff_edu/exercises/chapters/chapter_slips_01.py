"""Further wrong answers of chapter 1, a line or two each: what others have given, that no relation can tell.

Where one number is asked, no relation is looked for: too much can come out equal by chance. So the slips have names.
They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

_POWERS = "g = np.stack([r**i * np.exp(-r) for i in range(3)], axis=1)"

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "1.1": (
        slip_in_number("minutes", "That many minutes. A day has 24 * 60 of them.", "20**6 * 30 / 60"),
        slip_in_number(
            "years",
            "That many years, and days are asked. (It is why nobody makes such a table.)",
            "20**6 * 30 / 86400 / 365",
        ),
        slip_in_number("weeks", "That many weeks, and days are asked.", "20**6 * 30 / 86400 / 7"),
        slip_in_number(
            "seconds-per-answer-left-out", "Each row takes 30 seconds, and yours takes one.", "20**6 / 86400"
        ),
        slip_in_number(
            "brackets-of-the-day",
            "`/ 24 * 60 * 60` divides by 24 and then multiplies. Put the seconds of a day in brackets: `/ (24 * "
            "60 * 60)`.",
            "20**6 * 30 / 24 * 60 * 60",
        ),
        slip_in_number(
            "day-of-1440-seconds",
            "A factor of 60 is missing in the day: 24 hours of 60 minutes of 60 seconds.",
            "20**6 * 30 / (24 * 60)",
        ),
        slip_in_number(
            "day-of-3600-hours",
            "24 is missing in the day, or squared: it has 24 * 60 * 60 seconds.",
            "20**6 * 30 / (24 * 24 * 60 * 60)",
        ),
        slip_in_number(
            "intervals-counted",
            "19 are the gaps between 20 values. Each combination of values needs an answer.",
            "19**6 * 30 / 86400",
        ),
        slip_in_number("one-value-more", "That is 21 values along each argument. 20 are wanted.", "21**6 * 30 / 86400"),
        slip_in_number(
            "one-argument-more",
            "Off by one power of 20: six arguments have 20 ** 6 combinations, not 20 ** 7.",
            "20**7 * 30 / 86400",
        ),
        slip_in_number(
            "divided-by-the-seconds",
            "You divide by the 30 seconds. Each row takes so long: multiply.",
            "20**6 / 30 / 86400",
        ),
        slip_in_number(
            "seconds-raised-too",
            "The power takes the 30 seconds along: `20**6 * 30`, without brackets around 20 * 30.",
            "(20 * 30) ** 6 / 86400",
        ),
        slip_in_number(
            "no-power", "One argument alone: 20 rows. Six arguments have 20 ** 6 combinations.", "20 * 30 / 86400"
        ),
        slip_in_number(
            "multiplied-by-the-day",
            "You multiply by the seconds of a day. Days are what the seconds are divided into.",
            "20**6 * 30 * 86400",
        ),
        slip_in_number(
            "caret",
            "`^` is no power in Python, it compares bits. A power is `**`.",
            "(20 ^ 6) * 30 / 86400",
        ),
        slip_in_number(
            "factorial",
            "No value is used up: each argument has all 20 values, whatever the others have. That is a power, "
            "no product of falling numbers.",
            "20 * 19 * 18 * 17 * 16 * 15 * 30 / 86400",
        ),
        slip_in_number(
            "values-and-seconds-swapped",
            "20 and 30 are swapped: 20 values along each argument, 30 seconds for each row.",
            "30**6 * 20 / 86400",
        ),
        slip_in_number(
            "values-of-the-chapter",
            "128 samples are those of the chapter. Here there are 20 values along each argument.",
            "128**6 * 30 / 86400",
        ),
        slip_in_number(
            "choices-counted",
            "That counts choices of 6 things out of 20. Each argument has all 20 values, whatever the others "
            "have: 20 ** 6.",
            "38760 * 30 / 86400",
        ),
        slip_in_number(
            "brackets-left-out-of-the-hours",
            "`/ 60 * 60` divides by 60 and multiplies by it again. Put the seconds of a day in brackets.",
            "20**6 * 30 / 60 * 60 * 24",
        ),
        slip_in_number(
            "two-to-the-power", "Two values along each argument? There are 20 of them.", "2**6 * 30 / 86400"
        ),
    ),
    "1.4": (
        slip_in_function(
            "a-constant-fitted",
            "There is a fourth weight, that of a constant column. Asked are those of g_0, g_1 and g_2 alone.",
            "fit_weights(r, f)",
            _POWERS,
            "return np.linalg.lstsq(np.column_stack([g, np.ones(len(r))]), f)[0]",
        ),
        slip_in_function(
            "polynomial-fitted",
            "That is a polynomial: powers without the decay exp(-r). The descriptors are r**i * exp(-r).",
            "fit_weights(r, f)",
            "return np.polyfit(r, f, 2)",
        ),
        slip_in_function(
            "polynomial-reversed",
            "That is a polynomial, its weights from the lowest power on: the decay exp(-r) is missing in the "
            "descriptors.",
            "fit_weights(r, f)",
            "return np.polyfit(r, f, 2)[::-1]",
        ),
        slip_in_function(
            "residuals-returned",
            "That is the sum of the squared residuals, the second thing that `lstsq` returns. The weights come first.",
            "fit_weights(r, f)",
            _POWERS,
            "return np.linalg.lstsq(g, f)[1]",
        ),
        slip_in_function(
            "four-fitted-three-kept",
            "You fit four descriptors and leave the fourth weight out. The other three are then not the best "
            "three: fit three.",
            "fit_weights(r, f)",
            "g = np.stack([r**i * np.exp(-r) for i in range(4)], axis=1)",
            "return np.linalg.lstsq(g, f)[0][:3]",
        ),
    ),
    "1.6": (
        slip_in_function(
            "mean-of-the-squares-apart",
            "You compare the root mean squares of the two, each by itself. Take the difference first, number by "
            "number, then square it.",
            "rmse(f, prediction)",
            "return np.sqrt(np.mean(f**2)) - np.sqrt(np.mean(prediction**2))",
        ),
        slip_in_function(
            "difference-of-squares",
            "You subtract the squares. Subtract first, then square: errors are differences.",
            "rmse(f, prediction)",
            "return np.sqrt(abs(np.mean(f**2 - prediction.ravel() ** 2)))",
        ),
        slip_in_function(
            "broadcast-of-columns",
            "Right for shape (n, 1), wrong for (n,): a column minus a row is a table of all n * n pairs. Give "
            "both the shape of `f`.",
            "rmse(f, prediction)",
            "return np.sqrt(np.mean((f[:, None] - prediction) ** 2))",
        ),
    ),
}
