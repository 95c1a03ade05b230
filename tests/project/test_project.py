"""What stands around the code is in step: commands, versions, environments, and what must never be committed."""

import ast
import doctest
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import ase.io
import pytest
import run
import yaml
from hypothesis import settings
from labelled import crystals
from packaging.requirements import Requirement
from packaging.version import Version

from miniff_edu import __version__
from miniff_edu.atoms import load
from miniff_edu.classroom.check import remedy

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# The same package under conda's name.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "torch": "pytorch-cpu", "playwright": "playwright-python"}

# Other people's codes, which live in environments of their own.
APART = {"peers": "peers_constraints.txt", "reference": "reference/constraints.txt"}
# What few need, and who does installs: pinned with the others, but neither in `all` nor in environment.yml.
ON_DEMAND = {"publish"}

TEXTS = {".py", ".md", ".yml", ".toml", ".ipynb", ".cff", ".bib", ".css", ".txt", ""}


def tracked() -> list[Path]:
    result = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        pytest.skip("not a git checkout, so nothing tells which files belong to the project")
    return [ROOT / name for name in result.stdout.split("\0") if name and (ROOT / name).exists()]


def requirements(without: set[str] = frozenset()) -> dict[str, str]:
    """Return the ranges of all packages that pyproject.toml asks for, by name, but for those of some extras."""
    lines = list(PROJECT["dependencies"])
    for name, extra in PROJECT["optional-dependencies"].items():
        lines += extra if name not in APART.keys() | without else []
    parsed = [Requirement(line) for line in lines]
    return {r.name: str(r.specifier) for r in parsed if r.name != PROJECT["name"]}


def test_environment_yml_is_in_step_with_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = [line for line in listed if isinstance(line, str)]
    (pip,) = [line["pip"] for line in listed if isinstance(line, dict)]
    assert pip.pop() == "-e .", "the package itself, from the folder of the file"
    conda = {r.name: str(r.specifier) for r in map(Requirement, plain + pip) if r.name != "pip"}
    wanted = {CONDA_NAMES.get(name, name): ranges for name, ranges in requirements(ON_DEMAND).items()}
    assert conda == {"python": PROJECT["requires-python"], **wanted}


def test_the_check_of_an_environment_knows_conda_s_names() -> None:
    assert remedy.CONDA_NAMES.items() <= CONDA_NAMES.items()


def test_constraints_pin_all_that_is_asked_for_within_its_range() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    for name, ranges in requirements().items():
        assert Version(pins[name]) in Requirement(f"{name}{ranges}").specifier, name
    assert pins["torch"] == "2.13.0"


def test_pyproject_gives_ranges_only() -> None:
    assert not [name for name, ranges in requirements().items() if "==" in ranges]


def test_all_extras_are_in_all() -> None:
    extras = PROJECT["optional-dependencies"]
    (everything,) = extras["all"]
    assert Requirement(everything).extras == extras.keys() - {"all"} - APART.keys() - ON_DEMAND


@pytest.mark.parametrize("extra", APART)
def test_what_lives_apart_is_pinned_apart(extra: str) -> None:
    lines = (ROOT / "tools" / APART[extra]).read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    for line in PROJECT["optional-dependencies"][extra]:
        assert Version(pins[Requirement(line).name]) in Requirement(line).specifier


def test_peers_asks_for_what_the_extra_names() -> None:
    import peers

    assert PROJECT["optional-dependencies"]["peers"] == peers.PACKAGES


