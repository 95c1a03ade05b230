"""Coupled cluster for one water molecule: energies and analytic gradients of 768 geometries, resumable.

The method is CCSD(T) in cc-pVDZ, the 1s orbital of oxygen frozen (the basis has no functions for its correlation). A
geometry is drawn from its own number alone, so that a run that was stopped goes on with the next one and ends in the
same data: lengths and angle from a box, kept with probability exp(-V / 1 eV) of a simple model V below 1.6 eV, turned
at random. What coupled cluster then puts above 1.5 eV, or trusts little (T1 above 0.02), is left out, and counted.

    python tools/reference/water.py compute     # about 1 s each; stop and start as you like
    python tools/reference/water.py triple      # the same energies in cc-pVTZ, some seconds each, at 20 geometries
    python tools/reference/water.py write       # miniff_edu/data/water.npz and water.toml
"""

import argparse
import json
from pathlib import Path

import numpy as np
from keep import keep
from pyscf import cc, gto, scf
from pyscf.cc import ccsd_t_lambda_slow as multipliers
from pyscf.data.nist import BOHR, HARTREE2EV
from pyscf.grad import ccsd_t as gradients
from scipy.optimize import minimize
from scipy.spatial.transform import Rotation

N_GEOMETRIES, N_TRAIN = 768, 600
HIGHEST, LARGEST_T1 = 1.5, 0.02  # eV above the minimum; no unit
SEED = 2026


def place(r1: float, r2: float, angle: float) -> np.ndarray:
    """Return the positions of O, H, H [3, 3] in Angstrom, from two lengths and the angle in radians."""
    return np.array([[0, 0, 0], [r1, 0, 0], [r2 * np.cos(angle), r2 * np.sin(angle), 0]])


def draw(number: int) -> np.ndarray:
    """Return the positions of geometry ``number``, rounded to what is stored, so that the labels belong to them."""
    random = np.random.default_rng([SEED, number])
    while True:
        r1, r2, angle = random.uniform([0.75, 0.75, np.radians(60)], [1.5, 1.5, np.radians(180)])
        stretch = sum(5.5 * (1 - np.exp(-2.19 * (r - 0.966))) ** 2 for r in (r1, r2))
        model = stretch + 0.5 * 4.4 * (angle - np.radians(101.9)) ** 2
        if model < HIGHEST + 0.1 and random.random() < np.exp(-model):
            positions = place(r1, r2, angle)
            turned = Rotation.random(rng=random).apply(positions - positions.mean(axis=0))
            return np.round(turned, 8)


def coupled_cluster(positions: np.ndarray, basis: str = "cc-pvdz", gradient: bool = True) -> dict:
    """Return the energy [eV], the forces [3, 3] in eV/A where asked for, and the T1 diagnostic."""
    atoms = list(zip("OHH", positions.tolist(), strict=True))
    molecule = gto.M(atom=atoms, basis=basis, unit="Angstrom", verbose=0)
    field = scf.RHF(molecule).set(conv_tol=1e-11)
    field.kernel()
    solver = cc.CCSD(field).set(frozen=1, conv_tol=1e-9, conv_tol_normt=1e-7)
    _, t1, t2 = solver.kernel()
    if not (field.converged and solver.converged):
        raise RuntimeError(f"Not converged at {positions.tolist()}.")
    result = {"t1": float(solver.get_t1_diagnostic(t1))}
    if gradient:
        integrals = solver.ao2mo()
        triples = solver.ccsd_t(t1, t2, integrals)
        converged, l1, l2 = multipliers.kernel(solver, integrals, t1, t2, tol=1e-7, verbose=0)
        if not converged:
            raise RuntimeError(f"The multipliers did not converge at {positions.tolist()}.")
        slope = gradients.Gradients(solver).kernel(t1, t2, l1, l2, integrals)
        result["forces"] = (-slope * HARTREE2EV / BOHR).tolist()
    else:
        triples = solver.ccsd_t(t1, t2)
    return {"energy": float((solver.e_tot + triples) * HARTREE2EV), **result}


