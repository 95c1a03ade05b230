"""Answers to the exercises of chapter 2 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("2.1", "correct", "answer = 'C'"),
    ("2.1", "better-fit", "answer = ' A '"),
    ("2.1", "no-such-option", "answer = 'a and c'"),
    ("2.2", "correct", "answer = 4.0"),
    (
        "2.2",
        "correct",
        """
import torch
from miniff_edu.descriptors import PowerDecay
r = torch.linspace(0.1, 10, 100, dtype=torch.float64)
answer = torch.linalg.matrix_rank(torch.cat([PowerDecay(4)(r), PowerDecay(4).derivative(r)], dim=1))
""",
    ),
    (
        "2.2",
        "columns-counted",
        """
import numpy as np
answer = len(np.linalg.svd(np.ones((100, 8)))[1])
""",
    ),
    ("2.2", "array-for-number", "answer = [1.0, 0.5, 0.3, 0.07]"),
    (
        "2.3",
        "correct",
        """
import numpy as np
def cutoff_function(r, cutoff):
    x = np.minimum(r / cutoff, 1)
    return 0.5 * np.cos(x * np.pi) + 0.5
""",
    ),
    (
        "2.3",
        "correct",
        """
import math
def cutoff_function(r, cutoff):
    out = []
    for x in r:
        if x >= cutoff:
            out.append(0.0)
        else:
            out.append((math.cos(math.radians(180 * x / cutoff)) + 1) / 2)
    return out
""",
    ),
    (
        "2.3",
        "correct",
        """
import torch
def cutoff_function(r, cutoff):
    r = torch.as_tensor(r)
    return (r < cutoff) * (1 + torch.cos(torch.pi * r / cutoff)) / 2
""",
    ),
    (
        "2.3",
        "beyond-the-cutoff",
        """
import numpy as np
cutoff_function = lambda r, cutoff: np.cos(np.pi / 2 * r / cutoff) ** 2
""",
    ),
    (
        "2.3",
        "kink",
        """
import numpy as np
def cutoff_function(r, cutoff):
    f_c = np.zeros(r.shape)
    f_c[r < cutoff] = np.sin(np.pi / 2 * (1 - r[r < cutoff] / cutoff))
    return f_c
""",
    ),
    (
        "2.3",
        "half-missing",
        """
import numpy as np
def cutoff_function(r, cutoff):
    return np.array([1 + np.cos(np.pi * x / cutoff) if x <= cutoff else 0 for x in r])
""",
    ),
    (
        "2.3",
        "if-for-an-array",
        """
import math
def cutoff_function(r, cutoff):
    if r <= cutoff:
        return 0.5 * (1 + math.cos(math.pi * r / cutoff))
    else:
        return 0
""",
    ),
    (
        "2.3",
        "if-for-an-array",
        """
import numpy as np
def cutoff_function(r, cutoff):
    return (1 + np.cos(np.pi * min(r, cutoff) / cutoff)) / 2
""",
    ),
    (
        "2.3",
        "if-for-an-array",
        """
import numpy as np
def cutoff_function(r, cutoff):
    return max(0, 1 - r / cutoff) * (1 + np.cos(np.pi * r / cutoff)) / 2
""",
    ),
    (
        "2.3",
        "upside-down",
        """
import numpy as np
def cutoff_function(r, cutoff):
    return (r < cutoff) * np.sin(np.pi * r / cutoff / 2) ** 2
""",
    ),
    (
        "2.3",
        "changes-its-argument",
        """
import numpy as np
def cutoff_function(r, cutoff):
    r[r > cutoff] = cutoff
    return (1 + np.cos(np.pi * r / cutoff)) / 2
""",
    ),
    (
        "2.4",
        "correct",
        """
import numpy as np
def gaussians(r, centres, width):
    return np.stack([np.exp(-0.5 * np.square((r - c) / width)) for c in centres], axis=1)
