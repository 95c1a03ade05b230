"""The check of an environment: it finds what is really broken, says how to mend it, and never falls over itself."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import tomllib
import venv
from pathlib import Path

import pytest

from miniff_edu.classroom import cli
from miniff_edu.classroom.check import doctor
from miniff_edu.classroom.check import guard as _guard
from miniff_edu.classroom.check import remedy as _remedy
from miniff_edu.classroom.check import trials as _trials
from miniff_edu.classroom.check.guard import guarded, isolated
from miniff_edu.classroom.check.remedy import FAILURE, OK, WARNING, Diagnosis

ROOT = Path(__file__).parents[3]
NAMES = list(doctor.CHECKS)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
on_posix = pytest.mark.skipif(os.name == "nt", reason="makes links and runs commands of a POSIX shell")


def run(
    folder: Path,
    *options: str,
    python: str = sys.executable,
    path: tuple = (),
    source: Path = ROOT,
    inside: tuple = (),
    **environment: str,
):
    """Run `python -m miniff_edu check` in `folder`, with `path` in front of what Python finds, `inside` a command."""
    search = os.pathsep.join(map(str, [*path, source]))
    return subprocess.run(
        [*inside, python, "-m", "miniff_edu", "check", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": search, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def run_some(folder: Path, names: tuple[str, ...], first: str = "pass") -> subprocess.CompletedProcess:
    """Run the command with a few of its checks, which is quicker than all, after a line of Python."""
    code = "import os, runpy, sys; del sys.path[0]; from miniff_edu.classroom.check import doctor; "
    code += f"doctor.CHECKS = {{name: doctor.CHECKS[name] for name in {names}}}; {first}; "
    code += "sys.path.insert(0, ''); sys.argv = ['', 'check']; "  # what `python -m` begins with
    code += "runpy.run_module('miniff_edu', run_name='__main__', alter_sys=True)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def findings(result: subprocess.CompletedProcess) -> dict[str, dict]:
    assert result.stderr == ""
    return {check["name"]: check for check in json.loads(result.stdout)["checks"]}


def failures(checks: dict[str, dict]) -> set[str]:
    failed = {name for name, check in checks.items() if check["status"] == FAILURE}
    assert all(checks[name]["command"] for name in failed), "every failure says how to mend it"
    return failed


def in_new_process(
    folder: Path,
    check: str,
    *,
    python: str = sys.executable,
    path: tuple = (),
    installed: tuple = (),
    **environment: str,
) -> list[Diagnosis]:
    """Run a single check as `run` would, which is quicker than all of them.

    The folders `installed` come first too, but no variable names them.
    """
    code = f"import dataclasses, json, sys; sys.path[:1] = {[str(folder) for folder in installed]}; "
    code += "from miniff_edu.classroom.check import doctor; "
    code += f"found = doctor.guarded({check!r}, doctor.CHECKS[{check!r}]); "
    code += "print(json.dumps([dataclasses.asdict(f) for f in found]))"
    search = os.pathsep.join(map(str, [*path, ROOT]))
    environment = {**os.environ, "PYTHONPATH": search, **environment}
    command = [python, "-c", code]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    return [Diagnosis(**finding) for finding in json.loads(result.stdout)]


def shell(command: str, folder: Path, **environment: str) -> None:
    """Do what a reader does: paste a command into a terminal."""
    subprocess.run(command, shell=True, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=True)


# A healthy environment


def without_network() -> tuple[str, ...]:
    """Return the command that runs another one where only this machine answers; nothing where a system has none."""
    alone = ("unshare", "--net", "--map-root-user", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    possible = (
        shutil.which("unshare") and not subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    )
    return alone if possible else ()


def test_nothing_fails_here(tmp_path: Path) -> None:
    """Without a network, wherever the system lets a process have one of its own."""
    result = run(tmp_path, inside=without_network())
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    lines = result.stdout.splitlines()
    found = [re.match(r"(\w+) +([\w ]+): ", line) for line in lines[1 : lines.index("")]]
    assert all(match and match[1] in ("ok", "warning") for match in found), result.stdout
    shown = [match[2] for match in found]
    assert [name for name in shown if not name.startswith("package ")] == [
        *(name for name in NAMES if name != "packages"),
        "network",
    ]
    assert {"package torch", "package jupyterlab"} <= set(shown), "the extra `lab` too"
    for told in ("weights 1.000, -1.000, 1.000 in torch.float64", "a widget and a picture", "and is this Python"):
        assert told in result.stdout
    assert "Nothing failed: this computer is ready." in lines[lines.index("") + 1]
    assert not list(tmp_path.iterdir()), "nothing is left behind"


def test_all_that_the_library_imports_is_known() -> None:
    listed = {_remedy.name_of(line) for line in [*PROJECT["dependencies"], "jupyterlab"]}
    assert listed == set(_remedy.PACKAGES.values())


# Broken environments


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a Python that has no packages at all, not even pip."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False)
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def without(folder: Path, *names: str) -> Path:
    """Fill a folder with links to all installed packages but some."""
    folder.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not re.match(rf"({'|'.join(names)})\b|__editable__|.*\.pth$", path.name, re.IGNORECASE):
            (folder / path.name).symlink_to(path)
    return folder


def test_a_python_without_any_package(bare: str, tmp_path: Path) -> None:
    # The checkout itself may hold metadata (an egg-info folder, from an editable installation).
    source = tmp_path / "source"
    source.mkdir()
    (source / "miniff_edu").symlink_to(ROOT / "miniff_edu")
    result = run(tmp_path, python=bare, source=source)
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    lines = result.stdout.splitlines()
    failed = [line for line in lines if line.startswith("FAILED")]
    assert all(f"To mend it: {bare} -m pip install " in line for line in failed), result.stdout
    assert {"miniff_edu", "imports", "fit", "slider", "front end", "kernel", "memory"} <= {
        line.split(":")[0].removeprefix("FAILED").strip() for line in failed
    }
    assert "No module named 'numpy'" in result.stdout
    assert f"{len(failed)} of " in result.stdout
    todo = [line.partition(". ")[2] for line in lines if re.match(r" *\d+\. ", line)]
    assert len(todo) == len(set(todo)), "each command once"
    assert todo == [f"{bare} -m ensurepip", f"{bare} -m pip install -e '{ROOT}[lab]'"]
    assert lines[-1] == f"Then check again: {bare} -m miniff_edu check"


@pytest.mark.thorough
@on_posix
def test_torch_widgets_and_matplotlib_are_missing(bare: str, tmp_path: Path) -> None:
    packages = without(tmp_path / "packages", "torch", "ipywidgets", "matplotlib")
    checks = findings(result := run(tmp_path, "--json", python=bare, path=(packages,)))
    assert result.returncode == 1
    for name in ("torch", "ipywidgets", "matplotlib"):
        check = checks[f"package {name}"]
        assert check["found"].startswith("is not installed; needs ")
        assert f"{bare} -m pip install " in check["command"]
        assert name in check["command"]
    assert checks["package torch"]["command"].endswith(" -m pip install 'torch>=2.4'")
    assert checks["fit"]["command"] == checks["package torch"]["command"]
    assert "No module named 'torch'" in checks["fit"]["found"]
    assert checks["package numpy"]["status"] == checks["kernel"]["status"] == checks["memory"]["status"] == OK
    assert checks["network"]["status"] == WARNING
    assert {"imports", "fit", "slider", "front end"} <= failures(checks)


@pytest.mark.parametrize(
    ("name", "version", "command"),
    [("tqdm", "4.1", "'tqdm>=4.66'"), ("ipywidgets", "9.0.0", "'ipywidgets<9,>=8.1'"), ("jupyterlab", "5.0", "'")],
)
def test_a_version_outside_the_range(tmp_path: Path, name: str, version: str, command: str) -> None:
    packages = tmp_path / "packages"
    info = packages / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    checks = {f.name: f for f in in_new_process(tmp_path, "packages", installed=(packages,))}
    finding = checks.pop(f"package {name}")
    assert finding.status == FAILURE
    assert finding.found.startswith(f"{version}; needs ")
    assert command.replace("'", '"' if os.name == "nt" else "'") in finding.command
    assert {f.status for f in checks.values()} == {OK}


def test_damaged_metadata_stop_one_check_only(tmp_path: Path) -> None:
    info = tmp_path / "packages" / "tqdm-4.70.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: tqdm\nVersion: what?\n", encoding="utf-8")
    checks = {f.name: f for f in in_new_process(tmp_path, "packages", installed=(info.parent,))}
    assert [name for name, f in checks.items() if f.status == FAILURE] == ["package tqdm"]
    assert "what?" in checks["package tqdm"].found
    assert "tqdm" in checks["package tqdm"].command


def test_a_package_that_is_there_but_broken(tmp_path: Path) -> None:
    """As with a library that Windows cannot load: it is installed, and its import raises."""
    (tmp_path / "packages" / "torch").mkdir(parents=True)
    (tmp_path / "packages" / "torch" / "__init__.py").write_text(
        "raise ImportError('DLL load failed: \\u00fcber', name='torch')", encoding="utf-8"
    )
    (finding,) = in_new_process(tmp_path, "fit", installed=(tmp_path / "packages",))
    assert finding.found == "ImportError: DLL load failed: über"
    assert "--force-reinstall" in finding.command
    assert "torch>=2.4" in finding.command


def test_a_package_that_crashes_or_talks(tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    (packages / "torch.py").write_text(
        "import os, sys; print('chatter'); sys.stderr.write('OMP: Error #15\\n'); os.abort()"
    )
    (finding,) = in_new_process(tmp_path, "fit", installed=(packages,))
    assert finding.status == FAILURE
    assert re.fullmatch(r"crashed, its process ended with code -?\d+: OMP: Error #15", finding.found)
    assert finding.command == _remedy.install_all()


# The student's own folder


@pytest.mark.parametrize("name", ["torch.py", "random.py", "PIL/__init__.py", "argparse.py", "jinja2.py"])
def test_own_files_that_hide_packages(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("raise SystemExit('the student's own file was imported')", encoding="utf-8")
    (finding,) = in_new_process(tmp_path, "own files")
    top = tmp_path / name.split("/")[0]
    assert finding.status == FAILURE
    assert f"hides the package {top.stem} " in finding.found
    (tmp_path / f"my_{top.name}").write_text("in use already")
    (finding,) = in_new_process(tmp_path, "own files")
    shell(finding.command, tmp_path)
    assert in_new_process(tmp_path, "own files")[0].status == OK
    assert (tmp_path / f"my_{top.stem}1{top.suffix}").exists()
    assert (tmp_path / f"my_{top.name}").read_text() == "in use already"


@pytest.mark.parametrize(
    "names", [("own files", "packages", "imports"), pytest.param((), id="all", marks=pytest.mark.thorough)]
)
def test_own_files_do_not_disturb_the_check(tmp_path: Path, names: tuple[str, ...]) -> None:
    """A folder full of traps: each is named, and everything else is found to be well."""
    traps = ["torch", "random", "numpy", "tempfile", "json", "psutil", "packaging", "code", "socket"]
    for name in traps:
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('a trap')", encoding="utf-8")
    for name in ("test", "helpers", "my_fit"):
        (tmp_path / f"{name}.py").touch()
    result = run_some(tmp_path, names) if names else run(tmp_path)
    assert (result.returncode, result.stderr) == (1, "")
    failed = [line for line in result.stdout.splitlines() if line.startswith("FAILED")]
    assert [re.search(r"hides the package (\w+)", line)[1] for line in failed] == sorted(traps)
    assert result.stdout.count("To mend it: ") >= len(traps)


def test_the_library_does_not_hide_itself() -> None:
    (finding,) = in_new_process(ROOT, "own files")
    assert finding.status == OK


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    if os.name == "nt" or os.geteuid() == 0:  # whom permissions do not stop
        folder = Path("/proc")
        if not folder.exists():
            pytest.skip("found no folder in which this user cannot write")
    (finding,) = in_new_process(folder, "writing")
    assert finding.status == FAILURE
    assert f"notebooks cannot be saved in {folder}: " in finding.found
    assert finding.command == f"cd {Path.home()}"


@on_posix
def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    """The checks that look at it, one that is tried in a process of its own, and the command around them."""
    names = ("own files", "packages", "front end", "disk", "writing")
    result = run_some(tmp_path, names, first="os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')")
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    failed = [line for line in result.stdout.splitlines() if line.startswith("FAILED")]
    assert {line.split(":")[0].removeprefix("FAILED").strip() for line in failed} == {"own files", "disk", "writing"}
    assert all("To mend it: " in line for line in failed)


# Kernels


@pytest.fixture
def other_kernel(tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder for JUPYTER_PATH, and the file in it that says what the kernel python3 is."""
    folder = tmp_path / "jupyter"
    (folder / "kernels" / "python3").mkdir(parents=True)
    return folder, folder / "kernels" / "python3" / "kernel.json"


