"""The checker itself: every kind of wrong answer, code that raises, never ends, remembers, or changes what it gets."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import torch

from miniff_edu import exercises
from miniff_edu.exercises.engine import limit, sandbox
from miniff_edu.exercises.engine.compare import explain, same
from miniff_edu.exercises.engine.exercise import Exercise, Finding, Function, Mistake, Number, Wrong, edited, make
from miniff_edu.exercises.engine.judging import judge


def exercise(task, stub: str = "def double(r):\n    return ...", mistakes: tuple = ()) -> Exercise:
    return Exercise(
        number="9.1",
        title="Double",
        minutes=10,
        goal="try",
        statement="Double it.",
        stub=stub,
        hints=("here", "2 * r"),
        solution="def double(r):\n    return 2 * r",
        insight="Twice is twice.",
        task=task,
        mistakes=mistakes,
        seconds=0.3,
    )


def cases(rng: np.random.Generator) -> list:
    return [(rng.normal(size=3),), (rng.normal(size=(4, 2)),)]


DOUBLE = exercise(Function("double", cases, lambda r: r + r, "an array twice as large as r"))


def test_right_answers_of_any_kind() -> None:
    assert judge(DOUBLE, lambda r: 2 * r).is_correct
    assert judge(DOUBLE, lambda r: torch.from_numpy(r) * 2).is_correct, "a tensor is an array"
    assert judge(DOUBLE, lambda r: (2 * r).tolist()).is_correct, "and so is a list"
    assert judge(DOUBLE, lambda r, factor=2: factor * r).is_correct, "an argument with a default does no harm"


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (lambda r: None, "nothing-returned"),
        (lambda r: (r, ...)[1], "placeholder-left"),
        (lambda r: lambda: 2 * r, "function-returned"),
        (lambda r: "2r", "other-type"),
        (lambda r: {"r": r}, "other-type"),
        (lambda r: -2 * r, "sign"),
        (lambda r: 4 * r, "factor-2-too-large"),
        (lambda r: r, "factor-2-too-small"),
        (lambda r: 1 / (2 * r), "relation-inverse"),
        (lambda r: np.float32(2 * r), "float32"),
        (lambda r: 2 * r * (1 + 1e-6 * np.sin(99 * r)), "few-digits"),
        (lambda r: 2 * r / 0.0, "divided-by-zero"),
        (lambda r: np.sqrt(-np.abs(r)), "root-of-a-negative-number"),
        (lambda r: np.where(r < 9, np.nan, r), "not-finite"),
        (lambda r: (2 * r).sum(), "relation-summed"),
        (lambda r: np.tan(r).sum(), "number-for-array"),
        (lambda r: (2 * r)[:, None], "extra-axis"),
        (lambda r: 3 * r, "relation-slip"),
        (lambda r: np.tan(r), "not-recognised"),
        (lambda: 2, "other-arguments"),
        (lambda r, s: 2 * r, "other-arguments"),
        (np.ones(3), "value-for-function"),
        (2.0, "value-for-function"),
        (lambda r: 2 * q, "raised-NameError"),  # noqa: F821
        (lambda r: r @ r.T @ r[:3, :1] + 1j, "axis-that-is-not-there"),
        (lambda r: sys.exit(3), "raised-SystemExit"),
        (lambda r: (_ for _ in ()).throw(RecursionError("deep")), "raised-RecursionError"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_mistakes_that_are_made_everywhere(answer, mistake: str) -> None:
    verdict = judge(DOUBLE, answer)
    assert (verdict.status, verdict.mistake) == ("not yet", mistake), verdict
    assert len(verdict.text) > 20
    assert "Traceback" not in verdict.text


@pytest.mark.parametrize(
    ("got", "expected", "name"),
    [
        (np.ones((3, 5)), np.ones((5, 3)), "transposed"),
        (np.ones((1, 5)), np.ones((5, 1)), "row-for-column"),
        (np.ones(5), np.ones((5, 1)), "missing-axis"),
        (np.ones((5, 1)), np.ones(5), "extra-axis"),
        (np.ones((5, 5)), np.ones(5), "broadcast"),
        (np.ones(5), 1.0, "array-for-number"),
        (1.0, np.ones(5), "number-for-array"),
        (np.ones((2, 5)), np.ones((7, 3)), "other-shape"),
        (9.0, 3.0, "squared"),
        (2.0, 4.0, "factor-2-too-small"),
        (3.0, 9.0, "root"),
    ],
)
def test_explanations(got, expected, name: str) -> None:
    found = explain([got], [expected], "an array", 1e-9, 1e-12)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    ("answer", "mistake", "words"),
    [
        (6.0, "", "Twice is twice."),
        (np.array([6.0]), "", "Twice is twice."),
        (-6.0, "sign", "Right but for the sign."),
        (60.0, "far", "60 is too large."),
        (-60.0, "far", "-60 is too large."),
        (0.5, "far", "0.5 is too small."),
        (float("inf"), "not-finite", "Your answer is inf;"),
        (np.ones(3), "array-for-number", "Your answer is an array of shape (3,);"),
    ],
)
def test_numbers(answer, mistake: str, words: str) -> None:
    verdict = judge(exercise(Number(lambda: 6.0), stub="answer = ..."), answer)
    assert verdict.mistake == mistake
    assert verdict.text.startswith(words)


def test_an_explanation_of_one_part_of_several_says_which() -> None:
    found = explain([(np.ones(3), -np.ones(2))], [(np.ones(3), np.ones(2))], "two arrays", 1e-9, 1e-12)
    assert found is not None
    assert found[0] == "sign"
    assert "Part 2 of 2" in found[1]


def test_same() -> None:
    assert same([1, 2], np.array([1.0, 2.0]), 0, 0)
    assert same((1.0, np.ones(2)), (1.0, torch.ones(2)), 0, 0)
    assert not same((1.0, np.ones(2)), (1.0, np.ones(3)), 0, 0)
    assert not same("1", 1, 0, 0)
    assert not same(None, 0.0, 0, 0)
    assert same(True, True, 0, 0)
    assert same(np.ones(1), 1.0, 0, 0), "an array of one number is a number"
    assert not same(np.ones(2), 1.0, 1, 1), "a shape counts"
    assert not same(np.ones((2, 1)), np.ones(2), 1, 1), "a shape counts"
    networks = {"H": (np.eye(2), np.ones(2), 1.0), "O": (np.zeros((1, 2)), np.ones(1), 2.0)}
    assert same(networks, {"O": networks["O"], "H": (np.eye(2), [1, 1], 1)}, 0, 0), "a dictionary has no order"
    assert not same(networks, {**networks, "H": (np.eye(2), np.ones(2), 1.1)}, 0, 1e-3)
    assert not same(networks, {"H": networks["H"]}, 0, 0), "a key is missing"


def test_untouched_means_untouched() -> None:
    """A stub, with or without a docstring of the student's; but not a stub in which anything else has changed."""
    for code in (DOUBLE.stub, 'def double(r):\n    """Twice."""\n    return ...'):
        assert judge(DOUBLE, make(code, "double")).status == "not attempted"
    for code in ("def double(r):\n    return r", "def double(q):\n    return ...", "double = 3"):
        assert judge(DOUBLE, make(code, "double")).status == "not yet"
    assert judge(DOUBLE, ...).status == "not attempted"


