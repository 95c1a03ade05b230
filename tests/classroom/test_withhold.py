"""Handouts without solutions, or with solutions that open on a day: nothing to be read before, and all checks run."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from miniff_edu import exercises
from miniff_edu.classroom import cli
from miniff_edu.classroom.edition import FOR_TEACHERS
from miniff_edu.classroom.folder import MANIFEST
from miniff_edu.classroom.handout import make_handout
from miniff_edu.classroom.withhold import exercises_in, without_solutions
from miniff_edu.exercises.engine.exercise import Exercise

ROOT = Path(__file__).parents[2]
ALL = [exercise for chapter in exercises.CHAPTERS for exercise in exercises.of_chapter(chapter)]
SOURCES = sorted((ROOT / "miniff_edu" / "exercises" / "chapters").glob("chapter_??.py"))
SOFTWARE = Path("software/miniff_edu")
YESTERDAY, TOMORROW = (date.today() + timedelta(days=days) for days in (-1, 2))  # two: should it be midnight just now


@pytest.fixture(scope="module")
def withheld(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("withheld")
    assert cli.main(["handout", str(folder), "--without-solutions"]) == 0
    return folder


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("later")
    assert cli.main(["handout", str(folder), "--release", TOMORROW.isoformat()]) == 0
    return folder


# What a process says that has the library of a handout and nothing else of ours; it takes question after question.
KERNEL = """
import contextlib, datetime, io, json, os, sys
from miniff_edu import exercises
today = exercises.withheld.today
for line in sys.stdin:
    code, folder, clock = json.loads(line)
    os.chdir(folder)
    exercises.record.begin()
    exercises.withheld.today = (lambda: datetime.date.fromisoformat(clock)) if clock else today
    with contextlib.redirect_stdout(io.StringIO()) as told:
        exec(code, {"exercises": exercises, "datetime": datetime})
    print(json.dumps(told.getvalue()), flush=True)
"""
Ask = Callable[..., str]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Return what asks the library of a handout, in a folder, by a clock: one process for each handout."""
    kernels: dict[Path, subprocess.Popen[str]] = {}

    def said(handout: Path, code: str, folder: Path, clock: date | None = None) -> str:
        if handout not in kernels:
            environment = {k: v for k, v in os.environ.items() if k != "MINIFF_EDU_PROGRESS"}
            environment |= {"PYTHONPATH": str(handout / "software"), "PYTHONIOENCODING": "utf-8"}
            command = [sys.executable, "-B", "-c", KERNEL]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
            kernels[handout] = subprocess.Popen(command, cwd=folder, env=environment, **pipes)
        kernel = kernels[handout]
        assert kernel.stdin is not None
        assert kernel.stdout is not None
        print(json.dumps([code, str(folder), clock.isoformat() if clock else ""]), file=kernel.stdin, flush=True)
        told = kernel.stdout.readline()
        assert told, "it ended; its last words stand above"
        return json.loads(told)

    yield said
    for kernel in kernels.values():
        kernel.communicate(timeout=60)


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all texts of a handout that a person may read, decoded as the file's kind asks."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            name = path.relative_to(folder).as_posix()
            yield from ((name, text) for text in texts_of(path.suffix, path.read_bytes()))


@cache  # most files are the same in all handouts
def texts_of(kind: str, raw: bytes) -> list[str]:
    if kind == ".ipynb":
        return ["".join(cell["source"]) for cell in json.loads(raw)["cells"]]
    if kind == ".py":
        nodes = ast.walk(ast.parse(raw))
        return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [raw.decode("utf-8", "replace")]


def words(text: str) -> str:
    """Return a text however its lines are broken."""
    return " ".join(text.split())


