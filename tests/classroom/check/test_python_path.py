"""PYTHONPATH hides what is installed: the check names the folder and the variable, and no command that cannot help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from miniff_edu.classroom.check import doctor, python_path, remedy
from miniff_edu.classroom.check.guard import guarded
from miniff_edu.classroom.check.remedy import FAILURE, OK, Diagnosis

ROOT = Path(__file__).parents[3]
UNSET = "set PYTHONPATH=" if os.name == "nt" else "unset PYTHONPATH"


def old_package(folder: Path, name: str, version: str) -> Path:
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    return folder


def set_path(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Start as Python does with this variable."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))
    names = {str(path) for path in (*folders, ROOT)}
    monkeypatch.setattr(sys, "path", [*map(str, folders), *(entry for entry in sys.path if entry not in names)])


@pytest.mark.parametrize("name", ["tqdm", "torch", "pillow"])
def test_an_old_package_is_left_out_and_none_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = old_package(tmp_path / "Ältere Pakete", name, "0.1")
    set_path(monkeypatch, folder)
    found = {f.name: f for f in guarded("packages", doctor.check_packages)}
    finding = found[f"package {name}"]
    assert finding.status == FAILURE
    assert finding.found.startswith("0.1; needs ")
    assert str(folder) in finding.found
    assert "PYTHONPATH" in finding.found
    assert finding.command == UNSET
    assert {f.status for f in found.values() if f != finding} == {OK}


def test_a_broken_module_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('too old', name='torch')", encoding="utf-8")
    set_path(monkeypatch, tmp_path)

    def check() -> Diagnosis:
        raise ImportError("too old", name="torch")

    (finding,) = guarded("fit", check)
    assert finding.command == UNSET
    assert f"the variable PYTHONPATH names {tmp_path}" in finding.found


def test_of_several_folders_the_good_ones_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my tools").mkdir()
    first, second = old_package(tmp_path / "a", "tqdm", "0.1"), old_package(tmp_path / "b", "numpy", "1.0")
    set_path(monkeypatch, first, tmp_path / "my tools", second)
    found = {f.name: f for f in guarded("packages", doctor.check_packages)}
    commands = {found["package tqdm"].command, found["package numpy"].command}
    (command,) = commands
    assert str(tmp_path / "my tools") in command
    assert str(first) not in command
    assert str(second) not in command
    assert found["package tqdm"].found.count(str(first)) == 1


def test_modules_of_python_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for name in ("random.py", "tests.py", "helpers.py"):
        (scripts / name).touch()
    set_path(monkeypatch, scripts)
    monkeypatch.chdir(tmp_path)
    (finding,) = guarded("own files", doctor.check_own_files)
    assert finding.status == FAILURE
    assert finding.found == f"{scripts}, which the variable PYTHONPATH names, hides modules of Python itself: random"
    assert finding.command == UNSET


def test_what_hides_nothing_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a package that is nowhere else: then pip may help."""
    (tmp_path / "helpers.py").touch()
    old_package(tmp_path, "something", "0.1")
    set_path(monkeypatch, tmp_path, tmp_path / "nowhere")
    assert python_path.hiding(["something", "tqdm", "helpers"]) == []
    assert " -m pip install " in remedy.install("tqdm")
    monkeypatch.delenv("PYTHONPATH")
    assert python_path.entries() == []


def test_the_commands_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_package(tmp_path / "a", "tqdm", "0.1")
    set_path(monkeypatch, tmp_path / "a")
    monkeypatch.setattr(remedy, "WINDOWS", True)
    assert remedy.install("tqdm>=4.66") == remedy.install_all() == "set PYTHONPATH="


@pytest.mark.thorough
def test_the_whole_check_says_it_once(tmp_path: Path) -> None:
    """In the folder of a student, with everything else as it is."""
    folder = tmp_path / "Ältere Pakete"
    (folder / "torch").mkdir(parents=True)
    (folder / "torch" / "__init__.py").write_text("__version__ = '1.0'", encoding="utf-8")
    old_package(folder, "torch", "1.0")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "miniff_edu", "check", "--json"]
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert (result.returncode, result.stderr) == (1, "")
    failed = [check for check in json.loads(result.stdout)["checks"] if check["status"] == FAILURE]
    assert {"package torch", "imports", "fit"} <= {check["name"] for check in failed}
    assert not [check["command"] for check in failed if " pip " in check["command"]]
    assert all(check["found"].count(str(folder)) == 1 for check in failed)
