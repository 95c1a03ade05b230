"""Wrong answers by one who has not seen the checks: none is accepted, and nine of ten get a reason of their own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import reasons

from miniff_edu import exercises
from miniff_edu.exercises.engine.verdict import Verdict

OTHERS = sorted((Path(__file__).parent / "others").glob("chapter_??.py"))
SLOW = {"3.7"}  # fits twenty networks for each answer; tools/reasons.py tries these too
# Accepted until the trials of 2.5 have the tiny column in every place.
KNOWN: set[tuple[str, str]] = set()


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_wrong_answers_of_others(path: Path, every: int) -> None:
    """Every third of them; all of them where there is time."""
    answers = [tried for tried in reasons.read(path) if tried.number not in SLOW][::every]
    assert min(Counter(tried.number for tried in reasons.read(path)).values()) >= 10
    kinds: Counter[str] = Counter()
    for tried in answers:
        kind = reasons.kind_of(reasons.judged(tried)[0])
        assert kind != "accepted" or (tried.number, tried.label) in KNOWN, tried.label
        kinds[kind] += 1
    assert kinds["mistake"] + kinds["relation"] >= 0.9 * len(answers), kinds


def test_all_chapters_have_answers_of_others() -> None:
    assert [path.stem for path in OTHERS] == [f"chapter_{n:02}" for n in exercises.CHAPTERS]


@pytest.mark.parametrize(
    ("mistake", "kind"),
    [
        ("", "accepted"),
        ("sum-for-mean", "mistake"),
        ("relation-factor", "relation"),
        ("not-recognised", "counter-example"),
        ("far", "counter-example"),
        ("raised-ValueError", "counter-example"),
        ("if-on-an-array", "mistake"),
    ],
)
def test_kinds_of_verdicts(mistake: str, kind: str) -> None:
    verdict = Verdict(exercises.find("1.6"), "not yet" if mistake else "correct", "words", mistake)
    assert reasons.kind_of(verdict) == kind


def test_files_of_answers_are_read_in_each_format(tmp_path: Path) -> None:
    text = tmp_path / "some_wrong.txt"
    text.write_text("#= 1.1 | hours\nanswer = 24 * 20**6 * 30 / 86400\n#= 1.2 | a letter\nanswer = 'a'\n")
    assert [(t.number, t.label, t.is_right) for t in reasons.read(text)] == [
        ("1.1", "hours", False),
        ("1.2", "a letter", False),
    ]
    right = tmp_path / "some_right.txt"
    right.write_text("#= 1.2 | capital\nanswer = 'B'\n")
    (tried,) = reasons.read(right)
    assert tried.is_right
    assert reasons.judged(tried)[0].is_correct
    python = tmp_path / "list.py"
    python.write_text("A = [('1.6', 'twice', 'a factor', lambda f, p: 2.0), ('1.1', 'correct', 'answer = 22222')]\n")
    assert [(t.truth, callable(t.answer)) for t in reasons.read(python)] == [("a factor", True), ("CORRECT", False)]


def test_the_table_counts(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    file = tmp_path / "list.py"
    file.write_text("A = [('1.1', 'far off', 'nothing', 17.25), ('1.1', 'hours', 'hours', 20**6 * 30 / 3600)]\n")
    assert reasons.main([str(file)]) == 0
    assert "| list.py | 2 | 1 | 0 | 1 | 0 |" in capsys.readouterr().out
    assert reasons.main([str(file), "--show", "mistake"]) == 0
    assert "1.1 hours: hours" in capsys.readouterr().out
    file.write_text("A = [('1.1', 'accepted', 'really right', 22222.0)]\n")
    assert reasons.main([str(file)]) == 1