def valley(internal: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the energy of a symmetric molecule, and its slope by the length and by the angle."""
    length, angle = internal
    found = coupled_cluster(place(length, length, angle))
    along, across = np.array([np.cos(angle), np.sin(angle)]), length * np.array([-np.sin(angle), np.cos(angle)])
    forces = np.array(found["forces"])
    return found["energy"], -np.array([forces[1, 0] + forces[2, :2] @ along, forces[2, :2] @ across])


def read(path: Path) -> list[dict]:
    """Return the lines that are there; a last one that was cut off is computed again."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def compute(path: Path) -> None:
    """Add geometries to ``path`` until 768 of them are kept; the first line is the minimum."""
    done = read(path)
    path.write_text("".join(json.dumps(line) + "\n" for line in done), encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:

        def add(line: dict) -> None:
            done.append(line)
            file.write(json.dumps(line) + "\n")
            file.flush()

        if not done:
            low = minimize(valley, [0.966, 1.779], jac=True, method="BFGS", options={"gtol": 1e-3})
            add({"number": -1, "length": low.x[0], "angle": np.degrees(low.x[1]), "energy": low.fun, "t1": 0.0})
        while sum(kept(line, done[0]["energy"]) for line in done) < N_GEOMETRIES:
            number = len(done) - 1
            positions = draw(number)
            add({"number": number, "positions": positions.tolist(), **coupled_cluster(positions)})


def kept(line: dict, lowest: float) -> bool:
    """Say whether a geometry is low enough, and coupled cluster to be trusted there."""
    return line["number"] >= 0 and line["energy"] - lowest < HIGHEST and line["t1"] <= LARGEST_T1


def compute_triple(path: Path, done: list[dict]) -> None:
    """Add energies in cc-pVTZ at the minimum of cc-pVDZ and at 20 geometries, evenly over all that are kept."""
    there = {line["number"] for line in read(path)}
    with path.open("a", encoding="utf-8") as file:
        for line in chosen(done):
            if line["number"] not in there:
                energy = coupled_cluster(np.array(line["positions"]), "cc-pvtz", gradient=False)["energy"]
                file.write(json.dumps({"number": line["number"], "energy": energy}) + "\n")
                file.flush()


def chosen(done: list[dict]) -> list[dict]:
    """Return the minimum, with its positions, and 20 of the kept geometries."""
    low = done[0]
    angle = np.radians(low["angle"])
    those = [line for line in done if kept(line, low["energy"])]
    return [{**low, "positions": place(low["length"], low["length"], angle).tolist()}, *those[:: len(those) // 20][:20]]


def write(done: list[dict], triple: list[dict]) -> None:
    """Write the set, with the error of the basis as the larger one tells it."""
    low = done[0]
    those = [line for line in done if kept(line, low["energy"])][:N_GEOMETRIES]
    larger = {line["number"]: line["energy"] for line in triple}
    asked = [line for line in chosen(done) if line["number"] in larger]
    # How much higher cc-pVTZ puts a geometry above the minimum of cc-pVDZ.
    higher = np.array([larger[line["number"]] - larger[-1] - (line["energy"] - low["energy"]) for line in asked[1:]])
    drawn = [line for line in done if line["number"] >= 0]
    keep(
        "water",
        {
            "numbers": np.array([8, 1, 1]),
            **{field: np.array([line[field] for line in those]) for field in ("positions", "energy", "forces")},
            "train": np.arange(len(those)) < N_TRAIN,
        },
        ["pyscf", "numpy", "scipy"],
        {
            "title": "One water molecule, up to 1.5 eV above its minimum",
            "method": "CCSD(T)/cc-pVDZ, the 1s orbital of oxygen frozen, analytic gradients",
            "selection": (
                "lengths 0.75 to 1.5 A, angle 60 to 180 degrees, kept with probability exp(-V / 1 eV) of a model V; "
                "turned at random; seed 2026; the first 600 are for training"
            ),
            "drawn": len(drawn),
            "left_out_high": sum(line["energy"] - low["energy"] >= HIGHEST for line in drawn),
            "left_out_T1": sum(line["t1"] > LARGEST_T1 for line in drawn),
            "largest_T1": round(max(line["t1"] for line in those), 5),
            "citations": [
                "CCSD(T): K. Raghavachari et al., Chem. Phys. Lett. 157, 479 (1989), doi:10.1016/S0009-2614(89)87395-6",
                "cc-pVDZ: T. H. Dunning, J. Chem. Phys. 90, 1007 (1989), doi:10.1063/1.456153",
                "T1: T. J. Lee, P. R. Taylor, Int. J. Quantum Chem. 36 (S23), 199 (1989), doi:10.1002/qua.560360824",
                "PySCF: Q. Sun et al., J. Chem. Phys. 153, 024109 (2020), doi:10.1063/5.0006074",
            ],
            "minimum": {
                "length": round(low["length"], 5), "angle": round(low["angle"], 3), "energy": round(low["energy"], 8),
            },
            "basis_error": {
                "what": "energy above the minimum, cc-pVTZ minus cc-pVDZ, in eV",
                "geometries": len(higher),
                "mean": round(float(higher.mean()), 4),
                "RMS": round(float(np.sqrt((higher**2).mean())), 4),
                "largest": round(float(np.abs(higher).max()), 4),
            },
        },
    )  # fmt: skip


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["compute", "triple", "write"])
    parser.add_argument("--kept", type=Path, default=Path(".reference"), help="folder of what is computed so far")
    given = parser.parse_args()
    given.kept.mkdir(exist_ok=True)
    single, triple = given.kept / "water.jsonl", given.kept / "water_triple.jsonl"
    if given.what == "compute":
        compute(single)
    elif given.what == "triple":
        compute_triple(triple, read(single))
    else:
        write(read(single), read(triple))


if __name__ == "__main__":
    main()
