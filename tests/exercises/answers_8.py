"""Answers to the exercises of chapter 8 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("8.1", "correct", "answer = ' C '"),
    ("8.1", "masked-once-more", "answer = 'A'"),
    ("8.1", "padding-at-one-place", "answer = 'd)'"),
    ("8.2", "correct", "answer = 1 / 40"),
    ("8.2", "correct", "e, f = 2e-3, 80e-3\nanswer = (1 / f) / (1 / e)"),
    ("8.2", "upside-down", "answer = 40"),
    ("8.2", "in-thousandths", "answer = 2e-3 / 80e-3 * 1000"),
    ("8.2", "weight-of-the-squares", "answer = 0.002**2 / 0.08**2"),
    (
        "8.3",
        "correct",
        """
import numpy as np

def forces(w, b, v, g, slopes):
    n = len(g)
    total = np.zeros((n, 3))
    for i in range(n):
        slope = v / np.cosh(w @ g[i] + b) ** 2
        for k in range(g.shape[1]):
            total -= (slope @ w[:, k]) * slopes[i, k]
    return total
""",
    ),
    (
        "8.3",
        "correct",
        """
import torch

def forces(w, b, v, g, slopes):
    w, b, v, slopes = (torch.tensor(x) for x in (w, b, v, slopes))
    x = torch.tensor(g, requires_grad=True)
    energy = (torch.tanh(x @ w.T + b) @ v).sum()
    (by_g,) = torch.autograd.grad(energy, x)
    return -(by_g[:, :, None, None] * slopes).sum(dim=(0, 1))
""",
    ),
    (
        "8.3",
        "own-descriptors-only",
        """
import numpy as np

def forces(w, b, v, g, slopes):
    out = []
    for a in range(len(g)):
        by_g = (v * (1 - np.tanh(w @ g[a] + b) ** 2)) @ w
        out.append(-by_g @ slopes[a, :, a])
    return np.array(out)
""",
    ),
    (
        "8.3",
        "gradient-for-force",
        """
import numpy as np

def forces(w, b, v, g, slopes):
    s = 1 / np.cosh(g @ w.T + b) ** 2
    return np.tensordot((s * v) @ w, slopes, axes=([0, 1], [0, 1]))
""",
    ),
    (
        "8.4",
        "correct",
        """
import numpy as np

def stress(energy, positions, cell, step):
    volume = abs(np.dot(cell[0], np.cross(cell[1], cell[2])))
    out = np.empty(9)
    for k in range(9):
        e = np.zeros(9)
        e[k] = step
        e = e.reshape(3, 3)
        plus = energy(positions + positions @ e, cell + cell @ e)
        minus = energy(positions - positions @ e, cell - cell @ e)
        out[k] = (plus - minus) / step / 2 / volume
    return out.reshape(3, 3)
""",
    ),
    (
        "8.4",
        "sign-of-the-pressure",
        """
import numpy as np

def stress(energy, positions, cell, step):
    out = np.zeros((3, 3))
    for a, b in np.ndindex(3, 3):
        ends = []
        for sign in (1, -1):
            m = np.eye(3)
            m[a, b] += sign * step
            ends.append(energy(positions @ m, cell @ m))
        out[a, b] = (ends[1] - ends[0]) / (2 * step)
    return out / abs(np.linalg.det(cell))
""",
    ),
    (
        "8.4",
        "not-per-volume",
        """
import numpy as np

def stress(energy, positions, cell, step):
    out = np.zeros((3, 3))
    for a, b in np.ndindex(3, 3):
        m, k = np.eye(3), np.eye(3)
        m[a, b] += step
        k[a, b] -= step
        out[a, b] = (energy(positions @ m, cell @ m) - energy(positions @ k, cell @ k)) / (2 * step)
    return out
""",
    ),
    (
        "8.5",
        "correct",
        """
import numpy as np

def forces(positions, mask):
    out = np.zeros_like(positions)
    for s in range(len(positions)):
        real = [i for i in range(mask.shape[1]) if mask[s, i]]
        for i in real:
            for j in real:
                if j > i:
                    d = positions[s, i] - positions[s, j]
                    r = np.sqrt(d @ d)
                    out[s, i] += np.exp(-r) * d / r
                    out[s, j] -= np.exp(-r) * d / r
    return out
