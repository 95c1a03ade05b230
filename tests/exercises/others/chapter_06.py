"""Wrong answers to the exercises of chapter 6, as students would give them."""

from itertools import combinations, combinations_with_replacement, pairwise

import numpy as np
from answers_of_others import Answers

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


def fc(r, cutoff):
    return np.where(r < cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, 0.0)


# 6.1 A parabola for a cutoff (right: c)

value("6.1", "a", "believes that a cutoff which is no cosine cuts the energy off: sees a step at r_c", "a")
value("6.1", "b", "believes that the parabola arrives at r_c with a slope, as a straight ramp does", "b")
value("6.1", "d", "takes value and slope, which are 0, for all derivatives: what touches the axis is smooth", "d")
value("6.1", "upper_b", "takes the square for a ramp with a kink (letter b, capital)", "B")
value("6.1", "words_energy", "believes that the energy jumps: the value of the parabola is 0 at r_c", "the energy")
value("6.1", "words_forces", "believes that the forces jump: overlooks that the slope is 0 too", "the forces")
value("6.1", "words_nothing", "believes that nothing jumps: a square is smooth everywhere", "nothing jumps")
value("6.1", "words_everything", "believes that energy and everything after it jumps", "everything")
value("6.1", "words_value", "the value of the cutoff function, which is 0 from both sides", "value")
value("6.1", "words_slope", "the slope, taken for -2 / r_c: the bracket is forgotten", "slope")
value("6.1", "slope_at_zero", "the slope at r = 0 in place of the one at r_c, as a number", -2)
value("6.1", "value_at_cutoff", "the value at r_c, not a letter", 0)
value("6.1", "second_derivative", "the size of the jump with r_c = 1, not a letter", 2.0)
value("6.1", "no_such_letter", "a letter far behind the last answer", "g")
value("6.1", "z", "takes the last letter there is", "z")
value("6.1", "all_letters", "hedges with all of the letters", "a, b, c, d")
value("6.1", "all_letters_list", "hedges with a list of all letters", ["a", "b", "c", "d"])
value("6.1", "question_mark", "does not know", "?")
value("6.1", "empty", "an empty string", "")
value("6.1", "yes", "reads a question of yes or no: does anything jump", True)
value("6.1", "none", "leaves it open", None)

# 6.2 Another program's numbers

value("6.2", "factor_only", "counts each pair once: only the factor of 32", 32)
value("6.2", "pairs_only", "only the double counting, the factor is overlooked", 2)
value("6.2", "wrong_way", "the ratio upside down", 1 / 64)
value("6.2", "factor_wrong_way", "leaving out 2**(1 - zeta) is taken for a division: 2 / 32", 2 / 32)
value("6.2", "factor_itself", "the factor that is left out, as it stands", 2 ** (1 - 6))
value("6.2", "pairs_wrong_way", "believes that two loops count half: 32 / 2", 16)
value("6.2", "two_to_seven", "2**(1 + zeta): the sign of zeta is not turned but the 1 is kept", 2 * 2**6)
value("6.2", "added", "adds the two factors", 2 + 32)
value("6.2", "squared", "squares the factor because of the two loops", 32**2)
value("6.2", "six_times_two", "multiplies by zeta: power taken for a product", 2 * 6)
value("6.2", "ten", "2 * (zeta - 1)", 2 * (6 - 1))
value("6.2", "natural_base", "e in place of 2", 2 * np.exp(5))
value("6.2", "negative", "2 * (1 - zeta): no power at all", 2 * (1 - 6))
value("6.2", "precedence", "typed 2 * 2**1 - 6", 2 * 2**1 - 6)
value("6.2", "exponent", "the exponent of the answer in place of the answer", 6)
value("6.2", "same", "believes that both programs agree", 1)
value("6.2", "log", "typed the exponent of 2**(zeta - 1)", 5)

# 6.3 All atoms of a cluster


@wrong("6.3", "self_counted", "the atom counts as its own neighbour, with distance 0")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[r < cutoff]
        result.append(np.sum(np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)))
    return np.array(result)


@wrong("6.3", "minus_one", "subtracts 1 for the atom itself: true for shift = 0 only")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    return (np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)).sum(axis=1) - 1


@wrong("6.3", "never_zero", "forgets that it is 0 beyond the cutoff: the cosine rises again")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    terms = np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(np.pi * r / cutoff)) / 2
    np.fill_diagonal(terms, 0)
    return terms.sum(axis=1)


