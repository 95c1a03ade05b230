"""Further wrong answers of chapters 1 to 3, a line or two each: what others have given, that no relation can tell.

Where one number is asked, no relation is looked for: too much can come out equal by chance. So the slips have names.
They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

_POWERS = "g = np.stack([r**i * np.exp(-r) for i in range(3)], axis=1)"

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "1.1": (
        slip_in_number("minutes", "That many minutes. A day has 24 * 60 of them.", "20**6 * 30 / 60"),
        slip_in_number(
            "years",
            "That many years, and days are asked. (It is why nobody makes such a table.)",
            "20**6 * 30 / 86400 / 365",
        ),
        slip_in_number("weeks", "That many weeks, and days are asked.", "20**6 * 30 / 86400 / 7"),
        slip_in_number(
            "seconds-per-answer-left-out", "Each row takes 30 seconds, and yours takes one.", "20**6 / 86400"
        ),
        slip_in_number(
            "brackets-of-the-day",
            "`/ 24 * 60 * 60` divides by 24 and then multiplies. Put the seconds of a day in brackets: `/ (24 * "
            "60 * 60)`.",
            "20**6 * 30 / 24 * 60 * 60",
        ),
        slip_in_number(
            "day-of-1440-seconds",
            "A factor of 60 is missing in the day: 24 hours of 60 minutes of 60 seconds.",
            "20**6 * 30 / (24 * 60)",
        ),
        slip_in_number(
            "day-of-3600-hours",
            "24 is missing in the day, or squared: it has 24 * 60 * 60 seconds.",
            "20**6 * 30 / (24 * 24 * 60 * 60)",
        ),
        slip_in_number(
            "intervals-counted",
            "19 are the gaps between 20 values. Each combination of values needs an answer.",
            "19**6 * 30 / 86400",
        ),
        slip_in_number("one-value-more", "That is 21 values along each argument. 20 are wanted.", "21**6 * 30 / 86400"),
        slip_in_number(
            "one-argument-more",
            "Off by one power of 20: six arguments have 20 ** 6 combinations, not 20 ** 7.",
            "20**7 * 30 / 86400",
        ),
        slip_in_number(
            "divided-by-the-seconds",
            "You divide by the 30 seconds. Each row takes so long: multiply.",
            "20**6 / 30 / 86400",
        ),
        slip_in_number(
            "seconds-raised-too",
            "The power takes the 30 seconds along: `20**6 * 30`, without brackets around 20 * 30.",
            "(20 * 30) ** 6 / 86400",
        ),
        slip_in_number(
            "no-power", "One argument alone: 20 rows. Six arguments have 20 ** 6 combinations.", "20 * 30 / 86400"
        ),
        slip_in_number(
            "multiplied-by-the-day",
            "You multiply by the seconds of a day. Days are what the seconds are divided into.",
            "20**6 * 30 * 86400",
        ),
        slip_in_number(
            "caret",
            "`^` is no power in Python, it compares bits. A power is `**`.",
            "(20 ^ 6) * 30 / 86400",
        ),
        slip_in_number(
            "factorial",
            "No value is used up: each argument has all 20 values, whatever the others have. That is a power, "
            "no product of falling numbers.",
            "20 * 19 * 18 * 17 * 16 * 15 * 30 / 86400",
        ),
        slip_in_number(
            "values-and-seconds-swapped",
            "20 and 30 are swapped: 20 values along each argument, 30 seconds for each row.",
            "30**6 * 20 / 86400",
        ),
        slip_in_number(
            "values-of-the-chapter",
            "128 samples are those of the chapter. Here there are 20 values along each argument.",
            "128**6 * 30 / 86400",
        ),
        slip_in_number(
            "choices-counted",
            "That counts choices of 6 things out of 20. Each argument has all 20 values, whatever the others "
            "have: 20 ** 6.",
            "38760 * 30 / 86400",
        ),
        slip_in_number(
            "brackets-left-out-of-the-hours",
            "`/ 60 * 60` divides by 60 and multiplies by it again. Put the seconds of a day in brackets.",
            "20**6 * 30 / 60 * 60 * 24",
        ),
        slip_in_number(
            "two-to-the-power", "Two values along each argument? There are 20 of them.", "2**6 * 30 / 86400"
        ),
    ),
    "1.4": (
        slip_in_function(
            "a-constant-fitted",
            "There is a fourth weight, that of a constant column. Asked are those of g_0, g_1 and g_2 alone.",
            "fit_weights(r, f)",
            _POWERS,
            "return np.linalg.lstsq(np.column_stack([g, np.ones(len(r))]), f)[0]",
        ),
        slip_in_function(
            "polynomial-fitted",
            "That is a polynomial: powers without the decay exp(-r). The descriptors are r**i * exp(-r).",
            "fit_weights(r, f)",
            "return np.polyfit(r, f, 2)",
        ),
        slip_in_function(
            "polynomial-reversed",
            "That is a polynomial, its weights from the lowest power on: the decay exp(-r) is missing in the "
            "descriptors.",
            "fit_weights(r, f)",
            "return np.polyfit(r, f, 2)[::-1]",
        ),
        slip_in_function(
            "residuals-returned",
            "That is the sum of the squared residuals, the second thing that `lstsq` returns. The weights come first.",
            "fit_weights(r, f)",
            _POWERS,
            "return np.linalg.lstsq(g, f)[1]",
        ),
        slip_in_function(
            "four-fitted-three-kept",
            "You fit four descriptors and leave the fourth weight out. The other three are then not the best "
            "three: fit three.",
            "fit_weights(r, f)",
            "g = np.stack([r**i * np.exp(-r) for i in range(4)], axis=1)",
            "return np.linalg.lstsq(g, f)[0][:3]",
        ),
    ),
    "1.6": (
        slip_in_function(
            "mean-of-the-squares-apart",
            "You compare the root mean squares of the two, each by itself. Take the difference first, number by "
            "number, then square it.",
            "rmse(f, prediction)",
            "return np.sqrt(np.mean(f**2)) - np.sqrt(np.mean(prediction**2))",
        ),
        slip_in_function(
            "difference-of-squares",
            "You subtract the squares. Subtract first, then square: errors are differences.",
            "rmse(f, prediction)",
            "return np.sqrt(abs(np.mean(f**2 - prediction.ravel() ** 2)))",
        ),
        slip_in_function(
            "broadcast-of-columns",
            "Right for shape (n, 1), wrong for (n,): a column minus a row is a table of all n * n pairs. Give "
            "both the shape of `f`.",
            "rmse(f, prediction)",
            "return np.sqrt(np.mean((f[:, None] - prediction) ** 2))",
        ),
    ),
    "2.2": (
        slip_in_number(
            "well-above-the-last",
            "Six of them are large, but the question is where the others are: two that are 1e-10 times the "
            "largest are no rounding. Rounding is 1e-16.",
            "6",
        ),
        slip_in_number(
            "tenth-of-the-largest",
            "You count those that are not much smaller than the largest. A small singular value is a direction "
            "all the same, as long as it lies far above rounding.",
            "2",
        ),
        slip_in_number(
            "largest-only",
            "One direction would be a single column, times numbers. The four powers alone have four.",
            "1",
        ),
        slip_in_number(
            "none-left", "The four powers are independent of each other: no sum of them is zero everywhere.", "0"
        ),
        slip_in_number(
            "condition-number",
            "That is the ratio of the largest singular value to the smallest. Asked is how many of them count.",
            "1.1032e17",
        ),
        slip_in_number(
            "values-summed", "You add up the singular values. Count those that are not rounding.", "15.5651"
        ),
        slip_in_number(
            "entries-above-counted",
            "You count the numbers in the matrix that are not rounding. Count its singular values that are not: "
            "`np.linalg.svd(g, compute_uv=False)`.",
            "797",
        ),
        slip_in_number("share", "That is the share of the columns that count. Their number is asked.", "0.5"),
        slip_in_number(
            "fourth-value", "That is a singular value. Asked is how many of them are not rounding.", "0.600211"
        ),
        slip_in_number(
            "entries-counted",
            "You count numbers in the matrix. Singular values are counted: `np.linalg.svd(g, compute_uv=False)`.",
            "800",
        ),
    ),
    "2.3": (
        slip_in_function(
            "straight-line",
            "A straight line from 1 to 0: there is a kink at the cutoff, and the force jumps. Half a wave of a "
            "cosine comes in flat.",
            "cutoff_function(r, cutoff)",
            "return np.where(r < cutoff, 1 - r / cutoff, 0)",
        ),
    ),
    "2.4": (
        slip_in_function(
            "squares-apart",
            "You subtract the squares of r and of the centre. Subtract first, then square.",
            "gaussians(r, centres, width)",
            "return np.exp(-(r[:, None] ** 2 - centres**2) / (2 * width**2))",
        ),
        slip_in_function(
            "full-width",
            "You take `width` for the full width at half of the height. Here it stands in the formula as it is: "
            "2 * width**2 below the line.",
            "gaussians(r, centres, width)",
            "sigma = width / (2 * np.sqrt(2 * np.log(2)))",
            "return np.exp(-((r[:, None] - centres) ** 2) / (2 * sigma**2))",
        ),
    ),
    "2.5": (
        slip_in_function(
            "orthogonalised",
            "The columns are orthogonalised: these weights belong to others than `g` has. Dividing by the "
            "lengths is enough, and then weights and columns stay together.",
            "mended_fit(g, f)",
            "from miniff_edu.conditioning import orthogonalise",
            "",
            "return np.linalg.lstsq(orthogonalise(g), f)[0]",
        ),
    ),
    "2.6": (
        slip_in_function(
            "decay-of-the-sum",
            "You add up the powers and multiply by the decay of the sum. Each argument has a decay of its own: "
            "multiply first, then add.",
            "summed(samples, n)",
            "return np.array([[(s**i).sum() * np.exp(-s.sum()) for i in range(n)] for s in samples])",
        ),
    ),
    "3.2": (
        slip_in_number(
            "units-counted",
            "These are the units with the descriptors. Each unit has a weight for every input, and a bias.",
            "4 + 10 + 10 + 1",
        ),
        slip_in_number(
            "hidden-units-counted",
            "These are the units. Each of them has a weight for every input, and a bias.",
            "10 + 10 + 1",
        ),
        slip_in_number(
            "layers-multiplied",
            "The layers are multiplied. Each has its own parameters, and they add up.",
            "4 * 10 * 10 * 1",
        ),
        slip_in_number(
            "descriptors-and-depth-swapped",
            "Descriptors and depth are swapped: 4 descriptors, depth 3.",
            "(3 + 1) * 10 + 2 * (10 + 1) * 10 + 11",
        ),
        slip_in_number(
            "inputs-have-biases",
            "You give biases to the inputs too. They are numbers that come from outside, and have no parameters.",
            "(4 + 1) * 10 + (10 + 1) * 10 + 11 + 4",
        ),
        slip_in_number(
            "width-of-the-notebook",
            "That is width 15, the notebook's. Here it is 10.",
            "(4 + 1) * 15 + (15 + 1) * 15 + 16",
        ),
        slip_in_number(
            "ten-outputs",
            "Your last layer has 10 outputs. The network makes one prediction: the last layer has one row.",
            "(4 + 1) * 10 + (10 + 1) * 10 + (10 + 1) * 10",
        ),
        slip_in_number(
            "biases-of-one-layer-forgotten",
            "The biases of one hidden layer are missing: both have 10.",
            "4 * 10 + 10 + 10 * 10 + 10 + 1",
        ),
        slip_in_number(
            "only-the-hidden-layer",
            "That is the layer between the hidden units alone. The first and the last one count too.",
            "(10 + 1) * 10",
        ),
        slip_in_number("only-the-first-layer", "That is the first layer alone.", "(4 + 1) * 10"),
        slip_in_number(
            "slip-of-ten",
            "Ten too many: count again what the second hidden layer has, 10 * 10 weights and 10 biases.",
            "181",
        ),
        slip_in_number(
            "first-layer-missing",
            "The first layer is missing: each of its 10 units has a weight for each of the 4 descriptors, and a bias.",
            "(10 + 1) * 10 + 11",
        ),
        slip_in_number(
            "bias-for-each-input",
            "You give a bias to each input of a layer. Each output has one: (inputs + 1) * outputs, not inputs "
            "* (outputs + 1).",
            "4 * 11 + 10 * 11 + 10 * 2",
        ),
        slip_in_number(
            "sizes-multiplied",
            "You multiply descriptors, width and depth. Count layer by layer, and add.",
            "4 * 10 * 3",
        ),
        slip_in_number(
            "number-of-the-chapter", "That is the chapter's network, with one descriptor and width 15.", "286"
        ),
        slip_in_number(
            "width-and-descriptors-swapped",
            "Width and descriptors are swapped: 4 descriptors, width 10.",
            "(10 + 1) * 4 + (4 + 1) * 4 + 5",
        ),
        slip_in_number(
            "tensors-counted",
            "These are the tensors, a matrix and biases for each layer. Count the numbers in them.",
            "6",
        ),
        slip_in_number(
            "activations-counted", "Activations have no parameters: a sigmoid is the same for all units.", "171 + 20"
        ),
        slip_in_number(
            "last-layer-and-biases-forgotten", "The last layer is missing, and so are the biases.", "4 * 10 + 10 * 10"
        ),
    ),
    "3.3": (
        slip_in_function(
            "bias-after-the-activation",
            "The biases are added after the sigmoid. A unit adds its bias first, and the sigmoid acts on the sum.",
            "network(g, layers)",
            "for i, (matrix, biases) in enumerate(layers):",
            "    g = g @ matrix.T",
            "    if i < len(layers) - 1:",
            "        g = 1 / (1 + np.exp(-g))",
            "    g = g + biases",
            "return g",
        ),
        slip_in_function(
            "one-layer-only",
            "You return after the first layer: the `return` stands inside of the loop. One step less of indentation.",
            "network(g, layers)",
            "for i, (matrix, biases) in enumerate(layers):",
            "    g = g @ matrix.T + biases",
            "    if i < len(layers) - 1:",
            "        g = 1 / (1 + np.exp(-g))",
            "    return g",
        ),
        slip_in_function(
            "layers-from-g-again",
            "Each layer takes `g` again, and what the layer before has made is lost. Go on with the result: `x "
            "= x @ matrix.T + biases`.",
            "network(g, layers)",
            "for i, (matrix, biases) in enumerate(layers):",
            "    x = g @ matrix.T + biases",
            "    if i < len(layers) - 1:",
            "        x = 1 / (1 + np.exp(-x))",
            "return x",
        ),
        slip_in_function(
            "layers-backwards",
            "The layers run backwards. The first pair of the list comes first: it is the one that takes the "
            "descriptors.",
            "network(g, layers)",
            "for i, (matrix, biases) in enumerate(reversed(layers)):",
            "    g = g @ matrix.T + biases",
            "    if i < len(layers) - 1:",
            "        g = 1 / (1 + np.exp(-g))",
            "return g",
        ),
    ),
    "3.5": (
        slip_in_function(
            "shift-without-the-matrix",
            "The shift has to go through the matrix: mean / spread has a number for each descriptor, and the "
            "biases one for each unit. `new_matrix @ mean` makes the one of the other.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, biases - mean / spread",
        ),
        slip_in_function(
            "biases-divided-too",
            "The biases are not divided by the spread: there is one for each unit, and a spread for each descriptor.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, (biases - matrix @ mean) / spread",
        ),
        slip_in_function(
            "sum-of-all",
            "You sum over all units and descriptors. Each unit has a shift of its own, a row of the matrix "
            "times the mean: `new_matrix @ mean`.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, biases - (matrix * mean).sum() / spread.sum()",
        ),
        slip_in_function(
            "sum-of-the-products",
            "You sum the new matrix times the mean over all units and descriptors. Each unit has a shift of its "
            "own, a row of the matrix "
            "times the mean: `new_matrix @ mean`.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, biases - (matrix / spread * mean).sum()",
        ),
        slip_in_function(
            "old-biases-divided-too",
            "The old biases are divided by a spread too. They stay as they are; only what the mean adds goes off.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, (biases - matrix @ mean) / spread.mean()",
        ),
    ),
    "3.6": (
        slip_in_function(
            "matrix-not-transposed",
            "`matrix` has a row for each unit, and samples are rows: `g @ matrix.T`.",
            "staircase(g, matrix, biases, f)",
            "hidden = (g @ matrix + biases > 0).astype(float)",
            "return hidden",
        ),
        slip_in_function(
            "mean-for-the-bias",
            "You take the mean of f for the bias and fit the rest without one. The bias is a weight like the "
            "others: a column of ones, and one fit.",
            "staircase(g, matrix, biases, f)",
            "hidden = (g @ matrix.T + biases > 0).astype(float)",
            "return f.mean() + hidden @ np.linalg.lstsq(hidden, f - f.mean())[0]",
        ),
        slip_in_function(
            "units-returned",
            "These are the hidden units. The prediction is asked: fit the last layer to them, and apply it.",
            "staircase(g, matrix, biases, f)",
            "return (g @ matrix.T + biases > 0).astype(float)",
        ),
        slip_in_function(
            "signs-without-a-bias",
            "Your steps go from -1 to 1, and the last layer has no bias. A step is 1 where z > 0 and 0 "
            "elsewhere, and a column of ones makes the bias.",
            "staircase(g, matrix, biases, f)",
            "hidden = np.sign(g @ matrix.T + biases)",
            "return hidden @ np.linalg.lstsq(hidden, f)[0]",
        ),
        slip_in_function(
            "descriptors-beside-the-units",
            "The descriptors are columns beside the hidden units. The last layer sees the hidden units alone, "
            "and a bias.",
            "staircase(g, matrix, biases, f)",
            "c = np.column_stack([g, g @ matrix.T + biases > 0, np.ones(len(g))])",
            "return c @ np.linalg.lstsq(c, f)[0]",
        ),
        slip_in_function(
            "ones-below",
            "The ones stand below the hidden units, as one sample more. They are a column beside them: `axis=1`.",
            "staircase(g, matrix, biases, f)",
            "h = g @ matrix.T + biases > 0",
            "c = np.vstack([h, np.ones(h.shape[1])])",
            "return c @ np.linalg.lstsq(c, np.append(f, 0))[0]",
        ),
    ),
}
