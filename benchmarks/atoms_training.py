"""Training of potentials: errors on data that were never seen, against CPU seconds; GAP beside it.

CPU seconds of one thread, descriptors and validation included. Every figure is that of the potential which
:func:`miniff_edu.atoms.train` returns, or would have returned had it been stopped after so many seconds: the best by
validation until then. Test data decide nothing. Arguments that are not in a row are the defaults.

Usage: python benchmarks/atoms_training.py [--data FOLDER] [name of a row ...]

FOLDER (by default ../shared/data beside the repository, or what MINIFF_DATA names) holds the silicon cells of the
mlearn data set. GAP runs in the environment of tools/peers.py (or the one whose Python MINIFF_PEERS names).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from ase import Atoms, units
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.calculators.singlepoint import SinglePointCalculator
from ase.cluster import Icosahedron
from ase.io import read, write
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution
from ase.md.verlet import VelocityVerlet
from ase.optimize import BFGS

from miniff_edu._support.threads import one_thread
from miniff_edu.atoms import G2, G4, NeuralPotential, SymmetryFunctions, behler_recipe, train
from miniff_edu.data import load, provenance

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("MINIFF_DATA", ROOT.parent / "shared" / "data"))
PEERS = Path(os.environ.get("MINIFF_PEERS", ROOT / ".venv-peers" / "bin" / "python"))
ENERGY, FORCES = "energy [eV/atom]", "forces [eV/A]"
SIZES = (125, 250, 500, 1000, 2000)
STEPS = 3  # of the trainings that tell how time and memory grow
SOAP = (
    "soap l_max=6 n_max=8 atom_sigma=0.5 zeta=4 cutoff=4.5 cutoff_transition_width=0.5 central_weight=1.0 n_sparse=500 "
    "delta=1.0 f0=0.0 covariance_type=dot_product sparse_method=cur_points"
)
# What predicts with GAP in its own environment: CPU seconds per structure on the first line, then a file of results.
PREDICT = """
import sys, time
from ase.io import read, write
from quippy.potential import Potential
atoms, gap = read(sys.argv[2], ":"), Potential(param_filename=sys.argv[1])
start = time.process_time()
for a in atoms:
    a.calc = gap
    a.info["gap_energy"], a.arrays["gap_forces"] = a.get_potential_energy(), a.get_forces()
print(1e3 * (time.process_time() - start) / len(atoms))
for a in atoms:
    a.calc = None
