"""Silicon heated until it melts: by the potential of chapter 9, and by the Stillinger-Weber potential it learned from.

Both run in the library's own environment: ``miniff_edu.atoms.stillinger_weber`` repeats what matscipy says of the stored
sets. What is computed is kept in a folder, and gone on with:

    .venv/bin/python tools/reference/melting.py compute    # a quarter of an hour
    .venv/bin/python tools/reference/melting.py write      # miniff_edu/data/summaries/melting.npz and melting.toml
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from ase import Atoms, units
from ase.build import bulk
from ase.md.bussi import Bussi
from ase.md.velocitydistribution import Stationary

from miniff_edu import data
from miniff_edu.atoms import behler_recipe, load, train
from miniff_edu.atoms.stillinger_weber import StillingerWeber

LATTICE, BOND = 5.431, 2.3517  # A
TIMESTEP, MEMORY = 2.0, 100.0  # fs, and the time constant of the thermostat
KELVINS = np.arange(300, 3301, 300)
SETTLE, WATCH, EVERY = 300, 500, 10  # steps at each temperature
FRAMES_EVERY = 125  # steps of the trajectory that is kept
SEEDS = (0, 1, 2)
SAMPLED = {"solid": 1200, "liquid": 2200}  # K
LONG, HEAT_UP = 3000, 800  # steps with 216 atoms
EDGES = np.arange(0, 8.001, 0.05)  # A
CLOSEST = 1.2  # A: what comes nearer has fallen into a hole of its potential
N_EACH, CUTOFF = 12, 4.2  # what chapter 9 trains with
TARGET = {"both": 0.1, "crystal": 0.05}  # eV/A


def cell(n: int) -> Atoms:
    """Return the perfect crystal of n x n x n cubes of eight atoms."""
    return bulk("Si", a=LATTICE, cubic=True).repeat(n)


def warm(atoms: Atoms, kelvin: float, random: np.random.Generator) -> None:
    """Draw velocities of twice the temperature: half of it becomes potential energy."""
    atoms.set_momenta(random.normal(size=(len(atoms), 3)) * np.sqrt(atoms.get_masses() * 2 * units.kB * kelvin)[:, None])
    Stationary(atoms)


def motion(atoms: Atoms, kelvin: float, random: np.random.Generator) -> Bussi:
    """Return a dynamics at a temperature, by stochastic velocity rescaling."""
    return Bussi(atoms, TIMESTEP * units.fs, temperature_K=kelvin, taut=MEMORY * units.fs, rng=random)


def distances(atoms: Atoms) -> np.ndarray:
    """Return the distance of all pairs in a cube, each to the nearest image, in A."""
    i, j = np.triu_indices(len(atoms), 1)
    apart = atoms.positions[i] - atoms.positions[j]
    side = atoms.cell[0, 0]
    return np.linalg.norm(apart - side * np.round(apart / side), axis=1)


def stage(atoms: Atoms, run: Bussi, frames: list[np.ndarray]) -> dict[str, float] | None:
    """Run at one temperature; return means per atom, or None where the atoms have fallen together."""
    run.run(SETTLE)
    places, energies, kelvins, outside = [], [], [], []
    for step in range(0, WATCH, EVERY):
        run.run(EVERY)
        if not distances(atoms).min() > CLOSEST:
            return None
        places.append(atoms.positions.copy())
        energies.append(atoms.get_potential_energy() / len(atoms))
        kelvins.append(atoms.get_temperature())
        outside.append(np.mean(atoms.calc.results.get("extrapolation", np.zeros(1)) > 0))
        if step % FRAMES_EVERY < EVERY:
            frames.append(atoms.positions.copy())
    path = np.array(places)
    path -= path.mean(axis=1, keepdims=True)
    around = np.sqrt(((path - path.mean(axis=0)) ** 2).sum(axis=2).mean())
    moved = ((path[-1] - path[0]) ** 2).sum(axis=1).mean()
    found = {"energy": np.mean(energies), "kelvin": np.mean(kelvins), "lindemann": around / BOND, "moved": moved}
    return {name: float(value) for name, value in {**found, "outside": np.mean(outside)}.items()}


def ramp(calculator: Callable[[], object], kelvins: np.ndarray, seed: int, start: Atoms | None = None) -> dict:
    """Heat or cool 64 atoms from temperature to temperature; where they fall together, the rest is missing."""
    atoms = cell(2) if start is None else start
    atoms.calc = calculator()
    random = np.random.default_rng(seed)
    warm(atoms, kelvins[0] / (1 if start is None else 2), random)
    rows, frames = [], [atoms.positions.copy()]
    for kelvin in kelvins:
        row = stage(atoms, motion(atoms, kelvin, random), frames)
        if row is None:
            break
        rows.append(row)
        print(f"  {kelvin} K: {', '.join(f'{name} {value:.3f}' for name, value in row.items())}", flush=True)
    return {"rows": rows, "frames": np.round(frames, 2).tolist(), "end": atoms.positions.tolist()}


def radial(calculator: Callable[[], object], kelvin: float, molten: bool) -> list[float] | None:
    """Return g(r) of 216 atoms in the bins of `EDGES`; a liquid was at 4000 K first."""
    atoms = cell(3)
    atoms.calc = calculator()
    random = np.random.default_rng(SEEDS[0])
    warm(atoms, 4000 if molten else kelvin, random)
    if molten:
        motion(atoms, 4000, random).run(HEAT_UP)
    run = motion(atoms, kelvin, random)
    run.run(HEAT_UP)
    counts, n_frames = np.zeros(len(EDGES) - 1), 0
    for _ in range(0, LONG, EVERY):
        run.run(EVERY)
        r = distances(atoms)
        if not r.min() > CLOSEST:
            return None
        counts += np.histogram(r, EDGES)[0]
        n_frames += 1
    shells = 4 / 3 * np.pi * np.diff(EDGES**3)
    pairs = len(atoms) * (len(atoms) - 1) / 2
    return (counts / n_frames / (pairs * shells / atoms.get_volume())).tolist()


def compute(kept: Path, name: str, calculator: Callable[[], object], seeds: tuple[int, ...]) -> None:
    """Compute what is still missing of one potential, each piece a file."""

    def piece(what: str, make: Callable[[], object]) -> object:
        path = kept / f"melting_{name}_{what}.json"
        if not path.exists():
            print(name, what, flush=True)
            began = time.process_time()
            path.write_text(json.dumps({"found": make(), "cpu": time.process_time() - began}))
        return json.loads(path.read_text())["found"]

    hot = [piece(f"heating_{seed}", lambda seed=seed: ramp(calculator, KELVINS, seed)) for seed in seeds]
    if len(hot[0]["rows"]) == len(KELVINS):
        molten = cell(2)
        molten.positions = np.array(hot[0]["end"])
        piece("cooling_0", lambda: ramp(calculator, KELVINS[::-1], 10, molten))
    for what, kelvin in SAMPLED.items():
        piece(what, lambda what=what, kelvin=kelvin: radial(calculator, kelvin, what == "liquid"))


def trained(kept: Path, on: str) -> Callable[[], object]:
    """Return what makes a calculator of a potential trained as in chapter 9, with liquids or without."""
    path = kept / f"melting_{on}.potential"
    if not path.exists():
        crystals, liquids = data.load("silicon", "train")[:N_EACH], data.load("silicon_melt", "train")[:N_EACH]
        structures = crystals + (liquids if on == "both" else [])
        sf = behler_recipe(structures, cutoff=CUTOFF, n_radial=6, n_angular=3)

        def done(progress: object) -> bool:
            return progress.log[-1]["train"]["forces"] < TARGET[on]  # type: ignore[attr-defined]

        train(structures, sf, hidden=(8, 8), validation=None, seed=0, on_step=done).save(path)
    return lambda: load(path).calculator()


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["compute", "write"])
    parser.add_argument("--kept", type=Path, default=Path(".reference"), help="folder of what is computed so far")
    given = parser.parse_args()
    given.kept.mkdir(exist_ok=True)
    if given.what == "compute":
        compute(given.kept, "reference", StillingerWeber, SEEDS)
        compute(given.kept, "both", trained(given.kept, "both"), SEEDS)
        compute(given.kept, "crystal", trained(given.kept, "crystal"), SEEDS[:2])


if __name__ == "__main__":
    main()
