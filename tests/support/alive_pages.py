"""Potentials of every kind for pages that live, structures for them, and a browser that has the page's module."""

from __future__ import annotations

from functools import cache
from itertools import cycle
from typing import Any

import numpy as np
import torch
from ase import Atoms
from playwright.sync_api import Browser, Page
from small_structures import all_kinds

from miniff_edu.atoms import AtomicNetwork, NeuralPotential, SymmetryFunctions
from miniff_edu.atoms.atomic_network import ACTIVATIONS
from miniff_edu.atoms.cutoffs import CUTOFFS
from miniff_edu.atoms.page.script import module
from miniff_edu.models import behler_nn

ELEMENTS = ("O", "Si", "H")


def cluster(seed: int, elements: tuple[str, ...], n: int) -> Atoms:
    """Return n atoms of these elements, each of which occurs, that do not overlap, without a cell."""
    rng = np.random.default_rng(seed)
    while True:
        positions = rng.uniform(0, 1.2 * n ** (1 / 3) + 0.5, (n, 3))
        away = np.linalg.norm(positions[:, None] - positions, axis=-1) + 9 * np.eye(n)
        if away.min() > 0.6:
            return Atoms([e for e, _ in zip(cycle(elements), range(n), strict=False)], positions)


@cache
def many_potentials() -> list[NeuralPotential]:
    """Return potentials of one to three elements that have, together, all cutoff functions and all activations."""
    kinds, activations, found = cycle(CUTOFFS), cycle(ACTIVATIONS.values()), []
    for i in range(12):
        elements = ELEMENTS[: 1 + i % 3]
        plain = all_kinds(elements, kind=next(kinds), few=len(elements) > 1)
        inner = 0.3 if i % 2 and not plain.cutoff_function.startswith("tanh3") else 0.0
        sf = SymmetryFunctions(plain.functions, plain.cutoff, plain.cutoff_function, inner=inner)
        values = sf([cluster(100 * i + j, elements, 6) for j in range(6)])
        members = [_networks(sf, values, next(activations), 10 * i + m) for m in range(1 + (i == 4))]
        found.append(NeuralPotential(sf, members))
    return found


def _networks(sf: SymmetryFunctions, values: list[Any], activation: Any, seed: int) -> dict[str, AtomicNetwork]:
    networks = {}
    for j, element in enumerate(sf.elements):
        known = np.concatenate([v[element] for v in values])
        network = behler_nn(known.shape[1], 5, activation=activation, seed=seed + j, dtype=torch.float64)
        # No tiny spreads and ranges: what is nearly constant would be blown up, and rounding with it.
        spread = np.maximum(known.std(axis=0), 0.1)
        low, high = known.min(axis=0) - 0.01, known.max(axis=0) + 0.01
        mean = known.mean(axis=0)
        networks[element] = AtomicNetwork(
            network, mean=mean, spread=spread, scale=0.5 + j, offset=-1.0 - j, low=low, high=high
        )
    return networks


def open_module(browser: Browser, **options: Any) -> Page:
    """Return an empty page where ``alive`` holds what the module exports."""
    page = browser.new_page(**options)
    page.set_content("<!doctype html><html lang=en><title>alive</title><body></body>")
    page.evaluate(
        "async (source) => { window.alive = await import(URL.createObjectURL(new Blob([source], "
        "{ type: 'text/javascript' }))); }",
        module(),
    )
    return page
