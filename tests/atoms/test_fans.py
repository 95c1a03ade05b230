from itertools import combinations, product

import numpy as np
from small_structures import random_structure

from miniff_edu.atoms import fans
from miniff_edu.atoms.fans import cut, full_fan, half_fan, triples
from miniff_edu.atoms.neighbours import find_pairs
from miniff_edu.atoms.structures import make_batch


def test_cut_keeps_costs_down_and_loses_nothing() -> None:
    costs = np.array([3, 3, 0, 9, 1, 1, 20, 2])
    slices = list(cut(costs, 6))
    assert [costs[s].tolist() for s in slices] == [[3, 3, 0], [9], [1, 1], [20], [2]]
    assert list(cut(np.zeros(0, int), 5)) == []


def test_a_full_fan_has_all_neighbours_and_their_vectors() -> None:
    listed = [random_structure(seed, ("O", "Si"), n=4) for seed in range(4)]
    batch = make_batch(listed, ("O", "Si"))
    pairs = find_pairs(batch, 3.0)
    for a, b in product(range(2), repeat=2):
        fan = full_fan(batch, pairs, a, b)
        everything = slice(0, len(fan.row))
        vectors = fan.vectors(pairs, everything)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=0), fan.of_pairs(pairs.r, everything))
        back = full_fan(batch, pairs, b, a)
        opposite = -back.vectors(pairs, slice(0, len(back.row)))
        there = np.column_stack([fan.row, fan.other, vectors.T])
        again = np.column_stack([back.other, back.row, opposite.T])
        order, other = (np.lexsort(x.round(8).T) for x in (there, again))
        np.testing.assert_allclose(there[order], again[other])


def test_triples_are_all_pairs_of_edges(monkeypatch: object) -> None:
    monkeypatch.setattr(fans, "CHUNK", 7)
    batch = make_batch([random_structure(seed, ("O", "Si"), n=4) for seed in range(3)], ("O", "Si"))
    pairs = find_pairs(batch, 2.6)
    for make, (a, b, c) in product((half_fan, full_fan), ((0, 0, 0), (0, 0, 1), (0, 1, 1))):
        fan_1 = make(batch, pairs, a, b)
        fan_2 = fan_1 if b == c else make(batch, pairs, a, c)
        found = set()
        for some in triples(fan_1, fan_2):
            found |= set(zip(some.e1 + some.edges_1.start, some.e2 + some.edges_2.start, strict=True))
            assert (np.diff(some.e1) >= 0).all()
        edges = range(len(fan_1.row))
        couples = combinations(edges, 2) if b == c else product(edges, range(len(fan_2.row)))
        assert found == {(m, n) for m, n in couples if fan_1.row[m] == fan_2.row[n]}
