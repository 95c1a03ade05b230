"""What a trained potential does in physics: differences, dynamics, a minimum, vibrations, and where members differ.

The references of water are its own: the minimum that is stored with the data, and harmonic frequencies of the same
CCSD(T)/cc-pVDZ (oxygen's 1s frozen) by pyscf 2.14.0, from central differences of analytic gradients at that minimum,
with steps of 0.005 and 0.01 A extrapolated to 0: 1690.1, 3821.3 and 3927.2 cm^-1, with the masses of ASE.
"""

import numpy as np
import pytest
from ase import Atoms, units
from ase.build import bulk, molecule
from ase.md.velocitydistribution import Stationary
from ase.md.verlet import VelocityVerlet
from ase.optimize import BFGS
from ase.vibrations import Vibrations
from scipy.spatial.transform import Rotation

from miniff_edu._support.threads import one_thread
from miniff_edu.atoms import NeuralPotential, behler_recipe, train
from miniff_edu.data import load, provenance

STRETCHING, BENDING = 52.8, 4.4  # eV/A^2, eV/rad^2: about the stiffness of water, which turns errors into lengths
FREQUENCIES = [1690.1, 3821.3, 3927.2]  # cm^-1
TEST = load("water", "test")


@pytest.fixture(scope="module", autouse=True)
def few_threads():
    """Small matrices: a second thread would only be waited for."""
    with one_thread():
        yield


@pytest.fixture(scope="module")
def water() -> NeuralPotential:
    """Return a committee of two for one molecule."""
    structures = load("water", "train")[:240]
    sf = behler_recipe(structures, 6.0)
    with pytest.warns(UserWarning, match=r"hidden is \(5, 5\), which makes 342 weights for 2040"):
        return train(structures, sf, hidden=(5, 5), committee=2, on_step=lambda p: p.step == 40)


@pytest.fixture(scope="module")
def silicon() -> NeuralPotential:
    """Return a potential for the crystal."""
    structures = load("silicon", "train")[:20]
    sf = behler_recipe(structures, 4.5)
    return train(structures, sf, hidden=(6, 6), on_step=lambda p: p.step == 8)


@pytest.fixture(scope="module")
def errors(water: NeuralPotential) -> dict[str, float]:
    """Return the RMSE of water's test set: eV/atom and eV/A."""
    return {name: numbers[0] for name, numbers in water.evaluate(TEST).errors.items()}


def cell_of_eight() -> Atoms:
    """Return a cell with all atoms out of their places, and no right angle."""
    atoms = bulk("Si", cubic=True)
    atoms.set_cell(atoms.cell.array @ (np.eye(3) + 0.01 * np.array([[1, 2, 0], [0, -1, 1], [0, 0, 0.5]])), True)
    atoms.rattle(0.06, seed=3)
    return atoms


def differences(potential: NeuralPotential, atoms: Atoms, step: float) -> np.ndarray:
    """Return minus the central differences of the energy by all positions, [n_atoms, 3]."""
    moved = []
    for i in range(atoms.positions.size):
        for sign in (1, -1):
            moved.append(atoms.copy())
            moved[-1].positions[i // 3, i % 3] += sign * step
    energies = np.array([found.energy for found in potential.predict(moved)])
    return -((energies[::2] - energies[1::2]) / (2 * step)).reshape(-1, 3)


def test_forces_are_the_slope_of_the_energy(water: NeuralPotential, silicon: NeuralPotential) -> None:
    for potential, atoms, step in ((water, TEST[0], 3e-5), (water, TEST[7], 3e-5), (silicon, cell_of_eight(), 1e-4)):
        forces = potential.predict(atoms).forces
        assert np.abs(forces).max() > 0.5
        np.testing.assert_allclose(forces, differences(potential, atoms, step), rtol=0, atol=1e-6)
        np.testing.assert_allclose(forces.sum(axis=0), 0, atol=1e-10)


def test_stress_is_the_slope_by_strain(silicon: NeuralPotential) -> None:
    atoms, step = cell_of_eight(), 1e-5
    atoms.calc = silicon.calculator()
    moved = []
    for i, j in ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)):
        for sign in (1, -1):
            strain = np.zeros((3, 3))
            strain[i, j] += sign * step / 2
            strain[j, i] += sign * step / 2
            moved.append(atoms.copy())
            moved[-1].set_cell(atoms.cell.array @ (np.eye(3) + strain), scale_atoms=True)
    energies = np.array([found.energy for found in silicon.predict(moved)])
    expected = (energies[::2] - energies[1::2]) / (2 * step) / atoms.get_volume()
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(atoms.get_stress(), expected, rtol=0, atol=1e-8)


