"""Whether energies, forces and positions belong together. In: structures and labels. Out: sentences, each with the fix.

Two things are true of any energy: its differences are the work of the forces, and a bond that is short is pushed apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .labels import Labels
from .neighbours import find_pairs
from .structures import make_batch

# eV, A, and eV again: those of ase.units, with the digits that are told; importing ase takes longer than all of atoms.
HARTREE, BOHR, KCAL, KJ = 27.211386, 0.529177, 0.0433641, 0.0103643
STEP = 0.6  # A: moves between two structures for which the mean of their forces tells the work
MOST_MEASURED = 100  # structures whose bonds are measured


def bonds_within(atoms: Any, within: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return pairs of atoms, the vectors between them and distances, up to `within` of the longest possible bond."""
    from ase.data import covalent_radii

    batch = make_batch([atoms], tuple(sorted(set(atoms.symbols))))
    pairs = find_pairs(batch, float(within * 2 * covalent_radii[atoms.numbers].max()))
    return batch.atom[pairs.first], batch.atom[pairs.second], pairs.vectors.T, pairs.r


def signs(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """See whether short bonds are pushed apart: the shorter one is among its kind, the more."""
    away, push = [], []
    for kind in _bonds(structures, labels).values():
        r, f = np.concatenate(kind, axis=1)
        away.append(r - r.mean())
        push.append(f - f.mean())
    if sum(map(len, away)) < 30:
        return
    r, f = np.concatenate(away), np.concatenate(push)
    if r @ f > 0.3 * np.linalg.norm(r) * np.linalg.norm(f):
        yield (
            "Forces draw the atoms of short bonds together and those of long ones apart: the wrong sign? Expected "
            "forces, minus the gradient of the energy. Multiply forces by -1."
        )


def _bonds(structures: Sequence[Any], labels: Labels) -> dict[tuple[int, int], list[np.ndarray]]:
    """Return lengths of bonds, and how much their atoms are pushed apart, for each two elements."""
    from ase.data import covalent_radii

    found = defaultdict(list)
    rows = [i for i, forces in enumerate(labels.forces) if forces is not None and len(forces) > 1]
    for i in rows[:: -(-len(rows) // MOST_MEASURED)] if rows else []:
        atoms, forces = structures[i], labels.forces[i]
        try:
            first, second, vectors, r = bonds_within(atoms, 1.25)
        except ValueError:
            continue  # told already
        assert forces is not None
        apart = ((forces[second] - forces[first]) * vectors).sum(axis=1) / r
        a, b = np.sort([atoms.numbers[first], atoms.numbers[second]], axis=0)
        bonded = r < 1.25 * (covalent_radii[a] + covalent_radii[b])
        for pair in set(zip(a[bonded].tolist(), b[bonded].tolist(), strict=True)):
            kind = bonded & (a == pair[0]) & (b == pair[1])
            found[pair].append(np.stack((r[kind], apart[kind])))
    return found


# dE over the work of the forces; what is wrong then
RATIOS = (
    (1 / HARTREE, f"energies are in Hartree and forces in eV/A. Multiply energies by {HARTREE}"),
    (1 / KCAL, f"energies are in kcal/mol and forces in eV/A. Multiply energies by {KCAL}"),
    (1 / KJ, f"energies are in kJ/mol and forces in eV/A. Multiply energies by {KJ}"),
    (KCAL, f"forces are in kcal/mol/A and energies in eV. Multiply forces by {KCAL}"),
    (KJ, f"forces are in kJ/mol/A and energies in eV. Multiply forces by {KJ}"),
    (HARTREE / BOHR, f"forces are in Hartree/Bohr and energies in eV. Multiply forces by {HARTREE / BOHR:.4f}"),
    (HARTREE, f"forces are in Hartree/A and energies in eV. Multiply forces by {HARTREE}"),
    (
        1 / BOHR,
        f"energies are in Hartree and forces in Hartree/Bohr. Multiply energies by {HARTREE} and forces by "
        f"{HARTREE / BOHR:.4f}",
    ),
    (BOHR, f"positions are in Bohr. Multiply positions and cell by {BOHR}"),
    (1e-3, "forces are in meV/A. Divide forces by 1000"),
)


def work(structures: Sequence[Any], labels: Labels) -> Iterator[str]:
    """Compare the differences of energies with the work of the forces between neighbours in the file.

    Between structures that are near each other dE = -(mean of the forces) . dx, exactly where the energy is of second
    order. Only if that, times one of the factors that mistakes bring, explains the differences, anything is said.
    """
    rows = []
    for i in range(1, len(structures)):
        first, second, de = labels.forces[i - 1], labels.forces[i], labels.energies[i] - labels.energies[i - 1]
        if first is not None and second is not None and not np.isnan(de):
            done = _work_between(structures[i - 1], structures[i], first, second)
            rows += [] if done is None else [(done, de, len(first))]
    w, de, sizes = np.array(rows).reshape(-1, 3).T
    if len(w) < 5 or not w.any() or not de.any():
        return

    def rest(factor: Any) -> float:
        return float(np.linalg.norm(de - factor * w) / np.linalg.norm(de))

    per_atom = "energies are per atom. Expected totals: multiply each by the number of its atoms"
    kinds: list[tuple[Any, str]] = [*RATIOS, (1 / sizes, per_atom)]
    best = min(rest(factor) for factor, _ in kinds)
    if best < 0.3 and rest(1.0) > 0.5:
        slope = float(de @ w / (w @ w))  # some factors are so near each other that the numbers do not tell them apart
        words = [said for factor, said in kinds if rest(factor) == best or abs(np.mean(factor) / slope - 1) < 0.25]
        yield f"Energies change by {slope:.2g} times the work of the forces: {'; or '.join(words)}."


def _work_between(a: Any, b: Any, f_a: np.ndarray, f_b: np.ndarray) -> float | None:
    """Return what it costs to go from one structure to another; None unless they are the same atoms, moved a little."""
    if len(a) != len(b) or not np.array_equal(a.numbers, b.numbers) or not np.allclose(a.cell, b.cell, atol=1e-8):
        return None
    x, y = a.positions, b.positions
    if a.pbc.any():
        dx = y - x
        if a.cell.rank == 3:
            fractions = np.linalg.solve(a.cell.array.T, dx.T).T
            dx -= np.where(a.pbc, np.round(fractions), 0) @ a.cell.array  # an atom that has left the cell came back
    else:  # molecules turn
        x, y = x - x.mean(axis=0), y - y.mean(axis=0)
        u, _, v = np.linalg.svd(y.T @ x)
        turn = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ v))]) @ v
        dx, f_b = y @ turn - x, f_b @ turn
    if not 1e-4 < np.abs(dx).max(initial=0.0) < STEP:
        return None
    return float(-0.5 * np.sum((f_a + f_b) * dx))
