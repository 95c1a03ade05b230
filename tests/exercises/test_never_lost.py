"""A student's work is never lost: whatever an editor, a sync client, a network drive or `%cd` does to the file."""

from __future__ import annotations

import codecs
import errno
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest
from denied import denied

from miniff_edu import exercises
from miniff_edu._support import files
from miniff_edu._support.words import tell
from miniff_edu.exercises.engine import record
from miniff_edu.exercises.engine.content import merged, parse

TEXT = json.dumps({"format": 1, "exercises": {"1.1": {"status": "correct", "tries": 1, "answer": "'Zoë'"}}})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("MINIFF_EDU_PROGRESS", raising=False)
    here = tmp_path / "Übung 1 (Zoë)"
    here.mkdir()
    monkeypatch.chdir(here)
    yield here
    monkeypatch.undo()


def noted(folder: Path) -> dict:
    return json.loads((folder / record.NAME).read_text(encoding="utf-8"))["exercises"]


def answer(*numbers: str) -> None:
    for number in numbers:
        exercises.check(number, "a")


# 1. What editors and sync clients make of the file


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF8 * 2 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        json.dumps(json.loads(TEXT), ensure_ascii=False).encode("cp1252"),
        json.dumps(json.loads(TEXT), ensure_ascii=False, indent=2).replace("\n", "\r\n").encode(),
        TEXT.encode() + b"\0" * 100,
    ],
    ids=["utf-8", "two marks", "utf-16", "utf-16-be", "no mark", "utf-32", "ansi", "crlf", "zeros"],
)
def test_a_file_is_read_in_any_encoding(folder: Path, raw: bytes) -> None:
    (folder / record.NAME).write_bytes(raw)
    assert parse(raw)["exercises"]["1.1"] == json.loads(TEXT)["exercises"]["1.1"]
    assert "1 correct" in exercises.progress().text
    answer("1.2")
    assert noted(folder)["1.1"]["answer"].startswith("'Zo")
    assert noted(folder)["1.2"]["tries"] == 1
    assert not list(folder.glob("*broken*"))


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"[]", b"3", b"\xff\xfe{", b"{", bytes(range(256))])
def test_what_is_no_content_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(raw)


def test_a_file_that_breaks_in_the_middle_of_a_session_costs_nothing(folder: Path) -> None:
    answer("1.1", "1.2")
    (folder / record.NAME).write_text('{"format": 1, "exerc')
    answer("2.1")
    assert set(noted(folder)) == {"1.1", "1.2", "2.1"}


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "OneDrive" / "mine.json"
    real.parent.mkdir()
    real.write_text(TEXT)
    try:
        (folder / record.NAME).symlink_to(real)
    except OSError:
        pytest.skip("links are not allowed here")
    answer("1.2")
    assert (folder / record.NAME).is_symlink()
    assert set(json.loads(real.read_text(encoding="utf-8"))["exercises"]) == {"1.1", "1.2"}


def test_copies_are_merged_to_the_better_of_each_exercise() -> None:
    one = {"format": 1, "colour": "blue", "exercises": {"1.1": {"status": "correct", "tries": 1}, "1.2": 3}}
    two = {"format": 2, "exercises": {"1.1": {"status": "not yet", "tries": 9}, "1.2": {"status": "not yet"}}}
    three = {"exercises": {"1.2": {"status": "not yet", "tries": 2}, "1.3": {"status": "?", "tries": "many"}}}
    expected = {
        "1.1": {"status": "correct", "tries": 1},
        "1.2": three["exercises"]["1.2"],
        "1.3": {"status": "?", "tries": "many"},
    }
    assert merged([one, two, three]) == {"format": 1, "colour": "blue", "exercises": expected}
    assert merged([three, two, one])["exercises"] == expected
    assert merged([]) == {"exercises": {}}


# 2. `%cd`


def test_progress_stays_in_the_first_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "data").mkdir()
    os.chdir("data")  # before the first check
    answer("1.1")
    os.chdir(tmp_path)
    exercises.hint("1.2")
    exercises.solution("1.3")
    answer("2.1")
    assert "1 not yet" in exercises.progress().text
    assert [path.parent for path in tmp_path.rglob(record.NAME)] == [folder]
    assert set(noted(folder)) == {"1.1", "1.2", "1.3", "2.1"}


