"""The exercises of chapter 3, nonlinear maps: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from ..._support.checks import a_type
from ..._support.later import np
from ..engine.compare import is_numeric, plain
from ..engine.exercise import Choice, Exercise, Finding, Function, Mistake, Number, Wrong, edited, note
from ..engine.rules import mentions

Cases = list[tuple[Any, ...]]

SIZES = ("n_descriptors", "n_layers", "n_internal")
MOST_DESCRIPTORS, MOST_PARAMETERS = 2, 25
STARTS, MAY_FAIL, GOOD_ERROR = 20, 2, 1e-3  # of the sizes within budget one has 16 good starts, the next one 19


def _count(n_inputs: int, width: int, depth: int) -> int:
    """Count weights and biases, however deep: a first layer, those between hidden units, and a last one."""
    if depth == 1:
        return n_inputs + 1
    return (n_inputs + 1) * width + (depth - 2) * (width + 1) * width + (width + 1)


def _networks(rng: np.random.Generator) -> Cases:
    cases = []
    deep = (2, *rng.integers(2, 5, size=rng.integers(4, 7)).tolist(), 1)  # five to seven layers
    # Hidden layers of one unit are among them: a layer is the last one by its place, not by its width.
    sizes = ((5, (2, 4, 1)), (4, (3, 3, 3, 1)), (6, (3, 2, 1, 2, 1)), (1, (2, 1, 1)), (3, (3, 1)), (5, deep))
    for n, widths in sizes:
        layers = [(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)) for n_in, n_out in pairwise(widths)]
        cases.append((rng.normal(size=(n, widths[0])), layers))
    return cases


def _network(g: np.ndarray, layers: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Send one sample after the other through the layers, unit by unit; the sigmoid comes from a tanh."""
    predictions = []
    for values in g.tolist():
        for i, (matrix, biases) in enumerate(layers):
            if i:
                values = [(1 + math.tanh(z / 2)) / 2 for z in values]
            rows = zip(matrix.tolist(), biases.tolist(), strict=True)
            values = [math.fsum(w * x for w, x in zip(row, values, strict=True)) + b for row, b in rows]
        predictions.append(values)
    return np.array(predictions)


def _in_numpy(function: Any) -> str:
    """Name the mistake of a network that torch, or the library, has made."""
    return "not-in-numpy" if mentions(function, (), {"torch", "miniff_edu"}) else ""


def _parts(rng: np.random.Generator) -> Cases:
    cases = []
    for n, m, d in ((8, 5, 3), (12, 4, 2)):
        size = rng.uniform(2, 9, size=d) * 10.0 ** np.arange(d)
        train, new = rng.normal(size=(n, d)) + 1, 2 * rng.normal(size=(m, d)) - 1
        new[0] += 6  # on the other side of `train`
        cases.append((train * size, new * size))
    return cases


def _standardised(train: np.ndarray, new: np.ndarray) -> np.ndarray:
    columns = []
    for known, asked in zip(train.T.tolist(), new.T.tolist(), strict=True):
        mean = math.fsum(known) / len(known)
        spread = math.sqrt(math.fsum((x - mean) ** 2 for x in known) / len(known))
        columns.append([(x - mean) / spread for x in asked])
    return np.array(columns).T


def _first_layers(rng: np.random.Generator) -> Cases:
    return [
        (rng.normal(size=(width, d)), rng.normal(size=width), rng.normal(size=d), rng.uniform(2, 5, size=d))
        for width, d in ((4, 2), (3, 3), (2, 5))
    ]


