"""Wheels for laptops without a network. In: requirements and platforms. Out: a folder from which pip can install.

pip resolves for the computer it runs on: asked for Windows on Linux, it leaves out what only Windows needs. So the
requirements of each package are followed here, as the platform that is meant understands them; pip is asked for one
step at a time, in a dry run, and downloads at the end what was found. Only wheels are taken, and never those of CUDA.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packaging.requirements import Requirement

WHEELS = "wheels"
FOR_WHOM = "for.txt"  # in the folder of wheels: the platforms that they were made for
THIS = ""  # the platform that this runs on
ALIASES = {"linux": "manylinux_2_28_x86_64", "windows": "win_amd64", "mac": "macosx_14_0_arm64"}
# The begin of a platform's name: what Python says there in os.name, sys.platform and platform.system().
SYSTEMS = {
    "manylinux": ("posix", "linux", "Linux"),
    "macosx": ("posix", "darwin", "Darwin"),
    "win": ("nt", "win32", "Windows"),
}
CUDA = ("nvidia-", "cuda-", "triton")
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
INSTALL = 'python -m pip install --no-index --find-links wheels -c software/constraints.txt "./software[lab]"'
COMMANDS = f"""Without a network, in that folder, with Python {PYTHON}:
  Linux, macOS:         python3 -m venv env && source env/bin/activate
                        {INSTALL}
  Windows, PowerShell:  py -{PYTHON} -m venv env; env\\Scripts\\Activate.ps1
                        {INSTALL}"""


def platform_named(name: str) -> str:
    """Return what wheels call a platform.

    Parameters
    ----------
    name : str
        An alias, ``linux``, ``windows`` or ``mac``; or a platform as wheels call it, such as ``macosx_11_0_arm64``.

    Raises
    ------
    ValueError
        If it is neither.
    """
    platform = ALIASES.get(name, name)
    if not re.fullmatch(r"(manylinux_2_\d+|macosx_\d+_\d+|win)_\w+", platform):
        raise ValueError(
            f"wheels is {name!r}; expected {', '.join(ALIASES)}, or a platform as wheels call it, such as "
            f"{', '.join(ALIASES.values())}. For this computer, give --wheels alone."
        )
    return platform


def wanted_by(checkout: Path) -> list[str]:
    """Return what an installation of the library with JupyterLab asks for, and what builds it."""
    content = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    project: dict[str, Any] = content["project"]
    builds: list[str] = content["build-system"]["requires"]
    return [*project["dependencies"], *project["optional-dependencies"]["lab"], *builds]


def fill(folder: Path, checkout: Path, names: Sequence[str] = ()) -> dict[str, dict[str, str]]:
    """Download all wheels that an installation needs into a folder.

    Parameters
    ----------
    folder : Path
        Made where it does not exist; what is there stays.
    checkout : Path
        The project's folder, whose ``constraints.txt`` says which versions.
    names : sequence of str
        Platforms; none stands for this one.

    Returns
    -------
    dict of str to dict
        For each platform, the version of each package.

    Raises
    ------
    ValueError
        If a platform is unknown, or a package has no wheel for it.
    """
    constraints = checkout / "constraints.txt"
    platforms = [platform_named(name) for name in names] or [THIS]
    found = {p: resolve(wanted_by(checkout), constraints, p) for p in platforms}  # all of them, or nothing at all
    folder.mkdir(parents=True, exist_ok=True)
    for platform, versions in found.items():
        pins = [f"{name}=={version}" for name, version in versions.items()]
        _pip("download", "--no-deps", "--dest", str(folder), *flags_of(platform), *pins)
    note = folder / FOR_WHOM
    lines = set(note.read_text(encoding="utf-8").splitlines()) if note.exists() else set()
    lines |= {f"Python {PYTHON}, {platform or this_platform()}" for platform in platforms}
    note.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    return found


def told(found: Mapping[str, Mapping[str, str]]) -> str:
    """Return what was found, and how to install from it, in words."""
    lines = [f"{len(versions)} packages for {platform or this_platform()}." for platform, versions in found.items()]
    return "\n".join([*lines, COMMANDS])


def this_platform() -> str:
    """Return the name of the platform that this runs on, the first of those whose wheels it takes."""
    from packaging.tags import platform_tags

    return next(iter(platform_tags()))


def resolve(requirements: Iterable[str], constraints: Path, platform: str = THIS) -> dict[str, str]:
    """Find the version of each package that these requirements need on a platform; nothing is installed.

    Parameters
    ----------
    requirements : iterable of str
    constraints : Path
        A file of constraints, as pip reads it.
    platform : str
        As wheels call it; empty for this one.

    Returns
    -------
    dict of str to str
        By the name of the package.

    Raises
    ------
    ValueError
        If there is no wheel, no version that suits all, or only a build for CUDA.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    environment, known, done = environment_of(platform), dict[str, dict[str, Any]](), set[tuple[str, str]]()
    todo, every = [Requirement(line) for line in requirements], list[Requirement]()
    while todo:
        every += todo
        new = [r for r in todo if canonicalize_name(r.name) not in known]
        if new:
            known |= {canonicalize_name(m["name"]): m for m in _metadata(new, constraints, platform)}
        todo, before = [], todo
        for requirement in before:
            name = canonicalize_name(requirement.name)
            for extra in {"", *requirement.extras} - {extra for of, extra in done if of == name}:
                done.add((name, extra))
                needed = map(Requirement, known[name].get("requires_dist", []))
                values = {**environment, "extra": extra}
                todo += [r for r in needed if r.marker is None or r.marker.evaluate(values)]
        if cuda := [r.name for r in todo if r.name.startswith(CUDA)]:
            raise ValueError(
                f"the torch that pip finds wants {cuda[0]}, gigabytes for graphics cards; expected the build for CPU. "
                'Set PIP_EXTRA_INDEX_URL to the address that PyTorch\'s page "Get started" shows for CPU.'
            )
    versions = {name: str(metadata["version"]) for name, metadata in sorted(known.items())}
    for requirement in every:
        version = versions[canonicalize_name(requirement.name)]
        if not requirement.specifier.contains(version, prereleases=True):
            raise ValueError(
                f"{requirement} is needed, and {version} was chosen; expected one version for all. Add a line for it "
                f"to {constraints}."
            )
    return versions


