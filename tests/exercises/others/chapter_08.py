"""Wrong answers to the exercises of chapter 8, as students would give them."""

import numpy as np
from answers_of_others import Answers

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


# 8.1 No number (right: c)

value("8.1", "a", "NaN times the mask is NaN: 0 times infinity has happened before", "a")
value("8.1", "b", "takes 0/0 for a matter of digits: float64 has the same NaN", "b")
value("8.1", "d", "all padding is at one place again: its pairs still have the distance 0", "d")
value("8.1", "upper_a", "masks the forces, where the NaN is already (letter a, capital)", "A")
value("8.1", "upper_b", "more digits (letter b, capital)", "B")
value("8.1", "upper_d", "padding far away, but all at one place (letter d, capital)", "D")
value("8.1", "bracket_a", "masks the forces (letter a with bracket)", "a)")
value("8.1", "brackets_d", "padding far away (letter d in brackets)", "(d)")
value("8.1", "space_b", "more digits (letter b and a space)", "b ")
value("8.1", "two_letters", "hedges with the wrong a and c", "a, c")
value("8.1", "two_letters_joined", "hedges with c and the wrong d", "cd")
value("8.1", "c_and_a", "wants both, c and the useless a", "c and a")
value("8.1", "not_c", "excludes the right one", "not c")
value("8.1", "list", "a list of two letters, one of them wrong", ["c", "d"])
value("8.1", "all", "all letters", "abcd")
value("8.1", "no_such_letter", "there is no answer e", "e")
value("8.1", "empty", "an empty string", "")
value("8.1", "none", "nothing", None)
value("8.1", "ellipsis", "left the stub as it was", ...)
value("8.1", "number", "the number 1, for the first answer, instead of a letter", 1)
value("8.1", "nan", "what the forces are instead of a letter", float("nan"))
value("8.1", "atoms", "the number of places that are padding", 3)
value("8.1", "words_of_a", "the words of answer a", "Multiply the forces by the mask as well")
value("8.1", "words_of_b", "the words of answer b", "float64")
value("8.1", "words_of_d", "the words of answer d", "Put the padding far away")

# 8.2 What a force counts (right: 0.025)

value("8.2", "upside_down", "the other way round: the weight is divided, not multiplied", 0.08 / 0.002)
value("8.2", "squared", "the weight of the square, but the residual is weighted before it is squared", 0.025**2)
value("8.2", "upside_down_squared", "the other way round, and squared", 1600)
value("8.2", "root", "the root of the weight: takes it for a factor before the squares", 0.025**0.5)
value("8.2", "product", "multiplies the two errors", 0.002 * 0.08)
value("8.2", "milli", "meV and eV mixed: 2 over 0.08", 2 / 0.08)
value("8.2", "milli_other", "meV and eV mixed: 0.002 over 80", 0.002 / 80)
value("8.2", "energy", "the error of the energy is taken for the weight", 0.002)
value("8.2", "force", "the error of the force is taken for the weight", 0.08)
value("8.2", "one_over_force", "one over the error of the force: the energies are not divided by anything", 1 / 0.08)
value("8.2", "one_over_energy", "one over the error of the energy", 1 / 0.002)
value("8.2", "components", "divided by three for the three components", 0.025 / 3)
value("8.2", "root_three", "divided by the root of three for the three components", 0.025 / 3**0.5)
value("8.2", "times_three", "times three for the three components", 0.025 * 3)
value("8.2", "sum", "adds the two errors", 0.082)
value("8.2", "difference", "subtracts the two errors", 0.078)
value("8.2", "share", "the share of the energy in the sum of both errors", 0.002 / 0.082)
value("8.2", "mean", "the mean of the two errors", 0.041)
value("8.2", "sign", "a minus, since the force is minus the gradient", -0.025)
value("8.2", "half", "one half of it: the 2 of the derivative of a square", 0.0125)
value("8.2", "twice", "twice of it: reads 2 meV as a factor 2", 0.05)
value("8.2", "one", "both count alike: the weight 1", 1)
value("8.2", "tenth", "a round weight of 0.1 instead of the ratio", 0.1)
value("8.2", "power", "a power of ten lost", 0.0025)
value("8.2", "logarithm", "the logarithm of the ratio", np.log(0.025))
value("8.2", "pair", "both errors divided by themselves: two numbers", (1 / 0.002, 1 / 0.08))
value("8.2", "letter", "a letter, there are no options here", "a")
value("8.2", "zero", "integer division of the two errors", 0.002 // 0.08)


# 8.3 Forces of a network


@wrong("8.3", "sign", "the gradient: the minus of the force is forgotten")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "not_squared", "the slope of tanh is 1 - tanh squared, not 1 - tanh")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h)) @ w
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "sigmoid", "h (1 - h) is the slope of the sigmoid, not of tanh")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * h * (1 - h)) @ w
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "tanh", "tanh where its slope belongs")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    return -np.einsum("ik,ikac->ac", (v * h) @ w, slopes)


