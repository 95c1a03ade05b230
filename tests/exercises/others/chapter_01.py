"""Wrong answers to the exercises of chapter 1, as students would give them."""

import math

import numpy as np
import torch
from answers_of_others import Answers

from miniff_edu.conditioning import normalise, orthogonalise
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.targets import toy_function

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


# What a student has in the notebook from the sections before
n_samples = 100
r_chapter = np.linspace(0.1, 10, n_samples)
f_chapter = toy_function(r_chapter)
g_chapter = np.stack([r_chapter**i * np.exp(-r_chapter) for i in range(3)], axis=1)

# 1.1 Too many arguments

value("1.1", "seconds", "the total is left in seconds, not turned into days", 20**6 * 30)
value("1.1", "minutes", "the total is in minutes, not in days", 20**6 * 30 / 60)
value("1.1", "hours", "the total is in hours, not in days", 20**6 * 30 / (60 * 60))
value("1.1", "years", "the total is in years, days were asked", 20**6 * 30 / (24 * 60 * 60 * 365))
value("1.1", "swapped_power", "base and exponent are swapped: 6 ** 20 rows", 6**20 * 30 / (24 * 60 * 60))
value("1.1", "product", "20 times 6 rows instead of 20 to the power of 6", 20 * 6 * 30 / (24 * 60 * 60))
value("1.1", "no_seconds", "the 30 seconds per answer are forgotten", 20**6 / (24 * 60 * 60))
value("1.1", "day_of_minutes", "the day is taken to have 24 * 60 seconds", 20**6 * 30 / (24 * 60))
value("1.1", "no_brackets", "the brackets around the seconds of a day are missing", 20**6 * 30 / 24 * 60 * 60)
value("1.1", "one_argument_less", "the power is one too low, 5 arguments", 20**5 * 30 / (24 * 60 * 60))
value("1.1", "intervals", "19 intervals are counted instead of 20 values", 19**6 * 30 / (24 * 60 * 60))
value("1.1", "seconds_to_power", "the 30 seconds are inside the power too", (20 * 30) ** 6 / (24 * 60 * 60))
value("1.1", "values_and_seconds_swapped", "20 and 30 have changed places", 30**6 * 20 / (24 * 60 * 60))
value("1.1", "chapter_128", "the chapter's 128 samples per argument, not 20", 128**6 * 30 / (24 * 60 * 60))
value(
    "1.1", "combinations", "counts choices of 6 out of 20 instead of all rows", math.comb(20, 6) * 30 / (24 * 60 * 60)
)
value("1.1", "divided_by_30", "divides by the seconds per answer", 20**6 / 30 / (24 * 60 * 60))

# 1.2 One descriptor more (right: b)

value("1.2", "a", "thinks more descriptors always fit better, though three are exact", "a")
value("1.2", "c", "thinks an extra weight spoils the fit at the samples; it can always be zero", "c")
value("1.2", "d", "confuses an unneeded descriptor with a dependent one; the solution is unique", "d")
value("1.2", "upper_a", "believes the fit gets better (letter a, capital)", "A")
value("1.2", "upper_d", "believes uniqueness is lost (letter d, capital)", "D")
value("1.2", "bracket_c", "believes the fit gets worse (letter c with bracket)", "c)")
value("1.2", "two_letters", "hedges with two letters, one of them wrong", "a, b")
value("1.2", "no_such_letter", "there is no answer e", "e")
value("1.2", "list_a", "the wrong letter a, and in a list", ["a"])
value("1.2", "index_of_a", "the position of answer a instead of a letter", 0)
value("1.2", "words_of_a", "the words of answer a", "The fit gets better")
value("1.2", "words_of_d", "the words of answer d", "There is no unique solution any more")

# 1.3 The matrix of descriptors


@wrong("1.3", "transposed", "rows are descriptors and columns are samples: the axes are swapped")
def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(n)])


@wrong("1.3", "powers_from_one", "the powers go from 1 to n instead of 0 to n - 1")
def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(1, n + 1)], axis=1)


@wrong("1.3", "one_column_more", "n + 1 columns, one power too many")
def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(n + 1)], axis=1)


@wrong("1.3", "one_column_less", "n - 1 columns, the last power is missing")
def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(n - 1)], axis=1)


