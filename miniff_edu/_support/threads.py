"""One thread for small problems. In: whether a problem is small. Out: a context in which torch and numpy use one.

Sharing a small matrix out among threads takes longer than working on it, and where another program keeps a core busy
(a laptop, a class on one server) the threads wait for each other: ten times longer and more. One thread also adds
numbers up in the same order on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

import torch
from threadpoolctl import ThreadpoolController

# Those that are loaded by now: numpy's, at least. What comes later (scipy brings its own) is no concern of a fit.
_libraries = ThreadpoolController().select(user_api="blas").lib_controllers
_lock = Lock()
_inside = 0  # contexts open in all threads together
_before: list[int] = []  # numbers of threads of torch and of each library, before the first of them
_here = local()  # and how many of them are open in this thread


@contextmanager
def one_thread(is_small: bool = True) -> Iterator[None]:
    """Let torch and numpy's BLAS use a single thread inside, and as many as before afterwards.

    Contexts may overlap (a fit in a cell, another one in a laboratory) and may end in any order. Torch has one number
    for each thread, and a new thread takes over the one that was set last; some builds of OpenBLAS have one for the
    whole process and listen to the main thread only. So each thread puts all numbers back when its outermost context
    ends, to what they were before the first one anywhere began. Another thread that is still inside may then get
    several threads in BLAS: that costs time, and nothing else.
    """
    if not is_small:
        yield
        return
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _inside
    with _lock:
        if _inside == 0:
            _before[:] = [torch.get_num_threads(), *(library.get_num_threads() for library in _libraries)]
        _inside += 1
        _here.depth = getattr(_here, "depth", 0) + 1
        _set([1] * len(_before))


def _leave() -> None:
    global _inside
    with _lock:
        _inside -= 1
        _here.depth -= 1
        if _here.depth == 0:
            _set(_before)


def _set(numbers: list[int]) -> None:
    torch.set_num_threads(numbers[0])
    for library, number in zip(_libraries, numbers[1:], strict=True):
        library.set_num_threads(number)
