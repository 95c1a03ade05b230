"""Try something that may fail in any way. In: a check. Out: its findings; an error or a crash becomes one of them.

A check in a process of its own cannot take the others with it: not by an illegal instruction, not by two copies of
OpenMP, not by what it prints. It runs without a network, which proves that none is needed.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from .remedy import FAILURE, Diagnosis, blamed, install_all, own_words, remedy

Check = Callable[[], "Diagnosis | list[Diagnosis]"]

PROCESS_SECONDS = 180  # a first import of torch takes a minute from a slow disk under the eyes of a virus scanner
NETWORK_EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}


def guarded(name: str, check: Check) -> list[Diagnosis]:
    """Run a check; give its findings a name where they have none, and turn an error into a finding."""
    try:
        found = check()
    except Exception as error:
        found = Diagnosis(FAILURE, own_words(error), remedy(error))
    return [blamed(replace(f, name=f.name or name)) for f in (found if isinstance(found, list) else [found])]


def isolated(check: Check) -> Diagnosis:
    """Run a check, a function of a module, in a process of its own that has no network.

    Parameters
    ----------
    check : callable
        Takes nothing and returns one finding. The process imports it by its name.

    Returns
    -------
    Diagnosis
        That of the check. Where the process crashed, hung or said nothing: a failure with its last words.
    """
    # The path is handed on, so that the process finds what this one finds, and nothing in the current folder.
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import answer; answer{_address(check)!r}"
    environment = {**os.environ, "TQDM_DISABLE": "1", "PYTHONIOENCODING": "utf-8"}
    try:
        process = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROCESS_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Diagnosis(FAILURE, f"has not ended within {PROCESS_SECONDS} s", install_all())
    lines = process.stdout.decode("utf-8", "replace").splitlines()
    if process.returncode == 0 and lines:
        return Diagnosis(**json.loads(lines[-1]))
    last = process.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    found = ": ".join([f"crashed, its process ended with code {process.returncode}", *last])
    return Diagnosis(FAILURE, found, install_all())


def _address(check: Check) -> tuple[str, str]:
    function: Any = check
    return function.__module__, function.__qualname__


def answer(module: str, name: str) -> None:
    """Do what :func:`isolated` asks for, inside the new process: run a check and print its finding."""
    sys.addaudithook(refuse_network)
    finding = guarded("", lambda: getattr(importlib.import_module(module), name)())[0]
    print("\n" + json.dumps(asdict(finding)), flush=True)
    os._exit(0)  # what a library does on leaving (threads, sockets) is no longer part of the check


def refuse_network(event: str, arguments: tuple) -> None:
    """Raise a ``ConnectionError`` when something in this process wants to talk to another machine (an audit hook)."""
    if event not in NETWORK_EVENTS:
        return
    address = arguments[NETWORK_EVENTS[event]]
    host = address[0] if isinstance(address, tuple) else address if event.startswith("socket.get") else None
    host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not host or host in ("localhost", "::1", "0.0.0.0", socket.gethostname()) or host.startswith("127."):
        return
    raise ConnectionError(f"something wants to talk to {host}; this check runs without a network")
