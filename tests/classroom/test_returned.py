"""Whose file is it, and is all of it counted: what file servers, Moodle, sync clients and systems make of a folder."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from miniff_edu import exercises
from miniff_edu.classroom import cli
from miniff_edu.classroom import collect as collect_module
from miniff_edu.classroom.collect import collect
from miniff_edu.classroom.returned import MAX_NAME
from miniff_edu.exercises.engine.record import NAME


def progress(*right: str, status: str = "correct", **more: object) -> bytes:
    return json.dumps({"format": 1, "exercises": {n: {"status": status, "tries": 1, **more} for n in right}}).encode()


def put(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def correct(root: Path) -> dict[str, int]:
    return collect(root).overview()["correct"].to_dict()


COPIES = [
    "miniff_edu_progress-LAPTOP.json",
    "miniff_edu_progress (1).json",
    "miniff_edu_progress (Ada's conflicted copy 2026-11-25).json",
    "Copy of miniff_edu_progress.json",
    "miniff_edu_progress - Kopie.json",
    "miniff_edu_progress.sync-conflict-20261125-080200-ABCDEFG.json",
    "miniff_edu_progress.broken.json",
    "old/miniff_edu_progress.json",
    "Woche 2/notebooks/miniff_edu_progress.json",
]


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("newer", ["copy", "file"])
def test_copies_in_a_students_folder_are_merged(tmp_path: Path, copy: str, newer: str) -> None:
    more, less = progress("1.1", "1.2", "1.3"), progress("1.1")
    files = (
        {f"ada/{NAME}": less, f"ada/{copy}": more} if newer == "copy" else {f"ada/{NAME}": more, f"ada/{copy}": less}
    )
    put(tmp_path, files)
    assert correct(tmp_path) == {"ada": 3}


def test_of_each_exercise_the_better_one_counts(tmp_path: Path) -> None:
    begun = json.loads(progress("1.1", status="not yet", hints=2))
    done = json.loads(progress("1.2", solution_seen=True))
    put(tmp_path, {"ada/mine.json": json.dumps(begun).encode(), "ada/mine-LAPTOP.json": json.dumps(done).encode()})
    put(tmp_path, {"ada/mine (1).json": progress("1.1")})
    table = collect(tmp_path).table.set_index("exercise")
    assert table.student.unique().tolist() == ["ada"]
    assert table.status.to_dict() == {"1.1": "correct", "1.2": "correct"}
    assert table.hints["1.1"] == 2
    assert table.solution_seen["1.2"]


def test_a_broken_copy_takes_nothing_away(tmp_path: Path) -> None:
    put(tmp_path, {f"ada/{NAME}": progress("1.1"), "ada/miniff_edu_progress-PC.json": b"", "bob/x.json": b"{"})
    summary = collect(tmp_path)
    assert summary.overview()["correct"].to_dict() == {"ada": 1}
    assert [line.partition(":")[0] for line in summary.trouble] == ["ada/miniff_edu_progress-PC.json", "bob/x.json"]


def test_side_by_side_everybody_counts(tmp_path: Path) -> None:
    """In the folder itself, and in that of a group: files of several names are several students."""
    put(tmp_path, {"miniff_edu_progress.json": progress("1.1"), "miniff_edu_progress (1).json": progress("1.2")})
    put(
        tmp_path,
        {"group/ada.json": progress("1.1"), "group/bob.json": progress("1.1"), "group/cleo/x.json": progress()},
    )
    names = {"miniff_edu_progress", "miniff_edu_progress (1)", "group/ada", "group/bob", "group/cleo"}
    assert set(collect(tmp_path).students) == names


UNSEEN = [
    f"ada/.ipynb_checkpoints/{NAME}",
    f".git/{NAME}",
    f"__MACOSX/ada/._{NAME}",
    f"ada/._{NAME}",
    f".xyz/bob/{NAME}",
    f"@eaDir/{NAME}",
    "ada/env/share/jupyter/package.json",
]


@pytest.mark.parametrize("name", UNSEEN)
def test_what_came_along_is_no_student(tmp_path: Path, name: str) -> None:
    put(tmp_path, {f"ada/{NAME}": progress("1.1"), name: progress("1.2"), "ada/env/pyvenv.cfg": b""})
    summary = collect(tmp_path)
    assert (summary.students, summary.trouble, len(summary.table)) == (["ada"], [], 1)


def test_a_hidden_folder_may_hold_everything(tmp_path: Path) -> None:
    put(tmp_path, {f".returned/ada/{NAME}": progress("1.1")})
    assert collect(tmp_path / ".returned").students == ["ada"]


def test_moodle(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            f"Ada Lovelace_12345_assignsubmission_file_/{NAME}": progress("1.1"),
            "Ada Lovelace_12345_assignsubmission_file_miniff_edu_progress (1).json": progress("1.2"),
            f"Bob O'Neil_7_assignsubmission_file_{NAME}": progress("1.1"),
            f"Zoë Ü_8_assignsubmission_file/{NAME}": progress("1.1"),
            f"Zoë Ü_9_assignsubmission_file/{NAME}": progress("1.1", "1.2"),
            f"cleo_{NAME}": progress("1.1"),
        },
    )
    expected = {"Ada Lovelace": 2, "Bob O'Neil": 1, "Zoë Ü 8": 1, "Zoë Ü 9": 2, "cleo": 1}
    assert correct(tmp_path) == expected


def test_files_that_bear_no_name_get_that_of_the_signature(tmp_path: Path) -> None:
    """As thirty files in one folder of downloads; a name that somebody gave to the file or folder stays."""
    names = {
        "miniff_edu_progress.json": "Ada",
        "miniff_edu_progress (1).json": "Zoë Ü",
        "miniff_edu_progress (2).json": "Ada",
        "miniff_edu_progress_3.json": "a\0/b",
        "miniff_edu_progress (4).json": "",
        "bob.json": "Bobby",
        "miniff_edu_progress_cleo.json": "C",
        f"group/{NAME}": "Dora",
        "group/miniff_edu_progress (1).json": "Eve",
    }
    contents = {name: {**json.loads(progress("1.1")), "name": signed} for name, signed in names.items()}
    put(tmp_path, {name: json.dumps(content).encode() for name, content in contents.items()})
    summary = collect(tmp_path)
    assert set(summary.students) == {
        *("Ada miniff_edu_progress", "Ada miniff_edu_progress (2)", "Zoë Ü", "a?/b", "miniff_edu_progress (4)", "bob"),
        *("miniff_edu_progress_cleo", "group"),
    }
    assert summary.signed["bob"] == "Bobby"
    assert summary.overview()["correct"].tolist() == [1] * (len(names) - 1)
    told = "\n".join(summary.trouble)
    assert "miniff_edu_progress (2): 2 are signed by Ada" in told
    assert "group: its files are signed by Eve and by Dora" in told


def test_two_names_in_one_students_folder_are_told(tmp_path: Path) -> None:
    one, two = ({**json.loads(progress("1.1")), "name": name} for name in ("Ada", "Bob"))
    put(tmp_path, {f"ada/{NAME}": json.dumps(one).encode(), "ada/old/" + NAME: json.dumps(two).encode()})
    summary = collect(tmp_path)
    assert summary.students == ["ada"]
    assert "ada: its files are signed by Ada and by Bob" in summary.trouble


def test_names_that_look_alike_stay_apart(tmp_path: Path) -> None:
    long = "x" * (MAX_NAME + 5)
    put(tmp_path, {f"{long}{n}/{NAME}": progress("1.1") for n in range(3)})
    students = collect(tmp_path).students
    assert len(students) == 3
    assert max(map(len, students)) <= MAX_NAME
    collect(tmp_path).plot()


def test_the_picture_shows_names_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to 28 letters; the beginnings of longer ones."""
    name = "Wilhelmina van den Berghe-Li"
    put(tmp_path, {f"{student}/{NAME}": progress("1.1") for student in (name, "y" * 40)})
    texts = []

    def look(figure: Figure, _: str) -> None:
        texts.extend(label.get_text() for label in figure.axes[0].get_yticklabels())
        plt.close(figure)

    monkeypatch.setattr(collect_module, "show", look)
    collect(tmp_path).plot()
    assert name in texts
    assert len(max(texts, key=len)) == 28