@pytest.mark.parametrize("kind", ["withheld", "later"])
def test_no_solution_and_no_insight_is_there_to_be_read(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    wrong = {words(mistake.code) for exercise in ALL for mistake in exercise.mistakes}
    found = {words(text): name for name, text in texts_in(folder)}  # each text once, wherever it stands
    assert len(found) > 1000
    secrets = [(e.number, words(e.insight), words(exercises_in_order(e))) for e in ALL]
    for text, name in found.items():
        for number, insight, code in secrets:
            assert insight not in text, (number, name)
            assert code not in text or text in wrong, (number, name)


def exercises_in_order(exercise: Exercise) -> str:
    """Return a solution without what is said about it below."""
    return exercise.solution.partition("\n\n\n#")[0].partition("\n\n# ")[0]


def test_the_test_above_would_find_one(open_folder: Path) -> None:
    found = [words(text) for _, text in texts_in(open_folder)]
    for exercise in ALL:
        assert any(words(exercise.insight) in text for text in found), exercise.number


def test_no_teachers_pages_go_out(withheld: Path) -> None:
    """Of the built book they go along with their title only, so that links lead on."""
    pages = list((ROOT / "book" / "teaching").glob("*.md"))
    phrases = [phrase for page in pages for phrase in re.findall(r"[A-Za-z ,]{50,}", page.read_text(encoding="utf-8"))]
    assert len(pages) > 5
    assert len(phrases) > 100
    found = [
        path for path in withheld.rglob("*") if path.stem in {page.stem for page in pages} or "teaching" in path.parts
    ]
    assert {path.relative_to(withheld).parts[0] for path in found if path.suffix == ".md"} <= {"book"}
    for path in (path for path in found if path.suffix in (".html", ".md") and "teaching" in path.parts):
        text = words(path.read_text(encoding="utf-8"))
        assert FOR_TEACHERS in text
        assert [phrase for phrase in phrases if words(phrase) in text] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_all_that_checks_need_stays(path: Path, withheld: Path) -> None:
    name = f"miniff_edu.exercises.chapters.{path.stem}"
    source = (withheld / SOFTWARE / "exercises" / "chapters" / path.name).read_text(encoding="utf-8")
    left = exercises_in(source, name)
    whole = exercises_in(path.read_text(encoding="utf-8"), name)
    assert len(left) == len(whole) > 5
    for here, there in zip(left, whole, strict=True):
        assert (here.solution, here.insight) == ("", "")
        for field in ("number", "statement", "stub", "hints", "mistakes", "seconds"):
            assert getattr(here, field) == getattr(there, field), field
    assert without_solutions(source, name) == source, "what has none is left as it is"


def test_checks_run_in_every_chapter(withheld: Path, tmp_path: Path, ask: Ask) -> None:
    """A solution is accepted, and the first two wrong answers get their reasons: with the library of the handout."""
    tries = [[e.number, e.task.answer, e.solution, [[m.name, m.code] for m in e.mistakes[:2]]] for e in ALL]
    (tmp_path / "tries.json").write_text(json.dumps(tries), encoding="utf-8")
    code = """
import json
from miniff_edu.exercises.engine.exercise import make
for number, answer, solution, mistakes in json.load(open("tries.json", encoding="utf-8")):
    right = exercises.judge(number, make(solution, answer))
    more = " It arrives from 20 of 20 starts." if number == "4.7" else ""
    assert right.is_correct and right.text == more.strip(), right
    assert repr(right).split() == (number + " correct." + more).split(), repr(right)
    for name, wrong in mistakes:
        assert exercises.judge(number, make(wrong, answer)).mistake == name, (number, name)
print("the end")
"""
    assert ask(withheld, code, tmp_path).strip() == "the end"


def test_who_asks_is_told_why_and_nothing_is_noted(withheld: Path, tmp_path: Path, ask: Ask) -> None:
    told = ask(withheld, 'exercises.solution("1.2"); [exercises.hint("1.2") for _ in range(2)]', tmp_path)
    assert told.startswith("This copy of the exercises has no solutions: your teacher has them.")
    assert "All else tells exercises.solution" not in told
    progress = json.loads((tmp_path / "miniff_edu_progress.json").read_text(encoding="utf-8"))
    assert progress["exercises"] == {"1.2": {"status": "not attempted", "hints": 2}}


def test_nothing_promises_a_solution_that_is_not_there(withheld: Path, later: Path, open_folder: Path) -> None:
    for path in sorted(withheld.glob("*.ipynb")):
        assert "exercises.solution(" not in path.read_text(encoding="utf-8"), path.name
        promised = "exercises.solution(" in (open_folder / path.name).read_text(encoding="utf-8")
        assert promised == (path.name != "start.ipynb")
        assert (later / path.name).read_bytes() == (open_folder / path.name).read_bytes()
    read = {
        folder: words((folder / "README.md").read_text(encoding="utf-8")) for folder in (withheld, later, open_folder)
    }
    assert "Solutions are not in this folder: your teacher has them." in read[withheld]
    assert f"Solutions open on {TOMORROW}, by the clock of your computer" in read[later]
    assert '`exercises.solution("1.1")` shows one.' in read[open_folder]


# A day from which on they are open


def test_before_the_day_they_are_closed(later: Path, tmp_path: Path, ask: Ask) -> None:
    told = ask(later, 'exercises.solution("1.2")\nexercises.check("1.2", "b")', tmp_path)
    assert f"Solutions open on {TOMORROW}. The clock of this computer says {date.today()}" in words(told)
    assert f"1.2 correct. A sentence to remember opens on {TOMORROW}." in told
    entry = json.loads((tmp_path / "miniff_edu_progress.json").read_text(encoding="utf-8"))["exercises"]["1.2"]
    assert "solution_seen" not in entry


@pytest.mark.parametrize("day", [TOMORROW, TOMORROW + timedelta(days=400)])
def test_from_the_day_on_they_are_open(later: Path, tmp_path: Path, day: date, ask: Ask) -> None:
    code = "for n in exercises.CHAPTERS:\n for e in exercises.of_chapter(n): exercises.solution(e.number)"
    told = words(ask(later, code, tmp_path, clock=day)).replace(" # ", " ")
    for exercise in ALL:
        assert words(exercise.solution).replace(" # ", " ") in told, exercise.number
        assert words(exercise.insight) in told, exercise.number
    noted = json.loads((tmp_path / "miniff_edu_progress.json").read_text(encoding="utf-8"))["exercises"]
    assert len([entry for entry in noted.values() if entry["solution_seen"]]) == len(ALL)


def test_a_kernel_that_runs_over_midnight_opens_them(later: Path, tmp_path: Path, ask: Ask) -> None:
    code = f"""
exercises.solution("1.2")
exercises.withheld.today = lambda: datetime.date.fromisoformat('{TOMORROW}')
exercises.solution("1.2")
"""
    told = ask(later, code, tmp_path, clock=TOMORROW - timedelta(days=1))
    assert told.index("Solutions open on") < told.index('answer = "b"')


def test_a_clock_that_has_lost_its_battery_is_named(later: Path, tmp_path: Path, ask: Ask) -> None:
    told = ask(later, 'exercises.solution("1.2")', tmp_path, clock=date(1970, 1, 1))
    assert "The clock of this computer says 1970-01-01" in words(told)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"release": 3, "texts": ""}', '{"release": "2020-01-01"}'])
