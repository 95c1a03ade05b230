"""What a solution says about an open question of its exercise: each number is computed here, by another route."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import minimize

from miniff_edu import exercises
from miniff_edu.data import summary
from miniff_edu.descriptors import PowerDecay
from miniff_edu.exercises.engine.exercise import make
from miniff_edu.toy import experiment
from miniff_edu.toy.landscape import two_weights
from miniff_edu.toy.targets import kink


def said(number: str) -> str:
    """Return what the solution says, in one line."""
    lines = exercises.find(number).solution.splitlines()
    return " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))


def solution(number: str) -> object:
    exercise = exercises.find(number)
    return make(exercise.solution, exercise.task.answer)


def tells(number: str, *words: str) -> None:
    for word in words:
        assert re.search(rf"(?<![\w.]){re.escape(word)}(?![\w]|\.\d)", said(number)), (word, said(number))


@pytest.mark.parametrize("number", ["1.7", "2.7", "3.7", "4.6", "4.7", "5.7", "6.7", "7.7", "8.7", "9.7", "10.7"])
def test_an_open_question_has_its_answer(number: str) -> None:
    assert "?" in exercises.find(number).statement
    assert re.search(r"\d", said(number))
    assert exercises.judge(number, solution(number)).is_correct


def smallest(places: list[float]) -> float:
    """Return the smallest singular value: the root of the smallest eigenvalue."""
    g = np.array([[x**i * math.exp(-x) for i in range(3)] for x in places])
    return float(np.sqrt(np.linalg.eigvalsh(g.T @ g)[0]))


def test_where_to_ask() -> None:
    r = np.linspace(0, 10, 10_001)
    assert [round(r[column.argmax()], 3) for column in PowerDecay(3)(r).T] == [0, 1, 2]
    even = smallest([0.1, 5.05, 10])
    tells("1.7", f"{smallest([0.1, 0.7, 3.2]):.3f}", f"{even:.4f}", f"{1 / even:.0f}"[:-1] + "0")


def test_a_triple_without_a_twin() -> None:
    """Of all triples on a grid with the first sum of (2, 2, 2), each has a smaller second one."""
    most = 3 * 2 * math.exp(-2)
    tells("2.7", f"{most:.3f}")
    x = np.linspace(math.exp(-5), math.exp(-0.1), 150)
    a, b = np.meshgrid(x, x)
    c = 3 * math.exp(-2) - a - b
    inside = (c > math.exp(-5)) & (c < math.exp(-0.1)) & ((abs(a - b) > 1e-3) | (abs(a - math.exp(-2)) > 1e-3))
    second = sum(-np.where(inside, y, 1) * np.log(np.where(inside, y, 1)) for y in (a, b, c))[inside]
    assert len(second) > 1000
    assert second.max() < most


def n_arrived(n_descriptors: int, n_internal: int) -> int:
    sizes = {"n_descriptors": n_descriptors, "n_layers": 2, "n_internal": n_internal}
    return sum(experiment.toy_experiment(seed=seed, **sizes).test.rmse < 1e-3 for seed in range(20))


NETWORKS = ((2, 5), (2, 4), (1, 7))  # descriptors and hidden units


def test_the_smallest_network() -> None:
    sizes = solution("3.7")
    assert sizes == {"n_descriptors": 2, "n_layers": 2, "n_internal": 5}
    tells("3.7", *(f"{(d + 1) * width + width + 1} parameters" for d, width in NETWORKS))


@pytest.mark.thorough
def test_from_how_many_starts_the_smallest_networks_get_there() -> None:
    arrived = {size: n_arrived(*size) for size in (*NETWORKS, (1, 6))}
    assert arrived[2, 5] == 20
    assert arrived[1, 7] in (19, 20), "processors of two makers differ in one start"
    tells("3.7", "22 parameters, 19 or 20")
    tells("3.7", "20 of 20 starts", f"{arrived[2, 4]} do", f"with six {arrived[1, 6]} get there")


def ring() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return x and f of the map of chapter 4, and derivatives and residuals where its walkers start."""
    data = two_weights().dataset
    x, f = data.per_point[0].features[:, 0, 0].numpy(), data.per_cell.energy[:, 0].numpy()

    def residuals(w_1: float, w_2: float) -> np.ndarray:
        return w_2 / (1 + np.exp(-w_1 * x)) - f

    step = 1e-6
    up_down = [(residuals(-2 + step, 1), residuals(-2 - step, 1)), (residuals(-2, 1 + step), residuals(-2, 1 - step))]
    return x, f, np.stack([(up - down) / (2 * step) for up, down in up_down], axis=1), residuals(-2, 1)


