import numpy as np
import pytest
import torch
from small_structures import all_kinds, random_structure, random_weights

TWO = ("O", "Si")


@pytest.mark.parametrize("elements", [("Si",), TWO])
def test_vectors_between_neighbours_make_up_the_whole_derivative(elements: tuple[str, ...]) -> None:
    sf = all_kinds(elements)
    listed = [random_structure(seed, elements, n=n) for seed, n in enumerate((3, 1, 4, 2))]
    c = [random_weights(i, sf, atoms) for i, atoms in enumerate(listed)]
    weights = {element: torch.tensor(np.concatenate([w[element] for w in c])) for element in elements}
    total = torch.zeros(sum(map(len, listed)), 3, dtype=torch.float64)
    for element, rows in sf.tensors(listed, derivatives=True).items():
        for edges in rows.slopes:
            assert edges.element == element
            assert bool((edges.rows.diff() >= 0).all())
            assert edges.vectors.shape == (len(edges.mix), 3, len(edges.rows))
            forces = torch.einsum("ef,tf,tce->ec", weights[element][edges.rows], edges.mix, edges.vectors)
            total.index_add_(0, edges.atoms, forces)
            total.index_add_(0, edges.centres, -forces)
    expected = np.concatenate(sf.pull_back(listed, c))
    np.testing.assert_allclose(total, expected, atol=1e-12 * np.abs(expected).max())


def test_functions_that_share_a_radial_factor_share_vectors() -> None:
    """Three sums T_0, T_1, T_2 make any number of functions with zeta 1 and 2."""
    from miniff_edu.atoms import G5, SymmetryFunctions

    angles = [(1, 1), (1, -1), (2, 1), (2, -1), (2, 0.5)]
    functions = [G5(eta=1, shift=1, zeta=z, lam=lam, neighbours=("Si", "Si")) for z, lam in angles]
    sf = SymmetryFunctions({"Si": functions}, 3.0)
    (edges,) = sf.tensors([random_structure(1, ("Si",), n=3)], derivatives=True)["Si"].slopes
    assert edges.mix.shape == (3, 5)
    np.testing.assert_allclose(edges.mix.T, [[1, 1, 0], [1, -1, 0], [0.5, 1, 0.5], [0.5, -1, 0.5], [0.5, 0.5, 0.125]])
