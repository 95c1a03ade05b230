"""New texts for a folder in which somebody works. In: the folder, and the book. Out: what changed; nothing is lost.

Each file is written whole or not at all. A notebook that was edited is merged, see :mod:`.merge`, and a copy of it as
it was is put aside first. The file of progress is not touched, nor anything else that was not handed out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .._support.files import patiently, project, write_whole
from ..exercises.engine.content import parse
from .edition import students_edition
from .folder import (
    CHAPTERS_CODE,
    MANIFEST,
    OPEN,
    SOLUTIONS,
    START,
    WITHHELD,
    Manifest,
    check_folder,
    check_no_solutions_stay,
    digest,
)
from .handout import files_of, manifest_of, state_of
from .merge import Merged, cells_in, merged
from .notebook import cell_digest, notebook_text

ASIDE = "before-update"
BUILT = "software/build/lib"
INSTALL = 'python -m pip install -c software/constraints.txt "./software[lab]"'


@dataclass
class Update:
    """What was done with each file, by its path in the folder.

    Parameters
    ----------
    merged : dict of str to Merged
        Notebooks with something new, and what.
    written, removed, kept : list of str
        Other files: as in the new handout now; no longer in it; edited by somebody, so left alone.
    aside : dict of str to str
        Where a file lies as it was before.
    failed : dict of str to str
        What could not be written, and why; it is as it was.
    """

    merged: dict[str, Merged] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    aside: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{name}: {what}" for name, what in self.merged.items()]
        software = [name for name in (*self.written, *self.removed) if name.startswith("software/")]
        others = [name for name in self.written if name not in software]
        lines += [f"written: {', '.join(others)}"] if others else []
        if software:
            lines += [f"software: {len(software)} files are new. In that folder, with its environment: {INSTALL}"]
        lines += [f"kept: {name} (to take the new one, rename or remove yours)" for name in self.kept]
        lines += [f"{name} as it was: {where}" for name, where in self.aside.items()]
        again = "It is as it was: run the same again."
        lines += [f"NOT updated: {name}: {why}. {again}" for name, why in self.failed.items()]
        return "\n".join(lines or ["Nothing is new; nothing was written."])


def update_handout(
    folder: str | Path,
    *,
    checkout: str | Path | None = None,
    withhold: bool = False,
    release: date | None = None,
    book: str | Path | None = None,
) -> Update:
    """Bring new texts into a handed-out folder; answers, cells of one's own and all other files stay.

    Parameters
    ----------
    folder : path
        A folder that :func:`.handout.make_handout` has written, on whosever computer.
    checkout : path, optional
        The project's folder, by default that of this library, or what was installed with it; or a newer handed-out
        folder in which nobody has worked.
    withhold, release
        As of :func:`.handout.make_handout`; by default, what became of the solutions stays as it is in the folder.
    book : path, optional
        As there; a newer handed-out folder has its own.

    Returns
    -------
    Update

    Raises
    ------
    FileNotFoundError
        If there are no chapters.
    ValueError
        If `folder` was not handed out, or solutions would stay in it that should not.
    """
    folder, checkout = Path(folder), Path(checkout or project())
    known = Manifest.read(folder)
    if not (folder / START).is_file() and START not in known.digests:
        raise ValueError(
            f"folder is {folder}, which holds no {START}; expected a folder that was handed out. To make one, leave "
            "out --update."
        )
    wanted, before = state_of(withhold, release) if withhold or release else "", known.solutions or _state_in(folder)
    if START in Manifest.read(checkout).digests:
        contents, solutions = _files_of_handout(checkout, wanted)
    else:
        solutions = wanted or before
        contents = files_of(checkout, solutions) | (students_edition(Path(book)) if book else {})
    check_folder(folder, checkout, START)
    if solutions != OPEN and before == OPEN:
        check_no_solutions_stay(folder, contents, known)
    result, new = Update(), manifest_of(contents, solutions)
    _Run(folder, known, new, result).run(contents)
    return result


def _files_of_handout(folder: Path, wanted: str) -> tuple[dict[str, bytes], str]:
    """Return the files of a handed-out folder as they came, and what became of its solutions."""
    known, contents = Manifest.read(folder), {}
    for name, sign in known.digests.items():
        path = folder / name
        contents[name] = patiently(path.read_bytes) if path.is_file() else b""
        if digest(contents[name]) != sign:
            raise ValueError(
                f"book is {folder}, where {name} is not as it was handed out; expected a folder in which nobody has "
                "worked. Unpack it once more."
            )
    if wanted and wanted != known.solutions:
        raise ValueError(
            f"book is {folder}, a handed-out folder, and its solutions are: {known.solutions}; expected the project's "
            f"folder to make them: {wanted}. Leave the option out, or give --book the project's folder."
        )
    return contents, known.solutions


def _state_in(folder: Path) -> str:
    """Find out what became of the solutions where the manifest is lost: better withheld than given away."""
    try:
        return str(date.fromisoformat(json.loads((folder / SOLUTIONS).read_text(encoding="utf-8"))["release"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    codes = [path.read_text(encoding="utf-8", errors="replace") for path in (folder / CHAPTERS_CODE).rglob("*.py")]
    return OPEN if codes and not any('solution="",' in code for code in codes) else WITHHELD


@dataclass
class _Run:
    """One update: what is known of the folder, and what will be."""

    folder: Path
    known: Manifest
    new: Manifest
    result: Update

    def run(self, contents: Mapping[str, bytes]) -> None:
        """Do it file by file: one that cannot be written is told, and the others go on."""
        self.new.digests = dict(self.known.digests)
        for name, raw in contents.items():
            self._try(name, lambda name=name, raw=raw: self._renew(name, raw))
        for name in self.known.digests.keys() - contents.keys():
            if name.startswith("software/"):
                self._try(name, lambda name=name: self._remove(name))
        self._try(MANIFEST, lambda: self.new.write(self.folder))

    def _try(self, name: str, action: Any) -> None:
        try:
            action()
        except OSError as error:
            self.result.failed[name] = str(error)
            self.new.cells.pop(name, None)
            if name in self.known.cells:
                self.new.cells[name] = self.known.cells[name]

    def _renew(self, name: str, raw: bytes) -> None:
        path = self.folder / name
        there = patiently(path.read_bytes) if path.exists() else None
        is_edited = there is not None and self.known.digests.get(name) != digest(there)
        if there == raw:
            self.new.digests[name] = digest(raw)
            return
        if there is not None and name in self.new.cells:
            self._renew_notebook(name, there, raw, is_edited)
            return
        if there is not None and is_edited:
            if not name.startswith("software/"):
                self.result.kept.append(name)
                return
            self._put_aside(name, there)  # a library that is half old and half new would not run
        self._write(name, raw, there)
        self.result.written.append(name)

    def _renew_notebook(self, name: str, there: bytes, raw: bytes, is_edited: bool) -> None:
        old, new = self.known.cells.get(name, {}), json.loads(raw)
        try:
            theirs = parse(there)
            cells = cells_in(theirs)
            what = merged(cells, new["cells"], old if is_edited else {str(c.get("id")): cell_digest(c) for c in cells})
        except (ValueError, RecursionError):
            self.result.kept.append(name)  # no notebook that can be read: it is the student's, whatever it is
            self.new.cells.pop(name)
            return
        if is_edited and not what.is_changed:
            self.new.digests[name] = digest(raw)
            return
        if is_edited:
            self._put_aside(name, there)
            minor = theirs.get("nbformat_minor")
            number = {"nbformat": 4, "nbformat_minor": max(5, minor) if isinstance(minor, int) else 5}
            metadata = theirs.get("metadata")
            kept = {**theirs, **number, "metadata": metadata if isinstance(metadata, dict) else new["metadata"]}
            text = notebook_text({**kept, "cells": what.cells}).encode("utf-8", "backslashreplace")
        self._write(name, text if is_edited else raw, there)
        self.new.digests[name] = digest(raw)
        self.result.merged[name] = what

    def _remove(self, name: str) -> None:
        """Remove a file of ours that the library has no more: an old module would be installed with the new ones."""
        path = self.folder / name
        if path.is_file():
            there = patiently(path.read_bytes)
            if self.known.digests[name] != digest(there):
                self._put_aside(name, there)
            patiently(path.unlink)
            # Where pip has built the library, it would take the module from there.
            (self.folder / BUILT / name.removeprefix("software/")).unlink(missing_ok=True)
            self.result.removed.append(name)
        del self.new.digests[name]

    def _write(self, name: str, raw: bytes, there: bytes | None) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not write_whole(path, raw, still=lambda: (path.read_bytes() if path.exists() else None) == there):
            raise OSError("somebody saved it meanwhile; close it first")
        self.new.digests[name] = digest(raw)

    def _put_aside(self, name: str, there: bytes) -> None:
        """Keep a copy, unless there is the same one; none is ever written over."""
        path = Path(ASIDE) / name
        for n in range(1, 10_000):
            place = path if n == 1 else path.with_name(f"{path.stem}-{n}{path.suffix}")
            copy = self.folder / place
            if copy.exists() and patiently(copy.read_bytes) != there:
                continue
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                write_whole(copy, there)
            self.result.aside[name] = place.as_posix()
            return
        raise OSError(f"there are too many copies in {ASIDE}; move them away")
