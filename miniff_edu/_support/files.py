"""Where the package lies, and the folder that it is developed in. In: nothing. Out: paths.

Whatever asks for the place of a file asks here: a path counted from some module's own file goes astray when that moves.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parent  # with book/ and pyproject.toml in it; where the library is installed, it has neither


def chapter_number(path: Path) -> int:
    """Return the number with which the file name of a chapter begins: 7 for ``07-some-title.ipynb``."""
    digits = path.name.partition("-")[0]
    if not digits.isdecimal():
        raise ValueError(f"path is {path.name}; expected the name of a chapter, NN-title, such as 07-forces.ipynb.")
    return int(digits)
