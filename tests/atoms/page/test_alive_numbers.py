"""The page and the library compute the same: energies, forces, ranges and dynamics, in a headless Chromium."""

from __future__ import annotations

import json

import numpy as np
import pytest
from alive_pages import cluster, many_potentials, open_module
from ase import units
from ase.md.verlet import VelocityVerlet

from miniff_edu.atoms.atomic_network import ACTIVATIONS
from miniff_edu.atoms.cutoffs import CUTOFFS
from miniff_edu.atoms.page.model_json import model_json

PREDICT = """([model, structures]) => {
  const machine = alive.compile(model);
  return structures.map(([symbols, x], i) => {
    const kinds = symbols.map((symbol) => model.elements.indexOf(symbol));
    const found = alive.predict(machine, kinds, Float64Array.from(x));
    const slopes = (i % 4 ? [] : x).map((_, c) => {
      const energies = [1e-4, -1e-4].map((by) =>
        alive.predict(machine, kinds, Float64Array.from(x, (at, d) => at + (c === d ? by : 0))).energy);
      return (energies[0] - energies[1]) / 2e-4;
    });
    return { ...found, forces: [...found.forces], values: found.values.map((row) => [...row]), slopes };
  });
}"""


@pytest.fixture(scope="module")
def page(browser):
    page = open_module(browser)
    yield page
    page.close()


@pytest.fixture(scope="module")
def potentials():
    return many_potentials()


def test_every_kind_is_among_them(potentials) -> None:
    assert {potential.sf.cutoff_function for potential in potentials} == set(CUTOFFS)
    networks = [member[e].network for p in potentials for member in p.members for e in p.elements]
    assert {type(layer).__name__ for network in networks for layer in network} == {"Linear", *ACTIVATIONS}
    assert {len(potential.elements) for potential in potentials} == {1, 2, 3}
    assert any(potential.sf.inner for potential in potentials)


def test_energies_and_forces_are_those_of_the_library(page, potentials) -> None:
    """On 204 structures; forces are minus the differences of the page's own energy too."""
    for p, potential in enumerate(potentials):
        structures = [cluster(1000 * p + i, potential.elements, 3 + i % 6) for i in range(17)]
        given = [[s.get_chemical_symbols(), s.positions.ravel().tolist()] for s in structures]
        model = json.loads(json.dumps(model_json(potential), allow_nan=False))
        for atoms, expected, found in zip(
            structures, potential.predict(structures), page.evaluate(PREDICT, [model, given]), strict=True
        ):
            largest = np.abs(expected.forces).max()
            forces = np.reshape(found["forces"], (-1, 3))
            assert found["energy"] == pytest.approx(expected.energy, rel=1e-10)
            assert np.abs(forces - expected.forces).max() <= 1e-10 * largest
            if found["slopes"]:  # of every fourth
                assert np.abs(forces.ravel() + found["slopes"]).max() <= 3e-5 * largest + 1e-8
            assert found["outside"] == pytest.approx(expected.extrapolation, abs=1e-10)
            assert found["spread"] == pytest.approx(expected.energy_spread or 0, abs=1e-10)
            values = potential.sf(atoms)
            for element in potential.elements:
                rows = [row for row, s in zip(found["values"], atoms.symbols, strict=True) if s == element]
                assert np.reshape(rows, values[element].shape) == pytest.approx(values[element], rel=1e-10, abs=1e-12)


EVEN = """([model, symbols, x, v, masses, dt, steps]) => {
  const machine = alive.compile(model);
  const kinds = symbols.map((symbol) => model.elements.indexOf(symbol));
  const forcesAt = (at) => alive.predict(machine, kinds, at).forces;
  const [place, speed] = [Float64Array.from(x), Float64Array.from(v)];
  let forces = forcesAt(place);
  for (let i = 0; i < steps; i++) forces = alive.verlet(forcesAt, forces, place, speed, masses, dt);
  return [[...place], [...speed]];
}"""


@pytest.mark.parametrize("steps", [200, pytest.param(1000, marks=pytest.mark.thorough)])
def test_steps_of_water_are_those_of_ase(page, water, steps: int) -> None:
    potential, start = water
    atoms = start.copy()
    momenta = np.random.default_rng(3).normal(size=(3, 3)) * (300 * units.kB * atoms.get_masses()[:, None]) ** 0.5
    atoms.set_momenta(momenta)
    given = [a.tolist() for a in (atoms.positions.ravel(), atoms.get_velocities().ravel(), atoms.get_masses())]
    model = json.loads(json.dumps(model_json(potential)))
    x, v = page.evaluate(EVEN, [model, atoms.get_chemical_symbols(), *given, 0.5 * units.fs, steps])
    atoms.calc = potential.calculator()
    before = atoms.positions.copy()
    VelocityVerlet(atoms, timestep=0.5 * units.fs).run(steps)
    assert np.abs(atoms.positions - before).max() > 0.05
    assert np.abs(np.reshape(x, (-1, 3)) - atoms.positions).max() < 1e-6
    assert np.abs(np.reshape(v, (-1, 3)) - atoms.get_velocities()).max() < 1e-6
