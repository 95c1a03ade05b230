"""The exercises of chapter 6, atomic descriptors: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from itertools import combinations, product
from typing import Any

from ..._support.later import np
from ..engine.compare import is_numeric, listed, plain, squeezed
from ..engine.exercise import Choice, Exercise, Finding, Function, Mistake, Number, Wrong, edited, note

Cases = list[tuple[Any, ...]]

N_NEIGHBOURS = 6
AGREE, DIFFER, APART = 1e-6, 1.0, 5.0  # degrees: angles that are equal, patterns that are not, neighbours of their own


def _cosine(r: float, cutoff: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * r / cutoff)) if r < cutoff else 0.0


def _clusters(rng: np.random.Generator) -> Cases:
    """Draw three clusters: one with an atom that nobody sees, and one where all see each other."""
    cases = []
    for n, size, far, cutoff in ((5, 3.0, 20.0, 2.5), (4, 2.0, 0.0, 4.0), (6, 4.0, 0.0, 3.0)):
        positions = rng.uniform(-size / 2, size / 2, size=(n, 3))
        positions[1] = positions[0] + (0.3, -0.2, 0.1)  # nearer than any atoms are: only 0 is no distance
        positions[2] = positions[0] + (0, 1.1 * cutoff, 0)  # a little too far
        positions[rng.integers(n), 2] += far
        cases.append((positions, float(rng.uniform(0.3, 1.2)), float(rng.uniform(0.6, 1.5)), cutoff))
    return cases


def _radial(positions: np.ndarray, eta: float, shift: float, cutoff: float) -> np.ndarray:
    points = positions.tolist()
    return np.array(
        [
            math.fsum(
                math.exp(-eta * (r - shift) ** 2) * _cosine(r, cutoff)
                for k, b in enumerate(points)
                if k != i
                for r in [math.dist(a, b)]
            )
            for i, a in enumerate(points)
        ]
    )


def _environments(rng: np.random.Generator) -> Cases:
    """Draw neighbours of an atom, one of them a little beyond the cutoff; the last atom has one neighbour only."""
    cases = []
    for n, zeta, lam, cutoff in ((5, 2, 1, 2.6), (5, 1, -1, 3.0), (4, 4, -1, 3.4), (6, 3, 1, 2.8), (1, 2, 1, 3.0)):
        ways = rng.normal(size=(n, 3))
        lengths = rng.uniform(0.6, 1.8, size=n)
        lengths[0] = 1.1 * cutoff if n > 1 else 2.0
        neighbours = ways / np.linalg.norm(ways, axis=1, keepdims=True) * lengths[:, None]
        cases.append((rng.permutation(neighbours), float(rng.uniform(0.05, 0.2)), zeta, lam, cutoff))
    return cases


def _angular(neighbours: np.ndarray, eta: float, zeta: int, lam: int, cutoff: float) -> float:
    """Go over ordered pairs and take half: another route than unordered ones."""
    total = []
    points = neighbours.tolist()
    for j, k in product(range(len(points)), repeat=2):
        r, s = math.hypot(*points[j]), math.hypot(*points[k])
        if j != k and max(r, s) < cutoff:
            cosine = sum(x * y for x, y in zip(points[j], points[k], strict=True)) / r / s
            shape = ((1 + lam * cosine) / 2) ** zeta
            total.append(shape * math.exp(-eta * r * r - eta * s * s) * _cosine(r, cutoff) * _cosine(s, cutoff))
    return math.fsum(total)


def _crystals(rng: np.random.Generator) -> Cases:
    """Draw four crystals: one atom alone with its images, and cutoffs from less than an edge to nearly two.

    In the last one the numbers of neighbours go down first: they are not sorted by chance.
    """
    cases: Cases = []
    for n_atoms, many in ((1, 1.2), (3, 0.7), (2, 1.6)):
        edge = float(rng.uniform(2.5, 4.0))
        positions = rng.uniform(0, edge, size=(n_atoms, 3))
        if n_atoms > 1:  # neighbours through a corner of the cell, and nowhere else
            positions[:2] = rng.uniform(0.02, 0.1, size=3) * edge, rng.uniform(0.9, 0.98, size=3) * edge
        cases.append((positions, edge, many * edge))
    while True:
        positions = rng.uniform(0, edge, size=(4, 3))
        counts = _images(positions, edge, 1.3 * edge)
        if counts[0] > counts[1] and len({*counts.tolist()}) > 2:
            return [*cases, (positions, edge, 1.3 * edge)]


def _images(positions: np.ndarray, edge: float, cutoff: float) -> np.ndarray:
    """Count by plain loops, one cell further than needed."""
    points = positions.tolist()
    cells = list(product((-3, -2, -1, 0, 1, 2, 3), repeat=3))
    return np.array(
        [
            sum(
                math.hypot(*(x + edge * s - y for x, s, y in zip(b, cell, a, strict=True))) < cutoff
                for k, b in enumerate(points)
                for cell in cells
                if k != i or any(cell)
            )
            for i, a in enumerate(points)
        ]
    )


def _directions(rng: np.random.Generator) -> Cases:
    cases = []
    for n in (3, 5, 1, 4):
        ways = rng.normal(size=(n, 3))
        weights = rng.uniform(0.5, 2.5, size=n)
        weights[0] *= -1  # weights of either sign: the sum may be so, too
        cases.append((ways / np.linalg.norm(ways, axis=1, keepdims=True), weights))
    return cases


def _chains(u: np.ndarray, w: np.ndarray) -> float:
    """Return the sum over three neighbours by three loops."""
    products = (u[:, None] * u).sum(axis=-1).tolist()
    weights = w.tolist()
    return math.fsum(
        weights[j] * weights[k] * weights[m] * products[j][k] * products[k][m]
        for j, k, m in product(range(len(weights)), repeat=3)
    )


def _gaps(angles: list[float]) -> np.ndarray:
    """Return the angles between all pairs of directions in a plane, sorted, from 0 to 180 degrees."""
    return np.sort([abs((a - b + 180) % 360 - 180) for a, b in combinations(angles, 2)])


def _mismatch(first: list[float], second: list[float]) -> tuple[float, float]:
    """Return how far two patterns are from each other, in degrees: rotated, and rotated and mirrored."""

    def nearest(mirror: int) -> float:
        turned = [np.add(first, mirror * b - a) for a in first for b in second]
        goal = np.array(second) * mirror
        away = [np.abs((way[:, None] - goal + 180) % 360 - 180) for way in turned]
        return min(float(max(table.min(axis=0).max(), table.min(axis=1).max())) for table in away)

    return nearest(1), nearest(-1)


def _two_patterns(pair: Any) -> list[list[float]]:
    value = plain(listed(pair))
    shape = (2, N_NEIGHBOURS)
    value = squeezed(value, shape) if is_numeric(value) else value
    if not is_numeric(value) or np.shape(value) != shape:
        raise Wrong("not-two-patterns", f"Yours have shape {np.shape(value)}." if is_numeric(value) else "")
    patterns: list[list[float]] = np.asarray(value, dtype=float).tolist()
    if not np.isfinite(patterns).all():
        raise Wrong("not-two-patterns", "Some of yours are not finite.")
    return patterns


def _twins(pair: Any, rng: np.random.Generator) -> None:
    first, second = _two_patterns(pair)
    asked = f"angles between neighbours that agree to {AGREE:g} degrees, in patterns that differ by {DIFFER:g} or more"
    gaps, others = _gaps(first), _gaps(second)
    off = float(np.abs(gaps - others).max())
    note(asked, {"angles of the first": gaps.round(6).tolist(), "angles of the second": others.round(6).tolist()})
    if max(np.ptp(first), np.ptp(second)) <= 2 * math.pi:
        raise Wrong("radians")
    if max(np.ptp(first), np.ptp(second)) <= 12:
        raise Wrong("hours-for-degrees")
    if min(gaps[0], others[0]) < APART:
        nearest = min(gaps[0], others[0])
        raise Wrong("two-in-one-direction", f"Two of yours are {nearest:.3g} degrees apart.")
    turned, mirrored = _mismatch(first, second)
    if off > AGREE:
        if off < DIFFER:
            raise Wrong("few-digits", f"The angles differ by up to {off:.1g} degrees.")
        if {*gaps.round(6).tolist()} == {*others.round(6).tolist()}:
            raise Wrong("same-angles-other-counts", f"Sorted, they differ by up to {off:.3g} degrees.")
        raise Wrong("angles-differ", f"Sorted, they differ by up to {off:.3g} degrees.")
    if turned < DIFFER:
        raise Wrong("one-pattern-turned")
    if mirrored < DIFFER:
        raise Wrong("one-pattern-mirrored")


CLUSTER = """
import numpy as np


