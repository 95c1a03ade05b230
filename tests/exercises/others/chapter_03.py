"""Wrong answers to the exercises of chapter 3, as students would give them."""

import numpy as np
import torch
from answers_of_others import Answers

from miniff_edu.models import behler_nn

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# 3.1 The forgotten activation (right: b)

value("3.1", "a", "believes that each linear layer adds a bend", "a")
value("3.1", "c", "takes products of weights for powers of the descriptors", "c")
value("3.1", "d", "believes that biases cancel without activations", "d")
value("3.1", "upper_a", "believes in bends (letter a, capital)", "A")
value("3.1", "upper_c", "believes in a surface of third degree (letter c, capital)", "C")
value("3.1", "bracket_d", "believes in a plane through zero (letter d with bracket)", "d)")
value("3.1", "two_letters", "hedges with b and the wrong d", "b, d")
value("3.1", "no_such_letter", "there is no answer e", "e")
value("3.1", "degree", "the supposed degree of the surface, not a letter", 3)
value("3.1", "list_c", "the wrong letter c, and in a list", ["c"])
value("3.1", "words_of_c", "the words of answer c", "A surface of third degree")
value("3.1", "words_of_d", "the words of answer d", "A flat plane through zero")

# 3.2 How many parameters (right: 171)

value("3.2", "no_biases", "the biases are left out", 4 * 10 + 10 * 10 + 10 * 1)
value("3.2", "only_biases", "only the biases are counted", 10 + 10 + 1)
value(
    "3.2", "three_hidden", "three hidden layers: depth counts the linear layers", (4 + 1) * 10 + 2 * (10 + 1) * 10 + 11
)
value("3.2", "one_hidden", "one hidden layer only, that is depth 2", (4 + 1) * 10 + (10 + 1) * 1)
value("3.2", "last_bias_missing", "the bias of the last layer is missing", (4 + 1) * 10 + (10 + 1) * 10 + 10)
value("3.2", "last_layer_missing", "the last layer is missing", (4 + 1) * 10 + (10 + 1) * 10)
value("3.2", "first_layer_missing", "the first layer is missing", (10 + 1) * 10 + (10 + 1) * 1)
value(
    "3.2", "one_bias_per_layer", "one bias for each layer instead of one for each output", 4 * 10 + 10 * 10 + 10 * 1 + 3
)
value(
    "3.2", "bias_per_input", "a bias for each input instead of each output", 4 * (10 + 1) + 10 * (10 + 1) + 10 * (1 + 1)
)
value("3.2", "product", "the widths are multiplied instead of the layers added", 4 * 10 * 10 * 1)
value("3.2", "sizes_multiplied", "descriptors times width times depth", 4 * 10 * 3)
value("3.2", "units", "the units are counted, not the weights between them", 4 + 10 + 10 + 1)
value("3.2", "width_15", "the chapter's width of 15", (4 + 1) * 15 + (15 + 1) * 15 + (15 + 1) * 1)
value("3.2", "chapter_286", "the chapter's number for one descriptor, width 15 and depth 3", 286)
value("3.2", "arguments_swapped", "width and descriptors are swapped", (10 + 1) * 4 + (4 + 1) * 4 + (4 + 1) * 1)
value(
    "3.2", "tensors", "the number of tensors, not of their entries", len(list(behler_nn(4, 10, 3, seed=0).parameters()))
)
value("3.2", "sigmoids_counted", "each hidden unit's activation is counted as a parameter", 171 + 20)

# 3.3 A network of any depth


@wrong("3.3", "sigmoid_at_the_end", "a sigmoid after the last layer too: predictions are stuck between 0 and 1")
def network(g, layers):
    x = g
    for matrix, biases in layers:
        x = sigmoid(x @ matrix.T + biases)
    return x


@wrong("3.3", "no_sigmoid", "no activation at all: a linear map")
def network(g, layers):
    x = g
    for matrix, biases in layers:
        x = x @ matrix.T + biases
    return x


@wrong("3.3", "two_layers", "works for two layers only, as in section 2")
def network(g, layers):
    (matrix, biases), (weights, bias) = layers
    return sigmoid(g @ matrix.T + biases) @ weights.T + bias