def test_two_spellings_of_one_umlaut_are_one_student(tmp_path: Path) -> None:
    """As a Mac and a PC write them."""
    for form in ("NFC", "NFD"):
        put(tmp_path, {f"{unicodedata.normalize(form, 'Zoë')}/{form}_{NAME}": progress("1.1")})
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system knows one spelling only")
    assert collect(tmp_path).students == ["Zoë"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = json.dumps({"exercises": {"1.1": {"status": "correct", "answer": "für"}}}, ensure_ascii=False)
    put(tmp_path, {f"Ada für {encoding}/{NAME}.txt": text.encode(encoding)})
    assert correct(tmp_path) == {f"Ada für {encoding}": 1}


def test_who_tried_nothing_is_shown_and_who_sent_nothing_is_named(tmp_path: Path) -> None:
    put(tmp_path, {f"ada/{NAME}": progress("1.1"), f"bob/{NAME}": progress(), "cleo/01.ipynb": b"{}"})
    summary = collect(tmp_path)
    assert summary.students == ["ada", "bob"]
    assert summary.overview().loc["bob"].tolist() == [0] * 4
    assert summary.wide().loc["bob"].sum() == 0
    assert summary.trouble == [f"cleo: no file in it; expected {NAME}"]
    assert summary.plot().text.startswith("Progress of 2 students")
    assert "bob" in str(summary)


def test_nobody_has_tried_anything(tmp_path: Path) -> None:
    put(tmp_path, {f"ada/{NAME}": progress()})
    assert cli.main(["collect", str(tmp_path), "--to", str(tmp_path / "report")]) == 0
    assert collect(tmp_path).overview()["correct"].to_dict() == {"ada": 0}


def test_solutions_looked_at_are_told(tmp_path: Path) -> None:
    put(tmp_path, {f"ada/{NAME}": progress("1.1", "1.2", solution_seen=True), f"bob/{NAME}": progress("1.1")})
    summary = collect(tmp_path)
    assert summary.overview()["solutions seen"].to_dict() == {"ada": 2, "bob": 0}
    assert "solutions seen" in str(summary)
    assert summary.plot().text.endswith("2 solutions looked at.")


def test_an_empty_entry_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, {f"ada/{NAME}": b'{"exercises": {"1.1": {}}}', f"bob/{NAME}": progress("1.1")})
    assert correct(tmp_path) == {"ada": 0, "bob": 1}


