"""Answers to the exercises of chapter 5 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("5.1", "correct", "answer = 'C '"),
    ("5.1", "training-error-trusted", "answer = 'B'"),
    ("5.1", "no-such-option", "answer = 'overfits'"),
    ("5.2", "correct", "answer = 2700"),
    (
        "5.2",
        "correct",
        """
import math
halvings = math.log2(0.1 / 0.0125)
answer = 100 * 3**halvings
""",
    ),
    ("5.2", "slope-of-theory", "answer = 300 * (0.05 / 0.0125) ** 2"),
    ("5.2", "slope-minus-one", "answer = 0.05 * 300 / 0.0125"),
    ("5.2", "further-samples", "answer = 2400"),
    (
        "5.2",
        "axes-swapped",
        """
import numpy as np
slope, start = np.polyfit(np.log([100, 300]), np.log([0.1, 0.05]), 1)
answer = 300 * (0.05 / 0.0125) ** -slope
""",
    ),
    (
        "5.2",
        "straight-without-logarithm",
        """
import numpy as np
line = np.poly1d(np.polyfit([0.1, 0.05], [100, 300], 1))
answer = line(0.0125)
""",
    ),
    (
        "5.3",
        "correct",
        """
import numpy as np

def three_parts(n, rng):
    who = rng.permutation(np.arange(n) % 5)
    return [np.flatnonzero(who < 3), np.flatnonzero(who == 3), np.flatnonzero(who == 4)]
""",
    ),
    (
        "5.3",
        "correct",
        """
import torch

