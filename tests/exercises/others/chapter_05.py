"""Wrong answers to the exercises of chapter 5, as students would give them."""

import numpy as np
from answers_of_others import Answers

from miniff_edu.descriptors import Bessel, Chebyshev, Gaussians, PowerDecay
from miniff_edu.targets import toy_function

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


# 5.1 Which illness (right: c)

value("5.1", "a", "takes overfitting for underfitting: the training error is small, not large", "a")
value("5.1", "b", "takes a training error below the noise for a success", "b")
value("5.1", "d", "blames the noise, which explains 0.05 of the test error and not 0.2", "d")
value("5.1", "upper_a", "diagnoses underfitting (letter a, capital)", "A")
value("5.1", "upper_b", "sees nothing wrong (letter b, capital)", "B")
value("5.1", "bracket_d", "blames the noise of the test part (letter d with bracket)", "d)")
value("5.1", "two_letters", "hedges with c and the wrong d", "c, d")
value("5.1", "no_such_letter", "there is no answer e", "e")
value("5.1", "test_error", "the test error instead of a letter", 0.2)
value("5.1", "ratio", "the ratio of the two errors instead of a letter", 0.2 / 0.01)
value("5.1", "words_of_a", "the diagnosis of answer a in words", "It underfits")
value("5.1", "words_of_d", "the words of answer d", "It cannot do better")

# 5.2 The price of accuracy (right: 2700)

counts, errors, wanted = [100, 300], [0.1, 0.05], 0.0125
slope = np.log(errors[1] / errors[0]) / np.log(counts[1] / counts[0])

value("5.2", "root_law", "the slope -1/2 of the chapter instead of the one of these points", 300 * (0.05 / 0.0125) ** 2)
value("5.2", "root_law_from_first", "the slope -1/2, and from the first point", 100 * (0.1 / 0.0125) ** 2)
value("5.2", "additional", "the samples to be added, the total was asked", 2700 - 300)
value("5.2", "slope_one", "four times less error, so four times the samples: slope -1", 300 * 4)
value("5.2", "slope_one_from_first", "slope -1, and from the first point", 100 * 8)
value("5.2", "mixed_logarithms", "log10 for the errors and log for the counts", 300 * 4 ** (np.log(10) / -slope))
value("5.2", "rounded_slope", "the slope is rounded to -0.6 on the way", 300 * 4 ** (1 / 0.6))
value("5.2", "straight_line", "a straight line without logarithms", np.interp(-wanted, [-0.05, 0.0], [300, 500]))
value("5.2", "equal_steps", "200 more samples for each halving: only the error is logarithmic", 300 + 200 + 200)
value(
    "5.2", "inverse_slope_forgotten", "to the power of the slope instead of one over it", 300 * (wanted / 0.05) ** slope
)
value(
    "5.2", "sign", "the sign of the slope is lost: fewer samples for less error", 300 * (wanted / 0.05) ** (-1 / slope)
)
value(
    "5.2",
    "first_count",
    "the error of the second point with the count of the first",
    100 * (wanted / 0.05) ** (1 / slope),
)
value(
    "5.2",
    "first_error",
    "the error of the first point with the count of the second",
    300 * (wanted / 0.1) ** (1 / slope),
)
value("5.2", "factors_added", "the two factors of three are added instead of multiplied", 300 * (3 + 3))
value("5.2", "slope", "the slope of the curve instead of the number of samples", slope)
value("5.2", "logarithm", "the logarithm of the count: exp is forgotten", np.log(2700))
value("5.2", "factor", "the factor instead of the total", 9)

# 5.3 Three parts


@wrong("5.3", "not_shuffled", "no shuffling: the parts are the beginning, middle and end")
def three_parts(n, rng):
    order = np.arange(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "shuffled_late", "cut first, shuffled afterwards: chance decides nothing about the parts")