@wrong("6.3", "beyond_kept", "compares the wrong way: keeps the atoms beyond the cutoff")
def g2(positions, eta, shift, cutoff):
    result = np.zeros(len(positions))
    for i, centre in enumerate(positions):
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[r > cutoff]
        result[i] = np.sum(np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(np.pi * r / cutoff)) / 2)
    return result


@wrong("6.3", "one_number", "adds up over all atoms: one number for the cluster")
def g2(positions, eta, shift, cutoff):
    total = 0
    for i in range(len(positions)):
        for j in range(len(positions)):
            if i != j:
                r = np.linalg.norm(positions[i] - positions[j])
                total += np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)
    return total


@wrong("6.3", "first_atom", "return stands in the loop: the first atom only")
def g2(positions, eta, shift, cutoff):
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        return np.array([np.sum(np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff))])


@wrong("6.3", "same_for_all", "the value of the first atom for every atom: all are of one element")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[1:] - positions[0], axis=1)
    return np.full(len(positions), np.sum(np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)))


@wrong("6.3", "drops_first", "leaves out the first distance, not the atom's own: true for atom 0 only")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)[1:]
        result.append((np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)).sum())
    return np.array(result)


@wrong("6.3", "later_atoms_only", "runs j over later atoms and does not give the pair to both")
def g2(positions, eta, shift, cutoff):
    n = len(positions)
    result = np.zeros(n)
    for i in range(n):
        for j in range(i + 1, n):
            r = np.linalg.norm(positions[j] - positions[i])
            if r < cutoff:
                result[i] += np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(np.pi * r / cutoff)) / 2
    return result


@wrong("6.3", "half", "halves the sum, as if pairs were counted twice")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions, axis=-1)
    terms = np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)
    terms[r == 0] = 0
    return terms.sum(axis=0) / 2


@wrong("6.3", "mean", "the mean over the neighbours in place of the sum")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.mean(np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)) if len(r) else 0.0)
    return np.array(result)


@wrong("6.3", "shift_added", "r + shift: the sign of the shift")
def g2(positions, eta, shift, cutoff):
    result = []
    for i in range(len(positions)):
        r = np.linalg.norm(np.delete(positions, i, axis=0) - positions[i], axis=1)
        result.append(np.sum(np.exp(-eta * (r + shift) ** 2) * fc(r, cutoff)))
    return np.array(result)


@wrong("6.3", "no_shift", "the shift is ignored")
def g2(positions, eta, shift, cutoff):
    result = []
    for i in range(len(positions)):
        r = np.linalg.norm(np.delete(positions, i, axis=0) - positions[i], axis=1)
        result.append(np.sum(np.exp(-eta * r**2) * fc(r, cutoff)))
    return np.array(result)


@wrong("6.3", "squares_apart", "squares r and shift one by one: r**2 - shift**2")
def g2(positions, eta, shift, cutoff):
    result = []
    for i in range(len(positions)):
        r = np.linalg.norm(np.delete(positions, i, axis=0) - positions[i], axis=1)
        result.append(np.sum(np.exp(-eta * (r**2 - shift**2)) * fc(r, cutoff)))
    return np.array(result)


@wrong("6.3", "not_squared", "the square in the exponent is forgotten")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.sum(np.exp(-eta * (r - shift)) * fc(r, cutoff)))
    return np.array(result)


@wrong("6.3", "grows", "the minus in the exponent is forgotten")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.sum(np.exp(eta * (r - shift) ** 2) * fc(r, cutoff)))
    return np.array(result)


@wrong("6.3", "eta_as_width", "takes eta for the width of the bell: divides by it")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    terms = np.exp(-(((r - shift) / eta) ** 2)) * fc(r, cutoff)
    return np.where(r > 0, terms, 0).sum(axis=1)


@wrong("6.3", "eta_and_shift_swapped", "eta and shift are swapped")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    terms = np.exp(-shift * (r - eta) ** 2) * fc(r, cutoff)
    return np.where(r > 0, terms, 0).sum(axis=1)


@wrong("6.3", "only_the_cutoff", "the bell is forgotten: G1, the sum of the cutoff functions")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    return np.where(r > 0, fc(r, cutoff), 0).sum(axis=1)


@wrong("6.3", "hard_cutoff", "cuts hard: the neighbours within count fully, without f_c")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    return np.where((r > 0) & (r < cutoff), np.exp(-eta * (r - shift) ** 2), 0).sum(axis=1)


@wrong("6.3", "no_half", "1 + cos without the half")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.sum(np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(np.pi * r / cutoff))))
    return np.array(result)


@wrong("6.3", "half_of_cosine", "brackets: 1 + cos / 2")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.sum(np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(np.pi * r / cutoff) / 2)))
    return np.array(result)


