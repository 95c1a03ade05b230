"""Install the class server into a folder that is kept between runs, and test it there. Needs root, npm and a network.

Usage: python server/ci.py [options of pytest]

Without root or npm it says so and stops; with CI=true that is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from class_server import what_is_missing
from install import PYTHON, CannotInstall, install

FOLDER = Path(os.environ.get("MINIFF_CLASS", "/var/cache/miniff_class"))
TESTS = Path(__file__).resolve().parent / "tests"
BENCHMARK = TESTS.parent.parent / "benchmarks" / "classroom.py"


def main() -> int:
    """Install what is not up to date, run the tests and a benchmark of two students; return an exit code."""
    if reason := what_is_missing():
        print(f"The class server is not tested: {reason}.")
        return 1 if os.environ.get("CI") == "true" else 0
    try:
        install(FOLDER, PYTHON, test=True)
    except CannotInstall as error:
        print(f"Cannot install the class server: {error}")
        return 1
    python = FOLDER / "hub" / "bin" / "python"
    environment = {**os.environ, "MINIFF_CLASS": str(FOLDER)}
    code = subprocess.call([python, "-m", "pytest", *(sys.argv[1:] or ["-q"]), TESTS], env=environment)
    return code or subprocess.call([python, BENCHMARK, "--quick"], env=environment)


if __name__ == "__main__":
    sys.exit(main())
