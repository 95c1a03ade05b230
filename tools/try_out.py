"""Tell whether the chapters come out the same with other packages (a newer PyTorch, say), or on another processor.

Usage: python tools/run.py try [--oldest] [--rounding N] [requirement ...]

For example: python tools/run.py try 'torch>=2.14' 'numpy>=2.5'
             python tools/run.py try --rounding 5

Makes an environment of its own, .venv-try, anew each time. It gets what is asked for, and all else as constraints.txt
says, so that nothing but what is asked for differs; --oldest asks for the lower bounds of pyproject.toml. Then every
chapter runs and is compared, to one unit of the last printed digit. Cells are numbered as in the notebook. With
--rounding each chapter runs N times, and each time the initial weights of its networks are moved by a few roundings: a
number that does not survive this will differ on somebody's processor. Exit code 0: all are the same; 1: not so; 2: not
understood; 3: pip cannot install this.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-try"
PROJECT = ["-e", f"{ROOT}[test]"]
CHAPTERS = sorted((ROOT / "book" / "chapters").glob("*.ipynb"))
# A kernel that has died is waited for as long as a cell may take, and so is each cell after it.
SECONDS_PER_CELL = 300
SECONDS_PER_CHAPTER = 1200
COLOURS = re.compile(r"(?:\x1b|#x1B)\[[0-9;]*m")  # the second is how pytest writes the first into XML
SAME = "same"


def name_of(requirement: str) -> str:
    """Return the name of the package that a requirement asks for, as pip compares names."""
    match = re.match(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)", requirement)
    if match is None:
        raise ValueError(f"not a requirement: {requirement!r}")
    return re.sub("[-_.]+", "-", match[1]).lower()


def lower_bounds(pyproject: str) -> list[str]:
    """Return a pin to its lower bound for each package that the library, or a test of it, asks for."""
    project = tomllib.loads(pyproject)["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    bounds = [(name_of(line), re.search(r">=\s*([^,;\s]+)", line)) for line in lines]
    return [f"{name}=={bound[1]}" for name, bound in bounds if bound]


def constraints(text: str, named: Iterable[str], only: Iterable[str] | None = None) -> str:
    """Return the lines of constraints.txt without those of packages that are asked for, or with some packages only."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    kept = [line for line in lines if name_of(line) not in set(named)]
    return "".join(f"{line}\n" for line in kept if only is None or name_of(line) in set(only))


def pip_command(python: Path, file: Path, requirements: Sequence[str]) -> list[str]:
    """Return the command that installs the project with these requirements under the constraints in a file."""
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*install, "-c", str(file), *PROJECT, *requirements]


def environment(rounding: int | None = None) -> dict[str, str]:
    """Return the variables for the new environment: nothing of the caller's own packages; a seed moves weights."""
    mine = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    # The comparison; a folder of the checkout, not a package.
    folders = [str(ROOT / "tests" / "support")]
    if rounding is not None:
        folders.append(str(ROOT / "tools" / "rounding"))
        mine["MINIFF_EDU_ROUNDING"] = str(rounding)
    return {**mine, "PYTHONNOUSERSITE": "1", "PYTHONPATH": os.pathsep.join(folders)}


