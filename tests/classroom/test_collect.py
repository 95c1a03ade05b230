"""A teacher's summary: right counts, and no file that a student can send stops it or does anything."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from miniff_edu import exercises
from miniff_edu.classroom import cli
from miniff_edu.classroom.collect import collect
from miniff_edu.classroom.returned import MAX_BYTES
from miniff_edu.exercises.engine.record import NAME


def hand_in(folder: Path, student: str, content: object) -> Path:
    path = folder / student / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return what three students have handed in, written by the checks themselves."""
    monkeypatch.delenv("MINIFF_EDU_PROGRESS", raising=False)
    hands = {"ada": {"1.1": 20**6 * 30 / 86400, "1.2": "b"}, "bob": {"1.2": "a"}, "cleo": {"1.2": "a", "1.1": 1.0}}
    for student, answers in hands.items():
        (tmp_path / student).mkdir()
        monkeypatch.chdir(tmp_path / student)
        for number, answer in answers.items():
            exercises.check(number, answer)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_who_got_how_far_and_what_went_wrong(folder: Path) -> None:
    summary = collect(folder)
    assert summary.students == ["ada", "bob", "cleo"]
    assert summary.overview()["correct"].to_dict() == {"ada": 2, "bob": 0, "cleo": 0}
    assert summary.overview()["begun"].to_dict() == {"ada": 2, "bob": 1, "cleo": 2}
    assert summary.mistakes.iloc[0].to_dict() == {
        "exercise": "1.2",
        "mistake": "more-is-better",
        "students": 2,
        "times": 2,
    }
    assert not summary.trouble
    text = str(summary)
    assert "3 students" in text
    assert "1.2 more-is-better: More descriptors follow the samples more closely" in text
    assert summary.plot().text.endswith("exercises: 2 correct, 3 not yet.")