def write_kernel(file: Path, python: str) -> None:
    argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    file.write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}), encoding="utf-8")


@pytest.mark.thorough
def test_a_kernel_that_points_nowhere(tmp_path: Path, other_kernel: tuple) -> None:
    folder, file = other_kernel
    write_kernel(file, str(tmp_path / "removed" / "bin" / "python"))
    (finding,) = in_new_process(tmp_path, "kernel", JUPYTER_PATH=str(folder))
    assert finding.status == FAILURE
    assert "does not answer" in finding.found
    assert str(file.parent) in finding.found
    shell(finding.command, tmp_path, JUPYTER_PATH=str(folder))
    assert in_new_process(tmp_path, "kernel", JUPYTER_PATH=str(folder))[0].status == OK


@on_posix
def test_a_kernel_of_another_python(bare: str, tmp_path: Path, other_kernel: tuple) -> None:
    """It works, and is not the Python in which the packages were installed."""
    folder, file = other_kernel
    write_kernel(file, bare)
    paths = {"path": (without(tmp_path / "packages", "torch"),), "JUPYTER_PATH": str(folder)}
    (finding,) = in_new_process(tmp_path, "kernel", **paths)
    assert finding.status == FAILURE
    assert f"is another Python: {bare}, not {sys.executable}" in finding.found
    shell(finding.command, tmp_path, JUPYTER_PATH=str(folder))
    assert in_new_process(tmp_path, "kernel", **paths)[0].status == OK


