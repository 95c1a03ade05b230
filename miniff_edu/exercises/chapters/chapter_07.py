"""The exercises of chapter 7, energies from atoms: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from typing import Any

from ..._support.later import np
from ..engine.compare import explain, is_numeric, plain
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
    slip_in_function,
    slip_in_number,
)

Cases = list[tuple[Any, ...]]

KCAL, ETHANOL = 23.06, 9  # kcal/mol in one eV; atoms of C2H6O
SHIFTED = "energies to add to the atoms of each element: no total energy changes, the largest is 1 in size; else zeros"


def _compositions(rng: np.random.Generator) -> Cases:
    """Make sets that tell all elements apart, and sets of one formula, or of too few; with and without a lone atom."""
    sets = (
        [[2, 1], [2, 0], [4, 2], [2, 1], [4, 1], [0, 2], [1, 0]],
        [[2, 1]] * 5,
        [[1, 4, 0], [2, 6, 1], [0, 2, 1], [1, 0, 2], [2, 4, 0], [1, 4, 1], [0, 2, 0], [2, 6, 0]],
        [[6, 2, 1], [0, 2, 1], [6, 2, 1], [6, 4, 2]],
    )
    cases: Cases = []
    for rows in sets:
        counts = np.array(rows)
        alone = -(10.0 ** rng.uniform(1, 3, size=counts.shape[1]))
        cases.append((counts, counts @ alone - rng.uniform(0.5, 9, size=len(counts))))
    return cases


def _offsets(counts: np.ndarray, energies: np.ndarray) -> np.ndarray:
    """Solve by the eigenvectors of the normal equations: directions that the formulas do not tell stay at zero."""
    values, vectors = np.linalg.eigh((counts.T @ counts).astype(float))
    known = vectors[:, values > 1e-9 * values[-1]]
    result: np.ndarray = known @ np.linalg.solve(known.T @ counts.T @ counts @ known, known.T @ (counts.T @ energies))
    return result


def _molecules(rng: np.random.Generator) -> Cases:
    cases: Cases = []
    for symbols, others, d, width in (
        (["O", "H", "H"], [], 3, 4),
        (["H", "C", "H", "O", "H", "C", "H"], ["N"], 2, 3),
        (["Si", "O", "H", "O"], [], 1, 5),
        (["H"], ["O"], 4, 2),
    ):
        networks = {}
        for element in [*sorted(set(symbols), reverse=True), *others]:
            first, last = rng.normal(size=(width, d)), rng.normal(size=width)
            networks[element] = (first, rng.normal(size=width), last, float(rng.uniform(-90, 90)))
        cases.append((symbols, rng.normal(size=(len(symbols), d)), networks))
    return cases


def _total_energy(symbols: list[str], g: np.ndarray, networks: dict[str, Any]) -> float:
    total = []
    for symbol, row in zip(symbols, g.tolist(), strict=True):
        first, biases, last, bias = networks[symbol]
        for weights, b, v in zip(first.tolist(), biases.tolist(), last.tolist(), strict=True):
            total.append(v * math.tanh(math.fsum(w * x for w, x in zip(weights, row, strict=True)) + b))
        total.append(bias)
    return math.fsum(total)


def _with_idle_columns(rng: np.random.Generator) -> Cases:
    """Make columns that vary, that do not, and that vary a little less and a little more than is asked for."""
    cases = []
    for turn, (smallest, n, m) in enumerate(((1e-6, 8, 4), (0.02, 11, 3), (0.3, 6, 6))):
        # One that varies, one that does not, and so on: turned by one, each place has had both.
        spreads = np.roll(np.array([3.0 / smallest, 0.0, 1.25, 0.8, 40.0, 1e-3]) * smallest, turn)
        centres = np.roll(np.array([2.0, 0.7, -5.0, 3 * smallest, 1.7, 0.0]) * rng.uniform(0.8, 1.2), turn)
        shape = rng.normal(size=(n, 6))
        shape = (shape - shape.mean(axis=0)) / shape.std(axis=0)
        cases.append((centres + spreads * shape, centres + rng.normal(size=(m, 6)), smallest))
    return cases


def _standardise(train: np.ndarray, test: np.ndarray, smallest: float) -> tuple[np.ndarray, np.ndarray]:
    columns: list[list[list[float]]] = [[], []]
    for of_train, of_test in zip(train.T.tolist(), test.T.tolist(), strict=True):
        mean = math.fsum(of_train) / len(of_train)
        spread = math.sqrt(math.fsum((x - mean) ** 2 for x in of_train) / len(of_train))
        for out, column in zip(columns, (of_train, of_test), strict=True):
            out.append([0.0 if spread < smallest else (x - mean) / spread for x in column])
    return np.array(columns[0]).T, np.array(columns[1]).T


def _predictions(rng: np.random.Generator) -> Cases:
    cases = []
    for sizes, off in (([3, 9, 2, 64, 12], 0.05), ([3, 3, 1, 5, 2, 9, 7], -0.02), ([4, 30, 8], 0.0)):
        n_atoms = np.array(sizes)
        reference = -rng.uniform(5, 700, size=len(sizes)) * n_atoms
        error = (off + rng.normal(scale=0.04, size=len(sizes))) * n_atoms ** rng.uniform(0.5, 1)
        error[rng.integers(len(sizes))] *= -3
        cases.append((reference, reference + error, n_atoms))
    return cases


def _errors(reference: np.ndarray, prediction: np.ndarray, n_atoms: np.ndarray) -> tuple[float, float, float, float]:
    rows = list(zip(reference.tolist(), prediction.tolist(), n_atoms.tolist(), strict=True))
    whole = [1000 * (p - r) for r, p, _ in rows]
    each = [1000 * (p - r) / n for r, p, n in rows]
    rmse, cell = (math.sqrt(math.fsum(e * e for e in errors) / len(rows)) for errors in (each, whole))
    return rmse, math.fsum(map(abs, each)) / len(rows), cell, max(map(abs, each))


FORMULAS = (
    [[2, 1], [4, 2], [6, 3]],  # first: a number for each formula is told from one element too few
    [[2, 1]],
    [[2, 1], [2, 0]],
    [[1, 4, 0], [2, 6, 1]],
    [[1, 4, 0], [0, 2, 1], [1, 6, 1], [2, 10, 1]],
    [[1, 4, 0], [0, 2, 1], [1, 0, 2], [0, 2, 0]],
    [[2], [3]],
    [[100, 99], [99, 98]],
    [[0, 2, 1], [0, 4, 2]],
    [[3, 1, 1, 0]],
    [[7, 3]],
    [[2, 1, 0], [4, 2, 0], [6, 3, 0], [8, 4, 0], [1, 0, 1], [0, 1, 1]],
)


def _shift(shift: Any, rng: np.random.Generator) -> None:
    if not callable(shift):
        raise Wrong("value-for-function", "Give the function itself, `shift`, without ().")
    for rows in FORMULAS:
        counts = np.array(rows)[:, rng.permutation(len(rows[0]))]
        note(SHIFTED, counts=counts)
        n, given = counts.shape[1], counts.copy()
        found = plain(shift(given))
        _is_for_elements(found, counts)
        if not is_numeric(found) or np.shape(found) != (n,):
            raise Wrong(*(explain([found], [np.zeros(n)], "one energy for each element", 0, 0) or ("other-shape", "")))
        if not np.array_equal(given, counts):
            raise Wrong("changes-its-argument", "Your function changes `counts`, and what the caller has with it.")
        _is_a_shift(np.asarray(found, dtype=float), counts)


def _is_for_elements(found: Any, counts: np.ndarray) -> None:
    """Raise `Wrong` for a table, and for a number for each formula where one for each element is asked."""
    if is_numeric(found) and np.shape(found)[1:] == counts.shape[1:]:
        raise Wrong("table-of-shifts", f"For counts = {counts.tolist()} yours has shape {np.shape(found)}.")
    if is_numeric(found) and np.shape(found) == counts.shape[:1] != counts.shape[1:]:
        raise Wrong("numbers-of-formulas", f"For counts = {counts.tolist()} yours has shape {np.shape(found)}.")


def _is_a_shift(found: np.ndarray, counts: np.ndarray) -> None:
    """Raise `Wrong` unless totals stay, and something is shifted where that can be."""
    seen = f"For counts = {counts.tolist()} yours is {found.round(4).tolist()}"
    if not np.isfinite(found).all():
        raise Wrong("not-finite", f"{seen}.")
    largest = float(np.abs(found).max())
    is_free = np.linalg.matrix_rank(counts) < counts.shape[1]
    totals = counts @ found
    if np.abs(totals).max() > 1e-6 * max(1.0, largest):
        told = f"{seen}, and the totals change by {totals.round(4).tolist()}."
        raise Wrong("totals-change" if is_free else "something-where-nothing-is-free", told)
    if not is_free and largest > 0:
        raise Wrong("something-where-nothing-is-free", f"{seen}.")
    if is_free and largest < 1e-6:
        raise Wrong("zeros-where-something-is-free", f"{seen}.")
    if is_free and abs(largest - 1) > 1e-6:
        raise Wrong("other-size", f"{seen}: the largest is {largest:.4g} in size.")


OFFSETS = """
import numpy as np


