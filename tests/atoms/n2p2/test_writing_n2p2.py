from pathlib import Path

import numpy as np
import pytest
import torch
from plain_n2p2 import Plain
from potentials import random_potential
from small_structures import random_structure

from miniff_edu.atoms import (
    G2,
    G4,
    G5,
    AtomicNetwork,
    NeuralPotential,
    SymmetryFunctions,
    read_n2p2,
    write_n2p2,
)
from miniff_edu.atoms.activations import Cosine, Exponential, Gaussian, ReversedSigmoid, Square
from miniff_edu.models import behler_nn

TWO = ("O", "Si")
STRUCTURES = [random_structure(seed, TWO, n=3, periodic=seed % 2 == 1) for seed in (3, 4, 5)]
Activation = type[torch.nn.Module]


def potential(
    kind: str = "cosine",
    activation: Activation = torch.nn.Tanh,
    *,
    inner: float = 0.0,
    n_layers: int = 3,
    scale: float = 1.7,
    bias: bool = True,
) -> NeuralPotential:
    """Return a potential with a few functions of each kind, in an order that is not n2p2's."""
    functions = {
        element: [
            G5(eta=0.2, zeta=1.5, lam=1, neighbours=TWO, shift=0.4, cutoff=2.5),
            G2(eta=2 / 3, shift=1.1, neighbour="Si"),
            G4(eta=0.05, zeta=2, lam=-1, neighbours=("Si", "Si")),
            G4(eta=0.05, zeta=2, lam=-1, neighbours=("O", "O"), cutoff=2.8),
            G2(eta=2 / 3, shift=1.1, neighbour="O"),
            G2(eta=0.3, neighbour=element, cutoff=2.2),
        ]
        for element in ("Si", "O")
    }
    sf = SymmetryFunctions(functions, 3.0, kind, inner=inner)
    rng = np.random.default_rng(0)
    networks = {}
    for i, element in enumerate(functions):
        network = behler_nn(6, 4, n_layers, bias, activation, seed=i, dtype=torch.float64)
        known = {name: rng.uniform(0.2, 1, 6) for name in ("mean", "spread")}
        networks[element] = AtomicNetwork(
            network, **known, scale=scale, offset=-3.1 - i, low=known["mean"] - 0.1, high=known["mean"] + 0.7
        )
    return NeuralPotential(sf, networks)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def same_predictions(one: NeuralPotential, other: NeuralPotential) -> None:
    for a, b in zip(one.predict(STRUCTURES), other.predict(STRUCTURES), strict=True):
        np.testing.assert_allclose(a.energies, b.energies, rtol=1e-12)
        np.testing.assert_allclose(a.forces, b.forces, rtol=1e-12, atol=1e-12)


KINDS = [
    ("cosine", torch.nn.Tanh, 0.0),
    ("tanh3", torch.nn.Sigmoid, 0.0),
    ("tanh3_normalised", torch.nn.Softplus, 0.0),
    ("smooth", Gaussian, 0.25),
    ("poly1", Cosine, 0.1),
    ("poly2", ReversedSigmoid, 0.0),
    ("poly3", Exponential, 0.3),
    ("poly4", Square, 0.0),
    ("cosine", torch.nn.ReLU, 0.2),
    ("cosine", torch.nn.Identity, 0.0),
]


@pytest.mark.parametrize(("kind", "activation", "inner"), KINDS)
def test_a_plain_reader_finds_the_same_energies(
    tmp_path: Path, kind: str, activation: Activation, inner: float
) -> None:
    written = potential(kind, activation, inner=inner)
    write_n2p2(written, tmp_path)
    plain = Plain(tmp_path)
    expected = [plain.energy(atoms) for atoms in STRUCTURES]
    np.testing.assert_allclose([each.energy for each in written.predict(STRUCTURES)], expected, rtol=1e-12)


@pytest.mark.parametrize(("kind", "activation", "inner"), KINDS[:8:3])
def test_a_plain_reader_finds_the_same_forces(tmp_path: Path, kind: str, activation: Activation, inner: float) -> None:
    written = potential(kind, activation, inner=inner)
    write_n2p2(written, tmp_path)
    for atoms in STRUCTURES[:2]:
        np.testing.assert_allclose(written.predict(atoms).forces, Plain(tmp_path).forces(atoms), atol=1e-8)


