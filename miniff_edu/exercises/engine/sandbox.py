"""Running a student's code: with a time limit, and with its errors explained. In: a function and inputs. Out: values.

This keeps honest code honest, and an endless loop from ending the lesson. It is no protection against malice, and needs
none: the code is the student's own, on the student's own machine.
"""

from __future__ import annotations

import ctypes
import signal
import sys
import sysconfig
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

from ..._support.files import PACKAGE

# Folders whose code is not the student's: this package, other packages, Python's own.
NOT_STUDENTS = (
    str(PACKAGE),
    *(sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib")),
)


class OutOfTime(BaseException):
    """Raised inside code that has run for too long; no ``except Exception`` of a student's catches it."""


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


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in what runs inside, after `seconds`.

    An alarm does it in the main thread of Linux and macOS. Elsewhere (Windows, other threads, where alarms are blocked)
    another thread asks the interpreter to raise it. Neither rests on SIGINT, which some systems ignore.
    """
    with _by_signal(seconds) if _has_alarm() else _by_thread(seconds):
        yield


def _has_alarm() -> bool:
    """Tell whether the alarm clock of the process can ring here."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    return signal.SIGALRM not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


class _Insistence:
    """Raise `OutOfTime` again at each line of the student's, once the time is over.

    A bare ``except:`` in a loop may swallow the first one; the body of the ``except`` is not protected by it.
    """

    def __init__(self) -> None:
        self.is_armed, self.tracer = True, sys.gettrace()

    def begin(self, frame: FrameType | None) -> None:
        """Watch what runs in this thread from now on, and the frames that are under way."""
        sys.settrace(self._at_next_line)
        while frame is not None:
            if not frame.f_code.co_filename.startswith(NOT_STUDENTS):
                frame.f_trace = self._at_next_line
            frame = frame.f_back

    def end(self) -> None:
        """Leave the thread as it was."""
        self.is_armed = False
        sys.settrace(self.tracer)

    def _at_next_line(self, frame: FrameType, event: str, argument: object) -> Any:
        if not self.is_armed or frame.f_code.co_filename.startswith(NOT_STUDENTS):
            return None
        if event == "line":
            raise OutOfTime
        return self._at_next_line


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    insistence = _Insistence()

    def stop(number: int, frame: FrameType | None) -> None:
        if insistence.is_armed:
            insistence.begin(frame)
            raise OutOfTime

    handler = signal.signal(signal.SIGALRM, stop)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    start = time.monotonic()
    try:
        yield
    finally:
        insistence.end()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:  # somebody else's clock was running: a check within a check
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left - (time.monotonic() - start)), interval)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    insistence, is_over = _Insistence(), threading.Event()
    thread = ctypes.c_ulong(threading.get_ident())

    class Rung(OutOfTime):
        """Made by the interpreter in the thread that is to stop, between two of its lines."""

        def __init__(self) -> None:
            super().__init__()
            if insistence.is_armed:
                insistence.begin(sys._getframe(1))

    def ring() -> None:
        pause = seconds
        while not is_over.wait(pause):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(Rung))
            pause = 0.05

    bell = threading.Thread(target=ring, daemon=True)
    bell.start()
    try:
        yield
    finally:
        while True:  # until a last ring has died away, wherever it was heard
            try:
                is_over.set()
                bell.join()
                insistence.end()
                break
            except OutOfTime:
                continue


def attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call `function`; return what it returns, or the `Failure`.

    Only the interruption by the user and the end of the time get through.
    """
    try:
        return function(*arguments)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:
        return Failure(error, _line_of_student(error.__traceback__))


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