def test_an_error_is_explained_with_its_line_and_no_traceback() -> None:
    code = "def double(r):\n    x = r\n    return x @ x.T @ undefined"
    verdict = judge(DOUBLE, make(code, "double"))
    assert "NameError" in verdict.text
    assert "line 3" in verdict.text
    assert "r = [" in verdict.text, "it says what was given"
    assert "Traceback" not in verdict.text


def test_an_endless_loop_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(r):
        while True:
            pass

    def swallowing(r):
        while True:
            with contextlib.suppress(Exception):
                time.sleep(0.001)

    for answer in (forever, swallowing):
        start = time.perf_counter()
        verdict = judge(DOUBLE, answer)
        assert verdict.mistake == "endless"
        assert "0.3 seconds" in verdict.text
        assert time.perf_counter() - start < 5
    # Where there are no such signals, as on Windows, another thread interrupts.
    monkeypatch.delattr(signal, "setitimer")
    assert judge(DOUBLE, forever).mistake == "endless"
    assert judge(DOUBLE, lambda r: 2 * r).is_correct


@pytest.mark.parametrize(
    ("file", "is_stopped"), [(limit.__file__, False), (pytest.__file__, False), ("", True), ("lesson.py", True)]
)
def test_what_is_made_for_a_module_is_no_students_code(file: str, is_stopped: bool) -> None:
    """A dataclass writes its methods as text, which has no file; it would be stopped in the middle of a verdict."""
    names = {"__file__": file}
    exec(compile("def made():\n    one = 1\n    return one\n", "<string>", "exec"), names)
    with contextlib.ExitStack() as after:
        after.callback(sys.settrace, sys.gettrace())
        limit._Clock(0).pursue(None)
        if is_stopped:
            with pytest.raises(limit.OutOfTime):
                names["made"]()
        else:
            assert names["made"]() == 1


def test_the_clock_is_put_back() -> None:
    before = signal.getsignal(signal.SIGALRM)
    judge(DOUBLE, lambda r: r)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_interruption_by_the_student_gets_through() -> None:
    def interrupted(r):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(DOUBLE, interrupted)


def test_elsewhere_than_in_the_main_thread_it_says_how_to_interrupt(capsys: pytest.CaptureFixture) -> None:
    thread = threading.Thread(target=exercises.check, args=("1.1", 3.0))
    thread.start()
    thread.join(timeout=60)
    assert "Kernel > Interrupt" in capsys.readouterr().out


def test_changing_an_argument_is_told_and_fools_nobody() -> None:
    def spoils(r):
        result = 2 * r
        r[:] = 0
        return result

    assert judge(DOUBLE, spoils).mistake == "changes-its-argument"
    assert judge(DOUBLE, lambda r: 0 * r).mistake == "not-recognised", "nothing is said of constant results"

    def turns_everything_to_zero(r):
        r *= 0
        return 2 * r

    assert not judge(DOUBLE, turns_everything_to_zero).is_correct
    assert judge(DOUBLE, lambda r: 2 * r).is_correct, "the next check is not touched by it"