""",
    ),
    (
        "2.4",
        "correct",
        """
import torch
def gaussians(r, centres, width):
    pairs = torch.cdist(torch.tensor(r)[:, None], torch.tensor(centres)[:, None])
    return torch.exp(-pairs.square() / 2 / width / width)
""",
    ),
    (
        "2.4",
        "brackets-missing",
        """
import numpy as np
def gaussians(r, centres, width):
    return np.array([[np.exp(-(x - c) ** 2 * width**2 / 2) for c in centres] for x in r])
""",
    ),
    (
        "2.4",
        "two-missing",
        """
import numpy as np
gaussians = lambda r, centres, width: np.exp(-((np.subtract.outer(r, centres) / width) ** 2))
""",
    ),
    (
        "2.4",
        "transposed",
        """
import numpy as np
def gaussians(r, centres, width):
    rows = []
    for c in centres:
        rows.append(np.exp(-((r - c) ** 2) / (2 * width**2)))
    return rows
""",
    ),
    (
        "2.4",
        "no-table",
        """
import numpy as np
def gaussians(r, centres, width):
    x = (r - centres) / width
    return np.exp(-x * x / 2)
""",
    ),
    (
        "2.4",
        "sign-of-the-exponent",
        """
import numpy as np
def gaussians(r, centres, width):
    d = np.tile(r, (len(centres), 1)).T - centres
    return np.exp((-d) ** 2 / (2 * width**2))
""",
    ),
    (
        "2.5",
        "correct",
        """
import numpy as np
def mended_fit(g, f):
    q, triangle = np.linalg.qr(g)
    return np.linalg.solve(triangle, q.T @ f)
""",
    ),
    (
        "2.5",
        "correct",
        """
import numpy as np
def mended_fit(g, f):
    sizes = [max(abs(column)) for column in g.T]
    return np.linalg.pinv(g / sizes) @ f / sizes
""",
    ),
    (
        "2.5",
        "small-one-lost",
        """
import numpy as np
def mended_fit(g, f):
    return np.linalg.pinv(g) @ f
""",
    ),
    (
        "2.5",
        "small-one-lost",
        """
import numpy as np
def mended_fit(g, f):
    length = np.linalg.norm(g)
    return np.linalg.lstsq(g / length, f, rcond=None)[0] / length
""",
    ),
    (
        "2.5",
        "weights-of-the-normalised",
        """
import numpy as np
from miniff_edu.conditioning import normalise
def mended_fit(g, f):
    a = normalise(g)
    return np.linalg.solve(a.T @ a, a.T @ f)
""",
    ),
    (
        "2.5",
        "length-squared",
        """
import numpy as np
def mended_fit(g, f):
    size = np.array([column @ column for column in g.T])
    return np.linalg.pinv(g / size) @ f / size
""",
    ),
    (
        "2.5",
        "rows-for-columns",
        """
import numpy as np
def mended_fit(g, f):
    size = np.sqrt((g * g).sum(1))
    return np.linalg.pinv(g / size) @ f / size
""",
    ),
    (
        "2.5",
        "mean-subtracted",
        """
import numpy as np
def mended_fit(g, f):
    mean, std = g.mean(0), g.std(0, ddof=1)
    return np.linalg.pinv((g - mean) / std) @ f / std
""",
    ),
    (
        "2.6",
        "correct",
        """
from miniff_edu.descriptors import PowerDecay
from miniff_edu.samples import pad_points
def summed(samples, n):
    features, mask = pad_points(samples, PowerDecay(n))
    return (features * mask[..., None]).sum(dim=1)
""",
    ),
    (
        "2.6",
        "correct",
        """
import math
def summed(samples, n):
    table = []
    for sample in samples:
        row = [0.0] * n
        for x in sample:
            for i in range(n):
                row[i] += x**i / math.exp(x)
        table.append(row)
    return table
""",
    ),
    (
        "2.6",
        "mean-for-sum",
        """
