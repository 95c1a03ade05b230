"""New texts for a folder in which somebody works: nothing is lost, whatever the folder, the files and the disk do."""

from __future__ import annotations

import codecs
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path

import nbformat
import pytest
from denied import denied

from miniff_edu import exercises
from miniff_edu._support import files
from miniff_edu.classroom import cli
from miniff_edu.classroom.folder import MANIFEST, Manifest, is_inside
from miniff_edu.classroom.handout import make_handout
from miniff_edu.classroom.update import ASIDE, Update, update_handout
from miniff_edu.exercises.engine.record import NAME

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "01-toy-function-fitting.ipynb", "02-descriptors.ipynb"
ANSWER = 'answer = 4711\nexercises.check("1.1", answer)'
NEW_TITLE = "# A new title"


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def sources(folder: Path, name: str = FIRST) -> list[str]:
    notebook = nbformat.read(folder / name, as_version=4)
    nbformat.validate(notebook)
    return [cell.source for cell in notebook.cells]


def change(path: Path, action: Callable[[list[dict]], None]) -> None:
    """Save a notebook as JupyterLab does, after `action` has done something to its cells."""
    notebook = json.loads(path.read_bytes())
    action(notebook["cells"])
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def work(cells: list[dict]) -> None:
    """Do what a student does: an answer, a cell of her own, something tried out in a cell of the book."""
    stub = next(cell for cell in cells if cell["id"] == "exercise-1-1-stub")
    stub["source"] = ANSWER.splitlines(keepends=True)
    stub["outputs"], stub["execution_count"] = [{"output_type": "stream", "name": "stdout", "text": "not yet"}], 3
    own = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    cells.insert(2, {**own, "id": "mine", "source": "my_own = 'für Zoë ☃'"})


def edition(cells: list[dict]) -> None:
    """Do what an author does: another title, a new section."""
    cells[0]["source"] = [f"{NEW_TITLE}\n", "\n", "With new words."]
    cells.insert(3, {"cell_type": "markdown", "id": "new-section", "metadata": {}, "source": "## A new section"})