def test_a_damped_step_between_two_walkers() -> None:
    _, f, j, rho = ring()
    damped, n = solution("4.6"), len(f)
    gradient = 2 * j.T @ rho / n
    huge, downhill = damped(j, rho, 1e4), -n / (2 * 1e4) * gradient
    tells("4.6", f"{100 * np.linalg.norm(huge - downhill) / np.linalg.norm(downhill):.1f} %")
    jump, *_ = np.linalg.lstsq(j, -rho)
    off = np.linalg.norm(damped(j, rho, 1e-6) - jump) / np.linalg.norm(jump)
    assert 0.3e-5 < off < 1e-5
    tells("4.6", "1e4", "1e-6", "1e-5")


class Map:
    """All walks at once on the map of chapter 4."""

    def __init__(self, seed: int, n: int = 200) -> None:
        rng = np.random.default_rng(seed)
        self.starts = np.stack([rng.uniform(-4, 5, n), rng.uniform(-0.5, 1.3, n)], axis=1)
        self.x, self.f, *_ = ring()
        fine = np.linspace(2, 4, 4001)
        hidden = 1 / (1 + np.exp(-fine[:, None] * self.x))
        best = (hidden @ self.f) / (hidden**2).sum(axis=1)
        self.lowest = min(self.loss(np.stack([fine, best], axis=1)))

    def hidden(self, w: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-w[:, :1] * self.x))

    def loss(self, w: np.ndarray) -> np.ndarray:
        return np.mean((w[:, 1:] * self.hidden(w) - self.f) ** 2, axis=1)

    def gradient(self, w: np.ndarray) -> np.ndarray:
        h = self.hidden(w)
        residual = w[:, 1:] * h - self.f
        return 2 * np.stack([np.mean(residual * w[:, 1:] * h * (1 - h) * self.x, 1), np.mean(residual * h, 1)], axis=1)

    def arrived(self, rate: float, memory: float = 0.0) -> int:
        w, p = self.starts, np.zeros_like(self.starts)
        for _ in range(100):
            p = memory * p + self.gradient(w)
            w = w - rate * p
        return int(np.sum(self.loss(w) <= 1.01 * self.lowest))

    def arrived_alone(self, walk) -> int:
        def look(w):
            w = np.reshape(w, (1, 2))
            return float(self.loss(w)[0]), self.gradient(w)[0]

        ends = np.array([walk(look, start) for start in self.starts])
        return int(np.sum(self.loss(ends) <= 1.01 * self.lowest))


def test_from_how_many_starts_a_walker_arrives() -> None:
    first, second = Map(0), Map(1)
    rates = {rate: first.arrived(rate) for rate in np.arange(0.5, 8.1, 0.5)}
    best = max(rates, key=rates.__getitem__)
    assert best == 4
    tells("4.7", f"from {rates[4.0]} with its best rate, 4 ({second.arrived(4)} of another 200)")
    tells("4.7", f"from {rates[1.0]} with rate 1")
    assert rates[5.0] == 0
    tells("4.7", "with 5 from none", f"momentum (0.9, rate 1) from {first.arrived(1, memory=0.9)}")
    assert first.arrived_alone(solution("4.7")) == 200
    options = {"maxiter": 40, "maxfun": 80}

    def walk(look, w):
        found = minimize(look, w, jac=True, method="L-BFGS-B", options=options)
        assert found.nfev <= 100
        return found.x

    assert first.arrived_alone(walk) == 200


def test_what_wrong_knowledge_costs() -> None:
    r, inside, outside = np.linspace(0.1, 5, 50), np.linspace(0.1, 5, 981), np.linspace(5, 15, 1001)
    for seed in range(4):
        noise = np.random.default_rng(seed).normal(scale=0.01, size=50)
        predict = solution("5.7")(r, kink(r) + noise)
        error, beyond = abs(predict(inside) - kink(inside)), abs(predict(outside) - kink(outside))
        tells("5.7", f"{error.max():.2f}", f"{beyond.max():.1f}", f"{outside[beyond.argmax()]:g}")
        peaks = [i for i in range(1, 980) if error[i - 1] < error[i] > error[i + 1]]
        assert abs(inside[max(peaks, key=error.__getitem__)] - 4) < 0.05, "the jump of the slope"
        assert min(error[-1], error[max(peaks, key=error.__getitem__)]) > 2 * np.median(error), "and the end"
        assert abs(beyond.max() / kink(15.0) - 1) < 0.001
        black_box = (r**2 - r + 1) * np.exp(-0.85 * r)
        right = solution("5.7")(r, black_box + noise)(outside)
        assert abs(right - (outside**2 - outside + 1) * np.exp(-0.85 * outside)).max() < 0.05, "where it is right"


