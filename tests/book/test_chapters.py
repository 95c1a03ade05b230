"""What nbval cannot see: that the stored outputs are worth comparing, and that the prose keeps its promises."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import numpy as np
import pytest
import refresh
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from miniff_edu import exercises
from miniff_edu._support.files import PACKAGE, chapter_number
from miniff_edu.exercises.engine.cells import KEY, section
from miniff_edu.plotting import panels

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book" / "chapters").glob("*.ipynb"))
# What a chapter must have printed, literally, a line each: if the library breaks, one of these changes.
FACTS = Path(__file__).parent / "facts"

NUMBER = re.compile(r"\d+\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+")

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
    names = [path.stem for path in CHAPTERS]
    assert names == re.findall(r"file: chapters/(\S+)", contents)
    assert names == re.findall(r"file: teaching/(\d\d-\S+)", contents), "and its page for teachers"
    assert [chapter_number(path) for path in CHAPTERS] == list(range(1, len(CHAPTERS) + 1)) == list(exercises.CHAPTERS)


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
    facts = (FACTS / f"{path.stem}.txt").read_text(encoding="utf-8").splitlines()
    assert len(facts) >= 5
    for fact in facts:
        assert fact
        assert fact in text


def test_facts_are_those_of_a_chapter() -> None:
    assert {path.stem for path in FACTS.glob("*.txt")} == {path.stem for path in CHAPTERS}


@every_chapter
def test_golden_is_stable(path: Path) -> None:
    """No memory address, no path, no time of day, no seconds."""
    assert not re.search(r"0x[0-9a-f]{6,}|/home/|/tmp/|/Users/|site-packages|\d\d:\d\d:\d\d", printed(path))


@every_chapter
def test_refreshing_changes_nothing(path: Path) -> None:
    """All but the outputs, which the run that nbval compares has proved: each chapter is executed once."""
    stored = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(stored, as_version=4)
    assert nbformat.writes(refresh.strip(notebook)) + "\n" == stored
    renewed = refresh.put_exercises(nbformat.reads(stored, as_version=4), chapter_number(path))
    assert [unexecuted(cell) for cell in renewed.cells] == [unexecuted(cell) for cell in notebook.cells]


def unexecuted(cell: nbformat.NotebookNode) -> dict:
    return {name: value for name, value in cell.items() if name not in ("outputs", "execution_count")}


@pytest.mark.thorough
def test_refreshing_twice_changes_nothing(tmp_path: Path) -> None:
    """Executed and stripped, with a picture, a slider, a progress bar and a printed line; then once more."""
    path = tmp_path / CHAPTERS[0].name
    cells = [nbformat.v4.new_code_cell(source) for source in EVERYTHING]
    notebook = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_markdown_cell(refresh.AFTER_EXERCISES)])
    nbformat.write(notebook, path)
    once = refresh.run(path)
    path.write_text(once, encoding="utf-8")
    assert refresh.run(path) == once
    outputs = [output for cell in code_cells(path)[: len(EVERYTHING)] for output in cell.outputs]
    assert [[*o.get("data", {})] or o.text for o in outputs] == [["text/plain"], ["text/plain"], "a line\nanother\n"]


@every_chapter
def test_exercises_are_those_of_the_library(path: Path) -> None:
    """Stub, hints and solution in the chapter are what the module of the chapter says, cell by cell."""
    here = [cell for cell in read(path).cells if KEY in cell.metadata]
    made = section(exercises.of_chapter(chapter_number(path)))
    assert [(c.cell_type, c.source, c.metadata) for c in here] == [
        (c["cell_type"], c["source"], c["metadata"]) for c in made
    ]


@every_chapter
def test_every_solution_passes_its_own_check(path: Path) -> None:
    """In the golden run: so nbval proves it again each time."""
    of_chapter = exercises.of_chapter(chapter_number(path))
    for tag, status in (("exercise-stub", "not attempted"), ("exercise-solution", "correct")):
        cells = [cell for cell in code_cells(path) if tag in cell.metadata.get("tags", [])]
        texts = [cell.outputs[-1].data["text/plain"] for cell in cells]
        for exercise, text in zip(of_chapter, texts, strict=True):
            assert text.startswith(f"{exercise.number} {status}."), text


@every_chapter
def test_goals_of_exercises_are_those_of_the_header_card(path: Path) -> None:
    goals = re.findall(r"\*(\w+)\*", read(path).cells[0].source.split("**You need**")[0])
    wanted = {exercise.goal for exercise in exercises.of_chapter(chapter_number(path))}
    assert wanted <= set(goals)
    assert len(wanted) >= 3


@every_chapter
def test_the_teachers_guide_lists_what_the_checks_know(path: Path) -> None:
    page = refresh.GUIDE / f"{path.stem}.md"
    text = page.read_text(encoding="utf-8")
    assert refresh.guide(page) == text
    for exercise in exercises.of_chapter(chapter_number(path)):
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
    sizes = {exercise.number: exercise.minutes or 20 for exercise in exercises.of_chapter(chapter_number(path))}
    for column, whole in enumerate((45, 90)):
        minutes = sum(int(row[1 + column]) for row in sections if row[1 + column].isdecimal())
        numbers = re.findall(r"\d+\.\d+", plans[column])
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
    # As tokens: 0.1 is not computed where 0.158 is printed.
    numbers, known = set(NUMBER.findall(prose)), set(NUMBER.findall(computed))
    assert numbers
    # An exercise may also ask for what its check asks for.
    checks = PACKAGE / "exercises" / "chapters" / f"chapter_{chapter_number(path):02}.py"
    constants = (
        node.value for node in ast.walk(ast.parse(checks.read_text("utf-8"))) if isinstance(node, ast.Constant)
    )
    known |= {repr(value) for value in constants if isinstance(value, float)}
    assert sorted(numbers - known) == [], "these stand in the text, and no cell computes them"


EVERYTHING = [
    "from miniff_edu.plotting import panels, show\n\nfigure, _ = panels()\nshow(figure)",
    "from miniff_edu.explore import explore\n\nexplore(lambda n: panels()[1][0, 0], n=[1, 2])",
    "import time\n\nprint('a line', flush=True)\ntime.sleep(0.2)\nprint('another')",
]


def test_the_learning_curve_of_chapter_5_has_ticks_and_looks() -> None:
    """Its text is written by hand, so nothing else notices a scale with one label, or lines of one look."""
    drawn: list[Axes] = []
    (cell,) = (cell for cell in code_cells(CHAPTERS[4]) if "set_log(ax, " in cell.source and "theory" in cell.source)
    names = {"np": np, "panels": panels, "counts": [10, 80, 320], "curves": {"linear": [3, 2, 1], "network": [4, 3, 2]}}
    source = re.sub(r"^show\(ax.*", "drawn.append(ax)", cell.source, flags=re.MULTILINE)
    exec(source, {**names, "drawn": drawn})
    (ax,) = drawn
    ax.figure.canvas.draw()
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10", "80", "320"]
    assert len([label for label in ax.get_yticklabels() if label.get_text()]) == 4
    assert len({(line.get_linestyle(), line.get_marker()) for line in ax.get_lines()}) == 3
    plt.close(ax.figure)


@pytest.mark.thorough
def test_the_notebook_test_bites(tmp_path: Path) -> None:
    """With a sign error in the library the comparison of chapter 1 fails; more of them are in tools/mutants.toml."""
    module, right, wrong = "toy/targets.py", "(r**2 - r + 1)", "(r**2 + r + 1)"
    shutil.copytree(ROOT / "miniff_edu", tmp_path / "miniff_edu", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHAPTERS[0], tmp_path)
    source = tmp_path / "miniff_edu" / module
    text = source.read_text(encoding="utf-8")
    assert text.count(right) == 1
    source.write_text(text.replace(right, wrong), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "tests" / "support")])}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "notebook_numbers",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "--tb=no",
        "-x",
        CHAPTERS[0].name,
    ]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stdout + result.stderr
    assert re.search(r"^1 failed(, \d+ passed)? in ", result.stdout, re.MULTILINE), result.stdout
