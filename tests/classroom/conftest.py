"""Folders that many tests begin with, each made once. They are for reading: who writes in one makes a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from miniff_edu.classroom import handout, update
from miniff_edu.classroom.handout import files_of, make_handout

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for students, with solutions in its library, and without the built book."""
    folder = tmp_path_factory.mktemp("open")
    make_handout(folder)
    return folder


@pytest.fixture(scope="session")
def project_of_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project in which no book was built."""
    copy = tmp_path_factory.mktemp("texts") / "Kurs für Ada"
    for name in ("book/chapters", "miniff_edu"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture(scope="module")
def remembered() -> Callable[..., dict[str, bytes]]:
    """Return what says which files go into a handout, and works them out once for each project."""
    return cache(files_of)


@pytest.fixture
def same_project(monkeypatch: pytest.MonkeyPatch, remembered: Callable[..., dict[str, bytes]]) -> None:
    """For tests of what is done with files, in which no project changes: each is read once for all of them."""
    for module in (handout, update):
        monkeypatch.setattr(module, "files_of", remembered)