def environment_of(platform: str) -> dict[str, str]:
    """Return what requirements may ask about a platform: the values of their markers."""
    from packaging.markers import default_environment

    here = {name: str(value) for name, value in default_environment().items()}
    for begin, (os_name, sys_platform, system) in SYSTEMS.items():
        if platform.startswith(begin):
            machine = "AMD64" if platform == "win_amd64" else re.sub(r"^[a-z]+_(\d+_\d+_)?", "", platform)
            there = {"os_name": os_name, "sys_platform": sys_platform, "platform_system": system}
            return {**here, **there, "platform_machine": machine, "platform_release": "", "platform_version": ""}
    return here


def flags_of(platform: str) -> list[str]:
    """Return the options with which pip takes the wheels of a platform; none for this one."""
    if platform == THIS:
        return []
    names = [platform]
    if linux := re.fullmatch(r"manylinux_2_(\d+)_(\w+)", platform):  # pip takes these as they are, older ones not
        names = [f"manylinux_2_{n}_{linux[2]}" for n in range(int(linux[1]), 4, -1)]
        names += [f"manylinux{year}_{linux[2]}" for year in ("2014", "2010", "1")]
    return ["--python-version", PYTHON, *(word for name in names for word in ("--platform", name))]


def _metadata(requirements: Sequence[Requirement], constraints: Path, platform: str) -> list[dict[str, Any]]:
    """Return the metadata of the wheels that pip would take for these requirements alone."""
    lines = sorted({f"{r.name}{r.specifier}" for r in requirements})
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        target = ["--target", folder] if platform else []
        options = ["--dry-run", "--ignore-installed", "--no-deps", "--report", str(report), "-c", str(constraints)]
        _pip("install", *options, *target, *flags_of(platform), *lines)
        return [entry["metadata"] for entry in json.loads(report.read_text(encoding="utf-8"))["install"]]


def _pip(*arguments: str) -> None:
    """Run pip; raise a ``ValueError`` with its last words where it fails."""
    command = [sys.executable, "-m", "pip", arguments[0], "--quiet", "--only-binary=:all:", *arguments[1:]]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    if run.returncode:
        said = [line for line in run.stderr.splitlines() if line.startswith("ERROR")] or run.stderr.splitlines()[-1:]
        raise ValueError(f"pip {arguments[0]} failed; expected wheels and a network: {' '.join(said)}")
