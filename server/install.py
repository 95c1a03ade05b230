"""Set up a class server in a folder: JupyterHub, its proxy, the book's library for the kernels, and the chapters.

Usage: python3 server/install.py [FOLDER] [--python /usr/bin/python3] [--test]

In: this checkout, an interpreter that every user of the machine may run, npm, and a network. Out: in FOLDER (without
one, /opt/miniff_class) what book/teaching/server.md starts and explains. Run it again after a change: only what has
changed is installed again, and nothing at all when nothing has.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

HUB_SOURCES = Path(__file__).resolve().parent
ROOT = HUB_SOURCES.parent
FOLDER = Path("/opt/miniff_class")
PYTHON = Path("/usr/bin/python3")

HUB = ["jupyterhub>=6,<7", "jupyterlab>=4.2,<5", "jupyterlab_widgets>=3,<4", "jupyterhub-idle-culler>=2,<3"]
TEST = ["psutil", "pytest", "requests", "websocket-client"]
PROXY = "configurable-http-proxy@5.3.0"
SETTINGS = ["jupyterhub_config.py", "class_spawner.py", "handout.py"]
HUB_PINS, CLASS_PINS = HUB_SOURCES / "constraints.txt", ROOT / "constraints.txt"
# What setuptools needs to build the library; a copy, so that no build folder appears in the checkout.
PROJECT = ["pyproject.toml", "README.md", "LICENSE"]


class CannotInstall(Exception):
    """Something on this machine is missing; the message says what, and what to do."""


def closed_folder(path: Path) -> Path | None:
    """Return the first part of a path that other users may not enter or read, or None."""
    for part in [*reversed(path.resolve().parents), path.resolve()]:
        if part.exists() and not part.stat().st_mode & 0o001:
            return part
    return None


def check_python(python: Path) -> str:
    """Return the version of an interpreter, after making sure that students may run it and that it makes venvs."""
    code = "import sys; print(*sys.version_info[:3], sep='.'); print(sys.base_prefix); import ensurepip, venv"
    try:
        result = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    except OSError as error:
        raise CannotInstall(f"{python} does not run: {error}. Name another with --python.") from error
    version, prefix, *_ = [*result.stdout.splitlines(), "", ""]
    if version and tuple(map(int, version.split("."))) < (3, 11):
        raise CannotInstall(f"{python} is Python {version}; 3.11 or newer is needed. Name another with --python.")
    for path in (python, Path(prefix)):
        if closed := closed_folder(path):
            raise CannotInstall(
                f"{python} cannot serve a class: other users may not enter {closed}, and every student's kernel runs"
                f" this interpreter under the student's own name. Use the system's: --python {PYTHON}"
            )
    if result.returncode != 0:
        raise CannotInstall(f"{python} cannot make virtual environments. Try: sudo apt-get install python3-venv")
    return version


def check_folder(folder: Path) -> None:
    """Make sure that students can reach what will be in the folder."""
    if closed := closed_folder(folder):
        raise CannotInstall(f"other users may not enter {closed}, so no student could start a kernel from {folder}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotInstall(f"{folder} cannot be made: {error.strerror}. Try sudo, or name another folder.") from error
    if not os.access(folder, os.W_OK):
        raise CannotInstall(f"{folder} belongs to somebody else. Try sudo, or name another folder.")


def find_npm() -> str:
    """Return the path of npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise CannotInstall("npm and node are needed for the proxy. Try: sudo apt-get install npm")
    return npm


def fingerprint(*parts: str | Path) -> str:
    """Return a short text that changes when one of the texts, files or folders does."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            found = [part.encode()]
        elif part.is_file():
            found = [part.name.encode(), part.read_bytes()]
        else:
            files = sorted(file for file in part.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
            found = [text for file in files for text in (str(file.relative_to(part)).encode(), file.read_bytes())]
        for text in found:
            digest.update(text + b"\0")
    return digest.hexdigest()


def call(*command: str | Path) -> None:
    """Run a command; what it prints is shown, and its failure is ours."""
    code = subprocess.call([str(word) for word in command], cwd=ROOT)
    if code:
        raise CannotInstall(
            f"this failed with exit code {code}; the lines above say why:\n{' '.join(map(str, command))}"
        )


def pip(venv: Path, pins: Path, *arguments: str | Path) -> None:
    """Install into a virtual environment the versions that were tested."""
    quiet = ("-m", "pip", "install", "-qq", "--disable-pip-version-check")  # errors only
    call(venv / "bin" / "python", *quiet, "-c", pins, *arguments)


def chapters() -> list[Path]:
    """Return the chapters, from which the students' notebooks are made."""
    return sorted((ROOT / "book" / "chapters").glob("*.ipynb"))