pytestmark = pytest.mark.usefixtures("same_project")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a folder as it is handed out, and a later one: other words, a module less and one more."""
    old, checkout = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("project")
    for name in ("book/chapters", "miniff_edu"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    gone = checkout / "miniff_edu" / "gone.py"
    gone.write_text("# of the old edition\n", encoding="utf-8")
    make_handout(old, checkout=checkout)
    gone.unlink()
    (checkout / "miniff_edu" / "come.py").write_text("# of the new edition\n", encoding="utf-8")
    change(checkout / "book" / "chapters" / FIRST, edition)
    return old, checkout


@pytest.fixture
def folder(template: tuple[Path, Path], tmp_path: Path) -> Path:
    """Return the folder of a student who has worked in chapter 1, and has not opened the others."""
    mine = tmp_path / "Übung 1 (Zoë)"
    shutil.copytree(template[0], mine)
    change(mine / FIRST, work)
    (mine / NAME).write_text('{"exercises": {}}', encoding="utf-8")
    (mine / "notes.txt").write_text("mine", encoding="utf-8")
    return mine


@pytest.fixture
def project(template: tuple[Path, Path]) -> Path:
    return template[1]


def test_new_texts_come_and_the_students_work_stays(folder: Path, project: Path) -> None:
    before = contents(folder)
    result = update_handout(folder, checkout=project)
    found = sources(folder)
    assert found[0].startswith(NEW_TITLE)
    assert "## A new section" in found
    assert ANSWER in found
    assert "my_own = 'für Zoë ☃'" in found
    assert f"exercise-{1}-1-stub" in [cell["id"] for cell in json.loads((folder / FIRST).read_bytes())["cells"]]
    after = contents(folder)
    assert after[f"{ASIDE}/{FIRST}"] == before[FIRST], "a copy of what was there"
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {FIRST, "start.ipynb", "software/miniff_edu/gone.py", MANIFEST}, "it names the chapters' titles"
    assert set(after) - set(before) == {f"{ASIDE}/{FIRST}", "software/miniff_edu/come.py"}
    assert (after[NAME], after["notes.txt"]) == (before[NAME], before["notes.txt"])
    text = str(result)
    assert f"{FIRST}: 1 cells renewed, 1 new, 0 taken out; 1 answers and 1 other cells of yours kept." in text
    assert f"renewed: {NEW_TITLE}" in text
    assert "new: ## A new section" in text
    assert f"{FIRST} as it was: {ASIDE}/{FIRST}" in text
    assert "software: 2 files are new. In that folder, with its environment: python -m pip install" in text


def test_a_second_time_changes_nothing(folder: Path, project: Path) -> None:
    update_handout(folder, checkout=project)
    before = contents(folder)
    again = update_handout(folder, checkout=project)
    assert str(again) == "Nothing is new; nothing was written."
    assert contents(folder) == before


def test_what_nobody_touched_becomes_exactly_what_is_handed_out(
    template: tuple[Path, Path], project: Path, tmp_path: Path
) -> None:
    shutil.copytree(template[0], tmp_path / "mine")
    update_handout(tmp_path / "mine", checkout=project)
    make_handout(tmp_path / "new", checkout=project)
    assert contents(tmp_path / "mine") == contents(tmp_path / "new")


def test_editions_one_after_the_other(folder: Path, project: Path, tmp_path: Path) -> None:
    update_handout(folder, checkout=project)
    third = tmp_path / "third"
    shutil.copytree(project, third)
    change(third / "book" / "chapters" / FIRST, lambda cells: cells[0].update(source="# The third title"))
    update_handout(folder, checkout=third)
    found = sources(folder)
    assert found[0] == "# The third title"
    assert not any(NEW_TITLE in source for source in found)
    assert {ANSWER, "my_own = 'für Zoë ☃'"} <= set(found)
    assert {path.name for path in (folder / ASIDE).iterdir()} == {FIRST, FIRST.replace(".ipynb", "-2.ipynb")}


def test_from_a_newer_folder_without_the_project(folder: Path, project: Path, tmp_path: Path) -> None:
    """As a student does who is given a newer folder on a stick."""
    newer = tmp_path / "newer"
    make_handout(newer, checkout=project, withhold=True)
    command = [sys.executable, "-m", "miniff_edu", "handout", "--update", str(folder), "--book", str(newer)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    assert f"renewed: {NEW_TITLE}" in run.stdout
    assert {ANSWER, "## A new section"} <= set(sources(folder))
    assert Manifest.read(folder).solutions == "withheld"
    assert contents(newer / "software") == contents(folder / "software")
    change(newer / FIRST, work)
    with pytest.raises(ValueError, match=rf"where {FIRST} is not as it was handed out.*Unpack it once more"):
        update_handout(folder, checkout=newer)


def test_solutions_stay_withheld(template: tuple[Path, Path], project: Path, tmp_path: Path) -> None:
    mine, secret = tmp_path / "mine", exercises.find("1.2").insight
    make_handout(mine, checkout=project, withhold=True)

    def software() -> str:
        return (mine / "software/miniff_edu/exercises/chapters/chapter_01.py").read_text(encoding="utf-8")

    update_handout(mine, checkout=project)
    assert (secret not in software(), Manifest.read(mine).solutions) == (True, "withheld")
    (mine / MANIFEST).unlink()
    update_handout(mine, checkout=project)
    assert (secret not in software(), Manifest.read(mine).solutions) == (True, "withheld"), "the manifest was lost"
    update_handout(mine, checkout=project, release=date(2026, 12, 1))
    update_handout(mine, checkout=project)
    assert (secret not in software(), Manifest.read(mine).solutions) == (True, "2026-12-01")
    (mine / MANIFEST).unlink()
    update_handout(mine, checkout=project)
    assert Manifest.read(mine).solutions == "2026-12-01"
    update_handout(mine, checkout=project, withhold=True)
    assert not (mine / "software/miniff_edu/data/solutions.json").exists()


def test_on_the_day_a_newer_folder_brings_the_solutions(project: Path, tmp_path: Path) -> None:
    """As the page for teachers says, for a deadline that has to hold."""
    mine, newer, secret = tmp_path / "mine", tmp_path / "newer", exercises.find("1.2").insight
    make_handout(mine, checkout=project, withhold=True)
    change(mine / FIRST, work)
    make_handout(newer, checkout=project)
    for wanted in ({"withhold": True}, {"release": date(2026, 12, 1)}):
        with pytest.raises(ValueError, match=r"its solutions are: open; expected the project's folder to make them"):
            update_handout(mine, checkout=newer, **wanted)
    update_handout(mine, checkout=newer)
    assert secret in (mine / "software/miniff_edu/exercises/chapters/chapter_01.py").read_text(encoding="utf-8")
    assert Manifest.read(mine).solutions == "open"
    assert ANSWER in sources(mine)


@pytest.mark.parametrize("manifest", [None, "broken", "[]", '{"start.ipynb": 3, ".": {"cells": {"a": 3}}}'])
def test_without_a_manifest_everything_counts_as_the_students(
    folder: Path, project: Path, manifest: str | None
) -> None:
    """Hidden files get lost on the way."""
    before = contents(folder)
    (folder / MANIFEST).unlink()
    if manifest:
        (folder / MANIFEST).write_text(manifest)
    result = update_handout(folder, checkout=project)
    found = sources(folder)
    assert {ANSWER, "my_own = 'für Zoë ☃'", "## A new section"} <= set(found)
    assert found[0].startswith(NEW_TITLE)
    old_title = "".join(json.loads(before[FIRST])["cells"][0]["source"])
    assert any(old_title in source for source in found[1:]), "in doubt both are there"
    kept = {before[name] for name in before} - set(contents(folder).values())
    assert kept <= {before[MANIFEST]}, "and each file that was there is there, or a copy of it"
    assert not result.failed
    again = contents(folder)
    update_handout(folder, checkout=project)
    assert contents(folder) == again


def test_a_manifest_of_before_is_understood(folder: Path, project: Path) -> None:
    """It knows files and no cells: what nobody touched is renewed, and the rest is merged with care."""
    old = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del old["."]
    (folder / MANIFEST).write_text(json.dumps(old), encoding="utf-8")
    result = update_handout(folder, checkout=project)
    assert ANSWER in sources(folder)
    assert sources(folder)[0].startswith(NEW_TITLE)
    assert list(result.aside) == [FIRST]


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/passwd", "software/../../x", "C:/x", "a\\b", "", "x\0"])
def test_a_hostile_manifest_leads_nowhere(folder: Path, project: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.txt").write_text("mine")
    assert not is_inside(name)
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    content[name] = content[f"software/{name}"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    update_handout(folder, checkout=project)
    assert (tmp_path / "outside.txt").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"outside.txt", folder.name}


# Files that are not as they were


def test_a_file_that_somebody_edited(folder: Path, project: Path) -> None:
    """The library is renewed whole, and what was there lies aside; a page that was edited is left alone."""
    module = folder / "software/miniff_edu/gone.py"
    edited = folder / "software/miniff_edu/descriptors.py"
    for path in (module, edited, folder / "README.md"):
        path.write_text("mine", encoding="utf-8")
    result = update_handout(folder, checkout=project)
    assert result.kept == ["README.md"]
    assert (folder / "README.md").read_text() == "mine"
    assert not module.exists()
    assert edited.read_bytes() == (project / "miniff_edu/descriptors.py").read_bytes()
    for path in (module, edited):
        assert (folder / ASIDE / path.relative_to(folder)).read_text() == "mine"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"cells": [3]}', b"[" * 100_000, bytes(range(256)), b'{"a": 1}'])
def test_what_is_no_notebook_is_left_alone(folder: Path, project: Path, raw: bytes) -> None:
    (folder / FIRST).write_bytes(raw)
    result = update_handout(folder, checkout=project)
    assert (folder / FIRST).read_bytes() == raw
    assert result.kept == [FIRST]
    assert f"kept: {FIRST} (to take the new one, rename or remove yours)" in str(result)
    assert (folder / "software/miniff_edu/come.py").exists(), "and all else goes on"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_notebooks_in_any_encoding(folder: Path, project: Path, encoding: str) -> None:
    text = (folder / FIRST).read_text(encoding="utf-8").replace("☃", "!").replace("\n", "\r\n")
    raw = text.encode(encoding, "xmlcharrefreplace")
    (folder / FIRST).write_bytes(raw)
    update_handout(folder, checkout=project)
    assert {ANSWER, "my_own = 'für Zoë !'"} <= set(sources(folder))
    assert (folder / ASIDE / FIRST).read_bytes() == raw
    assert not (folder / FIRST).read_bytes().startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE))


def test_half_a_character_in_an_answer(folder: Path, project: Path) -> None:
    change(folder / FIRST, lambda cells: cells.append({**cells[2], "id": "odd", "source": "odd"}))
    raw = (folder / FIRST).read_bytes().replace(b'"odd"', b'"\\ud83d odd"')
    (folder / FIRST).write_bytes(raw)
    assert not update_handout(folder, checkout=project).failed
    assert "\\ud83d odd" in (folder / FIRST).read_text(encoding="utf-8")


def test_a_format_without_ids(folder: Path, project: Path) -> None:
    notebook = json.loads((folder / FIRST).read_bytes())
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]
    (folder / FIRST).write_text(json.dumps(notebook), encoding="utf-8")
    update_handout(folder, checkout=project)
    found = sources(folder)
    assert {ANSWER, "my_own = 'für Zoë ☃'", "## A new section"} <= set(found)
    assert len(found) == len(notebook["cells"]) + 2, "the new section, and the old title beside the new one"


def test_a_deleted_file_comes_back(folder: Path, project: Path) -> None:
    (folder / SECOND).unlink()
    assert SECOND in update_handout(folder, checkout=project).written
    assert sources(folder, SECOND)


def test_a_link_stays_a_link(folder: Path, project: Path, tmp_path: Path) -> None:
    real = tmp_path / "OneDrive" / "mine.ipynb"
    real.parent.mkdir()
    (folder / FIRST).rename(real)
    try:
        (folder / FIRST).symlink_to(real)
    except OSError:
        pytest.skip("links are not allowed here")
    update_handout(folder, checkout=project)
    assert (folder / FIRST).is_symlink()
    assert ANSWER in "\n".join("".join(cell["source"]) for cell in json.loads(real.read_bytes())["cells"])


# What a disk does

ERRORS = [PermissionError(errno.EACCES, "Access is denied"), OSError(errno.EBUSY, "Device or resource busy")]
FULL = [OSError(errno.ENOSPC, "No space left"), OSError(errno.EROFS, "Read-only file system")]


@pytest.mark.parametrize("error", ERRORS, ids=["denied", "busy"])
@pytest.mark.parametrize(("owner", "name"), [(os, "replace"), (files, "_fill"), (os, "fsync")])
def test_what_is_denied_for_a_moment_is_written(
    folder: Path, project: Path, owner: object, name: str, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, denied(3, getattr(owner, name), error))
    assert not update_handout(folder, checkout=project).failed
    assert {ANSWER, "## A new section"} <= set(sources(folder))
    assert not [path for path in folder.rglob(".*") if path.name != MANIFEST]


@pytest.mark.parametrize("error", [*ERRORS, *FULL], ids=lambda error: error.strerror)
@pytest.mark.parametrize(("owner", "name"), [(os, "replace"), (files, "_fill")])
def test_what_is_denied_for_long_is_told_and_costs_nothing(
    folder: Path,
    project: Path,
    owner: object,
    name: str,
    error: OSError,
    capsys: pytest.CaptureFixture,
) -> None:
    before = contents(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "PAUSES", ())
        patch.setattr(owner, name, denied(10_000, getattr(owner, name), error))
        assert cli.main(["handout", "--update", str(folder), "--book", str(project)]) == 1
    out = capsys.readouterr().out
    assert f"NOT updated: {FIRST}: " in out
    assert "It is as it was: run the same again." in out
    after = contents(folder)
    assert {n: after.get(n) for n in before if not n.endswith("gone.py")} == {
        n: raw for n, raw in before.items() if not n.endswith("gone.py")
    }
    assert not update_handout(folder, checkout=project).failed
    assert {ANSWER, "## A new section"} <= set(sources(folder))
    assert sources(folder)[0].startswith(NEW_TITLE)


def test_without_a_copy_nothing_is_changed(folder: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ASIDE).write_text("a file in the way", encoding="utf-8")
    before = (folder / FIRST).read_bytes()
    result = update_handout(folder, checkout=project)
    assert list(result.failed) == [FIRST]
    assert (folder / FIRST).read_bytes() == before
    (folder / ASIDE).unlink()
    assert not update_handout(folder, checkout=project).failed
    assert {ANSWER, "## A new section"} <= set(sources(folder))


def test_a_notebook_that_is_saved_meanwhile_is_left_alone(
    folder: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, saved = files._fill, b""

    def fill(path: Path, text: str | bytes) -> None:
        nonlocal saved
        real(path, text)
        if FIRST in path.name and path.parent == folder:
            monkeypatch.setattr(files, "_fill", real)
            change(folder / FIRST, lambda cells: cells[2].update(source="saved just now"))
            saved = (folder / FIRST).read_bytes()

    monkeypatch.setattr(files, "_fill", fill)
    result = update_handout(folder, checkout=project)
    assert "somebody saved it meanwhile; close it first" in result.failed[FIRST]
    assert (folder / FIRST).read_bytes() == saved
    update_handout(folder, checkout=project)
    assert {"saved just now", "## A new section", ANSWER} <= set(sources(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_at_any_moment_each_file_is_whole(folder: Path, project: Path, tmp_path: Path) -> None:
    """What stands in the folder is the old file or the new one; the next update finishes what was begun."""
    code = """
        import os, signal, sys
        from pathlib import Path
        from miniff_edu._support import files
        from miniff_edu.classroom.update import update_handout
        folder, project, moment, real = sys.argv[1], sys.argv[2], int(sys.argv[3]), files._fill
        def fill(path, text):
            global moment
            moment -= 1
            if moment < 0:
                path.write_bytes(b"half of")
                os.kill(os.getpid(), signal.SIGKILL)
            real(path, text)
        files._fill = fill
        update_handout(folder, checkout=Path(project))
    """
    old = contents(folder)
    complete = tmp_path / "complete"
    shutil.copytree(folder, complete)
    update_handout(complete, checkout=project)
    new, environment = contents(complete), {**os.environ, "PYTHONPATH": str(ROOT)}
    for moment in range(4):
        mine = tmp_path / f"killed {moment}"
        shutil.copytree(folder, mine)
        command = [sys.executable, "-c", textwrap.dedent(code), str(mine), str(project), str(moment)]
        run = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
        assert run.returncode == -signal.SIGKILL, run.stderr
        for name, raw in contents(mine).items():
            assert raw in (old.get(name), new.get(name)) or Path(name).name.startswith("."), name
        assert not update_handout(mine, checkout=project).failed
        after = {n: raw for n, raw in contents(mine).items() if not (n != MANIFEST and Path(n).name.startswith("."))}
        assert after == new


def test_locked_folders_of_other_tools_are_not_touched(folder: Path, project: Path) -> None:
    for name in (".ipynb_checkpoints/01.ipynb", "env/pyvenv.cfg", ".git/HEAD"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("mine", encoding="utf-8")
    before = contents(folder)
    update_handout(folder, checkout=project)
    for name in (".ipynb_checkpoints/01.ipynb", "env/pyvenv.cfg", ".git/HEAD"):
        assert contents(folder)[name] == before[name]


def test_a_module_that_is_gone_is_gone_where_pip_has_built_it(folder: Path, project: Path) -> None:
    built = folder / "software/build/lib/miniff_edu/gone.py"
    built.parent.mkdir(parents=True)
    built.write_text("# of the old edition\n")
    update_handout(folder, checkout=project)
    assert not built.exists()


# On the command line


def test_what_is_no_handout_is_refused(tmp_path: Path, project: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "nowhere"):
        assert cli.main(["handout", "--update", str(tmp_path / name), "--book", str(project)]) == 1
        assert "holds no start.ipynb; expected a folder that was handed out" in capsys.readouterr().out
    assert not list((tmp_path / "empty").iterdir())
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "start.ipynb").touch()
    assert cli.main(["handout", "--update", str(tmp_path / "mine"), "--book", str(tmp_path / "empty")]) == 1
    assert "Try --book" in capsys.readouterr().out


def test_it_says_what_changed(folder: Path, project: Path, capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["handout", "--update", str(folder), "--book", str(project)]) == 0
    out = capsys.readouterr().out
    assert f"renewed: {NEW_TITLE}" in out
    assert "Give your students" not in out
    assert str(Update()) == "Nothing is new; nothing was written."
