"""Accounts are made once, their passwords stay, homes are closed, and all of it can be removed."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import class_users
import handout
import install
import pytest
from class_server import ClassServer
from client import Student

from conftest import FOLDER

OF: dict[str, Any] = {"group": f"mfu{os.getpid() % 100_000:05d}", "prefix": f"mfu{os.getpid() % 100_000:05d}-"}


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Path]:
    """Return the list of two accounts, which are removed afterwards."""
    path = tmp_path / "passwords.txt"
    try:
        assert class_users.add(2, path, **OF) == 2
        yield path
    finally:
        class_users.remove(path, **OF)


def test_accounts_are_made_once(accounts: Path) -> None:
    before = accounts.read_text()
    assert accounts.stat().st_mode & 0o777 == 0o600
    assert class_users.add(2, accounts, **OF) == 0
    assert accounts.read_text() == before
    assert class_users.add(3, accounts, **OF) == 1
    assert accounts.read_text().startswith(before)
    assert len(set(class_users.read_list(accounts).values())) == 3
    for name in class_users.students(**OF):
        user = pwd.getpwnam(name)
        assert user.pw_shell.endswith("nologin")
        assert Path(user.pw_dir).stat().st_mode & 0o777 == 0o700


def test_accounts_of_others_are_left_alone(accounts: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not in the group other, so not ours"):
        class_users.add(2, tmp_path / "other.txt", group="other", prefix=OF["prefix"])
    assert class_users.students(group="root", prefix="") == ["root"]
    assert class_users.students(group="root") == []
    with pytest.raises(ValueError, match=r"no password in .*lost\.txt"):
        class_users.add(2, tmp_path / "lost.txt", **OF)
    with pytest.raises(ValueError, match="expected 1 to 999"):
        class_users.add(0, accounts, **OF)


def test_collecting_follows_no_links(accounts: Path, tmp_path: Path) -> None:
    first, second = class_users.students(**OF)
    home, other = Path(pwd.getpwnam(first).pw_dir), Path(pwd.getpwnam(second).pw_dir)
    (home / "work.ipynb").write_text("done")
    os.chown(home / "work.ipynb", pwd.getpwnam(first).pw_uid, -1)
    (other / "work.ipynb").symlink_to("/etc/shadow")
    assert class_users.collect("work.ipynb", tmp_path / "in", **OF) == [second]
    assert (tmp_path / "in" / first / "work.ipynb").read_text() == "done"
    assert not (tmp_path / "in" / second).exists()
    assert (tmp_path / "in").stat().st_mode & 0o777 == 0o700


def test_removing_leaves_nothing(accounts: Path) -> None:
    homes = [Path(pwd.getpwnam(name).pw_dir) for name in class_users.students(**OF)]
    assert class_users.remove(accounts, **OF) == 2
    assert class_users.students(**OF) == []
    assert not accounts.exists()
    assert not any(home.exists() for home in homes)
    assert class_users.remove(accounts, **OF) == 0


def test_who_is_not_in_the_group_is_not_let_in(server: ClassServer, accounts: Path) -> None:
    name, password = next(iter(class_users.read_list(accounts).items()))
    assert Student(server.url, name, password).login() == 403


def test_handout_never_overwrites(tmp_path: Path) -> None:
    source, home = tmp_path / "handout", tmp_path / "home"
    (source / "data").mkdir(parents=True)
    home.mkdir(mode=0o755)
    for name in ("a.ipynb", "b.ipynb", "c.ipynb", "data/d.csv"):
        (source / name).write_text("new")
    (home / "a.ipynb").write_text("my own")
    (home / "b.ipynb").symlink_to(tmp_path / "elsewhere")
    assert handout.hand_out(source, home) == ["c.ipynb", "data/d.csv"]
    assert (home / "a.ipynb").read_text() == "my own"
    assert not (tmp_path / "elsewhere").exists(), "a link is not followed"
    assert (home / "data" / "d.csv").read_text() == "new"
    assert home.stat().st_mode & 0o777 == 0o700
    assert handout.hand_out(source, home) == []


def test_installing_again_does_nothing() -> None:
    assert install.install(FOLDER, install.PYTHON, test=True) == []


def test_an_interpreter_that_students_cannot_run_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    python = tmp_path / "python3"
    python.symlink_to(install.PYTHON)
    copy = tmp_path / "copy"
    copy.write_bytes(install.PYTHON.resolve().read_bytes())
    copy.chmod(0o755)
    with pytest.raises(install.CannotInstall, match=r"other users may not enter .* Use the system's"):
        install.check_python(copy)
    with pytest.raises(install.CannotInstall, match="does not run"):
        install.check_python(tmp_path / "none")
    with pytest.raises(install.CannotInstall, match="no student could start a kernel"):
        install.check_folder(tmp_path / "class")
    assert install.check_python(install.PYTHON).startswith("3.")
