"""A student as a program: logs in to a class server, starts a server, opens notebooks and runs their cells.

In: the address of the hub, a name and a password. Out: what a browser would get. For the tests and the benchmark; it
speaks HTTP like a browser (cookies, XSRF tokens) and the kernels' WebSocket protocol.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import quote, urlsplit

import requests
import websocket

WAIT = 60.0  # seconds for one request


@dataclass
class Result:
    """What a cell has given: its text, and its error, empty where there was none."""

    text: str = ""
    error: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)


class Kernel:
    """A running kernel of a student, reached through the proxy."""

    def __init__(self, student: Student, kernel_id: str) -> None:
        self.student, self.kernel_id, self.session = student, kernel_id, uuid.uuid4().hex
        address = urlsplit(student.hub)
        cookies = student.cookies_for(f"/user/{student.name}/")
        self.socket = websocket.create_connection(
            f"ws://{address.netloc}/user/{quote(student.name)}/api/kernels/{kernel_id}/channels?session_id={self.session}",
            cookie="; ".join(f"{name}={value}" for name, value in cookies.items()),
            origin=student.hub,
            timeout=WAIT,
        )

    def execute(self, code: str, *, timeout: float = 120) -> Result:
        """Run code and wait until the kernel has finished with it.

        Raises
        ------
        TimeoutError
            If that takes longer than `timeout` seconds.
        """
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
        header |= {"username": self.student.name, "session": self.session, "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.socket.send(json.dumps(message))
        deadline, result, waiting = time.monotonic() + timeout, Result(), {"execute_reply", "idle"}
        while waiting:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{self.student.name}: a cell did not finish within {timeout} s:\n{code}")
            self.socket.settimeout(min(left, WAIT))
            try:
                data = self.socket.recv()
            except websocket.WebSocketTimeoutException:
                continue
            if not isinstance(data, str):
                continue  # pictures of widgets
            if not data:
                raise ConnectionError(f"{self.student.name}: the kernel has gone away during:\n{code}")
            answer = json.loads(data)
            if answer["parent_header"].get("msg_id") == header["msg_id"]:
                waiting -= self._take(answer, result)
        return result

    @staticmethod
    def _take(answer: dict[str, Any], result: Result) -> set[str]:
        """Add a message to the result, and return what need no longer be waited for."""
        kind, content = answer["msg_type"], answer["content"]
        if kind == "stream":
            result.text += content["text"]
        elif kind in ("execute_result", "display_data"):
            result.text += content["data"].get("text/plain", "")
        elif kind == "error":
            result.error = f"{content['ename']}: {content['evalue']}"
        if kind in ("stream", "execute_result", "display_data", "error"):
            result.outputs.append({"output_type": kind, **content})
        return {"execute_reply"} if kind == "execute_reply" else {content.get("execution_state", "")}

    def close(self) -> None:
        """Let go of the connection; the kernel goes on."""
        self.socket.close()


class Student:
    """Somebody who talks to the hub and to the own server."""

    def __init__(self, hub: str, name: str, password: str) -> None:
        self.hub, self.name, self.password = hub.rstrip("/"), name, password
        self.http = requests.Session()
        self.home = f"/user/{quote(name)}"

    def cookies_for(self, path: str) -> dict[str, str]:
        """Return the cookies that belong to a path, those of longer paths first in line."""
        cookies: CookieJar = self.http.cookies
        jar = sorted(cookies, key=lambda cookie: len(cookie.path))
        return {cookie.name: cookie.value or "" for cookie in jar if path.startswith(cookie.path)}

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request with the XSRF token that belongs to the path."""
        headers = {"X-XSRFToken": self.cookies_for(path).get("_xsrf", ""), "Referer": self.hub + path}
        return self.http.request(method, self.hub + path, headers=headers, timeout=WAIT, **options)

    def login(self) -> int:
        """Fill in the form of the login page, and return the status: 200 when let in, 403 when not."""
        self.ask("GET", "/hub/login")
        form = {"username": self.name, "password": self.password, "_xsrf": self.cookies_for("/hub/")["_xsrf"]}
        answer = self.ask("POST", "/hub/login", data=form, allow_redirects=False)
        return 200 if answer.status_code == 302 else answer.status_code

    def start_server(self, *, timeout: float = 180) -> int:
        """Start the own server, enter it, and return how often the hub has asked to come back later.

        Raises
        ------
        RuntimeError
            If the server does not start.
        """
        deadline, put_off = time.monotonic() + timeout, 0
        self.ask("GET", "/hub/home")  # it brings the token for what follows
        api = f"/hub/api/users/{quote(self.name)}"
        while True:
            answer = self.ask("POST", f"{api}/server")
            if answer.status_code != 429:
                break
            put_off += 1
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: asked to come back later for {timeout} s")
            time.sleep(2)
        if answer.status_code not in (201, 202) and "already running" not in answer.text:
            raise RuntimeError(f"{self.name}: the server does not start: {answer.status_code} {answer.text[:300]}")
        while time.monotonic() < deadline:
            server = self.ask("GET", api).json()["servers"].get("", {})
            if server.get("ready"):
                self.enter()
                return put_off
            if not server.get("pending"):
                break
            time.sleep(0.5)
        raise RuntimeError(f"{self.name}: the server did not start within {timeout} s")

    def enter(self) -> None:
        """Open the own server's first page: the hub lets it know who this is."""
        self.ask("GET", f"{self.home}/lab").raise_for_status()

    def stop_server(self, *, timeout: float = 60) -> None:
        """Stop the own server, and wait until it has stopped."""
        api, deadline = f"/hub/api/users/{quote(self.name)}", time.monotonic() + timeout
        self.ask("DELETE", f"{api}/server").raise_for_status()
        while self.ask("GET", api).json()["servers"]:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: the server did not stop within {timeout} s")
            time.sleep(0.2)

    def read(self, path: str) -> dict[str, Any]:
        """Open a notebook and return it."""
        answer = self.ask("GET", f"{self.home}/api/contents/{quote(path)}")
        answer.raise_for_status()
        return answer.json()["content"]

    def save(self, path: str, notebook: dict[str, Any]) -> None:
        """Save a notebook."""
        body = {"type": "notebook", "format": "json", "content": notebook}
        self.ask("PUT", f"{self.home}/api/contents/{quote(path)}", json=body).raise_for_status()

    def open_kernel(self, path: str) -> Kernel:
        """Start a kernel for a notebook, as JupyterLab does, and connect to it."""
        body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        answer = self.ask("POST", f"{self.home}/api/sessions", json=body)
        answer.raise_for_status()
        return Kernel(self, answer.json()["kernel"]["id"])


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the code cells of a notebook."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def source(cell: dict[str, Any]) -> str:
    """Return the code of a cell."""
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