@wrong("8.3", "slope_of_slope", "the slope of tanh is taken at h instead of at its argument")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - np.tanh(h) ** 2)) @ w
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "no_bias", "the bias is forgotten")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T)
    by_g = (v * (1 - h**2)) @ w
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "no_outer_weights", "v is forgotten: all hidden units count alike")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (1 - h**2) @ w
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "linear", "as if the network were linear: the slope of tanh is forgotten")
def forces(w, b, v, g, slopes):
    by_g = np.tile(v @ w, (len(g), 1))
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "inner_slope", "w is forgotten in the chain rule: one number for all descriptors of an atom")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    inner = (1 - h**2) @ v
    return -np.einsum("i,ikac->ac", inner, slopes)


@wrong("8.3", "wrong_atom", "sums over the atom that moves: atom i gets what its own energy changes by all")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return -np.einsum("ik,ikac->ic", by_g, slopes)


@wrong("8.3", "own_energy", "only the own energy of each atom: the energies of its neighbours change too")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    f = np.zeros((len(g), 3))
    for a in range(len(g)):
        f[a] = -by_g[a] @ slopes[a, :, a]
    return f


@wrong("8.3", "neighbours_only", "the own energy of the atom that moves is left out")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    f = np.zeros((len(g), 3))
    for a in range(len(g)):
        for i in range(len(g)):
            if i != a:
                f[a] -= by_g[i] @ slopes[i, :, a]
    return f


@wrong("8.3", "index_of_gradient", "by_g of atom a with the slopes of atom i: wrong index")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return -np.einsum("ak,ikac->ac", by_g, slopes)


@wrong("8.3", "mean", "the mean of the atomic energies instead of the sum")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w / len(g)
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "per_atom_energy", "no sum over i: shape (n, n, 3)")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return -np.einsum("ik,ikac->iac", by_g, slopes)


@wrong("8.3", "transposed", "shape (3, n) instead of (n, 3)")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return -np.einsum("ik,ikac->ca", by_g, slopes)


@wrong("8.3", "reshaped", "slopes are reshaped to (n * d, 3, n): the axes are mixed up")
def forces(w, b, v, g, slopes):
    n, d = g.shape
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return -(by_g.ravel() @ slopes.reshape(n * d, -1)).reshape(3, n).T


@wrong("8.3", "flat", "one long vector instead of shape (n, 3)")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    return -np.einsum("ik,ikac->ac", by_g, slopes).ravel()


@wrong("8.3", "first_descriptor", "returns in the loop: only the first descriptor")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    by_g = (v * (1 - h**2)) @ w
    f = np.zeros((len(g), 3))
    for k in range(g.shape[1]):
        f -= np.einsum("i,iac->ac", by_g[:, k], slopes[:, k])
        return f


@wrong("8.3", "last_unit_lost", "the loop over hidden units ends one too early")
def forces(w, b, v, g, slopes):
    f = np.zeros((len(g), 3))
    for m in range(len(v) - 1):
        h = np.tanh(g @ w[m] + b[m])
        f -= np.einsum("i,k,ikac->ac", v[m] * (1 - h**2), w[m], slopes)
    return f


@wrong("8.3", "overwritten", "= instead of +=: only the last hidden unit is left")
def forces(w, b, v, g, slopes):
    for m in range(len(v)):
        h = np.tanh(g @ w[m] + b[m])
        f = -np.einsum("i,k,ikac->ac", v[m] * (1 - h**2), w[m], slopes)
    return f


