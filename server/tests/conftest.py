"""One class server for all tests, and two students with running servers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from class_server import ClassServer, what_is_missing
from client import Student

FOLDER = Path(os.environ.get("MINIFF_CLASS", "/opt/miniff_class"))
CHAPTER = "01-toy-function-fitting.ipynb"


@pytest.fixture(scope="session", autouse=True)
def machine() -> None:
    """Skip all where the machine has no means; fail where CI should have them."""
    reason = what_is_missing()
    if not reason and not (FOLDER / "installed.json").exists():
        reason = f"nothing is installed in {FOLDER}: run server/install.py {FOLDER} --test"
    if reason:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def server(machine: None) -> Iterator[ClassServer]:
    """Return the recipe at work on free ports, with three accounts."""
    with ClassServer(FOLDER, 3) as running:
        yield running


def enter(server: ClassServer, number: int) -> Student:
    """Log in one of the accounts, and start its server."""
    name = f"{server.prefix}{number:02d}"
    student = Student(server.url, name, server.passwords[name])
    assert student.login() == 200
    student.start_server()
    return student


@pytest.fixture(scope="session")
def anna(server: ClassServer) -> Student:
    """Return a student whose server runs."""
    return enter(server, 1)


@pytest.fixture(scope="session")
def boris(server: ClassServer) -> Student:
    """Return another one."""
    return enter(server, 2)