@wrong("1.3", "no_decay", "bare powers: the decay exp(-r) is forgotten")
def descriptor_matrix(r, n):
    return r[:, None] ** np.arange(n)


@wrong("1.3", "growing", "exp(r) instead of exp(-r): the sign of the exponent")
def descriptor_matrix(r, n):
    return r[:, None] ** np.arange(n) * np.exp(r)[:, None]


@wrong("1.3", "times_i", "r times i instead of r to the power of i")
def descriptor_matrix(r, n):
    return np.stack([r * i * np.exp(-r) for i in range(n)], axis=1)


@wrong("1.3", "i_to_the_r", "i to the power of r: base and exponent are swapped")
def descriptor_matrix(r, n):
    return np.arange(n) ** r[:, None] * np.exp(-r)[:, None]


@wrong("1.3", "decay_in_the_power", "the decay is raised to the power i as well")
def descriptor_matrix(r, n):
    return np.stack([(r * np.exp(-r)) ** i for i in range(n)], axis=1)


@wrong("1.3", "gaussian_decay", "the decay is exp(-r**2) instead of exp(-r)")
def descriptor_matrix(r, n):
    return r[:, None] ** np.arange(n) * np.exp(-(r**2))[:, None]


@wrong("1.3", "always_three", "always three columns, n is ignored")
def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(3)], axis=1)


@wrong("1.3", "chapter_r", "uses the hundred arguments of the chapter instead of r")
def descriptor_matrix(r, n):
    return np.stack([r_chapter**i * np.exp(-r_chapter) for i in range(n)], axis=1)


@wrong("1.3", "vander", "np.vander puts the highest power first: columns in reversed order")
def descriptor_matrix(r, n):
    return np.vander(r, n) * np.exp(-r)[:, None]


@wrong("1.3", "integers", "the matrix is made of integers, so that all values are cut off")
def descriptor_matrix(r, n):
    g = np.zeros((len(r), n), dtype=int)
    for i in range(n):
        g[:, i] = r**i * np.exp(-r)
    return g


@wrong(
    "1.3", "same_array_n_times", "the same array is appended n times and changed later: all columns are the last one"
)
def descriptor_matrix(r, n):
    column, columns = np.exp(-r), []
    for _ in range(n):
        columns.append(column)
        column *= r
    return np.stack(columns, axis=1)


@wrong("1.3", "return_in_loop", "return stands inside the loop: only the first column comes out")
def descriptor_matrix(r, n):
    g = np.zeros((len(r), n))
    for i in range(n):
        g[:, i] = r**i * np.exp(-r)
        return g


@wrong("1.3", "reshaped", "reshape instead of transpose: the numbers are right, in the wrong places")
def descriptor_matrix(r, n):
    return np.array([r**i * np.exp(-r) for i in range(n)]).reshape(len(r), n)


@wrong("1.3", "concatenated", "one long vector, columns one after the other, instead of a matrix")
def descriptor_matrix(r, n):
    return np.concatenate([r**i * np.exp(-r) for i in range(n)])


@wrong("1.3", "summed", "the descriptors are added up over the samples")
def descriptor_matrix(r, n):
    return PowerDecay(n)(r).sum(axis=0)


@wrong("1.3", "no_return", "the result is not returned")
def descriptor_matrix(r, n):
    g = r[:, None] ** np.arange(n) * np.exp(-r)[:, None]
    print(g)


# 1.4 The exact answer, once more


@wrong("1.4", "whole_tuple", "returns all that lstsq returns, not only the weights")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(3)(r), f)


@wrong("1.4", "four_powers", "fits four descriptors instead of three")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(4)(r), f)[0]


@wrong("1.4", "first_three_of_four", "fits four descriptors and drops the fourth weight afterwards")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(4)(r), f)[0][:3]


@wrong("1.4", "two_powers", "fits two descriptors instead of three")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(2)(r), f)[0]


@wrong("1.4", "known_weights", "the weights of the chapter, hard-coded")
def fit_weights(r, f):
    return np.array([1.0, -1.0, 1.0])


@wrong("1.4", "three_samples", "solves for the first three samples only, the others do not count")
def fit_weights(r, f):
    return np.linalg.solve(PowerDecay(3)(r[:3]), f[:3])


