"""Symmetry functions: energies and forces against torch's autograd and, where it is installed, dscribe.

CPU milliseconds of one thread, lists of neighbours included, medians; the programs take turns. dscribe runs in its own
environment, which tools/peers.py makes (or MINIFF_PEERS names).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from ase import Atoms
from ase.build import bulk, molecule

from miniff_edu._support.threads import one_thread
from miniff_edu.atoms import G2, G4, G5, NeuralPotential, SymmetryFunctions
from miniff_edu.atoms.functions import SymmetryFunction
from miniff_edu.models import behler_nn

REPEATS = 15
Row = tuple[str, str, str]
PEERS = os.environ.get("MINIFF_PEERS", str(Path(__file__).resolve().parent.parent / ".venv-peers" / "bin" / "python"))
SHIFTS = [(0.5, float(shift)) for shift in range(6)]
CENTRED = [(0.0, zeta, lam) for zeta in (1, 2, 4, 16) for lam in (1, -1)]
WIDE = [(eta, zeta, lam) for eta in (0.05, 0.2) for zeta, lam in ((1, 1), (1, -1), (2, 1), (4, 1))]
# What dscribe runs: structures and parameters come as JSON, one line each time; CPU seconds go back.
PEER = """
import json, sys, time
from ase import Atoms
from dscribe.descriptors import ACSF
for line in sys.stdin:
    task = json.loads(line)
    atoms = [Atoms(**fields) for fields in task["atoms"]]
    acsf = ACSF(r_cut=task["cutoff"], g2_params=task["g2"], g4_params=task["g4"], g5_params=task["g5"],
                species=task["species"], periodic=any(a.pbc.any() for a in atoms))
    start = time.process_time()
    for a in atoms:
        acsf.create(a)
    print(time.process_time() - start, flush=True)
"""


class Dscribe:
    """dscribe in a process of its own, which waits for its turn."""

    def __init__(self) -> None:
        quiet = {**os.environ, "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [PEERS, "-c", PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet
        )

    def seconds(self, atoms: list[Atoms], cutoff: float, **parameters: Any) -> float:
        """Return the CPU seconds for the values of all functions."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        fields = [
            {key: getattr(a, key).tolist() for key in ("positions", "numbers", "pbc")} | {"cell": a.cell.tolist()}
            for a in atoms
        ]
        empty: dict[str, Any] = {"g2": None, "g4": None, "g5": None}
        species = sorted({symbol for a in atoms for symbol in a.symbols})
        task = {**empty, **parameters, "atoms": fields, "cutoff": cutoff, "species": species}
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def silicon(n: int) -> Atoms:
    """Return n x n x n cubic cells, rattled."""
    atoms = bulk("Si", cubic=True) * (n, n, n)
    atoms.rattle(0.05, seed=0)
    return atoms


def salt() -> Atoms:
    """Return 512 atoms of NaCl, rattled."""
    atoms = bulk("NaCl", "rocksalt", a=5.64, cubic=True) * (4, 4, 4)
    atoms.rattle(0.05, seed=0)
    return atoms


def functions(elements: tuple[str, ...], kind: type, shift: float = 0.0) -> dict[str, list[SymmetryFunction]]:
    """Return six G2 and eight angular functions, for all combinations of elements."""
    pairs = [(a, b) for i, a in enumerate(elements) for b in elements[i:]]
    radial: list[SymmetryFunction] = [G2(eta=eta, shift=s, neighbour=b) for b in elements for eta, s in SHIFTS]
    rows = CENTRED if kind is G4 else WIDE
    angular = [
        kind(eta=eta + (shift > 0) * 0.1, zeta=zeta, lam=lam, neighbours=pair, shift=shift)
        for pair in pairs
        for eta, zeta, lam in rows
    ]
    return {element: [*radial, *angular] for element in elements}


