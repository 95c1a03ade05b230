"""The exercises of chapter 10, when not to trust it: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from typing import Any

from ..._support.later import np
from ..engine.compare import explain, is_numeric, plain
from ..engine.exercise import (
    Choice,
    Exercise,
    Finding,
    Function,
    Mistake,
    Number,
    Wrong,
    edited,
    note,
    slip_in_number,
)

Cases = list[tuple[Any, ...]]

OFF = (3.0, -8.0, 1.0, 14.0, -2.0)  # meV
BARS = (1.0, 3.0, 2.0, 4.0, 0.8)
FAR = 0.3  # of the ranges: how far from all that was taught the point of 10.7 has to be
HIDDEN = "a vector, shape (d,): inside of the range of each descriptor, and at least 0.3 ranges from each taught row"


def _rms(x: Any) -> float:
    numbers = [float(each) for each in x]
    return math.sqrt(math.fsum(each * each for each in numbers) / len(numbers))


def _runs(rng: np.random.Generator) -> Cases:
    """Make runs that leave the range: at once, after a while, upwards, downwards; and one that never does."""
    cases: Cases = []
    for m, d, when, way, limit in (
        (4, 3, 5, 1, 0.1),
        (3, 2, 7, -1, 0.2),
        (5, 4, 0, 1, 0.02),
        (2, 5, 6, -1, 0.15),
        (3, 3, 1, 1, 0.3),
    ):
        exponents = rng.uniform(-3, -2.5, size=d) if m == 4 else rng.uniform(-1.5, 1.5, size=d)
        taught = rng.uniform(-5, 5, size=d) + 10.0**exponents * rng.uniform(-1, 1, size=(7, d))
        low, high = taught.min(axis=0), taught.max(axis=0)
        edge, beyond = (high if way > 0 else low), way * limit * (high - low)
        frames = low + (high - low) * rng.uniform(0.02, 0.98, size=(when + 7, m, d))
        atom = int(rng.integers(m))
        column = d - 1 if d == 2 else int(low.argmax()) if way < 0 else int(high.argmin())
        one = {when - 4: 0.2, when - 3: 0.7} if when > 4 else {}  # outside, and not by so much
        for i, size in {**one, when: 1.4, when + 3: 1.2 * m, when + 5: 8.0, when + 6: 1.6}.items():
            frames[i, atom, column] = edge[column] + size * beyond[column]
        if when > 4:
            frames[when - 2, atom] = edge + 0.7 * beyond
        frames[when + 2, atom] = edge + 2 * beyond  # all descriptors of one atom
        frames[when + 4, :, column] = edge[column] + 2.5 * beyond[column]  # all atoms
        cases.append((frames, taught, limit))
        if when > 5:  # never, and in the last frame
            cases += [(frames[:when], taught, limit), (frames[: when + 1], taught, limit)]
    return cases


def _alarm(frames: np.ndarray, taught: np.ndarray, limit: float) -> int:
    columns = taught.T.tolist()
    for i, atoms in enumerate(frames.tolist()):
        for atom in atoms:
            for x, column in zip(atom, columns, strict=True):
                low, high = min(column), max(column)
                if max(low - x, x - high) > limit * (high - low):
                    return i
    return -1


def _committees(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for n, scale, off in ((40, 2.5, 0.0), (31, 0.4, 1.5), (52, 1.2, -0.5), (66, 6.0, 0.5)):
        spread = 10.0 ** rng.uniform(-0.5, 1, size=n)
        error = off + scale * spread * rng.normal(size=n)
        is_trial = rng.permutation(n) < n // 2
        factor, k = _rms(error[is_trial]) / _rms(spread[is_trial]), np.flatnonzero(~is_trial)[2]
        error[k] = 2.01 * factor * spread[k]  # nearly covered
        cases.append((error, spread, is_trial))
    return cases


def _coverage(error: np.ndarray, spread: np.ndarray, is_trial: np.ndarray) -> tuple[float, float]:
    rows = list(zip(error.tolist(), spread.tolist(), is_trial.tolist(), strict=True))
    factor = _rms(e for e, _, trial in rows if trial) / _rms(s for _, s, trial in rows if trial)
    rest = [abs(e) < 2 * factor * s for e, s, trial in rows if not trial]
    return factor, sum(rest) / len(rest)


def _pools(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for size, step, n, apart, loose in (
        (12, 5, 3, 12.0, 0.3),
        (20, 1, 5, 3.5, 0.3),
        (11, 5, 4, 10.0, 0.0),  # exactly as far as asked
        (8, 10, 6, 25.0, 0.3),
        (15, 2, 4, 0.0, 0.3),
        (10, 4, 1, 9.0, 0.3),
    ):
        time = step * np.arange(float(size)) + rng.uniform(0, loose * step, size=size)
        spread = np.exp(-((time - time[size // 3]) ** 2) / (4 * step) ** 2) + rng.uniform(0, 0.6, size=size)
        if not loose:
            spread[[2, 4]] += 1
        order = rng.permutation(size)
        cases.append((spread[order], time[order], n, apart))
    return cases


def _pick(spread: np.ndarray, time: np.ndarray, n: int, apart: float) -> list[int]:
    """Cross out what is too near, one purchase after another."""
    left = {i: (s, t) for i, (s, t) in enumerate(zip(spread.tolist(), time.tolist(), strict=True))}
    chosen: list[int] = []
    while left and len(chosen) < n:
        best = max(left, key=lambda i: left[i][0])
        at = left.pop(best)[1]
        chosen.append(best)
        left = {i: (s, t) for i, (s, t) in left.items() if abs(t - at) >= apart}
    return chosen


def _trajectories(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for numbers, sizes, n_test in (
        ((0, 1, 2, 3), (4, 7, 3, 5), 6),
        ((2, 9, 10), (10, 2, 9), 9),
        ((0, 1, 2, 3, 4), (3, 3, 3, 3, 3), 4),
        ((7, 8, 9, 11, 100), (6, 5, 1, 1, 8), 10),
        ((5, 6), (5, 9), 1),
        ((1, 3, 4), (6, 2, 3), 7),  # all of them
    ):
        cases.append((rng.permutation(np.repeat(numbers, sizes)), n_test))
    return cases


def _whole(owner: np.ndarray, n_test: int) -> np.ndarray:
    numbers = owner.tolist()
    taken: set[int] = set()
    for number in sorted(set(numbers), reverse=True):
        if sum(each in taken for each in numbers) >= n_test:
            break
        taken.add(number)
    return np.array([each in taken for each in numbers])


def _says_true(whole: Any) -> str:
    """Return the name of a mistake where the result holds no booleans: 0 and 1 would pick the first two frames."""
    found = np.asarray(plain(whole(np.array([3, 5, 3, 5, 5]), 2)))
    return "" if found.dtype == bool else "numbers-for-booleans"


def _taught(rng: np.random.Generator) -> list[np.ndarray]:
    """Make a line from corner to corner, two clouds with nothing between them, a ring, and few in many directions."""
    along = np.linspace(0, 1, 24)[:, None]
    clouds = np.concatenate([rng.uniform(0, 0.2, size=(12, 3)), rng.uniform(0.8, 1, size=(12, 3))])
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = 0.5 + 0.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    cross = np.concatenate([np.hstack([along, along]), np.hstack([along, 1 - along])])
    shapes = (np.hstack([along, along]), cross, clouds, ring, rng.uniform(size=(15, 5)), np.hstack([along] * 4))
    return [rng.uniform(2, 9, x.shape[1]) + x * 10.0 ** rng.uniform(-1.5, 0.5, x.shape[1]) for x in shapes]


def _unseen(unseen: Any, rng: np.random.Generator) -> None:
    if not callable(unseen):
        raise Wrong("value-for-function", "Give the function itself, `unseen`, without ().")
    for taught in _taught(rng):
        note(HIDDEN, taught=taught)
        given = taught.copy()
        found = plain(unseen(given))
        d = taught.shape[1]
        if is_numeric(found) and np.shape(found) == (len(taught),):
            raise Wrong("numbers-of-rows", f"For taught of shape {taught.shape} yours has shape {np.shape(found)}.")
        if is_numeric(found) and np.ndim(found) == 2:
            raise Wrong("table-of-points", f"For taught of shape {taught.shape} yours has shape {np.shape(found)}.")
        if not is_numeric(found) or np.shape(found) != (d,):
            raise Wrong(
                *(explain([found], [np.zeros(d)], "one number for each descriptor", 0, 0) or ("other-shape", ""))
            )
        if not np.array_equal(given, taught):
            raise Wrong("changes-its-argument", "Your function changes `taught`, and what the caller has with it.")
        _is_unseen(np.asarray(found, dtype=float), taught)


def _is_unseen(found: np.ndarray, taught: np.ndarray) -> None:
    """Raise `Wrong` unless the point is inside of all ranges, and far from all rows."""
    low, high = taught.min(axis=0), taught.max(axis=0)
    seen = f"For {len(taught)} taught rows of {taught.shape[1]} descriptors"
    if not np.isfinite(found).all():
        raise Wrong("not-finite", f"{seen} yours is {found.tolist()}.")
    beyond = float((np.maximum(low - found, found - high) / (high - low)).max())
    if beyond > 1e-9:
        raise Wrong("outside-of-a-range", f"{seen} yours is {beyond:.3g} ranges outside, by its worst descriptor.")
    distance = float(np.sqrt((((found - taught) / (high - low)) ** 2).sum(axis=1)).min())
    if distance < 1e-9:
        raise Wrong("one-of-the-taught", f"{seen} yours is one of them.")
    if distance < FAR * (1 - 1e-9):
        raise Wrong("too-near", f"{seen} yours is {distance:.3g} ranges from the nearest of them.")


ALARM = """
import numpy as np


