"""What a file of progress holds. In: its bytes, or several contents. Out: one content, understood as far as it can be.

Nothing in it is trusted: a file may come from another version, an editor, or a sync client.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

NONE = "not attempted"
RANK = {NONE: 0, "not yet": 1, "correct": 2}
MOST_ANSWERS = (
    20  # of earlier attempts at an exercise; of those before, all but the answer is kept: the file stays small
)


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

    Better is what was begun afresh more often, then the higher status, then the larger number of tries. Earlier
    attempts of all copies are kept. The copies themselves are not changed.
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
    better, other = (second, first) if _worth(second) > _worth(first) else (first, second)
    result = {**better}
    if True in (first.get("solution_seen"), second.get("solution_seen")):
        result["solution_seen"] = True
    earlier = [*earlier_of(better)]
    earlier += [attempt for attempt in earlier_of(other) if attempt not in earlier]
    if len(earlier_of(better)) == len(earlier_of(other)):
        hints = max(count_of(first, "hints"), count_of(second, "hints"))
        if hints:
            result["hints"] = hints
    elif _is_begun(other) and not any(_follows(attempt, other) for attempt in earlier):
        earlier.append(_without_earlier(other))
    if earlier:
        result["earlier"] = earlier
    return result


def _worth(entry: dict[str, Any]) -> tuple[int, int, int]:
    return len(earlier_of(entry)), RANK.get(str(entry.get("status")), 0), count_of(entry, "tries")


def _follows(attempt: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Tell whether an attempt may be what has become of an entry: a copy of it that was made before its end."""
    return _worth(attempt)[1:] >= _worth(entry)[1:]


def _is_begun(entry: dict[str, Any]) -> bool:
    """Tell whether there is anything in an entry that a restart would put aside."""
    return bool(entry.keys() - {"status", "solution_seen", "earlier"}) or entry.get("status", NONE) != NONE


def _without_earlier(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in entry.items() if k != "earlier" or not isinstance(v, list)}


def begun_afresh(entry: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an entry as it is after a restart, and the attempt that it ends; that is empty where there was none.

    What the entry held is the last of its earlier attempts. That a solution was seen no restart makes undone.
    """
    if not _is_begun(entry):
        return entry, {}
    ended = _without_earlier(entry)
    known = entry.get("earlier")
    earlier = [*(known if isinstance(known, list) else []), ended]
    for i, attempt in enumerate(earlier[:-MOST_ANSWERS]):
        if isinstance(attempt, dict):
            earlier[i] = {k: v for k, v in attempt.items() if k != "answer"}
    seen = {"solution_seen": True} if entry.get("solution_seen") is True else {}
    return {"status": NONE, **seen, "earlier": earlier}, ended


def earlier_of(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the attempts before the present one."""
    earlier = entry.get("earlier")
    return [attempt for attempt in earlier if isinstance(attempt, dict)] if isinstance(earlier, list) else []


def name_of(content: dict[str, Any]) -> str:
    """Return the name with which a file is signed; an empty one where it is not."""
    name = content.get("name")
    return name.strip() if isinstance(name, str) else ""


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
    entry = entries[number] = dict_of(entries, number) or {"status": NONE}
    return entry


def entries_of(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the entries that are some, by the number of the exercise."""
    return {k: v for k, v in dict_of(content, "exercises").items() if isinstance(v, dict)}