@wrong("3.3", "first_and_last", "the layers between the first and the last are skipped")
def network(g, layers):
    (matrix, biases), (weights, bias) = layers[0], layers[-1]
    if len(layers) == 1:
        return g @ matrix.T + biases
    return sigmoid(g @ matrix.T + biases) @ weights.T + bias


@wrong("3.3", "not_transposed", "the matrices are not transposed")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix + biases
        if i < len(layers) - 1:
            x = sigmoid(x)
    return x


@wrong("3.3", "no_biases", "the biases are forgotten")
def network(g, layers):
    x = g
    for i, (matrix, _) in enumerate(layers):
        x = x @ matrix.T
        if i < len(layers) - 1:
            x = sigmoid(x)
    return x


@wrong("3.3", "last_bias_forgotten", "the bias of the last layer is forgotten")
def network(g, layers):
    x = g
    for matrix, biases in layers[:-1]:
        x = sigmoid(x @ matrix.T + biases)
    return x @ layers[-1][0].T


@wrong("3.3", "sigmoid_first", "the sigmoid stands before each layer: the descriptors go through it as well")
def network(g, layers):
    x = g
    for matrix, biases in layers:
        x = sigmoid(x) @ matrix.T + biases
    return x


@wrong("3.3", "bias_after_sigmoid", "the biases are added after the sigmoid")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T
        if i < len(layers) - 1:
            x = sigmoid(x)
        x = x + biases
    return x


@wrong("3.3", "bias_subtracted", "the biases are subtracted")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T - biases
        if i < len(layers) - 1:
            x = sigmoid(x)
    return x


@wrong("3.3", "tanh", "tanh instead of the sigmoid")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i < len(layers) - 1:
            x = np.tanh(x)
    return x


@wrong("3.3", "relu", "a ReLU instead of the sigmoid")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i < len(layers) - 1:
            x = np.maximum(x, 0)
    return x


@wrong("3.3", "sign_of_exponent", "exp(x) instead of exp(-x): the sigmoid falls")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i < len(layers) - 1:
            x = 1 / (1 + np.exp(x))
    return x


@wrong("3.3", "brackets_of_sigmoid", "1 / 1 + exp(-x): brackets are missing")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i < len(layers) - 1:
            x = 1 / 1 + np.exp(-x)
    return x


@wrong("3.3", "off_by_one", "no sigmoid before the last layer: the condition is off by one")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i < len(layers) - 2:
            x = sigmoid(x)
    return x


@wrong("3.3", "first_sigmoid_only", "a sigmoid after the first layer only")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i == 0:
            x = sigmoid(x)
    return x


@wrong("3.3", "always_from_g", "each layer takes g again instead of what came out of the layer before")
def network(g, layers):
    for i, (matrix, biases) in enumerate(layers):
        x = g @ matrix.T + biases
        if i < len(layers) - 1:
            x = sigmoid(x)
    return x


@wrong("3.3", "flat", "returns shape (n,) instead of (n, 1)")
def network(g, layers):
    x = g
    for matrix, biases in layers[:-1]:
        x = sigmoid(x @ matrix.T + biases)
    return (x @ layers[-1][0].T + layers[-1][1])[:, 0]


@wrong("3.3", "return_in_loop", "return stands inside the loop: the first layer only")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i < len(layers) - 1:
            x = sigmoid(x)
        return x


@wrong("3.3", "reversed", "the layers are applied from the last to the first")
def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers[::-1]):
        x = x @ matrix.T + biases
        if i < len(layers) - 1:
            x = sigmoid(x)
    return x


@wrong("3.3", "pops_the_list", "takes the last layer out of the caller's list: the next call has a layer less")
def network(g, layers):
    weights, bias = layers.pop()
    x = g
    for matrix, biases in layers:
        x = sigmoid(x @ matrix.T + biases)
    return x @ weights.T + bias


@wrong("3.3", "torch_start", "a new torch network with weights of its own: layers are ignored")
def network(g, layers):
    made = behler_nn(g.shape[1], 15, len(layers), seed=0, dtype=torch.float64)
    with torch.no_grad():
        return made(torch.from_numpy(g)).numpy()


# 3.4 New samples, old scale


@wrong("3.4", "own_scale", "mean and spread are taken from the new samples")
def standardise(train, new):
    return (new - new.mean(axis=0)) / new.std(axis=0)