def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    beyond = np.maximum(low - frames, frames - high) / (high - low)
    rings = beyond.max(axis=(1, 2)) > limit
    return np.argmax(rings) if rings.any() else -1"""

COVERAGE = """
import numpy as np


def rms(x):
    return np.sqrt(np.mean(x**2))


def coverage(error, spread, is_trial):
    factor = rms(error[is_trial]) / rms(spread[is_trial])
    bar = 2 * factor * spread[~is_trial]
    return factor, np.mean(abs(error[~is_trial]) < bar)"""

PICK = """
import numpy as np


def pick(spread, time, n, apart):
    chosen = []
    for i in np.argsort(-spread):
        gaps = [abs(time[i] - time[j]) for j in chosen]
        if len(chosen) < n and all(gap >= apart for gap in gaps):
            chosen.append(int(i))
    return chosen"""

WHOLE = """
import numpy as np


def whole(owner, n_test):
    is_test = np.zeros(len(owner), dtype=bool)
    for number in sorted(set(owner), reverse=True):
        if is_test.sum() < n_test:
            is_test |= owner == number
    return is_test"""

UNSEEN = """
import numpy as np


def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    known = (taught - low) / (high - low)
    tried = np.random.default_rng(0).random((3000, len(low)))
    gaps = tried[:, None] - known
    nearest = np.sqrt((gaps**2).sum(axis=2)).min(axis=1)
    return low + tried[nearest.argmax()] * (high - low)"""

EXERCISES = (
    Exercise(
        number="10.1",
        title="Four of one opinion",
        minutes=2,
        goal="decide",
        statement="""