@wrong("1.4", "every_second", "uses every second sample only")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(3)(r[::2]), f[::2])[0]


@wrong("1.4", "first_lost", "the first sample is left out, by slicing from 1")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(3)(r[1:]), f[1:])[0]


@wrong("1.4", "prediction", "returns the prediction at the samples, not the weights")
def fit_weights(r, f):
    g = PowerDecay(3)(r)
    return g @ np.linalg.lstsq(g, f)[0]


@wrong("1.4", "polyfit", "fits a parabola without the decay, the highest power first")
def fit_weights(r, f):
    return np.polyfit(r, f, 2)


@wrong("1.4", "bare_powers", "the descriptors are powers without their decay")
def fit_weights(r, f):
    return np.linalg.lstsq(r[:, None] ** np.arange(3), f)[0]


@wrong("1.4", "reversed", "the order of the weights is reversed: g_2 first")
def fit_weights(r, f):
    g = np.vander(r, 3) * np.exp(-r)[:, None]
    return np.linalg.lstsq(g, f)[0]


@wrong("1.4", "with_bias", "a constant is fitted beside the three descriptors and takes its share")
def fit_weights(r, f):
    g = np.concatenate([PowerDecay(3)(r), np.ones((len(r), 1))], axis=1)
    return np.linalg.lstsq(g, f)[0][:3]


@wrong("1.4", "normal_equations_half", "g.T @ f, without solving the normal equations")
def fit_weights(r, f):
    return PowerDecay(3)(r).T @ f


@wrong("1.4", "normalised", "the weights belong to the normalised descriptors, not to g_0, g_1, g_2")
def fit_weights(r, f):
    return np.linalg.lstsq(normalise(PowerDecay(3)(r)), f)[0]


@wrong("1.4", "orthogonalised", "the weights belong to the orthogonalised descriptors")
def fit_weights(r, f):
    return np.linalg.lstsq(orthogonalise(PowerDecay(3)(r)), f)[0]


@wrong("1.4", "few_steps", "gradient descent was stopped long before it arrived")
def fit_weights(r, f):
    g, w = PowerDecay(3)(r), np.zeros(3)
    for _ in range(50):
        w = w - 0.5 * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("1.4", "rounded", "the weights are rounded to whole numbers")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(3)(r), f)[0].round()


@wrong("1.4", "derivatives", "fits the derivatives of the descriptors instead of the descriptors")
def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(3).derivative(r), f)[0]


# 1.5 Axes for a dataset


@wrong("1.5", "energy_flat", "energy keeps shape (n,): the second axis is missing")
def as_parts(f, g):
    n = len(f)
    return torch.from_numpy(f), torch.from_numpy(g)[:, None, :], torch.ones(n, 1, dtype=torch.float64)


@wrong("1.5", "energy_row", "energy has shape (1, n): the new axis is in the wrong place")
def as_parts(f, g):
    n = len(f)
    return torch.from_numpy(f)[None, :], torch.from_numpy(g)[:, None, :], torch.ones(n, 1, dtype=torch.float64)


@wrong("1.5", "features_flat", "features keep shape (n, d): the axis of points is missing")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g), torch.ones(len(f), 1, dtype=torch.float64)


@wrong("1.5", "features_last_axis", "features have shape (n, d, 1): descriptors are taken for points")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, :, None], torch.ones(len(f), 1, dtype=torch.float64)


@wrong("1.5", "features_first_axis", "features have shape (1, n, d): one sample with n points")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[None], torch.ones(len(f), 1, dtype=torch.float64)


@wrong("1.5", "mask_flat", "the mask has shape (n,) instead of (n, 1)")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], torch.ones(len(f), dtype=torch.float64)


@wrong("1.5", "mask_float32", "the mask is float32: torch.ones without a dtype")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], torch.ones(len(f), 1)


@wrong("1.5", "mask_zeros", "the mask is all zeros: every point is marked as padding")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], torch.zeros(len(f), 1, dtype=torch.float64)


@wrong("1.5", "mask_bool", "the mask holds True instead of the float64 1")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], torch.ones(len(f), 1, dtype=torch.bool)