write(sys.argv[3], atoms)
"""
Row = tuple[str, str, str]
Make = Callable[[list[Atoms]], SymmetryFunctions]


class Course:
    """A training that remembers what it had after each step.

    Parameters
    ----------
    structures : list of ase.Atoms
        What teaches.
    make : callable
        Returns symmetry functions for them; its time counts.
    until : float
        Stop after so many CPU seconds.
    **arguments
        Go to `train`.
    """

    def __init__(self, structures: list[Atoms], make: Make, until: float = np.inf, **arguments: Any) -> None:
        self.seconds: list[float] = []
        self.states: list[NeuralPotential] = []
        start = time.process_time()

        def remember(progress: Any) -> bool:
            self.seconds.append(time.process_time() - start)
            self.states.append(progress.potential())
            return self.seconds[-1] > until

        with silence(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an over-fit shows in the errors
            self.end = train(structures, make(structures), on_step=remember, **arguments)
        self.total = time.process_time() - start
        expected = self.end.card["settings"]["expected_errors"]
        self.judged = [
            sum((e / u) ** 2 for e, u in zip(log["validation"].values(), expected, strict=True) if e is not None)
            for log in self.end.card["history"][0]
        ]

    def best(self, n_steps: int) -> int:
        """Return which of the first states `train` would return."""
        return int(np.argmin(self.judged[:n_steps]))

    def at(self, seconds: float) -> NeuralPotential:
        """Return what `train` would have returned after some CPU seconds: its first state, if that took longer."""
        return self.states[self.best(max(1, sum(s <= seconds for s in self.seconds)))]

    def reached(self, test: list[Atoms], goals: Sequence[tuple[float, float]]) -> list[float]:
        """Return after how many CPU seconds both RMSE (meV/atom, meV/A) were at most the goals; infinity for never."""
        found = [np.inf] * len(goals)
        last = -1
        for n, seconds in enumerate(self.seconds, 1):
            if self.best(n) == last:
                continue
            last = self.best(n)
            errors = judged(self.states[last], test, "RMSE")
            for i, goal in enumerate(goals):
                if np.isinf(found[i]) and errors[0] <= goal[0] and errors[1] <= goal[1]:
                    found[i] = seconds
            if np.isfinite(found).all():
                break
        return found


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Swallow what training tells, and its progress bar."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def judged(potential: NeuralPotential, test: list[Atoms], column: str) -> tuple[float, float]:
    """Return a column of the table of errors on test data, in meV/atom and meV/A."""
    errors = potential.evaluate(test).table.loc["test"][column].to_dict()
    return 1e3 * float(errors[ENERGY]), 1e3 * float(errors[FORCES])


def together(courses: list[Course], seconds: float = np.inf) -> NeuralPotential:
    """Return the committee of single trainings with the seeds 0, 1, ...: what `committee=` trains in one call."""
    states = [course.at(seconds) for course in courses]
    return NeuralPotential(states[0].sf, [state.members[0] for state in states])


def listed(numbers: Sequence[float], digits: int = 2) -> str:
    """Return numbers as text."""
    return ", ".join("never" if np.isinf(n) else f"{n:.{digits}f}" for n in numbers)


def pairs(errors: Sequence[tuple[float, float]]) -> str:
    """Return errors of energies and forces as text."""
    return ", ".join(f"{e:.2f}/{f:.1f}" for e, f in errors)


def calibration_rows() -> list[Row]:
    """Return what this machine does with the product that most of a training consists of."""
    table = np.random.default_rng(0).normal(size=(20_000, 616))
    found = []
    for _ in range(7):
        start = time.process_time()
        table.T @ table
        found.append(time.process_time() - start)
    speed = table.size * table.shape[1] / min(found) / 1e9
    return [("this machine: numpy's A^T A, 20,000 x 616", f"{speed:.0f} GFlop/s ({1e3 * min(found):.0f} ms)", "")]


def silicon_rows(n_seeds: int = 4, until: float = 60.0) -> list[Row]:
    """Return rows for the crystals of Stillinger and Weber."""
    data, test = load("silicon", "train"), load("silicon", "test")
    courses = [Course(data, lambda s: behler_recipe(s, 4.5), until, seed=seed) for seed in range(n_seeds)]
    sf, hidden = courses[0].end.sf, courses[0].end.card["settings"]["hidden"]
    goals = [(0.27, 21.0), (0.10, 13.0)]
    first, second = zip(*(course.reached(test, goals) for course in courses), strict=True)
    name = "Si64, Stillinger-Weber, 120 cells, `behler_recipe(train, 4.5)`"
    text = (
        f"{len(sf)} functions, hidden {hidden}; seeds 0 to {n_seeds - 1}: {listed(first, 1)} s to 0.27 meV/atom "
        f"and 21 meV/A (the first step after {listed([c.seconds[0] for c in courses], 1)}); {listed(second, 1)} s "
        "to 0.10 and 13"
    )
    errors = [judged(course.end, test, "RMSE") for course in courses]
    committee = judged(together(courses), test, "RMSE")
    ended = (
        f"worst {max(e for e, _ in errors):.3f} meV/atom, {max(f for _, f in errors):.1f} meV/A "
        f"(each: {pairs(errors)}; "
        f"{listed([c.total for c in courses], 0)} s); committee {committee[0]:.3f}, {committee[1]:.1f}"
    )
    return [
        (name, text, "8 s, aim 5; 20 s (quoted: n2p2 92 s and never)"),
        (f"the same, {n_seeds} seeds at the end or after {until:.0f} s", ended, "worst 0.12, 14; committee 0.08, 9"),
    ]


def mlearn(part: str) -> list[Atoms]:
    """Return the silicon cells of the mlearn data set."""
    with np.load(DATA / f"mlearn_si_{part}.npz") as arrays:
        ends = np.cumsum(arrays["n"])[:-1]
        positions = np.split(arrays["x"].astype(float), ends)
        forces = np.split(arrays["f"].astype(float), ends)
        cells, energies = arrays["cell"].astype(float), arrays["e"].astype(float)
    result = []
    for x, f, cell, energy in zip(positions, forces, cells, energies, strict=True):
        atoms = Atoms(f"Si{len(x)}", positions=x, cell=cell, pbc=True)
        atoms.calc = SinglePointCalculator(atoms, energy=float(energy), forces=f)
        result.append(atoms)
    return result


def published(_: list[Atoms]) -> SymmetryFunctions:
    """Return the 14 functions with which PyXtal_FF described these data."""
    radial = [G2(eta=eta, neighbour="Si") for eta in (0.035709, 0.071418, 0.178545, 0.35709, 0.71418, 1.78545)]
    angular = [
        G4(eta=eta, zeta=1, lam=lam, neighbours=("Si", "Si"))
        for eta in (0.035709, 0.071418, 0.178545, 0.35709)
        for lam in (1, -1)
    ]
    return SymmetryFunctions({"Si": [*radial, *angular]}, 5.2, "cosine")


def mlearn_rows(n_seeds: int = 5, until: float = 120.0) -> list[Row]:
    """Return rows for silicon by density functional theory with the published functions; print curves."""
    name = "Si, DFT (mlearn), the published 14 functions, `hidden=(16, 16)`"
    if not (DATA / "mlearn_si_train.npz").exists():
        return [(name, f"no data: mlearn_si_train.npz is not in {DATA.name}", "")]
    data, test = mlearn("train"), mlearn("test")
    courses = [Course(data, published, until, hidden=(16, 16), seed=seed) for seed in range(n_seeds)]
    print(
        "CPU s, then MAE in meV/atom / meV/A for each seed; the first step:", listed([c.seconds[0] for c in courses], 1)
    )
    for seconds in np.arange(15.0, until + 1, 15.0):
        print(f"{seconds:4.0f}", *(f"{e:6.2f}/{f:5.1f}" for e, f in found(courses, seconds, test)), flush=True)
    parts = []
    for seconds in (75.0, 120.0):
        errors = found(courses, seconds, test)
        energy, force = (median(column) for column in zip(*errors, strict=True))
        parts.append(f"median MAE {energy:.2f}/{force:.0f} after {seconds:.0f} s ({pairs(errors)})")
    parts.append(f"steps {', '.join(str(len(c.seconds)) for c in courses)}")
    goal = "8/112 in 75 s, 7/106 in 120 s (quoted: PyXtal_FF 9.25/120 in 1.09 h)"
    return [(f"{name}, {n_seeds} starts", "; ".join(parts), goal)]


def found(courses: list[Course], seconds: float, test: list[Atoms]) -> list[tuple[float, float]]:
    """Return the mean absolute errors of all courses after some seconds."""
    return [judged(course.at(seconds), test, "MAE") for course in courses]


def own_mlearn_rows(committee: int = 4, until: float = 120.0) -> list[Row]:
    """Return the row for the same data with functions of our choice."""
    name = f"the same data, `behler_recipe(train, 6.0)`, committee of {committee}"
    if not (DATA / "mlearn_si_train.npz").exists():
        return [(name, f"no data: mlearn_si_train.npz is not in {DATA.name}", "")]
    data, test = mlearn("train"), mlearn("test")
    courses = [Course(data, lambda s: behler_recipe(s, 6.0), until, seed=seed) for seed in range(committee)]
    both = judged(together(courses), test, "MAE")
    text = (
        f"MAE {both[0]:.2f} meV/atom, {both[1]:.0f} meV/A after {sum(c.total for c in courses):.0f} s together; each "
        f"{pairs([judged(course.end, test, 'MAE') for course in courses])}"
    )
    return [(name, text, "aim 5/90 (quoted: NNP of Zuo et al. 5.6/110)")]


def h2_rows(n_seeds: int = 5) -> list[Row]:
    """Return the row for the hydrogen molecule."""
    data, test = load("h2", "train"), load("h2", "test")
    sf = SymmetryFunctions({"H": [G2(eta=0.1, shift=-3.0, neighbour="H")]}, 12.0, "smooth")
    courses = [Course(data, lambda _: sf, hidden=(8,), seed=seed) for seed in range(n_seeds)]
    errors = [2 * judged(course.end, test, "RMSE")[0] for course in courses]
    places = [bond_length(course.end) - provenance("h2")["in_this_basis"]["r_e"] for course in courses]
    text = (
        f"RMSE {listed(errors, 3)} meV per molecule; r_e off by {listed(places, 5)} A; "
        f"{listed([course.total for course in courses], 1)} s"
    )
    return [(f"H2, one G2, `hidden=(8,)`, {n_seeds} seeds", text, "all 0.3 meV, 0.0005 A")]


def bond_length(potential: NeuralPotential) -> float:
    """Return where the force of a hydrogen molecule vanishes, by bisection."""
    low, high = 0.6, 0.9
    for _ in range(40):
        middle = (low + high) / 2
        pushes = potential.predict(Atoms("H2", [(0, 0, 0), (middle, 0, 0)])).forces[1, 0] > 0
        low, high = (middle, high) if pushes else (low, middle)
    return low


def water_rows(n_seeds: int = 5, until: float = 30.0) -> list[Row]:
    """Return the row for the water molecule."""
    data, test = load("water", "train"), load("water", "test")
    courses = [Course(data, lambda s: behler_recipe(s, 6.0), until, seed=seed) for seed in range(n_seeds)]
    errors = [judged(course.end, test, "RMSE") for course in courses]
    energies, forces = [3 * e for e, _ in errors], [f for _, f in errors]
    largest = [3 * judged(course.end, test, "largest")[0] for course in courses]
    text = (
        f"hidden {courses[0].end.card['settings']['hidden']}; median {median(energies):.2f} meV per molecule, "
        f"{median(forces):.1f} meV/A; worst {max(energies):.2f}, {max(forces):.1f}; largest {max(largest):.1f} meV; "
        f"{listed([course.total for course in courses], 0)} s"
    )
    name = f"water, 600/168, `behler_recipe(train, 6.0)`, {n_seeds} seeds, at the end or after {until:.0f} s"
    return [(name, text, "median 0.5, 12; worst 1.0, 16; largest 10")]


def argon(atoms: Atoms, rng: np.random.Generator, spread: float) -> Atoms | None:
    """Return rattled atoms with Lennard-Jones labels, or None where two are too close."""
    atoms = atoms.copy()
    atoms.positions += rng.normal(scale=spread, size=(len(atoms), 3))
    distances = atoms.get_all_distances()[np.triu_indices(len(atoms), 1)]
    if distances.min() < 3.2:
        return None
    atoms.calc = lennard_jones()
    energy, forces = atoms.get_potential_energy(), atoms.get_forces()
    atoms.calc = SinglePointCalculator(atoms, energy=energy, forces=forces)
    return atoms


def lennard_jones() -> LennardJones:
    """Return argon without a cutoff that would be felt."""
    return LennardJones(epsilon=0.0103, sigma=3.4, rc=1000.0)


def clusters(n: int, count: int, rng: np.random.Generator) -> list[Atoms]:
    """Return rattled minima of n argon atoms; of two, distances up to 9 A."""
    result: list[Atoms] = []
    while len(result) < count:
        if n == 2:
            atoms = Atoms("Ar2", [(0, 0, 0), (rng.uniform(3.2, 9.0), 0, 0)])
        else:
            atoms = Atoms(f"Ar{n}", rng.uniform(-3.0, 3.0, (n, 3)))
            if atoms.get_all_distances()[np.triu_indices(n, 1)].min() < 2.5:
                continue
            atoms.calc = lennard_jones()
            BFGS(atoms, logfile=None).run(fmax=0.01, steps=100)
        made = argon(atoms, rng, rng.uniform(0.05, 0.3))
        result += [] if made is None else [made]
    return result


def argon_rows() -> list[Row]:
    """Return the row for small clusters that teach a larger one."""
    rng = np.random.default_rng(0)
    data = [atoms for n in range(2, 7) for atoms in clusters(n, 40, rng)]
    large = Icosahedron("Ar", 2, latticeconstant=5.4)
    large.calc = lennard_jones()
    BFGS(large, logfile=None).run(fmax=0.001, steps=200)
    drawn = (argon(Atoms("Ar13", large.positions), rng, rng.uniform(0.02, 0.2)) for _ in range(200))
    test = [atoms for atoms in drawn if atoms is not None][:50]
    # Centred Gaussians in a geometric row are what 1/r^6 and 1/r^12 are integrals of; shifted ones stand beside them.
    centred, shifted = (
        Course(data, lambda s, k=kind: behler_recipe(s, 12.0, n_radial=14, n_angular=0, kind=k), hidden=())  # type: ignore[misc]
        for kind in ("classic", "shifted")
    )
    errors, other = judged(centred.end, test, "RMSE"), judged(shifted.end, test, "RMSE")
    text = (
        f"{errors[0]:.4f} meV/atom, {errors[1]:.3f} meV/A on {len(test)} Ar13; {centred.total:.1f} s "
        f"(`kind='shifted'`, the default: {other[0]:.2f}, {other[1]:.1f})"
    )
    arguments = "`behler_recipe(train, 12, n_radial=14, n_angular=0, kind='classic')`, `hidden=()`"
    return [(f"40 each of Ar2 to Ar6 carried over to Ar13, {arguments}", text, "0.1 meV/atom")]


def growth_rows() -> list[Row]:
    """Return the row for more and more cells, each in a process of its own, which tells its memory."""
    code = "import sys, atoms_training; atoms_training.one_size(int(sys.argv[1]))"
    said = []
    for n in SIZES:
        done = subprocess.run(
            [sys.executable, "-c", code, str(n)], cwd=Path(__file__).parent, env={**os.environ, "OMP_NUM_THREADS": "1"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        said.append([float(number) for number in done.stdout.split()])
        print(n, "cells:", *said[-1], "CPU s for the first step, CPU s, MB at the start, MB at the peak", flush=True)
    exponent = np.polyfit(np.log(SIZES), np.log([row[1] for row in said]), 1)[0]
    text = (
        f"exponent {exponent:.2f} ({listed([row[1] for row in said], 1)} s); "
        f"at most {listed([row[3] for row in said], 0)} MB, of which {said[0][2]:.0f} MB are the libraries"
    )
    name = f"{STEPS} steps with {', '.join(f'{n:,}' for n in SIZES)} cells of Si64 (the 120, moved by 0.001 A)"
    return [(name, text, "linear, 2 GB")]


def one_size(n: int) -> None:
    """Print CPU seconds and MB for a few steps with so many cells."""
    known, rng = load("silicon", "train"), np.random.default_rng(0)
    cells = []
    for i in range(n):
        old = known[i % len(known)]
        atoms = old.copy()
        atoms.positions += rng.normal(scale=1e-3, size=atoms.positions.shape)
        # The labels are those of the cell before it moved: nobody looks at these errors.
        atoms.calc = SinglePointCalculator(atoms, **old.calc.results)
        cells.append(atoms)
    before, start, seconds = peak_memory(), time.process_time(), []

    def stop(progress: Any) -> bool:
        seconds.append(time.process_time() - start)
        return progress.step > STEPS

    with one_thread(), silence():
        train(cells, behler_recipe(known, 4.5), on_step=stop)
    print(f"{seconds[0]:.2f} {seconds[-1]:.2f} {before:.0f} {peak_memory():.0f}")


def peak_memory() -> float:
    """Return the most memory that this process has had, in MB; Linux only, elsewhere NaN."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), float("nan"))