@wrong("6.3", "one_minus_cosine", "1 - cos: rises towards the cutoff")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.sum(np.exp(-eta * (r - shift) ** 2) * (1 - np.cos(np.pi * r / cutoff)) / 2))
    return np.array(result)


@wrong("6.3", "no_pi", "pi is missing in the cosine")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.sum(np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(r / cutoff)) / 2))
    return np.array(result)


@wrong("6.3", "degrees", "180 in place of pi, and numpy's cosine takes it for radians")
def g2(positions, eta, shift, cutoff):
    result = []
    for centre in positions:
        r = np.linalg.norm(positions - centre, axis=1)
        r = r[(r > 0) & (r < cutoff)]
        result.append(np.sum(np.exp(-eta * (r - shift) ** 2) * (1 + np.cos(180 * r / cutoff)) / 2))
    return np.array(result)


@wrong("6.3", "shift_in_cutoff", "the shift goes into the cutoff function as well")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    terms = np.exp(-eta * (r - shift) ** 2) * fc(abs(r - shift), cutoff)
    np.fill_diagonal(terms, 0.0)
    return terms.sum(axis=1)


@wrong("6.3", "squared_distances", "the root is forgotten: r is the squared distance")
def g2(positions, eta, shift, cutoff):
    r = ((positions[:, None] - positions[None]) ** 2).sum(axis=2)
    terms = np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)
    np.fill_diagonal(terms, 0.0)
    return terms.sum(axis=1)


@wrong("6.3", "from_origin", "distances from the origin in place of those from the atom")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions, axis=1)
    every = np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)
    return every.sum() - every


@wrong("6.3", "nearest_only", "the nearest neighbour only")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    np.fill_diagonal(r, np.inf)
    r = r.min(axis=1)
    return np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)


@wrong("6.3", "matrix", "the sum over the neighbours is forgotten: shape (n, n)")
def g2(positions, eta, shift, cutoff):
    r = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    terms = np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)
    np.fill_diagonal(terms, 0.0)
    return terms


@wrong("6.3", "running_total", "the sum is not set back to 0 for the next atom")
def g2(positions, eta, shift, cutoff):
    result, total = [], 0.0
    for i, a in enumerate(positions):
        for j, b in enumerate(positions):
            r = np.linalg.norm(b - a)
            if i != j and r < cutoff:
                total += np.exp(-eta * (r - shift) ** 2) * fc(r, cutoff)
        result.append(total)
    return np.array(result)


# 6.4 Pairs of neighbours


@wrong("6.4", "both_orders", "two full loops with j != k: each pair twice")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for j, a in enumerate(neighbours):
        for k, b in enumerate(neighbours):
            ra, rb = np.linalg.norm(a), np.linalg.norm(b)
            if j != k and ra < cutoff and rb < cutoff:
                term = (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2))
                total += term * fc(ra, cutoff) * fc(rb, cutoff)
    return 2 ** (1 - zeta) * total


@wrong("6.4", "with_itself", "each neighbour makes a pair with itself, too")
def g5(neighbours, eta, zeta, lam, cutoff):
    r = np.linalg.norm(neighbours, axis=1)
    total = 0.0
    for j in range(len(r)):
        for k in range(j, len(r)):
            cosine = neighbours[j] @ neighbours[k] / (r[j] * r[k])
            term = (1 + lam * cosine) ** zeta * np.exp(-eta * (r[j] ** 2 + r[k] ** 2))
            total += term * fc(r[j], cutoff) * fc(r[k], cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "no_prefactor", "the factor 2**(1 - zeta) is forgotten")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return total


@wrong("6.4", "minus_zeta", "the factor is 2**(-zeta): half of it")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (-zeta) * total


@wrong("6.4", "factor_precedence", "typed 2**1 - zeta without brackets")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return (2**1 - zeta) * total


@wrong("6.4", "g4", "G4 of the chapter: the distance of the two neighbours is still in it")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb, rab = np.linalg.norm(a), np.linalg.norm(b), np.linalg.norm(a - b)
        term = (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2 + rab**2))
        total += term * fc(ra, cutoff) * fc(rb, cutoff) * fc(rab, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "third_cutoff", "the third bell is gone, the third cutoff function is left from G4")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb, rab = np.linalg.norm(a), np.linalg.norm(b), np.linalg.norm(a - b)
        term = (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2))
        total += term * fc(ra, cutoff) * fc(rb, cutoff) * fc(rab, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "cosine_rises_again", "neighbours beyond the cutoff are not left out: the cosine rises again")
