"""Further wrong answers of chapter 7, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

KCAL = 23.06  # kcal/mol in one eV

_ENERGY = ("total_energy(symbols, g, networks)", "total = 0.0", "for symbol, g_i in zip(symbols, g):")
_NETWORK = "    w, b, v, c = networks[symbol]"

_TRAINING = ("standardise(train, test, smallest)", "mean, spread = train.mean(axis=0), train.std(axis=0)")

_ERRORS = ("errors(reference, prediction, n_atoms)", "whole = 1000 * (prediction - reference)")
_EACH = "each = whole / n_atoms"
_THREE = "rmse, mae, cell = np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(whole**2))"

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "7.2": (
        slip_in_number(
            "converted-the-wrong-way",
            "An eV is 23.06 kcal/mol, so there are fewer eV than kcal/mol: divide.",
            f"1000 * 0.3 * {KCAL} / 9",
        ),
        slip_in_number(
            "converted-the-wrong-way-per-molecule",
            "An eV is 23.06 kcal/mol, so there are fewer eV than kcal/mol: divide. And per atom is asked.",
            f"1000 * 0.3 * {KCAL}",
        ),
        slip_in_number(
            "multiplied-by-atoms",
            "An atom has its share of the error of the molecule: divide by the number of atoms.",
            f"1000 * 0.3 / {KCAL} * 9",
        ),
        slip_in_number(
            "elements-for-atoms",
            "Three is the number of elements. The molecule has more atoms than that: count them in the formula.",
            f"1000 * 0.3 / {KCAL} / 3",
        ),
        slip_in_number(
            "one-atom-left-out",
            "You divide by 8: one atom was forgotten. Two C, six H and one O.",
            f"1000 * 0.3 / {KCAL} / 8",
        ),
        slip_in_number(
            "not-converted",
            "That is in thousandths of kcal/mol per atom. Convert to eV: divide by 23.06.",
            "1000 * 0.3 / 9",
        ),
        slip_in_number(
            "kilojoules",
            "That takes an eV for 96.49 kcal/mol. So many kJ/mol it is; in kcal/mol it is 23.06.",
            "1000 * 0.3 / 96.49 / 9",
        ),
        slip_in_number("one-over", "That is one over the error.", f"9 * {KCAL} / 300"),
        slip_in_number(
            "as-it-is",
            "That is the number of the paper as it is, in kcal/mol and per molecule. Convert to meV, and divide by the "
            "number of atoms.",
            "0.3",
        ),
        slip_in_number(
            "kilocalories-per-atom",
            "That is in kcal/mol per atom. Convert it: 23.06 kcal/mol are one eV, or 1000 meV.",
            "0.3 / 9",
        ),
        slip_in_number(
            "thousandths-of-kilocalories",
            "That is in thousandths of kcal/mol, and per molecule. Divide by 23.06 for eV, and by the number of atoms.",
            "1000 * 0.3",
        ),
        slip_in_number(
            "multiplied-without-the-milli",
            "Two slips: an eV is 23.06 kcal/mol, so divide by it; and a meV is a thousandth of an eV.",
            f"0.3 * {KCAL} / 9",
        ),
        slip_in_number(
            "divided-by-a-thousand",
            "You divide by 1000 to get from eV to meV. One eV is 1000 meV: multiply.",
            f"0.3 / {KCAL} / 1000 / 9",
        ),
        slip_in_number(
            "two-atoms-left-out",
            "You divide by 7: two atoms are missing. Two C, six H and one O are nine.",
            f"1000 * 0.3 / {KCAL} / 7",
        ),
        slip_in_number(
            "six-atoms",
            "You divide by 6: so many are the hydrogens alone, or all atoms of methanol. Ethanol has "
            "carbons and an oxygen too.",
            f"1000 * 0.3 / {KCAL} / 6",
        ),
        slip_in_number(
            "counts-multiplied",
            "You divide by 12, which is two times six. Atoms are added: two C, six H and one O.",
            f"1000 * 0.3 / {KCAL} / 12",
        ),
        slip_in_number(
            "two-atoms",
            "You divide by 2, the number of carbons. Every atom counts, hydrogen and oxygen too.",
            f"1000 * 0.3 / {KCAL} / 2",
        ),
        slip_in_number(
            "one-atom-too-many",
            "You divide by 10: one atom too many. Two C, six H and one O.",
            f"1000 * 0.3 / {KCAL} / 10",
        ),
        slip_in_number(
            "molar-mass",
            "You divide by 46, the mass of a molecule in u. An error per atom asks how many atoms there are, whatever "
            "their mass.",
            f"1000 * 0.3 / {KCAL} / 46.07",
        ),
        slip_in_number(
            "electrons-for-atoms",
            "You divide by 26, the number of electrons. Count the atoms: two C, six H and one O.",
            f"1000 * 0.3 / {KCAL} / 26",
        ),
        slip_in_number(
            "hartree",
            "You take the error for hartree, 27.2 eV each. It is in kcal/mol, of which 23.06 are one eV.",
            "1000 * 0.3 * 27.2114 / 9",
        ),
        slip_in_number(
            "unit-over-error",
            "Your fraction is upside down: it has the error below the line. The error over 23.06 is in eV.",
            f"1000 * {KCAL} / 0.3 / 9",
        ),
        slip_in_number(
            "error-squared",
            "You square the error. The R of RMSE is a root: it is in units of energy already, and no square is left.",
            f"1000 * (0.3 / {KCAL}) ** 2 / 9",
        ),
        slip_in_number(
            "one-kilocalorie",
            "That is one kcal/mol in meV per atom. The error of the paper, 0.3 of it, is missing.",
            f"1000 / {KCAL} / 9",
        ),
    ),
    "7.3": (
        slip_in_function(
            "residuals-returned",
            "That is the sum of the squared residuals, the second thing that `lstsq` returns. The energies come first.",
            "offsets(counts, energies)",
            "return np.linalg.lstsq(counts, energies)[1]",
        ),
        slip_in_function(
            "weighted-mean-of-energies-per-atom",
            "For each element you take a mean of the energies per atom of structures, weighted by how often it occurs. "
            "In those the other elements have their share too: fit all together, by least squares.",
            "offsets(counts, energies)",
            "return counts.T @ (energies / counts.sum(axis=1)) / counts.sum(axis=0)",
        ),
        slip_in_function(
            "mean-of-structures-that-hold-it",
            "You share each energy evenly among the atoms, and take the mean over the structures that hold an element. "
            "Elements have different energies: that is what the fit is for, least squares with the whole table.",
            "offsets(counts, energies)",
            "per_atom, holds = energies / counts.sum(axis=1), counts > 0",
            "return (holds.T @ per_atom) / holds.sum(axis=0)",
        ),
        slip_in_function(
            "one-element-after-another",
            "You fit the first element alone, and the next one to what is left. The first one has then taken what "
            "belongs to the others: fit all at once.",
            "offsets(counts, energies)",
            "rest, result = np.array(energies), []",
            "for column in counts.T:",
            "    result.append(column @ rest / (column @ column))",
            "    rest = rest - result[-1] * column",
            "return np.array(result)",
        ),
        slip_in_function(
            "penalty-added",
            "You add 1 to the diagonal of the normal equations. That penalty pulls all energies towards 0; asked is "
            "the least sum of squares itself, and the shortest only among those that reach it.",
            "offsets(counts, energies)",
            "return np.linalg.solve(counts.T @ counts + np.eye(counts.shape[1]), counts.T @ energies)",
        ),
    ),
    "7.4": (
        slip_in_function(
            "constant-for-each-hidden-unit",
            "The constant c is inside of the sum over k, so each hidden unit adds it. It is added once for each atom.",
            *_ENERGY,
            _NETWORK,
            "    total += np.sum(v * np.tanh(w @ g_i + b) + c)",
            "return total",
        ),
        slip_in_function(
            "b-and-v-changed-places",
            "b and v have changed places. They have the same shape, so nothing complains: the order is w, b, v, c.",
            *_ENERGY,
            "    w, v, b, c = networks[symbol]",
            "    total += v @ np.tanh(w @ g_i + b) + c",
            "return total",
        ),
        slip_in_function(
            "relu",
            "Your hidden units are ReLUs, bent once and straight else. These here are tanh.",
            *_ENERGY,
            _NETWORK,
            "    total += v @ np.maximum(w @ g_i + b, 0) + c",
            "return total",
        ),
        slip_in_function(
            "tangent",
            "`np.tan` is the tangent of an angle, which goes to infinity. The activation is `np.tanh`.",
            *_ENERGY,
            _NETWORK,
            "    total += v @ np.tan(w @ g_i + b) + c",
            "return total",
        ),
        slip_in_function(
            "last-weights-forgotten",
            "The weights v are missing: you add up the hidden units as they are. Each is multiplied by its v_k.",
            *_ENERGY,
            _NETWORK,
            "    total += np.tanh(w @ g_i + b).sum() + c",
            "return total",
        ),
        slip_in_function(
            "last-weights-inside",
            "The weights v are inside of the tanh. First the tanh of each hidden unit, then times v.",
            *_ENERGY,
            _NETWORK,
            "    total += np.tanh(v @ (w @ g_i + b)) + c",
            "return total",
        ),
    ),
    "7.5": (
        slip_in_function(
            "only-idle-columns-kept",
            "The columns that vary are 0, and the idle ones are left. Turn the comparison round: keep a column where "
            "its spread is at least `smallest`.",
            *_TRAINING,
            "kept = spread < smallest",
            "safe = np.where(kept, 1, spread)",
            "return kept * (train - mean) / safe, kept * (test - mean) / safe",
        ),
        slip_in_function(
            "all-columns-zero",
            "You set everything to 0. Where one column is idle, others vary: each is judged by itself, and `any` asks "
            "for all of them together.",
            *_TRAINING,
            "if (spread < smallest).any():",
            "    return np.zeros_like(train), np.zeros_like(test)",
            "return (train - mean) / spread, (test - mean) / spread",
        ),
        slip_in_function(
            "idle-columns-are-nan",
            "Idle columns are NaN. A network that gets one NaN returns NaN: put 0 there.",
            *_TRAINING,
            "spread = np.where(spread < smallest, np.nan, spread)",
            "return (train - mean) / spread, (test - mean) / spread",
        ),
        slip_in_function(
            "relative-spread",
            "You divide the spread by the mean of the column, and then use this relative spread for everything. Take "
            "the standard deviation itself: to compare, and to divide by.",
            *_TRAINING,
            "spread = spread / abs(mean)",
            "varies = spread >= smallest",
            "safe = np.where(varies, spread, 1)",
            "return varies * (train - mean) / safe, varies * (test - mean) / safe",
        ),
    ),
    "7.6": (
        slip_in_function(
            "smallest-for-largest",
            "Your last number is the smallest error per atom. Asked is the largest one: `max`.",
            *_ERRORS,
            _EACH,
            _THREE,
            "return rmse, mae, cell, np.min(abs(each))",
        ),
        slip_in_function(
            "place-of-the-largest",
            "`argmax` tells which structure has the largest error. Asked is the error itself: `max`.",
            *_ERRORS,
            _EACH,
            _THREE,
            "return rmse, mae, cell, np.argmax(abs(each))",
        ),
        slip_in_function(
            "prediction-alone-divided",
            "You divide the prediction by the number of atoms, and the reference not: a division binds before the "
            "minus. Divide both, or put the difference in brackets.",
            *_ERRORS,
            "each = 1000 * (prediction / n_atoms - reference)",
            _THREE,
            "return rmse, mae, cell, np.max(abs(each))",
        ),
        slip_in_function(
            "reference-alone-divided",
            "You divide the reference by the number of atoms, and the prediction not: a division binds before the "
            "minus. Divide both, or put the difference in brackets.",
            *_ERRORS,
            "each = 1000 * (prediction - reference / n_atoms)",
            _THREE,
            "return rmse, mae, cell, np.max(abs(each))",
        ),
    ),
    "7.7": (
        slip_in_function(
            "numbers-of-formulas",
            "You return as many numbers as there are formulas, the rows of `counts`. Asked is an energy for each "
            "element, its columns. The third thing that `np.linalg.svd` returns has such rows; "
            "the first one belongs to formulas.",
            "shift(counts)",
            "free = np.linalg.svd(counts)[0][:, -1]",
            "return free / np.abs(free).max()",
        ),
        slip_in_function(
            "table-of-shifts",
            "You return a table. One shift is asked, an array with a number for each element: take one row of those "
            "that keep all totals, divided by its largest.",
            "shift(counts)",
            "return np.linalg.svd(counts)[2][np.linalg.matrix_rank(counts) :]",
        ),
    ),
}
