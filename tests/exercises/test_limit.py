"""Nothing hangs: an answer without an end is ended or left behind, whatever signals and threads are about."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from miniff_edu import exercises
from miniff_edu.exercises.engine import limit, record
from miniff_edu.exercises.engine.limit import OutOfTime, _Clock, within

HEAD = """
import dataclasses, json, os, signal, sys, threading, time
from miniff_edu import exercises
from miniff_edu.exercises.engine.judging import judge

exercise = dataclasses.replace(exercises.find("1.3"), seconds=0.3)


def endless(r, n):
    while True:
        pass


def waits(r, n):
    time.sleep(1000)


def swallows(r, n):
    while True:
        try:
            for _ in range(100_000):
                x = r * 2
        except:
            pass


def in_thread(answer):
    found = []
    thread = threading.Thread(target=lambda: found.append(judge(exercise, answer)))
    thread.start()
    thread.join()
    return found[0]
"""
# Each case in a process of its own, forked from one that has imported all and has started no thread, all at once.
FORKS = """
for name, code in json.load(sys.stdin).items():
    if os.fork() == 0:
        for stream, number in (("out", 1), ("err", 2)):
            os.dup2(os.open(f"{name}.{stream}", os.O_WRONLY | os.O_CREAT), number)
        exec(compile(code, "<cell>", "exec"), globals())
        print("and on it goes")
        sys.exit()
for _ in range(int(sys.argv[1])):
    os.wait()
"""
# What is there when the check begins, or what the answer itself does; and how it then goes on for ever.
IGNORED = "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
NO_TIMER = "del signal.setitimer\n"
CASES = {
    "interrupts ignored": IGNORED + "print(judge(exercise, endless).mistake)",
    "interrupts ignored, no timer": IGNORED + NO_TIMER + "print(judge(exercise, endless).mistake)",
    "interrupts ignored, no timer, waits": IGNORED + NO_TIMER + "print(judge(exercise, waits).mistake)",
    "interrupts end the process": "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
    + NO_TIMER
    + "print(judge(exercise, endless).mistake)",
    "no timer, swallows": NO_TIMER + "print(judge(exercise, swallows).mistake)",
    "other thread": "print(in_thread(endless).mistake)",
    "other thread, waits": "print(in_thread(waits).mistake)",
    "other thread, swallows": IGNORED + "print(in_thread(swallows).mistake)",
    "alarm blocked": """
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
print(judge(exercise, waits).mistake)
""",
    "alarm blocked and waiting": "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})\n"
    "signal.raise_signal(signal.SIGALRM)\nprint(judge(exercise, waits).mistake)\n"
    "assert signal.sigpending() == {signal.SIGALRM}",
    "alarm ignored": "signal.signal(signal.SIGALRM, signal.SIG_IGN)\nprint(judge(exercise, waits).mistake)",
    "timer fails": """
def fails(*arguments):
    raise OSError(22, "Invalid argument")
signal.setitimer = fails
print(judge(exercise, waits).mistake)
""",
    "answer replaces the handler": """
def replaces(r, n):
    signal.signal(signal.SIGALRM, lambda *arguments: None)
    swallows(r, n)
print(judge(exercise, replaces).mistake)
""",
    "answer stops the timer": """
def stops(r, n):
    signal.setitimer(signal.ITIMER_REAL, 0)
    endless(r, n)
print(judge(exercise, stops).mistake)
""",
    "answer blocks the alarm": """
def blocks(r, n):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    endless(r, n)
print(judge(exercise, blocks).mistake)
assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())
""",
    "handler of another language": """
signal.getsignal = lambda number: None
print(judge(exercise, waits).mistake)
""",
    "an answer that takes for ever to print": """
class Long:
    def __repr__(self):
        while True:
            pass
exercises.check("1.1", Long())
print("endless")
""",
    "check within a check": NO_TIMER
    + """
print(judge(exercise, lambda r, n: judge(dataclasses.replace(exercise, seconds=100), endless)).mistake)
""",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with what each case has printed; one that hangs is killed, and has not printed all."""
    folder = tmp_path_factory.mktemp("cases")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HEAD + FORKS, str(len(CASES))]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE, start_new_session=True)
    try:
        process.communicate(json.dumps(CASES).encode(), timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="these signals are of Linux and macOS")
@pytest.mark.parametrize("case", CASES)
def test_an_answer_without_an_end_is_ended(case: str, said: Path) -> None:
    out, err = ((said / f"{case}.{stream}").read_text() for stream in ("out", "err"))
    assert out.splitlines()[-2:] == ["endless", "and on it goes"], err
    assert "Traceback" not in err


