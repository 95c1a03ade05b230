"""Try all combinations of settings, on all cores or on a cluster. In: a function, values. Out: a table.

joblib hands the settings out. On a Dask cluster the same call runs inside ``with joblib.parallel_config("dask"):``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from ._support.axis_values import axis_values
from ._support.checks import a_type
from ._support.progress import progress


def sweep(function: Callable[..., Mapping[str, Any]], *, n_jobs: int = -1, **axes: Any) -> pd.DataFrame:
    """Call a function with every combination of settings and collect what it returns in a table.

    Parameters
    ----------
    function : callable
        Called with one keyword argument per axis; returns a dict of results, such as
        :func:`miniff_edu.toy.experiment.measure`. It may come from a notebook.
    n_jobs : int
        Number of processes; -1 is all cores, or all workers of a cluster. 1 stays in this process.
    **axes
        The values of each argument, in the grammar of :func:`miniff_edu.explore.explore`; a single number or text
        holds for all settings.

    Returns
    -------
    pandas.DataFrame
        One row per combination, the last axis varying fastest: the settings, the results, and in the column `error`
        what went wrong ("" if nothing did). A setting that fails is a row that says so. After an interruption, or the
        death of a worker, the rows that were finished are there and the others say why they are not.

    Raises
    ------
    TypeError, ValueError
        If an axis has no values, is of another kind, or is called like a result.

    Examples
    --------
    >>> from miniff_edu.experiment import measure
    >>> table = sweep(measure, n_layers=range(1, 4), seed=range(20))  # doctest: +SKIP
    >>> table.pivot_table("test_rmse", "n_layers", aggfunc="median")  # doctest: +SKIP

    On a cluster:

    >>> with joblib.parallel_config("dask"):  # doctest: +SKIP
    ...     table = sweep(measure, n_layers=range(1, 4), seed=range(20))
    """
    if not callable(function):
        raise TypeError(f"function is {a_type(function)}; expected a function. Try sweep(measure, seed=range(20)).")
    if not axes:
        raise ValueError("sweep got no axis; expected at least one. Try sweep(measure, seed=range(20)).")
    values = {name: _values(name, given) for name, given in axes.items()}
    settings = [dict(zip(values, combination, strict=True)) for combination in product(*values.values())]
    rows: list[dict[str, Any]] = []
    calls = (delayed(_try)(function, setting) for setting in settings)
    missing = ""
    try:
        results = Parallel(n_jobs=n_jobs, return_as="generator")(calls)
        for row in progress(results, desc="sweep", unit="setting", total=len(settings)):
            rows.append(row)
    except KeyboardInterrupt:
        missing = "interrupted before it was finished"
    except Exception as error:  # a call never raises, so it is the pool of workers that has failed
        missing = f"lost with its worker: {_explain(error)}"
    rows += [{"error": missing} for _ in settings[len(rows) :]]
    return _table(settings, rows)


def _values(name: str, given: Any) -> list[Any]:
    is_single = isinstance(given, (int, float, str, np.number)) and not isinstance(given, bool)
    return [given] if is_single or given is None else axis_values(name, given)


def _try(function: Callable[..., Mapping[str, Any]], setting: dict[str, Any]) -> dict[str, Any]:
    """Return the results of one setting, or the error that it ended with."""
    try:
        result = function(**setting)
        if not isinstance(result, Mapping):
            raise TypeError(f"{getattr(function, '__name__', 'function')} returned {a_type(result)}; expected a dict.")
        return {**result, "error": ""}
    except Exception as error:
        return {"error": _explain(error)}


def _explain(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _table(settings: list[dict[str, Any]], rows: list[dict[str, Any]]) -> pd.DataFrame:
    results = list(dict.fromkeys(name for row in rows for name in row if name != "error"))
    both = [name for name in results if name in settings[0]]
    if both:
        raise ValueError(f"{both[0]} is a setting and a result; expected different names. Rename the result.")
    columns = [*settings[0], *results, "error"]
    return pd.DataFrame([{**s, **row} for s, row in zip(settings, rows, strict=True)], columns=columns)