def test_readme_and_ci_run_the_same_two_commands() -> None:
    """CI sets up, then runs the README's commands as they stand, in order; each night it makes a book to take along."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"## Two commands.*?```sh\n(.*?)```", readme, re.DOTALL)[:1]
    commands = block.splitlines()
    assert commands == ["python tools/run.py book", "python tools/run.py test"]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in ci if line.startswith("python ")] == ["python tools/run.py lab --version", *commands]
    for other in (".venv/bin/ruff check .", ".venv/bin/ruff format --check .", ".venv/bin/mypy", "biome check"):
        assert any(other in line for line in ci if not line.startswith("#"))
    whole = (ROOT / ".ci" / "whole").read_text(encoding="utf-8").splitlines()
    for other in (".ci/run", "python server/ci.py", ".venv/bin/python tools/peers.py", "python tools/run.py dist"):
        assert other in whole
    assert "export CI=true" in ci, "without it a missing browser would only be skipped"


def test_readme_links_to_files_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_readme_example_runs_and_is_exact() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code, _ = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    numbers = [float(x) for x in re.search(r"tensor\(\[\[(.*?)\]\]", result.stdout)[1].split(",")]
    assert numbers == pytest.approx([1, -1, 1], abs=1e-3)


def test_readme_training_runs(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, code = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    for name, n, seed in (("my.xyz", 10, 0), ("test.xyz", 2, 1)):
        ase.io.write(tmp_path / name, crystals(n, seed))
    code = code.replace("n_jobs=-1", "n_jobs=1, max_seconds=2")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "my.xyz: 10 structures, 80 atoms" in result.stdout
    assert "pair_style hdnnp" in result.stdout
    assert (tmp_path / "for_lammps" / "weights.014.data").exists()
    assert len(load(tmp_path / "my.potential").members) == 4


def test_readme_session_about_atoms_says_the_same() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    session = "\n".join(re.findall(r"```pycon\n(.*?)```", readme, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    assert len(test.examples) >= 9
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.thorough  # tests/test_sweep.py asks the same of the text itself
def test_readme_sweep_runs_on_a_cluster(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```py\n(.*?)```", readme, re.DOTALL)
    path = tmp_path / "cluster.py"
    path.write_text(code.replace("range(20)", "range(2)"), encoding="utf-8")
    result = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True)
    assert re.search(r"n_internal +5 +15\nn_layers +\n1 +", result.stdout)


def test_contributing_names_files_that_exist() -> None:
    """Where to change what: at most two files and a test each, and all of them are there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^## Where to change what$(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (?!what|---)(.*?) \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    assert len(rows) == 22
    for what, where, test in rows:
        files = re.findall(r"`((?:miniff_edu|tests)/[\w/.]+)`", where)
        assert 1 <= len(files) <= 2, what
        for name in [*files, *re.findall(r"`(tests/[\w/.]+)`", test)]:
            assert list(ROOT.glob(name.replace("NN", "??").replace("_N.", "_?."))), f"{what}: {name}"


def test_contributing_names_what_is_to_be_changed() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`(miniff_edu/[\w/.]+)`, `([A-Z]+)`", text)
    assert len(named) == 7
    for name, constant in named:
        assert re.search(rf"^{constant}\b.*=", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE), name


def test_versions_agree() -> None:
    import miniff_edu

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == miniff_edu.__version__
    assert citation["license"] == "BSD-2-Clause"
    assert PROJECT["license"] == "BSD-2-Clause AND CC-BY-4.0"
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    for text in (licence, citation["abstract"], (ROOT / "book" / "_config.yml").read_text(encoding="utf-8")):
        assert "CC BY 4.0" in text
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in licence
    assert f"\n## {miniff_edu.__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_workshop_page_names_the_wheel_of_this_version() -> None:
    """For hosts such as Colab; `tools/try_wheel.py` installs that wheel with all that it needs."""
    text = (ROOT / "book" / "teaching" / "workshop.md").read_text(encoding="utf-8")
    assert f"`%pip install miniff_edu-{__version__}-py3-none-any.whl`" in text


def test_the_suite_waits_for_what_it_asks_and_never_for_silence() -> None:
    """Playwright's state of a quiet network comes late, or never; and slow machines are no failures of hypothesis."""
    folders = [ROOT / name for name in ("tests", "server", "tools", "benchmarks")]
    files = [path for folder in folders for path in folder.rglob("*.py") if "node_modules" not in path.parts]
    assert [path for path in files if "network" + "idle" in path.read_text(encoding="utf-8")] == []
    assert settings().deadline is None


