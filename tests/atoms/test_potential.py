import subprocess
import sys

import numpy as np
import pytest
import torch
from ase import Atoms
from potentials import random_potential
from small_structures import random_structure

from miniff_edu.atoms import G2, G4, AtomicNetwork, NeuralPotential, SymmetryFunctions, to_dataset
from miniff_edu.atoms.atomic_network import ACTIVATIONS
from miniff_edu.closure import simple_charges_closure
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn

TWO = ("O", "Si")
POTENTIAL = random_potential()


def test_energies_are_those_of_the_networks() -> None:
    atoms = random_structure(1, TWO, n=4)
    found, values = POTENTIAL.predict(atoms), POTENTIAL.sf(atoms)
    for element in TWO:
        whole = POTENTIAL.members[0][element]
        scaled = (torch.from_numpy(values[element]) - whole.mean) / whole.spread
        expected = whole.network(scaled)[:, 0] + whole.offset
        np.testing.assert_allclose(found.energies[atoms.symbols == element], expected.detach(), rtol=1e-12)
    assert found.energy == pytest.approx(found.energies.sum(), rel=1e-14)
    assert found.energy_spread is None


def test_many_structures_are_one_by_one() -> None:
    listed = [random_structure(seed, TWO, n=n) for seed, n in enumerate((4, 1, 3, 2))] + [Atoms()]
    for atoms, together in zip(listed, POTENTIAL.predict(listed), strict=True):
        alone = POTENTIAL.predict(atoms)
        for a, b in zip(alone, together, strict=True):
            if a is not None:
                np.testing.assert_allclose(b, a, rtol=1e-11, atol=1e-12)


def test_a_committee_is_its_mean_and_knows_its_spread() -> None:
    committee, atoms = random_potential(members=3), random_structure(2, TWO, n=3)
    found = committee.predict(atoms)
    single = [NeuralPotential(committee.sf, member).predict(atoms) for member in committee.members]
    assert found.energy == pytest.approx(np.mean([one.energy for one in single]))
    assert found.energy_spread == pytest.approx(np.std([one.energy for one in single]))
    np.testing.assert_allclose(found.forces, np.mean([one.forces for one in single], axis=0))
    np.testing.assert_allclose(found.forces_spread, np.std([one.forces for one in single], axis=0))
    assert "3 members" in repr(committee)