def three_parts(n, rng):
    order = np.arange(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return rng.permutation(order[:a]), rng.permutation(order[a:b]), rng.permutation(order[b:])


@wrong("5.3", "own_generator", "a generator of its own with a fixed seed: rng is not used")
def three_parts(n, rng):
    order = np.random.default_rng(0).permutation(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "global_generator", "the global generator np.random instead of rng")
def three_parts(n, rng):
    order = np.random.permutation(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "with_replacement", "indices are drawn with replacement: some twice, some never")
def three_parts(n, rng):
    order = rng.integers(0, n, size=n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "three_draws", "three independent draws: the parts overlap")
def three_parts(n, rng):
    sizes = round(n * 0.6), round(n * 0.2), round(n * 0.2)
    return tuple(rng.choice(n, size=size, replace=False) for size in sizes)


@wrong("5.3", "three_permutations", "a new shuffle for each part: the parts overlap")
def three_parts(n, rng):
    a, b = round(n * 0.6), round(n * 0.8)
    return rng.permutation(n)[:a], rng.permutation(n)[a:b], rng.permutation(n)[b:]


@wrong("5.3", "cut_overlaps", "the cuts are off by one: an index is in two parts")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[: a + 1], order[a : b + 1], order[b:]


@wrong("5.3", "cut_leaves_gap", "order[a + 1 : b] skips an index at each cut")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a + 1 : b], order[b + 1 :]


@wrong("5.3", "rounding_loses", "each size is rounded down by itself: the last indices are in no part")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = int(n * 0.6), int(n * 0.2)
    return order[:a], order[a : a + b], order[a + b : a + 2 * b]


@wrong("5.3", "last_lost", "order[b:-1] loses the last index")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:-1]


@wrong("5.3", "hundred", "works for a hundred samples only: cuts at 60 and 80")
def three_parts(n, rng):
    order = rng.permutation(n)
    return order[:60], order[60:80], order[80:]


@wrong("5.3", "eighty_ten_ten", "80, 10 and 10 per cent instead of 60, 20 and 20")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.8), round(n * 0.9)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "order_of_parts", "the large part comes last: test, validation, training")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.2), round(n * 0.4)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "second_cut", "the second cut is at 20 per cent instead of 80: an empty part and an overlap")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.6), round(n * 0.2)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "from_one", "indices from 1 to n instead of 0 to n - 1")
def three_parts(n, rng):
    order = rng.permutation(n) + 1
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "dice", "each index throws a dice: the sizes of the parts fluctuate")
def three_parts(n, rng):
    part = rng.choice(3, size=n, p=[0.6, 0.2, 0.2])
    return np.flatnonzero(part == 0), np.flatnonzero(part == 1), np.flatnonzero(part == 2)


@wrong("5.3", "masks", "boolean masks instead of indices")
def three_parts(n, rng):
    order = rng.permutation(n)
    a, b = round(n * 0.6), round(n * 0.8)
    return order < a, (order >= a) & (order < b), order >= b


@wrong("5.3", "floats", "the indices are floats")
def three_parts(n, rng):
    order = rng.permutation(n).astype(float)
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "sizes", "the sizes of the parts instead of the indices")
def three_parts(n, rng):
    return round(n * 0.6), round(n * 0.2), n - round(n * 0.6) - round(n * 0.2)


@wrong("5.3", "shuffle_returns_none", "rng.shuffle shuffles in place and returns None")
def three_parts(n, rng):
    order = rng.shuffle(np.arange(n))
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


@wrong("5.3", "float_cuts", "the cuts are no whole numbers: slices cannot use them")
def three_parts(n, rng):
    order = rng.permutation(n)
    return order[: n * 0.6], order[n * 0.6 : n * 0.8], order[n * 0.8 :]


@wrong("5.3", "two_parts", "only training and test part, the validation part is missing")
def three_parts(n, rng):
    order = rng.permutation(n)
    a = round(n * 0.8)
    return order[:a], order[a:]