@wrong("8.3", "not_transposed", "g @ w instead of g @ w.T: the shapes do not fit")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w + b)
    by_g = (v * (1 - h**2)) @ w.T
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "tanh_of_sum", "one tanh of the weighted sum of all units instead of a sum of tanh")
def forces(w, b, v, g, slopes):
    h = np.tanh((g @ w.T + b) @ v)
    by_g = (1 - h**2)[:, None] * (v @ w)
    return -np.einsum("ik,ikac->ac", by_g, slopes)


@wrong("8.3", "energies", "the atomic energies instead of the forces")
def forces(w, b, v, g, slopes):
    return np.tanh(g @ w.T + b) @ v


@wrong("8.3", "by_descriptors", "stops half-way: minus the derivatives by the descriptors, shape (n, d)")
def forces(w, b, v, g, slopes):
    h = np.tanh(g @ w.T + b)
    return -(v * (1 - h**2)) @ w


@wrong("8.3", "energy_times_slopes", "the descriptors themselves instead of the derivatives by them")
def forces(w, b, v, g, slopes):
    return -np.einsum("ik,ikac->ac", g, slopes)


# 8.4 Stress, by energies alone


@wrong("8.4", "no_volume", "not divided by the volume: eV instead of eV/A^3")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step)
    return s


@wrong("8.4", "times_volume", "multiplied by the volume instead of divided")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) * abs(np.linalg.det(cell))
    return s


@wrong("8.4", "cell_only", "only the cell is strained, the atoms stay behind")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions, cell @ (np.eye(3) + e))
            down = energy(positions, cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "positions_only", "only the positions are strained, the cell stays")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell)
            down = energy(positions @ (np.eye(3) - e), cell)
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "sign", "minus the derivative, as for a force: pressure's sign, not ASE's")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = -(up - down) / (2 * step) / volume
    return s


@wrong("8.4", "one_step", "divided by one step, but the two energies are two steps apart")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / step / volume
    return s


@wrong("8.4", "precedence", "/ 2 * step multiplies by the step: brackets are missing")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / 2 * step / volume
    return s


@wrong("8.4", "half_of_forward", "only the step with plus is made, but divided by two steps")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            f = np.eye(3)
            f[a, b] += step
            s[a, b] = (energy(positions @ f, cell @ f) - energy(positions, cell)) / (2 * step) / volume
    return s


@wrong("8.4", "both_entries", "the step is put into (a, b) and (b, a): twice the shear stress")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            e[b, a] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong(
    "8.4", "engineering_half", "half the step in (a, b) and in (b, a) with +=, and halved once more off the diagonal"
)
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] += step / 2
            e[b, a] += step / 2
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
            if a != b:
                s[a, b] /= 2
    return s


@wrong("8.4", "strain_not_reset", "the strain is made once before the loops: the steps of all entries pile up")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    e = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "diagonal_only", "only the diagonal, shear is left at zero")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        e = np.zeros((3, 3))
        e[a, a] = step
        up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
        down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
        s[a, a] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "upper_half", "only the entries with a <= b are filled, the lower ones stay zero")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(a, 3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "voigt", "six numbers in Voigt's order instead of shape (3, 3)")
def stress(energy, positions, cell, step):
    s = []
    volume = abs(np.linalg.det(cell))
    for a, b in [(0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)]:
        e = np.zeros((3, 3))
        e[a, b] = step
        up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
        down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
        s.append((up - down) / (2 * step) / volume)
    return np.array(s)


@wrong("8.4", "gigapascal", "in GPa instead of eV/A^3")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume * 160.2177
    return s


@wrong("8.4", "product_of_lengths", "the product of the lengths is the volume of an orthogonal cell only")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = np.prod(np.linalg.norm(cell, axis=1))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "product_of_diagonal", "the product of the diagonal is the volume of a triangular cell only")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = cell[0, 0] * cell[1, 1] * cell[2, 2]
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "signed_volume", "the determinant without its size: a left-handed cell turns the sign")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = np.linalg.det(cell)
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "density_of_energy", "each energy is divided by its own strained volume: E/V is differentiated")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    for a in range(3):
        for b in range(3):
            densities = []
            for sign in (1, -1):
                f = np.eye(3)
                f[a, b] += sign * step
                densities.append(energy(positions @ f, cell @ f) / abs(np.linalg.det(cell @ f)))
            s[a, b] = (densities[0] - densities[1]) / (2 * step)
    return s