def g5(neighbours, eta, zeta, lam, cutoff):
    r = np.linalg.norm(neighbours, axis=1)
    f = np.exp(-eta * r**2) * (1 + np.cos(np.pi * r / cutoff)) / 2
    total = 0.0
    for j, k in combinations(range(len(r)), 2):
        cosine = neighbours[j] @ neighbours[k] / (r[j] * r[k])
        total += (1 + lam * cosine) ** zeta * f[j] * f[k]
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "skips_if_both_beyond", "skips a pair only where both lie beyond the cutoff: `and` for `or`")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        if ra > cutoff and rb > cutoff:
            continue
        f = (1 + np.cos(np.pi * ra / cutoff)) / 2 * (1 + np.cos(np.pi * rb / cutoff)) / 2
        total += (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * f
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "stops_at_the_first_beyond", "break at the first neighbour beyond: right for sorted neighbours only")
def g5(neighbours, eta, zeta, lam, cutoff):
    kept = []
    for vector in neighbours:
        if np.linalg.norm(vector) > cutoff:
            break
        kept.append(vector)
    total = 0.0
    for a, b in combinations(kept, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "not_normalised", "the dot product without the lengths is taken for the cosine")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        total += (1 + lam * (a @ b)) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "one_length", "a @ b / ra * rb: brackets are missing, only one length divides")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / ra * rb
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "angle", "the angle in radians in place of its cosine")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        angle = np.arccos(np.clip(a @ b / (ra * rb), -1, 1))
        total += (1 + lam * angle) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "sine", "the length of the cross product: the sine of the angle")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        sine = np.linalg.norm(np.cross(a, b)) / (ra * rb)
        total += (1 + lam * sine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "lambda_negative", "the sign of lambda: 1 - lambda cos")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 - lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "no_lambda", "lambda is not used: right for lambda = 1 only")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "power_of_cosine", "the power belongs to the cosine only: 1 + (lambda cos)**zeta")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + (lam * cosine) ** zeta) * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "power_as_product", "zeta multiplies in place of being the exponent")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += zeta * (1 + lam * cosine) * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "lengths_not_squared", "the lengths in the exponent are not squared")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra + rb)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "square_of_sum", "(r_j + r_k)**2 in the exponent: the square of the sum")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra + rb) ** 2) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "eta_of_first_only", "-eta * ra**2 + rb**2: brackets are missing")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * ra**2 + rb**2) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "cutoffs_added", "adds the two cutoff functions in place of multiplying them")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * (fc(ra, cutoff) + fc(rb, cutoff))
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "one_cutoff", "only the first of the two has a cutoff function")
def g5(neighbours, eta, zeta, lam, cutoff):
    inside = [v for v in neighbours if np.linalg.norm(v) < cutoff]
    total = 0.0
    for a, b in combinations(inside, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        total += (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "no_cutoff_function", "leaves out those beyond and forgets the cutoff functions of the others")
def g5(neighbours, eta, zeta, lam, cutoff):
    inside = [v for v in neighbours if np.linalg.norm(v) < cutoff]
    total = 0.0
    for a, b in combinations(inside, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        total += (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2))
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "neighbouring_pairs", "pairs each neighbour with the next one in the list only")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in pairwise(neighbours):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "pairs_with_first", "return is indented too far: only the pairs of the first neighbour within")
def g5(neighbours, eta, zeta, lam, cutoff):
    inside = [v for v in neighbours if np.linalg.norm(v) < cutoff]
    total = 0.0
    for j in range(len(inside)):
        for k in range(j + 1, len(inside)):
            a, b = inside[j], inside[k]
            ra, rb = np.linalg.norm(a), np.linalg.norm(b)
            term = (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2))
            total += term * fc(ra, cutoff) * fc(rb, cutoff)
        return 2.0 ** (1 - zeta) * total
    return 0.0


@wrong("6.4", "mean_over_pairs", "the mean over the pairs in place of the sum")
def g5(neighbours, eta, zeta, lam, cutoff):
    terms = []
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        term = (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2))
        terms.append(term * fc(ra, cutoff) * fc(rb, cutoff))
    return 2.0 ** (1 - zeta) * np.mean(terms)


