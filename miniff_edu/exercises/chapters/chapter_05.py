"""The exercises of chapter 5, generalisation: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..._support.later import np
from ..engine.compare import RIGHT_NUMBERS, explain, is_numeric, listed, plain, squeezed
from ..engine.exercise import Choice, Exercise, Finding, Function, Mistake, Number, Wrong, edited, note
from ..engine.rules import mentions

Cases = list[tuple[Any, ...]]

SHARES, NAMES = (0.6, 0.2, 0.2), ("training", "validation", "test")
DIVISION = "each index from 0 to {} in one of three parts of 60, 20 and 20 percent, by the chance of rng alone"
DIVISIONS, MANY = 160, 50  # that many divisions of that many indices show whether chance is fair
LOW, HIGH, FAR = 0.1, 5.0, 15.0  # samples up to HIGH, questions up to FAR
NOISE, SMALL, NOTHING = 0.01, 0.05, 1e-3  # of the samples; the largest error that passes; what is left at 100


def _three_parts(three_parts: Any, rng: np.random.Generator) -> None:
    if not callable(three_parts):
        raise Wrong("value-for-function", "Give the function itself, `three_parts`, without ().")
    for n in (103, 57, 1000, 5, 6, 7):
        seed = int(rng.integers(2**31))
        note(DIVISION.format(n - 1), n=n, rng=np.random.default_rng(seed))
        parts = _indices(three_parts(n, np.random.default_rng(seed)), n)
        _are_a_division(parts, n)
        again = _indices(three_parts(n, np.random.default_rng(seed)), n)
        if not all(np.array_equal(a, b) for a, b in zip(parts, again, strict=True)):
            raise Wrong("not-repeatable")
    divisions = []
    for seed in rng.integers(2**62, size=DIVISIONS).tolist():
        note(DIVISION.format(MANY - 1), n=MANY, rng=np.random.default_rng(seed))
        divisions.append(_indices(three_parts(MANY, np.random.default_rng(seed)), MANY))
        _are_a_division(divisions[-1], MANY)
    if all(np.array_equal(np.concatenate(parts), np.concatenate(divisions[0])) for parts in divisions):
        if all((np.diff(part) == 1).all() for part in divisions[0]):
            start = divisions[0][0][:4].tolist()
            raise Wrong("not-shuffled", f"Your training part of {MANY} is {start} and so on.")
        raise Wrong("own-generator")
    _are_fair(divisions)
    if mentions(three_parts, {"default_rng", "RandomState"}, {"miniff_edu"}):
        raise Wrong("rule-broken", "A division, and a fair one. But it is made by `split`, or by another generator.")


def _are_fair(divisions: list[list[np.ndarray]]) -> None:
    """Raise `Wrong` unless each index gets everywhere, about as often as it should, and not in company.

    A right answer fails here less than once in 1e9 times. With the smallest part that is allowed, 8 of 50, the
    chance that any index is never in one of the two small parts is 2 * 50 * (1 - 8 / 50) ** 160 = 8e-11. Two indices
    are together in a fraction of 0.46 of all divisions, and in 0.8 of 160 with a chance of 1e-18 (a binomial), for
    1225 pairs. The sum of squares has about 98 degrees of freedom, and exceeds 300 with a chance of 1e-22.
    """
    of_index = np.zeros((DIVISIONS, 3, MANY))
    for i, parts in enumerate(divisions):
        for j, part in enumerate(parts):
            of_index[i, j, part] = 1
    counts = of_index.sum(axis=0)
    most = counts.max(axis=0)
    seen = f"In {DIVISIONS} divisions of {MANY} indices"
    if (most == DIVISIONS).all():
        raise Wrong("shuffled-within-parts", f"{seen} each index was always in the same part.")
    for name, count in zip(NAMES, counts, strict=True):
        if np.isin(count, (0, DIVISIONS)).all():
            raise Wrong("one-part-fixed", f"{seen} the {name} part always held the same indices.")
    if most.mean() > 0.8 * DIVISIONS:
        raise Wrong("hardly-shuffled", f"{seen} each was in its favourite part {most.mean():.0f} times on average.")
    expected = counts.mean(axis=1, keepdims=True)
    squares = (counts - expected) ** 2 / expected
    together = np.einsum("ijk,ijl->kl", of_index, of_index) * (1 - np.eye(MANY))
    if counts.min() > 0 and together.max() > 0.8 * DIVISIONS:
        a, b = sorted(int(i) for i in np.unravel_index(together.argmax(), together.shape))
        raise Wrong("block-rotated", f"{seen} {a} and {b} were in the same part {together.max():.0f} times.")
    if counts.min() == 0 or squares.sum() > 300:
        j, i = np.unravel_index((counts.argmin() if counts.min() == 0 else squares.argmax()), counts.shape)
        times = f"{counts[j, i]:.0f} times; {expected[j, 0]:.0f} is the mean of all"
        raise Wrong("unequal-chances", f"{seen} number {i} was in the {NAMES[j]} part {times}.")


def _indices(parts: Any, n: int) -> list[np.ndarray]:
    """Return the parts as arrays, or say why they are no parts."""
    if not isinstance(parts, (tuple, list, np.ndarray)) or len(parts) != 3:
        raise Wrong("not-three-parts", "Three parts are asked, as a tuple: training, validation, test.")
    arrays = [np.asarray(plain(listed(part))) for part in parts]
    arrays = [part if part.size else part.astype(int) for part in arrays]  # an empty list has no type of its own
    if any(part.ndim != 1 or part.dtype.kind not in "iu" for part in arrays):
        raise Wrong("no-indices", "Each part is an array of integers with one axis: the indices themselves, no mask.")
    together = np.concatenate(arrays)
    if together.size and (together.min() < 0 or together.max() >= n):
        seen = f"For n = {n} yours reach from {together.min()} to {together.max()}."
        raise Wrong("out-of-range", f"{seen} Indices go from 0 to n - 1.")
    return arrays


def _are_a_division(parts: list[np.ndarray], n: int) -> None:
    """Raise `Wrong` unless each of n indices is in one part, and the parts have their sizes."""
    sizes = [len(part) for part in parts]
    seen = f"For n = {n} your parts have {sizes[0]}, {sizes[1]} and {sizes[2]} indices"
    if sizes[0] == n:
        raise Wrong("all-in-train", f"{seen}.")
    sets = [set(part.tolist()) for part in parts]
    if any(len(a) < len(b) for a, b in zip(sets, parts, strict=True)):
        raise Wrong("drawn-twice")
    shared = sum(map(len, sets)) - len(set.union(*sets))
    if 0 < shared <= 2 < n / 10:
        raise Wrong("border-shared", f"{seen}, and {shared} too many.")
    if shared:
        raise Wrong("overlap", f"{seen}, and {shared} of them are too many.")
    if sum(sizes) < n:
        raise Wrong("something-lost", f"{seen}: {sum(sizes)} in all.")
    if any(abs(size - share * n) > 2 for size, share in zip(sizes, SHARES, strict=True)):
        raise Wrong("other-sizes", f"{seen}.")


def _two_parts(rng: np.random.Generator) -> Cases:
    cases = []
    for n, m, d in ((9, 4, 3), (12, 5, 2)):
        centre, spread = rng.uniform(1, 5, size=d) * (-1) ** np.arange(d), rng.uniform(1.5, 4, size=d)
        train = centre + spread * rng.normal(size=(n, d))
        cases.append((train, centre + 2 + 1.5 * spread * rng.normal(size=(m, d))))
    return cases


def _standardise(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    columns: list[list[list[float]]] = [[], []]
    for of_train, of_test in zip(train.T.tolist(), test.T.tolist(), strict=True):
        mean = math.fsum(of_train) / len(of_train)
        spread = math.sqrt(math.fsum((x - mean) ** 2 for x in of_train) / len(of_train))
        for out, column in zip(columns, (of_train, of_test), strict=True):
            out.append([(x - mean) / spread for x in column])
    return np.array(columns[0]).T, np.array(columns[1]).T


def _losses(rng: np.random.Generator) -> Cases:
    """Make courses of losses: each entry of `waits` is a new lowest loss, and how many steps without one follow."""
    cases: Cases = []
    for patience, waits in ((3, (0, 1, 1, 2, 0, 3, 1, 5, 0)), (2, (1, 0, 1, 2, 0, 3, 0)), (5, (2, 3, 4, 0, 2))):
        start = lowest = float(rng.uniform(0.5, 50))
        validation = []
        for wait in waits:
            lowest *= float(rng.uniform(0.7, 0.9))
            validation.append(lowest)
            # Up, up, down, up: what falls again is not yet lower than before.
            factors = (rng.uniform(1.2, 1.4), rng.uniform(1.7, 2), rng.uniform(1.3, 1.6), 2.1, 2.2)
            validation += [lowest * float(factor) for factor in factors[:wait]]
        training = start * np.sort(rng.uniform(0.01, 0.5, size=len(validation)))[::-1]
        training[-2:] = training[-3] * rng.uniform(1.1, 1.5, size=2)
        cases.append((training.tolist(), validation, patience))
    return cases + _special_losses(rng)


def _special_losses(rng: np.random.Generator) -> Cases:
    """Make courses with the lowest loss at step 0 or at the end, and courses where it comes twice, or nearly so."""
    courses = (
        (3, (1.0, 1.3, 1.8, 1.2, 0.6)),  # step 0 is the best, and patience runs out
        (3, (1.0, 1.4, 1.2)),  # the same, and it does not
        (3, (1.0, 0.8, 1.1, 0.8, 1.2, 0.6)),  # a tie is no progress
        *((2, (1.0, 0.7, 0.5, 0.5)), (3, (0.5, 0.5))),  # the first of equals
        *((3, (1.0, 0.9, 0.8)), (2, (1.0, 0.5, 0.5 - 1e-10, 0.6, 0.55, 0.3))),  # the last one; a little lower is lower
    )
    cases: Cases = []
    for patience, validation in courses:
        scale = float(rng.uniform(2, 9))
        training = scale * np.sort(rng.uniform(0.01, 0.5, size=len(validation)))[::-1]
        cases.append((training.tolist(), [scale * loss for loss in validation], patience))
    return cases


def _best_step(training: list[float], validation: list[float], patience: int) -> int:
    best = 0
    for end in range(1, len(validation) + 1):
        best = int(np.argmin(validation[:end]))
        if end - 1 - best == patience:
            break
    return best


def _penalties(rng: np.random.Generator) -> Cases:
    sizes = ((12, 3, 0.3), (7, 2, 0.08), (20, 4, 2.0))
    return [(rng.normal(size=(n, d)) + 0.3, 9 * rng.normal(size=n) + 9, alpha) for n, d, alpha in sizes]


def _ridge(g: np.ndarray, f: np.ndarray, alpha: float) -> np.ndarray:
    """Solve by least squares: a penalty is d more samples, each saying that a weight is zero."""
    n, d = g.shape
    rows = np.concatenate([g / math.sqrt(n), math.sqrt(alpha) * np.eye(d)])
    solution: np.ndarray = np.linalg.lstsq(rows, np.concatenate([f / math.sqrt(n), np.zeros(d)]))[0]
    return solution


def _black_box(rng: np.random.Generator) -> Callable[[np.ndarray], np.ndarray]:
    (a, b, c), decay = rng.uniform(0.7, 1.3, size=3), rng.uniform(0.8, 0.9)  # three powers with decay 1 are not enough
    return lambda r: (a * r**2 - b * r + c) * np.exp(-decay * r)


def _answers(predict: Any, r: np.ndarray, odd: list[str]) -> np.ndarray:
    """Return predictions, or say why they are none; to `odd` comes what is to be said of further axes of length one."""
    values = plain(predict(r.copy()))
    numbers = squeezed(values, r.shape) if is_numeric(values) else values
    if not is_numeric(values) or np.shape(values) != r.shape:
        found = explain([values], [r], "a number for each argument", 0, 0) or ("other-shape", "Other shape than r.")
        if np.shape(values) == (50,):
            found = "arguments-of-the-samples", "one number for each sample. It has to use the argument that it gets."
        odd += [found[0], f"What your `predict` returns: {RIGHT_NUMBERS} {found[1]}"]
        if np.shape(numbers) != r.shape:
            raise Wrong(found[0], f"What your `predict` returns: {found[1]}")
    values = np.asarray(numbers, dtype=float)
    if not np.isfinite(values).all():
        raise Wrong("not-finite", f"At r = {r[~np.isfinite(values)][0]:g} your `predict` returns NaN or infinity.")
    return values


def _learn(learn: Any, rng: np.random.Generator) -> None:
    if not callable(learn):
        raise Wrong("value-for-function", "Give the function itself, `learn`, without ().")
    r, inside = np.linspace(LOW, HIGH, 50), np.linspace(LOW, HIGH, 99)
    outside, limit = np.linspace(HIGH, FAR, 101)[1:], np.array([100.0])
    all_inside, all_outside, all_limits, worst_inside, off, where, name = [], [], [], 0.0, -1.0, HIGH, ""
    odd: list[str] = []
    for _ in range(6):
        f = _black_box(rng)
        samples = f(r) + rng.normal(scale=NOISE, size=r.size)
        note(f, r=r, f=samples)
        predict = learn(r.copy(), samples.copy())
        if not callable(predict):
            raise Wrong("no-function-returned")
        with np.errstate(all="ignore"):
            p, q, s = (_answers(predict, x, odd) for x in (inside, outside, limit))
        all_inside.append(p)
        all_outside.append(q)
        all_limits.append(abs(s[0]))
        worst_inside = max(worst_inside, float(np.abs(p - f(inside)).max()))
        i = int(np.abs(q - f(outside)).argmax())
        if abs(q[i] - f(outside)[i]) > off:
            off, where, worst = float(abs(q[i] - f(outside)[i])), outside[i], (f, samples)
            swings = q.min() < -0.01 or np.diff(q).max() > 0.01
            name = "overshoots" if swings else "forgets-too-soon" if q[i] < f(outside)[i] else "lingers"
    farthest = max(all_limits)
    note(worst[0], r=r, f=worst[1])
    if max(off, worst_inside) <= SMALL and farthest <= NOTHING:
        if odd:
            raise Wrong(*odd[:2])
        return
    seen = f"Your largest error is {worst_inside:.2g} up to 5, and {off:.2g} beyond, at r = {where:.3g}."
    if np.ptp(all_inside, axis=0).max() < 1e-9:
        raise Wrong("same-for-all", seen)
    last = max(abs(q[-1]) for q in all_outside)
    if farthest > 2 * last and farthest > 1:
        raise Wrong("runs-away", seen)
    if np.ptp(all_outside, axis=1).max() < 1e-9:
        raise Wrong("constant-beyond" if last > 1e-9 else "cut-to-zero", seen)
    if farthest > NOTHING:
        raise Wrong("something-left", f"{seen} At r = 100 there is still {farthest:.2g}.")
    if SMALL < worst_inside > off / 20:
        raise Wrong("underfits", seen)
    raise Wrong(name, seen)


THREE_PARTS = """
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]"""

STANDARDISE = """
def standardise(train, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / spread, (test - mean) / spread"""

BEST_STEP = """
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            break
    return best"""

RIDGE = """
import numpy as np


def ridge(g, f, alpha):
    n, d = g.shape
    matrix = g.T @ g / n + alpha * np.eye(d)
    return np.linalg.solve(matrix, g.T @ f / n)"""

LEARN = """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def learn(r, f):
    family = PowerDecay(5)
    weights, *_ = np.linalg.lstsq(family(r), f)
    return lambda r_new: family(r_new) @ weights"""

EXERCISES = (
    Exercise(
        number="5.1",
        title="Which illness",
        minutes=2,
        goal="recognise",
        statement="""
A network has a training error of 0.01. On a test part from the same black box its error is 0.2. The samples of both
parts carry noise of size 0.05. What is wrong with it, and what helps?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Compare each of the two errors with the noise: section 2, below the table.",
            "Large and large is underfitting. Far below the noise and far above it is overfitting.",
        ),
        solution='answer = "c"',
        insight=(
            "A training error far below the noise says that the noise has been learned by heart, and fresh samples "
            "carry other noise."
        ),
        task=Choice(
            {
                "a": "It underfits: make it wider or deeper, or fit for longer.",
                "b": "Nothing: its training error is below the noise, so it has found the black box.",
                "c": "It overfits: take more samples, weight decay, early stopping, or a smaller network.",
                "d": "It cannot do better: the noise of the test part makes the test error that large.",
            },
            right="c",
        ),
        mistakes=(
            Mistake(
                "underfits",
                "Whoever underfits is bad at the training part too. This one is too good there, a fifth of the noise: "
                "more width and more steps would feed the illness.",
                'answer = "a"',
            ),
            Mistake(
                "training-error-trusted",
                "An honest fit leaves about the noise at the training part, or a little less. A fifth of it means "
                "that the noise was learned too; the test error shows what that costs.",
                'answer = "b"',
            ),
            Mistake(
                "noise-blamed",
                "The noise of the test part explains an error of its own size, and this one is four times as large. "
                "The rest belongs to the map.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="5.2",
        title="The price of accuracy",
        minutes=2,
        goal="read",
        statement="""
Somebody shows you two points of a learning curve: the `counts` of training samples and the test `errors` in the stub.
On logarithmic axes they lie on a straight line, and you trust it to stay straight. How many training samples, *in
total*, does the error `wanted` take? Pencil or Python, both will do.""",
        stub="""
counts, errors = [100, 300], [0.1, 0.05]
wanted = 0.0125
answer = ...""",
        hints=(
            "Section 3. Think in factors: what did three times as many samples do to the error?",
            "slope = log(ratio of errors) / log(ratio of counts); the counts change by the factor of the error to the "
            "power of 1 / slope.",
        ),
        solution="""
import numpy as np

counts, errors = [100, 300], [0.1, 0.05]
wanted = 0.0125
slope = np.diff(np.log(errors))[0] / np.diff(np.log(counts))[0]
answer = counts[1] * (wanted / errors[1]) ** (1 / slope)""",
        insight=(
            "While a learning curve is straight on logarithmic axes, the same factor of data buys the same factor of "
            "accuracy, again and again."
        ),
        task=Number(lambda: 300 * 3 * 3, rtol=1e-2),  # by pencil, a slope of -0.63 will do
        mistakes=(
            Mistake(
                "slope-of-theory",
                "That is slope -1/2, the one of theory. This line is steeper: three times the samples halve its error "
                "already. Read the slope off the two points.",
                "answer = 300 * 4**2",
            ),
            Mistake(
                "slope-minus-one",
                "A quarter of the error for four times the samples: that would be slope -1. This line needs three "
                "times the samples for a half.",
                "answer = 300 * 4",
            ),
            Mistake(
                "factors-added",
                "Each halving takes three times the samples, and two of them three times three: factors multiply.",
                "answer = 300 * (3 + 3)",
            ),
            Mistake("further-samples", "That many more. Asked is how many in total.", "answer = 300 * 9 - 300"),
        ),
    ),
    Exercise(
        number="5.3",
        title="Three parts",
        minutes=10,
        goal="divide",
        statement="""
Write `three_parts(n, rng)`. It returns three arrays of integers: the indices of the training, validation and test
part. Each of the indices $0, \\dots, n - 1$ is in exactly one part, for any `n`. The parts hold 60, 20 and 20 percent,
to within two indices. Chance decides who goes where: use the generator `rng`, which `np.random.default_rng` has made,
and neither `split` nor another generator.""",
        stub="""
def three_parts(n, rng):
    return ...""",
        hints=(
            "Section 1 does it with `split`. How would you deal a pack of cards to three people, unequally?",
            "Shuffle once, `order = rng.permutation(n)`; then cut it at two places, `order[:a]`, `order[a:b]`, "
            "`order[b:]`.",
        ),
        solution=THREE_PARTS,
        insight=(
            "Shuffle once and cut: then no sample can be in two parts or in none, wherever the rounding puts the cuts."
        ),
        task=Finding("three_parts", _three_parts, "a tuple of three arrays of indices"),
        mistakes=(
            Mistake(
                "overlap",
                "Many indices are in two parts: what teaches the weights must not judge them. Either each part is "
                "drawn anew, or the slices overlap. Shuffle once, then let each part begin where the last one ends.",
                """
def three_parts(n, rng):
    sizes = round(n * 0.6), round(n * 0.2), round(n * 0.2)
    return tuple(rng.choice(n, size, replace=False) for size in sizes)""",
            ),
            Mistake(
                "border-shared",
                "An index at a border is in two parts. A slice `order[a:b]` begins with a and ends before b, so the "
                "next one begins with b: `order[b:]`.",
                edited(THREE_PARTS, "order[a:b], order[b:]", "order[a - 1 : b], order[b - 1 :]"),
            ),
            Mistake(
                "drawn-twice",
                "One part holds the same index several times: you draw and put back. `rng.permutation(n)` has each "
                "index once.",
                """
def three_parts(n, rng):
    order = rng.integers(n, size=n)
    return order[: n * 6 // 10], order[n * 6 // 10 : n * 8 // 10], order[n * 8 // 10 :]""",
            ),
            Mistake(
                "not-shuffled",
                "The indices are in order: first, middle, last. Whatever changes along the data, such as r, then "
                "differs between the parts. Shuffle before you cut.",
                edited(THREE_PARTS, "rng.permutation(n)", "list(range(n))"),
            ),
            Mistake(
                "something-lost",
                "Some indices are in no part. Sizes that are rounded one by one need not add up to n, and a border "
                "can be skipped. Let the last part have all that is left: `order[b:]`.",
                """
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = int(n * 0.6), int(n * 0.2)
    return order[:a], order[a : a + b], order[a + b : a + 2 * b]""",
            ),
            Mistake(
                "all-in-train",
                "Your training part holds everything, so the other two have nothing to say that it does not know. "
                "Cut it off too: `order[:a]`.",
                edited(THREE_PARTS, "order[:a]", "order"),
            ),
            Mistake(
                "other-sizes",
                "A division, but in other sizes. 60 percent are for training, 20 for validation, 20 for the test, in "
                "this order.",
                edited(THREE_PARTS, "order[:a], order[a:b], order[b:]", "order[b:], order[a:b], order[:a]"),
            ),
            Mistake(
                "own-generator",
                "Two different generators give the same parts: your function does not ask the one that it gets. "
                "Whoever calls it could never draw other parts.",
                """
import numpy as np

"""
                + edited(THREE_PARTS, "rng.permutation", "np.random.default_rng(0).permutation"),
            ),
            Mistake(
                "not-repeatable",
                "The same seed gives other parts each time: the chance comes from elsewhere, such as "
                "`np.random.permutation`. Then nobody can repeat your fit. Use `rng`.",
                """
import numpy as np

"""
                + edited(THREE_PARTS, "rng.permutation", "np.random.permutation"),
            ),
            Mistake(
                "shuffled-within-parts",
                "You cut first and shuffle afterwards, within the parts: nobody changes sides, and the parts are still "
                "first, middle, last. Shuffle all indices, then cut.",
                """
def three_parts(n, rng):
    a, b = round(n * 0.6), round(n * 0.8)
    parts = list(range(a)), list(range(a, b)), list(range(b, n))
    for part in parts:
        rng.shuffle(part)
    return parts""",
            ),
            Mistake(
                "one-part-fixed",
                "Chance deals two of the parts, and one holds the same indices each time. If the data change along "
                "their order, that part is unlike the others. Shuffle before any part is cut off.",
                """
def three_parts(n, rng):
    a, b = round(n * 0.6), round(n * 0.8)
    order = rng.permutation(b)
    return order[:a], order[a:], list(range(b, n))""",
            ),
            Mistake(
                "hardly-shuffled",
                "Chance has too little to do: nearly all indices stay where they began. `rng.permutation(n)` moves all "
                "of them.",
                """
def three_parts(n, rng):
    order, (i, j) = list(range(n)), rng.integers(n, size=2)
    order[i], order[j] = order[j], order[i]
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]""",
            ),
            Mistake(
                "block-rotated",
                "Some indices go together nearly always. Whoever turns the order round, or moves blocks, leaves "
                "neighbours with their neighbours, and neighbouring samples are alike. Let each index go its own way: "
                "`rng.permutation(n)`.",
                """
import numpy as np


def three_parts(n, rng):
    order = np.roll(np.arange(n), rng.integers(n))
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]""",
            ),
            Mistake(
                "unequal-chances",
                "Chance is not fair: not every index gets everywhere, or not as often as the others. With "
                "`rng.permutation(n)` all of them are treated alike.",
                edited(THREE_PARTS, "rng.permutation(n)", "[0, *(1 + rng.permutation(n - 1))]"),
            ),
        ),
    ),
    Exercise(
        number="5.4",
        title="Standardise what you know",
        minutes=10,
        goal="divide",
        statement="""
Write `standardise(train, test)` for two arrays of shapes (n, d) and (m, d): samples are rows, features are columns. It
returns both of them as they are after standardising: the features of the *training* part get mean 0 and standard
deviation 1, each feature by itself, and the test part follows. The standard deviation divides by the number of
samples, as numpy's does.""",
        stub="""
def standardise(train, test):
    return ...""",
        hints=(
            "Section 1, the box about the common mistake. How many means are there, and from which samples?",
            "`mean` and `spread` are `train.mean(axis=0)` and `train.std(axis=0)`; both parts become (x - mean) / "
            "spread.",
        ),
        solution=STANDARDISE,
        insight=(
            "Standardising is a part of the fit: its numbers come from the training part, and the test part has no "
            "say in them."
        ),
        task=Function(
            "standardise",
            _two_parts,
            _standardise,
            "a tuple of two arrays, shapes (n, d) and (m, d), both in units of the training part's spread",
            rtol=3e-8,  # whoever adds the usual 1e-8 to the spread, against division by zero, is right
        ),
        mistakes=(
            Mistake(
                "test-data-in-the-standardisation",
                "Mean and spread come from both parts together, so the test part has spoken before its turn. Take "
                "them from `train` alone.",
                """
import numpy as np


def standardise(train, test):
    both = np.concatenate([train, test])
    mean, spread = both.mean(axis=0), both.std(axis=0)
    return (train - mean) / spread, (test - mean) / spread""",
            ),
            Mistake(
                "each-part-by-its-own",
                "Each part has a mean and a spread of its own, so the same r would have two descriptors, one for "
                "training and one for the test. Apply the training part's to both.",
                """
def standardise(train, test):
    return tuple((x - x.mean(axis=0)) / x.std(axis=0) for x in (train, test))""",
            ),
            Mistake(
                "one-for-all-features",
                "One mean and one spread for all features. Each feature has its own: `axis=0` goes down the samples.",
                edited(STANDARDISE, "train.mean(axis=0), train.std(axis=0)", "train.mean(), train.std()"),
            ),
            Mistake(
                "variance-for-spread",
                "You divide by the variance. Its root, the standard deviation, has the units of the feature.",
                edited(STANDARDISE, "train.std(axis=0)", "train.var(axis=0)"),
            ),
            Mistake(
                "divided-by-n-minus-one",
                "Your standard deviation divides by n - 1 (`ddof=1`, or torch's default). Asked is n: then the "
                "standardised training part has exactly spread 1 by numpy's count.",
                edited(STANDARDISE, "train.std(axis=0)", "train.std(axis=0, ddof=1)"),
            ),
            Mistake(
                "test-left-as-it-was",
                "The test part is as it was. Either you left it so, or you have overwritten `train` before its mean "
                "and spread were taken for the test part: by then they are 0 and 1.",
                edited(STANDARDISE, "(test - mean) / spread", "test"),
            ),
            Mistake(
                "mean-left-in",
                "The spreads are right; the means are still there. Subtract first, then divide.",
                edited(STANDARDISE, "(train - mean) / spread, (test - mean) / spread", "train / spread, test / spread"),
            ),
        ),
    ),
    Exercise(
        number="5.5",
        title="When to stop, where to return",
        minutes=10,
        goal="stop",
        statement="""
Write `best_step(training, validation, patience)`: early stopping, afterwards. The first two are lists of losses of
the same length, one for each step; the first step is step 0. Go through the steps in order. Give up at the first step
where `patience` steps in a row have not brought a new lowest validation loss, and look no further. Return the index
of the lowest validation loss up to there; of equal losses the first one counts, and the others are not new lowest
ones. (If `patience` never runs out, you look at all of them.) `patience` is at least 2.""",
        stub="""
def best_step(training, validation, patience):
    return ...""",
        hints=(
            "Section 4, and the line that marks `best` in its figure. Which of the two lists decides?",
            "Keep `best`, the index of the lowest loss so far. At each step: is this loss lower? Stop when `step - "
            "best` reaches `patience`.",
        ),
        solution=BEST_STEP,
        insight=(
            "Early stopping takes two decisions, when to give up and which step to return to, and the second step is "
            "never the later one."
        ),
        task=Function("best_step", _losses, _best_step, "one integer: the index of the step to return to"),
        mistakes=(
            Mistake(
                "training-loss",
                "You follow the training loss, which falls while the network learns the noise. The validation loss "
                "decides.",
                edited(BEST_STEP, "best = 0", "best, validation = 0, training"),
            ),
            Mistake(
                "patience-ignored",
                "That is the lowest loss of the whole list. Where patience runs out, the later steps are never made: "
                "you cannot know them.",
                """
import numpy as np


def best_step(training, validation, patience):
    return int(np.argmin(validation))""",
            ),
            Mistake(
                "step-of-giving-up",
                "That is where you give up. By then the loss has been worse for a while: return to the best step.",
                edited(BEST_STEP, "return best", "return step"),
            ),
            Mistake(
                "step-of-giving-up-in-the-loop",
                "Where patience runs out you return that very step. Return `best` there too.",
                edited(BEST_STEP, "            break", "            return step"),
            ),
            Mistake(
                "loss-returned",
                "That is the loss itself. Asked is its index, the number of the step.",
                edited(BEST_STEP, "return best", "return validation[best]"),
            ),
            Mistake(
                "one-step-too-patient",
                "You wait for one step more than `patience`. With the index of the best step at hand, stop as soon as "
                "`step - best` equals it.",
                edited(BEST_STEP, ">= patience", "> patience"),
            ),
            Mistake(
                "one-step-too-soon",
                "You give up one step too soon: `patience` steps without a new lowest loss are allowed, and only the "
                "last of them is the end.",
                edited(BEST_STEP, ">= patience", ">= patience - 1"),
            ),
            Mistake(
                "counted-from-one",
                "Off by one: the first step is step 0.",
                edited(BEST_STEP, "return best", "return best + 1"),
            ),
            Mistake(
                "tie-taken-for-new-lowest",
                "Of equal losses you take the last one. A loss that has been there before is nothing new: the first "
                "one counts, so compare with `<`.",
                edited(BEST_STEP, "loss < ", "loss <= "),
            ),
            Mistake(
                "step-0-left-out",
                "Step 0 can be the best one too: where all later losses are larger, return 0. Your search for the "
                "lowest loss begins behind it.",
                """
def best_step(training, validation, patience):
    best = 1
    for step in range(2, len(validation)):
        if validation[step] < validation[best]:
            best = step
        if step - best >= patience:
            break
    return best""",
            ),
            Mistake(
                "counter-not-reset",
                "You count all steps without a new lowest loss. They must be in a row: set the counter back to 0 when "
                "there is one.",
                """
def best_step(training, validation, patience):
    best, waited = 0, 0
    for step in range(1, len(validation)):
        if validation[step] < validation[best]:
            best = step
        else:
            waited += 1
        if waited == patience:
            break
    return best""",
            ),
            Mistake(
                "compared-with-the-step-before",
                "You wait for rises in a row. A loss that falls again, but not below the lowest one, is no progress "
                "either: compare with the lowest so far.",
                """
def best_step(training, validation, patience):
    best, waited = 0, 0
    for step in range(1, len(validation)):
        if validation[step] < validation[best]:
            best = step
        waited = waited + 1 if validation[step] > validation[step - 1] else 0
        if waited == patience:
            break
    return best""",
            ),
        ),
    ),
    Exercise(
        number="5.6",
        title="Small weights, exactly",
        minutes=10,
        goal="stop",
        statement="""
Keep the weights of a *linear* map small, without an optimiser. Write `ridge(g, f, alpha)`: the weights $w$ that
minimise $\\frac{1}{n} \\sum_s \\left(\\sum_i g_{si} w_i - f_s\\right)^2 + \\alpha \\sum_i w_i^2$. The features `g` have
shape (n, d), the samples `f` have shape (n,). There is no bias besides the columns of `g`, and all weights are
penalised alike. The check compares four digits.""",
        stub="""
import numpy as np


def ridge(g, f, alpha):
    return ...""",
        hints=(
            "Section 4, weight decay. At the minimum the derivative by every weight is zero, and it is linear in w.",
            "(g.T @ g / n + alpha * identity) @ w = g.T @ f / n, with an identity of size d.",
        ),
        solution=RIDGE,
        insight=(
            "Weight decay adds alpha to every eigenvalue of the equations, so what the samples hardly "
            "determine stays near zero."
        ),
        seconds=20.0,  # torch takes a second or more to import its optimisers, should somebody use one
        task=Function(
            "ridge", _penalties, _ridge, "an array of weights, shape (d,)", rtol=5e-4, atol=5e-5, any_shape=True
        ),
        mistakes=(
            Mistake(
                "sum-for-mean",
                "You penalise the sum of the squares, so alpha means less the more samples there are. With the mean, "
                "both `g.T @ g` and `g.T @ f` are divided by n.",
                edited(edited(RIDGE, "g.T @ g / n", "g.T @ g"), "g.T @ f / n", "g.T @ f"),
            ),
            Mistake(
                "n-on-one-side",
                "`g.T @ g` is divided by n and `g.T @ f` is not. The mean is over both.",
                edited(RIDGE, "g.T @ f / n", "g.T @ f"),
            ),
            Mistake(
                "alpha-on-all-entries",
                "alpha is added to every entry of the matrix, which penalises the square of the sum of the weights. "
                "It belongs on the diagonal: `alpha * np.eye(d)`.",
                edited(RIDGE, "alpha * np.eye(d)", "alpha"),
            ),
            Mistake(
                "sign-of-the-penalty",
                "The wrong sign: large weights are rewarded. The penalty is added, and so is alpha on the diagonal.",
                edited(RIDGE, "+ alpha", "- alpha"),
            ),
            Mistake(
                "no-penalty",
                "These are the weights of plain least squares: alpha has no say.",
                edited(RIDGE, " + alpha * np.eye(d)", ""),
            ),
            Mistake(
                "half-the-penalty",
                "Half the penalty, as torch's option does it. Here the derivative of alpha * w**2 has its factor 2, as "
                "the error's has, and the two cancel.",
                edited(RIDGE, "alpha * np.eye(d)", "alpha / 2 * np.eye(d)"),
            ),
            Mistake(
                "twice-the-penalty",
                "Twice the penalty: the factor 2 of a square's derivative stands with the penalty only. The error has "
                "it too, and the two cancel.",
                edited(RIDGE, "alpha * np.eye(d)", "2 * alpha * np.eye(d)"),
            ),
            Mistake(
                "alpha-squared",
                "alpha is squared. If you append rows to `g`, they hold the root of alpha (times the root of n, if "
                "you sum).",
                edited(RIDGE, "alpha * np.eye(d)", "alpha**2 * np.eye(d)"),
            ),
            Mistake(
                "first-weight-let-off",
                "The first weight is not penalised, as if it were a bias. Here all weights are alike.",
                edited(RIDGE, "np.eye(d)", "np.diag([0] + [1] * (d - 1))"),
            ),
        ),
    ),
    Exercise(
        number="5.7",
        title="Beyond the data",
        minutes=None,
        goal="say",
        statement="""
Write `learn(r, f)`: from samples `f` at the arguments `r` it makes a map, and returns it as a function `predict`,
which takes an array of arguments, shape (k,), and returns an array of shape (k,). There are 50 arguments, evenly
spaced from 0.1 to 5, the samples have noise of size 0.01, and nobody may ask beyond 5. Still, the largest error of
`predict` should be at most 0.05 on $[0.1, 5]$ *and* on $[5, 15]$, and at $r = 100$ at most a thousandth may be left.

The check brings six black boxes of its own, so `toy_function` itself is of no use. Each is a polynomial of degree two
times an exponential decay, like the toy function, with other weights. The decay is slower by 10 to 20 percent; how
much it is, nobody tells you. Rehearse with `r = np.linspace(0.1, 5, 50)` and samples of
`(r**2 - r + 1) * np.exp(-0.85 * r)` plus noise. When it works: which knowledge have you built in, and what does it
cost where it is wrong? (`kink`, in `miniff_edu.targets`, has a slope that jumps.)""",
        stub="""
import numpy as np

from miniff_edu.descriptors import PowerDecay


def learn(r, f):
    return ...""",
        hints=(
            "Section 5: which of the four maps dies out by itself? And what does a bias do where all else has decayed?",
            "`PowerDecay(n)` and `lstsq`, without a bias. Too few descriptors cannot follow, too many follow the "
            "noise: fit the first half of the samples with n = 2 to 6, and see which n is best at the second; then "
            "fit all of them with it.",
        ),
        solution=f"""{LEARN}


# Built in: f is smooth, and dies out like a polynomial times exp(-r).
# `kink` does neither. Up to 5 the largest error is 0.06, at the jump of the
# slope and at the end; at r = 15 it is 1.1, which is all that kink is there.""",
        insight=(
            "Beyond the data a map says what you have built into it, and where that knowledge is wrong the map is "
            "wrong too."
        ),
        task=Finding("learn", _learn, "a function that takes r and f and returns a function `predict`"),
        seconds=20.0,
        mistakes=(
            Mistake(
                "runs-away",
                "Beyond the data your map runs away, as polynomials do. Multiply by something that dies out, or "
                "choose descriptors that do.",
                """
import numpy as np


def learn(r, f):
    return np.poly1d(np.polyfit(r, f, 7))""",
            ),
            Mistake(
                "constant-beyond",
                "Beyond the data your map stays at its last value, and the black box goes on to zero.",
                """
import numpy as np


def learn(r, f):
    return lambda r_new: np.interp(r_new, r, f)""",
            ),
            Mistake(
                "cut-to-zero",
                "Zero beyond the data: right in the end, and too early. The black box has not died out at 5, so there "
                "is a jump, and no force at it.",
                edited(LEARN, "family(r_new) @ weights", "(family(r_new) @ weights) * (r_new <= 5)"),
            ),
            Mistake(
                "something-left",
                "Far out your map does not go to zero. A bias (or what hidden units say when all descriptors have "
                "vanished) stays when all else has decayed: leave it out, or subtract it.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def learn(r, f):
    def columns(r):
        return np.column_stack([PowerDecay(4)(r), np.ones(len(r))])

    weights, *_ = np.linalg.lstsq(columns(r), f)
    return lambda r_new: columns(r_new) @ weights""",
            ),
            Mistake(
                "underfits",
                "Your map dies out, but it does not follow the black boxes where the samples are. Plot it: does it "
                "pass through the samples? If not, take more descriptors (their decay differs from that of the black "
                "boxes, and more of them can make up for it), or less weight decay.",
                edited(LEARN, "PowerDecay(5)", "PowerDecay(2)"),
            ),
            Mistake(
                "overshoots",
                "Your map follows the samples, and swings out behind the last one before it dies out. What the samples "
                "hardly determine, such as the weights of many powers, follows the noise: take fewer descriptors, or "
                "add weight decay.",
                edited(LEARN, "PowerDecay(5)", "PowerDecay(10)"),
            ),
            Mistake(
                "forgets-too-soon",
                "Your map dies out too fast beyond the last sample. Descriptors that end where the data end do that, "
                "and so does noise in the weights of many powers: choose some that reach further, or fewer.",
                """
import numpy as np


def learn(r, f):
    def columns(r):
        centres = np.linspace(0, 5, 15)
        return np.exp(-((r[:, None] - centres) ** 2) / 0.32)

    weights, *_ = np.linalg.lstsq(columns(r), f)
    return lambda r_new: columns(r_new) @ weights""",
            ),
            Mistake(
                "lingers",
                "Your map dies out, and too slowly. Its tail comes from a few noisy samples, or from high powers whose "
                "weights follow the noise: use all samples, and fewer weights.",
                """
import numpy as np


def learn(r, f):
    def predict(r_new):
        tail = f[-5:].mean() * np.exp(-0.15 * (r_new - 5))
        return np.where(r_new > 5, tail, np.interp(r_new, r, f))

    return predict""",
            ),
            Mistake(
                "same-for-all",
                "Your map is the same for all black boxes: it does not depend on the samples. It should be made from "
                "`r` and `f`.",
                """
from miniff_edu.targets import toy_function


def learn(r, f):
    return toy_function""",
            ),
            Mistake(
                "no-function-returned",
                "`learn` should return a function, which can be asked about other arguments later. Define `predict` "
                "inside, and return it without ().",
                edited(LEARN, "return lambda r_new: family(r_new)", "return family(r)"),
            ),
        ),
    ),
)
