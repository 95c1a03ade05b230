"""Wrong answers to the exercises of chapter 7, as students would give them."""

import numpy as np
from answers_of_others import Answers

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# 7.1 Whose energy (right: b)

value("7.1", "a", "believes that training to the end makes atomic energies unique: the seeds would be forgotten", "a")
value("7.1", "c", "believes that the offsets decide how the energy is shared out between the elements", "c")
value("7.1", "d", "takes an atomic energy for the energy of a free atom, which could be measured", "d")
value("7.1", "upper_a", "takes different seeds for an unfinished training (letter a, capital)", "A")
value("7.1", "words_overfitting", "takes it for overfitting, although test molecules agree", "overfitting")
value("7.1", "words_not_converged", "believes that one training stopped too early", "one of them has not converged")
value("7.1", "words_wrong", "believes that one of the two must be wrong", "one of the two is wrong")
value("7.1", "words_units", "believes in a mistake of units", "units were mixed up")
value("7.1", "words_seed", "blames the seed as such: random numbers stay in the energies", "random noise of the seed")
value("7.1", "words_more_data", "believes that more water molecules would settle it", "too few water molecules")
value(
    "7.1", "words_hydrogen", "believes that each hydrogen has 2 eV less: counts one hydrogen", "hydrogen has 2 eV less"
)
value(
    "7.1", "words_oxygen", "takes one of the energies for the physical one of oxygen", "oxygen is bound more strongly"
)
value("7.1", "words_forces", "believes that forces must differ too", "the forces differ by as much")
value("7.1", "minus_one", "the energy that each hydrogen must lose, not a letter", -1.0)
value("7.1", "minus_two", "2 eV less for each hydrogen, and as a number", -2)
value("7.1", "no_such_letter", "a letter far behind the last answer", "h")
value("7.1", "all_letters", "hedges with all of the letters", "a, b, c, d")
value("7.1", "all_letters_list", "hedges with a list of all letters", ["a", "b", "c", "d"])
value("7.1", "question_mark", "does not know", "?")
value("7.1", "empty", "an empty string", "")
value("7.1", "no", "reads a question of yes or no: has anything happened", False)
value("7.1", "none", "leaves it open", None)

# 7.2 The same error in other clothes

value("7.2", "unchanged", "the number of the paper as it is", 0.3)
value("7.2", "ev_per_molecule", "eV, and per molecule", 0.3 / 23.06)
value("7.2", "mev_per_molecule", "forgets to divide by the number of atoms", 0.3 / 23.06 * 1000)
value("7.2", "ev_per_atom", "forgets the milli", 0.3 / 23.06 / 9)
value("7.2", "kcal_per_atom", "divides by the atoms and keeps kcal/mol", 0.3 / 9)
value("7.2", "kcal_times_1000", "kcal/mol times 1000 by atoms: the unit is not changed", 0.3 * 1000 / 9)
value("7.2", "multiplied", "multiplies by 23.06 in place of dividing", 0.3 * 23.06 * 1000 / 9)
value("7.2", "multiplied_without_milli", "multiplies by 23.06, and no milli", 0.3 * 23.06 / 9)
value("7.2", "divided_by_1000", "divides by 1000 in place of multiplying", 0.3 / 23.06 / 1000 / 9)
value("7.2", "times_atoms", "multiplies by the number of atoms", 0.3 / 23.06 * 1000 * 9)
value("7.2", "three_elements", "counts elements in place of atoms", 0.3 / 23.06 * 1000 / 3)
value("7.2", "hydroxyl_forgotten", "eight atoms: the hydrogen of the OH is overlooked", 0.3 / 23.06 * 1000 / 8)
value("7.2", "no_hydroxyl", "counts C2H5 only: the OH is overlooked", 0.3 / 23.06 * 1000 / 7)
value("7.2", "methanol", "methanol in place of ethanol: six atoms", 0.3 / 23.06 * 1000 / 6)
value("7.2", "product", "two and six are multiplied: twelve atoms", 0.3 / 23.06 * 1000 / 12)
value("7.2", "carbons", "counts the carbons only", 0.3 / 23.06 * 1000 / 2)
value("7.2", "off_by_one", "counts ten atoms", 0.3 / 23.06 * 1000 / 10)
value("7.2", "molar_mass", "divides by the molar mass", 0.3 / 23.06 * 1000 / 46.07)
value("7.2", "electrons", "divides by the number of electrons", 0.3 / 23.06 * 1000 / 26)
value("7.2", "kilojoule", "takes 96.5 as for kJ/mol", 0.3 / 96.485 * 1000 / 9)
value("7.2", "hartree", "converts from hartree in place of kcal/mol", 0.3 * 27.2114 * 1000 / 9)
value("7.2", "upside_down", "the unit upside down: one_ev / error", 23.06 / 0.3 * 1000 / 9)
value("7.2", "negative", "an error below zero: subtracted from 0", -0.3 / 23.06 * 1000 / 9)
value("7.2", "squared", "squares it as if it were an MSE", (0.3 / 23.06) ** 2 * 1000 / 9)
value("7.2", "one_ev_per_atom", "the unit in place of the error", 1000 / 23.06 / 9)

