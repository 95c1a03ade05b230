"""The exercises of chapter 2, descriptors: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from ..._support.later import np
from ..engine.compare import is_numeric, listed, plain, squeezed
from ..engine.exercise import Choice, Exercise, Finding, Function, Mistake, Number, Wrong, edited, note

Cases = list[tuple[Any, ...]]

LOW, HIGH = 0.1, 5.0  # where the chapter draws samples of several arguments
TINY = 1e-20  # a square metre holds 1e20 square ångströms
AGREE, DIFFER = 1e-10, 1e-3  # sums of two triples; their F


def _power_sums(sample: list[float], n: int) -> list[float]:
    """Return the sums of powers times decay by a plain loop, the independent route."""
    return [math.fsum(x**i * math.exp(-x) for x in sample) for i in range(n)]


def _directions() -> float:
    """Count independent columns without samples: the derivative of g_i is i g_(i-1) - g_i, a table of integers."""
    slopes = np.diag(np.arange(1, 4), 1) - np.eye(4)
    return float(np.linalg.matrix_rank(np.hstack([np.eye(4), slopes])))


def _distances(rng: np.random.Generator) -> Cases:
    """Draw distances on both sides of a cutoff: the inner ones first, then the outer ones, then in any order."""
    cases = []
    for i, cutoff in enumerate(rng.uniform(3, 9, size=3).tolist()):
        r = np.concatenate([rng.uniform(0, cutoff, size=3), [cutoff], rng.uniform(cutoff, 2 * cutoff, size=3)])
        cases.append(((r, r[::-1].copy(), rng.permutation(r))[i], cutoff))
    return cases


def _squared_cosine(r: np.ndarray, cutoff: float) -> np.ndarray:
    """Return the cutoff function by half the angle: (1 + cos x) / 2 is the square of cos(x / 2)."""
    return np.array([math.cos(math.pi * x / (2 * cutoff)) ** 2 if x < cutoff else 0.0 for x in r.tolist()])


def _grids(rng: np.random.Generator) -> Cases:
    sizes = ((6, 3, 0.3, 0.7), (4, 5, 1.3, 2.0))
    return [(rng.uniform(-1, 4, size=n), rng.uniform(-1, 4, size=m), float(rng.uniform(a, b))) for n, m, a, b in sizes]


def _bells(r: np.ndarray, centres: np.ndarray, width: float) -> np.ndarray:
    return np.array([[math.exp(-0.5 * ((x - c) / width) ** 2) for c in centres.tolist()] for x in r.tolist()])


def _odd_units(rng: np.random.Generator) -> Cases:
    """Draw three matrices with weights of both signs; each column is the tiny one once, and the second is negative."""
    cases = []
    for n_samples, tiny in zip((9, 12, 10), rng.permutation(3).tolist(), strict=True):
        r = rng.uniform(LOW, HIGH, size=n_samples)
        g = np.stack([r**i * np.exp(-r) for i in range(3)], axis=1) * (1, -1, 1)
        f = g @ (rng.uniform(1, 2, size=3) * (1, 1, -1)) + rng.normal(scale=0.05, size=n_samples)
        cases.append((g * np.where(np.arange(3) == tiny, TINY, 1), f))
    return cases


def _exact_weights(g: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Solve the normal equations in fractions: without rounding, no column is too small."""
    columns = [[Fraction(x) for x in column] for column in (*g.T.tolist(), f.tolist())]
    table = [[sum((x * y for x, y in zip(a, b, strict=True)), Fraction()) for b in columns] for a in columns[:-1]]
    for i, pivot in enumerate(table):
        for k, row in enumerate(table):
            if k != i:
                table[k] = [x - row[i] / pivot[i] * y for x, y in zip(row, pivot, strict=True)]
    return np.array([float(row[-1] / row[i]) for i, row in enumerate(table)])