def test_a_function_that_remembers_is_told() -> None:
    seen: list = []

    def remembers(r):
        seen.append(r)
        return 2 * r * (1 if len(seen) <= 2 else 3)

    assert judge(DOUBLE, remembers).mistake == "not-repeatable"


def test_inputs_are_fresh_for_each_seed_and_the_same_for_one() -> None:
    seen: dict[int, list] = {}
    for seed in (0, 0, 1):
        judge(DOUBLE, lambda r, seed=seed: seen.setdefault(seed, []).append(r.sum()) or 2 * r, seed=seed)
    assert seen[0][:3] == seen[0][3:]
    assert not set(seen[0]) & set(seen[1])


def test_a_mistake_of_the_exercise_comes_before_the_general_ones() -> None:
    mistake = Mistake("mine", "A reason of its own.", "def double(r):\n    return -2 * r")
    assert judge(exercise(DOUBLE.task, mistakes=(mistake,)), lambda r: -(r + r)).mistake == "mine"


def test_the_same_error_is_the_same_mistake() -> None:
    code = "def double(r):\n    return r @ r[:2]"
    mistake = Mistake("shapes", "Those shapes do not fit.", code)
    told = judge(exercise(DOUBLE.task, mistakes=(mistake,)), make(code, "double"))
    assert told.mistake == "shapes"


def test_findings() -> None:
    def examine(value, rng: np.random.Generator) -> None:
        if value < 3:
            raise Wrong("too-small", f"Yours is {value}.")

    small = Mistake("too-small", "Look further up.", "x = 1")
    task = exercise(Finding("x", examine, "a number of at least 3"), stub="x = ...", mistakes=(small,))
    assert judge(task, 4).is_correct
    assert judge(task, 1).text == "Look further up. Yours is 1."
    assert judge(task, "a").mistake == "string-for-a-number"
    assert "Expected is a number of at least 3." in judge(task, "a").text


def test_unknown_numbers_are_told() -> None:
    for number in ("1.99", "99.1", "one", "", 1.2):
        if number == 1.2:
            assert exercises.find(number).number == "1.2", "1.2 without quotes means what it says"
            continue
        with pytest.raises(ValueError, match=r"number is .*there is no such exercise\. Try one of"):
            exercises.find(number)


def test_edited_wants_one_place() -> None:
    assert edited("a + b", "+", "-") == "a - b"
    with pytest.raises(ValueError, match="occurs 2 times"):
        edited("a + b + c", "+", "-")


def test_a_verdict_shows_its_words_in_every_form() -> None:
    verdict = judge(DOUBLE, lambda r: r)
    assert repr(verdict).startswith("9.1 not yet. Half of what is asked.")
    html = verdict._repr_html_()
    assert "9.1 not yet." in html
    assert max(map(len, repr(verdict).splitlines())) <= 79
    assert "<code>" in judge(DOUBLE, lambda r: (2 * r)[:, None])._repr_html_()
    evil = judge(DOUBLE, lambda r: (_ for _ in ()).throw(ValueError("<script>alert(1)</script>")))
    assert "<script>" not in evil._repr_html_()


def test_check_prints_outside_of_a_notebook(capsys: pytest.CaptureFixture) -> None:
    exercises.check("1.2")
    exercises.check("1.2", "a")
    exercises.check("1.2", "b")
    out = capsys.readouterr().out
    assert "1.2 not attempted." in out
    assert "1.2 not yet." in out
    assert "1.2 correct." in out


def test_hints_come_one_by_one_and_the_solution_on_request(capsys: pytest.CaptureFixture) -> None:
    hints = exercises.find("1.4").hints
    exercises.hint("1.4")
    first = capsys.readouterr().out
    assert "Hint 1 of 2" in first
    assert "Hint 2 of 2" not in first
    exercises.hint("1.4")
    second = " ".join(capsys.readouterr().out.split())
    assert all(" ".join(hint.split()) in second for hint in hints)
    exercises.solution("1.4")
    assert "np.linalg.lstsq" in capsys.readouterr().out


def test_looking_at_exercises_is_cheap() -> None:
    """A mere check of an unattempted exercise loads neither matplotlib nor other chapters."""
    code = (
        "import sys; from miniff_edu import exercises; exercises.check('1.2'); "
        "print('matplotlib' in sys.modules, 'miniff_edu.exercises.chapters.chapter_02' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert result.stdout.splitlines()[-1] == "False False"


def test_sandbox_hands_on_what_code_returns_or_raises() -> None:
    assert sandbox.result_of(lambda a, b: a + b, 1, 2) == 3
    failure = sandbox.result_of(lambda: 1 / 0)
    assert isinstance(failure, sandbox.Failure)
    assert failure.same_as(sandbox.result_of(lambda: 2 / 0))
    assert not failure.same_as(sandbox.result_of(lambda: [][1]))
