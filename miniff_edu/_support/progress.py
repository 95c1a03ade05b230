"""Progress bars that leave nothing behind. In: what to go through. Out: the same, with a bar after a second.

In a terminal tqdm wipes its line. A notebook cannot wipe what was written to stderr: an empty pink strip is left above
the result. There the bar is an output of its own instead, which is replaced by nothing at the end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import uuid4

from tqdm import tqdm

Item = TypeVar("Item")


def progress(items: Iterable[Item], desc: str, unit: str, total: int | None = None) -> tqdm[Item]:
    """Go through items; from the first second on a bar says how far.

    Parameters
    ----------
    items : iterable
        What to go through.
    desc, unit : str
        What is done, and to what.
    total : int, optional
        How many there are, where ``len(items)`` does not tell.

    Returns
    -------
    tqdm
    """
    file = _Output() if in_notebook() else None
    return tqdm(items, desc=desc, unit=unit, total=total, delay=1, leave=False, file=file)


def in_notebook() -> bool:
    """Tell whether this process is the kernel of a notebook; nothing is imported to find out."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None


class _Output:
    """A file whose last line is an output of the running cell; a blank line takes the output away."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.name = uuid4().hex
        self.is_shown = False

    def write(self, text: str) -> None:
        line = text.rsplit("\r", 1)[-1].rstrip() or text.replace("\r", "").rstrip()
        if line or self.is_shown:
            self._show({"text/plain": line} if line else {})

    def flush(self) -> None:
        """Do nothing: each line is sent at once."""

    def _show(self, data: dict[str, Any]) -> None:
        from IPython.display import publish_display_data

        publish_display_data(data, transient={"display_id": self.name}, update=self.is_shown)
        self.is_shown = True