@pytest.mark.parametrize("status", ["done", "Correct", None, 3, ["correct"]])
def test_an_unknown_status_is_said(tmp_path: Path, status: object) -> None:
    put(tmp_path, {f"ada/{NAME}": json.dumps({"exercises": {"1.1": {"status": status}}}).encode()})
    (line,) = collect(tmp_path).trouble
    assert "1.1 has the status" in line
    assert "expected one of not attempted, not yet, correct" in line


@pytest.mark.parametrize("version", [2, "1", None, "\x1b[2J"])
def test_an_unknown_format_is_said(tmp_path: Path, version: object) -> None:
    content = {"format": version, "exercises": {"1.1": {"status": "correct"}}}
    put(tmp_path, {f"ada/{NAME}": json.dumps(content).encode()})
    summary = collect(tmp_path)
    assert "has the format" in summary.trouble[0]
    assert "\x1b" not in str(summary)
    assert summary.overview()["correct"]["ada"] == 1


def test_the_tables_are_for_a_spreadsheet(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    folder = tmp_path / "Abgaben von Ü"
    put(folder, {f"Zoë/{NAME}": progress("1.1", "1.3"), f"bob/{NAME}": progress()})
    assert cli.main(["collect", str(folder), "--to", str(tmp_path / "Bericht für mich")]) == 0
    for path in (tmp_path / "Bericht für mich").glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
    lines = (tmp_path / "Bericht für mich" / "progress_wide.csv").read_text(encoding="utf-8-sig").splitlines()
    head, zoe, bob = (line.split(",") for line in lines)
    assert head[:4] == ["student", "exercise 1.1", "exercise 1.2", "exercise 1.3"]
    assert (zoe[:4], zoe[-1]) == (["Zoë", "1", "0", "1"], "2")
    assert (bob[0], set(bob[1:])) == ("bob", {"0"})


def test_a_report_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """A file bears the name of the folder, or a spreadsheet holds one of the files: no traceback."""
    put(tmp_path, {f"in/ada/{NAME}": progress("1.1"), "taken": b"mine"})
    (tmp_path / "out" / "progress.csv").mkdir(parents=True)
    for name in ("taken", "out"):
        assert cli.main(["collect", str(tmp_path / "in"), "--to", str(tmp_path / name)]) == 1
        assert "give --to another folder" in capsys.readouterr().out
    assert (tmp_path / "taken").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not stop this user")
def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    put(tmp_path, {f"ada/{NAME}": progress("1.1"), f"bob/{NAME}": progress("1.1")})
    (tmp_path / "bob").chmod(0)
    try:
        summary = collect(tmp_path)
    finally:
        (tmp_path / "bob").chmod(0o755)
    assert summary.students == ["ada"]
    assert any("bob: cannot be opened" in line for line in summary.trouble)


def test_numbers_of_two_digits_stand_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = ["2.1", "9.7", "10.1", "10.2"]
    monkeypatch.setattr(collect_module, "_known", lambda: numbers)
    monkeypatch.setattr(exercises, "find", lambda number: exercises.of_chapter(1)[0])
    put(tmp_path, {f"ada/{NAME}": progress(*reversed(numbers), status="not yet", mistakes={"m": 1})})
    summary = collect(tmp_path)
    assert list(summary.overview().columns[:3]) == ["chapter 2", "chapter 9", "chapter 10"]
    assert summary.table.exercise.tolist() == summary.mistakes.exercise.tolist() == numbers
    assert list(summary.wide().columns[:4]) == [f"exercise {n}" for n in numbers]