@wrong("3.4", "both_together", "mean and spread are taken from old and new samples together")
def standardise(train, new):
    both = np.concatenate([train, new])
    return (new - both.mean(axis=0)) / both.std(axis=0)


@wrong("3.4", "one_for_all_columns", "one mean and one spread for all columns: the axis is missing")
def standardise(train, new):
    return (new - train.mean()) / train.std()


@wrong("3.4", "one_spread", "a mean for each column but one spread for all: std without an axis")
def standardise(train, new):
    return (new - train.mean(axis=0)) / train.std()


@wrong("3.4", "one_mean", "a spread for each column but one mean for all: mean without an axis")
def standardise(train, new):
    return (new - train.mean()) / train.std(axis=0)


@wrong("3.4", "rows", "the statistics of the rows (axis=1): each sample by itself")
def standardise(train, new):
    return (new - new.mean(axis=1, keepdims=True)) / new.std(axis=1, keepdims=True)


@wrong("3.4", "ddof", "the spread divides by n - 1 (ddof=1)")
def standardise(train, new):
    return (new - train.mean(axis=0)) / train.std(axis=0, ddof=1)


@wrong("3.4", "variance", "divided by the variance instead of its root")
def standardise(train, new):
    return (new - train.mean(axis=0)) / train.var(axis=0)


@wrong("3.4", "not_centred", "the mean is not subtracted")
def standardise(train, new):
    return new / train.std(axis=0)


@wrong("3.4", "not_scaled", "the mean is subtracted, the spread is forgotten")
def standardise(train, new):
    return new - train.mean(axis=0)


@wrong("3.4", "no_brackets", "only the mean is divided by the spread: brackets are missing")
def standardise(train, new):
    return new - train.mean(axis=0) / train.std(axis=0)


@wrong("3.4", "multiplied", "multiplied by the spread instead of divided")
def standardise(train, new):
    return (new - train.mean(axis=0)) * train.std(axis=0)


@wrong("3.4", "new_mean", "the mean of the new samples with the spread of the old ones")
def standardise(train, new):
    return (new - new.mean(axis=0)) / train.std(axis=0)


@wrong("3.4", "new_spread", "the mean of the old samples with the spread of the new ones")
def standardise(train, new):
    return (new - train.mean(axis=0)) / new.std(axis=0)


@wrong("3.4", "returns_train", "returns the old samples standardised instead of the new ones")
def standardise(train, new):
    return (train - train.mean(axis=0)) / train.std(axis=0)


@wrong("3.4", "swapped", "the roles are swapped: train standardised by new")
def standardise(train, new):
    return (train - new.mean(axis=0)) / new.std(axis=0)


@wrong("3.4", "pair", "returns both arrays as a pair, new alone was asked")
def standardise(train, new):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / spread, (new - mean) / spread


@wrong("3.4", "min_max", "scaled to the range from 0 to 1 instead of standardised")
def standardise(train, new):
    low, high = train.min(axis=0), train.max(axis=0)
    return (new - low) / (high - low)


@wrong("3.4", "median", "the median instead of the mean")
def standardise(train, new):
    return (new - np.median(train, axis=0)) / train.std(axis=0)


@wrong("3.4", "two_columns", "standardises the first column only and leaves the others")
def standardise(train, new):
    result = new.astype(float)
    result[:, 0] = (new[:, 0] - train[:, 0].mean()) / train[:, 0].std()
    return result


@wrong("3.4", "length", "divided by the length of the columns instead of their standard deviation")
def standardise(train, new):
    return (new - train.mean(axis=0)) / np.linalg.norm(train, axis=0)


# 3.5 Nothing to forget


@wrong("3.5", "multiplied", "multiplied by the spread instead of divided")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix * spread
    return new_matrix, biases - new_matrix @ mean


@wrong("3.5", "bias_plus", "the shift is added to the biases instead of subtracted")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    return new_matrix, biases + new_matrix @ mean


@wrong("3.5", "bias_kept", "the biases are left as they are: the mean is forgotten")
def fold(matrix, biases, mean, spread):
    return matrix / spread, biases


@wrong("3.5", "matrix_kept", "the matrix is left as it is: the spread is forgotten")
def fold(matrix, biases, mean, spread):
    return matrix, biases - matrix @ mean


@wrong("3.5", "old_matrix_in_bias", "the biases are shifted with the old matrix: there the spread is missing")
def fold(matrix, biases, mean, spread):
    return matrix / spread, biases - matrix @ mean


