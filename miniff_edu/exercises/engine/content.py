"""What a file of progress holds. In: its bytes, or several contents. Out: one content, understood as far as it can be.

Nothing in it is trusted: a file may come from another version, an editor, or a sync client.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

RANK = {"not attempted": 0, "not yet": 1, "correct": 2}


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
        for number, entry in entries_of(content).items():
            best[number] = _better(best[number], entry) if number in best else entry
    return {**result, "exercises": best}


def _better(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return the better of two entries of one exercise, with the help that either of them had."""
    better = {**(second if _worth(second) > _worth(first) else first)}
    hints = max(count_of(first, "hints"), count_of(second, "hints"))
    if hints:
        better["hints"] = hints
    if True in (first.get("solution_seen"), second.get("solution_seen")):
        better["solution_seen"] = True
    return better


def _worth(entry: dict[str, Any]) -> tuple[int, int]:
    return RANK.get(str(entry.get("status")), 0), count_of(entry, "tries")


def count_of(entry: dict[str, Any], name: str) -> int:
    """Return a number of an entry; 0 where there is none."""
    value = entry.get(name, 0)
    return value if isinstance(value, int) else 0


def dict_of(entry: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object of an entry; an empty one where there is none."""
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def entry_of(content: dict[str, Any], number: str) -> dict[str, Any]:
    """Return the entry of an exercise to be changed; it is begun where there is none."""
    entries = content["exercises"] = dict_of(content, "exercises")
    entry = entries[number] = dict_of(entries, number) or {"status": "not attempted"}
    return entry


def entries_of(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the entries that are some, by the number of the exercise."""
    return {k: v for k, v in dict_of(content, "exercises").items() if isinstance(v, dict)}
