"""The file of progress: readable, whole or not at all, alive after upgrades, and nothing else is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from miniff_edu import exercises
from miniff_edu.exercises.engine import record


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("MINIFF_EDU_PROGRESS", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def content(folder: Path) -> dict:
    return json.loads((folder / record.NAME).read_text(encoding="utf-8"))


def test_attempts_are_kept(folder: Path) -> None:
    exercises.check("1.2")
    assert not list(folder.iterdir()), "what was not attempted leaves no trace"
    exercises.check("1.2", "a")
    exercises.check("1.2", "a")
    exercises.check("1.2", "b")
    exercises.check("1.2", "c")
    entry = content(folder)["exercises"]["1.2"]
    assert entry["status"] == "correct", "what is solved stays solved"
    assert entry["tries"] == 4
    assert entry["mistakes"] == {"more-is-better": 2, "more-is-worse-at-the-samples": 1}
    assert entry["answer"] == "'b'"
    assert content(folder)["format"] == 1
    visible = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    assert visible == [record.NAME]


def test_hints_and_solutions_are_noted(folder: Path) -> None:
    for _ in range(4):
        exercises.hint("1.3")
    exercises.solution("1.3")
    entry = content(folder)["exercises"]["1.3"]
    assert (entry["hints"], entry["solution_seen"], entry["status"]) == (2, True, "not attempted")


def test_the_source_of_a_function_is_kept(folder: Path) -> None:
    def rmse(f, prediction):
        return 42

    exercises.check("1.6", rmse)
    assert "return 42" in content(folder)["exercises"]["1.6"]["answer"]
    exercises.check("1.6", "x" * 10_000)
    assert len(content(folder)["exercises"]["1.6"]["answer"]) <= record.MAX_ANSWER


def test_a_file_from_another_version_is_understood_and_kept(folder: Path) -> None:
    old = {
        "format": 7,
        "colour": "blue",
        "exercises": {"1.2": {"status": "correct", "joy": 3}, "42.1": {"status": "?"}},
    }
    (folder / record.NAME).write_text(json.dumps(old))
    assert exercises.progress().text.startswith("Progress. Chapter 1: 1 correct")
    exercises.check("1.3", 2)
    new = content(folder)
    assert new["format"] == 7
    assert new["colour"] == "blue"
    assert new["exercises"]["1.2"] == old["exercises"]["1.2"]
    assert new["exercises"]["42.1"] == {"status": "?"}
    assert new["exercises"]["1.3"]["status"] == "not yet"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"exercises": 3}', '{"exercises": {"1.2": 3}}', "[" * 100_000]
)
def test_a_broken_file_stops_nobody(folder: Path, text: str, capsys: pytest.CaptureFixture) -> None:
    (folder / record.NAME).write_text(text)
    exercises.progress()
    exercises.check("1.2", "b")
    assert content(folder)["exercises"]["1.2"]["status"] == "correct"
    aside = folder / "miniff_edu_progress.broken.json"
    if "exercises" not in text:
        assert aside.read_text() == text, "nothing is lost"
        assert aside.name in capsys.readouterr().out


def test_strange_numbers_in_the_file_do_no_harm(folder: Path) -> None:
    strange = {"exercises": {"1.2": {"status": 3, "tries": "many", "hints": None, "mistakes": []}}}
    (folder / record.NAME).write_text(json.dumps(strange))
    exercises.check("1.2", "a")
    exercises.hint("1.2")
    entry = content(folder)["exercises"]["1.2"]
    assert (entry["tries"], entry["hints"], entry["status"]) == (1, 1, "not yet")


def test_a_folder_that_cannot_be_written_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(record, "write_whole", refuse)
    exercises.check("1.2", "b")
    out = capsys.readouterr().out
    assert "could not be written" in out
    assert "1.2 correct" in out


def test_where_nothing_is_to_be_written_nothing_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIFF_EDU_PROGRESS", "off")
    exercises.check("1.2", "b")
    assert not list(folder.iterdir())
    assert "1 correct" in exercises.progress().text, "but the session remembers"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_kernel_that_is_killed_while_writing_leaves_a_whole_file(folder: Path) -> None:
    """Processes that write all the time are killed at any moment: the file is always whole."""
    code = textwrap.dedent("""
        from miniff_edu.exercises.engine import record
        print("ready", flush=True)
        for n in range(100_000):
            record.update("1.1", lambda entry: entry.update(tries=n, answer="x" * 2000))
    """)
    environment = {key: value for key, value in os.environ.items() if key != "MINIFF_EDU_PROGRESS"}
    for moment in range(8):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=folder, env=environment, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(timeout=0.01 + 0.007 * moment)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
        process.stdout.close()
        assert content(folder)["exercises"]["1.1"]["answer"] == "x" * 2000
    exercises.check("1.2", "b")
    assert content(folder)["exercises"]["1.2"]["status"] == "correct", "the lock of the dead does not last"


def test_two_notebooks_of_one_folder_lose_nothing(folder: Path) -> None:
    code = textwrap.dedent("""
        import sys
        from miniff_edu.exercises.engine import record
        for n in range(30):
            record.update(f"{sys.argv[1]}.{n}", lambda entry: entry.update(status="correct"))
    """)
    environment = {key: value for key, value in os.environ.items() if key != "MINIFF_EDU_PROGRESS"}
    command = [sys.executable, "-c", code]
    processes = [subprocess.Popen([*command, str(chapter)], cwd=folder, env=environment) for chapter in (1, 2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    assert len(content(folder)["exercises"]) == 60


def test_progress_is_drawn_and_told(folder: Path) -> None:
    exercises.check("1.1", 3.0)
    exercises.check("1.2", "b")
    picture = exercises.progress()
    count = len(exercises.of_chapter(1))
    assert picture.text.startswith(f"Progress. Chapter 1: 1 correct, 1 not yet, {count - 2} not attempted")
    assert len(picture.png) > 1000
