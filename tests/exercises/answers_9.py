"""Answers to the exercises of chapter 9 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("9.1", "correct", "answer = 'B '"),
    ("9.1", "verlet-blamed", "answer = 'A'"),
    ("9.1", "thermostat-blamed", "answer = '(d)'"),
    ("9.2", "correct", "answer = 2.693"),
    ("9.2", "correct", "import math\nperiod = 1 / 2.998e-5 / 3943\nanswer = period / math.pi"),
    ("9.2", "whole-period", "answer = 8.459"),
    ("9.2", "two-pi-forgotten", "answer = 2 / 0.11821"),
    ("9.2", "half-a-period", "answer = 8.459 / 2"),
    (
        "9.3",
        "correct",
        """
import numpy as np

def bulk_modulus(volumes, energies):
    middle = volumes.mean()
    table = np.stack([np.ones(len(volumes)), volumes - middle, (volumes - middle) ** 2], axis=1)
    c, b, a = np.linalg.lstsq(table, energies)[0]
    return 2 * a * (middle - b / (2 * a)) * 160.2177
""",
    ),
    (
        "9.3",
        "correct",
        """
from numpy.polynomial import Polynomial

def bulk_modulus(volumes, energies):
    parabola = Polynomial.fit(volumes, energies, 2)
    v0 = parabola.deriv().roots()[0]
    return v0 * parabola.deriv(2)(v0) * 160.2177
""",
    ),
    (
        "9.3",
        "not-in-gigapascal",
        """
import numpy as np

def bulk_modulus(volumes, energies):
    p = np.poly1d(np.polyfit(volumes, energies, 2))
    v0 = p.deriv().roots[0]
    return v0 * p.deriv(2)(v0)
""",
    ),
    (
        "9.3",
        "two-missing",
        """
import numpy as np

def bulk_modulus(volumes, energies):
    p = np.polyfit(volumes, energies, 2)
    return 160.2177 * p[0] * (-p[1] / p[0] / 2)
""",
    ),
    (
        "9.4",
        "correct",
        """
import numpy as np
from scipy.linalg import eigh

def wavenumbers(hessian, masses):
    w2 = eigh(hessian, np.diag(np.repeat(masses, 3)), eigvals_only=True)
    return 521.4709 * np.where(w2 < 0, -np.sqrt(np.abs(w2)), np.sqrt(np.abs(w2)))
""",
    ),
    (
        "9.4",
        "correct",
        """
import torch

def wavenumbers(hessian, masses):
    m = torch.tensor(masses).repeat_interleave(3).sqrt()
    w2 = torch.linalg.eigvalsh(torch.tensor(hessian) / m / m[:, None])
    return w2.sign() * w2.abs().sqrt() * 521.4709
""",
    ),
    (
        "9.4",
        "masses-forgotten",
        """
import numpy as np

def wavenumbers(hessian, masses):
    w2 = np.linalg.eigvalsh(hessian)
    return np.array([np.copysign(abs(x) ** 0.5, x) for x in w2]) * 521.4709
""",
    ),
    (
        "9.5",
        "correct",
        """
import numpy as np

def verlet(x, v, masses, force, dt, n_steps):
    a = force(x) / masses.reshape(-1, 1)
    for _ in range(n_steps):
        x = x + v * dt + 0.5 * a * dt**2
        new = force(x) / masses.reshape(-1, 1)
        v = v + 0.5 * (a + new) * dt
        a = new
    return x, v
""",
    ),
    (
        "9.5",
        "euler",
        """
def verlet(x, v, masses, force, dt, n_steps):
    for _ in range(n_steps):
        a = (force(x).T / masses).T
        x = x + dt * v
        v = v + dt * a
    return x, v
""",
    ),
    (
        "9.6",
        "correct",
        """
import numpy as np

def radial(positions, side, edges):
    n = len(positions)
    d = positions[:, None] - positions[None]
    d = (d + side / 2) % side - side / 2
    r = np.sqrt((d**2).sum(-1))[~np.eye(n, dtype=bool)]
    twice = np.histogram(r, bins=edges)[0]
    ideal = n * (n / side**3) * 4 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3) / 3
    return twice / ideal
""",
    ),
    (
        "9.6",
        "no-images",
        """
import numpy as np
from scipy.spatial.distance import pdist

def radial(positions, side, edges):
    n = len(positions)
    pairs = np.histogram(pdist(positions), edges)[0]
    return pairs / (n**2 / 2 / side**3 * 4 / 3 * np.pi * np.diff(edges**3))
""",
    ),
    (
        "9.7",
        "correct",
        """
import numpy as np

def melted(frames, side):
    d = np.diff(frames, axis=0)
    d = (d + side / 2) % side - side / 2
    path = np.concatenate([np.zeros((1, *d.shape[1:])), d.cumsum(axis=0)])
    path = path - path.mean(axis=1, keepdims=True)
    far = np.linalg.norm(path - path[0], axis=2)
    return bool(np.median(far[-5:]) > 1.0)
""",
    ),
    (
        "9.7",
        "atoms-that-come-in-again",
        """
import numpy as np

def melted(frames, side):
    moved = frames[-1] - frames[0]
    moved = moved - np.mean(moved, axis=0)
    return bool(np.sqrt(np.mean(np.sum(moved**2, axis=1))) > 1.5)
""",
    ),
    (
        "9.7",
        "drift-taken-for-melting",
        """
import numpy as np

def melted(frames, side):
    d = np.diff(frames, axis=0)
    d -= side * np.rint(d / side)
    return bool(np.mean(np.sum(d.sum(axis=0) ** 2, axis=1)) > 2)
""",
    ),
]