@wrong("5.3", "rolled", "chance decides only where the first part begins: neighbours stay together")
def three_parts(n, rng):
    order = np.roll(np.arange(n), rng.integers(n))
    a, b = round(n * 0.6), round(n * 0.8)
    return order[:a], order[a:b], order[b:]


# 5.4 Standardise what you know


@wrong("5.4", "each_by_itself", "the test part is standardised with its own mean and spread")
def standardise(train, test):
    return (train - train.mean(axis=0)) / train.std(axis=0), (test - test.mean(axis=0)) / test.std(axis=0)


@wrong("5.4", "both_together", "mean and spread of both parts together: the test part leaks")
def standardise(train, test):
    both = np.concatenate([train, test])
    mean, spread = both.mean(axis=0), both.std(axis=0)
    return (train - mean) / spread, (test - mean) / spread


@wrong("5.4", "from_test", "mean and spread are taken from the test part")
def standardise(train, test):
    mean, spread = test.mean(axis=0), test.std(axis=0)
    return (train - mean) / spread, (test - mean) / spread


@wrong("5.4", "one_for_all", "one mean and one spread for all features: the axis is missing")
def standardise(train, test):
    mean, spread = train.mean(), train.std()
    return (train - mean) / spread, (test - mean) / spread


@wrong("5.4", "std_without_axis", "std without an axis: one spread for all features")
def standardise(train, test):
    mean, spread = train.mean(axis=0), train.std()
    return (train - mean) / spread, (test - mean) / spread


@wrong("5.4", "rows", "the rows are standardised instead of the columns (axis=1)")
def standardise(train, test):
    def by_rows(x):
        return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)

    return by_rows(train), by_rows(test)


@wrong("5.4", "ddof", "the spread divides by n - 1 (ddof=1)")
def standardise(train, test):
    mean, spread = train.mean(axis=0), train.std(axis=0, ddof=1)
    return (train - mean) / spread, (test - mean) / spread


@wrong("5.4", "variance", "divided by the variance instead of its root")
def standardise(train, test):
    mean, variance = train.mean(axis=0), train.var(axis=0)
    return (train - mean) / variance, (test - mean) / variance


@wrong("5.4", "not_centred", "the mean is not subtracted")
def standardise(train, test):
    spread = train.std(axis=0)
    return train / spread, test / spread


@wrong("5.4", "not_scaled", "the spread is forgotten: only the mean is subtracted")
def standardise(train, test):
    mean = train.mean(axis=0)
    return train - mean, test - mean


