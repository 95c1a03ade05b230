"""The students' folder: no solutions, always the same, never over a student's work; and it runs as it stands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from lesson_plan import skipped_sections, without_sections
from nbclient import NotebookClient

from miniff_edu import exercises
from miniff_edu._support.files import chapter_number
from miniff_edu.classroom.grading import POINTS, make_course
from miniff_edu.classroom.handout import MANIFEST, make_handout
from miniff_edu.data import NAMES, SUMMARIES
from miniff_edu.exercises.engine.cells import with_check

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book" / "chapters").glob("*.ipynb"))


@pytest.fixture(scope="session")
def handout(open_folder: Path) -> Path:
    return open_folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_is_in_it(handout: Path) -> None:
    names = set(contents(handout))
    assert {path.name for path in CHAPTERS} <= names
    assert {"start.ipynb", "README.md", "environment.yml", "software/pyproject.toml", MANIFEST} <= names
    assert "software/miniff_edu/exercises/chapters/chapter_01.py" in names
    assert {f"software/miniff_edu/data/{name}.npz" for name in NAMES} <= names
    assert {f"software/miniff_edu/data/summaries/{name}.toml" for name in SUMMARIES} <= names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    readme = (handout / "README.md").read_text(encoding="utf-8")
    assert "Code is under the BSD 2-Clause License, texts and figures under CC BY 4.0" in readme
    assert "CC BY 4.0" in (handout / "software" / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_stubs_are_in_and_solutions_are_out(handout: Path, path: Path) -> None:
    notebook = nbformat.read(handout / path.name, as_version=4)
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    of_chapter = exercises.of_chapter(chapter_number(path))
    for exercise in of_chapter:
        assert with_check(exercise, exercise.stub) in code
        assert with_check(exercise, exercise.solution) not in code
    text = (handout / path.name).read_text(encoding="utf-8")
    for exercise in of_chapter:
        assert json.dumps(exercise.insight, ensure_ascii=False)[1:-1] not in text
        assert json.dumps(exercise.hints[1], ensure_ascii=False)[1:-1] not in text
    assert not any(cell.outputs for cell in notebook.cells if cell.cell_type == "code")


def test_the_start_page_runs(handout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINIFF_EDU_PROGRESS")
    start = nbformat.read(handout / "start.ipynb", as_version=4)
    nbformat.validate(start)
    for chapter in CHAPTERS:
        assert f"]({chapter.name})" in start.cells[0].source
    NotebookClient(start, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert start.cells[1].outputs[0].data["text/plain"].startswith("Progress. Chapter 1: ")
    assert not list(tmp_path.iterdir()), "nothing done, nothing noted"


@pytest.mark.thorough
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_untouched_chapters_run(handout: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, whole, is run in JupyterLab by tests/live, daily."""
    check_lesson(handout, path, tmp_path, monkeypatch)


