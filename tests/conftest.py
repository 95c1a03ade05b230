"""What several tests need: small datasets, and a browser."""

import os
from collections.abc import Iterator

import pytest
import torch
from hypothesis import settings

from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.exercises.engine import record
from miniff_edu.toy.targets import toy_function

# A busy machine is no fault of a test: what hangs is stopped by the limit of all tests.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def kernel_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let ``monkeypatch.chdir`` stand for a new kernel in that folder; ``os.chdir`` is what ``%cd`` does in one."""
    go = monkeypatch.chdir

    def begin_in(path: str | os.PathLike[str]) -> None:
        go(path)
        record.begin()

    monkeypatch.chdir = begin_in
    record.begin()
    yield
    del monkeypatch.chdir
    record.begin()  # what could not be written in a test does not wait for the next one


@pytest.fixture
def toy() -> Dataset:
    """Return chapter 1's dataset: 100 samples of the toy function, three descriptors, float64."""
    r = torch.linspace(0.1, 10, 100, dtype=torch.float64)
    features = PowerDecay(3)(r)[:, None, :]
    return Dataset(
        PerCellDataset(toy_function(r)[:, None]), PerPointDataset(features, torch.ones(100, 1, dtype=torch.float64))
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Return a headless Chromium without a network; skip where there is none, fail where CI should have one."""
    from browser import find_chromium, open_browser

    if find_chromium() is None:
        reason = "no Chromium found: install Debian's package chromium-headless-shell, or set CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)  # on a busy machine pages take their time
    with open_browser() as opened:
        yield opened
