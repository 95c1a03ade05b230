"""Wrong answers to the exercises of chapter 2, as students would give them."""

import numpy as np
from answers_of_others import Answers

from miniff_edu.conditioning import normalise, orthogonalise
from miniff_edu.descriptors import Chebyshev, Gaussians, PowerDecay
from miniff_edu.samples import sum_over_points
from miniff_edu.targets import toy_function

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


# 2.1 Eight Gaussians, made perpendicular (right: c)

value("2.1", "a", "believes perpendicular descriptors fit better; the span is the same", "a")
value("2.1", "b", "believes that sizes hold information for a fit", "b")
value("2.1", "d", "overlooks that other columns need other weights", "d")
value("2.1", "upper_a", "believes the RMSE falls (letter a, capital)", "A")
value("2.1", "upper_d", "believes the weights stay (letter d, capital)", "D")
value("2.1", "bracket_b", "believes the RMSE rises (letter b with bracket)", "b)")
value("2.1", "two_letters", "hedges with c and the wrong d", "c and d")
value("2.1", "no_such_letter", "there is no answer e", "e")
value("2.1", "rmse", "the RMSE of the eight Gaussians instead of a letter", 0.03602)
value("2.1", "variable_b", "the variable b of section 5 instead of the letter: quotes forgotten", np.float32(0.91))
value("2.1", "words_of_a", "the words of answer a", "The RMSE falls")
value("2.1", "words_of_d", "the words of answer d", "Only the condition number changes")
value("2.1", "function", "passes the function orthogonalise itself", orthogonalise)

# 2.2 Eight columns (right: 5)

r_chapter = np.linspace(0.1, 10, 100)
family_of_four = PowerDecay(4)
g_eight = np.hstack([family_of_four(r_chapter), family_of_four.derivative(r_chapter)])
singular_values = np.linalg.svd(g_eight, compute_uv=False)

value("2.2", "all_eight", "each column is counted, though derivatives are combinations of the powers", 8)
value("2.2", "one_new_power", "believes that the derivatives bring in one new power", 5)
value("2.2", "one_redundant", "believes that only the derivative of g_0 is a copy", 7)
value("2.2", "above_one", "the threshold is much too high: 1, absolute", np.sum(singular_values > 1))
value("2.2", "six", "believes that two of the derivatives are new", 6)
value("2.2", "two_families", "counts the families, powers and derivatives, not the columns", 2)
value("2.2", "rows", "the number of samples instead of columns", 100)
value("2.2", "shape", "the shape of the matrix", g_eight.shape)
value("2.2", "condition", "the condition number instead of a count", np.linalg.cond(g_eight))
value("2.2", "spectrum", "the singular values themselves, not counted", singular_values)
value("2.2", "sum_of_values", "adds up the singular values instead of counting them", np.sum(singular_values))
value("2.2", "booleans", "which values are large, without the sum that counts them", singular_values > 1e-10)
value("2.2", "exact_zeros", "counts the values that are exactly zero, and there are none", np.sum(singular_values == 0))
value("2.2", "share", "the share of the columns instead of their number", 4 / 8)
value("2.2", "fourth_value", "the fourth singular value instead of the number of values", singular_values[3])
value("2.2", "entries", "counts the entries of the matrix above the threshold", np.sum(np.abs(g_eight) > 1e-10))

# 2.3 Out of sight, gently


@wrong("2.3", "rises_again", "the cosine goes on beyond the cutoff and rises again")
def cutoff_function(r, cutoff):
    return (1 + np.cos(np.pi * r / cutoff)) / 2


@wrong("2.3", "degrees", "180 instead of pi: degrees in a cosine that takes radians")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 + np.cos(180 * r / cutoff)) / 2, 0)


@wrong("2.3", "not_halved", "the division by 2 is missing: it starts at 2")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, 1 + np.cos(np.pi * r / cutoff), 0)


@wrong("2.3", "half_the_cosine", "only the cosine is divided by 2, brackets are missing")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, 1 + np.cos(np.pi * r / cutoff) / 2, 0)


@wrong("2.3", "minus", "1 - cos instead of 1 + cos: it rises from 0 to 1")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 - np.cos(np.pi * r / cutoff)) / 2, 0)


@wrong("2.3", "step", "a hard cutoff: 1 inside, 0 outside, with a jump")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, 1.0, 0.0)


@wrong("2.3", "straight_line", "a straight line down to zero: the slope jumps at the cutoff")
def cutoff_function(r, cutoff):
    return np.clip(1 - r / cutoff, 0, 1)


