"""Handouts without solutions, or with solutions that open on a day: nothing to be read before, and all checks run."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
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


def said(handout: Path, code: str, folder: Path, clock: date | None = None) -> str:
    """Return what a kernel says that has the library of a handout and nothing else of ours."""
    before = "from miniff_edu import exercises\n"
    if clock:
        before += f"import datetime\nexercises.withheld.today = lambda: datetime.date.fromisoformat('{clock}')\n"
    environment = {k: v for k, v in os.environ.items() if k != "MINIFF_EDU_PROGRESS"}
    environment["PYTHONPATH"] = str(handout / "software")
    command = [sys.executable, "-B", "-c", before + code]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all texts of a handout that a person may read, decoded as the file's kind asks."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".ipynb":
            yield from ((name, "".join(cell["source"])) for cell in json.loads(path.read_bytes())["cells"])
        elif path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield name, node.value
        elif path.is_file() and path.name != MANIFEST:
            yield name, path.read_bytes().decode("utf-8", "replace")


def words(text: str) -> str:
    """Return a text however its lines are broken."""
    return " ".join(text.split())


@pytest.mark.parametrize("kind", ["withheld", "later"])
def test_no_solution_and_no_insight_is_there_to_be_read(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    wrong = {words(mistake.code) for exercise in ALL for mistake in exercise.mistakes}
    found = [(name, words(text)) for name, text in texts_in(folder)]
    assert len(found) > 1000
    for exercise in ALL:
        code = words(exercises_in_order(exercise))
        for name, text in found:
            assert words(exercise.insight) not in text, (exercise.number, name)
            assert code not in text or text in wrong, (exercise.number, name)


def exercises_in_order(exercise: Exercise) -> str:
    """Return a solution without what is said about it below."""
    return exercise.solution.partition("\n\n\n#")[0].partition("\n\n# ")[0]


def test_the_test_above_would_find_one(tmp_path: Path) -> None:
    make_handout(tmp_path)
    found = [words(text) for _, text in texts_in(tmp_path)]
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


def test_checks_run_in_every_chapter(withheld: Path, tmp_path: Path) -> None:
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
    assert said(withheld, code, tmp_path).strip() == "the end"


def test_who_asks_is_told_why_and_nothing_is_noted(withheld: Path, tmp_path: Path) -> None:
    told = said(withheld, 'exercises.solution("1.2"); [exercises.hint("1.2") for _ in range(2)]', tmp_path)
    assert told.startswith("This copy of the exercises has no solutions: your teacher has them.")
    assert "All else tells exercises.solution" not in told
    progress = json.loads((tmp_path / "miniff_edu_progress.json").read_text(encoding="utf-8"))
    assert progress["exercises"] == {"1.2": {"status": "not attempted", "hints": 2}}


def test_nothing_promises_a_solution_that_is_not_there(withheld: Path, later: Path, tmp_path: Path) -> None:
    make_handout(tmp_path)
    for path in sorted(withheld.glob("*.ipynb")):
        assert "exercises.solution(" not in path.read_text(encoding="utf-8"), path.name
        promised = "exercises.solution(" in (tmp_path / path.name).read_text(encoding="utf-8")
        assert promised == (path.name != "start.ipynb")
        assert (later / path.name).read_bytes() == (tmp_path / path.name).read_bytes()
    read = {folder: words((folder / "README.md").read_text(encoding="utf-8")) for folder in (withheld, later, tmp_path)}
    assert "Solutions are not in this folder: your teacher has them." in read[withheld]
    assert f"Solutions open on {TOMORROW}, by the clock of your computer" in read[later]
    assert '`exercises.solution("1.1")` shows one.' in read[tmp_path]


# A day from which on they are open


def test_before_the_day_they_are_closed(later: Path, tmp_path: Path) -> None:
    told = said(later, 'exercises.solution("1.2")\nexercises.check("1.2", "b")', tmp_path)
    assert f"Solutions open on {TOMORROW}. The clock of this computer says {date.today()}" in words(told)
    assert f"1.2 correct. A sentence to remember opens on {TOMORROW}." in told
    entry = json.loads((tmp_path / "miniff_edu_progress.json").read_text(encoding="utf-8"))["exercises"]["1.2"]
    assert "solution_seen" not in entry


@pytest.mark.parametrize("day", [TOMORROW, TOMORROW + timedelta(days=400)])
def test_from_the_day_on_they_are_open(later: Path, tmp_path: Path, day: date) -> None:
    code = "for n in exercises.CHAPTERS:\n for e in exercises.of_chapter(n): exercises.solution(e.number)"
    told = words(said(later, code, tmp_path, clock=day)).replace(" # ", " ")
    for exercise in ALL:
        assert words(exercise.solution).replace(" # ", " ") in told, exercise.number
        assert words(exercise.insight) in told, exercise.number
    noted = json.loads((tmp_path / "miniff_edu_progress.json").read_text(encoding="utf-8"))["exercises"]
    assert len([entry for entry in noted.values() if entry["solution_seen"]]) == len(ALL)


def test_a_kernel_that_runs_over_midnight_opens_them(later: Path, tmp_path: Path) -> None:
    code = f"""