# 7.3 What atoms have alone


@wrong("7.3", "one_for_all", "one mean energy per atom for every element")
def offsets(counts, energies):
    return np.full(counts.shape[1], energies.sum() / counts.sum())


@wrong("7.3", "everything_of_lstsq", "returns all four things of lstsq")
def offsets(counts, energies):
    return np.linalg.lstsq(counts, energies)


@wrong("7.3", "residuals", "returns the second of the four: the residual")
def offsets(counts, energies):
    return np.linalg.lstsq(counts, energies)[1]


@wrong("7.3", "singular_values", "returns the last of the four: the singular values")
def offsets(counts, energies):
    return np.linalg.lstsq(counts, energies)[-1]


@wrong("7.3", "with_constant", "a column of ones as in chapter 3: the totals get a constant of their own")
def offsets(counts, energies):
    columns = np.column_stack([counts, np.ones(len(counts))])
    return np.linalg.lstsq(columns, energies)[0][:-1]


@wrong("7.3", "constant_returned", "a column of ones, and its number is returned too: k + 1 numbers")
def offsets(counts, energies):
    columns = np.column_stack([counts, np.ones(len(counts))])
    return np.linalg.lstsq(columns, energies)[0]


@wrong("7.3", "per_atom_fit", "fits energies per atom to fractions: large structures weigh less")
def offsets(counts, energies):
    n = counts.sum(axis=1)
    return np.linalg.lstsq(counts / n[:, None], energies / n)[0]


@wrong("7.3", "fractions", "fractions in place of counts, with the total energies")
def offsets(counts, energies):
    return np.linalg.lstsq(counts / counts.sum(axis=1, keepdims=True), energies)[0]


@wrong("7.3", "per_atom_energies", "energies per atom with the counts as they are")
def offsets(counts, energies):
    return np.linalg.lstsq(counts, energies / counts.sum(axis=1))[0]


@wrong("7.3", "present_or_not", "only whether an element is there, not how often")
def offsets(counts, energies):
    return np.linalg.lstsq((np.asarray(counts) > 0).astype(float), energies)[0]


@wrong("7.3", "first_structures", "solves for the first k structures and leaves out the others")
def offsets(counts, energies):
    k = counts.shape[1]
    return np.linalg.pinv(counts[:k]) @ energies[:k]


@wrong("7.3", "weighted_means", "for each element the mean energy per atom of the structures that hold it")
def offsets(counts, energies):
    per_atom = energies / counts.sum(axis=1)
    return counts.T @ per_atom / counts.sum(axis=0)


@wrong("7.3", "one_element_after_another", "fits each element alone to the totals, as if it were the only one")
def offsets(counts, energies):
    return np.array([counts[:, a] @ energies / (counts[:, a] @ counts[:, a]) for a in range(counts.shape[1])])


@wrong("7.3", "greedy", "fits the first element, then the next one to what is left, and so on")
def offsets(counts, energies):
    rest = np.array(energies, dtype=float)
    x = []
    for column in counts.T:
        x.append(column @ rest / (column @ column))
        rest = rest - column * x[-1]
    return np.array(x)


@wrong("7.3", "no_inverse", "counts.T @ energies: the normal equations are not solved")
def offsets(counts, energies):
    return counts.T @ energies


@wrong("7.3", "centred_energies", "the mean energy is subtracted first")
def offsets(counts, energies):
    return np.linalg.lstsq(counts, energies - energies.mean())[0]


