"""The file in which a student's progress is kept. In: verdicts. Out: one small file beside the notebook.

It is plain JSON that a person can read, is written whole or not at all, and goes nowhere. A file from another version
is read as far as it is understood; what is not understood is kept. What cannot be written waits in memory for the next
check. With the environment variable ``MINIFF_EDU_PROGRESS=off`` (tests, and the build of the book) nothing is written.
An exercise that is begun afresh keeps its earlier attempts, in a list called ``earlier``; a signature is ``name``.
"""

from __future__ import annotations

import atexit
import copy
import inspect
import json
import os
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..._support.checks import a_type
from ..._support.files import patiently, write_whole
from ..._support.words import tell
from .content import RANK, begun_afresh, count_of, dict_of, entries_of, entry_of, merged, name_of, parse
from .limit import OutOfTime, within
from .sandbox import text_of
from .verdict import Verdict

NAME = "miniff_edu_progress.json"
FORMAT = 1
MAX_ANSWER = 2000  # characters of an answer that are kept
MAX_NAME = 60  # characters of a signature
SECONDS_FOR_TEXT = 2.0
SECONDS_FOR_LOCK = 5.0  # another notebook needs a fraction of one
MOST_ROUNDS = 20

Change = Callable[[dict[str, Any]], None]


@dataclass
class _Session:
    """What this kernel knows beside the file: where that is, what was last seen in it, and what waits to be written."""

    home: Path | None
    seen: dict[str, Any] = field(default_factory=dict)
    waiting: list[Change] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)  # instead of the file, where nothing is to be written
    seconds_for_lock: float = SECONDS_FOR_LOCK


_guard = threading.RLock()
_session = _Session(None)


def begin() -> None:
    """Begin as a new kernel does: what follows is kept in the folder in which this is called, wherever `%cd` leads."""
    global _session
    try:
        _session = _Session(Path.cwd())
    except OSError:  # the folder is gone: the first check looks again
        _session = _Session(None)


def is_off() -> bool:
    """Tell whether nothing is to be written."""
    return os.environ.get("MINIFF_EDU_PROGRESS", "") == "off"


def path() -> Path | None:
    """Return where progress is kept: in the folder of the notebook; ``None`` where nothing is to be written."""
    if is_off():
        return None
    home = _session.home
    if home is None or not home.is_dir():
        now = Path.cwd()
        if home is not None and now != home:
            tell(f"The folder of your progress, {home}, is no longer there. From now on it is kept in {now}.")
            known = copy.deepcopy(_session.seen)
            _session.waiting.insert(0, lambda content: content.update(merged([content, known])))
        _session.home = home = now
    return home / NAME


def read() -> dict[str, dict[str, Any]]:
    """Return what is known of each exercise, by its number."""
    with _guard:
        try:
            file = path()
            if file is None:
                return entries_of(_session.memory)
            content = _load(file)[1]
        except OSError as error:  # the folder is gone, or something else bears the name of the file
            tell(f"Your progress could not be read: {text_of(error)}.")
            content = copy.deepcopy(_session.seen)
        return entries_of(_changed(content))


def note(verdict: Verdict, answer: Any) -> None:
    """Note an attempt. One that was not attempted leaves no trace, and what is solved stays solved."""
    if verdict.status == "not attempted":
        return
    text, today = source(answer), date.today().isoformat()  # now, not when it can be written

    def change(entry: dict[str, Any]) -> None:
        entry["tries"] = count_of(entry, "tries") + 1
        if RANK[verdict.status] >= RANK.get(str(entry.get("status")), 0):
            entry["status"] = verdict.status
            entry["answer"] = text
        if verdict.mistake:
            mistakes = entry["mistakes"] = dict_of(entry, "mistakes")
            mistakes[verdict.mistake] = count_of(mistakes, verdict.mistake) + 1
        entry["last"] = today

    update(verdict.exercise.number, change)


def note_hint(number: str, most: int) -> int:
    """Note that a hint was asked for; return how many may now be seen."""
    seen = 0

    def change(entry: dict[str, Any]) -> None:
        nonlocal seen
        seen = entry["hints"] = min(count_of(entry, "hints") + 1, most)

    update(number, change)
    return seen


def note_solution(number: str) -> None:
    """Note that the solution was seen."""
    update(number, lambda entry: entry.update(solution_seen=True))


def note_restart(number: str) -> dict[str, Any]:
    """Begin an exercise afresh; return the attempt that ends with that: an empty one where nothing had been begun."""
    ended: dict[str, Any] = {}

    def change(content: dict[str, Any]) -> None:
        nonlocal ended
        ended = {}
        entry = entries_of(content).get(number)
        if entry is not None:
            content["exercises"][number], ended = begun_afresh(entry)

    update_all(change)
    return ended