@wrong("5.4", "no_brackets", "only the mean is divided by the spread: brackets are missing")
def standardise(train, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return train - mean / spread, test - mean / spread


@wrong("5.4", "train_only", "only the training part is returned")
def standardise(train, test):
    return (train - train.mean(axis=0)) / train.std(axis=0)


@wrong("5.4", "swapped", "the parts are returned in the wrong order")
def standardise(train, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return (test - mean) / spread, (train - mean) / spread


@wrong("5.4", "one_array", "both parts in one array instead of two")
def standardise(train, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return np.concatenate([(train - mean) / spread, (test - mean) / spread])


@wrong("5.4", "in_place", "train is changed first, so that the test part gets mean 0 and spread 1: it is not moved")
def standardise(train, test):
    train -= train.mean(axis=0)
    train /= train.std(axis=0)
    test -= train.mean(axis=0)
    test /= train.std(axis=0)
    return train, test


@wrong(
    "5.4",
    "overwritten",
    "train is overwritten first, its new mean and spread are 0 and 1: the test part stays as it was",
)
def standardise(train, test):
    train = (train - train.mean(axis=0)) / train.std(axis=0)
    test = (test - train.mean(axis=0)) / train.std(axis=0)
    return train, test


@wrong("5.4", "own_mean", "the test part has its own mean with the spread of the training part")
def standardise(train, test):
    spread = train.std(axis=0)
    return (train - train.mean(axis=0)) / spread, (test - test.mean(axis=0)) / spread


@wrong("5.4", "own_spread", "the test part has its own spread with the mean of the training part")
def standardise(train, test):
    mean = train.mean(axis=0)
    return (train - mean) / train.std(axis=0), (test - mean) / test.std(axis=0)


@wrong("5.4", "min_max", "scaled to the range from 0 to 1 instead of standardised")
def standardise(train, test):
    low, high = train.min(axis=0), train.max(axis=0)
    return (train - low) / (high - low), (test - low) / (high - low)


@wrong("5.4", "lengths", "divided by the length of the columns, not by their standard deviation")
def standardise(train, test):
    mean = train.mean(axis=0)
    length = np.linalg.norm(train - mean, axis=0)
    return (train - mean) / length, (test - mean) / length


@wrong("5.4", "median", "the median instead of the mean")
def standardise(train, test):
    middle, spread = np.median(train, axis=0), train.std(axis=0)
    return (train - middle) / spread, (test - middle) / spread


# 5.5 When to stop, where to return


@wrong("5.5", "no_patience", "the lowest of all validation losses: patience is ignored")
def best_step(training, validation, patience):
    return int(np.argmin(validation))


@wrong("5.5", "training", "the training losses decide instead of the validation losses")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(training):
        if loss < training[best]:
            best = step
        if step - best >= patience:
            break
    return best


@wrong("5.5", "where_it_stops", "returns the step where it gives up instead of the best one")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            return step
    return best


@wrong("5.5", "one_step_late", "gives up one step too late: > instead of >=")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best > patience:
            break
    return best


@wrong("5.5", "one_step_early", "gives up one step too early: patience - 1")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience - 1:
            break
    return best


@wrong("5.5", "last_of_equals", "of equal losses the last one counts: <= instead of <")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss <= validation[best]:
            best = step
        if step - best >= patience:
            break
    return best


@wrong("5.5", "equals_reset_patience", "an equal loss starts the patience anew, though it is no new lowest one")
def best_step(training, validation, patience):
    best, waited = 0, 0
    for step, loss in enumerate(validation):
        waited = 0 if loss <= validation[best] else waited + 1
        if loss < validation[best]:
            best = step
        if waited >= patience:
            break
    return best


@wrong("5.5", "not_in_a_row", "the counter is never set back: steps without a new lowest loss need not be in a row")
def best_step(training, validation, patience):
    best, waited = 0, 0
    for step in range(1, len(validation)):
        if validation[step] < validation[best]:
            best = step
        else:
            waited += 1
        if waited >= patience:
            break
    return best


@wrong(
    "5.5", "against_previous", "compares with the step before: any fall resets the patience, not only a new lowest loss"
)
def best_step(training, validation, patience):
    best, waited = 0, 0
    for step in range(1, len(validation)):
        waited = 0 if validation[step] < validation[step - 1] else waited + 1
        if validation[step] < validation[best]:
            best = step
        if waited >= patience:
            break
    return best


@wrong("5.5", "lowest_of_previous", "best is set wherever the loss falls, even if it was lower before")
def best_step(training, validation, patience):
    best = 0
    for step in range(1, len(validation)):
        if validation[step] < validation[step - 1]:
            best = step
        if step - best >= patience:
            break
    return best


@wrong("5.5", "first_rise", "stops at the first rise: no patience at all")
def best_step(training, validation, patience):
    for step in range(1, len(validation)):
        if validation[step] >= validation[step - 1]:
            return step - 1
    return len(validation) - 1


@wrong("5.5", "loss", "returns the lowest loss instead of its index")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            break
    return validation[best]


@wrong("5.5", "from_one", "counts steps from 1 instead of 0")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            break
    return best + 1


@wrong("5.5", "end_minus_patience", "the last step minus the patience, also where patience did not run out")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            break
    return step - patience


@wrong("5.5", "none_at_the_end", "returns nothing where patience never runs out")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            return best


@wrong("5.5", "last_at_the_end", "returns the last step where patience never runs out")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            return best
    return len(validation) - 1


@wrong("5.5", "looks_further", "looks at the rest after giving up: the lowest of the next losses too")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            return int(np.argmin(validation[: step + patience]))
    return best


@wrong("5.5", "fixed_patience", "a patience of 3 always, the argument is ignored")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= 3:
            break
    return best


@wrong("5.5", "gap", "the step where training and validation loss are closest")
def best_step(training, validation, patience):
    return int(np.argmin(np.abs(np.array(training) - np.array(validation))))


@wrong("5.5", "first_steps", "looks at the first `patience` steps only")
def best_step(training, validation, patience):
    return int(np.argmin(validation[:patience]))


@wrong("5.5", "pair", "returns the best step and the step of giving up as a pair")
def best_step(training, validation, patience):
    best = 0
    for step, loss in enumerate(validation):
        if loss < validation[best]:
            best = step
        if step - best >= patience:
            break
    return best, step


# 5.6 Small weights, exactly


@wrong("5.6", "sum_not_mean", "the mean over the samples is forgotten: alpha weighs n times less")
def ridge(g, f, alpha):
    return np.linalg.solve(g.T @ g + alpha * np.eye(g.shape[1]), g.T @ f)


@wrong("5.6", "one_over_alpha", "divided by alpha instead of multiplied with it")
def ridge(g, f, alpha):
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n + np.eye(d) / alpha, g.T @ f / n)


@wrong("5.6", "right_side_not_divided", "g.T @ f is not divided by n, the left side is")
def ridge(g, f, alpha):
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n + alpha * np.eye(d), g.T @ f)


@wrong("5.6", "over_d", "divided by the number of weights instead of samples")
def ridge(g, f, alpha):
    d = g.shape[1]
    return np.linalg.solve(g.T @ g / d + alpha * np.eye(d), g.T @ f / d)


@wrong("5.6", "hundred_samples", "alpha times 100, the number of samples of another chapter")
def ridge(g, f, alpha):
    return np.linalg.solve(g.T @ g + 100 * alpha * np.eye(g.shape[1]), g.T @ f)


@wrong("5.6", "two_alpha", "the 2 of the derivative stays with alpha but not with the loss")
def ridge(g, f, alpha):
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n + 2 * alpha * np.eye(d), g.T @ f / n)