""",
    ),
    (
        "8.5",
        "correct",
        """
import numpy as np

def forces(positions, mask):
    d = positions[:, :, None, :] - positions[:, None, :, :]
    r = np.linalg.norm(d, axis=-1)
    with np.errstate(all="ignore"):
        pull = np.exp(-r)[..., None] * d / r[..., None]
    pull = np.nan_to_num(pull) * mask[:, None, :, None] * mask[:, :, None, None]
    return pull.sum(axis=2)
""",
    ),
    (
        "8.5",
        "correct",
        """
import torch

def forces(positions, mask):
    x = torch.tensor(positions, requires_grad=True)
    m = torch.tensor(mask)
    n = m.shape[1]
    real = m[:, :, None] * m[:, None] * (1 - torch.eye(n, dtype=m.dtype))
    squares = ((x[:, :, None] - x[:, None]) ** 2).sum(dim=3)
    r = torch.where(real > 0, squares, 1.0).sqrt()
    energy = (real * torch.exp(-r)).sum() / 2
    return -torch.autograd.grad(energy, x)[0]
""",
    ),
    (
        "8.5",
        "gradient-for-force",
        """
import numpy as np

def forces(positions, mask):
    out = np.zeros_like(positions)
    for s, (x, real) in enumerate(zip(positions, mask.astype(bool))):
        for i in np.flatnonzero(real):
            others = x[real & (np.arange(len(x)) != i)]
            d = others - x[i]
            r = np.linalg.norm(d, axis=1, keepdims=True)
            out[s, i] = (np.exp(-r) * d / r).sum(axis=0)
    return out
""",
    ),
    (
        "8.6",
        "correct",
        """
import numpy as np

def by_weights(w, b, v, g, slope):
    out = np.zeros_like(w)
    for g_i, slope_i in zip(g, slope):
        h = np.tanh(w @ g_i + b)
        s = 1 - h * h
        t = w @ slope_i
        out -= np.outer(v * s, slope_i) - 2 * np.outer(v * h * s * t, g_i)
    return out
""",
    ),
    (
        "8.6",
        "correct",
        """
import torch

def by_weights(w, b, v, g, slope):
    b, v, g, slope = (torch.tensor(x) for x in (b, v, g, slope))
    x = torch.tensor(w, requires_grad=True)
    s = 1 - torch.tanh(g @ x.T + b) ** 2
    force = -(v * s * (slope @ x.T)).sum()
    return torch.autograd.grad(force, x)[0]
""",
    ),
    (
        "8.6",
        "tangent-only",
        """
import numpy as np

def by_weights(w, b, v, g, slope):
    return -np.einsum("m,im,ik->mk", v, 1 / np.cosh(g @ w.T + b) ** 2, slope)
""",
    ),
    (
        "8.6",
        "sign-of-the-bend",
        """
import numpy as np

def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    return -np.einsum("m,im,ik->mk", v, s, slope) - 2 * np.einsum("m,im,ik->mk", v, h * s * (slope @ w.T), g)
""",
    ),
    (
        "8.7",
        "correct",
        """
import numpy as np

def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    square, right = mu * np.eye(d), np.zeros(d)
    for j, y in blocks:
        square += j.T @ j
        right += j.T @ y
    return np.linalg.solve(square, right)
""",
    ),
    (
        "8.7",
        "correct",
        """
import numpy as np

def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    x = np.zeros(d)
    p = np.eye(d) / mu
    for table, target in blocks:
        for j, y in zip(table, target):
            pj = p @ j
            k = pj / (1 + j @ pj)
            x = x + k * (y - j @ x)
            p = p - np.outer(k, pj)
    return x
""",
    ),
    (
        "8.7",
        "no-prior",
        """
import numpy as np

def kalman(blocks, mu):
    j = np.vstack([block[0] for block in blocks])
    y = np.hstack([block[1] for block in blocks])
    return np.linalg.pinv(j) @ y
""",
    ),
    (
        "8.7",
        "sign-of-the-residual",
        """
import numpy as np

def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    x, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = np.linalg.solve(np.eye(len(y)) + j @ p @ j.T, j @ p).T
        x = x + k @ (j @ x - y)
        p = p - k @ j @ p
    return x
""",
    ),
]