@wrong("2.3", "two_pi", "2 pi instead of pi: it is 1 again at the cutoff")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 + np.cos(2 * np.pi * r / cutoff)) / 2, 0)


@wrong("2.3", "no_pi", "pi is forgotten: not yet zero at the cutoff")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 + np.cos(r / cutoff)) / 2, 0)


@wrong("2.3", "quarter_wave", "half the angle and no 1: zero at the cutoff but with a kink")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, np.cos(np.pi * r / (2 * cutoff)), 0)


@wrong("2.3", "sine", "a sine instead of the cosine")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 + np.sin(np.pi * r / cutoff)) / 2, 0)


@wrong("2.3", "fixed_cutoff", "the cutoff of the chapter, 12, is hard-coded")
def cutoff_function(r, cutoff):
    return np.where(r < 12.0, (1 + np.cos(np.pi * r / 12.0)) / 2, 0)


@wrong("2.3", "one_outside", "1 instead of 0 beyond the cutoff")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, 1)


@wrong("2.3", "nan_outside", "nan instead of 0 beyond the cutoff")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, np.nan)


@wrong("2.3", "condition_reversed", "the condition is the wrong way round: zero inside")
def cutoff_function(r, cutoff):
    return np.where(r > cutoff, (1 + np.cos(np.pi * r / cutoff)) / 2, 0)


@wrong("2.3", "dropped", "distances beyond the cutoff are dropped: the result is shorter than r")
def cutoff_function(r, cutoff):
    r = r[r < cutoff]
    return (1 + np.cos(np.pi * r / cutoff)) / 2


@wrong("2.3", "if_array", "an if on a whole array: has no single truth value")
def cutoff_function(r, cutoff):
    if r < cutoff:
        return (1 + np.cos(np.pi * r / cutoff)) / 2
    return 0


@wrong("2.3", "distance_zeroed", "distances beyond the cutoff are set to 0, where f_c is 1; and r is changed")
def cutoff_function(r, cutoff):
    r[r > cutoff] = 0
    return (1 + np.cos(np.pi * r / cutoff)) / 2


@wrong("2.3", "ratio_upside_down", "cutoff / r instead of r / cutoff")
def cutoff_function(r, cutoff):
    return np.where(r < cutoff, (1 + np.cos(np.pi * cutoff / r)) / 2, 0)


@wrong("2.3", "integers", "the result is put into an array of integers")
def cutoff_function(r, cutoff):
    result = np.zeros(len(r), dtype=int)
    inside = r < cutoff
    result[inside] = (1 + np.cos(np.pi * r[inside] / cutoff)) / 2
    return result


@wrong("2.3", "descriptor", "a descriptor of the library with one more axis instead of f_c, shape (n, 1)")
def cutoff_function(r, cutoff):
    return Chebyshev(1, cutoff=cutoff)(r)


# 2.4 Gaussians from scratch


@wrong("2.4", "transposed", "the axes are swapped: a row for each centre")
def gaussians(r, centres, width):
    return np.exp(-((centres[:, None] - r) ** 2) / (2 * width**2))


@wrong("2.4", "no_broadcast", "r - centres without a new axis: pairs them one by one or fails")
def gaussians(r, centres, width):
    return np.exp(-((r - centres) ** 2) / (2 * width**2))


@wrong("2.4", "no_two", "the 2 in the denominator is missing")
def gaussians(r, centres, width):
    return np.exp(-((r[:, None] - centres) ** 2) / width**2)


@wrong("2.4", "no_brackets", "/ 2 * width**2 multiplies by the width squared: brackets are missing")
def gaussians(r, centres, width):
    return np.exp(-((r[:, None] - centres) ** 2) / 2 * width**2)


@wrong("2.4", "width_not_squared", "the width is not squared")
def gaussians(r, centres, width):
    return np.exp(-((r[:, None] - centres) ** 2) / (2 * width))


@wrong("2.4", "two_squared", "the 2 is squared together with the width")
def gaussians(r, centres, width):
    return np.exp(-((r[:, None] - centres) ** 2) / (2 * width) ** 2)


@wrong("2.4", "minus_squared", "the minus sign is inside the square and vanishes: it grows")
def gaussians(r, centres, width):
    return np.exp((-(r[:, None] - centres)) ** 2 / (2 * width**2))


@wrong("2.4", "distance_not_squared", "the distance is not squared")
def gaussians(r, centres, width):
    return np.exp(-(r[:, None] - centres) / (2 * width**2))


