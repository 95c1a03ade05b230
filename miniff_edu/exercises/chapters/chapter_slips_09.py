"""Further wrong answers of chapter 9, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

_CV = "2.998e-5 * 3943"  # the frequency, in 1/fs

_MODULUS = "bulk_modulus(volumes, energies)"
_FIT = "a, b, c = np.polyfit(volumes, energies, 2)"

_VERLET = ("verlet(x, v, masses, force, dt, n_steps)", "m = masses[:, None]")

_RADIAL = "radial(positions, side, edges)"
_PAIRS = (
    "n = len(positions)",
    "i, j = np.triu_indices(n, 1)",
    "apart = positions[i] - positions[j]",
    "apart -= side * np.round(apart / side)",
    "r = np.linalg.norm(apart, axis=1)",
)
_COUNT = "pairs = np.histogram(r, edges)[0]"
_SHELLS = "shells = 4 / 3 * np.pi * np.diff(edges**3)"
_RESULT = "return pairs / (n / 2 * n / side**3 * shells)"

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "9.2": (
        slip_in_number("frequency", "That is the frequency, in 1/fs. Asked is a time: 2 / omega.", _CV),
        slip_in_number(
            "angular-frequency", "That is omega, in radians per fs. Asked is 2 / omega.", f"2 * np.pi * {_CV}"
        ),
        slip_in_number(
            "half-a-period",
            "That is half a period. The limit is a period divided by pi, a little less than a third.",
            f"1 / (2 * {_CV})",
        ),
        slip_in_number(
            "quarter-of-a-period",
            "That is a quarter of a period. The limit is a period divided by pi, a little less than a third.",
            f"1 / (4 * {_CV})",
        ),
        slip_in_number(
            "tenth-of-a-period",
            "A tenth of a period is what one would choose. Asked is where it explodes: 2 / omega.",
            f"0.1 / ({_CV})",
        ),
        slip_in_number(
            "twentieth-of-a-period",
            "A twentieth of a period is what a careful person would choose. Asked is where it explodes: 2 / omega.",
            f"0.05 / ({_CV})",
        ),
        slip_in_number(
            "usual-step",
            "Half a femtosecond is what one uses with hydrogen. Asked is where it explodes: 2 / omega.",
            "0.5",
        ),
        slip_in_number(
            "rounded-up", "Rounded up to 3 fs it is beyond the limit. Give at least two more digits.", "3.0"
        ),
        slip_in_number("omega-halved", "Your fraction is upside down: that is omega / 2.", f"np.pi * {_CV}"),
        slip_in_number(
            "two-omega", "That is 2 times omega. The limit is 2 divided by omega.", f"2 * (2 * np.pi * {_CV})"
        ),
        slip_in_number(
            "omega-squared", "You divide by omega squared. Divide by omega.", f"2 / (2 * np.pi * {_CV}) ** 2"
        ),
        slip_in_number(
            "root-of-omega", "You divide by the root of omega. Divide by omega.", f"2 / (2 * np.pi * {_CV}) ** 0.5"
        ),
        slip_in_number("root-of-two", "You have the root of 2 above omega. It is 2.", f"2**0.5 / (2 * np.pi * {_CV})"),
        slip_in_number(
            "metres",
            "You take light in metres. Wavenumbers count per cm, so light is needed in cm/fs, as the stub has it.",
            "2 / (2 * np.pi * 2.998e-7 * 3943)",
        ),
        slip_in_number(
            "wavenumber-per-metre",
            "You count the wavenumber per metre, and light in cm/fs. Both are per cm, and in cm, in the stub.",
            "2 / (2 * np.pi * 2.998e-5 * 394300)",
        ),
        slip_in_number(
            "picoseconds", "That is in ps. Asked is fs, of which a ps has 1000.", f"2 / (2 * np.pi * {_CV}) / 1000"
        ),
        slip_in_number(
            "seconds", "That is in seconds. Asked is fs: light is in cm/fs.", "2 / (2 * np.pi * 2.998e10 * 3943)"
        ),
        slip_in_number(
            "light-forgotten",
            "The speed of light is missing: a wavenumber becomes a frequency when it is multiplied by it.",
            "2 / (2 * np.pi * 3943)",
        ),
        slip_in_number(
            "divided-by-light",
            "You divide the wavenumber by the speed of light. Multiply: waves per cm times cm per fs.",
            "2 / (2 * np.pi * 3943 / 2.998e-5)",
        ),
        slip_in_number(
            "taken-for-a-wavelength",
            "Light over a wavelength would be a frequency. This is a wavenumber, one over a wavelength: multiply, and "
            "then take 2 / omega.",
            "2.998e-5 / 3943",
        ),
        slip_in_number(
            "multiplied-by-pi",
            "You multiply by pi at the end: 2 / 2 * pi is computed from left to right. Put brackets around it.",
            f"2 / 2 * np.pi / ({_CV})",
        ),
        slip_in_number(
            "multiplied-by-the-frequency",
            "You divide by 2 pi and multiply by the frequency: all of 2 * pi * nu stands below the line. Put brackets "
            "around it.",
            f"2 / 2 / np.pi * {_CV}",
        ),
        slip_in_number("four-over-omega", "That is twice the limit: 4 / omega.", f"4 / (2 * np.pi * {_CV})"),
        slip_in_number(
            "two-pi-twice", "You divide by 2 pi twice: omega has it already.", f"2 / (2 * np.pi) ** 2 / ({_CV})"
        ),
    ),
    "9.3": (
        slip_in_function(
            "constant-for-the-square",
            "You take the last coefficient, the constant, for that of the square. `np.polyfit` begins with the highest "
            "power: a, b, c.",
            _MODULUS,
            "c, b, a = np.polyfit(volumes, energies, 2)",
            "return -b / (2 * a) * 2 * c * 160.2177",
        ),
        slip_in_function(
            "constant-for-the-curvature",
            "Your curvature is 2 times the last coefficient, which is the constant. `np.polyfit` begins with the "
            "highest power: a, b, c.",
            _MODULUS,
            "c, b, a = np.polyfit(volumes, energies, 2)",
            "return -b / (2 * c) * 2 * a * 160.2177",
        ),
        slip_in_function(
            "volume-in-the-middle-of-the-list",
            "You take the volume in the middle of the list. They come in any order, and the parabola is lowest at "
            "-b / (2 a).",
            _MODULUS,
            _FIT,
            "return volumes[len(volumes) // 2] * 2 * a * 160.2177",
        ),
        slip_in_function(
            "length-for-volume",
            "Your parabola is one of the length, and only its lowest point becomes a volume again. The curvature is "
            "asked by the volume: fit the energies as a function of it.",
            _MODULUS,
            "a, b, c = np.polyfit(np.cbrt(volumes), energies, 2)",
            "return (-b / (2 * a)) ** 3 * 2 * a * 160.2177",
        ),
        slip_in_function(
            "first-coefficients-of-a-cubic",
            "You fit a cubic, and use its first coefficients as if they were those of a parabola. The degree is 2.",
            _MODULUS,
            "a, b, c, d = np.polyfit(volumes, energies, 3)",
            "return -b / (2 * a) * 2 * a * 160.2177",
        ),
        slip_in_function(
            "straight-line",
            "You fit a straight line, which has no curvature. The degree is 2.",
            _MODULUS,
            "a, b = np.polyfit(volumes, energies, 1)",
            "return -b / (2 * a) * 2 * a * 160.2177",
        ),
        slip_in_function(
            "differences-of-neighbours-in-the-list",
            "You take differences between neighbours in the list. The volumes come in any order, and asked is a "
            "parabola through all of them.",
            _MODULUS,
            "curvature = np.gradient(np.gradient(energies, volumes), volumes)",
            "lowest = np.argmin(energies)",
            "return volumes[lowest] * curvature[lowest] * 160.2177",
        ),
        slip_in_function(
            "sorted-apart",
            "You sort volumes and energies each by itself, and they no longer belong together. A fit needs no order.",
            _MODULUS,
            "a, b, c = np.polyfit(np.sort(volumes), np.sort(energies), 2)",
            "return -b / (2 * a) * 2 * a * 160.2177",
        ),
        slip_in_function(
            "volume-returned",
            "That is the volume at the minimum. Multiply it by the second derivative, and by the unit.",
            _MODULUS,
            _FIT,
            "return -b / (2 * a)",
        ),
        slip_in_function(
            "energy-over-volume",
            "That is the lowest energy divided by a volume, which changes with the zero of the energy. A modulus is a "
            "curvature: V0 times 2 a.",
            _MODULUS,
            _FIT,
            "lowest = -b / (2 * a)",
            "return np.polyval([a, b, c], lowest) / lowest * 160.2177",
        ),
        slip_in_function(
            "through-the-origin",
            "Your parabola has no constant term, and is forced through 0. An energy has no natural zero: fit c too.",
            _MODULUS,
            "table = np.stack([volumes**2, volumes], axis=1)",
            "a, b = np.linalg.lstsq(table, energies)[0]",
            "return -b / (2 * a) * 2 * a * 160.2177",
        ),
    ),
    "9.4": (
        slip_in_function(
            "root-of-one-mass",
            "You divide by the root of one of the two masses. Divide by the roots of both: `np.outer(root, root)`.",
            "wavenumbers(hessian, masses)",
            "root = np.sqrt(np.repeat(masses, 3))",
            "squares = np.linalg.eigvalsh(hessian / root)",
            "return np.sign(squares) * np.sqrt(abs(squares)) * 521.4709",
        ),
        slip_in_function(
            "atom-by-atom",
            "You take each atom by itself, three rows and three columns. Atoms vibrate together: take the eigenvalues "
            "of the whole matrix.",
            "wavenumbers(hessian, masses)",
            "squares = []",
            "for i, m in enumerate(masses):",
            "    at = slice(3 * i, 3 * i + 3)",
            "    squares.extend(np.linalg.eigvalsh(hessian[at, at] / m))",
            "squares = np.sort(squares)",
            "return np.sign(squares) * np.sqrt(abs(squares)) * 521.4709",
        ),
        slip_in_function(
            "negative-left-out",
            "You leave out negative eigenvalues. All 3n are asked: minus the root of their size for these.",
            "wavenumbers(hessian, masses)",
            "root = np.sqrt(np.repeat(masses, 3))",
            "squares = np.linalg.eigvalsh(hessian / np.outer(root, root))",
            "return np.sqrt(squares[squares > 0]) * 521.4709",
        ),
    ),
    "9.5": (
        slip_in_function(
            "acceleration-twice-in-the-positions",
            "Your positions get dt squared times the acceleration, which is twice as much as they should: half of it, "
            "or velocities that have their half step already, are enough.",
            *_VERLET,
            "for _ in range(n_steps):",
            "    a = force(x) / m",
            "    v = v + dt / 2 * a",
            "    x = x + dt * v + dt**2 / 2 * a",
            "    v = v + dt / 2 * force(x) / m",
            "return x, v",
        ),
        slip_in_function(
            "last-half-forgotten",
            "You merge two halves to a whole step of the velocities, and at the end they are half a step too far. Take "
            "half a step off at last.",
            *_VERLET,
            "v = v + dt / 2 * force(x) / m",
            "for _ in range(n_steps):",
            "    x = x + dt * v",
            "    v = v + dt * force(x) / m",
            "return x, v",
        ),
        slip_in_function(
            "steps-taken-for-a-time",
            "You make `n_steps * dt` steps. `n_steps` is their number already.",
            *_VERLET,
            "for _ in range(int(n_steps * dt)):",
            "    v = v + dt / 2 * force(x) / m",
            "    x = x + dt * v",
            "    v = v + dt / 2 * force(x) / m",
            "return x, v",
        ),
        slip_in_function(
            "forces-half-way",
            "The second half of the velocities takes the forces half-way. Take those at the new positions.",
            *_VERLET,
            "for _ in range(n_steps):",
            "    v = v + dt / 2 * force(x) / m",
            "    middle = x + dt / 2 * v",
            "    x = x + dt * v",
            "    v = v + dt / 2 * force(middle) / m",
            "return x, v",
        ),
    ),
    "9.6": (
        slip_in_function(
            "one-image-tried",
            "You try one image only, and some atoms lie several cubes away. Take off as many sides as there are: "
            "`side * np.round(apart / side)`.",
            _RADIAL,
            "n = len(positions)",
            "i, j = np.triu_indices(n, 1)",
            "apart = np.abs(positions[i] - positions[j])",
            "r = np.linalg.norm(np.minimum(apart, np.abs(side - apart)), axis=1)",
            _COUNT,
            _SHELLS,
            _RESULT,
        ),
        slip_in_function(
            "distance-wrapped",
            "You wrap the distance. Each component of the difference has to go to its nearest image first, and the "
            "distance comes after that.",
            _RADIAL,
            "n = len(positions)",
            "i, j = np.triu_indices(n, 1)",
            "r = np.linalg.norm(positions[i] - positions[j], axis=1)",
            "r = np.abs(r - side * np.round(r / side))",
            _COUNT,
            _SHELLS,
            _RESULT,
        ),
        slip_in_function(
            "width-cubed",
            "You cube the width of a bin. A shell is the difference of two spheres: cube the edges, then subtract.",
            _RADIAL,
            *_PAIRS,
            _COUNT,
            "shells = 4 / 3 * np.pi * np.diff(edges) ** 3",
            _RESULT,
        ),
        slip_in_function(
            "whole-spheres",
            "You divide by whole spheres. A bin has the shell between its two edges: subtract the inner sphere.",
            _RADIAL,
            *_PAIRS,
            _COUNT,
            "shells = 4 / 3 * np.pi * edges[1:] ** 3",
            _RESULT,
        ),
        slip_in_function(
            "bins-of-equal-width",
            "Your bins all have the same width. They are given by their edges: hand `edges` itself to `np.histogram`.",
            _RADIAL,
            *_PAIRS,
            "pairs = np.histogram(r, len(edges) - 1, range=(edges[0], edges[-1]))[0]",
            _SHELLS,
            _RESULT,
        ),
        slip_in_function(
            "width-of-the-first-bin",
            "You take the width of the first bin for all. Each has its own two edges.",
            _RADIAL,
            *_PAIRS,
            _COUNT,
            "shells = 4 / 3 * np.pi * ((edges[:-1] + edges[1] - edges[0]) ** 3 - edges[:-1] ** 3)",
            _RESULT,
        ),
        slip_in_function(
            "density-of-histogram",
            "`density=True` divides by the width and by the number of all pairs. Divide the counts by what an ideal "
            "gas has in the shell.",
            _RADIAL,
            *_PAIRS,
            "return np.histogram(r, edges, density=True)[0]",
        ),
        slip_in_function(
            "first-atom-only",
            "You look around from the first atom only. Every pair of atoms counts.",
            _RADIAL,
            "n = len(positions)",
            "apart = positions[1:] - positions[0]",
            "apart -= side * np.round(apart / side)",
            "pairs = np.histogram(np.linalg.norm(apart, axis=1), edges)[0]",
            _SHELLS,
            "return pairs / (n / side**3 * shells)",
        ),
        slip_in_function(
            "outside-left-out",
            "You leave out the atoms outside of the cube. They have images inside, and count like all others.",
            _RADIAL,
            "positions = positions[((positions >= 0) & (positions < side)).all(axis=1)]",
            *_PAIRS,
            _COUNT,
            _SHELLS,
            _RESULT,
        ),
        slip_in_function(
            "one-side-only",
            "You bring back differences above half of the side, and by one side only. Those below minus half have a "
            "nearer image too, and some atoms lie several cubes away: `side * np.round(apart / side)`.",
            _RADIAL,
            "n = len(positions)",
            "i, j = np.triu_indices(n, 1)",
            "apart = positions[i] - positions[j]",
            "r = np.linalg.norm(np.where(apart > side / 2, apart - side, apart), axis=1)",
            _COUNT,
            _SHELLS,
            _RESULT,
        ),
    ),
}
