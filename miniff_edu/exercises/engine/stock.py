"""Why code raised, or returned NaN. In: an answer and what became of it. Out: the name of a mistake, and its reason."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from .compare import Explanation
from .reasons import ADVICE, OF_WARNINGS, REASONS
from .sandbox import Failure


def of_error(failure: Failure, answer: Any, arguments: Mapping[str, Any] = MappingProxyType({})) -> tuple[str, str]:
    """Return the name of a mistake and its reason; the name is that of the error where no reason is known.

    The sizes that do not fit are called by the arguments that have them: 12 is as many as there are samples, say.
    """
    kind = type(failure.error).__name__
    text = f"{kind}: {failure.message}"
    uses = _names(answer)
    # An error of a name, or of shapes, has its own words; a number in them may be anything.
    for reason in REASONS if kind != "NameError" else ():
        if re.search(reason.pattern, text) and (not reason.uses or reason.uses in uses):
            return reason.name, reason.words
    words = next((words for pattern, words in ADVICE if re.search(pattern, text)), "")
    sizes = _sizes(failure.message, arguments)
    return ("sizes-do-not-fit", f"{sizes} {words}".strip()) if sizes else (f"raised-{kind}", words)


SIZES = re.compile(r"shapes? .*\)|size \d+ is different from \d+|has size \d+.* has size \d+|size of tensor a.*")


def _sizes(message: str, arguments: Mapping[str, Any]) -> str:
    """Say what the sizes are that do not fit, where the arguments tell: empty where they do not."""
    found = SIZES.search(message.replace("\n", " "))
    if not found:
        return ""
    wanted = list(dict.fromkeys(int(n) for n in re.findall(r"(?<![\w?])\d+(?![\w?])", found[0])))
    known: dict[int, list[str]] = {}
    for name, value in arguments.items():
        shape = np.shape(value) if isinstance(value, np.ndarray) else (len(value),) if isinstance(value, list) else ()
        for axis, n in enumerate(shape):
            what = "entries" if len(shape) == 1 else ("rows", "columns", "layers")[axis]
            known.setdefault(int(n), []).append(f"`{name}` has {what}")
    told = [f"{n} is as many as {' and '.join(known[n][:2])}" for n in wanted if n in known and n != 1]
    own = [n for n in wanted if n not in known and n != 1]
    are_all = all(isinstance(value, (np.ndarray, int, float)) or callable(value) for value in arguments.values())
    if len(told) == len(own) == 1 and are_all:
        return f"{told[0]}, and {own[0]} is the size of nothing that your function gets: do not write it as a number."
    return f"In these sizes {', and '.join(told)}: they do not go together." if len(told) > 1 else ""


def raised(failure: Failure, answer: Any, arguments: Mapping[str, Any], context: str) -> Explanation:
    """Say what Python says, first; then what is to be done about it, and last in which context it happened."""
    name, advice = of_error(failure, answer, arguments)
    message = f": {failure.message.rstrip('.')}" if failure.message else ""
    where = f" in {failure.where.strip()}" if failure.where else ""
    words = f"Your code raised {type(failure.error).__name__}{message}{where}."
    return name, " ".join(part for part in (words, advice, context) if part)


def _names(function: Any) -> set[str]:
    """Return the names that a function uses, and those inside of it."""
    code = getattr(function, "__code__", None)
    found: set[str] = set()
    todo: list[Any] = [code] if code else []
    while todo:
        code = todo.pop()
        found |= {*code.co_names}
        todo += [constant for constant in code.co_consts if hasattr(constant, "co_names")]
    return found


def of_warnings(call: Callable[[], Any]) -> tuple[str, str]:
    """Return why a result holds NaN or infinity: what numpy has warned of when it was made, if of anything."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        call()
    words = " ".join(str(warning.message) for warning in seen)
    for pattern, name, reason in OF_WARNINGS:
        if re.search(pattern, words):
            return name, reason
    return (
        "not-finite",
        "Numpy warns of nothing, so it is no root and no division: look for `nan` or `inf` in your code.",
    )