def offsets(counts, energies):
    result, *_ = np.linalg.lstsq(counts, energies)
    return result"""

TOTAL_ENERGY = """
import numpy as np


def total_energy(symbols, g, networks):
    total = 0.0
    for symbol, g_i in zip(symbols, g):
        w, b, v, c = networks[symbol]
        total += v @ np.tanh(w @ g_i + b) + c
    return total"""

STANDARDISE = """
import numpy as np


def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread >= smallest
    spread = np.where(varies, spread, 1.0)
    return varies * (train - mean) / spread, varies * (test - mean) / spread"""

ERRORS = """
import numpy as np


def errors(reference, prediction, n_atoms):
    whole = 1000 * (prediction - reference)
    each = whole / n_atoms
    rmse, cell = np.sqrt(np.mean(each**2)), np.sqrt(np.mean(whole**2))
    return rmse, np.mean(abs(each)), cell, np.max(abs(each))"""

SHIFT = """
import numpy as np


def shift(counts):
    n_elements = counts.shape[1]
    if np.linalg.matrix_rank(counts) == n_elements:
        return np.zeros(n_elements)
    free = np.linalg.svd(counts)[2][-1]
    return free / np.abs(free).max()"""

EXERCISES = (
    Exercise(
        number="7.1",
        title="Whose energy",
        minutes=2,
        goal="explain",
        statement="""
