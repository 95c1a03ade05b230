"""Answers to the exercises of chapter 6 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("6.1", "correct", "answer = 'C'"),
    ("6.1", "force-jumps", "answer = 'b)'"),
    ("6.1", "no-such-option", "answer = 'e'"),
    ("6.2", "correct", "answer = 8 * (6 - 2) * 2"),
    ("6.2", "only-the-factor", "answer = 2 ** (6 - 1)"),
    ("6.2", "divided", "answer = 2 * 2 ** (1 - 6)"),
    (
        "6.3",
        "correct",
        """
import numpy as np
from ase import Atoms
from miniff_edu.atoms import G2, SymmetryFunctions
def g2(positions, eta, shift, cutoff):
    atoms = Atoms(f"Si{len(positions)}", positions)
    return SymmetryFunctions({"Si": [G2(eta=eta, shift=shift, neighbour="Si")]}, cutoff)(atoms)["Si"][:, 0]
""",
    ),
    (
        "6.3",
        "correct",
        """
import math
def g2(positions, eta, shift, cutoff):
    out = []
    for i, a in enumerate(positions):
        total = 0
        for j, b in enumerate(positions):
            r = math.dist(a, b)
            if i != j and r < cutoff:
                total += math.exp(-eta * (r - shift) ** 2) * math.cos(math.pi * r / cutoff / 2) ** 2
        out.append(total)
    return out
""",
    ),
    (
        "6.3",
        "itself-counted",
        """
import numpy as np
from scipy.spatial.distance import cdist
def g2(positions, eta, shift, cutoff):
    r = cdist(positions, positions)
    return (np.exp(-eta * (r - shift) ** 2) * (r < cutoff) * (0.5 + 0.5 * np.cos(np.pi * r / cutoff))).sum(0)
""",
    ),
    (
        "6.3",
        "first-atom-only",
        """
import numpy as np
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[1:] - positions[0], axis=1)
    r = r[r < cutoff]
    return np.sum(np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(np.pi * r / cutoff)) / 2)
""",
    ),
    (
        "6.4",
        "correct",
        """
import numpy as np
def g5(neighbours, eta, zeta, lam, cutoff):
    r = np.linalg.norm(neighbours, axis=1)
    w = np.exp(-eta * r**2) * np.where(r < cutoff, 0.5 + 0.5 * np.cos(np.pi * r / cutoff), 0)
    cosines = (neighbours @ neighbours.T) / np.outer(r, r)
    table = np.outer(w, w) * (1 + lam * cosines) ** zeta
    return 2.0**-zeta * (table.sum() - np.trace(table))
""",
    ),
    (
        "6.4",
        "ordered-pairs",
        """
import numpy as np
from itertools import permutations
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0
    for a, b in permutations(neighbours, 2):
        r, s = np.sqrt(a @ a), np.sqrt(b @ b)
        if r < cutoff and s < cutoff:
            f = (1 + np.cos(np.pi * r / cutoff)) * (1 + np.cos(np.pi * s / cutoff)) / 4
            total += f * (1 + lam * (a @ b) / r / s) ** zeta * np.exp(-eta * (r**2 + s**2))
    return total / 2 ** (zeta - 1)
""",
    ),
    (
        "6.4",
        "itself-as-partner",
        """
import numpy as np
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0
    for i, a in enumerate(neighbours):
        for b in neighbours[i:]:
            r, s = np.sqrt(a @ a), np.sqrt(b @ b)
            if r < cutoff and s < cutoff:
                f = (1 + np.cos(np.pi * r / cutoff)) * (1 + np.cos(np.pi * s / cutoff)) / 4
                total += f * (1 + lam * (a @ b) / r / s) ** zeta * np.exp(-eta * (r**2 + s**2))
    return total / 2 ** (zeta - 1)
""",
    ),
    (
        "6.5",
        "correct",
        """
from ase import Atoms
from ase.neighborlist import neighbor_list
import numpy as np
def count_neighbours(positions, edge, cutoff):
    crystal = Atoms(f"Po{len(positions)}", positions, cell=[edge] * 3, pbc=True)
    return np.bincount(neighbor_list("i", crystal, cutoff), minlength=len(positions))
""",
    ),
    (
        "6.5",
        "correct",
        """
import math
from itertools import product
def count_neighbours(positions, edge, cutoff):
    counts = [-1] * len(positions)
    for i, a in enumerate(positions):
        for b in positions:
            for l, m, n in product(range(-4, 5), repeat=3):
                if math.dist(a, b + [edge * l, edge * m, edge * n]) < cutoff:
                    counts[i] += 1
    return counts
""",
    ),
    (
        "6.5",
        "nearest-image-only",
        """
from ase import Atoms
def count_neighbours(positions, edge, cutoff):
    crystal = Atoms(f"Po{len(positions)}", positions, cell=[edge] * 3, pbc=True)
    return (crystal.get_all_distances(mic=True) < cutoff).sum(axis=0) - 1
""",
    ),
    (
        "6.5",
        "no-images",
        """
from scipy.spatial.distance import cdist
def count_neighbours(positions, edge, cutoff):
    return (cdist(positions, positions) < cutoff).sum(axis=1) - 1
""",
    ),
    (
        "6.5",
        "own-images-forgotten",
        """
import math
from itertools import product
def count_neighbours(positions, edge, cutoff):
    counts = [0] * len(positions)
    for i, a in enumerate(positions):
        for j, b in enumerate(positions):
            for l, m, n in product(range(-2, 3), repeat=3):
                if i != j and math.dist(a, b + [edge * l, edge * m, edge * n]) < cutoff:
                    counts[i] += 1
    return counts
""",
    ),
    (
        "6.6",
        "correct",
        """
import numpy as np
def four_body(u, w):
    return np.einsum("j,k,l,ja,ka,kb,lb->", w, w, w, u, u, u, u)
""",
    ),
    (
        "6.6",
        "correct",
        """
def four_body(u, w):
    table = u @ u.T
    return w @ table @ (w * (table @ w))
""",
    ),
    (
        "6.6",
        "closed-triangle",
        """
import numpy as np
def four_body(u, w):
    table = (u @ u.T) * w
    return np.sum(table @ table * table.T)
""",
    ),
    (
        "6.6",
        "weights-forgotten",
        """
import numpy as np
def four_body(u, w):
    return np.sum((u @ u.sum(axis=0)) ** 2)
""",
    ),
    (
        "6.7",
        "correct",
        "pair = [[0, 30, 60, 90, 120, 240], [0, 30, 60, 120, 150, 180]]",
    ),
    (
        "6.7",
        "one-pattern-turned",
        "pair = [[0, 30, 60, 90, 120, 210], [210, 120, 90, 60, 30, 0]]",
    ),
    (
        "6.7",
        "one-pattern-mirrored",
        "pair = [[0, 30, 60, 90, 120, 210], [5, -25, -55, -85, -115, -205]]",
    ),
    (
        "6.7",
        "two-in-one-direction",
        "pair = [[0, 0, 60, 90, 120, 210], [0, 0, 60, 90, 120, 210]]",
    ),
    ("6.7", "not-two-patterns", "pair = [0, 30, 60, 90, 120, 210]"),
    ("6.7", "not-two-patterns", "pair = 'the six that are left'"),
]
