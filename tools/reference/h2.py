"""Full configuration interaction for the hydrogen molecule: energies and analytic forces at 141 distances.

Two electrons in all orbitals of cc-pVQZ, which is exact but for the basis. Distances are spaced evenly in their
logarithm, from 0.3 to 6 A; every third is a test.

    python tools/reference/h2.py    # miniff_edu/data/h2.npz and h2.toml, some minutes
"""

import numpy as np
from keep import keep
from pyscf import ao2mo, gto, scf
from pyscf.data.nist import BOHR, HARTREE2EV
from scipy.interpolate import CubicHermiteSpline
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh

BASIS = "cc-pvqz"
DISTANCES = np.round(np.geomspace(0.3, 6, 141), 6)
WOLNIEWICZ = {"r_e": 0.741421, "D_e": 4.74773}  # A, eV


def full_interaction(distance: float, basis: str = BASIS) -> tuple[float, float]:
    """Return the energy [eV], and the force on the second atom away from the first [eV/A].

    Two electrons in a singlet are one symmetric matrix of coefficients, so that the Hamiltonian is applied to it in two
    products; a general program would go through tables of all excitations.
    """
    molecule = gto.M(atom=[("H", (0, 0, 0)), ("H", (0, 0, distance))], basis=basis, unit="Angstrom", verbose=0)
    n, one, overlap = molecule.nao, scf.hf.get_hcore(molecule), molecule.intor("int1e_ovlp")
    levels, orbitals = eigh(one, overlap)
    pairs = ao2mo.restore(1, molecule.intor("int2e", aosym="s8"), n).transpose(0, 2, 1, 3).reshape(n * n, n * n)

    def apply(x: np.ndarray) -> np.ndarray:
        c = x.reshape(n, n)
        c = (c + c.T) / 2
        repulsion = (pairs @ (orbitals @ c @ orbitals.T).ravel()).reshape(n, n)
        return ((levels[:, None] + levels) * c + orbitals.T @ repulsion @ orbitals).ravel()

    start = np.zeros((n, n))
    start[0, 0], start[1, 1] = 1, -0.1
    values, vectors = eigsh(
        LinearOperator((n * n, n * n), apply, dtype=float), 1, which="SA", v0=start.ravel(), tol=1e-12, ncv=30
    )
    energy = values[0] + molecule.energy_nuc()
    d = orbitals @ vectors.reshape(n, n) @ orbitals.T
    slope = _slope(molecule, one, overlap, (d + d.T) / 2, values[0])
    return float(energy * HARTREE2EV), float(-slope * HARTREE2EV / BOHR)


def _slope(molecule: gto.Mole, one: np.ndarray, overlap: np.ndarray, d: np.ndarray, electronic: float) -> float:
    """Return dE/dz of the second atom [Hartree/Bohr]: only the coefficients `d` stay as they are."""
    n, first = molecule.nao, molecule.aoslice_by_atom()[1]
    gradient = scf.RHF(molecule).nuc_grad_method()
    moving = slice(first[2], first[3])
    d_one = gradient.hcore_generator(molecule)(1)[2]
    d_overlap = np.zeros((n, n))
    d_overlap[moving] = gradient.get_ovlp(molecule)[2][moving]
    d_overlap += d_overlap.T
    n_shells = molecule.nbas
    ranges = (first[0], first[1], *(0, n_shells) * 3)
    d_pairs = -molecule.intor("int2e_ip1", comp=3, shls_slice=ranges)[2]
    repulsion = 4 * np.sum(d[moving] * np.tensordot(d_pairs, d, axes=([1, 3], [0, 1])))
    density = d @ overlap @ d
    change = 2 * np.sum(d_one * density) + 2 * np.sum(d_overlap * (d @ one @ d - electronic * density))
    return float(change + repulsion + gradient.grad_nuc(molecule)[1, 2])


def atom(basis: str = BASIS) -> float:
    """Return the energy of one hydrogen atom in the basis [eV]."""
    molecule = gto.M(atom="H", basis=basis, spin=1, verbose=0)
    return float(eigh(scf.hf.get_hcore(molecule), molecule.intor("int1e_ovlp"))[0][0] * HARTREE2EV)


def minimum(distances: np.ndarray, energies: np.ndarray, forces: np.ndarray) -> tuple[float, float]:
    """Return where the cubic through values and slopes is lowest, and how low."""
    curve = CubicHermiteSpline(distances, energies, -forces)
    roots = curve.derivative().roots(extrapolate=False)
    lowest = roots[np.argmin(curve(roots))]
    return float(lowest), float(curve(lowest))


def main() -> None:
    """Compute, and write what was found."""
    energies, along = np.array([full_interaction(distance) for distance in DISTANCES]).T
    positions, forces = np.zeros((2, len(DISTANCES), 2, 3))
    positions[:, 1, 2] = DISTANCES
    forces[:, 0, 2], forces[:, 1, 2] = -along, along
    r_e, lowest = minimum(DISTANCES, energies, along)
    single = atom()
    keep(
        "h2",
        {
            "numbers": np.array([1, 1]), "positions": positions, "energy": energies, "forces": forces,
            "train": np.arange(len(DISTANCES)) % 3 != 2,
        },
        ["pyscf", "numpy", "scipy"],
        {
            "title": "The hydrogen molecule, 0.3 to 6 A",
            "method": "full CI in cc-pVQZ, analytic forces; PySCF's own full CI gives the same to 1e-10 eV",
            "selection": "141 distances, even in the logarithm; every third (the third, the sixth, ...) is a test",
            "citations": [
                "integrals by PySCF: Q. Sun et al., J. Chem. Phys. 153, 024109 (2020), doi:10.1063/5.0006074",
                "cc-pVQZ: T. H. Dunning, J. Chem. Phys. 90, 1007 (1989), doi:10.1063/1.456153",
                "exact r_e and D_e: L. Wolniewicz, J. Chem. Phys. 99, 1851 (1993), doi:10.1063/1.465303",
            ],
            "atom_energies": {"H": round(single, 8)},
            "exact": WOLNIEWICZ,
            "in_this_basis": {"r_e": round(r_e, 6), "D_e": round(2 * single - lowest, 5)},
            "basis_error": {
                "r_e": round(r_e - WOLNIEWICZ["r_e"], 6), "D_e": round(2 * single - lowest - WOLNIEWICZ["D_e"], 5),
            },
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
