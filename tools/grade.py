"""Grade chapter 1 with nbgrader itself, in a virtual environment of its own. First run `tools/run.py test` once.

Usage: python tools/grade.py [options of pytest]

The README's two commands need none of this. Students' code runs in .venv, where miniff_edu is, and nbgrader in
.venv-nbgrader.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
FOLDER = ROOT / ".venv-nbgrader"
TESTS = ROOT / "tests" / "nbgrader"
PACKAGES = ["nbgrader>=0.9.5,<0.10"]


def set_up() -> None:
    """Make the virtual environment, unless it is there with what is asked for."""
    stamp, wanted = FOLDER / "installed.txt", "\n".join(PACKAGES)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    venv.create(FOLDER, clear=True, with_pip=True)
    install = [str(FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *PACKAGES], check=True)
    stamp.write_text(wanted, encoding="utf-8")


def main() -> int:
    """Set nbgrader up, and run the tests; return an exit code."""
    if not PYTHON.exists():
        print(f"There is no {PYTHON}. Run this first: python tools/run.py test")
        return 1
    set_up()
    environment = {**os.environ, "NBGRADER_BIN": str(FOLDER / "bin")}
    return subprocess.call([str(PYTHON), "-m", "pytest", *(sys.argv[1:] or ["-q"]), str(TESTS)], env=environment)


if __name__ == "__main__":
    sys.exit(main())
