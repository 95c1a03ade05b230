"""Where the package lies, and the folder that it is developed in; files written whole or not at all.

Whatever asks for the place of a file asks here: a path counted from some module's own file goes astray when that moves.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parent  # with book/ and pyproject.toml in it; where the library is installed, it has neither


def chapter_number(path: Path) -> int:
    """Return the number with which the file name of a chapter begins: 7 for ``07-some-title.ipynb``."""
    digits = path.name.partition("-")[0]
    if not digits.isdecimal():
        raise ValueError(f"path is {path.name}; expected the name of a chapter, NN-title, such as 07-forces.ipynb.")
    return int(digits)


def write_whole(path: Path, text: str) -> None:
    """Write to a new file, then put it in the place of the old one: a process that dies on the way harms neither.

    A virus scanner or a sync client may hold the old file for a moment, so what is denied is tried again for a second.

    Raises
    ------
    OSError
        If it cannot be written; the old file is as it was, and the new one is gone.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with new.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        for pause in (0.02, 0.05, 0.1, 0.2, 0.4, None):
            try:
                os.replace(new, path)
                return
            except PermissionError:
                if pause is None or path.is_dir():
                    raise
                time.sleep(pause)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