def test_a_broken_file_of_solutions_stops_no_check(later: Path, tmp_path: Path, ask: Ask, text: str) -> None:
    (tmp_path / "solutions.json").write_text(text, encoding="utf-8")
    code = """
whole, exercises.withheld.FILE = exercises.withheld.FILE, exercises.withheld.FILE.__class__("solutions.json").absolute()
try:
    exercises.check("1.2", "b"); exercises.solution("1.2")
finally:
    exercises.withheld.FILE = whole
"""
    told = ask(later, code, tmp_path)
    assert "1.2 correct." in told
    assert "has no solutions" in told


def test_the_software_can_be_installed(later: Path, tmp_path: Path) -> None:
    """As the README says, but without the network: what it needs is there already. The file of solutions comes too."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target"]
    shutil.copytree(later / "software", tmp_path / "copy")  # pip builds in it
    there = tmp_path / "there"
    subprocess.run([*command, str(there), str(tmp_path / "copy")], check=True, capture_output=True)
    raw = (later / SOFTWARE / "data" / "solutions.json").read_bytes()
    assert (there / "miniff_edu" / "data" / "solutions.json").read_bytes() == raw
    code = "import miniff_edu; from miniff_edu import exercises; exercises.check('1.1'); print(miniff_edu.__file__)"
    environment = {"PYTHONPATH": "."}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=there, capture_output=True, text=True, check=True, env=environment
    )
    assert "1.1 not attempted" in result.stdout
    assert str(there) in result.stdout


# On the command line


@pytest.mark.parametrize("day", ["tomorrow", "", "1.12.2026", "2026-13-01", "01/12/2026"])
def test_a_day_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture, day: str) -> None:
    assert cli.main(["handout", str(tmp_path / "out"), "--release", day]) == 2
    assert f"release is {day!r}; expected a day as year-month-day, such as {date.today()}" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_what_is_said_about_the_clock(
    tmp_path: Path, project_of_texts: Path, same_project: None, capsys: pytest.CaptureFixture
) -> None:
    for day, expected in ((YESTERDAY, "are open already"), (TOMORROW, f"open on {TOMORROW}")):
        options = ["--release", day.isoformat(), "--book", str(project_of_texts)]
        assert cli.main(["handout", str(tmp_path / day.isoformat()), *options]) == 0
        assert f"Solutions {expected}, by the clock of each computer" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ["--without-solutions", "--release", "2026-12-01"],
        ["--nbgrader", "--without-solutions"],
        ["--nbgrader", "--release", "2026-12-01"],
        ["--nbgrader", "--update"],
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, capsys: pytest.CaptureFixture, options: list[str]) -> None:
    assert cli.main(["handout", str(tmp_path / "out"), *options]) == 2
    out = capsys.readouterr().out
    assert "expected" in out
    assert all(option in out for option in options if option.startswith("--"))
    assert not (tmp_path / "out").exists()


def test_the_help_names_each_option(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit):
        cli.main(["handout", "--help"])
    out = words(capsys.readouterr().out)
    for option in ("--without-solutions", "--release DATE", "--update", "the clock of the student's computer"):
        assert option in out


# A folder that was made before


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_same_input_same_bytes(withheld: Path, later: Path, tmp_path: Path) -> None:
    """Made once more, no file differs from what lies there; the book in both was made twice already."""
    for folder, options in ((withheld, {"withhold": True}), (later, {"release": TOMORROW})):
        copy = tmp_path / folder.name
        shutil.copytree(folder, copy)
        made = make_handout(copy, **options)
        assert (made.written, made.kept) == ([], [])
        assert len(made.unchanged) > 100
        assert {*made.unchanged, MANIFEST} == {name for name in contents(folder) if not name.startswith("book/")}
    assert contents(withheld / "book") == contents(later / "book")


def test_solutions_never_come_into_a_folder_without_by_an_oversight(
    withheld: Path, later: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    for made, option in {withheld: "--without-solutions", later: f"--release {TOMORROW}"}.items():
        folder = tmp_path / made.name
        shutil.copytree(made, folder)
        before = contents(folder)
        assert cli.main(["handout", str(folder)]) == 1
        assert f"expected {option} again, or a folder of another name" in capsys.readouterr().out
        assert contents(folder) == before


def test_solutions_leave_a_folder_that_has_them(open_folder: Path, tmp_path: Path, same_project: None) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(open_folder, folder)
    make_handout(folder, withhold=True)
    texts = " ".join(text for _, text in texts_in(folder))
    assert exercises.find("1.2").insight not in texts
    assert contents(folder).keys() - {"software/miniff_edu/data/solutions.json"} == contents(folder).keys()


IN_SOFTWARE = [
    *("chapter_01.py", "chapter_99.py", "__pycache__/chapter_01.cpython-311.pyc"),
    "../../../build/lib/miniff_edu/exercises/chapters/chapter_01.py",
    "../../../../env/lib/site-packages/miniff_edu/exercises/chapters/chapter_01.py",
]


@pytest.mark.parametrize("name", IN_SOFTWARE)
def test_a_file_that_may_hold_solutions_does_not_stay_unseen(
    open_folder: Path, tmp_path: Path, same_project: None, name: str
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(open_folder, folder)
    path = Path(os.path.normpath(folder / SOFTWARE / "exercises" / "chapters" / name))
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(b"# edited")
    before = contents(folder)
    with pytest.raises(ValueError, match=rf"{path.name} would stay.*may hold solutions.*another name"):
        make_handout(folder, withhold=True)
    assert contents(folder) == before


def test_a_solution_that_stands_in_another_place_is_refused() -> None:
    """As where somebody copies it into a hint: nothing goes out by mistake."""
    path = SOURCES[0]
    source = path.read_text(encoding="utf-8")
    name = f"miniff_edu.exercises.chapters.{path.stem}"
    for secret in (exercises.find("1.3").insight, exercises.find("1.3").solution):
        with pytest.raises(ValueError, match=r"of 1\.3 stands in another place"):
            without_solutions(f"{source}\nHELP = {secret!r}\n", name)