@wrong("3.5", "spread_twice", "the spread divides twice in the biases")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    return new_matrix, biases - new_matrix @ (mean / spread)


@wrong("3.5", "no_matrix_in_bias", "the sum of mean / spread is subtracted, without the matrix")
def fold(matrix, biases, mean, spread):
    return matrix / spread, biases - np.sum(mean / spread)


@wrong("3.5", "swapped_statistics", "mean and spread are swapped")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / mean
    return new_matrix, biases - new_matrix @ spread


@wrong("3.5", "wrong_axis", "the rows are divided instead of the columns: fails unless width equals d")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread[:, None]
    return new_matrix, biases - new_matrix @ mean


@wrong("3.5", "transposed", "the new matrix is transposed")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    return new_matrix.T, biases - new_matrix @ mean


@wrong("3.5", "order_of_return", "biases first: the pair is in the wrong order")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    return biases - new_matrix @ mean, new_matrix


@wrong("3.5", "matrix_only", "only the matrix is returned")
def fold(matrix, biases, mean, spread):
    return matrix / spread


@wrong("3.5", "in_place", "the arrays of the caller are changed in place")
def fold(matrix, biases, mean, spread):
    matrix /= spread
    biases -= matrix @ mean
    return matrix, biases


@wrong("3.5", "biases_in_place", "the matrix is new but the caller's biases are changed in place")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    biases -= new_matrix @ mean
    return new_matrix, biases


@wrong("3.5", "mean_from_matrix", "mean is subtracted from the matrix, as if the weights were standardised")
def fold(matrix, biases, mean, spread):
    return (matrix - mean) / spread, biases


@wrong("3.5", "biases_divided", "the old biases are divided by a spread too")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    return new_matrix, (biases - matrix @ mean) / spread.mean()


@wrong("3.5", "one_spread", "one averaged spread for all descriptors")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread.mean()
    return new_matrix, biases - new_matrix @ mean


@wrong("3.5", "first_descriptor", "works for a single descriptor only: uses mean[0] and spread[0]")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread[0]
    return new_matrix, biases - new_matrix[:, 0] * mean[0]


@wrong("3.5", "width_15", "works for width 15 only, which is hard-coded")
def fold(matrix, biases, mean, spread):
    new_matrix, new_biases = np.zeros((15, len(mean))), np.zeros(15)
    for k in range(15):
        new_matrix[k] = matrix[k] / spread
        new_biases[k] = biases[k] - new_matrix[k] @ mean
    return new_matrix, new_biases


@wrong("3.5", "matrix_transposed_in_bias", "the transposed matrix in the biases: sums over the units, or fails")
def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    return new_matrix, biases - new_matrix.T @ mean


# 3.6 A staircase


@wrong("3.6", "no_bias_column", "the column of ones is missing: the last layer has no bias")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    return hidden @ np.linalg.lstsq(hidden, f)[0]


@wrong("3.6", "sigmoid", "still the sigmoid of section 3 instead of the step")
def staircase(g, matrix, biases, f):
    columns = np.concatenate([sigmoid(g @ matrix.T + biases), np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "relu", "a ReLU instead of the step")
def staircase(g, matrix, biases, f):
    columns = np.concatenate([np.maximum(g @ matrix.T + biases, 0), np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "weights", "returns the weights of the last layer instead of the prediction")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "hidden_biases_forgotten", "the biases of the hidden layer are forgotten: all steps are at zero")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "threshold_half", "the step is at z = 0.5 instead of 0, as after a sigmoid")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0.5, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "sign_without_bias", "np.sign, steps from -1 to 1, and no bias")
def staircase(g, matrix, biases, f):
    hidden = np.sign(g @ matrix.T + biases)
    return hidden @ np.linalg.lstsq(hidden, f)[0]


@wrong("3.6", "reversed_without_bias", "the step goes the wrong way, 1 where z is negative, and there is no bias")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases < 0, 1.0, 0.0)
    return hidden @ np.linalg.lstsq(hidden, f)[0]


