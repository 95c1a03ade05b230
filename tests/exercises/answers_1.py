"""Answers to the exercises of chapter 1 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("1.1", "correct", "answer = 64_000_000 * 30 // 86_400"),
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
        "family-of-the-library",
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
        "1.3",
        "relation-right-in-some",
        """
import numpy as np
def descriptor_matrix(r, n):
    d = np.exp(-r)
    return np.stack([d, r * d, r * r * d, r**3 * d], axis=1)[:, :n]
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
        "correct",
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
        "1.4",
        "correct",
        """
import torch
from miniff_edu.closure import simple_energy_closure
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
def fit_weights(r, f):
    g = torch.from_numpy(PowerDecay(3)(r))[:, None]
    mask = torch.ones(len(r), 1, dtype=torch.float64)
    dataset = Dataset(PerCellDataset(torch.from_numpy(f)[:, None]), PerPointDataset(g, mask))
    linear = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
    options = {"tolerance_grad": 1e-12, "tolerance_change": 1e-14, "max_iter": 100}
    closure = simple_energy_closure([linear], dataset, optimizer_kwargs=options)
    closure.optimizer_init()
    closure.optimizer_step()
    return linear.weight[0]
""",
    ),
    (
        "1.4",
        "correct",
        """
import numpy as np
from scipy.optimize import minimize
def fit_weights(r, f):
    def loss(w):
        return np.mean(((w[0] + w[1] * r + w[2] * r * r) * np.exp(-r) - f) ** 2)
    return minimize(loss, [1, 1, 1], tol=1e-9).x
""",
    ),
    (
        "1.4",
        "each-alone",
        """
import numpy as np
def fit_weights(r, f):
    columns = [np.exp(-r) * r**i for i in range(3)]
    return np.array([np.dot(c, f) / np.dot(c, c) for c in columns])
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
        "1.5",
        "mask-not-floating",
        """
import torch
def as_parts(f, g):
    energy, features = torch.from_numpy(f).unsqueeze(1), torch.from_numpy(g).unsqueeze(1)
    return energy, features, torch.tensor([[1]] * len(f))
""",
    ),
    (
        "1.5",
        "mask-not-one",
        """
import torch
def as_parts(f, g):
    n, d = g.shape
    return torch.tensor(f).view(n, 1), torch.tensor(g).view(n, 1, d), torch.full((n, 1), 2.0, dtype=torch.float64)
""",
    ),
    (
        "1.5",
        "mask-in-float32",
        """
import torch
def as_parts(f, g):
    return torch.tensor(f)[:, None], torch.tensor(g)[:, None], torch.Tensor([[1]] * len(f))
""",
    ),
    (
        "1.5",
        "arrays-for-tensors",
        """
import numpy as np
import torch
def as_parts(f, g):
    n, d = g.shape
    return torch.from_numpy(f).reshape(n, 1), torch.from_numpy(g).reshape(n, 1, d), np.ones((n, 1))
""",
    ),
    (
        "1.5",
        "float32",
        """
import torch
def as_parts(f, g):
    energy, features = torch.FloatTensor(f)[:, None].double(), torch.FloatTensor(g)[:, None].double()
    return energy, features, torch.ones_like(energy)
""",
    ),
    (
        "1.5",
        "missing-axis",
        """
import torch
def as_parts(f, g):
    f, g = torch.from_numpy(f), torch.from_numpy(g)
    return f[:, None], g[:, None], torch.ones_like(f)
""",
    ),
    (
        "1.5",
        "placeholder-left",
        """
import torch
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None], ...
""",
    ),
    (
        "1.5",
        "sign",
        """
import torch
def as_parts(f, g):
    energy = torch.from_numpy(f)[:, None]
    return -energy, torch.from_numpy(g)[:, None], torch.ones_like(energy)
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
    (
        "1.7",
        "correct",
        """
import torch
r_few = torch.tensor([0.1, 0.7, 3.2], requires_grad=True, dtype=torch.float64)
""",
    ),
    ("1.7", "alike", "r_few = [4.6, 5.1, 5.6]"),
    ("1.7", "alike", "r_few = (0.1, 2.5, 4.9)"),
    ("1.7", "far-out", "r_few = [0.1, 0.7, 6.5]"),
    ("1.7", "not-yet-the-best", "r_few = [0.1, 0.5, 2.0]"),
    (
        "1.3",
        "family-of-the-library",
        """
import miniff_edu.descriptors as families

def described(x, n):
    return getattr(families, "PowerDecay")(n)(x)

def descriptor_matrix(r, n):
    return [described(x, n) for x in r]
""",
    ),
]
