"""Commands that mend an environment. In: what is missing or wrong. Out: a line to paste into a terminal, or a finding.

Imports the standard library only, since it is needed most where nothing else can be imported.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from ..._support.files import CHECKOUT
from .python_path import VARIABLE, entries, hiding, leave_out, own_standard_modules

WINDOWS = os.name == "nt"
OK, WARNING, FAILURE = "ok", "warning", "failure"

# Import name -> name of the package that brings it, for all that the library itself imports.
PACKAGES = {"PIL": "pillow"} | {
    name: name
    for name in (
        *(
            "anywidget",
            "filelock",
            "ipywidgets",
            "joblib",
            "jupyterlab",
            "matplotlib",
            "numpy",
            "packaging",
            "pandas",
            "psutil",
        ),
        *("threadpoolctl", "torch", "tqdm", "ase", "safetensors", "vesin"),
    )
}
# The same package under conda's name.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "torch": "pytorch-cpu"}
NEW_PYTHON = "env/bin/python"
# What may be hidden, by the names of modules and those of pip.
HIDEABLE = (*PACKAGES, *PACKAGES.values(), "ipykernel", "jupyterlab_widgets")


@dataclass(frozen=True)
class Diagnosis:
    """What one check has found.

    Attributes
    ----------
    status : str
        "ok", "warning" or "failure".
    found : str
        What was found, and what was expected.
    command : str
        The line that mends it; never empty after a failure.
    name : str
        Name of the check.
    """

    status: str
    found: str
    command: str = ""
    name: str = ""


# What is tried with the packages, and so fails where one of them is missing, hidden, or of another version.
TRIALS = ("imports", "fit", "slider", "front end", "kernel")


def causes(findings: Iterable[Diagnosis]) -> list[Diagnosis]:
    """Return the failures that have to be mended, each command once, without those that follow from another one."""
    failed = [finding for finding in findings if finding.status == FAILURE]
    are_first = {name for f in failed if (name := f.name.split(" ")[0]) in ("Python", "own", "packages", "package")}
    kept = [f for f in failed if not (are_first and f.name in TRIALS)]
    first: dict[str, Diagnosis] = {}
    for finding in kept:
        first.setdefault(finding.command or finding.name, finding)
    return list(first.values())


def shell_line(*arguments: str) -> str:
    """Join a command for the shell of this system: sh quotes on Linux and macOS, double quotes on Windows."""
    if not WINDOWS:
        return shlex.join(arguments)
    # Both cmd and PowerShell would take > and < for redirections, and PowerShell [ ] and , for its own.
    return " ".join(a if re.fullmatch(r"[\w\\/:.=+-]+", a) else f'"{a}"' for a in arguments)


def python_line(*arguments: str) -> str:
    """Return a command for this very Python, whatever `python` means in the reader's terminal."""
    return shell_line(sys.executable or "python", *arguments)


def culprits(*more: str) -> list[Path]:
    """Return the folders of PYTHONPATH that hide a package which the library needs, or a module of Python itself."""
    hidden = hiding([*HIDEABLE, *more])
    return [entry for entry in entries() if entry in hidden or own_standard_modules(entry)]


def without_hiding(*names: str) -> str:
    """Return the command that leaves out what hides one of these packages, or anything; nothing where nothing does."""
    modules = [module for module, package in PACKAGES.items() if package in names]
    is_hidden = bool(hiding([*names, *modules])) if names else bool(culprits())
    return leave_out(culprits(*names), WINDOWS) if is_hidden else ""


def blamed(finding: Diagnosis) -> Diagnosis:
    """Name the folders and the variable, where a finding's command is to leave them out."""
    if not finding.command or not entries():
        return finding
    commands = {leave_out(culprits(*more), WINDOWS) for more in ((), ("miniff_edu",))}
    folders = [str(entry) for entry in culprits("miniff_edu") if str(entry) not in finding.found]
    if finding.command not in commands or not folders:
        return finding
    words = f"the variable {VARIABLE} names {', '.join(folders)}, which hides what is installed"
    return replace(finding, found=f"{finding.found}; {words}")


