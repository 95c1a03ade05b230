"""Copy the handout into a home, never over a file that is there. The hub runs this under the student's own name.

Usage: python handout.py SOURCE HOME
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def hand_out(source: Path, home: Path) -> list[str]:
    """Copy what is missing, close the home to others, and return the names of the copies.

    Parameters
    ----------
    source : Path
        A folder of files, and of folders of files.
    home : Path
        The student's folder. Whatever bears the name of a file of the handout stays as it is.

    Returns
    -------
    list of str
        Names of the files that were copied.
    """
    os.chmod(home, 0o700)
    copied = []
    for file in sorted(file for file in source.rglob("*") if file.is_file()):
        name = file.relative_to(source)
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            with (home / name).open("xb") as copy:  # "x": only if there is nothing of that name
                copy.write(file.read_bytes())
        except FileExistsError:
            continue
        copied.append(str(name))
    return copied


if __name__ == "__main__":
    os.umask(0o077)
    print(*hand_out(Path(sys.argv[1]), Path(sys.argv[2])), sep="\n")
