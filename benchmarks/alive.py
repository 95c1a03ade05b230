"""Atoms in a page: how long energy and forces of 20 atoms take in a browser, and how large the page becomes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

from miniff_edu.atoms import G2, G5, AtomicNetwork, NeuralPotential, SymmetryFunctions
from miniff_edu.atoms.page.model_json import model_json
from miniff_edu.atoms.page.script import page_script
from miniff_edu.models import behler_nn

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests" / "support")]
from browser import find_chromium, open_browser  # noqa: E402 - tests/ is no package

Row = tuple[str, str, str]

TIME = """([model, symbols, x]) => {
  const machine = alive.compile(model);
  const kinds = symbols.map((symbol) => model.elements.indexOf(symbol));
  const at = Float64Array.from(x);
  const times = [];
  for (let i = 0; i < 300; i++) {
    const start = performance.now();
    alive.predict(machine, kinds, at);
    times.push(performance.now() - start);
  }
  const last = times.slice(100).sort((a, b) => a - b);
  return last[last.length / 2];
}"""


def droplet() -> tuple[NeuralPotential, list[str], np.ndarray]:
    """Return a potential with 30 functions for each of two elements, and 20 atoms within its cutoff."""
    functions: dict[str, list[G2 | G5]] = {}
    for element in "HO":
        listed: list[G2 | G5] = [G2(eta=2, shift=s, neighbour=e) for e in "HO" for s in np.linspace(0.8, 4, 6)]
        for pair in ("HH", "HO", "OO"):
            listed += [
                G5(eta=0.1, shift=s, zeta=z, lam=lam, neighbours=(pair[0], pair[1]))
                for s, z, lam in ((0, 1, 1), (0, 1, -1), (1, 2, 1), (1, 2, -1), (2, 4, 1), (2, 4, -1))
            ]
        functions[element] = listed
    sf = SymmetryFunctions(functions, 6.0, "smooth")
    rng = np.random.default_rng(0)
    networks = {e: AtomicNetwork(behler_nn(30, 10, 2, seed=0, dtype=torch.float64)) for e in "HO"}
    return NeuralPotential(sf, networks), ["O", "H"] * 10, rng.uniform(0, 4.5, (20, 3))


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    potential, symbols, x = droplet()
    found = [("atoms in a page: the script, once", f"{len(page_script()) / 1000:.1f} kB", "25 kB")]
    if find_chromium() is None:
        print("no Chromium found: atoms in a page are not measured", file=sys.stderr)
        return found
    from alive_pages import open_module

    with open_browser() as browser:
        page = open_module(browser)
        model = json.loads(json.dumps(model_json(potential)))
        milliseconds = page.evaluate(TIME, [model, symbols, x.ravel().tolist()])
    what = "atoms in a page: energy and forces of 20 atoms, 30 functions each, median of 200"
    return [(what, f"{milliseconds:.1f} ms", "4 ms"), *found]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ")
