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
from matplotlib.figure import Figure

from miniff_edu import exercises
from miniff_edu.exercises.engine import chart, record
from miniff_edu.exercises.engine.content import merged
from miniff_edu.plotting.picture import Picture, show


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


# Beginning an exercise afresh


def test_a_restart_keeps_what_was_and_counts_from_new(folder: Path, capsys: pytest.CaptureFixture) -> None:
    for answer in "aab":
        exercises.check("1.2", answer)
    exercises.hint("1.2")
    before = content(folder)["exercises"]["1.2"]
    capsys.readouterr()
    exercises.restart("1.2")
    assert "1.2 begins afresh. What you had (correct, 3 tries) is kept" in capsys.readouterr().out
    assert content(folder)["exercises"]["1.2"] == {"status": "not attempted", "earlier": [before]}
    assert "correct" not in exercises.progress().text.partition(";")[0], "the present attempt is what is drawn"
    exercises.check("1.2", "c")
    exercises.hint("1.2")
    now = content(folder)["exercises"]["1.2"]
    assert (now["status"], now["tries"], now["hints"], list(now["mistakes"].values())) == ("not yet", 1, 1, [1])
    assert "Hint 2" not in capsys.readouterr().out, "hints begin with the first one"
    exercises.restart("1.2")
    assert [entry["tries"] for entry in content(folder)["exercises"]["1.2"]["earlier"]] == [3, 1]


def test_what_was_not_begun_cannot_be_begun_afresh(folder: Path, capsys: pytest.CaptureFixture) -> None:
    exercises.restart("1.2")
    exercises.check("1.3", 2)
    for _ in range(3):
        exercises.restart("1.3")
    out = capsys.readouterr().out
    assert "1.2 is as new" in out
    assert out.count("1.3 begins afresh") == 1
    assert len(content(folder)["exercises"]["1.3"]["earlier"]) == 1
    assert "1.2" not in content(folder)["exercises"]
    with pytest.raises(ValueError, match="Try one of"):
        exercises.restart("1.99")


def test_no_restart_hides_that_a_solution_was_seen(folder: Path) -> None:
    exercises.solution("1.3")
    exercises.restart("1.3")
    assert content(folder)["exercises"]["1.3"] == {"status": "not attempted", "solution_seen": True}
    exercises.check("1.3", 2)
    exercises.restart("1.3")
    entry = content(folder)["exercises"]["1.3"]
    assert entry["solution_seen"] is True
    assert len(entry["earlier"]) == 1


def test_a_restart_in_a_cell_that_is_run_each_day_leaves_a_small_file(folder: Path) -> None:
    for day in range(100):
        exercises.check("1.6", "x" * 5000)
        exercises.check("1.6", f"{day}")
        exercises.restart("1.6")
    earlier = content(folder)["exercises"]["1.6"]["earlier"]
    assert [entry["tries"] for entry in earlier] == [2] * 100, "all attempts are kept"
    assert [entry.get("answer") for entry in earlier[-2:]] == ["'98'", "'99'"]
    assert "answer" not in earlier[0]
    assert (folder / record.NAME).stat().st_size < 60_000


@pytest.mark.parametrize("earlier", [3, None, "x", {"a": 1}, [3], [[]], [{"status": 7}]])
def test_strange_earlier_attempts_do_no_harm_and_are_kept(folder: Path, earlier: object) -> None:
    entry = {"status": "correct", "tries": 2, "joy": 3, "earlier": earlier}
    (folder / record.NAME).write_text(json.dumps({"exercises": {"1.2": entry}}))
    exercises.restart("1.2")
    exercises.check("1.2", "a")
    exercises.progress()
    now = content(folder)["exercises"]["1.2"]
    assert (now["status"], now["earlier"][-1]["joy"]) == ("not yet", 3)
    assert json.dumps(earlier)[1:-1] in json.dumps(now["earlier"])


def test_copies_of_a_file_are_merged_with_their_restarts() -> None:
    old = {"status": "correct", "tries": 4, "hints": 2}
    part = {"status": "not yet", "tries": 2}
    new = {"status": "not yet", "tries": 1, "earlier": [old]}
    for copies in ([old, new], [new, old], [part, new], [new, part]):
        assert merged({"exercises": {"1.1": entry}} for entry in copies)["exercises"]["1.1"] == new
    other = {"status": "not attempted", "earlier": [part]}
    both = merged({"exercises": {"1.1": entry}} for entry in (other, new))["exercises"]["1.1"]
    assert both == {"status": "not yet", "tries": 1, "earlier": [old, part]}
    more = {"status": "correct", "tries": 9}
    kept = merged({"exercises": {"1.1": entry}} for entry in (more, other))["exercises"]["1.1"]
    assert kept == {"status": "not attempted", "earlier": [part, more]}, "what a copy went on with is not lost"


