"""Right answers that somebody writes otherwise: each is accepted, or refused for its shape alone, and then so said."""

from __future__ import annotations

import functools
import inspect
import math
from collections import OrderedDict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.optimize import minimize
from scipy.sparse.linalg import cg, lsqr

from miniff_edu import exercises
from miniff_edu.descriptors import PowerDecay
from miniff_edu.exercises.chapters import chapter_03
from miniff_edu.exercises.engine.compare import RIGHT_NUMBERS
from miniff_edu.exercises.engine.exercise import Choice, Exercise, Function, Number, make

ALL = [exercise for chapter in exercises.CHAPTERS for exercise in exercises.of_chapter(chapter)]
FUNCTIONS = [e for e in ALL if isinstance(e.task, Function)]
# The text says nothing of the shape of three weights, or of one number.
OPEN = {"1.4", "5.6"}


def solution(exercise: Exercise) -> Any:
    return make(exercise.solution, exercise.task.answer)


def refused(number: str, answer: Any) -> str:
    verdict = exercises.judge(number, answer)
    return "" if verdict.is_correct else f"{number}: {verdict.mistake}: {verdict.text}"


class Callee:
    """An object that is called as a function is."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments)

    def method(self, *arguments: Any) -> Any:
        return self.function(*arguments)


def renamed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function whose arguments have other names, and one more that has a value."""
    names = [f"x_{i}" for i in range(len(inspect.signature(function).parameters))]
    code = f"lambda {', '.join(names)}, more=1.0: function({', '.join(names)})"
    return eval(code, {"function": function})


CALLED: dict[str, Callable[[Callable[..., Any]], Any]] = {
    "a lambda": lambda f: lambda *arguments: f(*arguments),
    "a partial": lambda f: functools.partial(f),
    "an object": Callee,
    "a method": lambda f: Callee(f).method,
    "other names": renamed,
    "wrapped": lambda f: functools.wraps(f)(lambda *arguments, **named: f(*arguments, **named)),
}


@pytest.mark.parametrize("exercise", [e for e in ALL if inspect.isfunction(solution(e))], ids=lambda e: e.number)
def test_a_function_may_be_any_thing_that_is_called(exercise: Exercise) -> None:
    few = {"an object", "other names"}  # for checks that take a second
    for words, change in CALLED.items() if isinstance(exercise.task, Function) else ((w, CALLED[w]) for w in few):
        assert not refused(exercise.number, change(solution(exercise))), words