def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        f_c = (1 + np.cos(np.pi * r / cutoff)) / 2
        result.append(np.sum(np.exp(-eta * (r - shift) ** 2) * f_c))
    return np.array(result)"""

PAIRS = """
from itertools import combinations

import numpy as np


def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        r = np.linalg.norm([a, b], axis=1)
        if max(r) < cutoff:
            cosine = a @ b / (r[0] * r[1])
            f_c = (1 + np.cos(np.pi * r / cutoff)) / 2
            radial = np.exp(-eta * (r @ r)) * f_c[0] * f_c[1]
            total += (1 + lam * cosine) ** zeta * radial
    return 2 ** (1 - zeta) * total"""

CRYSTAL = """
from itertools import product

import numpy as np


def count_neighbours(positions, edge, cutoff):
    shifts = edge * np.array(list(product(range(-2, 3), repeat=3)))
    images = (positions[:, None] + shifts).reshape(-1, 3)
    result = []
    for centre in positions:
        r = np.linalg.norm(images - centre, axis=1)
        result.append(np.sum(r < cutoff) - 1)
    return np.array(result)"""

CHAIN = """
import numpy as np


def four_body(u, w):
    first = w @ u
    second = (u.T * w) @ u
    return first @ second @ first"""

CLOCK = """
import numpy as np

hours = np.array([0, 1, 2, 3, 4, 7])
others = np.setdiff1d(np.arange(12), hours)
pair = [30 * hours, 30 * others]
# Of the 50 patterns of six hours, 30 have a twin, in 15 pairs: the six hours
# that are left. In the other 20 these six are the same pattern again."""

