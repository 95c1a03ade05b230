"""Answers to the exercises of chapter 3 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("3.1", "correct", "answer = 'B '"),
    ("3.1", "degree-of-the-weights", "answer = 'C'"),
    ("3.1", "no-such-option", "answer = 'plane'"),
    (
        "3.2",
        "correct",
        """
from miniff_edu.models import behler_nn
answer = sum(p.numel() for p in behler_nn(4, 10, 3).parameters())
""",
    ),
    ("3.2", "correct", "answer = 171.0"),
    (
        "3.2",
        "biases-forgotten",
        """
from miniff_edu.models import behler_nn
answer = sum(p.numel() for p in behler_nn(4, 10, 3, bias=False).parameters())
""",
    ),
    (
        "3.2",
        "depth-counts-hidden-layers",
        """
from miniff_edu.models import behler_nn
answer = sum(p.numel() for p in behler_nn(4, 10, n_layers=4).parameters())
""",
    ),
    ("3.2", "last-layer-forgotten", "answer = 160"),
    (
        "3.3",
        "not-in-numpy",
        """
import torch
def network(g, layers):
    x = torch.from_numpy(g)
    *hidden, last = [(torch.from_numpy(w), torch.from_numpy(b)) for w, b in layers]
    for w, b in hidden:
        x = torch.sigmoid(torch.nn.functional.linear(x, w, b))
    return torch.nn.functional.linear(x, *last)
""",
    ),
    (
        "3.3",
        "correct",
        """
import numpy as np
def network(g, layers):
    (w, b), *rest = layers
    z = np.einsum("ij,kj->ik", g, w) + b[None]
    return network(1 / (1 + np.exp(-z)), rest) if rest else z
""",
    ),
    (
        "3.3",
        "activation-on-the-output",
        """
from functools import reduce
from scipy.special import expit
network = lambda g, layers: reduce(lambda x, layer: expit(x @ layer[0].T + layer[1]), layers, g)
""",
    ),
    (
        "3.3",
        "activation-forgotten",
        """
def network(g, layers):
    columns = g.T
    for w, b in layers:
        columns = w.dot(columns) + b[:, None]
    return columns.T
""",
    ),
    (
        "3.3",
        "tanh-for-sigmoid",
        """