@wrong("6.4", "last_pair", "total = in place of total +=: the last pair within the cutoff only")
def g5(neighbours, eta, zeta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        if ra < cutoff and rb < cutoff:
            total = (1 + lam * (a @ b) / (ra * rb)) ** zeta * np.exp(-eta * (ra**2 + rb**2))
            total *= fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


@wrong("6.4", "one_per_neighbour", "an array with one number for each neighbour in place of one number")
def g5(neighbours, eta, zeta, lam, cutoff):
    r = np.linalg.norm(neighbours, axis=1)
    u = neighbours / r[:, None]
    f = np.exp(-eta * r**2) * fc(r, cutoff)
    terms = (1 + lam * u @ u.T) ** zeta * np.outer(f, f)
    np.fill_diagonal(terms, 0.0)
    return 2.0 ** (1 - zeta) * terms.sum(axis=1)


@wrong("6.4", "zeta_and_eta_swapped", "eta and zeta are swapped in the signature")
def g5(neighbours, zeta, eta, lam, cutoff):
    total = 0.0
    for a, b in combinations(neighbours, 2):
        ra, rb = np.linalg.norm(a), np.linalg.norm(b)
        cosine = a @ b / (ra * rb)
        total += (1 + lam * cosine) ** zeta * np.exp(-eta * (ra**2 + rb**2)) * fc(ra, cutoff) * fc(rb, cutoff)
    return 2.0 ** (1 - zeta) * total


# 6.5 An atom and its own images


@wrong("6.5", "itself_counted", "l = m = n = 0 is counted: the atom is no image of itself")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    axis = edge * np.arange(-n, n + 1)
    x, y, z = np.meshgrid(axis, axis, axis)
    r = np.sqrt(x**2 + y**2 + z**2).ravel()
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "one_subtracted_twice", "leaves the atom itself out and subtracts 1 for it as well")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    axis = edge * np.arange(-n, n + 1)
    x, y, z = np.meshgrid(axis, axis, axis)
    r = np.sqrt(x**2 + y**2 + z**2).ravel()
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff)) - 1


@wrong("6.5", "adjacent_cells", "adjacent cells only, -1 to 1: too few for a cutoff of two edges and more")
def crystal_g2(edge, eta, cutoff):
    total = 0.0
    for cell in np.ndindex(3, 3, 3):
        r = edge * np.linalg.norm(np.array(cell) - 1)
        if 0 < r < cutoff:
            total += np.exp(-eta * r**2) * (1 + np.cos(np.pi * r / cutoff)) / 2
    return total


@wrong("6.5", "range_without_end", "range(-n, n): the last image on the positive side is missing")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    total = 0.0
    for i in range(-n, n):
        for j in range(-n, n):
            for k in range(-n, n):
                r = edge * np.sqrt(i**2 + j**2 + k**2)
                if 0 < r < cutoff:
                    total += np.exp(-eta * r**2) * fc(r, cutoff)
    return total


@wrong("6.5", "positive_only", "positive and zero l, m, n only: images on one side")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    total = 0.0
    for i in range(n + 1):
        for j in range(n + 1):
            for k in range(n + 1):
                r = edge * np.sqrt(i**2 + j**2 + k**2)
                if 0 < r < cutoff:
                    total += np.exp(-eta * r**2) * fc(r, cutoff)
    return total


@wrong("6.5", "octant_times_eight", "one octant times 8: images on axes and planes are counted too often")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[: n + 1, : n + 1, : n + 1]
    r = edge * np.sqrt(i**2 + j**2 + k**2)
    r = r[(r > 0) & (r < cutoff)]
    return 8 * np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "none_zero", "l, m and n must each differ from 0: no image on axes or planes")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    numbers = [i for i in range(-n, n + 1) if i != 0]
    total = 0.0
    for i in numbers:
        for j in numbers:
            for k in numbers:
                r = edge * np.sqrt(i**2 + j**2 + k**2)
                if r < cutoff:
                    total += np.exp(-eta * r**2) * fc(r, cutoff)
    return total


@wrong("6.5", "six_nearest", "the six nearest images only")
def crystal_g2(edge, eta, cutoff):
    return 6 * np.exp(-eta * edge**2) * fc(edge, cutoff)


@wrong("6.5", "axes_only", "images along the three axes only")
def crystal_g2(edge, eta, cutoff):
    r = edge * np.arange(1, int(cutoff / edge) + 1)
    return 6 * np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "one_axis", "one axis only: a chain in place of a crystal")
def crystal_g2(edge, eta, cutoff):
    r = edge * np.arange(1, int(cutoff / edge) + 1)
    return 2 * np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "a_layer", "two axes only: a layer in place of a crystal")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    x, y = np.meshgrid(np.arange(-n, n + 1), np.arange(-n, n + 1))
    r = edge * np.hypot(x, y)
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "whole_cube", "a cube of cells without comparing with the cutoff: the corners come back in")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge) + 1
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * np.sqrt(i**2 + j**2 + k**2)
    r = r[r > 0]
    return np.sum(np.exp(-eta * r**2) * (1 + np.cos(np.pi * r / cutoff)) / 2)