EXERCISES = (
    Exercise(
        number="6.1",
        title="A parabola for a cutoff",
        minutes=2,
        goal="choose",
        statement="""
Somebody takes $(1 - r/r_c)^2$ for the cutoff function, and 0 beyond $r_c$. A neighbour crosses $r_c$. What jumps?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Section 2 asks three questions of a cutoff function at r_c: value, slope, and then the slope of the "
            "slope.",
            "At r_c the value of (1 - r/r_c)**2 is 0. Its slope is -2 (1 - r/r_c) / r_c: what is that at r_c?",
        ),
        solution='answer = "c"',
        insight="Each power of 1 - r/r_c buys one more derivative; the smooth cutoff of section 2 buys all of them.",
        task=Choice(
            {
                "a": "The energy.",
                "b": "The force, but not the energy.",
                "c": "Neither; the slope of the force does.",
                "d": "Nothing at all, however often it is differentiated.",
            },
            right="c",
        ),
        mistakes=(
            Mistake(
                "energy-jumps",
                "At r_c the factor is (1 - 1)**2 = 0, and beyond it is 0 too. So the value arrives where it has to be.",
                'answer = "a"',
            ),
            Mistake(
                "force-jumps",
                "That is the ramp, without the square. The slope of (1 - r/r_c)**2 is -2 (1 - r/r_c) / r_c: it is 0 at "
                "the cutoff, as beyond.",
                'answer = "b"',
            ),
            Mistake(
                "all-derivatives-vanish",
                "Differentiate twice: 2 / r_c**2 before the cutoff, and 0 beyond. Only a cutoff such as the smooth "
                "one, exp(1 - 1 / (1 - x**2)), has no jump in any derivative.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="6.2",
        title="Another program's numbers",
        minutes=2,
        goal="count",
        statement="""
A program computes $G^5$ with $\\zeta = 6$ by two loops, over all neighbours $j$ and all neighbours $k \\ne j$, and
leaves the factor $2^{1-\\zeta}$ out. How many times as large as those of this chapter are its values?""",
        stub="answer = ...",
        hints=(
            "Section 4. Two things differ: how often each pair is counted, and a factor.",
            "Each pair comes twice; and what should have been multiplied by 2**(1 - 6) was not.",
        ),
        solution="""
zeta = 6
answer = 2 * 2 ** (zeta - 1)""",
        insight="A network learns numbers, not names: fed with another convention's numbers, it answers with noise.",
        task=Number(lambda: 64.0),
        mistakes=(
            Mistake(
                "only-the-factor",
                "That is the factor 2**(zeta - 1) alone (or the chapter's number, for zeta 4). The two loops meet each "
                "pair twice.",
                "answer = 32",
            ),
            Mistake(
                "only-the-pairs",
                "That is for the pairs, counted twice. The factor 2**(1 - zeta) is missing too.",
                "answer = 2",
            ),
            Mistake(
                "two-to-the-zeta",
                "You take the factor for 2**zeta. It is 2**(1 - zeta), that is 1/32; and each pair comes twice.",
                "answer = 2 * 2**6",
            ),
            Mistake(
                "the-other-way-round",
                "The reciprocal: that is by what its values have to be multiplied to get those of the chapter.",
                "answer = 1 / 64",
            ),
            Mistake(
                "divided",
                "One of your two factors is upside down. Both make the program's values larger: a pair counted twice, "
                "and a factor 1/32 left out.",
                "answer = 2 / 32",
            ),
        ),
    ),
    Exercise(
        number="6.3",
        title="All atoms of a cluster",
        minutes=10,
        goal="compute",
        statement="""
Write `g2(positions, eta, shift, cutoff)`: it takes the positions of the atoms of a cluster, shape (n, 3), in Å, all of
one element, and returns $G^2_i$ of *each* atom, shape (n,):
$G^2_i = \\sum_{j \\ne i} e^{-\\eta (r_{ij} - s)^2} f_c(r_{ij})$ with $s$ = `shift` and the cosine
$f_c(r) = (1 + \\cos(\\pi r / r_c)) / 2$, 0 beyond. The cluster is not periodic.""",
        stub="""
import numpy as np


def g2(positions, eta, shift, cutoff):
    return ...""",
        hints=(
            "Section 1 does it for one atom: put it into a loop over all. Which of the distances is 0, and does it "
            "belong to the sum?",
            "`for centre in positions`: the distances are `np.linalg.norm(positions - centre, axis=1)`. Keep those "
            "with 0 < r < cutoff.",
        ),
        solution=CLUSTER,
        insight="A row of numbers for each atom, however many neighbours it has: this is what a network is fed.",
        task=Function("g2", _clusters, _radial, "an array of shape (n,): a number for each atom"),
        mistakes=(
            Mistake(
                "itself-counted",
                "Each atom counts itself as a neighbour at the distance 0. Take the diagonal out of the sum: j is not "
                "i.",
                edited(CLUSTER, "(r > 0) & (r < cutoff)", "r < cutoff"),
            ),
            Mistake(
                "beyond-the-cutoff",
                "Right inside. Beyond the cutoff the cosine comes up again, and far atoms are back. "
                "`np.where(r < cutoff, inside, 0)` keeps them out.",
                edited(CLUSTER, "(r > 0) & (r < cutoff)", "r > 0"),
            ),
            Mistake(
                "no-cutoff-function",
                "The Gaussians alone. Each of them has to be multiplied by f_c of its distance.",
                edited(CLUSTER, "(r > 0) & (r < cutoff)", "r > 0").replace(" * f_c", ""),
            ),
            Mistake(
                "hard-cutoff",
                "You leave far neighbours out, but those inside count whole: that is the hard cutoff, with its jump. "
                "Multiply by (1 + cos(pi r / r_c)) / 2.",
                edited(CLUSTER, " * f_c", ""),
            ),
            Mistake(
                "ramp-for-cosine",
                "A straight ramp where the cosine was asked: it has a kink at the cutoff, and forces jump.",
                edited(CLUSTER, "(1 + np.cos(np.pi * r / cutoff)) / 2", "1 - r / cutoff"),
            ),
            Mistake(
                "half-of-the-cosine-missing",
                "Your f_c begins at 2: half of 1 + cos is meant.",
                edited(CLUSTER, "(1 + np.cos(np.pi * r / cutoff)) / 2", "1 + np.cos(np.pi * r / cutoff)"),
            ),
            Mistake(
                "shift-forgotten",
                "Your Gaussians are centred at 0, all of them. Subtract the shift from the distance before you square.",
                edited(CLUSTER, "(r - shift) ** 2", "r**2"),
            ),
            Mistake(
                "shift-added",
                "The sign of the shift: the Gaussian is to be 1 at r = shift, so subtract it.",
                edited(CLUSTER, "r - shift", "r + shift"),
            ),
            Mistake(
                "squares-apart",
                "You subtract the squares of distance and shift. Subtract first, then square.",
                edited(CLUSTER, "(r - shift) ** 2", "(r**2 - shift**2)"),
            ),
            Mistake(
                "distance-not-squared",
                "The distance from the centre is not squared, so your function grows on one side of it.",
                edited(CLUSTER, "(r - shift) ** 2", "(r - shift)"),
            ),
            Mistake(
                "eta-squared",
                "Eta is inside of the square. It stands before it: eta is one over a length squared.",
                edited(CLUSTER, "-eta * (r - shift) ** 2", "-((eta * (r - shift)) ** 2)"),
            ),
            Mistake(
                "eta-for-a-width",
                "You take eta for a width, as in exp(-d**2 / (2 w**2)). Here it multiplies the square.",
                edited(CLUSTER, "-eta * (r - shift) ** 2", "-((r - shift) ** 2) / (2 * eta**2)"),
            ),
            Mistake(
                "sign-of-the-exponent",
                "The minus in the exponent is missing: your functions are lowest where they should be highest.",
                edited(CLUSTER, "-eta", "eta"),
            ),
            Mistake(
                "each-pair-once",
                "You count each pair once, so the last atom has no neighbour. i sees j, and j sees i: two sums.",
                edited(CLUSTER, "positions - centre", "positions[len(result) :] - centre"),
            ),
            Mistake(
                "sum-over-all-atoms",
                "One number: you sum over all atoms. Sum over the neighbours only, so that each atom keeps its own.",
                edited(CLUSTER, "np.array(result)", "sum(result)"),
            ),
            Mistake(
                "first-atom-only",
                "That is the first atom. Asked is each of them: an array of shape (n,).",
                edited(CLUSTER, "np.array(result)", "result[0]"),
            ),
            Mistake(
                "table-of-terms",
                "That is the table of all terms. Sum over the neighbours: `axis=1`.",
                """
import numpy as np


def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions, axis=-1)
    f_c = np.where(r < cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, 0)
    return np.where(r > 0, np.exp(-eta * (r - shift) ** 2) * f_c, 0)""",
            ),
            Mistake(
                "mean-for-sum",
                "A mean over the neighbours where a sum was asked: it forgets how many there are.",
                edited(CLUSTER, "np.array(result)", "np.array(result) / (len(positions) - 1)"),
            ),
            Mistake(
                "distances-from-the-origin",
                "You take the distance of each atom from the origin. Neighbours are as far as they are from each "
                "other.",
                """
import numpy as np


def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions, axis=-1)
    f_c = np.where(r < cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, 0)
    return np.exp(-eta * (r - shift) ** 2) * f_c""",
            ),
        ),
    ),
    Exercise(
        number="6.4",
        title="Pairs of neighbours",
        minutes=10,
        goal="compute",
        statement="""