@wrong("8.4", "no_identity", "the identity is forgotten: everything is multiplied by the strain alone")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            s[a, b] = (energy(positions @ e, cell @ e) - energy(-positions @ e, -cell @ e)) / (2 * step) / volume
    return s


@wrong("8.4", "ones", "1 + strain adds 1 to all entries: np.eye(3) is meant")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (1 + e), cell @ (1 + e))
            down = energy(positions @ (1 - e), cell @ (1 - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "from_the_left", "multiplied from the left: shape (n, 3) does not allow it")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy((np.eye(3) + e) @ positions, (np.eye(3) + e) @ cell)
            down = energy((np.eye(3) - e) @ positions, (np.eye(3) - e) @ cell)
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "cell_entries", "the step is added to an entry of the cell: derivatives by lengths, not by strains")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    scaled = positions @ np.linalg.inv(cell)
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(scaled @ (cell + e), cell + e)
            down = energy(scaled @ (cell - e), cell - e)
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "per_atom", "divided by the number of atoms as well")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume / len(positions)
    return s


@wrong("8.4", "pressure", "the mean of the diagonal, one number, instead of the tensor")
def stress(energy, positions, cell, step):
    volume = abs(np.linalg.det(cell))
    f, g = np.eye(3) * (1 + step), np.eye(3) * (1 - step)
    return (energy(positions @ f, cell @ f) - energy(positions @ g, cell @ g)) / (2 * step) / volume / 3


@wrong("8.4", "range_two", "range(2): the rows and columns of z stay zero")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    for a in range(2):
        for b in range(2):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - down) / (2 * step) / volume
    return s


@wrong("8.4", "second_derivative", "the second difference: elastic constants instead of stress")
def stress(energy, positions, cell, step):
    s = np.zeros((3, 3))
    volume = abs(np.linalg.det(cell))
    middle = energy(positions, cell)
    for a in range(3):
        for b in range(3):
            e = np.zeros((3, 3))
            e[a, b] = step
            up = energy(positions @ (np.eye(3) + e), cell @ (np.eye(3) + e))
            down = energy(positions @ (np.eye(3) - e), cell @ (np.eye(3) - e))
            s[a, b] = (up - 2 * middle + down) / step**2 / volume
    return s


# 8.5 Forces with padding