@wrong("6.5", "upside_down", "int(edge / cutoff): the quotient is upside down")
def crystal_g2(edge, eta, cutoff):
    n = int(edge / cutoff)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * np.sqrt(i**2 + j**2 + k**2)
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "edge_forgotten", "the edge does not multiply l, m, n: distances in cells")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = np.sqrt(i**2 + j**2 + k**2)
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "edge_outside_the_root", "edge * (l**2 + m**2 + n**2) is taken for the squared distance")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff**2 / edge) + 1
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = np.sqrt(edge * (i**2 + j**2 + k**2))
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "squared_compared", "compares the squared distance with the cutoff")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    squared = edge**2 * (i**2 + j**2 + k**2)
    squared = squared[(squared > 0) & (squared < cutoff)]
    return np.sum(np.exp(-eta * squared) * fc(np.sqrt(squared), cutoff))


@wrong("6.5", "city_blocks", "adds |l| + |m| + |n|: distances along the streets")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * (abs(i) + abs(j) + abs(k))
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "exponent_not_squared", "exp(-eta r): the square is forgotten")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * np.sqrt(i**2 + j**2 + k**2)
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r) * fc(r, cutoff))


@wrong("6.5", "images_count_fully", "no cutoff function: images within count fully")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * np.sqrt(i**2 + j**2 + k**2)
    return np.sum(np.exp(-eta * r[(r > 0) & (r < cutoff)] ** 2))


@wrong("6.5", "half_of_the_images", "halves the sum: believes that l and -l are the same image")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * np.sqrt(i**2 + j**2 + k**2)
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff)) / 2


@wrong("6.5", "each_distance_once", "np.unique: each distance is counted once, not each image")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * np.sqrt(np.unique(i**2 + j**2 + k**2))
    r = r[(r > 0) & (r < cutoff)]
    return np.sum(np.exp(-eta * r**2) * fc(r, cutoff))


@wrong("6.5", "sorted_numbers", "combinations of l, m, n in one order only: (0, 0, 1) but not (0, 1, 0)")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    total = 0.0
    for cell in combinations_with_replacement(range(-n, n + 1), 3):
        r = edge * np.linalg.norm(cell)
        if 0 < r < cutoff:
            total += np.exp(-eta * r**2) * fc(r, cutoff)
    return total


@wrong("6.5", "mean_over_images", "the mean over the images in place of the sum")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge)
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    r = edge * np.sqrt(i**2 + j**2 + k**2)
    r = r[(r > 0) & (r < cutoff)]
    return np.mean(np.exp(-eta * r**2) * fc(r, cutoff)) if len(r) else 0.0


@wrong("6.5", "as_a_gas", "an integral over a sphere of even density in place of the lattice")
def crystal_g2(edge, eta, cutoff):
    r = np.linspace(0, cutoff, 2001)
    return np.sum(4 * np.pi * r**2 / edge**3 * np.exp(-eta * r**2) * fc(r, cutoff)) * (r[1] - r[0])


@wrong("6.5", "body_centred", "mistakes the lattice: adds the centres of the cells")
def crystal_g2(edge, eta, cutoff):
    n = int(cutoff / edge) + 1
    i, j, k = np.mgrid[-n : n + 1, -n : n + 1, -n : n + 1]
    total = 0.0
    for s in (0.0, 0.5):
        r = edge * np.sqrt((i + s) ** 2 + (j + s) ** 2 + (k + s) ** 2)
        r = r[(r > 0) & (r < cutoff)]
        total += np.sum(np.exp(-eta * r**2) * fc(r, cutoff))
    return total


# 6.6 Four bodies from two moments


@wrong("6.6", "three_bodies", "only the vector squared: pairs of neighbours, without k")
def four_body(u, w):
    first = w @ u
    return first @ first


@wrong("6.6", "second_squared", "the squared entries of the moment of rank 2: l is j")
def four_body(u, w):
    second = (u * w[:, None]).T @ u
    return np.sum(second**2)


@wrong("6.6", "middle_unweighted", "w_k is forgotten in the moment of rank 2")
def four_body(u, w):
    first = w @ u
    second = u.T @ u
    return first @ second @ first


@wrong("6.6", "outer_unweighted", "w_j and w_l are forgotten: only the moment of rank 2 has weights")
def four_body(u, w):
    first = u.sum(axis=0)
    second = (w[:, None] * u).T @ u
    return first @ second @ first


@wrong("6.6", "no_weights", "the weights are not used at all")
def four_body(u, w):
    first = u.sum(axis=0)
    return np.sum((u @ first) ** 2)


