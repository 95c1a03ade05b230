"""Running a student's code, with its errors explained. In: a function and inputs. Out: values, or what went wrong.

This keeps honest code honest, and an endless loop from ending the lesson. It is no protection against malice, and needs
none: the code is the student's own, on the student's own machine.
"""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

from ..._support.files import PACKAGE
from .limit import NOT_STUDENTS, OutOfTime

EXERCISES = str(PACKAGE / "exercises")


def text_of(value: object, most: int = 60) -> str:
    """Return how a value prints, shortened; a value that cannot print itself is called by its type."""
    try:
        text = str(value) if isinstance(value, BaseException) else repr(value)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException:
        text = f"<{type(value).__name__}>"
    text = text.strip().encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= most else text[: most - 3] + "..."


@dataclass(frozen=True)
class Failure:
    """What code raised.

    Parameters
    ----------
    error : BaseException
    where : str
        The line of the student's code that raised it, with its number; empty where that is not known.
    """

    error: BaseException
    where: str

    @property
    def message(self) -> str:
        """The words of the error."""
        return text_of(self.error, most=300)

    def same_as(self, other: object) -> bool:
        """Tell whether `other` is a failure of the same kind: same type, same message."""
        return isinstance(other, Failure) and type(self.error) is type(other.error) and self.message == other.message


def result_of(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call `function`; return what it returns, or the `Failure`.

    Only the interruption by the user and the end of the time get through.
    """
    try:
        return function(*arguments)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:
        return Failure(error, _line_of_student(error.__traceback__))


class _Once(io.TextIOBase):
    """Lets through what is printed during one call of the student's code, the first one that prints anything."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.heard: FrameType | None = None

    def writable(self) -> bool:
        """Tell that one may write."""
        return True

    def write(self, text: str) -> int:
        """Write what belongs to the first call, and swallow the rest."""
        call = _call_from_check(sys._getframe(1))
        self.heard = self.heard or call
        if call is self.heard:
            self.out.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on that all is to be shown."""
        self.out.flush()


def _call_from_check(frame: FrameType | None) -> FrameType | None:
    """Return the frame that a check has called: the outermost one before those of the exercises begin."""
    last = None
    while frame is not None and not frame.f_code.co_filename.startswith(EXERCISES):
        last, frame = frame, frame.f_back
    return last


@contextmanager
def heard_once() -> Iterator[None]:
    """Let code be called many times, and print once."""
    stream = _Once(sys.stdout)
    try:
        with redirect_stdout(stream):
            yield
    finally:
        stream.heard = None  # a frame keeps all its variables


def _line_of_student(trace: TracebackType | None) -> str:
    """Return the deepest line that belongs to no package: code of a cell, or of an exercise."""
    own = [
        f
        for f in traceback.extract_tb(trace)
        if not f.filename.startswith(NOT_STUDENTS) and "<frozen" not in f.filename
    ]
    if not own:
        return ""
    last = own[-1]
    return f"line {last.lineno}: {last.line}" if last.line else f"line {last.lineno} of {last.name}"