@wrong("8.5", "mask_after_nan", "the mask comes after 0/0: NaN times 0 is NaN")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.sqrt((d**2).sum(axis=-1))
    pairs = mask[:, :, None] * mask[:, None]
    return ((np.exp(-r) / r * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "forces_masked", "only the forces are multiplied by the mask, where the NaN is already")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    f = (np.exp(-r)[..., None] * d / r[..., None]).sum(axis=2)
    return f * mask[..., None]


@wrong("8.5", "sign", "the gradient of the energy: atoms attract each other")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.sqrt(np.where(pairs > 0, (d**2).sum(axis=-1), 1))
    return -((np.exp(-r) / r * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "wrong_axis", "sums over the atom itself instead of its partners: the opposite sign")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.sqrt(np.where(pairs > 0, (d**2).sum(axis=-1), 1))
    return (pairs[..., None] * np.exp(-r)[..., None] * d / r[..., None]).sum(axis=1)


@wrong("8.5", "padding_pushes", "the mask of the partner is missing: padding at the origin pushes the atoms")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    r = np.where(r > 0, r, 1)
    f = (np.exp(-r)[..., None] * d / r[..., None]).sum(axis=2)
    return f * mask[..., None]


@wrong("8.5", "padding_pushed", "the mask of the atom itself is missing: padding gets forces")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    r = np.where(r > 0, r, 1)
    return (mask[:, None, :, None] * np.exp(-r)[..., None] * d / r[..., None]).sum(axis=2)


@wrong("8.5", "no_mask", "the mask is not used at all: padding counts as atoms at the origin")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    r = np.where(r > 0, r, 1)
    return (np.exp(-r)[..., None] * d / r[..., None]).sum(axis=2)


@wrong("8.5", "distance_one_only", "pairs with padding get the distance 1, but their energy is not masked")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.sqrt(np.where(pairs > 0, (d**2).sum(axis=-1), 1))
    return ((np.exp(-r) / r)[..., None] * d).sum(axis=2)


@wrong("8.5", "direction", "not divided by r: the vector between the atoms is no unit vector")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    pairs = mask[:, :, None] * mask[:, None]
    return ((np.exp(-r) * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "r_squared", "divided by r squared instead of r")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r2 = np.where(pairs > 0, (d**2).sum(axis=-1), 1)
    return ((np.exp(-np.sqrt(r2)) / r2 * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "root_forgotten", "the root is forgotten: r squared stands where r belongs")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.where(pairs > 0, (d**2).sum(axis=-1), 1)
    return ((np.exp(-r) / r * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "half", "halved against counting twice, but each atom needs all of its pairs once")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.sqrt(np.where(pairs > 0, (d**2).sum(axis=-1), 1))
    return 0.5 * ((np.exp(-r) / r * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "no_reaction", "each pair once, but only one of its two atoms gets the force")
def forces(positions, mask):
    f = np.zeros(positions.shape)
    s, n = mask.shape
    for c in range(s):
        for i in range(n):
            for j in range(i):
                if mask[c, i] and mask[c, j]:
                    d = positions[c, i] - positions[c, j]
                    r = np.linalg.norm(d)
                    f[c, i] += np.exp(-r) * d / r
    return f


@wrong("8.5", "reaction_sign", "both atoms of a pair get the same force: no action and reaction")
def forces(positions, mask):
    f = np.zeros(positions.shape)
    s, n = mask.shape
    for c in range(s):
        for i in range(n):
            for j in range(i):
                if mask[c, i] and mask[c, j]:
                    d = positions[c, i] - positions[c, j]
                    r = np.linalg.norm(d)
                    f[c, i] += np.exp(-r) * d / r
                    f[c, j] += np.exp(-r) * d / r
    return f


@wrong("8.5", "origin_is_padding", "takes each place at the origin for padding: an atom there is lost")
def forces(positions, mask):
    f = np.zeros(positions.shape)
    s, n = mask.shape
    for c in range(s):
        for i in range(n):
            for j in range(n):
                if i != j and positions[c, i].any() and positions[c, j].any():
                    d = positions[c, i] - positions[c, j]
                    r = np.linalg.norm(d)
                    f[c, i] += np.exp(-r) * d / r
    return f


@wrong("8.5", "one_under_root", "1 is added under the root of all pairs against the NaN: all distances change")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.sqrt((d**2).sum(axis=-1) + 1)
    pairs = mask[:, :, None] * mask[:, None]
    return ((np.exp(-r) / r * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "nan_to_num_late", "NaN is set to 0 after the sum: each sum has the NaN of the atom with itself")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    f = (np.exp(-r)[..., None] * d / r[..., None]).sum(axis=2)
    return np.nan_to_num(f) * mask[..., None]


@wrong("8.5", "far_away", "all padding at one place far away: the pairs within it still have 0/0")
def forces(positions, mask):
    moved = np.where(mask[..., None] > 0, positions, 1000.0)
    d = moved[:, :, None] - moved[:, None]
    r = np.linalg.norm(d, axis=-1) + np.eye(mask.shape[1])
    f = (np.exp(-r)[..., None] * d / r[..., None]).sum(axis=2)
    return f * mask[..., None]


@wrong("8.5", "not_itself_only", "excludes the atom with itself only: padding has the distance 0 from padding")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    r[:, np.arange(r.shape[1]), np.arange(r.shape[1])] = np.inf
    pairs = mask[:, :, None] * mask[:, None]
    return ((np.exp(-r) / r * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "growing", "e^r instead of e^-r")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.sqrt(np.where(pairs > 0, (d**2).sum(axis=-1), 1))
    return ((np.exp(r) / r * pairs)[..., None] * d).sum(axis=2)


@wrong("8.5", "sizes", "the sizes of the forces: no direction, shape (s, n)")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    return (np.exp(-r) * pairs).sum(axis=2)


@wrong("8.5", "energies", "the energy of each cluster instead of the forces")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    r = np.linalg.norm(d, axis=-1)
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    return 0.5 * (np.exp(-r) * pairs).sum(axis=(1, 2))


@wrong("8.5", "first_cluster", "returns inside the loop over clusters: only the first has forces")
def forces(positions, mask):
    f = np.zeros(positions.shape)
    for c in range(len(positions)):
        atoms = np.flatnonzero(mask[c])
        for i in atoms:
            for j in atoms:
                if i != j:
                    d = positions[c, i] - positions[c, j]
                    r = np.linalg.norm(d)
                    f[c, i] += np.exp(-r) * d / r
        return f


@wrong("8.5", "without_padding", "a list of arrays without padding instead of shape (s, n, 3)")
def forces(positions, mask):
    result = []
    for x, m in zip(positions, mask):
        x = x[m > 0]
        d = x[:, None] - x[None]
        r = np.linalg.norm(d, axis=-1) + np.eye(len(x))
        result.append((np.exp(-r)[..., None] * d / r[..., None]).sum(axis=1))
    return result


@wrong("8.5", "all_clusters", "atoms of different clusters push each other too")
def forces(positions, mask):
    x = positions[mask > 0]
    d = x[:, None] - x[None]
    r = np.linalg.norm(d, axis=-1)
    r[r == 0] = 1
    f = np.zeros(positions.shape)
    f[mask > 0] = (np.exp(-r)[..., None] * d / r[..., None]).sum(axis=1)
    return f


@wrong("8.5", "mean", "the mean over all places instead of the sum")
def forces(positions, mask):
    d = positions[:, :, None] - positions[:, None]
    pairs = mask[:, :, None] * mask[:, None] * (1 - np.eye(mask.shape[1]))
    r = np.sqrt(np.where(pairs > 0, (d**2).sum(axis=-1), 1))
    return ((np.exp(-r) / r * pairs)[..., None] * d).mean(axis=2)


@wrong("8.5", "last_atom_lost", "the loop over partners ends one too early: full clusters lose their last atom")
def forces(positions, mask):
    f = np.zeros(positions.shape)
    s, n = mask.shape
    for c in range(s):
        for i in range(n):
            for j in range(n - 1):
                if i != j and mask[c, i] * mask[c, j] == 1:
                    d = positions[c, i] - positions[c, j]
                    r = np.linalg.norm(d)
                    f[c, i] += np.exp(-r) * d / r
    return f


# 8.6 A row of the Jacobian


@wrong("8.6", "tangent_only", "only the tangent is differentiated: s depends on w as well")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    return -v[:, None] * (s.T @ slope)


@wrong("8.6", "s_only", "only s is differentiated: the tangent depends on w as well")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return v[:, None] * ((2 * h * s * t).T @ g)


@wrong("8.6", "sign", "the minus of the force is forgotten")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return v[:, None] * (s.T @ slope - (2 * h * s * t).T @ g)


@wrong("8.6", "sign_of_slope", "the slope of s is -2 h s, here with plus")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope + (2 * h * s * t).T @ g)


@wrong("8.6", "no_two", "the 2 of the slope of s is forgotten")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope - (h * s * t).T @ g)


@wrong("8.6", "inner_slope", "the slope of s is taken as -2 h: h depends on w by s again")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope - (2 * h * t).T @ g)


@wrong("8.6", "s_squared", "the slope of s is taken as -2 s h s: one s too many")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope - (2 * h * s**2 * t).T @ g)


@wrong("8.6", "first_slope_again", "the slope of s is taken as s itself, which is the slope of h")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope + (s * t).T @ g)


@wrong("8.6", "no_tangent", "the tangent is forgotten in the term with the slope of s")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    return -v[:, None] * (s.T @ slope - (2 * h * s).T @ g)


@wrong("8.6", "slope_for_g", "slope where g belongs: the argument of tanh changes with w by g")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * ((s - 2 * h * s * t).T @ slope)


@wrong("8.6", "g_for_slope", "g where slope belongs: the tangent changes with w by slope")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * ((s - 2 * h * s * t).T @ g)


@wrong("8.6", "tangent_of_g", "the tangent is computed from g instead of slope")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = g @ w.T
    return -v[:, None] * (s.T @ slope - (2 * h * s * t).T @ g)


@wrong("8.6", "tangent_with_bias", "the bias is added to the tangent, where it has dropped out")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T + b
    return -v[:, None] * (s.T @ slope - (2 * h * s * t).T @ g)


@wrong("8.6", "no_bias", "the bias is forgotten in the argument of tanh")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope - (2 * h * s * t).T @ g)


@wrong("8.6", "no_v", "the outer weights v are forgotten")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -(s.T @ slope - (2 * h * s * t).T @ g)


@wrong("8.6", "v_on_one_term", "v stands at the first term only: brackets are missing")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope) + (2 * h * s * t).T @ g


@wrong("8.6", "not_squared", "s = 1 - h instead of 1 - h squared")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope - (2 * h * s * t).T @ g)


