"""The exercises of chapter 4, optimisation: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

from ..._support.checks import a_type
from ..._support.later import np
from ..engine.compare import is_numeric, plain, squeezed
from ..engine.exercise import Choice, Exercise, Finding, Function, Mistake, Number, Wrong, edited, note

Cases = list[tuple[Any, ...]]
Loss = Callable[[Any], float]

BUDGET = 100  # evaluations that a walk may take
STARTS, ENOUGH = 20, 15  # walks, and how many of them have to arrive
NEAR = 1.01  # times the lowest loss, as in the chapter


def _wavy(a: np.ndarray, m: np.ndarray) -> Loss:
    """Return a loss whose slope is another one to the right and to the left, and has either sign."""

    def loss(w: Any) -> float:
        w = np.asarray(w, dtype=float)
        return float(np.sin(w @ a) + w @ m @ w + (w**3)[::2].sum() - (w**3)[1::2].sum())

    return loss


def _losses(rng: np.random.Generator) -> Cases:
    sizes = ((2, 0.1), (4, 0.05), (3, 0.2))
    return [(_wavy(rng.normal(size=n), rng.normal(size=(n, n))), rng.normal(size=n), step) for n, step in sizes]


def _central(loss: Loss, w: np.ndarray, step: float) -> np.ndarray:
    slopes = []
    for i in range(len(w)):
        up, down = ([x + side * (i == j) for j, x in enumerate(w.tolist())] for side in (step, -step))
        slopes.append((loss(np.array(up)) - loss(np.array(down))) / (2 * step))
    return np.array(slopes)


def _features(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Draw descriptors of different sizes, so that their landscape is a valley."""
    return rng.normal(size=(n, d)) * rng.permutation(np.linspace(1, 3, d))


def _bowls(rng: np.random.Generator) -> Cases:
    cases = []
    for n, d, n_steps in ((12, 3, 5), (8, 2, 1), (20, 4, 25), (10, 3, 0)):
        g = _features(rng, n, d)
        steepest = 2 * np.linalg.norm(g, 2) ** 2 / n
        cases.append(
            (g, g @ rng.normal(scale=3, size=d) + rng.normal(size=n), float(rng.uniform(0.5, 0.9) / steepest), n_steps)
        )
    return cases


def _descend(g: np.ndarray, f: np.ndarray, rate: float, n_steps: int) -> np.ndarray:
    """Return where gradient descent is after some steps without taking them: each direction shrinks by its factor."""
    bottom, *_ = np.linalg.lstsq(g, f)
    curvature, directions = np.linalg.eigh(2 * g.T @ g / len(g))
    left = (1 - rate * curvature) ** n_steps
    return bottom - directions @ (left * (directions.T @ bottom))


def _valleys(rng: np.random.Generator) -> Cases:
    """Draw descriptors; for the second ones the safe rate is above 1, and so above the share."""
    return [(size * _features(rng, n, d),) for n, d, size in ((9, 2, 1.0), (15, 4, 0.1), (30, 3, 1.0))]


def _rate_and_share(g: np.ndarray) -> tuple[float, float]:
    s = np.linalg.svd(g, compute_uv=False)
    return len(g) / (2 * s[0] ** 2), 1 - (s[-1] / s[0]) ** 2


def _jacobians(rng: np.random.Generator) -> Cases:
    sizes = ((6, 3, 0.5), (9, 2, 60.0), (12, 4, 1e-3), (3, 3, 0.2))
    return [(rng.normal(size=(n, d)), 30 * rng.normal(size=n), damping) for n, d, damping in sizes]


def _damped_step(j: np.ndarray, rho: np.ndarray, damping: float) -> np.ndarray:
    """Solve the same problem as plain least squares, with a row more for each weight: stay where you are."""
    d = j.shape[1]
    rows = np.concatenate([j, math.sqrt(damping) * np.eye(d)])
    return np.linalg.lstsq(rows, np.concatenate([-rho, np.zeros(d)]))[0]


@functools.cache
def _samples() -> tuple[np.ndarray, np.ndarray]:
    """Return the chapter's descriptor and its toy function, without torch, which takes seconds to import."""
    r = np.linspace(0.1, 10, 100)
    x = np.exp(-r)
    return (x - x.mean()) / x.std(), (r**2 - r + 1) * np.exp(-r)