def make(folder: Path) -> Path:
    """Make an empty virtual environment and return its Python."""
    venv.create(folder, clear=True, with_pip=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(python: Path, requirements: Sequence[str]) -> int:
    """Install the project with these requirements; return pip's exit code."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked_for = [name_of(line) for line in project["dependencies"] + project["optional-dependencies"]["test"]]
    named = [name_of(requirement) for requirement in requirements]
    code = 0
    # What is asked for may itself need other versions of what only it uses; then only our own packages are held.
    for only in (None, asked_for):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "constraints.txt"
            file.write_text(constraints(text, named, only), encoding="utf-8")
            code = subprocess.call(pip_command(python, file, requirements), cwd=ROOT, env=environment())
        if code == 0:
            break
        if only is None:
            print("That does not go together. Once more, holding only what pyproject.toml names ...", flush=True)
    return code


def versions(python: Path, names: Iterable[str]) -> list[str]:
    """Return a line for each of these packages: the version in the new environment, and the one that was tested."""
    command = [str(python), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    listed = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout
    there = {name_of(entry["name"]): entry["version"] for entry in json.loads(listed)}
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    tested = dict(line.split("==") for line in constraints(text, ()).splitlines())
    tested = {name_of(name): version for name, version in tested.items()}
    return [f"{name} {there.get(name, 'is missing')} (tested: {tested.get(name, 'none')})" for name in names]


def first_difference(failure: str) -> str:
    """Return the first line of what nbval says of a cell that has failed, in a few words."""
    lines = [line.strip() for line in COLOURS.sub("", failure).splitlines()]
    after = [line for line in lines[lines.index("Traceback:") + 1 :] if line] if "Traceback:" in lines else lines
    after = after or ["no more is known"]
    if "Cell outputs differ" not in failure:
        return after[-1]
    # In pytest's diff, + is on the left, and nbval has the stored text there.
    new = next((line[2:] for line in after if line.startswith("- ")), None)
    stored = next((line[2:] for line in after if line.startswith("+ ")), None)
    if stored is None and new is None:
        return after[0]
    return f"stored {'nothing' if stored is None else repr(stored)}, now {'nothing' if new is None else repr(new)}"


def verdict(report: str) -> str:
    """Return what a report of pytest in JUnit's format says about one chapter."""
    cells = list(ET.fromstring(report).iter("testcase"))
    bad = [(case, child) for case in cells for child in case if child.tag in ("failure", "error")]
    if not bad:
        return SAME if cells else "was not run: no cells were found"
    case, failure = bad[0]
    text = failure.text or failure.get("message") or ""
    verb = "differs" if "Cell outputs differ" in text else "fails"
    # nbval counts from 0, the notebook from 1.
    number = re.sub(r"Cell (\d+)", lambda match: f"cell {int(match[1]) + 1}", case.get("name", "?"))
    more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
    return f"{verb} in {number}{more}: {first_difference(text)}"


def compare(python: Path, chapter: Path, rounding: int | None = None) -> str:
    """Run a chapter in the new environment and return what is to be said about it; a seed moves its weights."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        plugins = ["-p", "notebook_numbers", "-p", "no:cacheprovider"]
        nbval = ["--nbval", "--nbval-current-env", f"--nbval-cell-timeout={SECONDS_PER_CELL}"]
        # Without -vv the diff leaves out what it thinks is long.
        command = [str(python), "-m", "pytest", *plugins, *nbval, "-vv", "--color=no", f"--junitxml={report}"]
        try:
            result = subprocess.run(
                [*command, str(chapter)],
                cwd=ROOT,
                env=environment(rounding),
                capture_output=True,
                text=True,
                timeout=SECONDS_PER_CHAPTER,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"fails: not done after {SECONDS_PER_CHAPTER} s"
        if not report.exists():
            said = (result.stderr + result.stdout).strip().splitlines() or ["it says nothing"]
            return f"was not run: {said[-1]}"
        return verdict(report.read_text(encoding="utf-8"))


def table(verdicts: dict[str, str]) -> str:
    """Return a table with a row for each chapter."""
    width = max(map(len, ["chapter", *verdicts]))
    rows = [("chapter", "outcome"), ("-" * width, "-" * len(SAME)), *verdicts.items()]
    return "\n".join(f"{name:{width}}  {outcome[:200]}" for name, outcome in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, run, and print the table; return an exit code."""
    parser = argparse.ArgumentParser(prog="run.py try", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("requirements", nargs="*", help="as pip understands them")
    parser.add_argument("--oldest", action="store_true", help="ask for the lower bounds of pyproject.toml")
    parser.add_argument("--rounding", type=int, metavar="N", help="run each N times, from weights a few roundings off")
    options = parser.parse_args(arguments)
    asked = list(options.requirements)
    if not asked and not options.oldest and options.rounding is None:
        parser.error("nothing is asked for: name a requirement, --oldest or --rounding")
    if options.rounding is not None and options.rounding < 1:
        parser.error(f"--rounding is {options.rounding}; expected at least 1")
    try:
        names = [name_of(requirement) for requirement in asked]
    except ValueError as error:
        parser.error(str(error))
    if options.oldest:
        bounds = lower_bounds((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        asked += [bound for bound in bounds if name_of(bound) not in names]
    print(f"Installing into {FOLDER} ...", flush=True)
    python = make(FOLDER)
    if install(python, asked):
        print("pip cannot install this; the lines above say why. No chapter was run.")
        return 3
    print("\n".join(versions(python, map(name_of, asked))), flush=True)
    verdicts = {}
    runs = [None] if options.rounding is None else range(options.rounding)
    for chapter in CHAPTERS:
        print(f"Running {chapter.name} ...", flush=True)
        said = (compare(python, chapter, run) for run in runs)
        verdicts[chapter.stem] = next((verdict for verdict in said if verdict != SAME), SAME)
    print(f"\n{table(verdicts)}")
    return 0 if set(verdicts.values()) <= {SAME} else 1


if __name__ == "__main__":
    sys.exit(main())
