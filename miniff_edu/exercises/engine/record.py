"""The file in which a student's progress is kept. In: verdicts. Out: one small file beside the notebook.

It is plain JSON that a person can read, is written whole or not at all, and goes nowhere. A file from another version
is read as far as it is understood; what is not understood is kept. What cannot be written now is written with the next
check. With the environment variable ``MINIFF_EDU_PROGRESS=off`` (tests, and the build of the book) nothing is written.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock

from ..._support.files import write_whole
from .sandbox import text_of
from .verdict import Verdict

NAME = "miniff_edu_progress.json"
FORMAT = 1
MAX_ANSWER = 2000  # characters of an answer that are kept
RANK = {"not attempted": 0, "not yet": 1, "correct": 2}

Change = Callable[[dict[str, Any]], None]

_in_memory: dict[str, Any] = {}
_waiting: list[tuple[str, Change]] = []  # what could not be written yet, in its order
_folder: Path | None = None
_without_locks: set[Path] = set()  # folders in which waiting for a lock was in vain


def path() -> Path | None:
    """Return where progress is kept: in the folder of the notebook; ``None`` where nothing is to be written.

    That is the folder in which this kernel was when it was first asked: ``%cd`` in a later cell changes nothing. Where
    it is gone, the current one takes its place.
    """
    global _folder
    if os.environ.get("MINIFF_EDU_PROGRESS", "") == "off":
        return None
    if _folder is None or not _folder.is_dir():
        _folder = Path.cwd()
    return _folder / NAME


def read() -> dict[str, dict[str, Any]]:
    """Return what is known of each exercise, by its number."""
    try:
        file = path()
        return _exercises(_with_waiting(_load(file)) if file else _in_memory)
    except OSError as error:  # the folder is gone, or something else bears the name of the file
        print(f"Your progress could not be read: {text_of(error, 200)}.")
        return _exercises(_with_waiting({}))


def note(verdict: Verdict, answer: Any) -> None:
    """Note an attempt. One that was not attempted leaves no trace, and what is solved stays solved."""
    if verdict.status == "not attempted":
        return

    def change(entry: dict[str, Any]) -> None:
        entry["tries"] = _count(entry, "tries") + 1
        if RANK[verdict.status] >= RANK.get(str(entry.get("status")), 0):
            entry["status"] = verdict.status
            entry["answer"] = source(answer)
        if verdict.mistake:
            mistakes = entry["mistakes"] = _dict(entry, "mistakes")
            mistakes[verdict.mistake] = _count(mistakes, verdict.mistake) + 1
        entry["last"] = date.today().isoformat()

    update(verdict.exercise.number, change)


def note_hint(number: str, most: int) -> int:
    """Note that a hint was asked for; return how many may now be seen."""
    seen = 0

    def change(entry: dict[str, Any]) -> None:
        nonlocal seen
        seen = entry["hints"] = min(_count(entry, "hints") + 1, most)

    update(number, change)
    return seen


def note_solution(number: str) -> None:
    """Note that the solution was seen."""
    update(number, lambda entry: entry.update(solution_seen=True))


def update(number: str, change: Change) -> None:
    """Change the entry of an exercise, and write the file whole. Where it cannot be written, say so and go on."""
    try:
        file = path()
        if file is None:
            change(_entry(_in_memory, number))
            return
        _waiting.append((number, change))
        with _locked(file):
            content = _with_waiting(_load(file, keep_broken=True))
            content.setdefault("format", FORMAT)
            write_whole(file, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        _waiting.clear()
    except Exception as error:  # a folder that is gone or may not be written: the check goes on
        if (number, change) not in _waiting:
            _waiting.append((number, change))
        read()
        print(
            f"Your progress could not be written to {NAME}: {text_of(error)}. The answer was checked all the same, and"
        )
        print("is kept until the next check of this notebook, which tries again.")


def _with_waiting(content: dict[str, Any]) -> dict[str, Any]:
    """Apply what has not been written yet."""
    for number, change in _waiting:
        change(_entry(content, number))
    return content


def source(answer: Any) -> str:
    """Return an answer as text: the source of a function where it is known, or how the value prints."""
    if callable(answer):
        try:
            return inspect.getsource(answer)[:MAX_ANSWER]
        except Exception:  # a built-in function, or something that only looks like one
            return f"a {type(answer).__name__}"
    return text_of(answer, MAX_ANSWER)


def _count(entry: dict[str, Any], name: str) -> int:
    value = entry.get(name, 0)
    return value if isinstance(value, int) else 0


def _dict(entry: dict[str, Any], name: str) -> dict[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _entry(content: dict[str, Any], number: str) -> dict[str, Any]:
    entries = content["exercises"] = _dict(content, "exercises")
    entry = entries[number] = _dict(entries, number) or {"status": "not attempted"}
    return entry


def _exercises(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {k: v for k, v in _dict(content, "exercises").items() if isinstance(v, dict)}


def _load(file: Path, keep_broken: bool = False) -> dict[str, Any]:
    """Read the file; a broken one counts as empty, and is put aside before anything is written in its place."""
    try:
        content = parse(file.read_bytes())
        if isinstance(content, dict):
            return content
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        pass
    if keep_broken:
        names = ["broken", *(f"broken-{n}" for n in range(2, 100))]
        aside = next(new for name in names if not (new := file.with_suffix(f".{name}.json")).exists())
        os.replace(file, aside)
        print(f"{file.name} could not be read. It is now called {aside.name}, and a new one was begun.")
    return {}


def parse(text: bytes, **options: Any) -> Any:
    """Read JSON as editors save it: with a byte order mark, in UTF-16, or in the alphabet of Windows.

    Parameters
    ----------
    text : bytes
        The content of a file.
    **options
        Of ``json.loads``.

    Raises
    ------
    ValueError
        If it is no JSON.
    """
    try:
        return json.loads(text, **options)
    except UnicodeDecodeError:
        return json.loads(text.decode("cp1252", "backslashreplace"), **options)


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return the better of two entries of one exercise, with the help that either of them had.

    Parameters
    ----------
    first, second : mapping
        What two copies of one file say, such as those that a sync client has left.
    """
    better = max(first, second, key=lambda e: (RANK.get(str(e.get("status")), 0), _count(dict(e), "tries")))
    hints = max(_count(dict(first), "hints"), _count(dict(second), "hints"))
    seen = True in (first.get("solution_seen"), second.get("solution_seen"))
    return {**better, **({"hints": hints} if hints else {}), **({"solution_seen": True} if seen else {})}


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep two notebooks of one folder from writing over each other, where the file system has locks.

    Where it has none, or somebody has left one behind, go on: the file is read and replaced whole within milliseconds.
    """
    lock = FileLock(file.with_name(f".{file.name}.lock"))
    try:
        lock.acquire(timeout=5 if file.parent not in _without_locks else 0)
    except (OSError, NotImplementedError, RuntimeError):  # a Timeout is an OSError
        _without_locks.add(file.parent)
    try:
        yield
    finally:
        with suppress(OSError, NotImplementedError):
            lock.release(force=True)