def test_how_many_patterns_of_hours_have_a_twin() -> None:
    """By bracelets of beads instead of places: a pattern is a word of twelve letters, as small as it can be turned."""
    words: dict[str, tuple[int, ...]] = {}
    for hours in combinations(range(12), 6):
        word = "".join("x" if hour in hours else "." for hour in range(12))
        turned = [w[t:] + w[:t] for w in (word, word[::-1]) for t in range(12)]
        gaps = Counter(min((a - b) % 12, (b - a) % 12) for a, b in combinations(hours, 2))
        words[min(turned)] = tuple(sorted(gaps.items()))
    alike = Counter(words.values())
    pairs = [angles for angles, n in alike.items() if n == 2]
    assert set(alike.values()) == {1, 2}
    tells("6.7", f"Of the {len(words)} patterns of six hours, {2 * len(pairs)} have a twin, in {len(pairs)} pairs")
    tells("6.7", f"In the other {len(words) - 2 * len(pairs)} these six are the same pattern again")
    for word, angles in words.items():
        other = "".join("." if letter == "x" else "x" for letter in word)
        left = min(w[t:] + w[:t] for w in (other, other[::-1]) for t in range(12))
        assert words[left] == angles, "the six hours that are left have the same angles"
        assert (left == word) == (alike[angles] == 1)


def test_what_is_free_to_choose_in_water() -> None:
    """Ranks by the product of the counts crosswise: two formulas of H and O are one equation if it is the same."""
    shift = solution("7.7")
    found = shift(np.array([[2, 1]]))
    assert abs(found @ [2, 1]) < 1e-12
    assert np.allclose(found * np.sign(found[0]), [0.5, -1])
    tells("7.7", "0.5 for each H and -1 for O")
    for h, o in ((2, 0), (2, 2), (1, 1), (4, 2), (0, 2)):
        is_fixed = 2 * o != 1 * h
        assert (not shift(np.array([[2, 1], [h, o]])).any()) == is_fixed, "not 2 H for each O"
    tells("7.7", "with H2 the rank is 2", "with pairs of water it stays 1")


def test_what_a_filter_forgets() -> None:
    """Least squares of all blocks at once, each with a weight of its own: by normal equations, not by a filter."""
    rng = np.random.default_rng(0)
    blocks = [(rng.normal(size=(2, 4)), rng.normal(size=2)) for _ in range(12)]

    def together(mu: float, weights: np.ndarray) -> np.ndarray:
        square = mu * np.eye(4) + sum(w * j.T @ j for w, (j, _) in zip(weights, blocks, strict=True))
        return np.linalg.solve(square, sum(w * j.T @ y for w, (j, y) in zip(weights, blocks, strict=True)))

    for order in (range(12), range(11, -1, -1), rng.permutation(12)):
        found = solution("8.7")([blocks[i] for i in order], 0.5)
        np.testing.assert_allclose(found, together(0.5, np.ones(12)), atol=1e-12)
    x, p = np.zeros(4), np.eye(4) / 0.5
    for j, y in blocks:
        gain = p @ j.T @ np.linalg.inv(0.9 * np.eye(2) + j @ p @ j.T)
        x, p = x - gain @ (j @ x - y), (p - gain @ j @ p) / 0.9
    counts = 0.9 ** np.arange(11, -1, -1)
    np.testing.assert_allclose(x, together(0.5 * 0.9**12, counts), atol=1e-12)
    tells("8.7", "0.9 times as much", f"0.9**11 = {counts[0] / counts[-1]:.2f}")


def test_how_empty_the_box_is() -> None:
    """The farthest point from a diagonal by going through all corners, and through many points of the box."""
    along = np.linspace(0, 1, 2001)[:, None]
    for d, told in ((2, "0.71 with 2 descriptors"), (16, "2.00 with 16")):
        half = np.repeat([1.0, 0.0], d // 2)
        far = np.sqrt(((half - along) ** 2).sum(axis=1)).min()
        tells("10.7", told)
        assert f"{far:.2f}" == told.split()[0]
        assert abs(far - np.sqrt(d) / 2) < 1e-3, "half the root of d"
        others = np.random.default_rng(0).random((3000, d))
        others = np.concatenate([others, np.round(others)])  # points of the box, and corners
        nearest = np.sqrt(((others - others.mean(axis=1, keepdims=True)) ** 2).sum(axis=1))
        assert nearest.max() <= far + 1e-3, "no point is farther"
    for n in (2, 4):
        taught = np.hstack([along[::50]] * n)
        found = solution("10.7")(taught)
        assert np.sqrt(((found - taught) ** 2).sum(axis=1)).min() > 0.4 * np.sqrt(n)


def test_how_far_atoms_get() -> None:
    """In the stored runs: a crystal at 1800 K over all seeds, and the liquid at 3000 K on its way down."""
    melting = summary("melting")
    hot, molten = (melting["temperatures"] == kelvin for kelvin in (1800, 3000))
    crystal, liquid = melting["moved_reference"][:, hot].mean(), melting["cooled_moved_reference"][molten].mean()
    tells("9.7", f"over a picosecond is {crystal:.1f} square Angstrom", f"it is {liquid:.0f} square Angstrom")
    assert melting["lindemann_reference"][:, hot].max() < 0.15
    is_molten = solution("9.7")
    frames = melting["frames"].astype(float)
    assert is_molten(frames[-5:] % 10.862, 10.862)
    assert not is_molten(frames[:5] % 10.862, 10.862)