def dynamics_rows() -> list[Row]:
    """Return rows for the calculator."""
    potential = Course(load("silicon", "train"), lambda s: behler_recipe(s, 4.5), 5.0).end
    parts = []
    for repeat, steps in ((2, 200), (4, 40)):
        atoms = bulk("Si", cubic=True) * (repeat, repeat, repeat)
        atoms.calc = potential.calculator()
        MaxwellBoltzmannDistribution(atoms, temperature_K=300, rng=np.random.default_rng(0))
        motion = VelocityVerlet(atoms, 1 * units.fs)
        motion.run(3)
        start = time.process_time()
        motion.run(steps)
        parts.append(f"{steps / (time.process_time() - start):.0f} for {len(atoms)} Si")
    return [("MD with ASE, steps per CPU second, 23 functions, 4.5 A", "; ".join(parts), ""), overhead_row(potential)]


def overhead_row(potential: NeuralPotential) -> Row:
    """Return what ASE and the calculator add to a prediction."""
    atoms = bulk("Si", cubic=True)
    atoms.calc = potential.calculator()
    bare, whole = [], []
    for i in range(200):
        atoms.positions[0, 0] = 1e-4 * i
        start = time.process_time()
        atoms.get_forces()
        middle = time.process_time()
        potential.predict(atoms)
        whole.append(middle - start)
        bare.append(time.process_time() - middle)
    own = median(w - b for w, b in zip(whole[20:], bare[20:], strict=True))
    text = f"{1e3 * own:.2f} ms beside {1e3 * median(bare[20:]):.2f} ms of the model"
    return ("the calculator's overhead per call beyond the model, 8 Si", text, "1 ms")