@wrong("6.6", "middle_squared", "w_k is squared: both vectors u_k bring one along")
def four_body(u, w):
    weighted = w[:, None] * u
    first = weighted.sum(axis=0)
    return first @ (weighted.T @ weighted) @ first


@wrong("6.6", "all_different", "leaves out equal j, k, l")
def four_body(u, w):
    n = len(u)
    total = 0.0
    for j in range(n):
        for k in range(n):
            for m in range(n):
                if j != k and k != m and j != m:
                    total += w[j] * w[k] * w[m] * (u[j] @ u[k]) * (u[k] @ u[m])
    return total


@wrong("6.6", "not_the_middle", "leaves out j = k and k = l but not j = l")
def four_body(u, w):
    gram = u @ u.T
    np.fill_diagonal(gram, 0.0)
    return np.sum(w * (gram @ w) ** 2)


@wrong("6.6", "each_triple_once", "j < k < l: each triple once")
def four_body(u, w):
    total = 0.0
    for j, k, m in combinations(range(len(u)), 3):
        total += w[j] * w[k] * w[m] * (u[j] @ u[k]) * (u[k] @ u[m])
    return total


@wrong("6.6", "ordered_with_equals", "j <= k <= l: equal ones included but each triple once")
def four_body(u, w):
    total = 0.0
    for j, k, m in combinations_with_replacement(range(len(u)), 3):
        total += w[j] * w[k] * w[m] * np.dot(u[j], u[k]) * np.dot(u[k], u[m])
    return total


@wrong("6.6", "ring", "a third product closes the ring: (u_l . u_j) as well")
def four_body(u, w):
    second = np.einsum("k,ka,kb->ab", w, u, u)
    return np.trace(second @ second @ second)


@wrong("6.6", "outer_of_first", "the moment of rank 2 is taken for the outer product of the vector")
def four_body(u, w):
    first = w @ u
    second = np.outer(first, first)
    return first @ second @ first


@wrong("6.6", "trace", "first . first times the trace: the two dot products are pulled apart")
def four_body(u, w):
    first = w @ u
    second = np.einsum("k,ka,kb->ab", w, u, u)
    return first @ first * np.trace(second)


@wrong("6.6", "vector", "second @ first: a vector, the last product is forgotten")
def four_body(u, w):
    first = w @ u
    second = np.einsum("k,ka,kb->ab", w, u, u)
    return second @ first


@wrong("6.6", "length_of_vector", "the squared length of second @ first: two moments of rank 2")
def four_body(u, w):
    first = w @ u
    second = np.einsum("k,ka,kb->ab", w, u, u)
    return np.sum((second @ first) ** 2)


@wrong("6.6", "one_for_each", "the sum over k is forgotten: a number for each neighbour")
def four_body(u, w):
    first = w @ u
    return w * (u @ first) ** 2


@wrong("6.6", "cosines_added", "adds the two cosines in place of multiplying them")
def four_body(u, w):
    total = 0.0
    n = len(u)
    for j in range(n):
        for k in range(n):
            for m in range(n):
                total += w[j] * w[k] * w[m] * (u[j] @ u[k] + u[k] @ u[m])
    return total


@wrong("6.6", "absolute_cosines", "takes the size of each cosine")
def four_body(u, w):
    gram = abs(u @ u.T)
    return w @ (gram @ w) ** 2


@wrong("6.6", "first_neighbour", "k is the first neighbour only")
def four_body(u, w):
    first = w @ u
    return w[0] * (first @ u[0]) ** 2


@wrong("6.6", "mean_over_triples", "the mean over all triples in place of the sum")
def four_body(u, w):
    first = w @ u
    return np.sum(w * (u @ first) ** 2) / len(u) ** 3


@wrong("6.6", "normalised_weights", "divides the weights by their sum")
def four_body(u, w):
    w = w / w.sum()
    first = w @ u
    return np.sum(w * (u @ first) ** 2)


@wrong("6.6", "traceless", "takes a third off the diagonal: the moment without its trace")
def four_body(u, w):
    first = w @ u
    second = np.einsum("k,ka,kb->ab", w, u, u)
    second = second - np.trace(second) * np.eye(3) / 3
    return first @ second @ first


@wrong("6.6", "weights_of_sum", "adds the vectors first and multiplies by the sum of the weights")
def four_body(u, w):
    first = w.sum() * u.sum(axis=0)
    second = np.einsum("k,ka,kb->ab", w, u, u)
    return first @ second @ first


