"""Further wrong answers of chapter 3, a line or two each: what others have given, that no relation can tell.

Where one number is asked, no relation is looked for: too much can come out equal by chance. So the slips have names.
They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

FURTHER: dict[str, tuple[Mistake, ...]] = {
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
