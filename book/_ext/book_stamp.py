"""What a built book was made from. In: the project's folder. Out: a short text that changes with any of its sources.

The build leaves it beside the pages; the tests look at those pages only where it fits, and build the book else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

NAME = ".made_from"
FOLDERS = ("book", "miniff_edu")
FILES = ("pyproject.toml", "constraints.txt")


def stamp(root: Path, folders: Sequence[str] = FOLDERS) -> str:
    """Return the digest of all sources of the book: its pages, the library, and the versions that were tested.

    Or of the files of other folders, and these versions.
    """
    digest = hashlib.sha256()
    for path in _sources(root, folders):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(root: Path, folders: Sequence[str]) -> list[Path]:
    found = [root / name for name in FILES]
    for folder in folders:
        for path in (root / folder).rglob("*"):
            hidden = any(p.startswith((".", "_build", "__pycache__")) for p in path.relative_to(root).parts)
            if path.is_file() and not hidden:
                found.append(path)
    return sorted(found)