def install(*requirements: str, again: bool = False) -> str:
    """Return the command that installs packages: with conda in an environment of conda, with pip in any other.

    The Python of an operating system often refuses to install anything; there the command makes an environment first.

    Parameters
    ----------
    *requirements : str
        Names, with ranges or without; a name such as ``torch`` stands for its tested range, ``torch>=2.4``.
    again : bool
        Replace what is installed already, because it is broken.
    """
    hidden = without_hiding(*map(name_of, requirements))
    if hidden:  # what is installed would stay hidden
        return hidden
    force, lines = ["--force-reinstall"] if again else [], [with_range(line) for line in requirements]
    if (Path(sys.prefix) / "conda-meta").is_dir():
        names = [re.sub(r"^[\w.-]+", lambda m: CONDA_NAMES.get(m[0], m[0]), line) for line in lines]
        return shell_line("conda", "install", "--yes", "-c", "conda-forge", "--prefix", sys.prefix, *force, *names)
    if is_locked():
        return install_all()
    return python_line("-m", "pip", "install", *force, *lines)


def install_all() -> str:
    """Return the command that installs the library with all that it needs."""
    hidden = without_hiding()
    if hidden:
        return hidden
    root = CHECKOUT
    is_source = (root / "pyproject.toml").is_file()
    if is_locked():
        what = ["-e", f"{root}[lab]"] if is_source else [with_range(package) for package in PACKAGES.values()]
        return f"{python_line('-m', 'venv', 'env')} && {shell_line(NEW_PYTHON, '-m', 'pip', 'install', *what)}"
    if is_source:
        return python_line("-m", "pip", "install", "-e", f"{root}[lab]")
    return install(*PACKAGES.values())


def is_locked() -> bool:
    """Tell whether this is the Python of an operating system, which leaves installing to that system (PEP 668)."""
    marker = Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
    return not WINDOWS and sys.prefix == sys.base_prefix and marker.is_file()


def check_again() -> str:
    """Return the command that repeats the check, after everything else has been done."""
    return shell_line(NEW_PYTHON if is_locked() else sys.executable or "python", "-m", "miniff_edu", "check")


def with_range(package: str) -> str:
    """Add the tested range to the name of a package, where the installed metadata tell it: ``torch>=2.4``."""
    try:
        lines = metadata.requires("miniff_edu") or []
    except Exception:  # not installed, or damaged: that is a finding of its own
        lines = []
    ranges = {name_of(line): line.partition(";")[0].strip() for line in lines}
    return ranges.get(package, package)


def name_of(requirement: str) -> str:
    """Return the name in a requirement: ``torch`` of ``torch>=2.4``."""
    found = re.match(r"[\w.-]+", requirement)
    return found[0] if found else requirement


def is_installed(package: str) -> bool:
    """Tell whether a package of this name is installed, working or not."""
    return next(iter(metadata.distributions(name=package)), None) is not None


def rename(path: Path) -> str:
    """Return the command that gives a file or folder another name, one that is still free."""
    stems = (f"my_{path.stem}{n or ''}" for n in range(1000))
    free = next(stem for stem in stems if not (path.parent / f"{stem}{path.suffix}").exists())
    if WINDOWS:  # `ren` works in cmd and in PowerShell; it takes a name, not a path, as its second argument
        return shell_line("ren", str(path), f"{free}{path.suffix}")
    return shell_line("mv", str(path), str(path.parent / f"{free}{path.suffix}"))


def go_home() -> str:
    """Return the command that makes the home folder the current one, where files can be written."""
    return shell_line("pushd" if WINDOWS else "cd", str(Path.home()))  # on Windows, `cd` keeps to its drive


def own_words(error: BaseException) -> str:
    """Return the type and message of an error in one line of at most 300 characters."""
    if isinstance(error, metadata.PackageNotFoundError):
        return f"{error.name} is not installed in {sys.executable}"
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def remedy(error: BaseException) -> str:
    """Return the command that most likely mends an error: (re)install what could not be imported, or else everything.

    A package that is there and cannot be imported is broken, so it is replaced.
    """
    module = str(getattr(error, "name", None) or "").partition(".")[0]
    package = PACKAGES.get(module)
    if package is None or not is_installed("miniff_edu"):
        return install_all()
    return install(package, again=is_installed(package))
