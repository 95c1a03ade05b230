"""nbgrader itself, end to end: generate, answers filled in rightly and wrongly, autograde, the points are right."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from miniff_edu import exercises
from miniff_edu.classroom.grading import POINTS, make_course

BIN = Path(os.environ["NBGRADER_BIN"])  # set by ../grade.py
ASSIGNMENT = "01-toy-function-fitting"
NUMBERS = [exercise.number for exercise in exercises.of_chapter(1)]


def full(number: str) -> int:
    return POINTS[exercises.find(number).minutes]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a course, and let nbgrader make the students' version of chapter 1."""
    folder = tmp_path_factory.mktemp("course")
    make_course(folder)
    # Students' code runs where miniff_edu is installed, nbgrader where nbgrader is.
    kernel = folder / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    nbgrader(folder, "generate_assignment", ASSIGNMENT)
    return folder


def nbgrader(course: Path, *command: str) -> str:
    environment = {**os.environ, "JUPYTER_PATH": str(course / "jupyter"), "HOME": str(course)}
    environment["PATH"] = f"{BIN}{os.pathsep}{environment['PATH']}"
    result = subprocess.run(
        [str(BIN / "nbgrader"), *command], cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def released(course: Path) -> dict:
    return json.loads((course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text())


def hand_in(course: Path, student: str, answers: dict[str, str]) -> None:
    """Fill the answers into the students' version, and put it where nbgrader looks for submissions."""
    notebook = released(course)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        number = name.removeprefix("exercise-").replace("-", ".")
        if name.startswith("exercise-") and number in answers:
            cell["source"] = answers[number].splitlines(keepends=True)
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook))


def test_the_students_version_holds_stubs_and_no_solutions(course: Path) -> None:
    notebook = released(course)
    cells = {
        cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in notebook["cells"]
    }
    for number in NUMBERS:
        assert cells[f"exercise-{number.replace('.', '-')}"].strip() == exercises.find(number).stub.strip()
    assert "SOLUTION" not in json.dumps(notebook)
    assert "exercises.check(" not in json.dumps(notebook)


def test_points_are_right(course: Path) -> None:
    """One student knows everything, one nothing, one half, one makes mistakes and an endless loop."""
    right = {number: exercises.find(number).solution for number in NUMBERS}
    half = {number: right[number] for number in NUMBERS[::2]}
    wrong = {number: exercises.find(number).mistakes[0].code for number in NUMBERS}
    wrong["1.3"] = right["1.3"]
    wrong["1.6"] = "def rmse(f, prediction):\n    while True:\n        pass"
    wrong["1.4"] = "def fit_weights(r, f)\n    return 1"
    hands = {"ada": right, "bob": {}, "cleo": half, "dan": wrong}
    for student, answers in hands.items():
        hand_in(course, student, answers)
    nbgrader(course, "autograde", ASSIGNMENT)
    nbgrader(course, "export", "--to", "grades.csv")
    with (course / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    total = sum(map(full, NUMBERS))
    assert {float(row["max_score"]) for row in rows.values()} == {total}
    scores = {student: float(row["score"]) for student, row in rows.items()}
    assert scores == {"ada": total, "bob": 0, "cleo": sum(map(full, half)), "dan": full("1.3")}


def test_feedback_gives_the_reason(course: Path) -> None:
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    page = (course / "feedback" / "dan" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "You have 20 values along each argument one after the other" in page
    assert "more than 10 seconds" in page