Write `g5(neighbours, eta, zeta, lam, cutoff)`: `neighbours` has shape (n, 3) and holds the vectors from an atom to its
neighbours, in Å. With the cosine cutoff each neighbour has the weight $w_j = e^{-\\eta r_j^2} f_c(r_j)$, and
$G^5 = 2^{1-\\zeta} \\sum_{j<k} (1 + \\lambda \\cos\\theta_{jk})^\\zeta \\, w_j w_k$, where $\\theta_{jk}$ is the angle
between the vectors. Return this number. Some neighbours lie beyond the cutoff.""",
        stub="""
import numpy as np


def g5(neighbours, eta, zeta, lam, cutoff):
    return ...""",
        hints=(
            "Section 3 has the loop for G4. Which factors does G5 leave out?",
            "`for a, b in combinations(neighbours, 2)`; the cosine is `a @ b` over both lengths; skip a pair where one "
            "of the two lies beyond the cutoff.",
        ),
        solution=PAIRS,
        insight="One number for all pairs, whatever their order; its price grows with the square of the neighbours.",
        task=Function("g5", _environments, _angular, "one number, the sum over all unordered pairs"),
        mistakes=(
            Mistake(
                "ordered-pairs",
                "Twice as much: you go over ordered pairs, and meet each pair twice. Take `combinations`, or half.",
                edited(PAIRS, "return 2 **", "return 2 * 2 **"),
            ),
            Mistake(
                "itself-as-partner",
                "You pair each neighbour with itself too, an angle of 0. j < k leaves those out.",
                PAIRS.replace("combinations", "combinations_with_replacement"),
            ),
            Mistake(
                "factor-missing",
                "The factor 2**(1 - zeta) is missing.",
                edited(PAIRS, "2 ** (1 - zeta) * total", "total"),
            ),
            Mistake(
                "factor-two-to-minus-zeta",
                "Your factor is 2**-zeta. It is 2**(1 - zeta): each unordered pair is met once.",
                edited(PAIRS, "2 ** (1 - zeta)", "2.0 ** (-zeta)"),
            ),
            Mistake(
                "factor-upside-down",
                "Your factor is 2**(zeta - 1), upside down: it is to bring (1 + cos)**zeta back to a size of 2 at "
                "most.",
                edited(PAIRS, "2 ** (1 - zeta)", "2 ** (zeta - 1)"),
            ),
            Mistake(
                "g4-for-g5",
                "That is G4: you have the distance between the two neighbours in it. G5 leaves it out.",
                edited(PAIRS, "np.linalg.norm([a, b], axis=1)", "np.linalg.norm([a, b, a - b], axis=1)").replace(
                    "f_c[0] * f_c[1]", "np.prod(f_c)"
                ),
            ),
            Mistake(
                "beyond-the-cutoff",
                "You count neighbours beyond the cutoff, where the cosine comes up again. There f_c is 0.",
                edited(PAIRS, "if max(r) < cutoff", "if True"),
            ),
            Mistake(
                "no-cutoff-function",
                "You leave out far neighbours, but f_c itself is missing: a hard cutoff, with a jump.",
                edited(PAIRS, " * f_c[0] * f_c[1]", ""),
            ),
            Mistake(
                "one-cutoff-function",
                "Only one of the two neighbours has its f_c: when the other one leaves, the sum jumps.",
                edited(PAIRS, " * f_c[0] * f_c[1]", " * f_c[0]"),
            ),
            Mistake(
                "half-of-the-cosine-missing",
                "Your f_c begins at 2: half of 1 + cos is meant, for each of the two.",
                edited(PAIRS, "(1 + np.cos(np.pi * r / cutoff)) / 2", "(1 + np.cos(np.pi * r / cutoff))"),
            ),
            Mistake(
                "lengths-forgotten",
                "`a @ b` is no cosine yet: divide it by both lengths.",
                edited(PAIRS, "a @ b / (r[0] * r[1])", "a @ b"),
            ),
            Mistake(
                "angle-for-cosine",
                "The angle itself stands where its cosine belongs. `a @ b` over the lengths is the cosine already.",
                edited(PAIRS, "a @ b / (r[0] * r[1])", "np.arccos(a @ b / (r[0] * r[1]))"),
            ),
            Mistake(
                "power-of-the-cosine",
                "Only the cosine is raised to the power zeta. The power belongs to the whole bracket, 1 included.",
                edited(PAIRS, "(1 + lam * cosine) ** zeta", "(1 + lam * cosine**zeta)"),
            ),
            Mistake(
                "zeta-as-factor",
                "zeta multiplies the bracket. It is its power.",
                edited(PAIRS, "(1 + lam * cosine) ** zeta", "(1 + lam * cosine) * zeta"),
            ),
            Mistake(
                "lambda-forgotten",
                "Right for lam = 1. With lam = -1 large angles count, and yours still counts the small ones.",
                edited(PAIRS, "1 + lam * cosine", "1 + cosine"),
            ),
            Mistake(
                "one-distance-in-the-gaussian",
                "Only one of the two distances is in the Gaussian. Both squares belong there.",
                edited(PAIRS, "r @ r", "r[0] ** 2"),
            ),
            Mistake(
                "sum-squared",
                "You square the sum of the two distances. The sum of the two squares is meant.",
                edited(PAIRS, "(r @ r)", "(r[0] + r[1]) ** 2"),
            ),
            Mistake(
                "distances-not-squared",
                "The distances in the exponent are not squared.",
                edited(PAIRS, "(r @ r)", "(r[0] + r[1])"),
            ),
            Mistake(
                "sign-of-the-exponent",
                "The minus in the exponent is missing: far neighbours would count more than near ones.",
                edited(PAIRS, "-eta", "eta"),
            ),
            Mistake(
                "mean-for-sum",
                "A mean over the pairs where a sum was asked: it forgets how many there are.",
                edited(PAIRS, "* total", "* total / max(1, len(neighbours) * (len(neighbours) - 1) / 2)"),
            ),
        ),
    ),
    Exercise(
        number="6.5",
        title="Neighbours and their images",
        minutes=10,
        goal="count",
        statement="""
