"""A time limit that holds everywhere. In: seconds and a function. Out: what it returns, or `OutOfTime`.

In the main thread of Linux and macOS a signal ends what takes too long, even where it only waits. Elsewhere (on
Windows, in another thread than the main one, where signals are somebody else's) the function runs in a thread of its
own, which is ended at its next line; one that has none, as it waits for something outside of Python, is left to itself.
"""

from __future__ import annotations

import contextvars
import ctypes
import signal
import sys
import sysconfig
import threading
import time
from _thread import start_new_thread
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from ..._support.files import PACKAGE

# Whose code is not the student's: this package, other packages, Python's own, of which some is frozen into it.
NOT_STUDENTS = (
    "<frozen ",
    str(PACKAGE),
    *(sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib")),
)
PAUSE = 0.05  # seconds from one attempt to end a function to the next
GRACE = 0.5  # seconds that the gentler way has before the other one begins
MOST_RINGS = 40  # attempts to end a thread before it is left to itself
STACK = 16 * 2**20  # bytes for a thread: a recursion without end must meet Python's limit, not the end of the memory

_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc


class OutOfTime(BaseException):
    """Raised inside code that has run for too long; no ``except Exception`` of a student's catches it."""


class _TakenBack(BaseException):
    """Sent by a thread to itself, and caught at once.

    As long as an exception is on its way to a thread, Python 3.11 looks for it at every call, in all threads, and under
    a profiler for ever; also where none has taken its place, or where it is on its way to a thread that only waits.
    One that arrives, anywhere, ends this.
    """


_TAKEN_BACK = ctypes.py_object(_TakenBack)


def can_stop() -> bool:
    """Tell whether whatever takes too long can be ended here: only in the main thread of a process."""
    return threading.current_thread() is threading.main_thread()


def within(seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call `function` and return what it returns; raise `OutOfTime` when it has run for `seconds`.

    Whether signals are ignored or blocked, and by whom, makes no difference; afterwards they are as they were.
    """
    clock = _Clock(seconds)
    try:
        return _here(clock, function, arguments) if clock.start_alarm() else _aside(clock, function, arguments)
    finally:
        clock.is_over = True
        clock.stop_alarm()


def _is_students(frame: FrameType) -> bool:
    """Tell whether a student's code runs there; what a dataclass makes as a ``"<string>"`` is of its module."""
    name = frame.f_code.co_filename
    if name == "<string>":
        name = str(frame.f_globals.get("__file__") or name)
    return not name.startswith(NOT_STUDENTS)


class _Clock:
    """The end of one call: when it is reached, and how it is told to the code that runs.

    A bare ``except:`` in a loop may swallow an exception. So the first one that arrives has the next line of the
    student's raise it again, and the one after that: the body of the ``except`` is not protected by it.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.start = time.monotonic()
        self.has_begun = False
        self.has_rung = False
        self.is_over = False
        self._restore: Callable[[], None] | None = None

    def start_alarm(self) -> bool:
        """Have a signal raised in this thread; return ``False`` where that cannot be, or could not be undone."""
        if not can_stop() or not hasattr(signal, "setitimer"):
            return False
        number = signal.SIGALRM
        before = signal.getsignal(number)
        if before is None or number in signal.sigpending():  # not Python's own handler, or somebody else waits for it
            return False
        try:
            signal.signal(number, self._on_signal)
        except ValueError:  # a main thread, but of another interpreter
            return False
        mask = signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        left, interval = 0.0, 0.0

        def restore() -> None:
            with suppress(OSError):
                signal.setitimer(signal.ITIMER_REAL, 0)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            signal.signal(number, before)
            if left:  # somebody else's clock was running: a check within a check
                rest = max(0.001, left - (time.monotonic() - self.start))
                signal.setitimer(signal.ITIMER_REAL, rest, interval)

        try:
            left, interval = signal.setitimer(signal.ITIMER_REAL, self.seconds, PAUSE)
        except OSError:
            restore()
            return False
        self._restore = restore
        return True

    def stop_alarm(self) -> None:
        """Leave signals as they were."""
        if self._restore:
            self._restore()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.has_begun and not self.is_over:  # it rings again: on a busy computer the first one may come early
            self.pursue(frame)
            raise OutOfTime

    def pursue(self, frame: FrameType | None) -> None:
        """Raise `OutOfTime` at each line of the student's that is still to come; `frame` is what now runs."""
        if self.is_over:
            return
        while frame is not None:
            if _is_students(frame):
                frame.f_trace = self._at_next_line
            frame = frame.f_back
        # Last: Python 3.11 may stay at the entry of a function that is called here under the tracer, until the bell.
        sys.settrace(self._at_next_line)

    def _at_next_line(self, frame: FrameType, event: str, argument: object) -> Any:
        if self.is_over or not _is_students(frame):
            return None
        if event == "line":
            raise OutOfTime
        return self._at_next_line

    def bell(self, thread: int | None) -> Callable[[], None]:
        """Return a function that has the exception raised in `thread`, from outside, when next it comes to a line."""
        clock, target = self, ctypes.c_ulong(thread or 0)

        class Rung(OutOfTime):
            def __init__(self) -> None:  # runs in the thread in which it is raised
                clock.pursue(sys._getframe(1))

        exception = ctypes.py_object(Rung)

        def ring() -> None:
            # Nothing may come between these: the thread that is meant sets the mark first, and then takes it back.
            if not clock.is_over:
                clock.has_rung = True
                _raise_in(target, exception)

        return ring


def _here(clock: _Clock, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Run `function` in this thread under the alarm, and under a bell: it may have turned the alarm off."""
    me, tracer = ctypes.c_ulong(threading.get_ident()), sys.gettrace()
    is_done = threading.Event()

    def watch() -> None:
        ring = clock.bell(me.value)
        pause = clock.seconds + GRACE
        while not is_done.wait(pause):
            ring()
            pause = PAUSE

    with suppress(RuntimeError):  # no more threads to be had: the alarm alone, then
        start_new_thread(watch, ())  # a threading.Thread would have this one wait until it runs
    try:
        clock.has_begun = True
        return function(*arguments)
    finally:
        # An exception from outside arrives at calls and at the ends of loops. There is none between the end of the
        # function and the mark, which lets no other be sent; one that is on its way is replaced by one that is caught.
        # Not by none: see `_TakenBack`. And not in a function of its own, at whose call it would arrive.
        clock.is_over = True
        if clock.has_rung:
            try:
                _raise_in(me, _TAKEN_BACK)
                while True:
                    pass
            except _TakenBack:
                pass
        sys.settrace(tracer)
        is_done.set()


def _aside(clock: _Clock, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Run `function` in a thread of its own, and wait for it no longer than the time that it has."""
    results: list[Any] = []
    errors: list[BaseException] = []
    is_done = threading.Event()

    def run() -> None:
        with suppress(OutOfTime):  # one that arrives when all is over
            try:
                results.append(function(*arguments))
            except BaseException as error:
                errors.append(error)
            finally:
                clock.is_over = True
                is_done.set()

    thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
    if not _started(thread):
        return function(*arguments)
    ring, me = clock.bell(thread.ident), ctypes.c_ulong(threading.get_ident())
    try:
        end = clock.start + clock.seconds
        while (rest := end - time.monotonic()) > 0 and not is_done.wait(min(PAUSE, rest)):
            pass  # in small pieces: on Windows an interruption by the student waits for the end of one
        for _ in range(MOST_RINGS):
            if is_done.is_set():
                break
            ring()
            try:  # in case it only waits; written out as in `_here`, where it cannot be a function
                _raise_in(me, _TAKEN_BACK)
                while True:
                    pass
            except _TakenBack:
                pass
            is_done.wait(PAUSE)
    except BaseException:  # interrupted by the student, or the end of a check that this one is a part of
        ring()
        raise
    if errors:
        raise errors[0]
    if results:
        return results[0]
    raise OutOfTime


def _started(thread: threading.Thread) -> bool:
    """Start a thread with room for a deep recursion; return ``False`` where there are no threads to be had."""
    before = 0
    with suppress(RuntimeError, ValueError):  # a system where that cannot be chosen
        before = threading.stack_size(STACK)
    try:
        thread.start()
    except RuntimeError:
        return False
    finally:
        with suppress(RuntimeError, ValueError):
            threading.stack_size(before)
    return True
