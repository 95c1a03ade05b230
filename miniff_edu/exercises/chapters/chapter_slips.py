"""Further wrong answers of Part I, a line or two each: what others have given, that no relation can tell.

Where one number is asked, no relation is looked for: too much can come out equal by chance. So the slips have names.
They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake


def _number(name: str, reason: str, expression: str) -> Mistake:
    return Mistake(name, reason, f"import numpy as np\n\nanswer = {expression}")


def _function(name: str, reason: str, head: str, *body: str) -> Mistake:
    lines = "\n    ".join(body)
    return Mistake(name, reason, f"import numpy as np\n\n\ndef {head}:\n    {lines}")


_POWERS = "g = np.stack([r**i * np.exp(-r) for i in range(3)], axis=1)"
_CURVATURES = "c = np.linalg.eigvalsh(2 * g.T @ g / len(g))"
_SHARE = "1 - c[0] / c[-1]"
_STEPS = "columns = np.column_stack([g @ matrix.T + biases > 0, np.ones(len(g))])"
_DESCEND = ("descend(g, f, rate, n_steps)", "w = np.zeros(g.shape[1])", "for _ in range(n_steps):")

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "1.1": (
        _number("minutes", "That many minutes. A day has 24 * 60 of them.", "20**6 * 30 / 60"),
        _number(
            "years",
            "That many years, and days are asked. (It is why nobody makes such a table.)",
            "20**6 * 30 / 86400 / 365",
        ),
        _number("weeks", "That many weeks, and days are asked.", "20**6 * 30 / 86400 / 7"),
        _number("seconds-per-answer-left-out", "Each row takes 30 seconds, and yours takes one.", "20**6 / 86400"),
        _number(
            "brackets-of-the-day",
            "`/ 24 * 60 * 60` divides by 24 and then multiplies. Put the seconds of a day in brackets: `/ (24 * "
            ""
            "60 * 60)`.",
            "20**6 * 30 / 24 * 60 * 60",
        ),
        _number(
            "day-of-1440-seconds",
            "A factor of 60 is missing in the day: 24 hours of 60 minutes of 60 seconds.",
            "20**6 * 30 / (24 * 60)",
        ),
        _number(
            "day-of-3600-hours",
            "24 is missing in the day, or squared: it has 24 * 60 * 60 seconds.",
            "20**6 * 30 / (24 * 24 * 60 * 60)",
        ),
        _number(
            "intervals-counted",
            "19 are the gaps between 20 values. Each combination of values needs an answer.",
            "19**6 * 30 / 86400",
        ),
        _number("one-value-more", "That is 21 values along each argument. 20 are wanted.", "21**6 * 30 / 86400"),
        _number(
            "one-argument-more",
            "Off by one power of 20: six arguments have 20 ** 6 combinations, not 20 ** 7.",
            "20**7 * 30 / 86400",
        ),
        _number(
            "divided-by-the-seconds",
            "You divide by the 30 seconds. Each row takes so long: multiply.",
            "20**6 / 30 / 86400",
        ),
        _number(
            "seconds-raised-too",
            "The power takes the 30 seconds along: `20**6 * 30`, without brackets around 20 * 30.",
            "(20 * 30) ** 6 / 86400",
        ),
        _number("no-power", "One argument alone: 20 rows. Six arguments have 20 ** 6 combinations.", "20 * 30 / 86400"),
        _number(
            "multiplied-by-the-day",
            "You multiply by the seconds of a day. Days are what the seconds are divided into.",
            "20**6 * 30 * 86400",
        ),
        _number(
            "caret",
            "`^` is no power in Python, it compares bits. A power is `**`.",
            "(20 ^ 6) * 30 / 86400",
        ),
        _number(
            "factorial",
            "No value is used up: each argument has all 20 values, whatever the others have. That is a power, "
            "no product of falling numbers.",
            "20 * 19 * 18 * 17 * 16 * 15 * 30 / 86400",
        ),
        _number(
            "values-and-seconds-swapped",
            "20 and 30 are swapped: 20 values along each argument, 30 seconds for each row.",
            "30**6 * 20 / 86400",
        ),
        _number(
            "values-of-the-chapter",
            "128 samples are those of the chapter. Here there are 20 values along each argument.",
            "128**6 * 30 / 86400",
        ),
        _number(
            "choices-counted",
            "That counts choices of 6 things out of 20. Each argument has all 20 values, whatever the others "
            "have: 20 ** 6.",
            "38760 * 30 / 86400",
        ),
        _number(
            "brackets-left-out-of-the-hours",
            "`/ 60 * 60` divides by 60 and multiplies by it again. Put the seconds of a day in brackets.",
            "20**6 * 30 / 60 * 60 * 24",
        ),
        _number("two-to-the-power", "Two values along each argument? There are 20 of them.", "2**6 * 30 / 86400"),
    ),
    "1.4": (
        _function(
            "a-constant-fitted",
            "There is a fourth weight, that of a constant column. Asked are those of g_0, g_1 and g_2 alone.",
            "fit_weights(r, f)",
            _POWERS,
            "return np.linalg.lstsq(np.column_stack([g, np.ones(len(r))]), f)[0]",
        ),
        _function(
            "polynomial-fitted",
            "That is a polynomial: powers without the decay exp(-r). The descriptors are r**i * exp(-r).",
            "fit_weights(r, f)",
            "return np.polyfit(r, f, 2)",
        ),
        _function(
            "polynomial-reversed",
            "That is a polynomial, its weights from the lowest power on: the decay exp(-r) is missing in the "
            "descriptors.",
            "fit_weights(r, f)",
            "return np.polyfit(r, f, 2)[::-1]",
        ),
        _function(
            "residuals-returned",
            "That is the sum of the squared residuals, the second thing that `lstsq` returns. The weights come first.",
            "fit_weights(r, f)",
            _POWERS,
            "return np.linalg.lstsq(g, f)[1]",
        ),
        _function(
            "four-fitted-three-kept",
            "You fit four descriptors and leave the fourth weight out. The other three are then not the best "
            "three: fit three.",
            "fit_weights(r, f)",
            "g = np.stack([r**i * np.exp(-r) for i in range(4)], axis=1)",
            "return np.linalg.lstsq(g, f)[0][:3]",
        ),
    ),
    "1.6": (
        _function(
            "mean-of-the-squares-apart",
            "You compare the root mean squares of the two, each by itself. Take the difference first, number by "
            ""
            "number, then square it.",
            "rmse(f, prediction)",
            "return np.sqrt(np.mean(f**2)) - np.sqrt(np.mean(prediction**2))",
        ),
        _function(
            "difference-of-squares",
            "You subtract the squares. Subtract first, then square: errors are differences.",
            "rmse(f, prediction)",
            "return np.sqrt(abs(np.mean(f**2 - prediction.ravel() ** 2)))",
        ),
        _function(
            "broadcast-of-columns",
            "Right for shape (n, 1), wrong for (n,): a column minus a row is a table of all n * n pairs. Give "
            "both the shape of `f`.",
            "rmse(f, prediction)",
            "return np.sqrt(np.mean((f[:, None] - prediction) ** 2))",
        ),
    ),
    "2.2": (
        _number(
            "well-above-the-last",
            "Six of them are large, but the question is where the others are: two that are 1e-10 times the "
            "largest are no rounding. Rounding is 1e-16.",
            "6",
        ),
        _number(
            "tenth-of-the-largest",
            "You count those that are not much smaller than the largest. A small singular value is a direction "
            "all the same, as long as it lies far above rounding.",
            "2",
        ),
        _number(
            "largest-only",
            "One direction would be a single column, times numbers. The four powers alone have four.",
            "1",
        ),
        _number("none-left", "The four powers are independent of each other: no sum of them is zero everywhere.", "0"),
        _number(
            "condition-number",
            "That is the ratio of the largest singular value to the smallest. Asked is how many of them count.",
            "1.1032e17",
        ),
        _number("values-summed", "You add up the singular values. Count those that are not rounding.", "15.5651"),
        _number("share", "That is the share of the columns that count. Their number is asked.", "0.5"),
        _number("fourth-value", "That is a singular value. Asked is how many of them are not rounding.", "0.600211"),
        _number(
            "entries-counted",
            "You count numbers in the matrix. Singular values are counted: `np.linalg.svd(g, compute_uv=False)`.",
            "800",
        ),
    ),
    "2.3": (
        _function(
            "straight-line",
            "A straight line from 1 to 0: there is a kink at the cutoff, and the force jumps. Half a wave of a "
            "cosine comes in flat.",
            "cutoff_function(r, cutoff)",
            "return np.where(r < cutoff, 1 - r / cutoff, 0)",
        ),
    ),
    "2.4": (
        _function(
            "squares-apart",
            "You subtract the squares of r and of the centre. Subtract first, then square.",
            "gaussians(r, centres, width)",
            "return np.exp(-(r[:, None] ** 2 - centres**2) / (2 * width**2))",
        ),
        _function(
            "full-width",
            "You take `width` for the full width at half of the height. Here it stands in the formula as it is: "
            "2 * width**2 below the line.",
            "gaussians(r, centres, width)",
            "sigma = width / (2 * np.sqrt(2 * np.log(2)))",
            "return np.exp(-((r[:, None] - centres) ** 2) / (2 * sigma**2))",
        ),
    ),
    "2.5": (
        _function(
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
        _function(
            "decay-of-the-sum",
            "You add up the powers and multiply by the decay of the sum. Each argument has a decay of its own: "
            "multiply first, then add.",
            "summed(samples, n)",
            "return np.array([[(s**i).sum() * np.exp(-s.sum()) for i in range(n)] for s in samples])",
        ),
    ),
    "3.2": (
        _number(
            "units-counted",
            "These are the units with the descriptors. Each unit has a weight for every input, and a bias.",
            "4 + 10 + 10 + 1",
        ),
        _number(
            "hidden-units-counted",
            "These are the units. Each of them has a weight for every input, and a bias.",
            "10 + 10 + 1",
        ),
        _number(
            "layers-multiplied",
            "The layers are multiplied. Each has its own parameters, and they add up.",
            "4 * 10 * 10 * 1",
        ),
        _number(
            "descriptors-and-depth-swapped",
            "Descriptors and depth are swapped: 4 descriptors, depth 3.",
            "(3 + 1) * 10 + 2 * (10 + 1) * 10 + 11",
        ),
        _number(
            "inputs-have-biases",
            "You give biases to the inputs too. They are numbers that come from outside, and have no parameters.",
            "(4 + 1) * 10 + (10 + 1) * 10 + 11 + 4",
        ),
        _number(
            "width-of-the-notebook",
            "That is width 15, the notebook's. Here it is 10.",
            "(4 + 1) * 15 + (15 + 1) * 15 + 16",
        ),
        _number(
            "ten-outputs",
            "Your last layer has 10 outputs. The network makes one prediction: the last layer has one row.",
            "(4 + 1) * 10 + (10 + 1) * 10 + (10 + 1) * 10",
        ),
        _number(
            "biases-of-one-layer-forgotten",
            "The biases of one hidden layer are missing: both have 10.",
            "4 * 10 + 10 + 10 * 10 + 10 + 1",
        ),
        _number(
            "only-the-hidden-layer",
            "That is the layer between the hidden units alone. The first and the last one count too.",
            "(10 + 1) * 10",
        ),
        _number("only-the-first-layer", "That is the first layer alone.", "(4 + 1) * 10"),
        _number(
            "slip-of-ten",
            "Ten too many: count again what the second hidden layer has, 10 * 10 weights and 10 biases.",
            "181",
        ),
        _number(
            "first-layer-missing",
            "The first layer is missing: each of its 10 units has a weight for each of the 4 descriptors, and a bias.",
            "(10 + 1) * 10 + 11",
        ),
        _number(
            "bias-for-each-input",
            "You give a bias to each input of a layer. Each output has one: (inputs + 1) * outputs, not inputs "
            "* (outputs + 1).",
            "4 * 11 + 10 * 11 + 10 * 2",
        ),
        _number(
            "sizes-multiplied",
            "You multiply descriptors, width and depth. Count layer by layer, and add.",
            "4 * 10 * 3",
        ),
        _number("number-of-the-chapter", "That is the chapter's network, with one descriptor and width 15.", "286"),
        _number(
            "width-and-descriptors-swapped",
            "Width and descriptors are swapped: 4 descriptors, width 10.",
            "(10 + 1) * 4 + (4 + 1) * 4 + 5",
        ),
        _number(
            "tensors-counted",
            "These are the tensors, a matrix and biases for each layer. Count the numbers in them.",
            "6",
        ),
        _number(
            "activations-counted", "Activations have no parameters: a sigmoid is the same for all units.", "171 + 20"
        ),
        _number(
            "last-layer-and-biases-forgotten", "The last layer is missing, and so are the biases.", "4 * 10 + 10 * 10"
        ),
    ),
    "3.3": (
        _function(
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
        _function(
            "one-layer-only",
            "You return after the first layer: the `return` stands inside of the loop. One step less of indentation.",
            "network(g, layers)",
            "for i, (matrix, biases) in enumerate(layers):",
            "    g = g @ matrix.T + biases",
            "    if i < len(layers) - 1:",
            "        g = 1 / (1 + np.exp(-g))",
            "    return g",
        ),
        _function(
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
        _function(
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
        _function(
            "shift-without-the-matrix",
            "The shift has to go through the matrix: mean / spread has a number for each descriptor, and the "
            "biases one for each unit. `new_matrix @ mean` makes the one of the other.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, biases - mean / spread",
        ),
        _function(
            "biases-divided-too",
            "The biases are not divided by the spread: there is one for each unit, and a spread for each descriptor.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, (biases - matrix @ mean) / spread",
        ),
        _function(
            "sum-of-all",
            "You sum over all units and descriptors. Each unit has a shift of its own, a row of the matrix "
            "times the mean: `new_matrix @ mean`.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, biases - (matrix * mean).sum() / spread.sum()",
        ),
        _function(
            "sum-of-the-products",
            "You sum the new matrix times the mean over all units and descriptors. Each unit has a shift of its "
            "own, a row of the matrix "
            "times the mean: `new_matrix @ mean`.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, biases - (matrix / spread * mean).sum()",
        ),
        _function(
            "old-biases-divided-too",
            "The old biases are divided by a spread too. They stay as they are; only what the mean adds goes off.",
            "fold(matrix, biases, mean, spread)",
            "return matrix / spread, (biases - matrix @ mean) / spread.mean()",
        ),
    ),
    "3.6": (
        _function(
            "matrix-not-transposed",
            "`matrix` has a row for each unit, and samples are rows: `g @ matrix.T`.",
            "staircase(g, matrix, biases, f)",
            "hidden = (g @ matrix + biases > 0).astype(float)",
            "return hidden",
        ),
        _function(
            "mean-for-the-bias",
            "You take the mean of f for the bias and fit the rest without one. The bias is a weight like the "
            "others: a column of ones, and one fit.",
            "staircase(g, matrix, biases, f)",
            "hidden = (g @ matrix.T + biases > 0).astype(float)",
            "return f.mean() + hidden @ np.linalg.lstsq(hidden, f - f.mean())[0]",
        ),
        _function(
            "units-returned",
            "These are the hidden units. The prediction is asked: fit the last layer to them, and apply it.",
            "staircase(g, matrix, biases, f)",
            "return (g @ matrix.T + biases > 0).astype(float)",
        ),
        _function(
            "signs-without-a-bias",
            "Your steps go from -1 to 1, and the last layer has no bias. A step is 1 where z > 0 and 0 "
            "elsewhere, and a column of ones makes the bias.",
            "staircase(g, matrix, biases, f)",
            "hidden = np.sign(g @ matrix.T + biases)",
            "return hidden @ np.linalg.lstsq(hidden, f)[0]",
        ),
        _function(
            "descriptors-beside-the-units",
            "The descriptors are columns beside the hidden units. The last layer sees the hidden units alone, "
            "and a bias.",
            "staircase(g, matrix, biases, f)",
            "c = np.column_stack([g, g @ matrix.T + biases > 0, np.ones(len(g))])",
            "return c @ np.linalg.lstsq(c, f)[0]",
        ),
        _function(
            "ones-below",
            "The ones stand below the hidden units, as one sample more. They are a column beside them: `axis=1`.",
            "staircase(g, matrix, biases, f)",
            "h = g @ matrix.T + biases > 0",
            "c = np.vstack([h, np.ones(h.shape[1])])",
            "return c @ np.linalg.lstsq(c, np.append(f, 0))[0]",
        ),
    ),
    "4.2": (
        _number(
            "factor-of-the-chapter",
            "That is a loss a million times smaller, the chapter's. Here it is ten thousand times, and the "
            "error is its root.",
            "900 * np.log(1000)",
        ),
        _number(
            "factor-of-the-chapter-as-it-is",
            "That is a loss a million times smaller, the chapter's, taken for the error. Here it is ten "
            "thousand times, and the error is its root.",
            "900 * np.log(1e6)",
        ),
        _number(
            "no-logarithm-of-the-loss",
            "Each step multiplies the error, so the number of steps grows with the logarithm of the factor. And "
            ""
            "the error is the root of the loss.",
            "900 * 1e4",
        ),
        _number("caret", "`^` is no power in Python, it compares bits. A power is `**`.", "(30 ^ 2) * np.log(100)"),
        _number(
            "logarithm-to-base-2",
            "It is kappa steps per factor e, not per factor 2: the natural logarithm, `np.log`.",
            "900 * np.log2(100)",
        ),
        _number(
            "decimal-logarithm-of-the-loss",
            "Two slips: the natural logarithm is meant, `np.log`, and that of the error, the root of the loss.",
            "900 * np.log10(1e4)",
        ),
        _number(
            "root-of-the-condition",
            "You take the root of the condition number. The curvatures are those of G.T @ G: it enters squared.",
            "np.sqrt(30) * np.log(100)",
        ),
        _number("fourth-power", "The condition number enters squared, once: kappa is 30 ** 2.", "30**4 * np.log(100)"),
        _number(
            "divided-by-kappa",
            "You divide by kappa. The larger it is, the more steps it takes: multiply.",
            "np.log(100) / 900",
        ),
        _number(
            "squared-for-the-root",
            "The loss is the error squared, so the error is the root of the loss: 100 times smaller, not 10 ** "
            "8 times.",
            "900 * np.log(1e8)",
        ),
        _number(
            "kappa-alone",
            "That is kappa, the steps for a factor e. Asked is a factor 100 of the error: times its logarithm.",
            "900",
        ),
        _number(
            "no-square-no-logarithm",
            "Steps multiply the error, so they grow with the logarithm of the factor; and kappa is the "
            "condition number squared.",
            "30 * 100",
        ),
        _number(
            "condition-of-the-chapter",
            "That is the condition number 8.3 of the chapter's example. Here it is 30.",
            "8.3**2 * np.log(100)",
        ),
        _number(
            "half-the-steps",
            "Half of it: kappa steps divide the error by e, and the loss by e squared. You take the root twice.",
            "900 * np.log(10)",
        ),
        _number(
            "logarithm-alone",
            "That is the logarithm of the factor. Each factor e takes kappa steps: multiply.",
            "np.log(100)",
        ),
        _number(
            "half-of-kappa",
            "Half of kappa: that is the rate 2 / (c_max + c_min), not the safe one.",
            "450 * np.log(1000)",
        ),
        _number(
            "number-of-the-chapter",
            "That is the chapter's example, with its condition number and its factor.",
            "8.3**2 * np.log(1000)",
        ),
        _number(
            "divided-by-the-logarithm",
            "You divide by the logarithm. Each factor e takes kappa steps: multiply.",
            "900 / np.log(100)",
        ),
        _number(
            "kappa-in-the-logarithm",
            "Kappa and the factor have changed places: kappa times the logarithm of the factor.",
            "np.log(900) * 100",
        ),
    ),
    "4.3": (
        _function(
            "all-weights-at-once-one-number",
            "You move all weights together, and get one slope. Move one weight at a time: an array of slopes is asked.",
            "central_difference(loss, w, step)",
            "return (loss(w + step) - loss(w - step)) / (2 * step)",
        ),
        _function(
            "loss-of-one-weight",
            "You give a single weight to `loss`. It wants all of them, one moved and the others as they were.",
            "central_difference(loss, w, step)",
            "return np.array([(loss(x + step) - loss(x - step)) / (2 * step) for x in w])",
        ),
        _function(
            "relative-step",
            "Your step is a part of each weight, `step * w[i]`. Asked is the same step for all; a weight of 0 "
            "would not move at all.",
            "central_difference(loss, w, step)",
            "sides = np.diag(step * w)",
            "return np.array([(loss(w + s) - loss(w - s)) / (2 * s.sum()) for s in sides])",
        ),
        _function(
            "np-gradient",
            "`np.gradient` takes slopes between neighbours in a list of numbers. Here each weight has a slope "
            "of its own: move it, and ask the loss twice.",
            "central_difference(loss, w, step)",
            "return np.gradient(np.array([loss(x * np.ones(len(w))) for x in w]), step)",
        ),
        _function(
            "second-derivative",
            "That is the second derivative, loss(w + step) - 2 loss(w) + loss(w - step) over the square of the "
            "step. The first one is asked.",
            "central_difference(loss, w, step)",
            "return np.array([(loss(w + s) - 2 * loss(w) + loss(w - s)) / step**2 for s in step * np.eye(len(w))])",
        ),
    ),
    "4.4": (
        _function(
            "weight-by-weight",
            "You change one weight after the other, and the later ones see the new values of the first. All "
            "take their step from the same place: compute the whole gradient, then move.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    for i in range(len(w)):",
            "        w[i] -= rate * 2 * np.mean((g @ w - f) * g[:, i])",
            "return w",
        ),
        _function(
            "sample-by-sample",
            "You take a step after each sample. Here all samples count in each step: the mean of their gradients.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    for a, b in zip(g, f):",
            "        w = w - rate * 2 * a * (a @ w - b)",
            "return w",
        ),
        _function(
            "unit-gradient",
            "Your gradient is divided by its length, so all your steps are equally long. In gradient descent "
            "they become shorter as the slope does.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    gradient = g.T @ (g @ w - f)",
            "    w = w - rate * gradient / np.linalg.norm(gradient)",
            "return w",
        ),
        _function(
            "momentum",
            "Your steps remember the ones before, which is momentum, and a good idea. Asked is plain gradient descent.",
            _DESCEND[0],
            "w, m = np.zeros(g.shape[1]), 0",
            _DESCEND[2],
            "    m = 0.9 * m + 2 * g.T @ (g @ w - f) / len(f)",
            "    w = w - rate * m",
            "return w",
        ),
        _function(
            "rate-decays",
            "Your rate becomes smaller from step to step. Asked is the same rate for all steps.",
            _DESCEND[0],
            _DESCEND[1],
            "for k in range(n_steps):",
            "    w = w - rate / (k + 1) * 2 * g.T @ (g @ w - f) / len(f)",
            "return w",
        ),
        _function(
            "no-matrix-in-the-gradient",
            "The inner derivative is missing: the slope along weight i is the mean of the residuals times "
            "column i of g.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    w = w - rate * 2 * np.mean(g @ w - f)",
            "return w",
        ),
        _function(
            "exact-answer",
            "That is where the walk would end after endless steps, the answer of least squares. Asked is where "
            "it is after n_steps.",
            _DESCEND[0],
            "return np.linalg.lstsq(g, f)[0]",
        ),
    ),
    "4.5": (
        _function(
            "singular-value-not-squared",
            "The share is right. The curvature is 2 s**2 / n, with the singular value s of g squared.",
            "safe_rate(g)",
            _CURVATURES,
            f"return 1 / np.linalg.norm(g, 2), {_SHARE}",
        ),
        _function(
            "singular-value-not-squared-2",
            "The share is right. In the curvature 2 s**2 / n the singular value enters squared.",
            "safe_rate(g)",
            _CURVATURES,
            f"return len(g) / (2 * np.linalg.norm(g, 2)), {_SHARE}",
        ),
        _function(
            "fastest-rate",
            "The share is that of the safe rate. Your rate is 2 / (c_max + c_min), the fastest one; the safe "
            "one is 1 / c_max.",
            "safe_rate(g)",
            _CURVATURES,
            f"return 2 / (c[0] + c[-1]), {_SHARE}",
        ),
        _function(
            "length-for-the-singular-value",
            "`np.linalg.norm(g)` is the root of the sum of all squares. The largest singular value is "
            "`np.linalg.norm(g, 2)`.",
            "safe_rate(g)",
            _CURVATURES,
            f"return len(g) / (2 * np.linalg.norm(g) ** 2), {_SHARE}",
        ),
        _function(
            "rate-of-the-flattest",
            "The share is right. Your rate is 1 over the smallest curvature, with which the steep directions "
            "explode: 1 / c_max is safe.",
            "safe_rate(g)",
            _CURVATURES,
            f"return 1 / c[0], {_SHARE}",
        ),
    ),
    "4.6": (
        _function(
            "samples-by-samples",
            "J J.T is a table of samples by samples, (n, n). The weights meet in J.T J, shape (d, d).",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(j @ j.T + damping * np.eye(len(j)), -j.T @ rho)",
        ),
        _function(
            "unit-matrix-of-samples",
            "Your unit matrix is as large as there are samples. It is added to J.T J, so it has as many rows as "
            ""
            "there are weights: `np.eye(j.shape[1])`.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(j.T @ j + damping * np.eye(len(j)), -j.T @ rho)",
        ),
        _function(
            "entry-by-entry",
            "`*` multiplies entry by entry. The product of matrices is `@`: `j.T @ j`.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(j.T * j + damping * np.eye(j.shape[1]), -j.T @ rho)",
        ),
        _function(
            "damping-times-the-matrix",
            "You multiply J.T J by the damping, which only changes the length of the step. Add it, on the diagonal.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(damping * j.T @ j, -j.T @ rho)",
        ),
        _function(
            "damping-after-the-inverse",
            "You add the damping to the inverse. It belongs to J.T J, before anything is inverted.",
            "damped_step(j, rho, damping)",
            "return (np.linalg.inv(j.T @ j) + damping * np.eye(j.shape[1])) @ (-j.T @ rho)",
        ),
        _function(
            "arguments-swapped",
            "`rho` and `damping` are swapped: the order is j, rho, damping.",
            "damped_step(j, damping, rho)",
            "return np.linalg.solve(j.T @ j + damping * np.eye(j.shape[1]), -j.T @ rho)",
        ),
        _function(
            "damping-of-both",
            "You multiply by 1 + damping: that is a shorter step in the same direction. Add the damping to the "
            "diagonal.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve((1 + damping) * j.T @ j, -j.T @ rho)",
        ),
        _function(
            "damping-for-a-rate",
            "You take the damping for a learning rate: -damping * J.T rho. It stands on the diagonal of J.T J, "
            "and a large one makes the step short.",
            "damped_step(j, rho, damping)",
            "return -damping * j.T @ rho",
        ),
    ),
    "5.2": (
        _number(
            "slope-of-theory-from-the-first",
            "That is slope -1/2, the one of theory, from the first point. This line is steeper: three times the "
            ""
            "samples halve its error already.",
            "100 * 8**2",
        ),
        _number(
            "slope-minus-one-from-the-first",
            "An eighth of the error for eight times the samples: that would be slope -1. This line needs three "
            "times the samples for a half.",
            "100 * 8",
        ),
        _number(
            "straight-against-the-logarithm-of-the-error",
            "You have drawn the line with a logarithm on one axis only, that of the errors. Both axes are logarithmic.",
            "300 + 2 * 200",
        ),
        _number(
            "straight-against-the-logarithm-of-the-count",
            "You have drawn the line with a logarithm on one axis only, that of the counts. Both axes are logarithmic.",
            "300 * 3**0.75",
        ),
        _number("one-halving", "That halves the error once, from 0.05 to 0.025. Asked is half of that.", "300 * 3"),
        _number("one-halving-too-many", "One halving too many: from 0.05 to 0.0125 there are two.", "300 * 3**3"),
        _number("factor-from-the-first", "That is the factor, from the first point. How many samples is it?", "3**3"),
        _number("factor-from-the-second", "That is the factor, from the second point. How many samples is it?", "3**2"),
        _number(
            "slope-returned",
            "That is the slope of the line. Follow it to the error that is wanted.",
            "np.log(0.5) / np.log(3)",
        ),
        _number("logarithm-returned", "That is the logarithm of the count: `np.exp` of it.", "np.log(2700)"),
        _number(
            "decimal-logarithm-returned",
            "That is the decimal logarithm of the count: 10 to that power.",
            "np.log10(2700)",
        ),
        _number("one-over", "That is one over the count.", "1 / 2700"),
        _number(
            "four-times-three",
            "A quarter of the error is two halvings, and each takes three times the samples: 3 * 3, not 3 * 4.",
            "300 * 3 * 4",
        ),
        _number("samples-added", "Each halving multiplies the samples by three, it does not add 200.", "300 + 200"),
        _number("three-to-the-fourth", "A quarter of the error is two halvings, not four: 3 ** 2.", "300 * 3**4"),
        _number(
            "four-times-the-first",
            "Slope -1, from the first point, and to a quarter of its error. The error wanted is an eighth of that.",
            "100 * 4",
        ),
        _number(
            "logarithms-mixed",
            "One logarithm is decimal and the other one natural. Take the same for errors and counts; which one "
            "does not matter.",
            "300 * 4 ** (np.log(3) / np.log10(2))",
        ),
        _number(
            "slope-rounded",
            "You rounded the slope to -0.6 on the way. In the exponent one digit is too few: it is -0.63.",
            "300 * 4 ** (1 / 0.6)",
        ),
        _number(
            "sign-of-the-slope", "The sign of the slope is lost: less error takes more samples, not fewer.", "300 / 9"
        ),
        _number(
            "sign-of-the-slope-from-the-first",
            "The sign of the slope is lost on the way: less error takes more samples, not fewer.",
            "100 / 27",
        ),
    ),
    "5.4": (
        _function(
            "axis-of-the-samples",
            "`axis=1` goes along the features of one sample, and gives a number for each sample. Down the "
            "samples is `axis=0`.",
            "standardise(train, test)",
            "return (train - train.mean(axis=1)) / train.std(axis=1), test",
        ),
        _function(
            "each-sample-by-itself",
            "Each sample gets mean 0 and spread 1, by `axis=1`. Each feature should: down the samples, `axis=0`.",
            "standardise(train, test)",
            "return tuple((x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True) for x in (train, test))",
        ),
    ),
    "5.5": (
        _function(
            "steps-before-the-end",
            "You go back by `patience` steps from where you stop. That is right only where patience runs out; "
            "at the end of the list the best step is elsewhere. Remember it as you go.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i in range(1, len(validation)):",
            "    if validation[i] < validation[best]:",
            "        best = i",
            "    elif i - best >= patience:",
            "        break",
            "return i - patience",
        ),
        _function(
            "first-step-counted",
            "You count step 0 as one without a new lowest loss: it is the lowest so far. Patience runs out one "
            "step too early while nothing is better than it.",
            "best_step(training, validation, patience)",
            "best, waited = 0, 0",
            "for i, loss in enumerate(validation):",
            "    if loss < validation[best]:",
            "        best, waited = i, 0",
            "    else:",
            "        waited += 1",
            "        if waited >= patience:",
            "            break",
            "return best",
        ),
        _function(
            "counted-from-the-end",
            "You count from the end: the index is right, less the length of the list.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i, loss in enumerate(validation):",
            "    if loss < validation[best]:",
            "        best = i",
            "    if i - best >= patience:",
            "        break",
            "return best - len(validation)",
        ),
        _function(
            "equal-losses-cost-nothing",
            "An equal loss costs no patience with you, or starts it anew. It is no new lowest one, so it counts "
            "as waiting: "
            "`else`, not `elif loss > ...`.",
            "best_step(training, validation, patience)",
            "best, waited = 0, 0",
            "for i, loss in enumerate(validation):",
            "    if i and loss < validation[best]:",
            "        best, waited = i, 0",
            "    elif loss > validation[best]:",
            "        waited += 1",
            "        if waited == patience:",
            "            break",
            "return best",
        ),
        _function(
            "first-rise",
            "You stop at the first rise, whatever `patience` says.",
            "best_step(training, validation, patience)",
            "for i in range(1, len(validation)):",
            "    if validation[i] >= validation[i - 1]:",
            "        return i - 1",
            "return len(validation) - 1",
        ),
        _function(
            "last-step-at-the-end",
            "Where patience never runs out you return the last step. The best one is asked there too.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i, loss in enumerate(validation):",
            "    if loss < validation[best]:",
            "        best = i",
            "    if i - best >= patience:",
            "        return best",
            "return len(validation) - 1",
        ),
    ),
    "5.6": (
        _function(
            "shrunk-afterwards",
            "You divide the weights of plain least squares by 1 + alpha. The penalty takes part in the fit: "
            "what the samples determine well gives way less than the rest.",
            "ridge(g, f, alpha)",
            "return np.linalg.lstsq(g, f)[0] / (1 + alpha)",
        ),
        _function(
            "penalty-by-the-diagonal",
            "Your alpha is multiplied with the diagonal of `g.T @ g / n`, so that each weight has a penalty of "
            "its own. Here all weights are penalised alike: `alpha * np.eye(d)`.",
            "ridge(g, f, alpha)",
            "a = g.T @ g / len(g)",
            "return np.linalg.solve(a + alpha * np.diag(np.diag(a)), g.T @ f / len(g))",
        ),
        _function(
            "unit-matrix-of-samples",
            "Your unit matrix is as large as there are samples. It is added to `g.T @ g`, so it has as many "
            "rows as there are weights: `np.eye(g.shape[1])`.",
            "ridge(g, f, alpha)",
            "return np.linalg.solve(g.T @ g / len(g) + alpha * np.eye(len(g)), g.T @ f / len(g))",
        ),
        _function(
            "divided-by-the-weights",
            "You divide by the number of weights, `g.shape[1]`. The mean goes over the samples.",
            "ridge(g, f, alpha)",
            "d = g.shape[1]",
            "return np.linalg.solve(g.T @ g / d + alpha * np.eye(d), g.T @ f / d)",
        ),
        _function(
            "centred-first",
            "You subtract the means before the fit, which stands for a bias without penalty. Here there is no "
            "bias besides the columns of g.",
            "ridge(g, f, alpha)",
            "c = g - g.mean(axis=0)",
            "return np.linalg.solve(c.T @ c / len(g) + alpha * np.eye(g.shape[1]), c.T @ (f - f.mean()) / len(g))",
        ),
        _function(
            "columns-scaled-first",
            "You divide the columns by their spread before the fit, so the penalty is on other weights than "
            "those of `g`.",
            "ridge(g, f, alpha)",
            "c = g / g.std(axis=0)",
            "return np.linalg.solve(c.T @ c / len(g) + alpha * np.eye(g.shape[1]), c.T @ f / len(g)) / g.std(axis=0)",
        ),
        _function(
            "absolute-values-penalised",
            "You shrink each weight by the same amount, as a penalty of absolute values does. Here the squares "
            "are penalised, and one system of equations gives the answer.",
            "ridge(g, f, alpha)",
            "w = np.linalg.lstsq(g, f)[0]",
            "return np.sign(w) * np.maximum(np.abs(w) - alpha, 0)",
        ),
    ),
}
