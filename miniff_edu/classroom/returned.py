"""What a class has returned. In: a folder, as a file server or Moodle hands it over. Out: whose files they are, read.

Files are only read, as JSON, up to a stated size. A student is a folder, or a file that lies in no folder; what came
along unseen (checkpoints, companions, environments) is nobody, and the copies of a sync client are one student's.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from ..exercises.engine.content import name_of, parse
from ..exercises.engine.record import NAME

MAX_BYTES = 1_000_000  # an honest file has some 20 kB
MAX_FILES = 2_000
MAX_NAME = 60  # characters of a student's name that are shown
ENDINGS = (".json", ".json.txt")  # the second is what Windows makes of the first where it hides the endings
UNSEEN = (".", "__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "node_modules", "site-packages")
ENVIRONMENT = ("pyvenv.cfg", "conda-meta")  # a student may return the handout whole, with what was installed in it
OWN_NAME = NAME.removesuffix(".json")
MOODLE = re.compile(r"(?P<who>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_.*)?", re.DOTALL)
NAMELESS = re.compile(rf"{OWN_NAME}[ _-]*\(?\d*\)?", re.IGNORECASE)  # as a browser saves them one after the other
NAMED_BEFORE = re.compile(rf"(?P<who>.*\w)[\W_]+{OWN_NAME}(?P<copy>.*)", re.DOTALL | re.IGNORECASE)


@dataclass
class Returned:
    """What could be read, by student, and what could not.

    Parameters
    ----------
    progress, checks : dict
        For each student, by name: where the files lie and what they hold; those of the exercises, and those that
        ``miniff-edu check --json`` has printed.
    trouble : list of str
        A line for each file that could not be used.
    """

    progress: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    checks: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)


def read_returned(root: Path) -> Returned:
    """Read all files of a folder and of those below it.

    Parameters
    ----------
    root : path
        A student's name is the name of the folder in which the file lies; for a file that lies in `root` itself, and
        for files of several names side by side, that of the file. The names that Moodle gives are understood.

    Returns
    -------
    Returned
    """
    result = Returned()
    paths = sorted(_paths(root, result.trouble))
    contents: dict[PurePath, dict[str, Any]] = {}
    for path in paths[:MAX_FILES]:
        place = path.relative_to(root)
        try:
            contents[place] = _content(path)
        except (OSError, ValueError, RecursionError) as error:
            result.trouble.append(f"{printable(place.as_posix())}: {printable(str(error), 200)}")
    if len(paths) > MAX_FILES:
        result.trouble.append(f"{len(paths) - MAX_FILES} more files were not read: at most {MAX_FILES}")
    checks = [place for place, content in contents.items() if "checks" in content]
    progress = [place for place in contents if place not in checks]
    owner = _owners(progress) | _owners(checks)
    owner |= {at: _signed(owner[at], name_of(contents[at])) for at in progress}
    names = shown(owner.values())
    for at, content in contents.items():
        kind = result.checks if "checks" in content else result.progress
        kind.setdefault(names[owner[at]], []).append((printable(at.as_posix()), content))
    result.trouble += _empty_handed(root, {path.relative_to(root).parts[0] for path in paths})
    return result


def printable(text: str, most: int = MAX_NAME) -> str:
    """Return `text` without control characters (which could write over a terminal), and not too long.

    A spreadsheet would run what begins like a formula: an apostrophe before it makes it text.
    """
    clean = "".join(c if c.isprintable() else "?" for c in text)
    clean = f"'{clean}" if clean.startswith(("=", "+", "-", "@")) else clean
    return clean if len(clean) <= most else clean[: most - 3] + "..."


def shown(keys: Iterable[str], most: int = MAX_NAME) -> dict[str, str]:
    """Return the name under which each key is shown: printable, at most so long, and no two the same."""
    keys = sorted(set(keys))
    bare = {key: re.sub("\0.*?(?=/|$)", "", key, flags=re.DOTALL) for key in keys}
    count = Counter(bare.values())
    names: dict[str, str] = {}
    for key in keys:
        # Two of one name: what else Moodle knows of them tells them apart.
        name = whole = bare[key] if count[bare[key]] == 1 else key.replace("\0", " ")
        name, n = printable(whole, most), 1
        while name in names.values():
            n += 1
            name = f"{printable(whole, most - 5)} ({n})"
        names[key] = name
    return names


def _paths(root: Path, trouble: list[str]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        trouble.append(f"{printable(Path(error.filename).name)}: cannot be opened: {error.strerror}")

    for folder, below, files in os.walk(root, onerror=note):
        if folder != str(root) and any(name in ENVIRONMENT for name in (*below, *files)):
            below[:] = []
            continue
        below[:] = [name for name in below if not name.startswith(UNSEEN)]
        yield from (Path(folder, n) for n in files if n.lower().endswith(ENDINGS) and not n.startswith(UNSEEN))


def _content(path: Path) -> dict[str, Any]:
    """Read one file; raise a ``ValueError`` that says what is wrong with it."""
    if path.is_symlink() or not path.is_file():
        raise ValueError("a link or a special file is not followed")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"has {size} bytes; at most {MAX_BYTES} are read")
    content = parse(path.read_bytes(), parse_int=lambda digits: int(digits[:18]))  # none of a million digits
    kind, name = (list, "checks") if "checks" in content else (dict, "exercises")
    if not isinstance(content.get(name), kind):
        raise ValueError(f"holds no progress: there is no {'list' if kind is list else 'object'} called {name} in it")
    return content


def _owners(places: list[PurePath]) -> dict[PurePath, str]:
    """Return whose each file is: a key that is the same for all files of one student."""
    own = {place.parent for place in places if OWN_NAME in place.name.lower()} - {PurePath()}
    beside: dict[PurePath, list[str]] = {}
    for place in places:
        beside.setdefault(place.parent, []).append(_stem(place))
    owners = {}
    for place in places:
        # A folder with a file of progress in it is a student's: what lies below it is an older copy, or another week's.
        above = [folder for folder in reversed(place.parents) if folder in own]
        folder, stems = above[0] if above else place.parent, beside[place.parent]
        is_alone = folder != PurePath() and (bool(above) or all(min(stems, key=len) in stem for stem in stems))
        parts = list(folder.parts) if is_alone else [*folder.parts, _stem(place)]
        owners[place] = unicodedata.normalize("NFC", "/".join(map(_who, parts)))
    return owners


def _stem(place: PurePath) -> str:
    return place.name[: -len(next(end for end in reversed(ENDINGS) if place.name.lower().endswith(end)))]


def _who(name: str) -> str:
    """Return the student in the name of a file or folder; behind a zero character, what tells her from a namesake."""
    if match := MOODLE.fullmatch(name):
        return f"{match['who']}\0{match['id']}"
    match = NAMED_BEFORE.fullmatch(name)
    return f"{match['who']}{match['copy']}" if match else name


def _signed(key: str, name: str) -> str:
    """Return the key of a student whose file bears its own name only, with that of the signature in its place."""
    above, _, last = key.rpartition("/")
    if not name or not NAMELESS.fullmatch(last):
        return key
    # Two that sign alike stay two: the name of the file tells them apart.
    return f"{above}/{printable(name)}\0{last}".removeprefix("/")


def _empty_handed(root: Path, used: set[str]) -> list[str]:
    """Return a line for each folder that was returned without any file to be read; our own report is none."""
    others = (p for p in sorted(root.iterdir()) if p.is_dir() and not p.name.startswith(UNSEEN) and p.name not in used)
    return [
        f"{printable(folder.name)}: no file in it; expected {NAME}"
        for folder in others
        if not (folder / "report.txt").is_file()
    ]