@pytest.mark.thorough
def test_a_kernel_without_ipykernel(bare: str, tmp_path: Path, other_kernel: tuple) -> None:
    """It starts, and dies with words that are worth reading."""
    folder, file = other_kernel
    write_kernel(file, bare)
    (finding,) = in_new_process(tmp_path, "kernel", JUPYTER_PATH=str(folder))
    assert finding.status == FAILURE
    assert "No module named ipykernel_launcher" in finding.found
    assert "kernelspecapp remove -f python3" in finding.command


def test_a_kernel_that_is_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, other_kernel: tuple) -> None:
    folder, file = other_kernel
    argv = [sys.executable, "-c", "import time; time.sleep(60)"]
    file.write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(folder))
    monkeypatch.setattr(_trials, "KERNEL_SECONDS", 1)
    finding = _trials.check_kernel()
    assert finding.status == FAILURE
    assert "1 seconds" in finding.found
    assert "ipykernel" in finding.command


# Sliders, memory, disk, versions


def test_the_static_mode_is_left_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    finding = _trials.check_slider()
    assert finding.status == WARNING
    assert "MINIFF_EDU_STATIC" in finding.command


@on_posix
def test_the_front_end_of_the_sliders_is_missing(bare: str, tmp_path: Path) -> None:
    packages = without(tmp_path / "packages", "jupyterlab_widgets")
    (finding,) = in_new_process(tmp_path, "front end", python=bare, path=(packages,))
    assert finding.status == FAILURE
    assert finding.found.startswith("jupyterlab_widgets is not installed; needs ")
    assert "jupyterlab_widgets~=" in finding.command


