"""Values and derivatives against their definitions (autograd), central differences, and what must not change them."""

import warnings

import numpy as np
import pytest
import torch
from ase import Atoms
from ase.build import bulk, make_supercell, molecule
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_symmetry import plain_pull_back, plain_values
from small_structures import all_kinds, random_structure, random_weights

from miniff_edu.atoms import G2, G4, G5, SymmetryFunctions, fans
from miniff_edu.atoms import workspace as workspace_module
from miniff_edu.atoms.cutoffs import CUTOFFS

ONE, TWO, THREE = ("Si",), ("O", "Si"), ("Si", "O", "H")
SETS = {elements: all_kinds(elements) for elements in (ONE, TWO, THREE)}


def close(found: np.ndarray, expected: np.ndarray, tolerance: float = 1e-10) -> None:
    scale = max(1.0, float(np.abs(expected).max(initial=0)))
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * scale)


@settings(max_examples=9)
@given(seed=st.integers(0, 10**6), elements=st.sampled_from([ONE, TWO, THREE]))
def test_values_and_derivatives_are_those_of_the_definition(seed: int, elements: tuple[str, ...]) -> None:
    sf, atoms = SETS[elements], random_structure(seed, elements)
    expected = plain_values(atoms, sf)
    for element, values in sf(atoms).items():
        close(values, expected[element].numpy(), 1e-12)
    c = random_weights(seed, sf, atoms)
    gradient, strain = plain_pull_back(atoms, sf, c)
    found, found_strain = sf.pull_back(atoms, c, strain=True)
    close(found, gradient, 1e-11)
    close(found_strain, strain, 1e-11)
    np.testing.assert_array_equal(found_strain, found_strain.T)


@pytest.mark.parametrize("kind", CUTOFFS)
def test_every_cutoff_function(kind: str) -> None:
    sf, atoms = all_kinds(ONE, 3.0, kind), random_structure(5, ONE, n=2, periodic=[1, 1, 0])
    close(sf(atoms)["Si"], plain_values(atoms, sf)["Si"].numpy(), 1e-12)
    c = random_weights(0, sf, atoms)
    close(sf.pull_back(atoms, c), plain_pull_back(atoms, sf, c)[0], 1e-11)


def test_derivatives_are_central_differences() -> None:
    sf, atoms = SETS[TWO], random_structure(3, TWO, n=4, periodic=True)
    c = random_weights(1, sf, atoms)
    gradient, strain = sf.pull_back(atoms, c, strain=True)

    def energy(positions: np.ndarray, cell: np.ndarray) -> float:
        moved = Atoms(atoms.symbols, positions, cell=cell, pbc=True)
        return sum(float((c[element] * values).sum()) for element, values in sf(moved).items())

    h, x, cell = 1e-5, atoms.positions, atoms.cell.array
    for i, k in ((0, 0), (1, 2), (3, 1)):
        step = np.zeros_like(x)
        step[i, k] = h
        slope = (energy(x + step, cell) - energy(x - step, cell)) / (2 * h)
        assert gradient[i, k] == pytest.approx(slope, abs=1e-7 * np.abs(gradient).max())
    for i, k in ((0, 0), (1, 2), (2, 1)):
        up, down = np.eye(3), np.eye(3)
        up[i, k] += h
        down[i, k] -= h
        slope = (energy(x @ up.T, cell @ up.T) - energy(x @ down.T, cell @ down.T)) / (2 * h)
        assert strain[i, k] == pytest.approx(slope, abs=1e-7 * np.abs(strain).max())


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_what_must_not_matter_does_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sf, atoms = SETS[TWO], random_structure(seed, TWO)
    c = random_weights(seed, sf, atoms)
    values, gradient = sf(atoms), sf.pull_back(atoms, c)
    close(gradient.sum(axis=0), np.zeros(3))
    turned, _ = np.linalg.qr(rng.normal(size=(3, 3)))  # mirrors too
    other = atoms.copy()
    other.set_cell(atoms.cell.array @ turned.T)
    other.positions = atoms.positions @ turned.T + rng.normal(size=3)
    for element in TWO:
        close(sf(other)[element], values[element])
    close(sf.pull_back(other, c), gradient @ turned.T)
    order = rng.permutation(len(atoms))
    kept = {element: np.flatnonzero(atoms.symbols == element) for element in TWO}
    for element in TWO:
        moved = order[np.isin(order, kept[element])]
        close(sf(atoms[order])[element], values[element][np.searchsorted(kept[element], moved)])