def test_a_restart_that_cannot_be_written_waits(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    exercises.check("1.2", "b")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "write_whole", lambda *_, **__: (_ for _ in ()).throw(OSError("full")))
        exercises.restart("1.2")
        assert "could not be written" in capsys.readouterr().out
        assert "correct" not in exercises.progress().text
    exercises.check("1.2", "a")
    entry = content(folder)["exercises"]["1.2"]
    assert (entry["status"], entry["tries"], len(entry["earlier"])) == ("not yet", 1, 1)


# A name, on request


def test_a_file_is_signed_on_request_and_once(folder: Path, capsys: pytest.CaptureFixture) -> None:
    exercises.check("1.2", "b")
    assert "name" not in content(folder)
    exercises.sign("  Ada   Lovelace ")
    assert content(folder)["name"] == "Ada Lovelace"
    exercises.sign("Ada Lovelace")
    assert "signed already: Ada Lovelace" in capsys.readouterr().out
    with pytest.raises(ValueError, match=r"signed by 'Ada Lovelace'.*replace=True.*folder of your own"):
        exercises.sign("Bob")
    assert content(folder)["name"] == "Ada Lovelace"
    exercises.check("1.3", 2)
    exercises.sign("Bob", replace=True)
    assert content(folder)["name"] == "Bob"
    assert set(content(folder)["exercises"]) == {"1.2", "1.3"}


def test_who_only_signs_is_there(folder: Path) -> None:
    exercises.sign("Zoë")
    assert content(folder) == {"name": "Zoë", "exercises": {}, "format": 1}


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "Ada\x1b[2J", "Ada\ud800", "a\0b"])
def test_a_name_that_is_none(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"^name is .*expected your name.*exercises.sign"):
        exercises.sign(name)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", [None, 3, ["Ada"], ...])
def test_a_name_that_is_no_text(folder: Path, name: object) -> None:
    with pytest.raises(TypeError, match=r"name is .*expected your name as text"):
        exercises.sign(name)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("there", [3, None, [], "  "])
def test_what_is_no_name_is_no_signature(folder: Path, there: object) -> None:
    (folder / record.NAME).write_text(json.dumps({"name": there, "exercises": {}}))
    exercises.sign("Ada")
    assert content(folder)["name"] == "Ada"


def test_where_nothing_is_written_a_session_knows_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIFF_EDU_PROGRESS", "off")
    exercises.sign("Ada")
    exercises.check("1.2", "b")
    exercises.restart("1.2")
    with pytest.raises(ValueError, match="signed by 'Ada'"):
        exercises.sign("Bob")
    assert "correct" not in exercises.progress().text
    assert not list(folder.iterdir())


def test_of_two_notebooks_that_sign_at_once_one_is_refused(folder: Path) -> None:
    code = "import sys\nfrom miniff_edu import exercises\nexercises.sign(sys.argv[1])"
    environment = {key: value for key, value in os.environ.items() if key != "MINIFF_EDU_PROGRESS"}
    command = [sys.executable, "-c", code]
    processes = [
        subprocess.Popen([*command, name], cwd=folder, env=environment, stderr=subprocess.DEVNULL) for name in "ab"
    ]
    codes = [process.wait(timeout=120) for process in processes]
    assert sorted(codes) == [0, 1]
    assert content(folder)["name"] == "ab"[codes.index(0)]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_kernel_that_is_killed_while_writing_leaves_a_whole_file(folder: Path) -> None:
    """Processes that write all the time are killed at any moment: the file is always whole."""
    code = textwrap.dedent("""
        from miniff_edu.exercises.engine import record
        for n in range(100_000):
            record.update("1.1", lambda entry: entry.update(tries=n, answer="x" * 2000))
            if not n:
                print("ready", flush=True)
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


def test_each_mark_stands_in_the_row_of_its_chapter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the number of its exercise."""
    exercises.check("1.2", "b")
    exercises.check("2.1", "nothing")
    drawn: dict[str, set[tuple[float, float]]] = {}

    def look(figure: Figure, text: str) -> Picture:
        drawn.update((line.get_label(), {*zip(*line.get_data(), strict=True)}) for line in figure.axes[0].get_lines())
        return show(figure, text)

    monkeypatch.setattr(chart, "show", look)
    exercises.progress()
    assert drawn["correct"] == {(2, 1)}
    assert drawn["not yet"] == {(1, 2)}
    assert {chapter for _, chapter in drawn["not attempted"]} == {*exercises.CHAPTERS}


def test_words_of_all_languages_can_be_read_in_the_file(folder: Path) -> None:
    """By whoever opens it, not only by a program."""
    exercises.check("1.1", "zwölf Jahre, größer")
    assert "zwölf Jahre, größer" in (folder / record.NAME).read_text(encoding="utf-8")