import numpy as np
def summed(samples, n):
    return np.array([[sum(s**i * np.exp(-s)) / len(s) for i in range(n)] for s in samples])
""",
    ),
    (
        "2.6",
        "padding-counted",
        """
import numpy as np
def summed(samples, n):
    longest = max(len(s) for s in samples)
    full = [np.pad(s, (0, longest - len(s))) for s in samples]
    return np.array([[sum(x**i * np.exp(-x)) for i in range(n)] for x in full])
""",
    ),
    (
        "2.6",
        "sum-described",
        """
import numpy as np
def summed(samples, n):
    s = np.array([sum(sample) for sample in samples])[:, None]
    return s ** np.arange(n) * np.exp(-s)
""",
    ),
    (
        "2.6",
        "relation-right-in-some",
        """
import numpy as np
def summed(samples, n):
    return np.array([[sum(x**i * np.exp(-x) for x in s[:4]) for i in range(n)] for s in samples])
""",
    ),
    (
        "2.6",
        "transposed",
        """
import numpy as np
def summed(samples, n):
    return np.array([[(s**i * np.exp(-s)).sum() for s in samples] for i in range(n)])
""",
    ),
    (
        "2.6",
        "axis-of-points-left",
        """
from miniff_edu.descriptors import PowerDecay
def summed(samples, n):
    return [PowerDecay(n)(s).sum(axis=0, keepdims=True) for s in samples]
""",
    ),
    (
        "2.6",
        "lengths-differ-in-an-array",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay
def summed(samples, n):
    return PowerDecay(n)(np.array(samples)).sum(axis=1)
""",
    ),
    (
        "2.7",
        "correct",
        """
import numpy as np
from scipy.optimize import fsolve
def sums(x):
    return [sum(np.exp(-x)), sum(x * np.exp(-x))]
goal = np.array(sums(np.array([0.5, 1.5, 3.0])))
rest = fsolve(lambda p: np.array(sums(np.array([0.6, *p]))) - goal, [1.2, 3.3], xtol=1e-14)
triples = ((0.5, 1.5, 3.0), (0.6, *rest))
""",
    ),
    (
        "2.7",
        "correct",
        """
import torch
a = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
sums = lambda x: torch.stack([torch.exp(-x).sum(), (x * torch.exp(-x)).sum()])
b = torch.tensor([1.5, 1.3, 3.2], dtype=torch.float64)
for _ in range(60):
    slopes = torch.autograd.functional.jacobian(sums, b)
    b = b - torch.linalg.pinv(slopes) @ (sums(b) - sums(a))
triples = [a, b]
""",
    ),
    ("2.7", "same-triple", "triples = [[4, 2, 2], [2, 2, 4]]"),
    ("2.7", "sum-of-arguments", "triples = [[1, 2, 3], [1.5, 1.5, 3]]"),
    ("2.7", "out-of-range", "triples = [[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]]"),
    ("2.7", "not-two-triples", "triples = [[1.0, 2.0], [1.0, 2.0, 3.0]]"),
    (
        "2.5",
        "one-column-taken-for-the-tiny-one",
        """
import numpy as np
def mended_fit(g, f):
    *others, last = g.T
    a, b, c = np.linalg.lstsq(np.column_stack([*others, last / 1e-20]), f)[0]
    return a, b, c / 1e-20
""",
    ),
    (
        "2.6",
        "equal-ones-counted-once",
        """
import math
def summed(samples, n):
    return [[sum(x**i * math.exp(-x) for x in set(sample)) for i in range(n)] for sample in samples]
""",
    ),
    (
        "2.6",
        "correct",
        """
import numpy as np
from collections import Counter
def summed(samples, n):
    powers = np.arange(n)
    return np.array([sum(k * x**powers * np.exp(-x) for x, k in Counter(s.tolist()).items()) for s in samples])
""",
    ),
]
