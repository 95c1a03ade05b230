"""Ask how many small errors the tests and the notebooks notice: make them, one at a time, in a copy of the library.

Usage: python tools/mutants.py run [--only PATTERN] [--jobs N] [--again] [--tests]
       python tools/mutants.py table

The list is tools/mutants.toml. `run` goes on where it was stopped: what is known stands in .mutants.jsonl, until
--again, or until the mutation itself changes; it exits with 1 where the library as it is does not pass. --tests leaves
the chapters, which take longest, to a later run. `table` writes benchmarks/mutants.md and exits with 1 where too little
is noticed. Needs what the tests need: .venv/bin/python.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))
from book_stamp import FOLDERS, stamp  # noqa: E402 - the folder is no package

LIST = ROOT / "tools" / "mutants.toml"
RESULTS = ROOT / ".mutants.jsonl"
TABLE = ROOT / "benchmarks" / "mutants.md"
SECONDS = 900  # whatever takes longer hangs, and is noticed
TOGETHER, NOTEBOOKS = 0.95, 0.70  # what is to be noticed: by anything; of numerical errors, by notebooks alone
CAUGHT, MISSED, SKIPPED = "noticed", "missed", "not asked"
_lock = threading.Lock()


@dataclass(frozen=True)
class Mutant:
    """A small error.

    Attributes
    ----------
    file, old, new : str
        A file of miniff_edu, a text that occurs in it once, and what takes its place.
    what : str
        The error in words.
    kind : str
        "numerical" for one that changes numbers which a chapter could print, or "other"; so is what is only drawn.
    tests, chapters : tuple of str
        What is asked, as paths from the project's folder: of the chapters those that run the line, likely ones first.
    why : str
        Why it may be missed; empty where it should be noticed.
    """

    file: str
    what: str
    kind: str
    old: str
    new: str
    tests: tuple[str, ...]
    chapters: tuple[str, ...]
    why: str = ""

    @property
    def key(self) -> str:
        """A name that changes with the mutation, so that an old result is not taken for one of a new mutation."""
        return hashlib.sha256("\0".join((self.file, self.old, self.new)).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """A name to be read."""
        return f"{self.file}: {self.what}"


def read_list(path: Path = LIST) -> list[Mutant]:
    """Return all mutants; what a file is tested by may be overridden by a mutant."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    result = []
    for entry in content["mutants"]:
        asked = {**content["files"][entry["file"]], **entry}
        chapters = [chapter_path(number) for number in asked.pop("chapters")]
        result.append(Mutant(**{**asked, "tests": tuple(asked["tests"]), "chapters": tuple(chapters)}))
    return result


def chapter_path(number: int) -> str:
    """Return the path of a chapter by its number."""
    (path,) = (ROOT / "book" / "chapters").glob(f"{number:02}-*.ipynb")
    return path.relative_to(ROOT).as_posix()


def copy_package(folder: Path, mutant: Mutant | None = None) -> None:
    """Copy the checkout into a folder, with an error in the library or as it is. The working tree is only read."""
    # What is compiled goes along, so that only the changed file is compiled again: that it is newer tells Python.
    caches = (".*_cache", ".hypothesis", "_build", "node_modules")
    ignored = shutil.ignore_patterns(*caches, ".git", ".venv*", ".mutants*", "*.egg-info")
    shutil.copytree(ROOT, folder, ignore=ignored, dirs_exist_ok=True, symlinks=True)
    if mutant is None:
        return
    path = folder / "miniff_edu" / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.name}: the old text occurs {text.count(mutant.old)} times; expected once.")
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8", newline="\n")


def environment(folder: Path) -> dict[str, str]:
    """Return the variables with which a copy of the library in `folder` is the one that is imported, everywhere."""
    return {**os.environ, "PYTHONPATH": str(folder)}


def passes(folder: Path, paths: Sequence[str]) -> bool:
    """Run tests or chapters of the copy in `folder`, with its library; return whether nothing fails."""
    return not first_failure(folder, paths)