@wrong("7.3", "ridge", "a ridge of 1 for safety: the energies shrink")
def offsets(counts, energies):
    k = counts.shape[1]
    return np.linalg.solve(counts.T @ counts + np.eye(k), counts.T @ energies)


@wrong("7.3", "last_element_zero", "where formulas do not tell the elements apart the last gets 0: not the shortest")
def offsets(counts, energies):
    x = np.zeros(counts.shape[1])
    kept = []
    for a in range(counts.shape[1]):
        if np.linalg.matrix_rank(counts[:, [*kept, a]]) > len(kept):
            kept.append(a)
    x[kept] = np.linalg.lstsq(counts[:, kept], energies)[0]
    return x


@wrong("7.3", "shared_evenly", "every structure shares its energy evenly; the mean of the shares over structures")
def offsets(counts, energies):
    x = []
    for a in range(counts.shape[1]):
        here = counts[:, a] > 0
        x.append(np.mean(energies[here] / counts[here].sum(axis=1)))
    return np.array(x)


@wrong("7.3", "totals_by_element", "all energy divided by the number of atoms of the element")
def offsets(counts, energies):
    return energies.sum() / counts.sum(axis=0)


@wrong("7.3", "sign_turned", "the sign: what must be added to get to zero")
def offsets(counts, energies):
    return -np.linalg.lstsq(counts, energies)[0]


@wrong("7.3", "explained", "returns the explained totals, not the energies of the elements")
def offsets(counts, energies):
    return counts @ np.linalg.lstsq(counts, energies)[0]


@wrong("7.3", "what_is_left", "returns what is left of the totals")
def offsets(counts, energies):
    return energies - counts @ np.linalg.lstsq(counts, energies)[0]


@wrong("7.3", "sorted", "sorts the result: right where the elements come in this order only")
def offsets(counts, energies):
    return np.sort(np.linalg.lstsq(counts, energies)[0])


@wrong("7.3", "normal_equations", "solves the normal equations: fails where many solutions are equally good")
def offsets(counts, energies):
    return np.linalg.solve(counts.T @ counts, counts.T @ energies)


@wrong("7.3", "large_rcond", "rcond=0.5: small singular values are thrown away")
def offsets(counts, energies):
    return np.linalg.lstsq(counts, energies, rcond=0.5)[0]


@wrong("7.3", "mev", "returns meV in place of the unit of the energies")
def offsets(counts, energies):
    return 1000 * np.linalg.pinv(counts) @ energies


# 7.4 One network per element


@wrong("7.4", "network_of_first", "the network of the first atom for all atoms")
def total_energy(symbols, g, networks):
    w, b, v, c = networks[symbols[0]]
    return np.sum(np.tanh(g @ w.T + b) @ v + c)


@wrong("7.4", "dictionary_order", "goes through the dictionary in its order: one atom for each element only")
def total_energy(symbols, g, networks):
    total = 0.0
    for g_i, (w, b, v, c) in zip(g, networks.values(), strict=False):
        total += v @ np.tanh(w @ g_i + b) + c
    return total


@wrong("7.4", "each_element_once", "set(symbols): each element once, with its first atom")
def total_energy(symbols, g, networks):
    total = 0.0
    for s in set(symbols):
        w, b, v, c = networks[s]
        total += v @ np.tanh(w @ g[symbols.index(s)] + b) + c
    return total


@wrong("7.4", "first_row_of_element", "symbols.index finds the first atom of the element again and again")
def total_energy(symbols, g, networks):
    total = 0.0
    for s in symbols:
        w, b, v, c = networks[s]
        total += v @ np.tanh(w @ g[symbols.index(s)] + b) + c
    return total


@wrong("7.4", "sorted_symbols", "sorts the symbols but not the rows of g")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(sorted(symbols), g, strict=True):
        w, b, v, c = networks[s]
        total += v @ np.tanh(w @ g_i + b) + c
    return total


@wrong("7.4", "reversed_rows", "pairs the symbols with the rows from behind")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g[::-1], strict=True):
        w, b, v, c = networks[s]
        total += v @ np.tanh(w @ g_i + b) + c
    return total