@pytest.mark.parametrize("seed", range(4))
def test_cells_that_mean_the_same_give_the_same(seed: int) -> None:
    sf, atoms = SETS[TWO], random_structure(seed, TWO, n=3, periodic=True)
    c = random_weights(seed, sf, atoms)
    values, gradient = sf(atoms), sf.pull_back(atoms, c)
    sheared = atoms.copy()
    sheared.set_cell(np.array([[1, 0, 0], [2, 1, 0], [-1, 3, 1]]) @ atoms.cell.array)
    wrapped = atoms.copy()
    wrapped.wrap()
    for same in (sheared, wrapped):
        for element in TWO:
            close(sf(same)[element], values[element])
        close(sf.pull_back(same, c), gradient)
    twice = make_supercell(atoms, [[2, 0, 0], [0, 1, 0], [0, 1, 1]])
    for element in TWO:
        both = sf(twice)[element]
        close(np.sort(both, axis=0), np.sort(np.tile(values[element], (2, 1)), axis=0))


def test_many_structures_are_one_by_one() -> None:
    """Of all sizes and periodicities together: nothing of one leaks into another, and no padding shows."""
    sf = SETS[THREE]
    listed = [random_structure(seed, THREE, n=n) for seed, n in enumerate((1, 4, 2, 3, 1, 4, 4, 2))]
    listed += [molecule("H2O"), molecule("H2O"), Atoms(), Atoms("Si", cell=[9, 9, 9], pbc=True), molecule("SiH4")]
    weights = [random_weights(i, sf, atoms) for i, atoms in enumerate(listed)]
    values, back = sf(listed), sf.pull_back(listed, weights, strain=True)
    for atoms, c, together, (gradient, strain) in zip(listed, weights, values, back, strict=True):
        alone = sf(atoms)
        assert list(together) == list(THREE)
        for element in THREE:
            assert together[element].shape == (sum(atoms.symbols == element), len(sf.functions[element]))
            assert together[element].dtype == np.float64
            close(together[element], alone[element], 1e-12)
        one = sf.pull_back(atoms, c, strain=True)
        close(gradient, one[0], 1e-12)
        close(strain, one[1], 1e-12)
        assert gradient.shape == (len(atoms), 3)


def test_large_batches_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    import miniff_edu.atoms.symmetry_functions as module

    listed = [molecule("H2O") for _ in range(7)]
    sf = SETS[THREE]
    whole = sf(listed)
    monkeypatch.setattr(module, "ATOMS_AT_ONCE", 6)
    assert [len(workspace.batch.sizes) for workspace in sf.workspaces(listed)] == [2, 2, 2, 1]
    for a, b in zip(sf(listed), whole, strict=True):
        np.testing.assert_array_equal(a["H"], b["H"])


