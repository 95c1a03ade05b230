"""The exercises of chapter 1, toy function fitting: text, stubs, hints, solutions, checks, wrong answers, reasons."""

from __future__ import annotations

import math
from typing import Any

from ..._support.later import np
from ..engine.compare import explain, listed, plain, same
from ..engine.exercise import Choice, Exercise, Finding, Function, Mistake, Number, Wrong, edited, note
from ..engine.rules import mentions

Cases = list[tuple[Any, ...]]

LOW, HIGH = 0.1, 10.0  # where the chapter asks its black box
GOOD_PLACES = 0.15  # of 0.157, the largest smallest singular value that three arguments can have
FAIR_PLACES = 0.08  # from here on they deserve a word of praise


def _powers(r: np.ndarray, n: int) -> np.ndarray:
    """Return powers times decay by a plain loop, the independent route."""
    return np.array([[x**i * math.exp(-x) for i in range(n)] for x in r.tolist()])


def _arguments(rng: np.random.Generator) -> Cases:
    sizes = ((6, 3), (4, 4), (1, 2), (5, int(rng.integers(6, 9))), (3, 1))
    return [(rng.uniform(LOW, 5, size=size), n) for size, n in sizes]


def _by_hand(function: Any) -> str:
    """Name the mistake of a function that has the family of the library do its work."""
    return "family-of-the-library" if mentions(function, {"PowerDecay"}, {"miniff_edu.descriptors"}) else ""


def _samples(rng: np.random.Generator) -> Cases:
    """Draw samples whose weights are of both signs, on both sides of 1, and in no order."""
    cases = []
    for size, weights in ((8, (1.5, -1.1, 0.5)), (30, (-0.6, 2.1, -1.4))):
        borders = np.linspace(LOW, 5, size + 1)  # an argument in each interval: an optimiser gets all digits then
        r = rng.permutation(rng.uniform(borders[:-1], borders[1:]))
        f = _powers(r, 3) @ (weights * rng.uniform(0.8, 1.2, size=3)) + rng.normal(scale=0.05, size=size)
        cases.append((r, f))
    return cases