@wrong("7.4", "c_once", "c is added once per element, not once per atom")
def total_energy(symbols, g, networks):
    symbols = np.array(symbols)
    total = 0.0
    for s in np.unique(symbols):
        w, b, v, c = networks[s]
        total += np.sum(np.tanh(g[symbols == s] @ w.T + b) @ v) + c
    return total


@wrong("7.4", "no_c", "c is forgotten")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, _ = networks[s]
        total += v @ np.tanh(w @ g_i + b)
    return total


@wrong("7.4", "c_subtracted", "c is subtracted")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += v @ np.tanh(w @ g_i + b) - c
    return total


@wrong("7.4", "c_for_each_unit", "c is inside the sum over k: once for each hidden unit")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += np.sum(v * np.tanh(w @ g_i + b) + c)
    return total


@wrong("7.4", "b_outside", "b is added outside of the tanh")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += v @ (np.tanh(w @ g_i) + b) + c
    return total


@wrong("7.4", "no_b", "b is forgotten")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, _, v, c = networks[s]
        total += v @ np.tanh(w @ g_i) + c
    return total


@wrong("7.4", "b_subtracted", "b is subtracted")
def total_energy(symbols, g, networks):
    total = 0.0
    for i in range(len(symbols)):
        w, b, v, c = networks[symbols[i]]
        total += v @ np.tanh(w @ g[i] - b) + c
    return total


@wrong("7.4", "b_and_v_swapped", "b and v, of the same shape, are swapped")
def total_energy(symbols, g, networks):
    total = 0.0
    for i in range(len(symbols)):
        w, v, b, c = networks[symbols[i]]
        total += v @ np.tanh(w @ g[i] + b) + c
    return total


@wrong("7.4", "no_tanh", "no tanh: a linear map")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += v @ (w @ g_i + b) + c
    return total


@wrong("7.4", "sigmoid", "the sigmoid of chapter 3 in place of the tanh")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += v @ sigmoid(w @ g_i + b) + c
    return total


@wrong("7.4", "relu", "a ReLU in place of the tanh")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += v @ np.maximum(w @ g_i + b, 0) + c
    return total


@wrong("7.4", "tangent", "np.tan in place of np.tanh")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += v @ np.tan(w @ g_i + b) + c
    return total


@wrong("7.4", "tanh_of_energy", "a tanh around the energy of each atom as well")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += np.tanh(v @ np.tanh(w @ g_i + b) + c)
    return total


@wrong("7.4", "v_forgotten", "the hidden units are added up without v")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, _, c = networks[s]
        total += np.tanh(w @ g_i + b).sum() + c
    return total


@wrong("7.4", "sum_in_tanh", "v goes inside: tanh of the whole sum")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += np.tanh(v @ (w @ g_i + b)) + c
    return total


@wrong("7.4", "summed_descriptors", "adds up the descriptors of all atoms of an element first")
def total_energy(symbols, g, networks):
    total = 0.0
    for s in dict.fromkeys(symbols):
        w, b, v, c = networks[s]
        rows = [g_i for t, g_i in zip(symbols, g, strict=True) if t == s]
        total += v @ np.tanh(w @ np.sum(rows, axis=0) + b) + c
    return total


@wrong("7.4", "mean", "the mean over the atoms in place of the sum")
def total_energy(symbols, g, networks):
    each = []
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        each.append(v @ np.tanh(w @ g_i + b) + c)
    return np.mean(each)


@wrong("7.4", "atomic_energies", "an array with the energy of each atom, not their sum")
def total_energy(symbols, g, networks):
    each = []
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        each.append(v @ np.tanh(w @ g_i + b) + c)
    return np.array(each)


@wrong("7.4", "last_atom", "total = in place of +=: the last atom only")
def total_energy(symbols, g, networks):
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total = v @ np.tanh(w @ g_i + b) + c
    return total


@wrong("7.4", "return_in_loop", "return stands in the loop: the first atom only")
def total_energy(symbols, g, networks):
    total = 0.0
    for s, g_i in zip(symbols, g, strict=True):
        w, b, v, c = networks[s]
        total += v @ np.tanh(w @ g_i + b) + c
        return total


@wrong("7.4", "every_network", "asks every network for every atom and adds them all up")
def total_energy(symbols, g, networks):
    total = 0.0
    for w, b, v, c in networks.values():
        total += (np.tanh(g @ w.T + b) @ v + c).sum()
    return total


