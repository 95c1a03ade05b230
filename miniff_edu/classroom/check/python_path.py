"""What the variable PYTHONPATH hides. In: names of modules. Out: the folder that hides them, and how to leave it out.

Python looks there before it looks at what is installed, and pip does not: where an old package lies in such a folder,
installing a new one changes nothing, and the check would go in circles. Imports the standard library only.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterable
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

VARIABLE = "PYTHONPATH"


def entries() -> list[Path]:
    """Return the folders that the variable names, where this Python heeds it."""
    if sys.flags.ignore_environment:
        return []
    return [Path(entry).absolute() for entry in os.environ.get(VARIABLE, "").split(os.pathsep) if entry]


def hiding(names: Iterable[str]) -> Path | None:
    """Return the first folder of the variable that hides one of these modules or packages; else ``None``.

    Parameters
    ----------
    names : iterable of str
        Of modules, or of packages as pip calls them. One counts as hidden where the folder holds it, and it is there a
        second time: installed, or in the standard library.
    """
    listed = entries()
    others = [entry for entry in sys.path if entry and Path(entry).absolute() not in [*listed, Path.cwd()]]
    for name in names:
        for entry in listed:
            if str(entry) not in others and _is_in(name, [str(entry)]) and _is_in(name, others):
                return entry
    return None


def leave_out(entry: Path, windows: bool) -> str:
    """Return the command that takes a folder out of the variable, for the rest of this terminal's life."""
    rest = os.pathsep.join(str(other) for other in entries() if other != entry)
    if windows:
        return f"set {VARIABLE}={rest}"
    return f"export {VARIABLE}={shlex.quote(rest)}" if rest else f"unset {VARIABLE}"


def whose(entry: Path) -> str:
    """Return the words that name a folder and the variable."""
    return f"from {entry}, which the variable {VARIABLE} names, and which hides what is installed"


def _is_in(name: str, path: list[str]) -> bool:
    module = re.sub(r"[-.]", "_", name)
    if module in sys.stdlib_module_names and path != [str(entry) for entry in entries() if [str(entry)] == path]:
        return True
    spec = PathFinder.find_spec(module, path)
    if spec is not None and spec.loader is not None:
        return True
    return next(iter(metadata.distributions(name=name, path=path)), None) is not None