def energy_and_forces(sf: SymmetryFunctions, atoms: Atoms, weights: list[np.ndarray], strain: bool = False) -> Any:
    """Return the sum of all weighted functions and its derivative, as a potential would compute them."""
    workspace = sf.workspace([atoms])
    energy = sum(float((w * v).sum()) for w, v in zip(weights, workspace.values(), strict=True))
    by_pairs = workspace.pull_back(weights)
    return energy, workspace.by_atoms(by_pairs), workspace.by_strain(by_pairs) if strain else None


def by_autograd(sf: SymmetryFunctions, atoms: Atoms, weights: list[np.ndarray]) -> tuple[float, torch.Tensor]:
    """Return the same for one element and the cosine cutoff: eager torch on the library's lists of triples."""
    workspace = sf.workspace([atoms])
    pairs, fan = workspace.pairs, workspace.fan(0, 0)
    n = len(atoms)
    vectors = torch.tensor(pairs.vectors, requires_grad=True)
    edges = slice(0, len(fan.row))
    edge = vectors[:, torch.from_numpy(fan.pair)] * torch.from_numpy(fan.sign)
    r = edge.norm(dim=0)
    rows = torch.from_numpy(fan.row)
    values = torch.zeros(len(weights[0]), n, dtype=torch.float64)
    fc = (1 + torch.cos(r * (torch.pi / sf.cutoff))) / 2
    listed = sf.functions["Si"]
    parts = []
    for function in listed:
        if isinstance(function, G2):
            terms = torch.exp(-function.eta * (r - function.shift) ** 2) * fc
            parts.append(values.new_zeros(n).index_add(0, rows, terms))
    e1, e2 = [], []
    from miniff_edu.atoms.fans import triples

    for some in triples(fan, fan):
        e1.append(some.e1 + some.edges_1.start)
        e2.append(some.e2 + some.edges_2.start)
    first, second = (torch.from_numpy(np.concatenate(e)) for e in (e1, e2))
    closed = isinstance(listed[-1], G4)
    if closed:
        with torch.no_grad():
            near = (edge[:, second] - edge[:, first]).norm(dim=0) < sf.cutoff
        first, second = first[near], second[near]
    a, b = r[first], r[second]
    cosine = (edge[:, first] * edge[:, second]).sum(0) / (a * b)
    weight = fc[first] * fc[second]
    c2 = None
    if closed:
        c = (edge[:, second] - edge[:, first]).norm(dim=0)
        weight = weight * (1 + torch.cos(c * (torch.pi / sf.cutoff))) / 2
        c2 = c**2
    centre = rows[first]
    gauss: dict[float, torch.Tensor] = {}
    for function in listed:
        if isinstance(function, (G4, G5)):
            if function.eta not in gauss:
                square = a**2 + b**2 if c2 is None else a**2 + b**2 + c2
                gauss[function.eta] = weight * torch.exp(-function.eta * square) if function.eta else weight
            angle = 2 ** (1 - function.zeta) * (1 + function.lam * cosine) ** int(function.zeta)
            parts.append(values.new_zeros(n).index_add(0, centre, angle * gauss[function.eta]))
    assert edges.stop == len(r)
    energy = (torch.stack(parts) * torch.from_numpy(weights[0])).sum()
    (slope,) = torch.autograd.grad(energy, vectors)
    forces = torch.zeros(n, 3, dtype=torch.float64)
    forces.index_add_(0, torch.from_numpy(pairs.second), slope.T)
    forces.index_add_(0, torch.from_numpy(pairs.first), -slope.T)
    return energy.item(), forces


def cpu(function: Callable[[], object]) -> float:
    """Return the CPU seconds that a call takes."""
    start = time.process_time()
    function()
    return time.process_time() - start


def in_turn(*functions: Callable[[], float], repeats: int = REPEATS) -> list[float]:
    """Return medians of what functions return, called in turn."""
    found = [[function() for function in functions] for _ in range(repeats)]
    return [median(column) for column in zip(*found[1:], strict=True)]


def random_weights(sf: SymmetryFunctions, atoms: Atoms) -> list[np.ndarray]:
    """Return a table of numbers for each element."""
    rng = np.random.default_rng(0)
    return [rng.normal(size=(len(f), sum(atoms.symbols == e))) for e, f in sf.functions.items()]