def _folded(
    matrix: np.ndarray, biases: np.ndarray, mean: np.ndarray, spread: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Ask the standardised layer for zeros and for unit vectors: that tells all there is to know of a linear map."""

    def layer(g: np.ndarray) -> np.ndarray:
        return matrix @ ((g - mean) / spread) + biases

    at_zero = layer(np.zeros_like(mean))
    return np.stack([layer(unit) - at_zero for unit in np.eye(len(mean))], axis=1), at_zero


def _random_units(rng: np.random.Generator) -> Cases:
    cases = []
    for n, d, width in ((20, 1, 4), (30, 2, 5), (25, 3, 4)):
        condition = math.inf
        while condition > 50:  # infinite where two units switch between the same samples, else below 20 mostly
            g = rng.uniform(-1, 1, size=(n, d))
            on = rng.permutation((-1, 1, 1))[:d]
            g[0], g[1] = -on, on  # a sample where all units are off, and one where all are on
            matrix = on * rng.uniform(1, 3, size=(width, d))
            biases = -abs(matrix).sum(axis=1) * rng.permutation(np.linspace(-0.6, 0.6, width))
            for i, beside in ((2, 1e-9), (3, -1e-9)):  # close to the step of a unit: what is rounded gets across
                g[i] += (beside - matrix[0] @ g[i] - biases[0]) * matrix[0] / (matrix[0] @ matrix[0])
            g = rng.permutation(g)
            steps = g @ matrix.T + biases > 0
            condition = float(np.linalg.cond(np.column_stack([np.ones(n), steps])))
        cases.append((g, matrix, biases, 2 * rng.normal(size=n) + 1))
    return cases


def _staircase(g: np.ndarray, matrix: np.ndarray, biases: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Project `f` on the steps one by one, each without what the others before it hold (Gram and Schmidt)."""
    columns = [np.ones(len(g))]
    for row, bias in zip(matrix, biases, strict=True):
        columns.append(np.array([1.0 if float(row @ x) + float(bias) > 0 else 0.0 for x in g]))
    done: list[np.ndarray] = []
    prediction = np.zeros(len(g))
    for column in columns:
        for _ in range(2):  # twice is enough, against rounding
            for unit in done:
                column = column - unit * float(unit @ column)
        length = math.sqrt(float(column @ column))
        if length > 1e-9:
            done.append(column / length)
            prediction += done[-1] * float(done[-1] @ f)
    return prediction


def _is_size(n: Any) -> bool:
    """Tell whether something is a whole number of things, be it written 5 or 5.0."""
    value = plain(n)
    is_number = (
        is_numeric(value) and not isinstance(n, (bool, np.bool_)) and np.size(value) == 1 and np.ndim(value) == 0
    )
    return is_number and value >= 1 and float(value).is_integer()


def _sizes(sizes: Any, rng: np.random.Generator) -> None:
    if not isinstance(sizes, dict):
        raise Wrong("not-three-sizes", f"Yours is {a_type(sizes)}.")
    from ...toy.settings import ToySettings  # brings torch, which takes seconds to import

    odd = [f"{str(name)!r:.30} is not asked" for name in sizes if name not in SIZES]
    if odd:
        raise Wrong("not-three-sizes", f"In yours {' and '.join(odd)}.")
    if not all(_is_size(n) for n in sizes.values()):
        raise Wrong("not-three-sizes", f"Yours is {sizes!r:.80}.")
    # What is left out has a value too, that of the experiment.
    n_descriptors, depth, width = (int(sizes.get(name, getattr(ToySettings(), name))) for name in SIZES)
    left_out = "".join(f" {n!r} is left out, and {getattr(ToySettings(), n)} then." for n in SIZES if n not in sizes)
    if n_descriptors > MOST_DESCRIPTORS:
        raise Wrong("too-many-descriptors", f"Yours has {n_descriptors}.{left_out}")
    if depth == 1:
        raise Wrong("linear")
    n_parameters = _count(n_descriptors, width, depth)
    note(f"at most {MOST_PARAMETERS} parameters", n_parameters)
    if n_parameters > MOST_PARAMETERS:
        raise Wrong("too-many-parameters", f"Yours has {n_parameters}.{left_out}")
    from ...toy.experiment import toy_experiment

    failed: list[str] = []
    errors: list[float] = []
    for seed in range(STARTS):
        error = toy_experiment(n_descriptors=n_descriptors, n_layers=depth, n_internal=width, seed=seed).test.rmse
        errors.append(error)
        note(f"{STARTS - MAY_FAIL} of {STARTS} errors below {GOOD_ERROR:g}", [*errors])
        if not error < GOOD_ERROR:
            failed.append(f"seed {seed} ends at {error:.4f}")
        if len(failed) > MAY_FAIL:
            name = "too-few-units" if depth == 2 else "narrow-and-deep"
            raise Wrong(name, f"With your {n_parameters} parameters {' and '.join(failed)}.")


NETWORK = """
import numpy as np


def network(g, layers):
    x = g
    for i, (matrix, biases) in enumerate(layers):
        x = x @ matrix.T + biases
        if i < len(layers) - 1:
            x = 1 / (1 + np.exp(-x))
    return x"""

STANDARDISE = """
import numpy as np


def standardise(train, new):
    mean = train.mean(axis=0)
    spread = train.std(axis=0)
    return (new - mean) / spread"""

FOLD = """
import numpy as np


def fold(matrix, biases, mean, spread):
    new_matrix = matrix / spread
    new_biases = biases - new_matrix @ mean
    return new_matrix, new_biases"""

STAIRCASE = """
import numpy as np


def staircase(g, matrix, biases, f):
    hidden = np.where(g @ matrix.T + biases > 0, 1.0, 0.0)
    ones = np.ones((len(g), 1))
    columns = np.concatenate([hidden, ones], axis=1)
    weights, *_ = np.linalg.lstsq(columns, f)
    return columns @ weights"""

SHAPE = 'sizes = {"n_descriptors": 2, "n_layers": 2, "n_internal": 5}'


EXERCISES = (
    Exercise(
        number="3.1",
        title="The forgotten activation",
        minutes=2,
        goal="say",
        statement="""
A network takes two descriptors and has depth 3 and width 15. Somebody has forgotten the activations, so nothing
stands between the three linear layers. You draw its prediction over the plane of the two descriptors. What can come
out, whatever the weights and biases are?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Section 1 does it with two layers and one descriptor: slope and shift. What does a third layer add?",
            "A (B g + b) + a = (A B) g + (A b + a): again a matrix times g, plus a constant.",
        ),
        solution='answer = "b"',
        insight=(
            "A linear map of a linear map is linear: without activations depth adds parameters but no new function."
        ),
        task=Choice(
            {
                "a": "A surface with at most two bends: one for each layer after the first.",
                "b": "A flat plane, tilted and shifted in any way.",
                "c": "A surface of third degree, because the weights of three layers are multiplied.",
                "d": "A flat plane through zero: without activations the biases cancel.",
            },
            right="b",
        ),
        mistakes=(
            Mistake(
                "depth-bends",
                "Layers alone do not bend anything. A linear map of planes is a plane again; the bend comes from the "
                "activation in between.",
                'answer = "a"',
            ),
            Mistake(
                "degree-of-the-weights",
                "The weights are multiplied with each other, so the prediction is of third degree in them. The "
                "descriptors are multiplied once only: in them it stays linear.",
                'answer = "c"',
            ),
            Mistake(
                "biases-cancel",
                "The biases do not cancel. Later layers multiply them and add their own, and what comes out is one "
                "constant: the shift of section 1.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="3.2",
        title="How many parameters",
        minutes=2,
        goal="write",
        statement="""
How many parameters has a network of 4 descriptors, width 10 and depth 3, biases included? Count by thought, layer by
layer, and write the sum as an expression.""",
        stub="answer = ...",
        hints=(
            "End of section 2. Which widths come one after the other, from the descriptors to the prediction?",
            "The widths are 4, 10, 10, 1. A linear layer has (inputs + 1) * outputs parameters.",
        ),
        solution="answer = (4 + 1) * 10 + (10 + 1) * 10 + (10 + 1) * 1",
        insight=(
            "Weights between two hidden layers grow with the square of the width: there a wide, deep network has "
            "most of "
            "its parameters."
        ),
        task=Number(lambda: float(_count(4, 10, 3))),
        mistakes=(
            Mistake(
                "biases-forgotten",
                "These are the weights. Each unit has a bias too: 10 + 10 + 1 of them.",
                "answer = 4 * 10 + 10 * 10 + 10 * 1",
            ),
            Mistake(
                "one-bias-per-layer",
                "You have one bias per layer. Each unit has a bias of its own, so a layer has as many as outputs.",
                "answer = (4 * 10 + 1) + (10 * 10 + 1) + (10 * 1 + 1)",
            ),
            Mistake(
                "depth-counts-hidden-layers",
                "You have three layers of hidden units. Depth counts the linear layers, and the last one makes the "
                "prediction: depth 3 has two layers of hidden units.",
                "answer = (4 + 1) * 10 + 2 * (10 + 1) * 10 + (10 + 1) * 1",
            ),
            Mistake(
                "depth-two",
                "That is depth 2. Depth 3 has one more layer of hidden units, between the first and the last.",
                "answer = (4 + 1) * 10 + (10 + 1) * 1",
            ),
            Mistake(
                "last-layer-forgotten",
                "The last layer is missing: it turns 10 hidden units into one prediction.",
                "answer = (4 + 1) * 10 + (10 + 1) * 10",
            ),
            Mistake(
                "last-bias-forgotten",
                "One is missing: the prediction has a bias too.",
                "answer = (4 + 1) * 10 + (10 + 1) * 10 + 10",
            ),
        ),
    ),
    Exercise(
        number="3.3",
        title="A network of any depth",
        minutes=10,
        goal="write",
        statement="""
Write `network(g, layers)`. `g` holds descriptors, shape (n, n_descriptors). `layers` is a list of pairs
`(matrix, biases)`, as torch keeps them: a matrix of shape (outputs, inputs), biases of shape (outputs,). There may be
one pair, or two, or more; the last one has a single output. Between two layers stands a sigmoid. Return the
predictions, shape (n, 1). Use numpy, without torch.""",
        stub="""
import numpy as np


def network(g, layers):
    return ...""",
        hints=(
            "Section 2 does it for two layers. Make a loop of it: what is done in each round, and what in all but one?",
            "x = x @ matrix.T + biases in each round; then x = 1 / (1 + np.exp(-x)), but not after the last.",
        ),
        solution=NETWORK,
        insight="A network is a loop over linear maps, with a fixed curve in between.",
        task=Function("network", _networks, _network, "an array of predictions, shape (n, 1)", rule=_in_numpy),
        mistakes=(
            Mistake(
                "activation-on-the-output",
                "The sigmoid acts on the last layer too, so all predictions lie between 0 and 1. It stands between the "
                "layers: leave the last one alone.",
                edited(edited(NETWORK, "        if i < len(layers) - 1:\n", ""), "            x = 1", "        x = 1"),
            ),
            Mistake(
                "activation-forgotten",
                "There is no activation: your network is a linear map. Put the sigmoid between the layers.",
                edited(NETWORK, "            x = 1 / (1 + np.exp(-x))", "            x = x"),
            ),
            Mistake(
                "activation-on-the-inputs",
                "The sigmoid acts on the descriptors too. They go into the first layer as they are.",
                """
import numpy as np


def network(g, layers):
    x = g
    for matrix, biases in layers:
        x = 1 / (1 + np.exp(-x))
        x = x @ matrix.T + biases
    return x""",
            ),
            Mistake(
                "activation-by-the-width",
                "You tell the last layer by its width. A hidden layer may have one unit as well, and it needs its "
                "sigmoid: count the layers, or look at which one comes last.",
                edited(NETWORK, "i < len(layers) - 1", "len(biases) > 1"),
            ),
            Mistake(
                "not-in-numpy",
                "The predictions are right, and torch has made them. Numpy is asked, so that you see each step: a loop "
                "over the layers, `@`, `+` and `np.exp` are all that it takes.",
                """
import torch


def network(g, layers):
    x = torch.from_numpy(g)
    for i, (matrix, biases) in enumerate(layers):
        x = torch.sigmoid(x) if i else x
        x = torch.nn.functional.linear(x, torch.from_numpy(matrix), torch.from_numpy(biases))
    return x""",
            ),
            Mistake(
                "one-sigmoid-only",
                "Only the first layer has its sigmoid. There is one between any two layers, however many there are.",
                edited(NETWORK, "i < len(layers) - 1", "i == 0 and len(layers) > 1"),
            ),
            Mistake(
                "biases-forgotten",
                "The biases are missing: each unit adds its own before the sigmoid, and the last layer adds one too.",
                edited(NETWORK, "matrix.T + biases", "matrix.T"),
            ),
            Mistake(
                "matrix-not-transposed",
                "Torch keeps a matrix as (outputs, inputs), and samples are rows: `x @ matrix.T`. Without the `.T` the "
                "shapes fit only where inputs and outputs are equally many, and then the numbers are wrong.",
                edited(NETWORK, "matrix.T", "matrix"),
            ),
            Mistake(
                "tanh-for-sigmoid",
                "That is a tanh, which goes from -1 to 1. The sigmoid goes from 0 to 1: `1 / (1 + np.exp(-z))`.",
                edited(NETWORK, "1 / (1 + np.exp(-x))", "np.tanh(x)"),
            ),
            Mistake(
                "sign-of-the-exponent",
                "Your sigmoid falls where it should rise: the exponent is `-z`, not `z`.",
                edited(NETWORK, "np.exp(-x)", "np.exp(x)"),
            ),
        ),
    ),
    Exercise(
        number="3.4",
        title="New samples, old scale",
        minutes=10,
        goal="explain",
        statement="""
A network was trained on standardised descriptors. Now new samples come in. Write `standardise(train, new)`: it returns
`new`, standardised so that this network can use it. Both are arrays of descriptors, shapes (n, d) and (m, d), and each
column has its own mean and its own spread. The spread is numpy's standard deviation as it comes, without `ddof`.""",
        stub="""
import numpy as np


def standardise(train, new):
    return ...""",
        hints=(
            "Section 4. Which of the two arrays did the network know when its weights were found?",
            "`train.mean(axis=0)` and `train.std(axis=0)` have one number per column. Subtract, then divide.",
        ),
        solution=STANDARDISE,
        insight=(
            "Mean and spread belong to the network, as its weights do: new data are put on the scale and do not set it."
        ),
        task=Function(
            "standardise",
            _parts,
            _standardised,
            "an array of the shape of `new`, on the scale of `train`",
            rtol=3e-8,  # whoever adds the usual 1e-8 to the spread, against division by zero, is right
        ),
        mistakes=(
            Mistake(
                "scale-of-the-new-data",
                "You use mean and spread of the new samples. The network was trained on another scale, so the same "
                "sample would mean something else in other company. Take both from `train`.",
                edited(
                    edited(STANDARDISE, "train.mean(axis=0)", "new.mean(axis=0)"),
                    "train.std(axis=0)",
                    "new.std(axis=0)",
                ),
            ),
            Mistake(
                "both-together",
                "Mean and spread come from both arrays. The network knew `train` alone; what the new samples tell must "
                "not leak into its scale.",
                """
import numpy as np


def standardise(train, new):
    both = np.concatenate([train, new])
    return (new - both.mean(axis=0)) / both.std(axis=0)""",
            ),
            Mistake(
                "train-returned",
                "That is the standardised `train`. The new samples are asked, on the same scale.",
                edited(STANDARDISE, "(new - mean)", "(train - mean)"),
            ),
            Mistake(
                "one-scale-for-all",
                "One mean and one spread for all columns. Each descriptor has its own: take them with `axis=0`.",
                edited(edited(STANDARDISE, "train.mean(axis=0)", "train.mean()"), "train.std(axis=0)", "train.std()"),
            ),
            Mistake(
                "wrong-axis",
                "`axis=1` takes the mean over the descriptors of one sample, which mixes apples and pears. Along the "
                "samples is `axis=0`.",
                edited(
                    edited(STANDARDISE, "train.mean(axis=0)", "train.mean(axis=1)"),
                    "train.std(axis=0)",
                    "train.std(axis=1)",
                ),
            ),
            Mistake(
                "ddof",
                "Nearly: your spread divides by n - 1. Here it is numpy's own, `train.std(axis=0)`, which divides by "
                "n. "
                "Scale new data exactly as the old.",
                edited(STANDARDISE, "train.std(axis=0)", "train.std(axis=0, ddof=1)"),
            ),
            Mistake(
                "divided-by-the-variance",
                "You divide by the variance, which has the units squared. The spread is its root: `std` instead of "
                "`var`.",
                edited(STANDARDISE, "train.std(axis=0)", "train.var(axis=0)"),
            ),
            Mistake(
                "brackets-forgotten",
                "Division comes before subtraction: only the mean is divided. Write brackets, `(new - mean) / spread`.",
                edited(STANDARDISE, "(new - mean) / spread", "new - mean / spread"),
            ),
            Mistake(
                "not-shifted",
                "Divided, but not shifted: subtract the mean of `train` first.",
                edited(STANDARDISE, "(new - mean) / spread", "new / spread"),
            ),
            Mistake(
                "not-divided",
                "Shifted, but not divided by the spread: a large descriptor stays large, and puts units to sleep.",
                edited(STANDARDISE, "(new - mean) / spread", "new - mean"),
            ),
        ),
    ),
    Exercise(
        number="3.5",
        title="Nothing to forget",
        minutes=10,
        goal="explain",
        statement="""
The first layer of a network takes standardised descriptors, $x = (g - \\text{mean}) / \\text{spread}$, and returns
$W x + b$. Write `fold(matrix, biases, mean, spread)`. It returns a pair, `new_matrix` and `new_biases`, of a layer that
takes the *raw* descriptors $g$ and returns the same. Shapes: `matrix` (width, d), `biases` (width,), `mean` and
`spread` (d,). The check tries several widths, and does not want its arrays changed.""",
        stub="""
import numpy as np


def fold(matrix, biases, mean, spread):
    new_matrix = ...
    new_biases = ...
    return new_matrix, new_biases""",
        hints=(
            "End of section 4: the standardisation is a linear map, and a linear map of a linear map is one (section "
            "1).",
            "Multiply out: W ((g - mean) / spread) + b = (W / spread) g + (b - (W / spread) mean).",
        ),
        solution=FOLD,
        insight="A linear layer swallows a shift and a scale of its inputs whole, so they need not be kept outside.",
        task=Function(
            "fold", _first_layers, _folded, "a pair: a matrix of shape (width, d) and biases, shape (width,)"
        ),
        mistakes=(
            Mistake(
                "sign-of-the-shift",
                "The matrix is right. The mean is subtracted from g, so its share leaves the biases: minus, not plus.",
                edited(FOLD, "biases - new", "biases + new"),
            ),
            Mistake(
                "old-biases-forgotten",
                "The matrix is right. The new biases hold the shift, but the old ones are lost: where x is 0 they are "
                "all that there is.",
                edited(FOLD, "biases - new_matrix", "-new_matrix"),
            ),
            Mistake(
                "shift-forgotten",
                "The matrix is right, and the biases are the old ones: that divides by the spread and forgets to "
                "subtract the mean.",
                edited(FOLD, "biases - new_matrix @ mean", "biases.copy()"),
            ),
            Mistake(
                "shift-not-divided",
                "The matrix is right. In the biases the mean is multiplied by the old matrix: it has to be divided by "
                "the spread as well, so take the new one.",
                edited(FOLD, "new_matrix @ mean", "matrix @ mean"),
            ),
            Mistake(
                "multiplied-by-the-spread",
                "You multiply by the spread. The old layer got descriptors that were divided by it; now the weights "
                "have to "
                "do that division.",
                edited(FOLD, "matrix / spread", "matrix * spread"),
            ),
            Mistake(
                "spread-along-the-units",
                "The spread goes along the wrong axis: it belongs to the descriptors, which are the columns of "
                "`matrix`. `matrix / spread` divides column by column; no `[:, None]` here.",
                edited(FOLD, "matrix / spread", "matrix / spread[:, None]"),
            ),
            Mistake(
                "matrix-unchanged",
                "The biases are right, but the matrix is the old one, which expects descriptors divided by their "
                "spread.",
                edited(FOLD, "return new_matrix", "return matrix"),
            ),
        ),
    ),
    Exercise(
        number="3.6",
        title="A staircase",
        minutes=10,
        goal="see",
        statement="""
Replace the sigmoid of section 3 by a step: a hidden unit is 1 where $z > 0$, and 0 elsewhere. Write
`staircase(g, matrix, biases, f)`. The hidden layer is given: `g` has shape (n, d), `matrix` (width, d), `biases`
(width,). Fit the last layer, *its* bias included, to the samples `f` of shape (n,) by least squares, and return the
prediction at these samples, shape (n,). Then think: why could no optimiser that needs a gradient train `matrix`?""",
        stub="""
import numpy as np


def staircase(g, matrix, biases, f):
    hidden = ...
    columns = ...
    return ...""",
        hints=(
            "The code of section 3: what changes is the activation, and that you predict at the end.",
            "A column for each hidden unit, and a column of ones for the bias of the last layer; then "
            "`np.linalg.lstsq`.",
        ),
        solution=STAIRCASE,
        insight=(
            "A step is flat on both sides, so no gradient can move it; to the last layer it is a descriptor like "
            "any other."
        ),
        task=Function(
            "staircase", _random_units, _staircase, "the prediction at the samples, shape (n,)", rtol=1e-5, atol=1e-6
        ),
        mistakes=(
            Mistake(
                "last-bias-forgotten",
                "The last layer has no bias: where all units are 0, your prediction is 0 as well. Add a column of ones "
                "to the hidden units.",
                edited(STAIRCASE, "[hidden, ones]", "[hidden]"),
            ),
            Mistake(
                "hidden-biases-forgotten",
                "The given `biases` are not used, so all your steps pass through g = 0. Add them before the step.",
                edited(STAIRCASE, "matrix.T + biases", "matrix.T"),
            ),
            Mistake(
                "sigmoid-kept",
                "That is the fit with sigmoids, a smooth one. A step is 1 where z > 0, and 0 elsewhere: "
                "`np.where(z > 0, 1.0, 0.0)`.",
                edited(
                    STAIRCASE,
                    "np.where(g @ matrix.T + biases > 0, 1.0, 0.0)",
                    "1 / (1 + np.exp(-(g @ matrix.T + biases)))",
                ),
            ),
            Mistake(
                "ramps",
                "Your units are ramps: 0 below zero, and z itself above. A step is 1 there, however large z is.",
                edited(
                    STAIRCASE, "np.where(g @ matrix.T + biases > 0, 1.0, 0.0)", "np.maximum(g @ matrix.T + biases, 0)"
                ),
            ),
            Mistake(
                "no-step",
                "There is no step: your prediction is a linear map of the descriptors, and cannot bend.",
                edited(STAIRCASE, "np.where(g @ matrix.T + biases > 0, 1.0, 0.0)", "g @ matrix.T + biases"),
            ),
            Mistake(
                "weights-returned",
                "These are the weights of the last layer. The prediction is asked: `columns @ weights`.",
                edited(STAIRCASE, "return columns @ weights", "return weights"),
            ),
        ),
    ),
    Exercise(
        number="3.7",
        title="Twenty-five parameters",
        minutes=None,
        goal="decide",
        statement=f"""
From depth 2 on, the networks of section 6 have 46 parameters or more. You have {MOST_PARAMETERS}, and at most
{MOST_DESCRIPTORS} descriptors. How do you spend them: on descriptors, on width, on depth? Find `sizes`, a dictionary
such as `{{"n_descriptors": 1, "n_layers": 2, "n_internal": 15}}`. At least {STARTS - MAY_FAIL} of the {STARTS} starts
with seeds 0 to {STARTS - 1} must end with an error below 0.001. The error is
`toy_experiment(seed=seed, **sizes).test.rmse`, with the function of section 3; the check makes these fits, which takes
up to a few seconds. What is the smallest network that you can find? And with one hidden unit less, how many starts
still get there?""",
        stub="""
sizes = ...""",
        hints=(
            "Sections 5 and 6: width makes good starts common, and a good descriptor beats a deeper network. Count "
            "parameters with `count` of section 2.",
            "A second descriptor costs one weight per hidden unit of the first layer. Loop over sizes within the "
            "budget "
            "and over twenty seeds; count the starts below 0.001.",
        ),
        solution=f"""{SHAPE}

# 21 parameters, and 20 of 20 starts get there: the smallest that we found.
# With four hidden units (17 parameters) 16 do. With one descriptor seven
# units are needed (22 parameters, 19 or 20, as the processor rounds), and
# with six 14 get there.""",
        insight=(
            "One good start shows that good weights exist; nine of ten show that they are easy to find, which is "
            "what you pay for."
        ),
        task=Finding(
            "sizes", _sizes, 'a dictionary with whole numbers for "n_descriptors", "n_layers" and "n_internal"'
        ),
        mistakes=(
            Mistake(
                "too-many-parameters",
                f"Too many parameters: there are {MOST_PARAMETERS} to spend. Count (inputs + 1) * outputs for each "
                "linear layer.",
                edited(SHAPE, '"n_internal": 5', '"n_internal": 15'),
            ),
            Mistake(
                "too-many-descriptors",
                "With a third descriptor the linear map is exact, which is the best way out, and closed here: two "
                "descriptors at most.",
                'sizes = {"n_descriptors": 3, "n_layers": 1, "n_internal": 1}',
            ),
            Mistake(
                "linear",
                "One linear layer cannot bend, and it has no hidden units: `n_internal` does nothing there.",
                'sizes = {"n_descriptors": 2, "n_layers": 1, "n_internal": 8}',
            ),
            Mistake(
                "too-few-units",
                "Too many starts get stuck: with so few hidden units good weights are rare, or there are none. Buy "
                "more width; where there is one descriptor only, a second one costs one weight per hidden unit.",
                'sizes = {"n_descriptors": 1, "n_layers": 2, "n_internal": 4}',
            ),
            Mistake(
                "narrow-and-deep",
                "Deep and narrow: each layer can only work with the few numbers that the layer below it hands on, and "
                "too many starts get stuck. Try fewer layers, and wider ones.",
                'sizes = {"n_descriptors": 1, "n_layers": 4, "n_internal": 2}',
            ),
            Mistake(
                "not-three-sizes",
                'A dictionary with three whole numbers, please, under "n_descriptors", "n_layers" and "n_internal".',
                "sizes = (2, 2, 5)",
            ),
        ),
        seconds=60.0,
    ),
)
