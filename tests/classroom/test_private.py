"""What is a teacher's own stays so: strays, half-edited chapters, folders that are for something else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from miniff_edu import exercises
from miniff_edu.classroom import cli
from miniff_edu.classroom.grading import as_assignment, make_course
from miniff_edu.classroom.handout import for_students, make_handout
from miniff_edu.classroom.notebook import chapters_of, strays_of
from miniff_edu.exercises.engine.cells import AFTER_EXERCISES

ROOT = Path(__file__).parents[2]
FIRST = "01-toy-function-fitting.ipynb"
SECRET = "4711.0815"

Change = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    copy = tmp_path / "Kurs für Ada"
    shutil.copytree(ROOT / "book" / "chapters", copy / "book" / "chapters")
    shutil.copytree(ROOT / "miniff_edu", copy / "miniff_edu", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


def chapter() -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads((ROOT / "book" / "chapters" / FIRST).read_text(encoding="utf-8"))
    return notebook


def own_cell(**more: object) -> dict[str, Any]:
    return {"cell_type": "code", "id": "own", "metadata": {}, "source": SECRET, "outputs": [], **more}


def place(cells: list[dict[str, Any]], name: str) -> int:
    return next(i for i, cell in enumerate(cells) if cell["id"] == name)


def forget_metadata(cells: list[dict[str, Any]]) -> None:
    """As editors and filters for version control do."""
    for cell in cells:
        cell["metadata"] = {}
    cells[place(cells, "exercise-1-1-stub")]["source"] = f"answer = {SECRET}"


def forget_ids(cells: list[dict[str, Any]]) -> None:
    """As format 4.4 has none."""
    forget_metadata(cells)
    for cell in cells:
        del cell["id"]


def scratch_behind(cells: list[dict[str, Any]]) -> None:
    cells.insert(place(cells, "exercise-1-7-solution") + 1, own_cell())


def scratch_before_the_first(cells: list[dict[str, Any]]) -> None:
    cells.insert(place(cells, "exercise-1-1-introduction") + 1, own_cell())


def stub_at_the_top(cells: list[dict[str, Any]]) -> None:
    copied = {**cells[place(cells, "exercise-1-1-stub")], "id": "own", "source": [SECRET]}
    cells.insert(1, copied)


def heading_among_them(cells: list[dict[str, Any]]) -> None:
    there = place(cells, "exercise-1-4-text")
    cells[there:there] = [own_cell(cell_type="markdown", source="## Exam"), own_cell()]


def tag_only(cells: list[dict[str, Any]]) -> None:
    cells.insert(3, own_cell(metadata={"tags": ["exercise-solution"]}))


def attachments(cells: list[dict[str, Any]]) -> None:
    cells[0]["attachments"] = {"photo.png": {"image/png": SECRET}}
    cells[1]["metadata"]["papermill"] = {"duration": SECRET}


CHANGES = [
    *(forget_metadata, forget_ids, scratch_behind, scratch_before_the_first, stub_at_the_top, heading_among_them),
    *(tag_only, attachments),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("make", [for_students, as_assignment], ids=lambda make: make.__name__)
def test_the_exercises_are_always_the_librarys(make: Callable[..., dict], change: Change) -> None:
    notebook, clean = chapter(), make(chapter())
    change(notebook["cells"])
    made = make(notebook)
    nbformat.validate(nbformat.from_dict(made))
    assert SECRET not in json.dumps(made)
    assert [cell["source"] for cell in made["cells"]] == [cell["source"] for cell in clean["cells"]]
    assert make is as_assignment or exercises.find("1.1").insight not in json.dumps(made, ensure_ascii=False)


def test_exercises_of_nobody_knows_which_chapter_are_refused() -> None:
    cells = [own_cell(cell_type="markdown", source="## Exercises"), own_cell(source="answer = 3")]
    with pytest.raises(ValueError, match=r"none of their cells says which.*refresh"):
        for_students({"cells": cells, "metadata": {}})
    assert any("".join(cell["source"]).startswith(AFTER_EXERCISES) for cell in chapter()["cells"])


@pytest.mark.parametrize(
    "name",
    [f"._{FIRST}", "Untitled.ipynb", "01-toy-function-fitting-Copy1.ipynb", "06-empty.ipynb", "99-exam.ipynb"],
)
def test_strays_are_named(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture, name: str) -> None:
    (checkout / "book" / "chapters" / name).write_bytes(b"" if "empty" in name else b"\x00\x05 no notebook")
    for options in ([], ["--nbgrader"]):
        assert cli.main(["handout", str(tmp_path / f"out{len(options)}"), "--book", str(checkout), *options]) == 0
        assert f"left out: {name} " in capsys.readouterr().out
    assert not [path for path in tmp_path.rglob(name) if checkout not in path.parents]


def test_the_contents_tell_chapters_from_drafts(checkout: Path) -> None:
    folder = checkout / "book" / "chapters"
    for name in ("06-draft.ipynb", "10-forces.ipynb", "01-old.ipynb"):
        shutil.copy(folder / FIRST, folder / name)
    contents = (
        "- file: chapters/01-toy-function-fitting\n#  - file: chapters/06-draft\n- file: 'chapters/10-forces.ipynb'\n"
    )
    (checkout / "book" / "_toc.yml").write_text(contents, encoding="utf-8-sig")
    assert [path.name for path in chapters_of(checkout)] == [FIRST, "10-forces.ipynb"]
    assert {"06-draft.ipynb", "01-old.ipynb"} <= set(strays_of(checkout))


def test_of_two_first_chapters_none_is_guessed(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    folder = checkout / "book" / "chapters"
    shutil.copy(folder / FIRST, folder / "01-toy-function-fitting-with-answers.ipynb")
    assert cli.main(["handout", str(tmp_path / "out"), "--book", str(checkout)]) == 1
    assert "chapter 1 is there 2 times" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"<<<<<<< HEAD", b"[]", b'{"worksheets": []}', b"[" * 100_000, b"\xff\xfe"])
def test_a_broken_chapter_is_named(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture, content: bytes
) -> None:
    (checkout / "book" / "chapters" / FIRST).write_bytes(content)
    for options in ([], ["--nbgrader"]):
        assert cli.main(["handout", str(tmp_path / "out"), "--book", str(checkout), *options]) == 1
        assert f"{FIRST} is no notebook" in capsys.readouterr().out
    assert not (tmp_path / "out").exists(), "nothing is written by halves"


def test_a_chapter_with_a_byte_order_mark(checkout: Path, tmp_path: Path) -> None:
    path = checkout / "book" / "chapters" / FIRST
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    make_handout(tmp_path / "out", checkout=checkout)
    assert (tmp_path / "out" / FIRST).read_bytes().startswith(b"{")


def test_students_and_course_never_share_a_folder(
    tmp_path: Path, project_of_texts: Path, capsys: pytest.CaptureFixture
) -> None:
    make_handout(tmp_path / "class")
    make_course(tmp_path / "Kurs" / "ü")
    wrong = [
        *(["class", "--nbgrader"], ["class/course", "--nbgrader"], ["class/a/b", "--nbgrader"], ["Kurs/ü"], ["Kurs"]),
    ]
    before = sorted(tmp_path.rglob("*"))
    for folder, *options in wrong:
        assert cli.main(["handout", str(tmp_path / folder), "--book", str(project_of_texts), *options]) == 1, folder
        assert "solutions would be handed out" in capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before
    assert make_course(tmp_path / "Kurs" / "ü").written == make_handout(tmp_path / "class").written == []


def test_a_course_without_our_manifest_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("# somebody's own")
    with pytest.raises(ValueError, match="an nbgrader course"):
        make_handout(tmp_path)
    assert make_course(tmp_path).kept == ["nbgrader_config.py"]


@pytest.mark.parametrize("name", ["", "book", "book/chapters", "miniff_edu/new"])
def test_the_project_is_no_place_for_it(checkout: Path, name: str) -> None:
    for make in (make_handout, make_course):
        with pytest.raises(ValueError, match="where the project itself lies"):
            make(checkout / name, checkout=checkout)


def test_a_folder_in_which_nobody_may_write(
    tmp_path: Path, project_of_texts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Simulated, since permissions do not stop every user."""

    def denied(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", denied)
    assert cli.main(["handout", str(tmp_path / "out"), "--book", str(project_of_texts)]) == 1
    assert "this user may not write" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["x.pyc", "Untitled.ipynb", "judging.py.orig", ".secret", "chart.py~"])
