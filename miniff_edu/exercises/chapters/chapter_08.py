"""The exercises of chapter 8, forces: text, stubs, hints, solutions, checks, wrong answers and their reasons."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

from ..._support.later import np
from ..engine.exercise import (
    Choice,
    Exercise,
    Function,
    Mistake,
    Number,
    edited,
    slip_in_number,
)

Cases = list[tuple[Any, ...]]
Energy = Callable[[Any, Any], float]

EXPECTED_ENERGY, EXPECTED_FORCE = 0.002, 0.08  # eV per atom, eV/A


def _networks(rng: np.random.Generator) -> Cases:
    """Make networks and atoms: descriptors, and how each is moved by each atom."""
    cases: Cases = []
    for n, d, m in ((3, 4, 2), (5, 2, 3), (2, 3, 5), (1, 2, 4)):
        w, b, v = rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=m)
        cases.append((w, b, v, rng.normal(size=(n, d)), rng.normal(size=(n, d, n, 3))))
    return cases


def _slope_by_g(w: Any, b: Any, v: Any, g: list[float], k: int) -> float:
    """Return the derivative of an atom's energy by one of its descriptors, in plain Python."""
    total = []
    for row, bias, last in zip(w.tolist(), b.tolist(), v.tolist(), strict=True):
        u = math.fsum(x * y for x, y in zip(row, g, strict=True)) + bias
        total.append(last * row[k] / math.cosh(u) ** 2)
    return math.fsum(total)


def _forces(w: np.ndarray, b: np.ndarray, v: np.ndarray, g: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    n, d = g.shape
    by_g = [[_slope_by_g(w, b, v, row, k) for k in range(d)] for row in g.tolist()]
    result = np.zeros((n, 3))
    for a, axis in product(range(n), range(3)):
        result[a, axis] = -math.fsum(by_g[i][k] * slopes[i, k, a, axis] for i in range(n) for k in range(d))
    return result


def _pairs(n: int) -> list[list[float]]:
    """Return the pairs of a crystal as sums of positions and lattice vectors: in each cell, and to the next one."""
    rows = []
    for i, j in product(range(n), repeat=2):
        for image in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)):
            if any(image) or i < j:
                rows.append([float((k == i) - (k == j)) for k in range(n)] + [float(x) for x in image])
    return rows


def _pair_energy(strength: float, n: int) -> Energy:
    """Return the energy of a crystal of n atoms per cell whose pairs have the energy e^-r, times a strength."""
    pairs = np.array(_pairs(n))

    def energy(positions: Any, cell: Any) -> float:
        apart = pairs @ np.concatenate([positions, cell])  # few and quick: a check asks thousands of times
        return float(strength * np.exp(-np.sqrt((apart * apart).sum(axis=1))).sum())

    energy.strength = strength  # type: ignore[attr-defined]
    return energy