@wrong("7.4", "stale_network", "takes the next network one atom too late")
def total_energy(symbols, g, networks):
    total = 0.0
    w, b, v, c = networks[symbols[0]]
    for s, g_i in zip(symbols, g, strict=True):
        total += v @ np.tanh(w @ g_i + b) + c
        w, b, v, c = networks[s]
    return total


# 7.5 Nearly constant


@wrong("7.5", "as_before", "as in section 5: nearly constant columns are divided by their tiny spread")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / spread, (test - mean) / spread


@wrong("7.5", "not_zeroed", "divides such a column by 1 but does not make it 0: the test part keeps its distance")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread = np.where(spread < smallest, 1, spread)
    return (train - mean) / spread, (test - mean) / spread


@wrong("7.5", "clipped", "the spread is at least `smallest`: such a column is shrunk, not 0")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), np.maximum(train.std(axis=0), smallest)
    return (train - mean) / spread, (test - mean) / spread


@wrong("7.5", "added", "adds `smallest` to every spread to avoid the division by zero")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0) + smallest
    return (train - mean) / spread, (test - mean) / spread


@wrong("7.5", "train_only_zeroed", "the column becomes 0 in the training part only")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    flat = spread < smallest
    safe = np.where(flat, 1, spread)
    a, b = (train - mean) / safe, (test - mean) / safe
    a[:, flat] = 0
    return a, b


@wrong("7.5", "dropped", "removes the column: the shapes change")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    keep = spread >= smallest
    return ((train - mean)[:, keep] / spread[keep], (test - mean)[:, keep] / spread[keep])


@wrong("7.5", "reversed", "compares the wrong way: the columns that vary become 0")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    keep = spread < smallest
    safe = np.where(keep, 1, spread)
    return keep * (train - mean) / safe, keep * (test - mean) / safe


@wrong("7.5", "variance", "the variance in place of its root")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.var(axis=0)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return varies * (train - mean) / safe, varies * (test - mean) / safe


@wrong("7.5", "exact_zero", "looks for a spread of exactly 0: `smallest` is not used")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread != 0
    safe = np.where(varies, spread, 1)
    return varies * (train - mean) / safe, varies * (test - mean) / safe


@wrong("7.5", "test_decides", "in the test part the spread of the test part decides")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    safe = np.where(spread >= smallest, spread, 1)
    return (spread >= smallest) * (train - mean) / safe, (test.std(axis=0) >= smallest) * (test - mean) / safe


@wrong("7.5", "own_scales", "each part with its own mean and spread")
def standardise(train, test, smallest):
    def own(x):
        spread = x.std(axis=0)
        varies = spread >= smallest
        return varies * (x - x.mean(axis=0)) / np.where(varies, spread, 1)

    return own(train), own(test)


@wrong("7.5", "both_together", "mean and spread of both parts together")
def standardise(train, test, smallest):
    both = np.concatenate([train, test])
    mean, spread = both.mean(axis=0), both.std(axis=0)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return varies * (train - mean) / safe, varies * (test - mean) / safe


@wrong("7.5", "ddof", "divides by n - 1 in the standard deviation")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0, ddof=1)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return varies * (train - mean) / safe, varies * (test - mean) / safe


@wrong("7.5", "no_axis", "one mean and one spread for the whole array")
def standardise(train, test, smallest):
    mean, spread = train.mean(), train.std()
    if spread < smallest:
        return np.zeros_like(train), np.zeros_like(test)
    return (train - mean) / spread, (test - mean) / spread


@wrong("7.5", "rows", "axis=1: the rows in place of the columns")
def standardise(train, test, smallest):
    result = []
    for x in (train, test):
        mean, spread = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)
        varies = spread >= smallest
        result.append(varies * (x - mean) / np.where(varies, spread, 1))
    return tuple(result)


@wrong("7.5", "any_column", "one nearly constant column makes everything 0: any in place of each")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    if (spread < smallest).any():
        return np.zeros(train.shape), np.zeros(test.shape)
    return (train - mean) / spread, (test - mean) / spread


@wrong("7.5", "ones", "the column becomes 1 in place of 0")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return np.where(varies, (train - mean) / safe, 1), np.where(varies, (test - mean) / safe, 1)


