"""Wheels for other computers: what they need there, of what is in a small index of made-up packages; no network."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from miniff_edu.classroom import cli, wheelhouse
from miniff_edu.classroom.wheelhouse import environment_of, fill, flags_of, platform_named, resolve, wanted_by

ROOT = Path(__file__).parents[2]
TAG = f"cp{sys.version_info.major}{sys.version_info.minor}"
LINUX, WINDOWS, MAC = (platform_named(name) for name in ("linux", "windows", "mac"))


def make_wheel(folder: Path, name: str, version: str, *requires: str, tags: str = "py3-none-any") -> None:
    about = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: fast\n"
    metadata += "".join(f"Requires-Dist: {line}\n" for line in requires)
    with zipfile.ZipFile(folder / f"{name}-{version}-{tags}.whl", "w") as archive:
        archive.writestr(f"{name}.py", f"version = {version!r}\n")
        archive.writestr(f"{about}/METADATA", metadata)
        archive.writestr(
            f"{about}/WHEEL", f"Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: {tags}\n"
        )
        archive.writestr(f"{about}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let pip know nothing but a folder of small wheels."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in (("CONFIG_FILE", os.devnull), ("NO_INDEX", "1"), ("FIND_LINKS", folder.as_uri())):
        monkeypatch.setenv(f"PIP_{name}", value)
    windows_only, not_there = 'colors; sys_platform == "win32"', 'ghost; platform_system == "Windows" and extra == "no"'
    compiled = f"{TAG}-{TAG}"
    for tags in ("manylinux_2_17_x86_64.manylinux2014_x86_64", WINDOWS, "macosx_11_0_arm64"):
        make_wheel(folder, "fields", "1.5", windows_only, not_there, "loops[fast]>=2", tags=f"{compiled}-{tags}")
    make_wheel(folder, "fields", "1.6", "loops", tags=f"{compiled}-{WINDOWS}")
    make_wheel(folder, "loops", "2.1", 'quick; extra == "fast"', 'bell; platform_machine == "arm64"', "loops")
    for name in ("colors", "quick", "bell"):
        make_wheel(folder, name, "1")
    return folder


@pytest.fixture
def constraints(tmp_path: Path) -> Path:
    path = tmp_path / "constraints.txt"
    path.write_text("fields==1.5\n", encoding="utf-8")
    return path


@pytest.mark.thorough
def test_linux_gets_what_it_needs(index: Path, constraints: Path) -> None:
    assert resolve(["fields>=1"], constraints, LINUX) == {"fields": "1.5", "loops": "2.1", "quick": "1"}


def test_a_folder_is_filled_and_pip_installs_from_it(
    index: Path, constraints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheelhouse, "wanted_by", lambda checkout: ["fields[fast]"])
    wheels = tmp_path / "wheels"
    everywhere = {"fields": "1.5", "loops": "2.1", "quick": "1"}
    found = fill(wheels, tmp_path, ["windows", "mac"])
    assert found == {WINDOWS: {**everywhere, "colors": "1"}, MAC: {**everywhere, "bell": "1"}}
    names = {path.name.partition("-")[0] for path in wheels.glob("*.whl")}
    assert names == {"fields", "loops", "quick", "colors", "bell"}
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    assert (wheels / "for.txt").read_text(encoding="utf-8") == f"{python}, {MAC}\n{python}, {WINDOWS}\n"
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tmp_path / "there"), "--only-binary"]
    flags = [":all:", "--no-deps", *flags_of(WINDOWS), "fields", "loops", "colors"]
    subprocess.run([*command, *flags], check=True, capture_output=True)
    assert (tmp_path / "there" / "fields.py").read_text(encoding="utf-8") == "version = '1.5'\n"


def test_cuda_is_refused_before_anything_is_downloaded(
    index: Path, constraints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel(index, "torch", "2.13.0", 'nvidia-cublas; platform_system == "Linux"')
    monkeypatch.setattr(wheelhouse, "wanted_by", lambda checkout: ["torch"])
    with pytest.raises(ValueError, match=r"wants nvidia-cublas, .*expected the build for CPU. Set PIP_EXTRA_INDEX_URL"):
        fill(tmp_path / "wheels", tmp_path, ["windows", "linux"])
    assert not (tmp_path / "wheels").exists()


def test_what_is_not_there_is_named(index: Path, constraints: Path) -> None:
    with pytest.raises(ValueError, match=r"pip install failed; expected wheels and a network: .*unheard"):
        resolve(["unheard"], constraints)
    make_wheel(index, "greedy", "1", "loops>3")
    with pytest.raises(ValueError, match=r"loops>3 is needed, and 2\.1 was chosen; expected one version for all"):
        resolve(["loops", "greedy"], constraints)


def test_names_of_platforms() -> None:
    assert platform_named("windows") == "win_amd64"
    assert platform_named("macosx_11_0_arm64") == "macosx_11_0_arm64"
    with pytest.raises(ValueError, match=r"wheels is 'amiga'; expected linux, windows, mac, or a platform"):
        platform_named("amiga")
    flags = flags_of("manylinux_2_28_x86_64")
    for name in ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64"):
        assert flags[flags.index(name) - 1] == "--platform"
    assert "manylinux_2_29_x86_64" not in flags
    assert flags_of("") == []


def test_what_a_platform_says_of_itself() -> None:
    asked = ("os_name", "sys_platform", "platform_system", "platform_machine")
    said = {name: [environment_of(name)[key] for key in asked] for name in (LINUX, WINDOWS, MAC)}
    assert said == {
        "manylinux_2_28_x86_64": ["posix", "linux", "Linux", "x86_64"],
        "win_amd64": ["nt", "win32", "Windows", "AMD64"],
        "macosx_14_0_arm64": ["posix", "darwin", "Darwin", "arm64"],
    }


def test_the_library_wants_jupyterlab_and_what_builds_it() -> None:
    wanted = wanted_by(ROOT)
    for begin in ("torch>=", "jupyterlab>=", "scipy>=", "setuptools>="):
        assert [line for line in wanted if line.startswith(begin)]
    assert not [line for line in wanted if line.startswith(("pytest", "jupyter-book"))]


def test_the_command_says_how_to_install(
    tmp_path: Path, project_of_texts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, book = [], ["--book", str(project_of_texts)]
    monkeypatch.setattr(wheelhouse, "fill", lambda folder, checkout, names: asked.append((folder, names)) or {MAC: {}})
    assert cli.main(["handout", str(tmp_path / "out"), "--wheels", "mac", *book]) == 0
    assert asked == [(tmp_path / "out" / "wheels", ["mac"])]
    said = capsys.readouterr().out
    line = 'python -m pip install --no-index --find-links wheels -c software/constraints.txt "./software[lab]"'
    assert said.count(line) == 2
    assert (tmp_path / "out" / "README.md").read_text(encoding="utf-8").count(f"\n    {line}\n") == 1
    for other in ("--nbgrader", "--update"):
        assert cli.main(["handout", str(tmp_path / "out"), "--wheels", other]) == 2
    assert cli.main(["handout", str(tmp_path / "out"), *book]) == 0
    assert len(asked) == 1