A crystal has a cubic cell. `positions`, shape (n, 3), holds the atoms of one cell, in Å, with coordinates from 0 to
`edge`; each atom has images at the same place in every other cell, `edge` apart along each axis. Write
`count_neighbours(positions, edge, cutoff)`: it returns, for each of the n atoms, how many neighbours it has nearer than
`cutoff`, shape (n,). Images are neighbours, its own ones too; the atom itself is not. The cutoff is shorter than two
edges, and may be longer than one.""",
        stub="""
import numpy as np


def count_neighbours(positions, edge, cutoff):
    return ...""",
        hints=(
            "Section 4. How many cells away can an image be and still lie within two edges? And which of all images is "
            "the atom itself?",
            "Cells from -2 to 2 along each axis: `product(range(-2, 3), repeat=3)` times the edge are the shifts. Add "
            "them to all positions, and count for each atom those within the cutoff, minus one.",
        ),
        solution=CRYSTAL,
        insight="However large a cell is drawn, an atom sees the same; the nearest image is not the only one.",
        task=Function(
            "count_neighbours", _crystals, _images, "an array of shape (n,): the number of neighbours of each atom"
        ),
        mistakes=(
            Mistake(
                "itself-counted",
                "One too many: each atom counts itself, at the distance 0. Its images are neighbours, it is not.",
                edited(CRYSTAL, " - 1)", ")"),
            ),
            Mistake(
                "no-images",
                "You count the atoms of this one cell. The crystal goes on: their images in the cells around are "
                "neighbours, too.",
                edited(CRYSTAL, "range(-2, 3)", "[0]"),
            ),
            Mistake(
                "nearest-image-only",
                "You take the nearest image of each atom, as in a large cell. Here the cutoff reaches further than "
                "half of the edge, and there are more images within.",
                """
