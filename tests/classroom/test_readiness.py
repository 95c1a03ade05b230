"""Thirty computers: who is not ready, and what is the cause, told from what `miniff-edu check --json` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from miniff_edu.classroom import cli
from miniff_edu.classroom.check import doctor
from miniff_edu.classroom.check.remedy import FAILURE, OK, WARNING, Diagnosis, causes
from miniff_edu.classroom.collect import collect

TORCH = {
    "package torch": ("failure", "is not installed; needs >=2.4", "pip install torch"),
    "imports": ("failure", "No module named 'torch'", "pip install torch"),
    "kernel": ("failure", "does not answer", "pip install ipykernel"),
}
FULL = {"memory": ("failure", "200 MB free", "top")}


def report(checks: dict[str, tuple[str, str, str]] | None = None, **more: object) -> str:
    listed = [{"name": n, "status": s, "found": f, "command": c} for n, (s, f, c) in (checks or {}).items()]
    fine = {"name": "disk", "status": "ok", "found": "9 MB", "command": ""}
    return json.dumps({"ok": not checks, "checks": [fine, *listed], **more})


def test_who_is_not_ready_and_the_most_frequent_causes(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    folder = tmp_path / "Prüfung am Montag"
    folder.mkdir()
    for n in range(30):
        checks = TORCH if n in (3, 4) else FULL if n == 7 else TORCH | FULL if n == 9 else {}
        (folder / f"pc{n:02}.json").write_text(report(checks), encoding="utf-8")
    assert cli.main(["collect", str(folder), "--to", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("30 computers checked: 26 ready, 4 not ready")
    assert "pc03: package torch: is not installed; needs >=2.4\n    To mend it: pip install torch" in out
    causes = out.partition("The most frequent causes\n")[2].splitlines()
    assert causes[0].strip().startswith("3 x package torch")
    assert causes[1].strip().startswith("2 x memory")
    assert "kernel" not in out, "what follows from a missing package is no cause"
    rows = (tmp_path / "out" / "readiness.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + 26 + 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_real_check_of_a_real_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, encoding: str
) -> None:
    """PowerShell's > writes UTF-16, with a byte order mark."""
    monkeypatch.setattr(doctor, "CHECKS", {"disk": lambda: Diagnosis(FAILURE, "für 9 €", "rm")})
    assert cli.main(["check", "--json"]) == 1
    (tmp_path / "ada.json").write_text(capsys.readouterr().out, encoding=encoding)
    assert "ada: disk: für 9 €" in collect(tmp_path).report()


def test_progress_and_checks_in_one_folder(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "check.json").write_text(report())
    (tmp_path / "ada" / "miniff_edu_progress.json").write_text('{"exercises": {"1.1": {"status": "correct"}}}')
    summary = collect(tmp_path)
    assert summary.students == ["ada"]
    assert summary.ready.student.tolist() == ["ada"]
    assert not summary.trouble
    assert "1 students" in str(summary)
    assert "1 computers checked: 1 ready, 0 not ready" in str(summary)


def test_the_later_check_counts(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "check.json").write_text(report(when="2026-11-25T09:00:00+00:00"))
    (tmp_path / "ada" / "check (1).json").write_text(report(TORCH, when="2026-11-25T08:00:00+00:00"))
    summary = collect(tmp_path)
    assert summary.ready.ready.tolist() == [True]
    assert summary.trouble == ["ada/check (1).json: a second check of ada; ada/check.json counts"]


@pytest.mark.parametrize(
    "text",
    [
        '{"checks": []}',
        '{"ok": true, "checks": []}',
        '{"ok": "yes", "checks": [{"status": "ok"}]}',
        '{"checks": [3, null, "x"], "ok": true}',
        '{"checks": {}}',
        '{"checks": [{"status": "failure", "name": "\\u001b[2J", "found": ["=x"], "command": {}}], "ok": true}',
    ],
)
def test_nobody_is_ready_who_does_not_say_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "eve.json").write_text(text)
    (tmp_path / "bob.json").write_text(report())
    summary = collect(tmp_path)
    assert summary.ready[summary.ready.ready.astype(bool)].student.tolist() == ["bob"]
    assert "eve" in summary.report()
    assert "\x1b" not in summary.report()


def test_causes_come_first_and_each_once() -> None:
    missing = Diagnosis(FAILURE, "", "pip a", "package a")
    follows = [Diagnosis(FAILURE, "", "pip a", "imports"), Diagnosis(FAILURE, "", "pip b", "kernel")]
    own = Diagnosis(FAILURE, "", "move", "own files")
    disk, fine = Diagnosis(FAILURE, "", "clean", "disk"), Diagnosis(WARNING, "", "x", "pip")
    assert causes([fine, missing, *follows, disk, Diagnosis(OK, "", "", "fit")]) == [missing, disk]
    assert causes([own, *follows]) == [own]
    assert causes([*follows, follows[0], disk]) == [*follows, disk]
    assert causes([fine]) == []


def test_a_missing_package_is_one_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    found = {
        "packages": Diagnosis(FAILURE, "is missing", "pip install packaging", "package packaging"),
        "kernel": Diagnosis(FAILURE, "died", "pip install --force-reinstall ipykernel"),
        "writing": Diagnosis(FAILURE, "no", "cd home"),
    }
    monkeypatch.setattr(doctor, "CHECKS", {name: lambda f=f: f for name, f in found.items()})
    assert cli.main(["check"]) == 1
    steps = [line[5:] for line in capsys.readouterr().out.splitlines() if line[:4].strip().rstrip(".").isdecimal()]
    assert steps == ["pip install packaging", "cd home"]