@wrong("5.6", "half_alpha", "half of the penalty, as torch's weight_decay")
def ridge(g, f, alpha):
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n + alpha / 2 * np.eye(d), g.T @ f / n)


@wrong("5.6", "alpha_squared", "rows of alpha below g instead of its root: alpha is squared")
def ridge(g, f, alpha):
    n, d = g.shape
    rows = np.vstack([g / np.sqrt(n), alpha * np.eye(d)])
    return np.linalg.lstsq(rows, np.concatenate([f / np.sqrt(n), np.zeros(d)]))[0]


@wrong("5.6", "no_identity", "alpha is added to every entry of the matrix, not to its diagonal")
def ridge(g, f, alpha):
    n = len(g)
    return np.linalg.solve(g.T @ g / n + alpha, g.T @ f / n)


@wrong("5.6", "no_penalty", "alpha is ignored: plain least squares")
def ridge(g, f, alpha):
    return np.linalg.lstsq(g, f)[0]


@wrong("5.6", "minus_alpha", "the penalty is subtracted: it makes the weights larger")
def ridge(g, f, alpha):
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n - alpha * np.eye(d), g.T @ f / n)


@wrong("5.6", "first_unpenalised", "the first weight is spared, as if it were a bias")
def ridge(g, f, alpha):
    n, d = g.shape
    penalty = alpha * np.eye(d)
    penalty[0, 0] = 0
    return np.linalg.solve(g.T @ g / n + penalty, g.T @ f / n)


@wrong("5.6", "shrunk_afterwards", "plain least squares, and all weights are shrunk alike afterwards")
def ridge(g, f, alpha):
    return np.linalg.lstsq(g, f)[0] / (1 + alpha)


