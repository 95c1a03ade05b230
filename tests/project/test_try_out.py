"""`run.py try`: what it would install, what it makes of nbval's report, and a whole run with a package made here."""

import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import nbformat
import numpy as np
import pytest
import run
import try_out
from nbformat.v4 import new_code_cell, new_notebook, new_output
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
DIFFERS = """Notebook cell execution failed
Cell 1: Cell outputs differ

Input:
print('loss', 0.5)

Traceback:
 mismatch 'stdout'

 assert reference_output == test_output failed:

  'the end\\nloss 0.1\\n' == 'the end\\nloss 0.5\\n'
    the end
  - loss 0.5
  ?      ^
  + loss 0.1
  ?      ^
"""
RAISES = """Notebook cell execution failed
Cell 1: Cell execution caused an exception

Input:
import this_one

Traceback:

#x1B[31mModuleNotFoundError#x1B[39m       Traceback (most recent call last)
#x1B[31mModuleNotFoundError#x1B[39m: No module named 'this_one'
"""
FIELDS = "Cell 1: Cell outputs differ\n\nTraceback:\nUnexpected output fields from running code: {'stderr'}\n"


def report(*failures: str | None) -> str:
    """Return what pytest writes of a chapter with a cell for each of these; None is a cell that has passed."""
    cells = ""
    for number, failure in enumerate(failures):
        inner = "" if failure is None else f"<failure message={quoteattr(failure[:20])}><![CDATA[{failure}]]></failure>"
        cells += f'<testcase classname="a.ipynb" name="Cell {number}">{inner}</testcase>'
    return f'<?xml version="1.0"?><testsuites><testsuite name="pytest">{cells}</testsuite></testsuites>'


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("torch>=2.14", "torch"),
        ("Torch == 2.14", "torch"),
        ("ruamel.yaml<1", "ruamel-yaml"),
        ("jupyter_book[all]~=1.0", "jupyter-book"),
        ("tiny @ file:///tiny.whl", "tiny"),
        ("numpy", "numpy"),
    ],
)
def test_name_of(requirement: str, name: str) -> None:
    assert try_out.name_of(requirement) == name


@pytest.mark.parametrize("requirement", ["", ">=2", "./folder"])
def test_what_is_no_requirement(requirement: str) -> None:
    with pytest.raises(ValueError, match="not a requirement"):
        try_out.name_of(requirement)


def test_constraints_hold_all_but_what_is_asked_for() -> None:
    text = "# tested\nNumPy==2.3.0\ntorch==2.13.0\nsympy==1.14.0\n"
    assert try_out.constraints(text, ["torch"]) == "NumPy==2.3.0\nsympy==1.14.0\n"
    assert try_out.constraints(text, ["torch"], only=["torch", "numpy"]) == "NumPy==2.3.0\n"
    real = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    kept = try_out.constraints(real, ["torch"]).splitlines()
    assert not [line for line in kept if line.startswith("torch==")]
    assert len(kept) == len(re.findall("^[^#\n]", real, re.MULTILINE)) - 1


def test_lower_bounds_are_those_of_pyproject() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pins = [Requirement(line) for line in try_out.lower_bounds(text)]
    project = tomllib.loads(text)["project"]
    asked = {r.name: r for r in map(Requirement, project["dependencies"] + project["optional-dependencies"]["test"])}
    assert {pin.name for pin in pins} == set(asked)
    for pin in pins:
        (specifier,) = pin.specifier
        assert specifier.operator == "=="
        assert Version(specifier.version) in asked[pin.name].specifier
        assert f">={specifier.version}" in str(asked[pin.name].specifier)


def test_pip_command() -> None:
    command = try_out.pip_command(Path("python"), Path("held.txt"), ["torch>=2.14"])
    assert command[:4] == ["python", "-m", "pip", "install"]
    assert command[command.index("-c") + 1] == "held.txt"
    assert command[-3:] == ["-e", f"{ROOT}[test]", "torch>=2.14"]


def test_a_second_try_holds_only_what_the_project_names(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[str] = []

    def call(command: list[str], **options: object) -> int:
        held.append(Path(command[command.index("-c") + 1]).read_text(encoding="utf-8"))
        return int(len(held) == 1)

    monkeypatch.setattr(try_out.subprocess, "call", call)
    assert try_out.install(Path("python"), ["torch>=2.14"]) == 0
    assert len(held) == 2
    assert "sympy==" in held[0]
    assert "sympy==" not in held[1]
    assert "numpy==" in held[1]
    assert not re.search("^torch==", "".join(held), re.MULTILINE)


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ([None, None], "same"),
        ([None, DIFFERS], "differs in cell 2: stored 'loss 0.1', now 'loss 0.5'"),
        ([RAISES, DIFFERS], "fails in cell 1 (and 1 more): ModuleNotFoundError: No module named 'this_one'"),
        ([FIELDS], "differs in cell 1: Unexpected output fields from running code: {'stderr'}"),
        (["pytest plugin exception: Kernel dead on test start"], "fails in cell 1: pytest plugin exception: Kernel"),
        ([""], "fails in cell 1: no more is known"),
        ([], "was not run: no cells were found"),
    ],
)
def test_verdict(cells: list[str | None], outcome: str) -> None:
    if outcome == "same":
        assert try_out.verdict(report(*cells)) == "same"
    else:
        assert try_out.verdict(report(*cells)).startswith(outcome)


def test_table_lines_up() -> None:
    lines = try_out.table({"01-a": "same", "02-longer": "fails in cell 3: no"}).splitlines()
    assert lines[2:] == ["01-a       same", "02-longer  fails in cell 3: no"]
    assert {line.index(word) for line, word in zip(lines, ("outcome", "----", "same", "fails"), strict=True) if word}