@functools.cache
def _lowest() -> float:
    """Return the lowest loss of the two weights: for a given first one the best second one is known."""
    x, f = _samples()
    rows = [1 / (1 + np.exp(-w_1 * x)) for w_1 in np.linspace(2, 4, 401)]
    return min(float(np.mean(f**2) - np.mean(f * h) ** 2 / np.mean(h**2)) for h in rows)


class _Landscape:
    """The landscape of the chapter with samples and descriptor scaled; it remembers who has asked."""

    def __init__(self, factor: float, stretch: float) -> None:
        x, f = _samples()
        self.f = factor * f
        self.x = stretch * x  # moves the lowest point to another first weight
        self.arrived = NEAR * factor**2 * _lowest()
        self.places: list[np.ndarray] = []
        self.losses: list[float] = []
        self.gradients: list[np.ndarray] = []

    def look(self, w: Any) -> tuple[float, np.ndarray]:
        """Return the loss and its gradient."""
        h = 1 / (1 + np.exp(-w[0] * self.x))
        residual = w[1] * h - self.f
        slopes = [residual * w[1] * h * (1 - h) * self.x, residual * h]
        return float(np.mean(residual**2)), np.array([2 * np.mean(slope) for slope in slopes])

    def __call__(self, w: Any) -> tuple[float, np.ndarray]:
        """Do the same, and count."""
        if len(self.losses) >= BUDGET:
            raise Wrong("over-budget")
        w = np.array(plain(w), dtype=float)
        loss, gradient = self.look(w)
        self.places.append(w)
        self.losses.append(loss)
        self.gradients.append(gradient)
        return loss, gradient.copy()

    def why(self, end: float) -> str:
        """Name what went wrong on a walk that ended at this loss."""
        losses = np.nan_to_num(self.losses, nan=np.inf)
        if len(losses) < 2:
            return "stopped-early" if len(losses) else "never-asked"
        first, last, best = losses[0], losses[-1], losses.min()
        along = (self.places[1] - self.places[0]) @ self.gradients[0]
        if along > 0 and not (losses[1:] < losses[:-1]).any():
            return "uphill"
        goes_down, few = losses[-10:].min() < first, losses[-3:].max()
        if goes_down and (few <= self.arrived or not end <= 1.5 * few):
            return "returned-another-place"
        if end <= best < 0.95 * last:
            return "scattered"
        if not goes_down:
            return "diverges"
        if losses.max() > 1.5 * first:
            return "thrown-out"
        if end > 1.02 * best and losses[-20:].max() > 1.05 * best:
            return "swings"
        return "stopped-early" if len(losses) < 0.9 * BUDGET else "too-slow"


def _walks(walk: Any, rng: np.random.Generator) -> str:
    with np.errstate(all="ignore"):
        return _try_walks(walk, rng)


