"""The import rule: data walks through the library in one direction, and no folder knows one that stands above it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from miniff_edu._support.files import CHECKOUT, PACKAGE

# From the ground up. What stands in one row knows only the rows below it: not its neighbours either.
LAYERS = [
    {"_support"},
    {"descriptors", "dataset", "data", "models", "plotting", "sweep"},
    {"samples", "scaling", "evaluate", "predict", "explore", "conditioning"},
    {"closure", "report"},
    {"fit"},
    {"toy", "atoms"},
    {"lab", "exercises"},
    {"classroom"},
]
# Inside of a folder, the same: a module imports what stands before it.
ROOMS = {
    "_support": [
        "later", "words", "palette", "progress", "threads", "files", "cells", "checks", "devices", "modes", "arrays",
        "tensors", "axis_values",
    ],
    "dataset": ["field", "rows", "part", "parts", "subsets", "guess", "dataset", "networks"],
    "scaling": ["statistics", "standardised", "one_part"],
    "closure": ["compare", "losses", "history", "trainable", "optimizers", "weights", "copies", "closure", "makers"],
    "fit": ["plain", "branch", "least_squares", "methods", "stopping", "checkpoint", "better", "loop"],
    "plotting": ["style", "schemes", "picture", "curves"],
    "explore": ["sentences", "static_page", "explorer"],
    "toy": ["targets", "settings", "experiment", "landscape", "figures"],
    "atoms": [
        "cutoffs", "functions", "structures", "neighbours", "fans", "plan", "angular", "moments", "workspace",
        "derivatives", "symmetry_functions", "recipe", "labels", "consistency", "doubts", "reading", "dense",
        "activations", "atomic_network", "files", "figures", "totals", "contest", "force_weights", "heating",
        "comparison", "judging", "stillinger_weber", "calculator", "model_card", "potential", "n2p2", "training",
        "trust", "report_page", "page",
    ],
    "atoms/page": ["model_json", "script", "sentences", "shape", "still", "arguments", "widget", "view"],
    "atoms/training": [
        "blocks", "sweeps", "problem", "data", "learner", "levenberg_marquardt", "kalman", "descent", "methods",
        "networks", "choices", "rows", "member", "run", "live",
    ],
    "atoms/n2p2": ["names", "settings", "functions", "layers", "scaling", "writing", "reading"],
    "lab": ["settings", "sheet", "face", "laboratory"],
    "exercises/engine": [
        "exercise", "verdict", "limit", "rules", "sandbox", "compare", "example", "reasons", "stock", "relations",
        "short_answers", "judging", "content", "record", "cells", "guide", "chart", "withheld",
    ],
    "exercises/engine/relations": [
        "slips", "algebra", "calls", "switches", "trials", "formulas", "forms", "items", "numbers", "inputs", "places",
        "columns", "apart", "dependence",
    ],
    "classroom": [
        "check", "folder", "notebook", "wheelhouse", "pages", "withhold", "edition", "handout", "merge",
        "update", "grading", "returned", "readiness", "collect", "train", "cli",
    ],
    "classroom/check": ["python_path", "remedy", "guard", "trials", "doctor"],
}  # fmt: skip
# Old names that stay importable: each is one line.
MOVED = {"cli", "collect", "experiment", "experiment_plots", "grading", "handout", "landscape", "style", "targets"}
MINIFF = {"ml", "ml_util"}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def dotted(path: Path) -> list[str]:
    """Return the name of a module below the package, part by part: ``["fit", "loop"]``."""
    parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def imported(source: str, module: list[str], is_folder: bool) -> Iterator[list[str]]:
    """Yield what a module imports of the library, inside of functions too, each as a dotted name below the package.

    ``from . import x`` counts as ``x``, and ``from .a import b`` as ``a.b``, which may be a module or a name in one.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = node.level - is_folder
            base = [*module[: len(module) - above], *(node.module or "").split(".")]
            yield from ([part for part in [*base, alias.name] if part] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "miniff_edu":
            yield from ([*node.module.split(".")[1:], alias.name] for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1:] for a in node.names if a.name.split(".")[0] == "miniff_edu")


def layer(name: str) -> int:
    return next(i for i, names in enumerate(LAYERS) if name in names)


def upward(source: str, module: list[str], is_folder: bool = False) -> list[str]:
    """Return the imports of a module that the rule does not allow."""
    here = module[0]
    return [
        ".".join(target)
        for target in imported(source, module, is_folder)
        if target and target[0] not in (here, "__version__") and layer(target[0]) >= layer(here)
    ]