@pytest.fixture(params=["signal", "thread"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "thread":
        monkeypatch.delattr(signal, "setitimer", raising=False)
    return request.param


def test_what_ends_in_time_is_handed_on(way: str) -> None:
    assert within(5, divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        within(5, divmod, 7, 0)
    for error in (KeyboardInterrupt, SystemExit):
        with pytest.raises(error):
            within(5, (_ for _ in ()).throw, error())


def test_the_end_comes_once_and_is_no_longer_about(way: str) -> None:
    """However near the end of the function is to the end of its time, nothing of it arrives later."""

    def works(seconds: float) -> int:
        end = time.monotonic() + seconds
        count = 0
        while time.monotonic() < end:
            count += 1
        return count

    trace, ended = sys.gettrace(), 0
    for i in range(40):
        try:
            within(0.02, works, 0.015 + 0.0005 * i)
        except OutOfTime:
            ended += 1
        for _ in range(1000):
            assert sys.gettrace() is trace
    assert ended > 0
    time.sleep(0.2)


@pytest.mark.skipif(sys.platform == "win32", reason="these signals are of Linux and macOS")
def test_the_alarm_needs_no_bell_and_may_come_before_the_function_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than once: Python runs code that it has run before in another way."""

    def endless() -> None:
        end = time.monotonic() + 1000
        while time.monotonic() < end:
            pass

    begin = limit.start_new_thread

    def late(function: Callable, arguments: tuple) -> None:
        begin(function, arguments)
        time.sleep(0.1)

    monkeypatch.setattr(limit, "GRACE", 1000)
    trace = sys.gettrace()
    for start in (begin, begin, late, late):
        monkeypatch.setattr(limit, "start_new_thread", start)
        with pytest.raises(OutOfTime):
            within(0.02, endless)
        assert sys.gettrace() is trace


OBSERVED = """
import cProfile, signal, sys, time
from miniff_edu.exercises.engine import limit
from miniff_edu.exercises.engine.limit import OutOfTime, within

def endless():
    while True:
        pass

def swallowing():
    while True:
        try:
            while True:
                pass
        except:
            pass

def waits():
    time.sleep(1000)

def without_alarm():
    signal.setitimer(signal.ITIMER_REAL, 0)
    endless()

def all_of_it(said=()):
    for function in (lambda: "in time", endless, swallowing, waits, last, lambda: "in time"):
        try:
            said += (within(0.1, function),)
        except OutOfTime:
            said += ("out of time",)
    return said

last = without_alarm
if "no timer" in sys.argv:
    del signal.setitimer
    last, limit.MOST_RINGS = endless, 10
profile = cProfile.Profile()
said = [all_of_it(), profile.runcall(all_of_it)]
sys.settrace(lambda *event: None)
said.append(all_of_it())
sys.settrace(None)
print(said == [("in time", *["out of time"] * 4, "in time")] * 3, said)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="these signals are of Linux and macOS")
@pytest.mark.parametrize("system", ["alarm", "no timer"])
def test_a_profiler_and_a_debugger_do_no_harm(system: str) -> None:
    """What is taken back, or sent to a thread that waits, leaves no mark, at which Python 3.11 would look for ever."""
    command = [sys.executable, "-c", OBSERVED, system]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    assert (result.stdout.split(maxsplit=1)[0], result.stderr) == ("True", ""), result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="these signals are of Linux and macOS")
def test_signals_are_as_they_were() -> None:
    def handler(*arguments: object) -> None:
        raise AssertionError("not mine")

    def changes() -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
        while True:
            pass

    interrupt, alarm = signal.getsignal(signal.SIGINT), signal.signal(signal.SIGALRM, handler)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    try:
        for function, argument in ((time.sleep, [5]), (changes, [])):
            with pytest.raises(OutOfTime):
                within(0.1, function, *argument)
            assert signal.getsignal(signal.SIGALRM) is handler
            assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == mask | {signal.SIGALRM}
            assert signal.getsignal(signal.SIGINT) is interrupt
            assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGALRM, alarm)


def test_an_interruption_reaches_the_student_where_another_thread_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "setitimer", raising=False)
    is_gone = threading.Event()

    def endless() -> None:
        try:
            while True:
                pass
        finally:
            is_gone.set()

    threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        within(50, endless)
    assert time.monotonic() - start < 10
    assert is_gone.wait(10), "what was interrupted goes on in secret"


def test_what_takes_long_to_print_is_noted_by_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    class Long:
        def __repr__(self) -> str:
            time.sleep(100)
            return ""

    monkeypatch.setattr(record, "SECONDS_FOR_TEXT", 0.2)
    assert record.source(Long()) == "a Long that takes long to print"


def test_in_another_thread_a_check_says_what_it_cannot_do(capsys: pytest.CaptureFixture) -> None:
    thread = threading.Thread(target=exercises.check, args=("1.2", "b"))
    thread.start()
    thread.join(60)
    out = capsys.readouterr().out
    assert "Kernel > Interrupt" in out
    assert "1.2 correct" in out


def test_python_itself_is_not_interrupted() -> None:
    """Codecs are frozen into Python and used everywhere, also to report an exception: they are not the student's."""
    clock = _Clock(1.0)

    def frame_of(file: str) -> object:
        there = {"sys": sys}
        exec(compile("frame = sys._getframe()", file, "exec"), there)
        return there["frame"]

    assert clock._at_next_line(frame_of("<frozen codecs>"), "line", None) is None
    with pytest.raises(OutOfTime):
        clock._at_next_line(frame_of("<ipython-input-1>"), "line", None)
