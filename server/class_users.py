"""Make the accounts of a class, collect what they have done, and remove them again.

Usage, as root:
    class_users.py add 30                       student-01 ... student-30, passwords in passwords.txt
    class_users.py collect 01-toy-function-fitting.ipynb collected
    class_users.py remove --yes                 the accounts and their homes

An account is a user of the system in the group miniff-class, without a login shell, with a home that only it can read.
"""

from __future__ import annotations

import argparse
import grp
import os
import pwd
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

GROUP, PREFIX, LIST = "miniff-class", "student-", Path("passwords.txt")
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def make_password() -> str:
    """Return three groups of four characters: 60 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def students(group: str = GROUP, prefix: str = PREFIX) -> list[str]:
    """Return the names of the accounts that this script has made: those of the prefix whose own group is `group`."""
    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError:
        return []
    return sorted(user.pw_name for user in pwd.getpwall() if user.pw_gid == number and user.pw_name.startswith(prefix))


def read_list(path: Path) -> dict[str, str]:
    """Return the passwords of the list by name."""
    if not path.exists():
        return {}
    return dict(line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def write_list(path: Path, passwords: dict[str, str]) -> None:
    """Write the list so that nobody else can read it, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{name} {password}\n" for name, password in passwords.items())
    fresh.replace(path)


def run(*command: str, text: str | None = None) -> None:
    """Run a tool of the system; its complaint is ours."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    result = subprocess.run(
        command, input=text, text=True, capture_output=True, check=False, env={**os.environ, "PATH": path}
    )
    if result.returncode:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr.strip()}")


def add(count: int, list_file: Path, *, group: str = GROUP, prefix: str = PREFIX, homes: Path = Path("/home")) -> int:
    """Make the accounts that are missing, write their passwords to the list, and return how many were made.

    Parameters
    ----------
    count : int
        How many accounts there shall be: prefix01 to prefix<count>.
    list_file : Path
        Names and passwords, one account a line, mode 0600. Accounts that exist keep theirs.
    group, prefix : str, optional
        The group of all accounts, and how their names begin.
    homes : Path, optional
        Where the homes go.

    Raises
    ------
    ValueError
        Where a name belongs to somebody else, or an account's password is not on the list.
    """
    if not 1 <= count <= 999:
        raise ValueError(f"count is {count}; expected 1 to 999 accounts")
    names = [f"{prefix}{number:02d}" for number in range(1, count + 1)]
    passwords, ours = read_list(list_file), set(students(group, prefix))
    taken = {user.pw_name for user in pwd.getpwall()}
    if strangers := [name for name in names if name in taken - ours]:
        raise ValueError(f"{', '.join(strangers)}: not in the group {group}, so not ours. Try another --prefix.")
    if lost := [name for name in names if name in ours and name not in passwords]:
        raise ValueError(
            f"{', '.join(lost)}: no password in {list_file}. Name the list that was used before with --list, or set a"
            f" password (passwd {lost[0]}) and add a line with name and password."
        )
    run("groupadd", "--force", group)
    missing = [name for name in names if name not in ours]
    # The list first: if this is interrupted, there is no account without a line.
    passwords.update({name: passwords.get(name) or make_password() for name in missing})
    write_list(list_file, passwords)
    for name in missing:
        home = homes / name
        options = ["--create-home", "--home-dir", str(home), "--key", "HOME_MODE=0700", "--no-user-group"]
        run("useradd", *options, "--gid", group, "--shell", "/usr/sbin/nologin", name)
        home.chmod(0o700)
        run("chpasswd", text=f"{name}:{passwords[name]}\n")
    return len(missing)


def end_processes(names: list[str]) -> None:
    """End all processes of these accounts, so that the accounts can be removed."""
    numbers = {pwd.getpwnam(name).pw_uid for name in names}
    for _ in range(100):
        alive = False
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if folder.stat().st_uid in numbers and "\nState:\tZ" not in (folder / "status").read_text():
                    alive = True
                    os.kill(int(folder.name), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                continue
        if not alive:
            return
        time.sleep(0.05)


def remove(list_file: Path, *, group: str = GROUP, prefix: str = PREFIX) -> int:
    """Remove all accounts with their homes, the group and the list, and return how many accounts there were."""
    names = students(group, prefix)
    end_processes(names)
    for name in names:
        subprocess.run(["userdel", "--remove", name], capture_output=True, check=False)  # it complains of no mail
    if left := students(group, prefix):
        raise RuntimeError(f"still there: {', '.join(left)}")
    if names:
        run("groupdel", group)
    list_file.unlink(missing_ok=True)
    return len(names)


def collect(file: str, folder: Path, *, group: str = GROUP, prefix: str = PREFIX) -> list[str]:
    """Copy one file of every home to ``folder/<name>/<file>``, and return the names of those who do not have it.

    Each file is read as its student, so that a link in a home leads nowhere that the student could not go.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = []
    for name in students(group, prefix):
        user = pwd.getpwnam(name)
        result = subprocess.run(
            ["cat", "--", file],
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            cwd=user.pw_dir,
            capture_output=True,
            check=False,
            timeout=60,
        )
        if result.returncode:
            missing.append(name)
            continue
        target = folder / name / Path(file).name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        target.write_bytes(result.stdout)
    return missing


def main() -> int:
    """Do what was asked for; return an exit code."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb_add, verb_collect, verb_remove = (verbs.add_parser(name) for name in ("add", "collect", "remove"))
    for verb in (verb_add, verb_collect, verb_remove):
        verb.add_argument("--group", default=GROUP)
        verb.add_argument("--prefix", default=PREFIX)
    for verb in (verb_add, verb_remove):
        verb.add_argument("--list", type=Path, default=LIST, dest="list_file")
    verb_add.add_argument("count", type=int)
    verb_collect.add_argument("file")
    verb_collect.add_argument("folder", type=Path)
    verb_remove.add_argument("--yes", action="store_true", help="really delete the homes and all work in them")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        print("This makes users of the system, so it must be run as root. Try: sudo ...", file=sys.stderr)
        return 1
    of = {"group": arguments.group, "prefix": arguments.prefix}
    try:
        if arguments.verb == "add":
            made = add(arguments.count, arguments.list_file, **of)
            print(f"{made} accounts made; names and passwords are in {arguments.list_file.absolute()}")
        elif arguments.verb == "collect":
            missing = collect(arguments.file, arguments.folder, **of)
            print(f"Collected in {arguments.folder.absolute()}. Without this file: {', '.join(missing) or 'nobody'}")
        elif not arguments.yes:
            names = students(**of)
            print(f"Would delete {len(names)} accounts and all work in their homes: {', '.join(names)}. Add --yes.")
        else:
            print(f"{remove(arguments.list_file, **of)} accounts removed")
    except (RuntimeError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
