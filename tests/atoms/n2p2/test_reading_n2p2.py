from pathlib import Path

import numpy as np
import pytest
import torch
from ase import Atoms, units
from plain_n2p2 import ACTIVATIONS, Plain

from miniff_edu.atoms import G2, G4, G5, NeuralPotential, load, read_n2p2

MOLECULE = Atoms("OHHO", [[0, 0, 0], [0.76, 0.6, 0.1], [-0.75, 0.55, -0.2], [0.3, -1.4, 0.5]])
CRYSTAL = Atoms(
    "HOO",
    [[0.1, 0.2, 0.3], [1.4, 0.9, 0.2], [0.6, 2.1, 1.7]],
    cell=[[3.1, 0, 0.2], [0.4, 3.3, 0], [0, -0.3, 3.6]],
    pbc=True,
)
# As people write them: comments of both kinds, tabs, blank lines, no order, elements as they came to mind.
INPUT = """
### a potential
symfunction_short O 9 O H 0.15 -1 2.5 2.9 0.4  # shifted
symfunction_short\tH 2 O 0.5 0.0 3.0
global_activation_short {activation} {activation} l ! for both
elements O H
symfunction_short O 3 H H 0.1 1 1.0 2.8

symfunction_short O 2 H 0.4 1.1 3.0
symfunction_short O 2 O 0.4 0.0 2.5
symfunction_short O 2 H 0.4 0.0 3.0
!symfunction_short O 2 H 7.0 0.0 3.0
symfunction_short H 3 H O 0.07 -1 3 3.0
symfunction_short H 3 O O 0.07 -1 3 2.7
symfunction_short H 9 H O 0.2 1 4 2.9
symfunction_short H 2 H 1.5 0.0 2.5
number_of_elements 2
global_nodes_short 3\t2
   atom_energy O -3.5
cutoff_type {cutoff}
global_hidden_layers_short 2
use_short_forces
random_seed 42
{scaling}
"""
SCALINGS = {
    "none": "",
    "scale": "scale_symmetry_functions\nscale_min_short -0.3\nscale_max_short 1.2",
    "centre": "center_symmetry_functions",
    "both": "center_symmetry_functions\nscale_symmetry_functions\nscale_max_short 0.7",
    "sigma": "scale_symmetry_functions_sigma\nscale_min_short 0.1\nscale_max_short 1.6",
    "sigma is passed over": "scale_symmetry_functions\nscale_symmetry_functions_sigma",
}
CUTOFFS = ("1 0.3", "2 0.5", "3", "4 0.2", "5", "6 0.0", "7 0.3", "8 0.1")


def numbers(folder: Path, seed: int = 0) -> None:
    """Write a scaling.data and weights, random ones, for INPUT."""
    rng = np.random.default_rng(seed)
    lines = ["# min max mean sigma"]
    for element, n in ((1, 5), (2, 5)):
        for i in range(1, n + 1):
            low, high, mean, sigma = rng.uniform([0, 1, 0.3, 0.3], [0.2, 2, 0.6, 0.8])
            lines.append(f"  {element} {i:6d} {low:.12f} {high:.12f} {mean:.12f} {sigma:.12f}")
        values = rng.uniform(-1, 1, 5 * 3 + 3 + 3 * 2 + 2 + 2 + 1)
        text = "\n".join(f"{value:.15f} a 17" for value in values)
        (folder / f"weights.{(1, 8)[element - 1]:03d}.data").write_text(f"# weights\n{text}\n")
    (folder / "scaling.data").write_text("\n".join(lines) + "\n")


