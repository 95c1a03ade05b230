"""The list of small errors stays true to the library; what the table says of them; and that an error is really made."""

import ast
import dataclasses
from pathlib import Path

import mutants
import pytest

ROOT = Path(__file__).parents[2]
ALL = mutants.read_list()


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_the_old_text_occurs_once_and_the_new_one_is_python(mutant: mutants.Mutant) -> None:
    text = (ROOT / "miniff_edu" / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1, f"{mutant.name}: bring tools/mutants.toml up to date"
    assert mutant.old != mutant.new
    ast.parse(text.replace(mutant.old, mutant.new))


def test_the_list_is_long_and_names_are_different() -> None:
    assert len(ALL) >= 80
    assert len({mutant.key for mutant in ALL}) == len({mutant.name for mutant in ALL}) == len(ALL)
    assert {mutant.kind for mutant in ALL} == {"numerical", "other"}
    assert sum(mutant.kind == "numerical" for mutant in ALL) >= 40


def test_every_folder_of_the_library_has_some() -> None:
    folders = {path.parent for path in (ROOT / "miniff_edu").rglob("*.py") if path.stem != "__init__"}
    assert folders == {(ROOT / "miniff_edu" / mutant.file).parent for mutant in ALL}


def test_what_is_asked_is_there() -> None:
    for mutant in ALL:
        assert mutant.tests
        if mutant.kind == "other":  # a numerical error may stand in a line that no chapter runs
            assert mutant.chapters or mutant.file.startswith(("atoms/", "data/"))
        for path in (*mutant.tests, *mutant.chapters):
            assert (ROOT / path).exists(), path


def result(mutant: mutants.Mutant, tests: str, notebooks: str) -> dict[str, str]:
    return {"key": mutant.key, "tests": tests, "notebooks": notebooks}


def test_table_counts() -> None:
    first, second = [mutant for mutant in ALL if mutant.kind == "numerical"][:2]
    third = next(mutant for mutant in ALL if mutant.kind == "other")
    three = [first, second, third]
    results = {
        first.key: result(first, "missed", "noticed"),
        second.key: result(second, "noticed", "missed"),
        third.key: result(third, "noticed", "not asked"),
    }
    text, enough = mutants.table(three, results)
    assert "| by tests or notebooks | 3 | 3 | 100.0% | 95% |" in text
    assert "| numerical ones by notebooks alone | 1 | 2 | 50.0% | 70% |" in text
    assert not enough
    results[second.key]["notebooks"] = "noticed"
    assert mutants.table(three, results)[1]
    del results[third.key]
    text, enough = mutants.table(three, results)
    assert "Examined: 2 of 3. Not examined: 1, which count nowhere." in text
    assert "not run" in text
    assert not enough, "what was not examined was not noticed"


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examined: list[str] = []
    monkeypatch.setattr(mutants, "RESULTS", tmp_path / "results.jsonl")
    monkeypatch.setattr(mutants, "baseline", lambda asked, jobs: [])

    def examine(mutant: mutants.Mutant, earlier: dict | None, chapters: bool) -> dict[str, str]:
        assert (earlier, chapters) == (None, True)
        examined.append(mutant.name)
        return {**result(mutant, "noticed", "noticed"), "name": mutant.name}

    monkeypatch.setattr(mutants, "examine", examine)
    assert mutants.run(only="toy/targets.py: Morse") == 0
    assert len(examined) == 2
    with mutants.RESULTS.open("a", encoding="utf-8") as file:
        file.write('{"key": "cut o')
    assert mutants.run(only="toy/targets.py") == 0
    assert len(examined) == len(set(examined)) == sum(mutant.file == "toy/targets.py" for mutant in ALL)
    assert mutants.run(only="toy/targets.py: Morse", again=True) == 0
    assert len(examined) == len(set(examined)) + 2


def test_chapters_may_be_asked_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests first: what they have said stands, and only chapters are run then, for what is numerical or was missed."""
    run: list[str] = []

    def first_failure(folder: Path, paths: tuple[str, ...]) -> str:
        run.extend(paths)
        return "tests/toy/test_targets.py::test_it" if paths[0].startswith("tests") else ""

    monkeypatch.setattr(mutants, "RESULTS", tmp_path / "results.jsonl")
    monkeypatch.setattr(mutants, "baseline", lambda asked, jobs: [])
    monkeypatch.setattr(mutants, "first_failure", first_failure)
    numerical = next(mutant for mutant in ALL if mutant.what == "sign of the linear term")
    assert mutants.run(only=numerical.name, tests=True) == 0
    assert run == ["tests/toy/test_targets.py"]
    text, enough = mutants.table([numerical], mutants.known())
    assert "| by tests or notebooks | 1 | 1 | 100.0% | 95% |" in text
    assert "| numerical ones by notebooks alone | 0 | 0 | 0.0% | 70% |" in text
    assert "Numerical and not shown to notebooks yet: 1, which do not count there." in text
    assert not enough
    assert mutants.run(only=numerical.name, tests=True) == 0
    assert mutants.run(only=numerical.name) == 0
    assert mutants.run(only=numerical.name) == 0
    assert run == ["tests/toy/test_targets.py", *numerical.chapters]
    assert (
        "| numerical ones by notebooks alone | 0 | 1 | 0.0% | 70% |" in mutants.table([numerical], mutants.known())[0]
    )
    assert mutants.is_complete(numerical, mutants.known()[numerical.key])
    longer = dataclasses.replace(numerical, chapters=(*numerical.chapters, "book/chapters/another.ipynb"))
    assert not mutants.is_complete(longer, mutants.known()[numerical.key]), "one more chapter may notice it"


def test_where_no_chapter_runs_a_line_none_is_asked_and_none_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "first_failure", lambda folder, paths: "")
    plain = next(mutant for mutant in ALL if not mutant.chapters and mutant.kind == "numerical")
    found = mutants.examine(plain)
    assert (found["tests"], found["notebooks"]) == ("missed", "not asked")
    text, _ = mutants.table([plain], {plain.key: found})
    assert "| by tests or notebooks | 0 | 1 | 0.0% | 95% |" in text
    assert "| numerical ones by notebooks alone | 0 | 1 | 0.0% | 70% |" in text


def test_what_tests_missed_is_not_known_before_notebooks_are_asked() -> None:
    third = next(mutant for mutant in ALL if mutant.kind == "other" and mutant.chapters)
    text, enough = mutants.table([third], {third.key: result(third, "missed", "not asked")})
    assert "Examined: 0 of 1. Not examined: 1, which count nowhere." in text
    assert not enough


def test_nothing_is_examined_where_the_library_itself_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "baseline", lambda asked, jobs: ["tests/toy/test_targets.py"])
    monkeypatch.setattr(mutants, "examine", lambda mutant: pytest.fail("noticed for nothing"))
    assert mutants.run(only="toy/targets.py", again=True) == 1


def test_the_library_as_it_is_gets_a_second_chance_and_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until something changes."""
    asked: list[str] = []

    def first_failure(folder: Path, paths: list[str]) -> str:
        asked.extend(paths)
        late = paths[0].startswith("tests") and asked.count(paths[0]) == 1
        return f"{paths[0]}::test_it" if late or paths[0].startswith("book") else ""

    monkeypatch.setattr(mutants, "RESULTS", tmp_path / "results.jsonl")
    monkeypatch.setattr(mutants, "copy_package", lambda folder: None)
    monkeypatch.setattr(mutants, "first_failure", first_failure)
    some = [path for mutant in ALL if mutant.file == "toy/targets.py" for path in (*mutant.tests, *mutant.chapters)]
    tests, chapters = ({path for path in some if path.startswith(start)} for start in ("tests", "book"))
    assert set(mutants.baseline(some)) == {f"{path}::test_it" for path in chapters}
    assert sorted(asked) == sorted([*tests, *chapters] * 2)
    asked.clear()
    assert len(mutants.baseline(some)) == len(chapters)
    assert set(asked) == chapters
    monkeypatch.setattr(mutants, "digest", lambda: "another")
    assert len(mutants.baseline(some)) == len(chapters)
    assert set(asked) == {*tests, *chapters}


@pytest.mark.thorough
def test_an_error_is_made_in_the_copy_that_is_imported(tmp_path: Path) -> None:
    """By pytest, which puts the checkout first, and by a process that it starts; the working tree stays as it is."""
    (mutant,) = [mutant for mutant in ALL if mutant.what == "Morse without its depth"]
    before = (ROOT / "miniff_edu" / mutant.file).read_bytes()
    mutants.copy_package(tmp_path, mutant)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "test_where.py").write_text(
        "import subprocess, sys\n\n"
        "def test_where():\n"
        "    import miniff_edu.toy.targets as here\n"
        f"    assert here.__file__.startswith({str(tmp_path)!r})\n"
        "    assert here.morse(2.0) == 0\n"
        "    code = 'import miniff_edu.toy.targets as here; print(here.__file__)'\n"
        f"    said = subprocess.run([sys.executable, '-c', code], cwd='elsewhere', capture_output=True, text=True)\n"
        f"    assert said.stdout.startswith({str(tmp_path)!r}), said\n",
        encoding="utf-8",
    )
    assert mutants.passes(tmp_path, ["tests/test_predict.py", str(tmp_path / "test_where.py")])
    name = "tests/toy/test_targets.py::test_values_by_hand[array]"
    assert mutants.first_failure(tmp_path, ["tests/toy/test_targets.py"]) == name
    assert (ROOT / "miniff_edu" / mutant.file).read_bytes() == before