@wrong("6.6", "tensor_diagonal", "the squares x**2, y**2, z**2 only: the moment of rank 2 without its mixed entries")
def four_body(u, w):
    first = w @ u
    second = w @ u**2
    return np.sum(first * second * first)


# 6.7 Twins with six neighbours

HOURS = [0, 30, 60, 90, 120, 210]
LEFT = [150, 180, 240, 270, 300, 330]

value("6.7", "same_twice", "the same pattern twice", [HOURS, HOURS])
value("6.7", "turned", "one pattern is the other one turned by 30 degrees", [HOURS, [30, 60, 90, 120, 150, 240]])
value("6.7", "mirrored", "one pattern is the mirror image of the other one", [HOURS, [0, 330, 300, 270, 240, 150]])
value(
    "6.7",
    "mirrored_and_turned",
    "mirrored and turned, so it looks new",
    [HOURS, [(45 - a) % 360 for a in HOURS]],
)
value("6.7", "other_order", "the same directions in another order", [HOURS, HOURS[::-1]])
value(
    "6.7",
    "left_over_of_a_half",
    "a half of the clock: what is left is the other half, turned",
    [[0, 30, 60, 90, 120, 150], [180, 210, 240, 270, 300, 330]],
)
value(
    "6.7",
    "even_and_odd",
    "the even and the odd hours: two hexagons, one turned",
    [[0, 60, 120, 180, 240, 300], [30, 90, 150, 210, 270, 330]],
)
value("6.7", "hours", "hours of the clock in place of degrees", [[0, 1, 2, 3, 4, 7], [5, 6, 8, 9, 10, 11]])
value(
    "6.7",
    "radians",
    "the right directions in radians",
    [list(np.radians(HOURS)), list(np.radians(LEFT))],
)
value("6.7", "four_neighbours", "the pair of section 8 with four neighbours", [[0, 45, 135, 180], [0, 45, 90, 225]])
value(
    "6.7",
    "two_added_to_four",
    "two directions added to a pair of four neighbours: the angles to the new ones differ",
    [[0, 45, 90, 225, 20, 300], [0, 45, 135, 180, 20, 300]],
)
value("6.7", "five_hours", "five neighbours each: the last one is forgotten", [HOURS[:5], LEFT[:5]])
value("6.7", "one_hour_wrong", "a slip of one hour in the second pattern", [HOURS, [150, 180, 210, 270, 300, 330]])
value(
    "6.7", "one_moved", "one neighbour moved by 30 degrees: believes that the angles stay", [HOURS, [*HOURS[:5], 240]]
)
value(
    "6.7",
    "same_gaps",
    "the same gaps in another order: only angles of adjacent neighbours agree",
    [[0, 30, 70, 120, 180, 250], [0, 50, 80, 140, 180, 250]],
)
value(
    "6.7",
    "rounded",
    "directions from a plot, to half a degree only",
    [[0.5, 30, 60, 90, 119.5, 210], LEFT],
)
value(
    "6.7",
    "too_close",
    "a clock of a hundred hours: neighbours are less than 5 degrees apart",
    [[3.6 * h for h in (0, 1, 2, 3, 4, 7)], [3.6 * h for h in (5, 6, 8, 9, 10, 11)]],
)
value(
    "6.7",
    "doubled",
    "one direction twice, to get from five to six neighbours",
    [[0, 0, 30, 60, 120, 210], [0, 30, 30, 60, 120, 210]],
)
value("6.7", "one_pattern", "one pattern alone", HOURS)
value("6.7", "three_patterns", "three lists in place of two", [HOURS, LEFT, [0, 30, 60, 90, 120, 150]])
value("6.7", "joined", "both patterns in one list of twelve", HOURS + LEFT)
value(
    "6.7",
    "vectors",
    "vectors in the plane in place of degrees",
    [np.stack([np.cos(np.radians(p)), np.sin(np.radians(p))], axis=1) for p in (HOURS, LEFT)],
)
value(
    "6.7",
    "angles_between",
    "the angles between neighbours in place of directions, fifteen for each",
    [sorted(min(abs(a - b), 360 - abs(a - b)) for a, b in combinations(p, 2)) for p in (HOURS, LEFT)],
)
value(
    "6.7",
    "gaps",
    "the gaps between adjacent neighbours in place of directions",
    [[30, 30, 30, 30, 90, 150], [30, 60, 30, 30, 30, 180]],
)
value("6.7", "count", "the number of ways to choose six hours of twelve in place of a pair", 924)
value(
    "6.7",
    "half_turn",
    "adds 180 to every direction: an inversion in the plane is a turn",
    [HOURS, [180, 210, 240, 270, 300, 30]],
)