def _try_walks(walk: Any, rng: np.random.Generator) -> str:
    ends, reasons, used, beside, shape = [], [], [], 0.0, (2,)
    lost: tuple[Any, ...] = ()
    asked = "weights with a loss within one per cent of the lowest, {:.6g} at most"
    for factor, stretch in rng.uniform(0.7, 1.3, size=(STARTS, 2)):
        there, start = _Landscape(factor, stretch), np.array([rng.uniform(-4, 5), rng.uniform(-0.5, 1.3)])
        note(asked.format(there.arrived), loss_and_gradient=there, w=start)
        end = walk(lambda w, there=there: there(w), start.copy())  # a function, and nothing to be read from it
        end = plain(list(end) if isinstance(end, tuple) else end)
        if not is_numeric(end) or np.shape(squeezed(end, (2,))) != (2,):
            seen = f" of shape {np.shape(end)}" if is_numeric(end) else ""
            raise Wrong("not-two-weights", f"Yours returns {a_type(end)}{seen}.")
        shape, end = np.shape(end), squeezed(end, (2,))
        ends.append(end)
        if len(there.losses) == 1 and np.array_equal(end, there.gradients[0]):
            raise Wrong(
                "gradient-returned", "That is the gradient at the start. Walk: take steps, and return the weights."
            )
        beside = max(beside, float(np.abs(there.places[0] - start).max())) if there.places else math.inf
        loss = there.look(end)[0]
        if not loss <= there.arrived:
            lost = lost or (factor, stretch, start)
            reasons.append(there.why(loss))
            used.append(len(there.losses))
    arrived = STARTS - len(reasons)
    seen = f"It arrives from {arrived} of {STARTS} starts."
    if lost:
        there = _Landscape(*lost[:2])
        note(asked.format(there.arrived), loss_and_gradient=there, w=lost[2])
    if arrived >= ENOUGH and beside < 1e-6:
        if shape != (2,):
            raise Wrong("not-two-weights", f"{seen} The numbers are right, only their shape is not: {shape}.")
        return seen
    if np.ptp(ends, axis=0).min() < 1e-9:
        raise Wrong("learnt-by-heart", seen)
    if arrived >= ENOUGH:
        raise Wrong("another-start", seen)
    thrown, slow = reasons.count("thrown-out"), reasons.count("too-slow")
    if min(thrown, slow) >= 3:
        raise Wrong("no-rate-for-all", f"{seen} It is thrown out from {thrown}, and too slow from {slow}.")
    reasons = ["swings" if reason == "thrown-out" else reason for reason in reasons]
    name = max(reasons, key=reasons.count)
    if name == "never-asked":
        seen += " It never asks for the loss that it is given, so it cannot follow it: call `loss_and_gradient`."
    if name == "stopped-early":
        seen += f" From the others it asks for the loss {np.median(used):.0f} times, and {BUDGET} are allowed."
    raise Wrong(name, seen)


CENTRAL = """
import numpy as np


def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        rise = loss(w + side) - loss(w - side)
        gradient[i] = rise / (2 * step)
    return gradient"""

DESCEND = """
import numpy as np


def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        residual = g @ w - f
        w = w - rate * 2 * g.T @ residual / len(f)
    return w"""

SAFE_RATE = """
import numpy as np


def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    flattest, steepest = curvature[0], curvature[-1]
    return 1 / steepest, 1 - flattest / steepest"""

DAMPED = """
import numpy as np


def damped_step(j, rho, damping):
    matrix = j.T @ j + damping * np.eye(j.shape[1])
    return np.linalg.solve(matrix, -j.T @ rho)"""

ADAM = """
import numpy as np


def walk(loss_and_gradient, w):
    mean, size = np.zeros(2), np.zeros(2)
    for t in range(1, 101):
        gradient = loss_and_gradient(w)[1]
        mean = 0.9 * mean + 0.1 * gradient
        size = 0.999 * size + 0.001 * gradient**2
        usual = np.sqrt(size / (1 - 0.999**t))
        w = w - 0.3 * mean / (1 - 0.9**t) / usual
    return w"""

DOWNHILL = """
def walk(loss_and_gradient, w):
    for _ in range(100):
        w = w - 1.0 * loss_and_gradient(w)[1]
    return w"""