import numpy as np


def count_neighbours(positions, edge, cutoff):
    away = positions[:, None] - positions
    away = away - edge * np.round(away / edge)
    return (np.linalg.norm(away, axis=-1) < cutoff).sum(axis=1) - 1""",
            ),
            Mistake(
                "own-images-forgotten",
                "You leave out the images of the atom itself. At the distance of an edge they are neighbours like any "
                "others.",
                """
from itertools import product

import numpy as np


def count_neighbours(positions, edge, cutoff):
    shifts = edge * np.array(list(product(range(-2, 3), repeat=3)))
    result = []
    for i, centre in enumerate(positions):
        images = (np.delete(positions, i, axis=0)[:, None] + shifts).reshape(-1, 3)
        result.append(np.sum(np.linalg.norm(images - centre, axis=1) < cutoff))
    return np.array(result)""",
            ),
            Mistake(
                "next-cells-only",
                "You look into the 26 cells around, no further. A cutoff of more than one edge reaches beyond them.",
                edited(CRYSTAL, "range(-2, 3)", "range(-1, 2)"),
            ),
            Mistake(
                "one-side-only",
                "Your cells lie on one side. An atom has neighbours on the left, too: shifts of either sign.",
                edited(CRYSTAL, "range(-2, 3)", "range(3)"),
            ),
            Mistake(
                "range-ends-early",
                "`range(-2, 2)` ends at 1: the images two cells ahead are missing.",
                edited(CRYSTAL, "range(-2, 3)", "range(-2, 2)"),
            ),
            Mistake(
                "next-cell-ends-early",
                "`range(-1, 1)` ends at 0: half of the cells around are missing, and those two cells away.",
                edited(CRYSTAL, "range(-2, 3)", "range(-1, 1)"),
            ),
            Mistake(
                "axes-only",
                "You shift along one axis at a time. There are cells between the axes too, at (1, 1, 0) and so on.",
                edited(
                    CRYSTAL,
                    "np.array(list(product(range(-2, 3), repeat=3)))",
                    "np.array([s for s in product(range(-2, 3), repeat=3) if np.count_nonzero(s) < 2])",
                ),
            ),
            Mistake(
                "cube-for-sphere",
                "You count in a cube: each coordinate within the cutoff. The distance has to be.",
                edited(CRYSTAL, "np.linalg.norm(images - centre, axis=1)", "np.abs(images - centre).max(axis=1)"),
            ),
            Mistake(
                "each-pair-once",
                "You take half, so that each pair is counted once. But each atom has neighbours of its own.",
                edited(CRYSTAL, "np.array(result)", "np.array(result) / 2"),
            ),
            Mistake(
                "all-atoms-together",
                "That is the number for all atoms together. Asked is a number for each.",
                edited(CRYSTAL, "np.array(result)", "np.sum(result)"),
            ),
            Mistake(
                "mean-of-all-atoms",
                "That is a mean over the atoms. Asked is a number for each.",
                edited(CRYSTAL, "np.array(result)", "np.mean(result)"),
            ),
            Mistake(
                "first-atom-only",
                "That is the first atom. Asked is each of them: an array of shape (n,).",
                edited(CRYSTAL, "np.array(result)", "result[0]"),
            ),
            Mistake(
                "edge-forgotten",
                "Your shifts are in cells. Times the edge they are in Å.",
                edited(CRYSTAL, "edge * np.array", "np.array"),
            ),
            Mistake(
                "distances-for-count",
                "Those are the distances. Asked is how many of them are shorter than the cutoff.",
                edited(CRYSTAL, "np.sum(r < cutoff) - 1", "np.sum(r[r < cutoff])"),
            ),
            Mistake(
                "distances-from-the-origin",
                "You take the distances from the corner of the cell. They are meant from each atom.",
                edited(CRYSTAL, "images - centre", "images"),
            ),
            Mistake(
                "squared-distance",
                "You compare the squared distance with the cutoff. Either take the root, or square the cutoff too.",
                edited(CRYSTAL, "np.linalg.norm(images - centre, axis=1)", "np.sum((images - centre) ** 2, axis=1)"),
            ),
        ),
    ),
    Exercise(
        number="6.6",
        title="Four bodies from two moments",
        minutes=10,
        goal="tell",
        statement="""