@wrong("2.4", "absolute_distance", "the absolute value instead of the square: a peak with a kink")
def gaussians(r, centres, width):
    return np.exp(-np.abs(r[:, None] - centres) / (2 * width**2))


@wrong("2.4", "normalised", "divided by width * sqrt(2 pi), as a probability density; not asked")
def gaussians(r, centres, width):
    values = np.exp(-((r[:, None] - centres) ** 2) / (2 * width**2))
    return values / (width * np.sqrt(2 * np.pi))


@wrong("2.4", "sum_not_difference", "r + centre instead of r - centre")
def gaussians(r, centres, width):
    return np.exp(-((r[:, None] + centres) ** 2) / (2 * width**2))


@wrong("2.4", "squares_apart", "r**2 - c**2 instead of (r - c)**2")
def gaussians(r, centres, width):
    return np.exp(-(r[:, None] ** 2 - centres**2) / (2 * width**2))


@wrong("2.4", "centres_forgotten", "all Gaussians sit at zero: the centres are forgotten")
def gaussians(r, centres, width):
    return np.exp(-(r[:, None] ** 2) / (2 * width**2)) * np.ones(len(centres))


@wrong("2.4", "library_grid", "the library's family on its own grid from 0 to 10: centres and width are ignored")
def gaussians(r, centres, width):
    return Gaussians(len(centres))(r)


@wrong("2.4", "spacing_as_width", "the distance between the centres instead of the width")
def gaussians(r, centres, width):
    width = centres[1] - centres[0]
    return np.exp(-((r[:, None] - centres) ** 2) / (2 * width**2))


@wrong("2.4", "summed_over_centres", "the Gaussians are added up: one number for each r")
def gaussians(r, centres, width):
    return np.exp(-((r[:, None] - centres) ** 2) / (2 * width**2)).sum(axis=1)


@wrong("2.4", "first_centre", "return stands inside the loop: only the first centre comes out")
def gaussians(r, centres, width):
    for centre in centres:
        return np.exp(-((r - centre) ** 2) / (2 * width**2))


@wrong("2.4", "flat", "one long vector instead of a matrix")
def gaussians(r, centres, width):
    return np.array([np.exp(-((x - c) ** 2) / (2 * width**2)) for x in r for c in centres])


@wrong("2.4", "full_width", "takes width for the full width at half maximum")
def gaussians(r, centres, width):
    sigma = width / (2 * np.sqrt(2 * np.log(2)))
    return np.exp(-((r[:, None] - centres) ** 2) / (2 * sigma**2))


@wrong("2.4", "no_exponential", "the exponential is forgotten: only the exponent is returned")
def gaussians(r, centres, width):
    return -((r[:, None] - centres) ** 2) / (2 * width**2)


# 2.5 A square metre among square ångströms


@wrong("2.5", "not_undone", "the weights belong to the normalised columns: not divided by the lengths")
def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=0)
    return np.linalg.lstsq(g / lengths, f)[0]


@wrong("2.5", "library_not_undone", "normalise of the library, and the weights are not brought back")
def mended_fit(g, f):
    return np.linalg.lstsq(normalise(g) * np.sqrt(len(g)), f)[0]


@wrong("2.5", "multiplied", "the weights are multiplied by the lengths instead of divided")
def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=0)
    return np.linalg.lstsq(g / lengths, f)[0] * lengths


@wrong("2.5", "plain", "nothing is normalised: lstsq takes the tiny column for rounding")
def mended_fit(g, f):
    return np.linalg.lstsq(g, f)[0]


@wrong("2.5", "rows", "the rows are normalised instead of the columns (axis=1)")
def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=1, keepdims=True)
    return np.linalg.lstsq(g / lengths, f)[0]


@wrong("2.5", "standardised", "the means are subtracted too: without a bias that is another fit")
def mended_fit(g, f):
    mean, spread = g.mean(axis=0), g.std(axis=0)
    return np.linalg.lstsq((g - mean) / spread, f)[0] / spread


@wrong("2.5", "no_root", "squared lengths, the root is forgotten: the tiny column becomes the huge one")
def mended_fit(g, f):
    lengths = np.sum(g**2, axis=0)
    return np.linalg.lstsq(g / lengths, f)[0] / lengths


@wrong("2.5", "orthogonalised", "the weights of the orthogonalised columns")
def mended_fit(g, f):
    return np.linalg.lstsq(orthogonalise(g), f)[0]


@wrong("2.5", "last_column", "assumes that the last column is the tiny one")
def mended_fit(g, f):
    scale = np.array([1.0, 1.0, 1e20])
    return np.linalg.lstsq(g * scale, f)[0] * scale