def each(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Do the same to each part of a tuple."""
    return lambda result: tuple(map(f, result)) if isinstance(result, tuple) else f(result)


def fractions(x: Any) -> Any:
    return np.vectorize(lambda y: Fraction(float(y)), otypes=[object])(x)


FORMS: dict[str, Callable[[Any], Any]] = {
    "lists": each(lambda x: np.asarray(x).tolist()),
    "tuples": each(lambda x: tuple(np.asarray(x).tolist()) if np.ndim(x) else x),
    "tensors": each(lambda x: torch.tensor(np.array(x))),
    "tensors with a gradient": each(lambda x: torch.tensor(np.array(x, dtype=float), requires_grad=True)),
    "arrays without axes": each(lambda x: np.array(x)),
    "long doubles": each(lambda x: np.array(x, dtype=np.longdouble)),
    "complex numbers that are real": each(lambda x: np.array(x, dtype=complex)),
    "fractions": each(fractions),
    "floats": each(lambda x: np.array(x, dtype=float)),
    "Fortran's order": each(lambda x: np.asfortranarray(x)),
    "masked arrays": each(lambda x: np.ma.array(x)),
    "a list of parts": lambda x: list(x) if isinstance(x, tuple) else x,
    "deques": each(lambda x: deque(np.asarray(x).tolist()) if np.ndim(x) else x),
    "a table": each(lambda x: pd.DataFrame(x) if np.ndim(x) == 2 else pd.Series(x) if np.ndim(x) == 1 else x),
}


BOOLEANS = {"10.4"}  # its text asks for them: as an index, 0 and 1 are two frames


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.number)
def test_numbers_may_come_in_any_form(exercise: Exercise) -> None:
    right = solution(exercise)
    for words, form in FORMS.items():
        said = refused(exercise.number, lambda *a, form=form: form(right(*a)))
        assert not said or (exercise.number in BOOLEANS and "numbers-for-booleans" in said), words


SYMMETRIC = {"8.4"}  # a stress: turned round, it is what it was
SHAPES: dict[str, Callable[[Any], Any]] = {
    "a column": each(lambda x: np.asarray(x)[..., None]),
    "a row": each(lambda x: np.asarray(x)[None]),
    "turned": each(lambda x: np.asarray(x).T if np.ndim(x) == 2 else np.asarray(x)[..., None]),
    "without axes of length one": each(lambda x: np.squeeze(x) if np.shape(x)[-1:] == (1,) else np.asarray(x)[None]),
}


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.number)
def test_where_only_the_shape_differs_it_is_said(exercise: Exercise) -> None:
    right = solution(exercise)
    asked = exercise.task.reference(*exercise.task.cases(np.random.default_rng(0))[0])
    is_open = exercise.number in OPEN or all(
        np.ndim(part) == 0 for part in (asked if type(asked) is tuple else [asked])
    )
    for words, form in SHAPES.items():
        said = refused(exercise.number, lambda *a, form=form: form(right(*a)))
        if is_open or (words == "turned" and exercise.number in SYMMETRIC):
            assert not said, words
        else:
            named = ("Your result is what is asked, ", "The right numbers, with", "Transposed: your rows are")
            assert RIGHT_NUMBERS in said or any(words in said for words in named), said


@pytest.mark.parametrize("exercise", [e for e in ALL if isinstance(e.task, Number)], ids=lambda e: e.number)
def test_a_number_may_come_in_any_form(exercise: Exercise) -> None:
    right = float(exercise.task.expected())
    digits = right if right == round(right) else float(f"{right:.5g}")
    whole = [math.floor(right), math.ceil(right)] if right > 10 else []  # of a small number that is no rounding
    forms = [np.float32(right), np.array(right), [right], (right,), {right}, np.array([[right]]), torch.tensor(right)]
    forms += [Fraction(right), Decimal(right), complex(right), pd.Series([right]), np.longdouble(right), digits]
    for answer in (*forms, *whole):
        assert not refused(exercise.number, answer), answer


@pytest.mark.parametrize("exercise", [e for e in ALL if isinstance(e.task, Choice)], ids=lambda e: e.number)
def test_a_letter_may_be_written_in_any_way(exercise: Exercise) -> None:
    right = exercise.task.right
    words = exercise.task.options[right]
    ways = [right.upper(), f"{right})", f"({right})", [right], (right,), {right}, f"answer: {right}", f"Option {right}"]
    for answer in (*ways, np.str_(right), words, f"{right}: {words}", f"{right}) {words[:20]}"):
        assert not refused(exercise.number, answer), answer
    other = next(letter for letter in exercise.task.options if letter != right)
    for answer in (
        f"{right} {other}",
        f"{right}, {other}",
        f"{other}: {words}",
        f"not {right}",
        words[:4],
        {right, other},
    ):
        assert refused(exercise.number, answer), answer


PLACES = (0.1, 0.7, 3.2)
TWINS = [np.asarray(triple, dtype=float).tolist() for triple in solution(exercises.find("2.7"))]


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("1.7", list(PLACES)),
        ("1.7", set(PLACES)),
        ("1.7", frozenset(PLACES)),
        ("1.7", PLACES[::-1]),
        ("1.7", np.array([PLACES])),
        ("1.7", np.array(PLACES)[:, None]),
        ("1.7", torch.tensor(PLACES)),
        ("1.7", pd.Series(PLACES)),
        ("1.7", dict.fromkeys("abc", 0) and dict(zip("abc", PLACES, strict=True)).values()),
        ("1.7", [Fraction(1, 10), Decimal("0.7"), np.float32(3.2)]),
        ("2.7", TWINS),
        ("2.7", TWINS[::-1]),
        ("2.7", [set(triple) for triple in TWINS]),
        ("2.7", {tuple(triple) for triple in TWINS}),
        ("2.7", np.array(TWINS)[..., None]),
        ("2.7", torch.tensor(TWINS, dtype=torch.float64)),
        ("2.7", (tuple(TWINS[0]), np.array(TWINS[1])[::-1])),
        ("2.7", dict(zip("ab", TWINS, strict=True)).values()),
        ("3.7", OrderedDict(n_descriptors=2.0, n_internal=torch.tensor(5))),  # the depth is 2 if nothing is said
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_findings_in_other_forms(number: str, answer: Any) -> None:
    assert not refused(number, answer)


@pytest.mark.parametrize("size", [5, 5.0, np.int64(5), np.float32(5), torch.tensor(5), Fraction(5)])
def test_a_size_may_be_any_whole_number(size: Any) -> None:
    assert chapter_03._is_size(size)
    assert not chapter_03._is_size(size / 2)
    assert not chapter_03._is_size([size])


def test_findings_that_are_functions_in_other_forms() -> None:
    three, walk, learn = (solution(exercises.find(number)) for number in ("5.3", "4.7", "5.7"))
    for form in (
        tuple,
        set,
        torch.tensor,
        deque,
        lambda x: np.asarray(x, dtype=np.int8 if len(x) < 9 else int),
    ):
        assert not refused("5.3", lambda n, rng, form=form: [form(part) for part in three(n, rng)])
    for form in (tuple, torch.tensor):
        assert not refused("4.7", lambda look, w, form=form: form(walk(look, w)))
    for form in (list, torch.tensor):
        assert not refused("5.7", lambda r, f, form=form: lambda x: form(learn(r, f)(x)))
    assert not refused("5.7", lambda r, f: Callee(learn(r, f)))
    assert RIGHT_NUMBERS in refused("5.7", lambda r, f: lambda x: learn(r, f)(x)[:, None])
    assert "The numbers are right" in refused("4.7", lambda look, w: walk(look, w)[:, None])
    assert "The numbers are right" not in refused("4.7", lambda look, w: w[:, None])


G3 = PowerDecay(3)
OWN_WAYS: list[tuple[str, Callable[..., Any]]] = [
    ("1.3", lambda r, n: [[x**i / math.exp(x) for i in range(n)] for x in r]),
    ("1.3", lambda r, n: np.vander(r, n, increasing=True) * np.exp(-r).reshape(-1, 1)),
    ("1.3", lambda r, n: np.exp(np.log(r)[:, None] * np.arange(n) - r[:, None])),
    ("1.3", lambda r, n: np.array([r**i * np.exp(-r) for i in range(n)]).T),
    ("1.4", lambda r, f: minimize(lambda w: ((G3(r) @ w - f) ** 2).sum(), [0, 0, 0]).x),
    ("1.4", lambda r, f: minimize(lambda w: np.linalg.norm(G3(r) @ w - f), [1, 1, 1], method="Nelder-Mead").x),
    ("1.4", lambda r, f: np.linalg.pinv(G3(r)) @ f[:, None]),
    ("1.4", lambda r, f: (np.linalg.pinv(G3(r)) @ f)[None]),
    ("1.4", lambda r, f: [f"{w:.5g}" for w in np.linalg.pinv(G3(r)) @ f] and np.round(np.linalg.pinv(G3(r)) @ f, 5)),
    ("1.6", lambda f, p: np.linalg.norm(np.ravel(p) - f) / len(f) ** 0.5),
    ("1.6", lambda f, p: math.dist(f, np.ravel(p).tolist()) / math.sqrt(len(f))),
    ("1.6", lambda f, p: torch.nn.functional.mse_loss(torch.tensor(p).flatten(), torch.tensor(f)) ** 0.5),
    ("1.6", lambda f, p: np.sqrt(np.mean((f[:, None] - p.reshape(-1, 1)) ** 2, axis=0))),
    ("2.3", lambda r, cutoff: [0 if x > cutoff else math.cos(math.pi * x / cutoff / 2) ** 2 for x in r]),
    ("2.3", lambda r, cutoff: 0.5 * (np.cos(np.pi * np.clip(r / cutoff, 0, 1)) + 1)),
    ("2.3", lambda r, cutoff: (r <= cutoff) * (1 + np.cos(np.pi * r / cutoff)) / 2),
    ("2.4", lambda r, centres, width: np.exp(-(np.subtract.outer(r, centres) ** 2) / width**2 / 2)),
    ("2.4", lambda r, centres, width: [[math.exp(-(((x - c) / width) ** 2) / 2) for c in centres] for x in r]),
    ("2.5", lambda g, f: np.linalg.lstsq(g / abs(g).max(axis=0), f)[0] / abs(g).max(axis=0)),
    ("2.5", lambda g, f: lsqr(g / np.linalg.norm(g, axis=0), f)[0] / np.linalg.norm(g, axis=0)),
    ("2.5", lambda g, f: np.linalg.solve(*(lambda q, r: (r, q.T @ f))(*np.linalg.qr(g)))),
    ("2.6", lambda samples, n: [[sum(x**i * math.exp(-x) for x in s) for i in range(n)] for s in samples]),
    ("2.6", lambda samples, n: np.stack([np.exp(-s) @ s[:, None] ** np.arange(n) for s in samples])),
    ("3.3", lambda g, layers: functools.reduce(lambda x, p: 1 / (1 + np.exp(-x)) @ p[0].T + p[1], layers[1:],
                                               g @ layers[0][0].T + layers[0][1])),
    ("3.4", lambda train, new: (new - np.mean(train, 0)) / np.sqrt(np.mean(train**2, 0) - np.mean(train, 0) ** 2)),
    ("3.4", lambda train, new: (new - train.mean(0)) / (train.std(0) + 1e-8)),
    ("3.5", lambda matrix, biases, mean, spread: (matrix @ np.diag(1 / spread), biases - matrix @ (mean / spread))),
    ("3.5", lambda matrix, biases, mean, spread: [matrix / spread, biases - (matrix / spread * mean).sum(1)]),
    ("4.3", lambda loss, w, step: [(loss(w + step * e) - loss(w - step * e)) / step / 2 for e in np.eye(len(w))]),
    ("4.3", lambda loss, w, step: np.array([loss(w + s) - loss(w - s) for s in step * np.eye(w.size)]) / (2 * step)),
    ("4.4", lambda g, f, rate, n_steps: functools.reduce(
        lambda w, _: w - rate * 2 / len(f) * (g.T @ g @ w - g.T @ f), range(n_steps), np.zeros(g.shape[1]))),
    ("4.5", lambda g: (1 / np.linalg.norm(2 * g.T @ g / len(g), 2), 1 - np.linalg.cond(g) ** -2)),
    ("4.5", lambda g: (lambda c: [1 / max(c), 1 - min(c) / max(c)])(np.linalg.eigvals(2 * g.T @ g / len(g)))),
    ("4.6", lambda j, rho, damping: -np.linalg.inv(j.T @ j + damping * np.eye(j.shape[1])) @ j.T @ rho),
    ("4.6", lambda j, rho, damping: -j.T @ np.linalg.solve(j @ j.T + damping * np.eye(len(j)), rho)),
    ("4.6", lambda j, rho, damping: cg(j.T @ j + damping * np.eye(j.shape[1]), -j.T @ rho, rtol=1e-7)[0]),
    ("4.6", lambda j, rho, damping: lsqr(j, -rho, damp=damping**0.5, atol=1e-8, btol=1e-8)[0]),
    ("5.4", lambda train, test: [(x - train.mean(0)) / (train.std(0) + 1e-8) for x in (train, test)]),
    ("5.5", lambda t, v, p: float(next((np.argmin(v[: i + 1]) for i in range(len(v)) if i - np.argmin(v[: i + 1]) >= p),
                                       np.argmin(v)))),
    ("5.6", lambda g, f, alpha: minimize(lambda w: np.mean((g @ w - f) ** 2) + alpha * w @ w, np.zeros(g.shape[1])).x),
    ("5.6", lambda g, f, alpha: np.linalg.solve(g.T @ g + len(f) * alpha * np.eye(g.shape[1]), g.T @ f[:, None])),
    ("5.6", lambda g, f, alpha: lsqr(g, f, damp=(len(f) * alpha) ** 0.5)[0]),
]  # fmt: skip


@pytest.mark.parametrize(("number", "answer"), OWN_WAYS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(OWN_WAYS)])
def test_own_ways(number: str, answer: Callable[..., Any]) -> None:
    assert not refused(number, answer)


def test_what_makes_values_one_by_one_is_told_so() -> None:
    said = refused("1.3", lambda r, n: ([x**i * math.exp(-x) for i in range(n)] for x in r))
    assert "np.array(list(...))" in said


def test_near_is_said_to_be_near() -> None:
    """Five digits are asked, and three are there."""
    said = refused("1.4", lambda r, f: np.linalg.pinv(G3(r)) @ f * (1 + 5e-4 * np.array([1, -0.3, 0.7])))
    assert "few-digits: Close, but off by up to 5e-04 of the value, where 5e-05 is allowed." in said
    assert "smaller tolerance" in said
