"""Answers to the exercises of chapter 1 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("1.1", "correct", "answer = 6.4e7 * 30 / 86_400"),
    (
        "1.1",
        "correct",
        """
import numpy as np
answer = np.float32(22222.2222)
""",
    ),
    ("1.1", "counts-added", "answer = sum([20] * 6) / 2880"),
    ("1.1", "hours", "answer = 24 * 22222.222222"),
    (
        "1.1",
        "function-for-number",
        """
def answer():
    return 20**6 * 30 / 86400
""",
    ),
    ("1.1", "not-a-number", "answer = '22222'"),
    ("1.2", "correct", "answer = ' B'"),
    ("1.2", "no-such-option", "answer = 'e'"),
    ("1.2", "no-such-option", "answer = 2"),
    (
        "1.3",
        "correct",
        """
import numpy as np

def descriptor_matrix(r, n):
    g = np.zeros((len(r), n))
    for s, x in enumerate(r):
        for i in range(n):
            g[s, i] = x**i / np.exp(x)
    return g
""",
    ),
    (
        "1.3",
        "correct",
        """
from miniff_edu.descriptors import PowerDecay
descriptor_matrix = lambda r, n: PowerDecay(n)(r)
""",
    ),
    (
        "1.3",
        "transposed",
        """
import numpy as np

def descriptor_matrix(r, n):
    rows = []
    for i in range(n):
        rows.append(r**i * np.exp(-r))
    return np.array(rows)
""",
    ),
    (
        "1.3",
        "off-by-one-power",
        """
import numpy as np
def descriptor_matrix(r, n):
    return np.array([[x**(i + 1) * np.exp(-x) for i in range(n)] for x in r])
""",
    ),
    (
        "1.3",
        "decay-left-out",
        """
import numpy as np
def descriptor_matrix(r, n):
    return np.vander(r, n, increasing=True)
""",
    ),
    (
        "1.3",
        "value-for-function",
        """
import numpy as np
descriptor_matrix = np.ones((3, 4))
""",
    ),
    (
        "1.3",
        "other-arguments",
        """
def descriptor_matrix(r):
    return r
""",
    ),
    (
        "1.3",
        "nothing-returned",
        """
def descriptor_matrix(r, n):
    g = r[:, None] ** range(n)
""",
    ),
    (
        "1.3",
        "float32",
        """
import numpy as np
def descriptor_matrix(r, n):
    g = r[:, None] ** np.arange(n) * np.exp(-r)[:, None]
    return g.astype(np.float32)
""",
    ),
    (
        "1.3",
        "raised-NameError",
        """
def descriptor_matrix(r, n):
    return numpi.exp(r)
""",
    ),
    (
        "1.3",
        "changes-its-argument",
        """
import numpy as np
def descriptor_matrix(r, n):
    g = np.exp(-r)[:, None] * r[:, None] ** np.arange(n)
    r *= 2
    return g
""",
    ),
    (
        "1.4",
        "correct",
        """
import torch
from miniff_edu.descriptors import PowerDecay
def fit_weights(r, f):
    g = torch.from_numpy(PowerDecay(3)(r))
    return torch.linalg.lstsq(g, torch.from_numpy(f)[:, None]).solution[:, 0]
""",
    ),
    (
        "1.4",
        "extra-axis",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay
def fit_weights(r, f):
    return np.linalg.pinv(PowerDecay(3)(r)) @ f[:, None]
""",
    ),
    (
        "1.4",
        "sign",
        """
import numpy as np
from miniff_edu.descriptors import PowerDecay
def fit_weights(r, f):
    return -np.linalg.pinv(PowerDecay(3)(r)) @ f
""",
    ),
    (
        "1.5",
        "correct",
        """
import numpy as np
import torch
def as_parts(f, g):
    make = lambda x: torch.tensor(x, dtype=torch.float64)
    return make(f.reshape(-1, 1)), make(g).unsqueeze(1), make(np.ones((len(f), 1)))
""",
    ),
    (
        "1.5",
        "mask-of-zeros",
        """
import torch
def as_parts(f, g):
    n, d = g.shape
    return torch.tensor(f).view(n, 1), torch.tensor(g).view(n, 1, d), torch.zeros((n, 1), dtype=torch.float64)
""",
    ),
    (
        "1.6",
        "correct",
        """
import math
def rmse(f, prediction):
    pairs = zip(f, prediction.ravel())
    return math.sqrt(sum((a - b) ** 2 for a, b in pairs) / f.size)
""",
    ),
    (
        "1.6",
        "factor-2-too-large",
        """
import numpy as np
def rmse(f, prediction):
    return 2 * np.sqrt(np.mean((prediction.ravel() - f) ** 2))
""",
    ),
    (
        "1.6",
        "no-root",
        """
def rmse(f, prediction):
    return ((f - prediction.flatten()) ** 2).sum() / len(f)
""",
    ),
    (
        "1.6",
        "endless",
        """
def rmse(f, prediction):
    while True:
        f = f + 0
""",
    ),
    ("1.7", "correct", "r_few = (3.16, 0.1, 0.69)"),
    ("1.7", "far-out", "r_few = [0.2, 2.0, 9.0]"),
]