def test_every_folder_and_module_has_its_place() -> None:
    there = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert there - set.union(*LAYERS) == {"__init__", "__main__"} | MOVED | MINIFF


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(dotted(path)) or "miniff_edu")
def test_no_import_runs_upward(path: Path) -> None:
    module = dotted(path)
    if module and module[0] not in MOVED | MINIFF | {"__main__"}:
        assert upward(path.read_text(encoding="utf-8"), module, path.stem == "__init__") == []


@pytest.mark.parametrize(
    ("source", "module", "found"),
    [
        ("from . import toy", ["descriptors"], ["toy"]),
        ("from .. import toy", ["closure", "losses"], ["toy"]),
        ("from ..fit import fit", ["closure", "closure"], ["fit.fit"]),
        ("import miniff_edu.fit", ["closure", "closure"], ["fit"]),
        ("from miniff_edu import lab", ["toy", "figures"], ["lab"]),
        ("def f():\n    from ..atoms import x", ["toy", "figures"], ["atoms.x"]),
        ("from .samples import x", ["scaling"], ["samples.x"]),
        ("from ..dataset import Dataset\nfrom .losses import x", ["closure", "closure"], []),
    ],
)
def test_the_rule_bites(source: str, module: list[str], found: list[str]) -> None:
    assert upward(source, module) == found


def test_an_init_is_seen_from_its_own_folder() -> None:
    assert upward("from ..toy import x\nfrom .loop import fit", ["fit"], is_folder=True) == ["toy.x"]


@pytest.mark.parametrize("folder", ROOMS)
def test_inside_of_a_folder_modules_import_what_stands_before_them(folder: str) -> None:
    rooms, path = ROOMS[folder], PACKAGE / folder
    names = {p.stem for p in path.glob("*.py")} | {p.parent.name for p in path.glob("*/__init__.py")}
    assert names == {*rooms, "__init__"}
    here = folder.split("/")
    for i, room in enumerate(rooms):
        for file in (path / room).rglob("*.py") if (path / room).is_dir() else [path / f"{room}.py"]:
            targets = imported(file.read_text(encoding="utf-8"), dotted(file), file.stem == "__init__")
            used = {target[len(here)] for target in targets if target[: len(here)] == here and len(target) > len(here)}
            assert used - {room} <= set(rooms[:i]), file


def test_a_chapter_of_exercises_knows_what_an_exercise_is_its_rules_and_how_to_compare() -> None:
    for path in (PACKAGE / "exercises" / "chapters").glob("chapter_*.py"):
        targets = list(imported(path.read_text(encoding="utf-8"), dotted(path), False))
        engine = {target[2] for target in targets if target[:2] == ["exercises", "engine"]}
        assert engine <= {"exercise", "compare", "rules"}
        assert not [target for target in targets if target[:2] == ["exercises", "chapters"]]


def test_the_engine_of_exercises_knows_no_chapter() -> None:
    """It finds them by their names, when somebody asks for one."""
    for path in (PACKAGE / "exercises" / "engine").rglob("*.py"):
        targets = imported(path.read_text(encoding="utf-8"), dotted(path), path.stem == "__init__")
        assert not [target for target in targets if target[:2] == ["exercises", "chapters"]], path


def test_the_map_of_the_readme_is_the_rule() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in MINIFF)
    table = readme.partition("| floor | what is there |")[2].partition("\n\n")[0]
    rows = [set(re.findall(r"`(\w+)`:", row)) for row in table.splitlines()[2:]]
    there = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rows == [names & there for names in LAYERS]


def test_these_import_nothing() -> None:
    """The check of a broken computer starts there."""
    for name in (".", "_support", "classroom", "classroom/check"):
        assert "import" not in (PACKAGE / name / "__init__.py").read_text(encoding="utf-8").rpartition('"""')[2]


def test_what_has_moved_is_one_line() -> None:
    for name in MOVED:
        body = ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8")).body
        assert len(body) == 2
        assert isinstance(body[1], ast.ImportFrom)


def test_no_module_bears_the_name_of_what_its_folder_exports() -> None:
    """Otherwise ``exercises.judge`` is the function or the module, as the order of imports has it."""
    for path in PACKAGE.rglob("__init__.py"):
        names = {p.stem for p in path.parent.glob("*.py")} | {p.parent.name for p in path.parent.glob("*/__init__.py")}
        tree = ast.parse(path.read_text(encoding="utf-8"))
        bound = {
            a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names if n.module
        }
        bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not bound & names, path


@pytest.mark.parametrize("path", sorted(p.parent for p in PACKAGE.glob("[!_]*/__init__.py")), ids=lambda p: p.name)
def test_public_folders_say_what_is_public(path: Path) -> None:
    module = __import__(f"miniff_edu.{path.name}", fromlist=["x"])
    if path.name == "classroom":
        return
    assert module.__all__ == sorted(module.__all__, key=lambda name: (name.upper() != name, name.islower(), name))
    assert all(hasattr(module, name) for name in module.__all__)