@wrong("7.5", "left_as_it_is", "leaves such a column as it is")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return np.where(varies, (train - mean) / safe, train), np.where(varies, (test - mean) / safe, test)


@wrong("7.5", "nan", "np.nan marks the column")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread = np.where(spread < smallest, np.nan, spread)
    return (train - mean) / spread, (test - mean) / spread


@wrong("7.5", "test_alone", "returns the test part alone")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread >= smallest
    return varies * (test - mean) / np.where(varies, spread, 1)


@wrong("7.5", "test_part_first", "the test part first")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return varies * (test - mean) / safe, varies * (train - mean) / safe


@wrong("7.5", "test_untouched", "standardises the training part only")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = spread >= smallest
    return varies * (train - mean) / np.where(varies, spread, 1), test


@wrong("7.5", "no_mean", "the mean is not subtracted")
def standardise(train, test, smallest):
    spread = train.std(axis=0)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return varies * train / safe, varies * test / safe


@wrong("7.5", "no_division", "centres and zeroes the columns, without dividing by the spread")
def standardise(train, test, smallest):
    mean = train.mean(axis=0)
    varies = train.std(axis=0) >= smallest
    return varies * (train - mean), varies * (test - mean)


@wrong("7.5", "relative_spread", "the spread relative to the mean, compared with `smallest` and divided by")
def standardise(train, test, smallest):
    mean = train.mean(axis=0)
    spread = train.std(axis=0) / abs(mean)
    varies = spread >= smallest
    safe = np.where(varies, spread, 1)
    return varies * (train - mean) / safe, varies * (test - mean) / safe


@wrong("7.5", "small_means", "compares the mean of the column with `smallest`, not its spread")
def standardise(train, test, smallest):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    varies = mean >= smallest
    return varies * (train - mean) / spread, varies * (test - mean) / spread


# 7.6 Four numbers of one error


@wrong("7.6", "mean_size", "divides by the mean number of atoms in place of each structure's own")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    n = np.mean(n_atoms)
    rmse = np.sqrt(np.mean(e**2))
    return rmse / n, np.mean(abs(e)) / n, rmse, np.max(abs(e)) / n


@wrong("7.6", "all_atoms", "divides sums of errors by the number of all atoms")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    per_atom = e / n_atoms
    rmse = np.sqrt(np.sum(e**2) / np.sum(n_atoms))
    return rmse, np.sum(abs(e)) / np.sum(n_atoms), np.sqrt(np.mean(e**2)), abs(per_atom).max()


@wrong("7.6", "first_size", "takes the first structure's number of atoms for all: right for equal sizes")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms[0]
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "ev", "stays in eV")
def errors(reference, prediction, n_atoms):
    e = prediction - reference
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "total_in_ev", "the third number, of the totals, stays in eV")
def errors(reference, prediction, n_atoms):
    e = prediction - reference
    each = 1000 * e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "milli_in_the_root", "multiplies by 1000 inside the root: too small by the root of 1000")
def errors(reference, prediction, n_atoms):
    e = prediction - reference
    each = e / n_atoms
    return (
        np.sqrt(1000 * np.mean(each**2)),
        1000 * np.mean(abs(each)),
        np.sqrt(1000 * np.mean(e**2)),
        1000 * np.max(abs(each)),
    )


@wrong("7.6", "kilo_for_milli", "divides by 1000 in place of multiplying")
def errors(reference, prediction, n_atoms):
    e = (prediction - reference) / 1000
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "no_root", "the roots are forgotten: mean squares")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.mean(each**2), np.mean(abs(each)), np.mean(e**2), np.max(abs(each))


@wrong("7.6", "signed_mean", "the mean of the signed errors: they cancel")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(each), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "abs_of_mean", "abs of the mean in place of the mean of abs")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), abs(np.mean(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "most_negative", "looks for errors below zero only: the least one, with its sign")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.min(each)


@wrong("7.6", "largest_without_abs", "the largest signed error: right where the prediction is too high there")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(each)


@wrong("7.6", "smallest", "the smallest error in place of the largest one")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.min(abs(each))


@wrong("7.6", "largest_total", "the largest error of the totals, not per atom")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(e))


@wrong("7.6", "where_largest", "argmax: which structure it is, in place of the error")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.argmax(abs(each))


