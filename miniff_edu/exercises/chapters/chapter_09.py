"""The exercises of chapter 9, using the potential: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..._support.later import np
from ..engine.exercise import (
    Choice,
    Exercise,
    Finding,
    Function,
    Mistake,
    Number,
    Wrong,
    edited,
    note,
    slip_in_number,
)

Cases = list[tuple[Any, ...]]

WAVENUMBER, LIGHT = 3943, 2.998e-5  # 1/cm; cm/fs
GIGAPASCAL, PER_CM = 160.2177, 521.4709  # one eV/A^3; one sqrt(eV/A^2/u)
SIDE = 10.862  # A: a cube of 64 silicon atoms
YES_OR_NO = "True for a liquid, and False for a solid"


def _curves(rng: np.random.Generator) -> Cases:
    """Make energies of cells, compressed and stretched, with a little of what is no parabola; sorted or not."""
    cases: Cases = []
    sizes = ((7, 40.0, 101.0, -5), (5, 1281.0, 76.0, 3), (10, 11.3, 443.0, -8), (6, 160.2, 12.0, 0))
    for n, centre, modulus, zero in sizes:
        reach = rng.uniform(0.02, 0.05)
        strain = np.linspace(-reach, reach * rng.uniform(0.6, 0.9), n) + rng.uniform(-0.1, 0.1, n) * reach / n
        stiffness = modulus / GIGAPASCAL * centre
        energies = stiffness * (strain**2 / 2 - rng.uniform(1, 2) * strain**3) + zero * centre
        order = rng.permutation(n)
        cases.append((centre * (1 + strain)[order], energies[order]))
    return cases


def _bulk_modulus(volumes: np.ndarray, energies: np.ndarray) -> float:
    """Fit the parabola about the mean volume, by orthogonal polynomials."""
    middle = math.fsum(volumes.tolist()) / len(volumes)
    x = volumes - middle
    x = x / abs(x).max()
    linear = x - x.mean()
    square = x**2 - (x**2).mean() - (x**2 @ linear) / (linear @ linear) * linear
    second = (energies @ square) / (square @ square)
    first = (energies @ linear) / (linear @ linear) - second * (x**2 @ linear) / (linear @ linear)
    scale = abs(volumes - middle).max()
    lowest = middle - scale * first / (2 * second)
    return float(lowest * 2 * second / scale**2 * GIGAPASCAL)


def _molecules(rng: np.random.Generator) -> Cases:
    """Make symmetric Hessians, stable ones and saddle points, of atoms with different masses."""
    cases: Cases = []
    for masses, n_negative in (([15.999, 2.014, 1.008], 0), ([12.0, 12.0], 1), ([28.09, 16.0, 1.0, 35.4], 2)):
        n = 3 * len(masses)
        axes = np.linalg.qr(rng.normal(size=(n, n)))[0]
        stiffness = rng.uniform(2, 60, size=n)
        stiffness[:n_negative] *= -0.3
        hessian = axes * stiffness @ axes.T
        cases.append(((hessian + hessian.T) / 2, np.array(masses) * rng.uniform(0.99, 1.01)))
    return cases


def _wavenumbers(hessian: np.ndarray, masses: np.ndarray) -> np.ndarray:
    """Solve H x = w^2 M x as it stands, without roots of masses."""
    squares = np.sort(np.linalg.eigvals(np.linalg.solve(np.diag(np.repeat(masses, 3)), hessian)).real)
    return np.array([math.copysign(math.sqrt(abs(s)), s) * PER_CM for s in squares])


def _springs(x: np.ndarray) -> np.ndarray:
    return -2.0 * x


def _bent_springs(x: np.ndarray) -> np.ndarray:
    return -1.5 * x - 0.7 * np.sin(2 * x)


def _chain(x: np.ndarray) -> np.ndarray:
    return -3.0 * (2 * x - np.roll(x, 1, axis=0) - np.roll(x, -1, axis=0)) - np.sin(x)


def _beginnings(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for n_atoms, force, dt, n_steps in ((2, _springs, 0.2, 1), (4, _chain, 0.15, 6), (3, _bent_springs, 0.3, 11)):
        x, v = rng.normal(size=(2, n_atoms, 3))
        cases.append((x, v, rng.uniform(1, 4, size=n_atoms), force, dt, n_steps))
    return cases


def _verlet(
    x: np.ndarray, v: np.ndarray, masses: np.ndarray, force: Callable[..., Any], dt: float, n_steps: int
) -> tuple[np.ndarray, np.ndarray]:
    """Step by step in Verlet's older form: positions from the two before, and velocities from central differences."""
    pull = [force(x)[i] / m for i, m in enumerate(masses.tolist())]
    path = [x, x + v * dt + np.array(pull) * dt**2 / 2]
    for _ in range(n_steps):
        path.append(2 * path[-1] - path[-2] + dt**2 * force(path[-1]) / masses[:, None])
    return path[n_steps], (path[n_steps + 1] - path[n_steps - 1]) / (2 * dt)