def _ragged(rng: np.random.Generator) -> Cases:
    """Draw samples of one to eight arguments; one with a single argument and one with all eight are among them.

    Some arguments are equal, as distances in a crystal are: twice in the sample of eight, and all in another one.
    """
    cases = []
    for n_samples, n in ((4, 3), (2, 4)):
        sizes = rng.permutation([1, 8, *rng.integers(2, 8, size=n_samples - 2)])
        samples = [rng.uniform(LOW, HIGH, size=size) for size in sizes.tolist()]
        for sample in samples:
            if len(sample) == 8:
                sample[[2, 6]] = sample[0]
        cases.append((samples, n))
    return [*cases, ([np.full(3, 1.5), np.full(2, 1.5)], 2)]


def _sums(samples: list[np.ndarray], n: int) -> np.ndarray:
    return np.array([_power_sums(sample.tolist(), n) for sample in samples])


def _twins(triples: Any, rng: np.random.Generator) -> None:
    value = plain(listed(triples))
    value = squeezed(value, (2, 3)) if is_numeric(value) else value
    if not is_numeric(value) or np.shape(value) != (2, 3):
        seen = f"Yours have shape {np.shape(value)}." if is_numeric(value) else ""
        raise Wrong("not-two-triples", seen)
    value = np.asarray(value, dtype=float)
    if not ((value >= LOW) & (value <= HIGH)).all():
        raise Wrong("out-of-range", f"Yours reach from {value.min():.4g} to {value.max():.4g}.")
    first, second = np.sort(value).tolist()
    if first == second:
        raise Wrong("same-triple")
    a, b = _power_sums(first, 3), _power_sums(second, 3)
    misses = [abs(x - y) for x, y in zip(a[:2], b[:2], strict=True)]
    difference = abs((a[0] - a[1] + a[2]) - (b[0] - b[1] + b[2]))
    asked = f"sums that differ by at most {AGREE:g}, and values of F that differ by more than {DIFFER:g}"
    note(asked, {"differences of the sums": misses, "difference of F": difference})
    seen = f"Your sums of g_0 differ by {misses[0]:.1g}, those of g_1 by {misses[1]:.1g}."
    if max(misses) > AGREE:
        if max(misses) < DIFFER:
            if min(np.ptp(first), np.ptp(second)) < 0.05:
                words = (
                    "Three (nearly) equal arguments have no twin: no step of Newton's method helps. Begin elsewhere."
                )
                raise Wrong("no-twin", f"{words} {seen}")
            raise Wrong("few-digits", seen)
        if abs(sum(first) - sum(second)) < DIFFER:
            raise Wrong("sum-of-arguments", seen)
        raise Wrong("one-sum-only" if min(misses) <= AGREE else "sums-differ", seen)
    if difference <= DIFFER:
        raise Wrong("same-energy", f"Your F differ by {difference:.1g}.")


INSIDE = "(1 + np.cos(np.pi * r / cutoff)) / 2"

CUTOFF = """
import numpy as np


def cutoff_function(r, cutoff):
    inside = (1 + np.cos(np.pi * r / cutoff)) / 2
    return np.where(r < cutoff, inside, 0)"""

GAUSSIANS = """
import numpy as np


def gaussians(r, centres, width):
    distance = r[:, None] - centres
    return np.exp(-(distance**2) / (2 * width**2))"""

MENDED = """
import numpy as np


def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=0)
    weights, *_ = np.linalg.lstsq(g / lengths, f)
    return weights / lengths"""

SUMS = """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def summed(samples, n):
    family = PowerDecay(n)
    return np.array([family(sample).sum(axis=0) for sample in samples])"""

ROWS = "np.array([family(sample).sum(axis=0) for sample in samples])"

TWINS = """
import numpy as np

from miniff_edu.descriptors import PowerDecay

family = PowerDecay(2)
first = np.array([1.0, 2.0, 3.0])
second = np.array([1.2, 1.5, 3.5])
for _ in range(50):
    miss = (family(second) - family(first)).sum(axis=0)
    slopes = family.derivative(second[1:]).T
    second[1:] -= np.linalg.solve(slopes, miss)
# (2, 2, 2) has none: with x = exp(-r), and the sum of x given, the sum of
# -x log(x), which is that of g_1, is 0.812 at equal x, and less elsewhere.
triples = [first, second]"""