@wrong("7.6", "mae_of_totals", "the MAE of the totals in place of that per atom")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(e)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "never_divided", "nothing is divided by the number of atoms")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    rmse = np.sqrt(np.mean(e**2))
    return rmse, np.mean(abs(e)), rmse, np.max(abs(e))


@wrong("7.6", "always_divided", "the third number is per atom as well")
def errors(reference, prediction, n_atoms):
    each = 1000 * (prediction - reference) / n_atoms
    rmse = np.sqrt(np.mean(each**2))
    return rmse, np.mean(abs(each)), rmse, np.max(abs(each))


@wrong("7.6", "times_n_atoms", "multiplies by the number of atoms: believes that energies are given per atom")
def errors(reference, prediction, n_atoms):
    each = 1000 * (prediction - reference)
    e = each * n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "root_of_size", "squares first and divides by n_atoms then: an n is left over in the root")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(e**2 / n_atoms)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "mae_before_rmse", "MAE before RMSE: the order")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.mean(abs(each)), np.sqrt(np.mean(each**2)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "totals_last", "the RMSE of the totals stands last")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.max(abs(each)), np.sqrt(np.mean(e**2))


@wrong("7.6", "three_numbers", "the largest error is forgotten")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2))


@wrong("7.6", "standard_deviation", "np.std: the mean error is taken off")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return each.std(), np.mean(abs(each)), e.std(), np.max(abs(each))


@wrong("7.6", "sums", "sums in place of means")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.sum(each**2)), np.sum(abs(each)), np.sqrt(np.sum(e**2)), np.max(abs(each))


@wrong("7.6", "root_of_n", "divides by n after the root: np.linalg.norm(e) / n")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.linalg.norm(each) / len(e), np.mean(abs(each)), np.linalg.norm(e) / len(e), np.max(abs(each))


@wrong("7.6", "median", "the median of the absolute errors in place of their mean")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.median(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "relative", "relative errors: divided by the reference")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference) / reference
    each = e / n_atoms
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


@wrong("7.6", "prediction_per_atom", "only the prediction is divided by the number of atoms")
def errors(reference, prediction, n_atoms):
    e = 1000 * (prediction - reference)
    each = 1000 * (prediction / n_atoms - reference)
    return np.sqrt(np.mean(each**2)), np.mean(abs(each)), np.sqrt(np.mean(e**2)), np.max(abs(each))


# 7.7 Free to choose


@wrong("7.7", "always_zeros", "believes that nothing is ever free")
def shift(counts):
    return np.zeros(np.shape(counts)[1])


@wrong("7.7", "same_for_every_atom", "adds the same to every atom: every total changes")
def shift(counts):
    return np.ones(np.shape(counts)[1])


@wrong("7.7", "least_squares", "lstsq with zeros on the right: finds nothing but zeros")
def shift(counts):
    return np.linalg.lstsq(counts, np.zeros(len(counts)))[0]


@wrong("7.7", "never_zero", "takes the last row of V without asking for the rank: never zeros")
def shift(counts):
    x = np.linalg.svd(counts)[2][-1]
    return x / abs(x).max()


@wrong("7.7", "first_row", "the first row of V: the largest singular value")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = np.linalg.svd(counts)[2][0]
    return x / abs(x).max()


@wrong("7.7", "last_column", "the last column in place of the last row: the same for some formulas such as water")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = np.linalg.svd(counts)[2][:, -1]
    return x / abs(x).max()


@wrong("7.7", "of_length_one", "the length is 1, not the largest entry")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    return np.linalg.svd(counts)[2][-1]


@wrong("7.7", "sum_one", "divides by the sum of the sizes: they add up to 1")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = np.linalg.svd(counts)[2][-1]
    return x / abs(x).sum()


@wrong("7.7", "smallest_one", "divides by the smallest entry other than 0: the smallest is 1 in size")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = np.linalg.svd(counts)[2][-1]
    return x / abs(x[abs(x) > 1e-9]).min()


@wrong("7.7", "square_only", "asks the singular values for a zero: with fewer formulas than elements there is none")
def shift(counts):
    _, s, vt = np.linalg.svd(np.asarray(counts, dtype=float))
    if s[-1] > 1e-10:
        return np.zeros(np.shape(counts)[1])
    return vt[-1] / abs(vt[-1]).max()