@wrong("1.5", "mask_integers", "the mask holds integers, not float64")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], torch.ones(len(f), 1, dtype=int)


@wrong("1.5", "mask_per_descriptor", "the mask has a value for each descriptor, shape (n, d), not for each point")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], torch.ones_like(torch.from_numpy(g))


@wrong("1.5", "mask_like_features", "the mask has the shape of the features, (n, 1, d)")
def as_parts(f, g):
    features = torch.from_numpy(g)[:, None, :]
    return torch.from_numpy(f)[:, None], features, torch.ones_like(features)


@wrong("1.5", "mask_as_weight", "the mask is used as a sample weight, 1 / n")
def as_parts(f, g):
    mask = torch.full((len(f), 1), 1 / len(f), dtype=torch.float64)
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], mask


@wrong("1.5", "all_float32", "everything is float32: torch.Tensor instead of torch.from_numpy")
def as_parts(f, g):
    return torch.Tensor(f)[:, None], torch.Tensor(g)[:, None, :], torch.ones(len(f), 1)


@wrong("1.5", "numpy_arrays", "returns numpy arrays instead of tensors")
def as_parts(f, g):
    return f[:, None], g[:, None, :], np.ones((len(f), 1))


@wrong("1.5", "order", "returned in the wrong order: features before energy")
def as_parts(f, g):
    mask = torch.ones(len(f), 1, dtype=torch.float64)
    return torch.from_numpy(g)[:, None, :], torch.from_numpy(f)[:, None], mask


@wrong("1.5", "mask_before_features", "returned in the wrong order: mask before features")
def as_parts(f, g):
    mask = torch.ones(len(f), 1, dtype=torch.float64)
    return torch.from_numpy(f)[:, None], mask, torch.from_numpy(g)[:, None, :]


@wrong("1.5", "hundred_samples", "the mask has always 100 rows, as in the chapter")
def as_parts(f, g):
    mask = torch.ones(n_samples, 1, dtype=torch.float64)
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :], mask


@wrong("1.5", "no_mask", "the mask is not returned")
def as_parts(f, g):
    return torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :]


@wrong("1.5", "dataset", "returns a Dataset instead of its three parts")
def as_parts(f, g):
    mask = torch.ones(len(f), 1, dtype=torch.float64)
    energy, features = torch.from_numpy(f)[:, None], torch.from_numpy(g)[:, None, :]
    return Dataset(PerCellDataset(energy), PerPointDataset(features, mask))


@wrong("1.5", "energy_from_g", "the energy is taken from the first descriptor instead of f")
def as_parts(f, g):
    mask = torch.ones(len(f), 1, dtype=torch.float64)
    return torch.from_numpy(g)[:, :1], torch.from_numpy(g)[:, None, :], mask


# 1.6 One number for an error


@wrong("1.6", "broadcast", "no reshape: (n, 1) minus (n,) is a table of all pairs")
def rmse(f, prediction):
    return np.sqrt(np.mean((prediction - f) ** 2))


@wrong("1.6", "column_reference", "f is made a column always, so a flat prediction broadcasts to a table")
def rmse(f, prediction):
    return np.sqrt(np.mean((prediction - f[:, None]) ** 2))


@wrong("1.6", "first_column", "prediction[:, 0] fails for a prediction of shape (n,)")
def rmse(f, prediction):
    return np.sqrt(np.mean((prediction[:, 0] - f) ** 2))


@wrong("1.6", "no_root", "the root is missing: mean squared error")
def rmse(f, prediction):
    return np.mean((prediction.reshape(f.shape) - f) ** 2)


@wrong("1.6", "root_first", "the root is taken before the mean: mean absolute error")
def rmse(f, prediction):
    return np.mean(np.sqrt((prediction.reshape(f.shape) - f) ** 2))


@wrong("1.6", "sum", "the sum instead of the mean of the squares")
def rmse(f, prediction):
    return np.sqrt(np.sum((prediction.reshape(f.shape) - f) ** 2))


@wrong("1.6", "norm_over_n", "the norm divided by n instead of by the root of n")
def rmse(f, prediction):
    return np.linalg.norm(prediction.reshape(f.shape) - f) / len(f)