def test_a_turned_molecule_has_the_same_energy_and_turned_forces(water: NeuralPotential) -> None:
    turn = Rotation.from_rotvec([0.3, -1.2, 2.0])
    for atoms in TEST[:3]:
        before = water.predict(atoms)
        turned = Atoms(atoms.numbers, turn.apply(atoms.positions) + np.array([1.0, -2.0, 3.0]))
        after = water.predict(turned)
        assert after.energy == pytest.approx(before.energy, abs=1e-9)
        np.testing.assert_allclose(after.forces, turn.apply(before.forces), rtol=0, atol=1e-9)
        swapped = water.predict(atoms[[0, 2, 1]])
        assert swapped.energy == pytest.approx(before.energy, abs=1e-9)


@pytest.mark.thorough
def test_energy_is_conserved_over_five_picoseconds(silicon: NeuralPotential) -> None:
    """Eight atoms at 600 K, of which half goes into the springs; steps of 4 fs, 16 to the fastest vibration."""
    atoms = bulk("Si", cubic=True)
    atoms.calc = silicon.calculator()
    spread = np.sqrt(units.kB * 600 / atoms.get_masses()[0])
    atoms.set_velocities(spread * np.random.default_rng(5).normal(size=(8, 3)))
    Stationary(atoms)
    times, total, kinetic = [], [], []
    dynamics = VelocityVerlet(atoms, timestep=4.0 * units.fs)

    def note() -> None:
        times.append(dynamics.get_time() / (1000 * units.fs))
        total.append(atoms.get_total_energy() / len(atoms))
        kinetic.append(atoms.get_kinetic_energy() / len(atoms))

    dynamics.attach(note, interval=5)
    dynamics.run(1250)
    assert times[-1] == pytest.approx(5.0)
    assert np.ptp(kinetic) > 0.02  # eV/atom that go to and fro
    slope = np.polyfit(times, total, 1)[0]
    assert abs(slope) * 5 < 1e-3  # eV/atom: the drift of a fitted line
    assert np.std(total) < 1e-3  # what the length of a step lets it go up and down


@pytest.fixture(scope="module")
def relaxed(water: NeuralPotential) -> Atoms:
    atoms = molecule("H2O")
    atoms.rattle(0.05, seed=1)
    atoms.calc = water.calculator()
    BFGS(atoms, logfile=None).run(fmax=1e-4, steps=60)
    assert np.abs(atoms.get_forces()).max() < 1e-4
    return atoms


def test_the_minimum_is_that_of_the_reference(relaxed: Atoms, errors: dict[str, float]) -> None:
    """As far as the errors of its forces, over the stiffness of a bond or of the angle, allow: three times that."""
    known = provenance("water")["minimum"]
    assert errors["forces"] < 0.03
    bond = 3 * errors["forces"] / STRETCHING
    for i in (1, 2):
        assert relaxed.get_distance(0, i) == pytest.approx(known["length"], abs=bond)
    angle = np.degrees(3 * errors["forces"] * known["length"] / BENDING)
    assert relaxed.get_angle(1, 0, 2) == pytest.approx(known["angle"], abs=angle)
    assert relaxed.get_potential_energy() == pytest.approx(known["energy"], abs=3 * 3 * errors["energy"])


def test_vibrations_are_those_of_the_reference(relaxed: Atoms, tmp_path) -> None:
    vibrations = Vibrations(relaxed, name=str(tmp_path / "vibrations"), delta=0.005)
    vibrations.run()
    found = vibrations.get_frequencies()
    assert np.abs(found[:6]).max() < 60  # turning and moving: nothing but the differences' errors
    np.testing.assert_allclose(found[6:].real, FREQUENCIES, rtol=0, atol=15)


def test_members_differ_where_they_have_learnt_nothing(water: NeuralPotential) -> None:
    inside = water.predict(TEST)
    assert np.mean([found.extrapolation.max() for found in inside]) < 0.02
    known = np.array([found.energy_spread for found in inside])
    outside = []
    for length, angle in ((1.9, 104.0), (0.6, 104.0), (0.97, 35.0), (2.4, 150.0)):
        away = length * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle)), 0.0])
        outside.append(Atoms("OHH", [[0, 0, 0], [length, 0, 0], away]))
    unknown = water.predict(outside)
    assert min(found.extrapolation.max() for found in unknown) > 0.1
    assert min(found.energy_spread for found in unknown) > 5 * np.quantile(known, 0.9)