@pytest.mark.thorough
@on_posix
def test_jupyterlab_does_not_find_the_front_end(bare: str, tmp_path: Path) -> None:
    """The package is there, and its files are not where JupyterLab of this environment looks."""
    packages = without(tmp_path / "packages", "torch")
    (finding,) = in_new_process(tmp_path, "front end", python=bare, path=(packages,))
    assert finding.status == FAILURE
    assert "--force-reinstall 'jupyterlab_widgets~=" in finding.command


@pytest.mark.parametrize(
    ("limit", "name", "status"),
    [("MEMORY_MB", "memory", FAILURE), ("COMFORT_MB", "memory", WARNING), ("DISK_MB", "disk", FAILURE)],
)
def test_too_little_of_it(monkeypatch: pytest.MonkeyPatch, limit: str, name: str, status: str) -> None:
    monkeypatch.setattr(doctor, limit, 10**12)
    (finding,) = guarded(name, doctor.CHECKS[name])
    assert finding.status == status
    assert "1000000000000 MB" in finding.found
    assert finding.command


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.9.2")
    finding = doctor.check_python()
    assert finding.status == FAILURE
    assert finding.found.startswith("3.9.2; needs >=3.11")
    assert " -m venv " in finding.command


def test_a_python_that_is_too_old_to_read_the_library() -> None:
    (oldest,) = re.findall(r"version_info < \((\d+, \d+)\)", (ROOT / "miniff_edu/__main__.py").read_text("utf-8"))
    assert f">={oldest.replace(', ', '.')}" == PROJECT["requires-python"]
    code = "import runpy, sys; sys.version_info = (3, 9); runpy.run_module('miniff_edu', run_name='__main__')"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "")
    assert re.fullmatch(r"FAILED   Python: .*; needs 3.11 or newer  To mend it: .* -m venv env\n", result.stdout)