def _cubes(rng: np.random.Generator) -> Cases:
    """Make atoms in cubes, some of them outside; the bins are uneven, and begin at 0 or later."""
    cases: Cases = []
    for n, side, edges in (
        (31, 6.0, [0.0, 0.7, 1.2, 2.0, 2.4, 3.0]),
        (24, 9.0, [1.0, 2.0, 3.5, 4.5]),
        (40, 5.0, [0.5, 1.0, 1.25, 2.0, 2.5]),
    ):
        positions = rng.uniform(0, side, size=(n, 3))
        positions[rng.integers(n, size=n // 6)] += side * rng.integers(-1, 3, size=3)
        cases.append((positions, side, np.array(edges) * rng.uniform(0.97, 1)))
    return cases


def _radial(positions: np.ndarray, side: float, edges: np.ndarray) -> list[float]:
    n = len(positions)
    places = positions.tolist()
    distances = []
    for i in range(n):
        for j in range(i):
            apart = [a - b for a, b in zip(places[i], places[j], strict=True)]
            distances.append(math.sqrt(sum(min(abs(math.remainder(x, side)), side) ** 2 for x in apart)))
    result = []
    for low, high in zip(edges.tolist()[:-1], edges.tolist()[1:], strict=True):
        pairs = sum(low <= r < high for r in distances)
        ideal = n / 2 * n / side**3 * (4 / 3 * math.pi * (high**3 - low**3))
        result.append(pairs / ideal)
    return result


def _lattice() -> np.ndarray:
    """Return the 64 places of atoms in a cube of silicon."""
    few = np.array([[0, 0, 0], [0, 2, 2], [2, 0, 2], [2, 2, 0]])
    cube = np.concatenate([few, few + 1])
    corners = 4 * np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    return (cube[None] + corners[:, None]).reshape(-1, 3) * SIDE / 8


def _shaken(places: np.ndarray, far: float, n_frames: int, rng: np.random.Generator) -> np.ndarray:
    """Return frames of atoms that vibrate about their places."""
    return places + rng.normal(scale=far, size=(n_frames, *places.shape))


def _diffusing(places: np.ndarray, far: float, n_frames: int, rng: np.random.Generator) -> np.ndarray:
    """Return frames of atoms that walk at random, `far` in each direction and step."""
    steps = rng.normal(scale=far, size=(n_frames, *places.shape))
    steps[0] = 0
    return places + np.cumsum(steps, axis=0)


def _stories(rng: np.random.Generator) -> list[tuple[str, bool, np.ndarray]]:
    """Make what is to be told apart: the mistake of who cannot, whether it is a liquid, and the frames."""
    places = _lattice()
    drift = np.arange(40)[:, None, None] * np.array([0.31, -0.12, 0.05])
    hopped = _shaken(places, 0.1, 40, rng)
    who = rng.integers(64)
    hopped[20:, who] += (1 if who % 8 > 3 else -1) * SIDE / 8  # to the empty side, away from its neighbours
    frozen = rng.uniform(0, SIDE, size=(64, 3))
    return [
        ("crystal-called-a-liquid", False, _shaken(places + 0.7, 0.08, 40, rng)),
        ("liquid-missed", True, _diffusing(places, 0.35, 40, rng)),
        ("atoms-that-come-in-again", False, _shaken(places, 0.08, 40, rng)),
        ("drift-taken-for-melting", False, _shaken(places, 0.08, 40, rng) + drift),
        ("one-atom-taken-for-all", False, hopped),
        ("vibration-taken-for-melting", False, _shaken(places + 0.4, 0.24, 40, rng)),
        ("glass-called-a-liquid", False, _shaken(frozen, 0.08, 40, rng)),
        ("liquid-missed", True, _diffusing(frozen, 0.3, 60, rng) + np.arange(60)[:, None, None] * 0.1),
        ("slow-liquid-missed", True, _diffusing(places, 0.2, 80, rng)),
    ]


def _melted(melted: Any, rng: np.random.Generator) -> None:
    if not callable(melted):
        raise Wrong("value-for-function", "Give the function itself, `melted`, without ().")
    for name, is_liquid, frames in _stories(rng):
        given = frames % SIDE
        note(YES_OR_NO, frames=given, side=SIDE)
        kept = given.copy()
        found = melted(given, SIDE)
        if not isinstance(found, (bool, np.bool_)):
            raise Wrong("no-yes-or-no", f"It is {found!r:.60}.")
        if not np.array_equal(given, kept):
            raise Wrong("changes-its-argument", "Your function changes `frames`, and what the caller has with it.")
        if bool(found) != is_liquid:
            raise Wrong(name)


BULK_MODULUS = f"""
import numpy as np


def bulk_modulus(volumes, energies):
    a, b, _ = np.polyfit(volumes, energies, 2)
    lowest = -b / (2 * a)
    return lowest * 2 * a * {GIGAPASCAL}"""

WAVENUMBERS = f"""
import numpy as np


def wavenumbers(hessian, masses):
    root = np.sqrt(np.repeat(masses, 3))
    squares = np.linalg.eigvalsh(hessian / np.outer(root, root))
    return np.sign(squares) * np.sqrt(abs(squares)) * {PER_CM}"""

VERLET = """
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    f = force(x)
    for _ in range(n_steps):
        v = v + dt / 2 * f / m
        x = x + dt * v
        f = force(x)
        v = v + dt / 2 * f / m
    return x, v"""

RADIAL = """
import numpy as np


def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    apart = positions[i] - positions[j]
    apart -= side * np.round(apart / side)
    pairs, _ = np.histogram(np.linalg.norm(apart, axis=1), edges)
    shells = 4 / 3 * np.pi * np.diff(edges**3)
    return pairs / (n / 2 * n / side**3 * shells)"""

MELTED = """
import numpy as np


def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved -= moved.mean(axis=0)
    return np.sqrt((moved**2).sum(axis=1).mean()) > 1.2"""

EXERCISES = (
    Exercise(
        number="9.1",
        title="Half of it is gone",
        minutes=2,
        goal="run",
        statement="""
You take the perfect crystal of silicon, its atoms at rest in their places, give them velocities of 1000 K, and run at
constant energy (NVE). After half a picosecond the temperature is about 500 K, and it stays there. What has
happened?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Section 4. Which two kinds of energy are there, and how much had each at the start?",
            "In a harmonic crystal both have the same on average, and nobody adds any.",
        ),
        solution='answer = "b"',
        insight=(
            "Atoms that start in their places share what they have between motion and springs, so one begins at twice "
            "the temperature, or lets a thermostat fill up what is missing."
        ),
        task=Choice(
            {
                "a": "Velocity Verlet has lost half of the energy: the time step was too long.",
                "b": "Half of the kinetic energy has become potential energy.",
                "c": "The forces of the potential are not minus the gradient of its energy.",
                "d": "The thermostat was set to 500 K.",
            },
            right="b",
        ),
        mistakes=(
            Mistake(
                "verlet-blamed",
                "A time step that is too long makes the energy explode; it does not halve it and then stop. Look at "
                "the total energy: it has stayed.",
                'answer = "a"',
            ),
            Mistake(
                "forces-blamed",
                "Such forces make the total energy drift, on and on. Here the temperature halves once and stays: it "
                "would do so with a perfect potential too.",
                'answer = "c"',
            ),
            Mistake(
                "thermostat-blamed",
                "At constant energy there is no thermostat: nothing takes heat away.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="9.2",
        title="The longest step",
        minutes=2,
        goal="choose",
        statement=f"""
The fastest vibration of water has a wavenumber of {WAVENUMBER} cm⁻¹. With the speed of light $c$ that is a frequency
$\\nu = c \\tilde\\nu$, and an angular frequency $\\omega = 2 \\pi \\nu$. Velocity Verlet explodes where the time step
is longer than $2 / \\omega$. How long is that, in fs?""",
        stub=f"""
wavenumber = {WAVENUMBER}  # 1/cm
light = {LIGHT}  # cm/fs
answer = ...""",
        hints=(
            "Section 4. Wavenumber times speed of light: in which unit is that, if light is in cm/fs?",
            "omega = 2 * np.pi * light * wavenumber, in radians per fs; the answer is 2 / omega.",
        ),
        solution=f"""
import numpy as np

wavenumber = {WAVENUMBER}  # 1/cm
light = {LIGHT}  # cm/fs
omega = 2 * np.pi * light * wavenumber
answer = 2 / omega""",
        insight=(
            "A third of a period is where it explodes, so a step that is to be accurate is a tenth of it or less, and "
            "the lightest atom decides."
        ),
        task=Number(lambda: 1 / (math.pi * LIGHT * WAVENUMBER), rtol=5e-3),
        mistakes=(
            slip_in_number(
                "whole-period",
                "That is the period. The limit is the period divided by pi: 2 / omega.",
                f"1 / ({LIGHT} * {WAVENUMBER})",
            ),
            slip_in_number(
                "two-pi-forgotten",
                "You take the frequency for the angular frequency: a factor of 2 pi is missing below the line.",
                f"2 / ({LIGHT} * {WAVENUMBER})",
            ),
            slip_in_number(
                "one-over-omega",
                "That is 1 / omega, half of the limit.",
                f"1 / (2 * np.pi * {LIGHT} * {WAVENUMBER})",
            ),
        ),
    ),
    Exercise(
        number="9.3",
        title="How hard it is to press",
        minutes=10,
        goal="scan",
        statement=f"""
Write `bulk_modulus(volumes, energies)`: volumes of one cell in A³ and its energies in eV, shape (n,) each, in any
order. Fit a parabola to the energies as a function of the volume, by least squares. The bulk modulus is $B = V_0 \\,
E''(V_0)$, where $V_0$ is the volume at which *the parabola* is lowest. Return it in GPa: one eV/A³ is {GIGAPASCAL}
GPa.""",
        stub="""
import numpy as np


def bulk_modulus(volumes, energies):
    return ...""",
        hints=(
            "Section 2 does it for silicon. What does `np.polyfit(x, y, 2)` return, and in which order?",
            "With a V² + b V + c the lowest point is at -b / (2 a), and the second derivative is 2 a.",
        ),
        solution=BULK_MODULUS,
        insight=(
            "A curvature by the volume is a pressure, and a few energies of a potential that was never told of "
            "pressures give it to some per cent."
        ),
        task=Function("bulk_modulus", _curves, _bulk_modulus, "a number, the bulk modulus in GPa", rtol=1e-6),
        mistakes=(
            Mistake(
                "not-in-gigapascal",
                f"That is in eV/A³. Multiply by {GIGAPASCAL} for GPa.",
                edited(BULK_MODULUS, f" * {GIGAPASCAL}", ""),
            ),
            Mistake(
                "volume-missing",
                "That is the second derivative alone. Multiply by the volume at the minimum.",
                edited(BULK_MODULUS, "lowest * 2 * a", "2 * a"),
            ),
            Mistake(
                "two-missing",
                "The second derivative of a V² is 2 a: a factor of two is missing.",
                edited(BULK_MODULUS, "lowest * 2 * a", "lowest * a"),
            ),
            Mistake(
                "volume-of-the-lowest-sample",
                "You take the volume of the lowest sample. Asked is where the parabola is lowest, between samples.",
                edited(BULK_MODULUS, "-b / (2 * a)", "volumes[np.argmin(energies)]"),
            ),
            Mistake(
                "mean-volume",
                "You take the mean of the volumes. Asked is where the parabola is lowest.",
                edited(BULK_MODULUS, "-b / (2 * a)", "np.mean(volumes)"),
            ),
            Mistake(
                "minimum-with-a-wrong-sign",
                "The derivative 2 a V + b is zero at -b / (2 a): your minimum has the wrong sign.",
                edited(BULK_MODULUS, "-b / (2 * a)", "b / (2 * a)"),
            ),
            Mistake(
                "minimum-without-two",
                "The derivative 2 a V + b is zero at -b / (2 a): you divide by a alone.",
                edited(BULK_MODULUS, "-b / (2 * a)", "-b / a"),
            ),
            Mistake(
                "divided-by-the-unit",
                f"One eV/A³ is {GIGAPASCAL} GPa, so the number in GPa is the larger one: multiply.",
                edited(BULK_MODULUS, f"* {GIGAPASCAL}", f"/ {GIGAPASCAL}"),
            ),
            Mistake(
                "by-the-length",
                "Your parabola is one of the length of a cube. Fit the energies as a function of the volume.",
                edited(BULK_MODULUS, "np.polyfit(volumes,", "np.polyfit(np.cbrt(volumes),"),
            ),
            Mistake(
                "volumes-and-energies-swapped",
                "In your fit volumes and energies have changed places: x comes first, and x is the volume.",
                edited(BULK_MODULUS, "np.polyfit(volumes, energies, 2)", "np.polyfit(energies, volumes, 2)"),
            ),
            Mistake(
                "cubic",
                "Your curve is of degree 3, and its curvature is taken elsewhere. Asked is a parabola.",
                f"""
import numpy as np


def bulk_modulus(volumes, energies):
    p = np.poly1d(np.polyfit(volumes, energies, 3))
    v = volumes[np.argmin(energies)]
    for _ in range(50):
        v = v - p.deriv()(v) / p.deriv(2)(v)
    return v * p.deriv(2)(v) * {GIGAPASCAL}""",
            ),
        ),
    ),
    Exercise(
        number="9.4",
        title="From springs to wavenumbers",
        minutes=10,
        goal="compute",
        statement=f"""
Write `wavenumbers(hessian, masses)`. `hessian`, shape (3n, 3n), has the second derivatives of the energy in eV/A²: x,
y, z of the first atom, then of the second, and so on. It is symmetric. `masses`, shape (n,), are in u. Divide each
entry by the roots of the masses of both atoms; the eigenvalues are squares of angular frequencies. Return all 3n
wavenumbers in cm⁻¹, ascending. One $\\sqrt{{\\mathrm{{eV}} / \\mathrm{{A}}^2 / \\mathrm{{u}}}}$ is {PER_CM} cm⁻¹.
Where an eigenvalue is negative, at a saddle point, the frequency is imaginary: return minus its size, as programs
do.""",
        stub="""
import numpy as np


def wavenumbers(hessian, masses):
    return ...""",
        hints=(
            "Section 3. Each atom has three rows: how does an array of n masses become one of 3n?",
            "`root = np.sqrt(np.repeat(masses, 3))`, then `np.linalg.eigvalsh(hessian / np.outer(root, root))`; the "
            "sign of an eigenvalue goes before the root of its size.",
        ),
        solution=WAVENUMBERS,
        insight=(
            "Forces at a few geometries are all that a spectrum needs, and one negative number tells that a minimum is "
            "none."
        ),
        task=Function("wavenumbers", _molecules, _wavenumbers, "an array, shape (3n,): wavenumbers in 1/cm", rtol=1e-7),
        mistakes=(
            Mistake(
                "masses-forgotten",
                "The masses are missing. Heavy atoms move slowly: divide each entry by the roots of both masses.",
                edited(WAVENUMBERS, "hessian / np.outer(root, root)", "hessian"),
            ),
            Mistake(
                "masses-without-a-root",
                "You divide by both masses. Divide by the roots of both.",
                edited(WAVENUMBERS, "np.sqrt(np.repeat(masses, 3))", "np.repeat(masses, 3)"),
            ),
            Mistake(
                "masses-tiled",
                "`np.tile` gives the masses of all atoms three times in a row. x, y and z of one atom stand together: "
                "`np.repeat`.",
                edited(WAVENUMBERS, "np.repeat(masses, 3)", "np.tile(masses, 3)"),
            ),
            Mistake(
                "multiplied-by-masses",
                "You multiply by the roots of the masses. Heavy atoms are slower: divide.",
                edited(WAVENUMBERS, "hessian / np.outer", "hessian * np.outer"),
            ),
            Mistake(
                "no-root-of-the-eigenvalues",
                "The eigenvalues are squares of frequencies: take the root of their size.",
                edited(WAVENUMBERS, "np.sqrt(abs(squares))", "abs(squares)"),
            ),
            Mistake(
                "imaginary-is-nan",
                "Where an eigenvalue is negative yours is NaN. Take the root of its size, and put a minus before it.",
                edited(WAVENUMBERS, "np.sign(squares) * np.sqrt(abs(squares))", "np.sqrt(squares)"),
            ),
            Mistake(
                "imaginary-is-positive",
                "An imaginary frequency comes out as a real one, so a saddle point looks like a minimum. Put a minus "
                "before it.",
                """
import numpy as np


def wavenumbers(hessian, masses):
    root = np.sqrt(np.repeat(masses, 3))
    squares = np.linalg.eigvalsh(hessian / np.outer(root, root))
    return np.sort(np.sqrt(abs(squares))) * 521.4709""",
            ),
            Mistake(
                "imaginary-is-zero",
                "Negative eigenvalues come out as 0. Return minus the root of their size.",
                edited(WAVENUMBERS, "np.sqrt(abs(squares))", "np.sqrt(np.maximum(squares, 0))"),
            ),
            Mistake(
                "not-in-wavenumbers",
                f"The unit is missing: multiply by {PER_CM} for wavenumbers in 1/cm.",
                edited(WAVENUMBERS, f" * {PER_CM}", ""),
            ),
            Mistake(
                "two-pi-divided-again",
                "You divide by 2 pi. That is in the factor already.",
                edited(WAVENUMBERS, f" * {PER_CM}", f" * {PER_CM} / (2 * np.pi)"),
            ),
            Mistake(
                "one-mass-only",
                "You divide by the mass of one of the two atoms, which makes the matrix lopsided, and `eigvalsh` reads "
                "one half of it. Divide by the roots of both.",
                edited(WAVENUMBERS, "hessian / np.outer(root, root)", "hessian / root[:, None] ** 2"),
            ),
            Mistake(
                "descending",
                "The order is turned round: ascending is asked, the smallest first.",
                edited(WAVENUMBERS, f" * {PER_CM}", f" * {PER_CM}\n").replace(
                    "    return np.sign(squares)", "    squares = squares[::-1]\n    return np.sign(squares)"
                ),
            ),
            Mistake(
                "six-left-out",
                "You leave six out. All 3n are asked; the first six would be shifts and turns at a minimum only.",
                edited(WAVENUMBERS, f" * {PER_CM}", f" * {PER_CM}\n").replace(
                    "    return np.sign(squares)", "    squares = squares[6:]\n    return np.sign(squares)"
                ),
            ),
        ),
    ),
    Exercise(
        number="9.5",
        title="Velocity Verlet",
        minutes=10,
        goal="run",
        statement="""
Write `verlet(x, v, masses, force, dt, n_steps)`. Positions `x` and velocities `v` have shape (n_atoms, 3), `masses` has
shape (n_atoms,), and `force(x)` returns forces of the shape of `x`. Units fit together. A step is: velocities change by
half a step with the forces as they are; positions by a whole step with these velocities; then velocities by another
half with the forces *at the new positions*. Return positions and velocities after `n_steps` steps, as two arrays.""",
        stub="""
def verlet(x, v, masses, force, dt, n_steps):
    return ...""",
        hints=(
            "Section 4, from scratch. A force divided by what is an acceleration? And which shape has that array?",
            "`m = masses[:, None]`, and `v = v + dt / 2 * f / m` before and after `x = x + dt * v`; ask for new forces "
            "in between.",
        ),
        solution=VERLET,
        insight=(
            "One call of the forces for each step, and still the error goes as the square of the step: nothing that is "
            "cheaper does better."
        ),
        task=Function("verlet", _beginnings, _verlet, "two arrays, shape (n_atoms, 3): positions and velocities"),
        mistakes=(
            Mistake(
                "euler",
                "That is Euler's method: both move a whole step with what was before, and the energy grows with every "
                "step.",
                """
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        x, v = x + dt * v, v + dt * force(x) / m
    return x, v""",
            ),
            Mistake(
                "whole-kick-first",
                "You change the velocities by a whole step before the positions move. Half of it comes before, and "
                "half after, with the new forces.",
                """
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + dt * force(x) / m
        x = x + dt * v
    return x, v""",
            ),
            Mistake(
                "positions-first",
                "You move the positions a whole step with the old velocities, and the velocities afterwards. Half a "
                "step of the velocities comes first.",
                """
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        x = x + dt * v
        v = v + dt * force(x) / m
    return x, v""",
            ),
            Mistake(
                "halves-of-the-positions",
                "You split the positions in halves, not the velocities. That method is as good, and another one: its "
                "numbers differ.",
                """
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        x = x + dt / 2 * v
        v = v + dt * force(x) / m
        x = x + dt / 2 * v
    return x, v""",
            ),
            Mistake(
                "old-forces-twice",
                "The second half of the velocities takes the old forces again. Ask for those at the new positions.",
                """
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        f = force(x)
        v = v + dt / 2 * f / m
        x = x + dt * v
        v = v + dt / 2 * f / m
    return x, v""",
            ),
            Mistake(
                "forces-of-the-start",
                "Your forces are those of the start in every step: ask for them again after the positions have moved.",
                """
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    f = force(x)
    for _ in range(n_steps):
        v = v + dt / 2 * f / m
        x = x + dt * v
        v = v + dt / 2 * f / m
    return x, v""",
            ),
            Mistake(
                "second-half-missing",
                "The second half of the velocities is missing: they lag half a step behind, and gain half of it.",
                edited(VERLET, "        f = force(x)\n        v = v + dt / 2 * f / m\n", "        f = force(x)\n"),
            ),
            Mistake(
                "whole-kicks",
                "You change the velocities by a whole step twice. Each time it is half a step.",
                VERLET.replace("dt / 2 * f", "dt * f"),
            ),
            Mistake(
                "masses-forgotten",
                "The masses are missing: a force divided by a mass is an acceleration.",
                edited(VERLET, "m = masses[:, None]", "m = 1.0"),
            ),
            Mistake(
                "multiplied-by-masses",
                "You multiply by the masses. A force divided by a mass is an acceleration.",
                VERLET.replace("* f / m", "* f * m"),
            ),
            Mistake(
                "half-step-of-the-positions",
                "The positions move half a step only. They move a whole one, with the velocities of the middle.",
                edited(VERLET, "x = x + dt * v", "x = x + dt / 2 * v"),
            ),
            Mistake(
                "forces-with-a-minus",
                "You subtract the forces. They are minus the gradient already, and are added.",
                VERLET.replace("v = v + dt / 2", "v = v - dt / 2"),
            ),
            Mistake(
                "one-step-too-many",
                "That is one step more than asked.",
                edited(VERLET, "range(n_steps)", "range(n_steps + 1)"),
            ),
            Mistake(
                "one-step-too-few",
                "That is one step less than asked.",
                edited(VERLET, "range(n_steps)", "range(n_steps - 1)"),
            ),
            Mistake(
                "one-step-only",
                "That is a single step. Repeat it `n_steps` times.",
                edited(VERLET, "range(n_steps)", "range(1)"),
            ),
        ),
    ),
    Exercise(
        number="9.6",
        title="Who is how far away",
        minutes=10,
        goal="compare",
        statement="""
Write `radial(positions, side, edges)`: the radial distribution g(r) of one frame in a cube. `positions` has shape
(n_atoms, 3), in A; some atoms lie outside of the cube, which makes no difference. Each pair counts once, at the
distance of its *nearest images*, and the bins between `edges`, shape (n_bins + 1,), are not all of the same width.
Divide the number of pairs in a bin by what an ideal gas of the same density has there: $\\frac{n}{2} \\,
\\frac{n}{L^3} \\, V_k$, with $n$ atoms, the side $L$ of the cube, and the exact volume $V_k$ of the shell between
two edges.""",
        stub="""
import numpy as np


def radial(positions, side, edges):
    return ...""",
        hints=(
            "Section 5, from scratch. How do you get from a difference of positions to that of the nearest images?",
            "`apart -= side * np.round(apart / side)`, then `np.histogram` of the distances with `edges`, and "
            "`4 / 3 * np.pi * np.diff(edges**3)` for the shells.",
        ),
        solution=RADIAL,
        insight=(
            "With the shells divided out a gas is flat at 1, so that every peak is structure and the tail tells "
            "whether the normalisation is right."
        ),
        task=Function("radial", _cubes, _radial, "an array, shape (n_bins,): g(r) in each bin", rtol=1e-9),
        mistakes=(
            Mistake(
                "no-images",
                "You take distances inside of one cube. The next atom may be an image on the other side: subtract "
                "`side * np.round(apart / side)`.",
                edited(RADIAL, "    apart -= side * np.round(apart / side)\n", ""),
            ),
            Mistake(
                "atoms-wrapped-only",
                "You bring all atoms into the cube, which is not enough: two atoms at opposite faces are near each "
                "other through the wall. Round the differences.",
                edited(RADIAL, "    apart -= side * np.round(apart / side)\n", "").replace(
                    "positions[i] - positions[j]", "positions[i] % side - positions[j] % side"
                ),
            ),
            Mistake(
                "half-missing",
                "It is half of what is asked: each pair counts once here, and so n / 2 stands in the ideal gas.",
                edited(RADIAL, "(n / 2 * n /", "(n * n /"),
            ),
            Mistake(
                "pairs-counted-twice",
                "It is twice what is asked: you count each pair from both of its ends. Count it once.",
                edited(RADIAL, "return pairs", "return 2 * pairs"),
            ),
            Mistake(
                "thin-shells",
                "You take a shell for 4 pi r² times its width, with r in the middle. These bins are wide: take the "
                "exact volume.",
                edited(
                    RADIAL,
                    "4 / 3 * np.pi * np.diff(edges**3)",
                    "4 * np.pi * ((edges[1:] + edges[:-1]) / 2) ** 2 * np.diff(edges)",
                ),
            ),
            Mistake(
                "shell-at-its-outer-edge",
                "You take a shell for 4 pi r² times its width, with r at its outer edge. Take the exact volume.",
                edited(RADIAL, "4 / 3 * np.pi * np.diff(edges**3)", "4 * np.pi * edges[1:] ** 2 * np.diff(edges)"),
            ),
            Mistake(
                "width-for-volume",
                "You divide by the width of a bin. A shell that is further out is larger: divide by its volume.",
                edited(RADIAL, "4 / 3 * np.pi * np.diff(edges**3)", "np.diff(edges)"),
            ),
            Mistake(
                "four-thirds-pi-missing",
                "The factor 4 pi / 3 of the volume of a sphere is missing.",
                edited(RADIAL, "4 / 3 * np.pi * np.diff(edges**3)", "np.diff(edges**3)"),
            ),
            Mistake(
                "area-of-rings",
                "You divide by the areas of rings. In three dimensions shells have volumes, with r³.",
                edited(RADIAL, "4 / 3 * np.pi * np.diff(edges**3)", "np.pi * np.diff(edges**2)"),
            ),
            Mistake(
                "counts-returned",
                "Those are numbers of pairs. Divide them by what an ideal gas has in the shell.",
                edited(RADIAL, "return pairs / (n / 2 * n / side**3 * shells)", "return pairs"),
            ),
            Mistake(
                "other-atoms-only",
                "You use n - 1 for the other atoms, which some programs do. The text has n for both.",
                edited(RADIAL, "(n / 2 * n /", "(n / 2 * (n - 1) /"),
            ),
            Mistake(
                "density-forgotten",
                "The volume of the cube is missing: the density is the number of atoms divided by the side cubed.",
                edited(RADIAL, "n / side**3 * shells", "n * shells"),
            ),
            Mistake(
                "per-atom-forgotten",
                "It grows with the number of atoms: n / 2 is missing, since every atom looks around.",
                edited(RADIAL, "(n / 2 * n /", "(n /"),
            ),
            Mistake(
                "rounded-down",
                "`floor`, `//` and `%` bring differences to between 0 and the side, and the nearest image lies between "
                "minus and plus half of it: use `np.round`.",
                edited(RADIAL, "np.round(apart / side)", "np.floor(apart / side)"),
            ),
        ),
    ),
    Exercise(
        number="9.7",
        title="Has it melted?",
        minutes=None,
        goal="melt",
        statement="""
Can one frame tell whether silicon has melted, and if not, what can? Write `melted(frames, side)`. `frames` has shape
(n_frames, n_atoms, 3): positions in A of 64 atoms in a cube, at 40 or more times. It returns True for a liquid and
False for a solid.

Three things to know. Between two frames no atom moves more than a quarter of the side. An atom that leaves the cube
comes in again at the other side, so its coordinates jump. And the whole cube may drift. You will be asked about cold
and hot crystals, one in which a single atom has found another place, liquids, and a glass, whose atoms have no lattice
and stay where they are. Many answers are right. When it works: how far do atoms get in a hot crystal of section 6, and
how far in its liquid?""",
        stub="""
import numpy as np


def melted(frames, side):
    return ...""",
        hints=(
            "Section 6. Atoms of a solid come back; those of a liquid do not. Which average over atoms tells, and what "
            "has to be taken off before?",
            "Steps between frames, each with `side * np.round(steps / side)` taken off; their sum is how far each atom "
            "got. Subtract the mean over atoms, and compare the root mean square with, say, 1.2 A.",
        ),
        solution=f"""{MELTED}


# One frame cannot: a glass looks like a liquid, and what differs is that its
# atoms stay. In the crystal of section 6 at 1800 K, with the reference, the
# mean square displacement over a picosecond is 0.2 square Angstrom, and it
# would be the same after ten: atoms vibrate. In the liquid at 3000 K it is
# 14 square Angstrom, and it grows with time.""",
        insight=(
            "A liquid is what flows, so what tells is how far atoms get and not how they stand, once the jumps at the "
            "walls and the drift of the whole are off."
        ),
        task=Finding("melted", _melted, "a function that takes frames and the side, and returns True or False"),
        mistakes=(
            Mistake(
                "crystal-called-a-liquid",
                "A cold crystal, inside of the cube, whose atoms vibrate by a tenth of an Angstrom: yours calls it a "
                "liquid.",
                "def melted(frames, side):\n    return True",
            ),
            Mistake(
                "liquid-missed",
                "Here atoms get several Angstrom away from where they were, each in a direction of its own: a liquid. "
                "Yours says solid.",
                "def melted(frames, side):\n    return False",
            ),
            Mistake(
                "atoms-that-come-in-again",
                "A cold crystal with atoms at the walls of the cube: they leave it and come in at the other side, and "
                "yours takes that for a long way. Take `side * np.round(steps / side)` off each step.",
                edited(MELTED, "    steps -= side * np.round(steps / side)\n", ""),
            ),
            Mistake(
                "drift-taken-for-melting",
                "A cold crystal that drifts as a whole: its atoms get far, all in the same direction. Subtract the "
                "mean over the atoms.",
                edited(MELTED, "    moved -= moved.mean(axis=0)\n", ""),
            ),
            Mistake(
                "vibration-taken-for-melting",
                "A hot crystal: its atoms are often half an Angstrom away from their places, and come back. Ask for "
                "more, such as half of a bond.",
                edited(MELTED, "> 1.2", "> 0.4"),
            ),
            Mistake(
                "one-atom-taken-for-all",
                "One atom of a crystal has found another place, and yours calls all of it a liquid. Take an average "
                "over atoms, not the one that got furthest.",
                edited(MELTED, "np.sqrt((moved**2).sum(axis=1).mean())", "np.sqrt((moved**2).sum(axis=1).max())"),
            ),
            Mistake(
                "glass-called-a-liquid",
                "A glass: no lattice, as in a liquid, but the atoms stay where they are. Look at how far they get, not "
                "at how they stand.",
                """
import numpy as np


def melted(frames, side):
    steps = frames - frames[0]
    steps -= side * np.round(steps / side)
    mean = frames[0] + np.median(steps, axis=0)
    i, j = np.triu_indices(len(mean), 1)
    apart = mean[i] - mean[j]
    apart -= side * np.round(apart / side)
    return np.linalg.norm(apart, axis=1).min() < 1.5""",
            ),
            Mistake(
                "slow-liquid-missed",
                "A slow liquid: its atoms get some Angstrom away, and do not come back. Yours asks for more than that.",
                edited(MELTED, "> 1.2", "> 3.6"),
            ),
            Mistake(
                "no-yes-or-no",
                "Return True or False, one for all atoms and frames: a comparison such as `distance > 1.2`.",
                edited(MELTED, " > 1.2", ""),
            ),
        ),
    ),
)