def check_lesson(handout: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run it without the sections that the plan of 45 minutes skips: a lesson runs as it is printed."""
    monkeypatch.delenv("MINIFF_EDU_PROGRESS")
    notebook = nbformat.read(handout / path.name, as_version=4)
    skipped, n_cells = skipped_sections(path), len(notebook.cells)
    assert skipped
    assert len(without_sections(notebook, skipped).cells) < n_cells
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    checks = [cell for cell in notebook.cells if "exercises.check(" in cell.source and cell.cell_type == "code"]
    assert len(checks) == len(exercises.of_chapter(chapter_number(path)))
    for cell in checks:
        (output,) = cell.outputs
        assert " not attempted. " in output.data["text/plain"]
    assert not list(tmp_path.iterdir()), "nothing done, nothing noted"


def test_same_input_same_bytes(handout: Path, tmp_path: Path) -> None:
    made = make_handout(tmp_path / "another")
    assert contents(tmp_path / "another") == contents(handout)
    assert not made.unchanged
    again = make_handout(tmp_path / "another")
    assert not again.written
    assert not again.kept
    assert contents(tmp_path / "another") == contents(handout)


def test_a_students_work_is_never_written_over(tmp_path: Path) -> None:
    make_handout(tmp_path)
    mine, other = tmp_path / CHAPTERS[0].name, tmp_path / CHAPTERS[1].name
    mine.write_text("my work", encoding="utf-8")
    other.unlink()
    made = make_handout(tmp_path)
    assert made.kept == [mine.name]
    assert made.written == [other.name]
    assert mine.read_text(encoding="utf-8") == "my work"
    assert f"kept: {mine.name}" in str(made)
    (tmp_path / MANIFEST).write_text("broken")
    make_handout(tmp_path)
    assert mine.read_text(encoding="utf-8") == "my work", "without a manifest everything counts as edited"


def test_an_old_file_that_nobody_edited_is_renewed(tmp_path: Path) -> None:
    """As after an update of the book."""
    make_handout(tmp_path)
    page = tmp_path / "README.md"
    old = page.read_text(encoding="utf-8").replace("Notebooks", "Old notebooks")
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    page.write_text(old, encoding="utf-8", newline="\n")
    import hashlib

    manifest["README.md"] = hashlib.sha256(old.encode()).hexdigest()
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    assert make_handout(tmp_path).written == ["README.md"]


def test_environment_file_names_what_the_notebooks_need(handout: Path) -> None:
    listed = yaml.safe_load((handout / "environment.yml").read_text())["dependencies"]
    (pip,) = [line["pip"] for line in listed if isinstance(line, dict)]
    assert pip == ["./software"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    everything = (ROOT / "environment.yml").read_text(encoding="utf-8")
    for line in listed[1:-2]:
        assert f"- {line}" in everything, "spelled as in the file for maintainers"
    assert len(listed) == len(project["dependencies"]) + len(project["optional-dependencies"]["lab"]) + 3


def test_without_chapters_it_says_where_to_find_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"expected the project's folder.*Try --book"):
        make_handout(tmp_path / "out", checkout=tmp_path)


def test_a_course_for_nbgrader(tmp_path: Path) -> None:
    """That nbgrader itself understands it is tested in tests/nbgrader."""
    make_course(tmp_path)
    path = CHAPTERS[0]
    notebook = nbformat.read(tmp_path / "source" / path.stem / path.name, as_version=4)
    nbformat.validate(notebook)
    graded = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    for exercise in exercises.of_chapter(1):
        name = exercise.number.replace(".", "-")
        answer, check = graded.pop(f"exercise-{name}"), graded.pop(f"check-{name}")
        assert answer.metadata.nbgrader.solution
        assert answer.source.startswith(exercise.stub.strip())
        assert check.metadata.nbgrader.locked
        assert check.metadata.nbgrader.points == POINTS[exercise.minutes]
        namespace: dict = {"exercises": exercises}
        exec(answer.source + "\n" + check.source, namespace)
    assert not graded
    assert make_course(tmp_path).written == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the project in a folder with a blank and an umlaut, for a teacher to leave things in."""
    copy = tmp_path / "Kurs für Ada"
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("book/chapters", "miniff_edu"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    for name in ("pyproject.toml", "constraints.txt", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


def test_nothing_of_the_teachers_own_goes_out(checkout: Path, tmp_path: Path) -> None:
    """Kernel, widgets, outputs, attachments, settings of editors, answers in stubs, in cells between them, in hints."""
    path = checkout / "book" / "chapters" / CHAPTERS[0].name
    notebook = json.loads(path.read_text(encoding="utf-8"))
    secret = "4711.0815"
    notebook["metadata"] |= {
        "kernelspec": {"name": secret},
        "widgets": {"state": secret},
        "vscode": secret,
        "author": secret,
    }
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = cell["attachments"] = {"note": secret}
        if "exercise" in cell["metadata"]:
            cell["source"] = [secret]
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": secret}]
    last = max(i for i, cell in enumerate(notebook["cells"]) if "exercise" in cell["metadata"])
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": secret, "outputs": [], "execution_count": 1}
    notebook["cells"].insert(last - 2, own)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    make_handout(tmp_path / "out", checkout=checkout)
    make_course(tmp_path / "course", checkout=checkout)
    for folder in ("out", "course"):
        for name, content in contents(tmp_path / folder).items():
            assert secret.encode() not in content, name
    clean = make_handout(tmp_path / "again", checkout=ROOT)
    assert clean.written
    assert contents(tmp_path / "again")[path.name] == contents(tmp_path / "out")[path.name]


@pytest.mark.parametrize(
    "name",
    [
        "._01-toy-function-fitting.ipynb",
        "Untitled.ipynb",
        "01-toy-function-fitting-Copy1.ipynb",
        "06-empty.ipynb",
        "exam.ipynb",
    ],
)
def test_strays_stay_where_they_are(checkout: Path, tmp_path: Path, name: str) -> None:
    (checkout / "book" / "chapters" / name).write_bytes(b"" if "empty" in name else b"\x00\x05 no notebook")
    make_handout(tmp_path / "out", checkout=checkout)
    make_course(tmp_path / "course", checkout=checkout)
    assert not [path for path in tmp_path.rglob(name) if checkout not in path.parents]


def test_a_notebook_that_the_contents_do_not_name_is_a_draft(checkout: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "book" / "_toc.yml", checkout / "book")
    shutil.copy(CHAPTERS[0], checkout / "book" / "chapters" / "06-next-year.ipynb")
    make_handout(tmp_path / "out", checkout=checkout)
    assert not (tmp_path / "out" / "06-next-year.ipynb").exists()
    assert (tmp_path / "out" / CHAPTERS[-1].name).exists()


def test_data_travel_as_they_are(checkout: Path, tmp_path: Path) -> None:
    content = bytes(range(256)) * 3
    (checkout / "miniff_edu" / "data").mkdir(exist_ok=True)
    for name in ("numbers.npz", "Wörter.xyz", ".hidden"):
        (checkout / "miniff_edu" / "data" / name).write_bytes(content)
    make_handout(tmp_path / "out", checkout=checkout)
    made = tmp_path / "out" / "software" / "miniff_edu"
    assert {path.name for path in (made / "data").iterdir()} >= {"numbers.npz", "Wörter.xyz"}
    assert (made / "data" / "numbers.npz").read_bytes() == content
    assert not list(made.rglob(".hidden"))
    assert (made / "py.typed").exists()


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    for make in (make_handout, make_course):
        with pytest.raises(NotADirectoryError, match=r"taken, where a file is in the way.*Give another name"):
            make(tmp_path / "taken")


@pytest.mark.parametrize("optimised", ["", "1", "2"])
def test_a_wrong_answer_gets_no_points(tmp_path: Path, optimised: str) -> None:
    """Nor where assertions are compiled away, nor where a student has given `exercises` another meaning."""
    make_course(tmp_path)
    path = CHAPTERS[0]
    notebook = nbformat.read(tmp_path / "source" / path.stem / path.name, as_version=4)
    check = next(c.source for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade"))
    name = exercises.find("1.1").task.answer
    code = f"class exercises: judge = print\n{name} = -1.5\n{check}"
    environment = {**os.environ, "PYTHONOPTIMIZE": optimised}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False, timeout=120)
    assert run.returncode != 0
