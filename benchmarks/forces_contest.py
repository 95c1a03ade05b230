"""Four ways to train one potential, and a published row: errors on test data against CPU seconds, kept for chapter 8.

It writes ``miniff_edu/data/forces_contest.json``, which the chapter draws: the reader's page waits for no training.
Each figure is that of the potential that :func:`miniff_edu.atoms.train` would have returned after so many CPU seconds
of one thread, symmetry functions included: the best by validation until then. Test data decide nothing.

Usage: python benchmarks/forces_contest.py --machine "two cores, one thread, no other work" [--data FOLDER]

The chapter prints what is said of the machine. FOLDER is that of `benchmarks/atoms_training.py`. It takes ten minutes.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import atoms_training
import numpy as np
from atoms_training import Course, judged, mlearn, published

from miniff_edu._support.files import PACKAGE
from miniff_edu._support.threads import one_thread
from miniff_edu.atoms import behler_recipe
from miniff_edu.data import load

TABLE = PACKAGE / "data" / "forces_contest.json"
SEEDS = (0, 1)
POINTS = 12  # of a curve
UNTIL = {"levenberg_marquardt": 25.0, "kalman": 25.0, "lbfgs": 80.0, "adam": 80.0}  # CPU seconds
EXPECTED = (0.01, 0.1)  # eV/atom and eV/A, the same for all: what errors are divided by; those found fit some ways only
UNTIL_DFT = 75.0
# https://github.com/MaterSim/PyXtal_FF, examples/UCSD-Si-214-25/README.md, two versions; time without descriptors.
QUOTED = [
    {"by": "PyXtal_FF", "epochs": 4000, "energy": 9.25, "forces": 120.0, "seconds": 3924, "stress": "weighted 2e-3"},
    {"by": "PyXtal_FF", "epochs": 2533, "energy": 6.67, "forces": 106.3, "seconds": 2808, "stress": "weighted 1e-5"},
]


def curve(course: Course, test: list[Any], column: str) -> dict[str, Any]:
    """Return errors on test data after some of the steps, at seconds that grow by a factor."""
    ticks = np.geomspace(course.seconds[0], course.seconds[-1], POINTS)
    steps = sorted({max(1, int(np.searchsorted(course.seconds, t, "right"))) for t in ticks} | {len(course.seconds)})
    errors = [judged(course.states[course.best(n)], test, column) for n in steps]
    return {
        "steps": steps,
        "seconds": [round(course.seconds[n - 1], 2) for n in steps],
        "energy": [float(f"{energy:.4g}") for energy, _ in errors],
        "forces": [float(f"{forces:.4g}") for _, forces in errors],
    }


def contest() -> dict[str, Any]:
    """Return the curves of four methods on the crystals of Stillinger and Weber."""
    data, test = load("silicon", "train"), load("silicon", "test")
    curves = []
    for method, until in UNTIL.items():
        for seed in SEEDS:
            options: dict[str, Any] = {"method": method, "seed": seed, "expected_errors": EXPECTED}
            course = Course(data, lambda s: behler_recipe(s, 4.5), until, **options)
            curves.append({"method": method, "seed": seed, **curve(course, test, "RMSE")})
            print(curves[-1], flush=True)
    card = course.end
    return {
        "what": "Si64, Stillinger-Weber: 120 cells, 18 of them for validation; 60 to test",
        "functions": len(card.sf),
        "hidden": card.card["settings"]["hidden"],
        "expected_errors": list(EXPECTED),
        "error": "RMSE, meV/atom and meV/A",
        "curves": curves,
    }


def published_row() -> dict[str, Any]:
    """Return what becomes of a published network, functions and data, and what has been published."""
    data, test = mlearn("train"), mlearn("test")
    curves = []
    for seed in SEEDS:
        course = Course(data, published, UNTIL_DFT, hidden=(16, 16), seed=seed)
        curves.append({"method": "levenberg_marquardt", "seed": seed, **curve(course, test, "MAE")})
        print(curves[-1], flush=True)
    return {
        "what": "Si, density functional theory (mlearn): 214 cells, 15 % of them for validation; 25 to test",
        "data": "doi:10.1021/acs.jpca.9b08723",
        "functions": 14,
        "hidden": [16, 16],
        "error": "MAE, meV/atom and meV/A",
        "curves": curves,
        "quoted": QUOTED,
    }


def main() -> None:
    """Train, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=atoms_training.DATA, help="the folder of the mlearn data")
    parser.add_argument("--machine", required=True, help="what it is, and what else it does meanwhile")
    arguments = parser.parse_args()
    atoms_training.DATA = arguments.data
    with one_thread():
        table = {
            "made_by": "benchmarks/forces_contest.py",
            "date": date.today().isoformat(),
            "machine": arguments.machine,
            "versions": {name: version(name) for name in ("numpy", "torch")},
            "silicon": contest(),
            "dft": published_row(),
        }
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
