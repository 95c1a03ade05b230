"""Further wrong answers of chapter 8, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

_FORCES = ("forces(w, b, v, g, slopes)", "h = np.tanh(g @ w.T + b)")
_BY_G = "by_g = (v * (1 - h**2)) @ w"

_STRAINED = (
    "stress(energy, positions, cell, step)",
    "result, volume = np.zeros((3, 3)), abs(np.linalg.det(cell))",
    "for a, b in np.ndindex(3, 3):",
    "    strain = np.zeros((3, 3))",
    "    strain[a, b] = step",
)
_UP_AND_DOWN = "    up, down = np.eye(3) + strain, np.eye(3) - strain"

_PAIRS = (
    "forces(positions, mask)",
    "result = np.zeros(positions.shape)",
    "for s, i, j in np.ndindex(len(mask), mask.shape[1], mask.shape[1]):",
    "    if j < i and mask[s, i] and mask[s, j]:",
    "        apart = positions[s, i] - positions[s, j]",
    "        r = np.sqrt(apart @ apart)",
    "        push = np.exp(-r) / r * apart",
    "        result[s, i] += push",
)

_WEIGHTS = ("by_weights(w, b, v, g, slope)", "h = np.tanh(g @ w.T + b)", "s = 1 - h**2")

_FILTER = (
    "kalman(blocks, mu)",
    "d = blocks[0][0].shape[1]",
    "x, p = np.zeros(d), np.eye(d) / mu",
    "for j, y in blocks:",
)

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "8.2": (
        slip_in_number(
            "in-thousandths",
            "That is in thousandths of an Å: meV over eV/Å. Take both in the same unit.",
            "2 / 0.08",
        ),
        slip_in_number(
            "per-structure",
            "You divide by the number of atoms of the crystal, 64. The energy error is per atom already.",
            "0.002 / 0.08 / 64",
        ),
        slip_in_number(
            "total-energy",
            "You multiply by the number of atoms of the crystal, 64. The residual is the error per atom, as expected.",
            "64 * 0.002 / 0.08",
        ),
        slip_in_number(
            "counted-forces",
            "You divide by the number of forces, 192. Each has an expected error of its own, however many there are.",
            "0.002 / 0.08 / 192",
        ),
        slip_in_number(
            "root-of-counted-forces",
            "You divide by the root of the number of forces, as a loss of means would. Here squares are added up, each "
            "with its own expected error.",
            "0.002 / 0.08 / np.sqrt(192)",
        ),
        slip_in_number(
            "squares-upside-down",
            "Two slips: the weight stands before the residual, not before its square; and it is upside down.",
            "(0.08 / 0.002) ** 2",
        ),
        slip_in_number(
            "root",
            "That is the root of it. The weight is multiplied with the residual itself.",
            "np.sqrt(0.002 / 0.08)",
        ),
        slip_in_number("one", "With 1 a force error of 1 eV/Å counts as much as one of 1 eV per atom.", "1.0"),
        slip_in_number("mixed-units", "One is in eV and the other in meV. Take both in the same unit.", "0.002 / 80"),
        slip_in_number(
            "one-over-the-force-error",
            "That is one over the expected error of a force. It belongs above it: the expected error of the energy.",
            "1 / 0.08",
        ),
        slip_in_number(
            "one-over-the-energy-error",
            "That is one over the expected error of the energy. It stands above the line, that of a force below it.",
            "1 / 0.002",
        ),
        slip_in_number(
            "divided-by-three",
            "You divide by three, for three components. Each component is a residual of its own, with an expected "
            "error of its own.",
            "0.002 / 0.08 / 3",
        ),
        slip_in_number(
            "divided-by-root-three",
            "You divide by the root of three, for three components. The expected error is that of a component already.",
            "0.002 / 0.08 / np.sqrt(3)",
        ),
        slip_in_number(
            "times-three",
            "You multiply by three, for three components. Each component is a residual of its own.",
            "3 * 0.002 / 0.08",
        ),
        slip_in_number(
            "sum-of-errors", "That is the sum of the two errors, whose units differ. Divide.", "0.002 + 0.08"
        ),
        slip_in_number(
            "difference-of-errors",
            "That is the difference of the two errors, whose units differ. Divide.",
            "0.08 - 0.002",
        ),
        slip_in_number(
            "mean-of-errors", "That is the mean of the two errors, whose units differ. Divide.", "(0.002 + 0.08) / 2"
        ),
        slip_in_number(
            "share-of-the-sum",
            "That is a share of the sum of both errors, whose units differ. The weight is one over the other.",
            "0.002 / (0.002 + 0.08)",
        ),
        slip_in_number(
            "half", "Half of it. No factor 2 is needed: both residuals are squared in the same way.", "0.002 / 0.08 / 2"
        ),
        slip_in_number(
            "twice",
            "Twice of it. No factor 2 is needed: both residuals are squared in the same way.",
            "2 * 0.002 / 0.08",
        ),
        slip_in_number("a-tenth-of-it", "A power of ten is lost: 2 over 80 is more than that.", "0.0025"),
        slip_in_number(
            "logarithm", "That is a logarithm, below zero. The weight is the ratio itself.", "np.log(0.002 / 0.08)"
        ),
        slip_in_number("a-round-number", "A round weight is a guess. What you expect of both errors tells it.", "0.1"),
        slip_in_number(
            "nothing", "With 0 forces do not count at all. (Did you divide by //, which leaves whole numbers?)", "0.0"
        ),
        slip_in_number(
            "energy-as-it-is", "That is the expected error of the energy. Divide by that of a force.", "0.002"
        ),
        slip_in_number("force-as-it-is", "That is the expected error of a force. It stands below the line.", "0.08"),
    ),
    "8.3": (
        slip_in_function(
            "neighbours-only",
            "You leave out the energy of the atom that moves. Its own descriptors change too: sum over all atoms i.",
            *_FORCES,
            _BY_G,
            "pulls = np.einsum('ik,ikax->iax', by_g, slopes)",
            "return np.einsum('aax->ax', pulls) - pulls.sum(axis=0)",
        ),
        slip_in_function(
            "slope-of-the-moved-atom",
            "You multiply with the slope of the network at atom a. The slopes of descriptors of atom i go with the "
            "network at atom i.",
            *_FORCES,
            _BY_G,
            "return -np.einsum('ak,ikax->ax', by_g, slopes)",
        ),
        slip_in_function(
            "first-layer-forgotten",
            "The factor w is missing: how a hidden unit hears of each descriptor.",
            *_FORCES,
            "return -np.einsum('i,ikax->ax', (1 - h**2) @ v, slopes)",
        ),
        slip_in_function(
            "one-tanh-for-all",
            "You add up the hidden units and take one tanh. Each unit has its own, and they are added up afterwards.",
            _FORCES[0],
            "h = np.tanh((g @ w.T + b) @ v)",
            "return -np.einsum('i,k,ikax->ax', 1 - h**2, v @ w, slopes)",
        ),
        slip_in_function(
            "tanh-twice",
            "You take the tanh of h, which is a tanh already. Its slope is 1 - h².",
            *_FORCES,
            "by_g = (v * (1 - np.tanh(h) ** 2)) @ w",
            "return -np.einsum('ik,ikax->ax', by_g, slopes)",
        ),
    ),
    "8.4": (
        slip_in_function(
            "energy-density",
            "You differentiate the energy per volume, and the volume changes with the strain. Differentiate the "
            "energy, then divide by the volume as it is.",
            *_STRAINED,
            _UP_AND_DOWN,
            "    ends = [energy(positions @ m, cell @ m) / abs(np.linalg.det(cell @ m)) for m in (up, down)]",
            "    result[a, b] = (ends[0] - ends[1]) / (2 * step)",
            "return result",
        ),
        slip_in_function(
            "length-for-strain",
            "You add the step to an entry of the cell, which is a length. A strain multiplies: cell @ (1 + strain).",
            *_STRAINED,
            "    inner = positions @ np.linalg.inv(cell)",
            "    up, down = cell + strain, cell - strain",
            "    rise = energy(inner @ up, up) - energy(inner @ down, down)",
            "    result[a, b] = rise / (2 * step) / volume",
            "return result",
        ),
        slip_in_function(
            "second-difference",
            "That is the second derivative: how the stress itself changes. A stress is the first one.",
            *_STRAINED,
            _UP_AND_DOWN,
            "    ends = energy(positions @ up, cell @ up) + energy(positions @ down, cell @ down)",
            "    result[a, b] = (ends - 2 * energy(positions, cell)) / step**2 / volume",
            "return result",
        ),
        slip_in_function(
            "steps-pile-up",
            "The strain is not put back to 0: the steps of all entries pile up. Begin with zeros for each entry.",
            _STRAINED[0],
            _STRAINED[1],
            "strain = np.zeros((3, 3))",
            _STRAINED[2],
            _STRAINED[4],
            _UP_AND_DOWN,
            "    rise = energy(positions @ up, cell @ up) - energy(positions @ down, cell @ down)",
            "    result[a, b] = rise / (2 * step) / volume",
            "return result",
        ),
    ),
    "8.5": (
        slip_in_function(
            "no-reaction",
            "Only one atom of each pair gets the force. The other one gets it too, with the opposite sign.",
            *_PAIRS,
            "return result",
        ),
        slip_in_function(
            "same-direction",
            "Both atoms of a pair get the same force. They push each other: the signs are opposite.",
            *_PAIRS,
            "        result[s, j] += push",
            "return result",
        ),
        slip_in_function(
            "last-place-left-out",
            "The last place of the array is left out, and full clusters have an atom there.",
            "forces(positions, mask)",
            "n = mask.shape[1]",
            "apart = positions[:, :, None] - positions[:, None]",
            "real = mask[:, :, None] * mask[:, None] * (1 - np.eye(n)) * (np.arange(n) < n - 1)",
            "r = np.sqrt(np.where(real > 0, (apart**2).sum(axis=3), 1.0))",
            "return ((real * np.exp(-r) / r)[..., None] * apart).sum(axis=2)",
        ),
    ),
    "8.6": (
        slip_in_function(
            "bias-in-the-tangent",
            "You add the bias to the tangent. The tangent is a derivative, and a constant has none.",
            *_WEIGHTS,
            "t = slope @ w.T + b",
            "return -((v * s).T @ slope - (2 * v * h * s * t).T @ g)",
        ),
    ),
    "8.7": (
        slip_in_function(
            "inverse-forgotten",
            "You multiply by the matrix 1 + J P Jᵀ. The gain has its inverse.",
            *_FILTER,
            "    gain = p @ j.T @ (np.eye(len(y)) + j @ p @ j.T)",
            "    x, p = x - gain @ (j @ x - y), p - gain @ j @ p",
            "return x",
        ),
        slip_in_function(
            "one-over-each-entry",
            "You take one over each entry of the matrix. The inverse of a matrix is `np.linalg.inv`.",
            *_FILTER,
            "    gain = p @ j.T @ (1 / (np.eye(len(y)) + j @ p @ j.T))",
            "    x, p = x - gain @ (j @ x - y), p - gain @ j @ p",
            "return x",
        ),
        slip_in_function(
            "forgets",
            "Yours forgets, with 0.9. The function asked for forgets nothing; that is the question afterwards.",
            *_FILTER,
            "    gain = p @ j.T @ np.linalg.inv(0.9 * np.eye(len(y)) + j @ p @ j.T)",
            "    x, p = x - gain @ (j @ x - y), (p - gain @ j @ p) / 0.9",
            "return x",
        ),
    ),
}