def note_name(name: str, replace: bool = False) -> str:
    """Sign the file, unless it is signed already; return the name that it bore before, empty if none."""
    before = ""

    def change(content: dict[str, Any]) -> None:
        nonlocal before
        before = name_of(content)
        content["exercises"] = dict_of(content, "exercises")  # signed and nothing tried is a student too
        if replace or not before:
            content["name"] = name

    update_all(change)
    return before


def checked_name(name: object) -> str:
    """Return a name as it is written into the file.

    Raises
    ------
    TypeError, ValueError
        If it is no text, or none that can be shown in a line.
    """
    if not isinstance(name, str):
        raise TypeError(f'name is {a_type(name)}; expected your name as text, such as exercises.sign("Ada").')
    clean = unicodedata.normalize("NFC", " ".join(name.split()))
    if not clean or not clean.isprintable() or len(clean) > MAX_NAME:
        got = text_of(name, MAX_NAME) if clean else "empty"
        expected = f'your name, at most {MAX_NAME} characters in a line, such as exercises.sign("Ada")'
        raise ValueError(f"name is {got}; expected {expected}.")
    return clean


def update(number: str, change: Change) -> None:
    """Change the entry of an exercise, and write the file whole. Where it cannot be written, say so and go on.

    `change` may be called more than once, each time with the entry as it then is.
    """
    update_all(lambda content: change(entry_of(content, number)))


def update_all(change: Change) -> None:
    """Do the same to all that the file holds."""
    with _guard:
        if is_off():
            change(_session.memory)
            return
        _session.waiting.append(change)
        try:
            _write_what_waits()
        except Exception as error:  # file systems that are read-only or full, folders that are gone: the check goes on
            _changed(copy.deepcopy(_session.seen))
            tell(
                f"Your progress could not be written to {NAME}: {text_of(error, 200)}. The answer was checked all the "
                "same, and is remembered: the next check of this session writes it too."
            )


def _write_what_waits() -> None:
    file = path()
    if file is None or not _session.waiting:
        return
    with _locked(file):
        for _ in range(MOST_ROUNDS):
            raw, content = _load(file, keep_broken=True)
            _changed(content).setdefault("format", FORMAT)
            if _write(file, json.dumps(content, indent=1, ensure_ascii=False) + "\n", raw):
                _session.seen = content
                _session.waiting.clear()
                return
    raise OSError("another program writes it all the time")


@atexit.register
def _last_try() -> None:
    with suppress(Exception):
        _write_what_waits()


def _changed(content: dict[str, Any]) -> dict[str, Any]:
    for change in _session.waiting:
        change(content)
    return content


def source(answer: Any) -> str:
    """Return an answer as text: the source of a function where it is known, or how the value prints."""
    if callable(answer):
        try:
            return inspect.getsource(answer)[:MAX_ANSWER]
        except Exception:  # a built-in function, or something that only looks like one
            return f"a {type(answer).__name__}"
    try:
        return str(within(SECONDS_FOR_TEXT, text_of, answer, MAX_ANSWER))
    except OutOfTime:
        return f"a {type(answer).__name__} that takes long to print"


def _load(file: Path, keep_broken: bool = False) -> tuple[bytes | None, dict[str, Any]]:
    """Read the file: as it is, and as it is understood. A broken one counts as what this session has last seen in it.

    It is put aside before anything is written in its place.
    """
    raw = _raw(file)
    if raw is None:
        return None, {}
    try:
        _session.seen = parse(raw)
        return raw, copy.deepcopy(_session.seen)
    except (ValueError, RecursionError):
        pass
    if keep_broken:
        names = ["broken", *(f"broken-{n}" for n in range(2, 100))]
        aside = next(new for name in names if not (new := file.with_suffix(f".{name}.json")).exists())
        patiently(lambda: os.replace(file, aside))
        tell(f"{file.name} could not be read. It is now called {aside.name}, and a new one was begun.")
        raw = None
    return raw, copy.deepcopy(_session.seen)


def _raw(file: Path) -> bytes | None:
    """Return the bytes of the file; ``None`` where there is none."""
    try:
        return patiently(file.read_bytes)
    except FileNotFoundError:
        return None


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep two notebooks of one folder from writing over each other.

    A lock is a courtesy: network drives may know none, and a kernel that hangs keeps its own. The file is replaced
    whole, and only while it is what was read before: without a lock it is written all the same.
    """
    from filelock import FileLock  # where exercises are only read, there may be none

    lock = FileLock(file.with_name(f".{file.name}.lock"), timeout=_session.seconds_for_lock)
    try:
        lock.acquire()
    except Exception:
        _session.seconds_for_lock = 0.2  # who has waited in vain does not wait as long at each check
        yield
        return
    try:
        yield
    finally:
        with suppress(Exception):
            lock.release()


def _write(file: Path, text: str, old: bytes | None) -> bool:
    """Put `text` in the place of `old`; return ``False`` where somebody else has written meanwhile."""
    return write_whole(file, text, still=lambda: _raw(file) == old)


begin()