def test_an_old_library_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(doctor, "__version__", "99.0")
    finding = doctor.check_installation()
    assert (finding.status, finding.command) == (WARNING, _remedy.install_all())


# The commands


def test_commands_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_remedy, "WINDOWS", True)
    monkeypatch.setattr(_remedy.sys, "executable", r"C:\Users\Jane Doe\env\python.exe")
    command = _remedy.install("ipywidgets<9,>=8.1")
    assert command == r'"C:\Users\Jane Doe\env\python.exe" -m pip install "ipywidgets<9,>=8.1"'
    monkeypatch.setattr(_remedy.sys, "executable", r"C:\env\python.exe")
    assert _remedy.install("torch") == r'C:\env\python.exe -m pip install "torch>=2.4"'


def test_commands_of_conda(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "conda-meta").mkdir()
    monkeypatch.setattr(_remedy.sys, "prefix", str(tmp_path))
    assert "pytorch-cpu>=2.4" in _remedy.install("torch", "pillow")
    assert " pillow>=10" in _remedy.install("torch", "pillow").replace("'", "")


@on_posix
def test_commands_for_the_python_of_a_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It refuses to install anything, so the packages go into an environment."""
    monkeypatch.setattr(_remedy.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(_remedy.sys, "prefix", sys.base_prefix)
    assert not _remedy.is_locked()
    (tmp_path / "EXTERNALLY-MANAGED").touch()
    assert _remedy.install("torch") == _remedy.install_all()
    assert _remedy.install_all().startswith(f"{sys.executable} -m venv env && env/bin/python -m pip install ")
    assert _remedy.check_again() == "env/bin/python -m miniff_edu check"


# The machinery


def broken_check() -> Diagnosis:
    raise ValueError("a sentence\n  on two lines, with an ü")


def curious_check() -> Diagnosis:
    import urllib.request

    urllib.request.urlopen("http://192.0.2.1/", timeout=5)
    return Diagnosis(OK, "talked to another machine")


def local_check() -> Diagnosis:
    """Talk to this machine, which is allowed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=server.accept, daemon=True).start()
        socket.create_connection(server.getsockname(), timeout=5).close()
    return Diagnosis(OK, "talked to this machine")


