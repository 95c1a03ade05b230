import numpy as np
import pytest
import torch
from ase import Atoms
from ase.build import bulk
from ase.calculators.singlepoint import SinglePointCalculator
from small_structures import all_kinds, random_structure, random_weights

from miniff_edu.atoms import G2, G4, SymmetryFunctions, to_dataset
from miniff_edu.closure import simple_energy_closure
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energy_and_gradients

TWO = ("O", "Si")


def labelled(atoms: Atoms, seed: int = 0) -> Atoms:
    rng = np.random.default_rng(seed)
    results = {"energy": float(rng.normal()), "forces": rng.normal(size=(len(atoms), 3))}
    atoms.calc = SinglePointCalculator(atoms, **results)
    return atoms


def test_dense_and_sparse_agree_in_all() -> None:
    """Values, derivatives, energies and forces, two species, structures of different sizes."""
    sf = all_kinds(TWO)
    listed = [labelled(random_structure(seed, TWO, n=n), seed) for seed, n in enumerate((4, 1, 3, 4))]
    dataset = to_dataset(listed, sf)
    values = sf(listed)
    networks = [
        behler_nn(n_inputs=n, n_internal=4, seed=i, dtype=torch.float64) for i, n in enumerate(dataset.n_features)
    ]
    energy, gradients = predict_energy_and_gradients(networks, dataset)
    for i, atoms in enumerate(listed):
        np.testing.assert_array_equal(dataset.per_cell.energy[i], [atoms.calc.results["energy"]])
        np.testing.assert_array_equal(dataset.per_cell.energy_g[i, : len(atoms)], -atoms.calc.results["forces"])
        assert dataset.per_cell.mask[i].sum() == len(atoms)
        own, c = 0.0, {}
        for network, part, element in zip(networks, dataset.per_point, TWO, strict=True):
            n = len(values[i][element])
            assert part.tag == element
            assert part.mask[i].sum() == n
            np.testing.assert_allclose(part.features[i, :n], values[i][element], rtol=1e-12, atol=1e-13)
            g = torch.tensor(values[i][element], requires_grad=True)
            atomic = network(g).sum()
            (slope,) = torch.autograd.grad(atomic, g)
            own, c[element] = own + atomic.item(), slope.numpy()
        assert energy[i].item() == pytest.approx(own, rel=1e-12)
        sparse = sf.pull_back(atoms, c)
        np.testing.assert_allclose(
            gradients[i, : len(atoms)].detach(), sparse, atol=1e-11 * max(1, np.abs(sparse).max())
        )


def test_the_dense_derivative_is_the_derivative() -> None:
    sf, atoms = all_kinds(TWO), labelled(random_structure(2, TWO, n=4, periodic=True))
    dataset, c = to_dataset([atoms], sf), random_weights(0, sf, atoms)
    total = sum(
        np.einsum("pf,pfac->ac", c[element], part.features_g[0, : len(c[element])])
        for part, element in zip(dataset.per_point, TWO, strict=True)
    )
    np.testing.assert_allclose(total, sf.pull_back(atoms, c), atol=1e-11)


def silicon(seed: int) -> Atoms:
    """Return eight rattled atoms with the energy of springs between neighbours, 2.35 A long and cut off at 3.1 A."""
    atoms = bulk("Si", cubic=True)
    atoms.rattle(0.05, seed=seed)
    from ase.neighborlist import neighbor_list

    i, d, vectors = neighbor_list("idD", atoms, 3.1)
    forces = np.zeros((8, 3))
    np.add.at(forces, i, 2 * (d - 2.35)[:, None] * vectors / d[:, None] * 1.0)
    atoms.calc = SinglePointCalculator(atoms, energy=float(((d - 2.35) ** 2).sum() / 2), forces=forces)
    return atoms


def test_silicon_from_structures_to_a_fit_of_part_one() -> None:
    """End to end: values of G2 and G4, an exact linear fit by the closure, forces that were not fitted."""
    functions = [G2(eta=4, shift=float(shift), neighbour="Si") for shift in np.linspace(2, 3.4, 8)]
    functions += [G4(eta=0.01, zeta=zeta, lam=lam, neighbours=("Si", "Si")) for zeta in (1, 4) for lam in (1, -1)]
    sf = SymmetryFunctions({"Si": functions}, 4.5, "smooth")
    train, test = (to_dataset([silicon(seed) for seed in seeds], sf) for seeds in (range(40), range(40, 50)))
    network = behler_nn(n_inputs=len(functions), n_layers=1, seed=0, dtype=torch.float64)
    fit(simple_energy_closure([network], train), method="exact")
    energy, gradients = predict_energy_and_gradients([network], test)
    error = (energy - test.per_cell.energy).std() / test.per_cell.energy.std()
    assert error < 0.005
    forces, reference = gradients.flatten().detach(), test.per_cell.energy_g.flatten()
    assert (forces - reference).norm() / reference.norm() < 0.01


def test_labels_may_stand_under_keys_and_an_element_may_be_absent() -> None:
    sf = SymmetryFunctions({"H": [G2(eta=1, neighbour="H")], "O": [G2(eta=1, neighbour="H")]}, 3.0)
    atoms = Atoms("H2", [[0, 0, 0], [0, 0, 0.8]], info={"E": -1.5})
    atoms.arrays["F"] = np.ones((2, 3))
    dataset = to_dataset([atoms], sf, energy_key="E", forces_key="F")
    assert dataset.per_cell.energy.item() == -1.5
    assert dataset.per_cell.energy_g.unique().item() == -1
    assert dataset.n_points == (2, 1)
    assert dataset.per_point[1].mask.sum() == 0
    assert to_dataset([atoms], sf, energy_key="E", forces=False).per_point[0].features_g is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"energy_key": "E"}, r"structures\[0\] has no energy: atoms.info has no 'E'"),
        ({}, r"structures\[0\] has no energy: atoms.calc holds none"),
        ({"energy_key": "there"}, r"structures\[0\] has no forces: atoms.calc holds none"),
        ({"energy_key": "there", "forces_key": "F"}, r"structures\[0\] has no forces: atoms.arrays has no 'F'"),
        ({"energy_key": "nan"}, r"structures\[0\] has the energy nan"),
        ({"energy_key": "there", "forces_key": "numbers"}, r"structures\[0\] has forces of shape \(2,\)"),
    ],
)
def test_missing_labels_are_named(change: dict, said: str) -> None:
    sf = SymmetryFunctions({"H": [G2(eta=1, neighbour="H")]}, 3.0)
    atoms = Atoms("H2", [[0, 0, 0], [0, 0, 0.8]], info={"there": -1.0, "nan": np.nan})
    with pytest.raises(ValueError, match=said):
        to_dataset([atoms], sf, **change)


def test_labels_are_never_computed() -> None:
    from ase.calculators.lj import LennardJones

    atoms = Atoms("H2", [[0, 0, 0], [0, 0, 0.8]], calculator=LennardJones())
    with pytest.raises(ValueError, match=r"atoms.calc holds none"):
        to_dataset([atoms], SymmetryFunctions({"H": [G2(eta=1, neighbour="H")]}, 3.0))


def test_what_makes_no_dataset_is_refused() -> None:
    with pytest.raises(ValueError, match="structures is empty"):
        to_dataset([], SymmetryFunctions({"H": [G2(eta=1, neighbour="H")]}, 3.0))
    with pytest.raises(ValueError, match="sf has no functions for H"):
        to_dataset([Atoms("H")], SymmetryFunctions({"H": []}, 3.0))
