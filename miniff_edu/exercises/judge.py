"""Judging an answer. In: an exercise and an answer. Out: a verdict with a reason; never a traceback.

The order: untouched? the right kind of thing? right? a mistake of this exercise? an error? a mistake that is made
everywhere? And if none of these is recognised, an example for which the answer is wrong.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._checks import a_type
from .compare import Explanation, explain, is_numeric, plain, same
from .exercise import Choice, Exercise, Finding, Function, Number, Wrong, make
from .sandbox import Failure, OutOfTime, attempt, can_stop, time_limit
from .verdict import Verdict

UNTOUCHED = "Replace the placeholder `...` and run the cell again."


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
    if is_untouched(exercise, answer):
        return Verdict(exercise, "not attempted", UNTOUCHED)
    rng = np.random.default_rng([seed, *map(int, exercise.number.split("."))])
    try:
        with time_limit(exercise.seconds):
            found = _examine(exercise, answer, rng)
    except OutOfTime:
        words = f"Stopped after {exercise.seconds:g} seconds. Does a loop never end, or is there a faster way?"
        found = "endless", words
    if found is None:
        return Verdict(exercise, "correct", exercise.insight)
    name, reason = found
    return Verdict(exercise, "not yet", reason, name)


def is_untouched(exercise: Exercise, answer: Any) -> bool:
    """Tell whether `answer` is still the placeholder: ``...``, or the function of the stub with its body as it was."""
    if answer is ... or (isinstance(answer, str) and not answer.strip()):
        return True
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    stub = getattr(make(exercise.stub, exercise.task.answer, exercise.number), "__code__", None)
    # Names of variables and constants count as well: `a + b` and `a + c` have the same code.
    parts = ("co_code", "co_names", "co_varnames")
    return stub is not None and _constants(code) == _constants(stub) and all(
        getattr(code, part) == getattr(stub, part) for part in parts
    )  # fmt: skip


def _constants(code: Any) -> list[str]:
    """Return the constants of a function but its docstring, which a student may have deleted."""
    return [repr(value) for value in code.co_consts if value is not None and not isinstance(value, str)]


def _examine(exercise: Exercise, answer: Any, rng: np.random.Generator) -> Explanation | None:
    task = exercise.task
    if isinstance(task, Choice):
        return _choice(exercise, task, answer)
    if isinstance(task, Number):
        return _number(exercise, task, answer)
    if isinstance(task, Function):
        return _function(exercise, task, answer, rng)
    return _finding(exercise, task, answer, rng)


def _choice(exercise: Exercise, task: Choice, answer: Any) -> Explanation | None:
    letters = ", ".join(f'"{letter}"' for letter in task.options)
    if not isinstance(answer, str) or answer.strip().lower() not in task.options:
        return "no-such-option", f"Your answer is {answer!r:.60}; expected one of {letters}."
    letter = answer.strip().lower()
    if letter == task.right:
        return None
    return next((m.name, m.reason) for m in exercise.mistakes if make(m.code, task.answer) == letter)


def _number(exercise: Exercise, task: Number, answer: Any) -> Explanation | None:
    if callable(answer):
        return "function-for-number", "Your answer is a function; a number is asked. Call it: write () behind its name."
    value = plain(answer)
    if not is_numeric(value) or isinstance(value, bool):
        return "not-a-number", f"Your answer is {a_type(answer)}; a number is asked."
    if np.size(value) != 1:
        return "array-for-number", f"Your answer is an array of shape {np.shape(value)}; one number is asked."
    number, expected = float(np.ravel(value)[0]), task.expected()
    if same(number, expected, task.rtol, task.atol):
        return None
    for mistake in exercise.mistakes:
        if same(number, float(make(mistake.code, task.answer)), task.rtol, task.atol):
            return mistake.name, mistake.reason
    if not np.isfinite(number):
        return "not-finite", f"Your answer is {number}; a finite number is asked."
    if expected and same(-number, expected, task.rtol, task.atol):
        return "sign", "Right but for the sign."
    if expected and 0.5 < abs(number / expected) < 2:
        return "near", f"{number:g} is near, but not right. How many digits did you keep?"
    size = "too large" if abs(number) > abs(expected) else "too small"
    return "far", f"{number:g} is {size}. `exercises.hint({exercise.number!r})` says where to look."


def _function(exercise: Exercise, task: Function, answer: Any, rng: np.random.Generator) -> Explanation | None:
    asked = f"Asked is {task.returns}."
    if not callable(answer):
        words = (
            f"Your answer is {a_type(answer)}, not a function. Give the function itself, `{task.answer}`, without (). "
        )
        return "value-for-function", words + asked
    cases = list(task.cases(rng))
    wrong_arguments = _signature(task, answer, cases[0])
    if wrong_arguments:
        return wrong_arguments
    expected = [task.reference(*copy.deepcopy(case)) for case in cases]
    used = copy.deepcopy(cases)  # a student's function may change what it gets: never the originals
    got = [attempt(answer, *case) for case in used]
    if _agree(got, expected, task):
        again = attempt(answer, *copy.deepcopy(cases[0]))
        if not _agree([again], expected[:1], task):
            return "not-repeatable", "The second call with the same arguments returns something else. Does it remember?"
        return _changed(cases, used)
    for mistake in exercise.mistakes:
        wrong = make(mistake.code, task.answer)
        if _agree(got, [attempt(wrong, *case) for case in copy.deepcopy(cases)], task):
            return mistake.name, mistake.reason
    failed = next(((value, case) for value, case in zip(got, cases, strict=True) if isinstance(value, Failure)), None)
    if failed:
        return _raised(failed[0], asked, _call(task, failed[1]))
    return explain(got, expected, task.returns, task.rtol, task.atol) or _example(got, expected, cases, task)


def _agree(got: Sequence[Any], expected: Sequence[Any], task: Function) -> bool:
    """Tell whether two functions have done the same in all cases; to fail with the same error counts too."""
    return all(
        a.same_as(b) if isinstance(a, Failure) else not isinstance(b, Failure) and same(a, b, task.rtol, task.atol)
        for a, b in zip(got, expected, strict=True)
    )


def _signature(task: Function, answer: Any, case: tuple[Any, ...]) -> Explanation | None:
    wanted = ", ".join(inspect.signature(task.reference).parameters)
    try:
        inspect.signature(answer).bind(*case)
    except TypeError:
        own = str(inspect.signature(answer))
        words = f"Your function takes {own}; expected is `{task.answer}({wanted})`."
        return "other-arguments", words
    except ValueError:  # some built-in functions do not tell
        return None
    return None


def _changed(cases: Sequence[tuple[Any, ...]], used: Sequence[tuple[Any, ...]]) -> Explanation | None:
    for before, after in zip(cases, used, strict=True):
        for a, b in zip(before, after, strict=True):
            if not callable(a) and not same(a, b, 0, 0):
                words = "The result is right, but your function changes its argument, and the caller's array with it. "
                return "changes-its-argument", words + "Work on a new array: `x = x * 2` instead of `x *= 2`."
    return None


def _finding(exercise: Exercise, task: Finding, answer: Any, rng: np.random.Generator) -> Explanation | None:
    try:
        task.examine(copy.deepcopy(answer), rng)
    except Wrong as wrong:
        reasons = {mistake.name: mistake.reason for mistake in exercise.mistakes}
        return wrong.name, " ".join(part for part in (reasons.get(wrong.name, ""), wrong.seen) if part)
    except OutOfTime:
        raise
    except Exception as error:
        failure = attempt(_raise, error)
        return _raised(failure, f"Asked is {task.wanted}.", "your answer was tried")
    return None


def _raise(error: Exception) -> None:
    raise error


def _raised(failure: Failure, asked: str, call: str) -> Explanation:
    error = failure.error
    where = f" in {failure.where.strip()}" if failure.where else ""
    name = type(error).__name__
    words = f"When {call}, your code raised {name}: {str(error).strip().rstrip('.'):.300}{where}."
    return f"raised-{name}", f"{words} {_advice(error)}{asked}"


def _advice(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, NameError):
        return "Is it misspelled, defined in a cell that has not run, or not imported? "
    if "ellipsis" in text.lower():
        return "A placeholder `...` is still in your code. "
    if isinstance(error, ValueError) and ("matmul" in text or "broadcast" in text or "shapes" in text):
        return "Two shapes do not fit: print both with `.shape`. "
    if isinstance(error, RecursionError):
        return "A function calls itself without end. "
    if isinstance(error, SystemExit):
        return "A function returns; it does not end the program. "
    return ""


def _call(task: Function, case: tuple[Any, ...]) -> str:
    names = inspect.signature(task.reference).parameters
    shown = ", ".join(f"{name} = {_short(value)}" for name, value in zip(names, case, strict=False))
    return f"called with {shown}"


def _short(value: Any) -> str:
    value = plain(value)
    if callable(value):
        return "a function"
    if not is_numeric(value):
        return f"{value!r:.60}"
    if np.size(value) > 4:
        return f"an array of shape {np.shape(value)}"
    return np.array2string(np.asarray(value), precision=4, separator=", ").replace("\n", "")


def _example(
    got: Sequence[Any], expected: Sequence[Any], cases: Sequence[tuple[Any, ...]], task: Function
) -> Explanation:
    """Show the shortest case that is wrong."""
    wrong = [i for i, (a, b) in enumerate(zip(got, expected, strict=True)) if not same(a, b, task.rtol, task.atol)]
    i = min(wrong, key=lambda i: np.size(plain(expected[i])) if is_numeric(plain(expected[i])) else 1)
    right = len(cases) - len(wrong)
    score = f" It is right in {right} of {len(cases)} cases." if right else ""
    words = f"When {_call(task, cases[i])}, you return {_short(got[i])}; asked is {_short(expected[i])}.{score}"
    return "not-recognised", words


def can_interrupt() -> str:
    """Say how to stop an endless loop where the check cannot."""
    return "" if can_stop() else "No time limit here: to stop an endless loop, choose Kernel > Interrupt."
