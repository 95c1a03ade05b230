"""Telling a student something. In: words. Out: the same words on whatever console there is."""

from __future__ import annotations

import sys


def tell(text: str) -> None:
    """Print `text`; what the console cannot show (an umlaut, a sign, on a Windows code page) is shown by its number."""
    try:
        print(text)
    except UnicodeEncodeError:
        encoding = getattr(sys.stdout, "encoding", None) or "ascii"
        print(text.encode(encoding, "backslashreplace").decode(encoding))