@wrong("1.6", "square_of_mean", "the mean is squared, not the differences, so that they cancel")
def rmse(f, prediction):
    return np.sqrt(np.mean(prediction.reshape(f.shape) - f) ** 2)


@wrong("1.6", "std", "the standard deviation of the differences: an offset goes unnoticed")
def rmse(f, prediction):
    return np.std(prediction.reshape(f.shape) - f)


@wrong("1.6", "ddof", "divides by n - 1 instead of n")
def rmse(f, prediction):
    return np.sqrt(np.sum((prediction.reshape(f.shape) - f) ** 2) / (len(f) - 1))


@wrong("1.6", "relative", "relative differences, divided by f")
def rmse(f, prediction):
    return np.sqrt(np.mean(((prediction.reshape(f.shape) - f) / f) ** 2))


@wrong("1.6", "over_spread", "divided by the standard deviation of f: not in the units of f")
def rmse(f, prediction):
    return np.sqrt(np.mean((prediction.reshape(f.shape) - f) ** 2)) / f.std()


@wrong("1.6", "largest", "the largest difference instead of the root of the mean square")
def rmse(f, prediction):
    return np.abs(prediction.reshape(f.shape) - f).max()


@wrong("1.6", "no_square", "the square is forgotten: root of the mean absolute difference")
def rmse(f, prediction):
    return np.sqrt(np.mean(np.abs(prediction.reshape(f.shape) - f)))


@wrong("1.6", "difference_of_squares", "the difference of the squares instead of the square of the difference")
def rmse(f, prediction):
    return np.sqrt(np.abs(np.mean(prediction.reshape(f.shape) ** 2 - f**2)))


@wrong("1.6", "one_per_sample", "the mean over the wrong axis: one number for each sample")
def rmse(f, prediction):
    difference = prediction.reshape(-1, 1) - f.reshape(-1, 1)
    return np.sqrt(np.mean(difference**2, axis=1))


@wrong("1.6", "no_return", "prints the number and returns nothing")
def rmse(f, prediction):
    print(np.sqrt(np.mean((prediction.reshape(f.shape) - f) ** 2)))


@wrong("1.6", "chapter_length", "divides by the hundred samples of the chapter")
def rmse(f, prediction):
    return np.sqrt(np.sum((prediction.reshape(f.shape) - f) ** 2) / n_samples)


# 1.7 Where to ask

value("1.7", "even", "evenly spread over the range: two of the three are far out", np.linspace(0.1, 10, 3))
value("1.7", "chapter_three", "the three samples of section 7: the noise is still magnified too much", [0.5, 2.0, 5.0])
value("1.7", "maxima", "the places where g_0, g_1 and g_2 are largest, too close together", [0.1, 1.0, 2.0])
value("1.7", "close_together", "all three close to the beginning: they hardly differ", [0.1, 0.2, 0.3])
value("1.7", "far_out", "all three far out, where the descriptors vanish", [8.0, 9.0, 10.0])
value("1.7", "zero", "0 lies outside of the range from 0.1 to 10", [0.0, 0.7, 3.2])
value("1.7", "negative", "a negative argument: descriptors are large there, but it is out of range", [-1.0, 0.7, 3.2])
value("1.7", "decimal_point", "32 instead of 3.2: beyond the range", [0.1, 0.7, 32.0])
value("1.7", "twice", "one argument twice: the matrix is singular", [0.1, 0.1, 3.2])
value("1.7", "two_only", "two arguments for three weights", [0.1, 3.2])
value("1.7", "four", "four arguments, three were asked", [0.1, 0.7, 3.2, 4.0])
value("1.7", "matrix", "the matrix of descriptors instead of the arguments", PowerDecay(3)(np.array([0.1, 0.7, 3.2])))
value("1.7", "singular_value", "the smallest singular value instead of the arguments", 0.17)
value("1.7", "integers", "the first three whole numbers", [1, 2, 3])
value("1.7", "hundred", "all hundred arguments of the chapter: more samples do reach 0.15", r_chapter)
value(
    "1.7",
    "log_spaced",
    "evenly spread on a logarithmic scale, up to 10: the last says nothing",
    np.geomspace(0.1, 10, 3),
)
value("1.7", "text", "the numbers in quotes: a string", "0.1, 0.7, 3.2")