@wrong("8.6", "mean", "the mean over the atoms instead of the sum")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s.T @ slope - (2 * h * s * t).T @ g) / len(g)


@wrong("8.6", "no_sum", "the sum over atoms is missing: shape (n, m, d)")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -v[:, None] * (s[:, :, None] * slope[:, None] - (2 * h * s * t)[:, :, None] * g[:, None])


@wrong("8.6", "transposed", "shape (d, m) instead of (m, d)")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return -(slope.T @ (v * s) - g.T @ (v * 2 * h * s * t))


@wrong("8.6", "flat", "one row of m * d numbers instead of shape (m, d)")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    t = slope @ w.T
    return (-v[:, None] * (s.T @ slope - (2 * h * s * t).T @ g)).ravel()


@wrong("8.6", "force", "the force itself instead of its derivatives")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    return -((1 - h**2) * (slope @ w.T)) @ v


@wrong("8.6", "by_v", "the derivatives by v instead of by w")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    return -((1 - h**2) * (slope @ w.T)).sum(axis=0)


@wrong("8.6", "by_b", "the derivatives by the biases instead of by w")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    s = 1 - h**2
    return v * (2 * h * s * (slope @ w.T)).sum(axis=0)


@wrong("8.6", "of_energy", "the derivatives of the energy by w, not of the force")
def by_weights(w, b, v, g, slope):
    h = np.tanh(g @ w.T + b)
    return v[:, None] * ((1 - h**2).T @ g)


