"""The class server does what book/teaching/server.md promises: logins, chapters, limits, and nothing lost."""

import os
import time
from pathlib import Path

import psutil
import pytest
from class_server import ClassServer
from client import Student, code_cells, source

from conftest import CHAPTER, FOLDER, enter


def number_of(server: ClassServer, student: Student) -> int:
    """Return the process of a student's server."""
    found = [p.pid for p in psutil.process_iter() if p.username() == student.name and p.ppid() == server.hub_pid]
    (number,) = found
    return number


def nothing_runs(student: Student) -> bool:
    """Return whether all processes of a student have ended; kernels notice within seconds that a server is gone."""
    deadline = time.monotonic() + 10
    while any(p.username() == student.name and p.status() != psutil.STATUS_ZOMBIE for p in psutil.process_iter()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def test_wrong_password_is_refused(server: ClassServer) -> None:
    name = f"{server.prefix}03"
    assert Student(server.url, name, "wrong").login() == 403
    assert Student(server.url, "nobody", "").login() == 403
    assert Student(server.url, name, server.passwords[name]).login() == 200


def test_without_a_login_there_is_nothing(server: ClassServer, anna: Student) -> None:
    stranger = Student(server.url, anna.name, "")
    assert stranger.ask("GET", f"{anna.home}/api/contents/").status_code == 403
    assert stranger.ask("GET", f"/hub/api/users/{anna.name}").status_code == 403
    assert "Sign in" in stranger.ask("GET", f"{anna.home}/lab").text


def test_chapter_runs_from_the_handout(anna: Student) -> None:
    kernel = anna.open_kernel(CHAPTER)
    results = [kernel.execute(source(cell)) for cell in code_cells(anna.read(CHAPTER))]
    kernel.close()
    assert [result.error for result in results if result.error] == []
    assert len(results) > 20
    assert "largest difference from numpy's weights: 0.000000" in "".join(result.text for result in results)


def test_kernel_is_the_class_environment(anna: Student) -> None:
    kernel = anna.open_kernel("environment.ipynb")
    kernel.execute("import os, sys, torch, miniff_edu")
    code = "print(sys.prefix, miniff_edu.__file__, torch.get_num_threads(), os.getcwd())"
    prefix, file, threads, folder = kernel.execute(code).text.split()
    assert prefix == str(FOLDER / "class")
    assert file.startswith(prefix), "a copy, not the checkout"
    assert threads == "1"
    assert folder == os.path.expanduser(f"~{anna.name}")
    assert "hello" in kernel.execute("!echo hello").text, "accounts without a login shell have a shell in the notebook"
    kernel.close()


def test_sliders_can_be_shown(anna: Student) -> None:
    assert "@jupyter-widgets/jupyterlab-manager" in anna.ask("GET", f"{anna.home}/lab").text


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import numpy; x = numpy.ones((2000, 1000, 1000))", "MemoryError"),
        ("x = []\nwhile True: x.append(bytearray(10_000_000))", "MemoryError"),
        ("import torch; x = torch.ones(2_000_000_000)", "RuntimeError: [enforce fail at alloc_cpu.cpp"),
    ],
    ids=["numpy", "bit by bit", "torch"],
)
def test_too_much_memory_is_an_error_in_the_own_notebook(anna: Student, boris: Student, code: str, error: str) -> None:
    greedy, other = anna.open_kernel("greedy.ipynb"), boris.open_kernel("other.ipynb")
    other.execute("y = 41")
    greedy.execute("kept = 5")
    assert error in greedy.execute(code).error
    assert greedy.execute("x = None; print(kept)").text == "5\n", "the kernel has survived"
    assert other.execute("print(y + 1)").text == "42\n"
    greedy.close()
    other.close()


def test_too_many_processes_stop_at_the_limit(anna: Student, boris: Student) -> None:
    greedy = anna.open_kernel("greedy.ipynb")
    greedy.execute("import subprocess, threading; some = []; end = threading.Event()")
    greedy.execute("kept = 5")
    more = "for i in range(400): some.append(subprocess.Popen(['sleep', '60']))"
    assert "BlockingIOError" in greedy.execute(more).error
    assert 100 < int(greedy.execute("print(len(some))").text) < 200
    thread = greedy.execute("threading.Thread(target=end.wait).start()")
    assert "can't start new thread" in thread.error, "processes and threads share one limit"
    other = boris.open_kernel("fresh.ipynb")
    assert other.execute("print(42)").text == "42\n", "another student's new kernel starts"
    other.close()
    greedy.execute("for process in some: process.kill(); process.wait()")
    assert greedy.execute("subprocess.run(['true']); print(kept)").text == "5\n"
    greedy.close()