def endless_check() -> Diagnosis:
    threading.Event().wait()
    raise AssertionError


def test_a_check_that_raises_stops_no_other(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    checks = {"first": broken_check, "second": lambda: isolated(broken_check), "third": lambda: Diagnosis(OK, "fine")}
    monkeypatch.setattr(doctor, "CHECKS", checks)
    assert cli.main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"FAILED +first: ValueError: a sentence on two lines, with an ü  To mend it: \S.*", lines[1])
    assert lines[2] == lines[1].replace("first", "second")
    assert lines[3] == "ok       third: fine"


def test_the_network_is_cut_off() -> None:
    finding = isolated(curious_check)
    assert finding.status == FAILURE
    assert "something wants to talk to 192.0.2.1; this check runs without a network" in finding.found
    assert isolated(local_check).status == OK


def test_a_check_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_guard, "PROCESS_SECONDS", 2)
    finding = isolated(endless_check)
    assert (finding.status, finding.found) == (FAILURE, "has not ended within 2 s")
    assert finding.command


def test_consoles_that_know_few_letters(tmp_path: Path) -> None:
    """A folder with a name that an old Windows console cannot show."""
    folder = tmp_path / "Übung ψ"
    folder.mkdir()
    code = "from miniff_edu.classroom import cli; from miniff_edu.classroom.check import doctor; "
    code += "doctor.CHECKS = {'writing': doctor.check_writing}; cli.main(['check'])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"}
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert "Übung \\u03c8" in result.stdout.decode("cp1252")


def test_only_ascii_is_written_by_ourselves() -> None:
    package = ROOT / "miniff_edu"
    for path in [*(package / "classroom/check").glob("*.py"), package / "classroom/cli.py", package / "__main__.py"]:
        assert path.read_text(encoding="utf-8").isascii(), path.name


def test_json_is_for_a_teacher(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(doctor, "CHECKS", {"good": lambda: Diagnosis(OK, "fine"), "bad": broken_check})
    assert cli.main(["check", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["miniff_edu"] == doctor.__version__
    good, bad, _ = told["checks"]
    assert good == {"name": "good", "status": "ok", "found": "fine", "command": ""}
    assert bad["status"] == "failure"
    assert bad["command"]


def test_warnings_are_allowed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(doctor, "CHECKS", {"odd": lambda: Diagnosis(WARNING, "not quite", "do this")})
    assert cli.main(["check"]) == 0
    out = capsys.readouterr().out
    assert "warning  odd: not quite  To mend it: do this" in out
    assert "Nothing failed" in out
    assert "  1. do this" in out
    assert cli.main(["check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert {check["status"] for check in told["checks"]} == {WARNING}


def test_control_c_ends_it_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    def interrupted() -> Diagnosis:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "CHECKS", {"slow": interrupted})
    assert cli.main(["check"]) == 130
    assert capsys.readouterr().out.splitlines()[-1] == "stopped"


def test_the_command_explains_itself(capsys: pytest.CaptureFixture) -> None:
    assert cli.main([]) == 2
    assert "check" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stop:
        cli.main(["cheque"])
    assert stop.value.code == 2


def test_importing_needs_the_standard_library_only() -> None:
    """Without site-packages (-S)."""
    code = "import sys, miniff_edu.classroom.check.doctor, miniff_edu.classroom.cli; "
    code += "print({m.split('.')[0] for m in sys.modules})"
    result = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(re.findall(r"'(\w+)'", result.stdout))
    assert loaded <= sys.stdlib_module_names | {"miniff_edu", "__main__"}
