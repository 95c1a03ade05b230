"""What an exercise is. In: the words and the code of its author. Out: a record that checks, books and guides read.

Wrong answers are kept as code, as a student would write it. The checker recognises a mistake by making it itself: it
runs each of them on the same inputs, and compares. So a reason can be tested: its own code must lead to it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

Status = Literal["not attempted", "not yet", "correct"]


@dataclass(frozen=True)
class Case:
    """What a function was called with, and what it should have returned; or what was found, and what is asked.

    Parameters
    ----------
    arguments : dict of str to object
        By name: ``f(**case.arguments)`` calls a function with them. Empty where the answer is no function.
    expected : object
        What is asked, for these arguments: a result, or a sentence on all results that are right.
    found : object
        What the check has found; ``None`` where ``f(**case.arguments)`` tells.
    """

    arguments: dict[str, Any]
    expected: Any
    found: Any = None


_noted: ContextVar[Case | None] = ContextVar("_noted", default=None)


def note(expected: Any, found: Any = None, **arguments: Any) -> None:
    """Have the author's own check of an open task note what it does now; the last note goes with the verdict."""
    _noted.set(Case(copy.deepcopy(arguments), expected, found))


def noted(check: Callable[[], Any]) -> tuple[Any, Case | None]:
    """Run a check; return what it returns and what it has noted last."""
    token = _noted.set(None)
    try:
        return check(), _noted.get()
    finally:
        _noted.reset(token)


class Wrong(Exception):
    """Raised by the author's own check of an open task: the name of the mistake, and what was seen."""

    def __init__(self, name: str, seen: str = "") -> None:
        super().__init__(name, seen)
        self.name = name
        self.seen = seen


@dataclass(frozen=True)
class Mistake:
    """A wrong answer, and what to say to it.

    Parameters
    ----------
    name : str
        A few words with hyphens; what a teacher reads in a summary.
    reason : str
        What the student reads: why this is wrong and what to do, one to three sentences, plain text.
    code : str
        The wrong answer as a student would write it, in the place of the stub.
    """

    name: str
    reason: str
    code: str


def slip_in_number(name: str, reason: str, expression: str) -> Mistake:
    """Return a mistake in a number: its code is an expression."""
    return Mistake(name, reason, f"import numpy as np\n\nanswer = {expression}")


def slip_in_function(name: str, reason: str, head: str, *body: str) -> Mistake:
    """Return a mistake in a function: its code is what follows ``def``, and the lines inside of it."""
    lines = "\n    ".join(body)
    return Mistake(name, reason, f"import numpy as np\n\n\ndef {head}:\n    {lines}")


@dataclass(frozen=True)
class Choice:
    """A choice between lettered options.

    Parameters
    ----------
    options : dict of str to str
        Letter to text (Markdown).
    right : str
        The letter of the correct one; there is a `Mistake` for each of the others.
    """

    options: dict[str, str]
    right: str
    answer: str = "answer"


@dataclass(frozen=True)
class Number:
    """A number.

    Parameters
    ----------
    expected : callable
        Computes the number; called only when somebody asks.
    rtol, atol : float
        Relative and absolute tolerance.
    """

    expected: Callable[[], float]
    rtol: float = 1e-6
    atol: float = 0.0
    answer: str = "answer"


@dataclass(frozen=True)
class Function:
    """A function to be written, checked by what it returns for fresh inputs.

    Parameters
    ----------
    answer : str
        Its name.
    cases : callable
        ``cases(rng)`` draws the inputs: a list of tuples of arguments.
    reference : callable
        The right function, by another route than the solution's.
    returns : str
        What it should return, in words: completes "expected is ...".
    rtol, atol : float
        Tolerances of each number that it returns.
    any_shape : bool
        Whether the text leaves the shape open: further axes of length one make no difference then.
    rule : callable, optional
        ``rule(function)`` returns the name of a mistake where a function with right results breaks a rule of the text,
        and an empty text where it keeps all of them.
    """

    answer: str
    cases: Callable[[np.random.Generator], Sequence[tuple[Any, ...]]]
    reference: Callable[..., Any]
    returns: str
    rtol: float = 1e-9
    atol: float = 1e-12
    any_shape: bool = False
    rule: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Finding:
    """Something to be found, with many right answers: the author's own check tells.

    Parameters
    ----------
    answer : str
        The name of the variable or function.
    examine : callable
        ``examine(value, rng)`` returns nothing for a right answer, or a sentence on it, and raises `Wrong` with the
        name of a mistake for another one. Whatever else it raises is taken for an error in the answer.
    wanted : str
        What is asked for, in words: completes "expected is ...".
    """

    answer: str
    examine: Callable[[Any, np.random.Generator], str | None]
    wanted: str


Task = Choice | Number | Function | Finding


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise: what the chapter shows, what the check knows, what the teacher's guide lists.

    Parameters
    ----------
    number : str
        Chapter and place in it, as in ``"1.2"``.
    title : str
        A few words.
    minutes : int or None
        2 or 10; ``None`` for an open investigation.
    goal : str
        The verb of the chapter's header card that it serves.
    statement : str
        The text, in CommonMark. The options of a choice are added by themselves.
    stub : str
        The code that a student completes. It binds the name of the answer.
    hints : pair of str
        Where to look; then the key formula. Plain text.
    solution : str
        Code in the place of the stub.
    insight : str
        One sentence after a correct answer.
    task : Choice, Number, Function or Finding
        What is asked.
    mistakes : tuple of Mistake
        Wrong answers that are recognised, at least three.
    seconds : float
        After this time a check gives up.
    """

    number: str
    title: str
    minutes: int | None
    goal: str
    statement: str
    stub: str
    hints: tuple[str, str]
    solution: str
    insight: str
    task: Task
    mistakes: tuple[Mistake, ...]
    seconds: float = 10.0

    @property
    def chapter(self) -> int:
        """The number of its chapter."""
        return int(self.number.split(".")[0])


def make(code: str, name: str, title: str = "an exercise") -> Any:
    """Run the code of an exercise (stub, solution, or wrong answer) by itself, and return what it calls `name`."""
    namespace: dict[str, Any] = {"__name__": "exercise"}
    exec(_compiled(code, f"<{title}>"), namespace)
    return namespace[name]


@lru_cache(maxsize=256)
def _compiled(code: str, file: str) -> CodeType:
    """Compile the code of an exercise once: each check needs its stub, and the mistakes that it knows."""
    return compile(code, file, "exec")


def edited(code: str, old: str, new: str) -> str:
    """Return `code` with one place changed: a wrong answer is often the right one but for a detail."""
    if code.count(old) != 1:
        raise ValueError(f"old is {old!r}; expected a text that occurs once, but it occurs {code.count(old)} times.")
    return code.replace(old, new)
