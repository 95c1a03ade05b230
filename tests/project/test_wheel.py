"""One wheel is enough: notebooks and data travel in it, and it hands out the same folder as the checkout, by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date
from email.parser import HeaderParser
from pathlib import Path

import pytest
import try_wheel

from miniff_edu.atoms.page.script import MODULES
from miniff_edu.classroom.handout import make_handout

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book" / "chapters").glob("*.ipynb"))
TEMPLATES = sorted((ROOT / "book" / "templates").glob("*.ipynb"))
BARE = "import sys; sys.path.insert(0, {site!r}); sys.argv[1:] = {words!r}; from miniff_edu.classroom.cli import main; "


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return try_wheel.build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the wheel is installed: unpacked, as pip does it."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def bare(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a subcommand in a Python that has the wheel and nothing else: no numpy, no torch, no pip."""
    code = BARE.format(site=str(site), words=list(words)) + "sys.exit(main())"
    command = [sys.executable, "-I", "-S", "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_what_is_in_it(wheel: Path) -> None:
    assert wheel.stat().st_size < 3_000_000
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for path in CHAPTERS:
            assert archive.read(f"miniff_edu/course/book/chapters/{path.name}") == path.read_bytes()
        for path in TEMPLATES:
            assert archive.read(f"miniff_edu/course/book/templates/{path.name}") == path.read_bytes()
        (about,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        (licence,) = [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]
        metadata = HeaderParser().parsestr(archive.read(about).decode())
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
    stored = ROOT / "miniff_edu" / "data"
    data = [path.relative_to(stored).as_posix() for path in stored.rglob("*") if path.suffix in (".npz", ".toml")]
    assert len(data) == 13, "five sets, and summaries of long computations"
    assert {f"miniff_edu/data/{name}" for name in data} <= set(names)
    scripts = {"alive.css", *(f"{name}.js" for name in MODULES)}
    assert {f"miniff_edu/atoms/page/{name}" for name in scripts} <= set(names)
    assert len([name for name in names if name.endswith(".ipynb")]) == len(CHAPTERS) + len(TEMPLATES)
    assert {name.partition("/")[0] for name in names} == {"miniff_edu", "miniff_edu-1.0.0rc1.dist-info"}
    assert not [name for name in names if "/teaching/" in name or "_build" in name or "__pycache__" in name]
    assert metadata["License-Expression"] == "BSD-2-Clause AND CC-BY-4.0"


@pytest.mark.parametrize(
    ("option", "choice"),
    [
        ([], {}),
        (["--release", "2099-01-01"], {"release": date(2099, 1, 1)}),
        pytest.param(["--without-solutions"], {"withhold": True}, marks=pytest.mark.thorough),
    ],
    ids=["open", "later", "withheld"],
)
def test_without_any_other_package_it_hands_out_the_same(
    site: Path, tmp_path: Path, option: list[str], choice: dict
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    run = bare(site, tmp_path, "handout", str(theirs), *option)
    assert (run.returncode, run.stderr) == (0, "")
    assert "There is no built book to go with it" in run.stdout
    make_handout(ours, **choice)
    files = {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()}
    assert files == {path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file()}
    assert [name for name in files if (ours / name).read_bytes() != (theirs / name).read_bytes()] == []
    assert not [name for name in files if "course" in name.parts]


def test_without_any_other_package_it_makes_a_course(site: Path, tmp_path: Path) -> None:
    assert bare(site, tmp_path, "handout", "course", "--nbgrader").returncode == 0
    names = {path.stem for path in (tmp_path / "course" / "source").rglob("*.ipynb")}
    assert names == {path.stem for path in CHAPTERS}


def test_without_any_other_package_check_names_them(site: Path, tmp_path: Path) -> None:
    run = bare(site, tmp_path, "check", "--json")
    assert run.returncode == 1, run.stderr
    found = {entry["name"]: entry for entry in json.loads(run.stdout)["checks"]}
    assert found["package torch"]["found"] == "is not installed; needs >=2.4"
    assert "torch>=2.4" in found["package torch"]["command"]
    assert found["package scipy"]["status"] == "failure", "of the extra lab"
    assert "package nbval" not in found
    assert found["Python"]["status"] == "ok"
    assert found["miniff_edu"]["status"] == "ok"


def test_a_command_says_which_package_it_lacks(site: Path, tmp_path: Path) -> None:
    run = bare(site, tmp_path, "collect", ".")
    assert run.returncode == 1
    assert run.stderr == ""
    assert run.stdout.startswith("collect needs pandas, which is not installed here. To mend it: ")


def test_exercises_are_read_without_numpy_and_checked_with_it(site: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom miniff_edu import exercises\n"
        "for chapter in exercises.CHAPTERS:\n    exercises.of_chapter(chapter)\n"
        "assert not {'numpy', 'torch', 'filelock'} & set(sys.modules)\n"
        "print(exercises.judge('1.2', 'b').status)\nassert 'numpy' in sys.modules\n"
    )
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False, timeout=120)
    assert (run.stdout, run.stderr) == ("correct\n", "")