def forces_rows(peer: Dscribe | None) -> list[Row]:
    """Return the rows for 512 silicon atoms."""
    atoms, rows = silicon(4), []
    for kind, name, goal in ((G4, "8 G4", "40 ms"), (G5, "8 G5 by moments", "18 ms")):
        sf = SymmetryFunctions(functions(("Si",), kind), 6.0)
        weights = random_weights(sf, atoms)
        energy, forces, _ = energy_and_forces(sf, atoms, weights)
        other, others = by_autograd(sf, atoms, weights)
        assert abs(energy - other) < 1e-9 * abs(energy)
        assert np.abs(forces - others.numpy()).max() < 1e-11 * np.abs(forces).max()
        work: list[Callable[[], float]] = [
            lambda sf=sf, w=weights: cpu(lambda: energy_and_forces(sf, atoms, w)),  # type: ignore[misc]
            lambda sf=sf: cpu(lambda: sf(atoms)),  # type: ignore[misc]
            lambda sf=sf, w=weights: cpu(lambda: by_autograd(sf, atoms, w)),  # type: ignore[misc]
        ]
        key = "g4" if kind is G4 else "g5"
        parameters = {"g2": SHIFTS, key: CENTRED if kind is G4 else WIDE}
        if peer is not None:
            work.append(lambda p=parameters: peer.seconds([atoms], 6.0, **p))  # type: ignore[misc]
        own, values, eager, *theirs = in_turn(*work)
        text = f"{1e3 * own:.1f} ms (values alone {1e3 * values:.1f}); torch's autograd {eager / own:.1f} x"
        text += "".join(f"; dscribe's values alone {seconds / own:.1f} x" for seconds in theirs)
        goal += ", 2 x autograd, 2 x dscribe" if kind is G4 else ", 8 x dscribe"
        rows.append((f"512 Si, 6 A, 6 G2 + {name}: energies and forces", text, goal))
    return rows


def variants_row() -> Row:
    """Return the row of what makes it slower."""
    atoms, pair = silicon(4), salt()
    plain = SymmetryFunctions(functions(("Si",), G4), 6.0)
    weights = random_weights(plain, atoms)
    shifted = SymmetryFunctions(functions(("Si",), G4, 1.0), 6.0)
    two = SymmetryFunctions(functions(("Na", "Cl"), G4), 6.0)
    both = random_weights(two, pair)
    own, strain, shift, double = in_turn(
        lambda: cpu(lambda: energy_and_forces(plain, atoms, weights)),
        lambda: cpu(lambda: energy_and_forces(plain, atoms, weights, strain=True)),
        lambda: cpu(lambda: energy_and_forces(shifted, atoms, weights)),
        lambda: cpu(lambda: energy_and_forces(two, pair, both)),
    )
    text = (
        f"with strain {strain / own:.2f} x; with eta and shift {shift / own:.2f} x; 512 NaCl, "
        f"36 functions per element {double / own:.2f} x"
    )
    return "the same G4 with strain, shifts, two elements", text, ""


def derivatives_row() -> Row:
    """Return the row for all derivatives of many small cells."""
    cells = [bulk("Si", cubic=True) * (2, 2, 2) for _ in range(180)]
    for seed, atoms in enumerate(cells):
        atoms.rattle(0.08, seed=seed)
    radial = [G2(eta=4.0, shift=float(s), neighbour="Si") for s in np.linspace(2, 4.2, 8)]
    angular = [
        G5(eta=2.0, shift=float(s), zeta=zeta, lam=lam, neighbours=("Si", "Si"))
        for s in np.linspace(2, 4, 5)
        for zeta, lam in ((1, 1), (1, -1), (2, 1))
    ]
    sf = SymmetryFunctions({"Si": [*radial, *angular]}, 4.5, "smooth")
    (seconds,) = in_turn(lambda: cpu(lambda: sf.tensors(cells, derivatives=True)), repeats=6)
    return "all derivatives of 23 functions, 180 cells of 64 Si", f"{seconds:.2f} s", "0.5 s"


