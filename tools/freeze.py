"""Write constraints.txt: the versions that are installed in this environment, and with which the tests have passed.

Usage: .venv/bin/python tools/freeze.py

Run it after the tests have passed in an environment with new versions, and commit the result.
"""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"
HEADER = """\
# What was tested, exactly. Written by tools/freeze.py; the package itself asks for ranges (pyproject.toml).
"""
NOT_OURS = {"miniff-edu", "pip", "setuptools", "wheel"}


def main() -> None:
    """Write the names and versions of all installed distributions, without local labels such as +cpu."""
    found = {re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): d.version.partition("+")[0] for d in distributions()}
    lines = [f"{name}=={version}\n" for name, version in sorted(found.items()) if name not in NOT_OURS]
    CONSTRAINTS.write_text(HEADER + "".join(lines), encoding="utf-8", newline="\n")
    print(f"{CONSTRAINTS.name}: {len(lines)} packages")


if __name__ == "__main__":
    main()