@wrong(
    "7.7", "more_formulas_than_elements", "counts formulas: nothing is free as soon as there are k, and not the rank"
)
def shift(counts):
    n, k = np.shape(counts)
    if n >= k:
        return np.zeros(k)
    x = np.linalg.svd(counts)[2][-1]
    return x / abs(x).max()


@wrong("7.7", "first_formula", "works for the first formula only: the others change")
def shift(counts):
    x = np.linalg.svd(np.asarray(counts, dtype=float)[:1])[2][-1]
    return x / abs(x).max()


@wrong("7.7", "two_elements", "exchanges the first two counts with a minus: for one formula of two elements only")
def shift(counts):
    x = np.zeros(np.shape(counts)[1])
    x[0], x[1] = counts[0][1], -counts[0][0]
    return x / abs(x).max()


@wrong("7.7", "minus_forgotten", "exchanges the counts without the minus: both shifts raise the total")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = abs(np.linalg.svd(counts)[2][-1])
    return x / x.max()


@wrong("7.7", "not_exchanged", "-1 for each hydrogen, and 1 for oxygen: the numbers of atoms are forgotten")
def shift(counts):
    x = np.ones(np.shape(counts)[1])
    x[0] = -1.0
    return x


@wrong("7.7", "counts_themselves", "the mean formula with alternating signs: in proportion to the counts")
def shift(counts):
    x = np.mean(counts, axis=0) * (-1.0) ** np.arange(np.shape(counts)[1])
    return x / abs(x).max()


@wrong("7.7", "mean_formula", "keeps the mean of the totals only, not each of them")
def shift(counts):
    x = np.linalg.svd(np.mean(counts, axis=0, keepdims=True))[2][-1]
    return x / abs(x).max()


@wrong("7.7", "same_change", "takes the mean off the counts: totals may change by the same amount")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    centred = np.vstack([counts - counts.mean(axis=0), np.zeros(counts.shape[1])])
    if np.linalg.matrix_rank(centred) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = np.linalg.svd(centred)[2][-1]
    return x / abs(x).max()


@wrong("7.7", "left_side", "the vectors of the left side: one number for each formula")
def shift(counts):
    x = np.linalg.svd(np.asarray(counts, dtype=float))[0][:, -1]
    return x / abs(x).max()


@wrong("7.7", "all_free_directions", "returns all free directions as a matrix, not one")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    rank = np.linalg.matrix_rank(counts)
    return np.linalg.svd(counts)[2][rank:]


@wrong("7.7", "column", "a column of shape (k, 1)")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros((counts.shape[1], 1))
    x = np.linalg.svd(counts)[2][-1]
    return (x / abs(x).max())[:, None]


@wrong("7.7", "none_for_nothing", "returns None in place of zeros where nothing is free")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return None
    x = np.linalg.svd(counts)[2][-1]
    return x / abs(x).max()


@wrong("7.7", "scaled_wrong_way", "multiplies by the largest entry in place of dividing")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = np.linalg.svd(counts)[2][-1]
    return x * abs(x).max()


@wrong("7.7", "rounded", "rounds to whole numbers: halves are lost")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    if np.linalg.matrix_rank(counts) == counts.shape[1]:
        return np.zeros(counts.shape[1])
    x = np.linalg.svd(counts)[2][-1]
    return np.round(x / abs(x).max())


@wrong("7.7", "last_element", "only the last element is shifted, where something is free")
def shift(counts):
    counts = np.asarray(counts, dtype=float)
    x = np.zeros(counts.shape[1])
    if np.linalg.matrix_rank(counts) < counts.shape[1]:
        x[-1] = 1.0
    return x


@wrong("7.7", "rank_of_presence", "asks which elements are there, not how many atoms")
def shift(counts):
    there = (np.asarray(counts) > 0).astype(float)
    if np.linalg.matrix_rank(there) == there.shape[1]:
        return np.zeros(there.shape[1])
    x = np.linalg.svd(there)[2][-1]
    return x / abs(x).max()


@wrong("7.7", "sum_to_zero", "the shifts add up to zero: believes that this keeps the totals")
def shift(counts):
    k = np.shape(counts)[1]
    x = np.linspace(-1, 1, k)
    return x - x.mean()


@wrong("7.7", "water_only", "the answer for water, whatever the counts are")
def shift(counts):
    return np.array([-0.5, 1.0])
