"""A folder that is handed out. In: the files that belong into it. Out: what was done with each of them.

A hidden file in it says what was written, so that an edited file is recognised, and what became of the solutions. A
file that somebody has edited since is never written over, and solutions never come to lie in a folder for students: an
nbgrader course is no place for a handout, nor the other way round.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from .._support.files import PACKAGE, patiently, write_whole

MANIFEST = ".handout.json"
ABOUT = "."  # the entry of the manifest that is no file
OPEN, WITHHELD = "open", "withheld"  # what became of the solutions; otherwise the day from which on they are open
CHAPTERS_CODE = f"software/{PACKAGE.name}/exercises/chapters/"
SOLUTIONS = f"software/{PACKAGE.name}/data/solutions.json"
# A file that only one of the two kinds of folder has.
START, COURSE = "start.ipynb", "nbgrader_config.py"
KINDS = {START: "a folder for students", COURSE: "an nbgrader course, with the solutions"}


@dataclass
class Handout:
    """What was done with each file, by its path in the folder.

    Parameters
    ----------
    written, unchanged, kept : list of str
        Written now; there already; edited by somebody, so left alone.
    left_out : list of str
        Notebooks that lie among the chapters of the book and are none.
    """

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{len(self.written)} files written, {len(self.unchanged)} unchanged, {len(self.kept)} kept as edited."
        ]
        lines += [f"  kept: {name} (to take the new one, rename or remove yours)" for name in self.kept]
        lines += [f"  left out: {name} (it lies in book/chapters, and is no chapter)" for name in self.left_out]
        return "\n".join(lines)


@dataclass
class Manifest:
    """What is known of a folder.

    Parameters
    ----------
    digests : dict of str to str
        For each file that was written, by its path.
    cells : dict of str to dict
        For each notebook, the digest of each cell's source, by the cell's id.
    solutions : str
        ``"open"``, ``"withheld"``, a day as in ``"2026-12-01"``; empty where that is not known.
    """

    digests: dict[str, str] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    solutions: str = ""

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read that of a folder; without a readable one, nothing is known, and every file counts as edited."""
        try:
            content = json.loads(patiently((folder / MANIFEST).read_bytes))
        except (OSError, ValueError, RecursionError):
            return cls()
        if not isinstance(content, dict):
            return cls()
        about = content.pop(ABOUT, {})
        about = about if isinstance(about, dict) else {}
        cells = about.get("cells")
        cells = {k: _strings(v) for k, v in cells.items()} if isinstance(cells, dict) else {}
        files = {name: sign for name, sign in _strings(content).items() if is_inside(name)}
        # Without an entry it is from before there was a choice.
        return cls(files, cells, str(about.get("solutions", OPEN)))

    def write(self, folder: Path) -> None:
        """Write it."""
        about: dict[str, Any] = {"solutions": self.solutions, "cells": self.cells}
        text = json.dumps({**self.digests, ABOUT: about}, indent=1, sort_keys=True) + "\n"
        if (folder / MANIFEST).exists() and (folder / MANIFEST).read_text(encoding="utf-8", errors="replace") == text:
            return
        write_whole(folder / MANIFEST, text)


def _strings(content: Any) -> dict[str, str]:
    return {k: v for k, v in content.items() if isinstance(v, str)} if isinstance(content, dict) else {}


def is_inside(name: str) -> bool:
    """Tell whether a path of a manifest, which may come from anybody, leads to a file of the folder."""
    parts = PurePosixPath(name).parts
    return bool(parts) and ".." not in parts and not {*name} & {"\\", ":", "\0"} and not name.startswith("/")


def digest(content: bytes) -> str:
    """Return what stands for a file's content."""
    return hashlib.sha256(content).hexdigest()


def write(folder: Path, contents: Mapping[str, bytes], checkout: Path, known: Manifest | None = None) -> Handout:
    """Write files into `folder`, but not over a file that has been edited since it was written.

    Parameters
    ----------
    folder : path
    contents : mapping of str to bytes
        By the path in the folder.
    checkout : path
        Where the project lies: no place to write to.
    known : Manifest, optional
        What is to be remembered of cells and solutions.
    """
    check_folder(folder, checkout, START if START in contents else COURSE)
    made = known or Manifest(solutions=OPEN)
    before = Manifest.read(folder)
    if made.solutions != OPEN and before.solutions in (OPEN, ""):
        check_no_solutions_stay(folder, contents, before)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise NotADirectoryError(
            f"folder is {folder}, where a file is in the way; expected a folder, or nothing. Give another name."
        ) from None
    result = Handout()
    made.digests = before.digests
    for name, new in contents.items():
        path = folder / name
        there = path.read_bytes() if path.exists() else None
        if there == new:
            result.unchanged.append(name)
        elif there is not None and before.digests.get(name) != digest(there):
            result.kept.append(name)
            made.cells.pop(name, None)
            if name in before.cells:
                made.cells[name] = before.cells[name]  # it was made from these, not from the new ones
            continue
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            if there is None:
                path.write_bytes(new)  # nothing to lose, and ten times faster
            else:
                write_whole(path, new)
            result.written.append(name)
        made.digests[name] = digest(new)
    made.write(folder)
    return result


def check_folder(folder: Path, checkout: Path, kind: str) -> None:
    """Raise a ``ValueError`` where `folder` is, or lies in, one for something else."""
    place, project = folder.resolve(), checkout.resolve()
    if place == project or any(project / name in (place, *place.parents) for name in ("book", PACKAGE.name)):
        raise ValueError(
            f"folder is {folder}, where the project itself lies; expected a folder of its own. Try another one, such "
            "as ../workshop."
        )
    if kind == START:
        mixed = [path.parent for pattern in (COURSE, f"*/{COURSE}") for path in place.glob(pattern)]
    else:
        mixed = [above for above in (place, *place.parents) if START in Manifest.read(above).digests]
    if mixed:
        (other,) = KINDS.keys() - {kind}
        raise ValueError(
            f"folder is {folder}, and {mixed[0]} is {KINDS[other]}; expected a folder of its own for {KINDS[kind]}: "
            "in one folder, solutions would be handed out. Give another name."
        )


def check_no_solutions_stay(folder: Path, contents: Mapping[str, bytes], known: Manifest) -> None:
    """Raise a ``ValueError`` where a file would stay that may hold solutions: one that we would not write over."""
    # In an environment, and where pip has built the library, there are copies.
    places = [path for place in folder.rglob("exercises/chapters") for path in sorted(place.rglob("*"))]
    for path in (path for path in places if path.suffix in (".py", ".pyc")):
        name = path.relative_to(folder).as_posix()
        raw = path.read_bytes()
        if raw != contents.get(name) and (name not in contents or known.digests.get(name) != digest(raw)):
            raise ValueError(
                f"folder is {folder}, where {name} would stay: somebody else wrote it, and it may hold solutions. "
                "Expected a folder without it: give another name, or remove it."
            )