def test_what_was_begun_afresh_counts_as_it_is_now(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ada gives up what was correct, Bob mends what was wrong; the mistakes were made all the same."""
    for student, number, answer in ("ada", "1.1", None), ("bob", "1.2", "b"), ("cleo", "1.2", "a"):
        monkeypatch.chdir(folder / student)
        exercises.solution(number)
        exercises.restart(number)
        if answer:
            exercises.check(number, answer)
    summary = collect(folder)
    assert not summary.trouble
    table = summary.table.set_index(["student", "exercise"])
    assert table.loc[("ada", "1.1"), ["status", "tries", "restarts"]].tolist() == ["not attempted", 0, 1]
    assert table.loc[("bob", "1.2"), ["status", "tries", "restarts"]].tolist() == ["correct", 1, 1]
    assert table.loc[("ada", "1.2"), "restarts"] == 0
    assert table.solution_seen.sum() == 3, "no restart makes that undone"
    assert summary.overview()["correct"].to_dict() == {"ada": 1, "bob": 1, "cleo": 0}
    assert summary.wide()["exercise 1.1"].to_dict() == {"ada": 0, "bob": 0, "cleo": 0}
    assert summary.mistakes.iloc[0][["mistake", "students", "times"]].tolist() == ["more-is-better", 2, 3]


def test_names_are_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "signed" not in collect(folder).overview()
    monkeypatch.chdir(folder / "ada")
    exercises.sign("Ada Lovelace")
    summary = collect(folder)
    assert summary.students == ["ada", "bob", "cleo"], "whose file it is, its folder says"
    assert summary.overview()["signed"].to_dict() == {"ada": "Ada Lovelace", "bob": "", "cleo": ""}
    assert list(summary.wide().columns[:2]) == ["signed", "exercise 1.1"]
    assert set(summary.table.signed[summary.table.student == "ada"]) == {"Ada Lovelace"}
    assert "Ada Lovelace" in str(summary)
    assert not summary.trouble


def test_who_has_only_signed_has_tried_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINIFF_EDU_PROGRESS", raising=False)
    (tmp_path / "ada").mkdir()
    monkeypatch.chdir(tmp_path / "ada")
    exercises.sign("Ada")
    summary = collect(tmp_path)
    assert (summary.students, summary.signed, summary.trouble) == (["ada"], {"ada": "Ada"}, [])
    assert summary.overview()["begun"].tolist() == [0]


def test_files_may_lie_side_by_side(tmp_path: Path) -> None:
    for student in "ada", "bob":
        content = {"exercises": {"1.1": {"status": "correct"}}}
        (tmp_path / f"{student}.json").write_text(json.dumps(content))
    assert collect(tmp_path).students == ["ada", "bob"]


@pytest.mark.parametrize("first", ["correct", "not yet"])
def test_of_two_files_of_a_student_the_better_entry_counts(tmp_path: Path, first: str) -> None:
    """Whichever comes first: one lies in the student's folder, one in a folder of it."""
    for folder, status in ("ada", first), ("ada/old", "not yet" if first == "correct" else "correct"):
        hand_in(tmp_path, folder, {"exercises": {"1.1": {"status": status, "tries": 1}}})
    summary = collect(tmp_path)
    assert summary.table.status.tolist() == ["correct"]
    assert len(summary.trouble) == 1
    assert "one more file of ada; of each exercise the better one counts" in summary.trouble[0]


HOSTILE = {
    "empty": "",
    "no-json": "import os; os.system('touch hacked')",
    "no-object": "[1, 2]",
    "no-progress": '{"exercises": 3}',
    "deep": "[" * 200_000,
    "deep-object": '{"exercises":' * 50_000,
    "huge": " " * (MAX_BYTES + 1),
    "unknown-exercise": {"exercises": {"99.1": {"status": "correct"}}},
    "no-entry": {"exercises": {"1.1": "correct"}},
    "huge-number": '{"exercises": {"1.1": {"tries": ' + "9" * 100_000 + "}}}",
    "nan": '{"exercises": {"1.1": {"tries": NaN, "hints": -Infinity, "status": Infinity}}}',
    "types": {"exercises": {"1.1": {"status": ["correct"], "tries": {}, "hints": -5, "mistakes": {"x": "y", "": []}}}},
    "control": {"exercises": {"1.2": {"status": "not yet", "mistakes": {"\x1b[2J\x07" + "x" * 999: 3}}}},
    "markup": {"exercises": {"1.2": {"status": "<script>", "mistakes": {"=cmd|' /C calc'!A0": 1}}}},
    "name": {"name": "=\x1b[2J" + "x" * 999, "exercises": {"1.1": {"earlier": [{"mistakes": {"\x1b": 1}}] * 3000}}},
    "no-name": {"name": {"a": 1}, "exercises": {"1.1": {"status": "not yet", "earlier": {"mistakes": 3}}}},
    "many": {"exercises": {"1.2": {"mistakes": {str(n): 1 for n in range(20_000)}}}},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_stop_nothing(folder: Path, name: str) -> None:
    hand_in(folder, f"eve-{name}", HOSTILE[name])
    summary = collect(folder)
    assert {"ada", "bob", "cleo"} <= set(summary.students)
    assert summary.overview()["correct"]["ada"] == 2
    told = [line for line in summary.trouble if f"eve-{name}" in line]
    assert told or f"eve-{name}" in summary.students, "nothing is passed over in silence"
    assert "\x1b" not in str(summary)
    assert len(str(summary)) < 20_000
    assert not (folder / "hacked").exists()


@pytest.mark.thorough
@pytest.mark.parametrize("name", HOSTILE)
def test_a_report_with_a_hostile_file(folder: Path, name: str) -> None:
    """One at a time; daily with all of them."""
    hand_in(folder, f"eve-{name}", HOSTILE[name])
    assert cli.main(["collect", str(folder), "--to", str(folder / "report")]) == 0


def test_all_hostile_files_at_once(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """The report has something of each of them in it."""
    for name, content in HOSTILE.items():
        hand_in(folder, f"eve-{name}", content)
    assert len(collect(folder).trouble) >= 8
    assert cli.main(["collect", str(folder), "--to", str(folder / "report")]) == 0
    assert not (folder / "hacked").exists()


def test_not_utf8_and_null_bytes(folder: Path) -> None:
    hand_in(folder, "eve", "x").write_bytes(b"\xff\xfe\x00{")
    (line,) = collect(folder).trouble
    assert line.startswith("eve/")


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
def test_links_and_pipes_are_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "file.json"
    secret.write_text('{"exercises": {"1.1": {"status": "correct"}}}')
    (folder / "eve").mkdir()
    (folder / "eve" / NAME).symlink_to(secret)
    (folder / "mallory").mkdir()
    os.mkfifo(folder / "mallory" / NAME)
    summary = collect(folder)
    assert len(summary.trouble) == 2
    assert summary.students == ["ada", "bob", "cleo"]


def test_spreadsheets_get_no_formulas(folder: Path) -> None:
    """A cell that begins with one of four signs is run by a spreadsheet; so none does."""
    for sign in "=+-@":
        hand_in(folder, f"{sign}cmd|calc", HOSTILE["markup"])
    assert cli.main(["collect", str(folder), "--to", str(folder / "report")]) == 0
    for name in "progress.csv", "mistakes.csv":
        for line in (folder / "report" / name).read_text().splitlines():
            assert not any(cell.lstrip('"').startswith(("=", "+", "-", "@")) for cell in line.split(","))


def test_an_empty_folder_and_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert str(collect(tmp_path)) == "0 students"
    assert cli.main(["collect", str(tmp_path), "--to", str(tmp_path / "report")]) == 1
    assert "expected files called miniff_edu_progress.json" in capsys.readouterr().out
    assert not (tmp_path / "report").exists()
    assert cli.main(["collect", str(tmp_path / "nowhere")]) == 1
    assert "expected a folder with returned files" in capsys.readouterr().out


def test_the_report_is_written(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["collect", str(folder), "--to", str(folder / "report")]) == 0
    assert "What to explain again" in capsys.readouterr().out
    assert {path.name for path in (folder / "report").iterdir()} == {
        "report.txt",
        "progress.csv",
        "progress_wide.csv",
        "mistakes.csv",
        "progress.png",
    }


def test_handouts_from_the_command_line(tmp_path: Path, project_of_texts: Path, capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["handout", str(tmp_path / "class"), "--book", str(project_of_texts)]) == 0
    assert (tmp_path / "class" / "start.ipynb").exists()
    assert cli.main(["handout", str(tmp_path / "course"), "--nbgrader", "--book", str(project_of_texts)]) == 0
    assert (tmp_path / "course" / "nbgrader_config.py").exists()
    assert cli.main(["handout", str(tmp_path / "none"), "--book", str(tmp_path)]) == 1
    assert "Try --book" in capsys.readouterr().out
