"""Silicon heated until it melts: by potentials of chapter 9, and by the Stillinger-Weber potential they learned from.

All run in the library's own environment: ``miniff_edu.atoms.stillinger_weber`` repeats what matscipy says of the
stored sets. What is computed is kept in a folder, and gone on with:

    .venv/bin/python tools/reference/melting.py compute    # a quarter of an hour
    .venv/bin/python tools/reference/melting.py write      # miniff_edu/data/summaries/melting.npz and melting.toml
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms, units
from ase.build import bulk
from ase.md.bussi import Bussi
from ase.md.velocitydistribution import Stationary
from keep import FOLDER, as_toml

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
RUNS = {"reference": SEEDS, "both": SEEDS, "crystal": SEEDS[:2]}
MELTING_POINT = 1691  # K, of the reference, where crystal and liquid are in balance
QUANTITIES = {
    "energy": "potential energy, eV/atom",
    "kelvin": "temperature as it was, K",
    "lindemann": "root mean square distance from the mean place, in bonds",
    "moved": "mean square displacement over a picosecond, A^2",
    "outside": "share of atoms outside of the trained range",
}


def cell(n: int) -> Atoms:
    """Return the perfect crystal of n x n x n cubes of eight atoms."""
    return bulk("Si", a=LATTICE, cubic=True).repeat(n)


def warm(atoms: Atoms, kelvin: float, random: np.random.Generator) -> None:
    """Draw velocities of twice the temperature: half of it becomes potential energy."""
    atoms.set_momenta(
        random.normal(size=(len(atoms), 3)) * np.sqrt(atoms.get_masses() * 2 * units.kB * kelvin)[:, None]
    )
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

    def piece(what: str, make: Callable[..., Any], *arguments: Any) -> Any:
        path = kept / f"melting_{name}_{what}.json"
        if not path.exists():
            print(name, what, flush=True)
            began = time.process_time()
            path.write_text(json.dumps({"found": make(calculator, *arguments), "cpu": time.process_time() - began}))
        return json.loads(path.read_text())["found"]

    hot = [piece(f"heating_{seed}", ramp, KELVINS, seed) for seed in seeds]
    if len(hot[0]["rows"]) == len(KELVINS):
        molten = cell(2)
        molten.positions = np.array(hot[0]["end"])
        piece("cooling_0", ramp, KELVINS[::-1], 10, molten)
    for what, kelvin in SAMPLED.items():
        piece(what, radial, kelvin, what == "liquid")


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


def write(kept: Path) -> None:
    """Write the tables, and where they come from."""

    def found(name: str, what: str) -> Any:
        return json.loads((kept / f"melting_{name}_{what}.json").read_text())["found"]

    def table(runs: list, quantity: str) -> np.ndarray:
        rows = [[row[quantity] for row in run["rows"]] for run in runs]
        return np.array([row + [np.nan] * (len(KELVINS) - len(row)) for row in rows]).round(5)

    tables: dict[str, np.ndarray] = {"temperatures": KELVINS, "r": (EDGES[1:] + EDGES[:-1]) / 2}
    for name, seeds in RUNS.items():
        heated = [found(name, f"heating_{seed}") for seed in seeds]
        for quantity in QUANTITIES:
            tables[f"{quantity}_{name}"] = table(heated, quantity)
        if (kept / f"melting_{name}_cooling_0.json").exists():
            for quantity in QUANTITIES:
                tables[f"cooled_{quantity}_{name}"] = table([found(name, "cooling_0")], quantity)[0, ::-1]
        for what in SAMPLED:
            if (curve := found(name, what)) is not None:
                tables[f"{what}_{name}"] = np.round(np.array(curve) * 215 / 216, 4)  # n for n - 1
    tables["frames"] = np.array(found("both", "heating_0")["frames"], dtype=np.float32)
    folder = FOLDER / "summaries"
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / "melting.npz", allow_pickle=False, **tables)
    seconds = sum(json.loads(path.read_text())["cpu"] for path in kept.glob("melting_*.json"))
    record = {
        "name": "melting",
        "script": "tools/reference/melting.py",
        "license": "CC0-1.0",
        "title": "Silicon heated until it melts",
        "method": (
            f"64 atoms in a cube of {2 * LATTICE} A, at the density of the crystal; steps of {TIMESTEP} fs, stochastic "
            f"velocity rescaling with {MEMORY} fs; at each temperature {SETTLE} steps to settle and {WATCH} to watch"
        ),
        "sampling": f"g(r) of 216 atoms, {LONG // EVERY} frames, {LONG * TIMESTEP / 1000} ps; liquids were at 4000 K",
        "potentials": (
            f"trained on {N_EACH} crystals of the set silicon, and (both) {N_EACH} liquids of silicon_melt; cutoff "
            f"{CUTOFF} A, 6 radial and 3 angular shells, (8, 8) hidden, until forces are {TARGET['both']} and "
            f"(crystal) {TARGET['crystal']} eV/A off; seed 0"
        ),
        "seeds": list(SEEDS),
        "date": date.today().isoformat(),
        "processor_seconds": round(seconds),
        "citations": [
            "reference: F. H. Stillinger and T. A. Weber, Phys. Rev. B 31, 5262 (1985), doi:10.1103/PhysRevB.31.5262",
            "melting point: J. Q. Broughton and X. P. Li, Phys. Rev. B 35, 9120 (1987), doi:10.1103/PhysRevB.35.9120",
            "thermostat: G. Bussi et al., J. Chem. Phys. 126, 014101 (2007), doi:10.1063/1.2408420",
        ],
        "melting_point": MELTING_POINT,
        "tables": QUANTITIES | {
            "solid": f"g(r) at {SAMPLED['solid']} K", "liquid": f"g(r) at {SAMPLED['liquid']} K",
            "frames": "positions of both, heated with seed 0, in A",
        },
        "versions": {"python": platform.python_version()} | {each: version(each) for each in ("ase", "numpy", "torch")},
    }  # fmt: skip
    (folder / "melting.toml").write_text(as_toml(record), encoding="utf-8")
    print(f"{(folder / 'melting.npz').stat().st_size / 1000:.0f} kB, {len(tables)} tables")


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["compute", "write"])
    parser.add_argument("--kept", type=Path, default=Path(".reference"), help="folder of what is computed so far")
    given = parser.parse_args()
    given.kept.mkdir(exist_ok=True)
    if given.what == "compute":
        for name, seeds in RUNS.items():
            compute(given.kept, name, trained(given.kept, name) if name in TARGET else StillingerWeber, seeds)
    else:
        write(given.kept)


if __name__ == "__main__":
    main()