The number that tells the two environments of section 8 apart is
$\\sum_j \\sum_k \\sum_l w_j w_k w_l (\\mathbf u_j \\cdot \\mathbf u_k)(\\mathbf u_k \\cdot \\mathbf u_l)$, each of the
three sums over all neighbours, equal ones included. Write `four_body(u, w)`: `u` has shape (n, 3) and holds unit
vectors to the neighbours, `w` has shape (n,) and holds their weights, such as $f_c(r_j)$. Return this number. Section 6
shows how to do without the triple loop.""",
        stub="""
import numpy as np


def four_body(u, w):
    return ...""",
        hints=(
            "Sections 6 and 8: do the sums over j and over l first. Which moment does each of them make?",
            "Both make the vector `first = w @ u`. What is left is the sum over k of w_k (first . u_k)**2, which is "
            "`first @ second @ first` with the moment of rank 2.",
        ),
        solution=CHAIN,
        insight="A product of moments reaches as many neighbours as it has factors, and the atom itself is one body "
        "more: so moment tensors and ACE go on.",
        task=Function("four_body", _directions, _chains, "one number"),
        mistakes=(
            Mistake(
                "weights-forgotten",
                "The weights are missing: you sum as if all w were 1.",
                edited(CHAIN, "w @ u", "u.sum(axis=0)").replace("(u.T * w) @ u", "u.T @ u"),
            ),
            Mistake(
                "weights-in-the-vector-only",
                "The weights w_j and w_l are there, w_k is missing: the moment of rank 2 has weights too.",
                edited(CHAIN, "(u.T * w) @ u", "u.T @ u"),
            ),
            Mistake(
                "weights-in-the-matrix-only",
                "The weight w_k is there, w_j and w_l are missing: the moment of rank 1 has weights too.",
                edited(CHAIN, "w @ u", "u.sum(axis=0)"),
            ),
            Mistake(
                "weight-squared",
                "In your moment of rank 2 each neighbour has its weight twice. Weigh one of the two factors only.",
                edited(CHAIN, "(u.T * w) @ u", "(u.T * w) @ (u.T * w).T"),
            ),
            Mistake(
                "two-vectors-only",
                "That is first . first, the sum over two neighbours of w_j w_k (u_j . u_k): three bodies, and the same "
                "in both environments.",
                edited(CHAIN, "first @ second @ first", "first @ first"),
            ),
            Mistake(
                "square-of-the-matrix",
                "That is the sum over two neighbours of w_j w_k (u_j . u_k)**2: three bodies, and the same in both "
                "environments.",
                edited(CHAIN, "first @ second @ first", "np.sum(second**2)"),
            ),
            Mistake(
                "closed-triangle",
                "That is the closed chain, with a third factor (u_l . u_j). Asked is the open one, with two factors.",
                edited(CHAIN, "first @ second @ first", "np.trace(second @ second @ second)"),
            ),
            Mistake(
                "vector-left",
                "A vector is left over, which turns with the molecule. Multiply it by the first moment once more.",
                edited(CHAIN, "first @ second @ first", "second @ first"),
            ),
            Mistake(
                "length-of-the-vector",
                "You square second @ first: five bodies. One factor of the moment of rank 2 is enough.",
                edited(CHAIN, "first @ second @ first", "np.sum((second @ first) ** 2)"),
            ),
            Mistake(
                "matrix-without-directions",
                "Your number is |first|^2 times the sum of the weights, without the directions of the neighbours k.",
                edited(CHAIN, "first @ second @ first", "first @ first * np.trace(second)"),
            ),
            Mistake(
                "equal-ones-left-out",
                "You leave out equal neighbours. Here each of the three sums goes over all of them: that is what makes "
                "it a product of moments.",
                """
