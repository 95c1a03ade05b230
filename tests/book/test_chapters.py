"""What nbval cannot see: that the stored outputs are worth comparing, and that the prose keeps its promises."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
import refresh

from miniff_edu import exercises
from miniff_edu.exercises.engine.cells import KEY, section

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book" / "chapters").glob("*.ipynb"))
# What a chapter must have printed: if the library breaks, one of these lines changes.
FACTS = {
    "01-toy-function-fitting": [
        "f starts at 0.8234 and ends at 0.0041",
        "256 samples: off by up to 0.0007",
        "r = 1: f = 0.3679, f' = 0.0000, True",
        "r = 2: f = 0.4060, f' = 0.0000, True",
        "r = 3: f = 0.3485, f' = -0.0996, True",
        "mask holds 0.5 at index (0, 0)",
        "weights: [ 1. -1.  1.]",
        "loss below 1e-8: True",
        "weights within 1e-6 of numpy's: True",
        " 1 descriptors: RMSE 0.158109, condition 1.0e+00",
        " 2 descriptors: RMSE 0.105905, condition 2.7e+00",
        " 3 descriptors: RMSE 0.000000, condition 8.3e+00",
        "10 descriptors: RMSE 0.000000, condition 5.6e+07",
        "weights from three samples: [ 1. -1.  1.]",
    ],
    "02-descriptors": [
        "powers     0.15811  0.10591  0.00000  0.00000  0.00000",
        "Gaussians  0.18677  0.06404  0.04742",
        "slopes at the cutoff: 0.0",
        "derivative agrees with finite differences: True",
        "24 powers: rank less than full, worse than one power: True",
        "24 orthogonal condition   1e+00, exact: True",
        "padded: [[ 1. -1.  1.]]",
        "the sums change by 0.0",
        "sums of g_i: weights [ 1. -1.  1.]",
    ],
    "03-nonlinear-maps": [
        "RMSE of the best line: 0.1124",
        "one line does the same: True",
        "numpy agrees with torch: True",
        "depth 5: 766 parameters, 766 in torch",
        "15 random hidden units: RMSE 0.0001",
        "1 descriptors,  1 units: 0.047",
        "2 descriptors, linear: 0.08",
        "inputs times   1: 100% awake",
        "fitted standardised, used raw, below 0.001: True",
        "after training, all 15 hidden units are still alike: True",
        "width  1: all alike, all below 0.002: False",
        "width 15: not alike, all below 0.002: True",
        "1 |    0.113  < 0.001  < 0.001  < 0.001  < 0.001",
        "3 |        0  < 0.001  < 0.001  < 0.001  < 0.001",
    ],
    "04-optimisation": [
        "gradient agrees: True",
        "float64, step 1e-05: error below 1e-9",
        "float32, step 0.01: error below 1e-6",
        "float32, step 1e-05: error above 1e-4",
        "three lines agree: True",
        "gradient descent: not in 200 steps",
        "Levenberg-Marquardt: within 10 steps",
        "raw        cond(G) 8.3, kappa 69.1: 375 steps",
        "orthogonal cond(G) 1.0, kappa  1.0: 1 steps",
        "kappa ln 1000, raw: 477",
        "lowest loss: Levenberg-Marquardt < L-BFGS < Adam < gradient descent",
        "Levenberg-Marquardt: 20 of 20 starts",
        "gradient descent: 0 of 20 starts",
        "tight tolerances: weights right to 1e-6: True",
        "torch.float32: above 1e-18: True, below 1e-24: False",
        "torch.float64: above 1e-18: False, below 1e-24: True",
        "L-BFGS: more evaluations than steps: True",
    ],
    "05-generalisation": [
        "samples: 120 40 40",
        "mean of the training part is zero: True",
        "20       1         underfits  underfits  underfits",
        "         2         underfits       fits   overfits",
        "200      1         underfits  underfits  underfits",
        "         4         underfits       fits       fits",
        "linear: 0.005 at 320 points, slope -0.5",
        "lowest validation loss within 30 of 100 steps: True",
        "end, test: error above 0.1",
        "best, test: error below 0.1",
        "best weight decay: 0.0001",
        "8 Gaussians, depth 2: more than 0.1 True, less than 0.002 False",
        "3 powers, depth 1: more than 0.1 False, less than 0.002 True",
        "theory, 26 parameters: 0.014",
        "20 points, width 15: training error below 0.03: True",
        "two powers, with a bias: 0.0782 at r = 15",
        "test       7",
        "Laboratory",
    ],
}

every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def markdown(path: Path) -> str:
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def printed(path: Path) -> str:
    texts = []
    for cell in code_cells(path):
        for output in cell.outputs:
            texts += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
    return "\n".join(texts)


def test_there_are_chapters_and_the_book_has_them() -> None:
    contents = (ROOT / "book" / "_toc.yml").read_text()
    assert CHAPTERS
    assert [path.stem for path in CHAPTERS] == re.findall(r"file: chapters/(\S+)", contents)


@every_chapter
def test_golden_is_executed_in_order(path: Path) -> None:
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@every_chapter
def test_golden_holds_what_nbval_compares(path: Path) -> None:
    compared = [
        any(o.output_type == "stream" or "text/plain" in o.get("data", {}) for o in cell.outputs)
        for cell in code_cells(path)
    ]
    assert sum(compared) >= 0.8 * len(compared)


@every_chapter
def test_golden_holds_no_pictures_and_no_widgets(path: Path) -> None:
    assert "widgets" not in read(path).metadata
    for cell in code_cells(path):
        for output in cell.outputs:
            assert output.output_type in ("stream", "execute_result", "display_data")
            assert output.get("name") != "stderr"
            assert not [kind for kind in output.get("data", {}) if refresh.is_dropped(kind)]
    assert path.stat().st_size < 100_000


@every_chapter
def test_golden_prints_its_facts(path: Path) -> None:
    text = printed(path)
    assert len(FACTS[path.stem]) >= 5
    for fact in FACTS[path.stem]:
        assert fact in text


@every_chapter
def test_golden_is_stable(path: Path) -> None:
    """No memory address, no path, no time of day, no seconds."""
    assert not re.search(r"0x[0-9a-f]{6,}|/home/|/tmp/|/Users/|site-packages|\d\d:\d\d:\d\d", printed(path))


@every_chapter
def test_refreshing_changes_nothing(path: Path) -> None:
    stored = path.read_text(encoding="utf-8")
    assert refresh.run(path) == stored
    assert nbformat.writes(refresh.strip(nbformat.reads(stored, as_version=4))) + "\n" == stored


@every_chapter
def test_exercises_are_those_of_the_library(path: Path) -> None:
    """Stub, hints and solution in the chapter are what the module of the chapter says, cell by cell."""
    here = [cell for cell in read(path).cells if KEY in cell.metadata]
    made = section(exercises.of_chapter(int(path.stem[:2])))
    assert [(c.cell_type, c.source, c.metadata) for c in here] == [
        (c["cell_type"], c["source"], c["metadata"]) for c in made
    ]


@every_chapter
def test_every_solution_passes_its_own_check(path: Path) -> None:
    """In the golden run: so nbval proves it again each time."""
    of_chapter = exercises.of_chapter(int(path.stem[:2]))
    for tag, status in (("exercise-stub", "not attempted"), ("exercise-solution", "correct")):
        cells = [cell for cell in code_cells(path) if tag in cell.metadata.get("tags", [])]
        texts = [cell.outputs[-1].data["text/plain"] for cell in cells]
        for exercise, text in zip(of_chapter, texts, strict=True):
            assert text.startswith(f"{exercise.number} {status}."), text


@every_chapter
def test_goals_of_exercises_are_those_of_the_header_card(path: Path) -> None:
    goals = re.findall(r"\*(\w+)\*", read(path).cells[0].source.split("**You need**")[0])
    wanted = {exercise.goal for exercise in exercises.of_chapter(int(path.stem[:2]))}
    assert wanted <= set(goals)
    assert len(wanted) >= 3


@every_chapter
def test_the_teachers_guide_lists_what_the_checks_know(path: Path) -> None:
    page = refresh.GUIDE / f"{path.stem}.md"
    text = page.read_text(encoding="utf-8")
    assert refresh.guide(page) == text
    for exercise in exercises.of_chapter(int(path.stem[:2])):
        for mistake in exercise.mistakes:
            assert f"- **{mistake.name}**: " in text
    for words in (
        "| minutes | 45 | 90 |",
        "## Project this",
        "## They will ask",
        "## What goes wrong in the exercises",
    ):
        assert words in text


@every_chapter
def test_a_lesson_fits_into_its_time(path: Path) -> None:
    """With the minutes that its exercises say of themselves: "5.1 and 5.2", "3.1 to 3.3, the rest at home"."""
    text = (refresh.GUIDE / f"{path.stem}.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")][1:]
    (*sections, (last, *plans)) = rows
    assert last == "exercises"
    sizes = {exercise.number: exercise.minutes or 20 for exercise in exercises.of_chapter(int(path.stem[:2]))}
    for column, whole in enumerate((45, 90)):
        minutes = sum(int(row[1 + column]) for row in sections if row[1 + column].isdecimal())
        numbers = re.findall(r"\d\.\d", plans[column])
        first, last = list(sizes).index(numbers[0]), list(sizes).index(numbers[-1])
        assert 0.8 * whole <= minutes + sum(list(sizes.values())[first : last + 1]) <= whole, (whole, minutes)


@every_chapter
def test_cells_are_short(path: Path) -> None:
    for cell in code_cells(path):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 15, cell.source
        assert max(map(len, lines)) <= 79, cell.source


@every_chapter
def test_markdown_is_plain(path: Path) -> None:
    """JupyterLab shows MyST roles and directives as raw text."""
    text = markdown(path)
    assert ":::" not in text
    assert not re.search(r"\{[a-z:]+\}`", text)
    assert "```{" not in text


@every_chapter
def test_shape_of_a_chapter(path: Path) -> None:
    text = markdown(path)
    cells = read(path).cells
    assert cells[0].source.startswith("# ")
    assert "> **After this chapter you can**" in cells[0].source
    assert "**You need**" in cells[0].source
    hook = next(cell for cell in cells if "explore(" in cell.source and cell.cell_type == "code")
    assert cells.index(hook) <= 3, "a figure with a slider comes first"
    assert text.count("> **Predict.**") >= 3
    assert "> **Common mistake" in text
    for heading in ("## Recap", "## Exercises", "## Further reading"):
        assert heading in text
    assert "| symbol | meaning |" in text
    assert len(re.findall(r"^- \[.*\]\(https://doi\.org/", text.split("## Further reading")[1], re.MULTILINE)) == 3
    for word in ("simply", "obviously", "of course", " just "):
        assert word not in text.lower()


@every_chapter
def test_references_are_in_the_bibliography(path: Path) -> None:
    known = re.findall(r"doi = \{(.*?)\}", (ROOT / "book" / "references.bib").read_text(encoding="utf-8"))
    cited = [unquote(doi) for doi in re.findall(r"https://doi\.org/([^\s)]+)", markdown(path))]
    assert cited
    assert set(cited) <= set(known)


@every_chapter
def test_numbers_in_the_prose_are_computed(path: Path) -> None:
    """Every number with a decimal point or an exponent stands in a cell or in what a cell has printed."""
    prose = re.sub(r"\]\(.*?\)|`.*?`", "", markdown(path))
    computed = printed(path) + "\n".join(cell.source for cell in code_cells(path))
    numbers = re.findall(r"\d+\.\d+(?:e-?\d+)?|\d+e-?\d+", prose)
    assert numbers
    for number in numbers:
        assert number in computed, f"{number} stands in the text, and no cell computes it"


SIGN_ERRORS = {
    "toy/targets.py": ("(r**2 - r + 1)", "(r**2 + r + 1)"),
    "descriptors.py": ("return r**i * xp.exp(-r)", "return -(r**i) * xp.exp(-r)"),
    "plotting/curves.py": ("lowest.plot(r, prediction - reference", "lowest.plot(r, reference - prediction"),
}


@pytest.mark.parametrize("module", SIGN_ERRORS)
def test_the_notebook_test_bites(tmp_path: Path, module: str) -> None:
    """With a sign error in the library the comparison of chapter 1 fails; without it, it passes."""
    right, wrong = SIGN_ERRORS[module]
    shutil.copytree(ROOT / "miniff_edu", tmp_path / "miniff_edu", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHAPTERS[0], tmp_path)
    source = tmp_path / "miniff_edu" / module
    text = source.read_text(encoding="utf-8")
    assert text.count(right) == 1
    source.write_text(text.replace(right, wrong), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", "--tb=no", CHAPTERS[0].name]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stdout + result.stderr
    assert re.search(r"\d+ failed, \d+ passed", result.stdout), result.stdout
