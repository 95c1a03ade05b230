import pickle
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import numpy as np
import pytest
from ase import Atoms, units
from ase.build import molecule
from ase.calculators.calculator import PropertyNotImplementedError
from ase.calculators.fd import calculate_numerical_forces, calculate_numerical_stress
from ase.md.verlet import VelocityVerlet
from potentials import random_potential
from small_structures import random_structure

from miniff_edu.atoms import NeuralPotential
from miniff_edu.atoms.calculator import PotentialCalculator

TWO = ("O", "Si")
POTENTIAL = random_potential()


def structure(seed: int = 1, periodic: object = True) -> Atoms:
    atoms = random_structure(seed, TWO, n=4, periodic=periodic)
    atoms.calc = POTENTIAL.calculator()
    return atoms


def test_forces_and_stress_are_differences_of_the_energy() -> None:
    """The stress has ASE's sign and order: it is compared with ASE's own differences."""
    atoms = structure()
    scale = np.abs(atoms.get_forces()).max()
    assert scale > 0.1
    np.testing.assert_allclose(atoms.get_forces(), calculate_numerical_forces(atoms, 1e-5), atol=1e-6 * scale)
    stress = atoms.get_stress()
    expected = calculate_numerical_stress(atoms, eps=1e-6)
    np.testing.assert_allclose(stress, expected, atol=1e-5 * np.abs(stress).max())
    assert np.abs(atoms.get_forces().sum(axis=0)).max() < 1e-11 * scale
    assert atoms.get_potential_energy(force_consistent=True) == atoms.get_potential_energy()
    assert atoms.get_potential_energies().sum() == pytest.approx(atoms.get_potential_energy())


@pytest.mark.parametrize("periodic", [False, [True, True, False]])
def test_there_is_no_stress_without_three_directions(periodic: object) -> None:
    atoms = structure(periodic=periodic)
    assert atoms.get_forces().shape == (4, 3)
    with pytest.raises(PropertyNotImplementedError):
        atoms.get_stress()


def test_it_says_where_it_extrapolates() -> None:
    atoms = structure()
    atoms.get_potential_energy()
    assert atoms.calc.results["extrapolation"].shape == (4,)
    squeezed = atoms.copy()
    squeezed.set_cell(atoms.cell * 0.5, scale_atoms=True)
    squeezed.calc = POTENTIAL.calculator()
    squeezed.get_potential_energy()
    assert squeezed.calc.results["extrapolation"].max() > 0.5
    assert "energy_spread" not in squeezed.calc.results


def test_committees_have_spreads_in_copies_and_threads_too() -> None:
    committee, atoms = random_potential(members=2), structure()
    atoms.calc = committee.calculator()
    atoms.get_potential_energy()
    alone = [NeuralPotential(committee.sf, member).predict(atoms) for member in committee.members]
    apart = [abs(alone[0].energy - alone[1].energy) / 2, np.abs(alone[0].forces - alone[1].forces) / 2]
    assert atoms.calc.results["energy_spread"] == pytest.approx(apart[0])
    np.testing.assert_allclose(atoms.calc.results["forces_spread"], apart[1], atol=1e-14)

    def spread(calculator: PotentialCalculator) -> np.ndarray:
        again = atoms.copy()
        again.calc = calculator
        calculator.reset()
        again.get_forces()
        return calculator.results["forces_spread"]

    several = [deepcopy(atoms.calc), pickle.loads(pickle.dumps(atoms.calc)), committee.calculator()]
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(spread, several):
            np.testing.assert_array_equal(found, atoms.calc.results["forces_spread"])


def test_there_is_no_stress_without_a_volume() -> None:
    """Flat cells are refused before, and what asks for stress of a molecule learns that there is none."""
    atoms = structure(periodic=False)
    with pytest.raises(PropertyNotImplementedError):
        atoms.calc.get_property("stress", atoms)
    assert "stress" not in atoms.calc.results
    assert atoms.calc.get_property("stress", atoms, allow_calculation=False) is None


def test_copies_pickles_and_threads_say_the_same() -> None:
    atoms = structure()
    energy, forces = atoms.get_potential_energy(), atoms.get_forces()
    for calculator in (deepcopy(atoms.calc), pickle.loads(pickle.dumps(atoms.calc))):
        again = atoms.copy()
        again.calc = calculator
        again.calc.reset()
        assert again.get_potential_energy() == energy
        np.testing.assert_array_equal(again.get_forces(), forces)

    def one(seed: int) -> float:
        return structure(seed).get_potential_energy()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(one, range(6))) == [one(seed) for seed in range(6)]


def test_energy_is_conserved() -> None:
    atoms = structure(7, periodic=False)
    atoms.set_velocities(np.random.default_rng(0).normal(size=(4, 3)) * 0.01)
    energies = []
    dynamics = VelocityVerlet(atoms, 0.2 * units.fs)
    for _ in range(6):
        dynamics.run(5)
        energies.append(atoms.get_total_energy())
    assert np.ptp(energies) < 1e-3 * max(atoms.get_kinetic_energy(), 0.1)


def test_an_isolated_atom_has_what_its_network_says_or_what_is_given() -> None:
    atoms = Atoms("OSiSi", [[0, 0, 0], [10, 0, 0], [12, 0, 0]], calculator=POTENTIAL.calculator())
    alone = POTENTIAL.predict(Atoms("O")).energy
    assert atoms.get_potential_energies()[0] == pytest.approx(alone)
    atoms.calc = POTENTIAL.calculator(atom_energies={"O": -7.5, "Si": -99})
    energies = atoms.get_potential_energies()
    assert energies[0] == -7.5
    assert energies[1:].tolist() == pytest.approx(POTENTIAL.predict(atoms).energies[1:].tolist()), (
        "they have neighbours"
    )
    assert atoms.get_potential_energy() == pytest.approx(energies.sum())
    with pytest.raises(ValueError, match="atom_energies is 'Q'"):
        POTENTIAL.calculator(atom_energies={"Q": 1.0})


OVERLAP = Atoms("O2", np.zeros((2, 3)))
NAN = Atoms("O2", [[0, 0, 0], [np.nan, 0, 0]])


@pytest.mark.parametrize(
    ("atoms", "said"),
    [
        (OVERLAP, "at a distance of 0 A"),
        (NAN, "NaN or infinite positions"),
        (molecule("H2O"), r"holds H \(atom 1\), which has no symmetry functions"),
        (Atoms("O", pbc=True), "spans no volume"),
    ],
)
def test_bad_structures_are_refused_by_potential_and_calculator(atoms: Atoms, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        POTENTIAL.predict(atoms)
    atoms = atoms.copy()
    atoms.calc = POTENTIAL.calculator()
    with pytest.raises(ValueError, match=said):
        atoms.get_potential_energy()
