"""Further wrong answers of chapter 6, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

_G2 = "g2(positions, eta, shift, cutoff)"
_FROM_EACH = "r = np.linalg.norm(positions[:, None] - positions, axis=-1)"
_CUTOFF = "f_c = np.where(r < cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, 0)"
_NEIGHBOURS = "return np.where(r > 0, np.exp(-eta * (r - shift) ** 2) * f_c, 0).sum(axis=1)"

_G5 = "g5(neighbours, eta, zeta, lam, cutoff)"
_LENGTHS = ("r = np.linalg.norm(neighbours, axis=1)", _CUTOFF)
_PAIRS = ("j, k = np.triu_indices(len(r), 1)", "radial = np.exp(-eta * (r[j] ** 2 + r[k] ** 2)) * f_c[j] * f_c[k]")
_COSINE = "cosine = (neighbours[j] * neighbours[k]).sum(axis=1) / (r[j] * r[k])"
_SHAPE = "shape = (1 + lam * cosine) ** zeta"
_TOTAL = "return 2.0 ** (1 - zeta) * (shape * radial).sum()"

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
        slip_in_number(
            "half-for-twice",
            "That is 32 / 2. Two loops over all neighbours do not halve: they meet each pair twice.",
            "2**5 / 2",
        ),
        slip_in_number(
            "factors-added",
            "You add the two factors, 2 and 32. A value that is twice as large, and of that 32 times: multiply.",
            "2 + 2**5",
        ),
        slip_in_number(
            "factor-squared",
            "That is 32 squared. The second loop does not repeat the factor: each pair comes twice, which is 2.",
            "(2**5) ** 2",
        ),
        slip_in_number(
            "zeta-as-factor",
            "You multiply 2 by zeta. It stands in an exponent: the factor left out is `2**(1 - zeta)`, that is 1/32.",
            "2 * 6",
        ),
        slip_in_number(
            "exponent-as-factor",
            "You multiply 2 by 1 - zeta, which is negative. It is an exponent: `2**(1 - zeta)` is 1/32.",
            "2 * (1 - 6)",
        ),
        slip_in_number(
            "exponential-for-power-of-two",
            "Your base is e, as in `np.exp(5)`. The factor of the chapter is a power of 2.",
            "2 * np.exp(5)",
        ),
        slip_in_number(
            "exponent-without-brackets",
            "`2**1 - zeta` is 2 - zeta: Python takes the power first. Put the whole exponent in brackets; and what was "
            "left out made values smaller, so without it they are larger.",
            "2 * 2**1 - 6",
        ),
        slip_in_number(
            "other-exponent-without-brackets",
            "`2**zeta - 1` takes the power first and then 1 off. Put the whole exponent in brackets: `2**(zeta - 1)`.",
            "2 * 2**6 - 1",
        ),
        slip_in_number(
            "exponent-for-the-power",
            "6 is an exponent, zeta itself or that of the answer. Asked is how many times as large the values are: 2 "
            "to a power.",
            "6",
        ),
        slip_in_number(
            "exponent-of-the-factor",
            "5 is zeta - 1, an exponent. The factor is 2 to that power, and each pair comes twice.",
            "6 - 1",
        ),
    ),
    "6.3": (
        slip_in_function(
            "cutoff-turned-round",
            "You keep the atoms beyond the cutoff and leave out those within. Turn the comparison round: r < cutoff.",
            _G2,
            _FROM_EACH,
            "f_c = np.where(r > cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, 0)",
            _NEIGHBOURS,
        ),
        slip_in_function(
            "mean-of-those-within",
            "A mean over the neighbours within the cutoff. Asked is the sum: an atom with twice as many neighbours at "
            "the same distances has twice the value.",
            _G2,
            _FROM_EACH,
            _CUTOFF,
            "n_neighbours = ((r > 0) & (r < cutoff)).sum(axis=1)",
            "total = np.where(r > 0, np.exp(-eta * (r - shift) ** 2) * f_c, 0).sum(axis=1)",
            "return total / np.maximum(n_neighbours, 1)",
        ),
        slip_in_function(
            "divided-by-eta",
            "You divide by eta, as if it were the width of the bell. Here it multiplies the square, and a larger eta "
            "makes the bell narrower: `-eta * (r - shift) ** 2`.",
            _G2,
            _FROM_EACH,
            _CUTOFF,
            "return np.where(r > 0, np.exp(-(((r - shift) / eta) ** 2)) * f_c, 0).sum(axis=1)",
        ),
        slip_in_function(
            "shift-in-the-cutoff",
            "Your cutoff function gets r - shift, so it ends at another distance. The shift belongs to the Gaussian "
            "alone; f_c takes the distance itself.",
            _G2,
            _FROM_EACH,
            "x = abs(r - shift)",
            "f_c = np.where(x < cutoff, (1 + np.cos(np.pi * x / cutoff)) / 2, 0)",
            _NEIGHBOURS,
        ),
        slip_in_function(
            "shift-in-the-cosine",
            "The shift is in the cosine of f_c too, which then does not reach 0 at the cutoff. It belongs to the "
            "Gaussian alone.",
            _G2,
            _FROM_EACH,
            "f_c = np.where(r < cutoff, (1 + np.cos(np.pi * (r - shift) / cutoff)) / 2, 0)",
            _NEIGHBOURS,
        ),
        slip_in_function(
            "squared-distances",
            "Your r is the squared distance: the root is missing. Take `np.linalg.norm`, or `np.sqrt` of the sum of "
            "squares, before anything else is done with it.",
            _G2,
            "r = ((positions[:, None] - positions) ** 2).sum(axis=-1)",
            _CUTOFF,
            _NEIGHBOURS,
        ),
        slip_in_function(
            "others-from-the-origin",
            "You sum over the other atoms, but with their distances from the origin. Subtract the position of the atom "
            "in the centre first: `positions - centre`.",
            _G2,
            "r = np.linalg.norm(positions, axis=1)",
            _CUTOFF,
            "terms = np.exp(-eta * (r - shift) ** 2) * f_c",
            "return terms.sum() - terms",
        ),
        slip_in_function(
            "nearest-neighbour-only",
            "You take the nearest neighbour alone. The sum goes over all neighbours within the cutoff.",
            _G2,
            _FROM_EACH,
            "np.fill_diagonal(r, np.inf)",
            "r = r.min(axis=1)",
            _CUTOFF,
            "return np.exp(-eta * (r - shift) ** 2) * f_c",
        ),
    ),
    "6.4": (
        slip_in_function(
            "exponent-without-brackets",
            "`2**1 - zeta` is 2 - zeta: Python takes the power first. Put the exponent in brackets: `2**(1 - zeta)`.",
            _G5,
            *_LENGTHS,
            *_PAIRS,
            _COSINE,
            _SHAPE,
            "return (2**1 - zeta) * (shape * radial).sum()",
        ),
        slip_in_function(
            "stops-at-the-first-beyond",
            "You stop at the first neighbour beyond the cutoff, and lose those that come after it. Neighbours are in "
            "any order: skip that one and go on, `continue` for `break`.",
            _G5,
            "for i in range(len(neighbours)):",
            "    if np.linalg.norm(neighbours[i]) > cutoff:",
            "        neighbours = neighbours[:i]",
            "        break",
            *_LENGTHS,
            *_PAIRS,
            _COSINE,
            _SHAPE,
            _TOTAL,
        ),
        slip_in_function(
            "sine-for-cosine",
            "The length of `np.cross(a, b)` over both lengths is the sine of the angle, the same for an angle and for "
            "180 degrees minus it. The cosine comes from `a @ b`.",
            _G5,
            *_LENGTHS,
            *_PAIRS,
            "cross = np.cross(neighbours[j], neighbours[k])",
            "shape = (1 + lam * np.linalg.norm(cross, axis=-1) / (r[j] * r[k])) ** zeta",
            _TOTAL,
        ),
        slip_in_function(
            "power-of-lambda-times-cosine",
            "Your power takes lambda times the cosine, without the 1. First add 1, then raise the whole bracket to "
            "the power zeta.",
            _G5,
            *_LENGTHS,
            *_PAIRS,
            _COSINE,
            "shape = 1 + (lam * cosine) ** zeta",
            _TOTAL,
        ),
    ),
    "6.6": (
        slip_in_function(
            "links-to-itself-left-out",
            "You leave out j = k and k = l. Equal neighbours belong to the sum: there the cosine is 1.",
            "four_body(u, w)",
            "cosines = u @ u.T",
            "np.fill_diagonal(cosines, 0)",
            "return np.sum(w * (cosines @ w) ** 2)",
        ),
        slip_in_function(
            "product-of-vectors-for-the-moment",
            "Your matrix is the outer product of the first moment with itself, so the number is (first . first)**2. "
            "The moment of rank 2 sums the outer product of each neighbour: w_k u_k u_k, one term for each k.",
            "four_body(u, w)",
            "first = w @ u",
            "return first @ np.outer(first, first) @ first",
        ),
        slip_in_function(
            "cosines-added",
            "You add the two cosines. They are multiplied: only the product joins the three neighbours.",
            "four_body(u, w)",
            "cosines = u @ u.T",
            "weights = w[:, None, None] * w[:, None] * w",
            "return np.sum(weights * (cosines[:, :, None] + cosines))",
        ),
        slip_in_function(
            "sizes-of-the-cosines",
            "You take the size of each cosine. The sign belongs to it: an obtuse angle counts against an acute one.",
            "four_body(u, w)",
            "return w @ (abs(u @ u.T) @ w) ** 2",
        ),
        slip_in_function(
            "weights-normalised",
            "You divide the weights by their sum, and so forget how many neighbours there are. Use them as they are.",
            "four_body(u, w)",
            "w = w / w.sum()",
            "return w @ (u @ (w @ u)) ** 2",
        ),
        slip_in_function(
            "trace-taken-off",
            "You take the trace off the moment of rank 2. Here the moment stays whole: the sum over w_k u_k u_k.",
            "four_body(u, w)",
            "first, second = w @ u, (w[:, None] * u).T @ u",
            "return first @ (second - np.trace(second) * np.eye(3) / 3) @ first",
        ),
        slip_in_function(
            "diagonal-of-the-moment-only",
            "Your moment of rank 2 has only x x, y y and z z. The mixed entries x y, x z and y z belong to it: without "
            "them the number changes when the molecule turns.",
            "four_body(u, w)",
            "return np.sum((w @ u) ** 2 * (w @ u**2))",
        ),
    ),
}