@wrong("5.6", "absolute_values", "the penalty of the absolute values: soft threshold instead of squares")
def ridge(g, f, alpha):
    weights = np.linalg.lstsq(g, f)[0]
    return np.sign(weights) * np.maximum(np.abs(weights) - alpha, 0)


@wrong("5.6", "with_bias", "a column of ones is added: one weight too many")
def ridge(g, f, alpha):
    g = np.concatenate([g, np.ones((len(g), 1))], axis=1)
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n + alpha * np.eye(d), g.T @ f / n)


@wrong("5.6", "centred", "g and f are centred first, as if there were a bias")
def ridge(g, f, alpha):
    g, f = g - g.mean(axis=0), f - f.mean()
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n + alpha * np.eye(d), g.T @ f / n)


@wrong("5.6", "standardised", "the columns are divided by their spread: the penalty is on other weights")
def ridge(g, f, alpha):
    spread = g.std(axis=0)
    x = g / spread
    n, d = x.shape
    return np.linalg.solve(x.T @ x / n + alpha * np.eye(d), x.T @ f / n) / spread


@wrong("5.6", "prediction", "returns the prediction instead of the weights")
def ridge(g, f, alpha):
    n, d = g.shape
    return g @ np.linalg.solve(g.T @ g / n + alpha * np.eye(d), g.T @ f / n)


@wrong("5.6", "size_n", "an identity of size n instead of d")
def ridge(g, f, alpha):
    n = len(g)
    return np.linalg.solve(g.T @ g / n + alpha * np.eye(n), g.T @ f / n)


@wrong("5.6", "best_alpha_of_chapter", "the best weight decay of the chapter, 0.0001, instead of alpha")
def ridge(g, f, alpha):
    n, d = g.shape
    return np.linalg.solve(g.T @ g / n + 1e-4 * np.eye(d), g.T @ f / n)


@wrong("5.6", "few_steps", "few steps of gradient descent: not at the minimum")
def ridge(g, f, alpha):
    w = np.zeros(g.shape[1])
    for _ in range(20):
        w = w - 0.05 * (2 * g.T @ (g @ w - f) / len(f) + 2 * alpha * w)
    return w


# 5.7 Beyond the data


@wrong("5.7", "with_bias", "powers times decay with a bias: it stays where all else has decayed")
def learn(r, f):
    def columns(x):
        return np.concatenate([PowerDecay(3)(x), np.ones((len(x), 1))], axis=1)

    weights = np.linalg.lstsq(columns(r), f)[0]
    return lambda r_new: columns(r_new) @ weights


@wrong("5.7", "two_powers", "two descriptors cannot follow")
def learn(r, f):
    weights = np.linalg.lstsq(PowerDecay(2)(r), f)[0]
    return lambda r_new: PowerDecay(2)(r_new) @ weights


@wrong("5.7", "twelve_powers", "twelve descriptors follow the noise: far off beyond 5")
def learn(r, f):
    weights = np.linalg.lstsq(PowerDecay(12)(r), f)[0]
    return lambda r_new: PowerDecay(12)(r_new) @ weights


@wrong("5.7", "gaussians", "Gaussians do not know how f behaves beyond the data: huge weights, free there")
def learn(r, f):
    family = Gaussians(8, low=0.0, high=10.0)
    weights = np.linalg.lstsq(family(r), f)[0]
    return lambda r_new: family(r_new) @ weights


@wrong("5.7", "chebyshev", "Chebyshev polynomials with a cutoff at 12: free to do anything from 5 to 12")
def learn(r, f):
    family = Chebyshev(8, cutoff=12.0)
    weights = np.linalg.lstsq(family(r), f)[0]
    return lambda r_new: family(r_new) @ weights


@wrong("5.7", "bessel", "Bessel functions with a cutoff at 12: wave on beyond the data")
def learn(r, f):
    family = Bessel(8, cutoff=12.0)
    weights = np.linalg.lstsq(family(r), f)[0]
    return lambda r_new: family(r_new) @ weights


