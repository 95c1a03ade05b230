import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.neighborlist import neighbor_list
from hypothesis import given, settings
from hypothesis import strategies as st
from small_structures import random_structure

from miniff_edu.atoms.neighbours import Pairs, complete_cell, find_pairs, plain_pairs, vesin_pairs
from miniff_edu.atoms.structures import make_batch


def table(pairs: Pairs) -> np.ndarray:
    """Return pairs as rows of numbers, in an order that depends on nothing."""
    rows = np.column_stack([pairs.first, pairs.second, pairs.vectors.T.round(8) + 0.0])
    return rows[np.lexsort(rows.T[::-1])]


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), cutoff=st.floats(1.0, 5.0))
def test_all_routes_find_the_same(seed: int, cutoff: float) -> None:
    batch = make_batch([random_structure(seed, ("O", "Si"))], ("O", "Si"))
    plain = table(find_pairs(batch, cutoff, plain_pairs))
    np.testing.assert_array_equal(table(find_pairs(batch, cutoff, vesin_pairs)), plain)
    np.testing.assert_array_equal(table(find_pairs(batch, cutoff)), plain)


@pytest.mark.parametrize("seed", range(8))
def test_ase_finds_as_many(seed: int) -> None:
    atoms = random_structure(seed, ("Si",), n=4)
    pairs = find_pairs(make_batch([atoms], ("Si",)), 3.5)
    assert 2 * len(pairs.r) == len(neighbor_list("i", atoms, 3.5))
    np.testing.assert_allclose(np.sort(np.repeat(pairs.r, 2)), np.sort(neighbor_list("d", atoms, 3.5)), atol=1e-12)


def test_a_perfect_lattice_has_each_pair_once() -> None:
    """One atom, all of its neighbours images of itself: coordination 4, 12, 12, 6 of diamond and its shells."""
    atoms = bulk("Si", "diamond", a=5.43)
    pairs = find_pairs(make_batch([atoms], ("Si",)), 5.5)
    shells, counts = np.unique(pairs.r.round(6), return_counts=True)
    np.testing.assert_allclose(shells / 5.43, np.sqrt([3, 8, 11, 16]) / 4, atol=1e-6)
    assert (counts / len(atoms) * 2).tolist() == [4, 12, 12, 6]
    assert (pairs.first <= pairs.second).all()


def test_structures_do_not_see_each_other() -> None:
    listed = [random_structure(seed, ("O", "Si"), periodic=periodic) for seed in range(12) for periodic in (0, 1)]
    pairs = find_pairs(make_batch(listed, ("O", "Si")), 3.0)
    batch = make_batch(listed, ("O", "Si"))
    np.testing.assert_array_equal(batch.structure[pairs.first], batch.structure[pairs.second])
    one_by_one = [len(find_pairs(make_batch([atoms], ("O", "Si")), 3.0).r) for atoms in listed]
    np.testing.assert_array_equal(np.bincount(batch.structure[pairs.first], minlength=24), one_by_one)


def test_pairs_are_sorted_by_elements() -> None:
    listed = [random_structure(seed, ("O", "Si", "H"), n=4) for seed in range(5)]
    batch = make_batch(listed, ("H", "O", "Si"))
    pairs = find_pairs(batch, 3.0)
    kinds = np.searchsorted(batch.starts, [pairs.first, pairs.second], side="right") - 1
    for (a, b), block in pairs.blocks.items():
        assert (kinds[0, block] == a).all()
        assert (kinds[1, block] == b).all()
        assert (np.diff(pairs.first[block]) >= 0).all()
    assert sum(block.stop - block.start for block in pairs.blocks.values()) == len(pairs.r)


def test_large_open_structures_go_by_vesin_and_agree() -> None:
    atoms = Atoms("Si40", np.random.default_rng(0).permutation(np.indices((4, 5, 2)).reshape(3, -1).T) * 2.0)
    batch = make_batch([atoms], ("Si",))
    np.testing.assert_array_equal(table(find_pairs(batch, 3.0)), table(find_pairs(batch, 3.0, plain_pairs)))


def test_a_cell_is_completed_at_right_angles() -> None:
    cell = complete_cell(np.array([[3.0, 0, 0], [1, 2, 0], [7, 7, 7]]), np.array([True, True, False]))
    np.testing.assert_allclose(np.abs(cell[2]), [0, 0, 1], atol=1e-12)
    np.testing.assert_array_equal(cell[:2], [[3, 0, 0], [1, 2, 0]])
    np.testing.assert_allclose(np.abs(np.linalg.det(complete_cell(np.zeros((3, 3)), np.zeros(3, bool)))), 1)


def test_overlapping_atoms_are_named() -> None:
    listed = [Atoms("H2", [[0, 0, 0], [1, 0, 0]]), Atoms("OHH", [[0, 0, 0], [5, 0, 0], [5, 0, 0]])]
    with pytest.raises(ValueError, match=r"structures\[1\] has atoms 1 and 2 at a distance of 0 A"):
        find_pairs(make_batch(listed, ("H", "O")), 3.0)
