"""Further wrong answers of chapter 2, a line or two each: what others have given, that no relation can tell.

Where one number is asked, no relation is looked for: too much can come out equal by chance. So the slips have names.
They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "2.2": (
        slip_in_number(
            "well-above-the-last",
            "Six of them are large, but the question is where the others are: two that are 1e-10 times the "
            "largest are no rounding. Rounding is 1e-16.",
            "6",
        ),
        slip_in_number(
            "tenth-of-the-largest",
            "You count those that are not much smaller than the largest. A small singular value is a direction "
            "all the same, as long as it lies far above rounding.",
            "2",
        ),
        slip_in_number(
            "largest-only",
            "One direction would be a single column, times numbers. The four powers alone have four.",
            "1",
        ),
        slip_in_number(
            "none-left", "The four powers are independent of each other: no sum of them is zero everywhere.", "0"
        ),
        slip_in_number(
            "condition-number",
            "That is the ratio of the largest singular value to the smallest. Asked is how many of them count.",
            "1.1032e17",
        ),
        slip_in_number(
            "values-summed", "You add up the singular values. Count those that are not rounding.", "15.5651"
        ),
        slip_in_number(
            "entries-above-counted",
            "You count the numbers in the matrix that are not rounding. Count its singular values that are not: "
            "`np.linalg.svd(g, compute_uv=False)`.",
            "797",
        ),
        slip_in_number("share", "That is the share of the columns that count. Their number is asked.", "0.5"),
        slip_in_number(
            "fourth-value", "That is a singular value. Asked is how many of them are not rounding.", "0.600211"
        ),
        slip_in_number(
            "entries-counted",
            "You count numbers in the matrix. Singular values are counted: `np.linalg.svd(g, compute_uv=False)`.",
            "800",
        ),
    ),
    "2.3": (
        slip_in_function(
            "straight-line",
            "A straight line from 1 to 0: there is a kink at the cutoff, and the force jumps. Half a wave of a "
            "cosine comes in flat.",
            "cutoff_function(r, cutoff)",
            "return np.where(r < cutoff, 1 - r / cutoff, 0)",
        ),
    ),
    "2.4": (
        slip_in_function(
            "squares-apart",
            "You subtract the squares of r and of the centre. Subtract first, then square.",
            "gaussians(r, centres, width)",
            "return np.exp(-(r[:, None] ** 2 - centres**2) / (2 * width**2))",
        ),
        slip_in_function(
            "full-width",
            "You take `width` for the full width at half of the height. Here it stands in the formula as it is: "
            "2 * width**2 below the line.",
            "gaussians(r, centres, width)",
            "sigma = width / (2 * np.sqrt(2 * np.log(2)))",
            "return np.exp(-((r[:, None] - centres) ** 2) / (2 * sigma**2))",
        ),
    ),
    "2.5": (
        slip_in_function(
            "orthogonalised",
            "The columns are orthogonalised: these weights belong to others than `g` has. Dividing by the "
            "lengths is enough, and then weights and columns stay together.",
            "mended_fit(g, f)",
            "from miniff_edu.conditioning import orthogonalise",
            "",
            "return np.linalg.lstsq(orthogonalise(g), f)[0]",
        ),
    ),
    "2.6": (
        slip_in_function(
            "decay-of-the-sum",
            "You add up the powers and multiply by the decay of the sum. Each argument has a decay of its own: "
            "multiply first, then add.",
            "summed(samples, n)",
            "return np.array([[(s**i).sum() * np.exp(-s.sum()) for i in range(n)] for s in samples])",
        ),
    ),
}