def test_another_process_begins_in_its_own_folder(folder: Path, tmp_path: Path) -> None:
    answer("1.1")
    code = "from miniff_edu import exercises; exercises.check('1.2', 'a')"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, timeout=120)
    assert set(noted(folder)) == {"1.1"}
    assert set(noted(tmp_path)) == {"1.2"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a folder that is in use")
def test_a_first_folder_that_is_gone_is_told_and_costs_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    answer("1.1", "1.2")
    os.chdir(tmp_path)
    shutil.rmtree(folder)
    answer("2.1")
    assert f"is no longer there. From now on it is kept in {tmp_path}" in capsys.readouterr().out
    assert set(noted(tmp_path)) == {"1.1", "1.2", "2.1"}
    os.chdir(tmp_path.parent)
    answer("2.2")
    assert set(noted(tmp_path)) == {"1.1", "1.2", "2.1", "2.2"}
    assert "no longer there" not in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody rename a folder that is in use")
def test_a_folder_that_gets_another_name_keeps_its_file(folder: Path) -> None:
    answer("1.1", "1.1")
    new = folder.rename(folder.with_name("new name"))
    answer("1.2")
    assert noted(new)["1.1"]["tries"] == 2
    assert "1.2" in noted(new)


# 3. What is denied


ERRORS = [PermissionError(errno.EACCES, "Access is denied"), OSError(errno.EBUSY, "Device or resource busy")]


@pytest.mark.parametrize("error", ERRORS, ids=["denied", "busy"])
@pytest.mark.parametrize(
    ("owner", "name"), [(os, "replace"), (Path, "read_bytes"), (Path, "open"), (files, "_fill"), (os, "fsync")]
)
def test_what_is_denied_for_a_moment_is_written(
    folder: Path,
    owner: object,
    name: str,
    error: OSError,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    answer("1.1")
    monkeypatch.setattr(owner, name, denied(3, getattr(owner, name), error))
    answer("1.2")
    assert set(noted(folder)) == {"1.1", "1.2"}
    assert "could not" not in capsys.readouterr().out
    assert [path.name for path in folder.iterdir() if not path.name.endswith(".lock")] == [record.NAME]


@pytest.mark.parametrize(
    "error", [*ERRORS, OSError(errno.ENOSPC, "No space left"), OSError(errno.EROFS, "Read-only file system")], ids=str
)
@pytest.mark.parametrize(("owner", "name"), [(os, "replace"), (Path, "read_bytes"), (files, "_fill")])
def test_what_is_denied_for_long_waits_for_the_next_check(
    folder: Path, owner: object, name: str, error: OSError, capsys: pytest.CaptureFixture
) -> None:
    answer("1.1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "PAUSES", (0, 0))
        patch.setattr(owner, name, denied(10_000, getattr(owner, name), error))
        answer("1.2", "1.2")
        exercises.hint("1.3")
        out = capsys.readouterr().out
        assert "Hint 1 of 2" in out
        assert "could not be written" in out
        assert "the next check" in out
        assert "1.2 not yet" in out
        assert "2 not yet" in exercises.progress().text, "it is remembered"
    assert set(noted(folder)) == {"1.1"}
    answer("2.1")
    assert noted(folder)["1.2"]["tries"] == 2
    assert noted(folder)["1.3"]["hints"] == 1
    assert noted(folder)["2.1"]["tries"] == 1
    answer("2.1")
    assert (noted(folder)["1.2"]["tries"], noted(folder)["2.1"]["tries"]) == (2, 2), "and written once"


def test_what_waits_is_written_when_the_kernel_ends(folder: Path) -> None:
    code = """
        import os
        from miniff_edu import exercises
        from miniff_edu._support import files
        real, files.PAUSES = os.replace, ()
        def replace(*arguments):
            raise PermissionError(13, "Access is denied")
        os.replace = replace
        exercises.check("1.2", "a")
        os.replace = real
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    subprocess.run(command, cwd=folder, env=environment, check=True, timeout=120)
    assert noted(folder)["1.2"]["tries"] == 1


# 4. Homes without locks


class Refuses:
    """A lock of a file system that knows none."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, *arguments: object, **options: object) -> Refuses:
        return self

    def acquire(self) -> None:
        raise self.error

    def release(self) -> None:
        raise AssertionError("it was never held")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOLCK, "No locks available"),
        OSError(errno.ENOSYS, "Function not implemented"),
        OSError(errno.ENOTSUP, "Not supported"),
        NotImplementedError("no flock"),
        filelock.Timeout("stale"),
        PermissionError(errno.EACCES, "Permission denied"),
    ],
    ids=lambda error: f"{type(error).__name__} {getattr(error, 'errno', '')}",
)
def test_without_locks_progress_is_written(folder: Path, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filelock, "FileLock", Refuses(error))
    answer("1.1", "1.2")
    assert set(noted(folder)) == {"1.1", "1.2"}


