"""Run the tests that need other people's servers and tools, each in a virtual environment of its own.

Usage: python tools/outside.py {nbgrader} [options of pytest]

The README's two commands need none of this. `tools/run.py test` must have run before: students' code runs in .venv.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
# What is installed, and where. The versions are ranges, as everywhere; upgrade by removing the folder.
PACKAGES = {"nbgrader": ["nbgrader>=0.9.5,<0.10"]}


def set_up(name: str) -> Path:
    """Make the virtual environment of this name unless it is there; return its folder."""
    folder = ROOT / f".venv-{name}"
    stamp = folder / "installed.txt"
    wanted = "\n".join(PACKAGES[name])
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(folder, clear=True, with_pip=True)
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *PACKAGES[name]], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return folder


def main() -> int:
    """Set up what the named tests need, and run them."""
    if len(sys.argv) < 2 or sys.argv[1] not in PACKAGES:
        print(__doc__)
        return 2
    name, options = sys.argv[1], sys.argv[2:]
    if not PYTHON.exists():
        print(f"There is no {PYTHON}. Run this first: python tools/run.py test")
        return 1
    environment = {**os.environ, "MINIFF_EDU_OUTSIDE": str(set_up(name))}
    tests = str(ROOT / "tests" / "outside" / f"test_{name}.py")
    command = [str(PYTHON), "-m", "pytest", "--rootdir", str(ROOT), tests, *options]
    return subprocess.call(command, cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