import torch
def network(g, layers):
    modules = []
    for w, b in layers:
        linear = torch.nn.Linear(*w.shape[::-1], dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(w), torch.tensor(b)
        modules += [linear, torch.nn.Tanh()]
    return torch.nn.Sequential(*modules[:-1])(torch.tensor(g))
""",
    ),
    (
        "3.3",
        "matrix-not-transposed",
        """
import numpy as np
sigmoid = lambda z: 1 / (1 + np.exp(-z))
def network(g, layers):
    for w, b in layers[:-1]:
        g = sigmoid(np.matmul(g, w) + b)
    w, b = layers[-1]
    return np.matmul(g, w) + b
""",
    ),
    (
        "3.3",
        "sign-of-the-exponent",
        """
import numpy as np
def network(g, layers):
    for w, b in layers[:-1]:
        z = g @ w.T + b
        g = np.exp(-z) / (1 + np.exp(-z))
    return g @ layers[-1][0].T + layers[-1][1]
""",
    ),
    (
        "3.3",
        "missing-axis",
        """
import numpy as np
def network(g, layers):
    for w, b in layers[:-1]:
        g = 1 / (1 + np.exp(-g @ w.T - b))
    w, b = layers[-1]
    return g @ w[0] + b
""",
    ),
    (
        "3.3",
        "one-sigmoid-only",
        """
import numpy as np
def network(g, layers):
    (w, b), *rest = layers
    x = g @ w.T + b
    if rest:
        x = 1 / (1 + np.exp(-x))
    for w, b in rest:
        x = x @ w.T + b
    return x
""",
    ),
    (
        "3.3",
        "relation-right-in-some",
        """
import numpy as np
def network(g, layers):
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    for i, (w, b) in enumerate(layers):
        g = g @ w.T + b
        g = sigmoid(g) if i < min(3, len(layers) - 1) else g
    return g
""",
    ),
    (
        "3.4",
        "correct",
        """
import numpy as np
def standardise(train, new):
    out = np.empty_like(new)
    for j in range(new.shape[1]):
        out[:, j] = (new[:, j] - np.mean(train[:, j])) / np.std(train[:, j])
    return out
""",
    ),
    (
        "3.4",
        "correct",
        """
import torch
def standardise(train, new):
    var, mean = torch.var_mean(torch.tensor(train), dim=0, correction=0)
    return (torch.tensor(new) - mean) * var ** -0.5
""",
    ),
    (
        "3.4",
        "scale-of-the-new-data",
        """
def standardise(train, new):
    zscore = lambda x: (x - x.mean(0)) / x.std(0)
    train, new = zscore(train), zscore(new)
    return new
""",
    ),
    (
        "3.4",
        "ddof",
        """
import torch
def standardise(train, new):
    train, new = torch.from_numpy(train), torch.from_numpy(new)
    return (new - train.mean(dim=0)) / train.std(dim=0)
""",
    ),
    (
        "3.4",
        "both-together",
        """
import numpy as np
def standardise(train, new):
    x = np.vstack((train, new))
    x = (x - np.average(x, axis=0)) / np.sqrt(np.var(x, axis=0))
    return x[len(train):]
""",
    ),
    (
        "3.4",
        "one-scale-for-all",
        """
import numpy as np
standardise = lambda train, new: (new - np.mean(train)) / np.std(train)
""",
    ),
    (
        "3.4",
        "changes-its-argument",
        """
def standardise(train, new):
    new -= train.mean(axis=0)
    new /= train.std(axis=0)
    return new
""",
    ),
    (
        "3.5",
        "correct",
        """
import numpy as np
def fold(matrix, biases, mean, spread):
    new_matrix = matrix @ np.diag(1 / spread)
    return new_matrix, matrix @ (-mean / spread) + biases
""",
    ),
    (
        "3.5",
        "correct",
        """
def fold(matrix, biases, mean, spread):
    a, b = matrix.copy(), biases.copy()
    for k in range(len(biases)):
        for j in range(len(mean)):
            a[k, j] /= spread[j]
            b[k] -= a[k, j] * mean[j]
    return [a, b]
""",
    ),
    (
        "3.5",
        "sign-of-the-shift",
        """
import numpy as np
fold = lambda matrix, biases, mean, spread: (matrix / spread[None], biases + np.dot(matrix, mean / spread))
""",
    ),
    (
        "3.5",
        "shift-not-divided",
        """
def fold(matrix, biases, mean, spread):
    shift = (matrix * mean).sum(axis=1)
    return matrix / spread, biases - shift
""",
    ),
    (
        "3.5",
        "spread-along-the-units",
        """
def fold(matrix, biases, mean, spread):
    scaled = matrix / spread.reshape(-1, 1)
    return scaled, biases - scaled.dot(mean)
""",
    ),
    (
        "3.5",
        "old-biases-forgotten",
        """
import numpy as np
def fold(matrix, biases, mean, spread):
    a = np.array([row / spread for row in matrix])
    return a, np.array([-row @ mean for row in a])
""",
    ),
    (
        "3.5",
        "changes-its-argument",
        """
def fold(matrix, biases, mean, spread):
    matrix /= spread
    return matrix, biases - matrix @ mean
""",
    ),
    (
        "3.6",
        "correct",
        """
import numpy as np
def staircase(g, matrix, biases, f):
    z = np.c_[np.heaviside((matrix @ g.T).T + biases, 0), np.ones(len(f))]
    return z @ np.linalg.pinv(z) @ f
""",
    ),
    (
        "3.6",
        "correct",
        """
import numpy as np
def staircase(g, matrix, biases, f):
    signs = np.array([[1.0] + [np.sign(w @ x + b) for w, b in zip(matrix, biases)] for x in g])
    return signs @ np.linalg.lstsq(signs, f, rcond=None)[0]
""",
    ),
    (
        "3.6",
        "last-bias-forgotten",
        """
import numpy as np
def staircase(g, matrix, biases, f):
    h = np.heaviside(g @ matrix.T + biases, 0)
    return h @ (np.linalg.pinv(h) @ f)
""",
    ),
    (
        "3.6",
        "hidden-biases-forgotten",
        """
import numpy as np
def staircase(g, matrix, biases, f):
    h = np.hstack([np.ones((len(g), 1)), (g @ matrix.T > 0) * 1.0])
    return h @ np.linalg.pinv(h) @ f
""",
    ),
    (
        "3.6",
        "ramps",
        """
import torch
def staircase(g, matrix, biases, f):
    g, matrix, biases, f = map(torch.from_numpy, (g, matrix, biases, f))
    h = torch.relu(g @ matrix.T + biases)
    h = torch.cat([h, torch.ones(len(h), 1).double()], 1)
    return h @ torch.linalg.lstsq(h, f[:, None], driver="gelsd").solution[:, 0]
""",
    ),
    (
        "3.6",
        "sigmoid-kept",
        """
import numpy as np
from scipy.special import expit
def staircase(g, matrix, biases, f):
    q, _ = np.linalg.qr(np.column_stack([expit(g @ matrix.T + biases), np.ones_like(f)]))
    return q @ (q.T @ f)
""",
    ),
    (
        "3.6",
        "extra-axis",
        """
import numpy as np
def staircase(g, matrix, biases, f):
    h = np.c_[np.heaviside(g @ matrix.T + biases, 0), np.ones(len(f))]
    return h @ np.linalg.pinv(h) @ f[:, None]
""",
    ),
    (
        "3.6",
        "correct",
        """
import numpy as np
def staircase(g, matrix, biases, f):
    h = np.c_[(g @ matrix.T > -biases).astype(float), np.ones(len(f))]
    return h @ np.linalg.solve(h.T @ h, h.T @ f)
""",
    ),
    ("3.7", "correct", "sizes = dict(n_internal=8, n_layers=2, n_descriptors=1)"),
    ("3.7", "correct", "sizes = dict(n_internal=3, n_layers=3, n_descriptors=2)"),
    ("3.7", "too-few-units", "sizes = dict(n_descriptors=2, n_internal=2, n_layers=2)"),
    ("3.7", "narrow-and-deep", "sizes = dict(n_descriptors=1, n_internal=2, n_layers=3)"),
    ("3.7", "too-many-parameters", "sizes = dict(n_descriptors=1, n_internal=4, n_layers=3)"),
    ("3.7", "not-three-sizes", "sizes = dict(width=4, depth=2)"),
    ("3.7", "too-few-units", "sizes = dict(n_descriptors=2, n_internal=4, n_layers=2)"),
    ("3.7", "too-many-parameters", "sizes = dict(n_descriptors=1, n_internal=2, n_layers=10**8)"),
    ("3.7", "not-three-sizes", "sizes = dict(n_descriptors=True, n_internal=8, n_layers=2)"),
    ("3.7", "correct", "sizes = dict(n_descriptors=1, n_internal=7, n_layers=2)"),
    (
        "3.3",
        "activation-by-the-width",
        """
import numpy as np
def network(g, layers):
    x = g
    for w, b in layers:
        x = x @ w.T + b
        if x.shape[1] > 1:
            x = 1 / (1 + np.exp(-x))
    return x
""",
    ),
    (
        "3.3",
        "correct",
        """
from scipy.special import expit
def network(g, layers):
    x = g
    for w, b in layers[:-1]:
        x = expit(x @ w.T + b)
    return x @ layers[-1][0].T + layers[-1][1]
""",
    ),
    (
        "3.4",
        "correct",
        """
def standardise(train, new):
    return (new - train.mean(axis=0)) / (train.std(axis=0) + 1e-8)
""",
    ),
]