@wrong("3.6", "not_transposed", "the matrix is not transposed")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "descriptors_fitted", "the last layer is fitted to the descriptors g, the hidden units are not used")
def staircase(g, matrix, biases, f):
    columns = np.concatenate([g, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "descriptors_too", "the descriptors are columns beside the hidden units")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, g, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "ones_axis", "the ones are joined along the samples: a row, not a column")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((1, len(matrix)))], axis=0)
    return columns @ np.linalg.lstsq(columns, np.append(f, 0))[0]


@wrong("3.6", "bias_not_used", "the bias is fitted, but left out of the prediction")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return hidden @ np.linalg.lstsq(columns, f)[0][:-1]


@wrong("3.6", "mean_as_bias", "the mean of f as bias instead of a fitted one")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    return hidden @ np.linalg.lstsq(hidden, f - f.mean())[0] + f.mean()


@wrong("3.6", "standardised", "g is standardised first, but the given layer is for g as it is")
def staircase(g, matrix, biases, f):
    x = (g - g.mean(axis=0)) / g.std(axis=0)
    hidden = np.where(x @ matrix.T + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "random_layer", "draws a hidden layer at random instead of the given one")
def staircase(g, matrix, biases, f):
    rng = np.random.default_rng(0)
    matrix, biases = rng.uniform(-1, 1, size=matrix.shape), rng.uniform(-1, 1, size=biases.shape)
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0]


@wrong("3.6", "hidden", "returns the hidden units instead of the prediction")
def staircase(g, matrix, biases, f):
    return np.where(g @ matrix.T + biases > 0, 1.0, 0.0)


@wrong("3.6", "residual", "returns prediction minus f instead of the prediction")
def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    columns = np.concatenate([hidden, np.ones((len(g), 1))], axis=1)
    return columns @ np.linalg.lstsq(columns, f)[0] - f


@wrong("3.6", "f_itself", "returns the samples: nothing is fitted")
def staircase(g, matrix, biases, f):
    return f


# 3.7 Twenty-five parameters

value(
    "3.7",
    "chapter_sizes",
    "the network of the chapter: 46 parameters",
    {"n_descriptors": 1, "n_layers": 2, "n_internal": 15},
)
value(
    "3.7",
    "three_descriptors",
    "three descriptors, at most two are allowed",
    {"n_descriptors": 3, "n_layers": 1, "n_internal": 1},
)
value("3.7", "linear", "depth 1: a linear map cannot bend", {"n_descriptors": 2, "n_layers": 1, "n_internal": 5})
value(
    "3.7",
    "one_descriptor",
    "one descriptor and 4 units: no start gets there",
    {"n_descriptors": 1, "n_layers": 2, "n_internal": 4},
)
value("3.7", "two_units", "too narrow: two hidden units", {"n_descriptors": 2, "n_layers": 2, "n_internal": 2})
value("3.7", "deep", "spent on depth: width 2 in four layers", {"n_descriptors": 1, "n_layers": 4, "n_internal": 2})
value("3.7", "depth_three", "spent on a third layer, width 2", {"n_descriptors": 2, "n_layers": 3, "n_internal": 2})
value(
    "3.7",
    "swapped",
    "depth and width are swapped: over budget and too narrow",
    {"n_descriptors": 2, "n_layers": 5, "n_internal": 2},
)
value(
    "3.7",
    "one_too_wide",
    "seven units: 29 parameters, over the budget",
    {"n_descriptors": 2, "n_layers": 2, "n_internal": 7},
)
value(
    "3.7",
    "biases_forgotten",
    "25 counted without biases: 8 units need 33",
    {"n_descriptors": 2, "n_layers": 2, "n_internal": 8},
)
value("3.7", "defaults", "n_internal is left out: the width is 15 by default", {"n_descriptors": 2, "n_layers": 2})
value("3.7", "own_names", "names that the experiment does not know", {"descriptors": 2, "depth": 2, "width": 5})
value("3.7", "tuple", "a tuple instead of a dictionary", (2, 2, 5))
value("3.7", "parameter_count", "the number of parameters instead of the sizes", 21)
value("3.7", "text", "the dictionary in quotes: a string", '{"n_descriptors": 2, "n_layers": 2, "n_internal": 5}')
value("3.7", "floats", "sizes that are no whole numbers", {"n_descriptors": 2, "n_layers": 2, "n_internal": 25 / 4})
value(
    "3.7",
    "three_units",
    "three units: some starts get there, not eighteen",
    {"n_descriptors": 2, "n_layers": 2, "n_internal": 3},
)
