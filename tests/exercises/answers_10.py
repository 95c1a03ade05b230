"""Answers to the exercises of chapter 10 in other words than the author's: (number, what the check says, code)."""

ANSWERS = [
    ("10.1", "correct", "answer = ' C'"),
    ("10.1", "spread-for-error", "answer = 'A'"),
    ("10.1", "agreement-taken-for-inside", "answer = 'd)'"),
    ("10.2", "correct", "answer = 2.990"),
    ("10.2", "correct", "answer = ((9 + 64 + 1 + 196 + 4) / (1 + 9 + 4 + 16 + 0.64)) ** 0.5"),
    ("10.2", "upside-down", "answer = 1 / 2.990"),
    ("10.2", "no-root", "answer = 274 / 30.64"),
    ("10.2", "mean-absolute-values", "answer = (3 + 8 + 1 + 14 + 2) / (1 + 3 + 2 + 4 + 0.8)"),
    (
        "10.3",
        "correct",
        """
def alarm(frames, taught, limit):
    low, high = taught.min(0), taught.max(0)
    for i, g in enumerate(frames):
        if ((low - g) > limit * (high - low)).any() or ((g - high) > limit * (high - low)).any():
            return i
    return -1""",
    ),
    (
        "10.3",
        "correct",
        """
import numpy as np

def alarm(frames, taught, limit):
    span = np.ptp(taught, axis=0)
    inside = np.clip(frames, taught.min(axis=0) - limit * span, taught.max(axis=0) + limit * span) == frames
    outside = np.flatnonzero(~inside.all(axis=(1, 2)))
    return int(outside[0]) if len(outside) else -1""",
    ),
    (
        "10.3",
        "above-forgotten",
        """
def alarm(frames, taught, limit):
    low, high = taught.min(0), taught.max(0)
    for i, g in enumerate(frames):
        if ((low - g) / (high - low) > limit).any():
            return i
    return -1""",
    ),
    (
        "10.3",
        "limit-forgotten",
        """
def alarm(frames, taught, limit):
    for i, g in enumerate(frames):
        if (g < taught.min(0)).any() or (g > taught.max(0)).any():
            return i
    return -1""",
    ),
    (
        "10.4",
        "correct",
        """
import numpy as np

def whole(owner, n_test):
    numbers, counts = np.unique(owner, return_counts=True)
    so_far = np.cumsum(counts[::-1])
    taken = numbers[::-1][: np.searchsorted(so_far, n_test) + 1]
    return np.isin(owner, taken)""",
    ),
    (
        "10.4",
        "correct",
        """
def whole(owner, n_test):
    last = owner.max()
    while (owner >= last).sum() < n_test:
        last -= 1
    return owner >= last""",
    ),
    (
        "10.4",
        "true-for-training",
        """
def whole(owner, n_test):
    last = owner.max()
    while (owner >= last).sum() < n_test:
        last -= 1
    return owner < last""",
    ),
    (
        "10.4",
        "exactly-n-test",
        """
import numpy as np

def whole(owner, n_test):
    order = sorted(range(len(owner)), key=lambda i: -owner[i])
    return np.isin(np.arange(len(owner)), order[:n_test])""",
    ),
    (
        "10.5",
        "correct",
        """
import numpy as np

def pick(spread, time, n, apart):
    free, chosen = np.ones(len(time), dtype=bool), []
    while free.any() and len(chosen) < n:
        i = int(np.argmax(np.where(free, spread, -np.inf)))
        chosen.append(i)
        free[i] = False
        free &= abs(time - time[i]) >= apart
    return chosen""",
    ),
    (
        "10.5",
        "neighbours-bought-too",
        """
def pick(spread, time, n, apart):
    return sorted(range(len(spread)), key=lambda i: -spread[i])[:n]""",
    ),
    (
        "10.5",
        "sorted-by-index",
        """
import numpy as np

def pick(spread, time, n, apart):
    chosen = []
    for i in np.argsort(spread)[::-1]:
        if len(chosen) < n and (abs(time[chosen] - time[i]) >= apart).all():
            chosen = sorted([*chosen, int(i)])
    return chosen""",
    ),
    (
        "10.6",
        "correct",
        """
import numpy as np

def coverage(error, spread, is_trial):
    a = np.linalg.norm(error[is_trial]) / np.linalg.norm(spread[is_trial])
    others = np.logical_not(is_trial)
    return a, (np.abs(error[others] / spread[others]) < 2 * a).sum() / others.sum()""",
    ),
    (
        "10.6",
        "percent",
        """
import numpy as np

def coverage(error, spread, is_trial):
    a = np.linalg.norm(error[is_trial]) / np.linalg.norm(spread[is_trial])
    others = np.logical_not(is_trial)
    return a, 100 * np.mean(np.abs(error[others] / spread[others]) < 2 * a)""",
    ),
    (
        "10.6",
        "proof-in-the-trial",
        """
import numpy as np

def coverage(error, spread, is_trial):
    a = np.linalg.norm(error) / np.linalg.norm(spread)
    return a, np.mean(np.abs(error / spread)[~is_trial] < 2 * a)""",
    ),
    (
        "10.7",
        "correct",
        """
import numpy as np

def unseen(taught):
    low, span = taught.min(axis=0), np.ptp(taught, axis=0)
    best, far = None, -1
    rng = np.random.default_rng(5)
    for _ in range(2000):
        g = low + span * rng.integers(0, 3, size=len(low)) / 2
        gap = np.linalg.norm((taught - g) / span, axis=1).min()
        if gap > far:
            best, far = g, gap
    return best""",
    ),
    ("10.7", "one-of-the-taught", "def unseen(taught):\n    return taught[len(taught) // 2]"),
    ("10.7", "too-near", "def unseen(taught):\n    return taught.mean(axis=0)"),
    ("10.7", "outside-of-a-range", "def unseen(taught):\n    return taught.min(axis=0) - 1"),
]
