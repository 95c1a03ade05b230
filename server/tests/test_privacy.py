"""What one student may not see or touch of another: tried through the hub, and from an own kernel."""

import copy
import os
import signal
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import pytest
import websocket
from class_server import ClassServer
from client import Kernel, Student

from conftest import CHAPTER


@pytest.fixture(scope="module")
def spy(boris: Student) -> Iterator[Kernel]:
    """Return a kernel of the student who would like to know."""
    kernel = boris.open_kernel("spy.ipynb")
    yield kernel
    kernel.close()


@pytest.fixture(scope="module")
def victim(anna: Student) -> Iterator[Kernel]:
    """Return a kernel of the student who has something to hide."""
    kernel = anna.open_kernel("secret.ipynb")
    kernel.execute("open('secret.txt', 'w').write('my results')")
    yield kernel
    kernel.close()


@pytest.mark.parametrize(
    "path", ["/lab", "/api/contents/", f"/api/contents/{CHAPTER}", "/files/secret.txt", "/api/kernels"]
)
def test_not_through_the_hub(anna: Student, boris: Student, victim: Kernel, path: str) -> None:
    assert boris.ask("GET", anna.home + path).status_code in (403, 404)
    assert "my results" not in boris.ask("GET", anna.home + path).text


def test_not_by_the_hub_s_api(anna: Student, boris: Student) -> None:
    api = f"/hub/api/users/{anna.name}"
    assert boris.ask("GET", api).status_code in (403, 404)
    assert boris.ask("DELETE", f"{api}/server").status_code in (403, 404)
    assert boris.ask("POST", f"{api}/tokens").status_code in (403, 404)
    assert boris.ask("GET", "/hub/api/users").status_code == 403
    assert boris.ask("GET", "/hub/admin").status_code == 403


def test_not_into_the_other_s_kernel(anna: Student, boris: Student, victim: Kernel) -> None:
    assert boris.ask("POST", f"{anna.home}/api/kernels").status_code in (403, 404)
    pretender = Student(boris.hub, anna.name, "")  # at the other's address, with the own cookies
    own: CookieJar = boris.http.cookies
    for cookie in map(copy.copy, own):
        cookie.path = cookie.path.replace(boris.home, anna.home)
        pretender.http.cookies.set_cookie(cookie)
    assert pretender.cookies_for(f"{anna.home}/")
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        Kernel(pretender, victim.kernel_id)


@pytest.mark.parametrize(
    "code",
    [
        "open('{home}/secret.txt')",
        "open('{home}/secret.txt', 'w')",
        f"open('{{home}}/{CHAPTER}')",
        "os.listdir('{home}')",
        "os.listdir('{home}/.local/share/jupyter/runtime')",
        "open('/proc/{process}/environ')",
        "open('/proc/{process}/mem')",
        "os.listdir('/proc/{process}/fd')",
        "os.kill({process}, 0)",
        "os.listdir('{state}')",
        "open('{state}/passwords.txt')",
    ],
)
def test_not_from_an_own_kernel(server: ClassServer, anna: Student, victim: Kernel, spy: Kernel, code: str) -> None:
    process = next(p.pid for p in psutil.process_iter() if p.username() == anna.name)
    home = os.path.expanduser(f"~{anna.name}")
    result = spy.execute("import os; " + code.format(home=home, process=process, state=server.state))
    assert "PermissionError" in result.error, result


def test_passwords_and_state_are_root_s(server: ClassServer) -> None:
    assert server.state.stat().st_mode & 0o077 == 0
    assert (server.state / "passwords.txt").stat().st_mode & 0o777 == 0o600
    assert (server.state / "cookie_secret").stat().st_mode & 0o077 == 0


