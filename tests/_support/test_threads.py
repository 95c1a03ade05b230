"""Small problems run on one thread, and nobody is left with one thread afterwards."""

import threading
from collections.abc import Callable, Iterator

import pytest
import torch
from threadpoolctl import threadpool_info

from miniff_edu._support.threads import one_thread


def numbers() -> tuple[int, ...]:
    """Return the number of threads of torch in this thread, and of numpy's BLAS (others may bring one of their own)."""
    blas = [info for info in threadpool_info() if info["user_api"] == "blas"]
    return torch.get_num_threads(), *(info["num_threads"] for info in blas if "numpy" in info["filepath"])


def ones() -> tuple[int, ...]:
    return (1,) * len(numbers())


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    """Let torch use two, also where a machine has a single core."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


class Elsewhere:
    """A thread that enters the context when told, and leaves it when told."""

    def __init__(self) -> None:
        self.entered, self.go, self.seen = threading.Event(), threading.Event(), []
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()
        assert self.entered.wait(10)

    def work(self) -> None:
        with one_thread():
            self.seen.append(numbers()[0])
            self.entered.set()
            self.go.wait(10)
            self.seen.append(numbers()[0])
        self.seen.append(numbers()[0])

    def leave(self) -> None:
        self.go.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


def in_a_new_thread(function: Callable[[], object]) -> object:
    result: list[object] = []
    thread = threading.Thread(target=lambda: result.append(function()), daemon=True)
    thread.start()
    thread.join(10)
    return result[0]


def test_one_inside_and_as_before_outside() -> None:
    before = numbers()
    assert before[0] == 2
    with one_thread():
        assert numbers() == ones()
        with one_thread():
            assert numbers() == ones()
        assert numbers() == ones(), "the inner one must not end the outer one"
    assert numbers() == before


def test_large_problems_are_left_alone() -> None:
    before = numbers()
    with one_thread(is_small=False):
        assert numbers() == before


def test_an_error_puts_them_back() -> None:
    before = numbers()
    with pytest.raises(KeyError), one_thread():
        raise KeyError("inside")
    assert numbers() == before


def test_overlap_in_two_threads_the_second_ends_first() -> None:
    before = numbers()
    with one_thread():
        other = Elsewhere()
        other.leave()
        assert numbers()[0] == 1
    assert other.seen == [1, 1, 2]
    assert numbers() == before == in_a_new_thread(numbers)


def test_overlap_in_two_threads_the_first_ends_first() -> None:
    before = numbers()
    with one_thread():
        other = Elsewhere()
    assert numbers() == before, "this thread has its numbers back, though another one is still inside"
    other.leave()
    assert other.seen == [1, 1, 2]
    assert numbers() == before == in_a_new_thread(numbers)


def test_overlap_that_began_elsewhere() -> None:
    before = numbers()
    other = Elsewhere()
    with one_thread():
        other.leave()
        assert numbers()[0] == 1
    assert numbers() == before == in_a_new_thread(numbers)
