"""The one stock of reasons: each fits what Python really says, and what it says comes first."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import torch

from miniff_edu import exercises
from miniff_edu.exercises.engine import stock
from miniff_edu.exercises.engine.exercise import make
from miniff_edu.exercises.engine.reasons import REASONS
from miniff_edu.exercises.engine.sandbox import result_of

g, f, rng = np.ones((4, 2)), np.ones(4), np.random.default_rng(0)


def lstsq_whole() -> Any:
    weights = np.linalg.lstsq(g, f)
    return g @ weights


def lstsq_swapped() -> Any:
    return np.linalg.lstsq(f, g)[0]


def lstsq_rows() -> Any:
    return np.linalg.lstsq(g, np.ones(5))[0]


def shuffled() -> Any:
    order = rng.shuffle(np.arange(5))
    return order[:2]


def sorted_in_place() -> Any:
    return [3, 1].sort()[0]


def appended() -> Any:
    return [3, 1].append(2)[0]


def pair_minus() -> Any:
    return f - (1.0, f)


def unbound() -> Any:
    for _ in range(0):
        value = 1
    return value


def integers() -> Any:
    x = np.zeros(4, dtype=int)
    x -= 0.5 * f
    return x


def minimised() -> Any:
    from scipy.optimize import minimize

    return minimize(lambda w: (1.0, w), np.ones(2)).x


CASES = [
    ("if-on-an-array", lambda: 1 if f > 0 else 0),
    ("tuple-of-lstsq", lstsq_whole),
    ("arguments-of-lstsq", lstsq_swapped),
    ("rows-of-lstsq", lstsq_rows),
    ("shuffle-returns-none", shuffled),
    ("sort-returns-none", sorted_in_place),
    ("append-returns-none", appended),
    ("none-used", lambda: None + 1),
    ("pair-not-taken-apart", pair_minus),
    ("jac-missing", minimised),
    ("function-of-one-number", lambda: math.exp(f)),
    ("lengths-differ-in-an-array", lambda: np.array([np.ones(2), np.ones(3)])),
    ("lengths-differ", lambda: np.asarray([np.ones(2), np.ones(3), f])),
    ("size-of-the-notebook", lambda: f + np.ones(100)),
    ("list-for-an-array", lambda: [1.0, 2.0] * 2.5),
    ("integers-cannot-hold-it", integers),
    ("float-for-an-integer", lambda: f[: 0.6 * 4]),
    ("unpacked-into-too-few", lambda: (lambda a, b: a)(*[x for x, y in [(1, 2, 3)]])),
    ("axis-that-is-not-there", lambda: f[:, 0]),
    ("index-out-of-range", lambda: f[4]),
    ("not-a-square-matrix", lambda: np.linalg.inv(g)),
    ("singular-matrix", lambda: np.linalg.inv(np.zeros((2, 2)))),
    ("called-what-is-no-function", lambda: f(2)),
    ("indexed-what-has-no-entries", lambda: (3.0)[0]),
    ("called-with-other-arguments", lambda: (lambda x: x)(1, 2)),
    ("needs-detach", lambda: torch.ones(2, requires_grad=True).numpy()),
    ("array-and-tensor-mixed", lambda: torch.nn.Linear(2, 1)(g)),
    ("two-dtypes", lambda: torch.nn.Linear(2, 1)(torch.from_numpy(g))),
    ("used-before-it-has-a-value", unbound),
    ("divided-by-zero", lambda: 1 / 0),
    ("nothing-to-stack", lambda: np.stack([f for _ in range(1, 1)])),
    ("string-for-a-number", lambda: float("three")),
    ("no-such-attribute", lambda: f.means()),
    ("no-such-module", lambda: __import__("nunpy")),
    ("no-such-key", lambda: {"a": 1}["b"]),
    ("placeholder-left", lambda: 2 * ...),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "answer"), CASES)
def test_what_python_says_has_its_reason(name: str, answer) -> None:
    assert stock.of_error(result_of(answer), answer)[0] == name


def test_every_reason_is_tried() -> None:
    assert {reason.name for reason in REASONS} == {name for name, _ in CASES}
    assert len(REASONS) == len({reason.words for reason in REASONS})


def test_other_errors_keep_their_names() -> None:
    for answer, name in (
        (lambda: undefined, "raised-NameError"),  # noqa: F821
        (lambda: np.ones((2, 3)) @ np.ones((2, 3)), "raised-ValueError"),
        (lambda: (_ for _ in ()).throw(RuntimeError("all is lost")), "raised-RuntimeError"),
    ):
        assert stock.of_error(result_of(answer), answer)[0] == name


def test_sizes_that_do_not_fit_are_called_by_the_arguments_that_have_them() -> None:
    arguments = {"g": np.ones((12, 3)), "f": np.ones(12), "alpha": 0.1}
    answer = lambda: np.eye(3) + np.eye(12)  # noqa: E731
    name, words = stock.of_error(result_of(answer), answer, arguments)
    assert name == "sizes-do-not-fit"
    assert "3 is as many as `g` has columns, and 12 is as many as `g` has rows and `f` has entries" in words
    other = lambda: np.eye(5) + np.eye(7)  # noqa: E731
    assert stock.of_error(result_of(other), other, arguments)[0] == "raised-ValueError", "sizes that no argument has"
    fixed = lambda: np.ones(12) + np.ones(5)  # noqa: E731
    name, words = stock.of_error(result_of(fixed), fixed, arguments)
    assert name == "sizes-do-not-fit"
    assert "12 is as many as `g` has rows" in words
    assert "5 is the size of nothing that your function gets" in words
    within = {**arguments, "layers": [np.ones(5)]}
    assert stock.of_error(result_of(fixed), fixed, within)[0] == "raised-ValueError", "it may be the size of a layer"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("root-of-a-negative-number", lambda: np.sqrt(-f)),
        ("logarithm-of-zero", lambda: np.log(0 * f)),
        ("overflow", lambda: np.exp(1000 * f)),
        ("divided-by-zero", lambda: f / (0 * f)),
        ("mean-of-nothing", lambda: np.mean(f[:0])),
        ("power-of-a-negative-number", lambda: (-f) ** 0.3),
        ("not-finite", lambda: np.nan * f),
    ],
)
def test_numpy_tells_where_nan_comes_from(name: str, call) -> None:
    assert stock.of_warnings(call)[0] == name


def test_pythons_own_error_comes_first_and_few_numbers_follow() -> None:
    code = "def fold(matrix, biases, mean, spread):\n    return matrix @ spread[:, None] @ biases"
    text = exercises.judge("3.5", make(code, "fold")).text
    assert text.startswith("Your code raised ValueError: matmul")
    assert text.index("line 2") < text.index("It happened when called with matrix = an array of shape")
    shown = text[text.index("called with") : text.index("`exercises.case")]
    written = re.sub(r"shape \([^)]*\)", "", shown)
    assert len(re.findall(r"-?\d+\.\d*", written)) <= 6
    assert '`exercises.case("3.5")` has these arguments' in text