def test_nobody_listens_in(server: ClassServer, anna: Student, victim: Kernel, spy: Kernel) -> None:
    """A kernel that talks over a port publishes its outputs to every user of the machine: try all the other's."""
    mine = [p for p in psutil.process_iter() if p.username() == anna.name]
    ports = sorted({c.laddr.port for p in mine for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN})
    listen = (
        "import zmq, time\n"
        "context = zmq.Context.instance(); socket = context.socket(zmq.SUB); socket.subscribe(b'')\n"
        f"for port in {ports}: socket.connect(f'tcp://127.0.0.1:{{port}}')\n"
        "time.sleep(1)"
    )
    assert spy.execute(listen).error == ""
    assert victim.execute("print('my results')").text == "my results\n"
    assert spy.execute("print(socket.poll(1500)); socket.close(0)").text == "0\n"


def test_the_ear_would_hear(spy: Kernel) -> None:
    """The same attempt on a kernel over a port succeeds: the test above would notice."""
    code = (
        "import zmq, time\n"
        "from jupyter_client import KernelManager\n"
        "manager = KernelManager(transport='tcp', transport_encryption='disabled'); manager.start_kernel()\n"
        "client = manager.client(); client.start_channels(); client.wait_for_ready(30)\n"
        "socket = zmq.Context.instance().socket(zmq.SUB); socket.subscribe(b'')\n"
        "socket.connect(f'tcp://127.0.0.1:{manager.iopub_port}'); time.sleep(1)\n"
        "client.execute(\"print('my results')\"); print(socket.poll(5000))\n"
        "socket.close(0); client.stop_channels(); manager.shutdown_kernel(now=True)"
    )
    result = spy.execute(code)
    assert result.error == ""
    assert result.text.endswith("\n1\n") or result.text == "1\n", result.text


def test_not_past_the_proxy(server: ClassServer, anna: Student, boris: Student, victim: Kernel, spy: Kernel) -> None:
    """A kernel can reach the other's server and the proxy's own door directly; neither opens."""
    mine = [p for p in psutil.process_iter() if p.username() == anna.name and "singleuser" in " ".join(p.cmdline())]
    ports = {c.laddr.port for p in mine for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert ports
    doors = [f"http://127.0.0.1:{port}{anna.home}/api/contents/secret.txt" for port in ports]
    doors += [f"http://127.0.0.1:{server.ports[2]}/api/routes", f"http://127.0.0.1:{server.ports[1]}/hub/api/users"]
    code = (
        "import os, urllib.request, urllib.error\n"
        "def knock(door, **headers):\n"
        "    try: return urllib.request.urlopen(urllib.request.Request(door, headers=headers)).status\n"
        "    except urllib.error.HTTPError as error: return error.code\n"
        f"for door in {doors}:\n"
        "    print(knock(door), knock(door, Authorization='token ' + os.environ['JUPYTERHUB_API_TOKEN']))"
    )
    result = spy.execute(code)
    assert result.error == ""
    statuses = set(result.text.split())
    assert statuses <= {"401", "403", "404"}, result.text


def test_the_own_processes_can_be_ended_only(anna: Student, spy: Kernel, victim: Kernel) -> None:
    process = next(p for p in psutil.process_iter() if p.username() == anna.name)
    assert "PermissionError" in spy.execute(f"os.kill({process.pid}, {int(signal.SIGKILL)})").error
    assert process.is_running()


def test_what_students_write_elsewhere_is_closed_too(spy: Kernel, victim: Kernel) -> None:
    path = victim.execute(
        "import tempfile, os; f = tempfile.mkdtemp(); open(f + '/x', 'w').close(); print(f)"
    ).text.strip()
    plain = Path(path).with_name(Path(path).name + ".txt")
    victim.execute(f"open('{plain}', 'w').write('my results')")
    assert "PermissionError" in spy.execute(f"os.listdir('{path}')").error
    assert "PermissionError" in spy.execute(f"open('{plain}')").error
    victim.execute(f"os.remove('{plain}'); os.remove('{path}/x'); os.rmdir('{path}')")
