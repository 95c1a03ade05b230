"""Build the wheel and use it as a stranger would, where there is nothing else. First run `tools/run.py test` once.

Usage: .venv/bin/python tools/try_wheel.py

A teacher's environment, with the wheel and `packaging` alone, writes a handout with wheels. A laptop without a network
installs from it, as its README says: its check finds nothing wrong, and a chapter runs. There, the wheel itself brings
handout and collect. On each other Python that is to be had, the wheel alone writes the same handout, and its check
names torch, which is missing; CUDA is never installed. It needs a network, and some minutes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("miniff_edu", "book", "setup.py", "pyproject.toml", "constraints.txt", "LICENSE", "README.md", "MANIFEST.in")
OTHERS = ("3.12", "3.13")
CHAPTER = "01-toy-function-fitting.ipynb"


def build(folder: Path, root: Path = ROOT) -> Path:
    """Build the wheel of a project's folder into another one, from a copy: what an older build has left stays out."""
    with tempfile.TemporaryDirectory() as name:
        copy, ignored = Path(name), shutil.ignore_patterns("__pycache__", "_build", "*.egg-info", ".*")
        for source in (root / name for name in SOURCES):
            if source.is_dir():
                shutil.copytree(source, copy / source.name, ignore=ignored)
            else:
                shutil.copy(source, copy)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
        subprocess.run([*command, "--wheel-dir", str(folder), str(copy)], check=True)
    (wheel,) = folder.glob("miniff_edu-*.whl")
    return wheel


def alone(**more: str) -> dict[str, str]:
    """Return the variables of this process without those that lead pip or Python elsewhere."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON", "MINIFF"))} | more


def call(*command: str | Path, folder: Path, expected: int = 0, env: dict[str, str] | None = None) -> str:
    """Run a command in a folder and return what it prints; raise if its exit code is another one."""
    words = [str(word) for word in command]
    run = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=3000)
    if run.returncode != expected:
        raise RuntimeError(f"exit code {run.returncode} of: {' '.join(words)}\n{run.stdout}\n{run.stderr}")
    return run.stdout


def other_python(version: str) -> tuple[str, dict[str, str]] | None:
    """Return the command of another Python, and the variables that it needs; nothing where there is none."""
    environment = dict(os.environ)
    if shutil.which("pyenv"):  # its commands say that they are not found, unless its versions are named
        known = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True, check=False).stdout
        environment["PYENV_VERSION"] = ":".join(known.split())
    command = shutil.which(f"python{version}")
    if not command or subprocess.run([command, "-m", "ensurepip", "--version"], env=environment, check=False,
                                     capture_output=True).returncode:  # fmt: skip
        return None
    return command, environment


def scripts(environment: Path) -> Path:
    """Return the folder of the commands of a virtual environment."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def try_offline(wheel: Path, folder: Path) -> None:
    """Have a teacher write a handout with wheels, and a laptop without a network install from it."""
    teacher, laptop = scripts(folder / "teacher"), scripts(folder / "laptop")
    venv.create(folder / "teacher", with_pip=True)
    call(teacher / "python", "-m", "pip", "install", "-q", "--no-deps", wheel, "packaging", folder=folder)
    said = call(teacher / "miniff-edu", "handout", "stick", "--wheels", folder=folder)
    print(said)
    stick = folder / "stick"
    files = list((stick / "wheels").glob("*.whl"))
    print(f"{len(files)} wheels, {sum(file.stat().st_size for file in files) / 1e6:.0f} MB")
    assert not [file.name for file in files if file.name.startswith(("nvidia", "triton", "cuda"))]
    venv.create(folder / "laptop", with_pip=True)
    no_network = alone(PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1")
    (line,) = {line.strip() for line in said.splitlines() if "--no-index" in line}
    python, *words = line.replace('"', "").split()
    assert (stick / "README.md").read_text(encoding="utf-8").count(line) == 1
    call(laptop / python, *words, "-q", folder=stick, env=no_network)
    print(call(laptop / "miniff-edu", "check", folder=stick, env=alone()))
    execute = ("-m", "nbconvert", "--execute", "--to", "notebook", "--output", folder / "run.ipynb", CHAPTER)
    call(laptop / "python", *execute, folder=stick, env=alone())
    cells = json.loads((folder / "run.ipynb").read_text(encoding="utf-8"))["cells"]
    assert sum(bool(cell.get("outputs")) for cell in cells) > 10
    again = ("install", "-q", "--no-index", "--no-deps", "--force-reinstall", wheel)
    call(laptop / "python", "-m", "pip", *again, folder=folder, env=no_network)
    call(laptop / "miniff-edu", "handout", "another", folder=folder, env=alone())
    same_files(stick, folder / "another")
    answer = "from miniff_edu import exercises; exercises.sign('Ada'); exercises.check('1.2', 'b')"
    call(laptop / "python", "-c", answer, folder=folder / "another", env=alone())
    assert "Ada" in call(laptop / "miniff-edu", "collect", "another", folder=folder, env=alone())


def same_files(first: Path, second: Path) -> None:
    """Raise unless two handouts hold the same, but for wheels and what a computer has built."""
    known = json.loads((first / ".handout.json").read_text(encoding="utf-8"))
    assert known == json.loads((second / ".handout.json").read_text(encoding="utf-8"))
    assert len(known) > 200


def try_alone(version: str, wheel: Path, folder: Path) -> None:
    """Have the wheel without all that it needs write a handout, on another Python, and say that torch is missing."""
    found = other_python(version)
    if found is None:
        print(f"Python {version}: NOT TRIED, there is none on this computer")
        return
    command, environment = found
    call(command, "-m", "venv", folder / version, folder=folder, env=environment)
    python = scripts(folder / version)
    call(python / "python", "-m", "pip", "install", "-q", "--no-index", "--no-deps", wheel, folder=folder)
    call(python / "miniff-edu", "handout", f"handout-{version}", folder=folder, env=alone())
    same_files(folder / f"handout-{version}", folder / "stick")
    said = call(python / "miniff-edu", "check", folder=folder, env=alone(), expected=1)
    (line,) = [line for line in said.splitlines() if "package torch" in line]
    assert line.startswith("FAILED   package torch: is not installed; needs >=2.4"), line
    print(f"Python {version}: handout is the same; {line}")


def main() -> int:
    """Try it all; return an exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
        try_offline(wheel, folder)
        for version in OTHERS:
            try_alone(version, wheel, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