@wrong("2.5", "first_column", "assumes that the first column is the tiny one")
def mended_fit(g, f):
    g = np.column_stack([g[:, 0] * 1e20, g[:, 1:]])
    weights = np.linalg.lstsq(g, f)[0]
    return weights * np.array([1e20, 1, 1])


@wrong("2.5", "f_normalised", "f is normalised too and its length is forgotten")
def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=0)
    return np.linalg.lstsq(g / lengths, f / np.linalg.norm(f))[0] / lengths


@wrong("2.5", "undone_twice", "divided by the lengths twice")
def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=0)
    return np.linalg.lstsq(g / lengths, f)[0] / lengths**2


@wrong("2.5", "dropped", "the tiny column is dropped and gets the weight 0")
def mended_fit(g, f):
    keep = np.linalg.norm(g, axis=0) > 1e-10
    weights = np.zeros(3)
    weights[keep] = np.linalg.lstsq(g[:, keep], f)[0]
    return weights


@wrong("2.5", "prediction", "returns the prediction at the samples instead of the weights")
def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=0)
    return (g / lengths) @ np.linalg.lstsq(g / lengths, f)[0]


@wrong("2.5", "tuple", "returns weights and lengths instead of bringing them together")
def mended_fit(g, f):
    lengths = np.linalg.norm(g, axis=0)
    return np.linalg.lstsq(g / lengths, f)[0], lengths


# 2.6 Any number of neighbours


@wrong("2.6", "wrong_axis", "summed over the descriptors (axis=1) instead of over the arguments")
def summed(samples, n):
    return [PowerDecay(n)(sample).sum(axis=1) for sample in samples]


@wrong("2.6", "everything", "summed over both axes: one number for each sample")
def summed(samples, n):
    return np.array([PowerDecay(n)(sample).sum() for sample in samples])


@wrong("2.6", "mean", "the mean over the arguments instead of the sum")
def summed(samples, n):
    return np.array([PowerDecay(n)(sample).mean(axis=0) for sample in samples])


@wrong("2.6", "arguments_added", "the arguments are added up first and described afterwards")
def summed(samples, n):
    return np.array([PowerDecay(n)(sample.sum()) for sample in samples])


@wrong("2.6", "padding_counts", "padded with r = 0 without a mask: g_0(0) = 1 is added for each padding")
def summed(samples, n):
    padded = np.zeros((len(samples), max(map(len, samples))))
    for row, sample in zip(padded, samples):
        row[: len(sample)] = sample
    return PowerDecay(n)(padded).sum(axis=1)


@wrong("2.6", "one_for_all", "the arguments of all samples are added together: a single row")
def summed(samples, n):
    return PowerDecay(n)(np.concatenate(samples)).sum(axis=0)


@wrong("2.6", "transposed", "rows are descriptors, columns are samples")
def summed(samples, n):
    return np.array([PowerDecay(n)(sample).sum(axis=0) for sample in samples]).T


@wrong("2.6", "always_three", "three descriptors whatever n is")
def summed(samples, n):
    return np.array([PowerDecay(3)(sample).sum(axis=0) for sample in samples])


@wrong("2.6", "first_argument", "describes only the first argument of each sample")
def summed(samples, n):
    return np.array([PowerDecay(n)(sample)[0] for sample in samples])


@wrong("2.6", "shortest", "zip cuts all samples to the length of the shortest")
def summed(samples, n):
    return np.sum([PowerDecay(n)(np.array(column)) for column in zip(*samples)], axis=0)


@wrong("2.6", "middle_axis", "the tensor of sum_over_points with its middle axis, shape (m, 1, n)")
def summed(samples, n):
    features, _ = sum_over_points(samples, PowerDecay(n))
    return features


@wrong("2.6", "features_and_mask", "the pair of features and mask instead of the array")
def summed(samples, n):
    return sum_over_points(samples, PowerDecay(n))


@wrong("2.6", "product", "the descriptors are multiplied instead of added")
def summed(samples, n):
    return np.array([PowerDecay(n)(sample).prod(axis=0) for sample in samples])


@wrong("2.6", "last_forgotten", "the last sample is left out by range(len(samples) - 1)")
def summed(samples, n):
    return np.array([PowerDecay(n)(samples[i]).sum(axis=0) for i in range(len(samples) - 1)])


@wrong("2.6", "no_decay", "sums of bare powers: the decay is forgotten")
def summed(samples, n):
    return np.array([[np.sum(sample**i) for i in range(n)] for sample in samples])


