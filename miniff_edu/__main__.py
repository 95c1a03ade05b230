"""What `python -m miniff_edu` runs."""

import os
import sys
from contextlib import suppress

if __name__ == "__main__":
    # `python -m` looks for modules in the current folder first, and a student's own random.py must not break the
    # command that would find it.
    with suppress(OSError):  # the current folder may have been deleted
        if sys.path[0] in ("", os.getcwd()):
            del sys.path[0]
    from miniff_edu.cli import main

    sys.exit(main())
