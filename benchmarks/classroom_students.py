"""One simulated student's visit to the class server, a whole class of them, and what they cost.

In: a class server with its accounts, and when everybody comes and how long they read. Out: the seconds that each has
waited, what went wrong, and the memory of their processes. Called by classroom.py.
"""

from __future__ import annotations

import json
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from class_server import ClassServer
from client import Kernel, Student, code_cells, source

CHAPTER = "01-toy-function-fitting.ipynb"
LONGEST = 900.0  # seconds for one student's visit, pauses included; then the run counts as failed
# What a student's answer to an exercise would run, after the chapter, in the same kernel.
CHECK = """
import json
from pathlib import Path
import numpy as np
from miniff_edu import exercises
def descriptor_matrix(r, n):
    return np.stack([r**i * np.exp(-r) for i in range(n)], axis=1)
exercises.check("1.3", descriptor_matrix)
noted = json.loads(Path("miniff_edu_progress.json").read_text())["exercises"]["1.3"]
assert noted["status"] == "correct", noted
"""


@dataclass(frozen=True)
class Pattern:
    """When students come, and how long they read: all within `arrive` seconds, `read` seconds for the chapter.

    With ``arrive=0`` everybody logs in at the same instant, and when all servers are up, opens the chapter at the same
    instant.
    """

    arrive: float = 0.0
    read: float = 0.0


@dataclass
class Visit:
    """What one student has met: seconds of waiting, and failures in words."""

    name: str
    start: float = 0.0  # from the login to the own server's first page
    chapter: float = 0.0  # from opening the chapter to the end of its last cell, without the pauses for reading
    slowest: float = 0.0  # the slowest cell
    put_off: int = 0  # how often the hub has asked to come back later
    failures: list[str] = field(default_factory=list)


@dataclass
class Class:
    """What a class has met, and cost."""

    visits: list[Visit]
    megabytes: list[float]  # each student's processes: proportional set size
    machine: float  # megabytes that the whole machine had less, per student
    client: float  # cores that the simulated students' side of the wire has kept busy
    others: float  # cores that programs have kept busy which have nothing to do with the class


def visit(
    server: ClassServer, name: str, pattern: Pattern, all_ready: threading.Barrier
) -> tuple[Visit, Kernel | None]:
    """Log in, run the chapter and the check, save; the kernel stays, as in a class."""
    seen, kernel = Visit(name), None
    chance = random.Random(name[-2:])  # the same pauses in each run
    time.sleep(chance.uniform(0, pattern.arrive))
    student = Student(server.url, name, server.passwords[name])
    try:
        began = time.monotonic()
        if (status := student.login()) != 200:
            raise RuntimeError(f"the login is answered with {status}")
        seen.put_off = student.start_server(timeout=LONGEST / 3)
        seen.start = time.monotonic() - began
        if not pattern.arrive:
            all_ready.wait(LONGEST / 2)
        opened, paused = time.monotonic(), 0.0
        notebook = student.read(CHAPTER)
        kernel = student.open_kernel(CHAPTER)
        cells = code_cells(notebook)
        for cell in cells:
            if pattern.read:
                pause = chance.uniform(0.5, 1.5) * pattern.read / len(cells)
                time.sleep(pause)
                paused += pause
            cell_began = time.monotonic()
            result = kernel.execute(source(cell), timeout=LONGEST / 3)
            seen.slowest = max(seen.slowest, time.monotonic() - cell_began)
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": result.text}]
            if result.error:
                raise RuntimeError(f"{result.error} in:\n{source(cell)}")
        seen.chapter = time.monotonic() - opened - paused
        if error := kernel.execute(CHECK).error:
            raise RuntimeError(f"the check says: {error}")
        notebook["cells"][0]["source"] = marker(name)
        student.save(CHAPTER, notebook)
    except Exception as error:  # whatever it is, it is this student's failure, and the others go on
        seen.failures.append(f"{name}: {type(error).__name__}: {error}")
        all_ready.abort()
    return seen, kernel


def code_count(notebook: Path) -> int:
    """Return how many code cells a notebook has."""
    return len(code_cells(json.loads(notebook.read_text(encoding="utf-8"))))


def marker(name: str) -> str:
    """Return what a student writes into the notebook."""
    return f"Work of {name}"


def lost_saves(server: ClassServer) -> list[str]:
    """Read the notebooks of all accounts back, through a new login, and return who has lost the own work."""
    lost = []
    for name, password in server.passwords.items():
        student = Student(server.url, name, password)
        try:
            student.login()
            student.enter()
            kept = source(student.read(CHAPTER)["cells"][0]) == marker(name)
        except Exception as error:
            lost.append(f"{name}: {type(error).__name__}: {error}")
            continue
        if not kept:
            lost.append(f"{name}: the notebook does not hold what was saved")
    return lost


def memory(names: set[str]) -> dict[str, float]:
    """Return the megabytes (proportional set size) of all processes of each account."""
    found = dict.fromkeys(names, 0.0)
    for process in psutil.process_iter():
        try:
            if process.username() in names:
                found[process.username()] += process.memory_full_info().pss / 1e6
        except psutil.NoSuchProcess:
            continue
    return found


def busy_seconds() -> float:
    """Return the seconds that the cores of the machine have been busy since it started."""
    times = psutil.cpu_times()
    return times.user + times.nice + times.system


def class_seconds(server: ClassServer) -> float:
    """Return the seconds of a core that the hub, the proxy and all students' processes have taken so far."""
    total = 0.0
    for process in psutil.process_iter():
        try:
            if process.pid in (server.hub_pid, server.proxy_pid()) or process.username() in server.passwords:
                total += sum(process.cpu_times()[:4])  # with children that have ended
        except psutil.NoSuchProcess:
            continue
    return total


def hold(server: ClassServer, pattern: Pattern) -> Class:
    """Let all accounts of a server visit it; return what they have met."""
    names = sorted(server.passwords)
    barrier = threading.Barrier(len(names))
    results: list[tuple[Visit, Kernel | None]] = []
    before, began, cpu = psutil.virtual_memory().available, time.monotonic(), time.process_time()
    busy, ours = busy_seconds(), class_seconds(server)
    threads = [
        threading.Thread(target=lambda name=name: results.append(visit(server, name, pattern, barrier)), daemon=True)
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, began + LONGEST - time.monotonic()))
    seconds = time.monotonic() - began
    client = (time.process_time() - cpu) / seconds
    others = max(0.0, (busy_seconds() - busy - (class_seconds(server) - ours)) / seconds - client)
    machine = (before - psutil.virtual_memory().available) / 1e6 / len(names)
    megabytes = list(memory(set(names)).values())
    visits = [seen for seen, _ in results]
    late = set(names) - {seen.name for seen in visits}
    visits += [Visit(name, failures=[f"{name}: not finished after {LONGEST} s"]) for name in sorted(late)]
    for _, kernel in results:
        if kernel is not None:
            kernel.close()
    visits[0].failures += [f"lost: {line}" for line in lost_saves(server)]
    return Class(visits, megabytes, machine, client, others)