def install_library(folder: Path, *options: str) -> None:
    """Install a copy of miniff_edu for the kernels."""
    with tempfile.TemporaryDirectory() as name:
        for file in PROJECT:
            shutil.copy(ROOT / file, name)
        shutil.copytree(ROOT / "miniff_edu", Path(name, "miniff_edu"), ignore=shutil.ignore_patterns("__pycache__"))
        pip(folder / "class", CLASS_PINS, *options, name)


def install_class(folder: Path, python: Path) -> None:
    """Make the environment of the kernels, with what the library asks for, and describe it to Jupyter."""
    call(python, "-m", "venv", "--clear", folder / "class")
    install_library(folder, "ipykernel")
    spec = {
        "argv": [str(folder / "class" / "bin" / "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"debugger": True},
    }
    kernel = folder / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    kernel.write_text(json.dumps(spec, indent=1) + "\n", encoding="utf-8")


def install_files(folder: Path) -> None:
    """Copy the settings and the students' notebooks; what else is in the handout is the teacher's, and stays."""
    for name in SETTINGS:
        shutil.copy(HUB_SOURCES / name, folder)
    (folder / "handout").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        call(folder / "class" / "bin" / "python", "-m", "miniff_edu", "handout", made, "--book", ROOT)
        for file in Path(made).glob("*.ipynb"):
            shutil.copy(file, folder / "handout")


def install(folder: Path, python: Path, *, test: bool = False) -> list[str]:
    """Install what is not up to date, and return the names of these parts.

    Parameters
    ----------
    folder : Path
        Where everything goes. Students must be able to enter it.
    python : Path
        The interpreter of both virtual environments.
    test : bool, optional
        Also install what the tests and the benchmark need.

    Returns
    -------
    list of str
        The parts that were installed; empty when everything was up to date.

    Raises
    ------
    CannotInstall
        Where something is missing on this machine.
    """
    os.umask(0o022)  # students run what is installed here
    folder = folder.absolute()
    version = check_python(python)
    npm = find_npm()
    check_folder(folder)
    wanted = HUB + TEST * test
    where = f"{python} {version} {folder}"
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]

    def install_hub() -> None:
        call(python, "-m", "venv", "--clear", folder / "hub")
        pip(folder / "hub", HUB_PINS, *wanted)

    proxy = ("install", "--prefix", folder / "proxy", "--no-audit", "--no-fund", "--loglevel=error", PROXY)
    steps: dict[str, tuple[str, Callable[[], None]]] = {
        "hub": (fingerprint(*wanted, HUB_PINS, where), install_hub),
        "proxy": (fingerprint(PROXY, str(folder)), lambda: call(npm, *proxy)),
        "class": (fingerprint(*needs, CLASS_PINS, where), lambda: install_class(folder, python)),
        "library": (
            fingerprint(ROOT / "pyproject.toml", ROOT / "miniff_edu", *needs, CLASS_PINS, where),
            lambda: install_library(folder, "--no-deps", "--force-reinstall"),
        ),
        "files": (
            fingerprint(*[HUB_SOURCES / name for name in SETTINGS], *chapters(), ROOT / "miniff_edu"),
            lambda: install_files(folder),
        ),
    }
    stamp = folder / "installed.json"
    done = json.loads(stamp.read_text(encoding="utf-8")) if stamp.exists() else {}
    fresh = []
    for name, (mark, step) in steps.items():
        if done.get(name) == mark:
            continue
        print(f"{folder}: installing {name} ...", flush=True)
        if done.pop(name, None):  # half an installation must not be taken for a whole one
            stamp.write_text(json.dumps(done), encoding="utf-8")
        step()
        done[name] = mark
        stamp.write_text(json.dumps(done), encoding="utf-8")
        fresh.append(name)
    return fresh


def main() -> int:
    """Install, and say what to do next."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help=f"where to (default {FOLDER})")
    parser.add_argument("--python", type=Path, default=PYTHON, help=f"an interpreter for all users (default {PYTHON})")
    parser.add_argument("--test", action="store_true", help="also install what the tests and the benchmark need")
    arguments = parser.parse_args()
    try:
        fresh = install(arguments.folder, arguments.python, test=arguments.test)
    except CannotInstall as error:
        print(f"Cannot install the class server: {error}", file=sys.stderr)
        return 1
    folder = arguments.folder.absolute()
    print(f"Installed: {', '.join(fresh)}." if fresh else "Everything is up to date.")
    print(f"Start the server, as root, with:\n    {folder}/hub/bin/jupyterhub -f {folder}/jupyterhub_config.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
