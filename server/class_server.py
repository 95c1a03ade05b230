"""A class server for a test: the installed recipe on free ports, with its own accounts, removed at the end.

In: a folder that install.py has filled. Out: an address, names and passwords. The settings are those of the recipe;
only ports, the group, and where the state is kept are others.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType

import class_users

START_SECONDS = 60
OVERRIDES = """
load_subconfig({config!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{ports[1]}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.JupyterHub.db_url = "sqlite:///{state}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = "{state}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = "{state}/proxy.pid"
c.PAMAuthenticator.allowed_groups = {{{group!r}}}
{more}
"""


def what_is_missing() -> str:
    """Return what a class server needs and this machine does not have; empty if there is all of it."""
    if os.name != "posix" or os.geteuid() != 0:
        return "it must be run as root: it makes users of the system, and JupyterHub starts their servers"
    missing = [name for name in ("npm", "node", "useradd", "chpasswd", "setpriv") if shutil.which(name) is None]
    return f"not found: {', '.join(missing)}" if missing else ""


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for found in sockets:
            found.bind(("127.0.0.1", 0))
        return [found.getsockname()[1] for found in sockets]
    finally:
        for found in sockets:
            found.close()


class ClassServer:
    """A hub with its proxy and its accounts; ``with ClassServer(...) as server`` starts it and clears everything away.

    Parameters
    ----------
    folder : Path
        What install.py has filled.
    count : int
        How many accounts to make.
    more : str, optional
        Further lines of configuration.
    """

    def __init__(self, folder: Path, count: int, more: str = "") -> None:
        self.folder, self.count, self.more = folder, count, more
        self.mark = secrets.token_hex(3)
        self.group, self.prefix = f"mfe{self.mark}", f"mfe{self.mark}-"
        self.state = Path(tempfile.mkdtemp(prefix="class_server_"))
        self.ports = free_ports(3)
        self.url = f"http://127.0.0.1:{self.ports[0]}"
        self.hub: subprocess.Popen[bytes] | None = None
        self.passwords: dict[str, str] = {}

    def __enter__(self) -> ClassServer:
        config = OVERRIDES.format(
            config=str(self.folder / "jupyterhub_config.py"),
            ports=self.ports,
            state=self.state,
            group=self.group,
            more=self.more,
        )
        # A request to end becomes an exception, so that the accounts are removed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        (self.state / "config.py").write_text(config, encoding="utf-8")
        try:
            class_users.add(self.count, self.state / "passwords.txt", group=self.group, prefix=self.prefix)
            self.passwords = class_users.read_list(self.state / "passwords.txt")
            self.start()
        except BaseException:
            self.clear()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    @property
    def log(self) -> str:
        """What the hub has written so far."""
        return (self.state / "hub.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start the hub, and wait until it answers."""
        with (self.state / "hub.log").open("ab") as log:
            command = [str(self.folder / "hub" / "bin" / "jupyterhub"), "-f", str(self.state / "config.py")]
            # In a group of its own: a Ctrl-C is for the test, which then clears away.
            self.hub = subprocess.Popen(
                command, cwd=self.state, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.hub.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/hub/api", timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"the hub did not start within {START_SECONDS} s; its log ends:\n{self.log[-3000:]}")

    @property
    def hub_pid(self) -> int:
        """The process of the hub."""
        assert self.hub is not None
        return self.hub.pid

    def kill_hub(self) -> None:
        """Let the hub die without a chance to clear away."""
        assert self.hub is not None
        self.hub.kill()
        self.hub.wait()

    def proxy_pid(self) -> int:
        """Return the process of the proxy, 0 if there is none."""
        try:
            return int((self.state / "proxy.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def clear(self) -> None:
        """End the hub, the proxy and all that the accounts run; remove the accounts, their homes and the state."""
        if self.hub is not None and self.hub.poll() is None:
            self.hub.terminate()
            try:
                self.hub.wait(20)
            except subprocess.TimeoutExpired:
                self.kill_hub()
        if proxy := self.proxy_pid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(proxy, signal.SIGTERM)
        class_users.remove(self.state / "passwords.txt", group=self.group, prefix=self.prefix)
        shutil.rmtree(self.state, ignore_errors=True)