def gap_rows(n_cells: int = 60) -> list[Row]:
    """Return the row of the peer, GAP with SOAP, on some of the same cells."""
    name = f"GAP/SOAP (gap_fit) with {n_cells} of the Si64 cells"
    program = PEERS.parent / "gap_fit"
    if not program.exists():
        return [(name, "not installed here; quoted: 0.27 meV/atom, 21 meV/A, 37 s, 105 ms per prediction", "")]
    quiet = {**os.environ, "OMP_NUM_THREADS": "1"}
    test = load("silicon", "test")
    with tempfile.TemporaryDirectory() as folder:
        for part, cells in (("train", load("silicon", "train")[:n_cells]), ("test", test)):
            write(Path(folder) / f"{part}.xyz", [in_words(atoms) for atoms in cells], format="extxyz")
        arguments = [
            "at_file=train.xyz",
            f"gap={{{SOAP}}}",
            "energy_parameter_name=ref_energy",
            "force_parameter_name=ref_forces",
            "e0_method=average",
            "default_sigma={0.0003 0.025 0.0 0.0}",
            "gp_file=gap.xml",
            "do_copy_at_file=F",
            "sparse_separate_file=T",
        ]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([str(program), *arguments], cwd=folder, env=quiet, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        command = [str(PEERS), "-c", PREDICT, "gap.xml", "test.xyz", "out.xyz"]
        said = subprocess.run(command, cwd=folder, env=quiet, capture_output=True, text=True, check=True).stdout
        predicted = read(Path(folder) / "out.xyz", ":")
    energy = [(p.info["gap_energy"] - t.get_potential_energy()) / len(t) for p, t in zip(predicted, test, strict=True)]
    force = [p.arrays["gap_forces"] - t.get_forces() for p, t in zip(predicted, test, strict=True)]
    rmse = [1e3 * float(np.sqrt(np.mean(np.square(errors)))) for errors in (energy, force)]
    text = (
        f"{rmse[0]:.2f} meV/atom, {rmse[1]:.1f} meV/A; {seconds:.0f} s; {float(said.split()[-1]):.0f} ms per prediction"
    )
    return [(name, text, "")]


def in_words(atoms: Atoms) -> Atoms:
    """Return atoms with their labels under names that no calculator claims."""
    result = atoms.copy()
    result.info["ref_energy"], result.arrays["ref_forces"] = atoms.get_potential_energy(), atoms.get_forces()
    return result


ROWS: dict[str, Callable[[], list[Row]]] = {
    "calibration": calibration_rows,
    "silicon": silicon_rows,
    "gap": gap_rows,
    "mlearn": mlearn_rows,
    "mlearn_own": own_mlearn_rows,
    "h2": h2_rows,
    "water": water_rows,
    "argon": argon_rows,
    "growth": growth_rows,
    "dynamics": dynamics_rows,
}


def rows(names: Sequence[str] = tuple(ROWS)) -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    with one_thread():
        return [row for name in names for row in ROWS[name]()]


def main() -> None:
    """Print some rows, or all, each with the load of the machine."""
    global DATA
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of {', '.join(ROWS)}")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the mlearn data")
    arguments = parser.parse_args()
    DATA = arguments.data
    for name in arguments.names or ROWS:
        for row in rows([name]):
            print(*row, sep=" | ", flush=True)
        print(f"(load {os.getloadavg()[0]:.1f})" if hasattr(os, "getloadavg") else "", flush=True)


if __name__ == "__main__":
    main()