@wrong("2.6", "decay_of_the_sum", "the sum of the powers times the decay of the sum")
def summed(samples, n):
    return np.array([[np.sum(s**i) * np.exp(-np.sum(s)) for i in range(n)] for s in samples])


@wrong("2.6", "powers_from_one", "the powers go from 1 to n instead of 0 to n - 1")
def summed(samples, n):
    return np.array([[np.sum(s**i * np.exp(-s)) for i in range(1, n + 1)] for s in samples])


@wrong("2.6", "not_reset", "the sum is not set to zero for a new sample: it goes on growing")
def summed(samples, n):
    rows, total = [], np.zeros(n)
    for sample in samples:
        total = total + PowerDecay(n)(sample).sum(axis=0)
        rows.append(total)
    return np.array(rows)


@wrong("2.6", "return_in_loop", "return stands inside the loop: only the first sample comes out")
def summed(samples, n):
    for sample in samples:
        return PowerDecay(n)(sample).sum(axis=0)


@wrong("2.6", "one_array", "np.array of samples of different lengths fails")
def summed(samples, n):
    return PowerDecay(n)(np.array(samples)).sum(axis=1)


# 2.7 Twins


def twin(first, fixed, guess, indices=(0, 1), rounds=50):
    """Find the two other arguments of a triple that shares two sums with the first one."""
    indices, family = list(indices), PowerDecay(max(indices) + 1)
    second = np.array([fixed, *guess], dtype=float)
    goal = family(np.array(first, dtype=float)).sum(axis=0)[indices]
    for _ in range(rounds):
        miss = family(second).sum(axis=0)[indices] - goal
        second[1:] -= np.linalg.solve(family.derivative(second[1:])[:, indices].T, miss)
    return second


first = [1.0, 2.0, 3.0]
good = twin(first, 1.2, [1.5, 3.5])

value("2.7", "permuted", "the same numbers in another order: no twin, F is the same", [first, [3.0, 1.0, 2.0]])
value("2.7", "same", "the same triple twice", [first, first])
value(
    "2.7",
    "sum_of_arguments",
    "equal sums of r, as in section 6, not of g_0 and g_1",
    [[1.0, 1.0, 4.0], [2.0, 2.0, 2.0]],
)
value("2.7", "four_digits", "a twin rounded to four digits: ten were asked", [first, good.round(4)])
value("2.7", "six_digits", "a twin rounded to six digits", [first, good.round(6)])
value("2.7", "two_rounds", "Newton was stopped after two rounds", [first, twin(first, 1.2, [1.5, 3.5], rounds=2)])
value("2.7", "start_of_newton", "the guess that Newton starts from", [first, [1.2, 1.5, 3.5]])
value("2.7", "only_second", "one triple only, the other is missing", good)
value(
    "2.7", "only_g_0", "g_0 agrees, g_1 does not", [first, [1.2, 2.0, -np.log(np.exp(-1) + np.exp(-3) - np.exp(-1.2))]]
)
value("2.7", "g_0_and_g_2", "g_0 and g_2 agree instead of g_0 and g_1", [first, twin(first, 1.1, [1.8, 3.2], (0, 2))])
value("2.7", "g_1_and_g_2", "g_1 and g_2 agree instead of g_0 and g_1", [first, twin(first, 1.1, [1.8, 3.2], (1, 2))])
value(
    "2.7",
    "nearly_the_same",
    "a true twin, but so close that F hardly differs",
    [first, twin(first, 1.0001, [1.9999, 3.0])],
)
value(
    "2.7",
    "out_of_range",
    "a true twin, but an argument is above 5",
    [[1.0, 2.0, 4.9], twin([1.0, 2.0, 4.9], 1.1, [1.7, 5.5])],
)
value("2.7", "pairs", "two pairs of two arguments instead of triples", [[1.0, 3.0], [1.5, 2.0]])
value("2.7", "as_columns", "the triples are the columns: three pairs", np.array([first, good]).T)
value(
    "2.7",
    "sums",
    "the two sums of each triple instead of the triples",
    PowerDecay(2)(np.array([first, good])).sum(axis=1),
)
value("2.7", "six_numbers", "six numbers in one flat list", [*first, *good])
value("2.7", "four_arguments", "quadruples: an argument was added to both", [[*first, 2.0], [*good, 2.0]])
value(
    "2.7",
    "function_values",
    "the values of the black box instead of the arguments",
    [toy_function(np.array(first)), toy_function(good)],
)
value("2.7", "twin_of_two", "a triple beside (2, 2, 2), which has no twin", [[2.0, 2.0, 2.0], [1.99, 2.0, 2.01]])