@wrong("8.6", "first_atom", "return stands in the loop: only the first atom")
def by_weights(w, b, v, g, slope):
    result = np.zeros(w.shape)
    for gi, di in zip(g, slope):
        h = np.tanh(w @ gi + b)
        s = 1 - h**2
        t = w @ di
        result -= v[:, None] * (s[:, None] * di - (2 * h * s * t)[:, None] * gi)
        return result


@wrong("8.6", "not_put_back", "differences, but the changed weight is not put back: the steps pile up")
def by_weights(w, b, v, g, slope):
    def force(w):
        h = np.tanh(g @ w.T + b)
        return -((1 - h**2) * (slope @ w.T) * v).sum()

    w = w.copy()
    before = force(w)
    result = np.zeros(w.shape)
    for m in range(w.shape[0]):
        for k in range(w.shape[1]):
            w[m, k] += 1e-6
            result[m, k] = (force(w) - before) / 1e-6
    return result


@wrong("8.6", "coarse_difference", "a forward difference with a step of 0.1: far too coarse")
def by_weights(w, b, v, g, slope):
    def force(w):
        h = np.tanh(g @ w.T + b)
        return -((1 - h**2) * (slope @ w.T) * v).sum()

    result = np.zeros(w.shape)
    for m in range(w.shape[0]):
        for k in range(w.shape[1]):
            changed = w.copy()
            changed[m, k] += 0.1
            result[m, k] = (force(changed) - force(w)) / 0.1
    return result


# 8.7 One block at a time


@wrong("8.7", "data_only", "the residual is -y: what the weights predict already is forgotten")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w + k @ y
        p = p - k @ j @ p
    return w


