"""Running a student's code: with a time limit, and with its errors explained. In: a function and inputs. Out: values.

This keeps honest code honest, and an endless loop from ending the lesson. It is no protection against malice, and needs
none: the code is the student's own, on the student's own machine.
"""

from __future__ import annotations

import _thread
import signal
import sys
import sysconfig
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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


def can_stop() -> bool:
    """Tell whether an endless loop can be stopped here: only in the main thread of a process."""
    return threading.current_thread() is threading.main_thread()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in what runs inside, after `seconds`; outside of the main thread do nothing.

    A signal does it on Linux and macOS. On Windows, which has none, another thread interrupts the main one.
    """
    if not can_stop():
        yield
    elif hasattr(signal, "setitimer"):
        with _by_signal(seconds):
            yield
    else:
        with _by_thread(seconds):
            yield


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    is_armed, tracer = True, sys.gettrace()

    def at_next_line(frame: FrameType, event: str, argument: object) -> Any:
        if not is_armed or frame.f_code.co_filename.startswith(NOT_STUDENTS):
            return None
        if event == "line":
            raise OutOfTime
        return at_next_line

    def stop(number: int, frame: FrameType | None) -> None:
        if not is_armed:
            return
        # A bare `except:` in a loop may swallow this. Then the next line of the student's raises it again, and the one
        # after that: the body of the `except` is not protected by it.
        sys.settrace(at_next_line)
        while frame is not None:
            if not frame.f_code.co_filename.startswith(NOT_STUDENTS):
                frame.f_trace = at_next_line
            frame = frame.f_back
        raise OutOfTime

    handler = signal.signal(signal.SIGALRM, stop)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    start = time.monotonic()
    try:
        yield
    finally:
        is_armed = False
        sys.settrace(tracer)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:  # somebody else's clock was running: a check within a check
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left - (time.monotonic() - start)), interval)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    is_over, has_rung = threading.Event(), threading.Event()

    def ring() -> None:
        pause = seconds
        while not is_over.wait(pause):
            has_rung.set()
            _thread.interrupt_main()
            pause = 0.05

    bell = threading.Thread(target=ring, daemon=True)
    bell.start()
    try:
        yield
    except KeyboardInterrupt:
        if has_rung.is_set():
            raise OutOfTime from None
        raise
    finally:
        is_over.set()
        with suppress(KeyboardInterrupt):  # a last ring
            bell.join()


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