def test_nothing_asked_for(capsys: pytest.CaptureFixture) -> None:
    for arguments in ([], [">=2"]):
        with pytest.raises(SystemExit) as stop:
            try_out.main(arguments)
        assert stop.value.code == 2
    assert "--oldest" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pip", "outcomes", "code"),
    [
        (0, ["same", "same"], 0),
        (0, ["same", "differs in cell 3: no"], 1),
        (0, ["was not run: no", "same"], 1),
        (1, [], 3),
    ],
)
def test_exit_codes(monkeypatch: pytest.MonkeyPatch, pip: int, outcomes: list[str], code: int) -> None:
    """Nothing but `same` in all rows is a success."""
    monkeypatch.setattr(try_out, "make", lambda folder: Path("python"))
    monkeypatch.setattr(try_out, "install", lambda python, asked: pip)
    monkeypatch.setattr(try_out, "versions", lambda python, names: [])
    monkeypatch.setattr(try_out, "CHAPTERS", [Path(f"{number}.ipynb") for number in range(len(outcomes))])
    monkeypatch.setattr(try_out, "compare", lambda python, chapter, rounding: outcomes[int(chapter.stem)])
    assert try_out.main(["torch>=2.14"]) == code


def test_each_rounding_counts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    outcomes = {0: "same", 1: "differs in cell 3: stored '0.2', now '0.08'", 2: "differs in cell 4: not reached"}
    for name, said in {"make": None, "install": 0, "versions": []}.items():
        monkeypatch.setattr(try_out, name, lambda *arguments, said=said: said)
    monkeypatch.setattr(try_out, "CHAPTERS", [Path("05-generalisation.ipynb")])
    monkeypatch.setattr(try_out, "compare", lambda python, chapter, rounding: outcomes[rounding])
    assert try_out.main(["--rounding", "1"]) == 0
    assert try_out.main(["--rounding", "3"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"05-generalisation  {outcomes[1]}"
    with pytest.raises(SystemExit):
        try_out.main(["--rounding", "0"])


def test_weights_are_a_few_roundings_off() -> None:
    """In a process of its own, as a kernel gets them."""
    source = """
from miniff_edu.atoms import behler_recipe, train
from miniff_edu.data import load
from miniff_edu.models import behler_nn

weights = [w.item() for p in behler_nn(3, 4, 2, seed=0).parameters() for w in p.ravel()]
structures = load("h2", "train")
sf = behler_recipe(structures, cutoff=5.0, n_radial=2, n_angular=0)
potential = train(structures, sf, hidden=(2,), validation=None, on_step=lambda progress: True)
print(*weights, potential.predict(structures[0]).energy, sep="\\n")
"""
    ask = [sys.executable, "-c", source]
    moved = []
    for rounding in (1, 2):
        said = subprocess.run(
            ask, env=try_out.environment(rounding), cwd=ROOT, capture_output=True, text=True, check=True
        )
        moved.append(np.array(said.stdout.split("\n")[-23:-1], dtype=float))
    assert (moved[0] != moved[1])[[0, -1]].all()  # a network of the toy, and a potential
    np.testing.assert_allclose(*moved, rtol=5e-5)


def test_run_hands_over_and_sets_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(run.subprocess, "call", lambda command, **options: calls.append(command) or 1)
    monkeypatch.setattr(run, "set_up", lambda: pytest.fail("it makes an environment of its own"))
    monkeypatch.setattr(sys, "argv", ["run.py", "try", "--oldest"])
    assert run.main() == 1
    assert calls == [[sys.executable, str(ROOT / "tools" / "try_out.py"), "--oldest"]]


def test_it_needs_nothing_but_python() -> None:
    source = (ROOT / "tools" / "try_out.py").read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported <= sys.stdlib_module_names


def wheel(folder: Path) -> None:
    """Write the wheel of a package that holds one number: no building, no network."""
    info = "tiny_number-1.5.dist-info"
    files = {
        "tiny_number.py": "value = 0.1582\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: tiny-number\nVersion: 1.5\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / "tiny_number-1.5-py3-none-any.whl", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def write(path: Path, number: str, source: str = "import tiny_number\n\nprint(tiny_number.value)") -> None:
    output = new_output("stream", name="stdout", text=f"{number}\n")
    nbformat.write(new_notebook(cells=[new_code_cell(source, outputs=[output], execution_count=1)]), path)


@pytest.mark.thorough
def test_a_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture) -> None:
    """With pip, pytest and kernels as they are; only the large packages are lent by the environment that runs this."""
    wheel(tmp_path)
    write(tmp_path / "01-near.ipynb", "0.1581")
    write(tmp_path / "02-far.ipynb", "0.1580")
    write(tmp_path / "03-broken.ipynb", "", "import no_such_package")
    made = try_out.make

    def lend(folder: Path) -> Path:
        python = made(folder)
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        site = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
        (Path(site) / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
        return python

    monkeypatch.setattr(try_out, "make", lend)
    monkeypatch.setattr(try_out, "FOLDER", tmp_path / ".venv-try")
    monkeypatch.setattr(try_out, "PROJECT", [])
    monkeypatch.setattr(try_out, "CHAPTERS", sorted(tmp_path.glob("*.ipynb")))
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONSTRAINT": ""}.items():
        monkeypatch.setenv(name, value)

    assert try_out.main(["tiny-number>=1"]) == 1
    said = capfd.readouterr().out
    assert "tiny-number 1.5 (tested: none)" in said
    rows = dict(re.split(r"\s{2,}", line, maxsplit=1) for line in said.splitlines()[-3:])
    assert rows == {
        "01-near": "same",
        "02-far": "differs in cell 1: stored '0.1580', now '0.1582'",
        "03-broken": "fails in cell 1: ModuleNotFoundError: No module named 'no_such_package'",
    }
