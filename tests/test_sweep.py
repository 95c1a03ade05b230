"""Sweeps: nothing is lost, whatever a setting does; one process, two, or a Dask cluster give the same table."""

import ast
import os
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from miniff_edu.closure.history import DivergedError
from miniff_edu.sweep import sweep
from miniff_edu.toy.experiment import measure


def double(x: int, y: int = 0) -> dict[str, Any]:
    return {"sum": 2 * x + y}


def fail_at_two(x: int) -> dict[str, Any]:
    if x == 2:
        raise DivergedError("the loss is nan")
    return {"double": 2 * x}


def die_at_two(x: int) -> dict[str, Any]:
    if x == 2:
        os._exit(1)
    return {"double": 2 * x}


def interrupt_at_two(x: int) -> dict[str, Any]:
    if x == 2:
        raise KeyboardInterrupt
    return {"double": 2 * x}


def test_every_combination_is_a_row() -> None:
    table = sweep(double, n_jobs=1, x=range(1, 4), y=[10, 20])
    assert list(table.columns) == ["x", "y", "sum", "error"]
    assert table.x.tolist() == [1, 1, 2, 2, 3, 3]
    assert table.y.tolist() == [10, 20] * 3
    assert table["sum"].tolist() == [12, 22, 14, 24, 16, 26]
    assert (table.error == "").all()


def test_a_single_value_holds_for_all() -> None:
    assert sweep(double, n_jobs=1, x=(1, 3), y=5)["sum"].tolist() == [7, 9, 11]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_failure_is_a_row(n_jobs: int) -> None:
    table = sweep(fail_at_two, n_jobs=n_jobs, x=range(4))
    assert table.error.tolist() == ["", "", "DivergedError: the loss is nan", ""]
    assert table.double.isna().tolist() == [False, False, True, False]
    assert table.double[3] == 6


def test_a_diverging_fit_is_a_row() -> None:
    table = sweep(measure, n_jobs=1, method="lbfgs", n_layers=1, noise=[0.0, float("inf")])
    assert table.error[0] == ""
    assert table.error[1].startswith("ValueError: noise is inf")


def test_what_is_no_dict_is_said() -> None:
    table = sweep(lambda x: x, n_jobs=1, x=[1])
    assert table.error.tolist() == ["TypeError: <lambda> returned an int; expected a dict."]


def test_an_interruption_keeps_what_is_finished() -> None:
    table = sweep(interrupt_at_two, n_jobs=1, x=range(4))
    assert table.error.tolist() == ["", "", "interrupted before it was finished", "interrupted before it was finished"]
    assert table.double[:2].tolist() == [0, 2]


GRID = {
    "family": ["powers", "Gaussians"],
    "n_descriptors": [2, 3],
    "n_layers": (1, 2),
    "n_internal": [4, 8],
    "seed": range(2),
    "method": ["levenberg_marquardt", "gradient_descent"],
    "max_steps": 2,
}


@pytest.fixture(scope="module")
def serial() -> pd.DataFrame:
    return sweep(measure, n_jobs=1, **GRID)


def compare(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one.drop(columns="seconds"), other.drop(columns="seconds"), rtol=1e-6, atol=1e-9)


def test_two_processes_give_the_same_table(serial: pd.DataFrame) -> None:
    assert len(serial) == 64
    assert (serial.error == "").all()
    compare(sweep(measure, n_jobs=2, **GRID), serial)


def test_a_dead_worker_does_not_lose_the_sweep() -> None:
    """The last one here that asks for two processes: those before it share theirs."""
    table = sweep(die_at_two, n_jobs=2, x=range(6))
    assert len(table) == 6
    lost = table.error.str.startswith("lost with its worker: TerminatedWorkerError")
    assert lost[2]
    assert (table.double[~lost] == 2 * table.x[~lost]).all()


def test_the_sweep_of_the_readme_gives_the_same_table_on_a_cluster(capsys: pytest.CaptureFixture) -> None:
    """As it stands there, on a real cluster on this machine, with two of its twenty seeds."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```py\n(.*?)```", readme, re.DOTALL)
    *imports, guarded = ast.parse(code).body
    assert all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in imports)
    assert ast.unparse(guarded.test) == "__name__ == '__main__'", "worker processes import this file"
    assert "n_workers=2" in code
    call = "table = sweep("
    assert code.count(call) == code.count("range(20)") == 1
    # On the same cluster, where a setting is tried.
    code = code.replace(call, f"pids = sweep(where, x=range(8)).pid\n        {call}").replace("range(20)", "range(2)")
    names = {"__name__": "__main__", "where": where}
    exec(code, names)
    assert re.search(r"n_internal +5 +15\nn_layers +\n1 +", capsys.readouterr().out)
    assert names["pids"].notna().all()
    assert os.getpid() not in set(names["pids"]), "it ran here, not on the cluster"
    assert len(names["table"]) == 12
    compare(names["table"], sweep(measure, n_jobs=1, n_layers=range(1, 4), n_internal=[5, 15], seed=range(2)))


def where(x: int) -> dict[str, Any]:
    return {"pid": os.getpid()}


@pytest.mark.parametrize(
    ("function", "axes", "error", "words"),
    [
        (3, {"x": [1]}, TypeError, "function is an int; expected a function"),
        (double, {}, ValueError, "sweep got no axis"),
        (double, {"x": []}, ValueError, "x is empty"),
        (double, {"x": {1, 2}}, TypeError, "x is a set; expected a range, a list"),
    ],
)
def test_bad_arguments(function: Any, axes: dict, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        sweep(function, n_jobs=1, **axes)


def test_a_result_must_not_be_called_like_a_setting() -> None:
    with pytest.raises(ValueError, match="x is a setting and a result; expected different names"):
        sweep(lambda x: {"x": x}, n_jobs=1, x=[1])