def _weights(r: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Solve the normal equations: another route than ``lstsq``, exact enough for three columns."""
    g = _powers(r, 3)
    return np.linalg.solve(g.T @ g, g.T @ f)


def _parts(as_parts: Any, rng: np.random.Generator) -> None:
    if not callable(as_parts):
        raise Wrong("value-for-function", "Give the function itself, `as_parts`, without ().")
    import torch  # here, since it takes seconds, and the other exercises need none of it

    for n, d in ((5, 3), (4, 2)):
        f, g = rng.normal(size=n), rng.normal(size=(n, d))
        axes = ((n, 1), (n, 1, d), (n, 1))
        asked = [torch.tensor(x).reshape(shape) for x, shape in zip((f, g, np.ones(n)), axes, strict=True)]
        note(tuple(asked), f=f, g=g)
        used = f.copy(), g.copy()
        parts = as_parts(*used)
        if parts is None:
            raise Wrong("nothing-returned", "Your function returns None. Is there a `return`?")
        if not isinstance(parts, (tuple, list)) or len(parts) != 3:
            raise Wrong("other-count", "Three things are to be returned, separated by commas: energy, features, mask.")
        if any(part is Ellipsis for part in parts):
            raise Wrong("placeholder-left", "A placeholder `...` is still in your code.")
        energy, features, mask = parts
        _are_tensors(energy, features, mask, n, d)
        _are_values(energy, features, mask, f, g)
        if not (np.array_equal(used[0], f) and np.array_equal(used[1], g)):
            raise Wrong("changes-its-argument", "The result is right, but your function changes the arrays it gets.")
        from ...dataset import Dataset, PerCellDataset, PerPointDataset

        Dataset(PerCellDataset(energy), PerPointDataset(features, mask))  # what it is for, really done


def _are_tensors(energy: Any, features: Any, mask: Any, n: int, d: int) -> None:
    """Raise `Wrong` unless the parts are tensors with the right axes and types."""
    parts = {"energy": energy, "features": features, "mask": mask}
    import torch

    arrays = [name for name, part in parts.items() if not isinstance(part, torch.Tensor)]
    if arrays:
        raise Wrong("arrays-for-tensors", f"No tensor yet: {', '.join(arrays)}.")
    named = {
        ("energy", (n,)): "energy-without-column",
        ("energy", (1, n)): "energy-is-a-row",
        ("features", (n, d)): "features-without-points",
        ("features", (1, n, d)): "all-points-in-one-sample",
    }
    right = {"energy": (n, 1), "features": (n, 1, d), "mask": (n, 1)}
    shapes = {name: tuple(part.shape) for name, part in parts.items()}
    if shapes != right and sorted(shapes.values()) == sorted(right.values()):
        raise Wrong("parts-swapped", "The shapes are right, in another order: return energy, features, mask.")
    for name, shape in shapes.items():
        if (name, shape) in named:
            raise Wrong(named[name, shape], f"The {name}: shape {shape} for n = {n} and d = {d}.")
        if shape != right[name]:
            raise Wrong(*_of_shape(name, shape, right[name], n, d))
    if not mask.dtype.is_floating_point:
        raise Wrong("mask-not-floating", f"Your mask has dtype {mask.dtype}.")
    short = [name for name, part in parts.items() if str(part.dtype) != "torch.float64"]
    if short == ["mask"]:
        raise Wrong("mask-in-float32", f"Your mask has dtype {mask.dtype}.")
    if short:
        raise Wrong("float32", f"In {parts[short[0]].dtype}: {', '.join(short)}.")


def _of_shape(name: str, shape: tuple[int, ...], wanted: tuple[int, ...], n: int, d: int) -> tuple[str, str]:
    """Name what is wrong with a shape, and say of which part."""
    seen = f"The {name}: shape {shape}, expected {wanted} for n = {n} and d = {d}."
    if 100 in shape:
        return "size-of-the-notebook", f"{seen} The 100 are the notebook's samples: take the number from `f`, `len(f)`."
    if name == "features" and shape == (n, d, 1):
        return "axis-at-the-end", f"{seen} The new axis, of points, is the one in the middle: `[:, None, :]`."
    if name == "mask" and d in shape[1:]:
        return "mask-per-descriptor", f"{seen} The mask has an entry for each point, not for each descriptor."
    found = explain([np.ones(shape)], [np.zeros(wanted)], f"shape {wanted}", 1e-12, 0)
    return (found[0], f"The {name}: {found[1]}") if found else ("other-shape", seen)


def _are_values(energy: Any, features: Any, mask: Any, f: np.ndarray, g: np.ndarray) -> None:
    """Raise `Wrong` unless the parts hold the samples, the descriptors, and ones."""
    for name, part, known in (("energy", energy, f), ("features", features, g)):
        wanted = np.array([[row] for row in known.tolist()])  # the axis in the middle, by hand
        if same(part, wanted, 1e-12, 0):
            continue
        column = next((k for k in range(g.shape[1]) if same(part, g[:, k, None], 1e-12, 0)), None)
        if name == "energy" and column is not None:
            raise Wrong(
                "energy-from-the-descriptors", f"The energy is column {column} of `g`; it is `f` that is asked."
            )
        if same(part, wanted.astype(np.float32), 1e-12, 0):
            raise Wrong("float32", f"The {name} are in float64 now, but they have been in float32 on the way.")
        found = explain([part], [wanted], "what the function gets", 1e-12, 0)
        raise Wrong(*(found or ("other-values", f"The numbers of the {name} are not those that the function gets.")))
    if not bool(mask.any()):
        raise Wrong("mask-of-zeros")
    if not bool((mask == 1).all()):
        raise Wrong("mask-not-one", "Your mask holds other numbers than 1. All points are real here.")


def _predictions(rng: np.random.Generator) -> Cases:
    return [(rng.normal(size=n), rng.normal(size=(n, 1) if column else n)) for n, column in ((6, False), (9, True))]


def _rmse(f: np.ndarray, prediction: np.ndarray) -> np.float64:
    pairs = list(zip(f.ravel().tolist(), prediction.ravel().tolist(), strict=True))
    # Not a plain float: numpy would round it to float32 before it compares it with one of that type.
    return np.float64(math.sqrt(math.fsum((p - x) ** 2 for x, p in pairs) / len(pairs)))


def _places(r_few: Any, rng: np.random.Generator) -> None:
    r = np.asarray(plain(listed(r_few)), dtype=float)
    if r.size != 3 or max(r.shape) != 3:
        raise Wrong("not-three", f"Yours has shape {r.shape}.")
    r = r.ravel()  # a row or a column of three is three numbers too
    if not ((r >= LOW) & (r <= HIGH)).all():
        raise Wrong("out-of-range", f"Yours reach from {r.min():g} to {r.max():g}.")
    g = _powers(r, 3)
    smallest = float(np.linalg.svd(g, compute_uv=False)[-1])
    note(f"a smallest singular value of at least {GOOD_PLACES}", smallest)
    seen = f"Your smallest singular value is {smallest:.2g}."
    if smallest >= GOOD_PLACES:
        return
    if np.diff(np.sort(r)).min() < 0.05:
        raise Wrong("nearly-equal", seen)
    if smallest >= FAIR_PLACES:
        raise Wrong("not-yet-the-best", seen)
    lengths = np.sqrt((g**2).sum(axis=1))  # the smallest singular value cannot be larger than any of them
    if lengths.min() < FAIR_PLACES:
        i = int(lengths.argmin())
        raise Wrong("far-out", f"At r = {r[i]:g} no descriptor is larger than {g[i].max():.2g}. {seen}")
    raise Wrong("alike", seen)


AS_PARTS = """
import torch


def as_parts(f, g):
    energy = torch.from_numpy(f)[:, None]
    features = torch.from_numpy(g)[:, None, :]
    mask = torch.ones(len(f), 1, dtype=torch.float64)
    return energy, features, mask"""

EXERCISES = (
    Exercise(
        number="1.1",
        title="Too many arguments",
        minutes=2,
        goal="say",
        statement="""
A black box with 6 arguments takes 30 seconds for an answer. Somebody wants a table of it, with 20 values along each
argument. How many *days* does the black box work? Write an expression, and let Python compute it.""",
        stub="answer = ...",
        hints=(
            "How many rows has the table? With one argument 20, with two arguments 20 times 20.",
            "Rows: `values ** arguments`. A day has 24 * 60 * 60 seconds.",
        ),
        solution="answer = 20**6 * 30 / (24 * 60 * 60)",
        insight=(
            "Sixty-one years for six coordinates, and no more than that has the shape of four atoms (3 * 4 - 6): no "
            "table, so a fit."
        ),
        task=Number(
            lambda: math.prod([20] * 6) * 30 / 86400, atol=1.0
        ),  # whole days will do, also the one that is not over
        mistakes=(
            Mistake(
                "counts-added",
                "You have 20 values along each argument one after the other, 120 rows. A table needs all combinations.",
                "answer = 20 * 6 * 30 / (24 * 60 * 60)",
            ),
            Mistake(
                "base-and-exponent-swapped",
                "6 ** 20 is 20 arguments with 6 values each. Which of the two numbers multiplies, and how often?",
                "answer = 6**20 * 30 / (24 * 60 * 60)",
            ),
            Mistake("hours", "That many hours. A day has 24 of them.", "answer = 20**6 * 30 / (60 * 60)"),
            Mistake("seconds", "That many seconds. A day has 24 * 60 * 60 of them.", "answer = 20**6 * 30"),
            Mistake(
                "off-by-one-power",
                "Off by one power of 20: with a single argument there are 20 rows, which is 20 ** 1.",
                "answer = 20**5 * 30 / (24 * 60 * 60)",
            ),
            Mistake("rows", "That is the number of rows. Each takes 30 seconds, and days are asked.", "answer = 20**6"),
        ),
    ),
    Exercise(
        number="1.2",
        title="One descriptor more",
        minutes=2,
        goal="explain",
        statement="""
Three powers fit the samples of this chapter exactly. Now all samples are wrong in their sixth digit, by chance, and you
add a fourth power, $r^3 e^{-r}$. What does the fourth descriptor change?""",
        stub="answer = ...  # one of the letters, in quotes",
        hints=(
            "Look at the two panels of the slider in section 7, at 3 and at 4 descriptors.",
            "The span of the descriptors already holds f. The change of the weights is at most the noise over the "
            "smallest singular value.",
        ),
        solution='answer = "b"',
        insight=(
            "What is exact cannot get better; all that another descriptor can do is to carry noise into the weights."
        ),
        task=Choice(
            {
                "a": "The fit gets better: more descriptors can follow the black box more closely.",
                "b": "The fit does not get visibly better; the weights become more sensitive to the wrong digits.",
                "c": "The fit gets worse at the samples, because there is one weight too many.",
                "d": "There is no unique solution any more: four weights for a function of three terms.",
            },
            right="b",
        ),
        mistakes=(
            Mistake(
                "more-is-better",
                "More descriptors follow the samples more closely, wrong digits included. The span of three holds "
                "the black box already: there is nothing to gain.",
                'answer = "a"',
            ),
            Mistake(
                "more-is-worse-at-the-samples",
                "Least squares could set the fourth weight to 0 and be as good as before. So at the samples, one "
                "descriptor more is never worse.",
                'answer = "c"',
            ),
            Mistake(
                "no-unique-solution",
                "There are 100 samples for four weights, and the four columns are independent (their condition number "
                "is finite): the solution is unique. Its fourth weight is near 0.",
                'answer = "d"',
            ),
        ),
    ),
    Exercise(
        number="1.3",
        title="The matrix of descriptors",
        minutes=10,
        goal="build",
        statement="""
Write `descriptor_matrix(r, n)`: a row for each of the arguments `r`, a column for each of the `n` descriptors
$g_i(r) = r^i e^{-r}$, with $i = 0, \\dots, n - 1$. It must work for any `r` and `n`.
(`PowerDecay` does this; write it without.)""",
        stub="""
import numpy as np


def descriptor_matrix(r, n):
    return ...""",
        hints=(
            "Section 3 has it in one line of numpy, for three descriptors.",
            "`r[:, None] ** np.arange(n)` has shape (len(r), n). The decay multiplies every column.",
        ),
        solution="""
import numpy as np


def descriptor_matrix(r, n):
    return r[:, None] ** np.arange(n) * np.exp(-r)[:, None]""",
        insight="Samples are rows and descriptors are columns, here and in every dataset of this book.",
        task=Function(
            "descriptor_matrix",
            _arguments,
            _powers,
            "an array of shape (len(r), n) whose column i is r**i * exp(-r)",
            rule=_by_hand,
        ),
        mistakes=(
            Mistake(
                "transposed",
                "Transposed: your rows are descriptors. Samples are rows and descriptors are columns; `axis=1` in "
                "`np.stack`, or `.T`, turns it.",
                """
import numpy as np


def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(n)])""",
            ),
            Mistake(
                "off-by-one-power",
                "Your powers are 1 to n. They should begin with r**0, which is the decay alone: `range(n)`.",
                """