@pytest.mark.parametrize(("kind", "activation", "inner"), KINDS)
def test_what_was_written_comes_back_and_is_written_alike(
    tmp_path: Path, kind: str, activation: Activation, inner: float
) -> None:
    written = potential(kind, activation, inner=inner)
    write_n2p2(written, tmp_path / "a")
    again = read_n2p2(tmp_path / "a")
    same_predictions(written, again)
    assert {e: set(f) for e, f in again.sf.functions.items()} == {e: set(f) for e, f in written.sf.functions.items()}
    assert (again.sf.cutoff_function, again.sf.inner, again.sf.cutoff) == (kind, inner, 3.0)
    write_n2p2(again, tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize("options", [{"n_layers": 1}, {"n_layers": 2}, {"bias": False}, {"scale": 1.0}])
def test_other_networks_come_back_too(tmp_path: Path, options: dict[str, object]) -> None:
    written = potential(**options)  # type: ignore[arg-type]
    write_n2p2(written, tmp_path / "a")
    again = read_n2p2(tmp_path / "a")
    same_predictions(written, again)
    energy = Plain(tmp_path / "a").energy(STRUCTURES[0])
    assert written.predict(STRUCTURES[0]).energy == pytest.approx(energy, rel=1e-12)
    write_n2p2(again, tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def small() -> NeuralPotential:
    """Return a potential of water with round numbers; hydrogen has two functions, oxygen one."""
    functions = {
        "O": [G2(eta=0.25, shift=1, neighbour="H")],
        "H": [G4(eta=0, zeta=1, lam=-1, neighbours=("O", "H")), G2(eta=0.5, neighbour="O", cutoff=2.5)],
    }
    networks = {}
    for n, (element, listed) in enumerate(functions.items(), 1):
        linear = [torch.nn.Linear(len(listed), 2, dtype=torch.float64), torch.nn.Linear(2, 1, dtype=torch.float64)]
        for i, layer in enumerate(linear):
            torch.nn.init.constant_(layer.bias, n / 4)
            layer.weight.data = torch.arange(layer.weight.numel(), dtype=torch.float64).reshape_as(layer.weight) + i
        many = np.arange(len(listed))
        networks[element] = AtomicNetwork(
            torch.nn.Sequential(linear[0], torch.nn.Tanh(), linear[1]),
            mean=1.5 + many,
            spread=0.5 + many,
            scale=2,
            offset=-n,
            low=many / 4,
            high=4 + many,
        )
    return NeuralPotential(SymmetryFunctions(functions, 3.0, "smooth", inner=0.5), networks)


def test_the_files_to_the_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Functions in n2p2's order, elements by atomic number, and the columns with them; the unit in the last layer."""
    write_n2p2(small(), tmp_path / "water")
    assert (tmp_path / "water" / "input.nn").read_text() == (
        "# A potential of atom-centred networks, written by miniff_edu. Lengths in Angstrom, energies in eV.\n"
        "number_of_elements 2\n"
        "elements H O\n"
        "atom_energy H -2\n"
        "atom_energy O -1\n"
        "cutoff_type 4 0.5\n"
        "scale_symmetry_functions_sigma\n"
        "scale_min_short 0\n"
        "scale_max_short 1\n"
        "global_hidden_layers_short 1\n"
        "global_nodes_short 2\n"
        "global_activation_short t l\n"
        "symfunction_short H 2 O 0.5 0 2.5\n"
        "symfunction_short H 3 H O 0 -1 1 3\n"
        "symfunction_short O 2 H 0.25 1 3\n"
    )
    rows = [line.split() for line in (tmp_path / "water" / "scaling.data").read_text().splitlines()[1:]]
    assert [row[:2] for row in rows] == [["1", "1"], ["1", "2"], ["2", "1"]]
    found = [[float(word) for word in row[2:]] for row in rows]
    assert found == [[0.25, 5, 2.5, 1.5], [0, 4, 1.5, 0.5], [0, 4, 1.5, 0.5]]
    lines = (tmp_path / "water" / "weights.001.data").read_text().splitlines()
    assert lines[1] == "  1.0000000000000000E+00 a         1     0     1     1     1"
    assert lines[5] == "  5.0000000000000000E-01 b         5     1     1"
    # Hidden layer: [[0, 1], [2, 3]] with columns exchanged, input by input; output: [1, 2] and 1/2, times 2.
    assert [float(line.split()[0]) for line in lines[1:]] == [1, 3, 0, 2, 0.5, 0.5, 2, 4, 1]
    assert sorted(path.name for path in (tmp_path / "water").iterdir()) == [
        "input.nn",
        "scaling.data",
        "weights.001.data",
        "weights.008.data",
    ]
    assert capsys.readouterr().out == (
        "units metal\n"
        f'pair_style hdnnp 3.0 dir "{(tmp_path / "water").as_posix()}/" cflength 1 cfenergy 1\n'
        "pair_coeff * * H O  # one for each atom type, in the order of these\n"
    )


def test_the_cutoff_of_lammps_is_the_largest_of_all_functions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sf = SymmetryFunctions({"Si": [G2(eta=1, neighbour="Si", cutoff=r) for r in (4.1, 4.7)]}, 6.0)
    network = AtomicNetwork.standardised(behler_nn(2, dtype=torch.float64, seed=0), np.eye(2))
    write_n2p2(NeuralPotential(sf, {"Si": network}), tmp_path)
    assert "pair_style hdnnp 4.7 dir" in capsys.readouterr().out
    assert read_n2p2(tmp_path).sf.cutoff == 4.7


def test_an_element_without_functions_keeps_its_energy(tmp_path: Path) -> None:
    sf = SymmetryFunctions({"Si": [], "O": [G2(eta=1, neighbour="Si", cutoff=2.6)]}, 3.0)
    network = AtomicNetwork.standardised(behler_nn(1, 3, dtype=torch.float64, seed=0), np.arange(3.0)[:, None])
    written = NeuralPotential(sf, {"Si": AtomicNetwork(None, offset=-4.5), "O": network})
    write_n2p2(written, tmp_path / "a")
    again = read_n2p2(tmp_path / "a")
    assert again.sf.cutoff == 2.6
    same_predictions(written, again)
    assert set(again.predict(STRUCTURES[0]).energies[STRUCTURES[0].symbols == "Si"]) <= {-4.5}
    assert Plain(tmp_path / "a").energy(STRUCTURES[0]) == pytest.approx(written.predict(STRUCTURES[0]).energy)
    write_n2p2(again, tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_an_unknown_range_is_said_and_comes_back(tmp_path: Path) -> None:
    sf = SymmetryFunctions({"Si": [G2(eta=1, neighbour="Si")]}, 3.0)
    written = NeuralPotential(sf, {"Si": behler_nn(1, dtype=torch.float64, seed=0)})
    with pytest.warns(UserWarning, match="the range of the training data is not known") as caught:
        write_n2p2(written, tmp_path)
    assert caught[0].filename == __file__
    assert "-1.0000000000000001E+300  1.0000000000000001E+300" in (tmp_path / "scaling.data").read_text()
    again = read_n2p2(tmp_path).members[0]["Si"]
    assert (again.low.item(), again.high.item()) == (-np.inf, np.inf)


def test_an_output_that_is_not_linear_is_written_with_a_warning(tmp_path: Path) -> None:
    sf = SymmetryFunctions({"O": [G2(eta=1, neighbour="Si")], "Si": []}, 3.0)
    network = torch.nn.Sequential(*behler_nn(1, 3, dtype=torch.float64, seed=0), Cosine())
    known = AtomicNetwork.standardised(network, np.arange(3.0)[:, None], offset=0.5)
    written = NeuralPotential(sf, {"O": known, "Si": AtomicNetwork(None, offset=-4.5)})
    with pytest.warns(UserWarning, match="the output has the activation 'c'"):
        write_n2p2(written, tmp_path)
    with pytest.warns(UserWarning, match="the activation 'c', as RuNNer has it"):
        same_predictions(written, read_n2p2(tmp_path))


def test_a_folder_that_is_there_is_kept_unless_told(tmp_path: Path) -> None:
    write_n2p2(small(), tmp_path)
    before = contents(tmp_path)
    with pytest.raises(FileExistsError, match=r"is there already; expected a new or empty one. Try overwrite=True"):
        write_n2p2(potential(), tmp_path)
    assert contents(tmp_path) == before
    (tmp_path / "notes.txt").write_text("mine")
    write_n2p2(potential(), tmp_path, overwrite=True)
    assert set(contents(tmp_path)) == {"input.nn", "scaling.data", "weights.008.data", "weights.014.data", "notes.txt"}
    with pytest.raises(FileExistsError, match=r"folder is notes.txt"):
        write_n2p2(potential(), tmp_path / "notes.txt", overwrite=True)


def with_functions(*functions: object, elements: tuple[str, ...] = ("Si",)) -> NeuralPotential:
    sf = SymmetryFunctions({e: list(functions) if e == "Si" else [] for e in elements}, 3.0)  # type: ignore[misc]
    return NeuralPotential(sf, {"Si": behler_nn(len(functions), dtype=torch.float64)})


def with_network(*modules: torch.nn.Module, **options: float) -> NeuralPotential:
    sf = SymmetryFunctions({"Si": [G2(eta=1, neighbour="Si")]}, 3.0)
    network = torch.nn.Sequential(*modules).double()
    return NeuralPotential(sf, {"Si": AtomicNetwork(network, **options)})  # type: ignore[arg-type]


def of_widths(*widths: int, activations: tuple[Activation, ...] = (torch.nn.Tanh, torch.nn.Tanh)) -> NeuralPotential:
    sf = SymmetryFunctions({e: [G2(eta=1, neighbour=e)] for e in TWO}, 3.0)
    pairs = zip(TWO, widths, activations, strict=True)
    return NeuralPotential(
        sf, {e: behler_nn(1, n, activation=activation, dtype=torch.float64) for e, n, activation in pairs}
    )


LINEAR = torch.nn.Linear(1, 1)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: "sf", TypeError, "potential is a str; expected a NeuralPotential"),
        (lambda: random_potential(members=3), ValueError, "potential is a committee of 3; expected a single one"),
        (lambda: of_widths(3, 4), ValueError, r"differ by element \(O: 3 3 with activations t t l; Si: 4 4 with"),
        (lambda: of_widths(3, 3, activations=(torch.nn.Tanh, torch.nn.ReLU)), ValueError, "O: 3 3 .* t t l; .* r r l"),
        (lambda: with_network(LINEAR, torch.nn.SiLU(), LINEAR), ValueError, r"network of Si has SiLU\(\); expected"),
        (lambda: with_network(LINEAR, torch.nn.GELU()), ValueError, r"has GELU\(.*Train it again with Tanh"),
        (lambda: with_network(torch.nn.Tanh(), LINEAR), ValueError, r"has Tanh\(\) before the first layer"),
        (lambda: with_network(LINEAR, Square(), Cosine()), ValueError, r"has Cosine\(\) after another activation"),
        (lambda: with_network(LINEAR, Square(), scale=2.0), ValueError, "ends with an activation and has scale = 2.0"),
        (
            lambda: with_functions(G5(eta=1, zeta=1, lam=0.5, neighbours=("Si", "Si"))),
            ValueError,
            r"G5\(.* of Si has lam = 0.5; expected 1 or -1",
        ),
        (
            lambda: with_functions(G4(eta=1, zeta=1, lam=1, shift=-0.5, neighbours=("Si", "Si"))),
            ValueError,
            "has shift = -0.5; expected at least 0",
        ),
        (lambda: with_functions(G2(eta=1, neighbour="O")), ValueError, "functions of Si count neighbours O; expected"),
        (
            lambda: NeuralPotential(SymmetryFunctions({"H": []}, 3.0), {}),
            ValueError,
            "potential has no functions; expected some",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:the range")
def test_what_n2p2_cannot_say_is_refused_and_nothing_is_written(
    tmp_path: Path, make: object, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        write_n2p2(make(), tmp_path / "new")  # type: ignore[operator]
    assert not (tmp_path / "new").exists()


def test_layers_without_an_activation_between_and_identities_are_linear(tmp_path: Path) -> None:
    layers = [torch.nn.Linear(1, 2), torch.nn.Identity(), torch.nn.Linear(2, 3), torch.nn.Identity(), Gaussian()]
    for i, layer in enumerate(layers[::2]):
        if isinstance(layer, torch.nn.Linear):
            torch.nn.init.constant_(layer.weight, 0.1 + i)
            torch.nn.init.constant_(layer.bias, -0.2)
    last = torch.nn.Linear(3, 1)
    torch.nn.init.constant_(last.weight, 0.7)
    torch.nn.init.zeros_(last.bias)
    written = with_network(*layers, last)
    with pytest.warns(UserWarning, match="range"):
        write_n2p2(written, tmp_path)
    assert "global_activation_short l g l\n" in (tmp_path / "input.nn").read_text()
    atoms = random_structure(0, ("Si",), n=3)
    assert read_n2p2(tmp_path).predict(atoms).energy == pytest.approx(written.predict(atoms).energy, rel=1e-12)