def test_triples_come_in_chunks_and_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the number of triples: they are made anew where they are many."""
    monkeypatch.setattr(fans, "CHUNK", 4000)
    atoms = bulk("Si", cubic=True) * (2, 2, 2)
    atoms.rattle(0.1, seed=0)
    sf = SymmetryFunctions({"Si": [G4(eta=0, zeta=2, lam=1, neighbours=("Si", "Si"))]}, 6.0)
    c = [np.ones((1, len(atoms)))]
    workspace = sf.workspace([atoms])
    sizes = [len(chunk.e1) for chunk in workspace.chunks()]
    assert max(sizes) <= 4000
    assert len(sizes) >= 4
    kept = workspace.pull_back(c)
    monkeypatch.setattr(workspace_module, "KEPT", 0)
    again = sf.workspace([atoms])
    again.values()
    assert again._chunks is None
    np.testing.assert_array_equal(again.pull_back(c), kept)


def test_what_goes_by_moments_is_what_goes_by_triples(monkeypatch: pytest.MonkeyPatch) -> None:
    """To 1e-12 of the sum of the absolute terms, up to the largest zeta that goes by moments."""
    import miniff_edu.atoms.plan as plan

    angles = [(zeta, lam) for zeta in range(1, 7) for lam in (1, -1, 0.3)]
    pairs = [("O", "O"), ("O", "Si"), ("Si", "Si")]
    functions = [G5(eta=0.1, zeta=z, lam=lam, neighbours=pair) for z, lam in angles for pair in pairs]
    absolute = [G5(eta=0.1, zeta=z, lam=abs(lam), neighbours=pair) for z, lam in angles for pair in pairs]
    atoms = random_structure(7, TWO, n=4, periodic=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # absolute values make equal functions
        scale = SymmetryFunctions({"O": absolute, "Si": absolute}, 4.0)(atoms)
    by_moments = SymmetryFunctions({"O": functions, "Si": functions}, 4.0)
    assert not by_moments._plan.open
    monkeypatch.setattr(plan, "MOMENTS", 0)
    by_triples = SymmetryFunctions({"O": functions, "Si": functions}, 4.0)
    assert not by_triples._plan.moments
    for element, values in by_triples(atoms).items():
        sums = 2.0 ** (1 - np.array([z for z, _ in angles for _ in pairs])) * (
            np.array([(1 + abs(lam)) ** z for z, lam in angles for _ in pairs])
        )
        bound = np.maximum(scale[element], sums)
        assert (np.abs(by_moments(atoms)[element] - values) <= 1e-12 * bound).all()
    c = random_weights(0, by_moments, atoms)
    close(by_moments.pull_back(atoms, c), by_triples.pull_back(atoms, c), 1e-12)


def test_tensors_are_the_values_with_their_owners() -> None:
    sf, listed = SETS[TWO], [random_structure(seed, TWO, n=3) for seed in range(4)]
    rows, values = sf.tensors(listed, dtype=torch.float32), sf(listed)
    for element in TWO:
        found = rows[element]
        assert found.values.dtype == torch.float32
        np.testing.assert_allclose(found.values, np.concatenate([v[element] for v in values]), rtol=1e-6, atol=1e-6)
        for structure, atom in zip(found.structure.tolist(), found.atom.tolist(), strict=True):
            assert listed[structure].symbols[atom] == element
        assert found.slopes == ()


def test_it_is_a_value_and_says_what_it_holds() -> None:
    functions = {"O": [G2(eta=1, neighbour="H")], "H": []}
    sf = SymmetryFunctions(functions, 4.0, "smooth")
    assert sf == SymmetryFunctions(functions, 4, "smooth")
    assert hash(sf) == hash(SymmetryFunctions(functions, 4, "smooth"))
    assert sf != SymmetryFunctions(functions, 4.0)
    assert sf != SymmetryFunctions({"H": [], "O": functions["O"]}, 4.0, "smooth"), "the order is that of the values"
    assert sf != "sf"
    assert len(sf) == 1
    assert repr(sf) == "SymmetryFunctions({O: 1, H: 0}, cutoff=4.0, cutoff_function='smooth')"
    assert sf.describe().splitlines() == [
        "1 symmetry functions, smooth cutoff at 4 A",
        "O: 1",
        "    0  G2(eta=1.0, neighbour='H')",
        "H: 0",
    ]
    values = sf(molecule("H2O"))
    assert values["H"].shape == (2, 0)
    assert sf(Atoms("H"))["O"].shape == (0, 1)


def test_duplicates_warn_and_count() -> None:
    double = [G5(eta=1, zeta=1, lam=1, neighbours=("H", "H"))] * 2
    with pytest.warns(UserWarning, match=r"functions\['O'\] holds G5\(.*\) more than once"):
        sf = SymmetryFunctions({"O": double, "H": []}, 4.0)
    values = sf(molecule("H2O"))["O"]
    assert values[0, 0] == values[0, 1] > 0


WATER = molecule("H2O")
FLAT = Atoms("O", cell=[[3, 0, 0], [6, 0, 0], [0, 0, 3]], pbc=True)
ROOT = SymmetryFunctions({"O": [G4(eta=0, zeta=0.5, lam=1, neighbours=("H", "H"))], "H": []}, 4.0)


def far(atoms: Atoms, **changes: object) -> Atoms:
    moved = atoms.copy()
    moved.positions[1] = changes.get("to", moved.positions[1])
    moved.pbc = changes.get("pbc", False)
    return moved


@pytest.mark.parametrize(
    ("atoms", "said"),
    [
        (far(WATER, to=WATER.positions[0]), "has atoms 1 and 0|has atoms 0 and 1"),
        (far(WATER, to=[np.nan, 0, 0]), r"structures\[0\] has NaN or infinite positions, the first at atom 1"),
        (far(WATER, to=[np.inf, 0, 0]), "NaN or infinite"),
        (Atoms("OCu", [[0, 0, 0], [2, 0, 0]]), r"structures\[0\] holds Cu \(atom 1\), which has no symmetry functions"),
        (far(WATER, pbc=True), "spans no volume"),
        (far(WATER, pbc=[True, False, False]), "spans no volume"),
        (FLAT, "spans no volume"),
    ],
)
def test_bad_structures_are_refused_with_a_reason(atoms: Atoms, said: str) -> None:
    sf = SETS[THREE]
    with pytest.raises(ValueError, match=said):
        sf(atoms)
    with pytest.raises(ValueError, match=said):
        sf.pull_back(atoms, {})
    with pytest.raises(ValueError, match=said.replace(r"\[0\]", r"\[1\]")):
        sf([WATER, atoms])


def test_bad_arguments_are_refused_with_a_reason() -> None:
    sf = SETS[THREE]
    values = sf(WATER)
    for call, error, said in (
        (lambda: sf("H2O"), TypeError, "structures is a str; expected an ase.Atoms"),
        (lambda: sf([WATER, 3]), TypeError, r"structures\[1\] is an int"),
        (lambda: sf.pull_back(WATER, {"Cu": 1}), ValueError, r"c\[0\] is a dict \['Cu'\]"),
        (lambda: sf.pull_back(WATER, {"O": values["H"]}), ValueError, r"expected \(1, "),
        (lambda: sf.pull_back([WATER], []), ValueError, "c has 0 entries and there are 1 structures"),
        (lambda: sf.tensors(WATER, device="moon"), ValueError, "device is 'moon'"),
        (lambda: ROOT.pull_back(WATER, {}), ValueError, r"zeta = 0.5; expected at least 1 where a derivative"),
        (lambda: ROOT.tensors(WATER, derivatives=True), ValueError, r"zeta = 0.5"),
        (lambda: SymmetryFunctions([G2(eta=1, neighbour="H")], 4.0), TypeError, "functions is a list; expected a dict"),
        (lambda: SymmetryFunctions({"H": [1]}, 4.0), TypeError, r"functions\['H'\]\[0\] is an int"),
        (lambda: SymmetryFunctions({"Q": []}, 4.0), ValueError, "a key of functions is 'Q'"),
        (
            lambda: SymmetryFunctions({"H": [G2(eta=1, neighbour="H", cutoff=5)]}, 4.0),
            ValueError,
            "neighbours beyond are never found",
        ),
    ):
        with pytest.raises(error, match=said):
            call()
    assert ROOT(WATER)["O"].shape == (1, 1), "values alone are fine"


def test_an_isolated_atom_has_zeros() -> None:
    sf = SETS[THREE]
    for atoms in (Atoms("O"), Atoms("O", cell=[20, 20, 20], pbc=True)):
        np.testing.assert_array_equal(sf(atoms)["O"], 0)
        np.testing.assert_array_equal(sf.pull_back(atoms, random_weights(0, sf, atoms)), 0)


def test_missing_elements_count_as_0() -> None:
    sf = SETS[THREE]
    c = random_weights(0, sf, WATER)
    parts = [sf.pull_back(WATER, {element: c[element]}) for element in ("O", "H")]
    close(sum(parts), sf.pull_back(WATER, c), 1e-13)
    np.testing.assert_array_equal(sf.pull_back(WATER, {}), 0)


def test_neighbours_that_are_no_key_never_occur() -> None:
    sf = SymmetryFunctions({"H": [G2(eta=0, neighbour="H"), G2(eta=0, neighbour="Au")]}, 4.0)
    values = sf(molecule("H2"))["H"]
    assert values[0, 0] > 0
    np.testing.assert_array_equal(values[:, 1], 0)
