"""What an answer is made with, where the text has a rule about it. In: a function. Out: whether it mentions a thing.

A right number may come from what the exercise asks to be written. Only code is read here, nothing is run; and only the
student's own code, the function and the ones that it calls, not that of packages.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .exercise import Exercise, Function
from .limit import NOT_STUDENTS


def broken(exercise: Exercise, task: Function, answer: Any) -> tuple[str, str] | None:
    """Return name and reason of the mistake that breaks a rule of the text, for a function with right results."""
    name = task.rule(answer) if task.rule else ""
    return next(((mistake.name, mistake.reason) for mistake in exercise.mistakes if mistake.name == name), None)


def mentions(answer: Any, names: Collection[str], homes: Collection[str]) -> bool:
    """Tell whether the code of an answer mentions what it should do without.

    Parameters
    ----------
    answer : callable
    names : collection of str
        Names as they stand in the code, such as ``"PowerDecay"``.
    homes : collection of str
        Modules; whatever comes from one of them, or from inside of it, is mentioned under any name.

    Returns
    -------
    bool
    """
    return any(
        thing in names if isinstance(thing, str) else _home(thing).startswith(tuple(f"{home}." for home in homes))
        for thing in _mentioned(answer, set())
    )


def _home(thing: Any) -> str:
    """Return the module that a thing comes from, with a point behind it."""
    if isinstance(thing, ModuleType):
        return f"{thing.__name__}."
    return f"{getattr(thing, '__module__', None) or type(thing).__module__}."


def _mentioned(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Yield the names in the code of a function, and the things behind those that can be known without running it."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, functools.partial):
        yield from (part for value in (thing.func, *thing.args) for part in (value, *_mentioned(value, seen)))
        return
    function = thing if isinstance(thing, FunctionType) else getattr(type(thing), "__call__", None)  # noqa: B004
    if not isinstance(function, FunctionType) or function.__code__.co_filename.startswith(NOT_STUDENTS):
        return
    names = set(_names(function.__code__))
    cells = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    known = [function.__globals__[name] for name in sorted(names) if name in function.__globals__]
    for value in (*known, *cells, *(function.__defaults__ or ())):
        yield value
        yield from _mentioned(value, seen)
    # An import inside of the function is a name there: that of the module, with its points.
    yield from names
    yield from (ModuleType(name) for name in sorted(names))


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names that code mentions, that of functions inside of it too; not those of its own variables."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True
