"""Where the package lies, and the folder that it is developed in; files that are written whole or not at all.

Whatever asks for the place of a file asks here: a path counted from some module's own file goes astray when that moves.
"""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parent  # with book/ and pyproject.toml in it; where the library is installed, it has neither
SHIPPED = PACKAGE / "course"  # what of these a wheel has brought, laid out in the same way; see setup.py

# A virus scanner or a sync client holds a file for a moment after it was written; seconds until the next try.
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
FOR_A_MOMENT = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EAGAIN}
NO_SYNC = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}  # what file systems answer that do not know `fsync`

T = TypeVar("T")


def project() -> Path:
    """Return the folder with ``book/chapters`` in it: the checkout, or where a wheel was installed, what it brought."""
    return SHIPPED if SHIPPED.is_dir() else CHECKOUT


def package_of(checkout: Path) -> Path:
    """Return the folder of the library that belongs to a project's folder."""
    return PACKAGE if checkout == SHIPPED else checkout / PACKAGE.name


def chapter_number(path: Path) -> int:
    """Return the number with which the file name of a chapter begins: 7 for ``07-some-title.ipynb``."""
    digits = path.name.partition("-")[0]
    if not digits.isdecimal():
        raise ValueError(f"path is {path.name}; expected the name of a chapter, NN-title, such as 07-forces.ipynb.")
    return int(digits)


def patiently(action: Callable[[], T]) -> T:
    """Do `action`, and again shortly after where it is denied: for less than a second, then the error counts."""
    for pause in PAUSES:
        try:
            return action()
        except OSError as error:
            if not isinstance(error, PermissionError) and error.errno not in FOR_A_MOMENT:
                raise
        time.sleep(pause)
    return action()


def write_whole(path: Path, text: str | bytes, still: Callable[[], bool] = lambda: True) -> bool:
    """Write to a new file, then put it in the place of the old one: a kernel that dies on the way harms neither.

    Parameters
    ----------
    path : Path
        A link stays a link: what it points to is replaced.
    text : str or bytes
        Text in UTF-8; half a surrogate pair, which has no place in it, as JSON and Python would write it.
    still : callable
        Asked at the last moment whether the old file may be replaced.

    Returns
    -------
    bool
        Whether it was. Where it was not, `path` is as it was before.
    """
    path = Path(os.path.realpath(path))
    # Not the process alone names it: on a network drive two computers may well have the same number for theirs.
    new = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(3)}")
    try:
        patiently(lambda: _fill(new, text))
        return patiently(lambda: still() and _replace(new, path))
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _replace(new: Path, old: Path) -> bool:
    os.replace(new, old)
    return True


def _fill(path: Path, text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", errors="backslashreplace")
    with path.open("wb") as handle:
        handle.write(raw)
        handle.flush()
        try:
            os.fsync(handle.fileno())
        except OSError as error:
            if error.errno not in NO_SYNC:
                raise