@wrong("8.7", "sign", "the residual is added: it moves away from the data")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w + k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "p_stays", "P is not updated: each block counts as if it were the first")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
    return w


@wrong("8.7", "p_first", "P is updated first, and K is computed again from the new P")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu

    def gain(p, j):
        return p @ j.T @ np.linalg.inv(np.eye(len(j)) + j @ p @ j.T)

    for j, y in blocks:
        p = p - gain(p, j) @ j @ p
        w = w - gain(p, j) @ (j @ w - y)
    return w


@wrong("8.7", "p_plus", "P grows: plus instead of minus K J P")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p + k @ j @ p
    return w


@wrong("8.7", "p_lost", "P - K J: the last P of K J P is forgotten")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j
    return w


@wrong("8.7", "p_is_kjp", "P becomes K J P: the old P is not kept")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = k @ j @ p
    return w


@wrong("8.7", "mu_upside_down", "P begins with mu instead of 1 / mu")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) * mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "mu_ignored", "P begins with the identity: mu is not used")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d)
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "ones_over_mu", "P begins with 1 / mu in all entries, not on the diagonal only")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.ones((d, d)) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "mu_twice", "mu stands in K as well, in place of the identity's 1")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(mu * np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "weights_of_one", "begins with weights 1 instead of 0")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.ones(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "p_begins_again", "P is set inside the loop: it begins again with each block")
def kalman(blocks, mu):
    w = 0
    for j, y in blocks:
        p = np.eye(j.shape[1]) / mu
        w = w * np.ones(j.shape[1])
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "last_block", "weights and P begin again with each block: only the last one counts")
def kalman(blocks, mu):
    for j, y in blocks:
        d = j.shape[1]
        w, p = np.zeros(d), np.eye(d) / mu
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "first_block", "return stands in the loop: only the first block counts")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
        return w


@wrong("8.7", "last_block_lost", "blocks[:-1]: the last block is left out")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks[:-1]:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "no_inverse", "multiplied by the matrix instead of its inverse")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ (np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "entrywise_inverse", "one over each entry is no inverse of a matrix")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ (1 / (np.eye(len(y)) + j @ p @ j.T))
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "ones", "1 is added to all entries of J P J^T, not to the diagonal")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(1 + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "identity_of_d", "an identity of size d instead of n: the shapes do not fit")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(d) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "gain_without_p", "P is forgotten at the front of K")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w


@wrong("8.7", "forgets", "forgets with 0.9: that is the question after the function")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(0.9 * np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = (p - k @ j @ p) / 0.9
    return w


@wrong("8.7", "diagonal_p", "only the diagonal of P is kept: the correlations of the weights are lost")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = np.diag(np.diag(p - k @ j @ p))
    return w


@wrong("8.7", "mean_of_blocks", "each block is solved by itself, and the mean of the weights returned")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    return np.mean([np.linalg.solve(j.T @ j + mu * np.eye(d), j.T @ y) for j, y in blocks], axis=0)


@wrong("8.7", "mu_of_each_block", "all at once, but mu is counted once for each block")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    left, right = np.zeros((d, d)), np.zeros(d)
    for j, y in blocks:
        left += j.T @ j + mu * np.eye(d)
        right += j.T @ y
    return np.linalg.solve(left, right)


@wrong("8.7", "stacked", "np.array of blocks with different n: they cannot be stacked")
def kalman(blocks, mu):
    js = np.array([j for j, y in blocks])
    ys = np.array([y for j, y in blocks])
    d = js.shape[2]
    j, y = js.reshape(-1, d), ys.ravel()
    return np.linalg.solve(j.T @ j + mu * np.eye(d), j.T @ y)


@wrong("8.7", "column", "the weights as a column, shape (d, 1)")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros((d, 1)), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y[:, None])
        p = p - k @ j @ p
    return w


@wrong("8.7", "pair", "returns the weights and P as a pair")
def kalman(blocks, mu):
    d = blocks[0][0].shape[1]
    w, p = np.zeros(d), np.eye(d) / mu
    for j, y in blocks:
        k = p @ j.T @ np.linalg.inv(np.eye(len(y)) + j @ p @ j.T)
        w = w - k @ (j @ w - y)
        p = p - k @ j @ p
    return w, p
