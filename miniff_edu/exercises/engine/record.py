"""The file in which a student's progress is kept. In: verdicts. Out: one small file beside the notebook.

It is plain JSON that a person can read, is written whole or not at all, and goes nowhere. A file from another version
is read as far as it is understood; what is not understood is kept. With the environment variable
``MINIFF_EDU_PROGRESS=off`` (tests, and the build of the book) nothing is written.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock

from .sandbox import text_of
from .verdict import Verdict

NAME = "miniff_edu_progress.json"
FORMAT = 1
MAX_ANSWER = 2000  # characters of an answer that are kept
RANK = {"not attempted": 0, "not yet": 1, "correct": 2}

_in_memory: dict[str, Any] = {}


def path() -> Path | None:
    """Return where progress is kept: in the folder of the notebook; ``None`` where nothing is to be written."""
    return None if os.environ.get("MINIFF_EDU_PROGRESS", "") == "off" else Path.cwd() / NAME


def read() -> dict[str, dict[str, Any]]:
    """Return what is known of each exercise, by its number."""
    try:
        file = path()
        return _exercises(_load(file) if file else _in_memory)
    except OSError as error:  # the folder is gone, or something else bears the name of the file
        print(f"Your progress could not be read: {error}.")
        return _exercises(_in_memory)


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


def update(number: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the entry of an exercise, and write the file whole. Where it cannot be written, say so and go on."""
    try:
        file = path()
        if file is None:
            change(_entry(_in_memory, number))
            return
        with _locked(file):
            content = _load(file, keep_broken=True)
            change(_entry(content, number))
            content.setdefault("format", FORMAT)
            _write(file, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    except Exception as error:  # file systems without locks, folders that are gone: the check goes on
        change(_entry(_in_memory, number))
        print(f"Your progress could not be written to {NAME}: {text_of(error)}. The answer was checked all the same.")


def parse(raw: bytes, **options: Any) -> dict[str, Any]:
    """Return what a file of progress holds, in whatever encoding an editor or a sync client has saved it.

    Parameters
    ----------
    raw : bytes
        With a byte order mark or without, in UTF-8, UTF-16 or UTF-32; what is none of these is read as Windows-1252.
    **options
        For ``json.loads``, such as ``parse_int``.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If it is no JSON, or no object.
    """
    try:
        text = raw.decode(json.detect_encoding(raw), "surrogatepass")
    except UnicodeDecodeError:  # what Notepad calls ANSI
        text = raw.decode("cp1252", "replace")
    # Two tools one after the other leave two marks; a computer that has lost its power leaves zeros at the end.
    content = json.loads(text.lstrip("\ufeff").rstrip("\0"), **options)
    if not isinstance(content, dict):
        raise ValueError(f"holds a {type(content).__name__}; expected an object with one called exercises in it")
    return content


def merged(contents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return one content of several copies of a file: the better entry of each exercise, all else from the first.

    Better is the higher status, then the larger number of tries. The copies themselves are not changed.
    """
    result: dict[str, Any] = {}
    best: dict[str, dict[str, Any]] = {}
    for content in contents:
        result = {**content, **result}
        for number, entry in _exercises(content).items():
            if number not in best or _worth(entry) > _worth(best[number]):
                best[number] = entry
    return {**result, "exercises": best}


def _worth(entry: dict[str, Any]) -> tuple[int, int]:
    return RANK.get(str(entry.get("status")), 0), _count(entry, "tries")


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
        return parse(file.read_bytes())
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


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep two notebooks of one folder from writing over each other."""
    with FileLock(file.with_name(f".{file.name}.lock"), timeout=5):
        yield


def _write(file: Path, text: str) -> None:
    """Write to a new file, then put it in the place of the old one: a kernel that dies on the way harms neither."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with new.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(new, file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
