"""Check an environment before a workshop. In: nothing. Out: one finding per check, with the command that mends it.

Made for broken environments: on import it needs the standard library only. What may crash, print or hang (torch,
widgets, kernels) is tried in a process of its own, without a network and without the modules of the current folder. ::

    miniff-edu check
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from ... import __version__
from ..._support.files import PACKAGE
from .guard import guarded, isolated
from .python_path import HARMLESS, VARIABLE, entries, own_standard_modules
from .remedy import (
    FAILURE,
    OK,
    PACKAGES,
    WARNING,
    Diagnosis,
    go_home,
    install,
    install_all,
    is_installed,
    name_of,
    own_words,
    python_line,
    rename,
    without_hiding,
)
from .trials import check_fit, check_imports, check_kernel, check_slider

if TYPE_CHECKING:
    from packaging.requirements import Requirement

# Measured on Linux, at their height: the kernel of chapter 1 takes 390 MB, that of chapter 5 440 MB, JupyterLab 80 MB.
MEMORY_MB = 500
COMFORT_MB = 1000  # a browser beside them, or a second chapter
DISK_MB = 100  # saved notebooks, with their pictures and checkpoints
FRONT_END = ("@jupyter-widgets", "jupyterlab-manager", "package.json")


def check_python() -> Diagnosis:
    """Compare the version of Python with what the library asks for."""
    wanted, version = metadata.metadata("miniff_edu")["Requires-Python"], platform.python_version()
    found = f"{version}; needs {wanted}: {sys.executable}"
    try:
        from packaging.specifiers import SpecifierSet
    except ModuleNotFoundError:
        return Diagnosis(OK, found)  # pip would have refused another Python; what is missing is named with the packages
    if SpecifierSet(wanted).contains(version, prereleases=True):
        return Diagnosis(OK, found)
    newer = next(filter(shutil.which, (f"python3.{minor}" for minor in range(14, 10, -1))), "python3.11")
    return Diagnosis(FAILURE, found, f"{'py -3' if os.name == 'nt' else newer} -m venv env")


def check_pip() -> Diagnosis:
    """Look for pip, which the other remedies need."""
    if importlib.util.find_spec("pip") is not None:
        return Diagnosis(OK, "is here")
    return Diagnosis(WARNING, "is not here; mending needs it", python_line("-m", "ensurepip"))


def check_own_files() -> Diagnosis | list[Diagnosis]:
    """Look for files in the current folder that Python would import in the place of a package: ``torch.py``."""
    folder = Path.cwd()
    paths = {p.stem: p for p in folder.glob("*.py")} | {p.parent.name: p.parent for p in folder.glob("*/__init__.py")}
    others = [entry for entry in sys.path if entry and Path(entry).resolve() != folder]
    findings = []
    for name, path in sorted(paths.items()):
        if name in HARMLESS or path == PACKAGE:
            continue
        spec = PathFinder.find_spec(name, others)
        is_hidden = spec is not None and spec.loader is not None
        if is_hidden or name in sys.stdlib_module_names or name in PACKAGES or name == "miniff_edu":
            why = f"{path} hides the package {name} from every notebook beside it; give it another name"
            findings.append(Diagnosis(FAILURE, why, rename(path)))
    for entry in entries():
        modules = own_standard_modules(entry) if entry != folder else []
        if modules:
            why = f"{entry}, which the variable {VARIABLE} names, hides modules of Python itself: {', '.join(modules)}"
            findings.append(Diagnosis(FAILURE, why, without_hiding()))
    return findings or Diagnosis(OK, f"no module in {folder} hides a package")


def check_installation() -> Diagnosis:
    """See whether the library is installed, and in the version that runs here."""
    version = metadata.version("miniff_edu")
    if version == __version__:
        return Diagnosis(OK, f"{version} is installed")
    mend = without_hiding("miniff_edu") or install_all()
    return Diagnosis(WARNING, f"{version} is installed, but {__version__} runs here, from {PACKAGE}", mend)


def check_packages() -> list[Diagnosis]:
    """Compare every required package, and those of the extra `lab`, with the tested ranges."""
    lines = metadata.requires("miniff_edu") or []
    try:
        from packaging.requirements import Requirement
    except ModuleNotFoundError:
        return missing_packages(lines)
    needed = [r for r in map(Requirement, lines) if r.marker is None or r.marker.evaluate({"extra": "lab"})]
    return [f for r in needed for f in guarded(f"package {r.name}", partial(check_package, r))]


def missing_packages(lines: Iterable[str]) -> list[Diagnosis]:
    """Name each required package that is not installed, where `packaging`, which understands ranges, is one of them."""
    parts = [[part.strip() for part in line.partition(";")] for line in lines]
    needed = [what for what, _, when in parts if not when or when.replace("'", '"') == 'extra == "lab"']
    missing = [what for what in needed if not is_installed(name_of(what))]
    mend = install(*missing)
    found = "is not installed; needs {}"
    return [
        Diagnosis(FAILURE, found.format(what.removeprefix(name_of(what))), mend, f"package {name_of(what)}")
        for what in missing
    ]


def check_package(wanted: Requirement) -> Diagnosis:
    """Compare the installed version of one package with its range."""
    mend = install(f"{wanted.name}{wanted.specifier}")
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return Diagnosis(FAILURE, f"is not installed; needs {wanted.specifier}", mend)
    fits = wanted.specifier.contains(version, prereleases=True)
    return Diagnosis(OK if fits else FAILURE, f"{version}; needs {wanted.specifier}", "" if fits else mend)


def check_front_end() -> Diagnosis:
    """See whether JupyterLab can be imported, and has the half of ipywidgets that runs in the browser."""
    import jupyterlab
    from jupyter_core.paths import jupyter_path
    from packaging.requirements import Requirement

    lines = map(Requirement, metadata.requires("ipywidgets") or [])
    (wanted,) = [r for r in lines if r.name.replace("-", "_") == "jupyterlab_widgets"]
    finding = check_package(wanted)
    if finding.status != OK:
        return replace(finding, found=f"jupyterlab_widgets {finding.found}")
    if not any(Path(folder, *FRONT_END).is_file() for folder in jupyter_path("labextensions")):
        mend = install(f"{wanted.name}{wanted.specifier}", again=True)
        return Diagnosis(FAILURE, "jupyterlab_widgets is installed, but JupyterLab does not find it", mend)
    return Diagnosis(OK, f"JupyterLab {jupyterlab.__version__} with jupyterlab_widgets {finding.found}")


def check_memory() -> Diagnosis:
    """Compare the free memory with what the chapters take."""
    import psutil

    free = psutil.virtual_memory().available / 1e6
    found = f"{free:.0f} MB free; a chapter in JupyterLab takes {MEMORY_MB} MB, with a browser {COMFORT_MB} MB"
    mend = {"win32": "taskmgr", "darwin": "top -o mem"}.get(sys.platform, "top -o %MEM")  # shows what to close
    status = FAILURE if free < MEMORY_MB else WARNING if free < COMFORT_MB else OK
    return Diagnosis(status, found, "" if status == OK else mend)


def check_disk() -> Diagnosis:
    """Compare the free space of the current folder with what saved notebooks take."""
    free = shutil.disk_usage(Path.cwd()).free / 1e6
    found = f"{free:.0f} MB free in {Path.cwd()}; needs {DISK_MB} MB"
    return (
        Diagnosis(OK, found)
        if free >= DISK_MB
        else Diagnosis(FAILURE, found, python_line("-m", "pip", "cache", "purge"))
    )


def check_writing() -> Diagnosis:
    """Write a file into the current folder, as saving a notebook does; it is gone again afterwards."""
    try:
        with tempfile.TemporaryFile(dir=Path.cwd()) as file:
            file.write(b"miniff_edu")
    except OSError as error:
        return Diagnosis(FAILURE, f"notebooks cannot be saved in {Path.cwd()}: {own_words(error)}", go_home())
    return Diagnosis(OK, f"notebooks can be saved in {Path.cwd()}")


# In this order: what stands first may be the cause of what comes later.
CHECKS: dict[str, Callable[[], Diagnosis | list[Diagnosis]]] = {
    "pip": check_pip,
    "Python": check_python,
    "own files": check_own_files,
    "miniff_edu": check_installation,
    "packages": check_packages,
    "imports": partial(isolated, check_imports),
    "fit": partial(isolated, check_fit),
    "slider": partial(isolated, check_slider),
    "front end": partial(isolated, check_front_end),
    "kernel": partial(isolated, check_kernel),
    "memory": check_memory,
    "disk": check_disk,
    "writing": check_writing,
}
OFFLINE = ("imports", "fit", "slider", "front end")


def examine() -> Iterator[Diagnosis]:
    """Run all checks, one after another; an error in one of them is its finding, and the others go on.

    Yields
    ------
    Diagnosis
        As soon as it is there.
    """
    done = set()
    for name, check in CHECKS.items():
        for finding in guarded(name, check):
            yield finding
            if finding.status != FAILURE:
                done.add(finding.name)
    if done.issuperset(OFFLINE):
        yield Diagnosis(OK, f"is not needed: {', '.join(OFFLINE)} were tried without one", name="network")
    else:
        failed = ", ".join(name for name in OFFLINE if name not in done)
        yield Diagnosis(WARNING, f"cannot tell that none is needed, since these failed: {failed}", name="network")