EXERCISES = (
    Exercise(
        number="2.1",
        title="Eight Gaussians, made perpendicular",
        minutes=2,
        goal="mend",
        statement="""
Eight Gaussians fit the black box of this chapter with an RMSE of 0.03602. You pass their matrix through
`orthogonalise`, and fit the same samples again. What changes?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "The end of section 3: what does orthogonalising leave as it is?",
            "The span of the columns is the set of all g @ w. The new columns have the same span, and other weights.",
        ),
        solution='answer = "c"',
        insight="Orthogonalising mends the numbers; what a family cannot represent, it cannot represent afterwards.",
        task=Choice(
            {
                "a": "The RMSE falls, since perpendicular descriptors do not get in each other's way.",
                "b": "The RMSE rises, since the sizes of the descriptors are lost, and they held information.",
                "c": "The weights and the condition number change, the RMSE does not.",
                "d": "Only the condition number changes; weights and RMSE stay as they are.",
            },
            right="c",
        ),
        mistakes=(
            Mistake(
                "better-fit",
                "The perpendicular descriptors are combinations of the old eight, so they reach the same fits and no "
                "other. For a smaller RMSE take more descriptors, or another family.",
                'answer = "a"',
            ),
            Mistake(
                "worse-fit",
                "A weight undoes a size: half the descriptor, twice the weight. Every fit of the old eight is still "
                "there, the best one too.",
                'answer = "b"',
            ),
            Mistake(
                "same-weights",
                "A weight belongs to its descriptor. The descriptors are others now, so the same prediction needs "
                "other weights.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="2.2",
        title="Eight columns",
        minutes=2,
        goal="read",
        statement="""
Somebody puts four powers and their four derivatives side by side: eight columns for the hundred samples of this
chapter. How many of the eight count? Think first, then read the singular values of `g`.""",
        stub="""
import numpy as np

from miniff_edu.descriptors import PowerDecay

r = np.linspace(0.1, 10, 100)
family = PowerDecay(4)
g = np.hstack([family(r), family.derivative(r)])
answer = ...""",
        hints=(
            "Section 3. Print the singular values relative to the largest one: where do they fall to rounding?",
            "`np.linalg.svd(g, compute_uv=False)` lists them. By hand: the derivative of r**i * exp(-r) is "
            "(i * r**(i - 1) - r**i) * exp(-r).",
        ),
        solution="""
import numpy as np

from miniff_edu.descriptors import PowerDecay

r = np.linspace(0.1, 10, 100)
family = PowerDecay(4)
g = np.hstack([family(r), family.derivative(r)])
values = np.linalg.svd(g, compute_uv=False)
answer = np.sum(values > 1e-10 * values[0])""",
        insight="A column that the others can combine adds no direction, however new its formula looks.",
        task=Number(_directions),
        mistakes=(
            Mistake(
                "columns-counted",
                "That is the number of columns. Look how far the last singular values lie below the first: some of the "
                "columns are combinations of others.",
                "answer = 8",
            ),
            Mistake(
                "one-taken-off",
                "The derivative of exp(-r) is its negative: one column less. Is the derivative of r * exp(-r) new? (Or "
                "did you count singular values above 1e-16? Small means small beside the largest.)",
                "answer = 7",
            ),
            Mistake(
                "one-power-more",
                "The derivative of r**i * exp(-r) holds the powers i and i - 1, never i + 1. So there is no fifth "
                "power among the eight columns.",
                "answer = 5",
            ),
            Mistake(
                "what-the-black-box-needs",
                "Three are what the black box needs, which does not occur in `g`; and three singular values are above "
                "1, but small means small beside the largest, down to rounding. How many directions are there?",
                "answer = 3",
            ),
            Mistake(
                "rows-counted",
                "That is the number of samples. Eight columns cannot have more than eight directions.",
                "answer = 100",
            ),
        ),
    ),
    Exercise(
        number="2.3",
        title="Out of sight, gently",
        minutes=10,
        goal="choose",
        statement="""
Every family can have a cutoff: multiply it by $f_c(r) = (1 + \\cos(\\pi r / r_c)) / 2$. Write
`cutoff_function(r, cutoff)`: it takes an array `r` of distances, shape (n,), and the number `cutoff`, $r_c$. It
returns $f_c$ for each distance, shape (n,). The distances reach beyond $r_c$.""",
        stub="""
import numpy as np


def cutoff_function(r, cutoff):
    return ...""",
        hints=(
            "Section 1. Plot yours from 0 to twice the cutoff: it should start at 1, come down to 0 and stay there.",
            "`(1 + np.cos(np.pi * r / cutoff)) / 2` inside; `np.where(r < cutoff, inside, 0)` for both sides.",
        ),
        solution=CUTOFF,
        insight="Value and slope vanish at the cutoff, so an atom that leaves makes neither energy nor force jump.",
        task=Function(
            "cutoff_function", _distances, _squared_cosine, "an array of shape (n,): f_c inside the cutoff, 0 beyond"
        ),
        mistakes=(
            Mistake(
                "beyond-the-cutoff",
                "Right inside. Beyond the cutoff the cosine comes up again, and distant atoms would be back. "
                "`np.where(r < cutoff, inside, 0)` keeps them out.",
                edited(CUTOFF, "np.where(r < cutoff, inside, 0)", "inside"),
            ),
            Mistake(
                "degrees",
                "Your angle is in degrees. `np.cos` wants radians: half a turn is `np.pi`, not 180.",
                edited(CUTOFF, "np.pi", "180"),
            ),
            Mistake(
                "half-missing",
                "Yours starts at 2, and should start at 1: 1 + cos lies between 0 and 2, so take half of it.",
                edited(CUTOFF, INSIDE, "1 + np.cos(np.pi * r / cutoff)"),
            ),
            Mistake(
                "one-missing",
                "The 1 before the cosine is missing: yours becomes negative, and jumps at the cutoff.",
                edited(CUTOFF, INSIDE, "np.cos(np.pi * r / cutoff) / 2"),
            ),
            Mistake(
                "kink",
                "A quarter of a wave: it comes down to 0, but with a slope, so the force jumps at the cutoff. Take "
                "half a wave, lifted by 1 and halved.",
                edited(CUTOFF, INSIDE, "np.cos(np.pi * r / cutoff / 2)"),
            ),
            Mistake(
                "upside-down",
                "Upside down: yours is 0 for atoms that touch and 1 at the cutoff. The sign of the cosine is plus.",
                edited(CUTOFF, "1 + np", "1 - np"),
            ),
            Mistake(
                "if-for-an-array",
                "`if`, `min` and `max` want one answer to 'is it larger?', and an array of distances has many. "
                "`np.where` decides for each of them; `np.minimum` and `np.maximum` do so too.",
                """
import numpy as np


def cutoff_function(r, cutoff):
    if r > cutoff:
        return 0.0
    return (1 + np.cos(np.pi * r / cutoff)) / 2""",
            ),
        ),
    ),
    Exercise(
        number="2.4",
        title="Gaussians from scratch",
        minutes=10,
        goal="choose",
        statement="""
Write `gaussians(r, centres, width)` without the family `Gaussians`. Both `r` and `centres` are arrays, of shapes (n,)
and (m,); `width` is one number, $w$. Return an array of shape (n, m): a row for each $r$, a column for each centre
$c_i$, and in it $e^{-(r - c_i)^2 / (2 w^2)}$. When it works, draw some with a small width: what do they say between
their centres?""",
        stub="""
import numpy as np


def gaussians(r, centres, width):
    return ...""",
        hints=(
            "Section 1 prints the formula. For all pairs of an r and a centre, one of the two has to be a column.",
            "`r[:, None] - centres` has shape (n, m). Its square over `(2 * width**2)`, both brackets included.",
        ),
        solution=GAUSSIANS,
        insight="A Gaussian says nothing a few widths away from its centre, so a grid with wider gaps is blind there.",
        task=Function("gaussians", _grids, _bells, "an array of shape (n, m): rows for r, columns for centres"),
        mistakes=(
            Mistake(
                "brackets-missing",
                "`/ 2 * width**2` divides by 2 and then multiplies: from left to right. Put the 2 and the width in "
                "brackets together.",
                edited(GAUSSIANS, "(2 * width**2)", "2 * width**2"),
            ),
            Mistake(
                "distance-not-squared",
                "The distance is not squared: left of its centre your Gaussian grows, and at the centre it is no peak.",
                edited(GAUSSIANS, "(distance**2)", "distance"),
            ),
            Mistake(
                "width-not-squared",
                "The width is not squared. The exponent must be a pure number: a length squared over a length squared.",
                edited(GAUSSIANS, "width**2", "width"),
            ),
            Mistake(
                "two-missing",
                "The 2 below the line is missing, so your Gaussians are narrower than their width says.",
                edited(GAUSSIANS, "(2 * width**2)", "width**2"),
            ),
            Mistake(
                "sign-of-the-exponent",
                "These are lowest at their centres and grow without end: the minus in the exponent is missing.",
                edited(GAUSSIANS, "-(distance**2)", "distance**2"),
            ),
            Mistake(
                "area-one",
                "That is the normal distribution, whose area is 1. A descriptor is 1 at its centre: leave the factor "
                "in front out.",
                edited(GAUSSIANS, "(2 * width**2))", "(2 * width**2)) / (width * np.sqrt(2 * np.pi))"),
            ),
            Mistake(
                "no-table",
                "A forgotten `[:, None]`: numpy pairs the first r with the first centre, and so on. For a table of "
                "all pairs write `r[:, None] - centres`.",
                edited(GAUSSIANS, "r[:, None] - centres", "r - centres"),
            ),
        ),
    ),
    Exercise(
        number="2.5",
        title="A square metre among square ångströms",
        minutes=10,
        goal="mend",
        statement="""
Three descriptors, and one of them came in square metres where the others are of ordinary size: its numbers are
$10^{20}$ times too small, and `lstsq` takes them for rounding. Write `mended_fit(g, f)`: `g` has shape (n, 3), `f` has
shape (n,). Normalise the columns, fit, and return the three weights of the columns *as they were given*, shape (3,),
such that `g @ weights` is the best fit. You do not know which column is the tiny one.""",
        stub="""
import numpy as np


def mended_fit(g, f):
    return ...""",
        hints=(
            "Section 3 normalises. Which weights does a fit of `g / lengths` give, and which are asked?",
            "`np.linalg.norm(g, axis=0)` are the lengths. `(g / lengths) @ v` is `g @ (v / lengths)`.",
        ),
        solution=MENDED,
        insight="What counts is column times weight: make one of them smaller, and the other has to grow.",
        task=Function(
            "mended_fit", _odd_units, _exact_weights, "an array of three weights of the columns of g", rtol=1e-5
        ),
        mistakes=(
            Mistake(
                "small-one-lost",
                "The weight of the tiny column is 0, or next to it: `lstsq` still saw one column much smaller than the "
                "others. Divide each column by its own length, `np.linalg.norm(g, axis=0)`, before the fit.",
                """
import numpy as np


def mended_fit(g, f):
    weights, *_ = np.linalg.lstsq(g, f)
    return weights""",
            ),
            Mistake(
                "weights-of-the-normalised",
                "These weights belong to the normalised columns. For the columns as they were given, divide each "
                "weight by the length of its column.",
                edited(MENDED, "return weights / lengths", "return weights"),
            ),
            Mistake(
                "multiplied-for-divided",
                "You multiply the weights by the lengths. But `(g / lengths) @ v` is the same as `g @ (v / lengths)`: "
                "divide.",
                edited(MENDED, "weights / lengths", "weights * lengths"),
            ),
            Mistake(
                "length-squared",
                "The sum of the squares is the square of the length: without the root, the tiny column becomes the "
                "huge one and the other two get lost.",
                edited(MENDED, "np.linalg.norm(g, axis=0)", "np.sum(g**2, axis=0)"),
            ),
            Mistake(
                "one-column-taken-for-the-tiny-one",
                "You take the last column for the tiny one, always. It may be any of the three: divide each column by "
                "its own length, and none has to be known.",
                """
import numpy as np


def mended_fit(g, f):
    factors = np.array([1, 1, 1e20])
    weights, *_ = np.linalg.lstsq(g * factors, f)
    return weights * factors""",
            ),
            Mistake(
                "rows-for-columns",
                "`axis=1` gives the length of each row, a number per sample. A length per column is `axis=0`: it sums "
                "over the samples.",
                edited(MENDED, "axis=0", "axis=1"),
            ),
            Mistake(
                "mean-subtracted",
                "You subtracted the means too, or fitted a constant, which comes to the same. That changes the span: "
                "there is no constant among the descriptors. Divide only.",
                """
import numpy as np


def mended_fit(g, f):
    scaled = (g - g.mean(axis=0)) / g.std(axis=0)
    weights, *_ = np.linalg.lstsq(scaled, f)
    return weights / g.std(axis=0)""",
            ),
            Mistake(
                "prediction-returned",
                "That is the prediction at the samples. The three weights are asked.",
                edited(MENDED, "return weights / lengths", "return g @ (weights / lengths)"),
            ),
        ),
    ),
    Exercise(
        number="2.6",
        title="Any number of neighbours",
        minutes=10,
        goal="describe",
        statement="""
Write `summed(samples, n)`. `samples` is a list of arrays of different lengths, each of them the arguments of one
sample. Return an array of shape (len(samples), n): a row for each sample, and in column $i$ the sum of
$g_i(r) = r^i e^{-r}$ over the arguments of that sample, for $i = 0, \\dots, n - 1$.""",
        stub="""
import numpy as np

from miniff_edu.descriptors import PowerDecay


def summed(samples, n):
    return ...""",
        hints=(
            "Section 4. Start with one sample: which shape has `PowerDecay(n)(sample)`, and which axis has to go?",
            "`PowerDecay(n)(sample).sum(axis=0)` has shape (n,). One such row per sample, in an array.",
        ),
        solution=SUMS,
        insight="A sum has the same length for two neighbours and for twenty, and no order of them can change it.",
        task=Function("summed", _ragged, _sums, "an array of shape (len(samples), n), a row of sums for each sample"),
        mistakes=(
            Mistake(
                "mean-for-sum",
                "A mean where a sum was asked. Two equal arguments have twice the energy of one, and their mean is "
                "the same: it forgets how many there are.",
                edited(SUMS, "sum(axis=0)", "mean(axis=0)"),
            ),
            Mistake(
                "equal-ones-counted-once",
                "Right where all arguments of a sample differ. Two equal ones count twice, as two neighbours at the "
                "same distance do: a set, or `np.unique`, forgets one of them.",
                edited(SUMS, "family(sample)", "family(np.unique(sample))"),
            ),
            Mistake(
                "padding-counted",
                "You fill up with r = 0 and count it: the descriptor g_0 of 0 is 1, not 0. Describe first and pad "
                "then, or multiply by the mask before you sum.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def summed(samples, n):
    padded = np.zeros((len(samples), max(map(len, samples))))
    for i, sample in enumerate(samples):
        padded[i, : len(sample)] = sample
    return PowerDecay(n)(padded).sum(axis=1)""",
            ),
            Mistake(
                "not-summed",
                "You have a row for each argument, of all samples one below the other. Add up the rows that belong to "
                "one sample.",
                edited(SUMS, ROWS, "family(np.concatenate(samples))"),
            ),
            Mistake(
                "one-sum-for-all",
                "You add up over all samples. Each sample has a row of its own.",
                edited(SUMS, ROWS, "family(np.concatenate(samples)).sum(axis=0)"),
            ),
            Mistake(
                "sum-described",
                "You describe the sum of the arguments. The other way round: describe each argument, then add up the "
                "descriptors. Section 6 shows what the sum of the arguments forgets.",
                edited(SUMS, "family(sample).sum(axis=0)", "family(sample.sum())"),
            ),
            Mistake(
                "summed-over-descriptors",
                "You sum over the descriptors, which leaves a number per argument. The axis of arguments should go: "
                "`axis=0`.",
                edited(SUMS, ROWS, "[family(sample).sum(axis=1) for sample in samples]"),
            ),
            Mistake(
                "axis-of-points-left",
                "The right numbers, with an axis of points in the middle, as a dataset wants it. Here shape "
                "(len(samples), n) is asked: `[:, 0]` takes that axis out.",
                """
from miniff_edu.descriptors import PowerDecay
from miniff_edu.samples import sum_over_points


def summed(samples, n):
    sums, mask = sum_over_points(samples, PowerDecay(n))
    return sums""",
            ),
        ),
    ),
    Exercise(
        number="2.7",
        title="Twins",
        minutes=None,
        goal="tell",
        statement="""
With $\\sum_i g_0$, $\\sum_i g_1$ and $\\sum_i g_2$ the black box $F$ of three arguments is fitted exactly. Are two of
these sums enough? Show that they are not: find two different triples, all arguments between 0.1 and 5, whose sums of
$g_0(r) = e^{-r}$ and of $g_1(r) = r e^{-r}$ agree to ten digits behind the point, while $F$ differs by more than a
thousandth. `triples` is a list of two lists (or arrays) of three numbers. Then look for a twin of (2, 2, 2): why
does it have none?""",
        stub="""
triples = ...  # a list of two triples""",
        hints=(
            "Section 6 does it for the sum of the arguments. Choose one triple and one argument of the other: two "
            "equations are left for two unknowns.",
            "Newton: `miss` holds the two differences of the sums, `slopes = PowerDecay(2).derivative(pair).T`; "
            "repeat `pair -= np.linalg.solve(slopes, miss)`. (1, 2, 3) has a twin with 1.2 in it.",
        ),
        solution=TWINS,
        insight=(
            "Fewer continuous descriptors than arguments always leave different inputs that look the same, and no map "
            "on top tells them apart."
        ),
        task=Finding("triples", _twins, "a list of two triples of numbers between 0.1 and 5"),
        mistakes=(
            Mistake(
                "same-triple",
                "The same three numbers in another order: all sums agree, and F too. Symmetric they are; look for a "
                "triple that is really another one.",
                "triples = [[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]]",
            ),
            Mistake(
                "sum-of-arguments",
                "The sum of your arguments agrees. Asked are the sums of their exp(-r), and of their r * exp(-r).",
                "triples = [[1.0, 1.0, 4.0], [2.0, 2.0, 2.0]]",
            ),
            Mistake(
                "one-sum-only",
                "One of the two sums agrees, the other does not. Two equations need two unknowns: let two arguments "
                "move.",
                """
import numpy as np

first = [1.0, 2.0, 3.0]
left = np.exp(-1.0) + np.exp(-2.0) + np.exp(-3.0)
triples = [first, [1.5, 1.5, -np.log(left - 2 * np.exp(-1.5))]]""",
            ),
            Mistake(
                "few-digits",
                "Nearly: the sums do not agree to ten digits yet. A few more steps of Newton's method help. Then give "
                "the arrays themselves, not printed digits.",
                edited(TWINS, "triples = [first, second]", "triples = [first, second.round(4)]"),
            ),
            Mistake(
                "sums-differ",
                "Neither of the two sums agrees. Keep one triple, and solve for two arguments of the other.",
                "triples = [[1.0, 2.0, 3.0], [1.2, 1.5, 3.5]]",
            ),
            Mistake(
                "same-energy",
                "The sums agree, but F does so too: your triples are too near to each other. Start the second one "
                "further away.",
                edited(TWINS, "[1.2, 1.5, 3.5]", "[1.0001, 2.0, 3.0]"),
            ),
            Mistake(
                "out-of-range",
                "Arguments between 0.1 and 5, please. Far out all descriptors vanish, and so does F.",
                "triples = [[1.0, 40.0, 50.0], [1.0, 60.0, 70.0]]",
            ),
            Mistake(
                "not-two-triples",
                "Two triples, please: two lists of three numbers each, in one list.",
                "triples = [1.0, 2.0, 3.0]",
            ),
        ),
    ),
)