def sample(folder: Path, cutoff: str = "1", activation: str = "t", scaling: str = "sigma", more: str = "") -> Path:
    if not (folder / "scaling.data").exists():
        numbers(folder)
    text = INPUT.format(cutoff=cutoff, activation=activation, scaling=SCALINGS[scaling] + "\n" + more)
    (folder / "input.nn").write_text(text)
    return folder


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_energies_are_those_of_a_plain_reader(tmp_path: Path, cutoff: str) -> None:
    """All activations; the ways of scaling in turn, so that every two of the three meet."""
    plain = Plain(sample(tmp_path, cutoff))
    known = [plain.values(atoms) for atoms in (MOLECULE, CRYSTAL)]
    for i, activation in enumerate(ACTIVATIONS, CUTOFFS.index(cutoff)):
        folder = sample(tmp_path, cutoff, activation, list(SCALINGS)[i % len(SCALINGS)])
        plain, found = Plain(folder), read_n2p2(folder).predict([MOLECULE, CRYSTAL])
        expected = [plain.energy(atoms, v) for atoms, v in zip((MOLECULE, CRYSTAL), known, strict=True)]
        np.testing.assert_allclose([each.energy for each in found], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("cutoff", "activation", "scaling"),
    [
        ("1 0.3", "t", "sigma"),
        ("2", "s", "none"),
        ("3", "g", "scale"),
        ("4 0.2", "c", "both"),
        ("5 0.1", "e", "centre"),
        ("6", "h", "sigma"),
        ("7", "p", "scale"),
        ("8 0.1", "S", "both"),
    ],
)
def test_forces_are_those_of_a_plain_reader(tmp_path: Path, cutoff: str, activation: str, scaling: str) -> None:
    folder = sample(tmp_path, cutoff, activation, scaling)
    plain, potential = Plain(folder), read_n2p2(folder)
    for atoms in (MOLECULE, CRYSTAL):
        np.testing.assert_allclose(potential.predict(atoms).forces, plain.forces(atoms), atol=1e-8)


def test_functions_are_sorted_and_keep_their_parameters(tmp_path: Path) -> None:
    """By type, cutoff, eta, shift, zeta, lambda and the elements of neighbours, written down by hand."""
    potential = read_n2p2(sample(tmp_path, "4 0.2"))
    assert potential.elements == ("H", "O")
    assert potential.sf.cutoff == 3.0
    assert (potential.sf.cutoff_function, potential.sf.inner) == ("smooth", 0.2)
    assert potential.sf.functions == {
        "H": (
            G2(eta=1.5, neighbour="H", cutoff=2.5),
            G2(eta=0.5, neighbour="O"),
            G4(eta=0.07, zeta=3, lam=-1, neighbours=("O", "O"), cutoff=2.7),
            G4(eta=0.07, zeta=3, lam=-1, neighbours=("H", "O")),
            G5(eta=0.2, zeta=4, lam=1, neighbours=("H", "O"), cutoff=2.9),
        ),
        "O": (
            G2(eta=0.4, neighbour="O", cutoff=2.5),
            G2(eta=0.4, neighbour="H"),
            G2(eta=0.4, shift=1.1, neighbour="H"),
            G4(eta=0.1, zeta=1, lam=1, neighbours=("H", "H"), cutoff=2.8),
            G5(eta=0.15, shift=0.4, zeta=2.5, lam=-1, neighbours=("H", "O"), cutoff=2.9),
        ),
    }


def test_bohr_and_hartree_become_angstrom_and_ev(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    text = (folder / "input.nn").read_text()
    for cutoff in ("3.0", "2.5", "2.8", "2.7", "2.9"):
        text = text.replace(f" {cutoff}\n", f" {float(cutoff) / units.Bohr}\n").replace(f" {cutoff} 0", " 5.5 0")
    (folder / "input.nn").write_text(text)
    plain, potential = Plain(folder), read_n2p2(folder, length="Bohr", energy="Hartree")
    assert potential.card["source"] == f"files of n2p2 in {folder.name}, in Bohr and Hartree"
    for atoms in (MOLECULE, CRYSTAL):
        in_bohr = atoms.copy()
        in_bohr.set_cell(atoms.cell / units.Bohr)
        in_bohr.positions = atoms.positions / units.Bohr
        found = potential.predict(atoms)
        assert found.energy == pytest.approx(plain.energy(in_bohr) * 27.211386, rel=1e-7)
        assert found.energy == pytest.approx(plain.energy(in_bohr) * units.Hartree, rel=1e-12)
        expected = plain.forces(in_bohr) * units.Hartree / units.Bohr
        np.testing.assert_allclose(found.forces, expected, atol=1e-8)


def test_normalised_data_and_nodes(tmp_path: Path) -> None:
    more = "normalize_nodes\nmean_energy -2.25\nconv_energy 3.5\nconv_length 1.7"
    plain, potential = Plain(sample(tmp_path, more=more)), read_n2p2(tmp_path)
    assert potential.predict(MOLECULE).energy == pytest.approx(plain.energy(MOLECULE), rel=1e-12)
    without = read_n2p2(sample(tmp_path)).predict(MOLECULE).energy
    assert abs(without - potential.predict(MOLECULE).energy) > 1


def test_the_range_is_that_of_the_file(tmp_path: Path) -> None:
    network = read_n2p2(sample(tmp_path, scaling="scale")).members[0]["O"]
    rows = [line.split() for line in (tmp_path / "scaling.data").read_text().splitlines()[6:]]
    np.testing.assert_array_equal(network.low, [float(row[2]) for row in rows])
    np.testing.assert_array_equal(network.high, [float(row[3]) for row in rows])


def test_old_files_have_no_sigma(tmp_path: Path) -> None:
    folder = sample(tmp_path, scaling="both")
    lines = (folder / "scaling.data").read_text().splitlines()
    shorter = [line.rpartition(" ")[0] if line[0] != "#" else line for line in lines]
    (folder / "scaling.data").write_text("\n".join([*shorter, " -1.5 2.5"]) + "\n")
    expected = Plain(sample(tmp_path, scaling="both")).energy(MOLECULE)
    assert read_n2p2(folder).predict(MOLECULE).energy == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match=r"scaling.data, line 2 has 5 columns; expected min, max, mean and sigma"):
        read_n2p2(sample(tmp_path, scaling="sigma"))


