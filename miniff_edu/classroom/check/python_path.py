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
# Common names of files that hide something which no chapter imports.
HARMLESS = {"antigravity", "conftest", "docs", "examples", "setup", "test", "tests", "this"}


def entries() -> list[Path]:
    """Return the folders that the variable names, where this Python heeds it."""
    if sys.flags.ignore_environment:
        return []
    return [_absolute(entry) for entry in os.environ.get(VARIABLE, "").split(os.pathsep) if entry]


def hiding(names: Iterable[str]) -> list[Path]:
    """Return the folders of the variable that hide one of these modules or packages.

    Parameters
    ----------
    names : iterable of str
        Of modules, or of packages as pip calls them. One counts as hidden where the folder holds it, and it is there a
        second time, in a folder that the variable does not name.
    """
    listed = entries()
    others = [entry for entry in sys.path if entry and _absolute(entry) not in [*listed, _absolute(".")]]
    known = [name for name in names if listed and _is_in(name, others)]
    return [entry for entry in listed if any(_is_in(name, [str(entry)]) for name in known)]


def own_standard_modules(entry: Path) -> list[str]:
    """Return the modules of the standard library that a folder has files for: ``random.py``."""
    there = {path.stem for path in entry.glob("*.py")} | {path.parent.name for path in entry.glob("*/__init__.py")}
    return sorted(there & sys.stdlib_module_names - HARMLESS)


def leave_out(culprits: Iterable[Path], windows: bool) -> str:
    """Return the command that takes folders out of the variable, for the rest of this terminal's life."""
    left = list(culprits)
    rest = os.pathsep.join(str(entry) for entry in entries() if entry not in left)
    if windows:
        return f"set {VARIABLE}={rest}"
    return f"export {VARIABLE}={shlex.quote(rest)}" if rest else f"unset {VARIABLE}"


def _absolute(entry: str) -> Path:
    """Return a folder's whole path; as it is where the current folder is gone."""
    try:
        return Path(entry).absolute()
    except OSError:
        return Path(entry)


def _is_in(name: str, path: list[str]) -> bool:
    spec = PathFinder.find_spec(re.sub(r"[-.]", "_", name), path)
    if spec is not None and spec.loader is not None:
        return True
    return next(iter(metadata.distributions(name=name, path=path)), None) is not None
