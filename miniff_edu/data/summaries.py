"""Results of long computations that chapters draw: tables, no structures. In: the name of one. Out: its numbers."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from typing import Any

import numpy as np

from .._support.checks import a_type
from .._support.files import PACKAGE

FOLDER = PACKAGE / "data" / "summaries"
SUMMARIES = ("melting", "vibrations")


def summary(name: str) -> dict[str, np.ndarray]:
    """Return the tables of a stored computation.

    Parameters
    ----------
    name : {"melting"}
        ``"melting"``: 64 silicon atoms heated by the reference, and by potentials with liquids in their training or
        without (``"both"``, ``"crystal"``): for each of them ``"energy_both"`` [n_seeds, n_temperatures] (eV/atom) and
        its like, against ``"temperatures"`` (K); ``"solid_both"`` and ``"liquid_both"``, g(r) of 216 atoms against
        ``"r"`` (A). :func:`origin` names all of them.

    Returns
    -------
    dict of str to numpy.ndarray
        NaN where a run had ended.
    """
    origin(name)
    path = FOLDER / f"{name}.npz"
    if not path.exists():
        raise ValueError(f"name is {name!r}, which has no tables; all of it is in origin({name!r}).")
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)


def origin(name: str) -> dict[str, Any]:
    """Return where a summary comes from: script, method, seeds, date, versions, citations, names of its tables.

    Parameters
    ----------
    name : {"melting", "vibrations"}
        ``"vibrations"``, harmonic wavenumbers of water (1/cm) by coupled cluster and from spectra, is a record only.

    Returns
    -------
    dict
    """
    if not isinstance(name, str):
        raise TypeError(f"name is {a_type(name)}; expected the name of a summary, one of {', '.join(SUMMARIES)}.")
    if name not in SUMMARIES:
        near = get_close_matches(name.lower(), SUMMARIES, 1, 0.4) or SUMMARIES[:1]
        raise ValueError(f"name is {name!r}; expected one of {', '.join(SUMMARIES)}. Try origin({near[0]!r}).")
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