def first_failure(folder: Path, paths: Sequence[str]) -> str:
    """Run tests or chapters of the copy in `folder`, with its library; name what fails first, or nothing."""
    command = [sys.executable, "-m", "pytest", "-c", str(folder / "pyproject.toml")]
    process = subprocess.Popen(
        [*command, "-p", "no:cacheprovider", "-x", "-q", "--tb=no", *paths],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that kernels end with it, where it hangs
    )
    try:
        said, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        stop(process)
        return f"nothing within {SECONDS} s"
    # 0, 1 and 2 are for passed, failed and cannot be imported; so is 4 where a conftest cannot. All else is no answer.
    is_import = process.returncode == 4 and "while loading conftest" in said
    if process.returncode in (3, 4, 5) and not is_import:
        raise RuntimeError(f"pytest could not run {', '.join(paths)}:\n{said}")
    if process.returncode == 0:
        return ""
    named = re.search(r"^(?:FAILED|ERROR) ([^\[\n]*?(?:\[.*?\])?)(?: - .*)?$", said, re.MULTILINE)
    return named[1] if named else said.strip().rpartition("\n")[2]


def stop(process: subprocess.Popen[str]) -> None:
    """End a process and what it has started."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, 9)
    process.wait()


def examine(mutant: Mutant, earlier: dict[str, Any] | None = None, chapters: bool = True) -> dict[str, Any]:
    """Return what tests and notebooks say to a mutant; a numerical one meets the notebooks in any case.

    What tests have said `earlier` holds; without `chapters` notebooks are left to a later run.
    """
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        copy_package(Path(folder), mutant)
        by_tests = earlier["by"][0] if earlier else first_failure(Path(folder), mutant.tests)
        by_notebooks = ""
        result: dict[str, Any] = {"key": mutant.key, "name": mutant.name, "chapters": mutant.chapters}
        result |= {"tests": CAUGHT if by_tests else MISSED, "notebooks": SKIPPED}
        if chapters and not is_complete(mutant, result):
            by_notebooks = first_failure(Path(folder), mutant.chapters)
            result["notebooks"] = CAUGHT if by_notebooks else MISSED
    return {**result, "seconds": round(time.perf_counter() - start, 1), "by": [by_tests, by_notebooks]}


def is_complete(mutant: Mutant, result: dict[str, Any] | None) -> bool:
    """Whether all was asked: notebooks, too, where a chapter runs the line and it is numerical or tests missed it."""
    if result is None:
        return False
    needless = not mutant.chapters or (mutant.kind == "other" and result["tests"] == CAUGHT)
    missed_by_all = result["notebooks"] == MISSED and {*mutant.chapters} <= {*result.get("chapters", ())}
    return needless or result["notebooks"] == CAUGHT or missed_by_all


def baseline(asked: Iterable[str], jobs: int = 1) -> list[str]:
    """Return which paths fail without any error in the library: there a mutant would be noticed for nothing.

    What has passed is remembered until a file of the library, the tests or the book changes. What fails is asked twice:
    on a busy machine something can come too late.
    """
    version, passed = digest(), known()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        copy_package(Path(folder))

        def ask(path: str) -> str:
            failed = first_failure(Path(folder), [path]) and first_failure(Path(folder), [path])
            if not failed:
                write({"key": f"{version} {path}"})
            return failed

        todo = [path for path in dict.fromkeys(asked) if f"{version} {path}" not in passed]
        return [failed for failed in pool.map(ask, todo) if failed]


def digest() -> str:
    """Return a text that changes with the library, the tests and the book."""
    return stamp(ROOT, (*FOLDERS, "tests"))


def known() -> dict[str, dict[str, Any]]:
    """Return the results so far by their keys; a line that was cut off does not count."""
    results = {}
    for line in RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []:
        try:
            result = json.loads(line)
            results[result["key"]] = result
        except (ValueError, KeyError):
            continue
    return results


def note(result: dict[str, Any]) -> None:
    """Append a result, and say it."""
    write(result)
    print(f"tests: {result['tests']}, notebooks: {result['notebooks']}. {result['name']}", flush=True)


def write(result: dict[str, Any]) -> None:
    """Append a line to what is known."""
    with _lock, RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(result) + "\n")


def run(only: str = "", jobs: int = 1, again: bool = False, tests: bool = False) -> int:
    """Examine the mutants whose names hold `only` and whose results are not known; return an exit code."""
    done = {} if again else known()
    todo = [mutant for mutant in read_list() if only in mutant.name and not is_complete(mutant, done.get(mutant.key))]
    if tests:
        todo = [mutant for mutant in todo if mutant.key not in done]
    print(f"{len(todo)} to be examined; first the library as it is ...", flush=True)
    asked = [path for mutant in todo if mutant.key not in done for path in mutant.tests]
    if not tests:
        asked += [path for mutant in todo for path in mutant.chapters]
    if failing := baseline(asked, jobs):
        print(f"These fail without any error in the library: {', '.join(failing)}")
        return 1
    with ThreadPoolExecutor(jobs) as pool:
        for result in pool.map(lambda mutant: examine(mutant, done.get(mutant.key), not tests), todo):
            note(result)
    return 0


def share(results: Iterable[bool]) -> tuple[int, int, float]:
    """Return how many are true, of how many, and their share."""
    values = list(results)
    return sum(values), len(values), sum(values) / len(values) if values else 0.0


def table(mutants: Sequence[Mutant], results: dict[str, dict[str, Any]]) -> tuple[str, bool]:
    """Return the page with all results, and whether enough is noticed."""
    found = [(mutant, results[mutant.key]) for mutant in mutants if mutant.key in results]
    # What tests have missed and notebooks have not seen is not known.
    found = [(mutant, result) for mutant, result in found if is_complete(mutant, result) or result["tests"] == CAUGHT]
    waiting = sum(not is_complete(mutant, result) for mutant, result in found)
    # A numerical error in a line that no chapter runs is one that the notebooks do not notice.
    numerical = [(mutant, result) for mutant, result in found if mutant.kind == "numerical"]
    asked = [result for mutant, result in numerical if not mutant.chapters or result["notebooks"] != SKIPPED]
    together = share(CAUGHT in (result["tests"], result["notebooks"]) for _, result in found)
    notebooks = share(result["notebooks"] == CAUGHT for result in asked)
    left_out = f" Not examined: {len(mutants) - len(found)}, which count nowhere." if len(found) < len(mutants) else ""
    left_out += f" Numerical and not shown to notebooks yet: {waiting}, which do not count there." if waiting else ""
    lines = [
        "# Small errors, and who notices them",
        "",
        "Written by `python tools/mutants.py table`. Each error was made in a copy of the library; then the tests of",
        "its folder were run, and the chapters that run the line. Chapters are not asked where tests have noticed an",
        "error that is not numerical, nor where none runs the line: there notebooks miss a numerical one.",
        "",
        "| | noticed | of | share | wanted |",
        "|---|---|---|---|---|",
        "| by tests or notebooks | {} | {} | {:.1%} | {:.0%} |".format(*together, TOGETHER),
        "| numerical ones by notebooks alone | {} | {} | {:.1%} | {:.0%} |".format(*notebooks, NOTEBOOKS),
        "",
        f"Examined: {len(found)} of {len(mutants)}.{left_out}",
        "",
        "| file | change | kind | tests | notebooks |",
        "|---|---|---|---|---|",
    ]
    for mutant in mutants:
        result = results.get(mutant.key, {"tests": "not run", "notebooks": "not run"})
        what = f"{mutant.what} ({mutant.why})" if mutant.why else mutant.what
        lines.append(f"| {mutant.file} | {what} | {mutant.kind} | {result['tests']} | {result['notebooks']} |")
    enough = len(found) == len(mutants) and not waiting and together[2] >= TOGETHER and notebooks[2] >= NOTEBOOKS
    return "\n".join(lines) + "\n", enough


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; return an exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    running = verbs.add_parser("run", help="examine what is not known yet")
    running.add_argument("--only", default="", help="a part of the name: of the file, or of the change in words")
    running.add_argument("--jobs", type=int, default=1, help="how many at once")
    running.add_argument("--tests", action="store_true", help="ask tests only, and leave chapters to a later run")
    running.add_argument("--again", action="store_true", help="examine what is known, too")
    verbs.add_parser("table", help="write what is known")
    options = vars(parser.parse_args(arguments))
    if options.pop("verb") == "run":
        return run(**options)
    text, enough = table(read_list(), known())
    TABLE.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