from itertools import permutations


def four_body(u, w):
    chains = permutations(range(len(w)), 3)
    return sum(w[j] * w[k] * w[l] * (u[j] @ u[k]) * (u[k] @ u[l]) for j, k, l in chains)""",
            ),
            Mistake(
                "each-triple-once",
                "You take each three neighbours once, in one order. All orders, and equal ones, belong to the sum.",
                """
from itertools import combinations


def four_body(u, w):
    chains = combinations(range(len(w)), 3)
    return sum(w[j] * w[k] * w[l] * (u[j] @ u[k]) * (u[k] @ u[l]) for j, k, l in chains)""",
            ),
            Mistake(
                "divided-by-six",
                "You divide by the six orders of three neighbours. The sum goes over all of them, equal ones included.",
                edited(CHAIN, "first @ second @ first", "first @ second @ first / 6"),
            ),
            Mistake(
                "third-factor-for-the-second",
                "Your second factor is u_j . u_l. It is u_k . u_l, so that k stands in the middle of the chain; and "
                "the sums do not come out the same where one factor is squared.",
                """
def four_body(u, w):
    total, n = 0.0, len(w)
    for j in range(n):
        for k in range(n):
            for l in range(n):
                total += w[j] * w[k] * w[l] * (u[j] @ u[k]) ** 2
    return total""",
            ),
        ),
    ),
    Exercise(
        number="6.7",
        title="Twins with six neighbours",
        minutes=None,
        goal="tell",
        statement="""
An atom has six neighbours at the same distance, all in one plane. Find two environments with the same angles between
neighbours that are not the same pattern, neither turned nor mirrored. `pair` is a list of two lists (or arrays) of six
directions each, in degrees from 0 to 360; two neighbours are at least 5 degrees apart. Sorted, the angles between
neighbours (0 to 180 degrees, fifteen of them) agree to six digits behind the point; the patterns differ by more than a
degree. Then take the twelve hours of a clock for directions: how many different patterns of six hours are there, and
how many of them have a twin?""",
        stub="pair = ...  # two lists of six directions, in degrees",
        hints=(
            "Section 8 finds two patterns of four among eight directions. Turn one of them: which directions are then "
            "left over by the other?",
            "Of twelve directions take six, such as 0, 30, 60, 90, 120 and 210 degrees, and the six that are left. Or "
            "search with `combinations(range(12), 6)`, as section 8 does.",
        ),
        solution=CLOCK,
        insight="Six of twelve and the other six always have the same angles: a theorem of music, of hexachords.",
        task=Finding(
            "pair", _twins, "two patterns of six directions, in degrees, with the same angles between neighbours"
        ),
        mistakes=(
            Mistake(
                "one-pattern-turned",
                "The angles agree, but the second pattern is the first one, turned or in another order. That is no "
                "new environment: descriptors should be the same.",
                "pair = [[0, 30, 60, 90, 120, 210], [40, 70, 100, 130, 160, 250]]",
            ),
            Mistake(
                "one-pattern-mirrored",
                "The angles agree, but the second pattern is the mirror image of the first. Look for two that no "
                "mirror and no turn takes into each other.",
                "pair = [[0, 30, 60, 90, 120, 210], [0, 330, 300, 270, 240, 150]]",
            ),
            Mistake(
                "angles-differ",
                "The angles between neighbours differ. Sort all fifteen of each pattern and compare: section 8 does it "
                "with `combinations`.",
                "pair = [[0, 30, 60, 90, 120, 210], [0, 30, 60, 90, 120, 150]]",
            ),
            Mistake(
                "same-angles-other-counts",
                "The same angles occur in both patterns, but not equally often. Each has to occur as often in one as "
                "in the other.",
                "pair = [[0, 30, 60, 90, 120, 210], [0, 30, 60, 90, 150, 210]]",
            ),
            Mistake(
                "few-digits",
                "Nearly: the angles do not agree to six digits yet. Give the numbers themselves, not printed digits.",
                "pair = [[0, 30, 60, 90, 120, 210], [150, 180, 240, 270, 300, 330.01]]",
            ),
            Mistake(
                "radians",
                "Your directions are in radians. Degrees, please: `np.degrees(...)`.",
                "import numpy as np\n\npair = np.radians([[0, 30, 60, 90, 120, 210], [150, 180, 240, 270, 300, 330]])",
            ),
            Mistake(
                "hours-for-degrees",
                "Your directions look like hours of a clock. Degrees, please: times 30.",
                "pair = [[0, 1, 2, 3, 4, 7], [5, 6, 8, 9, 10, 11]]",
            ),
            Mistake(
                "two-in-one-direction",
                "Two neighbours in the same direction would sit in the same place. Keep them 5 degrees apart at least; "
                "0 and 360 degrees are one direction.",
                "pair = [[0, 30, 60, 90, 120, 360], [150, 180, 240, 270, 300, 330]]",
            ),
            Mistake(
                "not-two-patterns",
                "Two patterns of six directions each, please, in one list.",
                "pair = [[0, 45, 135, 180], [0, 45, 90, 225]]",
            ),
        ),
    ),
)