def _crystals(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for n, edge, step, strength in ((4, 2.5, 1e-4, 9.0), (1, 2.0, 2e-4, -90.0)):  # these push, those pull
        cell = edge * np.eye(3) + rng.uniform(-0.4, 0.4, size=(3, 3))
        cell = cell[::-1] if n == 1 else cell  # left-handed: its determinant is negative
        positions = rng.uniform(-0.6, 0.6, size=(n, 3)) @ cell
        cases.append((_pair_energy(strength * float(rng.uniform(1, 2)), n), positions, cell, step))
    return cases


def _stress(energy: Any, positions: np.ndarray, cell: np.ndarray, step: float) -> np.ndarray:
    """Return the stress by the virial: a sum over pairs, without any difference."""
    total = np.zeros((3, 3))
    vectors = [*positions, *cell]
    for pair in _pairs(len(positions)):
        apart = sum(share * vector for share, vector in zip(pair, vectors, strict=True))
        r = math.sqrt(apart @ apart)
        total -= energy.strength * math.exp(-r) / r * np.outer(apart, apart)
    return total / abs(float(np.linalg.det(cell)))


def _padded(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for sizes, spread in (((2, 3, 4), 1.5), ((1, 5, 2), 0.2), ((3, 3), 1.5), ((4, 1, 1, 2), 1.0)):
        n = max(sizes)
        x, mask = np.zeros((len(sizes), n, 3)), np.zeros((len(sizes), n))
        for s, size in enumerate(sizes):
            x[s, :size] = rng.normal(size=(size, 3)) * spread
            x[s, :size] -= x[s, 0]  # an atom where the padding is
            mask[s, :size] = 1
        cases.append((x, mask))
    return cases


def _padded_forces(positions: np.ndarray, mask: np.ndarray) -> np.ndarray:
    result = np.zeros(positions.shape)
    for s, (x, real) in enumerate(zip(positions, mask, strict=True)):
        atoms = np.flatnonzero(real)
        for i, j in product(atoms, atoms):
            if i != j:
                apart = x[i] - x[j]
                r = math.sqrt(apart @ apart)
                result[s, i] += math.exp(-r) / r * apart
    return result


def _tangents(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for n, d, m in ((4, 3, 2), (2, 5, 3), (1, 2, 4), (6, 1, 2)):
        w, b, v = rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=m)
        cases.append((w, b, v, rng.normal(size=(n, d)), rng.normal(size=(n, d))))
    return cases


def _by_weights(w: np.ndarray, b: np.ndarray, v: np.ndarray, g: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Return differences of the force of the fourth order, in complex numbers: the step is as small as one likes."""
    result, step = np.zeros(w.shape), 1e-30
    for m, k in product(*map(range, w.shape)):
        moved = w.astype(complex)
        moved[m, k] += 1j * step
        u, t = g @ moved.T + b, slope @ moved.T
        force = -(v * (1 - np.tanh(u) ** 2) * t).sum()
        result[m, k] = force.imag / step
    return result


def _blocks(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for sizes, d, mu in (((4, 1, 6, 3), 3, 0.5), ((2, 2), 5, 1.5), ((7,), 2, 0.1), ((1, 3, 1, 1, 5), 4, 2.5)):
        right = rng.normal(size=d)
        blocks = []
        for n in sizes:
            j = rng.normal(size=(n, d))
            blocks.append((j, j @ right + 0.3 * rng.normal(size=n)))
        cases.append((blocks, mu))
    return cases


def _filtered(blocks: Any, mu: float) -> np.ndarray:
    """Solve for all blocks at once, with the prior as further rows."""
    d = blocks[0][0].shape[1]
    table = np.concatenate([*(j for j, _ in blocks), math.sqrt(mu) * np.eye(d)])
    right = np.concatenate([*(y for _, y in blocks), np.zeros(d)])
    return np.asarray(np.linalg.lstsq(table, right, rcond=None)[0])


FORCES = """
import numpy as np


def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return -np.einsum("ik,ikax->ax", by_g, slopes)"""

STRESS = """
import numpy as np


def stress(energy, positions, cell, step):
    result = np.zeros((3, 3))
    for a in range(3):
        for b in range(3):
            strain = np.zeros((3, 3))
            strain[a, b] = step
            up, down = np.eye(3) + strain, np.eye(3) - strain
            rise = energy(positions @ up, cell @ up)
            rise -= energy(positions @ down, cell @ down)
            result[a, b] = rise / (2 * step)
    return result / abs(np.linalg.det(cell))"""

PADDED = """
import numpy as np


def forces(positions, mask):
    apart = positions[:, :, None] - positions[:, None]
    real = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.sqrt(np.where(real > 0, (apart**2).sum(axis=3), 1.0))
    return ((real * np.exp(-r) / r)[..., None] * apart).sum(axis=2)"""

BY_WEIGHTS = """
import numpy as np


def by_weights(w, b, v, g, slope):
    h, t = np.tanh(g @ w.T + b), slope @ w.T
    s = 1 - h**2
    first = (v * s).T @ slope
    second = (-2 * v * h * s * t).T @ g
    return -(first + second)"""

KALMAN = """
import numpy as np


def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    x, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        gain = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        x = x - gain @ (j @ x - y)
        p = p - gain @ j @ p
    return x"""

EXERCISES = (
    Exercise(
        number="8.1",
        title="No number",
        minutes=2,
        goal="read",
        statement="""
Methane (5 atoms) and ethane (8 atoms) stand in one array; methane's three last places are padding, all zeros. The
energies of pairs, each pair of places once, are multiplied by the mask. Both energies are right, ethane's forces are
right, and methane's are NaN. What helps?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Section 2. Where does the infinity come from, and what stands behind it?",
            "Two atoms of padding are at the same place. What are the slope of the square root at 0, and 0 times that?",
        ),
        solution='answer = "c"',
        insight="A mask behind an infinity comes too late: nothing may be infinite, not even what is masked.",
        task=Choice(
            {
                "a": "Multiply the forces by the mask as well: then padding has the force 0.",
                "b": "Compute in float64: NaN is what is left where float32 has too few digits.",
                "c": "Give pairs with padding the distance 1 before the root is taken, and mask energies as before.",
                "d": "Put the padding far away, all of it at (1000, 1000, 1000) Å, where its pairs have no energy.",
            },
            right="c",
        ),
        mistakes=(
            Mistake(
                "masked-once-more",
                "0 times NaN is NaN. And the NaN are in the forces of real atoms too, where the mask is 1.",
                'answer = "a"',
            ),
            Mistake(
                "digits-blamed",
                "More digits do not help: the slope of a root at 0 is infinite in any precision, and 0 times infinity "
                "is no number.",
                'answer = "b"',
            ),
            Mistake(
                "padding-at-one-place",
                "Padding is then still on top of other padding: three atoms at one place, and their distance is 0.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="8.2",
        title="What a force counts",
        minutes=2,
        goal="balance",
        statement="""
You expect errors of 2 meV per atom in the energies and of 80 meV/Å in each component of a force. As in section 4,
residuals are errors of the energy per atom (eV), and errors of force components (eV/Å) that are *multiplied by the
weight before* they are squared; the squares of all residuals are added up. Which weight, in Å?""",
        stub=f"""
expected_energy = {EXPECTED_ENERGY}  # eV per atom
expected_force = {EXPECTED_FORCE}  # eV/A
answer = ...""",
        hints=(
            "Section 4. In which unit is everything, when every residual is divided by what is expected of it?",
            "Divide both by their expected errors, then multiply all by expected_energy: that changes no minimum. What "
            "stands before the forces now?",
        ),
        solution=f"""
expected_energy = {EXPECTED_ENERGY}  # eV per atom
expected_force = {EXPECTED_FORCE}  # eV/A
answer = expected_energy / expected_force""",
        insight="Each error in units of what is expected of it: then none outvotes what it cannot know better.",
        task=Number(lambda: EXPECTED_ENERGY / EXPECTED_FORCE, rtol=5e-3),
        mistakes=(
            slip_in_number(
                "upside-down",
                "Upside down: that would make the forces count 40 times more than energies. The larger the expected "
                "error, the less a residual counts.",
                "0.08 / 0.002",
            ),
            slip_in_number(
                "weight-of-the-squares",
                "That is the weight of the squares. Here the residual itself is multiplied, before it is squared.",
                "(0.002 / 0.08) ** 2",
            ),
            slip_in_number(
                "product",
                "That is the product of the two expected errors. The unit tells: a weight in Å is eV over eV/Å.",
                "0.002 * 0.08",
            ),
        ),
    ),
    Exercise(
        number="8.3",
        title="Forces of a network",
        minutes=10,
        goal="compute",
        statement="""
Write `forces(w, b, v, g, slopes)` for one structure of n atoms. The energy of atom i is
$\\sum_m v_m \\tanh\\left(\\sum_k w_{mk} g_{ik} + b_m\\right)$, with `w` of shape (m, d), `b` and `v` of shape (m,), `g`
of shape (n, d). `slopes`, shape (n, d, n, 3), has in `slopes[i, k, a]` how descriptor k of atom i changes when atom a
moves along x, y, z. Return the force on each atom, shape (n, 3).""",
        stub="""
import numpy as np


def forces(w, b, v, g, slopes):
    return ...""",
        hints=(
            "Section 1. First the derivative of each atom's energy by each of its descriptors, shape (n, d).",
            "by_g = (v * (1 - h**2)) @ w with h = tanh(g @ w.T + b). Then minus the sum over atoms i and descriptors k "
            "of by_g[i, k] * slopes[i, k].",
        ),
        solution=FORCES,
        insight="Whoever moves an atom changes the energies of all that see it: the sum runs over them.",
        task=Function("forces", _networks, _forces, "an array, shape (n, 3): the force on each atom", rtol=1e-8),
        mistakes=(
            Mistake(
                "gradient-for-force",
                "Those are gradients. A force is minus the gradient: it points downhill.",
                edited(FORCES, "return -np", "return np"),
            ),
            Mistake(
                "own-descriptors-only",
                "You take for each atom the slopes of its own descriptors only. When it moves, its neighbours see it "
                "move: sum over all atoms i.",
                edited(FORCES, '"ik,ikax->ax"', '"ak,akax->ax"'),
            ),
            Mistake(
                "moved-and-seeing-swapped",
                "You add up over the atom that moves, and keep the one whose descriptors change. It is the other way "
                "round: the force on atom a has all descriptors that a moves.",
                edited(FORCES, '"ik,ikax->ax"', '"ik,ikax->ix"'),
            ),
            Mistake(
                "slope-of-tanh-forgotten",
                "The slope of the tanh is missing, 1 - tanh². A chain rule has a factor for each link.",
                edited(FORCES, "(v * (1 - h**2)) @ w", "np.tile(v @ w, (len(g), 1))"),
            ),
            Mistake(
                "value-for-slope",
                "You multiply by the tanh itself, not by its slope, 1 - tanh².",
                edited(FORCES, "(1 - h**2)", "h"),
            ),
            Mistake(
                "slope-of-sigmoid",
                "h (1 - h) is the slope of the sigmoid. That of the tanh is 1 - h².",
                edited(FORCES, "(1 - h**2)", "h * (1 - h)"),
            ),
            Mistake(
                "one-minus-h",
                "The slope of the tanh is 1 - h², with a square.",
                edited(FORCES, "(1 - h**2)", "(1 - h)"),
            ),
            Mistake(
                "bias-forgotten",
                "The bias b is missing in the argument of the tanh. It has no slope of its own, but it moves where the "
                "slope is taken.",
                edited(FORCES, "g @ w.T + b", "g @ w.T"),
            ),
            Mistake(
                "last-weights-forgotten",
                "The last weights v are missing: each hidden unit counts with its own.",
                edited(FORCES, "(v * (1 - h**2))", "(1 - h**2)"),
            ),
            Mistake(
                "sum-of-descriptors-first",
                "You add up the descriptors of all atoms before the tanh. Each atom has its own slope.",
                edited(
                    FORCES, "h = np.tanh(g @ w.T + b)", "h = np.tanh(np.tile(g.sum(axis=0), (len(g), 1)) @ w.T + b)"
                ),
            ),
        ),
    ),
    Exercise(
        number="8.4",
        title="Stress, by energies alone",
        minutes=10,
        goal="read",
        statement="""
Write `stress(energy, positions, cell, step)`: the judge of everybody's stress. `energy(positions, cell)` returns the
energy in eV; `positions` has shape (n, 3) and `cell` shape (3, 3), a lattice vector in each row. Entry by entry,
$\\sigma_{ab} = \\frac 1V \\, \\partial E / \\partial \\varepsilon_{ab}$: put `step` into the entry (a, b) of
$\\varepsilon$, once with plus and once with minus, all others 0. Positions and cell are both multiplied, from the
right, by $\\mathbb 1 + \\varepsilon$. Return the stress in eV/Å³, shape (3, 3), with the sign of this formula,
which is ASE's. The volume $V$ is positive, for left-handed cells too.""",
        stub="""
import numpy as np


def stress(energy, positions, cell, step):
    return ...""",
        hints=(
            "Section 3 does it for xx, in `strained_energy`. Which two things are strained, and what is divided by?",
            "With strain zero but for strain[a, b] = step, up = np.eye(3) + strain: the energy of (positions @ up, "
            "cell @ up) minus that with minus, over 2 * step, over the volume abs(np.linalg.det(cell)).",
        ),
        solution=STRESS,
        insight="Energies cannot have the wrong sign of a stress; strain the cell once, and no manual is needed.",
        task=Function(
            "stress", _crystals, _stress, "an array, shape (3, 3): the stress in eV/A^3", rtol=1e-5, atol=1e-8
        ),
        mistakes=(
            Mistake(
                "sign-of-the-pressure",
                "That is the stress with the other sign, as a pressure has it. In ASE's it is positive where the "
                "energy rises with a stretch.",
                edited(STRESS, "return result", "return -result"),
            ),
            Mistake(
                "not-per-volume",
                "That is the derivative by the strain, in eV. A stress is that per volume.",
                edited(STRESS, " / abs(np.linalg.det(cell))", ""),
            ),
            Mistake(
                "cell-only",
                "You strain the cell and leave the atoms where they are. A strain moves both.",
                edited(
                    STRESS,
                    "energy(positions @ up, cell @ up)\n            rise -= energy(positions @ down, cell @ down)",
                    "energy(positions, cell @ up) - energy(positions, cell @ down)",
                ),
            ),
            Mistake(
                "positions-only",
                "You strain the positions and leave the cell as it is, so images do not follow. A strain moves both.",
                edited(
                    STRESS,
                    "energy(positions @ up, cell @ up)\n            rise -= energy(positions @ down, cell @ down)",
                    "energy(positions @ up, cell) - energy(positions @ down, cell)",
                ),
            ),
            Mistake(
                "factor-two",
                "Between plus and minus the strain changes by twice the step.",
                edited(STRESS, "(2 * step)", "step"),
            ),
            Mistake(
                "one-sided",
                "A difference to one side only: its error falls with the step, not with its square. Go to both sides.",
                edited(
                    edited(STRESS, "energy(positions @ down, cell @ down)", "energy(positions, cell)"),
                    "(2 * step)",
                    "step",
                ),
            ),
            Mistake(
                "both-entries",
                "You put the step into (a, b) and (b, a) at once, so what is not on the diagonal is twice as large. "
                "One entry at a time.",
                edited(STRESS, "strain[a, b] = step", "strain[a, b] = strain[b, a] = step"),
            ),
            Mistake(
                "diagonal-only",
                "Only the diagonal is there. Shear has a stress too: a and b go through all three axes.",
                edited(STRESS, "for b in range(3)", "for b in [a]"),
            ),
            Mistake(
                "minus-the-unit-matrix",
                "Going down, the matrix is 1 minus the strain; yours turns the crystal inside out, or leaves the unit "
                "matrix away.",
                edited(
                    STRESS,
                    "up, down = np.eye(3) + strain, np.eye(3) - strain",
                    "up, down = np.eye(3) + strain, np.eye(3)",
                ),
            ),
            Mistake(
                "in-gigapascals",
                "That is in GPa. Asked is eV/Å³; 160.2 GPa are one of these.",
                edited(STRESS, "return result", "return 160.21766 * result"),
            ),
        ),
    ),
    Exercise(
        number="8.5",
        title="Forces with padding",
        minutes=10,
        goal="compute",
        statement="""
Write `forces(positions, mask)` for clusters in one array: `positions` of shape (s, n, 3) in Å, padded with zeros, and
`mask` of shape (s, n), numbers: 1 for atoms, 0 for padding. Each pair of atoms of a cluster has the energy $e^{-r}$, in
eV. Return the forces in eV/Å, shape (s, n, 3), with 0 for padding, and without a NaN. An atom may sit at the origin,
where the padding is; two atoms never sit at the same place.""",
        stub="""
import numpy as np


def forces(positions, mask):
    return ...""",
        hints=(
            "Section 2. With pencil first: what is the gradient of e^-r by the position of one of the two atoms?",
            "The force on i by j is e^-r (x_i - x_j) / r. Give pairs that are not there r = 1 by np.where before the "
            "root, and multiply by the masks of both.",
        ),
        solution=PADDED,
        insight="What is not there gets a harmless number first and the weight 0 afterwards.",
        task=Function("forces", _padded, _padded_forces, "an array, shape (s, n, 3): forces in eV/A", rtol=1e-8),
        mistakes=(
            Mistake(
                "gradient-for-force",
                "Those are gradients. These atoms push each other away: the energy falls with the distance.",
                edited(PADDED, "return ((real", "return -((real"),
            ),
            Mistake(
                "nan-made-zero",
                "You turn NaN into 0 behind the sum. The forces of real atoms go with it: take out the pairs before.",
                """
import numpy as np


def forces(positions, mask):
    apart = positions[:, :, None] - positions[:, None]
    real = mask[:, :, None] * mask[:, None]
    r = np.sqrt((apart**2).sum(axis=3))
    with np.errstate(all="ignore"):
        pulls = ((real * np.exp(-r) / r)[..., None] * apart).sum(axis=2)
    return np.nan_to_num(pulls)""",
            ),
            Mistake(
                "padding-pushes",
                "Padding pushes real atoms: a pair counts only where both of its atoms are real.",
                edited(PADDED, "mask[:, :, None] * mask[:, None] *", "mask[:, :, None] *"),
            ),
            Mistake(
                "padding-is-pushed",
                "Padding has forces: a pair counts only where both of its atoms are real.",
                edited(PADDED, "mask[:, :, None] * mask[:, None] *", "mask[:, None] *"),
            ),
            Mistake(
                "no-unit-vector",
                "The direction is a unit vector: divide x_i - x_j by r.",
                edited(PADDED, "np.exp(-r) / r", "np.exp(-r)"),
            ),
            Mistake(
                "twice-divided",
                "You divide by r twice. x_i - x_j over r is a unit vector already.",
                edited(PADDED, "np.exp(-r) / r", "np.exp(-r) / r**2"),
            ),
            Mistake(
                "half-of-each-pair",
                "Half of it. The energy of a pair counts once, and its slope acts on both atoms in full.",
                edited(PADDED, ".sum(axis=2)", ".sum(axis=2) / 2"),
            ),
            Mistake(
                "squares-for-distances",
                "The root is missing: you put r² where r belongs.",
                edited(
                    PADDED,
                    "np.sqrt(np.where(real > 0, (apart**2).sum(axis=3), 1.0))",
                    "np.where(real > 0, (apart**2).sum(axis=3), 1.0)",
                ),
            ),
            Mistake(
                "small-number-added",
                "You add a small number to all distances. That takes the NaN away and moves every force a little: "
                "change only what is not there.",
                """
import numpy as np


def forces(positions, mask):
    apart = positions[:, :, None] - positions[:, None]
    real = mask[:, :, None] * mask[:, None]
    r = np.sqrt((apart**2).sum(axis=3) + 1e-6)
    return ((real * np.exp(-r) / r)[..., None] * apart).sum(axis=2)""",
            ),
        ),
    ),
    Exercise(
        number="8.6",
        title="A row of the Jacobian",
        minutes=10,
        goal="write",
        statement="""
One component of one force, and how it changes with the first layer. Write `by_weights(w, b, v, g, slope)`: the
derivatives $\\partial F / \\partial w_{mk}$, shape (m, d). As in section 5,
$F = -\\sum_i \\sum_m v_m s_{im} t_{im}$ with $h = \\tanh(g w^T + b)$, $s = 1 - h^2$ and the tangent
$t_{im} = \\sum_k w_{mk} \\, \\partial g_{ik} / \\partial x$. `w` has shape (m, d), `b` and `v` (m,), `g` (n, d), and
`slope` (n, d) holds $\\partial g_{ik} / \\partial x$ for the coordinate in question.""",
        stub="""
import numpy as np


def by_weights(w, b, v, g, slope):
    return ...""",
        hints=(
            "Section 5, the last formula. Two factors depend on w: which ones, and what is the slope of s?",
            "Minus the sum over i of v_m s_im slope_ik (the tangent changes) and of -2 v_m h_im s_im t_im g_ik (the "
            "slope of the tanh changes). As matrices: (v * s).T @ slope and (-2 * v * h * s * t).T @ g.",
        ),
        solution=BY_WEIGHTS,
        insight="A force is a derivative already: its own, by a weight, asks for the second derivative of the tanh.",
        task=Function("by_weights", _tangents, _by_weights, "an array, shape (m, d)", rtol=1e-8),
        mistakes=(
            Mistake(
                "tangent-only",
                "You let the tangent change and hold the slope of the tanh fixed. It depends on w too.",
                edited(BY_WEIGHTS, "first + second", "first"),
            ),
            Mistake(
                "bend-only",
                "You let the slope of the tanh change and hold the tangent fixed. It depends on w as well.",
                edited(BY_WEIGHTS, "first + second", "second"),
            ),
            Mistake(
                "sign-forgotten",
                "The minus of the force is missing.",
                edited(BY_WEIGHTS, "return -(", "return ("),
            ),
            Mistake(
                "sign-of-the-bend",
                "The slope of s = 1 - h² is -2 h s, with a minus.",
                edited(BY_WEIGHTS, "(-2 * v", "(2 * v"),
            ),
            Mistake(
                "two-forgotten",
                "The slope of h² is 2 h times that of h: a factor 2 is missing.",
                edited(BY_WEIGHTS, "(-2 * v", "(-v"),
            ),
            Mistake(
                "inner-slope-forgotten",
                "The slope of 1 - h² is -2 h times the slope of h, which is s: that factor is missing.",
                edited(BY_WEIGHTS, "* h * s * t", "* h * t"),
            ),
            Mistake(
                "value-forgotten",
                "The slope of 1 - h² is -2 h s: the factor h is missing.",
                edited(BY_WEIGHTS, "v * h * s * t", "v * s * t"),
            ),
            Mistake(
                "descriptors-swapped",
                "g and slope have changed places: the tangent changes with slope, the argument of the tanh with g.",
                edited(edited(BY_WEIGHTS, "(v * s).T @ slope", "(v * s).T @ g"), "t).T @ g", "t).T @ slope"),
            ),
            Mistake(
                "derivative-of-the-energy",
                "That is how the energy changes with the weights. Asked is the force.",
                edited(BY_WEIGHTS, "return -(first + second)", "return (v * s).T @ g"),
            ),
            Mistake(
                "last-weights-forgotten",
                "The last weights v are missing.",
                edited(edited(BY_WEIGHTS, "(v * s).T", "s.T"), "(-2 * v * h", "(-2 * h"),
            ),
            Mistake(
                "bias-forgotten",
                "The bias b is missing in the argument of the tanh.",
                edited(BY_WEIGHTS, "g @ w.T + b", "g @ w.T"),
            ),
            Mistake(
                "transposed",
                "Transposed: your rows are descriptors. Asked: a row for each hidden unit, a column per descriptor.",
                edited(BY_WEIGHTS, "return -(first + second)", "return -(first + second).T"),
            ),
        ),
    ),
    Exercise(
        number="8.7",
        title="One block at a time",
        minutes=None,
        goal="write",
        statement="""
Write `kalman(blocks, mu)`: one pass of the filter of section 6 for a linear map. `blocks` is a list of pairs `j, y`,
of shapes (n, d) and (n,), with a different n in each. It begins with weights 0 and $P = \\mathbb 1 / \\mu$. For each
block it takes $\\rho = J w - y$ and $K = P J^T (\\mathbb 1 + J P J^T)^{-1}$, and then $w \\leftarrow w - K \\rho$ and
$P \\leftarrow P - K J P$. Return the weights, shape (d,).

When it works: does the order of the blocks matter? Let a copy of it forget, with 0.9: $K$ has $0.9 \\, \\mathbb 1$ in
place of $\\mathbb 1$, and $P$ is divided by 0.9 after each block. How much does the square of an error in the first
of 12 blocks count, beside one in the last?""",
        stub="""
import numpy as np


def kalman(blocks, mu):
    return ...""",
        hints=(
            "Section 6, `filter_once`. Which matrices change from block to block, and which of them is used before it "
            "changes?",
            "gain = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T); then x = x - gain @ (j @ x - y), p = p - "
            "gain @ j @ p.",
        ),
        solution=KALMAN
        + """


# The order does not matter: any is the least-squares solution of all blocks
# together, to rounding. With forgetting 0.9 it does: a block counts 0.9 times
# as much for each one that comes after it, so the square of an error in the
# first of 12 counts 0.9**11 = 0.31 of one in the last, and the start less.""",
        insight=(
            "Many small steps of the filter are one large step of least squares; it keeps the inverse of what the "
            "other one adds up."
        ),
        task=Function("kalman", _blocks, _filtered, "an array, shape (d,): the weights", rtol=1e-7, atol=1e-9),
        mistakes=(
            Mistake(
                "no-prior",
                "That is least squares of all blocks without the start: P = 1 / mu holds the weights near 0 at first.",
                """
import numpy as np


def kalman(blocks, mu):
    j = np.concatenate([j for j, _ in blocks])
    return np.linalg.lstsq(j, np.concatenate([y for _, y in blocks]))[0]""",
            ),
            Mistake(
                "prior-upside-down",
                "You begin with P = mu. A large mu stands for weights near 0, so P is one over it.",
                edited(KALMAN, "np.eye(d) / mu", "np.eye(d) * mu"),
            ),
            Mistake(
                "uncertainty-never-updated",
                "P stays what it was at the start. What a block has taught must lower it, or the next one counts too "
                "much.",
                edited(KALMAN, "        p = p - gain @ j @ p\n", ""),
            ),
            Mistake(
                "uncertainty-first",
                "You update P before the gain is computed from it.",
                """
import numpy as np


def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    x, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        inverse = np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        p = p - p @ j.T @ inverse @ j @ p
        gain = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        x = x - gain @ (j @ x - y)
    return x""",
            ),
            Mistake(
                "sign-of-the-residual",
                "You go away from the data: the step is minus the gain times (prediction minus data).",
                edited(KALMAN, "x = x - gain", "x = x + gain"),
            ),
            Mistake(
                "uncertainty-grows",
                "P grows in yours. What a block has taught makes it smaller: minus.",
                edited(KALMAN, "p = p - gain", "p = p + gain"),
            ),
            Mistake(
                "noise-forgotten",
                "The unit matrix is missing in the gain: data without noise, that must be met exactly.",
                edited(KALMAN, "np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)", "np.linalg.pinv(j @ p @ j.T)"),
            ),
            Mistake(
                "last-block-only",
                "You begin with weights 0 for each block, so only the last one is left.",
                edited(KALMAN, "    for j, y in blocks:\n", "    for j, y in blocks:\n        x = np.zeros(d)\n"),
            ),
            Mistake(
                "first-block-only",
                "You return after the first block: `return` stands inside of the loop.",
                edited(KALMAN, "    return x", "        return x"),
            ),
            Mistake(
                "residual-of-the-start",
                "The residual is that of the weights 0: it is taken from y alone. Weights move from block to block.",
                edited(KALMAN, "(j @ x - y)", "(-y)"),
            ),
        ),
    ),
)
