"""What `python -m miniff_edu` runs. Any Python can read this file, so an old one is told so, and not by a traceback."""

import os
import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - from a folder with the code, `python` may be anything
        remedy = "py -3 -m venv env" if os.name == "nt" else "python3.11 -m venv env"
        print("FAILED   Python: " + sys.version.split()[0] + "; needs 3.11 or newer  To mend it: " + remedy)
        sys.exit(1)
    from contextlib import suppress

    # `python -m` looks for modules in the current folder first, and a student's own random.py must not break the
    # command that would find it.
    with suppress(OSError):  # the current folder may have been deleted
        if sys.path[0] in ("", os.getcwd()):
            del sys.path[0]
    from miniff_edu.classroom.cli import main

    sys.exit(main())