import numpy as np


def descriptor_matrix(r, n):
    powers = range(1, n + 1)
    return np.stack([r**i * np.exp(-r) for i in powers], axis=1)""",
            ),
            Mistake(
                "one-column-too-many",
                "One column too many: the last power is n - 1, so that there are n of them. `range(n)` ends in time.",
                """
import numpy as np


def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(n + 1)], axis=1)""",
            ),
            Mistake(
                "decay-left-out",
                "These are the powers alone. The factor exp(-r) is missing, which lets every descriptor die out.",
                """
import numpy as np


def descriptor_matrix(r, n):
    return r[:, None] ** np.arange(n)""",
            ),
            Mistake(
                "sign-of-the-exponent",
                "These descriptors grow: exp(r) instead of exp(-r). Check what happens at large r.",
                """
import numpy as np


def descriptor_matrix(r, n):
    return r[:, None] ** np.arange(n) * np.exp(r)[:, None]""",
            ),
            Mistake(
                "family-of-the-library",
                "The numbers are right, and `PowerDecay` has made them. This exercise is about doing it without: write "
                "the powers and the decay yourself.",
                """
from miniff_edu.descriptors import PowerDecay


def descriptor_matrix(r, n):
    return PowerDecay(n)(r)""",
            ),
            Mistake(
                "decay-not-on-all",
                "A forgotten `[:, None]`: r has shape (n_samples,), and numpy lines it up with the columns. Write "
                "`r[:, None]`, and `np.exp(-r)[:, None]`.",
                """