def test_extrapolation_is_a_distance_in_units_of_the_range() -> None:
    network = AtomicNetwork(behler_nn(2, dtype=torch.float64), low=[0, 1], high=[2, 1.5])
    values = np.array([[1, 1.2], [3, 1.2], [1, 0.5], [-1, 3.0]])
    np.testing.assert_allclose(network.extrapolation(values), [0, 0.5, 1, 3])
    assert AtomicNetwork(behler_nn(2, dtype=torch.float64)).extrapolation(values).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("kind", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("n_atoms", [0, 7])
def test_slopes_are_those_of_autograd(kind: type[torch.nn.Module], n_atoms: int) -> None:
    rng = np.random.default_rng(0)
    network = AtomicNetwork(
        behler_nn(3, 4, activation=kind, seed=1, dtype=torch.float64),
        mean=rng.normal(size=3), spread=[0.5, 1, 2], scale=3.0, offset=-7.0,
    )  # fmt: skip
    values = 3 * rng.normal(size=(n_atoms, 3))
    g = torch.from_numpy(values).requires_grad_()
    expected = network(g)
    (by_autograd,) = torch.autograd.grad(expected.sum(), g)
    energies, slopes = network.value_and_slope(values)
    np.testing.assert_allclose(energies, expected[:, 0].detach(), rtol=1e-13)
    np.testing.assert_allclose(slopes, by_autograd, rtol=1e-12, atol=1e-14)


def test_an_element_without_functions_has_its_offset() -> None:
    sf = SymmetryFunctions({"O": [G2(eta=1, neighbour="H")], "H": []}, 3.0)
    network = behler_nn(1, seed=0, dtype=torch.float64)
    found = NeuralPotential(sf, {"O": network, "H": AtomicNetwork(None, offset=-2)}).predict(Atoms("H2O", np.eye(3)))
    assert found.energies[:2].tolist() == [-2, -2]
    assert NeuralPotential(sf, {"O": network}).predict(Atoms("H")).energy == 0


def test_it_describes_itself() -> None:
    assert repr(POTENTIAL) == f"NeuralPotential(O, Si: {len(POTENTIAL.sf)} functions, {2 * 121} weights)"
    text = POTENTIAL.describe()
    assert "O: 16x5 - Tanh - 5x5 - Tanh - 5x1; offset -1 eV; range of the training data known" in text
    assert "\nseeds: 0\n" in text
    assert "O    1  G2(eta=0.5, shift=1.0, neighbour='Si')  0 to 1.24\n" in text


def test_a_committee_has_the_widest_range_of_its_members() -> None:
    ranges = ((0.0, 2.0), (0.5, 2.25), (-0.125, 1.0))
    members = [{"H": AtomicNetwork(NET, low=[low], high=[high])} for low, high in ranges]
    assert "H    0  G2(eta=1.0, neighbour='H')  -0.125 to 2.25" in NeuralPotential(SF, members).describe()
    assert "H    0  G2(eta=1.0, neighbour='H')  unknown" in NeuralPotential(SF, {"H": NET}).describe()


def test_a_card_reads_well() -> None:
    card = {
        "seeds": [0, 1],
        "settings": {"hidden": [15, 15], "ridge": 1e-7, "expected_errors": None, "smooth": True},
        "errors": {"train": {"energy": [0.00123456, 0.001, 0.01, 50]}},
        "history": [[{"step": 0, "seconds": 0.5}, {"step": 1, "seconds": 1.25}], [{"step": 0, "seconds": 3}]],
        "made_by": "Ada",
    }
    lines = NeuralPotential(SF, {"H": NET}, card=card).describe().splitlines()
    assert lines[1:6] == [
        "settings:      hidden 15, 15; ridge 1e-07; expected_errors none; smooth yes",
        "seeds:         0, 1",
        "made by:       Ada",
        "train, energy: RMSE 0.00123, MAE 0.001, largest 0.01 eV/atom (n = 50)",
        "steps:         2 in 1.25 s; 1 in 3 s",
    ]


def test_charges_go_the_same_way() -> None:
    """Charges that grow with the coordination, learnt by Part I's closure from structures."""
    rng = np.random.default_rng(0)
    sf = SymmetryFunctions({e: [G2(eta=0, neighbour=e2) for e2 in TWO] for e in TWO}, 3.0)
    listed = [random_structure(int(seed), TWO, n=4, periodic=True) for seed in rng.integers(0, 1000, 20)]
    for atoms in listed:
        values = sf(atoms)
        charges = np.empty(len(atoms))
        for element, sign in zip(TWO, (-1, 1), strict=True):
            charges[atoms.symbols == element] = sign * values[element] @ [0.1, 0.2]
        atoms.info["E"] = 0.0
        atoms.arrays["q"] = charges
    dataset = to_dataset(listed, sf, forces=False, energy_key="E", charges_key="q")
    networks = [behler_nn(2, n_layers=1, seed=i, dtype=torch.float64) for i in range(2)]
    fit(simple_charges_closure(networks, dataset))
    np.testing.assert_allclose(networks[0][0].weight.detach(), [[-0.1, -0.2]], atol=1e-4)
    np.testing.assert_allclose(networks[1][0].weight.detach(), [[0.1, 0.2]], atol=1e-4)
    with pytest.raises(ValueError, match=r"structures\[0\] has charges of shape \(0,\)"):
        to_dataset(listed, sf, forces=False, energy_key="E", charges_key="z")


NET = behler_nn(1, dtype=torch.float64)
SF = SymmetryFunctions({"H": [G2(eta=1, neighbour="H")]}, 3.0)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: NeuralPotential("sf", {}), TypeError, "sf is a str"),
        (lambda: NeuralPotential(SF, []), TypeError, "expected a dict with a network for each element"),
        (lambda: NeuralPotential(SF, {}), ValueError, r"networks\[0\] has no network for H"),
        (lambda: NeuralPotential(SF, {"H": NET, "O": NET}), ValueError, "has networks for O"),
        (lambda: NeuralPotential(SF, {"H": behler_nn(2, dtype=torch.float64)}), ValueError, "takes 2 descriptors"),
        (lambda: NeuralPotential(SF, {"H": behler_nn(1)}), ValueError, r"torch.float32 weights in layer 0"),
        (lambda: NeuralPotential(SF, {"H": torch.nn.Linear(1, 1)}), TypeError, "expected a torch.nn.Sequential"),
        (
            lambda: NeuralPotential(SF, {"H": torch.nn.Sequential(NET[0], torch.nn.Dropout())}),
            ValueError,
            "has Dropout",
        ),
        (lambda: AtomicNetwork(torch.nn.Sequential(torch.nn.Tanh())), ValueError, "does not end in one number"),
        (lambda: AtomicNetwork(NET, mean=[1, 2]), ValueError, r"mean has shape \(2,\); expected \(1,\)"),
        (lambda: AtomicNetwork(NET, spread=[0]), ValueError, "spread holds a number that is not above 0"),
        (lambda: AtomicNetwork.standardised(NET, np.zeros((0, 1))), ValueError, "values holds no atoms"),
        (
            lambda: NeuralPotential(
                SymmetryFunctions({"H": [G4(eta=0, zeta=0.5, lam=1, neighbours=("H", "H"))]}, 3.0), {"H": NET}
            ),
            ValueError,
            "zeta = 0.5",
        ),
    ],
)
def test_errors_say_what_is_wrong(make: object, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        make()


def test_predicting_needs_no_plots() -> None:
    """What draws, tabulates or shares out work is imported when it is asked for: a potential starts at once."""
    code = "import sys, miniff_edu.atoms; print([m for m in ('matplotlib', 'pandas', 'joblib') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
