"""Answers to the exercises of chapter 7 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("7.1", "correct", "answer = ' B'"),
    ("7.1", "not-converged", "answer = 'A'"),
    ("7.1", "atomic-energy-trusted", "answer = 'd)'"),
    ("7.2", "correct", "answer = 1.4455"),
    ("7.2", "correct", "ev = 0.3 / 23.06\nper_atom = ev / (2 + 6 + 1)\nanswer = per_atom / 1e-3"),
    ("7.2", "per-molecule", "answer = 0.3 * 43.36"),
    ("7.2", "elements-for-atoms", "answer = 0.3 / 23.06 * 1e3 / len('CHO')"),
    ("7.2", "one-atom-left-out", "answer = 0.3 / 23.06 * 1e3 / (2 + 6)"),
    ("7.2", "converted-the-wrong-way", "answer = 0.3 * 23.06 / 9 * 1e3"),
    (
        "7.3",
        "correct",
        "import numpy as np\n\ndef offsets(counts, energies):\n    return np.linalg.pinv(counts) @ energies",
    ),
    (
        "7.3",
        "correct",
        """
import torch

def offsets(counts, energies):
    n = torch.tensor(counts, dtype=torch.float64)
    return torch.linalg.pinv(n) @ torch.tensor(energies)
""",
    ),
    (
        "7.3",
        "correct",
        """
from scipy.linalg import lstsq

def offsets(counts, energies):
    return lstsq(counts, energies)[0]
""",
    ),
    (
        "7.3",
        "energies-centred",
        """
import numpy as np

def offsets(counts, energies):
    rest = energies - sum(energies) / len(energies)
    return np.linalg.pinv(counts) @ rest
""",
    ),
    (
        "7.3",
        "one-for-all-elements",
        """
import numpy as np

def offsets(counts, energies):
    sizes = counts.sum(axis=1, keepdims=True)
    x = np.linalg.lstsq(sizes, energies)[0][0]
    return x * np.ones(counts.shape[1])
""",
    ),
    (
        "7.3",
        "constant-added",
        """
import numpy as np

def offsets(counts, energies):
    table = np.hstack([np.ones((len(counts), 1)), counts])
    return (np.linalg.pinv(table) @ energies)[1:]
""",
    ),
    (
        "7.4",
        "correct",
        """
import numpy as np

def total_energy(symbols, g, networks):
    def atom(i):
        w, b, v, c = networks[symbols[i]]
        return np.dot(np.tanh(np.dot(w, g[i]) + b), v) + c
    return sum(map(atom, range(len(symbols))))
""",
    ),
    (
        "7.4",
        "correct",
        """
import numpy as np

def total_energy(symbols, g, networks):
    total = 0
    for element, (w, b, v, c) in networks.items():
        mine = g[np.array(symbols) == element]
        total += (np.tanh(mine @ w.T + b) @ v + c).sum()
    return total
""",
    ),
    (
        "7.4",
        "constant-once-per-element",
        """
import numpy as np

def total_energy(symbols, g, networks):
    total = 0
    for element in sorted(set(symbols)):
        w, b, v, c = networks[element]
        rows = [i for i, s in enumerate(symbols) if s == element]
        total += c + sum(np.tanh(w @ g[i] + b) @ v for i in rows)
    return total
""",
    ),
    (
        "7.4",
        "mean-of-atoms",
        """
import numpy as np

def total_energy(symbols, g, networks):
    parts = []
    for s, x in zip(symbols, g):
        w, b, v, c = networks[s]
        parts.append(np.tanh(w @ x + b) @ v + c)
    return np.mean(parts)
""",
    ),
    (
        "7.5",
        "correct",
        """
import numpy as np

def standardise(train, test, smallest):
    out = [np.zeros_like(train), np.zeros_like(test)]
    for j in range(train.shape[1]):
        s = train[:, j].std()
        if s >= smallest:
            for o, part in zip(out, (train, test)):
                o[:, j] = (part[:, j] - train[:, j].mean()) / s
    return out[0], out[1]
""",
    ),
    (
        "7.5",
        "correct",
        """
import torch

def standardise(train, test, smallest):
    a, b = torch.tensor(train), torch.tensor(test)
    s, m = a.std(dim=0, correction=0), a.mean(dim=0)
    flat = s < smallest
    scaled = [(x - m) / s.masked_fill(flat, 1.0) for x in (a, b)]
    return tuple(x.masked_fill(flat, 0.0) for x in scaled)
""",
    ),
    (
        "7.5",
        "spread-one-instead",
        """
import numpy as np

def standardise(train, test, smallest):
    m, s = train.mean(0), train.std(0)
    s[s < smallest] = 1
    return (train - m) / s, (test - m) / s
""",
    ),
    (
        "7.5",
        "only-training-part-zeroed",
        """
import numpy as np

def standardise(train, test, smallest):
    m, s = train.mean(0), train.std(0)
    idle = s < smallest
    s = np.where(idle, 1, s)
    a, b = (train - m) / s, (test - m) / s
    a[:, idle] = 0
    return a, b
""",
    ),
    (
        "7.6",
        "correct",
        """
import numpy as np

def errors(reference, prediction, n_atoms):
    d = (prediction - reference) / n_atoms * 1e3
    t = (prediction - reference) * 1e3
    return [(d @ d / d.size) ** 0.5, abs(d).mean(), np.linalg.norm(t) / len(t) ** 0.5, max(d.max(), -d.min())]
""",
    ),
    (
        "7.6",
        "divided-after-the-mean",
        """
import numpy as np

def errors(reference, prediction, n_atoms):
    d, n = 1000 * (prediction - reference), n_atoms.mean()
    rmse = np.sqrt((d**2).mean())
    return rmse / n, abs(d).mean() / n, rmse, abs(d).max() / n
""",
    ),
    (
        "7.6",
        "mean-error-taken-off",
        """
import numpy as np

def errors(reference, prediction, n_atoms):
    d = 1000 * (prediction - reference)
    e = d / n_atoms
    return e.std(), abs(e).mean(), d.std(), abs(e).max()
""",
    ),
    (
        "7.7",
        "correct",
        """
import numpy as np
from scipy.linalg import null_space

def shift(counts):
    free = null_space(counts)
    if free.shape[1] == 0:
        return [0.0] * counts.shape[1]
    first = free[:, 0]
    return -first / max(abs(first))
""",
    ),
    (
        "7.7",
        "correct",
        """
import numpy as np

def shift(counts):
    values, vectors = np.linalg.eigh(counts.T @ counts)
    if values[0] > 1e-9:
        return 0 * vectors[:, 0]
    v = vectors[:, 0]
    return v / v[np.argmax(np.abs(v))]
""",
    ),
    (
        "7.7",
        "totals-change",
        """
import numpy as np

def shift(counts):
    return np.ones(counts.shape[1])
""",
    ),
    (
        "7.7",
        "zeros-where-something-is-free",
        """
import numpy as np

def shift(counts):
    return np.zeros(counts.shape[1])
""",
    ),
    (
        "7.7",
        "something-where-nothing-is-free",
        """
import numpy as np

def shift(counts):
    v = np.linalg.eigh(counts.T @ counts)[1][:, 0]
    return v / abs(v).max()
""",
    ),
]
