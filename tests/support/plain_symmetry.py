"""Symmetry functions written down as they are defined, in torch, for autograd: slow, and without the library."""

from itertools import product

import numpy as np
import torch
from ase import Atoms

from miniff_edu.atoms import G2, G4, SymmetryFunctions
from miniff_edu.atoms.functions import Angular, SymmetryFunction

FORMULAS = {
    "cosine": lambda x: (1 + torch.cos(torch.pi * x)) / 2,
    "tanh3": lambda x: torch.tanh(1 - x) ** 3,
    "tanh3_normalised": lambda x: torch.tanh(1 - x) ** 3 / np.tanh(1) ** 3,
    "smooth": lambda x: torch.exp(1 - 1 / (1 - x**2)),
    "poly1": lambda x: (2 * x - 3) * x**2 + 1,
    "poly2": lambda x: ((15 - 6 * x) * x - 10) * x**3 + 1,
    "poly3": lambda x: (x * (x * (20 * x - 70) + 84) - 35) * x**4 + 1,
    "poly4": lambda x: (x * (x * ((315 - 70 * x) * x - 540) + 420) - 126) * x**5 + 1,
}


def f_c(kind: str, r: torch.Tensor, cutoff: float, inner: float = 0.0) -> torch.Tensor:
    """Return the cutoff function, with n2p2's formulas."""
    x = ((r / cutoff - inner) / (1 - inner)).clip(0)
    inside = r < cutoff
    return torch.where(inside, FORMULAS[kind](torch.where(inside, x, torch.zeros_like(x) + 0.5)), 0.0)


def neighbours(atoms: Atoms, cutoff: float) -> list[tuple[int, int, np.ndarray]]:
    """Return (i, j, shift of the cell) for all neighbours of all atoms, by trying enough cells for small structures."""
    reach = [8 if periodic else 0 for periodic in atoms.pbc]
    found = []
    shifts = np.array(list(product(*(range(-n, n + 1) for n in reach))))
    for i, j in product(range(len(atoms)), repeat=2):
        vectors = atoms.positions[j] - atoms.positions[i] + shifts @ atoms.cell.array
        r = np.linalg.norm(vectors, axis=1)
        near = (r < cutoff) & ~((i == j) & (shifts == 0).all(axis=1))
        found += [(i, j, shift) for shift in shifts[near]]
    return found


def plain_values(
    atoms: Atoms, sf: SymmetryFunctions, positions: torch.Tensor | None = None, strain: torch.Tensor | None = None
) -> dict[str, torch.Tensor]:
    """Return what ``sf(atoms)`` returns, as tensors that remember positions [n, 3] and strain [3, 3]."""
    x = torch.tensor(atoms.positions) if positions is None else positions
    turned = torch.eye(3, dtype=torch.float64) + (torch.zeros(3, 3, dtype=torch.float64) if strain is None else strain)
    x, cell = x @ turned.T, torch.tensor(atoms.cell.array) @ turned.T
    found = neighbours(atoms, sf.cutoff)
    symbols = atoms.get_chemical_symbols()
    result = {}
    for element, functions in sf.functions.items():
        rows = []
        for centre in (i for i, symbol in enumerate(symbols) if symbol == element):
            mine = [(j, torch.tensor(shift, dtype=torch.float64)) for i, j, shift in found if i == centre]
            kinds = [symbols[j] for j, _ in mine]
            vectors = torch.stack([x[j] + shift @ cell - x[centre] for j, shift in mine]) if mine else torch.zeros(0, 3)
            rows.append([_plain(function, sf, vectors, kinds) for function in functions])
        shape = len(rows), len(functions)
        flat = [value for row in rows for value in row]
        result[element] = (torch.stack(flat) if flat else torch.zeros(0, dtype=torch.float64)).reshape(shape)
    return result


def _plain(function: SymmetryFunction, sf: SymmetryFunctions, vectors: torch.Tensor, kinds: list[str]) -> torch.Tensor:
    def radial(distance: torch.Tensor) -> torch.Tensor:
        gauss = torch.exp(-function.eta * (distance - function.shift) ** 2)
        return gauss * f_c(sf.cutoff_function, distance, function.cutoff or sf.cutoff, sf.inner)

    total = torch.zeros((), dtype=torch.float64)
    if isinstance(function, G2):
        near = [n for n, kind in enumerate(kinds) if kind == function.neighbour]
        return radial(vectors[near].norm(dim=1)).sum() if near else total
    assert isinstance(function, Angular)
    pairs = [
        (m, n) for n in range(len(kinds)) for m in range(n) if sorted((kinds[m], kinds[n])) == list(function.neighbours)
    ]
    if not pairs:
        return total
    first, second = vectors[[m for m, _ in pairs]], vectors[[n for _, n in pairs]]
    a, b = first.norm(dim=1), second.norm(dim=1)
    cosine = (first * second).sum(dim=1) / (a * b)
    term = 2 ** (1 - function.zeta) * (1 + function.lam * cosine).clip(0) ** function.zeta * radial(a) * radial(b)
    if isinstance(function, G4):
        term = term * radial((second - first).norm(dim=1))
    return term.sum()


def plain_pull_back(atoms: Atoms, sf: SymmetryFunctions, c: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the derivatives of sum(c values) by positions and strain, by autograd."""
    x = torch.tensor(atoms.positions, requires_grad=True)
    strain = torch.zeros(3, 3, dtype=torch.float64, requires_grad=True)
    values = plain_values(atoms, sf, x, strain)
    nothing = 0 * x.sum() + 0 * strain.sum()  # an atom alone depends on neither
    total = sum((torch.tensor(weight) * values[element]).sum() for element, weight in c.items()) + nothing
    by_x, by_strain = torch.autograd.grad(total, (x, strain))
    return by_x.numpy(), by_strain.numpy()
