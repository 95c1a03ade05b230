"""Relations: each is stated where it holds in every trial, and none where it holds in all trials but one."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from miniff_edu import exercises
from miniff_edu.exercises.engine.exercise import Exercise, Function, Mistake, make
from miniff_edu.exercises.engine.judging import judge
from miniff_edu.exercises.engine.relations import forms, formulas, inputs, numbers
from miniff_edu.exercises.engine.relations.switches import switched
from miniff_edu.exercises.engine.relations.trials import FEWEST, is_constant, is_enough, near

ALL = [exercise for chapter in exercises.CHAPTERS for exercise in exercises.of_chapter(chapter)]
FUNCTIONS = [exercise for exercise in ALL if isinstance(exercise.task, Function)]


def toy(code: str, cases: Callable[[np.random.Generator], list], mistakes: tuple = ()) -> Exercise:
    """Return an exercise whose reference is its own solution."""
    name = code.split("def ")[1].split("(")[0]
    head = code.split("\n    ")[0]
    return Exercise(
        number="9.1",
        title="Toy",
        minutes=10,
        goal="try",
        statement="Do it.",
        stub=f"{head}\n    return ...",
        hints=("here", "there"),
        solution=code,
        insight="So it is.",
        task=Function(name, cases, make(code, name), "what is asked"),
        mistakes=mistakes,
    )


def tables(rng: np.random.Generator) -> list:
    return [(rng.uniform(0.3, 1.5, size=n), rng.uniform(0.3, 1.5, size=d)) for n, d in ((5, 3), (6, 4), (4, 3))]


def rows(rng: np.random.Generator) -> list:
    return [(rng.uniform(0.3, 1.5, size=n), rng.normal(size=n), k) for n, k in ((5, 2), (7, 3), (6, 0), (8, 1))]


def sums(rng: np.random.Generator) -> list:
    return [(rng.normal(size=(n, d)), rng.normal(size=n)) for n, d in ((8, 3), (9, 4), (7, 2))]


def two(rng: np.random.Generator) -> list:
    return [(rng.normal(size=4), rng.uniform(1, 2)), (rng.normal(size=5), rng.uniform(1, 2))]


TABLE = toy("import numpy as np\n\ndef table(r, c):\n    return np.sinh(r[:, None] * c + r[:, None])", tables)
ROW = toy("import numpy as np\n\ndef row(r, f, k):\n    return np.sinh(r + 2 * k) * np.arctan(f)", rows)
SUMS = toy("import numpy as np\n\ndef sums(g, f):\n    return np.arctan(g).T @ np.tanh(f)", sums)
PAIR = toy("import numpy as np\n\ndef pair(x, a):\n    return np.sinh(a * x), np.arctan(x + a)", two)
LISTS = toy(
    "import numpy as np\n\ndef totals(s, k):\n    return np.array([np.sinh(x).sum() * k for x in s])",
    lambda rng: [([rng.uniform(0.3, 1.5, size=n) for n in (5, 3, 4)], float(rng.uniform(1, 2))) for _ in range(4)],
)
LAYERS = toy(
    "import numpy as np\n\ndef ends(s, k):\n    return sum(np.sinh(a * k) + 3 * b**2 for a, b in s)",
    lambda rng: [
        ([(rng.normal(size=3), rng.normal(size=3)) for _ in range(n)], float(rng.uniform(1, 2))) for n in (2, 3, 4)
    ],
)
table, row, sums_of, pair, totals, ends = (
    make(e.solution, e.task.answer) for e in (TABLE, ROW, SUMS, PAIR, LISTS, LAYERS)
)
NOTEBOOK = np.linspace(0.5, 1, 3)


def but_in_one_trial(exercise: Exercise, answer: Callable[..., Any], trial: int = 1) -> Callable[..., Any]:
    """Return the same answer, but for the arguments of one of the trials of the check."""
    rng = np.random.default_rng([0, *map(int, exercise.number.split("."))])
    case = list(exercise.task.cases(rng))[trial]

    def spoiled(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(spoiled, value))
        if isinstance(value, dict):
            return {name: spoiled(part) for name, part in value.items()}
        return np.asarray(value, dtype=float) + np.cos(7 * np.asarray(value, dtype=float)) + 0.3

    def nearly(*arguments: Any) -> Any:
        is_meant = repr(arguments) == repr(tuple(case))
        result = answer(*arguments)
        return spoiled(result) if is_meant else result

    return nearly


def told(exercise: Exercise, answer: Callable[..., Any]) -> tuple[str, str]:
    verdict = judge(exercise, answer)
    return verdict.mistake or verdict.status, verdict.text


def changes_f(r, f, k):
    f -= 0.25
    return np.sinh(r + 2 * k) * f


def by_chance(r, f, k):
    return row(r, f, k) + np.random.default_rng().normal(size=len(r))


def of_the_notebook(r, c):
    return table(r, NOTEBOOK) if len(c) == 3 else table(r, np.append(NOTEBOOK, 1))


def column_but_first(r, c):
    result = table(r, c)
    result[:, 1:] = 0
    return result


def last_wrong(r, f, k):
    result = row(r, f, k)
    result[-1] = result[-1] ** 3 + 1
    return result


def wrong_where_negative(r, f, k):
    result = row(r, f, k)
    return np.where(result < 0, result**3 - 1, result)


def zeros_in_places(r, f, k):
    return np.where(np.sin(9 * r) > 0.2, row(r, f, k), 0)


def smallest(g):
    return np.linalg.norm(g, axis=0).argmin()


def short_of(g, weights):
    curvature, directions = np.linalg.eigh(g.T @ g)
    return directions @ ((1 - np.exp(-0.2 * curvature)) * (directions.T @ weights))


CASES = [
    # (name, exercise, answer, the trial that is spoiled)
    ("relation-slip", ROW, lambda r, f, k: np.sinh(r - 2 * k) * np.arctan(f), 1),
    ("relation-two-slips", ROW, lambda r, f, k: np.sinh(r - k) * np.arctan(f), 1),
    ("relation-factor", TABLE, lambda r, c: 7.3 * table(r, c), 1),
    ("relation-factor", TABLE, lambda r, c: len(r) * table(r, c), 1),
    ("relation-factor", SUMS, lambda g, f: sums_of(g, f) / (len(f) - 1), 1),
    ("relation-factor-of-each", TABLE, lambda r, c: r[0] * table(r, c), 1),
    ("relation-factor-of-rows", TABLE, lambda r, c: r[:, None] * table(r, c), 1),
    ("relation-factor-of-columns", TABLE, lambda r, c: c**2 * table(r, c), 1),
    ("relation-constant-of-columns", TABLE, lambda r, c: c**2 + table(r, c), 1),
    ("relation-constant-of-rows", TABLE, lambda r, c: np.cos(9 * r)[:, None] + table(r, c), 1),
    ("relation-scale-of-columns", TABLE, lambda r, c: c**2 + c * table(r, c), 1),
    ("relation-with-argument", ROW, lambda r, f, k: f - row(r, f, k), 1),
    ("relation-rounded", TABLE, lambda r, c: np.round(table(r, c), 2), 1),
    ("relation-truncated", TABLE, lambda r, c: np.trunc(3 * table(r, c) / 3), 1),
    ("relation-offset", TABLE, lambda r, c: table(r, c) + 0.3, 1),
    ("relation-offset-of-each", TABLE, lambda r, c: table(r, c) + r.mean() ** 2, 1),
    ("relation-too-many", TABLE, lambda r, c: np.column_stack([table(r, c), np.cos(r)]), 1),
    ("relation-step-missing", SUMS, lambda g, f: (np.arctan(g).T * np.tanh(f)).T, 1),
    ("relation-step-too-many", SUMS, lambda g, f: g @ sums_of(g, f), 1),
    ("relation-missing", ROW, lambda r, f, k: row(r, f, k)[row(r, f, k) >= 0], 1),
    ("relation-size", SUMS, lambda g, f: np.cos(3 * f), None),
    ("relation-parts-swapped", PAIR, lambda x, a: pair(x, a)[::-1], 1),
    ("relation-part-alone", PAIR, lambda x, a: pair(x, a)[1], 1),
    ("relation-parts-in-a-dictionary", PAIR, lambda x, a: dict(zip("ab", pair(x, a), strict=True)), 1),
    ("relation-part", TABLE, lambda r, c: ("table", r, table(r, c)), 1),
    ("relation-arguments-swapped", ROW, lambda r, f, k: row(f, r, k), 1),
    ("relation-other-argument", ROW, lambda r, f, k: row(np.round(r, 2), f, k), 1),
    ("relation-other-argument", ROW, lambda r, f, k: row(np.sort(r), f, k), 1),
    ("relation-one-wrong", TABLE, column_but_first, 1),
    ("relation-one-wrong", ROW, last_wrong, 1),
    ("relation-where", ROW, wrong_where_negative, 1),
    ("relation-zeros", ROW, zeros_in_places, 1),
    ("relation-other-order", ROW, lambda r, f, k: row(r, f, k)[np.argsort(np.sin(99 * r))], 1),
    ("relation-right-in-some", ROW, lambda r, f, k: row(r, f, k) if k == 0 else np.cos(r * k), 2),
    ("relation-changes-from-call-to-call", ROW, by_chance, None),
    ("relation-changes-its-argument", ROW, changes_f, None),
    ("relation-does-not-depend", ROW, lambda r, f, k: np.cos(3 * r) + np.sin(k), None),
    ("relation-does-not-depend", SUMS, lambda g, f: np.cos(g[:-1].T @ f[:-1]), None),
    ("relation-depends-on-order", SUMS, lambda g, f: np.cos(g.T @ f + f[0]), None),
    ("relation-all-alike", TABLE, lambda r, c: table(r, 0 * c + c.sum()) ** 2 + 1, None),
    ("not-recognised", TABLE, lambda r, c: np.tril(np.ones((len(r), len(c)))) + table(r, 0 * c + c.sum()) ** 2, None),
    ("relation-of-a-column", SUMS, lambda g, f: sums_of(g, f) * np.linalg.norm(g, axis=0), 1),
    ("relation-of-a-column", SUMS, lambda g, f: sums_of(g, f) / np.sqrt((g**2).mean(axis=0)), 1),
    ("relation-short", SUMS, lambda g, f: short_of(g, sums_of(g, f)), 1),
    ("relation-other-argument", LISTS, lambda s, k: totals([x[: min(map(len, s))] for x in s], k), 1),
    ("relation-other-argument", LAYERS, lambda s, k: ends([*s[:-1], (s[-1][0], 0)], k), 1),
    ("relation-right-in-some", SUMS, lambda g, f: sums_of(g, f) if smallest(g) == 0 else np.cos(g.T @ f), None),
    ("relation-wrong-at-zero", ROW, lambda r, f, k: np.cos(r[::-1] * f + r + k), None),
]


@pytest.mark.parametrize(("name", "exercise", "answer", "trial"), CASES)
def test_a_relation_is_stated_where_it_holds_and_not_where_it_nearly_does(name, exercise, answer, trial) -> None:
    assert told(exercise, answer)[0] == name
    if trial is not None:
        assert told(exercise, but_in_one_trial(exercise, answer, trial))[0] != name


def test_what_further_calls_show_is_stated_of_all_trials() -> None:
    """The same near miss for relations that call again: one trial does otherwise."""

    def depends_in_one(r, f, k):
        return np.cos(3 * r) + np.sin(k) + (f if k == 3 else 0)

    def changes_in_one(r, f, k):
        result = np.cos(3 * r + k * f[::-1])
        if k == 3:
            f -= 0.25
        return result

    def chance_in_one(r, f, k):
        return np.cos(r * f[::-1] + k) + (np.random.default_rng().normal() if k == 3 else 0)

    def ordered_in_one(g, f):
        return np.cos(g.T @ f + (f[0] if len(f) == 7 else 0.1))

    for exercise, answer, name in (
        (ROW, depends_in_one, "relation-does-not-depend"),
        (ROW, changes_in_one, "relation-changes-its-argument"),
        (ROW, chance_in_one, "relation-changes-from-call-to-call"),
        (SUMS, ordered_in_one, "relation-depends-on-order"),
        (SUMS, lambda g, f: np.cos(3 * f)[: len(f) - (len(f) == 8)], "relation-size"),
    ):
        assert told(exercise, answer)[0] != name, name


@pytest.mark.parametrize("name", numbers.FUNCTIONS)
def test_functions_of_what_is_asked(name: str) -> None:
    words, f = numbers.FUNCTIONS[name]
    for exercise, right in ((TABLE, table), (ROW, row)):
        answer = lambda *arguments, right=right: f(right(*arguments))  # noqa: E731
        with np.errstate(all="ignore"):
            if not np.isfinite(answer(*exercise.task.cases(np.random.default_rng(0))[0])).all():
                continue
            result = told(exercise, answer)
            if f"Your result is {words} what is asked" in result[1]:
                assert words not in told(exercise, but_in_one_trial(exercise, answer))[1]
                return
    pytest.fail(f"{name} was not found")


@pytest.mark.parametrize("words", numbers.NORMALISED)
def test_what_is_asked_and_normalised(words: str) -> None:
    f = numbers.NORMALISED[words]
    for exercise, right in ((TABLE, table), (ROW, row)):
        answer = lambda *arguments, right=right: f(right(*arguments))  # noqa: E731
        found = told(exercise, answer)
        if words in found[1] or found[0] in ("relation-factor-of-each", "relation-offset-of-each"):
            assert told(exercise, but_in_one_trial(exercise, answer))[0] != found[0]
            return
    assert found[0].startswith(("relation-constant-of", "relation-scale-of")), found


@pytest.mark.parametrize("words", forms.ORDERS)
def test_what_is_asked_in_another_order_or_reduced(words: str) -> None:
    f = forms.ORDERS[words]
    for exercise, right in ((TABLE, table), (SUMS, sums_of), (ROW, row)):
        answer = lambda *arguments, right=right: f(right(*arguments))  # noqa: E731
        try:
            name, text = told(exercise, answer)
        except (ValueError, IndexError):
            continue
        if name == "relation-slip":  # the same, said of an argument
            return
        if words in text or name in ("transposed", "extra-axis"):
            nearly = told(exercise, but_in_one_trial(exercise, answer))
            assert words not in nearly[1]
            return
    pytest.fail(f"{words} was not found")


def test_a_factor_of_the_number_of_samples_is_called_by_its_argument() -> None:
    assert "`len(r)` times" in told(TABLE, lambda r, c: len(r) * table(r, c))[1]
    assert "180 / pi times" in told(TABLE, lambda r, c: np.degrees(table(r, c)))[1]


def test_nothing_is_said_of_constant_results_nor_of_few_numbers() -> None:
    few = toy("def half(x):\n    return x / 2 + 1", lambda rng: [(rng.uniform(3, 9),)])
    for answer in (lambda r, c: 3 + 0 * table(r, c), lambda r, c: np.zeros((len(r), len(c)))):
        assert not told(TABLE, answer)[0].startswith("relation-")
    assert told(few, lambda x: 3 * (x / 2 + 1))[0] == "relation-factor", "more trials are drawn where there are few"
    assert not is_enough([1.5, 2.5, 0.1, 0.2, 0.3])
    assert is_enough([np.arange(3) + 0.5, np.arange(3) + 0.1])
    assert not is_enough([np.arange(20.0) + 0.5]), "one trial proves nothing"
    assert not is_enough([np.arange(3.0), np.arange(3.0)]), "whole numbers agree by chance"
    assert not is_enough([np.array([0.5, np.nan, 1, 2, 3, 4]), np.array([0.5])])
    assert is_constant([np.full(3, 2.0), np.full(4, 2.0)])
    assert is_constant([np.arange(3.0), np.arange(3.0)])
    assert not is_constant([np.arange(3.0), np.arange(4.0)])
    assert FEWEST == 6


def test_near_means_to_rounding() -> None:
    assert near(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-9]))
    assert not near(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-5]))
    assert not near(1.0, np.inf)
    assert not near(np.ones(2), np.ones(3))
    assert near((1.0, np.ones(2)), (1.0, np.ones(2)))
    assert not near((1.0, 2.0), (1.0,))
    assert near(np.array([1e20, 1.0]), np.array([1e20 * (1 + 1e-12), 1.0]))
    assert not near(np.array([1e20, 1.0]), np.array([1e20, 1.1])), "a small number beside a huge one counts too"


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.number)
def test_a_solution_with_switches_does_what_the_solution_does(exercise: Exercise) -> None:
    code = switched(exercise.solution, exercise.task.answer)
    right = make(exercise.solution, exercise.task.answer)
    assert len(code.slips) > 20
    changes = 0
    cases = list(exercise.task.cases(np.random.default_rng(3)))
    for case in cases:
        assert near_or_equal(code.run([], case), right(*case))
    case = cases[0]
    with np.errstate(all="ignore"):
        for slip in code.slips:
            try:
                changes += not near_or_equal(code.run([slip], case), right(*case))
            except Exception:
                changes += 1
    assert changes > len(code.slips) / 2, "most slips make a difference"
    assert near_or_equal(code.run([], case), right(*case)), "and they leave no trace"


def near_or_equal(a: Any, b: Any) -> bool:
    if isinstance(a, tuple):
        return all(near_or_equal(x, y) for x, y in zip(a, b, strict=True))
    return bool(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-9, atol=1e-12))


def test_a_factor_of_a_column_says_which_way() -> None:
    text = told(SUMS, lambda g, f: sums_of(g, f) * np.linalg.norm(g, axis=0))[1]
    assert "what is asked, times the length of its column of `g`" in text


def test_named_mistakes_come_first() -> None:
    mine = Mistake(
        "mine",
        "A reason of its own.",
        "import numpy as np\n\ndef table(r, c):\n    return 0.3 + np.sinh(r[:, None] * c + r[:, None])",
    )
    assert told(toy(TABLE.solution, tables, (mine,)), lambda r, c: table(r, c) + 0.3)[0] == "mine"


def test_a_variable_of_the_notebook_is_called_by_its_name() -> None:
    code = "import numpy as np\n\nbox = np.linspace(0.1, 2, 3)\n\ndef table(r, c):\n"
    code += "    return np.sinh(r[:, None] * box + r[:, None])"
    three = toy(TABLE.solution, lambda rng: [(rng.uniform(0.3, 1.5, size=n), rng.uniform(size=3)) for n in (4, 5, 6)])
    name, text = told(three, make(code, "table"))
    assert name == "relation-of-the-notebook"
    assert "`box` of the notebook in the place of `c`" in text
    assert told(three, but_in_one_trial(three, make(code, "table")))[0] != name


@pytest.mark.thorough
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.number)
def test_no_kind_of_relation_breaks_on_real_exercises(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a comparison breaks nothing is said, and the check goes on; here it may not even break."""
    from miniff_edu.exercises.engine import relations

    class Strict:
        def __init__(self, *kinds: type) -> None: ...
        def __enter__(self) -> None: ...
        def __exit__(self, *what: object) -> bool:
            return False

    monkeypatch.setattr(relations, "suppress", Strict)
    right = make(exercise.solution, exercise.task.answer)

    def wavy(*arguments: Any) -> Any:
        value = right(*arguments)
        parts = value if isinstance(value, tuple) else (value,)
        waves = tuple(np.asarray(part, dtype=float) + np.sin(5 * np.asarray(part, dtype=float)) + 0.1 for part in parts)
        return waves if isinstance(value, tuple) else waves[0]

    def first(*arguments: Any) -> Any:
        return np.ravel(np.asarray(wavy(*arguments)[0]))[0]

    def flat(*arguments: Any) -> Any:
        value = wavy(*arguments)
        return np.concatenate([np.ravel(part) for part in value] if isinstance(value, tuple) else [np.ravel(value)])

    value = right(*exercise.task.cases(np.random.default_rng(0))[0])
    answers = (wavy, flat, first) if isinstance(value, tuple) or np.ndim(value) else (wavy, flat)
    for answer in answers:
        verdict = judge(exercise, answer)
        assert verdict.mistake != "not-examined", verdict


def test_kinds_are_those_of_the_modules() -> None:
    """What the modules offer is asked: none is forgotten in the list."""
    from miniff_edu.exercises.engine import relations

    kinds = set(relations.KINDS)
    offered = [formulas.one_slip, formulas.two_slips, numbers.relations, forms.relations, forms.sizes, inputs.relations]
    assert kinds >= set(offered)
    assert len(kinds) == len(relations.KINDS)
    assert not [a for a, b in itertools.pairwise(relations.KINDS) if a is b]