Four potentials have learned the same data, with different seeds. You ask them about a structure that a simulation at
high pressure has met. They agree to within 2 meV. What do you know?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "The first figure, on the wall of hydrogen. How well did the four agree there, and how right were they?",
            "What do four potentials have in common that have the same data, descriptors, and kind of network?",
        ),
        solution='answer = "c"',
        insight=(
            "Agreement of potentials that were made alike is no proof: ask where the structure lies, and label it if "
            "it is outside."
        ),
        task=Choice(
            {
                "a": "The error is about 2 meV: the spread of a committee is its error bar.",
                "b": "The four have converged, so more members would say the same, and it is right.",
                "c": "Not much yet: I look whether it is outside of the training data. There all may be wrong.",
                "d": "The structure must be inside of the training data, or they would differ.",
            },
            right="c",
        ),
        mistakes=(
            Mistake(
                "spread-for-error",
                "A spread is an error bar where it was calibrated, on structures like these. At high pressure nobody "
                "has calibrated it.",
                'answer = "a"',
            ),
            Mistake(
                "more-members",
                "More members made in the same way share the same mistakes. On the wall of hydrogen all of them were "
                "off by more than 5 eV, on the same side.",
                'answer = "b"',
            ),
            Mistake(
                "agreement-taken-for-inside",
                "They may agree outside too, as on the wall of hydrogen. Whether it is inside, the descriptors tell.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="10.2",
        title="One number for the bars",
        minutes=2,
        goal="calibrate",
        statement="""
Here are errors of a committee on five structures that were set aside, and its spreads there, in meV. By which factor
does one multiply its spreads, so that the root mean squares of errors and spreads are equal?""",
        stub=f"""
import numpy as np

error = np.array({list(OFF)})
spread = np.array({list(BARS)})
answer = ...""",
        hints=(
            "Section 2 does it, for the molecules of a trial.",
            "First the root mean square of each of the two, then one divided by the other one.",
        ),
        solution=f"""
import numpy as np

error = np.array({list(OFF)})
spread = np.array({list(BARS)})
answer = np.sqrt(np.mean(error**2) / np.mean(spread**2))""",
        insight="One number, from structures set aside; it is worth something for structures that are like them.",
        task=Number(lambda: _rms(OFF) / _rms(BARS), rtol=5e-3),
        mistakes=(
            slip_in_number(
                "upside-down",
                "That is spread over error: errors are larger here, so spreads have to grow.",
                f"np.sqrt(np.mean(np.square({list(BARS)})) / np.mean(np.square({list(OFF)})))",
            ),
            slip_in_number(
                "no-root",
                "That is a ratio of mean squares. The factor is its root.",
                f"np.mean(np.square({list(OFF)})) / np.mean(np.square({list(BARS)}))",
            ),
            slip_in_number(
                "mean-absolute-values",
                "You compare mean absolute values. Asked are root mean squares, which hear the large errors.",
                f"np.mean(np.abs({list(OFF)})) / np.mean({list(BARS)})",
            ),
        ),
    ),
    Exercise(
        number="10.3",
        title="When the alarm rings",
        minutes=10,
        goal="measure",
        statement="""
Write `alarm(frames, taught, limit)`. `taught` has a row of descriptors for each atom in training, shape (n, d);
`frames` has those of a run, shape (n_frames, n_atoms, d). An atom is outside by so much of the range (largest minus
smallest taught value of a descriptor) as its worst descriptor is beyond the smallest or the largest taught value.
Return the index of the first frame in which any atom is outside by more than `limit`, and -1 if there is none.""",
        stub="""
import numpy as np


def alarm(frames, taught, limit):
    return ...""",
        hints=(
            "Section 1: `outside` does it for one table. Smallest and largest values go along axis 0 of `taught`.",
            "rings = beyond.max(axis=(1, 2)) > limit is True or False for each frame. `np.argmax(rings)` is the first "
            "True, and 0 where there is none: ask `rings.any()`.",
        ),
        solution=ALARM,
        insight="The first frame that is outside is the one to stop at, to look at, and to label.",
        task=Function("alarm", _runs, _alarm, "the index of a frame, or -1"),
        mistakes=(
            Mistake(
                "never-is-zero",
                "Where the alarm never rings you return 0, the first frame: `argmax` of nothing but False is 0. Return "
                "-1 there.",
                edited(ALARM, "np.argmax(rings) if rings.any() else -1", "np.argmax(rings)"),
            ),
            Mistake(
                "below-forgotten",
                "You look beyond the largest values only. A descriptor may be too small as well.",
                edited(ALARM, "np.maximum(low - frames, frames - high)", "(frames - high)"),
            ),
            Mistake(
                "above-forgotten",
                "You look below the smallest values only. A descriptor may be too large as well.",
                edited(ALARM, "np.maximum(low - frames, frames - high)", "(low - frames)"),
            ),
            Mistake(
                "not-in-units-of-the-range",
                "You compare distances in the descriptors' own units. Divide by the range of each: largest minus "
                "smallest taught value.",
                edited(ALARM, " / (high - low)", ""),
            ),
            Mistake(
                "limit-forgotten",
                "You return the first frame that is outside at all. It rings where an atom is outside by more than "
                "`limit`.",
                edited(ALARM, "> limit", "> 0"),
            ),
            Mistake(
                "worst-frame",
                "That is the frame that is farthest outside. Asked is the first one beyond the limit.",
                """
import numpy as np


def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    beyond = (np.maximum(low - frames, frames - high) / (high - low)).max(axis=(1, 2))
    return beyond.argmax() if beyond.max() > limit else -1""",
            ),
            Mistake(
                "all-atoms",
                "You wait until all atoms are outside. One is enough.",
                edited(ALARM, "beyond.max(axis=(1, 2)) > limit", "(beyond.max(axis=2) > limit).all(axis=1)"),
            ),
            Mistake(
                "all-descriptors",
                "You wait until all descriptors of an atom are outside. The worst one counts.",
                edited(ALARM, "beyond.max(axis=(1, 2)) > limit", "(beyond > limit).all(axis=2).any(axis=1)"),
            ),
            Mistake(
                "mean-over-atoms",
                "You take a mean, in which one atom that is far outside is lost. Take the largest over atoms and "
                "descriptors.",
                edited(ALARM, "beyond.max(axis=(1, 2))", "np.maximum(beyond, 0).max(axis=2).mean(axis=1)"),
            ),
            Mistake(
                "one-range-for-all",
                "One smallest and one largest value for all descriptors together. Each has its own: `axis=0`.",
                edited(ALARM, "taught.min(axis=0), taught.max(axis=0)", "taught.min(), taught.max()"),
            ),
            Mistake(
                "spread-for-range",
                "You divide by the standard deviation. Asked is the range, largest minus smallest taught value.",
                edited(ALARM, "(high - low)", "taught.std(axis=0)"),
            ),
            Mistake(
                "how-many-frames",
                "That is how many frames are outside. Asked is which is the first.",
                edited(ALARM, "np.argmax(rings) if rings.any() else -1", "rings.sum() if rings.any() else -1"),
            ),
            Mistake(
                "last-frame-inside",
                "That is the frame before the alarm. Return the one in which it rings.",
                edited(ALARM, "np.argmax(rings) if", "np.argmax(rings) - 1 if"),
            ),
            Mistake(
                "counted-from-one",
                "You count frames from one. Python's first index is 0.",
                edited(ALARM, "np.argmax(rings) if", "np.argmax(rings) + 1 if"),
            ),
            Mistake(
                "last-alarm",
                "That is the last frame beyond the limit. Asked is the first one.",
                edited(ALARM, "np.argmax(rings) if", "np.flatnonzero(rings)[-1] if"),
            ),
            Mistake(
                "none-for-minus-one",
                "Where the alarm never rings you return None. Return -1.",
                edited(ALARM, "else -1", "else None"),
            ),
        ),
    ),
    Exercise(
        number="10.4",
        title="Whole trajectories",
        minutes=10,
        goal="split",
        statement="""
Write `whole(owner, n_test)`: a split without a leak. `owner`, shape (n,), says for each frame from which trajectory it
is, a number; frames of one trajectory may stand anywhere. Trajectories go to the test as a whole, that with the largest
number first, then the next smaller number, until the test has at least `n_test` frames. Return an array of n booleans,
True for test.""",
        stub="""
import numpy as np


def whole(owner, n_test):
    return ...""",
        hints=(
            "Section 5: what are the things that are independent? Go through the numbers, not through the frames.",
            "`owner == number` marks all frames of one trajectory; `is_test |= ...` adds them to the test.",
        ),
        solution=WHOLE,
        insight="No trajectory is in both parts, so the test asks for what a new trajectory will ask for.",
        task=Function("whole", _trajectories, _whole, "an array of n booleans, True for test", rule=_says_true),
        mistakes=(
            Mistake(
                "last-frames",
                "You take the last frames of the list, and cut trajectories in two. Take whole ones, wherever their "
                "frames stand.",
                """
import numpy as np


def whole(owner, n_test):
    return np.arange(len(owner)) >= len(owner) - n_test""",
            ),
            Mistake(
                "exactly-n-test",
                "You stop in the middle of a trajectory, at exactly `n_test` frames. Its other frames are then in "
                "training: a leak. Take all of it.",
                """
import numpy as np


def whole(owner, n_test):
    is_test = np.zeros(len(owner), dtype=bool)
    is_test[np.argsort(-owner, kind="stable")[:n_test]] = True
    return is_test""",
            ),
            Mistake(
                "smallest-number-first",
                "You begin with the smallest number. Begin with the largest one.",
                edited(WHOLE, "sorted(set(owner), reverse=True)", "sorted(set(owner))"),
            ),
            Mistake(
                "true-for-training",
                "The parts have changed places: True is for test.",
                edited(WHOLE, "return is_test", "return ~is_test"),
            ),
            Mistake(
                "trajectories-counted",
                "You take `n_test` trajectories. `n_test` counts frames.",
                """
import numpy as np


def whole(owner, n_test):
    return np.isin(owner, sorted(set(owner), reverse=True)[:n_test])""",
            ),
            Mistake(
                "one-trajectory-too-many",
                "You go on at exactly `n_test` frames, and take one trajectory more. At least `n_test` is enough.",
                edited(WHOLE, "is_test.sum() < n_test", "is_test.sum() <= n_test"),
            ),
            Mistake(
                "one-trajectory-only",
                "You take the last trajectory and stop. Go on until the test has at least `n_test` frames.",
                """
def whole(owner, n_test):
    return owner == owner.max()""",
            ),
            Mistake(
                "at-most",
                "You stop before the test gets too many frames, so it may have fewer than `n_test`. At least as many "
                "are asked.",
                edited(WHOLE, "is_test.sum() < n_test", "is_test.sum() + (owner == number).sum() <= n_test"),
            ),
            Mistake(
                "indices",
                "You return indices. Asked is True or False for each of the n frames.",
                edited(WHOLE, "return is_test", "return np.flatnonzero(is_test)"),
            ),
            Mistake(
                "numbers-for-booleans",
                "You return 0 and 1, or other numbers, for False and True. As an index they would pick frames 0 and 1: "
                "return booleans.",
                edited(WHOLE, "return is_test", "return is_test.astype(int)"),
            ),
            Mistake(
                "smallest-trajectories-first",
                "You go by the size of the trajectories. Go by their numbers, the largest first.",
                edited(
                    WHOLE, "sorted(set(owner), reverse=True)", "sorted(set(owner), key=lambda k: (owner == k).sum())"
                ),
            ),
        ),
    ),
    Exercise(
        number="10.5",
        title="Not ten times the same",
        minutes=10,
        goal="pick",
        statement="""
Write `pick(spread, time, n, apart)`: which frames of a trajectory to label. `spread` and `time`, shape (m,), are those
of the frames, which stand in no order. Buy the frame with the largest spread, then the next largest, and so on, but
leave out a frame whose time is nearer than `apart` to that of a frame that you have bought. Return a list of at most
`n` indices, in the order in which they were bought; fewer if no more are left.""",
        stub="""
import numpy as np


def pick(spread, time, n, apart):
    return ...""",
        hints=(
            "Section 4, the common mistake. `np.argsort(-spread)` is the order in which frames are looked at.",
            "A frame i is bought if `all(abs(time[i] - time[j]) >= apart for j in chosen)`, and fewer than n are.",
        ),
        solution=PICK,
        insight="Neighbours in time are nearly one structure, so one label for them is enough.",
        task=Function("pick", _pools, _pick, "a list of at most n indices, in the order of buying"),
        mistakes=(
            Mistake(
                "neighbours-bought-too",
                "You take the n largest, whether they are neighbours or not. Leave out what is nearer than `apart` to "
                "one that is bought.",
                """
import numpy as np


def pick(spread, time, n, apart):
    return np.argsort(-spread)[:n].tolist()""",
            ),
            Mistake(
                "smallest-spread-first",
                "You begin with the smallest spread. There the committee agrees, and a label teaches least.",
                edited(PICK, "np.argsort(-spread)", "np.argsort(spread)"),
            ),
            Mistake(
                "indices-for-times",
                "You compare indices. The frames stand in no order: compare their times.",
                edited(PICK, "abs(time[i] - time[j])", "abs(i - j)"),
            ),
            Mistake(
                "last-bought-only",
                "You compare with the frame that was bought last. Compare with all that were bought.",
                edited(PICK, "for j in chosen]", "for j in chosen[-1:]]"),
            ),
            Mistake(
                "near-one-is-enough",
                "You buy a frame that is far from any one of the others. It has to be far from all of them.",
                edited(PICK, "all(gap >= apart for gap in gaps)", "(not gaps or any(gap >= apart for gap in gaps))"),
            ),
            Mistake(
                "sorted-by-index",
                "You sort the indices. They stay in the order in which they were bought.",
                edited(PICK, "return chosen", "return sorted(chosen)"),
            ),
            Mistake(
                "first-n-then-thinned",
                "You take the n largest first, and leave out neighbours then. Others come in their place, as long as "
                "there are any.",
                edited(PICK, "np.argsort(-spread)", "np.argsort(-spread)[:n]"),
            ),
            Mistake(
                "as-many-as-there-are",
                "You buy more than `n`. Stop there.",
                edited(PICK, "len(chosen) < n and ", ""),
            ),
            Mistake(
                "one-too-many",
                "You buy one frame more than `n`.",
                edited(PICK, "len(chosen) < n and", "len(chosen) <= n and"),
            ),
            Mistake(
                "times-returned",
                "You return times. Asked are indices.",
                edited(PICK, "return chosen", "return [float(time[i]) for i in chosen]"),
            ),
            Mistake(
                "spreads-returned",
                "You return spreads. Asked are indices.",
                edited(PICK, "return chosen", "return [float(spread[i]) for i in chosen]"),
            ),
            Mistake(
                "later-frames-only",
                "You forget `abs`: a frame that is earlier has a negative difference, and is never far enough.",
                edited(PICK, "abs(time[i] - time[j])", "time[i] - time[j]"),
            ),
            Mistake(
                "distance-the-wrong-way",
                "You buy what is near to the others, and leave out what is far. Turn the comparison round.",
                edited(PICK, "gap >= apart", "gap < apart"),
            ),
        ),
    ),
    Exercise(
        number="10.6",
        title="Do the bars hold?",
        minutes=10,
        goal="calibrate",
        statement="""
Write `coverage(error, spread, is_trial)`, each of shape (n,), `is_trial` of booleans. From the structures of the trial
comes the factor that makes root mean squares of errors and spreads equal. The others are the proof: for which share of
them (0 to 1) is the size of the error below twice the calibrated spread? Return the factor and the share.""",
        stub="""
import numpy as np


def coverage(error, spread, is_trial):
    return ...""",
        hints=(
            "Section 2: the factor from `trial`, the share from `proof`. `~is_trial` is the other part.",
            "np.mean(abs(error[~is_trial]) < 2 * factor * spread[~is_trial]) is a share: True counts 1, False 0.",
        ),
        solution=COVERAGE,
        insight="A calibration is proved on structures that it was not made with, like everything else that is fitted.",
        task=Function(
            "coverage", _committees, _coverage, "two numbers: the factor, and a share from 0 to 1", rtol=1e-8
        ),
        mistakes=(
            Mistake(
                "proof-in-the-trial",
                "Your factor comes from all structures. Then the proof proves nothing: take the trial alone.",
                edited(COVERAGE, "rms(error[is_trial]) / rms(spread[is_trial])", "rms(error) / rms(spread)"),
            ),
            Mistake(
                "share-of-the-trial",
                "Your share is that of the trial, with which the factor was made. Take the others.",
                """
import numpy as np


def coverage(error, spread, is_trial):
    e, s = error[is_trial], spread[is_trial]
    factor = np.sqrt(np.mean(e**2) / np.mean(s**2))
    return factor, np.mean(abs(e) < 2 * factor * s)""",
            ),
            Mistake(
                "share-of-all",
                "Your share is that of all structures. Those of the trial have made the factor: leave them out.",
                """
import numpy as np


def coverage(error, spread, is_trial):
    e, s = error[is_trial], spread[is_trial]
    factor = np.sqrt(np.mean(e**2) / np.mean(s**2))
    return factor, np.mean(abs(error) < 2 * factor * spread)""",
            ),
            Mistake(
                "parts-changed-places",
                "Trial and proof have changed places: the factor comes from where `is_trial` is True.",
                """
import numpy as np


def coverage(error, spread, is_trial):
    e, s = error[~is_trial], spread[~is_trial]
    factor = np.sqrt(np.mean(e**2) / np.mean(s**2))
    return factor, np.mean(abs(error[is_trial]) < 2 * factor * spread[is_trial])""",
            ),
            Mistake(
                "once-the-spread",
                "You compare with once the spread. Asked is twice.",
                edited(COVERAGE, "2 * factor", "factor"),
            ),
            Mistake(
                "not-calibrated",
                "You compare with twice the spread as it was. Multiply it by the factor.",
                edited(COVERAGE, "2 * factor * spread", "2 * spread"),
            ),
            Mistake(
                "sign-of-the-error",
                "You compare errors with their signs, so all that are too low count as covered. Take `abs`.",
                edited(COVERAGE, "abs(error[~is_trial])", "error[~is_trial]"),
            ),
            Mistake(
                "upside-down",
                "Your factor is spread over error. It is what spreads are multiplied with: error over spread.",
                edited(
                    COVERAGE,
                    "rms(error[is_trial]) / rms(spread[is_trial])",
                    "rms(spread[is_trial]) / rms(error[is_trial])",
                ),
            ),
            Mistake(
                "no-root",
                "Your factor is a ratio of mean squares. Take the root.",
                edited(COVERAGE, "np.sqrt(np.mean(x**2))", "np.mean(x**2)"),
            ),
            Mistake(
                "mean-of-ratios",
                "You take a mean of the ratios, structure by structure. Asked is a ratio of two root mean squares.",
                edited(
                    COVERAGE,
                    "rms(error[is_trial]) / rms(spread[is_trial])",
                    "np.mean(abs(error[is_trial]) / spread[is_trial])",
                ),
            ),
            Mistake(
                "root-of-mean-square-ratios",
                "You divide first, structure by structure, and take the root mean square of the ratios. Asked is the "
                "ratio of two root mean squares.",
                edited(
                    COVERAGE, "rms(error[is_trial]) / rms(spread[is_trial])", "rms(error[is_trial] / spread[is_trial])"
                ),
            ),
            Mistake(
                "mean-error-taken-off",
                "You use standard deviations, which leave the mean error out. It is an error too.",
                edited(
                    COVERAGE,
                    "rms(error[is_trial]) / rms(spread[is_trial])",
                    "np.std(error[is_trial]) / rms(spread[is_trial])",
                ),
            ),
            Mistake(
                "mean-absolute-values",
                "Your factor is a ratio of mean absolute values. Asked are root mean squares.",
                edited(COVERAGE, "np.sqrt(np.mean(x**2))", "np.mean(abs(x))"),
            ),
            Mistake(
                "how-many",
                "That is how many are covered. Asked is a share: divide by how many there are.",
                edited(COVERAGE, "np.mean(abs(error[~is_trial]) < bar)", "np.sum(abs(error[~is_trial]) < bar)"),
            ),
            Mistake(
                "percent",
                "Your share is in percent. Asked is a number from 0 to 1.",
                edited(COVERAGE, "np.mean(abs(error[~is_trial]) < bar)", "100 * np.mean(abs(error[~is_trial]) < bar)"),
            ),
            Mistake(
                "share-outside",
                "That is the share that is outside of the bars. Asked is the share below.",
                edited(COVERAGE, "np.mean(abs(error[~is_trial]) < bar)", "np.mean(abs(error[~is_trial]) > bar)"),
            ),
            Mistake(
                "share-first",
                "Factor and share have changed places: the factor comes first.",
                edited(
                    COVERAGE,
                    "return factor, np.mean(abs(error[~is_trial]) < bar)",
                    "return np.mean(abs(error[~is_trial]) < bar), factor",
                ),
            ),
        ),
    ),
    Exercise(
        number="10.7",
        title="What the alarm does not hear",
        minutes=None,
        goal="measure",
        statement="""
Section 1 said that 0 is no promise. Make it say 0 where nothing was taught: write `unseen(taught)` for a table of
descriptors, shape (n, d). It returns a vector of shape (d,) that is inside of the range of *each* descriptor, and yet
at least 0.3 from every taught row, in units of the ranges: the distance is
$\\sqrt{\\sum_j \\left((g_j - t_j) / \\text{range}_j\\right)^2}$.

Any such vector is right. When it works: if the taught rows lie on a line from one corner of the box to the other, how
far from them can one be, with 2 descriptors, and with 16? Which alarm would hear it?""",
        stub="""
import numpy as np


def unseen(taught):
    return ...""",
        hints=(
            "Where do the data lie, and where is the box empty? Try many points of the box, and keep the best.",
            "Draw numbers from 0 to 1, `tried`, for taught rows that are scaled to 0 to 1 too; `nearest` is the "
            "smallest distance of each to all rows. In the end scale back: low + best * (high - low).",
        ),
        solution=f"""{UNSEEN}


# On the line from corner to corner all descriptors are equal, in units of
# their ranges. A corner where half of them are 1 and half 0 is half the root
# of d away: 0.71 with 2 descriptors, 2.00 with 16. The box is the emptier the
# more descriptors there are. What hears it is a distance to the *nearest
# taught row*, or a committee: its members were tied down by nothing there.""",
        insight="A box around the data is mostly empty: each descriptor was seen, their combination was not.",
        task=Finding("unseen", _unseen, "a function that takes taught and returns a vector"),
        mistakes=(
            Mistake(
                "outside-of-a-range",
                "That is outside of a range, so the alarm rings. Stay between the smallest and the largest taught "
                "value of each descriptor.",
                """
def unseen(taught):
    return taught.max(axis=0) + 1.0""",
            ),
            Mistake(
                "one-of-the-taught",
                "That was taught. Find a vector that is far from all rows.",
                """
def unseen(taught):
    return taught[0]""",
            ),
            Mistake(
                "too-near",
                "It is inside, and nearer than 0.3 to a taught row, in units of the ranges. Try many points, and keep "
                "the one whose nearest row is farthest.",
                """
def unseen(taught):
    return (taught.min(axis=0) + taught.max(axis=0)) / 2""",
            ),
        ),
    ),
)