def test_limits_cannot_be_raised(anna: Student) -> None:
    kernel = anna.open_kernel("limits.ipynb")
    kernel.execute("import os, resource as r")
    for name in ("DATA", "NPROC", "FSIZE", "CORE"):
        most = kernel.execute(f"print(r.getrlimit(r.RLIMIT_{name})[1])").text
        assert 0 <= int(most) < 2**31
        raised = kernel.execute(f"r.setrlimit(r.RLIMIT_{name}, ({most}, {most.strip()} + 1))")
        assert "not allowed to raise maximum limit" in raised.error
    too_large = "with open('large', 'wb') as file:\n    for i in range(300): file.write(bytes(1_000_000))"
    assert "File too large" in kernel.execute(too_large).error
    kernel.execute("os.remove('large')")
    assert "PermissionError" in kernel.execute("os.setpriority(os.PRIO_PROCESS, 0, 0)").error
    assert kernel.execute("print(os.nice(0), open('/proc/self/oom_score_adj').read())").text.split() == ["5", "500"]
    kernel.close()


def test_no_terminals(anna: Student) -> None:
    assert anna.ask("POST", f"{anna.home}/api/terminals").status_code == 404


def test_everything_listens_on_this_machine_only(server: ClassServer, anna: Student) -> None:
    kernel = anna.open_kernel("listen.ipynb")
    kernel.execute("1")
    processes = [psutil.Process(server.hub_pid), psutil.Process(server.proxy_pid())]
    processes += [p for p in psutil.process_iter() if p.username() in server.passwords]
    processes += processes[0].children(recursive=True)
    addresses = {c.laddr for p in processes for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert {address.ip for address in addresses} == {"127.0.0.1"}
    assert set(server.ports) <= {address.port for address in addresses}
    kernel.close()


def test_work_is_there_after_a_stop_and_the_handout_leaves_it_alone(anna: Student) -> None:
    notebook = anna.read(CHAPTER)
    notebook["cells"][0]["source"] = "my own words"
    anna.save(CHAPTER, notebook)
    kept = Path(os.path.expanduser(f"~{anna.name}"))
    (kept / "02-descriptors.ipynb").unlink()
    anna.stop_server()
    assert nothing_runs(anna), "a stop ends the kernels too"
    anna.start_server()
    assert anna.read(CHAPTER)["cells"][0]["source"] == "my own words"
    assert (kept / "02-descriptors.ipynb").exists(), "what is missing is handed out again"
    assert (kept / CHAPTER).stat().st_mode & 0o077 == 0
    assert kept.stat().st_mode & 0o777 == 0o700


def test_servers_survive_the_death_of_the_hub(server: ClassServer, anna: Student, boris: Student) -> None:
    kernel, process = anna.open_kernel("survivor.ipynb"), number_of(server, anna)
    kernel.execute("x = 41")
    culler = [
        p for p in psutil.Process(server.hub_pid).children(recursive=True) if "jupyterhub_idle_culler" in p.cmdline()
    ]
    assert culler
    server.kill_hub()
    assert kernel.execute("x += 1; print(x)").text == "42\n", "without a hub, an open notebook goes on"
    anna.save("written-without-hub.ipynb", {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    assert not psutil.wait_procs(culler, timeout=10)[1], "what the hub had started for itself is gone"
    kernel.close()
    server.start()
    assert psutil.Process(process).username() == anna.name, "the server has never stopped"
    assert anna.ask("GET", f"/hub/api/users/{anna.name}").json()["servers"][""]["ready"], "the hub has found it again"
    again = anna.open_kernel("survivor.ipynb")
    assert again.kernel_id == kernel.kernel_id
    assert again.execute("print(x)").text == "42\n"
    again.close()
    assert anna.read("written-without-hub.ipynb")["cells"] == []
    assert boris.read(CHAPTER)["cells"]
    anna.stop_server()
    anna.start_server()


def test_unused_servers_are_ended_and_lose_nothing() -> None:
    more = 'c.JupyterHub.services[0]["command"][-1:] = ["--timeout=3", "--cull-every=1"]'
    more += "\nc.JupyterHub.last_activity_interval = 2"
    with ClassServer(FOLDER, 1, more) as server:
        student = enter(server, 1)
        notebook = student.read(CHAPTER)
        notebook["cells"][0]["source"] = "before the pause"
        student.save(CHAPTER, notebook)
        deadline = time.monotonic() + 40
        while student.ask("GET", f"/hub/api/users/{student.name}").json()["servers"]:
            assert time.monotonic() < deadline, "nobody uses it, and yet it runs"
            time.sleep(0.5)
        saved = Path(os.path.expanduser(f"~{student.name}"), CHAPTER).read_text(encoding="utf-8")
        assert "before the pause" in saved