def three_parts(n, rng):
    cards = list(range(n))
    rng.shuffle(cards)
    test = [cards.pop() for _ in range(n // 5)]
    validation = [cards.pop() for _ in range(n // 5)]
    return torch.tensor(cards), torch.tensor(validation), torch.tensor(test)
""",
    ),
    (
        "5.3",
        "overlap",
        """
import numpy as np

def three_parts(n, rng):
    train = rng.permutation(n)[: round(0.6 * n)]
    rest = rng.permutation(n)[round(0.6 * n) :]
    return train, rest[: len(rest) // 2], rest[len(rest) // 2 :]
""",
    ),
    (
        "5.3",
        "something-lost",
        """
import numpy as np

def three_parts(n, rng):
    order = np.argsort(rng.uniform(size=n))
    first, second = int(n * 0.6), int(n * 0.8)
    return order[:first], order[first + 1 : second], order[second + 1 :]
""",
    ),
    (
        "5.3",
        "something-lost",
        """
import numpy as np

def three_parts(n, rng):
    order = rng.choice(n, size=n, replace=False)
    fifth = n // 5
    groups = [order[i * fifth : (i + 1) * fifth] for i in range(5)]
    return np.concatenate(groups[:3]), groups[3], groups[4]
""",
    ),
    (
        "5.3",
        "not-shuffled",
        """
import numpy as np

def three_parts(n, rng):
    return np.split(np.arange(n), [3 * n // 5, 4 * n // 5])
""",
    ),
    (
        "5.3",
        "drawn-twice",
        """
def three_parts(n, rng):
    train = rng.choice(n, size=int(0.6 * n))
    left = [i for i in range(n) if i not in set(train)]
    half = len(left) // 2
    return train, left[:half], left[half:]
""",
    ),
    (
        "5.3",
        "all-in-train",
        """
import numpy as np

def three_parts(n, rng):
    everything = np.arange(n)
    rng.shuffle(everything)
    return everything, everything[-2 * (n // 5) : -(n // 5)], everything[-(n // 5) :]
""",
    ),
    (
        "5.3",
        "own-generator",
        """
import random

def three_parts(n, rng):
    cards = list(range(n))
    random.Random(42).shuffle(cards)
    return cards[: 3 * n // 5], cards[3 * n // 5 : 4 * n // 5], cards[4 * n // 5 :]
""",
    ),
    (
        "5.3",
        "not-repeatable",
        """
import numpy as np

def three_parts(n, rng):
    cards = np.random.default_rng().permutation(n)
    return np.array_split(cards, [3 * n // 5, 4 * n // 5])
""",
    ),
    (
        "5.3",
        "other-sizes",
        """
import numpy as np

def three_parts(n, rng):
    return np.array_split(rng.permutation(n), 3)
""",
    ),
    (
        "5.3",
        "no-indices",
        """
import numpy as np

def three_parts(n, rng):
    u = rng.permutation(n) / n
    return u < 0.6, (u >= 0.6) & (u < 0.8), u >= 0.8
""",
    ),
    (
        "5.3",
        "out-of-range",
        """
import numpy as np

def three_parts(n, rng):
    return np.split(1 + rng.permutation(n), [int(0.6 * n), int(0.8 * n)])
""",
    ),
    (
        "5.3",
        "not-three-parts",
        """
def three_parts(n, rng):
    return rng.permutation(n)
""",
    ),
    ("5.3", "value-for-function", "three_parts = [0, 1, 2], [3], [4]"),
    (
        "5.3",
        "shuffled-within-parts",
        """
import numpy as np

def three_parts(n, rng):
    return [rng.permutation(part) for part in np.split(np.arange(n), [int(0.6 * n), int(0.8 * n)])]
""",
    ),
    (
        "5.3",
        "one-part-fixed",
        """
import numpy as np

def three_parts(n, rng):
    test = np.arange(0, n, 5)
    rest = rng.permutation(np.setdiff1d(np.arange(n), test))
    return rest[: 3 * len(rest) // 4], rest[3 * len(rest) // 4 :], test
""",
    ),
    (
        "5.3",
        "block-rotated",
        """
import numpy as np

def three_parts(n, rng):
    who = (np.arange(n) + rng.integers(5)) % 5
    return np.flatnonzero(who < 3), np.flatnonzero(who == 3), np.flatnonzero(who == 4)
""",
    ),
    (
        "5.3",
        "block-rotated",
        """
def three_parts(n, rng):
    start = int(rng.integers(n))
    ring = [*range(start, n), *range(start)]
    return ring[: 3 * n // 5], ring[3 * n // 5 : 4 * n // 5], ring[4 * n // 5 :]
""",
    ),
    (
        "5.3",
        "hardly-shuffled",
        """
import numpy as np

def three_parts(n, rng):
    order = np.arange(n)
    for i in rng.integers(n - 1, size=3):
        order[[i, i + 1]] = order[[i + 1, i]]
    return np.split(order, [3 * n // 5, 4 * n // 5])
""",
    ),
    (
        "5.3",
        "unequal-chances",
        """
import numpy as np

def three_parts(n, rng):
    order = np.argsort(np.arange(n) + rng.uniform(0, n, size=n))
    return np.split(order, [3 * n // 5, 4 * n // 5])
""",
    ),
    (
        "5.3",
        "border-shared",
        """
import numpy as np

def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = 3 * n // 5, 4 * n // 5
    return order[: a + 1], order[a:b], order[b:]
""",
    ),
    (
        "5.3",
        "all-in-train",
        """
import numpy as np

def three_parts(n, rng):
    return np.arange(n), [], []
""",
    ),
    (
        "5.3",
        "index-out-of-range",
        """
def three_parts(n, rng):
    order = rng.permutation(n).tolist()
    swapped = order[20], order[10]
    order[10], order[20] = swapped
    return order[: 3 * n // 5], order[3 * n // 5 : 4 * n // 5], order[4 * n // 5 :]
""",
    ),
    (
        "5.4",
        "correct",
        """
import torch

def standardise(train, test):
    a, b = torch.from_numpy(train), torch.from_numpy(test)
    spread, mean = torch.std_mean(a, dim=0, correction=0)
    return [(x - mean) / spread for x in (a, b)]
""",
    ),
    (
        "5.4",
        "correct",
        """
from sklearn.preprocessing import StandardScaler

def standardise(train, test):
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)
""",
    ),
    (
        "5.4",
        "divided-by-n-minus-one",
        """
import torch

def standardise(train, test):
    a, b = torch.tensor(train), torch.tensor(test)
    return (a - a.mean(0)) / a.std(0), (b - a.mean(0)) / a.std(0)
""",
    ),
    (
        "5.4",
        "test-data-in-the-standardisation",
        """
import numpy as np

def standardise(train, test):
    x = np.vstack((train, test))
    for column in x.T:
        column -= column.mean()
        column /= column.std()
    return x[: len(train)], x[len(train) :]
""",
    ),
    (
        "5.4",
        "each-part-by-its-own",
        """
from scipy.stats import zscore

def standardise(train, test):
    return zscore(train), zscore(test)
""",
    ),
    (
        "5.4",
        "variance-for-spread",
        """
import numpy as np

def standardise(train, test):
    mean = sum(train) / len(train)
    squares = sum((row - mean) ** 2 for row in train) / len(train)
    return (train - mean) / squares, (test - mean) / squares
""",
    ),
    (
        "5.4",
        "one-for-all-features",
        """
import numpy as np

def standardise(train, test):
    def change(x):
        return (x - np.mean(train)) / np.std(train)

    return change(train), change(test)
""",
    ),
    (
        "5.4",
        "relation-part-alone",
        """
import numpy as np

def standardise(train, test):
    return (train - np.mean(train, axis=0)) / np.std(train, axis=0)
""",
    ),
    (
        "5.4",
        "changes-its-argument",
        """
def standardise(train, test):
    mean, spread = train.mean(0), train.std(0)
    for part in (train, test):
        part -= mean
        part /= spread
    return train, test
""",
    ),
    (
        "5.5",
        "correct",
        """
def best_step(training, validation, patience):
    lowest, best, waited = float("inf"), 0, 0
    for i in range(len(validation)):
        waited += 1
        if validation[i] < lowest:
            lowest, best, waited = validation[i], i, 0
        if waited == patience:
            return best
    return best
""",
    ),
    (
        "5.5",
        "correct",
        """
import numpy as np

def best_step(training, validation, patience):
    low = np.minimum.accumulate(validation)
    for i in range(patience, len(low)):
        if low[i] == low[i - patience]:
            return i - patience
    return np.argmin(low)
""",
    ),
    (
        "5.5",
        "training-loss",
        """
def best_step(training, validation, patience):
    lowest = 0
    for i, loss in enumerate(training):
        if loss < training[lowest]:
            lowest = i
        elif i - lowest == patience:
            return lowest
    return lowest
""",
    ),
    (
        "5.5",
        "patience-ignored",
        """
def best_step(training, validation, patience):
    return validation.index(min(validation))
""",
    ),
    (
        "5.5",
        "step-of-giving-up",
        """
def best_step(training, validation, patience):
    lowest, waited = float("inf"), 0
    for i, loss in enumerate(validation):
        waited = 0 if loss < lowest else waited + 1
        lowest = min(loss, lowest)
        if waited == patience:
            return i
    return len(validation) - 1
""",
    ),
    (
        "5.5",
        "step-of-giving-up-in-the-loop",
        """
import numpy as np
def best_step(training, validation, patience):
    for i in range(patience, len(validation)):
        if min(validation[: i - patience + 1]) <= min(validation[i - patience + 1 : i + 1]):
            return i
    return int(np.argmin(validation))
""",
    ),
    (
        "5.5",
        "loss-returned",
        """
def best_step(training, validation, patience):
    lowest, waited = float("inf"), 0
    for loss in validation:
        lowest, waited = (loss, 0) if loss < lowest else (lowest, waited + 1)
        if waited >= patience:
            break
    return lowest
""",
    ),
    (
        "5.5",
        "one-step-too-patient",
        """
def best_step(training, validation, patience):
    best, waited = 0, 0
    for i in range(1, len(validation)):
        if validation[i] < validation[best]:
            best, waited = i, 0
        elif waited == patience:
            return best
        else:
            waited += 1
    return best
""",
    ),
    (
        "5.5",
        "one-step-too-soon",
        """
def best_step(training, validation, patience):
    best, waited = 0, 1
    for i, loss in enumerate(validation):
        if loss < validation[best]:
            best, waited = i, 1
        elif i > 0:
            waited += 1
        if waited == patience:
            return best
    return best
""",
    ),
    (
        "5.5",
        "counter-not-reset",
        """
def best_step(training, validation, patience):
    lowest, best, left = float("inf"), 0, patience
    for i, loss in enumerate(validation):
        if loss < lowest:
            lowest, best = loss, i
            continue
        left -= 1
        if not left:
            break
    return best
""",
    ),
    (
        "5.5",
        "compared-with-the-step-before",
        """
import numpy as np

def best_step(training, validation, patience):
    rises = np.diff(validation) > 0
    for i in range(patience, len(validation)):
        if rises[i - patience : i].all():
            return np.argmin(validation[:i])
    return np.argmin(validation)
""",
    ),
    (
        "5.5",
        "nothing-returned",
        """
def best_step(training, validation, patience):
    best = 0
    for i, loss in enumerate(validation):
        if loss < validation[best]:
            best = i
        if i - best == patience:
            return best
""",
    ),
    (
        "5.5",
        "tie-taken-for-new-lowest",
        """
def best_step(training, validation, patience):
    lowest, best = validation[0], 0
    for i, loss in enumerate(validation):
        if not loss > lowest:
            lowest, best = loss, i
        if i - best == patience:
            return best
    return best
""",
    ),
    (
        "5.5",
        "step-0-left-out",
        """
def best_step(training, validation, patience):
    lowest, best = float("inf"), 0
    for i in range(1, len(validation)):
        if validation[i] < lowest:
            lowest, best = validation[i], i
        elif i - best >= patience:
            break
    return best
""",
    ),
    (
        "5.6",
        "correct",
        """
import torch

def ridge(g, f, alpha):
    G, F = torch.from_numpy(g), torch.from_numpy(f)
    def loss(w):
        return ((G @ w - F) ** 2).mean() + alpha * (w**2).sum()
    start = torch.zeros(g.shape[1], dtype=torch.float64)
    curvature = torch.autograd.functional.hessian(loss, start)
    slope = torch.autograd.functional.jacobian(loss, start)
    return start - torch.linalg.solve(curvature, slope)
""",
    ),
    (
        "5.6",
        "correct",
        """
import numpy as np

def ridge(g, f, alpha):
    u, s, vt = np.linalg.svd(g, full_matrices=False)
    return vt.T @ (s / (s**2 + len(f) * alpha) * (u.T @ f))
""",
    ),
    (
        "5.6",
        "correct",
        """
from sklearn.linear_model import Ridge

def ridge(g, f, alpha):
    return Ridge(alpha=alpha * len(f), fit_intercept=False).fit(g, f).coef_
""",
    ),
    (
        "5.6",
        "sum-for-mean",
        """
from sklearn.linear_model import Ridge

def ridge(g, f, alpha):
    return Ridge(alpha=alpha, fit_intercept=False).fit(g, f).coef_
""",
    ),
    (
        "5.6",
        "alpha-on-all-entries",
        """
import numpy as np

def ridge(g, f, alpha):
    d = len(g[0])
    return np.linalg.inv(g.T @ g + len(g) * alpha * np.ones((d, d))) @ g.T @ f
""",
    ),
    (
        "5.6",
        "sign-of-the-penalty",
        """
import numpy as np

def ridge(g, f, alpha):
    a = g.T @ g
    for i in range(len(a)):
        a[i, i] -= len(f) * alpha
    return np.linalg.solve(a, g.T @ f)
""",
    ),
    (
        "5.6",
        "no-penalty",
        """
import numpy as np

def ridge(g, f, alpha):
    return np.linalg.pinv(g) @ f
""",
    ),
    (
        "5.6",
        "alpha-squared",
        """
import numpy as np

def ridge(g, f, alpha):
    n, d = g.shape
    rows = np.vstack([g / np.sqrt(n), alpha * np.eye(d)])
    return np.linalg.lstsq(rows, np.append(f / np.sqrt(n), np.zeros(d)))[0]
""",
    ),
    (
        "5.6",
        "half-the-penalty",
        """
import numpy as np

def ridge(g, f, alpha):
    n, d = g.shape
    return np.linalg.solve(2 / n * g.T @ g + alpha * np.identity(d), 2 / n * g.T @ f)
""",
    ),
    (
        "5.6",
        "twice-the-penalty",
        """
import numpy as np

def ridge(g, f, alpha):
    second = g.T @ g / len(f)
    second[np.diag_indices_from(second)] += 2 * alpha
    return np.linalg.inv(second) @ (g.T @ f / len(f))
""",
    ),
    (
        "5.6",
        "correct",
        """
import numpy as np

def ridge(g, f, alpha):
    d = g.shape[1]
    return np.linalg.inv(g.T @ g + alpha * len(g) * np.eye(d)) @ g.T @ f[:, None]
""",
    ),
    (
        "5.6",
        "sizes-do-not-fit",
        """
import numpy as np

def ridge(g, f, alpha):
    return np.linalg.inv(g @ g.T + alpha * np.eye(g.shape[1])) @ f
""",
    ),
    (
        "5.6",
        "correct",
        """
import numpy as np
from scipy.optimize import minimize

def ridge(g, f, alpha):
    def loss(w):
        return np.mean((g @ w - f) ** 2) + alpha * np.sum(w**2)
    return minimize(loss, np.zeros(len(g.T))).x
""",
    ),
    (
        "5.7",
        "correct",
        """
import numpy as np
from scipy.optimize import curve_fit

def learn(r, f):
    def model(r, a, b, c, k):
        return (a + b * r + c * r * r) * np.exp(-k * r)
    best, _ = curve_fit(model, r, f, p0=(1, -1, 1, 1))
    return lambda r: model(r, *best)
""",
    ),
    (
        "5.7",
        "correct",
        """
import torch
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    def features(r):
        return torch.from_numpy(PowerDecay(6)(r))
    g, alpha = features(r), 1e-5
    a = g.T @ g / len(f) + alpha * torch.eye(6, dtype=torch.float64)
    w = torch.linalg.solve(a, g.T @ torch.from_numpy(f) / len(f))
    def predict(r):
        return features(r) @ w
    return predict
""",
    ),
    (
        "5.7",
        "correct",
        """
import numpy as np

def learn(r, f):
    def fitted(k):
        def g(x):
            return np.stack([x**i * np.exp(-k * x) for i in range(3)], axis=-1)
        w = np.linalg.lstsq(g(r), f)[0]
        return np.sum((g(r) @ w - f) ** 2), lambda x: g(x) @ w
    return min((fitted(k) for k in np.linspace(0.5, 1.5, 41)), key=lambda pair: pair[0])[1]
""",
    ),
    (
        "5.7",
        "runs-away",
        """
from scipy.interpolate import CubicSpline

def learn(r, f):
    return CubicSpline(r, f)
""",
    ),
    (
        "5.7",
        "something-left",
        """
from sklearn.linear_model import LinearRegression
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    line = LinearRegression().fit(PowerDecay(5)(r), f)
    return lambda r: line.predict(PowerDecay(5)(r))
""",
    ),
    (
        "5.7",
        "constant-beyond",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    w = np.linalg.pinv(PowerDecay(4)(r)) @ f
    def predict(r):
        return PowerDecay(4)(np.minimum(r, 5)) @ w
    return predict
""",
    ),
    (
        "5.7",
        "cut-to-zero",
        """
import numpy as np

def learn(r, f):
    return lambda x: np.interp(x, r, f, right=0)
""",
    ),
    (
        "5.7",
        "underfits",
        """
import numpy as np

def learn(r, f):
    def g(r):
        return np.column_stack([np.exp(-r), r * np.exp(-r), r**2 * np.exp(-r)])
    w, *_ = np.linalg.lstsq(g(r), f)
    return lambda r: g(r) @ w
""",
    ),
    (
        "5.7",
        "overshoots",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    w = np.linalg.pinv(PowerDecay(9)(r)) @ f
    return lambda r: PowerDecay(9)(r) @ w
""",
    ),
    (
        "5.7",
        "lingers",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    w = np.linalg.pinv(PowerDecay(4)(r)) @ f
    def predict(x):
        near = PowerDecay(4)(np.minimum(x, 5)) @ w
        return near / (1 + np.maximum(x - 5, 0) / 20) ** 5
    return predict
""",
    ),
    (
        "5.7",
        "forgets-too-soon",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    w = np.linalg.pinv(PowerDecay(5)(r)) @ f
    def predict(x):
        fade = np.cos(np.clip((x - 5) / 2, 0, 1) * np.pi) / 2 + 0.5
        return fade * (PowerDecay(5)(x) @ w)
    return predict
""",
    ),
    (
        "5.7",
        "same-for-all",
        """
import numpy as np

def learn(r, f):
    def predict(r):
        return (r**2 - r + 1) * np.exp(-r)
    return predict
""",
    ),
    (
        "5.7",
        "no-function-returned",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    w = np.linalg.lstsq(PowerDecay(5)(r), f)[0]
    far = np.linspace(5, 15, 101)
    return PowerDecay(5)(far) @ w
""",
    ),
    (
        "5.7",
        "extra-axis",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    w = np.linalg.lstsq(PowerDecay(5)(r), f.reshape(-1, 1))[0]
    return lambda r: PowerDecay(5)(r) @ w
""",
    ),
    (
        "5.7",
        "not-finite",
        """
from scipy.interpolate import interp1d

def learn(r, f):
    return interp1d(r, f, kind="cubic", bounds_error=False)
""",
    ),
    (
        "5.7",
        "value-for-function",
        """
import numpy as np
learn = np.poly1d([1, 2])(3)
""",
    ),
    (
        "5.7",
        "correct",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    def weights(n, k):
        return np.linalg.pinv(PowerDecay(n)(r[:k])) @ f[:k]
    errors = {n: np.std(PowerDecay(n)(r[25:]) @ weights(n, 25) - f[25:]) for n in range(2, 7)}
    n = min(errors, key=errors.get)
    return lambda x: PowerDecay(n)(x) @ weights(n, len(r))
""",
    ),
    (
        "5.7",
        "underfits",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay

def learn(r, f):
    g = PowerDecay(10)(r)
    w = np.linalg.solve(g.T @ g / len(f) + 0.1 * np.eye(10), g.T @ f / len(f))
    return lambda x: PowerDecay(10)(x) @ w
""",
    ),
    ("5.2", "correct", "answer = 2690  # a slope of -0.632, by pencil"),
    ("5.2", "correct", "answer = 2709  # a slope of -0.63, by pencil"),
    (
        "5.3",
        "rule-broken",
        """
import numpy as np

def three_parts(n, rng):
    order = np.random.default_rng(rng.integers(1000)).permutation(n)
    return order[: 6 * n // 10], order[6 * n // 10 : 8 * n // 10], order[8 * n // 10 :]
""",
    ),
    (
        "5.4",
        "correct",
        """
def standardise(train, test):
    mean, spread = train.mean(axis=0), train.std(axis=0) + 1e-8
    return (train - mean) / spread, (test - mean) / spread
""",
    ),
]