def test_the_suite_can_be_interrupted_where_interruptions_are_ignored(tmp_path: Path) -> None:
    """As started by nohup, or in the background of a script: what conftest.py does then."""
    file = tmp_path / "test_it.py"
    wait = "with pytest.raises(KeyboardInterrupt):\n        _thread.interrupt_main()\n        time.sleep(60)"
    file.write_text(f"import _thread, time\nimport pytest\n\ndef test_it():\n    {wait}\n", encoding="utf-8")
    code = (
        "import signal, sys, pytest; signal.signal(signal.SIGINT, signal.SIG_IGN); "
        "sys.exit(pytest.main(['-q', '-n0', '-p', 'conftest', '-p', 'no:cacheprovider', sys.argv[1]]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed in" in result.stdout
    assert float(re.search(r"in ([\d.]+)s", result.stdout)[1]) < 50, "it was not waited for"


def test_importing_is_quick_to_say_nothing() -> None:
    """The package itself loads no torch; no module prints, warns, or touches global settings."""
    files = (path.relative_to(ROOT) for path in (ROOT / "miniff_edu").rglob("*.py") if path.stem != "__main__")
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in sorted(files)]
    code = (
        "import sys, miniff_edu; assert 'torch' not in sys.modules\n"
        "import matplotlib, torch, miniff_edu.atoms\n"
        "assert not {'ase', 'vesin', 'safetensors'} & set(sys.modules), 'they are imported where they are used'\n"
        "before = dict(matplotlib.rcParams), torch.get_rng_state(), torch.get_default_dtype()\n"
        + "".join(f"import {name}\n" for name in names)
        + "assert before[0] == dict(matplotlib.rcParams) and before[2] == torch.get_default_dtype()\n"
        "assert torch.equal(before[1], torch.get_rng_state())\n"
    )
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def code_lines(source: str) -> int:
    """Count the lines of code: not the blank ones, not comments, not docstrings."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = [n.body[0] for n in ast.walk(tree) if isinstance(n, documented) and ast.get_docstring(n, clean=False)]
    docstrings = {line for text in texts for line in range(text.lineno, text.end_lineno + 1)}
    lines = enumerate(source.splitlines(), 1)
    return sum(1 for i, line in lines if i not in docstrings and line.strip() and not line.strip().startswith("#"))


def test_code_lines_are_those_of_code() -> None:
    assert (
        code_lines('"""A\n\nb."""\n\n# c\nx = 1  # d\ny = """e\n"""\n\n\ndef f():\n    """G."""\n    return x\n') == 5
    )


def test_modules_are_short() -> None:
    """Code is; the exercises of a chapter, which are mostly text and wrong answers, stay together in one file."""
    for folder in ("miniff_edu", "tools", "server"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" not in path.parts:
                most = 900 if path.stem.startswith("chapter_") else 220
                assert code_lines(path.read_text(encoding="utf-8")) <= most, path.name


def test_nothing_is_committed_that_must_not_be() -> None:
    """Large files, minified scripts, this machine's paths."""
    for path in tracked():
        assert path.stat().st_size < 500_000, path
        assert ".min." not in path.name
        if (
            path.suffix in (".py", ".md", ".yml", ".toml", ".ipynb", ".cff", ".bib", ".css", ".txt", "")
            and path.is_file()
        ):
            text = path.read_text(encoding="utf-8")
            if path != Path(__file__):
                assert not re.search(r"(?<![\w.])/(work|home|root|Users)/\w", text), path


def test_run_explains_itself(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in ([], ["bake"]):
        monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
        assert run.main() == 2
        said = capsys.readouterr().out
        assert "{book,test,lab}" in said
        assert "run.py try [--oldest]" in said
        assert "run.py dist" in said


def test_run_needs_nothing_but_python() -> None:
    """It imports the standard library only, and is short."""
    source = (ROOT / "tools" / "run.py").read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported <= sys.stdlib_module_names
    assert len(source.splitlines()) <= 100


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let tools/run.py work in an empty folder, and record the commands that it would run."""
    calls: list[list[str]] = []
    for name, text in (("pyproject.toml", "a"), ("constraints.txt", "b")):
        (tmp_path / name).write_text(text)
    venv = tmp_path / ".venv"
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", venv)
    monkeypatch.setattr(run, "PYTHON", venv / "python")
    monkeypatch.setattr(run, "STAMP", venv / "installed.txt")

    def create(path: Path, **options: object) -> None:
        calls.append(["venv"])
        path.mkdir(exist_ok=True)
        (path / "python").touch()

    monkeypatch.setattr(run.venv, "create", create)
    monkeypatch.setattr(run.subprocess, "call", lambda command, **options: calls.append(command) or 0)
    return calls


def test_run_installs_once_and_again_after_a_change(sandbox: list[list[str]]) -> None:
    assert run.set_up() == 0
    assert sandbox[0] == ["venv"]
    assert sandbox[1][1:4] == sandbox[2][1:4] == ["-m", "pip", "install"]
    assert sandbox[1][-2:] == ["--upgrade", "pip"]
    assert sandbox[2][-1].endswith("[all]")
    assert run.set_up() == 0
    assert len(sandbox) == 3, "nothing has changed, nothing is installed"
    (run.ROOT / "constraints.txt").write_text("c")
    assert run.set_up() == 0
    assert len(sandbox) == 6


def test_run_hands_on_the_exit_code(sandbox: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "set_up", lambda: 0)
    monkeypatch.setattr(run.subprocess, "call", lambda command, **options: sandbox.append(command) or 7)
    monkeypatch.setattr(sys, "argv", ["run.py", "test", "-k", "mask"])
    assert run.main() == 7
    assert sandbox[-1][-2:] == ["-k", "mask"]


def test_a_failed_installation_is_not_taken_for_done(sandbox: list, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.subprocess, "call", lambda command, **options: 1)
    assert run.set_up() == 1
    assert not run.STAMP.exists()