def test_leftovers_in_the_package_stay(checkout: Path, tmp_path: Path, name: str) -> None:
    (checkout / "miniff_edu" / "exercises" / name).write_bytes(SECRET.encode())
    make_handout(tmp_path / "out", checkout=checkout)
    assert not list((tmp_path / "out").rglob(name))


def test_the_readme_knows_what_the_projects_knows(tmp_path: Path) -> None:
    make_handout(tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    project = (ROOT / "README.md").read_text(encoding="utf-8")
    for known in ("3.11", "`python3`", "`py`", "PIP_EXTRA_INDEX_URL", "Intel Macs", "conda env create", "Get started"):
        assert known in project, known
        assert known in text, known
    for needed in (
        "Activate.ps1",
        "activate.bat",
        "Set-ExecutionPolicy",
        "$env:PIP_EXTRA_INDEX_URL",
        "env/bin/activate",
        "in the folder `software`: `python -m miniff_edu check`",
    ):
        assert needed in text, needed
    assert text.index("PIP_EXTRA_INDEX_URL") < text.index("Solutions are not")
    assert not [c for c in text if c in "{}"]


RIGHT = "20**6 * 30 / (24 * 60 * 60)"
WRONG = ["-1.5", "...", "None", "True"]
TAMPERED = [
    *("", "class exercises: judge = lambda *a: 1", "AssertionError = print", "class verdict: is_correct = True"),
    *("judge = print = _judge = lambda *a: 1", "exercises = None"),
]


@pytest.mark.parametrize("optimised", ["", "1", "2"])
def test_points_are_for_right_answers_only(optimised: str) -> None:
    """Whatever the cells before have done to names; where assertions are compiled away; on an old console."""
    cells = as_assignment(chapter())["cells"]
    check = next(c["source"] for c in cells if c["metadata"].get("nbgrader", {}).get("grade"))
    name = exercises.find("1.1").task.answer
    tries = [f"{tamper}\n{name} = {answer}\n{check}" for tamper in TAMPERED for answer in (RIGHT, *WRONG)]
    code = "import json, sys\nresult = []\nfor cell in json.load(sys.stdin):\n    try:\n        exec(cell, {})\n"
    code += (
        "        result.append(True)\n    except Exception:\n        result.append(False)\nprint(json.dumps(result))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(tries),
        env={**os.environ, "PYTHONOPTIMIZE": optimised, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    given = json.loads(run.stdout.splitlines()[-1])
    assert given == [True, *[False] * len(WRONG)] * len(TAMPERED)
