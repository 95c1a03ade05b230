"""Silicon by the Stillinger-Weber potential: crystals of 64 atoms, rattled and strained, and a melt.

The potential is matscipy's, an implementation that has nothing to do with this library. Positions are rounded to
float32 before anything is computed, so that what is stored is what the labels belong to.

    python tools/reference/silicon.py    # miniff_edu/data/silicon.* and silicon_melt.*, some minutes
"""

import numpy as np
from ase import Atoms, units
from ase.build import bulk
from ase.md.langevin import Langevin
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution
from keep import keep
from matscipy.calculators.manybody import Manybody
from matscipy.calculators.manybody.explicit_forms import StillingerWeber
from matscipy.calculators.manybody.explicit_forms.stillinger_weber import Stillinger_Weber_PRB_31_5262_Si as PARAMETERS

LATTICE = 5.431  # A
SEED = 2026
CITATIONS = [
    "F. H. Stillinger and T. A. Weber, Phys. Rev. B 31, 5262 (1985), doi:10.1103/PhysRevB.31.5262",
    "matscipy: P. Grigorev et al., J. Open Source Softw. 9, 5668 (2024), doi:10.21105/joss.05668",
    "ASE: A. H. Larsen et al., J. Phys.: Condens. Matter 29, 273002 (2017), doi:10.1088/1361-648X/aa680e",
]


def calculator() -> Manybody:
    """Return matscipy's Stillinger-Weber for silicon."""
    return Manybody(**StillingerWeber(PARAMETERS))


def perfect() -> Atoms:
    """Return the perfect crystal, 64 atoms."""
    return bulk("Si", a=LATTICE, cubic=True).repeat(2)


def crystals(n: int = 180) -> list[Atoms]:
    """Return cells with a random strain of up to 3 % in each component, and atoms moved by 0.02 to 0.12 A."""
    random = np.random.default_rng(SEED)
    found = []
    for _ in range(n):
        atoms = perfect()
        strain = random.uniform(-0.03, 0.03, (3, 3))
        atoms.set_cell(atoms.cell.array @ (np.eye(3) + (strain + strain.T) / 2), scale_atoms=True)
        atoms.positions += random.normal(scale=random.uniform(0.02, 0.12), size=(64, 3))
        found.append(atoms)
    return found


def melt(n: int = 60) -> list[Atoms]:
    """Return a liquid at 2200 K, at the density of the crystal, every 100 fs; it was molten at 5000 K for 2 ps."""
    random = np.random.default_rng(SEED)
    atoms = perfect()
    atoms.calc = calculator()
    MaxwellBoltzmannDistribution(atoms, temperature_K=5000, rng=random)
    motion = Langevin(atoms, 2 * units.fs, temperature_K=5000, friction=0.01 / units.fs, rng=random)
    motion.run(1000)
    motion.set_temperature(temperature_K=2200)
    motion.run(1000)
    found = []
    for _ in range(n):
        motion.run(50)
        found.append(atoms.copy())
    return found


def write(name: str, structures: list[Atoms], n_train: int, about: dict) -> None:
    """Label the structures, the first `n_train` of them for training, and write them."""
    energies, forces = [], []
    for atoms in structures:
        atoms.set_cell(np.float32(atoms.cell.array).astype(float))
        atoms.positions = np.float32(atoms.positions).astype(float)
        atoms.calc = calculator()
        energies.append(atoms.get_potential_energy())
        forces.append(np.float32(atoms.get_forces()))
    crystal = perfect()
    crystal.calc = calculator()
    keep(
        name,
        {
            "numbers": structures[0].numbers,
            "positions": np.array([np.float32(atoms.positions) for atoms in structures]),
            "cell": np.array([np.float32(atoms.cell.array) for atoms in structures]),
            "energy": np.array(energies), "forces": np.array(forces), "train": np.arange(len(structures)) < n_train,
        },
        ["matscipy", "ase", "numpy"],
        {
            **about,
            "method": "Stillinger-Weber with the parameters of 1985, as matscipy has them",
            "citations": CITATIONS,
            "epsilon": PARAMETERS["epsilon"],
            "perfect_crystal": {"lattice": LATTICE, "energy_per_atom": round(crystal.get_potential_energy() / 64, 8)},
        },
    )  # fmt: skip


if __name__ == "__main__":
    write(
        "silicon",
        crystals(),
        120,
        {
            "title": "Silicon crystals of 64 atoms, rattled and strained",
            "selection": "strain up to 3 % in each component, displacements with a spread of 0.02 to 0.12 A; seed 2026",
        },
    )
    write(
        "silicon_melt",
        melt(),
        40,
        {
            "title": "Molten silicon, 64 atoms at 2200 K",
            "selection": "a Langevin run, every 100 fs, at the crystal's density; the last third for tests; seed 2026",
        },
    )