exercises.solution("1.2")
exercises.withheld.today = lambda: datetime.date.fromisoformat('{TOMORROW}')
exercises.solution("1.2")
"""
    told = said(later, code, tmp_path, clock=TOMORROW - timedelta(days=1))
    assert told.index("Solutions open on") < told.index('answer = "b"')


def test_a_clock_that_has_lost_its_battery_is_named(later: Path, tmp_path: Path) -> None:
    told = said(later, 'exercises.solution("1.2")', tmp_path, clock=date(1970, 1, 1))
    assert "The clock of this computer says 1970-01-01" in words(told)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"release": 3, "texts": ""}', '{"release": "2020-01-01"}'])
def test_a_broken_file_of_solutions_stops_no_check(tmp_path: Path, text: str) -> None:
    make_handout(tmp_path / "out", release=YESTERDAY)
    (tmp_path / "out" / SOFTWARE / "data" / "solutions.json").write_text(text, encoding="utf-8")
    told = said(tmp_path / "out", 'exercises.check("1.2", "b"); exercises.solution("1.2")', tmp_path)
    assert "1.2 correct." in told
    assert "has no solutions" in told


def test_the_file_of_solutions_is_installed(later: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target"]
    shutil.copytree(later / "software", tmp_path / "copy")  # pip builds in it
    subprocess.run([*command, str(tmp_path), str(tmp_path / "copy")], check=True, capture_output=True)
    raw = (later / SOFTWARE / "data" / "solutions.json").read_bytes()
    assert (tmp_path / "miniff_edu" / "data" / "solutions.json").read_bytes() == raw


# On the command line


@pytest.mark.parametrize("day", ["tomorrow", "", "1.12.2026", "2026-13-01", "01/12/2026"])
def test_a_day_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture, day: str) -> None:
    assert cli.main(["handout", str(tmp_path / "out"), "--release", day]) == 2
    assert f"release is {day!r}; expected a day as year-month-day, such as {date.today()}" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_what_is_said_about_the_clock(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for day, expected in ((YESTERDAY, "are open already"), (TOMORROW, f"open on {TOMORROW}")):
        assert cli.main(["handout", str(tmp_path / day.isoformat()), "--release", day.isoformat()]) == 0
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
    assert cli.main(["handout", str(tmp_path / "a"), "--without-solutions"]) == 0
    assert cli.main(["handout", str(tmp_path / "b"), "--release", TOMORROW.isoformat()]) == 0
    for name, folder in {"a": withheld, "b": later}.items():
        one, other = contents(tmp_path / name), contents(folder)
        assert one.keys() == other.keys()
        assert [key for key in one if one[key] != other[key]] == []  # names: bytes would be compared for minutes
    assert make_handout(tmp_path / "a", withhold=True).written == []


def test_solutions_never_come_into_a_folder_without_by_an_oversight(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    for name, options in {"a": ["--without-solutions"], "b": ["--release", "2099-01-01"]}.items():
        folder = tmp_path / name
        assert cli.main(["handout", str(folder), *options]) == 0
        before = contents(folder)
        assert cli.main(["handout", str(folder)]) == 1
        out = capsys.readouterr().out
        assert f"expected {' '.join(options)} again, or a folder of another name" in out
        assert contents(folder) == before


def test_solutions_leave_a_folder_that_has_them(tmp_path: Path) -> None:
    make_handout(tmp_path)
    make_handout(tmp_path, withhold=True)
    texts = " ".join(text for _, text in texts_in(tmp_path))
    assert exercises.find("1.2").insight not in texts
    assert contents(tmp_path).keys() - {"software/miniff_edu/data/solutions.json"} == contents(tmp_path).keys()


IN_SOFTWARE = [
    *("chapter_01.py", "chapter_99.py", "__pycache__/chapter_01.cpython-311.pyc"),
    "../../../build/lib/miniff_edu/exercises/chapters/chapter_01.py",
    "../../../../env/lib/site-packages/miniff_edu/exercises/chapters/chapter_01.py",
]


@pytest.mark.parametrize("name", IN_SOFTWARE)
def test_a_file_that_may_hold_solutions_does_not_stay_unseen(tmp_path: Path, name: str) -> None:
    make_handout(tmp_path)
    path = tmp_path / SOFTWARE / "exercises" / "chapters" / name
    path = Path(os.path.normpath(path))
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(b"# edited")
    before = contents(tmp_path)
    with pytest.raises(ValueError, match=rf"{path.name} would stay.*may hold solutions.*another name"):
        make_handout(tmp_path, withhold=True)
    assert contents(tmp_path) == before


def test_a_solution_that_stands_in_another_place_is_refused() -> None:
    """As where somebody copies it into a hint: nothing goes out by mistake."""
    path = SOURCES[0]
    source = path.read_text(encoding="utf-8")
    name = f"miniff_edu.exercises.chapters.{path.stem}"
    for secret in (exercises.find("1.3").insight, exercises.find("1.3").solution):
        with pytest.raises(ValueError, match=r"of 1\.3 stands in another place"):
            without_solutions(f"{source}\nHELP = {secret!r}\n", name)