def test_a_lock_that_is_never_released_is_waited_for_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record._session, "seconds_for_lock", 0.3)
    with filelock.FileLock(folder / f".{record.NAME}.lock"):
        answer("1.1", "1.2")
    assert set(noted(folder)) == {"1.1", "1.2"}


def test_a_lock_that_is_a_folder_stops_nobody(folder: Path) -> None:
    (folder / f".{record.NAME}.lock").mkdir()
    answer("1.1")
    assert set(noted(folder)) == {"1.1"}


def test_what_another_notebook_writes_meanwhile_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a lock: it comes between reading the file and writing it."""
    monkeypatch.setattr(filelock, "FileLock", Refuses(OSError(errno.ENOLCK, "No locks available")))
    answer("1.1")
    real = files._fill

    def fill(path: Path, text: str) -> None:
        real(path, text)
        monkeypatch.setattr(files, "_fill", real)
        other = json.loads((folder / record.NAME).read_text(encoding="utf-8"))
        other["exercises"]["2.1"] = {"status": "correct", "tries": 4}
        (folder / record.NAME).write_text(json.dumps(other), encoding="utf-8")

    monkeypatch.setattr(files, "_fill", fill)
    answer("1.1")
    assert noted(folder)["1.1"]["tries"] == 2
    assert noted(folder)["2.1"]["tries"] == 4


# 5. Consoles of another code page


FEWER_LETTERS = [pytest.param(name, marks=pytest.mark.thorough) for name in ("ascii", "cp437")]


@pytest.mark.parametrize("encoding", ["cp1252", *FEWER_LETTERS])
def test_a_console_of_another_code_page_stops_nobody(tmp_path: Path, encoding: str) -> None:
    home = tmp_path / "Łukasz ☃"
    home.mkdir()
    (home / record.NAME).write_text("broken")
    code = """
        import os, shutil
        from miniff_edu import exercises
        os.environ["MINIFF_EDU_PROGRESS"] = "off"  # all words first; then what is said of the file
        for chapter in exercises.CHAPTERS:
            for exercise in exercises.of_chapter(chapter):
                exercises.hint(exercise.number)
                exercises.hint(exercise.number)
                exercises.solution(exercise.number)
        del os.environ["MINIFF_EDU_PROGRESS"]
        exercises.check("1.1", 30 * 20**6 / 86400)
        exercises.check("1.2", "☃")
        os.mkdir("../☃"); os.chdir("../☃"); shutil.rmtree(exercises.record.path().parent, ignore_errors=True)
        exercises.check("1.2", "b")
        exercises.progress()
        print("the end")
    """
    environment = {
        **{key: value for key, value in os.environ.items() if key not in ("PYTHONUTF8", "MINIFF_EDU_PROGRESS")},
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONIOENCODING": f"{encoding}:strict",
        "PYTHONWARNDEFAULTENCODING": "1",
        "PYTHONWARNINGS": "error::EncodingWarning:miniff_edu",
    }
    command = [sys.executable, "-c", textwrap.dedent(code)]
    run = subprocess.run(command, cwd=home, env=environment, capture_output=True, timeout=120)
    assert run.stdout.decode(encoding).splitlines()[-1] == "the end", run.stderr.decode("utf-8", "replace")
    assert "1.2 correct" in run.stdout.decode(encoding)
    assert "\\u2603" in run.stdout.decode(encoding)


def test_words_are_told_as_they_are_where_that_can_be(capsys: pytest.CaptureFixture) -> None:
    tell("Zoë ☃")
    assert capsys.readouterr().out == "Zoë ☃\n"
