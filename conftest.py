"""How notebooks run under pytest: live widgets, no progress bars, no file of progress, whatever the shell has set.

What they print may differ from what is stored by one unit of the last digit of a number: see notebook_numbers.
"""

import os
import signal
import sys
from typing import Any

import pytest

pytest_plugins = ["notebook_numbers"]

# These take longest, so they begin first where two processes share the tests.
FIRST = (
    "tests/live",
    "tests/book/test_access",
    "tests/book/test_page",
    "book/chapters",
    "book/templates",
    "tests/book",
    "tests/classroom",
    "tests/toy",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file, and among the others, the order stays."""

    def rank(item: pytest.Item) -> int:
        # Not its path, which need not lie in this folder.
        return next((i for i, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST))

    items.sort(key=rank)


# A file of tests stays with one process; so do all files that share what takes long to start: JupyterLab in a page, the
# visit to all pages of the book.
BOOK = "tests/book/test_"
TOGETHER = {"tests/live/": "live", BOOK + "page": "visits", BOOK + "access": "visits", BOOK + "print": "visits"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests between processes by file, and by what files share."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            shared = (what for start, what in TOGETHER.items() if nodeid.startswith(start))
            return next(shared, super()._split_scope(nodeid))

    return Scheduling(config, log)


# Started by nohup, or as a background job of a script, a process ignores interruptions, and so do all that it starts;
# tests that interrupt something would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Where processes share the processors, threads of each would wait for those of the others. The book is built, and read
# in JupyterLab, with as many as there are.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# What Python has compiled is kept: the tests start many processes that import the same.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

os.environ.pop("MINIFF_EDU_STATIC", None)
os.environ["TQDM_DISABLE"] = "1"
os.environ["MINIFF_EDU_PROGRESS"] = "off"