EXERCISES = (
    Exercise(
        number="4.1",
        title="A curve that jumps",
        minutes=2,
        goal="read",
        statement="""
A Levenberg-Marquardt fit has taken 40 steps and 68 evaluations. The loss is still above $10^{-5}$. In
`history.evaluations` it jumps up again and again, sometimes to several times the value before; in `history.steps` it
goes down. What are the jumps?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Section 5, the last part: what is an evaluation, and what is a step?",
            "68 evaluations for 40 steps: what was evaluated those other times, and where is the fit afterwards?",
        ),
        solution='answer = "c"',
        insight="Evaluations are what a fit costs and steps are where it went: pay with the first, read the second.",
        task=Choice(
            {
                "a": "The learning rate is too large, and the fit is about to diverge.",
                "b": "Rounding: the loss has reached the floor of float64 and flickers there.",
                "c": "Trial steps that were too long: they were not taken, and a larger $\\lambda$ was tried.",
                "d": "Leaps out of a local minimum, into a lower one.",
            },
            right="c",
        ),
        mistakes=(
            Mistake(
                "diverges",
                "A loss that diverges would take the steps along, and those go down. Besides, Levenberg-Marquardt has "
                "no learning rate: its damping does that work.",
                'answer = "a"',
            ),
            Mistake(
                "floor",
                "The floor of float64 was below 1e-24 in section 5. This loss is above 1e-5, with many digits to go.",
                'answer = "b"',
            ),
            Mistake(
                "leaps",
                "To leap somewhere, the fit would have to go there. It did not: `history.steps` holds the loss where "
                "each step ended, and the jumps are missing in it.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="4.2",
        title="A longer valley",
        minutes=2,
        goal="predict",
        statement="""
The descriptors of a linear map have a condition number of 30, and the map can fit the samples exactly. Gradient descent
walks with the safe learning rate. After how many steps, by the bound of the chapter, is the loss divided by ten
thousand? Write an expression, and let Python compute it.""",
        stub="""
import numpy as np

answer = ...""",
        hints=(
            "Section 3, and the two sentences below its table. Two squares are hidden there.",
            "kappa is cond(G) squared, and the loss is the error squared. It takes kappa steps for each factor e in "
            "the error.",
        ),
        solution="""
import numpy as np

answer = 30**2 * np.log(100)""",
        insight=(
            "The condition number of the descriptors enters squared: ten times as large a one can cost gradient "
            "descent a hundred times the steps."
        ),
        task=Number(lambda: math.log(100) / -math.log1p(-1 / 900), rtol=1.5e-3),
        mistakes=(
            Mistake(
                "condition-not-squared",
                "The curvatures are those of G.T @ G, so their ratio kappa is the condition number of G, squared.",
                """
import numpy as np

answer = 30 * np.log(100)""",
            ),
            Mistake(
                "loss-for-error",
                "The bound speaks of the error. A loss that is 10,000 times smaller is an error that is 100 times "
                "smaller.",
                """
import numpy as np

answer = 30**2 * np.log(10_000)""",
            ),
            Mistake(
                "both-squares-forgotten",
                "Two squares are missing: kappa is cond(G) squared, and the loss is the error squared.",
                """
import numpy as np

answer = 30 * np.log(10_000)""",
            ),
            Mistake(
                "decimal-logarithm",
                "It is kappa steps per factor e, not per factor 10: the natural logarithm, `np.log`.",
                """
import numpy as np

answer = 30**2 * np.log10(100)""",
            ),
            Mistake(
                "no-logarithm",
                "Each step multiplies the error, so the number of steps grows with the logarithm of the factor.",
                "answer = 30**2 * 100",
            ),
        ),
    ),
    Exercise(
        number="4.3",
        title="A third opinion",
        minutes=10,
        goal="write",
        statement="""
Write `central_difference(loss, w, step)`, which tests everybody's gradient. `loss` is a function of an array of
weights and returns a number; `w` has shape (n,). For each weight: the loss a `step` above minus the loss a `step`
below, divided by the distance between the two, with all other weights as they were. Return an array of shape (n,).""",
        stub="""
import numpy as np


def central_difference(loss, w, step):
    return ...""",
        hints=(
            "Section 1 has it for the first weight, in `difference`. What has to change from weight to weight?",
            "(loss(w + side) - loss(w - side)) / (2 * step), where `side` is zero but for one `step`.",
        ),
        solution=CENTRAL,
        insight=(
            "Central differences are exact for parabolas, and for other smooth losses their error shrinks with the "
            "square of the step, until rounding takes over."
        ),
        task=Function(
            "central_difference", _losses, _central, "an array of shape (n,), one slope for each weight", rtol=1e-7
        ),
        mistakes=(
            Mistake(
                "forward-difference",
                "That is a forward difference: one foot stays at w. Step to both sides and divide by twice the step; "
                "the bend of the curve then cancels.",
                edited(
                    edited(CENTRAL, "loss(w + side) - loss(w - side)", "loss(w + side) - loss(w)"), "(2 * step)", "step"
                ),
            ),
            Mistake(
                "backward-difference",
                "That is a backward difference: one foot stays at w. Step to both sides and divide by twice the step.",
                edited(
                    edited(CENTRAL, "loss(w + side) - loss(w - side)", "loss(w) - loss(w - side)"), "(2 * step)", "step"
                ),
            ),
            Mistake(
                "distance-not-doubled",
                "Twice what is asked: from one side to the other the distance is two steps.",
                edited(CENTRAL, "(2 * step)", "step"),
            ),
            Mistake(
                "missing-brackets",
                "`/ 2 * step` divides by 2 and multiplies by the step. Write `/ (2 * step)`.",
                edited(CENTRAL, "(2 * step)", "2 * step"),
            ),
            Mistake(
                "all-weights-at-once",
                "You move all weights at once, so every slope is the same. Move one weight at a time, and leave the "
                "others where they are.",
                edited(CENTRAL, "side[i]", "side[:]"),
            ),
            Mistake(
                "sign",
                "Right but for the sign: above minus below, in this order.",
                edited(CENTRAL, "loss(w + side) - loss(w - side)", "loss(w - side) - loss(w + side)"),
            ),
            Mistake(
                "not-a-copy",
                "All slopes are zero. Did you fill them in? Or is `up = w` somewhere in your code? That is no copy but "
                "a second name, so that `up` and `down` are the same array: write `up = w.copy()`.",
                """
import numpy as np


def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        up, down = w, w
        up[i] += step
        down[i] -= step
        gradient[i] = (loss(up) - loss(down)) / (2 * step)
    return gradient""",
            ),
            Mistake(
                "not-put-back",
                "The first slope is right and the next ones are not: each weight stays a step below, because you "
                "change `w` and do not put it back. Work on a copy, for each weight a new one.",
                """
import numpy as np


def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        w[i] += step
        up = loss(w)
        w[i] -= 2 * step
        gradient[i] = (up - loss(w)) / (2 * step)
    return gradient""",
            ),
        ),
    ),
    Exercise(
        number="4.4",
        title="Down a bowl",
        minutes=10,
        goal="write",
        statement="""
The loss of a linear map is the mean, over the samples, of the squares of $\\rho = G w - f$. Write
`descend(g, f, rate, n_steps)`: begin with all weights 0, take `n_steps` steps of gradient descent with the learning
rate `rate`, and return the weights where it ends, shape (d,). The descriptors `g` have shape (n, d), the samples `f`
shape (n,), and `n_steps` may be 0. The gradient is yours to derive.""",
        stub="""
import numpy as np


def descend(g, f, rate, n_steps):
    return ...""",
        hints=(
            "Section 2 has the three lines of gradient descent. The gradient: chain rule, as in section 1, with G in "
            "the place of the hidden unit.",
            "The gradient is 2 * g.T @ (g @ w - f) / n, with n the number of samples.",
        ),
        solution=DESCEND,
        insight="Gradient descent asks for a gradient and a learning rate, and pays for its modesty in steps.",
        task=Function("descend", _bowls, _descend, "an array of weights, shape (d,)", rtol=1e-7, atol=1e-10),
        seconds=20.0,  # an answer with torch.optim, at its first use
        mistakes=(
            Mistake(
                "uphill",
                "You walk uphill. The gradient points to where the loss grows, so it is subtracted; with f - g @ w as "
                "the residual its sign turns once more.",
                edited(DESCEND, "w - rate", "w + rate"),
            ),
            Mistake(
                "factor-2-forgotten",
                "The derivative of a square brings a factor 2, and it is missing: your steps have half their length.",
                edited(DESCEND, "rate * 2", "rate"),
            ),
            Mistake(
                "sum-for-mean",
                "That is the gradient of the sum of the squares. The loss is their mean: divide by the number of "
                "samples.",
                edited(DESCEND, " / len(f)", ""),
            ),
            Mistake(
                "divided-by-the-weights",
                "You divide by the number of weights, `len(w)` or `g.shape[1]`. The mean goes over the samples.",
                edited(DESCEND, "len(f)", "len(w)"),
            ),
            Mistake(
                "one-step-short",
                "One step short: `range(n)` has n entries, from 0 to n - 1, and `range(1, n)` has one less.",
                edited(DESCEND, "range(n_steps)", "range(1, n_steps)"),
            ),
            Mistake(
                "one-step-too-many",
                "One step too many: `range(n_steps)` has n_steps entries although it begins with 0.",
                edited(DESCEND, "range(n_steps)", "range(n_steps + 1)"),
            ),
            Mistake(
                "never-stands-still",
                "Right for one step and more. With `n_steps` = 0 nothing is to be done: return the zeros where it "
                "begins. Your first step is taken in any case.",
                """
import numpy as np


def descend(g, f, rate, n_steps):
    w = rate * 2 * g.T @ f / len(f)
    for _ in range(n_steps - 1):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
    return w""",
            ),
            Mistake(
                "old-gradient",
                "The first step is right, and then you go on with its gradient. The slope changes on the way: compute "
                "the residual anew inside of the loop.",
                """
import numpy as np


def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    gradient = 2 * g.T @ (g @ w - f) / len(f)
    for _ in range(n_steps):
        w = w - rate * gradient
    return w""",
            ),
            Mistake(
                "loss-returned",
                "That is the loss at the end of the walk. The weights there are asked.",
                edited(DESCEND, "return w", "return np.mean((g @ w - f) ** 2)"),
            ),
        ),
    ),
    Exercise(
        number="4.5",
        title="How fast, how long",
        minutes=10,
        goal="predict",
        statement="""
Before gradient descent takes its first step, the descriptors tell its speed. For a linear map and the mean squared
error, write `safe_rate(g)`, with `g` of shape (n, d). It returns `rate, share`: the safe learning rate $1/c_{max}$, and
the share of the error along the flattest direction that each such step *leaves*, $1 - 1/\\kappa$.""",
        stub="""
import numpy as np


def safe_rate(g):
    return ...""",
        hints=(
            "Section 3: the text before the prediction, and the first two lines of `count_steps`.",
            "The curvatures are the eigenvalues of 2 * g.T @ g / n. `np.linalg.eigvalsh` returns them in increasing "
            "order.",
        ),
        solution=SAFE_RATE,
        insight="The steepest direction sets the learning rate, and the flattest one the waiting time.",
        task=Function("safe_rate", _valleys, _rate_and_share, "a tuple of two numbers: rate, share", rtol=1e-5),
        mistakes=(
            Mistake(
                "factor-2-forgotten",
                "Your rate is twice the safe one, at the edge where gradient descent stops settling. Either it is "
                "2 / c_max, or the 2 is missing in the curvature of a mean of squares, 2 G.T G / n.",
                edited(SAFE_RATE, "2 * g.T", "g.T"),
            ),
            Mistake(
                "sum-for-mean",
                "Your rate is right for a sum of squares. The loss is a mean: the curvatures are divided by the number "
                "of samples.",
                edited(SAFE_RATE, " / len(g)", ""),
            ),
            Mistake(
                "divided-by-the-weights",
                "You divide by the number of descriptors, `g.shape[1]`. The mean goes over the samples, `len(g)`.",
                edited(SAFE_RATE, "len(g)", "g.shape[1]"),
            ),
            Mistake(
                "ends-swapped",
                "Largest and smallest are swapped: `eigvalsh` returns eigenvalues in increasing order (singular values "
                "come in decreasing order). With your rate the steep directions explode once kappa is above 2.",
                edited(SAFE_RATE, "curvature[0], curvature[-1]", "curvature[-1], curvature[0]"),
            ),
            Mistake(
                "condition-not-squared",
                "The rate is right. The share is not: kappa is the ratio of the curvatures, the condition number of g "
                "squared.",
                edited(SAFE_RATE, "1 - flattest / steepest", "1 - 1 / np.linalg.cond(g)"),
            ),
            Mistake(
                "share-that-goes",
                "The rate is right. Your share is what a step takes away, 1 / kappa; asked is what it leaves.",
                edited(SAFE_RATE, "1 - flattest / steepest", "flattest / steepest"),
            ),
            Mistake(
                "loss-for-error",
                "The rate is right. Your share is that of the loss, which is the square of the error's.",
                edited(SAFE_RATE, "1 - flattest / steepest", "(1 - flattest / steepest) ** 2"),
            ),
            Mistake(
                "table-of-samples",
                "`g @ g.T` is a table of samples by samples; it has curvature 0 in directions that are no weights at "
                "all. The weights meet in `g.T @ g`, shape (d, d).",
                edited(SAFE_RATE, "g.T @ g", "g @ g.T"),
            ),
        ),
    ),
    Exercise(
        number="4.6",
        title="One damped step",
        minutes=10,
        goal="tell",
        statement="""
Write `damped_step(j, rho, damping)`, the step $\\delta$ of Levenberg-Marquardt: the solution of
$(J^T J + \\lambda \\mathbb{1}) \\delta = -J^T \\rho$. The derivatives `j` have shape (n, d), the residuals `rho` shape
(n,), and `damping` is the number $\\lambda$. Return an array of shape (d,). Then try a tiny and a huge damping: which
of the other walkers does it resemble with the huge one?""",
        stub="""
import numpy as np


def damped_step(j, rho, damping):
    return ...""",
        hints=(
            "Section 2, the fourth walker. What are the shapes of J.T J, of the unit matrix, and of J.T rho?",
            "`np.linalg.solve(matrix, right)` solves matrix @ step = right; the unit matrix is `np.eye(d)`.",
        ),
        solution=f"""{DAMPED}


# A huge damping: gradient descent, with the learning rate n / (2 * damping).
# At the ring of the first figure, with 1e4, the two steps differ by 0.4 %.
# A tiny one (1e-6) jumps to the bottom of the linearised problem, to 1e-5.""",
        insight=(
            "One number leads from one walker to another: a small damping jumps to the bottom of the linearised "
            "problem, a large one takes a short step downhill."
        ),
        task=Function("damped_step", _jacobians, _damped_step, "an array of shape (d,): the step", rtol=1e-5),
        mistakes=(
            Mistake(
                "uphill",
                "Right but for the sign: this step leads uphill. The right-hand side is minus J.T rho.",
                edited(DAMPED, "-j.T @ rho", "j.T @ rho"),
            ),
            Mistake(
                "damping-left-out",
                "There is no damping in it. Without it the step is the whole jump, and nothing holds it back when the "
                "linearised problem is a bad guess.",
                edited(DAMPED, " + damping * np.eye(j.shape[1])", ""),
            ),
            Mistake(
                "damping-everywhere",
                "Numpy adds a number to all entries of a matrix. The damping belongs on the diagonal: "
                "`damping * np.eye(d)`.",
                edited(DAMPED, "damping * np.eye(j.shape[1])", "damping"),
            ),
            Mistake(
                "damping-of-the-diagonal",
                "You scale the damping by the diagonal of J.T J. Marquardt did so too, and it is a good idea; asked is "
                "the plain one, the same damping for all weights.",
                edited(DAMPED, "np.eye(j.shape[1])", "np.diag(np.diag(j.T @ j))"),
            ),
            Mistake(
                "only-damping",
                "That is a step of gradient descent, -J.T rho over the damping: the curvature J.T J is left out.",
                edited(DAMPED, "j.T @ j + ", ""),
            ),
            Mistake(
                "multiplied",
                "You multiply by the matrix. The step is what the matrix has to be multiplied with: "
                "`np.linalg.solve(matrix, right)`.",
                edited(DAMPED, "np.linalg.solve(matrix, -j.T @ rho)", "matrix @ (-j.T @ rho)"),
            ),
            Mistake(
                "diagonal-only",
                "You divide by the diagonal, as if each weight were alone. Weights share the residuals, so the whole "
                "system has to be solved.",
                edited(DAMPED, "np.linalg.solve(matrix, -j.T @ rho)", "-j.T @ rho / np.diag(matrix)"),
            ),
            Mistake(
                "damping-squared",
                "Your damping enters squared. As extra rows of a least-squares problem it is "
                "`np.sqrt(damping) * np.eye(d)`.",
                edited(DAMPED, "damping * np", "damping**2 * np"),
            ),
        ),
    ),
    Exercise(
        number="4.7",
        title="Choose your walker",
        minutes=None,
        goal="choose",
        statement=f"""
Write `walk(loss_and_gradient, w)`: it starts at the two weights `w`, calls `loss_and_gradient(w)` at most {BUDGET}
times, and returns the weights where it ends, shape (2,). Any optimiser will do that needs no more than this: one of the
chapter, one from scipy, one of your own. The check lets it walk from {STARTS} random places on the map of the first
figure. Each time it scales the samples by another factor, and the descriptor $x$ by another one, so that no place can
be learnt by heart. At least {ENOUGH} walks must end within one per cent of the lowest loss there is; for the samples of
the chapter that is `lowest` of section 2.

Try it with the function of section 1 first, from several starts. How many arrive by plain gradient descent, with its
best learning rate? Which optimiser do you choose, and from how many starts does it succeed?""",
        stub="""
import numpy as np


def walk(loss_and_gradient, w):
    return ...""",
        hints=(
            "Section 2: what do the other walkers remember of earlier steps that gradient descent forgets?",
            "Momentum in two lines: p = 0.9 * p + gradient, then w = w - rate * p. Adam divides by the usual size of "
            "the gradient as well. Or `scipy.optimize.minimize(loss_and_gradient, w, jac=True)`.",
        ),
        solution=f"""{ADAM}


# From 200 random starts on the map Adam arrives 200 times, L-BFGS (scipy) too,
# momentum (0.9, rate 1) from 175. Gradient descent: from 68 with its best
# rate, 4 (75 of another 200); from 14 with rate 1, and with 5 from none.""",
        insight="An optimiser has a success rate, and a single start cannot tell it, be it a lucky one or an unlucky.",
        task=Finding("walk", _walks, "a function that takes `loss_and_gradient` and `w` and returns two weights"),
        mistakes=(
            Mistake(
                "too-slow",
                "It goes down, and the evaluations are used up on the flat floor of the valley. A larger learning rate "
                "helps, with plain gradient descent only a little; a memory of earlier steps helps a lot.",
                DOWNHILL,
            ),
            Mistake(
                "stopped-early",
                "It stops before it has arrived, and has evaluations left. Let it take more steps; an optimiser of "
                "scipy stops by its tolerance, so give it a smaller `tol`.",
                edited(DOWNHILL, "100", "20"),
            ),
            Mistake(
                "diverges",
                "From most starts it ends higher than it began: the steps are too long, and each throws it further up "
                "the opposite wall. Take a smaller learning rate.",
                edited(DOWNHILL, "1.0", "10.0"),
            ),
            Mistake(
                "swings",
                "Its steps are too long. From too many starts it swings from side to side until it ends, or a step has "
                "thrown it far out, to where there is hardly a slope. Take a smaller learning rate, one that shrinks "
                "on the way, or a shorter memory.",
                edited(ADAM, "0.3 *", "5.0 *"),
            ),
            Mistake(
                "no-rate-for-all",
                "From some starts a step is too long and throws it far out, to where there is hardly a slope; from "
                "others it crawls. No learning rate is good for both: take an optimiser that adapts its steps, or "
                "that remembers earlier ones.",
                edited(DOWNHILL, "1.0", "4.0"),
            ),
            Mistake(
                "scattered",
                "It returns the best place that it has seen, and none of them is near enough: to the end they lie "
                "scattered. Follow the slope, with steps that shrink towards the bottom.",
                """
import numpy as np


def walk(loss_and_gradient, w):
    rng = np.random.default_rng()
    places = rng.uniform([-4, -0.5], [5, 1.3], size=(100, 2))
    losses = [loss_and_gradient(place)[0] for place in places]
    return places[np.argmin(losses)]""",
            ),
            Mistake(
                "uphill",
                "The whole way goes up. The gradient points uphill: subtract it.",
                edited(DOWNHILL, "w - ", "w + "),
            ),
            Mistake(
                "returned-another-place",
                "The walk goes down, and what you return lies elsewhere, higher than the last places that it visited. "
                "Return the weights where it ends, as they are.",
                edited(ADAM, "return w", "return w + 5"),
            ),
            Mistake(
                "over-budget",
                f"It asks for the loss more than {BUDGET} times. Each call counts, also those of a line search; scipy "
                "has options for that.",
                edited(DOWNHILL, "100", "1000"),
            ),
            Mistake(
                "learnt-by-heart",
                "At least one of the two weights is the same from everywhere. The lowest point moves with the samples "
                "and the descriptor, in both weights: look for it each time.",
                """
import numpy as np


def walk(loss_and_gradient, w):
    return np.array([2.97, 0.52])""",
            ),
            Mistake(
                "another-start",
                "It arrives, but it does not begin where it should: the first place that it asks about is not `w`. "
                "Near the bottom every walker arrives, so the start is not yours to choose.",
                edited(ADAM, "    mean, size", "    w = np.array([2.5, 0.5])\n    mean, size"),
            ),
            Mistake(
                "not-two-weights",
                "Return the two weights where the walk ends, an array of shape (2,), and nothing else.",
                edited(DOWNHILL, "return w", "return loss_and_gradient(w)[0]").replace("100", "99"),
            ),
        ),
        seconds=20.0,
    ),
)