import numpy as np


def descriptor_matrix(r, n):
    return r ** np.arange(n) * np.exp(-r)""",
            ),
        ),
    ),
    Exercise(
        number="1.4",
        title="The exact answer, once more",
        minutes=10,
        goal="fit",
        statement="""
Write `fit_weights(r, f)`: the three weights of $g_0, g_1, g_2$ that minimise the sum of the squared differences from
the samples `f` at the arguments `r`. The check uses samples with noise, so all of them count, and it compares the
weights to five digits: an optimiser gets there too, with tight tolerances.""",
        stub="""
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    return ...""",
        hints=(
            "Section 4, with the arguments of your function instead of the hundred samples.",
            "`np.linalg.lstsq(g, f)` minimises |g @ w - f|**2 over w. It returns a tuple; the weights come first.",
        ),
        solution="""
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    weights, *_ = np.linalg.lstsq(PowerDecay(3)(r), f)
    return weights""",
        insight="Where the map is linear and the loss a square, no optimiser is needed: linear algebra has the answer.",
        task=Function(
            "fit_weights",
            _samples,
            _weights,
            "an array of three weights, shape (3,)",
            rtol=5e-5,  # five digits: half of one in the fifth, where the first is a 1
            atol=1e-6,
            any_shape=True,
        ),
        mistakes=(
            Mistake(
                "whole-tuple",
                "`lstsq` returns four things: weights, residuals, rank, singular values. Return the first one: "
                "`weights, *_ = np.linalg.lstsq(g, f)`.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    return np.linalg.lstsq(PowerDecay(3)(r), f)""",
            ),
            Mistake(
                "transposed-features",
                "`lstsq` wants as many rows as there are samples. Is your matrix transposed? `PowerDecay(3)(r)` is "
                "right as "
                "it is. Or is it the notebook's `g`, with its hundred rows? Make it from `r`, the argument.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    weights, *_ = np.linalg.lstsq(PowerDecay(3)(r).T, f)
    return weights""",
            ),
            Mistake(
                "first-three-samples",
                "That solves for the first three samples and forgets all others. With noise every sample has a say: "
                "`lstsq` instead of `solve`.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    return np.linalg.solve(PowerDecay(3)(r[:3]), f[:3])""",
            ),
            Mistake(
                "prediction-returned",
                "That is the prediction at the samples. The weights themselves are asked.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    g = PowerDecay(3)(r)
    weights, *_ = np.linalg.lstsq(g, f)
    return g @ weights""",
            ),
            Mistake(
                "a-fourth-column",
                "There is a fourth weight. Asked are those of g_0, g_1 and g_2: no constant, no fourth power.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    weights, *_ = np.linalg.lstsq(PowerDecay(4)(r), f)
    return weights""",
            ),
            Mistake(
                "each-alone",
                "You fit each descriptor alone, as if the others were not there. They overlap, so their weights have "
                "to "
                "be found together.",
                """
import numpy as np

from miniff_edu.descriptors import PowerDecay


def fit_weights(r, f):
    g = PowerDecay(3)(r)
    return g.T @ f / (g**2).sum(axis=0)""",
            ),
        ),
    ),
    Exercise(
        number="1.5",
        title="Axes for a dataset",
        minutes=10,
        goal="build",
        statement="""
Write `as_parts(f, g)`. It takes the samples `f`, shape (n,), and their descriptors `g`, shape (n, d), both numpy
arrays of float64, and returns three tensors that `PerCellDataset(energy)` and `PerPointDataset(features, mask)`
accept together: `energy`, `features`, `mask`, all in float64, for samples with a single, real point each.""",
        stub="""
import torch


def as_parts(f, g):
    energy = ...
    features = ...
    mask = ...
    return energy, features, mask""",
        hints=(
            "Section 5, the cell that makes the dataset. What does indexing with None do?",
            "energy (n, 1), features (n, 1, d), mask (n, 1), all of them float64. The mask holds 1 where a point is "
            "real.",
        ),
        solution=AS_PARTS,
        insight="Samples come first, then points, then features: an axis of length one says that there is one point.",
        task=Finding("as_parts", _parts, "a tuple of tensors of shapes (n, 1), (n, 1, d) and (n, 1), in float64"),
        mistakes=(
            Mistake(
                "energy-without-column",
                "The energy lacks its second axis: one total per sample is a column, shape (n, 1). Write `[:, None]`.",
                """
import torch


def as_parts(f, g):
    features = torch.from_numpy(g)[:, None, :]
    return torch.from_numpy(f), features, torch.ones(len(f), 1).double()""",
            ),
            Mistake(
                "energy-is-a-row",
                "The energy is a row, shape (1, n): one sample with n energies. A column is `f[:, None]`.",
                """
import torch


def as_parts(f, g):
    features = torch.from_numpy(g)[:, None, :]
    mask = torch.ones(len(f), 1, dtype=torch.float64)
    return torch.from_numpy(f)[None], features, mask""",
            ),
            Mistake(
                "all-points-in-one-sample",
                "Your features are one sample with n points. Here each sample has one point: the new axis is the "
                "second one, `[:, None, :]`.",
                """
import torch


def as_parts(f, g):
    energy, features = torch.from_numpy(f)[:, None], torch.from_numpy(g)
    return energy, features[None], torch.ones(len(f), 1).double()""",
            ),
            Mistake(
                "features-without-points",
                "The features lack the axis of points in the middle: shape (n, 1, d), not (n, d).",
                """
import torch


def as_parts(f, g):
    energy, features = torch.from_numpy(f)[:, None], torch.from_numpy(g)
    return energy, features, torch.ones(len(f), 1).double()""",
            ),
            Mistake(
                "mask-of-zeros",
                "The mask is 0: it says that all points are padding, and everything would be predicted as 0. Real "
                "points "
                "have 1.",
                """
import torch


def as_parts(f, g):
    energy, features = torch.from_numpy(f)[:, None], torch.from_numpy(g)
    return energy, features[:, None], torch.zeros(len(f), 1).double()""",
            ),
            Mistake(
                "float32",
                "Right shapes, but in float32: seven digits are left of sixteen. `torch.from_numpy` keeps float64; "
                "`torch.tensor(..., dtype=torch.float64)` asks for it.",
                """
import torch


def as_parts(f, g):
    energy, features = torch.Tensor(f)[:, None], torch.Tensor(g)
    return energy, features[:, None], torch.ones(len(f), 1)""",
            ),
            Mistake(
                "mask-in-float32",
                "Energy and features are right; the mask is in float32, which is what `torch.ones` makes unless told "
                "otherwise. A dataset wants one dtype throughout: `dtype=torch.float64`.",
                edited(AS_PARTS, "torch.ones(len(f), 1, dtype=torch.float64)", "torch.ones(len(f), 1)"),
            ),
            Mistake(
                "mask-not-floating",
                "The mask multiplies predictions, so it is made of floating-point numbers too: 1.0, not True or the "
                "integer 1. Ask for `dtype=torch.float64`.",
                edited(AS_PARTS, "torch.ones(len(f), 1, dtype=torch.float64)", "torch.ones(len(f), 1, dtype=bool)"),
            ),
            Mistake(
                "arrays-for-tensors",
                "The datasets take tensors, and a numpy array is none. `torch.from_numpy` makes one of it.",
                """
import numpy as np


def as_parts(f, g):
    return f[:, None], g[:, None, :], np.ones((len(f), 1))""",
            ),
        ),
    ),
    Exercise(
        number="1.6",
        title="One number for an error",
        minutes=10,
        goal="check",
        statement="""
Write `rmse(f, prediction)`, the root of the mean squared difference. The reference `f` has shape (n,). The
prediction comes from numpy with shape (n,), or from a network with shape (n, 1): both must work.""",
        stub="""
import numpy as np


def rmse(f, prediction):
    return ...""",
        hints=(
            "Print the shape of `prediction - f` in both cases. Is it what you thought?",
            "`prediction.reshape(f.shape)` first. Then the square, the mean, and the root, in this order.",
        ),
        solution="""
import numpy as np


def rmse(f, prediction):
    difference = prediction.reshape(f.shape) - f
    return np.sqrt(np.mean(difference**2))""",
        insight="A row minus a column is a table of all pairs, and its mean is a number that looks like an error.",
        task=Function("rmse", _predictions, _rmse, "one number: the root of the mean of the squared differences"),
        mistakes=(
            Mistake(
                "broadcast",
                "Right for shape (n,), wrong for (n, 1): a column minus a row is a table of all n * n pairs. Make the "
                "shapes equal first: `prediction.reshape(f.shape)`.",
                """
import numpy as np


def rmse(f, prediction):
    return np.sqrt(np.mean((prediction - f) ** 2))""",
            ),
            Mistake(
                "no-root",
                "That is the mean squared error. Its root has the units of f.",
                """
import numpy as np


def rmse(f, prediction):
    return np.mean((prediction.ravel() - f) ** 2)""",
            ),
            Mistake(
                "sum-for-mean",
                "A sum where a mean was asked: your number grows with the number of samples.",
                """
import numpy as np


def rmse(f, prediction):
    return np.sqrt(np.sum((prediction.ravel() - f) ** 2))""",
            ),
            Mistake(
                "absolute",
                "That is the mean absolute error. It forgives single large errors; the RMSE squares before it "
                "averages.",
                """
import numpy as np


def rmse(f, prediction):
    return np.mean(np.abs(prediction.ravel() - f))""",
            ),
            Mistake(
                "root-before-mean",
                "The order: first the square, then the mean, then the root. Errors of both signs must not cancel.",
                """
import numpy as np


def rmse(f, prediction):
    return np.sqrt(np.mean(prediction.ravel() - f) ** 2)""",
            ),
        ),
    ),
    Exercise(
        number="1.7",
        title="Where to ask",
        minutes=None,
        goal="explain",
        statement=f"""
Three samples determine three weights, but not from everywhere equally well. The noise of the samples is magnified by
at most one over the smallest singular value of `PowerDecay(3)(r_few)`. Find three arguments between 0.1 and 10 for
which that smallest singular value is at least {GOOD_PLACES}. What do the best places have to do with the shapes of the
descriptors? And why are evenly spread ones so bad?""",
        stub="""
r_few = ...""",
        hints=(
            "Where are the three descriptors large, and where do they differ most from each other?",
            "`np.linalg.svd(PowerDecay(3)(r), compute_uv=False)[-1]` for a loop over a grid of triples; 0.1 is one "
            "of the "
            "best three.",
        ),
        solution="""
r_few = [0.1, 0.7, 3.2]

# Each of these is near the place where one of the descriptors is largest:
# 0, 1 and 2; there they differ most. The smallest singular value is 0.157.
# Evenly spread, at 0.1, 5.05 and 10, it is 0.0004: two of the three are far
# out, where all descriptors have vanished, and magnify noise 2370 times.""",
        insight=(
            "Ask where the descriptors are large and differ; far out they all vanish, and a sample there says nothing."
        ),
        task=Finding("r_few", _places, "a list of three arguments between 0.1 and 10"),
        mistakes=(
            Mistake(
                "far-out",
                "One of your arguments is far out, where all descriptors have nearly vanished: a sample there says "
                "next to nothing about the weights.",
                "r_few = [0.1, 5.0, 10.0]",
            ),
            Mistake(
                "alike",
                "No two of your arguments are equal, yet together they ask too little: the three descriptors of one of "
                "them are nearly a mixture of those of the others. Choose places where they differ more.",
                "r_few = [1.0, 2.0, 3.0]",
            ),
            Mistake(
                "nearly-equal",
                "Two of your arguments are nearly equal: they ask the same question twice.",
                "r_few = [0.1, 0.1, 3.0]",
            ),
            Mistake("out-of-range", "Between 0.1 and 10, please: there are no samples elsewhere.", "r_few = [0, 1, 3]"),
            Mistake(
                "not-three",
                "Exactly three arguments, as a list or an array of shape (3,).",
                "r_few = [0.1, 0.7, 1.5, 3.2]",
            ),
            Mistake(
                "not-yet-the-best",
                "Three good questions, and there are better ones. Try a grid of triples.",
                "r_few = [0.1, 1.0, 3.0]",
            ),
        ),
    ),
)