Two potentials have learned total energies of single water molecules, from the same data and with different seeds. On
test molecules they agree to within a meV. But for the oxygen atom in them one says 2 eV more than the other one. What
has happened?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Section 7. What did the data say about the energy of a single atom?",
            "All molecules have the same formula. If oxygen has 2 eV more, what must the two hydrogens have?",
        ),
        solution='answer = "b"',
        insight=(
            "Data of total energies say nothing about how the energy is shared out, so an atomic energy is a means and "
            "no result."
        ),
        task=Choice(
            {
                "a": "One of the two has not converged: with more steps the oxygen atoms would agree as well.",
                "b": "Nothing is wrong: the hydrogens have 2 eV less, and the data tell totals only.",
                "c": "The offset per element was forgotten in one of the two.",
                "d": "One of the two describes oxygen better; the energy of a lone oxygen atom tells which.",
            },
            right="b",
        ),
        mistakes=(
            Mistake(
                "not-converged",
                "Both have converged: their total energies agree to a meV. More steps change totals, and these are "
                "right already.",
                'answer = "a"',
            ),
            Mistake(
                "offset-blamed",
                "Without offsets the totals would be off, by far more than 2 eV. They agree to a meV.",
                'answer = "c"',
            ),
            Mistake(
                "atomic-energy-trusted",
                "Neither has ever seen an oxygen atom alone. Inside of a molecule the share of an atom is no quantity "
                "that could be measured, and no data have asked for it.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="7.2",
        title="The same error in other clothes",
        minutes=2,
        goal="read",
        statement="""
A paper praises its potential for ethanol, C₂H₆O: the RMSE of the energy is `error`, per molecule. You want to
compare it with the error of your own potential, in meV per atom. How large is that of the paper in meV per atom?""",
        stub=f"""
error = 0.3  # kcal/mol, per molecule
one_ev = {KCAL}  # kcal/mol
answer = ...""",
        hints=(
            "Section 6, the table of units. How many atoms does the molecule have?",
            "Divide by 23.06 for eV, multiply by 1000 for meV, divide by the number of atoms.",
        ),
        solution=f"""
error = 0.3  # kcal/mol, per molecule
one_ev = {KCAL}  # kcal/mol
n_atoms = 2 + 6 + 1
answer = 1000 * error / one_ev / n_atoms""",
        insight="A third of a kcal/mol per molecule and one and a half meV per atom are the same error.",
        task=Number(lambda: 1000 * 0.3 / KCAL / ETHANOL, rtol=5e-3),
        mistakes=(
            slip_in_number(
                "per-molecule",
                "That is in meV and still per molecule. Divide by the number of its atoms.",
                f"1000 * 0.3 / {KCAL}",
            ),
            slip_in_number(
                "electronvolts", "That is in eV per atom. A meV is a thousandth of it.", f"0.3 / {KCAL} / 9"
            ),
            slip_in_number(
                "electronvolts-per-molecule", "That is in eV and per molecule; asked is meV per atom.", f"0.3 / {KCAL}"
            ),
        ),
    ),
    Exercise(
        number="7.3",
        title="What atoms have alone",
        minutes=10,
        goal="subtract",
        statement="""
Write `offsets(counts, energies)`: the energy per atom of each element that explains total energies best. `counts` has
shape (n, k): how many atoms of each of k elements are in each of n structures. `energies`, shape (n,), are totals. The
result $x$, shape (k,), makes $\\sum_s \\left(\\sum_a N_{sa} x_a - E_s\\right)^2$ as small as it can be. Where the
formulas do not tell the elements apart, as in water alone, many $x$ are equally good: return the shortest of them, that
with the least $\\sum_a x_a^2$.""",
        stub="""
def offsets(counts, energies):
    return ...""",
        hints=(
            "Section 1 does it, in one line. Which function of numpy solves least squares, and what does it return "
            "where there are many solutions?",
            "`np.linalg.lstsq(counts, energies)` returns four things, and the first is the shortest solution.",
        ),
        solution=OFFSETS,
        insight=(
            "Offsets take off what each atom has anywhere, and leave the few eV that a network has to learn: the "
            "interaction."
        ),
        task=Function(
            "offsets", _compositions, _offsets, "an array, shape (k,): an energy per atom of each element", rtol=1e-8
        ),
        mistakes=(
            slip_in_function(
                "one-for-all-elements",
                "One energy per atom for all elements. An oxygen atom has a hundred times the energy of a hydrogen "
                "atom: each element has its own.",
                "offsets(counts, energies)",
                "n = counts.sum(axis=1)",
                "return np.full(counts.shape[1], (n @ energies) / (n @ n))",
            ),
            slip_in_function(
                "mean-energy-per-atom",
                "The same mean energy per atom for all elements. Each element has its own, and all are found together.",
                "offsets(counts, energies)",
                "return np.full(counts.shape[1], energies.sum() / counts.sum())",
            ),
            slip_in_function(
                "each-element-by-itself",
                "You fit each element as if it were alone in the structures, so the energy of the others is counted "
                "again. All elements are fitted together: least squares with the whole table.",
                "offsets(counts, energies)",
                "return (counts.T @ energies) / (counts**2).sum(axis=0)",
            ),
            slip_in_function(
                "constant-added",
                "You fit a constant for each structure beside the elements. A structure without atoms has no energy: "
                "leave the column of ones out.",
                "offsets(counts, energies)",
                "columns = np.column_stack([counts, np.ones(len(counts))])",
                "return np.linalg.lstsq(columns, energies)[0][:-1]",
            ),
            slip_in_function(
                "energies-centred",
                "You subtract the mean energy first. It belongs to the atoms: take the total energies as they are.",
                "offsets(counts, energies)",
                "return np.linalg.lstsq(counts, energies - energies.mean())[0]",
            ),
            slip_in_function(
                "energies-per-atom",
                "You divide the energies by the number of atoms, and the counts not. Either both or none; here none.",
                "offsets(counts, energies)",
                "return np.linalg.lstsq(counts, energies / counts.sum(axis=1))[0]",
            ),
            slip_in_function(
                "shares-for-counts",
                "You take shares of the elements and total energies. A larger structure has more energy: take counts.",
                "offsets(counts, energies)",
                "return np.linalg.lstsq(counts / counts.sum(axis=1, keepdims=True), energies)[0]",
            ),
            slip_in_function(
                "errors-per-atom",
                "You divide both sides by the number of atoms, so the errors per atom are made small. Asked are those "
                "of total energies.",
                "offsets(counts, energies)",
                "n = counts.sum(axis=1)",
                "return np.linalg.lstsq(counts / n[:, None], energies / n)[0]",
            ),
            slip_in_function(
                "what-is-left",
                "That is what the offsets leave of the energies. Asked are the offsets themselves, one per element.",
                "offsets(counts, energies)",
                "return energies - counts @ np.linalg.lstsq(counts, energies)[0]",
            ),
            slip_in_function(
                "never-negative",
                "You allow no energies below zero. Energies of atoms are negative: plain least squares.",
                "offsets(counts, energies)",
                "return np.maximum(np.linalg.lstsq(counts, energies)[0], 0)",
            ),
            slip_in_function(
                "last-element-first-to-go",
                "Where formulas do not tell the elements apart you leave some at zero. That explains the energies "
                "as well, and it is not the shortest solution: `np.linalg.lstsq` or `np.linalg.pinv` finds that.",
                "offsets(counts, energies)",
                "kept = []",
                "for a in range(counts.shape[1]):",
                "    if np.linalg.matrix_rank(counts[:, [*kept, a]]) > len(kept):",
                "        kept.append(a)",
                "result = np.zeros(counts.shape[1])",
                "result[kept] = np.linalg.lstsq(counts[:, kept], energies)[0]",
                "return result",
            ),
        ),
    ),
    Exercise(
        number="7.4",
        title="One network per element",
        minutes=10,
        goal="build",
        statement="""
Write `total_energy(symbols, g, networks)`: the energy of one structure, as Behler and Parrinello have it, with plain
numpy. `symbols` is a list, such as `["O", "H", "H"]`. `g` has a row of descriptors for each atom, shape (n_atoms, d).
`networks` has four things for each element: `w, b, v, c = networks["O"]`, of shapes (m, d), (m,), (m,), and one number.
The energy of an atom is $\\sum_k v_k \\tanh\\left(\\sum_j w_{kj} g_j + b_k\\right) + c$, and the atoms add up.""",
        stub="""
import numpy as np


def total_energy(symbols, g, networks):
    return ...""",
        hints=(
            "Section 2, from scratch. Go through the atoms one by one: which network does each of them ask?",
            "For an atom with the descriptors g_i: `v @ np.tanh(w @ g_i + b) + c`, with the four of its element.",
        ),
        solution=TOTAL_ENERGY,
        insight=(
            "Each atom asks the network of its element, so any number of atoms in any order is described by the same "
            "few weights."
        ),
        task=Function("total_energy", _molecules, _total_energy, "one number: the total energy"),
        mistakes=(
            Mistake(
                "each-element-once",
                "You go through the elements, not the atoms: each element counts once. Water has two hydrogen atoms, "
                "and both have an energy.",
                edited(TOTAL_ENERGY, "zip(symbols, g)", "dict(zip(symbols, g)).items()"),
            ),
            Mistake(
                "one-network-for-all",
                "All atoms ask the network of the first one. Each asks that of its own element.",
                edited(TOTAL_ENERGY, "networks[symbol]", "networks[symbols[0]]"),
            ),
            Mistake(
                "descriptors-added-up-first",
                "You add up the descriptors of an element and ask its network once. A network is not linear: first "
                "ask for each atom, then add up the answers.",
                """
import numpy as np


def total_energy(symbols, g, networks):
    total = 0.0
    for element in set(symbols):
        w, b, v, c = networks[element]
        of_element = sum(g_i for s, g_i in zip(symbols, g) if s == element)
        total += v @ np.tanh(w @ of_element + b) + c
    return total""",
            ),
            Mistake(
                "descriptors-added-up-constant-per-atom",
                "You add up the descriptors of an element before its network sees them. A network is not linear: first "
                "ask for each atom, then add up the answers.",
                """
import numpy as np


def total_energy(symbols, g, networks):
    total = 0.0
    for element in set(symbols):
        w, b, v, c = networks[element]
        of_element = sum(g_i for s, g_i in zip(symbols, g) if s == element)
        total += v @ np.tanh(w @ of_element + b) + symbols.count(element) * c
    return total""",
            ),
            Mistake(
                "mean-of-atoms",
                "That is the mean energy of an atom. A total energy is a sum: twice the atoms, twice the energy.",
                edited(TOTAL_ENERGY, "return total", "return total / len(symbols)"),
            ),
            Mistake(
                "last-atom-only",
                "That is the energy of the last atom: each one replaces what was there. Add with `+=`.",
                edited(TOTAL_ENERGY, "total +=", "total ="),
            ),
            Mistake(
                "returned-inside-the-loop",
                "That is the energy of the first atom: `return` stands inside of the loop, and ends it.",
                edited(TOTAL_ENERGY, "    return total", "        return total"),
            ),
            Mistake(
                "constant-forgotten",
                "The last constant c is missing. Each atom adds that of its element.",
                edited(TOTAL_ENERGY, " + b) + c", " + b)"),
            ),
            Mistake(
                "constant-once-per-element",
                "The constant c is added once for each element. It belongs to each atom.",
                """
import numpy as np


def total_energy(symbols, g, networks):
    total = sum(networks[element][3] for element in set(symbols))
    for symbol, g_i in zip(symbols, g):
        w, b, v, c = networks[symbol]
        total += v @ np.tanh(w @ g_i + b)
    return total""",
            ),
            Mistake(
                "constant-once",
                "The constant c is added once, outside of the loop. It belongs to each atom.",
                """
import numpy as np


def total_energy(symbols, g, networks):
    total = 0.0
    for symbol, g_i in zip(symbols, g):
        w, b, v, c = networks[symbol]
        total += v @ np.tanh(w @ g_i + b)
    return total + c""",
            ),
            Mistake(
                "bias-forgotten",
                "The inner bias b is missing: it is added before the tanh.",
                edited(TOTAL_ENERGY, "w @ g_i + b", "w @ g_i"),
            ),
            Mistake(
                "bias-outside-of-tanh",
                "The inner bias b is added after the tanh. It belongs to its argument.",
                edited(TOTAL_ENERGY, "np.tanh(w @ g_i + b)", "(np.tanh(w @ g_i) + b)"),
            ),
            Mistake(
                "no-activation",
                "The tanh is missing, so the whole is a linear map of the descriptors.",
                edited(TOTAL_ENERGY, "np.tanh(w @ g_i + b)", "(w @ g_i + b)"),
            ),
            Mistake(
                "sigmoid",
                "Your hidden units are sigmoids, those of chapter 3. These here are tanh.",
                edited(TOTAL_ENERGY, "np.tanh(w @ g_i + b)", "(1 / (1 + np.exp(-(w @ g_i + b))))"),
            ),
            Mistake(
                "list-of-atoms",
                "Those are the energies of the atoms, one by one. Asked is their sum.",
                """
import numpy as np


def total_energy(symbols, g, networks):
    energies = []
    for symbol, g_i in zip(symbols, g):
        w, b, v, c = networks[symbol]
        energies.append(v @ np.tanh(w @ g_i + b) + c)
    return energies""",
            ),
            Mistake(
                "networks-in-their-own-order",
                "You go through the networks and the rows of g side by side. The networks stand in the order of a "
                "dictionary, a network for each element; look up that of each atom by its symbol.",
                """
import numpy as np


def total_energy(symbols, g, networks):
    total = 0.0
    for (w, b, v, c), g_i in zip(networks.values(), g):
        total += v @ np.tanh(w @ g_i + b) + c
    return total""",
            ),
        ),
    ),
    Exercise(
        number="7.5",
        title="Nearly constant",
        minutes=10,
        goal="standardise",
        statement="""
Write `standardise(train, test, smallest)` for two arrays of descriptors, shapes (n, d) and (m, d). It returns both
standardised, each column with mean and standard deviation of the *training* part (numpy's, which divides by n). One
thing is new: a column whose standard deviation in the training part is below `smallest` says nothing that could be
learned. It becomes 0, in both parts. The shapes stay.""",
        stub="""
def standardise(train, test, smallest):
    return ...""",
        hints=(
            "Section 5. What would the test part have in such a column, if it were divided by its spread?",
            "`varies = spread >= smallest` is True or False for each column; times False is 0. Divide by "
            "`np.where(varies, spread, 1)`.",
        ),
        solution=STANDARDISE,
        insight=(
            "A column that hardly varied in training has taught nothing, and divided by its tiny spread it would shout "
            "in the test."
        ),
        task=Function(
            "standardise",
            _with_idle_columns,
            _standardise,
            "a tuple of two arrays, shapes (n, d) and (m, d)",
            rtol=1e-6,
            atol=1e-9,
        ),
        mistakes=(
            Mistake(
                "only-training-part-zeroed",
                "The column is 0 in the training part only. In the test part it is what it was, divided by something: "
                "there it does the harm.",
                edited(STANDARDISE, "varies * (test - mean)", "(test - mean)"),
            ),
            Mistake(
                "spread-one-instead",
                "You divide idle columns by 1, so the training part has nearly 0 there, and the test part has not. Set "
                "them to 0 in both.",
                """
import numpy as np


def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread = np.where(spread >= smallest, spread, 1.0)
    return (train - mean) / spread, (test - mean) / spread""",
            ),
            Mistake(
                "smallest-for-spread",
                "You divide idle columns by `smallest`. That is less than without, and still shouts in the test part: "
                "set them to 0 in both parts.",
                """
import numpy as np


def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), np.maximum(train.std(axis=0), smallest)
    return (train - mean) / spread, (test - mean) / spread""",
            ),
            Mistake(
                "smallest-added",
                "You add `smallest` to all spreads, which changes every column and sets none to 0.",
                """
import numpy as np


def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0) + smallest
    return (train - mean) / spread, (test - mean) / spread""",
            ),
            Mistake(
                "variance-compared",
                "You compare the variance with `smallest`. Asked is the standard deviation, its root.",
                edited(STANDARDISE, "spread >= smallest", "spread**2 >= smallest"),
            ),
            Mistake(
                "relative-to-the-mean",
                "You compare the spread with `smallest` times the mean of the column. The spread itself is compared.",
                edited(STANDARDISE, "spread >= smallest", "spread >= smallest * abs(mean)"),
            ),
            Mistake(
                "mean-compared",
                "You compare the mean with `smallest`. A column may be large and never change: its spread counts.",
                edited(STANDARDISE, "spread >= smallest", "abs(mean) >= smallest"),
            ),
            Mistake(
                "range-compared",
                "You compare the range, largest minus smallest value, with `smallest`. Take the standard deviation.",
                edited(STANDARDISE, "spread >= smallest", "np.ptp(train, axis=0) >= smallest"),
            ),
            Mistake(
                "comparison-turned-round",
                "The wrong columns are 0: those that vary. Keep a column where its spread is at least `smallest`.",
                edited(STANDARDISE, "spread >= smallest", "spread < smallest"),
            ),
            Mistake(
                "spread-of-both-parts-compared",
                "You judge the columns by both parts together. Whether a column can teach anything, the training part "
                "alone decides.",
                edited(STANDARDISE, "spread >= smallest", "np.concatenate([train, test]).std(axis=0) >= smallest"),
            ),
            Mistake(
                "test-data-in-the-standardisation",
                "Mean and spread come from both parts together. Take them from `train` alone.",
                edited(
                    STANDARDISE,
                    "mean, spread = train.mean(axis=0), train.std(axis=0)",
                    "both = np.concatenate([train, test])\n    mean, spread = both.mean(axis=0), both.std(axis=0)",
                ),
            ),
            Mistake(
                "each-part-by-its-own",
                "Each part has a mean and a spread of its own. Apply those of the training part to both.",
                """
import numpy as np


def standardise(train, test, smallest):
    varies = train.std(axis=0) >= smallest
    parts = []
    for part in (train, test):
        spread = np.where(varies, part.std(axis=0), 1.0)
        parts.append(varies * (part - part.mean(axis=0)) / spread)
    return tuple(parts)""",
            ),
            Mistake(
                "columns-left-out",
                "You leave idle columns out. The shapes stay: such a column is there, and holds 0.",
                """
import numpy as np


def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    kept = spread >= smallest
    return tuple(((part - mean)[:, kept] / spread[kept]) for part in (train, test))""",
            ),
            Mistake(
                "idle-columns-as-they-were",
                "You leave idle columns as they were. They become 0, in both parts.",
                """
import numpy as np


def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1.0)
    return tuple(np.where(varies, (part - mean) / safe, part) for part in (train, test))""",
            ),
            Mistake(
                "divided-by-n-minus-one",
                "Your standard deviation divides by n - 1 (`ddof=1`, or torch's default). Asked is n.",
                edited(STANDARDISE, "train.std(axis=0)", "train.std(axis=0, ddof=1)"),
            ),
        ),
    ),
    Exercise(
        number="7.6",
        title="Four numbers of one error",
        minutes=10,
        goal="read",
        statement="""
Write `errors(reference, prediction, n_atoms)` for total energies of structures in eV, shape (n,) each, and how many
atoms each structure has. It returns four numbers, all in meV, in this order: the RMSE per atom, the MAE (mean absolute
error) per atom, the RMSE of the total energies, and the largest error per atom, by its size. Errors per atom are those
of each structure divided by its own number of atoms.""",
        stub="""
import numpy as np


def errors(reference, prediction, n_atoms):
    return ...""",
        hints=(
            "Section 6. Divide first or take the mean first? The structures have different sizes.",
            "whole = 1000 * (prediction - reference); each = whole / n_atoms. Then roots of means of squares, means of "
            "`abs`, and a maximum.",
        ),
        solution=ERRORS,
        insight=(
            "The same predictions have four errors that differ by factors, so an error without its unit and its kind "
            "says nothing."
        ),
        task=Function(
            "errors", _predictions, _errors, "four numbers: RMSE per atom, MAE per atom, RMSE of totals, largest", 1e-7
        ),
        mistakes=(
            Mistake(
                "electronvolts",
                "All four are in eV. Asked is meV: a thousand to one eV.",
                edited(ERRORS, "1000 * (prediction - reference)", "prediction - reference"),
            ),
            Mistake(
                "divided-after-the-mean",
                "You divide by the mean number of atoms, after the mean. Each error is divided by the number of atoms "
                "of its own structure, first.",
                edited(ERRORS, "whole / n_atoms", "whole / np.mean(n_atoms)"),
            ),
            Mistake(
                "root-of-the-number-of-atoms",
                "You divide by the root of the number of atoms. An error per atom is divided by the number itself.",
                edited(ERRORS, "whole / n_atoms", "whole / np.sqrt(n_atoms)"),
            ),
            Mistake(
                "totals-everywhere",
                "All four are of total energies. The first, the second and the last one are per atom.",
                edited(ERRORS, "whole / n_atoms", "whole"),
            ),
            Mistake(
                "per-atom-everywhere",
                "The third one is per atom too. Asked is the RMSE of the total energies.",
                edited(ERRORS, "np.mean(whole**2)", "np.mean(each**2)"),
            ),
            Mistake(
                "absolute-values-forgotten",
                "Your MAE is the mean of errors with their signs, where too high and too low cancel. Take `abs` first.",
                edited(ERRORS, "np.mean(abs(each))", "np.mean(each)"),
            ),
            Mistake(
                "absolute-value-of-the-mean",
                "Your MAE is the size of the mean error, in which too high and too low have cancelled. Take `abs` "
                "first, then the mean.",
                edited(ERRORS, "np.mean(abs(each))", "abs(np.mean(each))"),
            ),
            Mistake(
                "largest-with-its-sign",
                "Your last number is the largest error upwards. An error downwards may be larger: take `abs` first.",
                edited(ERRORS, "np.max(abs(each))", "np.max(each)"),
            ),
            Mistake(
                "largest-total",
                "Your last number is the largest error of a total energy. Asked is the largest per atom, which may be "
                "that of another structure.",
                edited(ERRORS, "np.max(abs(each))", "np.max(abs(whole))"),
            ),
            Mistake(
                "no-root",
                "Those are mean squared errors. The R of RMSE is a root.",
                edited(
                    ERRORS,
                    "np.sqrt(np.mean(each**2)), np.sqrt(np.mean(whole**2))",
                    "np.mean(each**2), np.mean(whole**2)",
                ),
            ),
            Mistake(
                "mean-error-taken-off",
                "Your RMSE are standard deviations: the mean error is taken off. A constant error is an error too.",
                edited(ERRORS, "np.sqrt(np.mean(each**2)), np.sqrt(np.mean(whole**2))", "np.std(each), np.std(whole)"),
            ),
            Mistake(
                "mae-of-totals",
                "Your MAE is that of total energies. Per atom is asked.",
                edited(ERRORS, "np.mean(abs(each))", "np.mean(abs(whole))"),
            ),
            Mistake(
                "rmse-and-mae-swapped",
                "RMSE and MAE per atom have changed places: the RMSE comes first.",
                edited(ERRORS, "return rmse, np.mean(abs(each)), cell", "return np.mean(abs(each)), rmse, cell"),
            ),
            Mistake(
                "order-of-the-stub",
                "The order is another one: RMSE per atom, MAE per atom, RMSE of totals, largest.",
                edited(ERRORS, "return rmse, np.mean(abs(each)), cell", "return rmse, cell, np.mean(abs(each))"),
            ),
            Mistake(
                "weighted-by-atoms",
                "You sum over atoms: large structures count more. Here each structure counts once.",
                edited(ERRORS, "np.sqrt(np.mean(each**2)), ", "np.sqrt(np.sum(n_atoms * each**2) / n_atoms.sum()), "),
            ),
            Mistake(
                "relative-errors",
                "You divide by the energy, so these are relative errors. An energy has no natural zero: its errors are "
                "in meV.",
                edited(ERRORS, "whole / n_atoms", "whole / abs(reference)"),
            ),
        ),
    ),
    Exercise(
        number="7.7",
        title="Free to choose",
        minutes=None,
        goal="explain",
        statement="""
Which data would make the energies of atoms unique? Write `shift(counts)`, with `counts` of shape (n, k) as in 7.3: how
many atoms of each element are in each formula. It returns an array of shape (k,): energies that may be added to every
atom of an element, such that *no* total energy changes. The largest of them is 1 in size. Where nothing is free, it
returns zeros.

Any answer that keeps all totals is right; for water, `counts = np.array([[2, 1]])` (H and O), there are two. When it
works: which molecule would you add to the data of water so that nothing is free? Are the atomic energies of a network
unique then?""",
        stub="""
import numpy as np


def shift(counts):
    return ...""",
        hints=(
            "Section 7. In words of linear algebra: which vectors does the matrix `counts` send to zero?",
            "The last row of `np.linalg.svd(counts)[2]` belongs to the smallest singular value. It is such a vector "
            "where the rank of `counts` is below the number of elements.",
        ),
        solution=f"""{SHIFT}


# Water alone leaves one shift: 0.5 for each H and -1 for O. Any molecule in
# which there are not 2 H for each O takes it away: with H2 the rank is 2, and
# with pairs of water it stays 1. But a network says more than one
# constant per element. What it gives O where one bond is longer, and takes
# from the H of that bond, no total energy of any molecule will ever show.""",
        insight=(
            "What the compositions do not tell apart, no total energy tells apart, and a fit puts there whatever it "
            "began with."
        ),
        task=Finding("shift", _shift, "a function that takes counts and returns an energy for each element"),
        mistakes=(
            Mistake(
                "totals-change",
                "With your energies a total energy changes. `counts @ shift` has to be zero, for each formula.",
                """
import numpy as np


def shift(counts):
    result = np.zeros(counts.shape[1])
    if np.linalg.matrix_rank(counts) < counts.shape[1]:
        result[0], result[-1] = 1.0, -1.0
    return result""",
            ),
            Mistake(
                "something-where-nothing-is-free",
                "These formulas tell all elements apart, so nothing can be added without a change of a total energy. "
                "Look at the rank of `counts`, and return zeros.",
                """
import numpy as np


def shift(counts):
    free = np.linalg.svd(counts)[2][-1]
    return free / np.abs(free).max()""",
            ),
            Mistake(
                "zeros-where-something-is-free",
                "Here something is free, and you return zeros. Count the formulas that are independent, by the rank: "
                "twice the same molecule is no second equation.",
                edited(SHIFT, "np.linalg.matrix_rank(counts) == n_elements", "len(counts) >= n_elements"),
            ),
            Mistake(
                "other-size",
                "The totals stay, but the largest energy is not 1 in size. Divide by `np.abs(...).max()`.",
                edited(SHIFT, "return free / np.abs(free).max()", "return free"),
            ),
        ),
    ),
)
