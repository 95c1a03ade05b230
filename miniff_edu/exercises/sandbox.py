"""Running a student's code: with a time limit, and with its errors explained. In: a function and inputs. Out: values.

This keeps honest code honest, and an endless loop from ending the lesson. It is no protection against malice, and needs
none: the code is the student's own, on the student's own machine.
"""

from __future__ import annotations

import _thread
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any


class OutOfTime(BaseException):
    """Raised inside code that has run for too long; no ``except Exception`` of a student's catches it."""


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

    def same_as(self, other: object) -> bool:
        """Tell whether `other` is a failure of the same kind: same type, same message."""
        return (
            isinstance(other, Failure)
            and type(self.error) is type(other.error)
            and str(self.error).strip() == str(other.error).strip()
        )


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
    is_armed = True

    def stop(number: int, frame: object) -> None:
        if is_armed:
            raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    # Again and again, because a bare `except:` in a loop swallows the first one.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    try:
        yield
    finally:
        is_armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    has_rung = threading.Event()

    def ring() -> None:
        has_rung.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if has_rung.is_set():
            raise OutOfTime from None
        raise
    finally:
        timer.cancel()


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
    """Return the deepest line that is not in a file of a package: code of a cell, or of an exercise."""
    frames = [f for f in traceback.extract_tb(trace) if "site-packages" not in f.filename and f.filename != __file__]
    own = [f for f in frames if f.filename.startswith("<") or "ipykernel" in f.filename] or frames[-1:]
    if not own:
        return ""
    last = own[-1]
    return f"line {last.lineno}: {last.line}" if last.line else f"line {last.lineno} of {last.name}"
