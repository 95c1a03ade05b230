"""One thread for small problems. In: whether a problem is small. Out: a context in which torch and numpy use one.

Sharing a small matrix out among threads takes longer than working on it, and where another program keeps a core busy
(a laptop, a class on one server) the threads wait for each other: ten times longer and more. One thread also adds
numbers up in the same order on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

import torch
from threadpoolctl import ThreadpoolController

_libraries = ThreadpoolController()
_lock = Lock()
_inside = 0
_restore = ExitStack()


@contextmanager
def one_thread(is_small: bool = True) -> Iterator[None]:
    """Let torch and numpy's BLAS use a single thread inside, and as many as before afterwards.

    The numbers of threads belong to the whole process. So where several contexts overlap (a fit in a cell, another one
    in a laboratory), the first one in sets them and the last one out puts them back.
    """
    global _inside
    if not is_small:
        yield
        return
    with _lock:
        if _inside == 0:
            _restore.callback(torch.set_num_threads, torch.get_num_threads())
            _restore.enter_context(_libraries.limit(limits=1, user_api="blas"))
        torch.set_num_threads(1)  # in every thread: torch keeps a number for each
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _restore.close()