@wrong("5.7", "polynomial", "a polynomial without a decay: runs away beyond 5")
def learn(r, f):
    return np.poly1d(np.polyfit(r, f, 6))


@wrong("5.7", "straight_lines", "straight lines between the samples: constant beyond the last")
def learn(r, f):
    return lambda r_new: np.interp(r_new, r, f)


@wrong("5.7", "zero_beyond", "zero from 5 on: nothing is learned there, and f is not yet zero")
def learn(r, f):
    return lambda r_new: np.interp(r_new, r, f, right=0.0)


@wrong("5.7", "toy_function", "the formula of the chapter's black box instead of the samples")
def learn(r, f):
    return toy_function


@wrong("5.7", "known_weights", "the decay of the rehearsal with its weights 1, -1, 1: only that box")
def learn(r, f):
    return lambda r_new: (r_new**2 - r_new + 1) * np.exp(-0.85 * r_new)


@wrong("5.7", "toy_scaled", "only the size of the toy function is fitted")
def learn(r, f):
    scale = toy_function(r) @ f / (toy_function(r) @ toy_function(r))
    return lambda r_new: scale * toy_function(r_new)


@wrong("5.7", "weights", "returns the weights instead of a function")
def learn(r, f):
    return np.linalg.lstsq(PowerDecay(5)(r), f)[0]


@wrong("5.7", "prediction_at_samples", "returns the prediction at the samples instead of a function")
def learn(r, f):
    return PowerDecay(5)(r) @ np.linalg.lstsq(PowerDecay(5)(r), f)[0]


@wrong("5.7", "old_arguments", "predict uses the training arguments r instead of its own")
def learn(r, f):
    weights = np.linalg.lstsq(PowerDecay(5)(r), f)[0]
    return lambda r_new: PowerDecay(5)(r) @ weights


@wrong("5.7", "refits", "predict fits again with the new arguments as if f had been measured there")
def learn(r, f):
    return lambda r_new: PowerDecay(5)(r_new) @ np.linalg.lstsq(PowerDecay(5)(r_new), f)[0]


@wrong("5.7", "not_returned", "predict is defined but not returned")
def learn(r, f):
    weights = np.linalg.lstsq(PowerDecay(5)(r), f)[0]

    def predict(r_new):
        return PowerDecay(5)(r_new) @ weights


@wrong("5.7", "column", "predict returns shape (k, 1) instead of (k,)")
def learn(r, f):
    weights = np.linalg.lstsq(PowerDecay(5)(r), f[:, None])[0]
    return lambda r_new: PowerDecay(5)(r_new) @ weights


@wrong("5.7", "mean", "predicts the mean of the samples everywhere")
def learn(r, f):
    return lambda r_new: np.full(len(r_new), f.mean())


@wrong("5.7", "nearest", "predicts the sample of the nearest argument")
def learn(r, f):
    return lambda r_new: f[np.abs(r_new[:, None] - r).argmin(axis=1)]


@wrong("5.7", "few_data", "learns from the first ten samples only, up to 1")
def learn(r, f):
    few = 10
    weights = np.linalg.lstsq(PowerDecay(5)(r[:few]), f[:few])[0]
    return lambda r_new: PowerDecay(5)(r_new) @ weights


@wrong(
    "5.7",
    "logarithm",
    "a straight line through log(f), a plain exponential: cannot bend, and fails where f is negative",
)
def learn(r, f):
    slope, shift = np.polyfit(r, np.log(np.abs(f)), 1)
    return lambda r_new: np.exp(slope * r_new + shift)


@wrong("5.7", "growing", "exp(r) instead of exp(-r): explodes beyond 5")
def learn(r, f):
    def columns(x):
        return x[:, None] ** np.arange(5) * np.exp(x)[:, None]

    weights = np.linalg.lstsq(columns(r), f)[0]
    return lambda r_new: columns(r_new) @ weights