def test_without_scaling_the_ranges_are_not_needed(tmp_path: Path) -> None:
    expected = Plain(sample(tmp_path, scaling="none")).energy(MOLECULE)
    (tmp_path / "scaling.data").rename(tmp_path / "elsewhere")
    (tmp_path / "input.nn").write_text(INPUT.format(cutoff="1", activation="t", scaling=""))
    potential = read_n2p2(tmp_path)
    assert potential.predict(MOLECULE).energy == pytest.approx(expected, rel=1e-12)
    assert "range unknown" in potential.describe()


def test_an_output_that_is_not_linear_is_read_with_a_warning(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    text = (folder / "input.nn").read_text().replace("t t l", "t t g")
    (folder / "input.nn").write_text(text)
    with pytest.warns(UserWarning, match="gives the output the activation 'g'") as caught:
        potential = read_n2p2(folder)
    assert caught[0].filename == __file__
    assert potential.predict(MOLECULE).energy == pytest.approx(Plain(folder).energy(MOLECULE), rel=1e-12)


def test_what_was_read_can_be_saved(tmp_path: Path) -> None:
    state = torch.get_rng_state()
    for activation in ACTIVATIONS:
        potential = read_n2p2(sample(tmp_path, activation=activation))
        potential.save(tmp_path / "a.safetensors")
        again: NeuralPotential = load(tmp_path / "a.safetensors")
        assert again.predict(MOLECULE).energy == potential.predict(MOLECULE).energy
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cutoff_type 1", "cutoff_type 0", r"line 20: cutoff_type is 0; expected a number from 1 to 8: with a hard"),
        ("cutoff_type 1", "", "has cutoff_type 0 times; expected one line"),
        ("cutoff_type 1", "cutoff_type", "cutoff_type is missing; expected a number from 1 to 8"),
        ("cutoff_type 1", "cutoff_type 1\ncutoff_type 2", "has cutoff_type 2 times, in lines 20, 21"),
        ("cutoff_type 1", "cutoff_type 1 1.0", "inner is 1.0; expected at least 0 and below 1"),
        ("cutoff_type 1", "cutoff_type 1 x", "line 20: cutoff_type has 'x'; expected a finite number"),
        ("O 2 O 0.4 0.0 2.5", "O 12 0.4 0.0 2.5", "line 10: symfunction_short has type '12'; expected 2"),
        ("O 2 O 0.4 0.0 2.5", "O 2 O 0.4 0.0", "has 2 numbers after the elements; expected eta, shift, cutoff"),
        ("O 2 O 0.4 0.0 2.5", "O 2 O 0.4 0.0 -2.5", "line 10: symfunction_short: cutoff is -2.5"),
        ("O 2 O 0.4 0.0 2.5", "O 2 N 0.4 0.0 2.5", "has the element 'N'; expected one of those in elements"),
        ("O 9 O H 0.15 -1", "O 9 O H 0.15 0.5", "has lam = 0.5; expected 1 or -1"),
        ("2.5 2.9 0.4", "2.5 2.9 -0.4", "has shift = -0.4; expected at least 0 in an angular function"),
        ("2.5 2.9 0.4", "0.5 2.9 0.4", "has zeta = 0.5; expected at least 1"),
        ("elements O H", "elements O H N", "number_of_elements is not 3"),
        ("elements O H", "elements O Xx", "one of elements is 'Xx'; expected the symbol of an element"),
        ("elements O H", "elements O O", "elements has O more than once"),
        (
            "global_nodes_short 3\t2",
            "global_nodes_short 3",
            "has 2 hidden layers, 1 numbers of nodes and 3 activations",
        ),
        ("global_nodes_short 3\t2", "global_nodes_short 3 a", "global_nodes_short has 'a'; expected a whole number"),
        (
            "global_nodes_short 3\t2",
            "global_nodes_short 4 2",
            "weights.001.data has 29 numbers; expected 37, .* 5-4-2-1",
        ),
        ("short t t l", "short t q l", "global_activation_short has 'q'; expected one of l t s p r g c S e h"),
        ("atom_energy O", "atom_energy N", "line 19: atom_energy has 'N -3.5'; expected an element"),
        ("random_seed 42", "element_nodes_short H 1 4", "line 23: element_nodes_short stands for layers that differ"),
        ("random_seed 42", "nnp_type 4G-HDNNP", "nnp_type stands for a potential with charges"),
        ("random_seed 42", "use_electrostatics", "stands for a potential with charges"),
        ("random_seed 42", "committee_mode prediction", "committee_mode stands for a committee"),
        ("random_seed 42", "global_symfunction_short 2 0.4 0 3", "write a symfunction_short line for each"),
        ("random_seed 42", "mean_energy 1", "has mean_energy; expected all of mean_energy, conv_energy, conv_length"),
        (
            "random_seed 42",
            "mean_energy 1\nconv_energy 0\nconv_length 1",
            "conv_energy is 0.0; expected a number above",
        ),
        ("scale_max_short 1.6", "scale_max_short 0.1", "scales from 0.1 to 0.1; expected scale_min_short below"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = sample(tmp_path)
    text = (folder / "input.nn").read_text()
    assert text.count(old) == 1
    (folder / "input.nn").write_text(text.replace(old, new))
    with pytest.raises(ValueError, match=said):
        read_n2p2(folder)


@pytest.mark.parametrize(
    ("scaling", "name", "line", "new", "said"),
    [
        (
            "sigma",
            "scaling.data",
            3,
            "1 3 0 2 1 0.5",
            r"line 3 begins with \['1', '3'\]; expected element 1, function 2",
        ),
        ("sigma", "scaling.data", 3, "1 2 0 2 1 0.0", "function 2 of element 1 has sigma = 0.0, by which"),
        ("scale", "scaling.data", 7, "2 1 2 2 1 0.5", "function 1 of element 2 has max - min = 0.0, by which"),
        ("sigma", "scaling.data", 3, "1 2 0 nan 1 0.5", "line 3 has 'nan'; expected a finite number"),
        ("sigma", "scaling.data", 3, "", "has 9 lines; expected 10, one for each function"),
        ("sigma", "weights.008.data", 4, "", "weights.008.data has 28 numbers; expected 29, .* 5-3-2-1"),
        ("sigma", "weights.008.data", 4, "a", "weights.008.data, line 4 has 'a'; expected a finite number"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(
    tmp_path: Path, scaling: str, name: str, line: int, new: str, said: str
) -> None:
    lines = (sample(tmp_path, scaling=scaling) / name).read_text().splitlines()
    lines[line - 1] = new
    (tmp_path / name).write_text("\n".join(lines) + "\n")
    with pytest.raises(ValueError, match=said):
        read_n2p2(tmp_path)


def test_an_element_without_functions_is_refused(tmp_path: Path) -> None:
    text = (sample(tmp_path) / "input.nn").read_text()
    (tmp_path / "input.nn").write_text(text.replace("short H", "short O").replace("short\tH", "short O"))
    with pytest.raises(ValueError, match="has no symfunction_short for H"):
        read_n2p2(tmp_path)


def test_missing_files_and_unknown_units_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"has no input.nn; expected input.nn, scaling.data and weights.NNN.data"
    ):
        read_n2p2(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="length is 'nm'; expected one of 'Angstrom', 'Bohr'"):
        read_n2p2(tmp_path, length="nm")
    with pytest.raises(ValueError, match="energy is 'Ry'; expected one of 'eV', 'Hartree'"):
        read_n2p2(tmp_path, energy="Ry")
    (sample(tmp_path) / "weights.008.data").unlink()
    with pytest.raises(FileNotFoundError, match=r"has no weights.008.data"):
        read_n2p2(tmp_path)
    (tmp_path / "scaling.data").unlink()
    with pytest.raises(FileNotFoundError, match=r"has no scaling.data; input.nn asks for scaling"):
        read_n2p2(tmp_path)