def growth_row() -> Row:
    """Return the row for large systems, each in a process of its own, which tells its memory."""
    code = "import sys, atoms_descriptors; atoms_descriptors.one_size(int(sys.argv[1]))"
    sizes, found = (2, 4, 8, 16), []
    for n in sizes:
        command = [sys.executable, "-c", code, str(n)]
        said = subprocess.run(
            command, cwd=Path(__file__).parent, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True,
            text=True, check=True,
        ).stdout  # fmt: skip
        found.append([float(number) for number in said.split()])
    atoms = [8 * n**3 for n in sizes]
    exponent = np.polyfit(np.log(atoms), np.log([row[0] for row in found]), 1)[0]
    text = f"exponent {exponent:.2f}; {found[-1][0]:.1f} s and {found[-1][1]:.0f} MB for 32,768"
    return "6 G2 + 8 G4, energies and forces, 64 to 32,768 Si", text, "1.05; 3 s, 300 MB"


def one_size(n: int) -> None:
    """Print CPU seconds and MB above the start for n x n x n cells."""
    atoms = silicon(n)
    sf = SymmetryFunctions(functions(("Si",), G4), 6.0)
    weights = random_weights(sf, atoms)
    energy_and_forces(sf, silicon(1), [w[:, :8] for w in weights])
    before = peak_memory()
    repeats = 5 if n < 8 else 1
    seconds = median(cpu(lambda: energy_and_forces(sf, atoms, weights)) for _ in range(repeats))
    print(seconds, peak_memory() - before)


def peak_memory() -> float:
    """Return the most memory that this process has had, in MB; Linux only, elsewhere NaN."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), float("nan"))


def water_row(peer: Dscribe | None) -> Row:
    """Return the row for many small molecules."""
    listed = [molecule("H2O") for _ in range(1000)]
    for seed, atoms in enumerate(listed):
        atoms.rattle(0.05, seed=seed)
    sf = SymmetryFunctions(functions(("O", "H"), G4), 6.0)
    work: list[Callable[[], float]] = [lambda: cpu(lambda: sf(listed))]
    if peer is not None:
        work.append(lambda: peer.seconds(listed, 6.0, g2=SHIFTS, g4=CENTRED))
    own, *theirs = in_turn(*work, repeats=7)
    text = f"{1e3 * own:.0f} ms" + "".join(f"; dscribe {seconds / own:.1f} x" for seconds in theirs)
    return "1,000 water molecules, values, from ase.Atoms", text, "4 x dscribe"


def import_row() -> Row:
    """Return the row for the import."""
    code = "import torch, time; t = time.process_time(); import miniff_edu.atoms; print(time.process_time() - t)"
    found = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    return "import of miniff_edu.atoms after torch", f"{median(found):.2f} s", "0.3 s"


def calculator_row() -> Row:
    """Return the row for what a calculator adds to descriptors: network, ASE, extrapolation, copies."""
    atoms = silicon(1)
    sf = SymmetryFunctions(functions(("Si",), G4), 6.0)
    weights = random_weights(sf, atoms)
    network = behler_nn(len(sf), seed=0, dtype=torch.float64)
    calculator = NeuralPotential(sf, {"Si": network}).calculator()
    own, bare = in_turn(
        lambda: cpu(lambda: calculator.calculate(atoms, ["energy", "forces"])),
        lambda: cpu(lambda: energy_and_forces(sf, atoms, weights, strain=True)),
        repeats=60,
    )
    text = f"{1e3 * (own - bare):.1f} ms beside {1e3 * bare:.1f} ms for descriptors and derivatives"
    return "the calculator's overhead per call, 8 Si", text, "1 ms"


def rows() -> list[Row]:
    """Return rows of the table: what, measured, allowed."""
    peer = Dscribe() if Path(PEERS).exists() else None
    with one_thread():
        return [
            *forces_rows(peer),
            variants_row(),
            derivatives_row(),
            growth_row(),
            water_row(peer),
            calculator_row(),
            import_row(),
        ]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep=" | ", flush=True)
