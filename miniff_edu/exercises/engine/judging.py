"""Judging an answer. In: an exercise and an answer. Out: a verdict with a reason; never a traceback.

The order: untouched? the right kind of thing? right? a mistake of this exercise? an error? a mistake that is made
everywhere? a relation that is true of the results? And if none of these is recognised, an example for which the answer
is wrong.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from ..._support.checks import a_type
from . import relations, stock
from .compare import RIGHT_NUMBERS, Explanation, alike, explain, is_numeric, items_of, plain, same
from .example import called, counterexample, difference, smallest_wrong
from .exercise import Case, Choice, Exercise, Finding, Function, Number, Wrong, make, noted
from .limit import OutOfTime, can_stop, within
from .rules import broken
from .sandbox import Failure, heard_once, result_of
from .short_answers import of_letter, of_number
from .verdict import Verdict

UNTOUCHED = "Replace the placeholder `...` and run the cell again."
# What is said at once. The other explanations of shapes and numbers wait until no relation is found that says more.
SURE = {
    "nothing-returned",
    "placeholder-left",
    "function-returned",
    "other-count",
    "sign",
    "factor-2-too-large",
    "factor-2-too-small",
    "float32",
    "same-for-all",
}
# Shapes are named by what they look like, which is said where the numbers bear it out.
SHAPES = {"transposed", "row-for-column", "missing-axis", "extra-axis"}
CONFIRMED = {"relation-transposed", "relation-other-form", "relation-step-missing"}
Found = tuple[Explanation | None, Case | None]  # a mistake, or none; and the arguments with which it showed


def judge(exercise: Exercise, answer: Any, seed: int = 0) -> Verdict:
    """Judge an answer.

    Parameters
    ----------
    exercise : Exercise
    answer : object
        What the student's code has bound.
    seed : int, default 0
        Draws the inputs on which a function is tried.

    Returns
    -------
    Verdict
    """
    rng = np.random.default_rng([seed, *map(int, exercise.number.split("."))])
    case: Case | None = None
    try:
        if is_untouched(exercise, answer):
            return Verdict(exercise, "not attempted", UNTOUCHED)
        with heard_once():
            found, case = within(exercise.seconds, _examine, exercise, answer, rng)
    except OutOfTime:
        words = f"Stopped: it took more than {exercise.seconds:g} seconds. Does a loop never end, or go slowly?"
        found = "endless", words
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the last net: whatever an answer does, the student gets words
        words = f"Your answer could not be examined: it is {a_type(answer)}, and looking at it raised"
        found = "not-examined", f"{words} {type(error).__name__}. Return plain numbers and arrays."
    name, reason = found or ("", exercise.insight)
    text = reason.encode("utf-8", "backslashreplace").decode()
    return Verdict(exercise, "not yet" if name else "correct", text, name, case)


def is_untouched(exercise: Exercise, answer: Any) -> bool:
    """Tell whether `answer` is still the placeholder: ``...``, or the function of the stub with its body as it was."""
    if answer is ... or (type(answer) is str and not answer.strip()):
        return True
    stub = make(exercise.stub, exercise.task.answer, exercise.number)
    if not isinstance(answer, FunctionType) or not isinstance(stub, FunctionType):
        return False
    code, code_of_stub = answer.__code__, stub.__code__
    # Names of variables and constants count as well: `a + b` and `a + c` have the same code.
    looks = ("co_code", "co_names", "co_varnames")
    same_parts = all(getattr(code, look) == getattr(code_of_stub, look) for look in looks)
    return same_parts and _constants(code) == _constants(code_of_stub)


def _constants(code: Any) -> list[str]:
    """Return the constants of a function but its docstring, which a student may have deleted."""
    return [repr(value) for value in code.co_consts if value is not None and not isinstance(value, str)]


def _examine(exercise: Exercise, answer: Any, rng: np.random.Generator) -> Found:
    task = exercise.task
    if isinstance(task, Choice):
        return of_letter(exercise, task, answer), None
    if isinstance(task, Number):
        return of_number(exercise, task, answer), None
    wrong_kind = _kind(exercise, answer, f"Expected is {task.returns if isinstance(task, Function) else task.wanted}.")
    if wrong_kind:
        return wrong_kind, None
    if isinstance(task, Function):
        return _function(exercise, task, answer, rng)
    return noted(lambda: _finding(exercise, task, answer, rng))


def _function(exercise: Exercise, task: Function, answer: Any, rng: np.random.Generator) -> Found:
    cases = list(task.cases(rng))
    expected = [task.reference(*copy.deepcopy(case)) for case in cases]
    used = copy.deepcopy(cases)  # a student's function may change what it gets: never the originals
    got = [_shaped(result_of(answer, *case), b, task) for case, b in zip(used, expected, strict=True)]
    names = list(inspect.signature(task.reference).parameters)

    def shown(i: int) -> Case:
        return Case(dict(zip(names, cases[i], strict=False)), expected[i])

    if _agree(got, expected, task):
        again = _shaped(result_of(answer, *copy.deepcopy(cases[0])), expected[0], task)
        if not _agree([again], expected[:1], task):
            words = "The second call with the same arguments returns something else. Does it remember?"
            return ("not-repeatable", words), shown(0)
        return _changed(cases, used) or broken(exercise, task, answer), shown(0)
    smallest = smallest_wrong(got, expected, task)
    for mistake in exercise.mistakes:
        wrong = make(mistake.code, task.answer)
        # One by one: most mistakes differ in the first case, and are not tried in the others.
        if _agree(got, (result_of(wrong, *case) for case in copy.deepcopy(cases)), task):
            return (mistake.name, mistake.reason), shown(smallest)
    pairs = [(a, plain(b)) if isinstance(a, Failure) else alike(a, b) for a, b in zip(got, expected, strict=True)]
    trials = relations.Trials(
        exercise, answer, cases, used, [a for a, _ in pairs], [b for _, b in pairs], lambda: task.cases(rng)
    )
    failed = next((i for i, value in enumerate(got) if isinstance(value, Failure)), None)
    if failed is not None:
        where = f"It happened when {called(task, cases[failed])}. {_again(exercise)}"
        name, words = stock.raised(got[failed], answer, shown(failed).arguments, where)
        apart = relations.find_apart(trials)
        if apart:
            name, words = (apart[0] if name.startswith("raised-") else name), f"{words} {apart[1]}"
        found = name, f"{words} Expected is {task.returns}."
        return found, shown(failed)
    return _why(trials, got), shown(smallest)


def _shaped(result: Any, expected: Any, task: Function) -> Any:
    """Return a result in the shape that is expected, where the text leaves that open."""
    is_open = task.any_shape and not isinstance(result, Failure)
    return alike(result, expected, any_shape=True)[0] if is_open else result


def _why(trials: relations.Trials, got: list[Any]) -> Explanation:
    """Return the best explanation of results that are wrong."""
    task, cases, expected = trials.task, trials.cases, trials.expected
    items = items_of(trials.exercise.solution)
    plainly = explain(got, expected, task.returns, task.rtol, task.atol, items)
    if plainly and (plainly[0] in SURE or (plainly[0] in SHAPES and RIGHT_NUMBERS in plainly[1])):
        return plainly
    found = relations.find(trials)
    if found and plainly and plainly[0] in SHAPES and found[0] in CONFIRMED:
        return plainly  # the same, with advice on how to mend it
    i = smallest_wrong(got, expected, task)
    if found:
        where = difference(got[i], expected[i], task.rtol, task.atol, items)
        words = f"{found[1]} For example, when {called(task, cases[i])}, {where}."
        return found[0], f"{words} {_again(trials.exercise)}"
    if plainly and plainly[0] == "not-finite":
        of_zero = _not_finite_for_zero(got, expected, task)
        if of_zero:
            return of_zero, f"{plainly[1]} It is NaN where 0 is asked, and right everywhere else: put 0 there."
        why = stock.of_warnings(lambda: [result_of(trials.answer, *copy.deepcopy(case)) for case in cases])
        return why[0], f"{plainly[1]} {why[1]}"
    if plainly:
        return plainly
    name, words = counterexample(got, expected, cases, task, items)
    return name, f"{words} {_again(trials.exercise)}"


def _not_finite_for_zero(got: Sequence[Any], expected: Sequence[Any], task: Function) -> str:
    """Name the mistake where all is right but for NaN in the places of 0; empty where it is another one."""
    pairs = [alike(a, b) for a, b in zip(got, expected, strict=True)]
    mended = [(np.where(np.isnan(a), 0, a) if is_numeric(a) else a, b) for a, b in pairs]
    return "nan-for-zero" if all(same(a, b, task.rtol, task.atol) for a, b in mended) else ""


def _again(exercise: Exercise) -> str:
    return f'`exercises.case("{exercise.number}")` has these arguments.'


def _agree(got: Sequence[Any], expected: Iterable[Any], task: Function) -> bool:
    """Tell whether two functions have done the same in all cases; to fail with the same error counts too."""
    return all(
        a.same_as(b) if isinstance(a, Failure) else not isinstance(b, Failure) and same(a, b, task.rtol, task.atol)
        for a, b in zip(got, expected, strict=True)
    )


def _kind(exercise: Exercise, answer: Any, asked: str) -> Explanation | None:
    """See that a function is given where the stub is one, with the arguments of the stub."""
    name = exercise.task.answer
    stub = make(exercise.stub, name, exercise.number)
    if not callable(stub):
        return None
    if not callable(answer):
        words = f"Your answer is {a_type(answer)}, not a function. Give `{name}` itself, without ()."
        return "value-for-function", f"{words} {asked}"
    wanted = list(inspect.signature(stub).parameters)
    try:
        inspect.signature(answer).bind(*wanted)
    except TypeError:
        try:
            own = ", ".join(inspect.signature(answer).parameters)
        except TypeError:  # callable by the look of it only
            own = "?"
        return "other-arguments", f"Your function takes ({own}); expected is `{name}({', '.join(wanted)})`."
    except ValueError:  # some built-in functions do not tell
        return None
    return None


def _changed(cases: Sequence[tuple[Any, ...]], used: Sequence[tuple[Any, ...]]) -> Explanation | None:
    for before, after in zip(cases, used, strict=True):
        for a, b in zip(before, after, strict=True):
            # To put a number back after adding and subtracting leaves a rounding error: that is no change.
            if not callable(a) and not same(a, b, 1e-12, 1e-15):
                words = "The result is right, but your function changes its argument, and what the caller has with it. "
                advice = "Work on a copy: `x *= 2`, `x[0] = 1` and `pop` change the original."
                return "changes-its-argument", words + advice
    return None


def _finding(exercise: Exercise, task: Finding, answer: Any, rng: np.random.Generator) -> Explanation | None:
    own = result_of(copy.deepcopy, answer)
    seen = result_of(_wrong, task, answer if isinstance(own, Failure) else own, rng)
    if isinstance(seen, Failure):
        return stock.raised(seen, answer, {}, f"It happened when your answer was tried. Expected is {task.wanted}.")
    if isinstance(seen, str):  # right, and there is more to say
        return "", f"{exercise.insight} {seen}".strip()
    if seen is None:
        return None
    reasons = {mistake.name: mistake.reason for mistake in exercise.mistakes}
    return seen.name, " ".join(words for words in (reasons.get(seen.name, ""), seen.seen) if words)


def _wrong(task: Finding, answer: Any, rng: np.random.Generator) -> Wrong | str | None:
    try:
        return task.examine(answer, rng)
    except Wrong as wrong:
        return wrong


def can_interrupt() -> str:
    """Say how to stop what a check can only leave behind: code that waits, in another thread than the main one."""
    words = (
        "A loop that never ends is stopped here, but not all else: if the computer stays busy after the check, choose"
    )
    return "" if can_stop() else f"{words} Kernel > Interrupt, or Restart."
